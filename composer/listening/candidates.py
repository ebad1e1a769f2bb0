"""Candidate beats: pulses of the attacks and of the changes of what sounds, in several tempo windows, at every musical
ratio and phase of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from composer.listening.beat_line import distances_to_nearest
from composer.listening.changes import Changes, change_at
from composer.listening.features import FRAME_RATE, Features, Float32, sounding_span
from composer.listening.guidance import UNGUIDED, Guidance
from composer.listening.pulse import FREE, Costs, best_path, periods_between
from composer.listening.steady import steady_pulse

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class _Window:
    slowest: float
    fastest: float
    costs: Costs


#: A machine's tempo hardly moves; a player's drifts by a percent a beat and may change at a break.
_RIGID = Costs(change=2.0, drift=45.0, leap=22.0)
_LIVE = Costs(change=0.5, drift=25.0, leap=12.0)
#: Each window spans about an octave, so that within one the faster pulse does not win by having more beats.
_WINDOWS = (
    _Window(slowest=46, fastest=92, costs=_RIGID),
    _Window(slowest=64, fastest=128, costs=_RIGID),
    _Window(slowest=92, fastest=184, costs=_RIGID),
    _Window(slowest=115, fastest=225, costs=_RIGID),
    _Window(slowest=52, fastest=112, costs=_LIVE),
    _Window(slowest=88, fastest=190, costs=_LIVE),
)
_TEMPO_STEP = 0.01
#: Nats that a beat on a full attack earns, and the activation at which a beat earns nothing.
_REWARD = 4.0
_BREAK_EVEN = 0.25
#: The smallest steps of the music. They do not slip to the off-beat where a part has nothing on the beat.
_STEP_WINDOWS = (
    _Window(slowest=170, fastest=340, costs=_RIGID),
    _Window(slowest=170, fastest=340, costs=_LIVE),
    _Window(slowest=260, fastest=520, costs=_RIGID),
)
#: Beats of a candidate to one of the pulse, each with the phases (in beats of the pulse) worth a try.
_RATIOS: Mapping[float, tuple[float, ...]] = {
    1.0: (0, 1 / 3, 1 / 2, 2 / 3),
    2.0: (0, 1 / 4),
    0.5: (0, 1 / 2, 1, 3 / 2),
    1.5: (0, 1 / 3),
    2 / 3: (0, 1 / 2, 1),
    3.0: (0,),
    1 / 3: (0, 1, 2),
    4 / 3: (0, 1 / 4, 1 / 2),
    0.75: (0, 1 / 3, 2 / 3, 1),
}
_STEP_RATIOS: Mapping[float, tuple[float, ...]] = {1 / steps: tuple(range(steps)) for steps in (2, 3, 4, 6)}
#: Tempi of the steps of a machine, which are held through breaks: of 393 songs five more have a candidate that is right
#: all through (382, 377 without); four more windows of beats bring one more, with three times as many candidates.
_EVEN_STEPS = ((170.0, 340.0), (260.0, 520.0))
_EVEN_RATIOS: Mapping[float, tuple[float, ...]] = {1.0: (0,), **_STEP_RATIOS}
#: Players who push and hold back within a phrase: the best candidate of seven rubato waltzes has an F of 0.86, 0.78
#: without.
_FREE_WINDOWS = (_Window(slowest=52, fastest=112, costs=FREE), _Window(slowest=88, fastest=190, costs=FREE))
#: What is bowed or sung swells: its chords change on the beat where no attack is heard.
#: Windows of half an octave: in wider ones a pulse of dotted beats, which meets fewer of the changes, wins too often
#: (best candidate's F without attacks 0.77 instead of 0.67 on 22 songs of strings, choirs and soft pianos).
_CHANGE_WINDOWS = tuple(
    _Window(slowest=slowest, fastest=fastest, costs=costs)
    for slowest, fastest in ((46, 64), (58, 80), (72, 100), (90, 125))
    for costs in (_RIGID, _LIVE)
)
#: What both is attacked and changes: the best candidates of six songs of soft strings have an F of 0.95, 0.90 without,
#: and those of six string quartets of 0.87, 0.83 without.
_BOTH_WINDOWS = (_Window(slowest=52, fastest=112, costs=_LIVE), _Window(slowest=80, fastest=160, costs=_LIVE))
#: Seconds on either side of a moment over which chord, bass and timbre are compared, and over which changes are evened
#: out; what swells has changed about so late; blur in frames.
_CHANGE_SPAN, _CHANGE_EVEN, _CHANGE_LATE, _CHANGE_BLUR = 0.5, 4.0, 0.03, 2.0
#: Of pulses whose level is likely the beat's, and of those in tempi that a director names.
_FEW_RATIOS: Mapping[float, tuple[float, ...]] = {1.0: (0, 1 / 2), 2.0: (0,), 0.5: (0, 1)}
_ASKED_RATIOS: Mapping[float, tuple[float, ...]] = {1.0: (0, 1 / 2)}
#: Beats a minute that a beat may have; those of an odd meter, counted in eighths, are faster.
_SLOWEST, _FASTEST, _FASTEST_ODD = 44.0, 222.0, 330.0
#: Meters whose beats are never eighths.
_EVEN = (None, 1, 2, 3, 4, 6, 8)
#: A tempo that is named is meant to within a percent.
_GRACE = 1.01
#: Fewer beats than this say nothing about bars.
_FEWEST = 6
#: Two candidates are the same if nearly all beats of one lie within an eighth of a beat of the other's.
_SAME_TEMPO, _SAME_BEAT, _SAME_SHARE = 0.03, 0.12, 0.985


def find_candidates(features: Features, changes: Changes, guidance: Guidance = UNGUIDED) -> tuple[FloatArray, ...]:
    """Different ways to count the song: times of beats in seconds within its sounding span, each shape (n,).

    A tempo that is known keeps others out; an odd meter that is asked for may have fast beats, as 7/8 has.
    """
    slowest, fastest = guidance.tempo or (_SLOWEST, _FASTEST if guidance.meter in _EVEN else _FASTEST_ODD)
    found: list[tuple[FloatArray, float]] = []
    for beats in _counts(features, changes, None if guidance.tempo is None else _within(slowest, fastest)):
        period = float(np.median(np.diff(beats)))
        if not slowest / _GRACE < 60 / period < fastest * _GRACE:
            continue
        near = (other for other, length in found if abs(period / length - 1) < _SAME_TEMPO)
        if not any(_same(beats, other, period) for other in near):
            found.append((beats, period))
    return tuple(beats for beats, _ in found)


def _counts(features: Features, changes: Changes, asked: tuple[_Window, ...] | None) -> Iterator[FloatArray]:
    """Every pulse, at every ratio and phase, where the song sounds."""
    start, end = span = sounding_span(features)
    for pulse, ratios in _pulses(features, changes, asked, span):
        for ratio, phases in ratios.items():
            for phase in phases:
                beats = _resample(pulse, ratio, phase)
                beats = beats[(beats > start - 0.15) & (beats < end + 0.1)]
                if len(beats) >= _FEWEST:
                    yield beats


def _pulses(
    features: Features, changes: Changes, asked: tuple[_Window, ...] | None, span: tuple[float, float]
) -> Iterator[tuple[FloatArray, Mapping[float, tuple[float, ...]]]]:
    """Pulses, with the ratios and phases that are worth a try of each."""
    attacks, turns = features.activation, _turns(features, changes)
    for curve, windows, ratios in (
        (attacks, asked or (), _ASKED_RATIOS),
        (attacks, _WINDOWS, _RATIOS),
        (attacks, _STEP_WINDOWS, _STEP_RATIOS),
        (turns, asked or (), _ASKED_RATIOS),
        (turns, _CHANGE_WINDOWS, _FEW_RATIOS),
        (attacks, _FREE_WINDOWS, _FEW_RATIOS),
        (np.sqrt(attacks * turns), _BOTH_WINDOWS, _FEW_RATIOS),
    ):
        for window in windows:
            yield _pulse(curve, window), ratios
    even = (steady_pulse(attacks, span, slowest, fastest) for slowest, fastest in _EVEN_STEPS)
    yield from ((pulse, _EVEN_RATIOS) for pulse in even if len(pulse))


def _turns(features: Features, changes: Changes) -> Float32:
    """How much chord, bass and timbre turn to something else in each frame, 1 at the 98th percentile."""
    times = np.arange(features.frame_count) / FRAME_RATE + _CHANGE_LATE
    turns = np.zeros(features.frame_count)
    for curves in (changes.chord, changes.bass, changes.timbre):
        change = change_at(curves, times, _CHANGE_SPAN)
        turns += np.maximum(0.0, change - ndimage.uniform_filter1d(change, int(_CHANGE_EVEN * FRAME_RATE)))
    turns = ndimage.gaussian_filter1d(turns, _CHANGE_BLUR)
    curve: Float32 = np.minimum(turns / (np.percentile(turns, 98) + 1e-9), 2.0).astype(np.float32)
    return curve


def _within(slowest: float, fastest: float) -> tuple[_Window, ...]:
    """Windows for the tempi that a director names, however far from the others."""
    return tuple(_Window(slowest=slowest / _GRACE, fastest=fastest * _GRACE, costs=costs) for costs in (_RIGID, _LIVE))


def _pulse(curve: Float32, window: _Window) -> FloatArray:
    scores = (_REWARD * (curve - _BREAK_EVEN)).astype(np.float32)[:, None]
    periods = periods_between(window.slowest, window.fastest, FRAME_RATE, _TEMPO_STEP)
    beats: FloatArray = best_path(scores, periods, window.costs).frames / FRAME_RATE
    return beats


def _resample(pulse: FloatArray, ratio: float, phase: float) -> FloatArray:
    counts = np.arange(phase, len(pulse) - 1 + 1e-9, 1 / ratio)
    beats: FloatArray = np.interp(counts, np.arange(len(pulse)), pulse)
    return beats


def _same(beats: FloatArray, other: FloatArray, period: float) -> bool:
    distance = distances_to_nearest(beats, other)
    return float(np.mean(distance < _SAME_BEAT * period)) > _SAME_SHARE
