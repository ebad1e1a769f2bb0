"""One keyframe laid into the portal of the next one out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from composer.geometry import Similarity, corners
from composer.painting.painter import Picture

if TYPE_CHECKING:
    from composer.resampling.resample import PixelMap


def paste(outer: Picture, inner: Picture, portal: Similarity, feather: float) -> Picture:
    """The outer picture with the inner one in its portal, under an edge that is soft inward.

    Parameters
    ----------
    outer, inner : uint8 arrays, shape (height, width, 3)
        Of the same size.
    portal : Similarity
        Maps the inner picture's frame into the outer one's.
    feather : float
        Width of the soft edge in heights of the inner picture, in [0, 0.5); the picture is whole inside of it.

    Returns
    -------
    uint8 array, shape (height, width, 3)
        A new picture; outside the portal exactly the outer one, inside the feather the inner one resampled.
    """
    height, width = outer.shape[:2]
    left, top, right, bottom = box = _box(portal, width, height)
    result = outer.copy()
    if left >= right or top >= bottom:
        return result
    drawn = _drawn(inner, _pixel_map(portal.inverse(), (width, height), (left, top)), (right - left, bottom - top))
    mask = _mask(portal, (width, height), box, feather)
    under = np.ascontiguousarray(outer[top:bottom, left:right])
    # Where the mask is 0 or 1 this gives one of the two exactly.
    result[top:bottom, left:right] = cv2.blendLinear(under, drawn, 1 - mask, mask)
    return result


def _mask(
    portal: Similarity, size: tuple[int, int], box: tuple[int, int, int, int], feather: float
) -> NDArray[np.float32]:
    """How much of the inner picture shows in a box: 0 on its edge and outside, 1 inside the feather.

    The edge is never harder than one pixel.
    """
    (width, height), (left, top, right, bottom) = size, box
    back = portal.inverse()
    a, b = back.a / height, back.b
    x = (np.arange(left, right, dtype=np.float32) + np.float32(0.5 - width / 2))[None, :]
    y = (np.arange(top, bottom, dtype=np.float32) + np.float32(0.5 - height / 2))[:, None]
    across = np.abs(np.float32(a.real) * x + (np.float32(b.real) - np.float32(a.imag) * y))
    down = np.abs(np.float32(a.imag) * x + (np.float32(b.imag) + np.float32(a.real) * y))
    distance = np.minimum(np.float32(width / height / 2) - across, np.float32(0.5) - down)
    t = np.clip(distance / np.float32(max(feather, 1 / (height * portal.scale))), 0, 1)
    return (t * t * (3 - 2 * t)).astype(np.float32, copy=False)


def _drawn(picture: Picture, place: PixelMap, size: tuple[int, int]) -> Picture:
    """The picture as a box sees it whose pixels lie in it so."""
    # Not with the others: a film whose keyframes are kept needs no compiler.
    from composer.resampling.kernels import FRACTION_BITS
    from composer.resampling.resample import View, resample

    planes = [np.ascontiguousarray(picture[..., c].T.astype(np.int16) << FRACTION_BITS) for c in range(3)]
    seen = np.stack(resample(planes, View(place, *size)), axis=-1).astype(np.int32)
    half = 1 << (FRACTION_BITS - 1)
    drawn: Picture = np.clip((seen + half) >> FRACTION_BITS, 0, 255).astype(np.uint8)
    return drawn


def _box(portal: Similarity, width: int, height: int) -> tuple[int, int, int, int]:
    points = [portal(corner) for corner in corners(width / height)]
    x = [(p.real + width / height / 2) * height for p in points]
    y = [(p.imag + 0.5) * height for p in points]
    left, right = max(0, int(np.floor(min(x)))), min(width, int(np.ceil(max(x))))
    return left, max(0, int(np.floor(min(y)))), right, min(height, int(np.ceil(max(y))))


def _pixel_map(mapping: Similarity, size: tuple[int, int], corner: tuple[int, int]) -> PixelMap:
    """From the pixels of a box of one picture, its corner given, to those of another of the same size."""
    from composer.resampling.resample import PixelMap

    width, height = size
    middle = complex(width - 1, height - 1) / 2
    return PixelMap(mapping.a, mapping.a * (complex(*corner) - middle) + mapping.b * height + middle)
