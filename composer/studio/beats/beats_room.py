"""The beats room: what a hand does to the song's beats, kept in the beats file beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from starlette.requests import Request
from starlette.routing import BaseRoute, Route

from composer.errors import ComposerError
from composer.listening.beats_table import FASTEST, LARGEST_METER, SLOWEST
from composer.listening.beatsfile import read_beats_text
from composer.listening.by_hand.beats_text import set_in_beats_text
from composer.listening.by_hand.gestures import (
    anchored_at,
    counted_later,
    doubled,
    first_at,
    halved,
    metered,
    moved_between,
    unanchored_at,
)
from composer.listening.by_hand.mending import Bench, Settings, even_grid, left_out, looked_for, reset, shifted_seconds
from composer.listening.listen import analyse, heard_song
from composer.reporting import Json
from composer.studio.answers import Asked, RequestError, doing, telling
from composer.studio.beats.beats_telling import bench_as_json, no_bench
from composer.studio.desk import Desk
from composer.studio.telling import film_as_json

_LONGEST_SECONDS = 3 * 3600.0
_FURTHEST_SECONDS = 10.0
_MOST_BEATS = 32.0

#: What a gesture makes of the beats that are there.
_Gesture = Callable[[Bench], Settings]


class BeatsRoom:
    """Tells which corrections are in force, and makes others."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def routes(self) -> list[BaseRoute]:
        """Its routes."""
        return [
            Route("/api/beats", telling(self._tell), methods=["GET"]),
            Route("/api/beats", doing(self._mend), methods=["POST"]),
        ]

    def look(self) -> None:
        """Nothing: the desk looks at the beats file."""

    def close(self) -> None:
        """Nothing runs here."""

    def _tell(self, _request: Request) -> Json:
        file = self._desk.beats_file
        if file is None:
            return no_bench("", "")
        try:
            return bench_as_json(self._bench(file.read_text("utf-8") if file.exists() else ""))
        except (ComposerError, OSError, UnicodeDecodeError) as error:
            return no_bench(file.name, str(error))

    def _mend(self, asked: Asked) -> Json:
        label, read = _GESTURES[asked.choice("do", tuple(_GESTURES))]
        gesture = read(asked)

        def change(text: str) -> str:
            bench = self._bench(text)
            return set_in_beats_text(text, gesture(bench), bench.heard.path.name)

        self._desk.change_beats(label, change, expected=asked.text("revision", longest=100))
        return film_as_json(self._desk)

    def _bench(self, text: str) -> Bench:
        """What is mended. What was heard under these corrections is known already, and only read."""
        file, song = self._desk.beats_file, self._desk.state.song
        if file is None or song is None:
            raise ComposerError("a film without a song has no beats", "name a song in the storyboard")
        corrections = read_beats_text(text.encode("utf-8"), file)
        analysis = analyse(song.path, self._desk.order.store_folder, corrections.request)
        return Bench(heard=heard_song(song.path, analysis), corrections=corrections)


def _seconds(asked: Asked, name: str = "seconds") -> float:
    return asked.number(name, low=0, high=_LONGEST_SECONDS)


def _shift(asked: Asked) -> _Gesture:
    if asked.has("seconds"):
        seconds = asked.number("seconds", low=-_FURTHEST_SECONDS, high=_FURTHEST_SECONDS)
        return lambda bench: shifted_seconds(bench, seconds)
    beats = asked.number("beats", low=-_MOST_BEATS, high=_MOST_BEATS)
    if abs(beats) == 0.5:
        return lambda bench: moved_between(bench, 1 if beats > 0 else -1)
    if not beats.is_integer():
        raise RequestError("beats must be a whole number, or half a beat")
    return lambda bench: counted_later(bench, int(beats))


def _first(asked: Asked) -> _Gesture:
    seconds = _seconds(asked)
    return lambda bench: first_at(bench, seconds)


def _meter(asked: Asked) -> _Gesture:
    if not asked.has("meter"):
        return lambda bench: metered(bench, None)
    meter = asked.plain("meter")
    said = asked.text("meter", longest=5) if isinstance(meter, str) else asked.count("meter", high=LARGEST_METER)
    return lambda bench: metered(bench, said)


def _tempo(asked: Asked) -> _Gesture:
    if asked.has("tempo"):
        tempo, seconds = asked.number("tempo", low=1, high=1000), _seconds(asked)
        return lambda bench: even_grid(bench, tempo, seconds)
    slowest, fastest = (asked.number(name, low=SLOWEST, high=FASTEST) for name in ("slowest", "fastest"))
    return lambda bench: looked_for(bench, slowest, fastest)


def _anchor(asked: Asked) -> _Gesture:
    seconds = _seconds(asked)
    was = _seconds(asked, "was") if asked.has("was") else seconds
    return lambda bench: anchored_at(bench, seconds, was)


def _unanchor(asked: Asked) -> _Gesture:
    seconds = _seconds(asked)
    return lambda bench: unanchored_at(bench, seconds)


def _leave(asked: Asked) -> _Gesture:
    key = asked.text("key", longest=40)
    return lambda bench: left_out(bench, key)


#: What undo says of each gesture, and how it is read from a request.
_GESTURES: Mapping[str, tuple[str, Callable[[Asked], _Gesture]]] = MappingProxyType(
    {
        "shift": ("shift the beats", _shift),
        "half": ("halve the beats", lambda _asked: halved),
        "double": ("double the beats", lambda _asked: doubled),
        "first": ("count another beat one", _first),
        "meter": ("change the meter", _meter),
        "tempo": ("change the tempo", _tempo),
        "anchor": ("move a beat", _anchor),
        "unanchor": ("let a beat go", _unanchor),
        "leave": ("take a correction away", _leave),
        "reset": ("take all corrections away", lambda _asked: reset),
    }
)
