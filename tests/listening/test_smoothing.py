from __future__ import annotations

import numpy as np

from composer.listening.smoothing import smooth_times

BEAT = 0.48
#: How sure each measurement is said to be: seconds.
SURE = 0.008


def smooth(times: np.ndarray) -> np.ndarray:
    return smooth_times(times, np.full(len(times), SURE))


def test_a_machine_keeps_time_where_an_echo_is_taken_for_every_other_attack() -> None:
    truth = 1.0 + BEAT * np.arange(150)
    rng = np.random.default_rng(3)
    echoes = rng.random(150) < 0.4
    measured = truth + rng.normal(0, 0.0005, 150) + np.where(echoes, rng.choice([0.021, 0.040], 150), 0.0)
    assert np.abs(smooth(measured) - truth).max() <= 0.001


def test_a_player_who_hurries_at_the_end_is_not_held_to_the_time_before() -> None:
    lengths = np.concatenate([np.full(100, BEAT), BEAT * np.linspace(1.0, 0.93, 30)])
    truth = 1.0 + np.concatenate([[0.0], np.cumsum(lengths)])
    measured = truth + np.random.default_rng(3).normal(0, 0.0005, len(truth))
    assert np.abs(smooth(measured) - truth).max() <= 0.010


def test_beats_that_are_never_measured_are_placed_by_their_neighbours() -> None:
    truth = 1.0 + BEAT * np.arange(60)
    deviations = np.full(60, SURE)
    measured = truth.copy()
    measured[20:28] += 0.04
    deviations[20:28] = np.inf
    assert np.abs(smooth_times(measured, deviations) - truth).max() <= 0.001


def test_a_player_who_drifts_is_followed() -> None:
    index = np.arange(120)
    truth = 1.0 + BEAT * index + 0.06 * np.sin(index / 9)
    measured = truth + np.random.default_rng(5).normal(0, 0.008, 120)
    assert np.abs(smooth(measured) - truth).mean() <= 0.006
