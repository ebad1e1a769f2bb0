"""The language of beats files as one table: every key, what it takes and what it is about."""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from composer.errors import ComposerError
from composer.listening.moments import MOMENT
from composer.listening.trackers import OWN, TRACKERS, TrackerChoice
from composer.storyboard.kinds import Choice, Number, Parsed, Schema, Yes, wanted
from composer.storyboard.measures import OFFSET_PATTERN, parse_offset
from composer.storyboard.nodes import SequenceNode
from composer.storyboard.suggest import nearest, quote
from composer.storyboard.tables import ByShape, Field, ListOf, Table, read_into
from composer.storyboard.written import Written

LARGEST_METER = 16
SLOWEST, FASTEST = 20, 400
_SECONDS = Number(low=0, high=3 * 3600)
_MOST_BEATS, _MOST_ANCHORS = 100_000, 10_000
_NAMES = ", ".join(TRACKERS)
_TEMPO = r"[0-9]{1,3}(?:\.[0-9]{1,6})?"
_RANGE = f"({_TEMPO})(?: to | ?[-–] ?)({_TEMPO})"
#: Beats in a bar of so many eighths that are counted in threes.
_COMPOUND = {6: 2, 9: 3, 12: 4}


@dataclass(frozen=True, kw_only=True)
class TempoRange:
    """Slowest and fastest beats a minute."""

    slowest: float
    fastest: float


class _Tempo:
    """A number for an even grid, or a range for the tracker to look in."""

    def read(self, written: Written) -> float | TempoRange:
        value = written.plain()
        if not isinstance(value, str):
            return Number(low=SLOWEST, high=FASTEST).read(written)
        match = re.fullmatch(_RANGE, value.strip())
        if match is None:
            return Number(low=SLOWEST, high=FASTEST).read(written)
        slowest, fastest = float(match[1]), float(match[2])
        for tempo, text in ((slowest, match[1]), (fastest, match[2])):
            if not SLOWEST <= tempo <= FASTEST:
                size = "large" if tempo > FASTEST else "small"
                raise ComposerError(f"{text} is too {size}", f"write tempi from {SLOWEST} to {FASTEST}")
        if slowest == fastest:
            hint = f'for an even grid write {match[1]}, else "{slowest - 3:g} to {slowest + 3:g}"'
            raise ComposerError(f"{quote(value)} leaves no range", hint)
        if slowest > fastest:
            raise ComposerError(f"{quote(value)} goes from fast to slow", f'write "{match[2]} to {match[1]}"')
        return TempoRange(slowest=slowest, fastest=fastest)

    def schema(self) -> Schema:
        number = Number(low=SLOWEST, high=FASTEST).schema()
        return {"anyOf": [number, {"type": "string", "pattern": f"^{_RANGE}$"}]}


class _Meter:
    """Beats in a bar, or a time signature: 6/8 has two beats, 7/8 has seven."""

    def read(self, written: Written) -> int:
        value = written.plain()
        match = re.fullmatch("([0-9]{1,3})/([0-9]{1,3})", value.strip()) if isinstance(value, str) else None
        if match is None:
            return int(Number(low=1, high=LARGEST_METER, whole=True).read(written))
        count, unit = int(match[1]), int(match[2])
        if unit not in (2, 4, 8):
            raise ComposerError(f"{quote(match[0])} is not counted here", 'write it as in "3/4", "6/8" or "2/2"')
        beats = _COMPOUND.get(count, count) if unit == 8 else count
        if not 1 <= beats <= LARGEST_METER:
            raise ComposerError(f"{match[0]} has {beats} beats", f"write a meter of 1 to {LARGEST_METER} beats")
        return beats

    def schema(self) -> Schema:
        number = Number(low=1, high=LARGEST_METER, whole=True).schema()
        return {"anyOf": [number, {"type": "string", "pattern": "^(?:[1-9]|1[0-6])/[248]$"}]}


@dataclass(frozen=True, kw_only=True)
class _Beat:
    """Seconds, or ``[seconds, position in the bar]``."""

    def read(self, written: Written) -> tuple[float, int | None]:
        if not isinstance(written.content, SequenceNode):
            return _SECONDS.read(written), None
        items = written.items()
        if len(items) != 2:
            raise wanted("seconds, or [seconds, position]", written, "write [12.5, 1] for a beat that begins a bar")
        position = Number(low=1, high=LARGEST_METER, whole=True).read(items[1])
        return _SECONDS.read(items[0]), int(position)

    def schema(self) -> Schema:
        seconds = _SECONDS.schema()
        pair = {"type": "array", "prefixItems": [seconds, {"type": "integer"}], "minItems": 2, "maxItems": 2}
        return {"anyOf": [seconds, pair]}


