"""The first guess of what surrounds a picture: the colours of its edge, carried on outward and ever softer."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from composer.painting.painter import Picture

#: The colours of the edge are blurred by this share of the canvas' height: light and colours go on outward, while no
#: line of the edge stays a streak. Measured on known pictures (drawn scenes, textures, landscapes; portals centred,
#: aside and turned), the surroundings are 38.6 levels off on average, smoothed by a fiftieth of the height; at 0.16
#: 37.2, but 2 more on drawn scenes. The picture's mirror image, blurred, is 46.3 off, a pull-push pyramid 45.3, and
#: both are farther off on each kind. benchmarks/outpainting.py has the textures.
_BLUR = 0.3
#: Over this many heights of the inner picture the blur sets in, so that the edge itself shows no step.
_BLUR_REACH = 0.15


def carried_on(
    picture: Picture, matrix: NDArray[np.float64], size: tuple[int, int], depth: NDArray[np.float64]
) -> NDArray[np.float32]:
    """A canvas with a picture in it, and around it the picture's edge carried on; float32, shape (height, width, 3).

    Models that blend see it at any strength, those with masks of their own below full strength only.

    Parameters
    ----------
    picture : uint8 array, shape (rows, columns, 3)
        As large as it shows on the canvas, or a little larger.
    matrix : float64 array, shape (2, 3)
        From the canvas' pixels to the picture's.
    size : (width, height)
        Of the canvas in pixels.
    depth : float64 array, shape (height, width)
        How far each of the canvas' pixels lies inside the picture's edge, in heights of the picture; < 0 outside.
    """
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    carried = cv2.warpAffine(picture, matrix, size, flags=flags, borderMode=cv2.BORDER_REPLICATE).astype(np.float32)
    away = np.clip(-depth / _BLUR_REACH, 0, 1)[..., None].astype(np.float32)
    filled: NDArray[np.float32] = carried + (widely_blurred(carried, _BLUR * size[1]) - carried) * away
    return filled


def widely_blurred(picture: NDArray[np.float32], sigma: float) -> NDArray[np.float32]:
    """A picture under a wide Gaussian of ``sigma`` pixels, float32 of the same shape.

    It is taken over the picture first shrunk to where it is a narrow one, in a twentieth of the time.
    """
    shrink = max(1, int(sigma / 4))
    height, width = picture.shape[:2]
    size = max(1, width // shrink), max(1, height // shrink)
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(small, (0, 0), sigma / shrink, borderType=cv2.BORDER_REFLECT)
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC), np.float32)
