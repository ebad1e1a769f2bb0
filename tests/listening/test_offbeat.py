from __future__ import annotations

import numpy as np
import pytest
from drum_machine import Score, play

from composer.listening.features import RATE, Features, extract_features
from composer.listening.offbeat import is_on_soft_kick, lie_beside
from composer.listening.tracker import track

BEAT = 60 / 122


def house(bars: int = 20) -> tuple[np.ndarray, np.ndarray]:
    """A kick so soft that it is hardly heard on each beat; between beats a bass that rings and an open hat."""
    rng = np.random.default_rng(3)
    beats = 0.5 + BEAT * np.arange(4 * bars)
    samples = np.zeros(int(RATE * (beats[-1] + 2 * BEAT)))
    seconds = np.arange(int(RATE * BEAT / 2)) / RATE
    kick = 0.25 * np.sin(2 * np.pi * 55 * seconds) * np.exp(-seconds / 0.02)
    hat = np.diff(rng.normal(size=len(seconds) + 1)) * np.exp(-seconds / 0.08)
    for number, beat in enumerate(beats):
        bass = np.sin(2 * np.pi * (65.4, 77.8, 87.3, 58.3)[number // 4 % 4] * seconds) * np.exp(-seconds / 0.6)
        for start, sound in ((beat, kick), (beat + BEAT / 2, 0.6 * bass + 0.2 * hat)):
            samples[round(start * RATE) : round(start * RATE) + len(sound)] += sound
    return samples.astype(np.float32), beats


@pytest.fixture(scope="module")
def house_features() -> Features:
    return extract_features(house()[0])


def test_beats_between_hats_and_a_ringing_bass_are_on_a_soft_kick(house_features: Features) -> None:
    assert is_on_soft_kick(house_features, house()[1])


@pytest.mark.parametrize("late", [1 / 6, 1 / 3, 1 / 2, 2 / 3])
def test_beats_off_the_kick_are_not_on_it(house_features: Features, late: float) -> None:
    assert not is_on_soft_kick(house_features, house()[1] + late * BEAT)


@pytest.mark.parametrize("late", [0.0, 0.25])
def test_a_rock_beat_is_never_taken_for_house(late: float) -> None:
    song = play(Score(bpm=120, bars=8, lead_seconds=0.5))
    assert not is_on_soft_kick(extract_features(song.samples), song.beats + late)


@pytest.mark.parametrize(
    ("late", "seconds", "beside"), [(0.25, 0.5, True), (0.08, 0.5, True), (0.03, 0.5, False), (0.25, 0.25, False)]
)
def test_beats_lie_beside_others_at_their_tempo_in_another_place(late: float, seconds: float, beside: bool) -> None:
    assert lie_beside(np.arange(late, 29.0, seconds), np.arange(0.0, 30.0, 0.5)) is beside


def test_house_music_is_counted_on_its_soft_kick() -> None:
    samples, beats = house()
    song = track(samples)
    inner = song.beats[(song.beats > beats[3]) & (song.beats < beats[-3])]
    assert np.median(np.abs(inner[:, None] - beats).min(axis=1)) < 0.012
    assert song.confidence > 0.05
