"""The beats file next to a song: what a director corrects about its beats, read with places and written to edit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from composer.errors import ComposerError, Place, Problem, StoryboardError
from composer.files import write_whole
from composer.listening.song import FloatArray, Song
from composer.storyboard.cues import parse_cue
from composer.storyboard.kinds import Number, Parsed, Schema, Yes, wanted
from composer.storyboard.measures import OFFSET_PATTERN, parse_offset
from composer.storyboard.nodes import SequenceNode, parse_nodes
from composer.storyboard.records import TimeCue
from composer.storyboard.source import Source, read_bytes, source_from_bytes
from composer.storyboard.tables import Field, ListOf, Table
from composer.storyboard.written import Ledger, Written

_CLOCK = r"([0-9]{1,3}:)?[0-9]{1,3}:[0-5][0-9](\.[0-9]+)?|[0-9]+(\.[0-9]+)? s"
_SECONDS = Number(low=0, high=3 * 3600)
_MOST_BEATS = 100_000
_LARGEST_METER = 16
#: Decimals of the seconds that are written: a twentieth of a millisecond off at most.
_DECIMALS = 4


@dataclass(frozen=True, kw_only=True)
class Corrections:
    """What a beats file says; None or 0 for what it leaves alone.

    Attributes
    ----------
    file : Path
        Where it was read.
    offset_seconds : float
        All beats later (+) or earlier (-).
    tempo : float or None
        Beats a minute of an even grid, instead of the tracked beats.
    level : float
        2 for twice as many beats as tracked, 0.5 for half as many, 1 for as many.
    first_downbeat : float or None
        Seconds of a beat that begins a bar; bars are counted from it both ways.
    meter : int or None
        Beats in a bar.
    beats : tuple of float, or None
        Seconds of every beat, increasing, instead of the tracked ones.
    anchors : mapping of int to int
        Position in the bar of those listed beats (by their number from 0) that were given one.
    downbeats : tuple of float, or None
        Those of the listed beats that begin a bar: all of them.
    places : mapping of str to Place
        Where each value stands, by its path (``beats[3]``).
    """

    file: Path
    offset_seconds: float = 0.0
    tempo: float | None = None
    level: float = 1.0
    first_downbeat: float | None = None
    meter: int | None = None
    beats: tuple[float, ...] | None = None
    anchors: Mapping[int, int] = field(default_factory=lambda: MappingProxyType({}))
    downbeats: tuple[float, ...] | None = None
    places: Mapping[str, Place] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def are_trusted(self) -> bool:
        """Whether the director has said which beats are right, not only when they sound."""
        said = (self.tempo, self.first_downbeat, self.meter, self.beats)
        return self.level != 1.0 or any(value is not None for value in said)

    def error(self, path: str, message: str, hint: str) -> StoryboardError:
        """The error at the place of a value."""
        place = self.places.get(path, Place(file=self.file, line=1, column=1))
        return StoryboardError((Problem(place=place, path=path, message=message, hint=hint),))


def beats_file_of(song: Path) -> Path:
    """Where the beats file of a song is looked for: ``the-song.beats.yaml`` next to ``the-song.ogg``."""
    return song.with_name(f"{song.stem}.beats.yaml")


def read_beats_file(file: Path) -> Corrections:
    """The corrections in a beats file; one of comments alone corrects nothing.

    Raises
    ------
    StoryboardError
        All that is wrong, each at its place.
    """
    if not file.exists():
        raise ComposerError(
            f"{file}: there is no such beats file", "write one with `longzoom listen SONG --beats FILE`"
        )
    source = source_from_bytes(read_bytes(file), file)
    if all(line.strip() == "" or line.lstrip().startswith("#") for line in source.text.splitlines()):
        return Corrections(file=file)
    ledger = Ledger(source=source)
    found = _read_table(source, ledger)
    _check_together(found, ledger)
    ledger.close()
    beats = found.get("beats")
    downbeats = found.get("downbeats")
    return Corrections(
        file=file,
        offset_seconds=found.get("offset", 0.0),
        tempo=found.get("tempo"),
        level=0.5 if "half" in found else 2.0 if "double" in found else 1.0,
        first_downbeat=found.get("first_downbeat"),
        meter=found.get("meter"),
        beats=tuple(seconds for seconds, _ in beats.values()) if beats else None,
        anchors=MappingProxyType({k: position for k, (_, position) in (beats or {}).items() if position is not None}),
        downbeats=tuple(downbeats.values()) if downbeats else None,
        places=MappingProxyType(dict(ledger.places)),
    )


def _read_table(source: Source, ledger: Ledger) -> dict[str, Any]:
    written = Written(node=parse_nodes(source), path="", ledger=ledger)
    try:
        return _TABLE.read(written)
    except ComposerError as error:
        written.refuse(error.message, error.hint)
        return {}


def _parse_time(text: str) -> float:
    cue = parse_cue(text)
    if not isinstance(cue, TimeCue):
        raise ComposerError(f'"{text}" is not a time', 'write "0.52 s" or "1:02.5"')
    return cue.seconds


@dataclass(frozen=True, kw_only=True)
class _Beat:
    """Seconds, or ``[seconds, position in the bar]``."""

    def read(self, written: Written) -> tuple[float, int | None]:
        if not isinstance(written.content, SequenceNode):
            return _SECONDS.read(written), None
        items = written.items()
        if len(items) != 2:
            raise wanted("seconds, or [seconds, position]", written, "write [12.5, 1] for a beat that begins a bar")
        position = Number(low=1, high=_LARGEST_METER, whole=True).read(items[1])
        return _SECONDS.read(items[0]), int(position)

    def schema(self) -> Schema:
        seconds = _SECONDS.schema()
        pair = {"type": "array", "prefixItems": [seconds, {"type": "integer"}], "minItems": 2, "maxItems": 2}
        return {"anyOf": [seconds, pair]}


_TABLE = Table(
    what="a beats file",
    fields={
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
        "tempo": Field(kind=Number(low=20, high=400), about="beats a minute of an even grid", examples=(97.0,)),
        "half": Field(kind=Yes(), about="half as many beats as tracked"),
        "double": Field(kind=Yes(), about="twice as many beats as tracked"),
        "first_downbeat": Field(
            kind=Parsed(
                what="a time",
                parse=_parse_time,
                pattern=f"^(?:{_CLOCK})$",
                number_hint=lambda number: f'write the unit: "{number} s"',
                zero="0 s",
            ),
            about="a beat that begins a bar",
            examples=("0.52 s", "1:02.5"),
        ),
        "meter": Field(kind=Number(low=1, high=_LARGEST_METER, whole=True), about="beats in a bar", examples=(3,)),
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
        ("downbeats", "first_downbeat"),
    ),
)


def _check_together(found: dict[str, Any], ledger: Ledger) -> None:
    beats: dict[int, tuple[float, int | None]] = found.get("beats", {})
    for number, (seconds, position) in beats.items():
        before = beats.get(number - 1)
        if before is not None and seconds <= before[0]:
            message = f"{seconds:g} s is not after the beat before it, {before[0]:g} s"
            ledger.refuse(f"beats[{number}]", message, "list the beats in the order of their times")
        if position is not None and position > found.get("meter", _LARGEST_METER):
            message = f"position {position} is beyond the bar of {found['meter']} beats"
            ledger.refuse(f"beats[{number}]", message, "change the position, or meter")
    if "downbeats" not in found:
        return
    if not beats:
        ledger.refuse("downbeats", "downbeats need the list of beats", "add beats, or write first_downbeat instead")
    elif any(position is not None for _, position in beats.values()):
        ledger.refuse("downbeats", "the beats have positions already", "keep the positions, or the downbeats")
    times = np.array([seconds for seconds, _ in beats.values()])
    for number, seconds in found["downbeats"].items():
        if beats and np.abs(times - seconds).min() > 1e-6:
            message = f"{seconds:g} s is not one of the beats"
            nearest = times[np.argmin(np.abs(times - seconds))]
            ledger.refuse(f"downbeats[{number}]", message, f"the nearest beat is {nearest:g}")


def write_beats_file(song: Song, path: Path, *, force: bool = False) -> None:
    """Write a song's beats as a beats file that says the same, commented, for a director to edit.

    Reading it back gives the same beats to 0.1 ms and the same bars.

    Raises
    ------
    ComposerError
        If the song has no beats, the file is there already (``force`` overwrites it), or cannot be written.
    """
    if path.exists() and not force:
        hint = "choose another name, or write over it with --force"
        raise ComposerError(f"{path}: this beats file is there already", hint)
    try:
        write_whole(path, _text(song).encode())
    except OSError as error:
        message = f"{path}: cannot be written: {error.strerror or error}"
        raise ComposerError(message, "check the folder and its rights") from error


_HEAD = """\
# The beats of {name}: {tempo:.2f} beats a minute, {meter} beats a bar, {count} beats in {bars} bars.
# Keep this file as {file} next to the song and it is used instead of what was heard.
# Most corrections need no list: take it away (all from "meter" on) and write one or two of these.
#
# offset: -20 ms          # all beats earlier (-) or later (+)
# half: true              # half as many beats   (or double: true)
# first_downbeat: 0.52 s  # a beat that begins a bar; bars are counted from it
# meter: 3                # beats in a bar
# tempo: 97               # an even grid through first_downbeat, whatever was heard

