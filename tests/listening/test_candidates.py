"""Candidates: among the ways to count a song is the right one, be it struck or bowed."""

from __future__ import annotations

import numpy as np
import pytest
from strokes import in_phrases, strokes

from benchmarks.known_songs import f_measure, window_for
from composer.listening.candidates import find_candidates
from composer.listening.changes import measure_changes
from composer.listening.features import RATE, extract_features

#: Semitones above A of chords in root position; seconds in which a tone swells.
_CHORDS = ((0, 4, 7), (5, 9, 12), (7, 11, 14), (-3, 0, 4), (2, 5, 9), (-5, -1, 2))
_SWELL = 0.22


def bowed(bpm: float, chords: int, beats_each: int) -> tuple[np.ndarray, np.ndarray]:
    """Chords that swell and never stop, as samples, and their beats in seconds."""
    seconds, rng = beats_each * 60 / bpm, np.random.default_rng(3)
    samples = np.zeros(round((chords * seconds + 1.5) * RATE), np.float32)
    for number in range(chords):
        start = round((0.5 + number * seconds) * RATE)
        time = np.arange(round((seconds + _SWELL) * RATE)) / RATE
        shape = np.minimum(1, time / _SWELL) * np.minimum(1, (seconds + _SWELL - time) / _SWELL)
        for semitone in _CHORDS[int(rng.integers(len(_CHORDS)))]:
            for part in range(1, 6):
                wave = np.sin(2 * np.pi * 220 * 2 ** (semitone / 12) * part * time + rng.uniform(0, 6)) / part
                samples[start : start + len(time)] += (0.1 * shape * wave).astype(np.float32)
    return samples, 0.5 + np.arange(chords * beats_each) * 60 / bpm


def best_of(samples: np.ndarray, beats: np.ndarray) -> float:
    features = extract_features(samples)
    return max(f_measure(beats, one, window_for(beats)) for one in find_candidates(features, measure_changes(features)))


@pytest.mark.parametrize(("bpm", "beats_each"), [(58.0, 1), (72.0, 2), (96.0, 2)])
def test_chords_that_swell_are_counted_by_their_changes(bpm: float, beats_each: int) -> None:
    samples, beats = bowed(bpm, 60 // beats_each, beats_each)
    assert best_of(samples, beats) > 0.9


def test_a_machine_is_held_through_a_break_that_misleads() -> None:
    beats = 0.5 + np.arange(160) * 60 / 141
    eighths = 0.5 + np.arange(320) * 30 / 141
    played = np.concatenate(
        [eighths[:100], eighths[100:220] + 0.06 * np.sin(np.linspace(0, np.pi, 120)), eighths[220:]]
    )
    assert best_of(strokes(played), beats) > 0.98


def test_a_player_whose_beats_differ_by_a_third_within_a_phrase_is_followed() -> None:
    beats = in_phrases(0.45, push=0.15, beats=8)
    assert best_of(strokes(beats), beats) > 0.95
