"""YAML as nodes that know where they stand: values, lists, mappings and aliases, each with its span of the text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Protocol, TypeAlias

import yaml

from composer.storyboard.source import Source
from composer.storyboard.suggest import nearest
from composer.storyboard.syntax import Loader, syntax_error

_MAX_DEPTH = 40
#: Values a file may hold with every alias written out; "billion laughs" files are refused at this bound.
_MAX_VALUES = 200_000
_BLANKS = re.compile("[ \t]*")
# An anchor or tag before a value, with the blanks and comments after it.
_PROPERTY = re.compile(r"(?:!<[^>]*>|[&!][^\s,\[\]{}]*)(?:\s|(?<=\s)#[^\r\n]*)*")


@dataclass(frozen=True, kw_only=True, eq=False)
class _Base:
    """What all nodes have.

    Attributes
    ----------
    start, end : int
        Span of the value's text, without anchor and tag; a block collection ends with its last value.
    outset : int
        Where its anchor or tag begins; ``start`` where it has none.
    anchor : str
        Name of its anchor, or "".
    tag : str
        Explicit tag as written out in full, or "".
    size : int
        How many nodes it holds with every alias written out.
    """

    start: int
    end: int
    outset: int
    anchor: str = ""
    tag: str = ""
    size: int = 1


@dataclass(frozen=True, kw_only=True, eq=False)
class ScalarNode(_Base):
    """A single value; ``style`` is "" (plain), ``'``, ``"``, ``|`` or ``>``."""

    text: str
    style: str


@dataclass(frozen=True, kw_only=True, eq=False)
class SequenceNode(_Base):
    """A list; ``flow`` where it is written in brackets."""

    items: tuple[Node, ...]
    flow: bool


@dataclass(frozen=True, kw_only=True, eq=False)
class MappingNode(_Base):
    """Keys and values in the order of the text; ``flow`` where it is written in braces."""

    pairs: tuple[tuple[Node, Node], ...]
    flow: bool


@dataclass(frozen=True, kw_only=True, eq=False)
class AliasNode(_Base):
    """``*name``, standing for the node that has the anchor ``&name``."""

    target: ScalarNode | SequenceNode | MappingNode


Node: TypeAlias = ScalarNode | SequenceNode | MappingNode | AliasNode
Content: TypeAlias = ScalarNode | SequenceNode | MappingNode


def content(node: Node) -> Content:
    """The node itself, or what an alias stands for."""
    return node.target if isinstance(node, AliasNode) else node


def within(node: Node) -> Iterator[Node]:
    """The node and all that is written in it; aliases, but not what they stand for."""
    yield node
    if isinstance(node, SequenceNode):
        children: Iterable[Node] = node.items
    else:
        children = chain.from_iterable(node.pairs) if isinstance(node, MappingNode) else ()
    for child in children:
        yield from within(child)


def is_merge(key: Node) -> bool:
    """Whether a key is the merge key ``<<``."""
    return isinstance(key, ScalarNode) and key.text == "<<" and not key.style


def parse_nodes(source: Source) -> Node:
    """The one document of a text.

    Raises
    ------
    StoryboardError
        If the text is not YAML, is empty, holds several documents, an unknown tag or alias, an anchor inside itself,
        or grows beyond 200 000 values.
    """
    try:
        return _Parser(source).document()
    except yaml.YAMLError as error:
        raise syntax_error(error, source) from error


