"""A storyboard as plain data that can be compared: what an edit must change, and nothing else."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from composer.errors import ComposerError
from composer.storyboard.nodes import Content, MappingNode, Node, ScalarNode, SequenceNode, content, is_merge
from composer.storyboard.scalars import meaning
from composer.storyboard.suggest import quote

#: A value with its type ("number", 2.0), a list, or a mapping.
Data: TypeAlias = "tuple[str, object] | list[Data] | dict[str, Data]"


def node_data(node: Node) -> Data:
    """The data of a node, aliases and merges written out.

    Raises
    ------
    ComposerError
        If a mapping has a key twice, or one that is not a single value.
    """
    here = content(node)
    if isinstance(here, ScalarNode):
        return _scalar_data(here)
    if isinstance(here, SequenceNode):
        return [node_data(item) for item in here.items]
    return _mapping_data(here)


def value_data(value: object) -> Data:
    """The data of a value that is to be written."""
    if isinstance(value, str):
        return "text", value
    if isinstance(value, bool):
        return "flag", value
    if isinstance(value, (int, float)):
        return "number", value
    if isinstance(value, Mapping):
        return {str(key): value_data(each) for key, each in value.items()}
    if isinstance(value, Sequence):
        return [value_data(each) for each in value]
    return "nothing", None


def _scalar_data(node: ScalarNode) -> Data:
    try:
        value = meaning(node)
    except ComposerError:
        return node.tag, node.text
    if isinstance(value, float) and math.isnan(value):
        return "number", "nan"
    return value_data(value)


def _mapping_data(node: MappingNode) -> dict[str, Data]:
    data: dict[str, Data] = {}
    inherited: dict[str, Data] = {}
    for key, value in node.pairs:
        if is_merge(key):
            inherited = _merged_data(content(value))
        elif not isinstance(key, ScalarNode) or key.text in data:
            name = key.text if isinstance(key, ScalarNode) else "a list or mapping"
            raise ComposerError(f"the key {quote(name)} is not a single one", "mend the storyboard first")
        else:
            data[key.text] = node_data(value)
    return inherited | data


def _merged_data(node: Content) -> dict[str, Data]:
    data: dict[str, Data] = {}
    for part in node.items if isinstance(node, SequenceNode) else (node,):
        source = content(part)
        if not isinstance(source, MappingNode):
            raise ComposerError("<< takes a mapping, or a list of mappings", "mend the storyboard first")
        data = _mapping_data(source) | data
    return data
