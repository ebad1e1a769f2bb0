"""Colours as the eye tells them apart: CIELAB, its differences, and the palette of a picture."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from composer.painting.painter import Picture

#: Colours of a palette are means over boxes of this side in CIELAB: neighbours are some 5 ΔE apart.
_BOX = 10
_BOXES = 32
_POWER = 25.0**7


@dataclass(frozen=True, kw_only=True, eq=False)
class Palette:
    """The colours of a picture: ``colours`` (n, 3) in CIELAB, and the ``shares`` (n,) of the picture that have them."""

    colours: NDArray[np.float64]
    shares: NDArray[np.float64]

    def __post_init__(self) -> None:
        self.colours.setflags(write=False)
        self.shares.setflags(write=False)


def lab_of(picture: Picture) -> NDArray[np.float32]:
    """A picture in CIELAB (D65): L 0 to 100, a and b about -100 to 100; float32, shape (height, width, 3)."""
    scaled = picture.astype(np.float32) / np.float32(255)
    return np.asarray(cv2.cvtColor(scaled, cv2.COLOR_RGB2Lab), np.float32)


def palette_of(lab: NDArray[np.float32]) -> Palette:
    """The palette of colours in CIELAB, shape (n, 3), n > 0."""
    boxes = np.clip(np.floor(lab / _BOX).astype(np.int64) + _BOXES // 2, 0, _BOXES - 1) @ [_BOXES**2, _BOXES, 1]
    counts = np.bincount(boxes, minlength=_BOXES**3)
    filled = counts > 0
    sums = np.stack([np.bincount(boxes, lab[:, c], _BOXES**3)[filled] for c in range(3)], axis=1)
    return Palette(colours=sums / counts[filled, None], shares=counts[filled] / len(lab))


def distance(palette: Palette, other: Palette) -> float:
    """How far a palette's colours are from the nearest of another on average, in CIEDE2000."""
    between = ciede2000(palette.colours[:, None], other.colours[None])
    return float(between.min(axis=1) @ palette.shares)


def ciede2000(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    """The CIEDE2000 difference of colours in CIELAB, shape (..., 3), broadcast; 1 is about what an eye just sees.

    After Sharma, Wu and Dalal, The CIEDE2000 Color-Difference Formula (2005), equations 2 to 22.

    Examples
    --------
    >>> round(float(ciede2000(np.array([50, 2.6772, -79.7751]), np.array([50, 0, -82.7485]))), 4)
    2.0425
    """
    chroma = np.hypot(one[..., 1], one[..., 2]), np.hypot(other[..., 1], other[..., 2])
    stretch = 1 + 0.5 * (1 - _saturation((chroma[0] + chroma[1]) / 2))
    a1, a2 = stretch * one[..., 1], stretch * other[..., 1]
    c1, c2 = np.hypot(a1, one[..., 2]), np.hypot(a2, other[..., 2])
    h1, h2 = np.arctan2(one[..., 2], a1), np.arctan2(other[..., 2], a2)
    turn = np.mod(h2 - h1 + np.pi, 2 * np.pi) - np.pi
    hue = h1 + turn / 2  # the middle of the shorter arc
    lightness, chromas = (one[..., 0] + other[..., 0]) / 2, (c1 + c2) / 2
    weight = (
        1
        - 0.17 * np.cos(hue - np.pi / 6)
        + 0.24 * np.cos(2 * hue)
        + 0.32 * np.cos(3 * hue + np.pi / 30)
        - 0.20 * np.cos(4 * hue - np.radians(63))
    )
    degrees = np.mod(np.degrees(hue), 360)
    rotation = np.radians(60) * np.exp(-(((degrees - 275) / 25) ** 2))
    middle = (lightness - 50) ** 2
    by_lightness = (other[..., 0] - one[..., 0]) / (1 + 0.015 * middle / np.sqrt(20 + middle))
    by_chroma = (c2 - c1) / (1 + 0.045 * chromas)
    by_hue = 2 * np.sqrt(c1 * c2) * np.sin(turn / 2) / (1 + 0.015 * chromas * weight)
    crossed = -2 * _saturation(chromas) * np.sin(rotation) * by_chroma * by_hue
    squared = by_lightness**2 + by_chroma**2 + by_hue**2 + crossed
    difference: NDArray[np.float64] = np.sqrt(np.maximum(squared, 0))
    return difference


def _saturation(chroma: NDArray[np.float64]) -> NDArray[np.float64]:
    saturation: NDArray[np.float64] = np.sqrt(chroma**7 / (chroma**7 + _POWER))
    return saturation
