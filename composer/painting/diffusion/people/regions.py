"""Who is where: the part of a canvas in which a model looks at each person's picture."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

#: Half the width of the soft border between two columns, in widths of the canvas.
_SOFT = 0.04
#: Pixels of a mask to one place of the model's coarsest attention.
_FINE = 32
#: Pixels of the canvas to one place of the finest attention, and how often places are halved at most.
_PLACE, _HALVINGS = 8, 3


def columns(count: int, size: tuple[int, int]) -> NDArray[np.float32]:
    """Upright columns of equal width, one for each person from left to right, with soft borders.

    Without them the faces of several people run together, since every part of the picture looks at all of them.

    Parameters
    ----------
    count : int
        People.
    size : (width, height)
        Of the canvas in pixels.

    Returns
    -------
    float32 array, shape (count, rows, columns), in 0..1
        At each place the shares add up to 1. Its shape is a little other than the canvas': see ``_mask_shape``.
    """
    width, height = _mask_shape(size)
    x: NDArray[np.float32] = ((np.arange(width) + 0.5) / width).astype(np.float32)
    after: list[NDArray[np.float32]] = [_after(x, number / count) for number in range(1, count)]
    after = [np.ones_like(x), *after, np.zeros_like(x)]
    shares = [before - behind for before, behind in pairwise(after)]
    return np.repeat(np.stack(shares)[:, None, :], height, axis=1).astype(np.float32)


def _after(x: NDArray[np.float32], border: float) -> NDArray[np.float32]:
    t = np.clip((x - border) / (2 * _SOFT) + 0.5, 0, 1)
    share: NDArray[np.float32] = t * t * (3 - 2 * t)
    return share


def _mask_shape(size: tuple[int, int]) -> tuple[int, int]:
    """Width and height of a mask that diffusers brings to the right rows and columns at every level.

    It guesses a level's rows from the number of its places and the mask's aspect. At 768x432 the coarsest level of
    Stable Diffusion 1.5 has 12x7 places, which a mask of 16:9 is taken to 14x6 for: each row then begins elsewhere.
    """
    levels = _levels(size)
    for across, down in reversed(levels):
        if all(_guessed_rows(level, across / down) == level[1] for level in levels):
            return across * _FINE, down * _FINE
    across, down = levels[-1]
    return across * _FINE, down * _FINE


def _levels(size: tuple[int, int]) -> list[tuple[int, int]]:
    """Columns and rows of the attention's places, the finest first; halves are rounded up."""
    levels = [(size[0] // _PLACE, size[1] // _PLACE)]
    for _ in range(_HALVINGS):
        levels.append((-(-levels[-1][0] // 2), -(-levels[-1][1] // 2)))
    return levels


def _guessed_rows(level: tuple[int, int], aspect: float) -> int:
    """As ``diffusers.image_processor.IPAdapterMaskProcessor.downsample`` guesses them."""
    places = level[0] * level[1]
    rows = max(1, int(math.sqrt(places / aspect)))
    return rows + int(places % rows != 0)
