"""The canvas that a model is given: the keyframe inside at its place, and a first guess of what surrounds it."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from composer.geometry import Similarity
from composer.painting.border import portal_depth
from composer.painting.diffusion.canvas.fill import carried_on
from composer.painting.painter import Picture

#: The inner picture is first shrunk by area to this much more than its size on the canvas, then drawn bilinearly.
_OVERSAMPLE = 1.25
#: Around a portal that is closed so much is painted again, in heights of the inner picture; along the edge so much is
#: not, in heights of the canvas; and over this width old and new are mixed.
_BRIDGE_REACH, _BRIDGE_EDGE, _BRIDGE_SOFT = 0.4, 0.06, 0.06


@dataclass(frozen=True, kw_only=True, eq=False)
class Surround:
    """A canvas to outpaint.

    Attributes
    ----------
    picture : uint8 array, shape (height, width, 3)
        The inner picture in its portal, a first guess of its surroundings around it.
    repaint : bool array, shape (height, width)
        True where a model with a mask of its own paints: such masks have no degrees.
    share : float32 array, shape (height, width), in 0..1
        How much a model that blends paints: 1 all of it, 0 nothing, between them under soft edges.
    """

    picture: Picture
    repaint: NDArray[np.bool_]
    share: NDArray[np.float32]

    def __post_init__(self) -> None:
        shape = self.picture.shape[:2]
        if self.repaint.shape != shape or self.share.shape != shape:
            raise ValueError(f"masks of {self.repaint.shape} and {self.share.shape} for a canvas of {shape}")
        for array in (self.picture, self.repaint, self.share):
            array.setflags(write=False)

    @property
    def is_blank(self) -> bool:
        """Whether it is painted all over."""
        return bool(self.repaint.all())

    @property
    def kept(self) -> NDArray[np.bool_]:
        """True where no model paints anything, shape (height, width): there its copy can be compared with the truth."""
        return ~self.repaint & (self.share <= 0)


def surround(inner: Picture, portal: Similarity, size: tuple[int, int], inset: float) -> Surround:
    """The canvas around an inner picture.

    Parameters
    ----------
    inner : uint8 array, shape (height, width, 3)
        The keyframe inside; the canvas shows a frame of the same aspect.
    portal : Similarity
        Maps the inner picture's frame into the canvas' frame.
    size : (width, height)
        Of the canvas in pixels; where its aspect differs from the picture's, both are stretched alike.
    inset : float
        How far inside the portal's edge a model still paints, in heights of the inner picture, >= 0: all of it with a
        mask of its own, half of it where it blends, whose share falls softly to 0 at twice that depth.
    """
    aspect = inner.shape[1] / inner.shape[0]
    shrunk = _shrunk(inner, portal.scale * size[1] / inner.shape[0])
    matrix = _canvas_to_inner(portal, aspect, size, (shrunk.shape[1], shrunk.shape[0]))
    depth = portal_depth(portal, aspect, size)
    picture = np.rint(np.clip(carried_on(shrunk, matrix, size, depth), 0, 255)).astype(np.uint8)
    return Surround(picture=picture, repaint=depth < inset, share=_share(depth, inset))


def between(first: Picture, inner: Picture, portal: Similarity, size: tuple[int, int], inset: float) -> Surround:
    """The canvas between a picture's edge, which stays, and another picture in its portal.

    Parameters
    ----------
    first, inner : uint8 arrays, shape (height, width, 3)
        The picture that is to stay along its edge; the keyframe inside.
    portal : Similarity
        Maps the inner picture's frame into the canvas' frame.
    size : (width, height)
        Of the canvas in pixels.
    inset : float
        As in ``surround``.
    """
    aspect = inner.shape[1] / inner.shape[0]
    around = np.asarray(cv2.resize(first, size, interpolation=cv2.INTER_AREA), np.uint8)
    inside = surround(inner, portal, size, inset)
    depth = portal_depth(portal, aspect, size)
    picture = np.where((depth > 0)[..., None], inside.picture, around)
    share = np.minimum(inside.share, bridge_share(portal, aspect, size))
    return Surround(picture=picture, repaint=inside.repaint & (_bridge(depth, aspect, size) > 0), share=share)


def bridge_share(portal: Similarity, aspect: float, size: tuple[int, int]) -> NDArray[np.float32]:
    """How much is painted again around a portal: 1 at its border, 0 some way off and at the picture's edge.

    Shape (height, width).
    """
    return smooth(_bridge(portal_depth(portal, aspect, size), aspect, size) / _BRIDGE_SOFT)


def _bridge(depth: NDArray[np.float64], aspect: float, size: tuple[int, int]) -> NDArray[np.float64]:
    """How far a pixel lies inside of what is painted again, in heights of the inner picture or the canvas; < 0: not."""
    x = (np.minimum(np.arange(size[0]), np.arange(size[0])[::-1]) + 0.5) * aspect / size[0]
    y = (np.minimum(np.arange(size[1]), np.arange(size[1])[::-1]) + 0.5) / size[1]
    from_edge = np.minimum(x[None, :], y[:, None]) - _BRIDGE_EDGE
    return np.minimum(depth + _BRIDGE_REACH, from_edge)


def blank(size: tuple[int, int]) -> Surround:
    """A mid-grey canvas that is painted all over, for the innermost keyframe."""
    width, height = size
    return Surround(
        picture=np.full((height, width, 3), 128, np.uint8),
        repaint=np.ones((height, width), np.bool_),
        share=np.ones((height, width), np.float32),
    )


def smooth(t: NDArray[np.float64]) -> NDArray[np.float32]:
    """A step from 0 to 1 with no kink where ``t`` goes from 0 to 1; float32, of the same shape."""
    t = np.clip(t, 0, 1)
    step: NDArray[np.float32] = (t * t * (3 - 2 * t)).astype(np.float32)
    return step


def _share(depth: NDArray[np.float64], inset: float) -> NDArray[np.float32]:
    return 1 - smooth(depth / (2 * inset)) if inset > 0 else (depth < 0).astype(np.float32)


def _shrunk(picture: Picture, scale: float) -> Picture:
    ratio = min(1.0, scale * _OVERSAMPLE)
    size = max(2, round(picture.shape[1] * ratio)), max(2, round(picture.shape[0] * ratio))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)


def _canvas_to_inner(
    portal: Similarity, aspect: float, size: tuple[int, int], inner: tuple[int, int]
) -> NDArray[np.float64]:
    """The 2x3 matrix from the canvas' pixels to the inner picture's."""
    back = portal.inverse()
    to_plane = np.array(
        [[aspect / size[0], 0, (0.5 / size[0] - 0.5) * aspect], [0, 1 / size[1], 0.5 / size[1] - 0.5], [0, 0, 1]]
    )
    move = np.array([[back.a.real, -back.a.imag, back.b.real], [back.a.imag, back.a.real, back.b.imag], [0, 0, 1]])
    to_pixels = np.array([[inner[0] / aspect, 0, inner[0] / 2 - 0.5], [0, inner[1], inner[1] / 2 - 0.5]])
    matrix: NDArray[np.float64] = to_pixels @ move @ to_plane
    return matrix
