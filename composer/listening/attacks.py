"""Beats moved to where they are heard: the attack, found in the rise of energy, and a tempo smoothed over beats."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import signal

from composer.listening.features import RATE, Float32
from composer.listening.smoothing import smooth_times
from composer.listening.swells import Attacks, place_on_swells

FloatArray = NDArray[np.float64]

#: Samples over which energy is summed: 0.5 ms, well below what anyone hears or sees.
_STEP = 11
_STEP_SECONDS = _STEP / RATE
#: Samples filtered at once, a whole number of steps (48 s).
_BLOCK = _STEP * 96000
#: Causal filters of low order (they delay an attack by less than their time constant), each with the seconds of
#: energy that are compared before and after: a bass needs a period or two, a hat a few milliseconds.
_FILTERS: tuple[tuple[str, float, int, float], ...] = (
    ("lowpass", 160.0, 1, 0.024),
    ("lowpass", 9000.0, 1, 0.012),
    ("highpass", 400.0, 2, 0.010),
    ("highpass", 2500.0, 2, 0.008),
)
#: Power below this share of the song's loud moments counts as this much (-20 dB): a codec smears an attack that far
#: forward (mp3 and ogg come out 2 ms early at a tenth of it), and soft attacks come out late at ten times it.
_FLOOR = 1e-2
#: Seconds by which the greatest rise comes before the attack itself: half a step of the sums and half of the curve.
_EARLY = 0.001
#: Seconds round a beat in which its attack is looked for, at first and once the beats are about right.
_REACHES = (0.050, 0.035)
#: Seconds: how far from its expected place an attack is believed half as much.
_BELIEFS = (0.030, 0.018)
_CURVE_STEP = 0.001
#: A rise larger than this many times a usual attack tells no more than one that large.
_CLEAREST = 1.5
#: Deviation in seconds of an attack that is perfectly clear, and of one that is hardly there. (With 2 ms for the first,
#: strums and rolled chords were taken for the player's freedom: F within 16.7 ms of 220 songs 0.837, so 0.844.)
_CLEAR, _VAGUE, _FADING = 0.008, 0.014, 2.2
#: Below this rise there is no attack, and the beat is placed by its neighbours alone.
_NO_ATTACK = 0.12
#: Fewer beats than this make no tempo to lean on.
_FEWEST = 6
#: Seconds round a beat in which the rise is averaged, the part round the beat in which it may peak, and its steps.
_SURROUNDINGS, _PEAK_REACH, _PEAK_STEP = 0.16, 0.10, 0.004


@dataclass(frozen=True, kw_only=True, eq=False)
class _Band:
    sums: FloatArray
    span: int
    floor: float


def place_on_attacks(samples: Float32, beats: FloatArray) -> FloatArray:
    """Beats at the audible attack, seconds, shape (n,).

    Each beat is measured where the energy just after is most above the energy just before, in four bands; a smooth
    tempo is then laid through the measurements, each weighed by how clear its attack is, so that a machine's beats
    are a straight line, a player's follow the player, and a beat without any attack is kept in time.

    Parameters
    ----------
    samples : float32 array, shape (n_samples,)
        Mono, at ``features.RATE``.
    beats : float64 array, shape (n,)
        Seconds, within about 40 ms of the attacks.
    """
    if len(beats) < _FEWEST:
        return beats
    expected = beats
    bands = _energy_in_bands(samples)
    common = 0.0
    for number, (reach, belief) in enumerate(zip(_REACHES, _BELIEFS, strict=True)):
        offsets = np.arange(-reach, reach + _CURVE_STEP / 2, _CURVE_STEP)
        rise = _rise(bands, beats, offsets)
        if number == 0:
            # Frames are late or early by the same amount all through a song: look round that offset first.
            common = float(offsets[np.argmax(np.convolve(rise.mean(0), np.hanning(9), mode="same"))])
        doubt = 0.3 * ((offsets - (common if number == 0 else 0.0)) / belief) ** 2
        at = np.argmax(rise - doubt, axis=1)
        clearness = rise[np.arange(len(beats)), at]
        deviation = np.hypot(_CLEAR, _VAGUE * np.exp(-_FADING * clearness))
        measured = beats + offsets[at] + _EARLY
        deviations = np.where(clearness < _NO_ATTACK, np.inf, deviation)
        beats = smooth_times(measured, deviations)
    stands_out = _stands_out(bands, beats)
    return place_on_swells(
        samples,
        Attacks(beats=beats, expected=expected, measured=measured, deviations=deviations, stands_out=stands_out),
    )


def _stands_out(bands: tuple[_Band, ...], beats: FloatArray) -> float:
    """How far the usual rise at the beats stands out of its surroundings: nats (bows 0.5, pianos 3, drums 5)."""
    offsets = np.arange(-_SURROUNDINGS, _SURROUNDINGS + _PEAK_STEP / 2, _PEAK_STEP)
    rise = _log_rise(bands, beats, offsets)
    mean = np.minimum(rise, np.percentile(rise, 99.5)).mean(0)
    return float(mean[np.abs(offsets) <= _PEAK_REACH].max() - np.percentile(mean, 25))


def _energy_in_bands(samples: Float32) -> tuple[_Band, ...]:
    bands = []
    for kind, cutoff, order, seconds in _FILTERS:
        energy = _energy(samples, signal.butter(order, cutoff, kind, fs=RATE, output="sos"))
        bands.append(
            _Band(
                sums=np.concatenate([[0.0], np.cumsum(energy, dtype=np.float64)]),
                span=round(seconds / _STEP_SECONDS),
                floor=_FLOOR * float(np.percentile(energy, 90)) + 1e-12,
            )
        )
    return tuple(bands)


def _energy(samples: Float32, sections: FloatArray) -> FloatArray:
    """Mean power of the filtered samples in each step, block by block: filtered samples take eight bytes each."""
    whole = len(samples) // _STEP * _STEP
    state = np.zeros((len(sections), 2))
    powers = []
    for start in range(0, whole, _BLOCK):
        filtered, state = signal.sosfilt(sections, samples[start : min(whole, start + _BLOCK)], zi=state)
        powers.append(np.square(filtered).reshape(-1, _STEP).mean(axis=1))
    return np.concatenate(powers)


def _rise(bands: tuple[_Band, ...], beats: FloatArray, offsets: FloatArray) -> FloatArray:
    """How much the energy rises, in units of a usual attack; shape (beats, offsets)."""
    total = _log_rise(bands, beats, offsets)
    total = np.maximum(0.0, total - np.median(total, axis=1, keepdims=True))
    usual = float(np.percentile(total.max(axis=1), 70)) + 1e-9
    return np.minimum(total / usual, _CLEAREST)


def _log_rise(bands: tuple[_Band, ...], beats: FloatArray, offsets: FloatArray) -> FloatArray:
    """Log of the energy after over the energy before, summed over bands; shape (beats, offsets)."""
    index = (beats[:, None] + offsets) / _STEP_SECONDS
    total = np.zeros(index.shape)
    for band in bands:
        now = _sum_at(band.sums, index)
        after = (_sum_at(band.sums, index + band.span) - now) / band.span
        before = (now - _sum_at(band.sums, index - band.span)) / band.span
        total += np.maximum(0.0, np.log((after + band.floor) / (before + band.floor)))
    return total


def _sum_at(sums: FloatArray, index: FloatArray) -> FloatArray:
    index = np.clip(index, 0, len(sums) - 1.001)
    low = index.astype(int)
    value: FloatArray = sums[low] + (sums[low + 1] - sums[low]) * (index - low)
    return value
