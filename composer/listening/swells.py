"""Beats of music that swells: bows, choirs and pads have no sudden attack, but what sounds after the beat is new."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from composer.listening.features import RATE, Float32
from composer.listening.smoothing import smooth_times

FloatArray = NDArray[np.float64]

#: How far the usual rise of energy stands out of its surroundings (nats) where all is struck (drums 3 to 9, pianos and
#: guitars 2 to 5), and where it may be bowed or sung (choirs 1.0 to 2.5, strings 0.3 to 1.1).
STRUCK = 2.8
_BOWED = 2.3
#: Where it stands out less than this there is nothing to hold on to, whatever plays; at the first, always.
_NOTHING, _LITTLE = 0.6, 0.9
#: Seconds in which a quarter of what is new becomes three quarters, of the fastest quarter of a song: 4 to 12 ms where
#: drums, hands or strings are struck, 16 to 30 ms in choirs, 20 to 50 ms under bows.
_SUDDEN, _SWELLING = 0.015, 0.020
#: How much of what is new is there within 50 ms, at most: from 1.06 on, where plucked strings among bows and accordions
#: fade at once; voices and bows have 0.7 to 1.03.
_FADING, _LASTING = 1.06, 1.03
#: Samples of a window (46 ms, which parts the tones of a chord) and of the steps that it is moved in (5 ms).
_WINDOW, _STEP = 1024, 110
#: Bins of tones: 40 Hz to 5.5 kHz.
_TONES = slice(2, 256)
#: Seconds around a beat: what sounded before, what sounds then, and until when it must have come.
_BEFORE, _AFTER, _COME = (-0.120, -0.045), (0.060, 0.150), 0.060
#: A tone is new if it is this many times as loud as before; so many tones make a sound.
_NEW, _FEWEST = 1.5, 3
#: Deviation in seconds of a measurement by the share of the sound that is new: 6 ms where all of it is.
_DEVIATION, _OLD = 0.006, 0.03
#: Seconds that a beat comes before half of what is new is there: this, less so much for all that is not there within
#: 50 ms (choirs 0.95 to 1, 26 to 30 ms; strings and brass 0.75 to 0.9, 13 to 23 ms), and the least. All measured on 108
#: songs of seventeen kinds that swell: F within 16.7 ms 0.568 before, 0.758 with these, 0.733 with 26 ms for all.
_AHEAD, _AHEAD_MISSING, _AHEAD_LEAST = 0.030, 0.070, 0.013
_FULL_WITHIN = 0.050


@dataclass(frozen=True, kw_only=True, eq=False)
class _NewSounds:
    """What is new at each beat, shape (n,): seconds from the beat until half of it is there (nan where nothing is),
    seconds from a quarter to three quarters, its share of the sound, and how much of it is there early on."""

    half: FloatArray
    rise: FloatArray
    share: FloatArray
    full: FloatArray


def place_on_swells(samples: Float32, beats: FloatArray, stands_out: float) -> FloatArray:
    """Beats at the beginning of what swells, seconds, shape (n,); unmoved where a song is struck.

    The spectrum some time after a beat tells which tones are new; a beat is where they are half there, less what
    ears hear before that. A smooth tempo is laid through these moments, each weighed by how much of the sound is new.

    Parameters
    ----------
    samples : float32 array, shape (n_samples,)
        Mono, at ``features.RATE``.
    beats : float64 array, shape (n,)
        Seconds, within about 60 ms of the attacks.
    stands_out : float
        How far the rise of energy at the beats stands out of its surroundings, in nats.
    """
    if stands_out >= STRUCK:
        return beats
    sounds = _new_sounds(samples, beats)
    heard = np.isfinite(sounds.half)
    if not heard.any():
        return beats
    full = float(np.median(sounds.full[heard]))
    swelling = _part(_fastest(sounds), _SUDDEN, _SWELLING) * _part(full, _FADING, _LASTING)
    moved = max(swelling * _part(-stands_out, -STRUCK, -_BOWED), _part(-stands_out, -_LITTLE, -_NOTHING))
    if not moved:
        return beats
    deviations = np.where(heard, _DEVIATION / (sounds.share + _OLD), np.inf)
    half = smooth_times(beats + np.where(heard, sounds.half, 0.0), deviations)
    ahead = max(_AHEAD_LEAST, _AHEAD - _AHEAD_MISSING * (1.0 - min(1.0, full)))
    return beats + moved * (half - swelling * ahead - beats)


def _part(value: float, none: float, whole: float) -> float:
    """0 up to one value, 1 from another on, in between on a line."""
    return float(np.clip((value - none) / (whole - none), 0.0, 1.0))


def _fastest(sounds: _NewSounds) -> float:
    """The rise that a quarter of what is new does not exceed."""
    order = np.argsort(sounds.rise)
    shares = np.cumsum(np.where(np.isfinite(sounds.rise), sounds.share, 0.0)[order])
    return float(sounds.rise[order][np.searchsorted(shares, shares[-1] / 4)])


def _new_sounds(samples: Float32, beats: FloatArray) -> _NewSounds:
    times = np.arange(round(_BEFORE[0] * RATE / _STEP), round(_AFTER[1] * RATE / _STEP) + 1) * _STEP / RATE
    window = np.hanning(_WINDOW).astype(np.float32)
    frames = np.lib.stride_tricks.sliding_window_view(samples, _WINDOW)
    rows = []
    for beat in beats:
        starts = np.round((beat + times) * RATE).astype(int) - _WINDOW // 2
        spectra = np.abs(np.fft.rfft(frames[np.clip(starts, 0, len(frames) - 1)] * window, axis=1))[:, _TONES]
        rows.append(_new_sound(spectra, times))
    half, rise, share, full = np.array(rows).T
    return _NewSounds(half=half, rise=rise, share=share, full=full)


def _new_sound(spectra: FloatArray, times: FloatArray) -> tuple[float, float, float, float]:
    before, after = (spectra[(times >= start) & (times <= end)].mean(0) for start, end in (_BEFORE, _AFTER))
    new = (after > _NEW * before) & (after > 0)
    if np.count_nonzero(new) < _FEWEST:
        return np.nan, np.nan, 0.0, np.nan
    gain = float((after - before)[new].sum())
    there = (spectra[:, new] - before[new]).sum(1) / gain
    quarter, half, most = (_reached(there, times, level) for level in (0.25, 0.5, 0.75))
    early = float(there[(times >= 0) & (times < _FULL_WITHIN)].max())
    return half, most - quarter, gain / float(after.sum()), early


def _reached(there: FloatArray, times: FloatArray, level: float) -> float:
    """When a level is reached for the last time before the sound must have come."""
    below = np.flatnonzero(there[times < _COME] < level)
    if not len(below):
        return float(times[0])
    last = min(int(below[-1]), len(times) - 2)
    slope = float(there[last + 1] - there[last])
    share = (level - float(there[last])) / slope if slope > 0 else 0.0
    return float(times[last] + min(1.0, share) * (times[1] - times[0]))
