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
    aspect = width / height
    left, top, right, bottom = _box(portal, width, height)
    shrunk = _shrunk(inner, portal.scale)
    place = _pixels_to_pixels(portal.inverse(), (width, height), (shrunk.shape[1], shrunk.shape[0]), (left, top))
    size = (right - left, bottom - top)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    drawn = cv2.warpAffine(shrunk, place, size, flags=flags, borderMode=cv2.BORDER_REPLICATE).astype(np.float32)
    x, y = np.meshgrid(np.arange(left, right), np.arange(top, bottom))
    points = _points(x, y, width, height)
    inside = (points - portal.b) / portal.a
    mask = edge_mask(inside, aspect, feather, 1 / (height * portal.scale))[..., None]
    result = outer.copy()
    under = outer[top:bottom, left:right].astype(np.float32)
    result[top:bottom, left:right] = np.rint(under + (drawn - under) * mask).astype(np.uint8)
    return result


def edge_mask(points: NDArray[np.complex128], aspect: float, feather: float, pixel: float) -> NDArray[np.float32]:
    """How much of a picture shows at points of its own plane: 0 on its edge and outside, 1 inside the feather.

    ``feather`` and ``pixel`` are in heights; the edge is never harder than one pixel.
    """
    distance = np.minimum(aspect / 2 - np.abs(points.real), 0.5 - np.abs(points.imag))
    x = np.clip(distance / max(feather, pixel), 0, 1)
    mask: NDArray[np.float32] = (x * x * (3 - 2 * x)).astype(np.float32)
    return mask


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


def _points(x: NDArray[np.int64], y: NDArray[np.int64], width: int, height: int) -> NDArray[np.complex128]:
    points: NDArray[np.complex128] = (x + 0.5 - width / 2) / height + 1j * (y + 0.5 - height / 2) / height
    return points


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
