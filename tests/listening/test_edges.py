"""Where sections begin: at the lines between bars where what is heard changes or a repetition breaks off."""

from __future__ import annotations

import numpy as np
import pytest

from composer.listening.edges import edge_evidence, learned_edges


def _distances(bars: list[str], kinds: int = 5) -> np.ndarray:
    """Squared distances between bars by name, the same by each kind: 2 between bars of different names."""
    names = np.array(bars)
    noise = np.random.default_rng(0).uniform(0, 0.05, (len(bars), len(bars)))
    distances = 2.0 * (names[:, None] != names) + noise + noise.T
    np.fill_diagonal(distances, 0.0)
    return np.tile(distances, (kinds, 1, 1))


def test_an_edge_is_where_the_bars_change() -> None:
    odds = learned_edges().odds(edge_evidence(_distances(["a"] * 8 + ["b"] * 8 + ["c"] * 8)))
    assert set(np.argsort(-odds[1:-1])[:2] + 1) == {8, 16}
    assert odds[[8, 16]].min() > 0


def test_an_edge_is_where_a_loop_of_four_bars_breaks_off() -> None:
    odds = learned_edges().odds(edge_evidence(_distances(list("abcd" * 4 + "efgh" * 4))))
    assert int(np.argmax(odds[1:-1])) + 1 == 16


@pytest.mark.parametrize("bars", [2, 3, 5, 40])
def test_songs_of_any_length_have_evidence_for_each_line(bars: int) -> None:
    evidence = edge_evidence(_distances([str(bar % 3) for bar in range(bars)]))
    assert evidence.shape == (bars + 1, len(learned_edges().weights))
    assert np.isfinite(evidence).all()


def test_an_edge_does_not_depend_on_how_strongly_all_bars_differ() -> None:
    distances = _distances(["a"] * 8 + ["b"] * 8)
    assert np.allclose(edge_evidence(distances), edge_evidence(7 * distances), atol=1e-6)
