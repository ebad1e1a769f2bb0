"""Beats of music that swells: bows, choirs and pads have no sudden attack, but what sounds after the beat is new."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from composer.listening.features import RATE, Float32
from composer.listening.smoothing import smooth_times

FloatArray = NDArray[np.float64]

#: How far the usual rise of energy stands out of its surroundings (nats) where all is struck (drums 3 to 9, pianos and
#: guitars 2 to 5), and where it may be sung (choirs 1.0 to 2.3).
STRUCK = 2.8
_SUNG = 2.3
#: The same where bows and accordions play: tangos and pizzicati from 1.9 on are right by their energy to 4 ms, tangos
#: below 1.2 late by 2 to 17 ms.
_PLUCKED, _BOWED = 1.9, 1.2
#: The same below which an attack says nothing of where the new sound begins, and above which it says as much as the
#: beat that was expected: F within 16.7 ms of 17 songs below 0.5 is 0.51 by the beats alone, 0.48 by the means and 0.41
#: by the attacks; of 44 from there to 1.0 0.67, 0.67 and 0.66; of 41 above 0.91, 0.93 and 0.93.
_DROWNED, _AUDIBLE = 0.5, 1.0
#: Deviation in seconds of the beats that were expected.
_LOOSE = 0.012
#: Seconds in which a quarter of what is new becomes three quarters, of a sound that is struck, and of one that swells:
#: 4 to 12 ms where drums, hands or strings are struck, 16 to 40 ms in choirs, 20 to 80 ms under bows.
_SUDDEN, _SWELLING = 0.010, 0.018
#: Share of what is new that swells, in a song that does not and in one that does: pianos 0.2 to 0.4, a bass singer and
#: hands among voices 0.5 to 0.7, choirs and bows 0.9 to 1.
_FEW, _MOST = 0.4, 0.8
#: How much of what swells is there within 50 ms, at most: from 1.06 on, where plucked strings among bows and
#: accordions fade at once; voices and bows have 0.7 to 1.03.
_FADING, _LASTING = 1.06, 1.03
_FULL_WITHIN = 0.050
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
#: Seconds of the rise that a quarter of what swells does not exceed and of the one that half does not, added: voices
#: 36 to 66 ms (hymns to 110), bows and accordions 67 to 130.
_BRISK, _SLOW = 0.062, 0.070
#: Seconds of the rise that a quarter does not exceed: harpsichords and harps 13 to 19 ms, voices 19 to 29.
_KEYS, _VOICES = 0.016, 0.020
#: Seconds from the rise of energy to half of what is new: keys and harps -9 to 0 ms; voices, whose consonants come
#: first, -3 to 15, and up to 40 among hands that clap: this much more is asked where nothing that is new swells.
_EARLIER, _LATER, _AMONG_STRUCK = -0.007, -0.003, 0.030
#: Seconds by which that differs between the beats of a song: keys and harps 4 to 10 ms, voices 7 to 35.
_ALIKE, _DIFFERENT = 0.002, 0.011
#: Seconds that a beat comes before half of what is new is there. Voices: 25 to 41, median 35 in 55 songs (34 ms for 32
#: costs the songs of the training seeds 0.002 and gains others as much); keys -2 to 8. Bows: so much less the
#: share of the sound that is new (0.2 to 0.3 for brass, 15 to 28 ms; 0.5 to 0.8 for tangos, 9 to 18 ms), and the least.
#: On 100 songs that swell, of three development seeds, F within 16.7 ms is 0.701 by energy alone, 0.790 with one lead
#: for voices and bows by how much is there early on, and 0.809 with these.
_AHEAD_SUNG, _AHEAD_KEYS = 0.032, 0.003
_AHEAD_BOWED, _AHEAD_BY_SHARE, _AHEAD_LEAST = 0.028, 0.030, 0.010


@dataclass(frozen=True, kw_only=True, eq=False)
class Attacks:
    """What the rise of energy tells of the beats of a song, shape (n,) each.

    ``beats``: seconds, on a smooth tempo; ``measured``: seconds of each attack; ``deviations``: seconds by which it
    may be wrong, infinite where there is none; ``expected``: seconds of the beats before their attacks were looked for.
    ``stands_out``: how far the usual rise at the beats stands out of its surroundings, in nats.
    """

    beats: FloatArray
    expected: FloatArray
    measured: FloatArray
    deviations: FloatArray
    stands_out: float


@dataclass(frozen=True, kw_only=True, eq=False)
class _NewSounds:
    """What is new at each beat, shape (n,): seconds from the beat until half of it is there, seconds from a quarter to
    three quarters, its share of the sound (0 where nothing is new), and how much of it is there early on."""

    half: FloatArray
    rise: FloatArray
    share: FloatArray
    full: FloatArray


@dataclass(frozen=True, kw_only=True)
class _Character:
    """What swells in a song: its share of all that is new; of the usual beat that swells the share of the sound that is
    new and how much of it is there early on; seconds of the faster and of the usual rises, seconds by which half of
    what is new comes later than the energy, and by which that differs between beats."""

    swelling: float
    share: float
    full: float
    fast: float
    usual: float
    late: float
    unlike: float


def place_on_swells(samples: Float32, attacks: Attacks) -> FloatArray:
    """Beats at the beginning of what swells, seconds, shape (n,); unmoved where a song is struck.

    The spectrum some time after a beat tells which tones are new, and how fast they come. A beat whose tones come at
    once is at its attack; one whose tones swell is where half of them is there, less what ears hear before that. A
    smooth tempo is laid through these moments, each weighed by how much of the sound is new.

    Parameters
    ----------
    samples : float32 array, shape (n_samples,)
        Mono, at ``features.RATE``.
    attacks : Attacks
        What the energy tells, within about 60 ms of the beats.
    """
    if attacks.stands_out >= STRUCK:
        return attacks.beats
    beats = _begun(attacks)
    sounds = _new_sounds(samples, beats)
    slow = np.clip((sounds.rise - _SUDDEN) / (_SWELLING - _SUDDEN), 0.0, 1.0)
    character = _character(sounds, slow, replace(attacks, beats=beats))
    moved = _moved(character, attacks.stands_out) if character else 0.0
    if character is None or not moved:
        return attacks.beats
    struck = np.where(np.isfinite(attacks.deviations), attacks.measured - beats, 0.0)
    begins = slow * (sounds.half - _ahead(character)) + (1.0 - slow) * struck
    vague = _DEVIATION / (sounds.share + _OLD)
    # An attack is no surer than what swells: where little is new it is seldom the beat (hymns lose 0.04 otherwise).
    surest = np.where(slow < 1.0, np.maximum(vague, attacks.deviations), vague)
    deviations = np.where(sounds.share > 0, slow * vague + (1.0 - slow) * surest, np.inf)
    placed = smooth_times(beats + begins, deviations)
    return attacks.beats + moved * (placed - attacks.beats)


def _begun(attacks: Attacks) -> FloatArray:
    """The beats from which what is new is looked for: the less an attack stands out, the less it tells."""
    expected = smooth_times(attacks.expected, np.full(len(attacks.expected), _LOOSE))
    return expected + 0.5 * _part(attacks.stands_out, _DROWNED, _AUDIBLE) * (attacks.beats - expected)


def _character(sounds: _NewSounds, slow: FloatArray, attacks: Attacks) -> _Character | None:
    """What swells in a song, by how slow each beat's new sound is (0 to 1); None where nothing does."""
    most = (slow > 0.5) & (sounds.share > 0)
    if not most.any():
        return None
    weights = slow * sounds.share
    swelling = float(weights.sum() / sounds.share.sum())
    apart = (attacks.beats + sounds.half - attacks.measured)[most & np.isfinite(attacks.deviations)]
    unlike = 1.4826 * float(np.median(np.abs(apart - np.median(apart)))) if len(apart) else _DIFFERENT
    return _Character(
        swelling=swelling,
        share=float(np.median(sounds.share[most])),
        full=float(np.median(sounds.full[most])),
        fast=_quantile(sounds.rise, weights, 0.25),
        usual=_quantile(sounds.rise, weights, 0.5),
        late=_quantile(sounds.half, weights, 0.5),
        unlike=unlike,
    )


