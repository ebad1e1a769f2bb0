"""Sections of a song: where a bar and its neighbours change to something else, and which parts are alike."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from composer.listening.edges import WITH_CHORDS, edge_evidence, learned_edges
from composer.listening.features import CHORD_RATE, FRAME_RATE, Features

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

#: Moments of a bar at which its rhythm is looked at.
_RHYTHM_PARTS = 16
#: Quieter than this below the loud bars is all alike (dB).
_QUIET = 45.0
#: Weight of the odds of an edge against the worth of the lengths between edges.
_EDGE = 0.5
#: What a length in bars is worth: music comes in fours and twos.
_FOURS, _TWOS, _ODD = 1.02, 0.51, -0.24
_SHORT, _SHORTEST_USUAL = 0.39, 4
_LONG, _LONGEST_USUAL, _LONGEST = 0.25, 16, 24
#: Sections are alike if their bars are, on this scale between the usual (0) and the greatest (1) likeness of bars.
_ALIKE = 0.7
#: Fewer bars than this are one section.
_FEWEST = 6
#: Part of a bar that stands for a bar at the ends of the song.
_PART = 0.4


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
    kinds = bar_distances(features, edges)
    cuts = _best_cuts(_EDGE * learned_edges().odds(edge_evidence(kinds)))
    labels = _letters(_likeness(np.tensordot(WITH_CHORDS, kinds, 1)), cuts)
    return tuple(
        Part(start=float(edges[a]), end=float(edges[b]), label=label)
        for (a, b), label in zip(pairwise(cuts), labels, strict=True)
    )


def bar_edges(beats: FloatArray, positions: IntArray) -> FloatArray:
    """Seconds of the lines between bars and of the ends of the song, where a part of a bar counts as one if it is
    long."""
    downbeats: FloatArray = beats[positions == 0]
    if len(downbeats) < 2:
        return downbeats
    bar, beat = float(np.median(np.diff(downbeats))), float(np.median(np.diff(beats)))
    pickup = [beats[0]] if downbeats[0] - beats[0] > _PART * bar else []
    rest = [beats[-1] + beat] if beats[-1] + beat - downbeats[-1] > _PART * bar else []
    edges: FloatArray = np.concatenate([pickup, downbeats, rest])
    return edges


def bar_distances(features: Features, edges: FloatArray) -> FloatArray:
    """Squared distances between bars by each kind of feature, shape (5, n_bars, n_bars)."""
    count = len(edges) - 1
    halves = np.sort(np.concatenate([edges, (edges[1:] + edges[:-1]) / 2]))
    moments = (edges[:-1, None] + np.diff(edges)[:, None] * np.arange(_RHYTHM_PARTS) / _RHYTHM_PARTS) * FRAME_RATE
    frames = np.clip(np.round(moments).astype(int), 0, features.frame_count - 1)
    rhythm = np.minimum(features.bands, 1.5)[:, frames].transpose(1, 0, 2).reshape(count, -1)
    loudness = 20 * np.log10(_means(features.rms[None], FRAME_RATE, edges) + 1e-6)
    loudness = np.maximum(loudness, np.percentile(loudness, 95) - _QUIET)
    kinds = (
        _unit_rows(_means(features.chord, CHORD_RATE, halves).reshape(count, -1)),
        _unit_rows(_means(features.bass, CHORD_RATE, halves).reshape(count, -1)),
        _means(features.timbre, FRAME_RATE, edges),
        rhythm,
        loudness,
    )
    distances = []
    for rows in kinds:
        standard = (rows - rows.mean(0)) / (rows.std() + 1e-6) / np.sqrt(rows.shape[1])
        squares = (standard**2).sum(1)
        distances.append(np.maximum(0.0, squares[:, None] + squares - 2 * standard @ standard.T))
    return np.array(distances)


def _likeness(distances: FloatArray) -> FloatArray:
    likeness: FloatArray = np.exp(-distances / (np.median(distances) + 1e-9))
    return likeness


def _means(curves: NDArray[np.float32], rate: float, edges: FloatArray) -> FloatArray:
    """Mean of each curve between neighbouring edges, shape (n_edges - 1, n_curves)."""
    sums = np.concatenate([np.zeros((len(curves), 1)), np.cumsum(curves, axis=1, dtype=np.float64)], axis=1)
    index = np.clip(np.round(edges * rate).astype(int), 0, curves.shape[1])
    means: FloatArray = ((sums[:, index[1:]] - sums[:, index[:-1]]) / np.maximum(np.diff(index), 1)).T
    return means


def _unit_rows(rows: FloatArray) -> FloatArray:
    unit: FloatArray = rows / (np.linalg.norm(rows, axis=1, keepdims=True) + 1e-6)
    return unit


def _best_cuts(worth: FloatArray) -> list[int]:
    """Bars at which sections begin, with the end of the last one: dynamic programming over edges and lengths."""
    count = len(worth) - 1
    best, before = np.full(count + 1, -np.inf), np.zeros(count + 1, int)
    best[0] = 0.0
    for bar in range(1, count + 1):
        gain = worth[bar] if bar < count else 0.0
        for start in range(max(0, bar - _LONGEST), bar):
            value = best[start] + gain + _length_worth(bar - start, at_an_end=start == 0 or bar == count)
            if value > best[bar]:
                best[bar], before[bar] = value, start
    cuts = [count]
    while cuts[-1] > 0:
        cuts.append(int(before[cuts[-1]]))
    return cuts[::-1]


def _length_worth(bars: int, *, at_an_end: bool) -> float:
    worth = _FOURS if bars % 4 == 0 else _TWOS if bars % 2 == 0 else _ODD
    if at_an_end and bars % 4:
        worth = max(worth, 0.0)
    return worth - _SHORT * max(0, _SHORTEST_USUAL - bars) - _LONG * max(0, bars - _LONGEST_USUAL)


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
