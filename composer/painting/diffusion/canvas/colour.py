"""Colour matching: what a model did to pixels that it was to keep tells how to mend those that it painted."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float32]

#: Both pictures are compared as means of square cells of about this share of the height: a model's copy is softer
#: and noisier than the truth, and both would pass for a loss of contrast if pixels were compared.
_CELL = 1 / 96
#: Variance, of colours from 0 to 1, below which a direction of colour is left as it is: what the kept pixels do not
#: show they cannot correct.
_RIDGE = 2e-5
#: Most that a match changes contrast or hue (largest singular value of the matrix less the identity) and mean.
_MOST_GAIN = 0.25
_MOST_SHIFT = 0.2
_FEWEST_CELLS = 12
#: What the affine map leaves over is carried outward, smoothed by this share of the height and weakened where hardly
#: any of the kept area counts. Measured on known pictures (portals of 1.6, 2 and 2.2, the last aside and turned), the
#: ring is 3.29, 3.50 and 3.58 levels off instead of 3.65, 3.72 and 3.67 where the cast varies over the picture, and
#: 2.14 to 3.00 instead of 2.16 to 3.02 where it does not.
_FIELD, _FIELD_FLOOR = 0.2, 0.02
#: Cells nearest to what the model painted are not compared: its copy is mixed with the paint there.
_MARGIN_CELLS = 2


@dataclass(frozen=True, kw_only=True, eq=False)
class ColourMatch:
    """The affine map of colours ``colour @ matrix + offset``; ``matrix`` (3, 3), ``offset`` (3,), colours in 0..1."""

    matrix: NDArray[np.float64]
    offset: NDArray[np.float64]

    def __post_init__(self) -> None:
        self.matrix.setflags(write=False)
        self.offset.setflags(write=False)

    def __call__(self, picture: FloatArray) -> FloatArray:
        """The picture in matched colours, float32 in 0..1, shape (height, width, 3)."""
        matched = picture.reshape(-1, 3) @ self.matrix.astype(np.float32) + self.offset.astype(np.float32)
        clipped: FloatArray = np.clip(matched, 0, 1).reshape(picture.shape)
        return clipped


def matched(drawn: FloatArray, truth: FloatArray, kept: NDArray[np.bool_]) -> FloatArray:
    """A model's picture in the true colours: by the affine map of its kept pixels, and by what varies across them.

    Parameters
    ----------
    drawn, truth, kept
        As in ``match_colours``.

    Returns
    -------
    float32 array, shape (height, width, 3), in 0..1
    """
    even = match_colours(drawn, truth, kept)(drawn)
    cells = _cells(kept)
    whole = _whole_cells(kept, cells)
    if int(whole.sum()) < _FEWEST_CELLS:
        return even
    counted, sigma = whole.astype(np.float32), _FIELD * cells[1]
    left = cv2.resize(truth - even, cells, interpolation=cv2.INTER_AREA) * counted[..., None]
    weight = cv2.GaussianBlur(counted, (0, 0), sigma) + np.float32(_FIELD_FLOOR)
    field = cv2.GaussianBlur(left, (0, 0), sigma) / weight[..., None]
    size = kept.shape[1], kept.shape[0]
    mended: FloatArray = np.clip(even + cv2.resize(field, size, interpolation=cv2.INTER_CUBIC), 0, 1)
    return mended


def match_colours(drawn: FloatArray, truth: FloatArray, kept: NDArray[np.bool_]) -> ColourMatch:
    """The map that brings a model's copy of kept pixels nearest to the true ones.

    Least squares on means of cells, pulled towards no change (ridge regression) and held within bounds, so that a
    copy that has little to do with the truth cannot ruin the picture.

    Parameters
    ----------
    drawn, truth : float32 arrays, shape (height, width, 3), in 0..1
        What the model made, and the canvas that it was given.
    kept : bool array, shape (height, width)
        Where it was to keep the canvas.
    """
    cells = _cells(kept)
    whole = _whole_cells(kept, cells)
    if int(whole.sum()) < _FEWEST_CELLS:
        return ColourMatch(matrix=np.eye(3), offset=np.zeros(3))
    made = cv2.resize(drawn, cells, interpolation=cv2.INTER_AREA)[whole].astype(np.float64)
    true = cv2.resize(truth, cells, interpolation=cv2.INTER_AREA)[whole].astype(np.float64)
    mean = made.mean(axis=0)
    matrix = _fit(made - mean, true - true.mean(axis=0))
    shift = np.clip(true.mean(axis=0) - mean, -_MOST_SHIFT, _MOST_SHIFT)
    return ColourMatch(matrix=matrix, offset=mean + shift - mean @ matrix)


def _cells(kept: NDArray[np.bool_]) -> tuple[int, int]:
    height, width = kept.shape
    side = max(1, round(height * _CELL))
    return max(1, width // side), max(1, height // side)


def _whole_cells(kept: NDArray[np.bool_], cells: tuple[int, int]) -> NDArray[np.bool_]:
    """Cells that are kept all over; those far enough inside, where enough of them are."""
    whole = cv2.resize(kept.astype(np.float32), cells, interpolation=cv2.INTER_AREA) > 0.999
    around = np.ones((2 * _MARGIN_CELLS + 1,) * 2, np.uint8)
    inside = np.asarray(cv2.erode(whole.astype(np.uint8), around), np.bool_)
    return inside if int(inside.sum()) >= _FEWEST_CELLS else whole


def _fit(made: NDArray[np.float64], true: NDArray[np.float64]) -> NDArray[np.float64]:
    ridge = _RIDGE * np.eye(3)
    change = np.linalg.solve(made.T @ made / len(made) + ridge, made.T @ true / len(made) + ridge) - np.eye(3)
    size = float(np.linalg.norm(change, 2))
    matrix: NDArray[np.float64] = np.eye(3) + change * min(1.0, _MOST_GAIN / max(size, 1e-12))
    return matrix
