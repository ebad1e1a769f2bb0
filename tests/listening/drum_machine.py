"""Short songs whose beats are known: kick, snare, hat and plucked chords, synthesised sample by sample.

Each sound begins with its loudest sample within a millisecond, so that the beat is where the sound begins.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Signal = NDArray[np.float32]
FloatArray = NDArray[np.float64]

#: Patterns as hits of a bar: (beat, sound, gain).
ROCK = ((0, "kick", 1.0), (1, "snare", 0.8), (2, "kick", 0.9), (3, "snare", 0.8))
WALTZ = ((0, "kick", 1.0), (1, "snare", 0.45), (2, "snare", 0.45))
HATS_8 = tuple((k / 2, "hat", 0.35 if k % 2 == 0 else 0.25) for k in range(8))
HATS_6 = tuple((k / 2, "hat", 0.35 if k % 2 == 0 else 0.25) for k in range(6))
SWING = tuple((k + part, "hat", 0.35) for k in range(4) for part in ((0,) if k % 2 == 0 else (0, 2 / 3)))
#: Roots of a four-bar progression, in semitones over A2.
PROGRESSION = (0, -4, 3, -2)


@dataclass(frozen=True, kw_only=True, eq=False)
class KnownSong:
    """Mono samples and the truth: every beat in seconds, and the position of each in its bar."""

    samples: Signal
    rate: int
    beats: FloatArray
    positions: NDArray[np.int64]

    @property
    def downbeats(self) -> FloatArray:
        return self.beats[self.positions == 1]


@dataclass(frozen=True, kw_only=True)
class Score:
    """What to play. ``drums`` are the bars (counted from 0) in which the drums play; None: all of them."""

    bpm: float = 120.0
    meter: int = 4
    bars: int = 16
    pattern: tuple[tuple[float, str, float], ...] = ROCK + HATS_8
    drums: range | tuple[int, ...] | None = None
    chords: bool = True
    pickup: int = 0
    lead_seconds: float = 0.0
    tail_seconds: float = 0.5
    tempo_drift: Callable[[float], float] | None = field(default=None)
    rate: int = 22050
    seed: int = 5


def play(score: Score) -> KnownSong:
    """The song of a score. ``tempo_drift`` gives the factor of the tempo at each beat."""
    n_beats = score.bars * score.meter + score.pickup
    factors = [1.0 if score.tempo_drift is None else score.tempo_drift(beat / n_beats) for beat in range(n_beats)]
    edges = score.lead_seconds + np.concatenate([[0.0], np.cumsum(60 / score.bpm / np.array(factors))])
    beats = edges[:-1]
    positions = (np.arange(n_beats) - score.pickup) % score.meter + 1
    samples = np.zeros(int((edges[-1] + score.tail_seconds) * score.rate), np.float32)
    rng = np.random.default_rng(score.seed)
    for bar in range(-1 if score.pickup else 0, score.bars):
        first = bar * score.meter + score.pickup
        if score.drums is None or bar in score.drums:
            for beat, sound, gain in score.pattern:
                if first + beat >= 0:
                    moment = np.interp(first + beat, np.arange(n_beats + 1), edges)
                    _mix(samples, moment, gain * _SOUNDS[sound](score.rate, rng), score.rate)
        if score.chords:
            _play_chord(samples, score, edges, first, PROGRESSION[bar % 4])
    return KnownSong(samples=0.5 * samples / np.abs(samples).max(), rate=score.rate, beats=beats, positions=positions)


def _play_chord(samples: Signal, score: Score, edges: FloatArray, first: int, root: int) -> None:
    seconds = 60 / score.bpm
    for beat in range(score.meter):
        if first + beat < 0:
            continue
        moment = edges[first + beat]
        if beat == 0:
            _mix(samples, moment, 0.5 * _pluck(55 * 2 ** (root / 12), seconds * score.meter, score.rate), score.rate)
        for interval in (0, 4, 7):
            tone = _pluck(220 * 2 ** ((root + interval) / 12), seconds, score.rate)
            _mix(samples, moment, (0.12 if beat == 0 else 0.07) * tone, score.rate)


def pulse_train(bpm: float, seconds: float, rate: int = 22050) -> KnownSong:
    """Bare clicks of 5 ms, all alike: a tempo and a phase, no bars."""
    beats = np.arange(0.0, seconds - 0.05, 60 / bpm)
    samples = np.zeros(int(seconds * rate), np.float32)
    for beat in beats:
        click = np.sin(2 * np.pi * 1500 * np.arange(int(0.005 * rate)) / rate + 1.0)
        _mix(samples, beat, click.astype(np.float32) * 0.7, rate)
    return KnownSong(samples=samples, rate=rate, beats=beats, positions=np.ones(len(beats), np.int64))


def _mix(samples: Signal, moment: float, sound: Signal, rate: int) -> None:
    start = round(moment * rate)
    end = min(len(samples), start + len(sound))
    samples[start:end] += sound[: end - start]


def _kick(rate: int, rng: np.random.Generator) -> Signal:
    t = np.arange(int(0.25 * rate)) / rate
    sweep = 2 * np.pi * (48 * t + 110 / 35 * (1 - np.exp(-35 * t)))
    return (np.cos(sweep) * np.exp(-14 * t)).astype(np.float32)


def _snare(rate: int, rng: np.random.Generator) -> Signal:
    t = np.arange(int(0.18 * rate)) / rate
    return ((0.5 * rng.normal(size=len(t)) + 0.4 * np.cos(2 * np.pi * 190 * t)) * np.exp(-22 * t)).astype(np.float32)


def _hat(rate: int, rng: np.random.Generator) -> Signal:
    t = np.arange(int(0.06 * rate)) / rate
    noise = np.diff(rng.normal(size=len(t) + 1))
    return (noise * np.exp(-70 * t) * 0.5).astype(np.float32)


def _pluck(frequency: float, seconds: float, rate: int) -> Signal:
    t = np.arange(int(min(seconds, 1.5) * rate)) / rate
    partials = sum(np.cos(2 * np.pi * frequency * k * t) / k * np.exp(-3 * k * t) for k in range(1, 6))
    fade = np.minimum(1.0, (t[-1] - t) / 0.01)
    return (partials * fade / 2).astype(np.float32)


_SOUNDS: dict[str, Callable[[int, np.random.Generator], Signal]] = {"kick": _kick, "snare": _snare, "hat": _hat}
