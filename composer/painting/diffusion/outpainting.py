"""One step of the chain: canvas, model, colours, size."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from composer.painting.diffusion.canvas.colour import FloatArray, match_colours
from composer.painting.diffusion.canvas.surround import Surround, between, blank, bridge_share, surround
from composer.painting.painter import Picture, Step

#: A model: from a canvas to a picture of its size, float32 RGB in 0..1, shape (height, width, 3).
Draw = Callable[[Surround], FloatArray]

#: The model paints this share of the feather too, so that the soft edge joins two pictures that both go on under it.
_INSET_SHARE = 0.5


def outpaint(step: Step, inner: Picture | None, size: tuple[int, int], feather: float, draw: Draw) -> Picture:
    """A step's picture as a model paints it, in the true colours of the picture inside.

    The model's own copy of the inner picture is only measured: its colours against the true ones give the map that
    is laid over all that it painted. Fed back or pasted without it, a model's small errors of colour add up from
    step to step.

    Parameters
    ----------
    inner : uint8 array, shape (step.height, step.width, 3), or None
        The keyframe inside; None for the innermost one, which is painted from the prompt alone.
    size : (width, height)
        Of the model's canvas in pixels.
    feather : float
        Width of the soft edge of the inner picture, in its heights.

    Returns
    -------
    uint8 array, shape (step.height, step.width, 3)
    """
    if inner is None or step.portal is None:
        return enlarge(draw(blank(size)), step.width, step.height)
    canvas = surround(inner, step.portal, size, feather * _INSET_SHARE)
    drawn = draw(canvas)
    truth = canvas.picture.astype(np.float32) / np.float32(255)
    return enlarge(match_colours(drawn, truth, ~canvas.repaint)(drawn), step.width, step.height)


def rejoin(step: Step, pictures: tuple[Picture, Picture], size: tuple[int, int], feather: float, draw: Draw) -> Picture:
    """A step's picture painted again around its portal only, so that it goes over into what is inside now.

    Parameters
    ----------
    pictures : two uint8 arrays, shape (step.height, step.width, 3)
        The picture as it was first, which stays exactly along its edge; the keyframe inside.
    size, feather, draw
        As in ``outpaint``.
    """
    if step.portal is None:
        raise ValueError("nothing opens in this step")
    first, inner = pictures
    canvas = between(first, inner, step.portal, size, feather * _INSET_SHARE)
    drawn = draw(canvas)
    truth = canvas.picture.astype(np.float32) / np.float32(255)
    again = enlarge(match_colours(drawn, truth, ~canvas.repaint)(drawn), step.width, step.height)
    share = bridge_share(step.portal, step.aspect, (step.width, step.height))
    return np.asarray(cv2.blendLinear(first, again, 1 - share, share), np.uint8)


def enlarge(picture: FloatArray, width: int, height: int) -> Picture:
    """A picture in 0..1 resampled (Lanczos upward, area downward) and rounded to uint8.

    Rounded, not cut off: half a level lost in every step darkens a long chain by tens of levels.
    """
    grows = width >= picture.shape[1] and height >= picture.shape[0]
    flag = cv2.INTER_LANCZOS4 if grows else cv2.INTER_AREA
    resized = cv2.resize(picture, (width, height), interpolation=flag)
    return np.rint(np.clip(resized, 0, 1) * 255).astype(np.uint8)
