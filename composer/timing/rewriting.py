"""A moment as a cue, a stretch as a length, in the unit in which the director wrote the one before."""

from __future__ import annotations

import re

from composer.listening.song import Song
from composer.storyboard.cues import format_cue, parse_cue
from composer.storyboard.records import BarCue, BeatCue, Cue, Length, SectionCue, TimeCue, Unit
from composer.timing.grid import Grid
from composer.timing.layout import SAME_SECONDS

#: A time this near to a whole, half or quarter is written as that.
_NEAT_SECONDS = 1e-3
#: Decimals of what is not neat: a fraction of a millisecond at any tempo; times and seconds keep milliseconds.
_DECIMALS, _SECONDS_DECIMALS = 4, 3
_LABEL = re.compile("[A-Z]{1,2}")


def cue_at(seconds: float, like: Cue | None, song: Song, grid: Grid | None) -> Cue:
    """The cue for a time in the song, in the unit of another one.

    Beats and times stay what they are. A section stays one where one begins; else, as where there was no cue, it is a
    bar and a beat, to a neat quarter of a beat. What has no such name (off every neat place, before bar 1, in a song
    without beats) is a time.
    """
    match like:
        case TimeCue():
            return _time(seconds)
        case BeatCue():
            return _beat(seconds, grid) or _time(seconds)
        case SectionCue():
            return _section(seconds, like, song) or _bar(seconds, grid) or _time(seconds)
        case _:
            return _bar(seconds, grid) or _time(seconds)


def length_between(begin: float, end: float, unit: Unit, grid: Grid | None) -> Length | None:
    """The length that leads from one time to a later one, neat where it can be; None where nothing is between them."""
    exact = _coordinate(end, unit, grid) - _first_coordinate(begin, unit, grid)
    neat = round(exact * 4) / 4
    if abs(neat - exact) * (end - begin) > _NEAT_SECONDS * exact:
        neat = round(exact, _SECONDS_DECIMALS if unit is Unit.SECONDS else _DECIMALS)
    return Length(amount=neat, unit=unit) if neat > 0 and end > begin else None


def _coordinate(seconds: float, unit: Unit, grid: Grid | None) -> float:
    if unit is Unit.SECONDS or grid is None:
        return seconds
    return grid.beat_at(seconds) if unit is Unit.BEATS else grid.bar_at(seconds)


def _first_coordinate(seconds: float, unit: Unit, grid: Grid | None) -> float:
    """Where a length that begins then counts from: from second 0, from the first downbeat or beat."""
    coordinate = _coordinate(seconds, unit, grid)
    return max(coordinate, 1.0) if seconds == 0 and unit is not Unit.SECONDS else coordinate


def _time(seconds: float) -> Cue:
    """To the last bit what is read once it is written: minutes and seconds do not always add up to the same float."""
    return parse_cue(format_cue(TimeCue(seconds=round(seconds, _SECONDS_DECIMALS))))


def _bar(seconds: float, grid: Grid | None) -> BarCue | None:
    if grid is None:
        return None
    bar, beat = grid.beat_in_bar(seconds)
    return BarCue(bar=bar, beat=beat) if bar >= 1 and beat * 4 % 1 == 0 else None


def _beat(seconds: float, grid: Grid | None) -> BeatCue | None:
    if grid is None:
        return None
    exact = grid.beat_at(seconds)
    neat = round(exact * 4) / 4
    if abs(grid.time_of_beat(neat) - seconds) > _NEAT_SECONDS:
        neat = round(exact, _DECIMALS)
    return BeatCue(beat=neat) if neat >= 1 else None


def _section(seconds: float, like: SectionCue, song: Song) -> SectionCue | None:
    """The section that begins then, counted among those with its label where the other one was."""
    for number, section in enumerate(song.sections, 1):
        if abs(section.start - seconds) > SAME_SECONDS:
            continue
        if not like.label or not _LABEL.fullmatch(section.label):
            return SectionCue(number=number)
        same = [earlier for earlier in song.sections[:number] if earlier.label == section.label]
        return SectionCue(number=len(same), label=section.label)
    return None
