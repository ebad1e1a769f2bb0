from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from drum_machine import Score, play

from composer.listening.features import RATE
from composer.listening.swells import Attacks, place_on_swells

#: A choir's chords, in hertz; each begins on a beat.
CHORDS = ((220, 277.2, 329.6, 440), (246.9, 293.7, 370, 493.9), (196, 261.6, 311.1, 392), (233.1, 285, 349.2, 466.2))
BEAT, FIRST = 0.71, 0.6
#: Seconds by which the rise of energy misses the beats of a choir.
SCATTER = 0.012


def chords(swell_seconds: float, beats: int = 24, at_once: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    """Chords that grow on a line from each beat on, from a part that is there at once, and fade when the next begins;
    and those beats."""
    truth = FIRST + BEAT * np.arange(beats)
    samples = np.zeros(int(RATE * (truth[-1] + 2 * BEAT)))
    seconds = np.arange(int(RATE * (BEAT + 0.06))) / RATE
    level = np.clip(at_once + (1 - at_once) * seconds / swell_seconds, 0, 1)
    level *= np.minimum(1, seconds / 0.004) * np.clip((seconds[-1] - seconds) / 0.06, 0, 1)
    for number, beat in enumerate(truth):
        start = round(beat * RATE)
        for hertz in CHORDS[number % len(CHORDS)]:
            tone = sum(np.sin(2 * np.pi * hertz * k * seconds + number) / k for k in range(1, 9))
            samples[start : start + len(seconds)] += 0.05 * level * tone
    return samples.astype(np.float32), truth


def found(beats: np.ndarray, stands_out: float = 1.0) -> Attacks:
    """What the energy tells of a choir: attacks that are scattered round the beats."""
    measured = beats + np.random.default_rng(7).normal(0, SCATTER, len(beats))
    deviations = np.full(len(beats), 0.008)
    return Attacks(beats=beats, expected=beats, measured=measured, deviations=deviations, stands_out=stands_out)


@pytest.mark.parametrize("late", [-0.01, 0.0, 0.01])
def test_the_beats_of_a_choir_are_where_its_chords_begin_to_grow(late: float) -> None:
    samples, truth = chords(swell_seconds=0.045)
    errors = place_on_swells(samples, found(truth + late)) - truth
    assert np.abs(np.median(errors)) <= 0.012
    assert (np.abs(errors) <= 1 / 60).mean() >= 0.95


def test_where_no_attack_stands_out_the_beats_that_were_expected_are_believed() -> None:
    samples, truth = chords(swell_seconds=0.09)
    misled = found(truth + 0.085, stands_out=0.4)
    errors = [place_on_swells(samples, each) - truth for each in (replace(misled, expected=truth), misled)]
    expected, lost = np.median(errors, axis=1)
    assert 0.0 < expected < 0.09 / 2
    assert lost > 0.06


def test_an_accordion_is_where_it_sounds_first_not_where_a_choir_would_begin() -> None:
    samples, truth = chords(swell_seconds=0.12, at_once=0.4)
    errors = place_on_swells(samples, found(truth)) - truth
    assert np.abs(np.median(errors)) <= 0.006


def test_a_slow_swell_is_heard_after_it_begins_and_before_it_is_whole() -> None:
    samples, truth = chords(swell_seconds=0.09)
    late = np.median(place_on_swells(samples, found(truth)) - truth)
    assert 0.0 < late < 0.09 / 2


def test_bows_that_stand_out_as_plucked_strings_do_are_left_where_their_energy_rises() -> None:
    samples, truth = chords(swell_seconds=0.12, at_once=0.3)
    attacks = found(truth, stands_out=2.0)
    assert place_on_swells(samples, attacks) is attacks.beats
    assert not np.array_equal(place_on_swells(samples, found(truth, stands_out=1.0)), truth)


def test_a_beat_that_is_struck_between_voices_is_at_its_attack() -> None:
    samples, truth = chords(swell_seconds=0.045)
    sung, truth_of_struck = samples.copy(), truth[3::4]
    seconds = np.arange(int(RATE * 0.5)) / RATE
    for beat in truth_of_struck:
        start, end = (round((beat + side) * RATE) for side in (-0.2, BEAT))
        sung[start:end] = 0
        pluck = sum(np.sin(2 * np.pi * 131 * k * seconds) / k for k in range(1, 12)) * np.exp(-seconds / 0.15)
        sung[round(beat * RATE) :][: len(pluck)] += (0.2 * pluck).astype(np.float32)
    attacks = found(truth)
    measured = attacks.measured.copy()
    measured[3::4] = truth_of_struck
    placed = place_on_swells(sung, replace(attacks, measured=measured))
    assert np.abs(placed[3::4] - truth_of_struck).max() <= 0.012


def test_plucked_chords_are_struck_however_little_they_stand_out() -> None:
    song = play(Score(bpm=92, bars=10, drums=range(0), lead_seconds=0.5))
    assert np.array_equal(place_on_swells(song.samples, found(song.beats)), song.beats)


def test_drums_are_not_asked_what_is_new() -> None:
    samples, truth = chords(swell_seconds=0.045)
    assert place_on_swells(samples, found(truth, stands_out=5.0)) is truth


def test_beats_where_nothing_is_new_stay_where_they_are() -> None:
    tone = np.sin(2 * np.pi * 220 * np.arange(20 * RATE) / RATE).astype(np.float32)
    beats = np.arange(1.0, 18.0, 0.5)
    assert np.array_equal(place_on_swells(tone, found(beats, stands_out=0.1)), beats)


def test_a_beat_without_a_new_sound_is_placed_by_its_neighbours() -> None:
    samples, truth = chords(swell_seconds=0.045)
    samples[round((truth[9] - 0.2) * RATE) : round((truth[10] + 0.4) * RATE)] = 0
    errors = place_on_swells(samples, found(truth)) - truth
    assert np.abs(errors).max() <= 1 / 60
