"""The contact sheet: all pictures of a film, or the takes of a scene, on one page with their names."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from composer.errors import ComposerError
from composer.files import write_whole
from composer.fonts import FONT_FILE

_BACKGROUND, _WORDS, _FAINT = (24, 22, 28), (240, 236, 228), (150, 144, 140)
_CELL_AREA = 360 * 202
_GAP = 14
_LINE, _NOTE_LINE = 20, 15
_FORMATS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP"}


@dataclass(frozen=True, kw_only=True, eq=False)
class Cell:
    """One picture (uint8 RGB, shape (height, width, 3)) with its name and a fainter note below."""

    picture: NDArray[np.uint8]
    name: str
    note: str


def write_contact_sheet(cells: Iterable[Cell], out: Path, *, columns: int | None = None, lines: int = 3) -> None:
    """Write the pictures, in order, as rows of a png, jpg or webp.

    Pictures are shrunk as they come, so that a long film's sheet needs no more memory than the sheet itself.

    Parameters
    ----------
    columns : int, optional
        Pictures side by side; None: as many as make the page about 16:9.
    lines : int
        How many a note may have: under narrow pictures it is broken, after its commas. What is longer is cut off.

    Raises
    ------
    ComposerError
        If there is no picture, the suffix is none of these, or the file cannot be written.
    """
    check_sheet_name(out)
    small = [_Small(cell) for cell in cells]
    if not small:
        raise ComposerError(f"{out}: no keyframe to show on a contact sheet")
    width, height = small[0].image.size
    across = columns or max(1, round((len(small) * height / width * 16 / 9) ** 0.5))
    across = min(across, len(small))
    rows = -(-len(small) // across)
    fonts = ImageFont.truetype(str(FONT_FILE), 15), ImageFont.truetype(str(FONT_FILE), 11)
    notes = [_lines_of(item.note, fonts[1], width, lines) for item in small]
    cell_width, cell_height = cell_size(width, height)
    cell_height += _NOTE_LINE * (max(map(len, notes)) - 1)
    page = Image.new("RGB", (across * cell_width + _GAP, rows * cell_height + _GAP), _BACKGROUND)
    pen = ImageDraw.Draw(page)
    for number, item in enumerate(small):
        left = _GAP + number % across * cell_width
        top = _GAP + number // across * cell_height
        page.paste(item.image, (left, top))
        pen.text((left, top + height + 2), _cut(item.name, fonts[0], width), _WORDS, fonts[0])
        for line, words in enumerate(notes[number]):
            pen.text((left, top + height + 2 + _LINE + line * _NOTE_LINE), words, _FAINT, fonts[1])
    data = io.BytesIO()
    page.save(data, _FORMATS[out.suffix.lower()], quality=90)
    try:
        write_whole(out, data.getvalue())
    except OSError as error:
        raise ComposerError(f"{out}: cannot be written: {error.strerror}", "choose another place") from error


def cell_size(width: int, height: int) -> tuple[int, int]:
    """Pixels that a picture of this shape takes on a sheet, with its words in two lines and the gaps beside them."""
    width, height = _shrunk(width, height)
    return width + _GAP, height + 2 * _LINE + _GAP


def check_sheet_name(out: Path) -> None:
    """Raises ComposerError unless a sheet can be written under this name; to be asked before the long work."""
    if out.suffix.lower() not in _FORMATS:
        raise ComposerError(f"{out}: a contact sheet is a png, jpg or webp", "name it sheet.png")
    if not out.parent.is_dir():
        raise ComposerError(f"{out}: there is no folder {out.parent}", "make the folder first")


def _lines_of(note: str, font: ImageFont.FreeTypeFont, width: float, most: int) -> list[str]:
    """The note in as few lines as are ``width`` pixels wide, ``most`` at most."""
    lines = [""]
    for part in note.split(", "):
        joined = f"{lines[-1]}, {part}" if lines[-1] else part
        if lines[-1] and len(lines) < most and font.getlength(joined + ",") > width:
            lines[-1] += ","
            lines.append(part)
        else:
            lines[-1] = joined
    return [_cut(line, font, width) for line in lines]


def _cut(text: str, font: ImageFont.FreeTypeFont, width: float) -> str:
    """The text, ended with an ellipsis where it is longer than ``width`` pixels."""
    if font.getlength(text) <= width:
        return text
    while text and font.getlength(text + "…") > width:
        text = text[:-1]
    return text.rstrip() + "…"


def _shrunk(width: int, height: int) -> tuple[int, int]:
    scale = (_CELL_AREA / (width * height)) ** 0.5
    return max(1, round(width * scale)), max(1, round(height * scale))


class _Small:
    def __init__(self, cell: Cell) -> None:
        height, width = cell.picture.shape[:2]
        size = _shrunk(width, height)
        self.image = Image.fromarray(cell.picture).resize(size, Image.Resampling.BOX, reducing_gap=2.0)
        self.name, self.note = cell.name, cell.note
