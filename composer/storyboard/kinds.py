"""Kinds of single values: each reads what was written and knows its JSON Schema."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any, Protocol

from composer.errors import ComposerError
from composer.storyboard.suggest import nearest, quote, shortened
from composer.storyboard.written import Written
from composer.timebase import parse_rate

Schema = dict[str, Any]


_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")


class Kind(Protocol):
    """What a key takes."""

    def read(self, written: Written) -> Any:
        """The value; ComposerError says what is wrong with it."""
        ...

    def schema(self) -> Schema:
        """The same as a JSON Schema."""
        ...


def wanted(what: str, written: Written, hint: str = "") -> ComposerError:
    """The error for a value of the wrong type."""
    return ComposerError(f"{what} is needed here, not {written.described()}", hint)


@dataclass(frozen=True, kw_only=True)
class Text:
    """Text; a number counts as the text that was written. ``empty`` allows "", ``pattern`` must match it all."""

    empty: bool = True
    pattern: str = ""
    rule: str = ""
    mend: Callable[[str], str] | None = None
    example: str = ""

    def read(self, written: Written) -> str:
        """The text."""
        value = written.plain()
        if value is None or isinstance(value, bool):
            raise wanted("text", written, "put the text in quotes")
        text = value if isinstance(value, str) else written.text()
        _refuse_controls(text)
        if not self.empty and not text.strip():
            raise ComposerError("the text is empty", "write something, or take the key away")
        if self.pattern and not re.fullmatch(self.pattern, text):
            hint = f'did you mean "{self.mend(text)}"?' if self.mend and self.mend(text) else self.example
            raise ComposerError(f"{quote(text)} does not fit: {self.rule}", hint)
        return text

    def schema(self) -> Schema:
        """JSON Schema of the text."""
        schema: Schema = {"type": ["string", "number"]}
        if not self.empty:
            schema["pattern"] = r"\S"
        if self.pattern:
            schema["pattern"] = f"^(?:{self.pattern})$"
        return schema


def _refuse_controls(text: str) -> None:
    r"""A Windows path in double quotes holds them: ``"C:\bus"`` has a backspace."""
    control = _CONTROL.search(text)
    if control:
        message = f"the text holds the control character U+{ord(control.group()):04X}"
        raise ComposerError(message, "in double quotes, write \\\\ for a backslash")


@dataclass(frozen=True, kw_only=True)
class Number:
    """A finite number from ``low`` to ``high``; ``above`` excludes ``low`` itself, ``whole`` takes integers only."""

    low: float
    high: float
    above: bool = False
    whole: bool = False

    def read(self, written: Written) -> float:
        """The number, an int where it must be whole."""
        what = "a whole number" if self.whole else "a number"
        value = written.plain()
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise wanted(what, written, self._mended(value))
        if not math.isfinite(value):
            raise ComposerError(f"a finite number is needed here, not {shortened(written.text())}", self._range())
        if self.whole and value != int(value):
            raise wanted(what, written, f"write {round(value)}")
        if not self.low <= value <= self.high or (self.above and value == self.low):
            raise ComposerError(f"{shortened(written.text())} is {self._outside(value)}", self._range())
        return int(value) if self.whole else float(value)

    def schema(self) -> Schema:
        """JSON Schema of the number."""
        kind = "integer" if self.whole else "number"
        return {"type": kind, "exclusiveMinimum" if self.above else "minimum": self.low, "maximum": self.high}

    def _outside(self, value: float) -> str:
        return "too large" if value > self.high else "too small"

    def _range(self) -> str:
        if self.above:
            return f"write a number above {self.low:.10g}, up to {self.high:.10g}"
        return f"write a number from {self.low:.10g} to {self.high:.10g}"

    def _mended(self, value: object) -> str:
        if not isinstance(value, str):
            return self._range()
        text = value.strip()
        if re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text):
            return "take the quotes away"
        if re.fullmatch(r"-?[0-9]+,[0-9]+", text):
            return f"write {text.replace(',', '.')}"
        if match := re.fullmatch(r"([0-9]+):([0-5][0-9](?:\.[0-9]+)?)", text):
            return f"write {60 * int(match[1]) + float(match[2]):g}"
        if match := re.match(r"-?[0-9]+(\.[0-9]+)?", text):
            return f"write {match.group()}"
        return self._range()


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One of several names; ``what`` completes the message "no … is called".

    ``also`` gives for names that other programs have the one of ours that is meant; they only help to say so.
    """

    names: tuple[str, ...]
    what: str
    also: Mapping[str, str] = field(default_factory=dict)

    def read(self, written: Written) -> str:
        """The name."""
        value = written.plain()
        if value is None or isinstance(value, bool):
            raise wanted("a name", written, f"use one of: {', '.join(self.names)}")
        if written.text() not in self.names:
            message = f"no {self.what} is called {quote(written.text())}"
            meant = self.also.get(written.text().lower())
            hint = f'did you mean "{meant}"?' if meant else nearest(written.text(), self.names)
            raise ComposerError(message, hint)
        return written.text()

    def schema(self) -> Schema:
        """JSON Schema of the names."""
        return {"enum": list(self.names)}


