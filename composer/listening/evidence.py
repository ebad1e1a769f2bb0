"""What speaks for counting a song one way: a vector of evidence for each candidate, meter and phase of the bar."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from composer.listening.changes import Changes, change_at
from composer.listening.features import FRAME_RATE, Features, Float32

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

#: A beat is looked at in twelve parts: halves, thirds and quarters fall on whole ones.
PARTS = 12
#: Beats in a bar that are thought of unasked.
METERS = (4, 3, 2)
#: Spans in beats over which each kind of change is compared.
_SPANS = {"chord": (1, 2, 4), "bass": (1, 2), "timbre": (2, 8), "swell": (1, 4)}
_BANDS = ("low", "body", "crack", "high")
_CHANGES = tuple(f"{kind}_{beats}" for kind, spans in _SPANS.items() for beats in spans)
#: What is compared between the positions of a bar; ``frame_evidence`` gives the same in every frame.
LOCAL = (*_BANDS, *_CHANGES)
#: Seconds: two beats of an ordinary tempo last as long as a bar of an ordinary tempo in half notes.
USUAL_BEAT, _USUAL_BAR = 60 / 115, 2.0
#: ln of the ratio to the usual tempo past which a tempo counts as fast or slow (81 and 163 bpm).
_FAR = 0.35
#: Keep the logarithm of a ratio finite: an eighth of the mean onset, a fifth of the mean change count as nothing.
_NO_ONSET, _NO_CHANGE, _NO_STROKE = 0.15, 0.2, 0.02
#: Onsets and changes stronger than this (times the usual one) tell no more than that.
_STRONGEST_ONSET, _STRONGEST_CHANGE = 2.0, 6.0
#: Bars that repeat show it at their own length and at twice that, against these lengths (in beats).
_REPEATS = {4: ((4, 3), (4, 5), (4, 2), (8, 6)), 3: ((3, 2), (3, 4), (6, 5), (6, 4)), 2: ((2, 1), (2, 3), (4, 3))}
_LAGS = 9
#: Attacks weaker than this (times the strong ones) are no strokes; of none at all a twentieth of a beat's counts.
_STROKE, _NO_DENSITY = 0.3, 0.05


@dataclass(frozen=True, kw_only=True, eq=False)
class Counting:
    """A candidate with all that does not depend on meter and phase.

    ``beats`` seconds, shape (n,); ``local`` shape (n, len(LOCAL)); ``shared`` evidence by name; ``repeats`` of
    the rhythm after 0 to 8 beats, ``half_repeats`` after 0 to 8 halves of a beat.
    """

    beats: FloatArray
    local: FloatArray
    shared: dict[str, float]
    repeats: FloatArray
    half_repeats: FloatArray


def count_out(features: Features, changes: Changes, beats: FloatArray) -> Counting:
    """Look at the song through a candidate's beats."""
    lengths = np.append(np.diff(beats), beats[-1] - beats[-2])
    period = float(np.median(lengths))
    times = (beats[:, None] + lengths[:, None] * np.arange(PARTS) / PARTS).ravel()
    attack = _at(features.activation, times).reshape(len(beats), PARTS)
    strokes = _at(features.drums, times).reshape(len(beats), PARTS).mean(0)
    onsets = np.minimum(_at(features.bands, times), _STRONGEST_ONSET).reshape(len(_BANDS), len(beats), PARTS)
    quarters = np.array(_changes_at(changes, beats + lengths * np.arange(4)[:, None] / 4, period)).transpose(1, 0, 2)
    half_repeats = _repeats(onsets.reshape(len(onsets), 2 * len(beats), PARTS // 2))
    shared = {
        **_tempo_evidence(lengths),
        **_profile_evidence(attack.mean(0), onsets.mean(1), strokes),
        **_change_evidence(*quarters),
        **_density_evidence(features, beats),
        **_half_evidence(half_repeats),
    }
    mean = onsets.mean((1, 2))[:, None] + 0.05
    return Counting(
        beats=beats,
        local=np.column_stack([*(onsets[:, :, 0] / mean), *quarters[0]]),
        shared=shared,
        repeats=_repeats(onsets),
        half_repeats=half_repeats,
    )


def frame_evidence(features: Features, changes: Changes, period: float) -> Float32:
    """``LOCAL`` in every frame, shape (n_frames, len(LOCAL)), for beats of about ``period`` seconds."""
    times = np.arange(features.frame_count) / FRAME_RATE
    onsets = np.minimum(features.bands, _STRONGEST_ONSET)
    onsets = onsets / (onsets.mean(1, keepdims=True) + 0.05)
    return np.column_stack([*onsets, *_changes_at(changes, times, period)]).astype(np.float32)


def overall_evidence(counting: Counting, meter: int) -> dict[str, float]:
    """The evidence for bars of ``meter`` beats, wherever they begin, by name."""
    shared = counting.shared
    bar = float(np.log(USUAL_BEAT * meter / _USUAL_BAR)) - shared["tempo"]
    thirds = shared["thirds"] - max(shared["quarters"], shared["half"])
    evidence = {**shared, "bar": bar, "bar_squared": bar * bar}
    for m in METERS:
        here = float(m == meter)
        evidence[f"meter_{m}"] = here
        evidence[f"meter_{m}_bar"] = bar * here
        evidence[f"meter_{m}_thirds"] = thirds * here
        evidence[f"meter_{m}_unsteady"] = shared["unsteady"] * here
        for lag, other in _REPEATS[m]:
            evidence[f"repeats_{m}_{lag}_{other}"] = (counting.repeats[lag] - counting.repeats[other]) * here
    return evidence | {f"repeats_{lag}": counting.repeats[lag] for lag in (1, 2, 4, 8)}


def position_evidence(counting: Counting, meter: int) -> FloatArray:
    """How far each beat modulo ``meter`` stands out, shape (meter, len(LOCAL)); roll it for bars that begin later."""
    means = [counting.local[start::meter] for start in range(meter)]
    everywhere = counting.local.mean(0)
    folded = np.array([rows.mean(0) if len(rows) else everywhere for rows in means])
    excess: FloatArray = folded - folded.mean(0)
    return excess


def odd_bar_evidence(counting: Counting, meter: int) -> float:
    """How much better the rhythm repeats after a bar than a beat sooner and later, less how much better it does so
    after half a bar: where it does, an odd number of beats is two bars of beats half as long. 0 for even meters and for
    bars of more than seven beats."""
    if meter % 2 == 0 or meter + 1 >= _LAGS:
        return 0.0
    whole, half = (
        repeats[meter] - (repeats[meter - 1] + repeats[meter + 1]) / 2
        for repeats in (counting.repeats, counting.half_repeats)
    )
    return float(whole - max(0.0, half))


def place_names() -> list[str]:
    """Names of the columns that ``placed_evidence`` gives: meter, position in the bar, and which of ``LOCAL``."""
    return [f"{meter}/{position}/{name}" for meter in METERS for position in range(meter) for name in LOCAL]


def placed_evidence(folded: FloatArray) -> FloatArray:
    """``position_evidence`` for bars that begin with each of the first ``meter`` beats, in columns of that meter's own,
    shape (meter, len(place_names())); all 0 for a meter that was not learned."""
    meter = len(folded)
    return np.array(
        [
            np.concatenate(
                [(np.roll(folded, -phase, axis=0) if m == meter else np.zeros((m, len(LOCAL)))).ravel() for m in METERS]
            )
            for phase in range(meter)
        ]
    )


def _changes_at(changes: Changes, times: FloatArray, period: float) -> list[FloatArray]:
    """Each of ``_CHANGES`` at each time, for beats of ``period`` seconds."""
    return [
        np.minimum(change_at(getattr(changes, kind), times, beats * period), _STRONGEST_CHANGE)
        for kind, spans in _SPANS.items()
        for beats in spans
    ]


def _at(curves: Float32, times: FloatArray) -> FloatArray:
    """Values of each row at real-valued frames."""
    index = np.clip(times * FRAME_RATE, 0, curves.shape[-1] - 1)
    low = np.clip(index.astype(int), 0, curves.shape[-1] - 2)
    share = index - low
    values: FloatArray = curves[..., low] * (1 - share) + curves[..., low + 1] * share
    return values


def _tempo_evidence(lengths: FloatArray) -> dict[str, float]:
    tempo = float(np.log(USUAL_BEAT / np.median(lengths)))
    unsteady = float(np.mean(np.abs(np.diff(lengths[:-1])) / lengths[1:-1]))
    return {
        "tempo": tempo,
        "tempo_squared": tempo * tempo,
        "fast": max(0.0, tempo - _FAR) ** 2,
        "slow": max(0.0, -_FAR - tempo) ** 2,
        "unsteady": unsteady,
    }


def _profile_evidence(attack: FloatArray, onsets: FloatArray, strokes: FloatArray) -> dict[str, float]:
    """Where in a beat the attacks are: over all bands, and on the beat against its half in each band."""
    profile = attack / (attack.mean() + 1e-9)
    quarters, thirds = (profile[3] + profile[9]) / 2, (profile[4] + profile[8]) / 2
    evidence = {
        "on": profile[0],
        "half": profile[6],
        "quarters": quarters,
        "thirds": thirds,
        "sixths": (profile[2] + profile[10]) / 2,
        "odd": profile[[1, 5, 7, 11]].mean(),
        "finer": min(quarters, thirds),
        **_against_half("strokes", strokes / (strokes.mean() + _NO_STROKE)),
    }
    for name, band in zip(_BANDS, onsets, strict=True):
        evidence |= _against_half(name, band / (band.mean() + 1e-9))
    return {name: float(value) for name, value in evidence.items()}


def _against_half(name: str, parts: FloatArray) -> dict[str, float]:
    on, half, quarter = parts[0], parts[6], (parts[3] + parts[9]) / 2
    return {
        f"{name}_on": on,
        f"{name}_half": half,
        f"{name}_on_half": float(np.log((on + _NO_ONSET) / (half + _NO_ONSET))),
        f"{name}_half_quarters": float(np.log((half + _NO_ONSET) / (quarter + _NO_ONSET))),
    }


def _change_evidence(*quarters: FloatArray) -> dict[str, float]:
    """Whether the music changes on the beat, halfway or at the quarters, in logarithms of the mean change."""
    evidence = {}
    for name, on, first, half, third in zip(_CHANGES, *quarters, strict=True):
        here, between = float(on.mean()) + _NO_CHANGE, float(half.mean()) + _NO_CHANGE
        beside = float(first.mean() + third.mean()) / 2 + _NO_CHANGE
        large, large_between = float((on**2).mean()) + _NO_CHANGE, float((half**2).mean()) + _NO_CHANGE
        evidence[f"{name}_on"] = float(np.log(here))
        evidence[f"{name}_on_half"] = float(np.log(here / between))
        evidence[f"{name}_half_quarters"] = float(np.log(between / beside))
        evidence[f"{name}_large"] = float(np.log(large / large_between))
    return evidence


def _density_evidence(features: Features, beats: FloatArray) -> dict[str, float]:
    """Attacks a beat, in logarithms: a beat has one to four of them, whatever the tempo (Hockman and Fujinaga, ISMIR
    2010)."""
    first, last = (int(np.clip(edge * FRAME_RATE, 0, features.frame_count - 1)) for edge in (beats[0], beats[-1]))
    curves = {"attacks": features.activation, **dict(zip(_BANDS, features.bands, strict=True)), "drums": features.drums}
    evidence = {}
    for name, curve in curves.items():
        span = curve[first : last + 1]
        peaks = (span[1:-1] > _STROKE) & (span[1:-1] >= span[:-2]) & (span[1:-1] > span[2:])
        evidence[f"{name}_density"] = float(np.log(np.count_nonzero(peaks) / len(beats) + _NO_DENSITY))
    return evidence | {"attacks_density_squared": evidence["attacks_density"] ** 2}


def _half_evidence(repeats: FloatArray) -> dict[str, float]:
    """Mean correlation of the rhythm of half a beat with that of the half beat one and three halves later."""
    return {"repeats_half": float(repeats[1] - repeats[2]), "repeats_three_halves": float(repeats[3] - repeats[2])}


def _repeats(onsets: FloatArray) -> FloatArray:
    """Mean correlation of the rhythm of a beat with that of the beat k beats later, k = 0 ... 8."""
    count = onsets.shape[1]
    rhythm = onsets.transpose(1, 0, 2).reshape(count, -1)
    rhythm = (rhythm - rhythm.mean(0)) / (rhythm.std(0) + 1e-6)
    rhythm /= np.linalg.norm(rhythm, axis=1, keepdims=True) + 1e-6
    return np.array(
        [np.mean((rhythm[k:] * rhythm[: count - k]).sum(1)) if count > k + 4 else 0.0 for k in range(_LAGS)]
    )
