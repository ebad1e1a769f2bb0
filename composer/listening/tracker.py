"""Beats, bars and sections of a song: a tracker counts it, and the rest is made of what it counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from composer.listening.anchoring import anchored, at_tapped_level, sure_between, tapped_alone
from composer.listening.attacks import place_on_attacks
from composer.listening.features import FRAME_RATE, RATE, Features, Float32, extract_features, sounding_span
from composer.listening.finding import MARGIN_SECONDS, USUAL_METER, Counted
from composer.listening.guidance import UNGUIDED, Guidance
from composer.listening.levels import in_bars_of, within_tempo
from composer.listening.sections import Part, find_parts
from composer.listening.song import Envelope, Passage, Section
from composer.listening.trackers import OWN, TRACKERS, TrackerChoice

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

#: dB below the loudest moment at which the song counts as over or not begun: a room's echo is past hearing there.
_SILENT = 45.0
#: Microseconds: an edge of a section is then the very number of its downbeat.
_DECIMALS = 6
#: Values a second of the curves that are kept.
_LOUDNESS_RATE, _ONSET_RATE = 20.0, 50.0
#: A beat this part of its length before the sound begins still belongs to it: its attack is not sudden.
_EDGE = 0.15


@dataclass(frozen=True, kw_only=True, eq=False)
class Tracking:
    """What was found; the fields are those of ``Song``, and ``onsets``: strength of what begins, 50 values a second;
    ``drums``: the same of what is struck, without what sounds on; ``passages``: in order, covering the song."""

    beats: FloatArray
    positions: IntArray
    meter: int
    sections: tuple[Section, ...]
    loudness: Envelope
    onsets: Envelope
    drums: Envelope
    confidence: float
    passages: tuple[Passage, ...]


def track(samples: Float32, guidance: Guidance = UNGUIDED, tracker: TrackerChoice = OWN) -> Tracking:
    """Listen to a song: where its beats, bars and sections are.

    Parameters
    ----------
    samples : float32 array, shape (n,)
        Mono, at ``features.RATE``. Silence, and sound too short for beats, has none and a confidence of 0, unless the
        tracker needs no sound.
    guidance : Guidance
        What is known of the beats, in the song's own time.
    tracker : TrackerChoice
        What finds the beats.

    Raises
    ------
    TrackerMissingError
        If the tracker cannot be had on this machine.
    """
    find_beats = TRACKERS[tracker.name].finder(tracker.options)
    duration = len(samples) / RATE
    padded = np.pad(samples, round(MARGIN_SECONDS * RATE))
    features = extract_features(padded)
    counted = find_beats(padded, features, guidance.later(MARGIN_SECONDS))
    if counted is not None:
        counted = _guided(counted, guidance)
        counted = replace(_placed(counted, padded, features, duration), passages=_passages(counted, duration))
    anchors = [anchor for anchor in guidance.anchors if 0 <= anchor.seconds < duration]
    if anchors and (counted is None or len(counted.beats) < 2):
        counted = tapped_alone(anchors, guidance.meter, duration)
    if counted is None:
        return _without_beats(features, duration)
    counted = _inside(anchored(counted, anchors), duration)
    passages = counted.passages or (Passage(start=0.0, end=duration, confidence=counted.confidence),)
    return Tracking(
        beats=counted.beats,
        positions=counted.positions + 1,
        meter=counted.meter,
        sections=_cover_song(find_parts(features, counted.beats + MARGIN_SECONDS, counted.positions), duration),
        loudness=_loudness(features, duration),
        onsets=_onsets(features.activation, duration),
        drums=_onsets(features.drums, duration),
        confidence=counted.confidence,
        passages=sure_between(passages, anchors),
    )


def _guided(counted: Counted, guidance: Guidance) -> Counted:
    """What is known of the beats, held against what a tracker made of it."""
    if guidance.tempo is not None:
        counted = within_tempo(counted, *guidance.tempo)
    counted = at_tapped_level(counted, guidance.later(MARGIN_SECONDS).anchors)
    return counted if guidance.meter is None else in_bars_of(counted, guidance.meter)


def _placed(counted: Counted, padded: Float32, features: Features, duration: float) -> Counted:
    """The beats in the song's own time, at their attacks, from its beginning to its end."""
    if counted.is_exact:
        return _inside(replace(counted, beats=np.round(counted.beats - MARGIN_SECONDS, _DECIMALS)), duration)
    beats = place_on_attacks(padded, counted.beats) - MARGIN_SECONDS
    start, end = (edge - MARGIN_SECONDS for edge in sounding_span(features, _SILENT))
    return _cover(replace(counted, beats=beats), (max(0.0, start), min(end, duration)))


