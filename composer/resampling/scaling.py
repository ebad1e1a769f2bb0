"""Planes in fixed point on another upright grid, by weighted sums of their columns and then of their rows."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from composer.resampling.kernels import Fixed, Whole, find_reads, find_spans, sinc_table, sum_rows, weigh
from composer.resampling.regions import Region

#: A hole with a half size below this saves less than it costs.
_SMALLEST_HOLE = 12.0
_NO_HOLE = np.zeros(8)


@dataclass(frozen=True)
class Part:
    """Which part of a grid is wanted, and which part of that is not; both counted from the grid's middle."""

    region: Region
    hidden: Region | None

    def through(self, xx: float, xy: float, yx: float, yy: float) -> Part:
        """As ``Region.through``."""
        hidden = self.hidden.through(xx, xy, yx, yy) if self.hidden else None
        return Part(self.region.through(xx, xy, yx, yy), hidden)

    def mirrored(self) -> Part:
        """As ``Region.mirrored``."""
        return Part(self.region.mirrored(), self.hidden.mirrored() if self.hidden else None)

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
class Grid:
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
        taps = 2 * math.ceil(self.lobes * sinc_width)
        rows, weights = np.empty((count, taps), np.int32), np.empty((count, taps), np.int16)
        weigh(
            start + step * np.arange(count, dtype=np.float64), sinc_width, sinc_table(self.lobes), size, rows, weights
        )
        return rows, weights


def scaled(planes: Sequence[Fixed], grid: Grid, part: Part, margin: int) -> list[Fixed]:
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
        sum_rows(transposed(narrowed), 0, y_rows, y_weights, spans, scaled)
        results.append(scaled)
    return results


def transposed(plane: Fixed) -> Fixed:
    """A plane with rows for columns, C-contiguous."""
    return np.asarray(cv2.transpose(plane), np.int16)
