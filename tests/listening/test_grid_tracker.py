from __future__ import annotations

import numpy as np
import pytest

from composer.listening.guidance import UNGUIDED, Guidance
from composer.listening.tracker import track
from composer.listening.trackers import TrackerChoice

SECOND = 22050


def grid(bpm: float, offset: float = 0.0, seconds: float = 30.0, guidance: Guidance = UNGUIDED):
    noise = np.random.default_rng(5).normal(0, 0.1, int(seconds * SECOND)).astype(np.float32)
    return track(noise, guidance, TrackerChoice(name="grid", options={"bpm": bpm, "offset": offset}))


def test_a_grid_is_exact_to_a_microsecond_whatever_sounds() -> None:
    found = grid(97, 0.52)
    assert found.beats == pytest.approx(0.52 + 60 / 97 * np.arange(48), abs=1e-6)
    assert np.ptp(np.diff(found.beats)) < 3e-6
    assert found.positions[:5].tolist() == [1, 2, 3, 4, 1]
    assert (found.meter, found.confidence) == (4, 1.0)
    assert [passage.confidence for passage in found.passages] == [1.0]


def test_a_grid_goes_back_from_its_offset_to_the_start() -> None:
    found = grid(60, 5.25, 10.0, Guidance(meter=3))
    assert found.beats == pytest.approx(0.25 + np.arange(10))
    assert found.positions.tolist() == [2, 3, 1, 2, 3, 1, 2, 3, 1, 2]


@pytest.mark.parametrize("bpm", [20, 60, 97, 120, 133.7, 400])
def test_a_beat_at_the_very_start_is_a_beat(bpm: float) -> None:
    found = grid(bpm, seconds=20.0)
    assert found.beats[0] == 0
    assert len(found.beats) == np.ceil(20 * bpm / 60 - 1e-9)


def test_a_song_shorter_than_a_beat_has_one_at_most() -> None:
    assert grid(20, 0.4, 0.5).beats.tolist() == [0.4]
    assert grid(20, 2.0, 0.5).beats.tolist() == []
