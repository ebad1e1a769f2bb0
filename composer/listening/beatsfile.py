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
from composer.listening.beats_table import BEATS_FILE, LARGEST_METER, TempoRange
from composer.listening.guidance import NEIGHBOURS_SECONDS, UNGUIDED, Anchor, Guidance
from composer.listening.request import Request
from composer.listening.song import FloatArray, IntArray, Song
from composer.listening.trackers import OWN, TrackerChoice
from composer.storyboard.nodes import parse_nodes
from composer.storyboard.source import Source, read_bytes, source_from_bytes
from composer.storyboard.written import Ledger, Written

#: Anchors nearer to each other than this (seconds) are not two beats: the fastest tempo has 0.15 s.
_NEAREST_ANCHORS = 0.1
#: Decimals of the seconds that are written: a twentieth of a millisecond off at most.
_DECIMALS = 4


@dataclass(frozen=True, kw_only=True)
class Corrections:
    """What a beats file says; None or 0 for what it leaves alone.

    Tracker, tempo range, meter and anchors go to the tracker; the others correct what it found.

    Attributes
    ----------
    file : Path
        Where it was read.
    tracker : TrackerChoice
        What finds the beats.
    tempo_range : TempoRange or None
        Where the tracker looks for the tempo.
    anchors : tuple of Anchor
        Beats that are right, in the order of their times.
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
    positions : mapping of int to int
        Position in the bar of those listed beats (by their number from 0) that were given one.
    downbeats : tuple of float, or None
        Those of the listed beats that begin a bar: all of them.
    places : mapping of str to Place
        Where each value stands, by its path (``beats[3]``).
    """

    file: Path
    tracker: TrackerChoice = OWN
    tempo_range: TempoRange | None = None
    anchors: tuple[Anchor, ...] = ()
    offset_seconds: float = 0.0
    tempo: float | None = None
    level: float = 1.0
    first_downbeat: float | None = None
    meter: int | None = None
    beats: tuple[float, ...] | None = None
    positions: Mapping[int, int] = field(default_factory=lambda: MappingProxyType({}))
    downbeats: tuple[float, ...] | None = None
    places: Mapping[str, Place] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def are_trusted(self) -> bool:
        """Whether the director has said which beats are right, not only when they sound."""
        said = (self.tempo, self.first_downbeat, self.beats)
        return self.level != 1.0 or any(value is not None for value in said)

    @property
    def request(self) -> Request:
        """What is asked of the listening. Beats that are all given need no guidance, and so no other analysis."""
        if self.beats is not None or self.tempo is not None:
            return Request(tracker=self.tracker, guidance=UNGUIDED)
        tempo = self.tempo_range and (self.tempo_range.slowest, self.tempo_range.fastest)
        return Request(
            tracker=self.tracker, guidance=Guidance(tempo=tempo or None, meter=self.meter, anchors=self.anchors)
        )

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
    return read_beats_text(read_bytes(file), file)


def read_beats_text(text: bytes, file: Path) -> Corrections:
    """The corrections in the text that a beats file has, or would have.

    Raises
    ------
    StoryboardError
        All that is wrong, each at its place.
    """
    source = source_from_bytes(text, file)
    if all(line.strip() == "" or line.lstrip().startswith("#") for line in source.text.splitlines()):
        return Corrections(file=file)
    ledger = Ledger(source=source)
    found = _read_table(source, ledger)
    _check_together(found, ledger)
    ledger.close()
    beats, downbeats, tempo = (found.get(key) for key in ("beats", "downbeats", "tempo"))
    return Corrections(
        file=file,
        tracker=found.get("tracker", OWN),
        tempo_range=tempo if isinstance(tempo, TempoRange) else None,
        anchors=_anchors(found.get("anchors", {})),
        offset_seconds=found.get("offset", 0.0),
        tempo=None if isinstance(tempo, TempoRange) else tempo,
        level=0.5 if "half" in found else 2.0 if "double" in found else 1.0,
        first_downbeat=found.get("first_downbeat"),
        meter=found.get("meter"),
        beats=tuple(seconds for seconds, _ in beats.values()) if beats else None,
        positions=MappingProxyType({k: position for k, (_, position) in (beats or {}).items() if position is not None}),
        downbeats=tuple(downbeats.values()) if downbeats else None,
        places=MappingProxyType(dict(ledger.places)),
    )


def _anchors(written: dict[int, tuple[float, int | None]]) -> tuple[Anchor, ...]:
    return tuple(Anchor(seconds=seconds, position=position) for seconds, position in written.values())


def _read_table(source: Source, ledger: Ledger) -> dict[str, Any]:
    written = Written(node=parse_nodes(source), path="", ledger=ledger)
    try:
        return BEATS_FILE.read(written)
    except ComposerError as error:
        written.refuse(error.message, error.hint)
        return {}


