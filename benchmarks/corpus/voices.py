"""Singing voices: partials under three formants, with glides, vibrato, breath and consonants."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.signal import butter, resample_poly, sosfilt

from benchmarks.corpus.fluid import RATE
from benchmarks.corpus.score import SungNote

#: Voices are made at half the rate: nothing in them is above 11 kHz.
_RATE = RATE // 2
#: Formants of a, i, o, u, e in Hz, of a woman (Peterson and Barney 1952, rounded); a man's are 0.88 of them.
_VOWELS = np.array([[800, 1150, 2900], [350, 2000, 2800], [450, 800, 2830], [325, 700, 2700], [600, 1700, 2600]])
_GAINS, _WIDTHS = (1.0, 0.6, 0.25), (110.0, 140.0, 220.0)
_PARTIALS = 24
#: Share of syllables that begin with a consonant, and of those the plosives, which are louder and shorter.
_CONSONANTS, _PLOSIVES = 0.65, 0.4


@dataclass(frozen=True, kw_only=True)
class _Singer:
    formants: np.ndarray
    vibrato: float
    rate: float
    breath: float


def sing(notes: list[SungNote], n_samples: int, rng: np.random.Generator) -> np.ndarray:
    """All singers together: float32, shape (n_samples,), at 44.1 kHz, peak 1 (silence where nobody sings)."""
    line = np.zeros(n_samples // 2 + 1, np.float32)
    for number in sorted({note.singer for note in notes}):
        singer = _Singer(
            formants=_VOWELS * rng.uniform(0.85, 1.02),
            vibrato=rng.uniform(0.004, 0.014),
            rate=rng.uniform(4.8, 6.2),
            breath=rng.uniform(0.01, 0.05),
        )
        before = 0.0
        for note in sorted((note for note in notes if note.singer == number), key=lambda note: note.second):
            pitch = 440.0 * 2 ** ((note.pitch - 69) / 12)
            _add(line, note.second, note.loudness * _vowel(singer, note, pitch, before or pitch, rng))
            _consonant(line, note, rng)
            before = pitch
    peak = float(np.abs(line).max())
    whole = resample_poly(line, 2, 1)[:n_samples].astype(np.float32)
    return whole / peak if peak > 0 else whole


def _vowel(singer: _Singer, note: SungNote, pitch: float, before: float, rng: np.random.Generator) -> np.ndarray:
    t = np.arange(int(note.seconds * _RATE), dtype=np.float32) / _RATE
    if len(t) < 64:
        return np.zeros(0, np.float32)
    glide = (before / pitch) ** (0.6 * np.exp(-t / 0.04))
    swing = np.clip((t - 0.2) / 0.3, 0, 1) * singer.vibrato * np.sin(2 * np.pi * singer.rate * t + 6 * rng.random())
    phase = (2 * np.pi / _RATE * np.cumsum(pitch * glide * (1 + swing), dtype=np.float64) % (2 * np.pi)).astype("f4")
    partials = np.arange(1, max(2, min(_PARTIALS, int(0.45 * _RATE / pitch))) + 1)
    formants = singer.formants[rng.integers(len(singer.formants))]
    weights = sum(
        gain / (1 + ((partials * pitch - formant) / width) ** 2)
        for gain, formant, width in zip(_GAINS, formants, _WIDTHS, strict=True)
    )
    weights = ((weights + 0.03) / partials**0.55).astype("f4")
    sound = np.zeros(len(t), "f4")
    for partial, weight in zip(partials, weights, strict=True):
        sound += weight * np.sin(np.float32(partial) * phase)
    sound += singer.breath * rng.normal(0, 1, len(t)).astype("f4")
    return sound * np.minimum(1, t / 0.045) * np.minimum(1, (t[-1] - t) / 0.06)


def _consonant(line: np.ndarray, note: SungNote, rng: np.random.Generator) -> None:
    """Noise before the vowel, in most syllables."""
    if rng.random() >= _CONSONANTS:
        return
    plosive = rng.random() < _PLOSIVES
    n = int((rng.uniform(0.012, 0.025) if plosive else rng.uniform(0.04, 0.08)) * _RATE)
    band = butter(2, rng.uniform(1800, 4000), "high", fs=_RATE, output="sos")
    noise = sosfilt(band, rng.normal(0, 1, n) * np.hanning(n)) * note.loudness
    noise *= rng.uniform(0.25, 0.6) if plosive else rng.uniform(0.1, 0.35)
    _add(line, note.second - 0.7 * n / _RATE, noise)


def _add(line: np.ndarray, second: float, sound: np.ndarray) -> None:
    start = max(0, round(second * _RATE))
    end = min(len(line), start + len(sound))
    line[start:end] += sound[: max(0, end - start)].astype(np.float32)
