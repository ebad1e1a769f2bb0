"""Loops over the pixels of a frame, compiled: blending layers, rounding, and taking pictures apart into planes."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from composer.resampling.kernels import Fixed, Whole, compiled

Edge = NDArray[np.float64]
Weights = NDArray[np.int64]
Samples = NDArray[np.uint8 | np.uint16]


@compiled
def blend(drawn: Fixed, edge: Edge, core: Whole, left: int, top: int, target: Fixed) -> None:
    """Lay a picture over a part of another one, under an edge that is soft inward.

    Parameters
    ----------
    drawn : int16 array, shape (rows, columns), C-contiguous
    edge : float64 array, shape (9,)
        a to i: a pixel ``x, y`` of ``drawn`` lies at ``a x - b y + c`` across and ``b x + a y + d`` down from the
        middle of a rectangle of half sizes ``e, f``; the picture shows from ``g`` inside its sides on, fully from
        ``h`` further in, and ``i`` of it shows there.
    core : int32 array, shape (rows, n, 2)
        The stretch of each row, first of n, in which nothing but the picture shows.
    left, top : int
        Where the picture lies in the target.
    target : int16 array, C-contiguous
    """
    rows, columns = drawn.shape
    for y in range(rows):
        begin, end = core[y, 0, 0], core[y, 0, 1]
        _blend_row(drawn[y, :begin], edge, 0, y, target[top + y, left : left + begin])
        target[top + y, left + begin : left + end] = drawn[y, begin:end]
        _blend_row(drawn[y, end:], edge, end, y, target[top + y, left + end : left + columns])


@compiled
def _blend_row(source: Fixed, edge: Edge, first: int, y: int, target: Fixed) -> None:
    a, b = np.float32(edge[0]), np.float32(edge[1])
    across = np.float32(edge[2] + edge[0] * first - edge[1] * y)
    down = np.float32(edge[3] + edge[1] * first + edge[0] * y)
    wide, high = np.float32(edge[4] - edge[6]), np.float32(edge[5] - edge[6])
    steepness, cover = np.float32(1 / edge[7]), np.float32(edge[8])
    zero, one, half = np.float32(0), np.float32(1), np.float32(0.5)
    for x in range(source.shape[0]):
        inside = min(wide - abs(across + a * np.float32(x)), high - abs(down + b * np.float32(x)))
        t = min(max(inside * steepness, zero), one)
        part = cover * t * t * (np.float32(3) - np.float32(2) * t)
        under = np.float32(target[x])
        target[x] = np.int16(math.floor(under + part * (np.float32(source[x]) - under) + half))


@compiled
def finish(plane: Fixed, shift: int, low: int, high: int, out: Samples) -> None:
    """Round fixed point to whole levels, ``shift`` bits up, within ``low`` and ``high``; both C-contiguous."""
    half = np.int32(1 << (shift - 1))
    for y in range(plane.shape[0]):
        source, line = plane[y], out[y]
        for x in range(plane.shape[1]):
            line[x] = min(max((np.int32(source[x]) + half) >> shift, low), high)


@compiled
def separate(picture: Samples, weights: Weights, luma: Fixed, blue: Fixed, red: Fixed) -> None:
    """RGB to luma and halved chroma in fixed point.

    Parameters
    ----------
    picture : uint8 array, shape (height, width, 3), C-contiguous
    weights : int64 array, shape (3, 4)
        Rows for luma, blue and red difference: what red, green and blue count and what is added, 2**16 a unit of
        fixed point.
    luma : int16 array, shape (height, width)
    blue, red : int16 arrays, shape ((height + 1) / 2, (width + 1) / 2)
        Means of two by two pixels; the last row and column of an odd picture count twice.
    """
    height, width = luma.shape
    half = np.int64(1 << 15)
    for y in range(height):
        for x in range(width):
            r, g, b = np.int64(picture[y, x, 0]), np.int64(picture[y, x, 1]), np.int64(picture[y, x, 2])
            luma[y, x] = (weights[0, 0] * r + weights[0, 1] * g + weights[0, 2] * b + weights[0, 3] + half) >> 16
    for y in range(blue.shape[0]):
        above, below = 2 * y, min(2 * y + 1, height - 1)
        for x in range(blue.shape[1]):
            left, right = 2 * x, min(2 * x + 1, width - 1)
            r, g, b = np.int64(0), np.int64(0), np.int64(0)
            for row in (above, below):
                for column in (left, right):
                    r += picture[row, column, 0]
                    g += picture[row, column, 1]
                    b += picture[row, column, 2]
            for which in (1, 2):
                total = weights[which, 0] * r + weights[which, 1] * g + weights[which, 2] * b
                value = (total + 4 * weights[which, 3] + 4 * half) >> 18
                if which == 1:
                    blue[y, x] = value
                else:
                    red[y, x] = value
