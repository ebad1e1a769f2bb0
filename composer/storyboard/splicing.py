"""Where in the text a value is replaced, a key added or taken away: candidates, each still to be verified."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from composer.errors import ComposerError
from composer.storyboard.nodes import AliasNode, MappingNode, Node, ScalarNode
from composer.storyboard.quoting import block_texts, key_text, value_texts

_LINE_END = re.compile(r"[^\r\n]*")
_BREAK = re.compile(r"\r\n|\n|\r|$")
_COMMENT_BETWEEN = re.compile(r"(?:^|\s)#", re.MULTILINE)
_MAX_PLACES = 8


@dataclass(frozen=True)
class Text:
    """The text that is edited, without a byte order mark."""

    text: str

    def spliced(self, start: int, end: int, new: str) -> str:
        """The text with a span replaced."""
        return self.text[:start] + new + self.text[end:]

    def column(self, index: int) -> int:
        """Column of a character, from 0."""
        return index - self.line_start(index)

    def line_start(self, index: int) -> int:
        """Index of the first character of a line."""
        return max(self.text.rfind("\n", 0, index), self.text.rfind("\r", 0, index)) + 1

    def line_end(self, index: int) -> int:
        """Index of the line break, or of the end of the text."""
        match = _LINE_END.match(self.text, index)
        return match.end() if match else index

    def next_line(self, index: int) -> int:
        """Index of the first character of the following line."""
        match = _BREAK.match(self.text, self.line_end(index))
        return match.end() if match else len(self.text)

    def line_above(self, line: int) -> int:
        """Index of the first character of the line before the one that begins at an index; 0 for the first."""
        end = line - 2 if self.text[max(line - 2, 0) : line] == "\r\n" else line - 1
        return self.line_start(max(end, 0))

    @property
    def newline(self) -> str:
        """The line break that most lines have."""
        return "\r\n" if 2 * self.text.count("\r\n") > self.text.count("\n") else "\n"


def pair_end(text: Text, key: Node, value: Node) -> int:
    """Where a key with its value ends; of an empty value behind the colon."""
    if value.end > value.outset or value.start > key.end:
        return max(value.end, value.outset)
    colon = re.compile(r"\s*:").match(text.text, key.end)
    return colon.end() if colon else key.end


def replacements(text: Text, mapping: Node, key: Node | None, node: Node, value: object) -> Iterator[str]:
    """Texts in which a value is replaced; ``mapping`` is the collection around it, ``key`` its key in a mapping."""
    if isinstance(node, ScalarNode) and node.style in ("|", ">"):
        old = text.text[node.start : node.end]
        texts = block_texts(value, old, _block_indent(text, old, mapping), text.newline)
        yield from (text.spliced(node.start, node.end, new) for new in texts)
    elif isinstance(node, ScalarNode) and node.start == node.end and key is not None:
        at = pair_end(text, key, node)
        colon = "" if text.text[at - 1 : at] == ":" else ":"
        yield from (text.spliced(at, at, f"{colon} {new}") for new in value_texts(value))
    elif isinstance(node, (ScalarNode, AliasNode)) or node.flow:
        style, old = (node.style, "" if node.style else node.text) if isinstance(node, ScalarNode) else ("", "")
        yield from (text.spliced(node.start, node.end, new) for new in value_texts(value, style, replaces=old))
    else:
        raise ComposerError("a value over several lines cannot be replaced as a whole", "change the values in it")


def renamed(text: Text, pair: tuple[Node, Node], name: str, value: object) -> Iterator[str]:
    """Texts in which a key with its value is replaced by another key and value in the same place."""
    key, old = pair
    span = key.outset, pair_end(text, key, old)
    style = '"' if isinstance(value, str) else ""
    yield from (text.spliced(*span, f"{name}: {new}") for new in value_texts(value, style))


def additions(text: Text, mapping: MappingNode, name: str, value: object, style: str = "") -> Iterator[str]:
    """Texts in which a mapping has one key more: after its last one, or where that is not possible after others."""
    news = [f"{key_text(name)}: {each}" for each in value_texts(value, style)]
    if mapping.flow:
        yield from (_added_in_braces(text, mapping, new) for new in news)
        return
    for pair, new in product(list(reversed(mapping.pairs))[:_MAX_PLACES], news):
        yield _added_line(text, pair_end(text, *pair), " " * text.column(mapping.pairs[0][0].outset) + new)


def removals(text: Text, mapping: MappingNode, number: int) -> Iterator[str]:
    """Texts in which a mapping lacks one of its pairs; comments on lines of their own stay."""
    if mapping.flow:
        yield _removed_in_braces(text, mapping, number)
        return
    if len(mapping.pairs) == 1:
        raise ComposerError("it is the only key of its mapping", "remove the mapping")
    key, value = mapping.pairs[number]
    start, end = key.outset, pair_end(text, key, value)
    line = text.line_start(start)
    if text.text[line:start].strip() in ("", "?"):
        yield text.spliced(line, text.next_line(end), "")
        return
    following = mapping.pairs[number + 1][0].outset if number + 1 < len(mapping.pairs) else end
    if not text.text[text.line_end(end) : following].strip():
        yield text.spliced(start, following, "")
    # A comment stands between a list's dash and the next key: the dash stays alone on its line.
    yield text.spliced(len(text.text[:start].rstrip(" ")), text.line_end(end), "")


def _added_line(text: Text, end: int, line: str) -> str:
    at = text.next_line(end)
    if at == text.line_end(end):
        return text.spliced(at, at, text.newline + line)
    return text.spliced(at, at, line + text.newline)


def _added_in_braces(text: Text, mapping: MappingNode, new: str) -> str:
    if not mapping.pairs:
        return text.spliced(mapping.start + 1, mapping.start + 1, new)
    end = pair_end(text, *mapping.pairs[-1])
    return text.spliced(end, end, f", {new}")


def _removed_in_braces(text: Text, mapping: MappingNode, number: int) -> str:
    key, value = mapping.pairs[number]
    start, end = key.outset, pair_end(text, key, value)
    if number + 1 < len(mapping.pairs):
        following = mapping.pairs[number + 1][0].outset
        if _COMMENT_BETWEEN.search(text.text, end, following):
            comma = re.compile(r"\s*,[ \t]*").match(text.text, end)
            following = comma.end() if comma else end
        return text.spliced(start, following, "")
    if number:
        before = pair_end(text, *mapping.pairs[number - 1])
        start = start if _COMMENT_BETWEEN.search(text.text, before, start) else before
    return text.spliced(start, end, "")


def _block_indent(text: Text, old: str, mapping: Node) -> int:
    first = next((line for line in old.splitlines()[1:] if line.strip()), "")
    indent = len(first) - len(first.lstrip(" "))
    return indent or text.column(mapping.start) + 2
