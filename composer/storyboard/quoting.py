"""Plain values as YAML text, in the style of what they replace."""

from __future__ import annotations

import math
import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence

import yaml

from composer.errors import ComposerError
from composer.storyboard.scalars import plain_meaning
from composer.storyboard.suggest import quote

_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_PLAIN_START = re.compile(r"[^\s\-?:,\[\]{}#&*!|>'\"%@`]")
_NOT_PLAIN = re.compile(r":(?:\s|$)|\s#")
_FLOW_INDICATOR = re.compile(r"[,\[\]{}]")
_HEADER = re.compile(r"[|>][-+0-9]*[ \t]*(#[^\r\n]*)?")


def value_texts(value: object, style: str = "", *, replaces: str = "") -> Iterator[str]:
    """Ways to write a value on one line, the best first; not each of them fits everywhere (``a, b`` in brackets).

    Parameters
    ----------
    value : object
        Text, a finite number, true/false, or lists and mappings of them.
    style : str
        Quotes to prefer for text: "" (none where possible), ``'`` or ``"``.
    replaces : str
        The unquoted text that the value takes the place of; "" for a new value.

    Raises
    ------
    ComposerError
        If the value is something else.
    """
    if isinstance(value, str):
        # A value that was written without quotes though older readers would need them shows how this file is read.
        lenient = isinstance(plain_meaning(replaces), str) and not _is_text_in_yaml_1_1(replaces)
        if not style and _is_plain(value, lenient=lenient):
            yield value
        if style == "'" and value.isprintable():
            yield "'" + value.replace("'", "''") + "'"
        yield double_quoted(value)
    else:
        yield _written(value)


def key_text(name: str) -> str:
    """A key of a mapping: as it is where that is a whole number, which is the key's own text, else quoted as needed.

    Examples
    --------
    >>> key_text("1"), key_text("bus"), key_text("01"), key_text("a, b")
    ('1', 'bus', '"01"', '"a, b"')
    """
    return name if re.fullmatch("0|[1-9][0-9]{0,8}", name) else _written(name)


def double_quoted(text: str) -> str:
    r"""Text in double quotes, on one line, with escapes for what cannot be seen.

    Examples
    --------
    >>> double_quoted('say "hi"\n')
    '"say \\"hi\\"\\n"'
    """
    return '"' + "".join(_ESCAPES.get(letter) or _escaped(letter) for letter in text) + '"'


def block_texts(value: object, old: str, indent: int, newline: str) -> Iterator[str]:
    """Ways to write a value in place of a block scalar: as one, else on one line; the header's comment is kept.

    ``old`` is the block scalar with its header; ``indent`` the column of its lines.
    """
    header = _HEADER.match(old)
    comment = f"  {header.group(1)}" if header and header.group(1) else ""
    if isinstance(value, str):
        yield from _blocks(value, old, comment, (indent, newline))
    yield from (text + comment for text in value_texts(value, '"'))


def _blocks(text: str, old: str, comment: str, layout: tuple[int, str]) -> Iterator[str]:
    lines = text.removesuffix("\n").split("\n")
    chomping = "" if text.endswith("\n") else "-"
    fits = text.strip() and all(line.isprintable() for line in lines) and lines[0][:1] != " "
    if fits and old[0] == ">" and len(lines) == 1:
        width = max(60, *(len(line.strip()) for line in old.splitlines()))
        wrapped = textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)
        yield _block(f">{chomping}{comment}", wrapped, *layout)
        yield _block(f">{chomping}{comment}", lines, *layout)
    elif fits:
        yield _block(f"|{chomping}{comment}", lines, *layout)


def _block(header: str, lines: Sequence[str], indent: int, newline: str) -> str:
    return newline.join([header, *(" " * indent + line if line else "" for line in lines)])


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        if not math.isfinite(value):
            raise ComposerError(f"{value} is not a finite number", "give a number")
        return repr(value).removesuffix(".0")
    if isinstance(value, str):
        return double_quoted(value) if _FLOW_INDICATOR.search(value) else next(value_texts(value))
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key_text(str(key))}: {_written(each)}" for key, each in value.items()) + "}"
    if isinstance(value, Sequence):
        return "[" + ", ".join(_written(each) for each in value) + "]"
    raise ComposerError(f"{quote(repr(value))} cannot be written to a storyboard", "give text, a number, true or false")


def _is_plain(text: str, *, lenient: bool) -> bool:
    if not _PLAIN_START.match(text) or _NOT_PLAIN.search(text) or text != text.strip() or not text.isprintable():
        return False
    return isinstance(plain_meaning(text), str) and text not in ("<<", "=") and (lenient or _is_text_in_yaml_1_1(text))


def _is_text_in_yaml_1_1(text: str) -> bool:
    """Whether older readers, to whom ``yes`` and ``1:30`` are no text, read the same."""
    resolvers = yaml.SafeLoader.yaml_implicit_resolvers.get(text[:1], [])
    return not any(pattern.match(text) for _, pattern in resolvers)


def _escaped(letter: str) -> str:
    if letter.isprintable() and letter != "\ufeff":
        return letter
    number = ord(letter)
    if number < 0x100:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"
