"""Cues and lengths against the song: what second ``bar 9`` is, and where four bars from here are."""

from __future__ import annotations

from composer.errors import ComposerError
from composer.listening.song import Song
from composer.storyboard.records import BarCue, BeatCue, Cue, Length, SectionCue, TimeCue, Unit
from composer.timebase import clock
from composer.timing.grid import Grid

#: What a director can do about a song in which no beats were found.
NO_BEATS_HINT = 'write times ("0:12.5") and `seconds:`, or give the tempo in a beats file beside the song'


def time_of_cue(cue: Cue, song: Song, grid: Grid | None) -> float:
    """Seconds in the song of a cue.

    Raises
    ------
    ComposerError
        If the song has no such bar, beat, section or second.
    """
    match cue:
        case TimeCue(seconds=seconds):
            if seconds >= song.duration:
                raise ComposerError(
                    f"{clock(seconds)} is after the end of the song ({clock(song.duration)})",
                    "choose an earlier time",
                )
            return seconds
        case SectionCue():
            return _time_of_section(cue, song)
        case BarCue() | BeatCue():
            return _time_on_grid(cue, song, grid)


def _time_on_grid(cue: BarCue | BeatCue, song: Song, grid: Grid | None) -> float:
    name = f"bar {cue.bar}" if isinstance(cue, BarCue) else f"beat {cue.beat:g}"
    if grid is None:
        raise ComposerError(f"{name} does not exist: no beats were found in the song", NO_BEATS_HINT)
    if isinstance(cue, BeatCue):
        seconds, last = grid.time_of_beat(cue.beat), f"its last beat is {grid.last_beat}"
    else:
        seconds, last = grid.time_of_bar(cue.bar, cue.beat), f"its last bar is {grid.last_bar}"
        if cue.beat >= (beats := grid.beats_in_bar(cue.bar)) + 1:
            raise ComposerError(
                f"{name} has no beat {cue.beat:g}: it has {beats} beats",
                f"write `bar {cue.bar + 1}` for the next bar",
            )
    if seconds >= song.duration:
        raise ComposerError(f"{name} is after the end of the song ({last})", "choose an earlier one")
    return max(seconds, 0.0)


def _time_of_section(cue: SectionCue, song: Song) -> float:
    found = [section for section in song.sections if not cue.label or section.label == cue.label]
    if cue.number > len(found):
        name = f"section {cue.label} {cue.number}" if cue.label else f"section {cue.number}"
        have = ", ".join(f"{i} ({s.label}, {clock(s.start)})" for i, s in enumerate(song.sections, 1))
        raise ComposerError(f"the song has no {name}", f"its sections are {have}" if have else "it has none")
    return found[cue.number - 1].start


def later(begin: float, length: Length, grid: Grid | None) -> float:
    """The second at which a length that begins at ``begin`` ends.

    A film begins with the sound but a bar count with bar 1: from second 0, bars and beats count from the first
    downbeat or beat, and what sounds before it is extra.

    Raises
    ------
    ValueError
        For bars or beats without a grid.
    """
    return _move(begin, length, grid, +1)


def earlier(end: float, length: Length, grid: Grid | None) -> float:
    """The second at which a length that ends at ``end`` begins; may be negative."""
    return _move(end, length, grid, -1)


def whole_end(song: Song, unit: Unit, grid: Grid | None) -> float:
    """The bar line or beat nearest to the song's end, maybe a little after it; for seconds the end itself."""
    if grid is None or unit is Unit.SECONDS:
        return song.duration
    if unit is Unit.BEATS:
        return grid.time_of_beat(round(grid.beat_at(song.duration)))
    return grid.time_of_bar(round(grid.bar_at(song.duration)))


def _move(time: float, length: Length, grid: Grid | None, sign: int) -> float:
    if length.unit is Unit.SECONDS:
        return time + sign * length.amount
    if grid is None:
        raise ValueError("bars and beats need a grid")
    if length.unit is Unit.BEATS:
        beat = grid.beat_at(time)
        return grid.time_of_beat((max(beat, 1.0) if time == 0 else beat) + sign * length.amount)
    bar = grid.bar_at(time)
    return grid.time_of_bar((max(bar, 1.0) if time == 0 else bar) + sign * length.amount)


def format_length(length: Length) -> str:
    """As a director would say it: ``8 bars``.

    Examples
    --------
    >>> format_length(Length(amount=8, unit=Unit.BARS))
    '8 bars'
    """
    unit = length.unit.value
    return f"{length.amount:g} {unit[:-1] if length.amount == 1 else unit}"
