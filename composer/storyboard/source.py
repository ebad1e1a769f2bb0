"""A storyboard's text: from bytes, with the line and column of every character."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from composer.errors import Place, Problem, StoryboardError

#: Larger files are refused: a storyboard of a thousand long scenes has less than a tenth of this.
MAX_BYTES = 4_000_000
BOM = "\ufeff"
_LINE_BREAK = re.compile(r"\r\n|\n|\r")
_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Source:
    """The text of a storyboard without its byte order mark; indices count characters of ``text``."""

    text: str
    file: Path

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(match.end() for match in _LINE_BREAK.finditer(self.text))]

    def place(self, index: int) -> Place:
        """Line and column of a character, both from 1.

        Examples
        --------
        >>> str(Source("a: 1\\r\\nb: 2", Path("x.yaml")).place(9))
        'x.yaml:2:4'
        """
        line = bisect_right(self._line_starts, index)
        return Place(file=self.file, line=line, column=index - self._line_starts[line - 1] + 1)

    def error(self, index: int, message: str, hint: str = "") -> StoryboardError:
        """The error that stops the reading at a character."""
        return StoryboardError((Problem(place=self.place(index), path="", message=message, hint=hint),))


def read_bytes(file: Path) -> bytes:
    """The bytes of a storyboard file.

    Raises
    ------
    StoryboardError
        If the file is missing, a folder, not readable or larger than ``MAX_BYTES``.
    """
    source = Source("", file)
    try:
        with file.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise source.error(0, "there is no such file", "check the path, or start one with `longzoom new`") from error
    except IsADirectoryError as error:
        raise source.error(0, "this is a folder, not a storyboard", "name the .yaml file in it") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise source.error(0, f"the file cannot be read: {reason}", "check the path and the file's rights") from error
    if len(data) > MAX_BYTES:
        raise source.error(0, "the file is larger than 4 MB", "is this a storyboard? a thousand scenes need less")
    return data


def source_from_bytes(data: bytes, file: Path) -> Source:
    """The text of UTF-8 bytes, with or without a byte order mark.

    Raises
    ------
    StoryboardError
        If the bytes are not UTF-8, at the first wrong one, or hold control characters.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Source("", file).error(0, "the text is UTF-16, not UTF-8", "save the file again as UTF-8")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8").removeprefix(BOM)
        message = f"byte 0x{data[error.start]:02x} is not UTF-8"
        raise Source(before, file).error(len(before), message, "save the file again as UTF-8") from error
    return source_from_text(text, file)


def source_from_text(text: str, file: Path) -> Source:
    """The text without its byte order mark.

    Raises
    ------
    StoryboardError
        If it holds characters that YAML forbids (most control characters).
    """
    source = Source(text.removeprefix(BOM), file)
    forbidden = _FORBIDDEN.search(source.text)
    if forbidden:
        message = f"the control character U+{ord(forbidden.group()):04X} cannot stand in a storyboard"
        raise source.error(forbidden.start(), message, "take it away")
    return source
