"""The even pulse of a machine: one tempo all through the song, held where a path through the attacks would slip."""

from __future__ import annotations

import itertools

import numpy as np
from numpy.typing import NDArray

from composer.listening.features import FRAME_RATE, Float32

FloatArray = NDArray[np.float64]

#: The spectrum is interpolated to so many points a bin, so that a tempo is off by an eighth of a beat over the song
#: at most.
_FINER = 4
#: Parts of a beat that are tried as its phase, and by how much either end may still be moved, in so many steps.
_PHASES, _MOVED, _MOVES = 48, 0.16, 9


def steady_pulse(curve: Float32, span: tuple[float, float], slowest: float, fastest: float) -> FloatArray:
    """The even pulse that collects most of a curve.

    Parameters
    ----------
    curve : float32 array, shape (n_frames,)
        Strength of the attacks.
    span : tuple of float
        Seconds between which the song sounds; the pulse goes from before the first to beyond the last.
    slowest, fastest : float
        Pulses a minute that are looked through.

    Returns
    -------
    float64 array, shape (n,)
        Seconds; empty if the span is shorter than two of the slowest pulses.
    """
    start, end = span
    sounding = curve[int(start * FRAME_RATE) : int(end * FRAME_RATE) + 1]
    if end - start < 2 * 60 / slowest:
        return np.zeros(0)
    period = _period(sounding - sounding.mean(), slowest / 60, fastest / 60)
    last = int((end - start) / period)
    numbers, frames = np.arange(-1, last + 2, dtype=float), np.arange(len(curve))

    def collected(moved: tuple[float, float]) -> float:
        times = start + _stretched(numbers, moved) * period
        inside = (times >= start) & (times <= end)
        return float(np.interp(times[inside] * FRAME_RATE, frames, curve).sum())

    phases = np.arange(_PHASES) / _PHASES
    phase = max(((part, part) for part in phases), key=collected)[0]
    nearby = phase + np.linspace(-_MOVED, _MOVED, _MOVES)
    ends = max(itertools.product(nearby, nearby), key=collected)
    pulse: FloatArray = start + _stretched(numbers, ends) * period
    return pulse


def _stretched(numbers: FloatArray, ends: tuple[float, float]) -> FloatArray:
    """Numbers of pulses on the line through where those at the ends of the song are moved to."""
    stretched: FloatArray = ends[0] + numbers * (1 + (ends[1] - ends[0]) / numbers[-2])
    return stretched


def _period(curve: FloatArray, lowest: float, highest: float) -> float:
    """Seconds of the strongest pulse between two rates (Hz): its spectrum, with that of its octave."""
    size = _FINER * 2 ** int(np.ceil(np.log2(len(curve))))
    strength = np.abs(np.fft.rfft(curve, size))
    first, last = (round(rate * size / FRAME_RATE) for rate in (lowest, highest))
    rates = np.arange(max(1, first), last + 1)
    together = strength[rates] + strength[np.minimum(2 * rates, len(strength) - 1)]
    return float(size / rates[np.argmax(together)] / FRAME_RATE)
