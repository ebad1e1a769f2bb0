"""One keyframe laid into the portal of the next one out."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from composer.geometry import Similarity, corners
from composer.painting.painter import Picture

#: The inner picture is first shrunk by area to this much more than its size in the portal, then drawn bilinearly:
#: at 1 the second pass would soften it, at 2 it would alias.
_OVERSAMPLE = 1.25


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
    shrunk = _shrunk(inner, portal.scale)
    place = _pixels_to_pixels(portal.inverse(), (width, height), (shrunk.shape[1], shrunk.shape[0]), (left, top))
    size = (right - left, bottom - top)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    drawn = cv2.warpAffine(shrunk, place, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
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


def _shrunk(picture: Picture, scale: float) -> NDArray[np.uint8]:
    height, width = picture.shape[:2]
    ratio = min(1.0, scale * _OVERSAMPLE)
    size = max(2, round(width * ratio)), max(2, round(height * ratio))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)


def _box(portal: Similarity, width: int, height: int) -> tuple[int, int, int, int]:
    points = [portal(corner) for corner in corners(width / height)]
    x = [(p.real + width / height / 2) * height for p in points]
    y = [(p.imag + 0.5) * height for p in points]
    left, right = max(0, int(np.floor(min(x)))), min(width, int(np.ceil(max(x))))
    return left, max(0, int(np.floor(min(y)))), right, min(height, int(np.ceil(max(y))))


def _pixels_to_pixels(
    mapping: Similarity, source: tuple[int, int], target: tuple[int, int], corner: tuple[int, int]
) -> NDArray[np.float64]:
    """The 2x3 matrix from pixels of a box of the source (its corner given) to pixels of the target."""
    # pixel -> plane: p = (x + .5 - w/2) / h; plane -> pixel: x = p * h + w/2 - .5
    a = mapping.a / source[1]
    shift = complex(corner[0] + 0.5 - source[0] / 2, corner[1] + 0.5 - source[1] / 2)
    b = a * shift + mapping.b
    # The target was resized to whole pixels, so its two scales differ by less than half a pixel.
    high, wide = target[1], target[0] / (source[0] / source[1])
    return np.array(
        [
            [a.real * wide, -a.imag * wide, b.real * wide + target[0] / 2 - 0.5],
            [a.imag * high, a.real * high, b.imag * high + target[1] / 2 - 0.5],
        ]
    )
