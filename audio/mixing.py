"""The studio: placing sounds in a span of the song, filters that move, echo, reverb, tape, and the master.

Every effect is a function of absolute time and of a few seconds of what came before, so that any span of the song can
be mixed alone, given ``MEMORY`` seconds before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, oaconvolve, sosfilt
from score import DURATION, SAMPLE_RATE, SEED

Sound = NDArray[np.float64]
#: Seconds of the past that a moment of the mix depends on.
MEMORY = 6.0


@dataclass(frozen=True, kw_only=True)
class Span:
    """Samples ``start`` to ``stop`` (half-open) of the song."""

    start: int
    stop: int

    @property
    def times(self) -> NDArray[np.float64]:
        """The second of each sample."""
        return np.arange(self.start, self.stop) / SAMPLE_RATE

    def silence(self) -> Sound:
        """Zeros, shape (2, stop - start)."""
        return np.zeros((2, self.stop - self.start))


def place(track: Sound, span: Span, sound: Sound, second: float) -> None:
    """Add what lies in the span of a sound that starts at a second."""
    first = round(second * SAMPLE_RATE) - span.start
    low, high = max(0, first), min(track.shape[1], first + sound.shape[1])
    if low < high:
        track[:, low:high] += sound[:, low - first : high - first]


def ducked(times: NDArray[np.float64], kicks: Sequence[float], depth: float, recovery: float) -> NDArray[np.float64]:
    """The gain of a sound that makes room for each kick: down in 8 ms, back within ``recovery`` seconds."""
    gain = np.ones_like(times)
    for kick in kicks:
        since = times - kick
        near = (since > -0.01) & (since < 4 * recovery)
        dip = np.clip((since[near] + 0.004) / 0.008, 0, 1) * np.exp(-np.maximum(since[near], 0) / recovery)
        gain[near] = np.minimum(gain[near], 1 - depth * dip)
    return gain


def swept(sound: Sound, cutoff: NDArray[np.float64]) -> Sound:
    """A low-pass whose cutoff (Hz, one per sample) moves: a blend of the two nearest of seven fixed ones."""
    rungs = 300.0 * 1.6 ** np.arange(7)
    position = np.clip(np.log(cutoff / rungs[0]) / np.log(1.6), 0, len(rungs) - 1)
    mixed = np.zeros_like(sound)
    for i, rung in enumerate(rungs):
        weight = np.clip(1 - np.abs(position - i), 0, 1)
        if weight.any():
            mixed += weight * sosfilt(butter(2, rung, fs=SAMPLE_RATE, output="sos"), sound)
    return mixed


def delayed(sound: Sound, delay: NDArray[np.float64]) -> Sound:
    """Each side later by its own moving delay, in samples, shape (2, n), at sub-sample positions."""
    index = np.arange(sound.shape[1])
    return np.stack([np.interp(index - d, index, side, left=0.0) for side, d in zip(sound, delay, strict=True)])


def widened(sound: Sound, times: NDArray[np.float64]) -> Sound:
    """A chorus: two slow, opposite modulated delays of 11 to 17 ms beside the sound itself."""
    swing = 0.003 * np.sin(2 * np.pi * 0.37 * times)
    wet = delayed(sound[::-1], SAMPLE_RATE * np.stack([0.014 + swing, 0.014 - swing]))
    return 0.8 * sound + 0.5 * wet


def wowed(sound: Sound, times: NDArray[np.float64]) -> Sound:
    """The wow and flutter of a cassette: at most 1 ms of delay, which moves pitch by four cents and no beat."""
    wow = 0.5 + 0.38 * np.sin(2 * np.pi * 0.53 * times) + 0.08 * np.sin(2 * np.pi * 1.31 * times + 1.0)
    flutter = 0.006 * np.sin(2 * np.pi * 6.7 * times)
    return delayed(sound, SAMPLE_RATE * 0.001 * np.stack([wow + flutter] * 2))


def echoed(sound: Sound, delay: float) -> Sound:
    """Six echoes that cross from side to side, each darker and softer than the one before."""
    echoes, tap = np.zeros_like(sound), sound
    step = round(delay * SAMPLE_RATE)
    dark = butter(1, (250.0, 2800.0), "bandpass", fs=SAMPLE_RATE, output="sos")
    for _ in range(6):
        tap = 0.55 * np.asarray(sosfilt(dark, tap))[::-1]
        tap = np.pad(tap, ((0, 0), (step, 0)))[:, : sound.shape[1]]
        echoes += tap
    return echoes


@cache
def _room(length: float) -> Sound:
    """The answer of a room: noise on each side that dies away sooner the higher it is, 60 dB in about ``length``."""
    rng = np.random.default_rng([SEED, round(length * 1000)])
    times = np.arange(round((length + 0.2) * SAMPLE_RATE)) / SAMPLE_RATE
    bands = (((180, 600), 0.9, 0.8), ((600, 2000), 1.0, 1.0), ((2000, 5000), 0.6, 0.6), ((5000, 9000), 0.3, 0.3))
    answer = np.zeros((2, len(times)))
    for edges, share, level in bands:
        noise = rng.standard_normal((2, len(times)))
        decay = np.exp(-6.9 * times / (share * length))
        answer += level * decay * sosfilt(butter(2, edges, "bandpass", fs=SAMPLE_RATE, output="sos"), noise)
    answer *= np.clip(times / 0.02, 0, 1) * np.clip((times[-1] - times) / 0.15, 0, 1)
    answer = np.pad(answer, ((0, 0), (round(0.016 * SAMPLE_RATE), 0)))
    return np.asarray(answer / np.sqrt((answer**2).sum(axis=1, keepdims=True)))


def reverberated(sound: Sound, length: float) -> Sound:
    """The room's answer to the sound, without the sound itself, at about its loudness."""
    count = sound.shape[1]
    return np.stack([oaconvolve(side, answer)[:count] for side, answer in zip(sound, _room(length), strict=True)])


