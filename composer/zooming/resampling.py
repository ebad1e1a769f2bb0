"""Resampling under any similarity with a windowed sinc: sharp, free of aliasing, exact to a small part of a pixel.

A picture is scaled by weighted sums of its columns and then of its rows, and, where it is turned too, sheared three
times: every pass works along whole rows of memory with one set of weights a row (Paeth, "A fast algorithm for general
raster rotation", Graphics Interface 1986; Unser, Thevenaz and Yaroslavsky, IEEE Trans. Image Processing 4 (10), 1995).
"""

from __future__ import annotations

import cmath
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np

from composer.zooming.kernels import Fixed, Whole, find_reads, find_spans, shift_rows, sum_rows, weigh
from composer.zooming.regions import Region

#: Lobes of the windowed sinc that scales (Lanczos 3), and of the one that shears, which must keep what is left.
_SCALING_LOBES = 3
_SHEARING_LOBES = 4
#: Parts of a pixel by which a shear moves a row; rounding to one is 0.00004 pixels RMS.
_PARTS = 8192
#: A turn up to this, in radians, takes two shears; what they lose down the picture is 1 - cos: 4 % of its sharpness.
_SMALL_TURN = math.radians(16)
#: A turn that moves no corner of a 16K picture by a hundredth of a pixel is none.
_NO_TURN = 1e-6
#: Pixels by which each pass makes more than the next one reads: its taps, and what rounding may take off.
_MARGIN = _SHEARING_LOBES + 1
#: The first pass of a turned view is followed by three others.
_PASSES = 3
#: A hole with a half size below this saves less than it costs.
_SMALLEST_HOLE = 12.0
_NO_HOLE = np.zeros(8)


@dataclass(frozen=True)
class PixelMap:
    """Where pixel ``z`` of a frame (x + iy, whole numbers at the middles) lies in a plane: ``a * z + b``."""

    a: complex
    b: complex


@dataclass(frozen=True)
class View:
    """What is wanted of a plane: a frame of ``width`` by ``height`` pixels, where it lies in the plane, and a part of
    it that nobody will look at (counted from the frame's middle), which is left as it comes."""

    place: PixelMap
    width: int
    height: int
    hidden: Region | None = None


def resample(planes: Sequence[Fixed], view: View, *, lobes: int = _SCALING_LOBES) -> list[Fixed]:
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
    angle = cmath.phase(view.place.a)
    quarters = round(angle / (math.pi / 2))
    if quarters:
        return _quarter_turned(planes, view, quarters, lobes)
    if abs(angle) < _NO_TURN:
        grid = _Grid(view.place.b, (abs(view.place.a), abs(view.place.a)), view.width, view.height, lobes)
        return _scaled(planes, grid, _Part(Region.frame(view.width, view.height), view.hidden), 1)
    return _turned(planes, view, lobes)


@dataclass(frozen=True)
class _Part:
    """Which part of a grid is wanted, and which part of that is not; both counted from the grid's middle."""

    region: Region
    hidden: Region | None

    def through(self, xx: float, xy: float, yx: float, yy: float) -> _Part:
        hidden = self.hidden.through(xx, xy, yx, yy) if self.hidden else None
        return _Part(self.region.through(xx, xy, yx, yy), hidden)

    def mirrored(self) -> _Part:
        return _Part(self.region.mirrored(), self.hidden.mirrored() if self.hidden else None)

    def spans(self, rows: int, columns: int, margin: int) -> Whole:
        """Two stretches of each row, shape (rows, 2, 2), with so many pixels more than wanted on each side."""
        spans = np.empty((rows, 2, 2), np.int32)
        hole = self.hidden.grown(-margin) if self.hidden else None
        is_large = hole is not None and min(hole.wide, hole.high) >= _SMALLEST_HOLE
        find_spans(
            self.region.grown(margin).numbers(), hole.numbers() if hole and is_large else _NO_HOLE, columns, spans
        )
        return spans


@dataclass(frozen=True)
class _Grid:
    """Samples of a plane: the first lies at ``start``, the next ones ``steps`` pixels on, across and down."""

    start: complex
    steps: tuple[float, float]
    width: int
    height: int
    lobes: int

    def columns(self, size: int) -> tuple[Whole, Fixed]:
        """Which of a plane's columns each column of samples sums, and their weights: shape (width, taps)."""
        return self._weights(self.start.real, self.steps[0], self.width, size)

    def rows(self, size: int) -> tuple[Whole, Fixed]:
        """The same for the rows: shape (height, taps)."""
        return self._weights(self.start.imag, self.steps[1], self.height, size)

    def reach(self) -> float:
        """How far around a sample its column is read."""
        return self.lobes * max(self.steps[1], 1.0)

    def _weights(self, start: float, step: float, count: int, size: int) -> tuple[Whole, Fixed]:
        sinc_width = max(step, 1.0)
        taps = math.ceil(2 * self.lobes * sinc_width)
        rows, weights = np.empty((count, taps), np.int32), np.empty((count, taps), np.int16)
        weigh(start + step * np.arange(count, dtype=np.float64), sinc_width, self.lobes, size, rows, weights)
        return rows, weights


def _quarter_turned(planes: Sequence[Fixed], view: View, quarters: int, lobes: int) -> list[Fixed]:
    """Resample a frame that lies on its side, or on its head, and turn that."""
    place, size = view.place, (view.width, view.height)
    width, height = size[::-1] if quarters % 2 else size
    a = place.a / 1j**quarters
    middle = place.a * _middle(*size) + place.b
    drawn = resample(planes, View(PixelMap(a, middle - a * _middle(width, height)), width, height), lobes=lobes)
    return [np.ascontiguousarray(np.rot90(plane, quarters)) for plane in drawn]


