"""The similarity transforms that nest one picture in the next.

A point of a picture is a complex number: the centre is 0, the height is 1, x to the right and y downward, so that
a 16:9 picture spans -8/9..8/9 by -1/2..1/2 whatever its pixels.
"""

from __future__ import annotations

import cmath
import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Similarity:
    """The map ``p -> a * p + b``: |a| scales, the argument of a turns (clockwise as seen), b moves."""

    a: complex
    b: complex

    def __post_init__(self) -> None:
        if self.a == 0 or not (cmath.isfinite(self.a) and cmath.isfinite(self.b)):
            raise ValueError(f"not a similarity: a={self.a}, b={self.b}")

    def __call__(self, point: complex) -> complex:
        """The point that ``point`` maps to."""
        return self.a * point + self.b

    def __matmul__(self, inner: Similarity) -> Similarity:
        """``outer @ inner`` maps through ``inner`` first."""
        return Similarity(self.a * inner.a, self.a * inner.b + self.b)

    def inverse(self) -> Similarity:
        """The map back.

        Examples
        --------
        >>> Similarity(0.5, 1)(Similarity(0.5, 1).inverse()(3 + 2j))
        (3+2j)
        """
        return Similarity(1 / self.a, -self.b / self.a)

    @property
    def scale(self) -> float:
        """Linear magnification, > 0."""
        return abs(self.a)

    @property
    def angle(self) -> float:
        """Turn in radians, in (-pi, pi]."""
        return cmath.phase(self.a)

    def power(self, exponent: float) -> Similarity:
        """The map applied ``exponent`` times: a logarithmic spiral about the fixed point ``b / (1 - a)``."""
        a = cmath.exp(exponent * cmath.log(self.a))
        if abs(self.a - 1) < 1e-12:
            return Similarity(1, self.b * exponent)
        return Similarity(a, self.b * (1 - a) / (1 - self.a))


IDENTITY = Similarity(1, 0)


def similarity_at(at: tuple[float, float], *, magnification: float, turn_degrees: float, aspect: float) -> Similarity:
    """Where a picture of the same shape lies inside another.

    Parameters
    ----------
    at : (x, y)
        Centre of the inner picture as fractions of the outer one's width and height, each in [0, 1].
    magnification : float, > 1
        How many times smaller the inner picture is (linear).
    turn_degrees : float
        Turn of the inner picture, clockwise as seen.
    aspect : float
        Width over height of both.
    """
    a = cmath.rect(1 / magnification, math.radians(turn_degrees))
    return Similarity(a, complex((at[0] - 0.5) * aspect, at[1] - 0.5))


def corners(aspect: float) -> tuple[complex, complex, complex, complex]:
    """Corners of a picture: left-top, right-top, right-bottom, left-bottom."""
    x = aspect / 2
    return complex(-x, -0.5), complex(x, -0.5), complex(x, 0.5), complex(-x, 0.5)


def overhang(inner: Similarity, aspect: float) -> float:
    """How far the inner picture reaches over the outer one's edge, in heights; <= 0 where it lies inside."""
    points = [inner(corner) for corner in corners(aspect)]
    return max(max(abs(p.real) - aspect / 2, abs(p.imag) - 0.5) for p in points)
