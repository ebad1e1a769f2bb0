"""The even pulse of a machine: found to a few milliseconds from one end of a song to the other."""

from __future__ import annotations

import numpy as np
import pytest

from composer.listening.features import FRAME_RATE
from composer.listening.steady import steady_pulse


def curve_of(times: np.ndarray, seconds: float) -> np.ndarray:
    """Peaks two frames wide at these seconds, over a little noise."""
    frames = np.arange(round(seconds * FRAME_RATE)) / FRAME_RATE
    peaks = np.exp(-0.5 * ((frames[:, None] - times) * FRAME_RATE / 2) ** 2).sum(1)
    return (peaks + 0.1 * np.random.default_rng(2).random(len(frames))).astype(np.float32)


@pytest.mark.parametrize("per_minute", [171.3, 240.0, 338.0])
@pytest.mark.parametrize("break_from", [1.0, 0.3])
def test_the_pulse_is_that_of_the_song_from_end_to_end(per_minute: float, break_from: float) -> None:
    steps = 2.37 + np.arange(int(150 * per_minute / 60)) * 60 / per_minute
    part = np.linspace(0, 1, len(steps))
    played = steps[(part < break_from) | (part > 0.7)]
    found = steady_pulse(curve_of(played, 156.0), (2.0, 153.5), 170, 340)
    off = np.array([np.abs(found - step).min() for step in steps])
    assert off.max() < 0.012


def test_the_pulse_covers_the_span() -> None:
    steps = 2.37 + np.arange(200) * 0.25
    found = steady_pulse(curve_of(steps, 60.0), (2.3, 52.2), 170, 340)
    assert found[0] < 2.3
    assert found[-1] > 52.1
    assert np.ptp(np.diff(found)) < 1e-9


def test_a_moment_of_sound_has_no_pulse() -> None:
    assert len(steady_pulse(np.ones(60, np.float32), (0.0, 0.5), 170, 340)) == 0
