"""Settings written into the text of a beats file, each at its place; all other characters stay as they are."""

from __future__ import annotations

from pathlib import Path

from composer.errors import ComposerError
from composer.listening.by_hand.mending import Settings, Verbatim
from composer.storyboard.editing import Edit, edit_text
from composer.storyboard.nodes import MappingNode, Node, ScalarNode, content, parse_nodes
from composer.storyboard.quoting import value_texts
from composer.storyboard.source import BOM, source_from_text
from composer.storyboard.splicing import Text, pair_end

_HEAD = "# What is corrected about the beats of {name}.\n"
_BY_HAND = "edit the beats file by hand"


def set_in_beats_text(text: str, settings: Settings, name: str) -> str:
    """The text of a beats file with settings made.

    Parameters
    ----------
    text : str
        May be empty, or hold comments alone.
    settings : mapping
        A new key goes behind the last one.
    name : str
        The song's file, for the comment that begins a file of ours.

    Raises
    ------
    ComposerError
        If one of them cannot be written into this text.

    Examples
    --------
    >>> set_in_beats_text("half: true   # too fast\\nmeter: 3\\n", {"half": None, "meter": 4}, "song.ogg")
    'meter: 4\\n'
    """
    # What is new goes in first: a file is never left without a key in between.
    for key, value in settings.items():
        if value is not None:
            text = _set(text, key, value, name)
    for key, value in settings.items():
        if value is None:
            text = _removed(text, key)
    return text


def _set(text: str, key: str, value: object, name: str) -> str:
    if _is_blank(text):
        start = text or _HEAD.format(name=name)
        newline = Text(start).newline
        end = "" if start.endswith(("\n", "\r")) else newline
        line = f"{key}: {_one_text(value)}".replace("\n", newline)
        return f"{start}{end}{line}{newline}"
    root = _root(text)
    found, body = _pair(root, key), _body(text)
    if root.flow or not (isinstance(value, Verbatim) or _is_dashed(value) or (found and _spans_lines(found[1]))):
        if isinstance(value, Verbatim):
            raise ComposerError("a list of beats cannot be written into braces", _BY_HAND)
        return edit_text(text, [Edit(path=key, value=value)])  # type: ignore[arg-type]
    line = f"{key}: {_one_text(value)}".replace("\n", body.newline)
    if found is not None:
        changed = body.spliced(found[0].outset, pair_end(body, *found), line)
    else:
        changed = _with_line(body, pair_end(body, *root.pairs[-1]), line)
    return text[: len(text) - len(body.text)] + changed


def _with_line(body: Text, end: int, line: str) -> str:
    """The text with a line more behind the one on which a value ends."""
    at = body.next_line(end)
    if at == body.line_end(end):
        return body.spliced(at, at, body.newline + line)
    return body.spliced(at, at, line + body.newline)


def _is_dashed(value: object) -> bool:
    """Whether it is text like ``-20 ms``, which an edit would put in quotes that it does not need."""
    return isinstance(value, str) and value.startswith("-")


def _removed(text: str, key: str) -> str:
    if _is_blank(text):
        return text
    root = _root(text)
    pair = _pair(root, key)
    if pair is None:
        return text
    if len(root.pairs) > 1:
        return edit_text(text, [Edit(path=key, value=None)])
    body = _body(text)
    start, end = (root.outset, root.end) if root.flow else (pair[0].outset, pair_end(body, *pair))
    left = body.spliced(body.line_start(start), body.next_line(end), "")
    return text[: len(text) - len(body.text)] + left


def _is_blank(text: str) -> bool:
    lines = text.removeprefix(BOM).splitlines()
    return all(not line.strip() or line.lstrip().startswith("#") for line in lines)


def _body(text: str) -> Text:
    return Text(text.removeprefix(BOM))


def _root(text: str) -> MappingNode:
    root = parse_nodes(source_from_text(text, Path("beats file")))
    if not isinstance(root, MappingNode):
        raise ComposerError("the beats file is no mapping of keys", _BY_HAND)
    return root


def _pair(root: MappingNode, key: str) -> tuple[Node, Node] | None:
    named = ((name, value) for name, value in root.pairs if isinstance(name, ScalarNode) and name.text == key)
    return next(named, None)


def _spans_lines(node: Node) -> bool:
    """Whether a value is a list whose items stand on lines of their own, which cannot be replaced in place."""
    return not isinstance(content(node), ScalarNode) and not getattr(content(node), "flow", True)


def _one_text(value: object) -> str:
    if isinstance(value, Verbatim):
        return value.text
    return str(value) if _is_dashed(value) else next(value_texts(value))
