"""Resampling under any similarity with a windowed sinc: sharp, free of aliasing, exact to a small part of a pixel.

A picture is scaled by weighted sums of its columns and then of its rows, and sheared where it is turned too: every
pass works along whole rows of memory with one set of weights a row.
"""

from __future__ import annotations

import cmath
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from composer.resampling.kernels import Fixed
from composer.resampling.regions import Region
from composer.resampling.scaling import Grid, Part, scaled
from composer.resampling.turning import Turn, turned

#: Lobes of the windowed sinc (Lanczos 3).
_LOBES = 3
#: A turn that moves no corner of a 16K picture by a hundredth of a pixel is none.
_NO_TURN = 1e-6


@dataclass(frozen=True)
class PixelMap:
    """Where pixel ``z`` of a frame (x + iy, whole numbers at the middles) lies in a plane: ``a * z + b``."""

    a: complex
    b: complex


@dataclass(frozen=True)
class View:
    """What is wanted of a plane.

    Attributes
    ----------
    place : PixelMap
        Where the frame lies in the plane.
    width, height : int
        Of the frame, in pixels.
    shown, hidden : Region or None
        Counted from the frame's middle: the part of it that is looked at (None: all), and a part of that which is not;
        pixels elsewhere are left as they come.
    """

    place: PixelMap
    width: int
    height: int
    shown: Region | None = None
    hidden: Region | None = None


def resample(planes: Sequence[Fixed], view: View, *, lobes: int = _LOBES) -> list[Fixed]:
    """Planes as a frame sees them.

    Parameters
    ----------
    planes : sequence of int16 arrays, shape (plane_width, plane_height), C-contiguous
        In fixed point, transposed, all of one shape; what lies beyond a plane is its mirror image.
    view : View
    lobes : int
        Of the windowed sinc that scales.

    Returns
    -------
    list of int16 arrays, shape (height, width)
    """
    place, width, height = view.place, view.width, view.height
    angle, step = cmath.phase(place.a), abs(place.a)
    quarters = round(angle / (math.pi / 2))
    if quarters:
        return _quarter_turned(planes, view, quarters, lobes)
    part = Part(view.shown or Region.frame(width, height), view.hidden)
    if abs(angle) < _NO_TURN:
        return scaled(planes, Grid(place.b, (step, step), width, height, lobes), part, 1)
    middle = place.a * _middle(width, height) + place.b
    turn = Turn(angle=angle, step=step, middle=middle, width=width, height=height, lobes=lobes)
    return turned(planes, turn, part)


def _quarter_turned(planes: Sequence[Fixed], view: View, quarters: int, lobes: int) -> list[Fixed]:
    """Resample a frame that lies on its side, or on its head, and turn that."""
    place, size = view.place, (view.width, view.height)
    width, height = size[::-1] if quarters % 2 else size
    a = place.a / 1j**quarters
    middle = place.a * _middle(*size) + place.b
    drawn = resample(planes, View(PixelMap(a, middle - a * _middle(width, height)), width, height), lobes=lobes)
    return [np.ascontiguousarray(np.rot90(plane, quarters)) for plane in drawn]


def _middle(width: int, height: int) -> complex:
    return complex(width - 1, height - 1) / 2
