"""A keyframe as planes of luma and chroma in fixed point, at sizes half an octave apart."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from composer.resampling.kernels import FRACTION_BITS, Fixed
from composer.resampling.resample import PixelMap, View, resample
from composer.zooming.pixels import separate

#: ITU-R BT.709-6, limited range: rows Y, Cb, Cr over columns R, G, B of 0 to 255, and what is added.
_WEIGHTS = np.array(
    [
        [0.2126 * 219, 0.7152 * 219, 0.0722 * 219, 16 * 255],
        [-0.2126 / 1.8556 * 224, -0.7152 / 1.8556 * 224, 0.5 * 224, 128 * 255],
        [0.5 * 224, -0.7152 / 1.5748 * 224, -0.0722 / 1.5748 * 224, 128 * 255],
    ]
)
#: A size is sampled from where it has at least so many pixels for one of the frame's: its own filter ends beyond what
#: the frame can show, so that no change of size is seen (1.2 levels on white noise of 74; at 1.0 it were 8).
_FINER = 1.3
#: Lobes of the sinc that makes the next size: a steep one.
_LOBES = 5
#: Rows of chroma below which no further size is made.
_SMALLEST = 8
#: Half an octave.
_STEP = math.sqrt(2)


@dataclass(frozen=True, kw_only=True, eq=False)
class SizedPlanes:
    """A keyframe at one size.

    Attributes
    ----------
    y : int16 array, shape (width, height)
        Luma in fixed point, transposed.
    u, v : int16 arrays, shape (chroma_width, chroma_height)
        Chroma, transposed.
    pitch, chroma_pitch : float
        Pixels of the full picture from one sample to the next; all planes have their middle in the picture's.
    """

    y: Fixed
    u: Fixed
    v: Fixed
    pitch: float
    chroma_pitch: float


class KeyframePlanes:
    """The planes of a keyframe, at every size that is asked for.

    Parameters
    ----------
    picture : uint8 array, shape (height, width, 3)
        RGB.
    """

    def __init__(self, picture: NDArray[np.uint8]) -> None:
        self.height, self.width = picture.shape[:2]
        self._sizes: list[SizedPlanes] = [_full(picture)]

    def at(self, pixels: float) -> SizedPlanes:
        """The size to sample from.

        Parameters
        ----------
        pixels : float, > 0
            Pixels of the full picture for each pixel of the frame.
        """
        wanted = max(0, math.floor(2 * math.log2(pixels / _FINER) + 1e-9))
        while len(self._sizes) <= wanted and self._sizes[-1].u.shape[1] >= 2 * _SMALLEST:
            self._sizes.append(_smaller(self._sizes[-1]))
        return self._sizes[min(wanted, len(self._sizes) - 1)]


def _full(picture: NDArray[np.uint8]) -> SizedPlanes:
    height, width = picture.shape[:2]
    half = (height + 1) // 2, (width + 1) // 2
    y, u, v = np.empty((height, width), np.int16), np.empty(half, np.int16), np.empty(half, np.int16)
    separate(np.ascontiguousarray(picture), _whole_weights(), y, u, v)
    return SizedPlanes(y=_transposed(y), u=_transposed(u), v=_transposed(v), pitch=1.0, chroma_pitch=2.0)


def _whole_weights() -> NDArray[np.int64]:
    """The weights in 2**16ths of a unit of fixed point; green takes the rest, so that greys have no colour at all."""
    unit = (1 << (FRACTION_BITS + 16)) / 255
    whole = np.rint(_WEIGHTS * unit).astype(np.int64)
    whole[:, 1] = np.rint(_WEIGHTS[:, :3].sum(axis=1) * unit).astype(np.int64) - whole[:, 0] - whole[:, 2]
    return whole


def _smaller(planes: SizedPlanes) -> SizedPlanes:
    """The next size, half an octave down."""
    (y,) = _shrunk((planes.y,))
    u, v = _shrunk((planes.u, planes.v))
    return SizedPlanes(y=y, u=u, v=v, pitch=planes.pitch * _STEP, chroma_pitch=planes.chroma_pitch * _STEP)


def _shrunk(planes: tuple[Fixed, ...]) -> list[Fixed]:
    columns, rows = planes[0].shape
    width, height = math.ceil(columns / _STEP), math.ceil(rows / _STEP)
    start = (complex(columns - 1, rows - 1) - _STEP * complex(width - 1, height - 1)) / 2
    return [_transposed(small) for small in resample(planes, View(PixelMap(_STEP, start), width, height), lobes=_LOBES)]


def _transposed(plane: Fixed) -> Fixed:
    return np.asarray(cv2.transpose(plane), np.int16)
