"""Planes in fixed point turned by shears: each moves whole rows of memory by a part of a pixel.

After Paeth, "A fast algorithm for general raster rotation", Graphics Interface 1986, and Unser, Thevenaz and
Yaroslavsky, "Convolution-based interpolation for fast, high-quality rotation of images", IEEE Trans. Image Processing
4 (10), 1995.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from composer.resampling.kernels import Fixed, Whole, find_reads, shift_rows, sinc_table, sum_rows, weigh
from composer.resampling.scaling import Grid, Part, scaled, transposed

#: Lobes of the windowed sinc that shears (Lanczos 4): it must keep what the one that scales has left; before it fewer
#: will do where the plane has so many pixels for one of the frame's that its finest detail goes anyway.
_LOBES, _FEWER_LOBES = 4, 3
_MUCH_FINER = 1.25
#: Parts of a pixel by which a shear moves a row; rounding to one is 0.00004 pixels RMS.
_PARTS = 8192
#: Pixels by which each pass makes more than the next one reads: its taps, and what rounding may take off.
_MARGIN = _LOBES + 1
#: A turn up to this, in radians, takes two shears; what they lose down the picture is 1 - cos: 4 % of its sharpness.
_SMALL_TURN = math.radians(16)


@dataclass(frozen=True, kw_only=True)
class Turn:
    """A frame of ``width`` by ``height`` pixels in a plane: its middle there, the step from pixel to pixel, its turn in
    radians, in [-pi/4, pi/4], and the lobes of the sinc that scales."""

    angle: float
    step: float
    middle: complex
    width: int
    height: int
    lobes: int


def turned(planes: Sequence[Fixed], turn: Turn, wanted: Part) -> list[Fixed]:
    """Planes as a turned frame sees them; a small turn takes the shorter way.

    Parameters
    ----------
    planes : sequence of int16 arrays, shape (plane_width, plane_height), C-contiguous
    turn : Turn
    wanted : Part
        Of the frame.

    Returns
    -------
    list of int16 arrays, shape (height, width)
    """
    if abs(turn.angle) <= _SMALL_TURN:
        early = _Early(turn)
        if early.fits(planes[0].shape[1]):
            return _turned_early(planes, early, wanted)
    return _turned_late(planes, turn, wanted)


def _turned_late(planes: Sequence[Fixed], turn: Turn, wanted: Part) -> list[Fixed]:
    """Scale upright, then shear along x, y and x: e^(i angle) = X(t) Y(u) X(t) with t = -tan(angle / 2), u = sin."""
    width, height = turn.width, turn.height
    cos, sin = math.cos(turn.angle), math.sin(turn.angle)
    lean, rise = -math.tan(turn.angle / 2), sin
    leant = wanted.through(1, -lean, 0, 1)
    risen = leant.through(1, 0, -rise, 1)
    wide = _padded(width, (width + abs(lean) * height) / 2, 3)
    high = _padded(height, (abs(sin) * width + cos * height) / 2, 3)
    across = _padded(width, (cos * width + abs(sin) * height) / 2, 3)
    grid = _grid(turn, (turn.step, turn.step), across, high)
    first = _Shear(lean, across, (high, wide), risen.spans(high, wide, 2 * _MARGIN))
    second = _Shear(rise, high, (wide, height), leant.mirrored().spans(wide, height, _MARGIN))
    third = _Shear(lean, wide, (height, width), wanted.spans(height, width, 1))
    upright = scaled(planes, grid, risen.through(1, -lean, 0, 1), 3 * _MARGIN)
    return [third.of(transposed(second.of(transposed(first.of(plane))))) for plane in upright]


def _turned_early(planes: Sequence[Fixed], early: _Early, wanted: Part) -> list[Fixed]:
    """Scale the columns, shear them while the plane is still transposed, scale the rows, and shear those.

    e^(i angle) = diag(cos, 1 / cos) Y(sin cos) X(-tan), and the shear along y goes before the scaling along y: one
    transposition and one shear less than ``_turned_late``, which it equals otherwise.
    """
    turn, grid = early.turn, early.grid
    width, height = turn.width, turn.height
    lean = -math.tan(turn.angle)
    leant = wanted.through(1, -lean, 0, 1)
    x_rows, x_weights = grid.columns(planes[0].shape[0])
    y_rows, y_weights = early.rows()
    reads = leant.mirrored().spans(grid.width, height, _MARGIN)
    find_reads(reads, grid.start.imag, grid.steps[1], grid.reach(), early.top, early.lanes)
    few = _FEWER_LOBES if turn.step >= _MUCH_FINER else _LOBES
    shear = _Shear(early.rise, early.source_lanes, (grid.width, early.lanes), reads, lobes=few)
    lean_shear = _Shear(lean, grid.width, (height, width), wanted.spans(height, width, 1))
    source_reads, beyond = early.source_reads(reads, shear, planes[0].shape[1])
    spans = leant.spans(height, grid.width, _MARGIN)
    results = []
    for plane in planes:
        narrowed = np.empty((grid.width, early.source_lanes), np.int16)
        sum_rows(plane, early.source_top, x_rows, x_weights, source_reads, narrowed)
        _mirror(narrowed, *beyond)
        low = np.empty((height, grid.width), np.int16)
        sum_rows(transposed(shear.of(narrowed)), 0, y_rows, y_weights, spans, low)
        results.append(lean_shear.of(low))
    return results


class _Early:
    """The grids of ``_turned_early``: columns as far apart as the frame's, rows as the plane's until scaled."""

    def __init__(self, turn: Turn) -> None:
        self.turn = turn
        cos, sin = math.cos(turn.angle), math.sin(turn.angle)
        wide = _padded(turn.width, (turn.width + math.tan(abs(turn.angle)) * turn.height) / 2, 2)
        self.grid = _grid(turn, (turn.step * cos, turn.step / cos), wide, turn.height)
        #: Pixels of the plane that a column lies lower for each column to the right: u dy.
        self.rise = sin * turn.step
        around = math.ceil(self.grid.steps[1] * (turn.height - 1) / 2 + self.grid.reach()) + 2
        more = math.ceil(abs(self.rise) * (wide - 1) / 2) + _MARGIN
        whole = math.floor(turn.middle.imag)
        self.top, self.lanes = whole - around, 2 * around + 1
        self.source_top, self.source_lanes = self.top - more, self.lanes + 2 * more

    def fits(self, plane_height: int) -> bool:
        """Whether no more of the plane is missing than is there."""
        first, last = self.source_top, self.source_top + self.source_lanes
        there = min(last, plane_height) - max(first, 0)
        return max(-first, last - plane_height) <= there

    def rows(self) -> tuple[Whole, Fixed]:
        """Which of the sheared lanes each row of the frame sums, and their weights."""
        moved = Grid(
            self.grid.start - 1j * self.top, self.grid.steps, self.grid.width, self.grid.height, self.grid.lobes
        )
        return moved.rows(self.lanes)

    def source_reads(self, reads: Whole, shear: _Shear, plane_height: int) -> tuple[Whole, tuple[int, int]]:
        """The lanes of each column that the shear reads, and how many lie beyond the plane's edges."""
        above, below = max(0, -self.source_top), max(0, self.source_top + self.source_lanes - plane_height)
        source = reads + shear.starts[:, None, None]
        source[:, :, 1] += shear.taps - 1
        first, gap_first, gap_last, last = source.reshape(-1, 4).T
        end = self.source_lanes - below
        # What lies beyond is copied from inside: all of that has to be there, and no hole in it.
        lowest = np.where(last > end, np.minimum(first, 2 * end - last), first)
        highest = np.where(first < above, np.maximum(last, 2 * above - first), last)
        is_beyond = (first < above) | (last > end)
        gaps = [np.where(is_beyond, highest, gap) for gap in (gap_first, gap_last)]
        made = np.clip(np.stack([lowest, *gaps, highest], axis=1), above, end)
        made[reads[:, 0, 0] >= reads[:, 1, 1]] = 0
        return np.ascontiguousarray(made.reshape(-1, 2, 2), np.int32), (above, below)


