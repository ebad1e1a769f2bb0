"""The inner loops of resampling, compiled: weighted sums of whole rows in fixed point.

Every loop runs along a row, over pixels that share their weights, so that the compiler turns it into vector
instructions. All sums are of whole numbers, so that a picture comes out the same on every machine.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from typing import TypeVar, cast

import numba
import numpy as np
from numpy.typing import NDArray

#: Pixels in fixed point: int16, so many bits below the level of an 8-bit picture. The largest overshoot of the sums
#: below stays well inside int16.
FRACTION_BITS = 5
#: Weights are int16 that add up to 1 << WEIGHT_BITS exactly, so that flat areas stay exactly flat.
WEIGHT_BITS = 14

#: Steps a lobe of a tabled sinc; in between it is a straight line, off by 2e-7.
SINC_STEPS = 2048

Fixed = NDArray[np.int16]
Whole = NDArray[np.int32]
Places = NDArray[np.float64]

_Function = TypeVar("_Function", bound=Callable[..., object])


def compiled(function: _Function) -> _Function:
    """Compiled on its first call and kept on the disk where that can be written; it runs beside other threads."""
    try:
        return cast(_Function, numba.njit(function, nogil=True, cache=True))
    except RuntimeError:  # no place for the cache
        return cast(_Function, numba.njit(function, nogil=True))


@cache
def sinc_table(lobes: int) -> Places:
    """A windowed sinc (Lanczos) at distances of 1 / SINC_STEPS lobes, and its window alone.

    Returns
    -------
    float64 array, shape (lobes * SINC_STEPS + 2, 2)
    """
    at = np.arange(lobes * SINC_STEPS + 2) / SINC_STEPS
    window = np.where(at < lobes, np.sinc(at / lobes), 0.0)
    table = np.stack([np.sinc(at) * window, window], axis=1)
    table.flags.writeable = False
    return table


@compiled
def weigh(centres: Places, width: float, table: Places, size: int, rows: Whole, weights: Fixed) -> None:
    """Weights of samples of a line by a windowed sinc, mended so that slopes and bends stay in their place.

    Parameters
    ----------
    centres : float64 array, shape (samples,)
        Where they lie, in pixels of the line; the middle of pixel 0 is 0.0.
    width : float, >= 1
        Width of the sinc's lobes in pixels: the distance of the samples where that is above 1.
    table : float64 array
        From ``sinc_table``.
    size : int
        Pixels of the line; beyond its ends it is mirrored.
    rows : int32 array, shape (samples, taps)
        Filled with the pixels that each sample sums; taps must be at least ``2 * lobes * width``.
    weights : int16 array, shape (samples, taps)
        Filled with their weights.
    """
    count, taps = weights.shape
    reach = width * ((table.shape[0] - 2) // SINC_STEPS)
    share, lever, places = np.empty(taps), np.empty(taps), np.empty(taps)
    for i in range(count):
        centre = centres[i]
        first = math.floor(centre - reach) + 1
        total, first_moment, third_moment = 0.0, 0.0, 0.0
        second, fourth, sixth = 0.0, 0.0, 0.0
        for k in range(taps):
            x = (first + k - centre) / width
            at = abs(x) * SINC_STEPS
            step = min(int(at), table.shape[0] - 2)
            part = at - step
            share[k] = table[step, 0] + part * (table[step + 1, 0] - table[step, 0])
            lever[k] = table[step, 1] + part * (table[step + 1, 1] - table[step, 1])
            if step == table.shape[0] - 2:
                share[k], lever[k] = 0.0, 0.0
            places[k] = x
            squared = x * x
            total += share[k]
            first_moment += share[k] * x
            third_moment += share[k] * x * squared
            second += lever[k] * squared
            fourth += lever[k] * squared * squared
            sixth += lever[k] * squared * squared * squared
        # Bare Lanczos weights move a picture by up to 0.03 pixels, at odds with each other from pixel to pixel.
        volume = second * sixth - fourth * fourth
        slope, bend = 0.0, 0.0
        # Where the sample lies on a pixel, too few others may be left; but all is even there.
        if volume > 1e-9 * second * sixth:
            slope = (first_moment * sixth - third_moment * fourth) / volume
            bend = (third_moment * second - first_moment * fourth) / volume
        for k in range(taps):
            share[k] -= (slope + bend * places[k] * places[k]) * places[k] * lever[k]
        left, largest = 1 << WEIGHT_BITS, 0
        for k in range(taps):
            whole = math.floor(share[k] / total * (1 << WEIGHT_BITS) + 0.5)
            weights[i, k] = whole
            left -= whole
            if share[k] > share[largest]:
                largest = k
            at = (first + k) % (2 * size)
            rows[i, k] = at if at < size else 2 * size - 1 - at
        weights[i, largest] += left


@compiled
def find_spans(region: Places, hole: Places, columns: int, spans: Whole) -> None:
    """The stretches of each row of a grid that lie in a region and not in a hole.

    Parameters
    ----------
    region, hole : float64 arrays, shape (8,)
        As ``regions.Region`` has them, counted from the grid's middle; a hole without width is none.
    columns : int
        Of the grid.
    spans : int32 array, shape (rows, 2, 2)
        Filled with two stretches a row, half-open; both are empty where nothing is inside.
    """
    rows = spans.shape[0]
    for y in range(rows):
        begin, end = _span(region, y - (rows - 1) / 2, columns)
        gap_begin, gap_end = end, end
        if hole[6] > 0 and hole[7] > 0:
            first, last = _span(hole, y - (rows - 1) / 2, columns)
            if first < last:
                gap_begin, gap_end = min(max(first, begin), end), min(max(last, begin), end)
        spans[y, 0, 0], spans[y, 0, 1], spans[y, 1, 0], spans[y, 1, 1] = begin, gap_begin, gap_end, end


@compiled
def _span(region: Places, y: float, columns: int) -> tuple[int, int]:
    low, high = -1e9, 1e9
    for i in range(2):
        along, offset, half = region[2 * i], region[2 * i + 1] * y + region[4 + i], region[6 + i]
        if abs(along) < 1e-9:
            if abs(offset) > half:
                return 0, 0
        else:
            one, other = (-half - offset) / along, (half - offset) / along
            low, high = max(low, min(one, other)), min(high, max(one, other))
    middle = (columns - 1) / 2
    begin = math.ceil(min(max(low + middle, 0.0), float(columns)))
    end = math.floor(min(max(high + middle, -1.0), columns - 1.0)) + 1
    return int(begin), int(max(begin, end))


@compiled
def find_reads(spans: Whole, start: float, step: float, reach: float, top: int, lanes: int) -> None:
    """Turn stretches of samples into those of the pixels that they read, in place.

    Parameters
    ----------
    spans : int32 array, shape (rows, 2, 2)
        From ``find_spans``: two stretches of samples a row, with a hole between them.
    start, step, reach : float
        Where sample 0 lies in pixels, how far on the next, and how far around a sample it reads.
    top, lanes : int
        The first of the pixels at hand, from which the stretches are counted then, and how many there are.
    """
    for y in range(spans.shape[0]):
        begin, gap_begin, gap_end, end = spans[y, 0, 0], spans[y, 0, 1], spans[y, 1, 0], spans[y, 1, 1]
        if begin >= end:
            spans[y, :, :] = 0
            continue
        first = math.floor(start + begin * step - reach) - top
        last = math.ceil(start + (end - 1) * step + reach) + 1 - top
        if first < 0 or last > lanes:
            # Samples beyond the plane read its mirror image, anywhere in it.
            first, last = 0, lanes
        hole_first, hole_last = last, last
        if gap_begin < gap_end:
            hole_first = math.ceil(start + (gap_begin - 1) * step + reach) + 1 - top
            hole_last = math.floor(start + gap_end * step - reach) - top
            if hole_first >= hole_last:
                hole_first, hole_last = last, last
            hole_first, hole_last = min(max(hole_first, first), last), min(max(hole_last, first), last)
        spans[y, 0, 0], spans[y, 0, 1], spans[y, 1, 0], spans[y, 1, 1] = first, hole_first, hole_last, last


@compiled
def sum_rows(source: Fixed, from_column: int, rows: Whole, weights: Fixed, spans: Whole, out: Fixed) -> None:
    """Each row of ``out`` is a weighted sum of rows of ``source``.

    Parameters
    ----------
    source : int16 array, shape (source_rows, source_columns), C-contiguous
    from_column : int
        Column of the source that meets column 0 of ``out``.
    rows : int32 array, shape (out_rows, taps)
        Which rows of the source.
    weights : int16 array, shape (out_rows, taps); an even number of taps
    spans : int32 array, shape (out_rows, n, 2)
        Stretches of columns of ``out``, half-open, that are wanted in each row; others stay as they are.
    out : int16 array, shape (out_rows, out_columns), C-contiguous
    """
    count, taps = weights.shape
    total = np.empty(out.shape[1], np.int32)
    half = np.int32(1 << (WEIGHT_BITS - 1))
    for y in range(count):
        for n in range(spans.shape[1]):
            begin, end = spans[y, n, 0], spans[y, n, 1]
            width = end - begin
            if width <= 0:
                continue
            for x in range(width):
                total[x] = half
            # Two at once, which halves how often the totals are read and written.
            for k in range(0, taps, 2):
                first, second = np.int32(weights[y, k]), np.int32(weights[y, k + 1])
                one = source[rows[y, k], from_column + begin : from_column + end]
                other = source[rows[y, k + 1], from_column + begin : from_column + end]
                for x in range(width):
                    total[x] += first * np.int32(one[x]) + second * np.int32(other[x])
            line = out[y, begin:end]
            for x in range(width):
                line[x] = np.int16(total[x] >> WEIGHT_BITS)


@compiled
def shift_rows(source: Fixed, from_row: int, starts: Whole, weights: Fixed, spans: Whole, out: Fixed) -> None:
    """Each row of ``out`` is a row of ``source`` moved by a part of a pixel.

    Parameters
    ----------
    source : int16 array, shape (source_rows, source_columns), C-contiguous
    from_row : int, >= 0
        Row of the source that meets row 0 of ``out``.
    starts : int32 array, shape (out_rows,)
        Column of the source that meets the first weight for column 0 of ``out``.
    weights : int16 array, shape (out_rows, taps)
    spans : int32 array, shape (out_rows, n, 2)
        As for ``sum_rows``; columns that would read beyond the source stay as they are.
    out : int16 array, shape (out_rows, out_columns), C-contiguous
    """
    count, taps = weights.shape
    total = np.empty(out.shape[1], np.int32)
    half = np.int32(1 << (WEIGHT_BITS - 1))
    for y in range(count):
        shift = starts[y]
        for n in range(spans.shape[1]):
            begin = max(spans[y, n, 0], -shift)
            end = min(spans[y, n, 1], source.shape[1] - shift - taps + 1)
            width = end - begin
            if width <= 0:
                continue
            for x in range(width):
                total[x] = half
            row = source[from_row + y, shift + begin : shift + begin + width + taps - 1]
            for k in range(0, taps, 2):
                first, second = np.int32(weights[y, k]), np.int32(weights[y, k + 1])
                one, other = row[k : k + width], row[k + 1 : k + 1 + width]
                for x in range(width):
                    total[x] += first * np.int32(one[x]) + second * np.int32(other[x])
            line = out[y, begin:end]
            for x in range(width):
                line[x] = np.int16(total[x] >> WEIGHT_BITS)
