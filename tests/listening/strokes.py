"""Strokes at any seconds, and players who push and hold back within a phrase."""

from __future__ import annotations

import numpy as np

from composer.listening.features import RATE


def strokes(times: np.ndarray) -> np.ndarray:
    """Short noises at these seconds, and a second and a half after them."""
    rng, samples = np.random.default_rng(5), np.zeros(round((times.max() + 1.5) * RATE), np.float32)
    for time in times:
        stroke = rng.normal(size=RATE // 20) * np.exp(-np.arange(RATE // 20) / 200)
        start = round(time * RATE)
        samples[start : start + len(stroke)] += (0.2 * stroke).astype(np.float32)
    return samples


def in_phrases(length: float, *, push: float, beats: int) -> np.ndarray:
    """Seconds of 111 beats of about ``length``, up to ``push`` (ln) longer and shorter in phrases of ``beats``."""
    lengths = length * np.exp(push * np.sin(2 * np.pi * np.arange(110) / beats))
    return 0.5 + np.concatenate([[0.0], np.cumsum(lengths)])
