"""The typefaces of captions, title cards and drawn words: one for each decade, and Comfortaa for all else.

Each comes whole with its licence beside it: the SIL Open Font License, of Special Elite the Apache License 2.0.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

_FOLDER = Path(__file__).parent

#: Family name, as a style sheet or an SVG names it.
FONT_FAMILY = "Comfortaa"
#: The regular weight; Latin, Greek and Cyrillic letters.
FONT_FILE: Path = _FOLDER / "Comfortaa-Regular.ttf"
#: The bold weight; the same letters.
BOLD_FONT_FILE: Path = _FOLDER / "Comfortaa-Bold.ttf"


@dataclass(frozen=True, kw_only=True)
class Typeface:
    """One typeface: ``family`` is its name in an SVG, ``size`` what its letters are scaled by to look as large as
    Comfortaa's."""

    family: str
    file: Path
    size: float = 1.0


#: The one for all letters that others lack.
DEFAULT_FACE = "comfortaa"
_FACES = {
    "limelight": Typeface(family="Limelight", file=_FOLDER / "Limelight-Regular.ttf"),
    "josefin-sans": Typeface(family="Josefin Sans", file=_FOLDER / "JosefinSans-Bold.ttf", size=1.06),
    "special-elite": Typeface(family="Special Elite", file=_FOLDER / "SpecialElite-Regular.ttf"),
    "lobster": Typeface(family="Lobster", file=_FOLDER / "Lobster-Regular.ttf", size=1.12),
    "righteous": Typeface(family="Righteous", file=_FOLDER / "Righteous-Regular.ttf"),
    "shrikhand": Typeface(family="Shrikhand", file=_FOLDER / "Shrikhand-Regular.ttf"),
    "audiowide": Typeface(family="Audiowide", file=_FOLDER / "Audiowide-Regular.ttf", size=0.95),
    "vt323": Typeface(family="VT323", file=_FOLDER / "VT323-Regular.ttf", size=1.4),
    "amatic-sc": Typeface(family="Amatic SC", file=_FOLDER / "AmaticSC-Bold.ttf", size=1.35),
    "dm-serif-display": Typeface(family="DM Serif Display", file=_FOLDER / "DMSerifDisplay-Regular.ttf", size=1.08),
    DEFAULT_FACE: Typeface(family=FONT_FAMILY, file=BOLD_FONT_FILE),
}
#: Their names, as storyboards write them.
TYPEFACES = tuple(_FACES)
#: Their names as an SVG has them, by the same in small letters.
FAMILIES = MappingProxyType({face.family.lower(): face.family for face in _FACES.values()})


def typeface(name: str, text: str = "") -> Typeface:
    """The typeface of that name; the default one where it lacks a letter of ``text``.

    Raises KeyError for a name that is not among ``TYPEFACES``.

    Examples
    --------
    >>> typeface("limelight", "Paris").family, typeface("limelight", "Москва").family
    ('Limelight', 'Comfortaa')
    """
    face = _FACES[name]
    return face if not lacking(face, text) else _FACES[DEFAULT_FACE]


def lacking(face: Typeface, text: str) -> tuple[str, ...]:
    """The letters of a text that a typeface has no sign for, in order."""
    return tuple(sorted(sign for sign in set(text) if not sign.isspace() and not _has(face.file, sign)))


@lru_cache(maxsize=4096)
def _has(file: Path, sign: str) -> bool:
    from PIL import ImageFont

    font = ImageFont.truetype(str(file), 24)
    return bytes(font.getmask(sign)) != bytes(font.getmask("\uffff"))
