"""SVG to pixels, the same on every machine: no fonts but the package's own."""

from __future__ import annotations

import threading
from functools import lru_cache
from typing import Any

from composer.fonts import FONT_FAMILY, FONT_FILE, TYPEFACES, typeface

_own = threading.local()


def png_of(svg: str, *, background: str = "#000000") -> bytes:
    """A PNG of SVG text, of its own size; what it leaves unpainted shows ``background``, #rrggbb.

    Raises ValueError where the text is not SVG.
    """
    from resvg import render, usvg

    tree = usvg.Tree.from_str(svg, _options())
    colour = *_channels(background), 255
    return bytes(render(tree, (1.0, 0.0, 0.0, 0.0, 1.0, 0.0), bg_size=tree.int_size(), bg_color=colour))


def _options() -> Any:
    """Made once a thread, to which the library binds it."""
    if not hasattr(_own, "options"):
        from resvg import usvg

        options = usvg.Options.default()
        for file in (FONT_FILE, *(typeface(name).file for name in TYPEFACES)):
            options.load_font_file(str(file))
        options.font_family = FONT_FAMILY
        _own.options = options
    return _own.options


@lru_cache(maxsize=64)
def _channels(colour: str) -> tuple[int, int, int]:
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red, green, blue
