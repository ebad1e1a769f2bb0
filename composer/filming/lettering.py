"""Words as a picture: wrapped, sized and placed for the frame, drawn by moviepy."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter, ImageFont

from composer.errors import ComposerError
from composer.fonts import DEFAULT_FACE, Typeface, lacking, typeface

_LOG = logging.getLogger("longzoom")
#: Size of the type as a part of the frame's shorter side; no smaller than 10 pixels where that fits.
_TYPE_SIZE = 0.06
_SMALLEST_BEFORE_BREAKING_WORDS = 0.5
_WIDEST, _TALLEST = 0.8, 0.25
_INTERLINE = 0.3
_SHADOW_OPACITY = 0.65


@dataclass(frozen=True, kw_only=True, eq=False)
class Lettering:
    """Words drawn for a frame.

    Attributes
    ----------
    top, left : int
        Where the box's corner lies in the frame, even pixels.
    rgba : uint8 array, shape (height, width, 4)
        The box, both sides even: grey colour, not premultiplied, and cover.
    """

    top: int
    left: int
    rgba: NDArray[np.uint8]


@dataclass(frozen=True, kw_only=True)
class _Fitted:
    lines: tuple[str, ...]
    type_size: int
    file: Path


def lettered(text: str, size: tuple[int, int], face: str = DEFAULT_FACE) -> Lettering:
    """White words with a soft shadow, centred over the lower third of a frame of ``size`` (width, height).

    Lines are broken at spaces within four fifths of the width and the type shrinks until the lines fit a quarter of
    the height. They stand clear of what phones and televisions hide: a tenth of the height from below, in upright
    frames a fifth, where apps lay their buttons. A text with letters that the typeface lacks is set in the default one.

    Raises
    ------
    ComposerError
        If the text is too long for any legible size.
    """
    fitted = _fit(text, size, typeface(face, text))
    cover = _drawn(fitted)
    shadow = _shadow(cover, fitted.type_size)
    alpha = cover + shadow * (1 - cover)
    rows, columns = np.flatnonzero(alpha.max(axis=1) > 1 / 510), np.flatnonzero(alpha.max(axis=0) > 1 / 510)
    if not len(rows):
        return Lettering(top=0, left=0, rgba=np.zeros((2, 2, 4), np.uint8))
    box = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    alpha, cover = alpha[box], cover[box]
    grey = np.divide(cover, alpha, out=np.zeros_like(cover), where=alpha > 0)
    rgba = np.rint(255 * np.stack([grey, grey, grey, alpha], axis=-1)).astype(np.uint8)
    return _placed(rgba, size)


def check_words(text: str, size: tuple[int, int], face: str = DEFAULT_FACE) -> None:
    """Raises what ``lettered`` would, without drawing; signs that every typeface lacks are told in the log."""
    chosen = typeface(face, text)
    _fit(text, size, chosen)
    missing = lacking(chosen, text)
    if missing:
        _LOG.warning("the caption %r has signs that its typeface lacks: %s", text, " ".join(missing))


def _fit(text: str, size: tuple[int, int], face: Typeface) -> _Fitted:
    width, height = size
    largest = max(10, round(_TYPE_SIZE * face.size * min(width, height)))
    for type_size in range(largest, 2, -1):
        font = ImageFont.truetype(str(face.file), type_size)
        may_break_words = type_size <= _SMALLEST_BEFORE_BREAKING_WORDS * largest
        lines = _wrapped(text, font, _WIDEST * width, may_break_words)
        ascent, descent = font.getmetrics()
        tall = len(lines) * (ascent + descent) + (len(lines) - 1) * _INTERLINE * type_size
        if tall <= max(_TALLEST * height, ascent + descent) and all(
            font.getlength(line) <= _WIDEST * width for line in lines
        ):
            lines = _balanced(text, font, lines, _WIDEST * width)
            return _Fitted(lines=lines, type_size=type_size, file=face.file)
    raise ComposerError(f"the caption {text[:40]!r}… is too long for a film of {width}x{height}", "use fewer words")


def _wrapped(text: str, font: ImageFont.FreeTypeFont, widest: float, may_break_words: bool) -> tuple[str, ...]:
    lines: list[str] = []
    for written in text.strip().splitlines():
        line = ""
        for word in written.split():
            joined = f"{line} {word}".strip()
            if font.getlength(joined) <= widest or not line:
                line = joined
            else:
                lines.append(line)
                line = word
            while may_break_words and font.getlength(line) > widest and len(line) > 1:
                fits = next(n for n in range(len(line) - 1, 0, -1) if n == 1 or font.getlength(line[:n]) <= widest)
                lines.append(line[:fits])
                line = line[fits:]
        lines.append(line)
    return tuple(lines)


def _balanced(text: str, font: ImageFont.FreeTypeFont, lines: tuple[str, ...], widest: float) -> tuple[str, ...]:
    """The lines made about equally long, as many as they are, so that no last word stands alone."""
    for part in range(50, 100, 2):
        narrow = _wrapped(text, font, widest * part / 100, may_break_words=False)
        if len(narrow) == len(lines) and all(font.getlength(line) <= widest for line in narrow):
            return narrow
    return lines


def _drawn(fitted: _Fitted) -> NDArray[np.float64]:
    from moviepy.video.VideoClip import TextClip

    margin = 2 * fitted.type_size
    clip = TextClip(
        font=str(fitted.file),
        text="\n".join(fitted.lines),
        font_size=fitted.type_size,
        color="white",
        method="label",
        text_align="center",
        interline=round(_INTERLINE * fitted.type_size),
        margin=(margin, margin),
    )
    cover: NDArray[np.float64] = clip.mask.get_frame(0)
    return cover


def _shadow(cover: NDArray[np.float64], type_size: int) -> NDArray[np.float64]:
    picture = Image.fromarray(np.rint(255 * cover).astype(np.uint8))
    near = np.asarray(picture.filter(ImageFilter.GaussianBlur(type_size / 16)), dtype=np.float64) / 255
    wide = np.asarray(picture.filter(ImageFilter.GaussianBlur(type_size / 4)), dtype=np.float64) / 255
    shadow = np.minimum(_SHADOW_OPACITY * (near + 1.5 * wide), _SHADOW_OPACITY)
    return np.roll(shadow, max(1, type_size // 20), axis=0)


def _placed(rgba: NDArray[np.uint8], size: tuple[int, int]) -> Lettering:
    width, height = size
    rgba = rgba[:height, :width]
    rgba = np.pad(rgba, ((0, rgba.shape[0] % 2), (0, rgba.shape[1] % 2), (0, 0)))
    margin = 0.2 if height > width else 0.1
    left = (width - rgba.shape[1]) // 4 * 2
    top = max(0, round(height * (1 - margin)) - rgba.shape[0]) // 2 * 2
    return Lettering(top=top, left=left, rgba=rgba)
