"""Bars: a player is followed as freely as the candidate was, and keeps to its beats."""

from __future__ import annotations

import numpy as np
import pytest
from strokes import in_phrases, strokes

from benchmarks.known_songs import f_measure
from composer.listening.bars import Bars, find_bars
from composer.listening.changes import measure_changes
from composer.listening.features import extract_features
from composer.listening.weights import learned


@pytest.mark.parametrize(("push", "phrase"), [(0.15, 8), (0.2, 9), (0.22, 12)])
def test_a_free_player_is_followed(push: float, phrase: int) -> None:
    beats = in_phrases(0.45, push=push, beats=phrase)
    features = extract_features(strokes(beats))
    counted = Bars(beats=beats, positions=np.arange(len(beats)) % 3)
    found = find_bars(features, measure_changes(features), counted, learned().of_bar(3))
    assert f_measure(beats, found.beats, 0.05) > 0.98
    assert f_measure(beats[::3], found.beats[found.positions == 0], 0.05) > 0.98
