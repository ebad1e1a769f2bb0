"""A list's text as one piece a value, with what stays where it is between them, so that pieces can change places.

A comment belongs to the value that begins right below it; one that is indented deeper than the dashes, and one behind
a value, to the value before it. Blank lines between the values and comments that stand alone stay where they are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile

from composer.storyboard.nodes import MappingNode, Node, ScalarNode, SequenceNode
from composer.storyboard.splicing import Text

_COMMENT_LINE = re.compile(r"([ \t]*)#")
_COMMENT = re.compile(r"(?:^|\s)#", re.MULTILINE)
_DASH = re.compile(r"[ \t]*-")
_KEEPS = re.compile(r"[|>][0-9]*\+")
_COMMA = re.compile(r"[ \t]*,")
_COMMENT_BEHIND = re.compile(r"[ \t]*(?:#[^\r\n]*)?(?=[\r\n]|$)")


@dataclass(frozen=True, kw_only=True)
class Piece:
    """What moves together: the comment lines above a value, the value, and the comment behind it.

    Attributes
    ----------
    head : str
        Whole lines.
    body : str
        In a block, and where each value in brackets has its own line, from the line's beginning on; else the value.
    trail : str
        What follows the comma in brackets, with the line break; a block's body holds it.
    """

    head: str = ""
    body: str
    trail: str = ""


@dataclass(frozen=True, kw_only=True)
class Pieces:
    """A text around and in a list: ``lead``, then each piece with its comma, gaps between them, ``tail``.

    ``kind`` is "block", "lines" (in brackets, each value on its own line), "brackets", or "tangled" (in brackets, with
    comments that could not stay with their values); ``open`` says that the text's last line, which is the last piece's,
    has no line break.
    """

    lead: str
    pieces: tuple[Piece, ...]
    commas: tuple[str, ...]
    gaps: tuple[str, ...]
    tail: str
    kind: str
    newline: str
    open: bool = False

    def text(self) -> str:
        """All of it; where the last line lacks its line break, the new last one does too."""
        whole = self.closed_text()
        return re.sub(r"(?:\r\n|\n|\r)\Z", "", whole) if self.open else whole

    def closed_text(self) -> str:
        """All of it, each line with its line break."""
        gaps = (*self.gaps, "")
        parts = zip(self.pieces, self.commas, gaps, strict=True)
        inner = "".join(piece.head + piece.body + comma + piece.trail + gap for piece, comma, gap in parts)
        return self.lead + inner + self.tail

    def offset(self, number: int) -> int:
        """Index in the text of a piece's body."""
        parts = list(zip(self.pieces, self.commas, (*self.gaps, ""), strict=True))[:number]
        before = sum(len(each.head + each.body + comma + each.trail + gap) for each, comma, gap in parts)
        return len(self.lead) + before + len(self.pieces[number].head)

    def moved(self, number: int, to: int) -> Pieces:
        """With one piece in another place; gaps and commas stay."""
        pieces = list(self.pieces)
        pieces.insert(to, pieces.pop(number))
        return replace(self, pieces=tuple(pieces))

    def removed(self, number: int) -> Pieces:
        """Without one of several pieces, and without one of the gaps around it; a comment in a gap stays."""
        before, after = self.gaps[:number], self.gaps[number:]
        lead, tail, gaps = self.lead, self.tail, before[:-1] + after[1:]
        if before and after:
            gaps = (*before[:-1], self._joined(before[-1], after[0]), *after[1:])
        elif before:
            kept = self._comments_of(before[-1])
            tail = (kept if tail.strip() and not _blank_start(tail) else _unspaced(kept)) + tail
        else:
            kept = self._comments_of(after[0])
            lead += kept[_blank_start(kept) :] if self.kind == "block" else kept
        spare = min(number, len(self.commas) - 2)
        pieces = self.pieces[:number] + self.pieces[number + 1 :]
        commas = self.commas[:spare] + self.commas[spare + 1 :]
        return replace(self, lead=lead, pieces=pieces, commas=commas, gaps=gaps, tail=tail)

    def inserted(self, number: int, piece: Piece) -> Pieces:
        """With one piece more, as far from its neighbours as they are from each other."""
        pieces = (*self.pieces[:number], piece, *self.pieces[number:])
        comma = "," if self.kind == "lines" else ""
        at = min(number, max(len(self.commas) - 1, 0))
        commas = (*self.commas[:at], comma, *self.commas[at:])
        gaps = self.gaps
        if self.pieces:
            at = max(number - 1, 0)
            gaps = (*gaps[:at], self._usual_gap(at), *gaps[at:])
        return replace(self, pieces=pieces, commas=commas, gaps=gaps)

    def _joined(self, before: str, after: str) -> str:
        """One gap of the two around a piece that is taken away."""
        if not _COMMENT.search(after):
            return before
        return _unspaced(before) + self._comments_of(after) if _COMMENT.search(before) else after

    def _comments_of(self, gap: str) -> str:
        """What stays of a gap that is no longer one: nothing, but where a comment stands in it."""
        if not _COMMENT.search(gap):
            return ""
        return gap.replace(",", "", 1) if self.kind == "brackets" else gap

    def _usual_gap(self, at: int) -> str:
        if not self.gaps:
            return ", " if self.kind == "brackets" else ""
        gap = self.gaps[min(at, len(self.gaps) - 1)]
        if self.kind == "brackets":
            return ", " if _COMMENT.search(gap) else gap
        return gap.removeprefix(_unspaced(gap))


def _blank_start(text: str) -> int:
    """Length of the blank lines at the start of a text."""
    lines = text.splitlines(keepends=True)
    return sum(len(line) for line in takewhile(lambda line: not line.strip(), lines))


