"""Kinds of values that hold others: mappings with known keys, mappings with free keys, lists, choices by shape."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from composer.errors import ComposerError, StoryboardError
from composer.storyboard.kinds import Kind, Schema, wanted
from composer.storyboard.nodes import MappingNode, ScalarNode, SequenceNode
from composer.storyboard.suggest import nearest, quote
from composer.storyboard.written import Entry, Written


@dataclass(frozen=True, kw_only=True)
class Field:
    """One key of a table: what it takes, what it is about, whether it must be there, values for examples.

    ``also`` lists names that other programs have for it; they are not taken, but help to say what was meant.
    """

    kind: Kind
    about: str
    required: bool = False
    default: object = None
    examples: tuple[object, ...] = ()
    also: tuple[str, ...] = ()

    def schema(self) -> Schema:
        """JSON Schema of the key's value."""
        schema = {"description": self.about, **self.kind.schema()}
        if self.default is not None:
            schema["default"] = self.default
        if self.examples:
            schema["examples"] = list(self.examples)
        return schema


@dataclass(frozen=True, kw_only=True)
class Table:
    """A mapping with known keys.

    ``what`` names it in messages ("a scene"); of each group in ``exclusive`` at most one key may be there. ``homes``
    says of keys of other tables where they belong.
    """

    what: str
    fields: Mapping[str, Field]
    exclusive: tuple[tuple[str, ...], ...] = ()
    homes: Mapping[str, str] = field(default_factory=dict)

    def read(self, written: Written) -> dict[str, Any]:
        """The values that could be read, by key; everything wrong is noted in the ledger."""
        found: dict[str, Any] = {}
        entries = {entry.key: entry for entry in written.entries()}
        for entry in entries.values():
            if entry.key in self.fields:
                read_into(found, entry.key, self.fields[entry.key].kind, entry.value)
            else:
                self._refuse_unknown(entry)
        for key, each in self.fields.items():
            if each.required and key not in entries:
                example = f", as in {key}: {_shown(each.examples[0])}" if each.examples else ""
                written.refuse(f'{self.what} needs the key "{key}"', f"add {key}{example}")
        self._check_groups(entries)
        return found

    def schema(self) -> Schema:
        """JSON Schema of the table."""
        schema: Schema = {
            "type": "object",
            "additionalProperties": False,
            "properties": {key: each.schema() for key, each in self.fields.items()},
        }
        required = [key for key, each in self.fields.items() if each.required]
        if required:
            schema["required"] = required
        rules: list[Schema] = [
            {"not": {"required": list(pair)}} for group in self.exclusive for pair in combinations(group, 2)
        ]
        if rules:
            schema["allOf"] = rules
        return schema

    def _refuse_unknown(self, entry: Entry) -> None:
        hint = nearest(entry.key, self.fields)
        for key, each in self.fields.items():
            if entry.key.lower() in each.also:
                hint = f'did you mean "{key}"?'
        if entry.key in self.homes:
            hint = f'"{entry.key}" belongs in {self.homes[entry.key]}'
        entry.value.refuse(f"{self.what} has no key {quote(entry.key)}", hint, index=entry.key_node.start)

    def _check_groups(self, entries: Mapping[str, Entry]) -> None:
        for group in self.exclusive:
            there = [entry for key, entry in entries.items() if key in group]
            for entry in there[1:]:
                message = f'"{entry.key}" and "{there[0].key}" cannot stand together'
                entry.value.refuse(message, f"keep one of: {', '.join(group)}", index=entry.key_node.start)


def _shown(example: object) -> str:
    return f'"{example}"' if isinstance(example, str) else str(example)


def read_into(found: dict[Any, Any], key: Hashable, kind: Kind, written: Written) -> None:
    """Read one value, noting what is wrong with it; ``found`` takes it where nothing is."""
    content = written.content
    try:
        if isinstance(content, ScalarNode) and written.plain() is None:
            raise ComposerError("there is no value", "write one, or take the key away")
        found[key] = kind.read(written)
    except StoryboardError:
        raise
    except ComposerError as error:
        written.refuse(error.message, error.hint)


@dataclass(frozen=True, kw_only=True)
class FreeTable:
    """A mapping whose keys the director chooses: ``convert`` makes something of a key, or raises ComposerError."""

    convert: Callable[[str], Hashable]
    key_pattern: str
    value: Kind

    def read(self, written: Written) -> dict[Any, Any]:
        """The values that could be read, by converted key."""
        found: dict[Any, Any] = {}
        taken: dict[Hashable, str] = {}
        for entry in written.entries():
            try:
                key = self.convert(entry.key)
            except ComposerError as error:
                entry.value.refuse(error.message, error.hint, index=entry.key_node.start)
                continue
            if key in taken:
                message = f"{quote(entry.key)} is the same as {quote(taken[key])}"
                entry.value.refuse(message, "keep one of the two", index=entry.key_node.start)
            else:
                taken[key] = entry.key
                read_into(found, key, self.value, entry.value)
        return found

    def schema(self) -> Schema:
        """JSON Schema of the mapping."""
        return {
            "type": "object",
            "propertyNames": {"pattern": f"^(?:{self.key_pattern})$"},
            "additionalProperties": self.value.schema(),
        }


@dataclass(frozen=True, kw_only=True)
class ListOf:
    """A list with ``low`` to ``high`` values of one kind; ``what`` names them in messages."""

    what: str
    item: Kind
    low: int
    high: int

    def read(self, written: Written) -> dict[int, Any]:
        """The values that could be read, by their position."""
        items = written.items()
        if not self.low <= len(items) <= self.high:
            if self.low == self.high:
                raise ComposerError(f"{self.low} {self.what} are needed here, not {len(items)}", f"write {self.low}")
            raise ComposerError(f"the list has {len(items) or 'no'} {self.what}", f"write {self.low} to {self.high}")
        found: dict[int, Any] = {}
        for number, item in enumerate(items):
            read_into(found, number, self.item, item)
        return found

    def schema(self) -> Schema:
        """JSON Schema of the list."""
        return {"type": "array", "items": self.item.schema(), "minItems": self.low, "maxItems": self.high}


@dataclass(frozen=True, kw_only=True)
class ByShape:
    """A single value of one kind, or a mapping of another."""

    what: str
    single: Kind
    mapping: Kind

    def read(self, written: Written) -> Any:
        """What the kind of the value's shape makes of it."""
        if isinstance(written.content, MappingNode):
            return self.mapping.read(written)
        if isinstance(written.content, SequenceNode):
            raise wanted(self.what, written, "take the brackets or dashes away")
        return self.single.read(written)

    def schema(self) -> Schema:
        """JSON Schema of both."""
        return {"anyOf": [self.single.schema(), self.mapping.schema()]}


@dataclass(frozen=True, kw_only=True)
class PlainData:
    """Any value at all, as text, numbers, true/false, None, lists and dicts, the place of each taken down."""

    def read(self, written: Written) -> Any:
        """The plain value."""
        if isinstance(written.content, ScalarNode):
            value = written.plain()
            if isinstance(value, float) and not math.isfinite(value):
                raise ComposerError(f"a finite number is needed here, not {written.text()}", "write a number")
            return value
        if isinstance(written.content, SequenceNode):
            return [_plain_or_none(item) for item in written.items()]
        return {entry.key: _plain_or_none(entry.value) for entry in written.entries()}

    def schema(self) -> Schema:
        """JSON Schema of anything."""
        return {}


def _plain_or_none(written: Written) -> Any:
    try:
        return PlainData().read(written)
    except StoryboardError:
        raise
    except ComposerError as error:
        written.refuse(error.message, error.hint)
        return None