def _inside(counted: Counted, duration: float) -> Counted:
    inside = (counted.beats >= 0) & (counted.beats < duration)
    return replace(counted, beats=counted.beats[inside], positions=counted.positions[inside])


def _passages(counted: Counted, duration: float) -> tuple[Passage, ...]:
    """The tracker's passages in the song's own time, stretched to its beginning and end."""
    inner = [
        passage
        for passage in counted.passages
        if passage.end > MARGIN_SECONDS and passage.start < MARGIN_SECONDS + duration
    ]
    if not inner:
        return (Passage(start=0.0, end=duration, confidence=counted.confidence),)
    edges = _stretched(inner, duration)
    return tuple(
        Passage(start=start, end=end, confidence=passage.confidence)
        for passage, start, end in zip(inner, edges[:-1], edges[1:], strict=True)
    )


def _stretched(pieces: Sequence[Passage | Part], duration: float) -> list[float]:
    """Edges in the song's own time of pieces that are to cover it from its beginning to its end."""
    return [0.0, *(round(piece.start - MARGIN_SECONDS, _DECIMALS) for piece in pieces[1:]), duration]


def _cover(counted: Counted, span: tuple[float, float]) -> Counted:
    """Beats from the beginning to the end of the sound, continued evenly where none were found, none outside."""
    beats, positions = counted.beats, counted.positions
    start, end = span
    first, last = float(np.median(np.diff(beats[:9]))), float(np.median(np.diff(beats[-9:])))
    before = max(0, int(np.floor((beats[0] - start) / first + _EDGE)))
    after = max(0, int(np.floor((end - beats[-1]) / last)))
    every = np.concatenate(
        [beats[0] - first * np.arange(before, 0, -1), beats, beats[-1] + last * np.arange(1, after + 1)]
    )
    count = np.concatenate([positions[0] - np.arange(before, 0, -1), positions, positions[-1] + 1 + np.arange(after)])
    every = np.where(np.abs(every) < _EDGE * first, np.maximum(every, 0.0), every)
    inside = (every >= 0) & (every >= start - _EDGE * first) & (every < end)
    return replace(
        counted, beats=np.round(every[inside], _DECIMALS), positions=count[inside].astype(np.int64) % counted.meter
    )


def _cover_song(parts: tuple[Part, ...], duration: float) -> tuple[Section, ...]:
    """Parts, in the song's own time, stretched to its beginning and end; the whole song where there are none."""
    if not parts:
        return (Section(start=0.0, end=duration, label="A"),)
    edges = _stretched(parts, duration)
    return tuple(
        Section(start=start, end=end, label=part.label)
        for part, start, end in zip(parts, edges[:-1], edges[1:], strict=True)
    )


def _loudness(features: Features, duration: float) -> Envelope:
    times = MARGIN_SECONDS + np.arange(max(1, int(duration * _LOUDNESS_RATE))) / _LOUDNESS_RATE
    smooth = ndimage.uniform_filter1d(features.rms.astype(np.float64), round(FRAME_RATE / _LOUDNESS_RATE))
    values = np.interp(times, np.arange(len(smooth)) / FRAME_RATE, smooth)
    loud = float(np.percentile(values, 95))
    return Envelope(rate=_LOUDNESS_RATE, values=values / loud if loud > 0 else np.zeros(len(values)))


def _onsets(activation: Float32, duration: float) -> Envelope:
    times = MARGIN_SECONDS + np.arange(max(1, int(duration * _ONSET_RATE))) / _ONSET_RATE
    # The strongest of the frames that a value stands for: peaks must not fall between two values.
    strongest = ndimage.maximum_filter1d(activation, 2)
    index = np.clip(np.round(times * FRAME_RATE).astype(int), 0, len(activation) - 1)
    return Envelope(rate=_ONSET_RATE, values=strongest[index].astype(np.float64))


def _without_beats(features: Features, duration: float) -> Tracking:
    return Tracking(
        beats=np.zeros(0),
        positions=np.zeros(0, np.int64),
        meter=USUAL_METER,
        sections=_cover_song((), duration),
        loudness=_loudness(features, duration),
        onsets=_onsets(features.activation, duration),
        drums=_onsets(features.drums, duration),
        confidence=0.0,
        passages=(Passage(start=0.0, end=duration, confidence=0.0),),
    )