def _grid(turn: Turn, steps: tuple[float, float], width: int, height: int) -> Grid:
    start = turn.middle - complex(steps[0] * (width - 1), steps[1] * (height - 1)) / 2
    return Grid(start, steps, width, height, turn.lobes)


def _padded(size: int, half: float, passes: int) -> int:
    """The size of a grid with the same middle as one of ``size`` that reaches ``half``, and what passes read."""
    return size + 2 * max(0, math.ceil(half + passes * _MARGIN - size / 2))


def _mirror(lines: Fixed, before: int, after: int) -> None:
    """Fill the ends of each line with the mirror image of what lies next to them."""
    length = lines.shape[1]
    if before:
        lines[:, :before] = lines[:, before : 2 * before][:, ::-1]
    if after:
        lines[:, length - after :] = lines[:, length - 2 * after : length - after][:, ::-1]


class _Shear:
    """Moves each row along itself by ``slope`` times its distance from the middle row."""

    def __init__(
        self, slope: float, source_columns: int, shape: tuple[int, int], spans: Whole, *, lobes: int = _LOBES
    ) -> None:
        rows, columns = self._shape = shape
        moved = slope * (np.arange(rows) - (rows - 1) / 2) + (source_columns - columns) / 2
        parts = np.rint(moved * _PARTS).astype(np.int64)
        self._weights = _shift_weights(lobes)[parts % _PARTS]
        #: For each row the first column of the source that column 0 reads.
        self.starts: NDArray[np.int32] = (parts // _PARTS - (lobes - 1)).astype(np.int32)
        self._spans = spans
        self.taps = 2 * lobes

    def of(self, source: Fixed) -> Fixed:
        """The sheared picture; its rows are the middle ones of the source."""
        out = np.empty(self._shape, np.int16)
        shift_rows(source, (source.shape[0] - self._shape[0]) // 2, self.starts, self._weights, self._spans, out)
        return out


@cache
def _shift_weights(lobes: int) -> Fixed:
    """Weights of a move by each part of a pixel, shape (_PARTS, 2 * lobes)."""
    taps = 2 * lobes
    weights, reads = np.empty((_PARTS, taps), np.int16), np.empty((_PARTS, taps), np.int32)
    weigh(np.arange(_PARTS, dtype=np.float64) / _PARTS, 1.0, sinc_table(lobes), 1, reads, weights)
    return weights
