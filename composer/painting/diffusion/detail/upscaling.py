"""A model's picture brought to the size of a keyframe, in the model's colours."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from composer.painting.diffusion.canvas.colour import FloatArray, match_colours
from composer.painting.diffusion.canvas.surround import Surround
from composer.painting.painter import Picture

#: Colours are compared as means of cells this wide, in pixels of the model: a network's picture is sharper, and would
#: pass for one of more contrast if pixels were compared.
_CELL = 8


def upscale(
    picture: FloatArray, size: tuple[int, int], network: Callable[[FloatArray], FloatArray] | None = None
) -> Picture:
    """A picture at a size, rounded to uint8.

    Rounded, not cut off: half a level lost in every step darkens a long chain by tens of levels.

    Parameters
    ----------
    picture : float32 array, shape (h, w, 3), RGB in 0..1
    size : (width, height)
        In pixels.
    network : callable, optional
        Enlarges a picture by a whole number (see ``network.Network``); the rest is resampled, and the colours are
        brought back to the picture's own. None: all of it is resampled (Lanczos upward, area downward).

    Returns
    -------
    uint8 array, shape (height, width, 3)
    """
    sized = _resized(picture, size) if network is None else _in_colours_of(_resized(network(picture), size), picture)
    return np.rint(np.clip(sized, 0, 1) * 255).astype(np.uint8)


def enlarged_canvas(first: FloatArray, large: Surround) -> Surround:
    """The canvas of a model's second pass: its first picture enlarged, and the true picture where that is kept.

    Parameters
    ----------
    first : float32 array, shape (h, w, 3), RGB in 0..1
        What the model painted at its own size, in matched colours.
    large : Surround
        The step's canvas at the size of the second pass, as ``surround``, ``between`` or ``blank`` make it.
    """
    height, width = large.repaint.shape
    picture = upscale(first, (width, height))
    shown = np.where(large.repaint[..., None], picture, large.picture)
    return Surround(picture=shown, repaint=large.repaint, share=large.share)


def _resized(picture: FloatArray, size: tuple[int, int]) -> FloatArray:
    """Each side by itself: where a canvas differs a little from the film's shape one may grow and the other shrink."""
    wide = _along(picture, (size[0], picture.shape[0]), grows=size[0] > picture.shape[1])
    return _along(wide, size, grows=size[1] > picture.shape[0])


def _along(picture: FloatArray, size: tuple[int, int], *, grows: bool) -> FloatArray:
    if size == (picture.shape[1], picture.shape[0]):
        return picture
    flag = cv2.INTER_LANCZOS4 if grows else cv2.INTER_AREA
    return np.asarray(cv2.resize(picture, size, interpolation=flag), np.float32)


def _in_colours_of(drawn: FloatArray, picture: FloatArray) -> FloatArray:
    """An enlarged picture in the colours of the one that it was enlarged from.

    An affine map first, which mends contrast at every scale; then, for errors that no affine map mends, what is left
    between both pictures' cells.
    """
    cells = max(1, round(picture.shape[1] / _CELL)), max(1, round(picture.shape[0] / _CELL))
    made, true = _means(drawn, cells), _means(picture, cells)
    match = match_colours(made, true, np.ones(made.shape[:2], np.bool_))
    left = true - match(made)
    field = cv2.resize(left, (drawn.shape[1], drawn.shape[0]), interpolation=cv2.INTER_CUBIC)
    return np.asarray(match(drawn) + field, np.float32)


def _means(picture: FloatArray, cells: tuple[int, int]) -> FloatArray:
    means = np.asarray(cv2.resize(picture, cells, interpolation=cv2.INTER_AREA), np.float32)
    return means.reshape(cells[1], cells[0], 3)
