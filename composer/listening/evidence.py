"""What speaks for counting a song one way: a vector of evidence for each candidate, meter and phase of the bar."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from composer.listening.evidence_weights import OVERALL, POSITIONS
from composer.listening.features import CHORD_RATE, FRAME_RATE, Features, Float32

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

#: A beat is looked at in twelve parts: halves, thirds and quarters fall on whole ones.
PARTS = 12
METERS = (4, 3, 2)
#: What is compared between the positions of a bar; ``frame_evidence`` gives the same in every frame.
LOCAL = ("attack", "low", "body", "crack", "high", "chord", "chord_2", "chord_4", "bass", "bass_2")
#: Seconds: two beats of an ordinary tempo last as long as a bar of an ordinary tempo in half notes.
_USUAL_BEAT, _USUAL_BAR = 60 / 115, 2.0
#: ln of the ratio to the usual tempo past which a tempo counts as fast or slow (81 and 163 bpm).
_FAR = 0.35
#: Keeps the logarithm of a ratio of onset strengths finite: an eighth of the mean counts as nothing.
_NOTHING = 0.15
#: Seconds next to a beat that belong to its attack, not to a chord.
_GAP = 0.05


@dataclass(frozen=True, kw_only=True, eq=False)
class Counting:
    """A candidate with all that does not depend on meter and phase.

    ``beats`` seconds, shape (n,); ``local`` shape (n, len(LOCAL)); ``onsets`` in four bands and twelve parts of each
    beat, shape (4, n, 12); ``shared`` evidence by name.
    """

    beats: FloatArray
    local: FloatArray
    onsets: FloatArray
    shared: dict[str, float]
    repeats: FloatArray


def count_out(features: Features, beats: FloatArray) -> Counting:
    """Look at the song through a candidate's beats."""
    lengths = np.append(np.diff(beats), beats[-1] - beats[-2])
    period = float(np.median(lengths))
    times = (beats[:, None] + lengths[:, None] * np.arange(PARTS) / PARTS).ravel()
    attack = _at(features.activation, times).reshape(len(beats), PARTS)
    onsets = _at(features.bands, times).reshape(len(features.bands), len(beats), PARTS)
    on = harmonic_changes(features, beats, period)
    off = harmonic_changes(features, beats + lengths / 2, period)
    local = np.column_stack([attack[:, 0], *onsets[:, :, 0], *on])
    shared = {**_tempo_evidence(lengths), **_profile_evidence(attack, onsets), **_harmony_evidence(on, off)}
    return Counting(beats=beats, local=local, onsets=onsets, shared=shared, repeats=_repeats(onsets))


def frame_evidence(features: Features, period: float) -> Float32:
    """``LOCAL`` in every frame, shape (n_frames, len(LOCAL)), for beats of about ``period`` seconds."""
    chord_times = np.arange(features.chord.shape[1]) / CHORD_RATE
    times = np.arange(features.frame_count) / FRAME_RATE
    changes = [np.interp(times, chord_times, row) for row in harmonic_changes(features, chord_times, period)]
    return np.column_stack([features.activation, *features.bands, *changes]).astype(np.float32)


def overall_evidence(counting: Counting, meter: int) -> dict[str, float]:
    """The evidence for bars of ``meter`` beats, wherever they begin, by the names of ``OVERALL``."""
    shared = counting.shared
    bar = float(np.log(_USUAL_BEAT * meter / _USUAL_BAR)) - shared["tempo"]
    thirds = shared["thirds"] - max(shared["quarters"], shared["half"])
    evidence = {**shared, "bar": bar, "bar_squared": bar * bar}
    for m in METERS:
        evidence[f"meter_{m}"] = float(m == meter)
        evidence[f"meter_{m}_bar"] = bar * (m == meter)
        evidence[f"meter_{m}_thirds"] = thirds * (m == meter)
    r = counting.repeats
    four, three, two = meter == 4, meter == 3, meter == 2
    return evidence | {
        "repeats_4": (r[4] - max(r[3], r[5])) * four,
        "repeats_4_2": (r[4] - r[2]) * four,
        "repeats_8": (r[8] - r[6]) * four,
        "repeats_3": (r[3] - max(r[2], r[4])) * three,
        "repeats_6": (r[6] - max(r[5], r[4])) * three,
        "repeats_2": (r[2] - r[1]) * two,
        "repeats_2_3": (r[2] - r[3]) * two,
    }


def position_evidence(counting: Counting, meter: int, phase: int) -> FloatArray:
    """How far each position of the bar stands out, shape (meter, len(LOCAL)), if beat ``phase`` begins a bar."""
    positions = (np.arange(len(counting.beats)) - phase) % meter
    excess = np.zeros((meter, len(LOCAL)))
    for position in range(meter):
        there = positions == position
        if there.any():
            # Of a long bar each position is a smaller part of the song: the share evens that out.
            excess[position] = (counting.local[there] - counting.local.mean(0)).mean(0) * there.mean() * meter
    return excess


