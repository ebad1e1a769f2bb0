"""What the tracker has learned from songs of known truth (``benchmarks/fitting.py`` writes it)."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from composer.listening.evidence import LOCAL, METERS, place_names

FloatArray = NDArray[np.float64]

WEIGHTS_FILE = Path(__file__).with_name("weights.json")
#: Ways of counting that are looked at twice; the best one is among them in all but a thousandth of the songs.
SHORTLIST = 60
#: Evidence further than this from its mean (standard deviations) tells no more.
FARTHEST = 5.0


@dataclass(frozen=True, kw_only=True, eq=False)
class SecondLook:
    """A network of one hidden layer that judges the shortlist: nats besides ``first`` times the linear score.

    Attributes
    ----------
    mean, scale : float64 array, shape (n_evidence,)
        Of the evidence, which is standardised by them.
    hidden : float64 array, shape (n_evidence, n_hidden)
        With ``bias`` and ``out``, shape (n_hidden,), and ``direct``, shape (n_evidence,): out . tanh(x hidden + bias)
        + direct . x.
    first : float
        Weight of the linear score.
    """

    mean: FloatArray
    scale: FloatArray
    hidden: FloatArray
    bias: FloatArray
    out: FloatArray
    direct: FloatArray
    first: float

    def score(self, evidence: FloatArray, linear: FloatArray) -> FloatArray:
        """Nats for each row of evidence."""
        x = np.clip((evidence - self.mean) / self.scale, -FARTHEST, FARTHEST)
        scores: FloatArray = self.first * linear + np.tanh(x @ self.hidden + self.bias) @ self.out + x @ self.direct
        return scores


@dataclass(frozen=True, kw_only=True, eq=False)
class Weights:
    """Nats for evidence.

    Attributes
    ----------
    overall : tuple of str
        Names of the overall evidence, in the order of the first columns; those of ``place_names`` follow.
    linear : float64 array, shape (n_evidence,)
        For a unit of each.
    second : SecondLook or None
        What judges the best by the linear weights again.
    trust : mapping of str to float
        By the names of ``trust.TRUST``.
    """

    overall: tuple[str, ...]
    linear: FloatArray
    second: SecondLook | None
    trust: Mapping[str, float]

    def of_bar(self, meter: int) -> FloatArray:
        """Linear weights of the positions of a bar of any number of beats, shape (meter, len(LOCAL)).

        Of a bar that was not learned, the downbeat is that of the others on average, and so is each other beat.
        """
        bars, start = {}, len(self.overall)
        for m in METERS:
            bars[m] = self.linear[start : start + m * len(LOCAL)].reshape(m, -1)
            start += m * len(LOCAL)
        if meter in bars:
            return bars[meter]
        first = np.mean([rows[0] for rows in bars.values()], axis=0)
        other = np.mean([row for rows in bars.values() for row in rows[1:]], axis=0)
        return np.array([first, *[other] * (meter - 1)])

    def judge(self, evidence: FloatArray, linear: FloatArray) -> FloatArray:
        """Nats for each way of counting, -inf for those that were not worth a second look.

        Parameters
        ----------
        evidence : float64 array, shape (n, n_evidence)
            Of each way.
        linear : float64 array, shape (n,)
            Its linear score, with all that is known besides.
        """
        if self.second is None:
            return linear
        best = np.argsort(-linear)[:SHORTLIST]
        scores = np.full(len(linear), -np.inf)
        scores[best] = self.second.score(evidence[best], linear[best])
        return scores


@functools.cache
def learned() -> Weights:
    """The weights that come with the package."""
    return read_weights(WEIGHTS_FILE)


def read_weights(file: Path) -> Weights:
    """Weights from a file that ``benchmarks/fitting.py`` wrote."""
    kept = json.loads(file.read_text(encoding="utf-8"))
    if kept["places"] != place_names():
        raise ValueError(f"{file}: the weights are of other evidence: fit them again")
    second = {key: np.array(value) for key, value in kept["second"].items() if key != "first"}
    return Weights(
        overall=tuple(kept["overall"]),
        linear=np.array(kept["linear"]),
        second=SecondLook(first=kept["second"]["first"], **second) if second else None,
        trust=kept["trust"],
    )
