"""How far the tracker trusts itself: much in clear music, little where nothing says where the beat is."""

from __future__ import annotations

import numpy as np
import pytest
from drum_machine import Score, play

from composer.listening.features import RATE
from composer.listening.tracker import Tracking, track


def _confidence_within(found: Tracking, start: float, end: float) -> float:
    inside = [(min(p.end, end) - max(p.start, start), p.confidence) for p in found.passages]
    lengths, values = np.array([pair for pair in inside if pair[0] > 0]).T
    return float(np.average(values, weights=lengths))


@pytest.fixture(scope="module")
def clear() -> Tracking:
    return track(play(Score(bpm=112, bars=24, rate=RATE)).samples)


def test_a_clear_song_is_trusted(clear: Tracking) -> None:
    assert clear.confidence > 0.8


def test_passages_cover_the_song_in_order(clear: Tracking) -> None:
    assert clear.passages[0].start == 0.0
    assert clear.passages[-1].end == pytest.approx(24 * 4 * 60 / 112, abs=4.0)
    for before, after in zip(clear.passages[:-1], clear.passages[1:], strict=True):
        assert before.end == after.start


def test_noise_within_a_song_is_trusted_less() -> None:
    samples = play(Score(bpm=112, bars=36, rate=RATE)).samples.copy()
    start, end = 26.0, 52.0
    inside = slice(round(start * RATE), round(end * RATE))
    samples[inside] = 0.1 * np.random.default_rng(3).normal(size=inside.stop - inside.start)
    found = track(samples.astype(np.float32))
    assert _confidence_within(found, start + 4, end - 4) < _confidence_within(found, 0, start - 4) - 0.03


@pytest.mark.parametrize("hertz", [(220.0,), (110.0, 165.0, 277.0)])
def test_tones_are_not_trusted(hertz: tuple[float, ...]) -> None:
    seconds = np.arange(20 * RATE) / RATE
    sound = sum(0.1 * np.sin(2 * np.pi * each * seconds) for each in hertz)
    assert track(np.asarray(sound, np.float32)).confidence < 0.5