def _scaled(planes: Sequence[Fixed], grid: _Grid, part: _Part, margin: int) -> list[Fixed]:
    """Samples on an upright grid, shape (height, width): those that are wanted, with a margin."""
    plane_width, plane_height = planes[0].shape
    x_rows, x_weights = grid.columns(plane_width)
    y_rows, y_weights = grid.rows(plane_height)
    top, bottom = int(y_rows.min()), int(y_rows.max()) + 1
    spans = part.spans(grid.height, grid.width, margin)
    read = part.mirrored().spans(grid.width, grid.height, margin)
    find_reads(read, grid.start.imag, grid.steps[1], grid.reach(), top, bottom - top)
    y_rows -= np.int32(top)
    results = []
    for plane in planes:
        narrowed, scaled = np.empty((grid.width, bottom - top), np.int16), np.empty((grid.height, grid.width), np.int16)
        sum_rows(plane, top, x_rows, x_weights, read, narrowed)
        sum_rows(_transposed(narrowed), 0, y_rows, y_weights, spans, scaled)
        results.append(scaled)
    return results


def _turned(planes: Sequence[Fixed], view: View, lobes: int) -> list[Fixed]:
    """Scale upright, then turn by shears along x, y and x; a small turn needs but the last two."""
    place, width, height = view.place, view.width, view.height
    angle, step = cmath.phase(place.a), abs(place.a)
    cos, sin = math.cos(angle), math.sin(angle)
    if abs(angle) <= _SMALL_TURN:
        # e^(i angle) = diag(cos, 1 / cos) Y(sin cos) X(-tan): the grid is a little denser across than down.
        first_lean, rise, lean, steps = 0.0, sin * cos, -math.tan(angle), (step * cos, step / cos)
    else:
        # e^(i angle) = X(t) Y(sin) X(t), with t = -tan(angle / 2).
        first_lean, rise, lean, steps = -math.tan(angle / 2), sin, -math.tan(angle / 2), (step, step)
    wanted = _Part(Region.frame(width, height), view.hidden)
    leant = wanted.through(1, -lean, 0, 1)
    risen = leant.through(1, 0, -rise, 1)
    upright = risen.through(1, -first_lean, 0, 1)
    wide = _padded(width, (width + abs(lean) * height) / 2)
    high = _padded(height, (abs(rise) * width + abs(1 + lean * rise) * height) / 2)
    across = _padded(width, _half_width(width, height, (first_lean, rise, lean))) if first_lean else wide
    start = place.a * _middle(width, height) + place.b - complex(steps[0] * (across - 1) / 2, steps[1] * (high - 1) / 2)
    made = _scaled(planes, _Grid(start, steps, across, high, lobes), upright, _PASSES * _MARGIN)
    if first_lean:
        first = _Shear(first_lean, across, (high, wide), risen.spans(high, wide, 2 * _MARGIN))
        made = [first.of(plane) for plane in made]
    second = _Shear(rise, high, (wide, height), leant.mirrored().spans(wide, height, _MARGIN))
    third = _Shear(lean, wide, (height, width), wanted.spans(height, width, 1))
    return [third.of(_transposed(second.of(_transposed(plane)))) for plane in made]


def _half_width(width: int, height: int, shears: tuple[float, float, float]) -> float:
    """How far a frame reaches to either side after three shears."""
    first, rise, lean = shears
    return (abs(1 + first * rise) * width + abs(lean + first * (1 + lean * rise)) * height) / 2


def _transposed(plane: Fixed) -> Fixed:
    return np.asarray(cv2.transpose(plane), np.int16)


def _middle(width: int, height: int) -> complex:
    return complex(width - 1, height - 1) / 2


def _padded(size: int, half: float) -> int:
    """The size of a grid with the same middle as one of ``size`` that reaches ``half`` from it, and a margin more."""
    return size + 2 * max(0, math.ceil(half + _PASSES * _MARGIN - size / 2))


class _Shear:
    """Moves each row along itself by ``slope`` times its distance from the middle row."""

    def __init__(self, slope: float, source_columns: int, shape: tuple[int, int], spans: Whole) -> None:
        rows, columns = self._shape = shape
        moved = slope * (np.arange(rows) - (rows - 1) / 2) + (source_columns - columns) / 2
        parts = np.rint(moved * _PARTS).astype(np.int64)
        whole = parts // _PARTS
        self._weights = _shift_weights()[parts % _PARTS]
        self._starts = (whole - (_SHEARING_LOBES - 1)).astype(np.int32)
        self._spans = spans

    def of(self, source: Fixed) -> Fixed:
        """The sheared picture; its rows are the middle ones of the source."""
        out = np.empty(self._shape, np.int16)
        shift_rows(source, (source.shape[0] - self._shape[0]) // 2, self._starts, self._weights, self._spans, out)
        return out


@cache
def _shift_weights() -> Fixed:
    """Weights of a move by each part of a pixel, shape (_PARTS, taps); all of their places are >= 0."""
    taps = 2 * _SHEARING_LOBES
    weights, reads = np.empty((_PARTS, taps), np.int16), np.empty((_PARTS, taps), np.int32)
    weigh(np.arange(_PARTS, dtype=np.float64) / _PARTS, 1.0, _SHEARING_LOBES, 1, reads, weights)
    return weights
