"""Tempo curves: beats a minute at each beat of a song."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from benchmarks.corpus.clock import FloatArray


@dataclass(frozen=True, kw_only=True)
class Course:
    """What a tempo runs through: beats of the song and of a bar, and the first beat of every section."""

    beats: int
    bar: int
    starts: tuple[int, ...]


TempoCurve = Callable[[np.random.Generator, Course, float], FloatArray]


def steady(_rng: np.random.Generator, course: Course, bpm: float) -> FloatArray:
    """One tempo from end to end."""
    return np.full(course.beats, bpm)


def _smooth_noise(rng: np.random.Generator, n_beats: int, spread: float, width: int) -> FloatArray:
    """Noise of standard deviation ``spread``, smooth over about ``width`` beats."""
    window = np.hanning(width + 2)[1:-1]
    noise = np.convolve(rng.normal(0, 1, n_beats + width - 1), window, "valid")
    return spread * noise / np.sqrt((window**2).sum())


def drifting(spread: float, width: int = 31) -> TempoCurve:
    """A band without a click: the tempo wanders by ``spread`` of itself over ``width`` beats."""

    def curve(rng: np.random.Generator, course: Course, bpm: float) -> FloatArray:
        return bpm * (1 + _smooth_noise(rng, course.beats, spread, width))

    return curve


def pushing(spread: float, push: float) -> TempoCurve:
    """A live band: each section at a tempo of its own, within ``push``, and wandering by ``spread``."""

    def curve(rng: np.random.Generator, course: Course, bpm: float) -> FloatArray:
        factors = np.ones(course.beats)
        for start in course.starts:
            factors[start:] = 1 + rng.uniform(-push, push)
        eased = np.convolve(np.pad(factors, 4, mode="edge"), np.ones(9) / 9, "valid")
        return bpm * eased * (1 + _smooth_noise(rng, course.beats, spread, 15))

    return curve


def ramp(low: float, high: float) -> TempoCurve:
    """From one factor of the tempo to another, or back, or there and back."""

    def curve(rng: np.random.Generator, course: Course, bpm: float) -> FloatArray:
        half = course.beats // 2
        rise = np.linspace(low, high, course.beats)
        arch = np.concatenate([np.linspace(low, high, half), np.linspace(high, low, course.beats - half)])
        return bpm * (rise, rise[::-1], arch)[rng.integers(3)]

    return curve


def rubato(depth: float, phrase_bars: int = 4) -> TempoCurve:
    """Phrases that press on and broaden at their ends, by up to ``depth`` of the tempo, and never twice alike."""

    def curve(rng: np.random.Generator, course: Course, bpm: float) -> FloatArray:
        phrase = phrase_bars * course.bar
        part = (np.arange(course.beats) % phrase) / phrase
        swell = 0.5 * depth * np.sin(2 * np.pi * (part - 0.15)) - depth * np.clip((part - 0.82) / 0.18, 0, 1)
        return bpm * (1 + swell + _smooth_noise(rng, course.beats, 0.2 * depth, 9))

    return curve


def stepped(factors: tuple[float, ...]) -> TempoCurve:
    """One sudden change of tempo, by one of the factors, at a section in the middle of the song."""

    def curve(rng: np.random.Generator, course: Course, bpm: float) -> FloatArray:
        at = min(course.starts[1:], key=lambda start: abs(start - rng.uniform(0.4, 0.65) * course.beats))
        return np.where(np.arange(course.beats) < at, bpm, bpm * rng.choice(factors))

    return curve


def slowing(curve: TempoCurve, part: float = 0.3) -> TempoCurve:
    """Another curve that slows down over its last two bars, by up to ``part``."""

    def slowed(rng: np.random.Generator, course: Course, bpm: float) -> FloatArray:
        tempo = curve(rng, course, bpm)
        end = 2 * course.bar
        tempo[-end:] *= 1 - part * rng.uniform(0.4, 1) * np.linspace(0, 1, end) ** 2
        return tempo

    return slowed
