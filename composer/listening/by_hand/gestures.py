"""What a hand does to the beats of a song, whether they are tracked, an even grid or listed one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from composer.errors import ComposerError
from composer.listening.beats_table import FASTEST, SLOWEST
from composer.listening.beatsfile import read_beats_text
from composer.listening.by_hand.listed_beats import (
    list_between,
    list_counted,
    list_doubled,
    list_halved,
    list_metered,
    list_moved,
)
from composer.listening.by_hand.mending import (
    Bench,
    Settings,
    checked_tempo,
    counted_from,
    moment,
    refuse_list,
    trimmed,
    whole,
)
from composer.listening.guidance import NEIGHBOURS_SECONDS, Anchor

#: Seconds within which an anchor is the one that is meant, and takes the place of another.
_SAME_ANCHOR = 0.1
#: How much slower and faster than the beats that are there a range goes, for the tempo that drifts.
_WIDER = 1.08
#: Beats over which the tempo of a range is taken, so that one wrong beat does not widen it.
_SPAN = 8


def counted_later(bench: Bench, count: int) -> Settings:
    """Bars begin so many beats later (+) or earlier (-): another beat is counted 1."""
    beats = bench.beats
    if bench.is_listed:
        return list_counted(bench, count)
    numbers = (bench.first + count + bars * bench.song.meter for bars in (0, 1, -1))
    number = next((each for each in numbers if 0 <= each < len(beats)), None)
    if number is not None:
        return _counted_at(bench, number)
    return counted_from(bench, float(beats[bench.first]) + count * bench.length_at(bench.first))


def moved_between(bench: Bench, direction: int) -> Settings:
    """Every beat half a beat later (+1) or earlier (-1).

    Raises
    ------
    ComposerError
        If anchors say that the beats are right where they are.
    """
    beats, first = bench.beats, bench.first
    if bench.corrections.anchors:
        message = "the anchors say which beats are right: half a beat off, they would be wrong"
        raise ComposerError(message, "take the anchors away first")
    if bench.is_listed:
        return list_between(bench, direction)
    neighbour = first + direction
    step = bench.length_at(first) * direction
    if 0 <= neighbour < len(beats):
        step = float(beats[neighbour] - beats[first])
    middle = float(beats[first]) + step / 2
    if middle < 0:
        middle = float(beats[first + bench.song.meter]) + step / 2 if first + bench.song.meter < len(beats) else 0.0
    return {"first_downbeat": moment(middle)} if bench.is_even else counted_from(bench, middle)


def halved(bench: Bench) -> Settings:
    """Half as many beats; the level that was said before goes where the two cancel out.

    Raises
    ------
    ComposerError
        If the file cannot say it.
    """
    if bench.is_listed:
        return list_halved(bench)
    return _leveled(bench, 0.5)


def doubled(bench: Bench) -> Settings:
    """Twice as many beats; as ``halved``."""
    if bench.is_listed:
        return list_doubled(bench)
    return _leveled(bench, 2.0)


def _leveled(bench: Bench, ratio: float) -> Settings:
    corrections, tempi = bench.corrections, bench.corrections.tempo_range
    if corrections.tempo is not None:
        return {"tempo": whole(float(trimmed(checked_tempo(corrections.tempo * ratio), 4)))}
    if corrections.anchors:
        return {"tempo": _range_by_anchors(bench, ratio)}
    if tempi is not None:
        edges = checked_tempo(tempi.slowest * ratio), checked_tempo(tempi.fastest * ratio)
        return {"tempo": " to ".join(trimmed(edge, 2) for edge in edges)}
    _ = bench.beats  # Raises where there are none.
    name, other = ("half", "double") if ratio < 1 else ("double", "half")
    if corrections.level == ratio:
        message = f"the beats are {name.replace('half', 'halved').replace('double', 'doubled')} already"
        raise ComposerError(message, f"look for beats around {bench.song.tempo * ratio:.0f} instead")
    return {other: None} if corrections.level != 1.0 else {name: True}


def _range_by_anchors(bench: Bench, ratio: float) -> str:
    anchors = bench.corrections.anchors
    if any(b.seconds - a.seconds < NEIGHBOURS_SECONDS for a, b in pairwise(anchors)):
        message = "neighbouring anchors say how fast the beats are"
        raise ComposerError(message, "take the anchors away first")
    return tempo_range(bench, ratio)


def tempo_range(bench: Bench, ratio: float = 1.0) -> str:
    """The tempi that the beats have now, times a ratio, as a beats file writes a range."""
    beats = bench.beats
    span = min(_SPAN, len(beats) - 1)
    tempi = ratio * 60 * span / (beats[span:] - beats[:-span])
    low, high = np.percentile(tempi, 5) / _WIDER, np.percentile(tempi, 95) * _WIDER
    checked_tempo(float(np.median(tempi)))
    return f"{max(np.floor(low), SLOWEST):.0f} to {min(np.ceil(high), FASTEST):.0f}"


def first_at(bench: Bench, seconds: float) -> Settings:
    """The beat that is nearest to a moment of the song begins a bar.

    Where anchors say which beats begin bars it becomes one of them.
    """
    beats, number = bench.beats, bench.nearest(seconds)
    if bench.is_listed:
        return _list_first(bench, number)
    if any(anchor.position for anchor in bench.corrections.anchors):
        anchors = _with_anchor(bench, Anchor(seconds=float(beats[number]), position=1), float(beats[number]))
        gone = {"first_downbeat": None} if "first_downbeat" in bench.corrections.places else {}
        return {"anchors": anchors, **gone}
    inner = seconds - bench.corrections.offset_seconds
    if abs(inner - beats[number]) > bench.length_at(number) and number in (0, len(beats) - 1):
        # Beyond the tracked beats their length goes on.
        return counted_from(bench, inner)
    return _counted_at(bench, number)


def _counted_at(bench: Bench, number: int) -> Settings:
    """Bars are counted from a beat: named by another one that begins a bar where it lies before the file's time."""
    beats = bench.beats
    while beats[number] < 0 and number + bench.song.meter < len(beats):
        number += bench.song.meter
    return counted_from(bench, float(beats[number]))