class _NamedTracker:
    """A tracker that needs no options, by its name."""

    def read(self, written: Written) -> TrackerChoice:
        name = Choice(names=tuple(TRACKERS), what="tracker").read(written)
        needed = [key for key, each in TRACKERS[name].options.fields.items() if each.required]
        if needed:
            example = TRACKERS[name].options.fields[needed[0]].examples[0]
            message = f"the tracker {name} needs {' and '.join(needed)}"
            raise ComposerError(message, f"write {{{name}: {{{needed[0]}: {example:g}}}}}")
        return TrackerChoice(name=name)

    def schema(self) -> Schema:
        plain = [name for name, each in TRACKERS.items() if not any(f.required for f in each.options.fields.values())]
        return {"enum": plain}


class _TrackerOptions:
    """A mapping with one key, the tracker's name, to its options."""

    def read(self, written: Written) -> TrackerChoice:
        entries = written.entries()
        if len(entries) != 1:
            raise ComposerError(f"{len(entries)} trackers are named; a song has one", f"keep one of: {_NAMES}")
        entry = entries[0]
        if entry.key not in TRACKERS:
            message = f"no tracker is called {quote(entry.key)}"
            entry.value.refuse(message, nearest(entry.key, TRACKERS), index=entry.key_node.start)
            return OWN
        found: dict[str, Any] = {}
        read_into(found, entry.key, TRACKERS[entry.key].options, entry.value)
        return TrackerChoice(name=entry.key, options=MappingProxyType(found.get(entry.key, {})))

    def schema(self) -> Schema:
        return {
            "type": "object",
            "properties": {name: each.options.schema() for name, each in TRACKERS.items()},
            "additionalProperties": False,
            "minProperties": 1,
            "maxProperties": 1,
        }


BEATS_FILE = Table(
    what="a beats file",
    fields={
        "tracker": Field(
            kind=ByShape(what=f"a tracker ({_NAMES})", single=_NamedTracker(), mapping=_TrackerOptions()),
            about="what finds the beats: longzoom, beat_this (a model with weights of its own) or grid",
            examples=("beat_this", {"grid": {"bpm": 97.0, "offset": "0.52 s"}}),
        ),
        "offset": Field(
            kind=Parsed(
                what="a time with its unit",
                parse=parse_offset,
                pattern=f"^{OFFSET_PATTERN}$",
                number_hint=lambda number: f'write the unit: "{number} ms" or "{number} s"',
                zero="0 ms",
            ),
            about="all beats later (+) or earlier (-)",
            examples=("-20 ms",),
        ),
        "tempo": Field(
            kind=_Tempo(),
            about="beats a minute: a range to look for the beats in, or one number for an even grid",
            examples=("90 to 120", 97.0),
        ),
        "half": Field(kind=Yes(), about="half as many beats as tracked"),
        "double": Field(kind=Yes(), about="twice as many beats as tracked"),
        "first_downbeat": Field(kind=MOMENT, about="a beat that begins a bar", examples=("0.52 s", "1:02.5")),
        "meter": Field(kind=_Meter(), about="beats in a bar, or a time signature", examples=(3, "6/8")),
        "anchors": Field(
            kind=ListOf(what="anchors", item=_Beat(), low=1, high=_MOST_ANCHORS),
            about="beats that are right: each seconds, or [seconds, position in the bar]",
            examples=([12.5, [13.02, 1]],),
        ),
        "beats": Field(kind=ListOf(what="beats", item=_Beat(), low=2, high=_MOST_BEATS), about="every beat in seconds"),
        "downbeats": Field(
            kind=ListOf(what="downbeats", item=_SECONDS, low=1, high=_MOST_BEATS), about="which beats begin a bar"
        ),
    },
    exclusive=(
        ("tempo", "half", "double"),
        ("beats", "tempo"),
        ("beats", "half"),
        ("beats", "double"),
        ("beats", "anchors"),
        ("anchors", "half"),
        ("anchors", "double"),
        ("downbeats", "first_downbeat"),
    ),
)


def beats_schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of a beats file, made from the table that the reader reads by."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Longzoom beats file",
        "description": "What a director corrects about the beats of a song.",
        **BEATS_FILE.schema(),
    }
