"""A keyframe as planes of luma and chroma, at the prefiltered levels that minified views are drawn from."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.uint8]

#: Levels are 2**(1/4) apart, so that bilinear sampling never skips more than a fifth of a pixel.
_LEVELS_PER_OCTAVE = 4
#: ITU-R BT.709-6, limited range: rows Y, Cb, Cr over columns R, G, B, and what is added.
_WEIGHTS = np.array(
    [[0.2126, 0.7152, 0.0722], [-0.2126 / 1.8556, -0.7152 / 1.8556, 0.5], [0.5, -0.7152 / 1.5748, -0.0722 / 1.5748]]
)
_SCALED = _WEIGHTS * np.array([[219.0], [224.0], [224.0]]) / 255
_OFFSETS = np.array([[16.0], [128.0], [128.0]])
#: Height below which no further level is made.
_SMALLEST = 8


@dataclass(frozen=True, kw_only=True, eq=False)
class Level:
    """One size of a keyframe: luma, shape (h, w), and blue and red chroma at half that size, sited in the middle."""

    y: Plane
    u: Plane
    v: Plane


class Levels:
    """A keyframe's planes at every size that is asked for; each is made once, by area, from the octave above it.

    Whole octaves are exact means of two by two, so that means of them are means of the full picture.

    Parameters
    ----------
    picture : uint8 array, shape (height, width, 3)
        RGB.
    """

    def __init__(self, picture: NDArray[np.uint8]) -> None:
        self.height, self.width = picture.shape[:2]
        self._made = {0: _planes(picture)}
        self._last = max(0, int(_LEVELS_PER_OCTAVE * math.log2(max(1.0, self.height / _SMALLEST))))

    @property
    def aspect(self) -> float:
        """Width over height."""
        return float(self.width / self.height)

    def at(self, pixels: float) -> Level:
        """The smallest level that is still at least as fine as the frame.

        Parameters
        ----------
        pixels : float, > 0
            Pixels of the full picture for each pixel of the frame.
        """
        number = math.floor(_LEVELS_PER_OCTAVE * math.log2(pixels) + 1e-9) if pixels > 1 else 0
        return self._level(min(number, self._last))

    def _level(self, number: int) -> Level:
        if number not in self._made:
            octave = number - number % _LEVELS_PER_OCTAVE
            source = octave - _LEVELS_PER_OCTAVE if number == octave else octave
            self._made[number] = _shrunk(self._level(source), 2 ** (-(number - source) / _LEVELS_PER_OCTAVE))
        return self._made[number]


def _planes(picture: NDArray[np.uint8]) -> Level:
    """Luma and halved chroma; rounded to the nearest level, as cv2 converts floats."""
    colours = cv2.transform(picture.astype(np.float32), np.hstack([_SCALED, _OFFSETS]).astype(np.float32))
    y = np.rint(colours[..., 0]).astype(np.uint8)
    size = (picture.shape[1] + 1) // 2, (picture.shape[0] + 1) // 2
    chroma = cv2.resize(np.ascontiguousarray(colours[..., 1:]), size, interpolation=cv2.INTER_AREA)
    u, v = np.rint(chroma[..., 0]).astype(np.uint8), np.rint(chroma[..., 1]).astype(np.uint8)
    return Level(y=y, u=u, v=v)


def _shrunk(level: Level, scale: float) -> Level:
    return Level(y=_shrink(level.y, scale), u=_shrink(level.u, scale), v=_shrink(level.v, scale))


def _shrink(plane: Plane, scale: float) -> Plane:
    height, width = plane.shape
    size = max(2, round(width * scale)), max(2, round(height * scale))
    return np.asarray(cv2.resize(plane, size, interpolation=cv2.INTER_AREA), np.uint8)
