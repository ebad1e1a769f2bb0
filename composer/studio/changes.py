"""What a page can do to the storyboard: each change by its name, made in the text or tried on the records."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from composer.errors import ComposerError, StoryboardError
from composer.storyboard.arranging import duplicate_scene, insert_scene, move_scene, remove_scene
from composer.storyboard.editing import Edit, edit_text, set_cue
from composer.storyboard.reading import load_text
from composer.storyboard.records import Storyboard
from composer.studio.answers import Asked, RequestError
from composer.studio.reel import Reel, plan_reel
from composer.timing.moving import Gesture, Retiming, move_arrival, retimed

_GESTURES = tuple(gesture.name.lower() for gesture in Gesture)
_MOST_SCENES = 2000
#: What the page sets: nothing that names a file.
_OF_SCENE = (
    "prompt|subject|caption|year|decade|seed|steps|zoom|ease|pulse|weight|motif|portal|portal\\.at|portal\\.turn"
)
_OF_FILM = "title|look|avoid|zoom|pulse|snap|offset"
_PATH = re.compile(rf"scenes\[[0-9]{{1,4}}\]\.(?:{_OF_SCENE})|{_OF_FILM}")

_Made = Callable[[str, Asked, Reel | None], str]


def changed_text(text: str, changes: Sequence[Asked], reel: Reel | None) -> str:
    """The storyboard's text with all changes made, one after the other.

    Parameters
    ----------
    text : str
    changes : sequence of Asked
        Each with ``do``, the name of a change, and what that one takes.
    reel : Reel or None
        What the text is as a film.

    Raises
    ------
    RequestError
        If there is no such change, or it lacks something.
    ComposerError
        If one of them cannot be made.
    """
    for change in changes:
        text = _CHANGES[change.choice("do", tuple(_CHANGES))](text, change, reel)
    return text


def tried_reel(reel: Reel | None, changes: Sequence[Asked]) -> Reel:
    """The film as changes of arrivals would make it; nothing is written.

    Raises
    ------
    RequestError
        If one of them is no change of an arrival.
    ComposerError
        If it cannot be made.
    """
    storyboard = _needed(reel).storyboard
    for change in changes:
        change.choice("do", ("arrive",))
        storyboard = retimed(storyboard, _retimings(change, storyboard, _needed(reel)))
    return plan_reel(storyboard, _needed(reel).song)


def _needed(reel: Reel | None) -> Reel:
    if reel is None:
        raise ComposerError("the storyboard cannot be filmed yet", "mend what is wrong with it first")
    return reel


def _retimings(change: Asked, storyboard: Storyboard, reel: Reel) -> tuple[Retiming, ...]:
    number = change.count("scene", high=len(storyboard.scenes) - 1)
    seconds = change.number("seconds", low=0, high=reel.song.duration)
    gesture = Gesture[change.choice("gesture", _GESTURES).upper()]
    return move_arrival(storyboard, reel.song, number, seconds, gesture)


def _arrive(text: str, change: Asked, reel: Reel | None) -> str:
    for retiming in _retimings(change, _needed(reel).storyboard, _needed(reel)):
        text = set_cue(text, retiming.scene, retiming.timing)
    return text


def _set(text: str, change: Asked, _reel: Reel | None) -> str:
    path, value = change.text("path", longest=100), change.plain("value")
    if not _PATH.fullmatch(path):
        raise RequestError(f"{path} cannot be set from the page")
    return edit_text(text, [Edit(path=path, value=_plain(value))])


def _plain(value: Any) -> Any:
    """A JSON value as an edit takes it: numbers without a fraction are whole."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _time(text: str, change: Asked, _reel: Reel | None) -> str:
    timing = change.text("timing", longest=100).strip() if change.has("timing") else None
    return set_cue(text, change.count("scene", high=_MOST_SCENES), timing or None)


def _move(text: str, change: Asked, reel: Reel | None) -> str:
    number, to = change.count("scene", high=_MOST_SCENES), change.count("to", high=_MOST_SCENES)
    moved = move_scene(text, number, to)
    if reel is None or number >= len(reel.storyboard.scenes) or reel.storyboard.scenes[number].cue is None:
        return moved
    try:
        plan_reel(load_text(moved, reel.storyboard.file), reel.song)
    except StoryboardError:
        # Its cue belongs to its old place: without it the scene shares what is left at the new one.
        return set_cue(moved, to, None)
    return moved


def _remove(text: str, change: Asked, _reel: Reel | None) -> str:
    return remove_scene(text, change.count("scene", high=_MOST_SCENES))


def _duplicate(text: str, change: Asked, _reel: Reel | None) -> str:
    return duplicate_scene(text, change.count("scene", high=_MOST_SCENES), change.text("id", longest=60))


def _add(text: str, change: Asked, _reel: Reel | None) -> str:
    fields = {"id": change.text("id", longest=60), "prompt": change.text("prompt")}
    if change.has("at"):
        fields["at"] = change.text("at", longest=100)
    return insert_scene(text, change.count("scene", high=_MOST_SCENES), fields)


#: Every change by the name that a page calls it.
_CHANGES: Mapping[str, _Made] = MappingProxyType(
    {
        "arrive": _arrive,
        "set": _set,
        "time": _time,
        "move": _move,
        "remove": _remove,
        "duplicate": _duplicate,
        "add": _add,
    }
)