def _list_first(bench: Bench, number: int) -> Settings:
    starts = np.flatnonzero(bench.positions == 1)
    if not len(starts):
        return list_counted(bench, number - bench.first)
    return list_counted(bench, int(number - starts[np.argmin(np.abs(starts - number))]))


def metered(bench: Bench, meter: int | str | None) -> Settings:
    """Bars of another meter; None for the one that is heard.

    Parameters
    ----------
    bench : Bench
    meter : int, str or None
        As it is written: 3, or ``6/8``.

    Raises
    ------
    StoryboardError
        If there is no such meter.
    """
    corrections = bench.corrections
    said = meter and read_beats_text(f"meter: {meter}\n".encode(), corrections.file).meter
    if bench.is_listed and said and (corrections.positions or corrections.downbeats is not None):
        return {**list_metered(bench, int(said)), "meter": meter}
    return {"meter": meter}


def anchored_at(bench: Bench, seconds: float, was: float) -> Settings:
    """The beat nearest to ``was`` is right at another moment of the song: it becomes an anchor there, or its entry
    in the list changes.

    Raises
    ------
    ComposerError
        If the file lays an even grid.
    """
    if bench.is_even:
        message = "an even grid leaves no room for a beat of its own"
        raise ComposerError(message, "shift the grid, or take the tempo away first")
    corrections = bench.corrections
    inner = seconds - corrections.offset_seconds
    if inner < 0:
        raise ComposerError("a beat cannot lie before the song", "drag it less far")
    if corrections.beats is not None:
        return list_moved(bench, was - corrections.offset_seconds, inner)
    number = bench.nearest(was)
    # Counted from first_downbeat its position is said already.
    position = int(bench.positions[number]) if corrections.first_downbeat is None else None
    anchor = Anchor(seconds=inner, position=position)
    settings: dict[str, object] = {"anchors": _with_anchor(bench, anchor, float(bench.beats[number]))}
    if corrections.level != 1.0:
        settings |= {"tempo": tempo_range(bench), "half": None, "double": None}
    return settings


def unanchored_at(bench: Bench, seconds: float) -> Settings:
    """The anchor nearest to a moment of the song is taken away.

    Raises
    ------
    ComposerError
        If there is none.
    """
    inner, anchors = seconds - bench.corrections.offset_seconds, list(bench.corrections.anchors)
    nearest = min(anchors, key=lambda each: abs(each.seconds - inner), default=None)
    if nearest is None or abs(nearest.seconds - inner) > _SAME_ANCHOR:
        raise ComposerError("there is no anchor at this beat", "it was taken away meanwhile")
    anchors.remove(nearest)
    return {"anchors": _written(anchors) if anchors else None}


def _with_anchor(bench: Bench, anchor: Anchor, was: float) -> list[object]:
    """The anchors with one more; it takes the place of those that are the same beat, before or now."""
    refuse_list(bench, "an anchor")
    kept = [
        each
        for each in bench.corrections.anchors
        if min(abs(each.seconds - was), abs(each.seconds - anchor.seconds)) > _SAME_ANCHOR
    ]
    rounded = replace(anchor, seconds=float(trimmed(anchor.seconds, 4)))
    return _written(sorted([*kept, rounded], key=lambda each: each.seconds))


def _written(anchors: Sequence[Anchor]) -> list[object]:
    return [each.seconds if each.position is None else [each.seconds, each.position] for each in anchors]
