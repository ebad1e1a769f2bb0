"""A value as it stands in the file, and the ledger that takes down places and problems while a storyboard is read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from composer.errors import ComposerError, Place, Problem, StoryboardError
from composer.storyboard.nodes import (
    AliasNode,
    Content,
    MappingNode,
    Node,
    ScalarNode,
    SequenceNode,
    content,
    is_merge,
)
from composer.storyboard.scalars import Plain, meaning, written_tag
from composer.storyboard.source import Source
from composer.storyboard.suggest import quote, shortened

#: A file with more is no storyboard, and no one reads on.
_MAX_PROBLEMS = 1000
_KNOWN_TAGS = ("", "!", "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq")


@dataclass(frozen=True, kw_only=True, eq=False)
class Ledger:
    """Where everything stands, and all that is wrong."""

    source: Source
    places: dict[str, Place] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, path: str, message: str, hint: str = "", *, index: int | None = None) -> None:
        """Note a problem, at a character or, without ``index``, where the value of the path stands.

        The thousandth one ends the reading with a StoryboardError.
        """
        place = self.place(path) if index is None else self.source.place(index)
        self.problems.append(Problem(place=place, path=path, message=message, hint=hint))
        if len(self.problems) == _MAX_PROBLEMS:
            last = max((problem.place for problem in self.problems), key=lambda place: (place.line, place.column))
            more = f"there may be more problems than these {_MAX_PROBLEMS}"
            self.problems.append(Problem(place=last, path="", message=more, hint="mend these first"))
            self.close()

    def place(self, path: str) -> Place:
        """Where the value of a path stands, or the nearest value around it."""
        while path and path not in self.places:
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
        return self.places.get(path) or self.source.place(0)

    def close(self) -> None:
        """Raise a StoryboardError with all problems, if there are any."""
        if self.problems:
            # A value that several scenes inherit is wrong once, not once a scene.
            once = {(problem.place, problem.message): problem for problem in reversed(self.problems)}
            raise StoryboardError(tuple(reversed(once.values())))


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One key of a mapping with its value, merged ones included."""

    key: str
    key_node: ScalarNode
    value: Written


@dataclass(frozen=True, kw_only=True)
class Written:
    """A value in the file: its node, its path (``scenes[3].at``) and the ledger it reports to."""

    node: Node
    path: str
    ledger: Ledger

    @property
    def content(self) -> Content:
        """The node, or what its alias stands for."""
        return content(self.node)

    def child(self, node: Node, key: str | int) -> Written:
        """A value inside this one, its place taken down."""
        path = f"{self.path}[{key}]" if isinstance(key, int) else f"{self.path}.{key}".removeprefix(".")
        self.ledger.places[path] = self.ledger.source.place(node.start)
        return Written(node=node, path=path, ledger=self.ledger)

    def refuse(self, message: str, hint: str = "", *, index: int | None = None) -> None:
        """Note a problem with this value, at its own place or at another character."""
        self.ledger.refuse(self.path, message, hint, index=self.node.start if index is None else index)

    def plain(self) -> Plain:
        """What a single value means; ComposerError where this is a list or a mapping, or has an unknown tag."""
        if not isinstance(self.content, ScalarNode):
            raise ComposerError(f"a single value is needed here, not {self.described()}", "write one value")
        return meaning(self.content)

    def text(self) -> str:
        """The characters of a single value, without quotes."""
        return self.content.text if isinstance(self.content, ScalarNode) else ""

    def described(self) -> str:
        """What was given, for a message: ``the text "abc"``, ``the number 5``, ``a list``."""
        if isinstance(self.content, MappingNode):
            return "a mapping"
        if isinstance(self.content, SequenceNode):
            return "a list"
        value = self.plain()
        if value is None:
            return "nothing"
        if isinstance(value, bool):
            return str(value).lower()
        return f"the text {quote(value)}" if isinstance(value, str) else f"the number {shortened(self.text())}"

    def items(self) -> tuple[Written, ...]:
        """The values of a list; ComposerError where this is something else."""
        if not isinstance(self.content, SequenceNode):
            hint = 'begin each value on a line of its own with "- "'
            raise ComposerError(f"a list is needed here, not {self.described()}", hint)
        self._check_tag()
        return tuple(self.child(node, number) for number, node in enumerate(self.content.items))

    def entries(self) -> tuple[Entry, ...]:
        """The keys of a mapping with their values, in the order of the text, then those merged in with ``<<``.

        Duplicate keys, keys that are not a single value and wrong merges are noted as problems; ComposerError where
        this is not a mapping.
        """
        if not isinstance(self.content, MappingNode):
            hint = "write keys with their values, without dashes or brackets"
            raise ComposerError(f"a mapping (key: value) is needed here, not {self.described()}", hint)
        self._check_tag()
        found: dict[str, Entry] = {}
        for key, value in self.content.pairs:
            self._take(found, key, value)
        for key, value in self._merged(self.content):
            if key.text not in found:
                found[key.text] = Entry(key=key.text, key_node=key, value=self.child(value, key.text))
        return tuple(found.values())

    def _take(self, found: dict[str, Entry], key: Node, value: Node) -> None:
        named = content(key)
        if not isinstance(named, ScalarNode) or isinstance(key, AliasNode):
            self.refuse("a key must be a single value", "write a name before the colon", index=key.start)
        elif is_merge(key):
            return
        elif named.text in found:
            line = self.ledger.source.place(found[named.text].key_node.start).line
            path = f"{self.path}.{named.text}".removeprefix(".")
            message = f"the key {quote(named.text)} is already on line {line}"
            self.ledger.refuse(path, message, "keep one of the two", index=key.start)
        else:
            found[named.text] = Entry(key=named.text, key_node=named, value=self.child(value, named.text))

    def _merged(self, node: MappingNode) -> Iterator[tuple[ScalarNode, Node]]:
        """Keys and values that a mapping inherits, nearest first."""
        merges = [(key, value) for key, value in node.pairs if is_merge(key)]
        for key, _ in merges[1:]:
            hint = "merge several at once: <<: [*one, *two]"
            self.refuse("a mapping takes only one <<", hint, index=key.start)
        for _, value in merges[:1]:
            target = content(value)
            for part in target.items if isinstance(target, SequenceNode) else (target,):
                source = content(part)
                if not isinstance(source, MappingNode):
                    self.refuse("<< takes a mapping, or a list of mappings", "write <<: *name", index=part.start)
                    continue
                yield from ((k, v) for k, v in source.pairs if isinstance(k, ScalarNode) and not is_merge(k))
                yield from self._merged(source)

    def _check_tag(self) -> None:
        if self.content.tag not in _KNOWN_TAGS:
            raise ComposerError(f"the tag {written_tag(self.content.tag)} means nothing here", "take the tag away")
