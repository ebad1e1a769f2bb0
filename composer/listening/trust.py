"""How far beats can be trusted, passage by passage: a probability, fitted to songs whose beats are known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import special

from composer.listening.evidence import USUAL_BEAT, Counting
from composer.listening.features import FRAME_RATE, Features
from composer.listening.song import Passage

FloatArray = NDArray[np.float64]

#: Beats of a passage: four bars of four.
_PASSAGE = 16
#: Parts of a beat within which two countings agree on it.
_AGREE = 0.15
#: Nats below the best at which a counting's odds are nothing.
_FAR = 12.0
#: Odds of nine thousand to one are as sure as one can be of a song.
_SUREST = 1e-4
#: Smallest onset strength that has a logarithm worth telling.
_FAINT = 0.02
#: Change of a mel band's logarithm that is next to none.
_STILL = 0.02
#: Change of a beat's length (ln) that is next to none.
_EVEN = 0.002
#: Beats of a song past which more of them make it no surer.
_MANY = 64
#: What speaks for a passage, in the order of ``trust_evidence``'s columns.
TRUST = ("constant", "agreement", "song_agreement", "contrast", "attack", "unsteady", "few", "tempo", "lively")


@dataclass(frozen=True, kw_only=True, eq=False)
class Odds:
    """The ways a song was thought to be counted: each a counting and its score in nats (several have the same)."""

    scores: Sequence[tuple[Counting, float]]

    def by_counting(self) -> list[tuple[FloatArray, float]]:
        """Beats of each different counting that has a chance, and its odds; they sum to 1."""
        best = max(score for _, score in self.scores)
        near = [(counting, score) for counting, score in self.scores if score > best - _FAR]
        odds = special.softmax([score for _, score in near])
        together: dict[int, float] = {}
        beats = {id(counting): counting.beats for counting, _ in near}
        for (counting, _), chance in zip(near, odds, strict=True):
            together[id(counting)] = together.get(id(counting), 0.0) + float(chance)
        return [(beats[key], chance) for key, chance in together.items()]


def trust(
    features: Features, beats: FloatArray, odds: Odds, weights: Mapping[str, float]
) -> tuple[float, tuple[Passage, ...]]:
    """The share of beats expected to be right: of all, and in each passage of about sixteen beats.

    Parameters
    ----------
    beats : float64 array, shape (n,)
        Seconds.
    weights : mapping of str to float
        By the names of ``TRUST``: of a logistic regression.
    """
    edges, evidence = trust_evidence(features, beats, odds)
    sure = special.expit(evidence @ np.array([weights[name] for name in TRUST]))
    times = [0.0, *beats[edges[1:-1]].tolist(), features.duration]
    passages = tuple(
        Passage(start=start, end=end, confidence=float(confidence))
        for start, end, confidence in zip(times[:-1], times[1:], sure, strict=True)
    )
    return float(np.average(sure, weights=np.diff(edges))), passages


def trust_evidence(features: Features, beats: FloatArray, odds: Odds) -> tuple[list[int], FloatArray]:
    """Numbers of the beats at which passages begin, with the number of beats; and ``TRUST`` of each passage, shape
    (n_passages, len(TRUST))."""
    count = max(1, round(len(beats) / _PASSAGE))
    edges = np.round(np.linspace(0, len(beats), count + 1)).astype(int).tolist()
    lengths = np.append(np.diff(beats), beats[-1] - beats[-2])
    agrees = np.sum([chance * _agreement(beats, lengths, other) for other, chance in odds.by_counting()], axis=0)
    onset = features.activation[np.clip(np.round(beats * FRAME_RATE).astype(int), 0, features.frame_count - 1)]
    song = float(np.mean(agrees))
    # Of a steady tone or of noise no onset stands out, however they are scaled.
    lively = float(np.log(features.timbre.std(axis=1).mean() + _STILL))
    rows = []
    for start, end in pairwise(edges):
        first, last = (int(np.clip(beats[k] * FRAME_RATE, 0, features.frame_count)) for k in (start, end - 1))
        around = float(features.activation[first : max(last, first + 1)].mean())
        on = float(onset[start:end].mean())
        steps = np.abs(np.diff(np.log(lengths[start:end]))) if end - start > 1 else np.zeros(1)
        rows.append(
            [
                1.0,
                _logit(float(np.mean(agrees[start:end]))),
                _logit(song),
                float(np.log((on + _FAINT) / (around + _FAINT))),
                float(np.log(np.median(onset[start:end]) + _FAINT)),
                float(np.log(np.median(steps) + _EVEN)),
                float(np.log(min(len(beats), _MANY) / _MANY)),
                abs(float(np.log(np.median(lengths) / USUAL_BEAT))),
                lively,
            ]
        )
    return edges, np.array(rows)


def _agreement(beats: FloatArray, lengths: FloatArray, other: FloatArray) -> FloatArray:
    """For each beat whether the other counting has it and, where it has more beats, the share that it lacks here."""
    after = np.clip(np.searchsorted(other, beats), 1, len(other) - 1)
    distance = np.minimum(np.abs(beats - other[after]), np.abs(beats - other[after - 1]))
    ratio = lengths / np.maximum(other[after] - other[after - 1], 1e-3)
    return np.where(distance < _AGREE * lengths, np.minimum(1.0, 2 / (1 + ratio)), 0.0)


def _logit(share: float) -> float:
    return float(special.logit(np.clip(share, _SUREST, 1 - _SUREST)))