def _check_together(found: dict[str, Any], ledger: Ledger) -> None:
    for key in ("beats", "anchors"):
        _check_times(key, found, ledger)
    _check_anchors(found, ledger)
    _check_downbeats(found, ledger)
    grid = found.get("tracker", OWN).name == "grid"
    if grid and "tempo" in found:
        ledger.refuse("tempo", "a grid has its tempo already", "keep one of: tempo, the tracker grid")


def _check_times(key: str, found: dict[str, Any], ledger: Ledger) -> None:
    """Listed beats, or anchors: in order, each within its bar."""
    listed: dict[int, tuple[float, int | None]] = found.get(key, {})
    one = key.removesuffix("s")
    for number, (seconds, position) in listed.items():
        before = listed.get(number - 1)
        if before is not None and seconds <= before[0]:
            message = f"{seconds:g} s is not after the {one} before it, {before[0]:g} s"
            ledger.refuse(f"{key}[{number}]", message, f"list the {key} in the order of their times")
        if position is not None and position > found.get("meter", LARGEST_METER):
            message = f"position {position} is beyond the bar of {found['meter']} beats"
            ledger.refuse(f"{key}[{number}]", message, "change the position, or meter")


def _check_anchors(found: dict[str, Any], ledger: Ledger) -> None:
    anchors: dict[int, tuple[float, int | None]] = found.get("anchors", {})
    for number, (seconds, position) in anchors.items():
        gap = seconds - anchors[number - 1][0] if number - 1 in anchors else NEIGHBOURS_SECONDS
        before = anchors[number - 1][1] if number - 1 in anchors else None
        if 0 < gap < _NEAREST_ANCHORS:
            message = f"{seconds:g} s is only {1000 * gap:.0f} ms after the anchor before it"
            ledger.refuse(f"anchors[{number}]", message, "take one of the two away: they are one beat")
        elif 0 < gap < NEIGHBOURS_SECONDS and before and position and position not in (before + 1, 1):
            message = f"position {position} does not follow position {before} of the beat before it"
            hint = f"anchors nearer than {NEIGHBOURS_SECONDS} s are neighbouring beats: write {before + 1} or 1"
            ledger.refuse(f"anchors[{number}]", message, hint)
    if anchors and isinstance(found.get("tempo"), float):
        message = "an even grid leaves no room for anchors"
        hint = "write a range, as in tempo: 90 to 120, or first_downbeat instead of the anchors"
        ledger.refuse("anchors", message, hint)


def _check_downbeats(found: dict[str, Any], ledger: Ledger) -> None:
    beats: dict[int, tuple[float, int | None]] = found.get("beats", {})
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
# meter: 3                # beats in a bar, or 6/8, 7/8 ...
# tempo: 90 to 120        # look for the beats here
# anchors: [12.5, [13.02, 1]]  # these beats are right, the second begins a bar
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
    texts = grid_texts(song.beats, song.positions, song.meter)
    return head + "".join(f"{key}: {value}\n" for key, value in texts.items() if value is not None)


def grid_texts(beats: FloatArray, positions: IntArray, meter: int) -> dict[str, str | None]:
    """What a beats file says that lists these beats and bars: the text of each key, None for one that it lacks.

    Parameters
    ----------
    beats : float64 array, shape (n,), n >= 2
        Seconds, increasing.
    positions : int64 array, shape (n,)
        Position of each in its bar, from 1.
    meter : int
        Beats in a bar.
    """
    downbeats = beats[positions == 1]
    regular = np.array_equal(positions, (positions[0] - 1 + np.arange(len(beats))) % meter + 1)
    first = f"{downbeats[0]:.{_DECIMALS}f} s" if regular and len(downbeats) else None
    starts = [f"  {seconds}," for seconds in _rounded(downbeats)]
    return {
        "meter": str(meter),
        "first_downbeat": first,
        "beats": "\n".join(["[", *_bar_lines(beats, positions), "  ]"]),
        "downbeats": "\n".join(["[", *starts, "  ]"]) if starts and not regular else None,
    }


def _bar_lines(beats: FloatArray, positions: IntArray) -> list[str]:
    """A bar a line, its number behind it."""
    starts = sorted({0, *np.flatnonzero(positions == 1).tolist()})
    lines, bar = [], 0
    for start, end in zip(starts, [*starts[1:], len(beats)], strict=True):
        bar += int(positions[start] == 1)
        times = ", ".join(_rounded(beats[start:end]))
        lines.append(f"  {times},  # {f'bar {bar}' if bar else 'pickup'}")
    return lines


def _rounded(times: FloatArray) -> list[str]:
    return [f"{seconds:.{_DECIMALS}f}" for seconds in times]
