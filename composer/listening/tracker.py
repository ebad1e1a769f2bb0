"""Beats, bars and sections of a song from its sound alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage, special

from composer.listening.attacks import place_on_attacks
from composer.listening.bars import Bars, find_bars
from composer.listening.candidates import find_candidates
from composer.listening.evidence import METERS, Counting, count_out, score
from composer.listening.evidence_weights import POSITIONS
from composer.listening.features import FRAME_RATE, RATE, Features, Float32, extract_features, sounding_span
from composer.listening.sections import Part, find_parts
from composer.listening.song import Envelope, Section

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

#: Silence put before and after, so that an attack in the very first sample is an attack (seconds).
_MARGIN = 0.5
#: Full trust needs this many beats, an attack at most of them at least this strong, and on the beat this many times
#: as much as elsewhere on average. (Noise: 1.4 to 2.0 times; clear songs: 3 and more.)
_TRUSTED_BEATS, _TRUSTED_ATTACK, _TRUSTED_CONTRAST = 16, 0.5, 3.0
#: dB below the loudest moment at which the song counts as over or not begun: a room's echo is past hearing there.
_SILENT = 45.0
#: Microseconds: an edge of a section is then the very number of its downbeat.
_DECIMALS = 6
#: Values a second of the curves that are kept.
_LOUDNESS_RATE, _ONSET_RATE = 20.0, 50.0
#: A beat this part of its length before the sound begins still belongs to it: its attack is not sudden.
_EDGE = 0.15
#: A part louder than this is sound at all (full scale is 1): 16 bit noise shaping lies below.
_AUDIBLE = 1e-5


@dataclass(frozen=True, kw_only=True, eq=False)
class Tracking:
    """What was found; the fields are those of ``Song``, and ``onsets``: strength of what begins, 50 values a second."""

    beats: FloatArray
    positions: IntArray
    meter: int
    sections: tuple[Section, ...]
    loudness: Envelope
    onsets: Envelope
    confidence: float


@dataclass(frozen=True, kw_only=True, eq=False)
class _Choice:
    counting: Counting
    meter: int
    phase: int
    confidence: float


def track(samples: Float32) -> Tracking:
    """Listen to a song: where its beats, bars and sections are.

    Parameters
    ----------
    samples : float32 array, shape (n,)
        Mono, at ``features.RATE``. Silence, and sound too short for six beats, has no beats and a confidence of 0;
        noise and drones have beats that are not to be trusted.
    """
    duration = len(samples) / RATE
    margin = round(_MARGIN * RATE)
    padded = np.pad(samples, margin)
    features = extract_features(padded)
    loudest = max(samples.max(initial=0.0), -samples.min(initial=0.0))
    choice = _choose(features) if loudest > _AUDIBLE else None
    if choice is None:
        return _without_beats(features, duration)
    phases = np.arange(len(choice.counting.beats)) - choice.phase
    counted = Bars(beats=choice.counting.beats, positions=phases % choice.meter)
    bars = find_bars(features, counted, choice.meter, np.array(POSITIONS[choice.meter]))
    beats = place_on_attacks(padded, bars.beats) - _MARGIN
    start, end = (edge - _MARGIN for edge in sounding_span(features, _SILENT))
    bars = _cover(beats, bars.positions, choice.meter, (max(0.0, start), min(end, duration)))
    return Tracking(
        beats=bars.beats,
        positions=bars.positions + 1,
        meter=choice.meter,
        sections=_cover_song(find_parts(features, bars.beats + _MARGIN, bars.positions), duration),
        loudness=_loudness(features, duration),
        onsets=_onsets(features, duration),
        confidence=choice.confidence,
    )


def _choose(features: Features) -> _Choice | None:
    """The best way to count the song, and how far it is ahead of the others."""
    countings = [count_out(features, beats) for beats in find_candidates(features)]
    options = [(counting, meter, phase) for counting in countings for meter in METERS for phase in range(meter)]
    if not options:
        return None
    scores = np.array([score(*option) for option in options])
    odds = special.softmax(scores)
    counting, meter, phase = options[int(np.argmax(scores))]
    # The same beats counted in other bars are no doubt about the beats.
    same = sum(odd for odd, option in zip(odds, options, strict=True) if option[0] is counting)
    contrast = (counting.shared["on"] - 1) / (_TRUSTED_CONTRAST - 1)
    attack = float(np.median(counting.local[:, 0])) / _TRUSTED_ATTACK
    trust = np.clip([same, contrast, attack, len(counting.beats) / _TRUSTED_BEATS], 0.0, 1.0)
    return _Choice(
        counting=counting,
        meter=meter,
        phase=phase,
        confidence=float(np.prod(trust)),
    )


def _cover(beats: FloatArray, positions: IntArray, meter: int, span: tuple[float, float]) -> Bars:
    """Beats from the beginning to the end of the sound, continued evenly where none were found, none outside."""
    start, end = span
    first, last = float(np.median(np.diff(beats[:9]))), float(np.median(np.diff(beats[-9:])))
    before = max(0, int(np.floor((beats[0] - start) / first + _EDGE)))
    after = max(0, int(np.floor((end - beats[-1]) / last)))
    every = np.concatenate(
        [beats[0] - first * np.arange(before, 0, -1), beats, beats[-1] + last * np.arange(1, after + 1)]
    )
    counted = np.concatenate([positions[0] - np.arange(before, 0, -1), positions, positions[-1] + 1 + np.arange(after)])
    every = np.where(np.abs(every) < _EDGE * first, np.maximum(every, 0.0), every)
    inside = (every >= 0) & (every >= start - _EDGE * first) & (every < end)
    return Bars(beats=np.round(every[inside], _DECIMALS), positions=counted[inside] % meter)


def _cover_song(parts: tuple[Part, ...], duration: float) -> tuple[Section, ...]:
    """Parts, in the song's own time, stretched to its beginning and end; the whole song where there are none."""
    if not parts:
        return (Section(start=0.0, end=duration, label="A"),)
    edges = [0.0, *(round(part.start - _MARGIN, _DECIMALS) for part in parts[1:]), duration]
    return tuple(
        Section(start=start, end=end, label=part.label)
        for part, start, end in zip(parts, edges[:-1], edges[1:], strict=True)
    )


