"""Where sections begin: at the lines between bars where what is heard changes or a repetition breaks off."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks.cutting import all_ways, possible, true_sections
from benchmarks.fitting_sections import fit, marked
from benchmarks.listening import section_f
from benchmarks.section_networks import Lines, train_network
from composer.listening.bar_distances import KINDS
from composer.listening.cuts import LONGEST, Lengths, best_cuts
from composer.listening.edge_networks import LearnedEdges, learned_edges, read_edges, standardised
from composer.listening.edges import edge_evidence
from composer.listening.finding import MARGIN_SECONDS


def _distances(bars: list[str]) -> np.ndarray:
    """Squared distances between bars by name, the same by each kind: 2 between bars of different names."""
    names = np.array(bars)
    noise = np.random.default_rng(0).uniform(0, 0.05, (len(bars), len(bars)))
    distances = 2.0 * (names[:, None] != names) + noise + noise.T
    np.fill_diagonal(distances, 0.0)
    return np.tile(distances, (len(KINDS), 1, 1)).astype(np.float32)


def _edges(bars: int) -> np.ndarray:
    return 0.5 + 2.0 * np.arange(bars + 1)


def _evidence(bars: list[str]) -> np.ndarray:
    return edge_evidence(_distances(bars), _edges(len(bars)))


def _lengths() -> Lengths:
    bars = np.arange(LONGEST + 1)
    return Lengths(inner=0.5 * (bars % 4 == 0) - 0.1 * bars, ending=-0.2 * bars)


def _worth(cuts: tuple[int, ...], odds: np.ndarray, lengths: Lengths) -> float:
    pieces = list(itertools.pairwise((0, *cuts, len(odds) - 1)))
    of_lengths = [float(lengths.worth(len(odds) - 1, np.array([a]), np.array([b]))[0]) for a, b in pieces]
    return sum(of_lengths) + float(odds[list(cuts)].sum())


def _ways(count: int) -> list[tuple[int, ...]]:
    return [cuts for n in range(count) for cuts in itertools.combinations(range(1, count), n)]


def test_edges_are_where_the_bars_change() -> None:
    learned = learned_edges()
    odds = learned.odds(_evidence(["a"] * 8 + ["b"] * 8 + ["c"] * 8))
    assert set(np.argsort(-odds[1:-1])[:2] + 1) == {8, 16}
    assert best_cuts(odds, learned.lengths) == [0, 8, 16, 24]


def test_an_edge_is_where_a_loop_of_four_bars_breaks_off() -> None:
    odds = learned_edges().odds(_evidence(list("abcd" * 4 + "efgh" * 4)))
    assert int(np.argmax(odds[1:-1])) + 1 == 16


@pytest.mark.parametrize("bars", [2, 3, 5, 40])
def test_songs_of_any_length_have_evidence_for_each_line(bars: int) -> None:
    evidence = _evidence([str(bar % 3) for bar in range(bars)])
    assert evidence.shape == (bars + 1, len(learned_edges().mean))
    assert np.isfinite(evidence).all()


def test_an_edge_does_not_depend_on_how_strongly_all_bars_differ() -> None:
    distances = _distances(["a"] * 8 + ["b"] * 8)
    assert np.allclose(edge_evidence(distances, _edges(16)), edge_evidence(7 * distances, _edges(16)), atol=1e-4)


def test_the_best_cuts_are_those_of_the_greatest_worth() -> None:
    lengths = _lengths()
    for seed in range(5):
        odds = np.random.default_rng(seed).normal(size=11)
        best = max(_ways(10), key=lambda cuts: _worth(cuts, odds, lengths))
        assert best_cuts(odds, lengths) == [0, *best, 10]


def test_no_section_is_longer_than_the_longest() -> None:
    cuts = best_cuts(np.full(3 * LONGEST + 1, -50.0), _lengths())
    assert max(np.diff(cuts)) <= LONGEST


def test_the_sum_over_all_ways_to_cut_is_that_of_each_by_itself() -> None:
    odds, lengths = np.random.default_rng(0).normal(size=9), _lengths()
    worths = np.exp([_worth(cuts, odds, lengths) for cuts in _ways(8)])
    found = all_ways(odds, lengths, possible(8))
    assert found.log_sum == pytest.approx(np.log(worths.sum()))
    with_5 = sum(worth for worth, cuts in zip(worths, _ways(8), strict=True) if 5 in cuts)
    assert found.cuts[5] == pytest.approx(with_5 / worths.sum())


def test_true_ways_cut_at_each_edge_and_where_they_may() -> None:
    is_edge, is_free = np.zeros((2, 7), bool)
    is_edge[[0, 3, 6]], is_free[4] = True, True
    starts, ends = np.nonzero(true_sections(is_edge, is_free) & possible(6))
    assert set(zip(starts.tolist(), ends.tolist(), strict=True)) == {(0, 3), (3, 4), (3, 6), (4, 6)}


_SECTIONS = [
    {"start": 0.0, "end": 8.0, "label": "A"},
    {"start": 8.0, "end": 16.0, "label": "A"},
    {"start": 16.0, "end": 24.0, "label": "B"},
]


def test_a_boundary_of_the_same_label_is_neither_an_edge_nor_none() -> None:
    lines = MARGIN_SECONDS + 2.0 * np.arange(13) + 0.1
    is_edge, is_free = marked(lines, _SECTIONS)
    assert np.flatnonzero(is_edge).tolist() == [0, 8, 12]
    assert np.flatnonzero(is_free).tolist() == [4]


def test_a_boundary_far_from_every_bar_line_teaches_no_line() -> None:
    is_edge, _ = marked(MARGIN_SECONDS + 2.0 * np.arange(13) + 0.7, _SECTIONS)
    assert np.flatnonzero(is_edge).tolist() == [0, 12]


def test_a_song_of_which_no_boundary_is_found_scores_nothing() -> None:
    truth = {"sections": _SECTIONS, "boundaries": [0.0, 8.0, 16.0, 24.0]}
    assert section_f(truth, np.zeros(0)) == 0.0
    assert section_f(truth, np.array([8.0, 16.2])) == 1.0


def _lesson(seed: int) -> tuple[Lines, list[int]]:
    """A song of sections of four and of six bars, of whose edges the evidence tells most."""
    rng = np.random.default_rng(seed)
    cuts = [0, *np.cumsum(rng.choice([4, 6], 6)).tolist()]
    is_edge = np.isin(np.arange(cuts[-1] + 1), cuts)
    evidence = rng.normal(size=(len(is_edge), 3)).astype(np.float32)
    evidence[is_edge, 0] += 2.5
    return Lines(evidence=evidence, is_edge=is_edge, is_free=np.zeros(len(is_edge), bool)), cuts


def test_a_trained_network_finds_the_sections_of_songs_it_does_not_know() -> None:
    taught = train_network([_lesson(seed)[0] for seed in range(128)], seed=0)
    unknown = [_lesson(seed) for seed in range(200, 240)]
    odds = [taught.network.odds(lines.evidence.astype(np.float64)) for lines, _ in unknown]
    by_both = [best_cuts(of_song, taught.lengths)[1:-1] for of_song in odds]
    true = [cuts[1:-1] for _, cuts in unknown]
    assert np.mean([cuts == right for cuts, right in zip(by_both, true, strict=True)]) >= 0.7
    assert taught.lengths.inner[4] > taught.lengths.inner[5] + 0.5


def test_the_file_says_what_was_learned(tmp_path: Path) -> None:
    songs = [_lesson(seed)[0] for seed in range(3)]
    kept, file = fit(songs), tmp_path / "edges.json"
    file.write_text(json.dumps(kept))
    learned = read_edges(file)
    mean = np.concatenate([song.evidence for song in songs]).mean(0)
    assert learned.mean == pytest.approx(mean, rel=1e-3)
    taught = train_network([_standard(song, learned) for song in songs], seed=1)
    evidence = songs[0].evidence.astype(np.float64)
    known = standardised(evidence, learned.mean, learned.scale)
    assert learned.networks[1].odds(known) == pytest.approx(taught.network.odds(known), abs=0.01)
    assert learned.odds(evidence) == pytest.approx(np.mean([each.odds(known) for each in learned.networks], axis=0))


def _standard(song: Lines, learned: LearnedEdges) -> Lines:
    return replace(song, evidence=standardised(song.evidence, learned.mean, learned.scale).astype(np.float32))
