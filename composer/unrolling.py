"""The keyframes of a film as the compositor takes them: a stack; the ring of a loop is unrolled far enough."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from composer.zooming.layering import Nesting

#: Magnification over which a frame shows keyframes inside one another: 64 pixels are the lowest of a frame of 8192.
_DEEPEST = 256.0
#: Keyframes around the current one that a turned view may reach, and some over which the camera's way is smoothed.
_OUTWARD = 8


@dataclass(frozen=True, kw_only=True)
class Unrolled:
    """A stack of nestings that shows a film's keyframes.

    Attributes
    ----------
    nestings : tuple of Nesting
        Of all layers of the stack but the innermost, the outermost first.
    count : int
        Keyframes of the film.
    first : int
        The layer that shows keyframe 0 where the film begins there; those around it repeat the ring.
    is_ring : bool
    """

    nestings: tuple[Nesting, ...]
    count: int
    first: int = 0
    is_ring: bool = False

    def depth(self, depth: float) -> float:
        """Depth in the stack of a depth in the film."""
        return self.first + depth % self.count if self.is_ring else depth

    def keyframe(self, layer: int) -> int:
        """The keyframe that a layer of the stack shows."""
        return (layer - self.first) % self.count if self.is_ring else layer


def unrolled(nestings: Sequence[Nesting], count: int) -> Unrolled:
    """The stack of ``count`` keyframes with their nestings, the outermost first.

    Where each holds another, the innermost one the outermost, they are a ring.
    """
    if len(nestings) < count:
        return Unrolled(nestings=tuple(nestings), count=count)
    magnification = math.prod(1 / nesting.portal.scale for nesting in nestings)
    before = math.ceil(_OUTWARD / count)
    after = max(math.ceil(_OUTWARD / count), math.ceil(math.log(_DEEPEST) / math.log(magnification)))
    return Unrolled(nestings=tuple(nestings) * (before + 1 + after), count=count, first=before * count, is_ring=True)
