"""Offsets, angles, decades, names and ids as directors write them."""

from __future__ import annotations

import re

from composer.errors import ComposerError
from composer.storyboard.suggest import quote

_MAX_OFFSET_SECONDS = 10
#: What ``parse_offset`` takes.
OFFSET_PATTERN = r"[-+]?[0-9]{1,6}(?:\.[0-9]{1,9})? (?:ms|s)"
#: What ``parse_turn`` takes with a unit.
TURN_PATTERN = r"[-+]?[0-9]{1,6}(?:\.[0-9]{1,9})? ?(?:deg|°)"
#: What ``parse_decade`` takes.
DECADE_PATTERN = "[1-9][0-9]{2}0s?"
#: What ``parse_keyframe`` takes.
KEYFRAME_PATTERN = "[1-9][0-9]?"
#: What ``parse_year`` takes.
YEAR_PATTERN = "[1-9][0-9]{0,3}"
#: What ``parse_name`` takes.
NAME_PATTERN = r"[^\s{}\[\].]{1,40}"
_TRANSLITERATION = str.maketrans("àáâäåãçèéêëìíîïñòóôöøõùúûüýß", "aaaaaaceeeeiiiinoooooouuuuys")


def parse_offset(text: str) -> float:
    """Seconds from ``-40 ms`` or ``0.1 s``.

    Raises
    ------
    ComposerError
        If the text is not an offset, or more than 10 s.

    Examples
    --------
    >>> parse_offset("-40 ms")
    -0.04
    """
    if not re.fullmatch(OFFSET_PATTERN, text):
        number = re.search(r"[-+]?[0-9]+(\.[0-9]+)?", text)
        hint = f'write "{number.group()} ms"' if number else 'write it as in "-40 ms" or "0.1 s"'
        raise ComposerError(f"{quote(text)} is not an offset", hint)
    amount, unit = text.split(" ")
    seconds = float(amount) / (1000 if unit == "ms" else 1)
    if abs(seconds) > _MAX_OFFSET_SECONDS:
        raise ComposerError(f"{quote(text)} is more than {_MAX_OFFSET_SECONDS} s", "move the scenes' cues instead")
    return seconds


def parse_turn(text: str) -> float:
    """Degrees, -180 to 180, from ``8 deg``, ``-3.5°`` or a bare number.

    Raises
    ------
    ComposerError
        If the text is not an angle, or larger.
    """
    match = re.fullmatch(r"([-+]?[0-9]{1,6}(?:\.[0-9]{1,9})?)(?: ?(?:deg|°))?", text)
    if not match:
        raise ComposerError(f"{quote(text)} is not an angle", 'write it as in "8 deg"')
    degrees = float(match[1])
    if abs(degrees) > 180:
        turned = (degrees + 180) % 360 - 180
        raise ComposerError(f"{quote(text)} is more than half a turn", f'write "{turned:g} deg"')
    return degrees


def parse_decade(text: str) -> int:
    """First year of a decade from ``1980s`` or ``1980``.

    Raises
    ------
    ComposerError
        If the text is not a decade.
    """
    match = re.fullmatch("([1-9][0-9]{3})s?", text)
    if not match:
        raise ComposerError(f"{quote(text)} is not a decade", 'write it as in "1980s"')
    year = int(match[1])
    if year % 10:
        raise ComposerError(f"{quote(text)} is not a decade", f'did you mean "{year // 10 * 10}s"?')
    return year


def parse_year(text: str) -> int:
    """A year, 1 to 9999, as the key of a table.

    Raises
    ------
    ComposerError
        If the text is not one.
    """
    if re.fullmatch(YEAR_PATTERN, text):
        return int(text)
    decade = re.fullmatch("([1-9][0-9]{2}0)s", text)
    hint = f"write {decade[1]}" if decade else "write it as in 1980"
    raise ComposerError(f"{quote(text)} is not a year", hint)


def parse_keyframe(text: str) -> int:
    """The number of one of a scene's keyframes, from 1, as the key of a table.

    Raises
    ------
    ComposerError
        If the text is not one.
    """
    if not re.fullmatch(KEYFRAME_PATTERN, text):
        hint = "count them from 1, the first one shows the whole scene"
        raise ComposerError(f"{quote(text)} is not the number of a keyframe", hint)
    return int(text)


def slug(text: str) -> str:
    """An id made from any text.

    Examples
    --------
    >>> slug("The First Date!")
    'the-first-date'
    """
    return re.sub("[^a-z0-9_]+", "-", text.lower().translate(_TRANSLITERATION)).strip("-_")[:64]


def parse_name(text: str) -> str:
    """The name of a person of the cast.

    Raises
    ------
    ComposerError
        If it holds blanks, braces, brackets or dots, or more than 40 characters.
    """
    if not re.fullmatch(NAME_PATTERN, text):
        raise ComposerError(f"{quote(text)} cannot be a name", "use letters, digits, - and _, up to 40 of them")
    return text