def score(counting: Counting, meter: int, phase: int) -> float:
    """Nats for counting bars of ``meter`` from beat ``phase`` (comparable between candidates of one song)."""
    overall = overall_evidence(counting, meter)
    positions = position_evidence(counting, meter, phase)
    learned = sum(weight * overall[name] for name, weight in OVERALL.items())
    return float(learned + (np.array(POSITIONS[meter]) * positions).sum())


def harmonic_changes(features: Features, times: FloatArray, period: float) -> list[FloatArray]:
    """How much the chord (over 1, 2 and 4 beats) and the bass (over 1 and 2) change at each time, in [0, 2]."""
    chord, bass = features.chord, features.bass
    return [
        _change(chord, times, max(period, 0.3)),
        _change(chord, times, min(2 * period, 2.0)),
        _change(chord, times, 4 * period),
        _change(bass, times, max(period, 0.35)),
        _change(bass, times, min(2 * period, 2.0)),
    ]


def _change(classes: Float32, times: FloatArray, seconds: float) -> FloatArray:
    """Squared distance of the mean pitch classes before and after each time, relative to their power."""
    sums = np.concatenate([np.zeros((len(classes), 1)), np.cumsum(classes, axis=1, dtype=np.float64)], axis=1)
    power = float(np.mean(np.sum(classes.astype(np.float64) ** 2, axis=0)))

    def mean_between(start: FloatArray, end: FloatArray) -> FloatArray:
        first, last = (np.clip(edge * CHORD_RATE, 0, classes.shape[1]) for edge in (start, end))
        return (_between(sums, last) - _between(sums, first)) / np.maximum(last - first, 1)

    before, after = mean_between(times - seconds, times - _GAP), mean_between(times + _GAP, times + seconds)
    total = (before**2).sum(0) + (after**2).sum(0) + 0.2 * power + 1e-9
    change: FloatArray = ((after - before) ** 2).sum(0) / total
    return change


def _at(curves: Float32, times: FloatArray) -> FloatArray:
    return _between(curves, np.clip(times * FRAME_RATE, 0, curves.shape[-1] - 1))


def _between(curves: NDArray[np.floating], index: FloatArray) -> FloatArray:
    """Values of each row at real-valued indices."""
    low = np.clip(index.astype(int), 0, curves.shape[-1] - 2)
    share = index - low
    values: FloatArray = curves[..., low] * (1 - share) + curves[..., low + 1] * share
    return values


def _tempo_evidence(lengths: FloatArray) -> dict[str, float]:
    tempo = float(np.log(_USUAL_BEAT / np.median(lengths)))
    unsteady = float(np.mean(np.abs(np.diff(lengths[:-1])) / lengths[1:-1]))
    return {
        "tempo": tempo,
        "tempo_squared": tempo * tempo,
        "fast": max(0.0, tempo - _FAR) ** 2,
        "slow": max(0.0, -_FAR - tempo) ** 2,
        "unsteady": unsteady,
    }


def _profile_evidence(attack: FloatArray, onsets: FloatArray) -> dict[str, float]:
    """Where in a beat the attacks are: over all bands, and on the beat against its half in each band."""
    profile = attack.mean(0) / (attack.mean() + 1e-9)
    quarters, thirds = (profile[3] + profile[9]) / 2, (profile[4] + profile[8]) / 2
    evidence = {
        "on": profile[0],
        "half": profile[6],
        "quarters": quarters,
        "thirds": thirds,
        "sixths": (profile[2] + profile[10]) / 2,
        "odd": profile[[1, 5, 7, 11]].mean(),
        "finer": min(quarters, thirds),
    }
    for name, band in zip(("low", "body", "crack", "high"), onsets, strict=True):
        mean = band.mean(0) / (band.mean() + 1e-9)
        on, half, quarter = mean[0], mean[6], (mean[3] + mean[9]) / 2
        evidence[f"{name}_on"] = on
        evidence[f"{name}_half"] = half
        evidence[f"{name}_on_half"] = float(np.log((on + _NOTHING) / (half + _NOTHING)))
        evidence[f"{name}_half_quarters"] = float(np.log((half + _NOTHING) / (quarter + _NOTHING)))
    return {name: float(value) for name, value in evidence.items()}


def _harmony_evidence(on: list[FloatArray], off: list[FloatArray]) -> dict[str, float]:
    evidence = {"harmony": float(on[0].mean())}
    for name, here, between in zip(("chord", "chord_2", "chord_4", "bass", "bass_2"), on, off, strict=True):
        evidence[f"{name}_on_half"] = float(np.mean(here - between) / (np.mean(here + between) + 1e-6))
    return evidence


def _repeats(onsets: FloatArray) -> FloatArray:
    """Mean correlation of the rhythm of a beat with that of the beat k beats later, k = 0 ... 8."""
    count = onsets.shape[1]
    rhythm = np.minimum(onsets, 1.5).transpose(1, 0, 2).reshape(count, -1)
    rhythm = (rhythm - rhythm.mean(0)) / (rhythm.std(0) + 1e-6)
    rhythm /= np.linalg.norm(rhythm, axis=1, keepdims=True) + 1e-6
    return np.array([np.mean((rhythm[k:] * rhythm[: count - k]).sum(1)) if count > k + 4 else 0.0 for k in range(9)])
