"""A storyboard's text with its nodes and its data, and the refusal of edits that cannot be done exactly."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from composer.errors import ComposerError
from composer.storyboard.data import Data, node_data
from composer.storyboard.nodes import AliasNode, MappingNode, Node, SequenceNode, is_merge, parse_nodes
from composer.storyboard.paths import Keys, format_path, step
from composer.storyboard.source import BOM, source_from_text
from composer.storyboard.splicing import Text

#: What an edit is refused for when nothing more can be said.
TOO_UNUSUAL = "the text around it is laid out too unusually"
_BY_HAND = "edit the storyboard by hand"


class RefusalError(ComposerError):
    """An edit that cannot be done exactly, with its path; ``reason`` is the message without it."""

    def __init__(self, path: str, reason: str, hint: str = "", *, done: str = "changed") -> None:
        super().__init__(f"{path} cannot be {done} here: {reason}", hint or _BY_HAND)
        self.reason = reason


@dataclass(frozen=True)
class Found:
    """How far a path leads: the nodes on the way, the last one's key, and the keys that are not there."""

    way: tuple[Node, ...]
    key: Node | None
    missing: Keys


@dataclass(frozen=True, eq=False)
class Document:
    """A text that is parsed, and what it holds; ``text`` is without the byte order mark."""

    bom: str
    text: Text
    root: Node
    data: Data

    def find(self, keys: Keys) -> Found:
        """Where a path leads.

        Raises
        ------
        RefusalError
            If an alias stands on the way.
        """
        way: list[Node] = [self.root]
        last: Node | None = None
        for depth, key in enumerate(keys):
            node = way[-1]
            if isinstance(node, AliasNode):
                reason = f"{format_path(keys[:depth])} is {shared_alias(node)}"
                raise RefusalError(format_path(keys), reason)
            held = step(node, key)
            if held is None:
                return Found(way=tuple(way), key=last, missing=keys[depth:])
            last, child = held
            way.append(child)
        return Found(way=tuple(way), key=last, missing=())


def parse_document(text: str) -> Document:
    """The text, parsed.

    Raises
    ------
    StoryboardError
        If it is not YAML.
    ComposerError
        If a mapping has a key twice.
    """
    source = source_from_text(text, Path("storyboard"))
    root = parse_nodes(source)
    bom = BOM if text.startswith(BOM) else ""
    return Document(bom=bom, text=Text(source.text), root=root, data=node_data(root))


def holding(text: str, want: Data) -> Document | None:
    """The text, parsed, if it holds exactly the wanted data."""
    try:
        document = parse_document(text)
    except ComposerError:
        return None
    return document if document.data == want else None


def inherited(mapping: MappingNode) -> Data:
    """What a mapping merges in."""
    return node_data(replace(mapping, pairs=tuple(pair for pair in mapping.pairs if is_merge(pair[0]))))


def why_missing(mapping: Node, key: str | int) -> str:
    """Why a key is not written in a mapping."""
    if isinstance(mapping, MappingNode) and key in inherited(mapping):
        return f'"{key}" comes from a merge (<<) and is not written here'
    return "it is not there"


def what_lacks(node: Node) -> str:
    """Why a node does not hold the key that a path names."""
    if isinstance(node, SequenceNode):
        return f"is a list with {len(node.items)} values"
    return "is not a list" if isinstance(node, MappingNode) else "is a single value"


def shared_alias(node: AliasNode) -> str:
    """What an alias is, as a reason."""
    return f"an alias (*{node.target.anchor}), shared with other places"


def shared_anchor(way: tuple[Node, ...]) -> str:
    """Through which anchor other places share what the way leads to; "" for none."""
    names = [node.anchor for node in way if node.anchor]
    return f"other places share it through &{names[-1]}" if names else ""
