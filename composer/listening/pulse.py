"""Even pulses through a curve of evidence: a semi-Markov Viterbi over frames, tempi and positions in the bar.

The model is the bar pointer of Whiteley, Cemgil and Godsill (ISMIR 2006) reduced to its beats: a beat at frame t, at
tempo i, in bar position r comes from a beat one period earlier. Frames between beats cost nothing, so that a song
costs frames x tempi x positions.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

Float32 = NDArray[np.float32]
FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

#: Frames a beat may land early or late of its period, and the deviation that costs half a nat.
_SLACK = 3
_LANDING = 1.2
#: Tempo bins that a small change may cross.
_REACH = 8
_NEVER = np.float32(-1e9)


@dataclass(frozen=True, kw_only=True)
class Costs:
    """What a path pays, in nats: ``change`` to change tempo at all, ``drift`` for each unit of ln tempo,
    ``leap`` to go to any other tempo, ``reset`` to begin a bar before the last one is full."""

    change: float
    drift: float
    leap: float
    reset: float = 99.0


#: What a player pays who pushes and holds back within a phrase.
FREE = Costs(change=0.1, drift=6.0, leap=8.0)


@dataclass(frozen=True, kw_only=True, eq=False)
class Path:
    """Beats as frames, shape (n,), and their positions in the bar, counted from 0."""

    frames: IntArray
    positions: IntArray


def periods_between(slowest_bpm: float, fastest_bpm: float, frame_rate: float, step: float) -> FloatArray:
    """Beat periods in frames, falling, even in ln tempo with about ``step`` between neighbours; at least two."""
    count = max(2, round(np.log(fastest_bpm / slowest_bpm) / step) + 1)
    return 60 * frame_rate / np.geomspace(slowest_bpm, fastest_bpm, count)


def best_path(scores: Float32, periods: FloatArray, costs: Costs) -> Path:
    """The beats that collect the most.

    Parameters
    ----------
    scores : float32 array, shape (n_frames, n_positions)
        What a beat at this frame, in this position of the bar, earns (nats; negative where there is no beat).
    periods : float64 array, shape (n_tempi,)
        Beat periods in frames, even in their logarithm. The first beat lies within one period of the start, the
        last one within one period of the end, and no beat is left out between.
    """
    drift = costs.drift * abs(np.log(periods[1] / periods[0]))
    frames, positions = _search(
        np.ascontiguousarray(scores, dtype=np.float32),
        periods,
        np.array([costs.change, drift, costs.leap, costs.reset], np.float32),
    )
    return Path(frames=frames, positions=positions)


def _compiled(function: Callable[..., Any]) -> Any:
    """Machine code, kept from run to run (compiling takes seconds) where there is a place that can be written."""
    try:
        return numba.njit(cache=True)(function)
    except RuntimeError:
        return numba.njit(function)


@_compiled
def _search(scores, periods, costs):  # type: ignore[no-untyped-def]
    n_frames, n_positions = scores.shape
    shape = (n_frames, len(periods), n_positions)
    step, from_tempo, from_position = np.zeros(shape, np.int16), np.zeros(shape, np.int16), np.zeros(shape, np.int8)
    ring = int(np.ceil(periods[0])) + _SLACK + 2
    onward = np.full((ring, len(periods), n_positions), _NEVER, np.float32)
    arrived = np.zeros((len(periods), n_positions), np.float32)
    best, last = _NEVER, (0, 0, 0)
    for t in range(n_frames):
        for i in range(len(periods)):
            whole = int(np.round(periods[i]))
            for r in range(n_positions):
                value = np.float32(0.0) if t < periods[i] else _NEVER
                for back in range(max(1, whole - _SLACK), min(t, whole + _SLACK) + 1):
                    off = (back - periods[i]) / _LANDING
                    candidate = onward[(t - back) % ring, i, r] - np.float32(0.5 * off * off)
                    if candidate > value:
                        value, step[t, i, r] = candidate, back
                arrived[i, r] = max(_NEVER, value + scores[t, r])
                if t > n_frames - periods[i] and arrived[i, r] > best:
                    best, last = arrived[i, r], (t, i, r)
        _leave(arrived, costs, onward[t % ring], from_tempo[t], from_position[t])
    return _trace(last, step, from_tempo, from_position)


@_compiled
def _leave(arrived, costs, onward, from_tempo, from_position):  # type: ignore[no-untyped-def]
    """For each tempo and position of the next beat: the best way to go there from a beat in this frame."""
    change, drift, leap, reset = costs[0], costs[1], costs[2], costs[3]
    n_tempi, n_positions = arrived.shape
    for r in range(n_positions):
        full = (r - 1) % n_positions
        fullest = int(np.argmax(arrived[:, full]))
        for i in range(n_tempi):
            value, tempo, position = arrived[i, full], i, full
            if arrived[fullest, full] - change > value:
                for j in range(max(0, i - _REACH), min(n_tempi, i + _REACH + 1)):
                    candidate = arrived[j, full] - change - drift * abs(i - j)
                    if j != i and candidate > value:
                        value, tempo = candidate, j
            if arrived[fullest, full] - leap > value:
                value, tempo = arrived[fullest, full] - leap, fullest
            if r == 0:
                for q in range(n_positions - 1):
                    if arrived[i, q] - reset > value:
                        value, tempo, position = arrived[i, q] - reset, i, q
            onward[i, r], from_tempo[i, r], from_position[i, r] = value, tempo, position


@_compiled
def _trace(last, step, from_tempo, from_position):  # type: ignore[no-untyped-def]
    t, i, r = last
    frames, positions = [t], [r]
    while step[t, i, r] > 0:
        before = t - step[t, i, r]
        t, i, r = before, from_tempo[before, i, r], from_position[before, i, r]
        frames.append(t)
        positions.append(r)
    return np.array(frames[::-1], np.int64), np.array(positions[::-1], np.int64)
