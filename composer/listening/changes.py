"""How much the music changes at each moment: the chord, the bass and the sound of what plays, over many spans."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from composer.listening.features import CHORD_RATE, FRAME_RATE, Features, Float32

FloatArray = NDArray[np.float64]

#: Values a second of the curves; a change is known no finer than the windows that pitch is heard in.
RATE = 25.0
#: Seconds that are compared on either side of a moment: from a beat to some bars, in steps of half an octave.
_SPANS = 0.3 * 2 ** (np.arange(10) / 2)
#: Seconds next to a moment that belong to its attack, not to a chord.
_GAP = 0.05
#: A change is told against the usual one of the song; this much of it is always usual (0 to 2 is the whole scale).
_FLOOR = 0.03


@dataclass(frozen=True, kw_only=True, eq=False)
class Changes:
    """Curves of shape (n_spans, n), ``RATE`` values a second; 1 is the song's usual change over that span.

    ``chord`` and ``bass``: of the pitch classes; ``timbre``: of the mel spectrum; ``swell``: of the loudness, louder
    only.
    """

    chord: FloatArray
    bass: FloatArray
    timbre: FloatArray
    swell: FloatArray


def measure_changes(features: Features) -> Changes:
    """The curves of a song."""
    times = np.arange(int(features.duration * RATE) + 1) / RATE
    level = 20 * np.log10(ndimage.uniform_filter1d(features.rms, 5) + 1e-6 + 1e-3 * features.rms.max())[None]
    timbre = features.timbre - features.timbre.mean(1, keepdims=True)
    return Changes(
        chord=_usual(_changes(features.chord, CHORD_RATE, times)),
        bass=_usual(_changes(features.bass, CHORD_RATE, times)),
        timbre=_usual(_changes(timbre, FRAME_RATE, times)),
        swell=_swells(level, times),
    )


def change_at(curves: FloatArray, times: FloatArray, span: float) -> FloatArray:
    """One of the ``Changes`` at moments in seconds, over a span in seconds, shape of ``times``."""
    row = float(np.clip(np.interp(np.log(span), np.log(_SPANS), np.arange(len(_SPANS))), 0, len(_SPANS) - 1.001))
    low, share = int(row), row - int(row)
    index = times * RATE
    grid = np.arange(curves.shape[1])
    below, above = (np.interp(index, grid, curves[k]) for k in (low, low + 1))
    between: FloatArray = below * (1 - share) + above * share
    return between


def _changes(rows: Float32, rate: float, times: FloatArray) -> FloatArray:
    """Squared distance of the mean before and after each time, relative to their power, for each span."""
    power = float(np.mean(np.sum(rows.astype(np.float64) ** 2, axis=0)))
    curves = []
    for before, after in _sides(rows, rate, times):
        total = (before**2).sum(0) + (after**2).sum(0) + 0.2 * power + 1e-9
        curves.append(((after - before) ** 2).sum(0) / total)
    return np.array(curves)


def _swells(level: FloatArray, times: FloatArray) -> FloatArray:
    """Decibels that the song gets louder at each time, for each span, against the usual change of loudness."""
    steps = np.array([(after - before)[0] for before, after in _sides(level, FRAME_RATE, times)])
    usual = np.abs(steps).mean(1, keepdims=True) + 0.3
    louder: FloatArray = np.maximum(0.0, steps) / usual
    return louder


def _sides(rows: NDArray[np.floating], rate: float, times: FloatArray) -> list[tuple[FloatArray, FloatArray]]:
    """Mean of each row in the span before each time and in the span after it, for each span."""
    sums = np.concatenate([np.zeros((len(rows), 1)), np.cumsum(rows, axis=1, dtype=np.float64)], axis=1)

    def mean_between(start: FloatArray, end: FloatArray) -> FloatArray:
        first, last = (np.clip(np.round(edge * rate).astype(int), 0, rows.shape[1]) for edge in (start, end))
        mean: FloatArray = (sums[:, last] - sums[:, first]) / np.maximum(last - first, 1)
        return mean

    return [(mean_between(times - s, times - _GAP), mean_between(times + _GAP, times + s)) for s in _SPANS]


def _usual(curves: FloatArray) -> FloatArray:
    usual: FloatArray = curves / (curves.mean(1, keepdims=True) + _FLOOR)
    return usual
