"""Paths such as ``scenes[2].at``: read, written, followed through nodes and through plain data."""

from __future__ import annotations

import re
from typing import TypeAlias

from composer.errors import ComposerError
from composer.storyboard.data import Data
from composer.storyboard.nodes import MappingNode, Node, ScalarNode, SequenceNode, is_merge
from composer.storyboard.suggest import quote

Keys: TypeAlias = tuple[str | int, ...]
_PATH = re.compile(r"\.?([^.\[\]]+)|\[([0-9]+)\]")


def parse_path(path: str) -> Keys:
    """The keys and indices of a path.

    Raises
    ------
    ComposerError
        If the text is not a path.

    Examples
    --------
    >>> parse_path("scenes[2].at")
    ('scenes', 2, 'at')
    """
    keys: list[str | int] = []
    end = 0
    for match in _PATH.finditer(path):
        if match.start() != end:
            break
        keys.append(match[1] if match[2] is None else int(match[2]))
        end = match.end()
    if not keys or end != len(path):
        raise ComposerError(f"{quote(path)} is not a path", 'write it as in "scenes[2].at"')
    return tuple(keys)


def format_path(keys: Keys) -> str:
    """The path of keys and indices; ``parse_path`` reads it back."""
    return "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in keys).removeprefix(".") or "the file"


def step(node: Node, key: str | int) -> tuple[Node | None, Node] | None:
    """The key (None in a list) and the value that a node holds under a key or index; None where it holds none.

    Keys that are merged in are not the node's own.
    """
    if isinstance(node, SequenceNode) and isinstance(key, int) and key < len(node.items):
        return None, node.items[key]
    if isinstance(node, MappingNode) and isinstance(key, str):
        for name, value in node.pairs:
            if isinstance(name, ScalarNode) and name.text == key and not is_merge(name):
                return name, value
    return None


def put(data: Data, keys: Keys, value: Data) -> None:
    """Set a value in plain data, making the mappings on the way; nothing happens where a list is too short."""
    for key in keys[:-1]:
        if isinstance(data, dict):
            data = data.setdefault(str(key), {})
        elif isinstance(data, list) and isinstance(key, int) and key < len(data):
            data = data[key]
    last = keys[-1]
    if isinstance(data, dict):
        data[str(last)] = value
    elif isinstance(data, list) and isinstance(last, int) and last < len(data):
        data[last] = value


def take_out(data: Data, keys: Keys) -> None:
    """Remove a key from plain data, where it is there."""
    for key in keys[:-1]:
        if isinstance(data, dict):
            data = data[str(key)]
        elif isinstance(data, list) and isinstance(key, int):
            data = data[key]
    if isinstance(data, dict):
        data.pop(str(keys[-1]), None)
