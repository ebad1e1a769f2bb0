"""Where a scene is darkened and where what is bright glows: smooth maps in the frame of its first view."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from composer.painting.painter import Picture
from composer.storyboard.records import Texture

Numbers = NDArray[np.float64]

#: How much of a scene is looked at for glow, in heights and widths of its first frame; beyond it nothing glows.
REACH = 2.0
#: Rows of the picture in which bright things are looked for.
ROWS = 160
#: Lightness from which a pixel glows, and at which it glows fully.
_DIM, _BRIGHT = 176.0, 246.0
#: Blurs of the glow in heights of the first frame: a core and a wide veil, and their shares.
_BLURS = ((0.012, 0.6), (0.045, 0.4))
#: Light that went through the film and came back is red (Kodak, "Basic Photographic Sensitometry").
_TINT = np.array([1.0, 0.46, 0.26])
#: The strongest glow, as a share of white, and the strongest darkening.
_MOST_GLOW, _MOST_DARK = 0.5, 0.5
#: Squares of the distances from the middle, in half diagonals, where darkening begins and where it is whole.
_DARK_FROM, _DARK_TO = 0.45, 2.2


@dataclass(frozen=True, kw_only=True, eq=False)
class Glow:
    """Bright things of a scene, blurred: float64 in [0, 1], shape (ROWS, columns), of REACH times its first frame."""

    map: Numbers
    aspect: float

    def at(self, points: NDArray[np.complex128]) -> Numbers:
        """How strongly it glows at points of the first frame (centre 0, height 1), smooth between the map's pixels."""
        rows, columns = self.map.shape
        x = (points.real / (REACH * self.aspect) + 0.5) * columns - 0.5
        y = (points.imag / REACH + 0.5) * rows - 0.5
        left, top = np.floor(x), np.floor(y)
        across, down = _spline(x - left), _spline(y - top)
        glow = np.zeros(points.shape)
        for i in range(4):
            for j in range(4):
                column = np.clip(left + i - 1, 0, columns - 1).astype(np.intp)
                row = np.clip(top + j - 1, 0, rows - 1).astype(np.intp)
                glow += across[i] * down[j] * self.map[row, column]
        return glow


def glow_of(picture: Picture, aspect: float) -> Glow:
    """The glow of a scene from a small picture of REACH times its first frame, ROWS high."""
    light = picture.astype(np.float64) @ np.array([0.2126, 0.7152, 0.0722])
    bright = np.clip((light - _DIM) / (_BRIGHT - _DIM), 0, 1)
    bright[[0, -1]] = bright[:, [0, -1]] = 0
    whole = np.rint(bright * 255).astype(np.uint8)
    # OpenCV blurs bytes in whole numbers, the same on every machine.
    blurred = [
        share * cv2.GaussianBlur(whole, (0, 0), deviation * ROWS / REACH, borderType=cv2.BORDER_CONSTANT)
        for deviation, share in _BLURS
    ]
    return Glow(map=np.sum(blurred, axis=0) / 255, aspect=aspect)


def lights_at(points: NDArray[np.complex128], texture: Texture, glow: Glow | None, aspect: float) -> Numbers:
    """What is done to the light at points of a scene's first frame.

    Returns
    -------
    float64 array, shape (*points.shape, 4)
        A factor in (0, 1], and red, green and blue that are laid over as light, shares of white.
    """
    lights = np.zeros((*points.shape, 4))
    distance = (points.real**2 + points.imag**2) * 4 / (1 + aspect**2)
    share = np.clip((distance - _DARK_FROM) / (_DARK_TO - _DARK_FROM), 0, 1)
    lights[..., 0] = 1 - texture.vignette * _MOST_DARK * share * share * (3 - 2 * share)
    if glow is not None:
        lights[..., 1:] = (texture.halation * _MOST_GLOW * glow.at(points))[..., None] * _TINT
    return lights


def _spline(t: Numbers) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """Weights of a cubic B-spline's four neighbours."""
    s = 1 - t
    return s**3 / 6, (3 * t**3 - 6 * t**2 + 4) / 6, (3 * s**3 - 6 * s**2 + 4) / 6, t**3 / 6
