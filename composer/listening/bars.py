"""Beats and bars together: the song's own bar, averaged, is looked for again all through the song."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from composer.listening.beat_line import distances_to_nearest
from composer.listening.changes import Changes
from composer.listening.evidence import LOCAL, PARTS, frame_evidence
from composer.listening.features import FRAME_RATE, Features, Float32, sounding_span
from composer.listening.pulse import FREE, Costs, best_path, periods_between

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

#: Times the average bar is taken anew from the beats it has found.
_ROUNDS = 2
#: Bars' worth of the average over all positions that steadies a position's own average in short songs.
_SHRINK = 6.0
#: Nats for each unit of agreement with the average bar, and for each unit of learned evidence for a position.
_AGREEMENT = 0.05
_LEARNED = 0.08
#: Nats for a beat on the candidate's own, in a steady song and in a rubato, whose average bar is blurred (F after the
#: right candidates of 63 songs 0.970, without it 0.961, of rubato pianos 0.99 and 0.92); spread of it in seconds.
_NEAR_STEADY, _NEAR_RUBATO, _NEAR_SECONDS = 1.0, 3.0, 0.03
#: How much chords weigh against onsets within the average bar.
_HARMONY = 1.5
#: The tempo may leave the candidate's own range by this much (ln); grid of tempi within it.
_SPREAD, _TEMPO_STEP = 0.05, 0.006
#: What a steady song pays to change its tempo, and what a rubato does: as little as its candidate (F of 19 rubatos and
#: slowing songs 0.93 and of their downbeats 0.79 with 0.7, 25 and 14 and two nats for a near beat; so 0.97 and 0.91).
_STEADY = Costs(change=2.0, drift=60.0, leap=14.0, reset=9.0)
_RUBATO = replace(FREE, reset=9.0)
#: Spread of ln beat length (80th less 20th percentile) above which a song counts as rubato.
_RUBATO_SPREAD = 0.065


@dataclass(frozen=True, kw_only=True, eq=False)
class Bars:
    """Beats in seconds, shape (n,), and the position of each in its bar, counted from 0."""

    beats: FloatArray
    positions: IntArray


def find_bars(features: Features, changes: Changes, bars: Bars, learned: FloatArray) -> Bars:
    """Follow the beats and bars of a candidate through the song; a bar may be cut short, the tempo may drift.

    Parameters
    ----------
    bars : Bars
        The candidate, about right.
    learned : float64 array, shape (meter, len(LOCAL))
        Weights of the local evidence in each position.
    """
    meter = len(learned)
    start, end = sounding_span(features)
    lengths = _local_lengths(bars.beats, features.frame_count)
    local = frame_evidence(features, changes, float(np.median(lengths)))
    pattern = _patterns(features, local, lengths, slice(int(start * FRAME_RATE), int(end * FRAME_RATE) + 1))
    known = _LEARNED * (local - local[_frames(bars.beats, local)].mean(0)) @ learned.T
    periods = _periods(lengths)
    costs, near = (_RUBATO, _NEAR_RUBATO) if _is_rubato(bars.beats) else (_STEADY, _NEAR_STEADY)
    known += near * _nearness(bars.beats, features.frame_count)[:, None]
    for _ in range(_ROUNDS):
        average = _average_bar(pattern, bars, meter)
        agreement = pattern @ average.T - 0.5 * (average**2).sum(1)
        path = best_path((_AGREEMENT * agreement + known).astype(np.float32), periods, costs)
        bars = _within(path.frames / FRAME_RATE, path.positions, start, end)
    return bars


def _nearness(beats: FloatArray, frame_count: int) -> FloatArray:
    """1 on the beats, falling to 0 between them, in every frame."""
    distances = distances_to_nearest(np.arange(frame_count) / FRAME_RATE, beats)
    nearness: FloatArray = np.exp(-0.5 * (distances / _NEAR_SECONDS) ** 2)
    return nearness


def _within(beats: FloatArray, positions: IntArray, start: float, end: float) -> Bars:
    # A beat may come up to 50 ms before the sound passes its threshold.
    inside = (beats > start - 0.05) & (beats < end)
    return Bars(beats=beats[inside], positions=positions[inside])


def _frames(beats: FloatArray, curves: Float32) -> IntArray:
    return np.clip(np.round(beats * FRAME_RATE).astype(np.int64), 0, len(curves) - 1)


def _local_lengths(beats: FloatArray, frame_count: int) -> FloatArray:
    """Seconds of a beat in every frame, smoothed over a bar or two."""
    lengths = ndimage.median_filter(np.diff(beats), 5, mode="nearest")
    lengths = ndimage.uniform_filter1d(lengths, 5, mode="nearest")
    middles = (beats[1:] + beats[:-1]) / 2
    local: FloatArray = np.interp(np.arange(frame_count) / FRAME_RATE, middles, lengths)
    return local


def _patterns(features: Features, local: Float32, lengths: FloatArray, sounding: slice) -> Float32:
    """The twelve parts of the beat that would begin in each frame, in four bands, and the chords; standardised."""
    frames = np.arange(features.frame_count)
    onsets = np.minimum(features.bands, 1.5)
    columns = []
    for part in range(PARTS):
        later = np.round(frames + part * lengths * FRAME_RATE / PARTS).astype(int)
        columns.append(onsets[:, np.minimum(later, features.frame_count - 1)].T)
    chords = local[:, LOCAL.index("chord_1") : LOCAL.index("timbre_2")]
    pattern = np.concatenate([*columns, chords], axis=1)
    pattern = (pattern - pattern[sounding].mean(0)) / (pattern[sounding].std(0) + 1e-6)
    pattern[:, -chords.shape[1] :] *= _HARMONY
    standard: Float32 = pattern.astype(np.float32)
    return standard


def _average_bar(pattern: Float32, bars: Bars, meter: int) -> Float32:
    rows = pattern[_frames(bars.beats, pattern)]
    overall = rows.mean(0)
    averages = []
    for position in range(meter):
        there = rows[bars.positions == position]
        averages.append((there.sum(0) + _SHRINK * overall) / (len(there) + _SHRINK))
    return np.array(averages, np.float32)


def _periods(lengths: FloatArray) -> FloatArray:
    longest, shortest = np.percentile(lengths, 99) * np.exp(_SPREAD), np.percentile(lengths, 1) * np.exp(-_SPREAD)
    return periods_between(60 / longest, 60 / shortest, FRAME_RATE, _TEMPO_STEP)


def _is_rubato(beats: FloatArray) -> bool:
    lengths = ndimage.median_filter(np.log(np.diff(beats)), 5, mode="nearest")
    return float(np.percentile(lengths, 80) - np.percentile(lengths, 20)) > _RUBATO_SPREAD
