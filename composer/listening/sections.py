"""Sections of a song: where a bar and its neighbours change to something else, and which parts are alike."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from composer.listening.bar_distances import bar_distances, bar_edges
from composer.listening.cuts import best_cuts
from composer.listening.edge_networks import learned_edges
from composer.listening.edges import WITH_CHORDS, edge_evidence, mixed
from composer.listening.features import Features

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

#: Sections are alike if their bars are, on this scale between the usual (0) and the greatest (1) likeness of bars.
_ALIKE = 0.7
#: Fewer bars than this are one section.
_FEWEST = 6


@dataclass(frozen=True, kw_only=True)
class Part:
    """A section between two times in seconds, with the letter of what it repeats."""

    start: float
    end: float
    label: str


def find_parts(features: Features, beats: FloatArray, positions: IntArray) -> tuple[Part, ...]:
    """Sections whose edges are downbeats; the first begins with the first beat, the last ends with the last bar.

    Parameters
    ----------
    beats : float64 array, shape (n,)
        Seconds.
    positions : int64 array, shape (n,)
        Position of each beat in its bar, counted from 0.

    Returns
    -------
    tuple of Part
        Empty if there are fewer than six bars.
    """
    edges = bar_edges(beats, positions)
    if len(edges) <= _FEWEST:
        return ()
    distances, learned = bar_distances(features, edges), learned_edges()
    cuts = best_cuts(learned.odds(edge_evidence(distances, edges)), learned.lengths)
    labels = _letters(_likeness(mixed(WITH_CHORDS, distances)), cuts)
    return tuple(
        Part(start=float(edges[a]), end=float(edges[b]), label=label)
        for (a, b), label in zip(pairwise(cuts), labels, strict=True)
    )


def _likeness(distances: FloatArray) -> FloatArray:
    likeness: FloatArray = np.exp(-distances / (np.median(distances) + 1e-9))
    return likeness


def _letters(likeness: FloatArray, cuts: list[int]) -> list[str]:
    """A letter for each section: that of the first section most like it, bar for bar, or a new one."""
    pairs = likeness[np.triu_indices(len(likeness), 1)]
    usual, greatest = np.percentile(pairs, [40, 97])
    firsts: list[tuple[int, int]] = []
    labels = []
    for start, end in pairwise(cuts):
        alike = []
        for first, last in firsts:
            bars = np.arange(min(end - start, last - first))
            alike.append((likeness[start + bars, first + bars].mean() - usual) / (greatest - usual + 1e-9))
        if alike and max(alike) > _ALIKE:
            labels.append(_letter(int(np.argmax(alike))))
        else:
            firsts.append((start, end))
            labels.append(_letter(len(firsts) - 1))
    return labels


def _letter(number: int) -> str:
    """A, B, ... Z, AA, AB, ..."""
    return (_letter(number // 26 - 1) if number >= 26 else "") + chr(ord("A") + number % 26)
