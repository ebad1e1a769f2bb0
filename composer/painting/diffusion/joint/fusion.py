"""Levels made one: where one shows another, both show the same.

After Generative Powers of Ten (Wang et al., CVPR 2024, arXiv 2312.02149), for portals anywhere, of any magnification
and turn: each level's picture is first blended, band by band of its Laplacian pyramid, with what the levels around it
show there; then the levels are nested, each shrunk into the portal of the one around it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from composer.geometry import Similarity
from composer.painting.diffusion.joint.warping import portal_mask, seen_through

#: A level that shows another in fewer pixels than this, from top to bottom, has nothing to say about it.
_FEWEST_PIXELS = 12
#: The coarsest picture of a pyramid is about so many pixels high or wide, whichever is less.
_COARSEST = 6


@dataclass(frozen=True, kw_only=True)
class Nest:
    """How levels lie in each other.

    Attributes
    ----------
    portals : tuple of Similarity
        Of every level, the outermost first, where the next one lies in it; the last level's, if there is one, holds a
        picture that is fixed.
    aspect : float
        Width over height of every level's frame.
    feather : float
        Width of the soft edge of each inner picture, in its heights.
    """

    portals: tuple[Similarity, ...]
    aspect: float
    feather: float


def fuse(torch: Any, pictures: Sequence[Any], nest: Nest, inner: Any = None) -> list[Any]:
    """The levels' pictures, made consistent.

    Inside its portal each equals the next one shrunk; the details of a level are its own, its broad forms and colours
    the mean of all levels that show it.

    Parameters
    ----------
    pictures : sequence of float32 tensors, shape (1, channels, height, width)
        The outermost level first.
    nest : Nest
        With a portal for each level but the last, and one for it too where ``inner`` is given.
    inner : tensor of the same shape, optional
        The fixed picture in the last level's portal; it is not changed.
    """
    blended = [_blended(torch, pictures, level, nest) for level in range(len(pictures))]
    return nested(torch, blended, nest, inner)


def nested(torch: Any, pictures: Sequence[Any], nest: Nest, inner: Any = None) -> list[Any]:
    """Each picture with the next one, and so all within it, in its portal."""
    made: list[Any] = [] if inner is None else [inner]
    for picture, portal in zip(reversed(pictures), _inmost_first(pictures, nest, inner), strict=True):
        made.append(picture if portal is None else _laid(torch, picture, made[-1], portal, nest))
    return list(reversed(made))[: len(pictures)]


def _inmost_first(pictures: Sequence[Any], nest: Nest, inner: Any) -> list[Similarity | None]:
    if len(nest.portals) != len(pictures) - (inner is None):
        raise ValueError(f"{len(nest.portals)} portals do not nest {len(pictures)} levels")
    portals: list[Similarity | None] = list(reversed(nest.portals))
    return [None, *portals] if inner is None else portals


def _laid(torch: Any, outer: Any, inner: Any, portal: Similarity, nest: Nest) -> Any:
    mask = portal_mask(torch, portal, nest.aspect, outer, nest.feather)
    return outer + (seen_through(torch, inner, portal.inverse(), nest.aspect) - outer) * mask


def _blended(torch: Any, pictures: Sequence[Any], level: int, nest: Nest) -> Any:
    """One level's picture with the broad forms that it and the levels around it agree on."""
    own = pictures[level]
    sums = _pyramid(torch, own)
    totals = [1.0] * len(sums)
    place: Similarity | None = None
    for outer in range(level - 1, -1, -1):
        place = nest.portals[outer] if place is None else nest.portals[outer] @ place
        if place.scale * own.shape[2] < _FEWEST_PIXELS:
            break
        seen = _pyramid(torch, seen_through(torch, pictures[outer], place, nest.aspect))
        for band, picture in enumerate(seen):
            share = 1.0 if band == len(seen) - 1 else _share(place.scale, band)
            sums[band] = sums[band] + picture * share
            totals[band] += share
    return _collapsed(torch, [picture / total for picture, total in zip(sums, totals, strict=True)])


def _share(scale: float, band: int) -> float:
    """How much of a band, the finest 0, a picture shows crisply that shows a level at a scale: all, part or nothing.

    It shows nothing as fine as its own finest band, which is softened there already: counted in, it cost the inner
    levels 6 dB of a known truth.
    """
    return min(1.0, max(0.0, math.log2(scale) + band))


def _pyramid(torch: Any, picture: Any) -> list[Any]:
    """The Laplacian pyramid (Burt and Adelson, 1983), the finest band first, the rest last."""
    bands = []
    for _ in range(max(1, int(math.log2(min(picture.shape[2:]) / _COARSEST)))):
        coarse = torch.nn.functional.avg_pool2d(picture, 2, ceil_mode=True, count_include_pad=False)
        bands.append(picture - _as_fine(torch, coarse, picture))
        picture = coarse
    return [*bands, picture]


def _collapsed(torch: Any, bands: Sequence[Any]) -> Any:
    picture = bands[-1]
    for band in reversed(bands[:-1]):
        picture = band + _as_fine(torch, picture, band)
    return picture


def _as_fine(torch: Any, coarse: Any, fine: Any) -> Any:
    interpolate = torch.nn.functional.interpolate
    return interpolate(coarse, size=fine.shape[2:], mode="bilinear", align_corners=False)