@cache
def _surface() -> Sound:
    """The hush and the few crackles of a worn record, for the whole song."""
    rng = np.random.default_rng([SEED, 33])
    count = round(DURATION * SAMPLE_RATE)
    hiss = rng.standard_normal((2, count))
    hush = sosfilt(butter(1, (300.0, 3500.0), "bandpass", fs=SAMPLE_RATE, output="sos"), hiss)
    specks = np.zeros((2, count))
    where = rng.integers(0, count, round(3.0 * DURATION))
    specks[:, where] = rng.exponential(1.0, (1, len(where))) * rng.choice([-1.0, 1.0], (1, len(where)))
    specks *= rng.uniform(0.4, 1.0, (2, 1))
    specks = sosfilt(butter(1, (900.0, 6000.0), "bandpass", fs=SAMPLE_RATE, output="sos"), specks)
    return np.asarray(hush * 0.008 + specks * 0.05)


def surface(span: Span) -> Sound:
    """The record's hush in a span."""
    return _surface()[:, span.start : span.stop]


def summed(tracks: Iterable[Sound]) -> Sound:
    """The tracks together."""
    return np.asarray(sum(tracks))


def mastered(mix: Sound, gain: float, times: NDArray[np.float64]) -> Sound:
    """Rumble out, level and presence up, peaks rounded as by tape to below -1 dBFS, faded in and out."""
    clear = gain * sosfilt(butter(2, 28.0, "highpass", fs=SAMPLE_RATE, output="sos"), mix)
    clear += 0.6 * sosfilt(butter(1, 1800.0, "highpass", fs=SAMPLE_RATE, output="sos"), clear)
    ceiling, knee = 0.86, 0.45
    loud = np.abs(clear) > knee
    over = (np.abs(clear[loud]) - knee) / (ceiling - knee)
    clear[loud] = np.sign(clear[loud]) * (knee + (ceiling - knee) * np.tanh(over))
    fade_in = 0.5 - 0.5 * np.cos(np.pi * np.clip(times / 0.3, 0, 1))
    fade_out = 0.5 - 0.5 * np.cos(np.pi * np.clip((DURATION - 0.02 - times) / 3.6, 0, 1))
    return np.asarray(clear * fade_in * fade_out)
