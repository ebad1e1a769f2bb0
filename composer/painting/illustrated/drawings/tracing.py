"""The outline of any element of a drawing, found by rendering it: editors nest, transform and bend what they draw."""

from __future__ import annotations

from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import cv2
import numpy as np

from composer.geometry import Similarity
from composer.painting.illustrated.drawings.adopting import silhouette
from composer.painting.illustrated.drawings.outline import Polygon
from composer.painting.illustrated.rendering import pixels_of, transform_text

#: Left, top, width and height.
Box = tuple[float, float, float, float]

#: Longest side, in pixels, of the page on which an element is looked for, and of the element itself when it is traced:
#: an outline is exact to a pixel of the latter, which is less than one of a picture that it fills.
_PIXELS, _NEAR_PIXELS = 1600, 4096
#: Drawn by hand, a round shape is never quite convex: its hull may be larger by this share.
_BENT = 0.06


def traced(root: Element, element: Element, page: Box) -> Polygon:
    """The convex outline of an element in the root's units, as far as it lies on the page.

    Raises ValueError where nothing of it is on the page, or it is far from convex.
    """
    markup = ElementTree.tostring(silhouette(root, element), encoding="unicode")
    left, top, width, height = page
    seen = _mask(markup, page, _PIXELS)
    rows, columns = np.flatnonzero(seen.any(axis=1)), np.flatnonzero(seen.any(axis=0))
    if not rows.size:
        raise ValueError("nothing of it is on the page")
    unit = max(width, height) / _PIXELS
    near = (
        left + (columns[0] - 2) * unit,
        top + (rows[0] - 2) * unit,
        (columns[-1] - columns[0] + 5) * unit,
        (rows[-1] - rows[0] + 5) * unit,
    )
    return _hull(_mask(markup, near, _NEAR_PIXELS), near)


def _mask(markup: str, box: Box, pixels: int) -> np.ndarray:
    left, top, width, height = box
    scale = pixels / max(width, height)
    place = transform_text(Similarity(scale, -scale * complex(left, top)))
    size = max(round(width * scale), 1), max(round(height * scale), 1)
    ground = f'<rect width="{size[0]}" height="{size[1]}" fill="#000000"/>'
    return pixels_of(f'{ground}<g transform="{place}">{markup}</g>', width=size[0], height=size[1])[..., 0]


def _hull(mask: np.ndarray, box: Box) -> Polygon:
    contours, _ = cv2.findContours((mask > 127).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    points = np.concatenate(contours)
    hull = cv2.convexHull(points)
    if cv2.contourArea(hull) <= 0:
        raise ValueError("it has no area")
    if len(contours) > 1 or cv2.contourArea(hull) > (1 + _BENT) * max(map(cv2.contourArea, contours)):
        raise ValueError("an opening is one convex shape")
    scale = max(box[2], box[3]) / _NEAR_PIXELS
    return tuple(complex(box[0] + (x + 0.5) * scale, box[1] + (y + 0.5) * scale) for x, y in hull[:, 0].tolist())
