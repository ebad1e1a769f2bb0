"""SVG markup to pixels, the same on every machine: no fonts but the package's own."""

from __future__ import annotations

import cv2
import numpy as np
import resvg_py

from composer.fonts import BOLD_FONT_FILE, FONT_FAMILY, FONT_FILE
from composer.geometry import Similarity
from composer.painting.painter import Picture

#: What shows where nothing is painted.
BACKDROP = "#000000"


def pixels_of(markup: str, *, width: int, height: int) -> Picture:
    """An RGB picture of SVG markup whose units are pixels.

    Shape (height, width, 3). What the markup leaves unpainted shows ``BACKDROP``.
    """
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">{markup}</svg>'
    png = resvg_py.svg_to_bytes(
        svg_string=svg,
        background=BACKDROP,
        skip_system_fonts=True,
        font_files=[str(FONT_FILE), str(BOLD_FONT_FILE)],
        font_family=FONT_FAMILY,
        sans_serif_family=FONT_FAMILY,
        serif_family=FONT_FAMILY,
    )
    picture = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_COLOR_RGB)
    return np.asarray(picture, np.uint8)


def transform_text(similarity: Similarity) -> str:
    """A similarity as an SVG transform."""
    a, b = similarity.a, similarity.b
    return f"matrix({a.real:.9g} {a.imag:.9g} {-a.imag:.9g} {a.real:.9g} {b.real:.9g} {b.imag:.9g})"
