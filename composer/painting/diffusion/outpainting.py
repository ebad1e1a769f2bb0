"""One step of the chain: canvas, model, colours, the passes that make it larger and its seam finer, its size."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from composer.painting.diffusion.canvas.colour import FloatArray, match_colours
from composer.painting.diffusion.canvas.surround import Surround, between, blank, bridge_share, surround
from composer.painting.diffusion.detail.planning import SecondPass
from composer.painting.diffusion.detail.upscaling import enlarged_canvas, upscale
from composer.painting.diffusion.options.options import SeamPass
from composer.painting.painter import Picture, Step

#: The model paints this share of the feather too, so that the soft edge joins two pictures that both go on under it.
_INSET_SHARE = 0.5


@dataclass(frozen=True, kw_only=True)
class Pass:
    """One of the passes of a step: its number, for its noise; its strength (None: the usual one); whether it is last."""

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
        return self.feather * _INSET_SHARE

    @property
    def passes(self) -> int:
        """How often a model paints a step."""
        return 1 + (self.second is not None) + (self.seam is not None)


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
        How many; they differ in what ``draw`` does with their places in its list.

    Returns
    -------
    list of uint8 arrays, shape (step.height, step.width, 3)
    """

    def canvas(size: tuple[int, int]) -> Surround:
        if inner is None or step.portal is None:
            return blank(size)
        return surround(inner, step.portal, size, manner.inset)

    pictures = _passed([canvas(manner.size)] * takes, draw, _passes(manner, inner is not None)[0])
    if manner.second is not None:
        large = canvas(manner.second.size)
        which = _passes(manner, inner is not None)[1]
        pictures = _passed([enlarged_canvas(picture, large) for picture in pictures], draw, which)
    return [upscale(picture, (step.width, step.height), manner.network) for picture in pictures]
