"""The text of a scene that is new in a storyboard: written in the style of its neighbours, or copied from one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from composer.storyboard.editing import Edit, Value, edit_text
from composer.storyboard.nodes import AliasNode, MappingNode, Node, ScalarNode, content, within
from composer.storyboard.pieces import Piece, Pieces
from composer.storyboard.quoting import double_quoted, key_text, value_texts
from composer.storyboard.splicing import Text

_FLOW_INDICATOR = re.compile(r"[,\[\]{}]")
#: How a value is quoted where no scene has its key.
_STYLES = {"at": '"'}


def drafted(text: Text, items: Sequence[Node], place: Pieces, number: int, fields: Mapping[str, Value]) -> Piece:
    """A new scene that comes to stand at ``number``, in the style of the nearest ones.

    Raises
    ------
    ComposerError
        If a value cannot be written.
    """
    near = sorted(range(len(items)), key=lambda each: (abs(each - max(number - 1, 0)), each))
    mappings = [item for each in near if isinstance(item := items[each], MappingNode) and item.pairs]
    model = mappings[0] if mappings else None
    pairs = _pairs(mappings, fields, braces=place.kind != "block" or (model is not None and model.flow))
    if place.kind == "block":
        return Piece(body=_block(text, place, model, pairs))
    if place.kind == "brackets":
        return Piece(body=_braces(text, model, pairs))
    body = place.pieces[near[0]].body
    indent = body[: len(body) - len(body.lstrip())]
    return Piece(body=indent + _braces(text, model, pairs), trail=place.newline)


def copied(scene: MappingNode, place: Pieces, number: int, edits: Sequence[Edit]) -> Piece:
    """A copy of a scene's piece, without the comments above and behind it and without its anchors, edited.

    The edits' paths begin with ``scenes[0]``: they are made in a text that holds nothing but this scene.

    Raises
    ------
    ComposerError
        If one of them cannot be done exactly.
    """
    names = {each.target.anchor: None for each in within(scene) if isinstance(each, AliasNode)}
    stand_ins = ", ".join(f"&{name} {{}}" for name in names)
    opening, closing = ("", "") if place.kind == "block" else (" [", f"{place.newline}]")
    prefix = f"names: [{stand_ins}]{place.newline}scenes:{opening}{place.newline}"
    alone = edit_text(prefix + _without_anchors(scene, place, number) + closing, edits)
    return Piece(
        body=alone[len(prefix) : len(alone) - len(closing)], trail=place.newline if place.kind == "lines" else ""
    )


def _without_anchors(scene: MappingNode, place: Pieces, number: int) -> str:
    body, offset = place.pieces[number].body, place.offset(number)
    for node in reversed(list(within(scene))):
        if node.anchor:
            start, end = node.outset - offset, node.start - offset
            rest = re.sub(rf"(?:^|(?<=\s))&{re.escape(node.anchor)}[ \t]*", "", body[start:end], count=1) + body[end:]
            body = (body[:start].rstrip(" \t") if rest[:1] in ("\n", "\r") else body[:start]) + rest
    return body


def _pairs(mappings: Sequence[MappingNode], fields: Mapping[str, Value], *, braces: bool) -> list[str]:
    """Keys with their values, quoted as the nearest scene that has the key quotes it."""
    styles = dict(_STYLES)
    quoted = bool(mappings) and all(isinstance(key, ScalarNode) and key.style == '"' for key, _ in mappings[0].pairs)
    for mapping in reversed(mappings):
        for key, node in mapping.pairs:
            if isinstance(key, ScalarNode) and isinstance(held := content(node), ScalarNode):
                styles[key.text] = '"' if held.style in ("|", ">") else held.style
    pairs = []
    for name, value in fields.items():
        style = styles.get(name, '"' if quoted else "")
        if braces and isinstance(value, str) and _FLOW_INDICATOR.search(value):
            style = style or '"'
        pairs.append(f"{double_quoted(name) if quoted else key_text(name)}: {next(value_texts(value, style))}")
    return pairs


def _block(text: Text, place: Pieces, model: MappingNode | None, pairs: Sequence[str]) -> str:
    body = place.pieces[0].body
    indent = body[: body.index("-")]
    if model is not None and model.flow:
        return f"{indent}- {_braces(text, model, pairs)}{place.newline}"
    column = text.column(model.pairs[0][0].outset) if model is not None else len(indent) + 2
    dash = indent + "-" + " " * (column - len(indent) - 1)
    lines = [dash + pairs[0], *(indent + " " * (column - len(indent)) + pair for pair in pairs[1:])]
    return "".join(line + place.newline for line in lines)


def _braces(text: Text, model: MappingNode | None, pairs: Sequence[str]) -> str:
    inside = model is not None and model.flow and text.text[model.start + 1 : model.start + 2] == " "
    space = " " if inside else ""
    return "{" + space + ", ".join(pairs) + space + "}"
