"""A second pass over the seam: a band around the portal's border is painted again, lightly, on both of its sides."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from composer.geometry import Similarity
from composer.painting.border import portal_depth
from composer.painting.diffusion.canvas.colour import FloatArray, matched
from composer.painting.diffusion.canvas.surround import Surround, smooth
from composer.painting.painter import Picture

#: Over this part of the band, at either edge, new and old are mixed.
_SOFT = 0.5


def seam_canvas(picture: Picture, portal: Similarity, size: tuple[int, int], width: float) -> Surround:
    """The canvas of a second pass, which re-noises a band around the portal's border and keeps the rest.

    Parameters
    ----------
    picture : uint8 array, shape (height, width, 3)
        The whole keyframe, the true inner one in its portal.
    portal : Similarity
        Maps the inner picture's frame into this one's.
    size : (width, height)
        Of the canvas in pixels.
    width : float
        Of the band, half of it on either side of the border, in heights of the inner picture, > 0.
    """
    aspect = picture.shape[1] / picture.shape[0]
    shown = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)
    share = band_share(portal, aspect, size, width)
    return Surround(picture=shown, repaint=share > 0, share=share)


def band_share(portal: Similarity, aspect: float, size: tuple[int, int], width: float) -> NDArray[np.float32]:
    """How much is painted again around a border: 1 on it, 0 from half of ``width`` off; float32 (height, width)."""
    reach = width / 2
    return smooth((reach - np.abs(portal_depth(portal, aspect, size))) / (reach * _SOFT))


def join_seam(picture: Picture, drawn: FloatArray, canvas: Surround, portal: Similarity, width: float) -> Picture:
    """A keyframe with its band as the second pass painted it, in matched colours; outside of the band exactly itself.

    The inner keyframe is pasted once more afterwards: what the pass changed of it shows under the feather only.

    Parameters
    ----------
    picture : uint8 array, shape (height, width, 3)
        What ``seam_canvas`` was given.
    drawn : float32 array, in 0..1, of the canvas' size
        What the model made of it.
    canvas : Surround
        What ``seam_canvas`` gave.
    portal, width
        As in ``seam_canvas``.
    """
    size = picture.shape[1], picture.shape[0]
    truth = canvas.picture.astype(np.float32) / np.float32(255)
    true = matched(drawn, truth, canvas.kept)
    grows = size[0] >= drawn.shape[1]
    again = cv2.resize(true, size, interpolation=cv2.INTER_LANCZOS4 if grows else cv2.INTER_AREA)
    share = band_share(portal, size[0] / size[1], size, width)[..., None]
    mixed = picture + (np.clip(again, 0, 1) * 255 - picture) * share
    return np.rint(mixed).astype(np.uint8)
