"""Synthesised tones: saws, squares and sines, from bright to dull as they sound."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np

from benchmarks.corpus.fluid import RATE

_TABLE = 2048


@dataclass(frozen=True, kw_only=True)
class Tone:
    """A sound of a synthesiser.

    ``odd``: only odd partials (a square). ``bright``/``dull``: cut-off in Hz at the start, and after ``closing``
    seconds. ``attack``, ``release`` in seconds; ``decay``: seconds to 1/e while held (0: none). ``voices`` detuned by
    ``detune`` of their pitch.
    """

    odd: bool = False
    bright: float = 2500.0
    dull: float = 900.0
    closing: float = 0.15
    attack: float = 0.005
    decay: float = 0.0
    release: float = 0.06
    voices: int = 2
    detune: float = 0.005
    gain: float = 0.25


TONES = {
    "sub": Tone(bright=300, dull=160, voices=1, attack=0.004, gain=0.5),
    "acid": Tone(bright=2200, dull=350, closing=0.09, voices=1, gain=0.4),
    "square bass": Tone(odd=True, bright=900, dull=350, voices=1, gain=0.35),
    "saw lead": Tone(bright=4000, dull=2500, voices=3, gain=0.22),
    "square lead": Tone(odd=True, bright=3500, dull=2000, voices=2, gain=0.2),
    "pluck": Tone(bright=5000, dull=500, closing=0.08, decay=0.25, gain=0.25),
    "stab": Tone(bright=4500, dull=1200, closing=0.12, decay=0.4, voices=3, gain=0.2),
    "pad": Tone(bright=1200, dull=1700, closing=1.0, attack=0.09, release=0.35, voices=3, detune=0.007, gain=0.14),
    "warm pad": Tone(bright=700, dull=900, closing=1.0, attack=0.12, release=0.5, voices=3, detune=0.008, gain=0.17),
    "bell": Tone(bright=6000, dull=800, closing=0.3, decay=0.6, voices=1, release=0.4, gain=0.2),
    "sine": Tone(bright=250, dull=200, attack=0.03, release=0.2, voices=1, gain=0.35),
}


@functools.lru_cache(maxsize=1024)
def _wave(pitch: float, cut: int, odd: bool) -> np.ndarray:
    """One period of a saw or square, its partials falling off past the cut-off in Hz."""
    partials = np.arange(1, max(2, int(min(4 * cut, 0.45 * RATE) / pitch) + 1))
    if odd:
        partials = partials[::2]
    weights = 1 / partials / (1 + (partials * pitch / cut) ** 2)
    turn = 2 * np.pi * np.arange(_TABLE) / _TABLE
    return (weights[:, None] * np.sin(partials[:, None] * turn)).sum(axis=0).astype(np.float32)


def tone(name: str, midi: int, seconds: float, rng: np.random.Generator) -> np.ndarray:
    """Samples of a tone that is held for some seconds: float32, at 44.1 kHz."""
    sound = TONES[name]
    pitch = 440.0 * 2 ** ((midi - 69) / 12)
    t = np.arange(int((seconds + sound.release) * RATE)) / RATE
    closed = np.minimum(1, t / sound.closing)
    dull, bright = (_wave(round(pitch, 2), int(cut), sound.odd) for cut in (sound.dull, sound.bright))
    total = np.zeros(len(t))
    for voice in range(sound.voices):
        tuned = pitch * (1 + sound.detune * (voice - (sound.voices - 1) / 2))
        start = rng.random() if sound.voices > 1 else 0.0
        place = ((tuned * t + start) * _TABLE).astype(np.int64) % _TABLE
        total += closed * dull[place] + (1 - closed) * bright[place]
    shape = np.minimum(1, t / sound.attack) * np.clip((seconds + sound.release - t) / sound.release, 0, 1)
    if sound.decay:
        shape *= np.exp(-t / sound.decay)
    return (sound.gain / sound.voices * total * shape).astype(np.float32)
