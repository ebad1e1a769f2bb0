"""What is learned from songs of known truth: the right ways of counting win, and what is kept says the same."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from benchmarks.fitting import Countings, as_json, chosen, fit, train
from benchmarks.fitting_trust import fit_trust
from benchmarks.known_songs import f_measure, window_for
from composer.listening.evidence import LOCAL, METERS, place_names
from composer.listening.trust import TRUST
from composer.listening.weights import learned, read_weights

_SIZE = len(learned().linear)


def _song(seed: int) -> Countings:
    """Forty ways of counting; those are right whose first evidence is high and whose second and third agree in sign."""
    rng = np.random.default_rng(seed)
    evidence = rng.normal(size=(40, _SIZE)).astype(np.float32)
    worth = 0.8 * evidence[:, 0] + 2 * np.sign(evidence[:, 1] * evidence[:, 2])
    quality = (1 / (1 + np.exp(-2 * worth))).astype(np.float32)
    return Countings(kind=f"kind{seed % 5}", evidence=evidence, beats=quality, downbeats=quality)


@pytest.fixture(scope="module")
def taught() -> tuple[np.ndarray, dict[str, object]]:
    songs = [_song(seed) for seed in range(150)]
    linear = fit(songs)
    return linear, train(songs, linear)


def test_the_linear_weights_find_what_is_linear(taught: tuple[np.ndarray, dict[str, object]]) -> None:
    linear, _ = taught
    assert linear[0] > 4 * np.abs(np.delete(linear, 0)).max() / 2
    right = [song.beats[int(np.argmax(song.evidence @ linear))] for song in map(_song, range(1000, 1040))]
    assert np.mean(right) > 0.6


def test_a_fit_that_begins_with_its_own_weights_keeps_them(taught: tuple[np.ndarray, dict[str, object]]) -> None:
    linear, _ = taught
    assert np.allclose(fit([_song(seed) for seed in range(150)], linear), linear, atol=0.02)


def test_the_second_look_finds_more(taught: tuple[np.ndarray, dict[str, object]]) -> None:
    linear, second = taught
    songs = [_song(seed) for seed in range(150)]
    first = np.mean([song.beats[int(np.argmax(song.evidence @ linear))] for song in songs])
    again = np.mean([song.beats[chosen(song, linear, second)] for song in songs])
    assert again > first + 0.05


def test_the_file_says_what_was_learned(tmp_path: Path, taught: tuple[np.ndarray, dict[str, object]]) -> None:
    linear, second = taught
    file = tmp_path / "weights.json"
    file.write_text(as_json(linear, second, "a test"))
    kept, song = read_weights(file), _song(7)
    evidence = song.evidence.astype(np.float64)
    assert np.allclose(kept.linear, linear, rtol=1e-3, atol=1e-6)
    assert int(np.argmax(kept.judge(evidence, evidence @ kept.linear))) == chosen(song, linear, second)


def test_weights_of_other_evidence_are_refused(tmp_path: Path, taught: tuple[np.ndarray, dict[str, object]]) -> None:
    kept = json.loads(as_json(*taught, "a test"))
    kept["places"] = kept["places"][:-1]
    file = tmp_path / "weights.json"
    file.write_text(json.dumps(kept))
    with pytest.raises(ValueError, match="other evidence"):
        read_weights(file)


def test_the_weights_that_come_with_the_package_are_whole() -> None:
    weights = learned()
    assert len(weights.linear) == len(weights.overall) + len(place_names())
    assert weights.second is not None
    assert weights.second.hidden.shape[0] == len(weights.linear)
    assert set(weights.trust) == set(TRUST)
    for meter in (*METERS, 5, 7):
        assert weights.of_bar(meter).shape == (meter, len(LOCAL))


def test_trust_is_what_was_right() -> None:
    rng = np.random.default_rng(1)
    evidence = np.column_stack([np.ones(4000), rng.normal(size=(4000, len(TRUST) - 1))])
    right = 1 / (1 + np.exp(-(0.5 + 2 * evidence[:, 2])))
    weights = fit_trust([(evidence, (rng.random(4000) < right).astype(float), np.full(4000, 16.0))])
    assert weights["constant"] == pytest.approx(0.5, abs=0.15)
    assert weights["song_agreement"] == pytest.approx(2.0, abs=0.25)
    assert abs(weights["contrast"]) < 0.15


@pytest.mark.parametrize(
    ("found", "expected"),
    [((1.0, 2.0, 3.0, 4.0), 1.0), ((1.05, 2.05, 3.05, 4.05), 1.0), ((1.0, 3.0), 2 / 3), ((1.5, 2.5, 3.5), 0.0)],
)
def test_f_counts_what_is_near(found: tuple[float, ...], expected: float) -> None:
    assert f_measure(np.array([1.0, 2.0, 3.0, 4.0]), np.array(found), 0.09) == pytest.approx(expected)


@pytest.mark.parametrize(("bpm", "expected"), [(50, 0.09), (150, 0.048)])
def test_beats_between_the_beats_are_not_right(bpm: float, expected: float) -> None:
    beats = np.arange(20) * 60 / bpm
    window = window_for(beats)
    assert window == pytest.approx(expected)
    assert f_measure(beats, beats + 0.17 * 60 / bpm, window) == 0.0
