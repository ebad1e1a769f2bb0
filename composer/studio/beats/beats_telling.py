"""What the page is told about the corrections of the beats: which are in force, and what cannot be done and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from composer.errors import ComposerError
from composer.listening.beats_table import TempoRange
from composer.listening.by_hand.gestures import (
    anchored_at,
    counted_later,
    doubled,
    first_at,
    halved,
    metered,
    moved_between,
)
from composer.listening.by_hand.mending import (
    Bench,
    Settings,
    even_grid,
    in_force,
    looked_for,
    shifted_seconds,
    trimmed,
)
from composer.reporting import Json
from composer.timebase import clock


def bench_as_json(bench: Bench) -> Json:
    """The corrections that are in force, the anchors in the song's time, and what cannot be done with a reason."""
    corrections = bench.corrections
    offset = corrections.offset_seconds
    return {
        "file": corrections.file.name,
        "wrong": None,
        "kind": "listed" if bench.is_listed else "even" if bench.is_even else "tracked",
        "corrections": [{"key": key, "says": _WORDS[key](value)} for key, value in in_force(corrections).items()],
        "anchors": [round(anchor.seconds + offset, 4) for anchor in corrections.anchors],
        "meter": corrections.meter,
        "heard": {"tempo": bench.heard.tempo, "meter": bench.heard.meter},
        "cannot": {name: reason for name, gesture in _TRIED.items() if (reason := _reason(gesture, bench))},
    }


def no_bench(file: str, wrong: str) -> Json:
    """The same where there is nothing to correct, or the beats file is wrong."""
    return {
        "file": file,
        "wrong": wrong or None,
        "kind": "tracked",
        "corrections": [],
        "anchors": [],
        "meter": None,
        "heard": None,
        "cannot": dict.fromkeys(_TRIED, wrong or "a film without a song has no beats"),
    }


def _anchored(bench: Bench) -> Settings:
    """A beat in the middle of the song is right where it is."""
    seconds = float(bench.beats[len(bench.beats) // 2]) + bench.corrections.offset_seconds
    return anchored_at(bench, seconds, seconds)


#: A gesture of each kind, tried on what is there: what it raises is why it cannot be done.
_TRIED: Mapping[str, Callable[[Bench], Settings]] = MappingProxyType(
    {
        "shift": lambda bench: shifted_seconds(bench, 0.01),
        "later": lambda bench: counted_later(bench, 1),
        "between": lambda bench: moved_between(bench, 1),
        "half": halved,
        "double": doubled,
        "first": lambda bench: first_at(bench, 0.0),
        "meter": lambda bench: metered(bench, 3),
        "range": lambda bench: looked_for(bench, 90, 110),
        "even": lambda bench: even_grid(bench, 100, 0.0),
        "anchor": _anchored,
    }
)


def _reason(gesture: Callable[[Bench], Settings], bench: Bench) -> str | None:
    try:
        gesture(bench)
    except ComposerError as error:
        return f"{error.message}; {error.hint}" if error.hint else error.message
    return None


def _says_offset(seconds: float) -> str:
    return f"{trimmed(abs(1000 * seconds), 1)} ms {'later' if seconds >= 0 else 'earlier'}"


def _says_tempo(tempo: float | TempoRange) -> str:
    if isinstance(tempo, TempoRange):
        return f"looked for between {tempo.slowest:g} and {tempo.fastest:g} beats a minute"
    return f"an even grid of {tempo:g} beats a minute"


def _many(count: int, one: str, rest: str) -> str:
    return f"{count} {one}{'' if count == 1 else 's'} {rest}"


#: Each correction in words, of what it means.
_WORDS: Mapping[str, Callable[[Any], str]] = MappingProxyType(
    {
        "tracker": lambda name: f"found by {name}",
        "offset": _says_offset,
        "tempo": _says_tempo,
        "half": lambda _half: "half as many beats as heard",
        "double": lambda _double: "twice as many beats as heard",
        "first_downbeat": lambda seconds: f"bars are counted from {clock(seconds)}",
        "meter": lambda meter: _many(meter, "beat", "a bar"),
        "anchors": lambda anchors: _many(len(anchors), "beat", "set by hand"),
        "beats": lambda beats: _many(len(beats), "beat", "listed one by one"),
        "downbeats": lambda downbeats: _many(len(downbeats), "bar", "listed one by one"),
    }
)
