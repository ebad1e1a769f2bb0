"""What was learned of where sections begin: small networks, and the worth of lengths
(``benchmarks/fitting_sections.py`` writes it)."""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from composer.listening.cuts import Lengths

FloatArray = NDArray[np.float64]
#: Of a line alone: (n_lines, n_hidden); of it and of its neighbours: (n_lines, 5 * n_hidden).
LinesArray = NDArray[np.floating]

EDGES_FILE = Path(__file__).with_name("edges.json")
#: Lines before and after one that are judged with it.
AROUND = 2
#: Evidence further than this from its mean (standard deviations) tells no more.
FARTHEST = 5.0


@dataclass(frozen=True, kw_only=True, eq=False)
class EdgeNetwork:
    """Nats for a section to begin at each line, of standardised evidence x: out . tanh(a joined + joined_bias) + first,
    where a are the values of tanh(x hidden + bias) of the line and of two on either side.

    Attributes
    ----------
    hidden : array, shape (n_evidence, n_hidden)
        With ``bias``, shape (n_hidden,).
    joined : array, shape (5 * n_hidden, n_joined)
        With ``joined_bias`` and ``out``, each shape (n_joined,).
    """

    hidden: FloatArray
    bias: FloatArray
    joined: FloatArray
    joined_bias: FloatArray
    out: FloatArray
    first: float

    def odds(self, x: FloatArray) -> FloatArray:
        """Nats for each row of standardised evidence."""
        around = with_neighbours(np.tanh(x @ self.hidden + self.bias))
        odds: FloatArray = np.tanh(around @ self.joined + self.joined_bias) @ self.out + self.first
        return odds


@dataclass(frozen=True, kw_only=True, eq=False)
class LearnedEdges:
    """Mean and scale of the evidence, each shape (n_evidence,), the networks, and the worth of lengths."""

    mean: FloatArray
    scale: FloatArray
    networks: tuple[EdgeNetwork, ...]
    lengths: Lengths

    def odds(self, evidence: FloatArray) -> FloatArray:
        """Nats that speak for a section to begin at each line, shape of the rows: the mean of the networks'."""
        x = standardised(evidence, self.mean, self.scale)
        odds: FloatArray = np.mean([network.odds(x) for network in self.networks], axis=0)
        return odds


@functools.cache
def learned_edges() -> LearnedEdges:
    """What comes with the package."""
    return read_edges(EDGES_FILE)


def read_edges(file: Path) -> LearnedEdges:
    """What ``benchmarks/fitting_sections.py`` wrote to a file."""
    kept = json.loads(file.read_text(encoding="utf-8"))
    networks = tuple(
        EdgeNetwork(first=each["first"], **{name: np.array(each[name]) for name in each if name != "first"})
        for each in kept["networks"]
    )
    return LearnedEdges(
        mean=np.array(kept["mean"]),
        scale=np.array(kept["scale"]),
        networks=networks,
        lengths=Lengths(inner=np.array(kept["inner"]), ending=np.array(kept["ending"])),
    )


def standardised(evidence: FloatArray, mean: FloatArray, scale: FloatArray) -> FloatArray:
    """Evidence in standard deviations from its mean, as far as they tell."""
    x: FloatArray = np.clip((evidence - mean) / scale, -FARTHEST, FARTHEST)
    return x


def with_neighbours(rows: LinesArray) -> LinesArray:
    """Each row between those of the lines before and after it, 0 beyond the song, shape (n_lines, 5 * n)."""
    padded = np.pad(rows, ((AROUND, AROUND), (0, 0)))
    return np.hstack([padded[k : k + len(rows)] for k in range(2 * AROUND + 1)])