@dataclass(frozen=True, kw_only=True)
class OneNumber:
    """One of a few whole numbers."""

    numbers: tuple[int, ...]

    def read(self, written: Written) -> int:
        """The number."""
        value = written.plain()
        if isinstance(value, bool) or value not in self.numbers:
            choice = " or ".join(map(str, self.numbers))
            quoted = value in tuple(str(number) for number in self.numbers)
            hint = "take the quotes away" if quoted else f"write {choice}"
            raise wanted(choice, written, hint)
        return int(value)

    def schema(self) -> Schema:
        """JSON Schema of the numbers."""
        return {"enum": list(self.numbers)}


@dataclass(frozen=True, kw_only=True)
class Yes:
    """Only ``true``: a key that is left out where it does not hold."""

    def read(self, written: Written) -> bool:
        """True."""
        if written.plain() is not True:
            hint = "write true" if written.text().lower() in ("yes", "y", "on", "1") else "write true, or leave it out"
            raise wanted("true", written, hint)
        return True

    def schema(self) -> Schema:
        """JSON Schema of true."""
        return {"const": True}


@dataclass(frozen=True, kw_only=True)
class Parsed:
    """Text with a grammar: ``parse`` raises ComposerError; ``pattern`` is the same for JSON Schema.

    A plain number is refused with ``number_hint``, and 0 taken as ``zero`` where that is given; or, where ``numbers``
    says which are allowed, parsed as it was written.
    """

    what: str
    parse: Callable[[str], Any]
    pattern: str
    number_hint: Callable[[str], str] = str
    numbers: Schema | None = None
    zero: str = ""

    def read(self, written: Written) -> Any:
        """What ``parse`` makes of the text."""
        value = written.plain()
        if value is None or isinstance(value, bool):
            raise wanted(self.what, written)
        if isinstance(value, str) or self.numbers is not None:
            return self.parse(written.text())
        if self.zero and value == 0:
            return self.parse(self.zero)
        raise wanted(self.what, written, self.number_hint(shortened(written.text())))

    def schema(self) -> Schema:
        """JSON Schema of the text."""
        text: Schema = {"type": "string", "pattern": self.pattern}
        others = [self.numbers] if self.numbers is not None else [{"const": 0}] if self.zero else []
        return {"anyOf": [text, *others]} if others else text


@dataclass(frozen=True, kw_only=True)
class FrameRate:
    """Frames per second: 30, 23.976, 30000/1001."""

    def read(self, written: Written) -> Fraction:
        """The exact rate."""
        value = written.plain()
        if value is None or isinstance(value, bool):
            raise wanted("a frame rate", written, "write 30, 23.976 or 30000/1001")
        try:
            return parse_rate(written.text())
        except (ValueError, OverflowError) as error:
            raise ComposerError(f"{quote(written.text())} is not a frame rate from 1 to 240", _RATES) from error

    def schema(self) -> Schema:
        """JSON Schema of the rate."""
        number = {"type": "number", "minimum": 1, "maximum": 240}
        return {"anyOf": [number, {"type": "string", "pattern": r"^[0-9]+(\.[0-9]+)?(/[0-9]+)?$"}]}


_RATES = "write 24, 25, 30, 60, 23.976 or 30000/1001"


@dataclass(frozen=True, kw_only=True)
class FilePath:
    """A path, relative to the storyboard's folder; ``~`` is the home folder."""

    what: str

    def read(self, written: Written) -> Path:
        """The absolute path, whether a file is there or not."""
        value = written.plain()
        if not isinstance(value, str) or not value.strip() or "\0" in value:
            raise wanted(f"the path of {self.what}", written, 'write it as in "folder/file.ext"')
        _refuse_controls(value)
        try:
            path = Path(value).expanduser()
        except RuntimeError as error:
            raise ComposerError(f"{quote(value)} names no home folder", "write the whole path") from error
        return Path.cwd() / written.ledger.source.file.parent / path

    def schema(self) -> Schema:
        """JSON Schema of the path."""
        return {"type": "string", "pattern": r"\S"}


def missing_file(path: Path) -> str:
    """What is wrong with a path that should be a file; "" where it is one."""
    try:
        if path.is_file():
            return ""
        return f"{path} is a folder, not a file" if path.is_dir() else f"there is no file {path}"
    except OSError as error:
        return f"{path} cannot be read: {error.strerror}"


def neighbours(path: Path) -> Iterable[str]:
    """Names of the files in a path's folder, for hints."""
    try:
        return sorted(each.name for each in path.parent.iterdir() if each.is_file())[:500]
    except OSError:
        return ()
