"""Words set in a box: broken into lines and sized to fill it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PIL import ImageFont

from composer.fonts import DEFAULT_FACE, Typeface, typeface

_UNIT = 100
_LEADING = 1.24
#: Longer texts end with an ellipsis after the last whole word.
LONGEST = 110


@dataclass(frozen=True, kw_only=True)
class Lines:
    """Text broken into lines; ``size`` is the font's, ``leading`` the distance of baselines, in the box's units."""

    lines: tuple[str, ...]
    size: float
    leading: float


def set_in_box(text: str, face: Typeface, *, width: float, height: float, largest: float) -> Lines:
    """The text in the largest type, up to ``largest``, with which it fits the box; lines of nearly equal length."""
    words = _shortened(text).split()
    best = Lines(lines=(), size=largest, leading=largest * _LEADING)
    fits = 0.0
    for count in range(1, min(len(words), 4) + 1):
        lines = _balanced(words, count, face)
        size = min(largest, width / max(_length(line, face) for line in lines), height / (_LEADING * len(lines)))
        if size > fits * 1.05:
            best, fits = Lines(lines=tuple(lines), size=size, leading=size * _LEADING), size
    return best


def _shortened(text: str) -> str:
    """Printable and on one line, at most ``LONGEST`` characters."""
    plain = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    if len(plain) <= LONGEST:
        return plain
    cut = plain[:LONGEST].rpartition(" ")[0] or plain[:LONGEST]
    return cut.rstrip(" ,;:.-") + "…"


def _balanced(words: list[str], count: int, face: Typeface) -> list[str]:
    """The words in ``count`` lines or fewer, each filled to about its share of the whole length."""
    share = _length(" ".join(words), face) / count
    lines: list[str] = []
    for word in words:
        longer = f"{lines[-1]} {word}" if lines else word
        if not lines or (len(lines) < count and _length(longer, face) > share * 1.1):
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def relettered(text: str, attributes: Mapping[str, str], face: str) -> Mapping[str, str]:
    """The family and size with which a text that was set in Comfortaa is set in another typeface, no wider.

    It keeps Comfortaa where the typeface lacks a letter.
    """
    other = typeface(face, text)
    size = float(attributes.get("font-size", "16"))
    fits = size * _length(text, typeface(DEFAULT_FACE)) / _length(text, other)
    return {"font-family": other.family, "font-size": f"{min(size * other.size, fits):.5g}"}


def _length(text: str, face: Typeface) -> float:
    """Width of a text set at size 1."""
    return max(_font(face.file).getlength(text) / _UNIT, 0.1)


@cache
def _font(file: Path) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(file), _UNIT)
