"""Parallelograms of a plane of pixels: what a pass has to make, and what it may leave out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Region:
    """The points p of a plane, in pixels from its middle, whose image lies in an upright rectangle about 0.

    The image of (x, y) is ``(a x + b y + e, c x + d y + f)``; the rectangle reaches ``wide`` to either side and
    ``high`` up and down.
    """

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float
    wide: float
    high: float

    @classmethod
    def frame(cls, width: int, height: int) -> Region:
        """A whole frame of so many pixels."""
        return cls(1, 0, 0, 1, 0, 0, width / 2, height / 2)

    @classmethod
    def rectangle(cls, centre: complex, turn: complex, wide: float, high: float) -> Region:
        """An upright rectangle turned by the unit number ``turn`` and moved to ``centre``; half sizes."""
        back = turn.conjugate()
        moved = -centre * back
        return cls(back.real, -back.imag, back.imag, back.real, moved.real, moved.imag, wide, high)

    def grown(self, margin: float) -> Region:
        """The same, with its rectangle larger by a margin on each side; empty where it is smaller than nothing."""
        return Region(self.a, self.b, self.c, self.d, self.e, self.f, self.wide + margin, self.high + margin)

    def through(self, xx: float, xy: float, yx: float, yy: float) -> Region:
        """Seen from another plane, whose point (x, y) is this one's ``(xx x + xy y, yx x + yy y)``."""
        return Region(
            self.a * xx + self.b * yx,
            self.a * xy + self.b * yy,
            self.c * xx + self.d * yx,
            self.c * xy + self.d * yy,
            self.e,
            self.f,
            self.wide,
            self.high,
        )

    def about(self, middle: complex) -> Region:
        """The same points, counted from another middle of the plane."""
        x, y = middle.real, middle.imag
        e, f = self.e + self.a * x + self.b * y, self.f + self.c * x + self.d * y
        return Region(self.a, self.b, self.c, self.d, e, f, self.wide, self.high)

    def shrunk(self, pitch: int) -> Region:
        """The same points, counted in samples of so many pixels."""
        rest = (self.e / pitch, self.f / pitch, self.wide / pitch, self.high / pitch)
        return Region(self.a, self.b, self.c, self.d, *rest)

    def mirrored(self) -> Region:
        """With x and y exchanged, for a plane that is stored transposed."""
        return Region(self.b, self.a, self.d, self.c, self.e, self.f, self.wide, self.high)

    def corners(self) -> tuple[complex, complex, complex, complex]:
        """Its corners, in order around it."""
        turned = self.a * self.d - self.b * self.c
        signs = ((-1, -1), (1, -1), (1, 1), (-1, 1))
        ends = ((sx * self.wide - self.e, sy * self.high - self.f) for sx, sy in signs)
        first, second, third, fourth = (
            complex((self.d * x - self.b * y) / turned, (self.a * y - self.c * x) / turned) for x, y in ends
        )
        return first, second, third, fourth

    @property
    def area(self) -> float:
        """Square pixels."""
        return 4 * self.wide * self.high / abs(self.a * self.d - self.b * self.c)

    @property
    def empty(self) -> bool:
        """Whether no point lies in it."""
        return self.wide <= 0 or self.high <= 0

    def numbers(self) -> NDArray[np.float64]:
        """All eight, as ``kernels.find_spans`` takes them."""
        return np.array([self.a, self.b, self.c, self.d, self.e, self.f, self.wide, self.high], np.float64)
