"""One step of the chain: canvas, model, colours, the passes that make it larger and its seam finer, its size."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from composer.painting.diffusion.canvas.colour import FloatArray, matched
from composer.painting.diffusion.canvas.seam import join_seam, seam_canvas
from composer.painting.diffusion.canvas.surround import Surround, between, blank, bridge_share, surround
from composer.painting.diffusion.detail.planning import SecondPass
from composer.painting.diffusion.detail.upscaling import enlarged_canvas, upscale
from composer.painting.diffusion.options.options import SeamPass
from composer.painting.painter import Picture, Step
from composer.painting.pasting import paste

#: The model paints this share of the feather too, so that the soft edge joins two pictures that both go on under it.
INSET_SHARE = 0.5


@dataclass(frozen=True, kw_only=True)
class Pass:
    """A pass of a step: its number, for its noise; its strength (None: the usual one); whether it is the last."""

    number: int = 0
    strength: float | None = None
    last: bool = True


#: A model: from canvases to pictures of their size, float32 RGB in 0..1, shape (height, width, 3).
Draw = Callable[[Sequence[Surround], Pass], list[FloatArray]]


@dataclass(frozen=True, kw_only=True)
class Manner:
    """How steps are outpainted.

    Attributes
    ----------
    size : (width, height)
        Of the model's canvas in pixels.
    feather : float
        Width of the soft edge of the inner picture, in its heights.
    second : SecondPass or None
        On a larger canvas.
    seam : SeamPass or None
    network : callable or None
        Enlarges a picture by a whole number.
    """

    size: tuple[int, int]
    feather: float
    second: SecondPass | None = None
    seam: SeamPass | None = None
    network: Callable[[FloatArray], FloatArray] | None = None

    @property
    def inset(self) -> float:
        """How far inside the portal the model still paints, in heights of the inner picture."""
        return self.feather * INSET_SHARE


def outpaint(step: Step, inner: Picture | None, manner: Manner, draw: Draw, takes: int = 1) -> list[Picture]:
    """A step's takes as a model paints them, in the true colours of the picture inside.

    The model's own copy of the inner picture is only measured: its colours against the true ones give the map that
    is laid over all that it painted. Fed back or pasted without it, a model's small errors of colour add up from
    step to step.

    Parameters
    ----------
    inner : uint8 array, shape (step.height, step.width, 3), or None
        The keyframe inside; None for the innermost one, which is painted from the prompt alone.
    takes : int
        How many pictures; they differ in the noise that ``draw`` gives each place of its list.

    Returns
    -------
    list of uint8 arrays, shape (step.height, step.width, 3)
    """
    portal = step.portal if inner is not None else None

    def canvas(size: tuple[int, int]) -> Surround:
        if inner is None or portal is None:
            return blank(size)
        return surround(inner, portal, size, manner.inset)

    pictures = grown(canvas, manner, draw, takes, (step.width, step.height), seams=portal is not None)
    if manner.seam is None or inner is None or portal is None:
        return pictures
    return _over_the_seam(step, inner, manner, draw, pictures)


def grown(
    canvas: Callable[[tuple[int, int]], Surround],
    manner: Manner,
    draw: Draw,
    takes: int,
    size: tuple[int, int],
    *,
    seams: bool = False,
) -> list[Picture]:
    """Takes of a canvas painted in matched colours, once more on a larger one where asked for, at their final size.

    Parameters
    ----------
    canvas : callable
        The canvas of a size.
    size : (width, height)
        Of the pictures in the end.
    seams : bool
        Whether a pass over the seam follows, so that these are not the last ones.
    """
    seams = seams and manner.seam is not None
    only = Pass(last=manner.second is None and not seams)
    pictures = _matched([canvas(manner.size)] * takes, draw, only)
    if manner.second is not None:
        large = canvas(manner.second.size)
        again = Pass(number=1, strength=manner.second.strength, last=not seams)
        pictures = _matched([enlarged_canvas(picture, large) for picture in pictures], draw, again)
    return [upscale(picture, size, manner.network) for picture in pictures]


def _matched(canvases: Sequence[Surround], draw: Draw, which: Pass) -> list[FloatArray]:
    """What a model makes of canvases, in the true colours of what it was to keep."""
    drawn = draw(canvases, which)
    if canvases[0].is_blank:
        return drawn
    return [
        matched(picture, canvas.picture.astype(np.float32) / np.float32(255), canvas.kept)
        for picture, canvas in zip(drawn, canvases, strict=True)
    ]


def _over_the_seam(
    step: Step, inner: Picture, manner: Manner, draw: Draw, pictures: Sequence[Picture]
) -> list[Picture]:
    if manner.seam is None or step.portal is None:
        raise ValueError("no seam to paint over")
    portal, width = step.portal, manner.seam.width
    size = manner.size if manner.second is None else manner.second.size
    canvases = [seam_canvas(paste(picture, inner, portal, manner.feather), portal, size, width) for picture in pictures]
    drawn = draw(canvases, Pass(number=2, strength=manner.seam.strength))
    return [
        join_seam(picture, again, canvas, portal, width)
        for picture, again, canvas in zip(pictures, drawn, canvases, strict=True)
    ]


def rejoin(step: Step, pictures: tuple[Picture, Picture], manner: Manner, draw: Draw) -> Picture:
    """A step's picture painted again around its portal only, so that it goes over into what is inside now.

    Parameters
    ----------
    pictures : two uint8 arrays, shape (step.height, step.width, 3)
        The picture as it was first, which stays exactly along its edge; the keyframe inside.
    manner, draw
        As in ``outpaint``.
    """
    if step.portal is None:
        raise ValueError("nothing opens in this step")
    first, inner = pictures
    portal, size = step.portal, (step.width, step.height)
    again = grown(lambda pixels: between(first, inner, portal, pixels, manner.inset), manner, draw, 1, size)[0]
    share = bridge_share(portal, step.aspect, size)
    return np.asarray(cv2.blendLinear(first, again, 1 - share, share), np.uint8)
