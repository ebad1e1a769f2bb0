"""What a single value means: YAML 1.2's core schema, so that ``yes``, ``1:30``, dates and ``1_000`` are text."""

from __future__ import annotations

import re
from typing import TypeAlias

from composer.errors import ComposerError
from composer.storyboard.nodes import ScalarNode

Plain: TypeAlias = str | int | float | bool | None
_CORE = "tag:yaml.org,2002:"
_NULL = re.compile(r"~|null|Null|NULL|")
_BOOL = re.compile(r"true|True|TRUE|false|False|FALSE")
_INT = re.compile(r"[-+]?[0-9]+")
_OCTAL_OR_HEX = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_SPECIAL = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
#: Longer whole numbers are read as floats: no key takes them, and Python refuses to convert thousands of digits.
_MAX_DIGITS = 300
_TYPES: dict[str, tuple[type, ...]] = {"bool": (bool,), "int": (int,), "float": (int, float), "null": (type(None),)}


def meaning(node: ScalarNode) -> Plain:
    """Text, number, true/false or None (null).

    Raises
    ------
    ComposerError
        If an explicit tag is not one of YAML's own, or the text is not of that type.
    """
    if not node.tag:
        return node.text if node.style else plain_meaning(node.text)
    name = node.tag.removeprefix(_CORE)
    if node.tag in ("!", _CORE + "str"):
        return node.text
    if name not in _TYPES:
        raise ComposerError(
            f"the tag {written_tag(node.tag)} means nothing here", "put text that begins with ! in quotes"
        )
    value = plain_meaning(node.text)
    if not isinstance(value, _TYPES[name]) or (isinstance(value, bool) and name != "bool"):
        raise ComposerError(f'"{node.text}" is not of the type !!{name}', "take the tag away")
    return value


def plain_meaning(text: str) -> Plain:
    """What a text without quotes means.

    Examples
    --------
    >>> plain_meaning("010"), plain_meaning("yes"), plain_meaning("1:30"), plain_meaning("1e3")
    (10, 'yes', '1:30', 1000.0)
    """
    if _NULL.fullmatch(text):
        return None
    if _BOOL.fullmatch(text):
        return text.lower() == "true"
    if len(text) <= _MAX_DIGITS and _INT.fullmatch(text):
        return int(text)
    if len(text) <= _MAX_DIGITS and _OCTAL_OR_HEX.fullmatch(text):
        return int(text, 0)
    if _SPECIAL.fullmatch(text):
        return float(text.replace(".", ""))
    return float(text) if _FLOAT.fullmatch(text) else text


def written_tag(tag: str) -> str:
    """A tag as directors write it.

    Examples
    --------
    >>> written_tag("tag:yaml.org,2002:set")
    '!!set'
    """
    return "!!" + tag.removeprefix(_CORE) if tag.startswith(_CORE) else tag
