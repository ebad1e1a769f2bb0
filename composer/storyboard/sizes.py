"""Sizes of a film: in pixels, or by the place it is made for."""

from __future__ import annotations

import re
from types import MappingProxyType

from composer.errors import ComposerError
from composer.storyboard.suggest import quote

#: Width and height in pixels by the place a film is made for.
SIZES = MappingProxyType(
    {"youtube": (1920, 1080), "reels": (1080, 1920), "square": (1080, 1080), "canvas": (720, 1280)}
)
_PIXELS = r"([1-9][0-9]{0,5})x([1-9][0-9]{0,5})"
#: What ``parse_size`` takes, as far as a pattern can say it.
SIZE_PATTERN = f"^(?:{'|'.join(SIZES)}|{_PIXELS})$"


def parse_size(text: str) -> tuple[int, int]:
    """Width and height in pixels from ``1280x720`` or the name of a preset.

    Raises
    ------
    ComposerError
        If it is neither, or a side is odd or not between 64 and 8192.

    Examples
    --------
    >>> parse_size("reels")
    (1080, 1920)
    """
    if text in SIZES:
        return SIZES[text]
    match = re.fullmatch(_PIXELS, text)
    if not match:
        raise ComposerError(f"{quote(text)} is not a size", f'write "1280x720", or one of: {", ".join(SIZES)}')
    width, height = int(match[1]), int(match[2])
    for side in (width, height):
        if not 64 <= side <= 8192:
            raise ComposerError(f"{quote(text)} has a side of {side} pixels", "write 64 to 8192 pixels")
    if width % 2 or height % 2:
        even = f"{width + width % 2}x{height + height % 2}"
        raise ComposerError(f"{quote(text)} has an odd side, which video cannot have", f"write {even}")
    return width, height
