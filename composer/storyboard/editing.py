"""Changing a storyboard's text in place: a value, a cue, a key more or less; all other characters stay as they are.

Each edit is verified: the new text is parsed again and must hold exactly the data that the edit asks for. One that
cannot be done so (a value shared through an anchor, say) is refused.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from composer.errors import ComposerError
from composer.storyboard.cues import format_cue, parse_cue, parse_length
from composer.storyboard.data import Data, value_data
from composer.storyboard.document import (
    TOO_UNUSUAL,
    Found,
    RefusalError,
    holding,
    inherited,
    parse_document,
    shared_anchor,
    what_lacks,
    why_missing,
)
from composer.storyboard.nodes import AliasNode, MappingNode, Node, ScalarNode, SequenceNode, content
from composer.storyboard.paths import format_path, parse_path, put, step, take_out
from composer.storyboard.records import Cue, Length
from composer.storyboard.splicing import additions, removals, renamed, replacements
from composer.storyboard.suggest import quote

#: The keys that say when a scene plays; a scene has at most one of them.
TIMING_KEYS = ("bars", "beats", "seconds", "at", "weight")
Value = str | int | float | bool | Sequence[object] | dict[str, object]


@dataclass(frozen=True, kw_only=True)
class Edit:
    """One change: the value at a path (``scenes[2].at``) becomes ``value``; None takes the key away."""

    path: str
    value: Value | None


def edit_text(text: str, edits: Sequence[Edit]) -> str:
    """The text with all edits made, one after the other.

    A new key goes behind the last one of its mapping; the comment behind a removed value goes with it.

    Raises
    ------
    ComposerError
        If one of them cannot be done exactly; the message says why.
    StoryboardError
        If the text is not YAML.

    Examples
    --------
    >>> edit_text("scenes:\\n- at: bar 9   # chorus\\n", [Edit(path="scenes[0].at", value="bar 17")])
    'scenes:\\n- at: bar 17   # chorus\\n'
    """
    for edit in edits:
        document = _Editor(text)
        text = document.removed(edit.path) if edit.value is None else document.changed(edit.path, edit.value)
    return text


def edits_of_entry(entries: Mapping[int, object], path: str, number: int, value: Value | None) -> tuple[Edit, ...]:
    """The edits that set, or with None take away, one entry of a table with numbers as keys (``scenes[2].takes``).

    ``entries`` are those that are there now; with the last one the table goes too.
    """
    if value is not None:
        return () if entries.get(number) == value else (Edit(path=f"{path}.{number}", value=value),)
    if number not in entries:
        return ()
    return (Edit(path=path if len(entries) == 1 else f"{path}.{number}", value=None),)


def set_cue(text: str, scene: int | str, cue: Cue | Length | str | None) -> str:
    """The text with a scene's timing replaced: its cue, length or weight gives way to the new one, in its place.

    Parameters
    ----------
    text : str
        A storyboard.
    scene : int or str
        Index (from 0) or id of the scene.
    cue : Cue, Length, str or None
        When it arrives (``"bar 17"``), how long it lasts (``"8 bars"``), or None: neither.

    Raises
    ------
    ComposerError
        If it is neither cue nor length, there is no such scene, or it cannot be done exactly.
    """
    document = _Editor(text)
    number = scene if isinstance(scene, int) else document.scene_number(scene)
    written = {} if cue is None else dict([_timing(cue)])
    return document.retimed(f"scenes[{number}]", written)


def _timing(cue: Cue | Length | str) -> tuple[str, Value]:
    """The key and value that write a cue or a length."""
    if isinstance(cue, str):
        try:
            length = parse_length(cue)
        except ComposerError:
            parse_cue(cue)
            return "at", cue
        return _timing(length)
    if not isinstance(cue, Length):
        return "at", format_cue(cue)
    if cue.amount <= 0:
        raise ComposerError(f"a scene cannot last {cue.amount:g} {cue.unit.value}", "give it a length above 0")
    return cue.unit.value, cue.amount


class _Editor:
    """The edits of one text."""

    def __init__(self, text: str) -> None:
        document = parse_document(text)
        self._bom, self._text, self._data = document.bom, document.text, document.data
        self._find = document.find

    def changed(self, path: str, value: Value) -> str:
        keys = parse_path(path)
        found = self._find(keys)
        want = copy.deepcopy(self._data)
        put(want, keys, value_data(value))
        node = found.way[-1]
        if not found.missing:
            candidates = replacements(self._text, found.way[-2], found.key, node, value)
            return self._verified(path, candidates, want, found)
        if not isinstance(node, MappingNode) or not all(isinstance(key, str) for key in found.missing):
            raise RefusalError(path, f"{format_path(keys[: -len(found.missing)])} {what_lacks(node)}")
        name, *inner = found.missing
        for key in reversed(inner):
            value = {str(key): value}
        return self._verified(path, additions(self._text, node, str(name), value), want, found)

    def removed(self, path: str) -> str:
        keys = parse_path(path)
        found = self._find(keys)
        mapping = found.way[-1] if found.missing else found.way[-2]
        if found.missing:
            raise RefusalError(path, why_missing(mapping, found.missing[0]))
        if not isinstance(mapping, MappingNode):
            raise RefusalError(path, "only keys can be removed, not values of a list")
        want = copy.deepcopy(self._data)
        take_out(want, keys)
        number = [value for _, value in mapping.pairs].index(found.way[-1])
        return self._verified(path, removals(self._text, mapping, number), want, found)

    def retimed(self, path: str, written: dict[str, Value]) -> str:
        """The text with a scene's timing keys replaced by those written (one or none)."""
        keys = parse_path(path)
        found = self._find(keys)
        scene = found.way[-1]
        if isinstance(scene, AliasNode):
            raise RefusalError(path, "it is an alias, shared with other places")
        if found.missing or not isinstance(scene, MappingNode):
            raise RefusalError(path, "there is no such scene")
        merged = [key for key in TIMING_KEYS if key in inherited(scene) and key not in written]
        if merged:
            raise RefusalError(path, why_missing(scene, merged[0]))
        want = copy.deepcopy(self._data)
        for key in TIMING_KEYS:
            take_out(want, (*keys, key))
        for key, value in written.items():
            put(want, (*keys, key), value_data(value))
        return self._verified(path, self._retimings(scene, path, written), want, found)

    def _retimings(self, scene: MappingNode, path: str, written: dict[str, Value]) -> Iterable[str]:
        there = [key.text for key, _ in scene.pairs if isinstance(key, ScalarNode) and key.text in TIMING_KEYS]
        if not written:
            yield edit_text(self._text.text, [Edit(path=f"{path}.{key}", value=None) for key in there])
            return
        ((name, value),) = written.items()
        keep = name if name in there else next(iter(there), "")
        rest = edit_text(self._text.text, [Edit(path=f"{path}.{key}", value=None) for key in there if key != keep])
        document = _Editor(rest)
        if not keep:
            yield from additions(self._text, scene, name, value, '"')
        elif keep == name:
            yield document.changed(f"{path}.{name}", value)
        else:
            yield from renamed(document._text, document._pair(path, keep), name, value)

    def scene_number(self, scene_id: str) -> int:
        """Index of the scene with an id."""
        scenes = content(self._find(("scenes",)).way[-1])
        for number, scene in enumerate(scenes.items if isinstance(scenes, SequenceNode) else ()):
            found = step(content(scene), "id")
            if found and isinstance(name := content(found[1]), ScalarNode) and name.text == scene_id:
                return number
        raise ComposerError(f"no scene is called {quote(scene_id)}", "use the id of a scene")

    def _pair(self, path: str, name: str) -> tuple[Node, Node]:
        mapping = self._find(parse_path(path)).way[-1]
        assert isinstance(mapping, MappingNode)
        return next(pair for pair in mapping.pairs if isinstance(pair[0], ScalarNode) and pair[0].text == name)

    def _verified(self, path: str, candidates: Iterable[str], want: Data, found: Found) -> str:
        """The first candidate that holds exactly the wanted data."""
        try:
            for candidate in candidates:
                if holding(candidate, want):
                    return self._bom + candidate
        except RefusalError:
            raise
        except ComposerError as error:
            raise RefusalError(path, error.message, error.hint) from error
        reason = shared_anchor(found.way)
        if not reason and found.missing:
            reason = why_missing(found.way[-1], found.missing[0])
        raise RefusalError(path, reason or TOO_UNUSUAL)