"""


def _text(song: Song) -> str:
    downbeats = song.downbeats
    head = _HEAD.format(
        name=song.path.name,
        tempo=song.tempo,
        meter=song.meter,
        count=len(song.beats),
        bars=len(downbeats),
        file=beats_file_of(song.path).name,
    )
    if len(song.beats) < 2:
        return head + "# No beats were heard.\n"
    lines = [f"meter: {song.meter}"]
    regular = np.array_equal(song.positions, (song.positions[0] - 1 + np.arange(len(song.beats))) % song.meter + 1)
    if regular and len(downbeats):
        lines.append(f"first_downbeat: {downbeats[0]:.{_DECIMALS}f} s")
    lines += ["beats: [", *_bar_lines(song), "  ]"]
    if not regular and len(downbeats):
        lines += ["downbeats: [", *(f"  {seconds}," for seconds in _rounded(downbeats)), "  ]"]
    return head + "\n".join(lines) + "\n"


def _bar_lines(song: Song) -> list[str]:
    """A bar a line, its number behind it."""
    starts = sorted({0, *np.flatnonzero(song.positions == 1).tolist()})
    lines, bar = [], 0
    for start, end in zip(starts, [*starts[1:], len(song.beats)], strict=True):
        bar += int(song.positions[start] == 1)
        beats = ", ".join(_rounded(song.beats[start:end]))
        lines.append(f"  {beats},  # {f'bar {bar}' if bar else 'pickup'}")
    return lines


def _rounded(times: FloatArray) -> list[str]:
    return [f"{seconds:.{_DECIMALS}f}" for seconds in times]
