"""Beats on a soft kick, as in house music whose bass and open hats, both between the beats, are louder."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from composer.listening.beat_line import distances_to_nearest
from composer.listening.features import FRAME_RATE, Features

FloatArray = NDArray[np.float64]

#: Rows of ``Features.timbre``: below 190 Hz, where a kick is, and above 4 kHz, where hats are.
_LOW, _HIGH = 0, slice(14, None)
#: Parts of a beat: a stroke in the lows, the moment at which a drum has died away and a bass goes on, a hat that rings.
_STROKE, _LATER, _RINGS = (0.0, 0.15), (0.30, 0.44), (0.02, 0.15)
#: How much more the lows fall, and how much softer the highs are, on such beats than between them (nats): half of ten
#: house songs are past both (2.5 to 5.4 and 1.2 to 2.1); half a beat off, none of 40 other songs is.
_FALLS, _SOFTER = 2.0, 1.0
#: Tempi that differ by less than this are the same; counts that differ by a smaller part of a beat are one.
_SAME_TEMPO, _APART = 0.03, 0.12


def is_on_soft_kick(features: Features, beats: FloatArray) -> bool:
    """Whether a kick that dies away is on these beats, and hats and a bass that rings lie between them.

    Parameters
    ----------
    beats : float64 array, shape (n,), n >= 3
        Seconds.
    """
    low, high = features.timbre[_LOW], features.timbre[_HIGH].mean(0)
    on, between = (
        np.median(_each(np.max, low, beats, _STROKE, after) - _each(np.mean, low, beats, _LATER, after))
        for after in (0.0, 0.5)
    )
    dull, bright = (np.median(_each(np.mean, high, beats, _RINGS, after)) for after in (0.0, 0.5))
    return bool(on - between > _FALLS and bright - dull > _SOFTER)


def lie_beside(beats: FloatArray, others: FloatArray) -> bool:
    """Whether beats, seconds, shape (n,), have the tempo of others, shape (m,), but not their place; n, m >= 2."""
    length, other = float(np.median(np.diff(beats))), float(np.median(np.diff(others)))
    apart = float(np.median(distances_to_nearest(beats, others)))
    return abs(length / other - 1) < _SAME_TEMPO and apart > _APART * other


def _each(
    take: Callable[[FloatArray], np.floating],
    curve: FloatArray,
    beats: FloatArray,
    span: tuple[float, float],
    after: float,
) -> FloatArray:
    """What a curve is in a span of each beat, in parts of it and so many parts of it later; shape (n - 1,)."""
    lengths = np.diff(beats)
    first, last = (np.round((beats[:-1] + (after + part) * lengths) * FRAME_RATE).astype(int) for part in span)
    first = np.clip(first, 0, len(curve) - 1)
    return np.array([take(curve[a : max(a, b) + 1]) for a, b in zip(first, last, strict=True)], np.float64)
