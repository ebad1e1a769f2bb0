from __future__ import annotations

import numpy as np
import pytest
from drum_machine import Score, play

from composer.listening.features import RATE
from composer.listening.swells import place_on_swells

#: A choir's chords, in hertz; each begins on a beat.
CHORDS = ((220, 277.2, 329.6, 440), (246.9, 293.7, 370, 493.9), (196, 261.6, 311.1, 392), (233.1, 285, 349.2, 466.2))
BEAT, FIRST = 0.71, 0.6


def choir(swell_seconds: float, beats: int = 24) -> tuple[np.ndarray, np.ndarray]:
    """Sung chords that grow on a line from each beat on and fade when the next begins; and those beats."""
    truth = FIRST + BEAT * np.arange(beats)
    samples = np.zeros(int(RATE * (truth[-1] + 2 * BEAT)))
    seconds = np.arange(int(RATE * (BEAT + 0.06))) / RATE
    level = np.minimum(1, seconds / swell_seconds) * np.clip((seconds[-1] - seconds) / 0.06, 0, 1)
    for number, beat in enumerate(truth):
        start = round(beat * RATE)
        for hertz in CHORDS[number % len(CHORDS)]:
            tone = sum(np.sin(2 * np.pi * hertz * k * seconds + number) / k for k in range(1, 9))
            samples[start : start + len(seconds)] += 0.05 * level * tone
    return samples.astype(np.float32), truth


@pytest.mark.parametrize("late", [-0.01, 0.0, 0.01])
def test_the_beats_of_a_choir_are_where_its_chords_begin_to_grow(late: float) -> None:
    samples, truth = choir(swell_seconds=0.045)
    errors = place_on_swells(samples, truth + late, 1.0) - truth
    assert np.abs(np.median(errors)) <= 0.010
    assert (np.abs(errors) <= 1 / 60).mean() >= 0.95


def test_a_slow_swell_is_heard_after_it_begins_and_before_it_is_whole() -> None:
    samples, truth = choir(swell_seconds=0.09)
    late = np.median(place_on_swells(samples, truth, 1.0) - truth)
    assert 0.0 < late < 0.09 / 2


def test_plucked_chords_are_struck_however_little_they_stand_out() -> None:
    song = play(Score(bpm=92, bars=10, drums=range(0), lead_seconds=0.5))
    assert np.array_equal(place_on_swells(song.samples, song.beats, 1.0), song.beats)


def test_drums_are_not_asked_what_is_new() -> None:
    samples, truth = choir(swell_seconds=0.045)
    assert place_on_swells(samples, truth, 5.0) is truth


def test_beats_where_nothing_is_new_stay_where_they_are() -> None:
    tone = np.sin(2 * np.pi * 220 * np.arange(20 * RATE) / RATE).astype(np.float32)
    beats = np.arange(1.0, 18.0, 0.5)
    assert np.array_equal(place_on_swells(tone, beats, 0.1), beats)


def test_a_beat_without_a_new_sound_is_placed_by_its_neighbours() -> None:
    samples, truth = choir(swell_seconds=0.045)
    samples[round((truth[9] - 0.2) * RATE) : round((truth[10] + 0.4) * RATE)] = 0
    errors = place_on_swells(samples, truth, 1.0) - truth
    assert np.abs(errors).max() <= 1 / 60