def _loudness(features: Features, duration: float) -> Envelope:
    times = _MARGIN + np.arange(max(1, int(duration * _LOUDNESS_RATE))) / _LOUDNESS_RATE
    smooth = ndimage.uniform_filter1d(features.rms.astype(np.float64), round(FRAME_RATE / _LOUDNESS_RATE))
    values = np.interp(times, np.arange(len(smooth)) / FRAME_RATE, smooth)
    loud = float(np.percentile(values, 95))
    return Envelope(rate=_LOUDNESS_RATE, values=values / loud if loud > 0 else np.zeros(len(values)))


def _onsets(features: Features, duration: float) -> Envelope:
    times = _MARGIN + np.arange(max(1, int(duration * _ONSET_RATE))) / _ONSET_RATE
    # The strongest of the frames that a value stands for: peaks must not fall between two values.
    strongest = ndimage.maximum_filter1d(features.activation, 2)
    index = np.clip(np.round(times * FRAME_RATE).astype(int), 0, features.frame_count - 1)
    return Envelope(rate=_ONSET_RATE, values=strongest[index].astype(np.float64))


def _without_beats(features: Features, duration: float) -> Tracking:
    return Tracking(
        beats=np.zeros(0),
        positions=np.zeros(0, np.int64),
        meter=4,
        sections=_cover_song((), duration),
        loudness=_loudness(features, duration),
        onsets=_onsets(features, duration),
        confidence=0.0,
    )
