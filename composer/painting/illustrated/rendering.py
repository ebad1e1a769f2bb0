"""SVG markup in a drawing's units as pixels, whole or cut out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from composer.geometry import Similarity
from composer.painting.painter import Picture
from composer.svg import png_of

#: What shows where nothing is painted.
BACKDROP = "#000000"
_SHIFT = 6

#: Edges of a box: left, top, right, bottom.
Window = tuple[float, float, float, float]
#: Edges of a box of pixels, in the same order.
Box = tuple[int, int, int, int]


class Finishing(Protocol):
    """What is done to a canvas's pixels once they are rendered; ``box`` says which part of it they are, None: all."""

    def finished(self, picture: Picture, box: Box | None = None) -> Picture:
        """The picture, which may be changed in place."""
        ...


@dataclass(frozen=True, kw_only=True)
class Canvas:
    """Pixels to paint; ``on_pixels`` maps a drawing's units onto them."""

    width: int
    height: int
    on_pixels: Similarity

    @property
    def window(self) -> Window:
        """What is seen of the drawing, in its units."""
        corners = [complex(x, y) for x in (0, self.width) for y in (0, self.height)]
        return box_around(corners, self.on_pixels.inverse())

    def picture(self, markup: str) -> Picture:
        """Markup in the drawing's units as pixels."""
        return self.part(markup, (0, 0, self.width, self.height))

    def part(self, markup: str, box: Box) -> Picture:
        """The same of a box of pixels: left, top, right, bottom."""
        left, top, right, bottom = box
        place = Similarity(1, -complex(left, top)) @ self.on_pixels
        group = f'<g transform="{transform_text(place)}">{markup}</g>'
        return pixels_of(group, width=right - left, height=bottom - top)

    def cut_out(self, outline: Sequence[complex]) -> Rim:
        """An opening on this canvas; ``outline`` is convex, in pixels."""
        mask = np.zeros((self.height, self.width), np.uint8)
        limit = 8.0 * max(self.width, self.height)
        points = [(min(max(p.real, -limit), limit) - 0.5, min(max(p.imag, -limit), limit) - 0.5) for p in outline]
        fixed = np.rint(np.array(points) * (1 << _SHIFT)).astype(np.int32)
        cv2.fillPoly(mask, [fixed], (255,), lineType=cv2.LINE_AA, shift=_SHIFT)
        return Rim(canvas=self, mask=mask)


@dataclass(frozen=True, kw_only=True, eq=False)
class Rim:
    """An opening on a canvas; ``mask`` is 255 inside, shape (height, width)."""

    canvas: Canvas
    mask: NDArray[np.uint8]

    def picture(self, sides: Sides, before: str) -> Picture:
        """Both sides of the rim and ``before``, which lies before both, as pixels.

        Where all or none of the canvas lies within the rim, only one of them is rendered.
        """
        canvas = self.canvas
        if self.mask.min() == 255:
            return sides.inner.finished(canvas.picture(sides.inside + before))
        outer = sides.outer.finished(canvas.picture(sides.behind + before))
        rows, columns = np.flatnonzero(self.mask.any(axis=1)), np.flatnonzero(self.mask.any(axis=0))
        if not rows.size:
            return outer
        box = (int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
        inner = sides.inner.finished(canvas.part(sides.inside + before, box), box)
        part = (slice(box[1], box[3]), slice(box[0], box[2]))
        share = self.mask[part].astype(np.uint16)[..., None]
        mixed = (inner * share + outer[part] * (255 - share) + 127) // 255
        outer[part] = mixed.astype(np.uint8)
        return outer


@dataclass(frozen=True, kw_only=True)
class Sides:
    """What is on either side of a rim, as markup in the drawing's units, and how each is finished."""

    behind: str
    inside: str
    outer: Finishing
    inner: Finishing


def pixels_of(markup: str, *, width: int, height: int) -> Picture:
    """An RGB picture of SVG markup whose units are pixels.

    Shape (height, width, 3). What the markup leaves unpainted shows ``BACKDROP``.
    """
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">{markup}</svg>'
    png = png_of(svg, background=BACKDROP)
    picture = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_COLOR_RGB)
    return np.asarray(picture, np.uint8)


def transform_text(similarity: Similarity) -> str:
    """A similarity as an SVG transform."""
    a, b = similarity.a, similarity.b
    return f"matrix({a.real:.9g} {a.imag:.9g} {-a.imag:.9g} {a.real:.9g} {b.real:.9g} {b.imag:.9g})"


def box_around(points: Iterable[complex], mapping: Similarity) -> Window:
    """The box around mapped points, a little wider than needed."""
    mapped = [mapping(point) for point in points]
    left, right = min(p.real for p in mapped), max(p.real for p in mapped)
    top, bottom = min(p.imag for p in mapped), max(p.imag for p in mapped)
    margin = 0.02 * max(right - left, bottom - top, 0.0)
    return left - margin, top - margin, right + margin, bottom + margin


def clipped(outline: Sequence[complex], window: Window) -> list[complex]:
    """Corners of what is seen of an outline's bounding box."""
    left, top = max(min(p.real for p in outline), window[0]), max(min(p.imag for p in outline), window[1])
    right, bottom = min(max(p.real for p in outline), window[2]), min(max(p.imag for p in outline), window[3])
    return [complex(left, top), complex(right, top), complex(right, bottom), complex(left, bottom)]