def _swells(song: _Character) -> float:
    return _part(song.full, _FADING, _LASTING) * _part(song.swelling, _FEW, _MOST)


def _bowed(song: _Character) -> float:
    return _part(song.fast + song.usual, _BRISK, _SLOW)


def _moved(song: _Character, stands_out: float) -> float:
    """How far the beats go from the rise of energy to what is new: 0 to 1."""
    bowed = _bowed(song)
    soft = bowed * _part(stands_out, _PLUCKED, _BOWED) + (1.0 - bowed) * _part(stands_out, STRUCK, _SUNG)
    return _swells(song) * soft


def _ahead(song: _Character) -> float:
    """Seconds that the beats come before half of what is new is there."""
    late = song.late - _AMONG_STRUCK * (1.0 - song.swelling)
    sung = _part(song.fast, _KEYS, _VOICES) * _part(late, _EARLIER, _LATER)
    sung *= _part(song.unlike, _ALIKE, _DIFFERENT)
    by_voice = sung * _AHEAD_SUNG + (1.0 - sung) * _AHEAD_KEYS
    by_bow = max(_AHEAD_LEAST, _AHEAD_BOWED - _AHEAD_BY_SHARE * song.share)
    bowed = _bowed(song)
    return _swells(song) * (bowed * by_bow + (1.0 - bowed) * by_voice)


def _part(value: float, none: float, whole: float) -> float:
    """0 up to one value, 1 from another on, in between on a line."""
    return float(np.clip((value - none) / (whole - none), 0.0, 1.0))


def _quantile(values: FloatArray, weights: FloatArray, level: float) -> float:
    """The value that such a part of the weights does not exceed."""
    order = np.argsort(values)
    sums = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(sums, level * sums[-1])])


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
        return 0.0, 0.0, 0.0, 0.0
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
