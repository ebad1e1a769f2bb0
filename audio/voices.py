"""The instruments: each function gives the sound of one note, from its attack to its last ring.

Sounds are float64 arrays of shape (2, n), left over right, at ``score.SAMPLE_RATE``; a drum's attack is its first
sample.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, sosfilt
from score import SAMPLE_RATE, Note

Sound = NDArray[np.float64]


def hertz(pitch: float | NDArray[np.float64]) -> NDArray[np.float64]:
    """Frequency of a MIDI pitch."""
    return np.asarray(440.0 * 2.0 ** ((np.asarray(pitch, dtype=np.float64) - 69) / 12))


def _clock(duration: float) -> NDArray[np.float64]:
    return np.arange(round(duration * SAMPLE_RATE)) / SAMPLE_RATE


def _ramp(time: NDArray[np.float64], length: float) -> NDArray[np.float64]:
    """A raised cosine from 0 to 1."""
    return 0.5 - 0.5 * np.cos(np.pi * np.clip(time / length, 0, 1))


def _filtered(sound: Sound, kind: str, cutoff: float | tuple[float, float], order: int = 2) -> Sound:
    return np.asarray(sosfilt(butter(order, cutoff, kind, fs=SAMPLE_RATE, output="sos"), sound))


def _saw(frequency: float, phase: float, count: int) -> NDArray[np.float64]:
    """A band-limited saw: the steps are rounded over two samples (PolyBLEP, Välimäki and Huovilainen, 2007)."""
    step = frequency / SAMPLE_RATE
    turn = (phase + step * np.arange(count)) % 1.0
    wave = 2.0 * turn - 1.0
    after, before = turn < step, turn > 1.0 - step
    x = turn[after] / step
    wave[after] -= 2 * x - x * x - 1
    x = (turn[before] - 1.0) / step
    wave[before] -= x * x + 2 * x + 1
    return wave


def pad(note: Note, rng: np.random.Generator) -> Sound:
    """Three detuned saws on each side that swell in over a quarter second and let go over a second."""
    attack, release = 0.28, 1.0
    time = _clock(note.length + release)
    level = _ramp(time, attack) * (1 - _ramp(time - note.length, release)) * note.level
    sides = []
    for cents in ((-9.0, 0.5, 7.0), (-7.0, -0.5, 10.0)):
        saws = (_saw(float(hertz(note.pitch + c / 100)), rng.uniform(), len(time)) for c in cents)
        sides.append(sum(saws) * level / 3)
    return np.stack(sides)


def mallet(note: Note, rng: np.random.Generator) -> Sound:
    """An electric piano by frequency modulation: a round body, and a tine that rings off in a tenth of a second."""
    time = _clock(1.8)
    turn = 2 * np.pi * float(hertz(note.pitch)) * time
    body = np.sin(turn + 1.3 * note.level * np.exp(-time / 0.22) * np.sin(turn))
    tine = 0.2 * np.exp(-time / 0.06) * np.sin(turn + 0.8 * np.exp(-time / 0.04) * np.sin(7.0 * turn))
    bright = np.exp(-max(0.0, (note.pitch - 72) / 30))
    wave = (body + tine) * np.exp(-time / (0.55 * bright)) * _ramp(time, 0.004) * (1 - _ramp(time - 1.5, 0.3))
    pan = rng.uniform(-0.6, 0.6)
    return note.level * wave * np.sqrt([[(1 - pan) / 2], [(1 + pan) / 2]]) * np.sqrt(2)


def bass(note: Note, rng: np.random.Generator) -> Sound:
    """A sub-bass sine with a little of its second and third harmonics, so that small speakers tell its pitch."""
    release = min(0.04 + 0.1 * note.length, 0.5)
    time = _clock(note.length + release)
    turn = 2 * np.pi * float(hertz(note.pitch)) * time + rng.uniform(-0.1, 0.1)
    warmth = 0.35 + 0.3 * np.exp(-time / 0.25)
    wave = np.sin(turn) + warmth * (0.55 * np.sin(2 * turn) + 0.22 * np.sin(3 * turn))
    level = _ramp(time, 0.012) * (1 - _ramp(time - note.length, release)) * (0.75 + 0.25 * np.exp(-time / 0.4))
    return np.stack([wave * level * note.level] * 2)


def kick(note: Note, rng: np.random.Generator) -> Sound:
    """A soft kick: a sine that falls from 230 to 47 Hz under a felt-like click."""
    time = _clock(0.5)
    turn = 2 * np.pi * (47.0 * time - 0.026 * 183.0 * (np.exp(-time / 0.026) - 1))
    body = np.sin(turn) * np.exp(-time / 0.15)
    click = _filtered(rng.standard_normal(len(time)), "bandpass", (900.0, 4500.0), 1) * np.exp(-time / 0.006)
    wave = (np.tanh(1.6 * body) / np.tanh(1.6) + 0.55 * click) * _ramp(time, 0.0012) * (1 - _ramp(time - 0.4, 0.1))
    return np.stack([wave * note.level] * 2)


def snare(note: Note, rng: np.random.Generator) -> Sound:
    """A snare played on worn tape: a short drum tone under noise without its top octave, a little wide."""
    time = _clock(0.6)
    tone = np.sin(2 * np.pi * (188.0 * time + 1.2 * (1 - np.exp(-time / 0.02)))) * np.exp(-time / 0.07)
    rattle = _filtered(rng.standard_normal((2, len(time))), "bandpass", (700.0, 6500.0), 1)
    rattle = 0.75 * rattle + 0.25 * rattle[::-1]
    envelope = 0.65 * np.exp(-time / 0.045) + 0.35 * np.exp(-time / 0.15)
    wave = 0.55 * tone + 0.55 * rattle * envelope
    return note.level * wave * _ramp(time, 0.0008) * (1 - _ramp(time - 0.5, 0.1))


def hat(note: Note, rng: np.random.Generator) -> Sound:
    """A closed hat, soft above 10 kHz, a little to the right."""
    time = _clock(0.16)
    noise = _filtered(rng.standard_normal(len(time)), "bandpass", (5500.0, 10500.0), 1)
    wave = noise * np.exp(-time / (0.02 + 0.02 * note.level)) * _ramp(time, 0.0006) * (1 - _ramp(time - 0.12, 0.04))
    return note.level * wave * np.array([[0.8], [1.1]])


def lead(phrase: tuple[Note, ...], rng: np.random.Generator) -> Sound:
    """A phrase sung by two detuned voices: the pitch glides, vibrato grows on held notes, the vowel is between o and a.

    Starts with the phrase's first note.
    """
    begin, release = phrase[0].start, 0.6
    time = _clock(phrase[-1].start + phrase[-1].length + release - begin)
    pitch, level, held = np.zeros_like(time), np.zeros_like(time), np.zeros_like(time)
    for note in phrase:
        first, last = (round((t - begin) * SAMPLE_RATE) for t in (note.start, note.start + note.length))
        pitch[first:] = note.pitch
        held[first:last] = time[: last - first]
        level[first:last] = 1.0
        level[first : first + 2200] *= 0.55
    glide, breath = np.exp(-1 / (0.030 * SAMPLE_RATE)), np.exp(-1 / (0.045 * SAMPLE_RATE))
    for _ in range(2):
        pitch = pitch[0] + _smoothed(pitch - pitch[0], float(glide))
        level = _smoothed(level, float(breath))
    vibrato = 0.22 * _ramp(held - 0.35, 0.7) * np.sin(2 * np.pi * 5.1 * time + 0.4 * np.sin(2 * np.pi * 0.31 * time))
    air = 0.02 * _filtered(rng.standard_normal((2, len(time))), "bandpass", (1500.0, 5000.0), 1)
    sides = [_vowel(pitch + _smoothed(vibrato, float(breath)) + cents / 100, rng) for cents in (-5.0, 5.0)]
    return (np.stack(sides) + air) * level * (1 - _ramp(time - (time[-1] - 0.3), 0.3))


def _smoothed(curve: NDArray[np.float64], pole: float) -> NDArray[np.float64]:
    return np.asarray(sosfilt([[1 - pole, 0, 0, 1, -pole, 0]], curve))


def _vowel(pitch: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
    """Harmonics weighed by the throat: formants near 550, 1000 and 2600 Hz."""
    frequency = hertz(pitch)
    turn = 2 * np.pi * (np.cumsum(frequency) / SAMPLE_RATE + rng.uniform())
    throat_hertz = np.array([0, 300, 550, 800, 1000, 1300, 1900, 2600, 3200, 4500, 6000, 22050])
    throat_level = np.array([0.9, 1.0, 1.0, 0.8, 0.8, 0.55, 0.32, 0.4, 0.2, 0.06, 0.0, 0.0])
    wave = np.zeros_like(pitch)
    for harmonic in range(1, 9):
        weight = np.interp(harmonic * frequency, throat_hertz, throat_level) / harmonic**0.7
        wave += weight * np.sin(harmonic * turn)
    return 0.6 * wave
