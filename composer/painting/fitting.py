"""A picture of any shape in a frame of the film's shape, and any part of that frame drawn from the picture."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from composer.geometry import Similarity, corners
from composer.painting.painter import Picture

#: A picture that would lose more than this share of itself is shown whole, over a blur of itself; where all of it is
#: asked for, one that would lose more than the other, some pixels.
_MOST_LOST = 0.45
_GROUND_HEIGHT = 90
_GROUND_BLUR, _GROUND_LIGHT = 0.03, 0.55
_WHOLE = 0.005
#: Width of the soft edge of a picture that is shown whole, in heights of the frame.
EDGE = 0.035


@dataclass(frozen=True, kw_only=True)
class Fit:
    """How a picture lies in the frame.

    Attributes
    ----------
    cover : Similarity
        Maps the frame (height 1, centre 0) into pixels of the picture, so that the picture covers the frame.
    whole : Similarity or None
        The same for the picture shown whole, over the covering one blurred; None where covering loses little.
    """

    cover: Similarity
    whole: Similarity | None = None


def fit(width: int, height: int, aspect: float, *, crop: bool = False, whole: bool = False, offset: complex = 0) -> Fit:
    """Lay a picture in a frame: cut at the sides or above and below, or whole where more than 45 % would be cut away.

    Parameters
    ----------
    width, height : int
        Of the picture.
    aspect : float
        Of the frame.
    crop : bool
        Cut, however much is lost.
    whole : bool
        Whole, however little would be lost, but for what none would miss.
    offset : complex
        Centre of the cut, in heights of the picture from its middle.
    """
    shape = width / height
    centre = complex(width, height) / 2 + offset * height
    cover = Similarity(min(float(height), width / aspect), centre)
    kept = min(shape / aspect, aspect / shape)
    if crop or 1 - kept <= (_WHOLE if whole else _MOST_LOST):
        return Fit(cover=cover)
    return Fit(cover=cover, whole=Similarity(max(float(height), width / aspect), centre))


def draw(
    picture: Picture, laid: Fit, window: Similarity, size: tuple[int, int], ground: Picture | None = None
) -> Picture:
    """Part of the frame that a picture was laid in.

    Parameters
    ----------
    picture : uint8 array, shape (h, w, 3)
    laid : Fit
    window : Similarity
        Maps the frame that is drawn into the one that the picture was laid in.
    size : (int, int)
        Pixels across and down.
    ground : uint8 array, optional
        A picture of the frame's shape that a picture shown whole lies over; None: a blur of that one.

    Returns
    -------
    uint8 array, shape (size[1], size[0], 3)
    """
    if laid.whole is None:
        return sample(picture, laid.cover @ window, size)
    if ground is None:
        ground = _ground(picture, laid.cover)
    on_ground = Similarity(ground.shape[0], complex(ground.shape[1], ground.shape[0]) / 2)
    under = sample(ground, on_ground @ window, size).astype(np.float32)
    over = sample(picture, laid.whole @ window, size).astype(np.float32)
    share = _edge(picture, laid.whole, window, size)[..., None]
    return np.rint(under + (over - under) * share).astype(np.uint8)


def sample(picture: Picture, place: Similarity, size: tuple[int, int]) -> Picture:
    """A frame drawn from pixels of a picture: averaged where it shrinks, Lanczos where it is magnified.

    ``place`` maps the frame (height 1, centre 0) into the picture's pixels (edges at whole numbers). Beyond the edges
    the picture goes on with its edge colours.
    """
    width, height = size
    points = [place(corner) for corner in corners(width / height)]
    margin = 8 + place.scale / height * 4
    left, top = (max(0, int(min(getattr(p, axis) for p in points) - margin)) for axis in ("real", "imag"))
    right = min(picture.shape[1], int(max(p.real for p in points) + margin))
    bottom = min(picture.shape[0], int(max(p.imag for p in points) + margin))
    right, bottom = max(right, left + 1), max(bottom, top + 1)
    left, top = min(left, picture.shape[1] - 1), min(top, picture.shape[0] - 1)
    part = picture[top:bottom, left:right]
    shrunk, across, down = _shrunk(part, height / place.scale)
    a, b = place.a / height, place(complex(-width / height / 2, -0.5)) - complex(left, top)
    matrix = np.array([[a.real, -a.imag, b.real], [a.imag, a.real, b.imag]])
    matrix[:, 2] += matrix[:, :2] @ [0.5, 0.5]
    matrix = matrix * [[across], [down]] - [[0, 0, 0.5], [0, 0, 0.5]]
    kind = cv2.INTER_LANCZOS4 if place.scale < height else cv2.INTER_CUBIC
    flags = kind | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpAffine(shrunk, matrix, size, flags=flags, borderMode=cv2.BORDER_REPLICATE), np.uint8)


def _shrunk(part: Picture, ratio: float) -> tuple[Picture, float, float]:
    """A part brought down by averaging to the density it is drawn at, and by how much in each direction."""
    height, width = part.shape[:2]
    if ratio >= 1:
        return part, 1.0, 1.0
    size = max(2, round(width * ratio)), max(2, round(height * ratio))
    made = np.asarray(cv2.resize(part, size, interpolation=cv2.INTER_AREA), np.uint8)
    return made, size[0] / width, size[1] / height


def _ground(picture: Picture, cover: Similarity) -> Picture:
    """The covering picture, small, blurred and dark; it is wide enough for any frame."""
    height = _GROUND_HEIGHT
    width = round(height * picture.shape[1] / cover.scale)
    tall = round(height * picture.shape[0] / cover.scale)
    small = cv2.resize(picture, (max(2, width), max(2, tall)), interpolation=cv2.INTER_AREA)
    soft = cv2.GaussianBlur(small, (0, 0), _GROUND_BLUR * height * 2, borderType=cv2.BORDER_REFLECT)
    top = (soft.shape[0] - height) // 2
    return np.asarray(np.rint(soft[top : top + height] * _GROUND_LIGHT), np.uint8)


def _edge(picture: Picture, whole: Similarity, window: Similarity, size: tuple[int, int]) -> NDArray[np.float32]:
    """How much of the whole picture shows: 1 inside, falling to 0 on those of its edges that lie in the frame."""
    width, height = size
    x, y = np.meshgrid(np.arange(width, dtype=np.float32) + 0.5, np.arange(height, dtype=np.float32) + 0.5)
    place = whole @ window
    a, b = place.a / height, place(complex(-width / height / 2, -0.5))
    across = a.real * x - a.imag * y + b.real
    down = a.imag * x + a.real * y + b.imag
    tall, wide = picture.shape[:2]
    fills_height = abs(whole.scale - tall) < 0.5
    distance = np.minimum(across, wide - across) if fills_height else np.minimum(down, tall - down)
    part = np.clip(distance / (EDGE * whole.scale), 0, 1)
    share: NDArray[np.float32] = (part * part * (3 - 2 * part)).astype(np.float32)
    return share
