"""Rectangles of whole, even pixels: which part of the frame each layer has to fill."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Box:
    """Half-open pixels [left, right) by [top, bottom); all even, so that a box of chroma is its exact half."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def empty(self) -> bool:
        """Whether no pixel is inside."""
        return self.right <= self.left or self.bottom <= self.top

    def overlap(self, other: Box) -> Box:
        """The part that both share; may be empty."""
        return Box(
            max(self.left, other.left),
            max(self.top, other.top),
            min(self.right, other.right),
            min(self.bottom, other.bottom),
        )


def around(xs: Iterable[float], ys: Iterable[float]) -> Box:
    """The smallest even box that holds all points (in pixels, edges at whole numbers)."""
    xs, ys = tuple(xs), tuple(ys)
    return Box(_down(min(xs)), _down(min(ys)), _up(max(xs)), _up(max(ys)))


def _up(x: float) -> int:
    return 2 * math.ceil(x / 2)


def _down(x: float) -> int:
    return 2 * math.floor(x / 2)
