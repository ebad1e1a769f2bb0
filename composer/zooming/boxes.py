"""Rectangles of whole, even pixels: which part of the frame each layer has to fill."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

#: What rounding may take off an edge that lies exactly on a pixel's.
_HAIR = 1e-6


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

    def within(self, other: Box) -> bool:
        """Whether all of this box lies in the other."""
        return (
            self.left >= other.left
            and self.top >= other.top
            and self.right <= other.right
            and self.bottom <= other.bottom
        )

    def overlap(self, other: Box) -> Box:
        """The part that both share; may be empty."""
        return Box(
            max(self.left, other.left),
            max(self.top, other.top),
            min(self.right, other.right),
            min(self.bottom, other.bottom),
        )

    def without(self, hole: Box) -> tuple[Box, ...]:
        """What is left of this box around a hole: at most four boxes that do not overlap."""
        hole = self.overlap(hole)
        if hole.empty:
            return () if self.empty else (self,)
        parts = (
            Box(self.left, self.top, self.right, hole.top),
            Box(self.left, hole.bottom, self.right, self.bottom),
            Box(self.left, hole.top, hole.left, hole.bottom),
            Box(hole.right, hole.top, self.right, hole.bottom),
        )
        return tuple(part for part in parts if not part.empty)


def around(xs: Iterable[float], ys: Iterable[float]) -> Box:
    """The smallest even box that holds all points (in pixels, edges at whole numbers)."""
    xs, ys = tuple(xs), tuple(ys)
    return Box(_down(min(xs)), _down(min(ys)), _up(max(xs)), _up(max(ys)))


def inside(centre: complex, width: float, height: float, angle: float) -> Box:
    """A large even box inside a turned rectangle.

    Parameters
    ----------
    centre : complex
        Of the rectangle, in pixels.
    width, height : float
        Of the rectangle, in pixels; the box is empty where one is <= 0.
    angle : float
        Its turn, radians.

    Notes
    -----
    The largest axis-aligned rectangle in a turned one touches it in two or four corners; the closed form is the
    known answer to "largest rectangle in a rotated rectangle".
    """
    if width <= 0 or height <= 0:
        return Box(0, 0, 0, 0)
    sin, cos = abs(math.sin(angle)), abs(math.cos(angle))
    long, short = max(width, height), min(width, height)
    if short <= 2 * sin * cos * long or abs(sin - cos) < 1e-10:
        x = short / 2
        across, down = (x / sin, x / cos) if width >= height else (x / cos, x / sin)
    else:
        double = cos * cos - sin * sin
        across, down = (width * cos - height * sin) / double, (height * cos - width * sin) / double
    box = Box(
        _up(centre.real - across / 2 - _HAIR),
        _up(centre.imag - down / 2 - _HAIR),
        _down(centre.real + across / 2 + _HAIR),
        _down(centre.imag + down / 2 + _HAIR),
    )
    return Box(0, 0, 0, 0) if box.empty else box


def _up(x: float) -> int:
    return 2 * math.ceil(x / 2)


def _down(x: float) -> int:
    return 2 * math.floor(x / 2)