def _unspaced(gap: str) -> str:
    """A gap of whole lines without the blank lines at its end."""
    lines = gap.splitlines(keepends=True)
    while lines and not lines[-1].strip():
        lines.pop()
    return "".join(lines)


def split(text: Text, node: SequenceNode) -> Pieces | None:
    """The pieces of a list; None where a block's first dash does not begin its line."""
    if not node.flow:
        return _split_block(text, node)
    return _split_lines(text, node) or _split_brackets(text, node)


def _split_block(text: Text, node: SequenceNode) -> Pieces | None:
    column = text.column(node.start)
    if text.text[text.line_start(node.start) : node.start].strip():
        return None
    dashes = [text.line_start(node.start), *(_dash_line(text, item, column) for item in node.items[1:])]
    bounds = [*dashes[1:], len(text.text)]
    ends = [_body_end(text, *each, column) for each in zip(node.items, dashes, bounds, strict=True)]
    starts = [_head_start(text, *each) for each in zip([0, *ends[:-1]], dashes, strict=True)]
    spans = zip(starts, dashes, ends, strict=True)
    pieces = [Piece(head=text.text[start:dash], body=text.text[dash:end]) for start, dash, end in spans]
    last = pieces[-1]
    unfinished = not last.body.endswith(("\n", "\r"))
    if unfinished:
        pieces[-1] = replace(last, body=last.body + text.newline)
    return Pieces(
        lead=text.text[: starts[0]],
        pieces=tuple(pieces),
        commas=("",) * len(pieces),
        gaps=tuple(text.text[end:start] for end, start in zip(ends, starts[1:], strict=False)),
        tail=text.text[ends[-1] :],
        kind="block",
        newline=text.newline,
        open=unfinished,
    )


def _split_lines(text: Text, node: SequenceNode) -> Pieces | None:
    """The pieces of a list in brackets, each of them on lines of its own."""
    pieces, commas, gaps = [], [], []
    at = text.next_line(node.start)
    begin = at
    for number, item in enumerate(node.items):
        line = text.line_start(item.outset)
        if line < at or text.text[line : item.outset].strip():
            return None
        comma = _COMMA.match(text.text, item.end)
        behind = _COMMENT_BEHIND.match(text.text, comma.end() if comma else item.end)
        if behind is None or not (comma or number == len(node.items) - 1):
            return None
        start = _head_start(text, at, line)
        gaps.append(text.text[at:start])
        at = text.next_line(behind.end())
        trail = text.text[comma.end() if comma else item.end : at]
        pieces.append(Piece(head=text.text[start:line], body=text.text[line : item.end], trail=trail))
        commas.append(comma.group() if comma else "")
    if not pieces:
        return None
    return Pieces(
        lead=text.text[:begin] + gaps[0],
        pieces=tuple(pieces),
        commas=tuple(commas),
        gaps=tuple(gaps[1:]),
        tail=text.text[at:],
        kind="lines",
        newline=text.newline,
    )


def _split_brackets(text: Text, node: SequenceNode) -> Pieces:
    """The pieces of a list in brackets as it comes; comments between them stay where they are."""
    spans = [(item.outset, item.end) for item in node.items] or [(node.start + 1, node.start + 1)]
    gaps = tuple(text.text[end:start] for (_, end), (start, _) in pairwise(spans))
    above = text.text[text.next_line(node.start) : spans[0][0]]
    return Pieces(
        lead=text.text[: spans[0][0]],
        pieces=tuple(Piece(body=text.text[item.outset : item.end]) for item in node.items),
        commas=("",) * len(node.items),
        gaps=gaps,
        tail=text.text[spans[-1][1] :],
        kind="tangled" if _is_tangled(above, [*gaps, text.text[spans[-1][1] : node.end - 1]]) else "brackets",
        newline=text.newline,
    )


def _is_tangled(above: str, gaps: Sequence[str]) -> bool:
    """Whether a comment is about one value only: on a line of its own, or behind the only value of its line."""
    if _COMMENT.search(above):
        return True
    alone = True
    for gap in gaps:
        behind, *lines = gap.splitlines() or [""]
        if (alone and _COMMENT.search(behind)) or any(_COMMENT_LINE.match(line) for line in lines):
            return True
        alone = bool(lines)
    return False


def _dash_line(text: Text, item: Node, column: int) -> int:
    """Where the line of an item's dash begins: its own one or, behind comments and blank lines, one above."""
    line = text.line_start(item.outset)
    while not ((dash := _DASH.match(text.text, line)) and dash.end() == line + column + 1) and line:
        line = text.line_above(line)
    return line


def _body_end(text: Text, item: Node, dash: int, bound: int, column: int) -> int:
    """Where an item ends: behind its last line and the comments below it that are indented deeper than its dash."""
    end = at = text.next_line(max(item.end, item.outset, dash))
    last = _last_leaf(item)
    # Blank lines behind a block scalar with "+" are its content.
    keeps = isinstance(last, ScalarNode) and last.style in ("|", ">") and _KEEPS.match(text.text, last.start)
    while at < bound:
        line = text.text[at : text.line_end(at)]
        comment = _COMMENT_LINE.match(line)
        if (len(comment[1]) <= column) if comment else line.strip():
            break
        at = text.next_line(at)
        end = at if comment or keeps else end
    return end


def _head_start(text: Text, floor: int, line: int) -> int:
    """Where the comment lines right above a line begin, not before ``floor``."""
    while line > floor and _COMMENT_LINE.match(text.text, above := text.line_above(line)) and above >= floor:
        line = above
    return line


def _last_leaf(node: Node) -> Node:
    while isinstance(node, (SequenceNode, MappingNode)) and not node.flow:
        children = node.items if isinstance(node, SequenceNode) else node.pairs[-1]
        node = children[-1]
    return node
