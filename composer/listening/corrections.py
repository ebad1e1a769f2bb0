"""What a beats file makes of the beats that were tracked."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from composer.listening.beatsfile import Corrections
from composer.listening.song import FloatArray, IntArray, Passage, Section, Song

#: Parts of a beat: a downbeat given this near to a beat is that beat; further off, the beats lie in between.
_NEAR = 0.25
#: Beats this far before the start of the song are rounding, and belong to it (seconds).
_START = 1e-4


@dataclass(frozen=True, kw_only=True, eq=False)
class _Grid:
    beats: FloatArray
    positions: IntArray
    meter: int


def corrected(song: Song, corrections: Corrections) -> Song:
    """The song with corrected beats, bars, tempo, sections and confidence; ``strengths`` are all 0: they are measured
    anew at the new beats. What guided the tracker is in its beats already.

    Raises
    ------
    StoryboardError
        If a correction does not fit the song, at its place in the beats file.
    """
    _check_fit(song, corrections)
    if corrections.beats is not None:
        grid = _listed(song, corrections)
    elif corrections.tempo is not None:
        grid = _even(song, corrections)
    else:
        grid = _recounted(song, corrections)
    beats = grid.beats + corrections.offset_seconds
    beats = np.where((beats < 0) & (beats > -_START), 0.0, beats)
    inside = (beats >= 0) & (beats < song.duration)
    beats, positions = beats[inside], grid.positions[inside]
    return replace(
        song,
        beats=beats,
        positions=positions,
        meter=grid.meter,
        tempo=float(60 / np.median(np.diff(beats))) if len(beats) > 1 else 0.0,
        strengths=np.zeros(len(beats)),
        sections=_snapped(song.sections, beats[positions == 1], corrections.offset_seconds),
        confidence=1.0 if corrections.are_trusted else song.confidence,
        passages=_trusted(song) if corrections.are_trusted else song.passages,
    )


def _trusted(song: Song) -> tuple[Passage, ...]:
    return (Passage(start=0.0, end=song.duration, confidence=1.0),)


def _check_fit(song: Song, corrections: Corrections) -> None:
    for number, seconds in enumerate(corrections.beats or ()):
        if seconds >= song.duration:
            message = f"{seconds:g} s is after the end of the song ({song.duration:.2f} s)"
            raise corrections.error(f"beats[{number}]", message, "take it away")
    if corrections.first_downbeat is not None and corrections.first_downbeat >= song.duration:
        message = f"{corrections.first_downbeat:g} s is after the end of the song ({song.duration:.2f} s)"
        raise corrections.error("first_downbeat", message, "name a beat of the song")
    _check_anchors(song, corrections)
    needing = [key for key in ("first_downbeat", "half", "double", "meter") if key in corrections.places]
    if needing and corrections.beats is None and corrections.tempo is None and len(song.beats) < 2:
        message = "no beats were heard in this song that could be corrected"
        raise corrections.error(needing[0], message, "write tempo and first_downbeat instead")


def _check_anchors(song: Song, corrections: Corrections) -> None:
    for number, anchor in enumerate(corrections.anchors):
        if anchor.seconds >= song.duration:
            message = f"{anchor.seconds:g} s is after the end of the song ({song.duration:.2f} s)"
            raise corrections.error(f"anchors[{number}]", message, "take it away")
        if anchor.position is not None and anchor.position > song.meter:
            message = f"position {anchor.position} is beyond the bar of {song.meter} beats that was heard"
            raise corrections.error(f"anchors[{number}]", message, "change the position, or add meter")


def _listed(song: Song, corrections: Corrections) -> _Grid:
    beats = np.array(corrections.beats)
    count = np.arange(len(beats))
    if corrections.downbeats is not None:
        starts = np.array([int(np.argmin(np.abs(beats - seconds))) for seconds in corrections.downbeats])
        meter = corrections.meter or _usual_meter(starts, song.meter)
        before = starts[np.maximum(np.searchsorted(starts, count, side="right") - 1, 0)]
        return _Grid(
            beats=beats,
            positions=np.where(count < starts[0], (count - starts[0]) % meter, count - before) + 1,
            meter=meter,
        )
    known = dict(corrections.positions)
    meter = corrections.meter or max(known.values(), default=song.meter)
    if corrections.first_downbeat is not None:
        known[_nearest_listed(beats, corrections)] = 1
    places = np.array(sorted(known or {0: 1}))
    values = np.array([(known or {0: 1})[int(place)] for place in places])
    last = np.maximum(np.searchsorted(places, count, side="right") - 1, 0)
    return _Grid(beats=beats, positions=(values[last] - 1 + count - places[last]) % meter + 1, meter=meter)


def _usual_meter(starts: IntArray, otherwise: int) -> int:
    lengths = np.diff(starts)
    return int(np.bincount(lengths).argmax()) if len(lengths) else otherwise


def _nearest_listed(beats: FloatArray, corrections: Corrections) -> int:
    assert corrections.first_downbeat is not None
    nearest = int(np.argmin(np.abs(beats - corrections.first_downbeat)))
    if abs(beats[nearest] - corrections.first_downbeat) > _NEAR * float(np.median(np.diff(beats))):
        message = f"{corrections.first_downbeat:g} s is not one of the listed beats"
        raise corrections.error("first_downbeat", message, f"the nearest is {beats[nearest]:g} s")
    return nearest


def _even(song: Song, corrections: Corrections) -> _Grid:
    assert corrections.tempo is not None
    anchor = corrections.first_downbeat
    if anchor is None:
        anchor = float(song.downbeats[0]) if len(song.downbeats) else 0.0
    period = 60 / corrections.tempo
    low, high = -corrections.offset_seconds, song.duration - corrections.offset_seconds
    counts = np.arange(np.ceil((low - _START - anchor) / period), np.ceil((high - anchor) / period)).astype(np.int64)
    meter = corrections.meter or song.meter
    beats = np.asarray(anchor + period * counts, dtype=np.float64)
    return _Grid(beats=beats, positions=counts % meter + 1, meter=meter)


def _recounted(song: Song, corrections: Corrections) -> _Grid:
    meter, beats = corrections.meter or song.meter, song.beats
    if corrections.level == 1.0 and corrections.first_downbeat is None and meter == song.meter:
        return _Grid(beats=beats, positions=song.positions, meter=meter)
    first = float(song.downbeats[0]) if len(song.downbeats) else float(beats[0])
    if corrections.level == 2.0:
        beats = _between(beats, np.arange(0, len(beats) - 0.75, 0.5))
    if corrections.first_downbeat is not None:
        first = corrections.first_downbeat
        beats = _through(beats, first)
    start = int(np.argmin(np.abs(beats - first)))
    if corrections.level == 0.5:
        beats, start = beats[start % 2 :: 2], start // 2
    grid = _Grid(beats=beats, positions=(np.arange(len(beats)) - start) % meter + 1, meter=meter)
    if corrections.first_downbeat is not None:
        _check_anchored(grid, corrections)
    return grid


def _check_anchored(grid: _Grid, corrections: Corrections) -> None:
    """A first downbeat half a beat off moves all beats, and one on a beat counts all bars, anchors included."""
    for anchor in corrections.anchors:
        nearest = int(np.argmin(np.abs(grid.beats - anchor.seconds)))
        if abs(grid.beats[nearest] - anchor.seconds) > _START:
            message = f"{corrections.first_downbeat:g} s lies between two beats of those that the anchors name"
        elif anchor.position not in (None, int(grid.positions[nearest])):
            message = f"the beat at {anchor.seconds:g} s is then number {grid.positions[nearest]} of its bar"
            message += f", not {anchor.position} as its anchor says"
        else:
            continue
        hint = f"write it as an anchor: [{corrections.first_downbeat:g}, 1]"
        raise corrections.error("first_downbeat", message, hint)


def _through(beats: FloatArray, moment: float) -> FloatArray:
    """The beats, or those half a beat later where the moment is nearer to the middle between two."""
    counts = np.arange(len(beats), dtype=np.float64)
    if beats[0] <= moment <= beats[-1]:
        part = float(np.interp(moment, beats, counts)) % 1
        if _NEAR < part < 1 - _NEAR:
            return _between(beats, counts[:-1] + 0.5)
        return beats
    # Outside the tracked beats their first or last length goes on.
    period, edge = (beats[1] - beats[0], beats[0]) if moment < beats[0] else (beats[-1] - beats[-2], beats[-1])
    count = round(abs(moment - edge) / period)
    if moment < beats[0]:
        return np.concatenate([edge - period * np.arange(count, 0, -1), beats])
    return np.concatenate([beats, edge + period * np.arange(1, count + 1)])


def _between(beats: FloatArray, counts: FloatArray) -> FloatArray:
    return np.interp(counts, np.arange(len(beats)), beats)


def _snapped(sections: tuple[Section, ...], downbeats: FloatArray, offset: float) -> tuple[Section, ...]:
    """Sections whose inner edges lie on the new downbeats; one that vanishes is joined to the one before it."""
    if not len(downbeats):
        return sections
    snapped = [sections[0]]
    for section in sections[1:]:
        edge = float(downbeats[np.argmin(np.abs(downbeats - section.start - offset))])
        if edge > snapped[-1].start and edge < sections[-1].end:
            snapped[-1] = replace(snapped[-1], end=edge)
            snapped.append(replace(section, start=edge))
    snapped[-1] = replace(snapped[-1], end=sections[-1].end)
    return tuple(snapped)