class _Parser:
    def __init__(self, source: Source) -> None:
        self._source = source
        self._events: Iterator[yaml.Event] = yaml.parse(source.text, Loader=Loader)
        self._anchors: dict[str, Content] = {}
        self._open: set[str] = set()
        self._count = 0

    def document(self) -> Node:
        next(self._events)
        if not isinstance(next(self._events), yaml.DocumentStartEvent):
            hint = "start from the one that `longzoom new` writes"
            raise self._source.error(0, "the storyboard is empty", hint)
        root = self._node(next(self._events), 0)
        next(self._events)
        after = next(self._events)
        if isinstance(after, yaml.DocumentStartEvent):
            message = "a second document begins here; a storyboard is one document"
            raise self._source.error(_index(after.start_mark), message, 'take the line "---" away')
        if root.size > _MAX_VALUES:
            message = f"the aliases blow this file up to {root.size} values"
            raise self._source.error(0, message, f"a storyboard holds at most {_MAX_VALUES}")
        return root

    def _node(self, event: yaml.Event, depth: int) -> Node:
        self._count += 1
        index = _index(event.start_mark)
        if depth > _MAX_DEPTH:
            raise self._source.error(
                index, f"values are nested more than {_MAX_DEPTH} deep here", "a storyboard is not"
            )
        if self._count > _MAX_VALUES:
            raise self._source.error(index, f"there are more than {_MAX_VALUES} values", "a storyboard has fewer")
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event)
        node = self._content(event, depth)
        if node.anchor:
            self._open.discard(node.anchor)
            self._anchors[node.anchor] = node
        return node

    def _alias(self, event: yaml.AliasEvent) -> AliasNode:
        start, end = _index(event.start_mark), _index(event.end_mark)
        name = event.anchor or ""
        if name in self._open:
            raise self._source.error(
                start, f"*{name} stands inside &{name}: the value would hold itself", "take the alias away"
            )
        if name not in self._anchors:
            hint = nearest(name, self._anchors, "put text that begins with * in quotes")
            raise self._source.error(start, f'no anchor "&{name}" stands before this', hint)
        target = self._anchors[name]
        return AliasNode(start=start, end=end, outset=start, target=target, size=target.size)

    def _content(self, event: yaml.Event, depth: int) -> Content:
        if not isinstance(event, (yaml.ScalarEvent, yaml.CollectionStartEvent)):
            raise AssertionError(f"{event} does not begin a value")
        outset = _index(event.start_mark)
        start = self._after_properties(outset)
        anchor, tag = event.anchor or "", event.tag or ""
        if isinstance(event, yaml.ScalarEvent):
            style = event.style or ""
            end = self._scalar_end(start, event)
            span = {"start": min(start, end), "end": end, "outset": min(outset, end)}
            return ScalarNode(text=event.value, style=style if style in "'\"|>" else "", anchor=anchor, tag=tag, **span)
        if anchor:
            self._open.add(anchor)
        flow = bool(event.flow_style)
        children, closing = self._children(depth)
        size = 1 + sum(child.size for child in children)
        end = _index(closing.end_mark) if flow or not children else children[-1].end
        if isinstance(event, yaml.SequenceStartEvent):
            items = tuple(children)
            return SequenceNode(
                start=start, end=end, outset=outset, anchor=anchor, tag=tag, size=size, items=items, flow=flow
            )
        pairs = tuple(zip(children[::2], children[1::2], strict=True))
        return MappingNode(
            start=start, end=end, outset=outset, anchor=anchor, tag=tag, size=size, pairs=pairs, flow=flow
        )

    def _children(self, depth: int) -> tuple[list[Node], yaml.Event]:
        children: list[Node] = []
        for event in self._events:
            if isinstance(event, (yaml.SequenceEndEvent, yaml.MappingEndEvent)):
                return children, event
            children.append(self._node(event, depth + 1))
        raise AssertionError("the parser closes every collection")

    def _after_properties(self, index: int) -> int:
        while match := _PROPERTY.match(self._source.text, index):
            index = match.end()
        return index

    def _scalar_end(self, start: int, event: yaml.ScalarEvent) -> int:
        end = _index(event.end_mark)
        if event.style not in ("|", ">"):
            return end
        # The mark of a block scalar lies behind the blank lines and comments that follow it; blanks at the end of its
        # last line are content.
        stripped = start + len(self._source.text[start:end].rstrip())
        return _BLANKS.match(self._source.text, stripped).end()  # type: ignore[union-attr]


class _Mark(Protocol):
    index: int


def _index(mark: _Mark | None) -> int:
    return 0 if mark is None else mark.index
