"""Networks that tell where sections begin, with the worth of lengths: Adam on the likelihood of the true cuts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.cutting import all_ways, possible, true_sections
from benchmarks.descent import Descent, Weights, dropout
from composer.listening.cuts import LONGEST, Lengths
from composer.listening.edge_networks import AROUND, EdgeNetwork, with_neighbours

FloatArray = NDArray[np.float64]
Float32 = NDArray[np.float32]
BoolArray = NDArray[np.bool_]
IntArray = NDArray[np.int64]

#: Units of a line and of its surroundings, and how they learn. Twice the units or the times find no more on songs that
#: were not learned.
_HIDDEN, _JOINED, _DESCENT = 24, 16, Descent(songs=32, times=20, rate=0.004)
#: The worth of lengths is learned faster: each of them is in few songs of a step.
_LENGTHS_RATE = 4.0
#: Decay of weights and of the worth of lengths; the share of evidence and of units that is dropped at each step.
_DECAY, _LENGTHS_DECAY, _DROPPED = 2e-3, 1e-2, 0.3
#: What a length in bars is worth before anything is learned, and to what it decays: music comes in fours and twos, and
#: sections under 4 and over 16 bars are rare.
_FOURS, _TWOS, _ODD, _SHORT, _LONG = 1.0, 0.5, -0.25, 0.4, 0.25
#: Nats for a section to begin before anything is learned.
_RARE = -1.0


@dataclass(frozen=True, kw_only=True, eq=False)
class Lines:
    """The lines between the bars of a song: evidence, shape (n, n_evidence); which are edges, and which are free to
    be one or none, each shape (n,)."""

    evidence: Float32
    is_edge: BoolArray
    is_free: BoolArray


@dataclass(frozen=True, kw_only=True, eq=False)
class Taught:
    """A network and the worth of lengths that was learned with it."""

    network: EdgeNetwork
    lengths: Lengths


def train_network(songs: Sequence[Lines], seed: int) -> Taught:
    """A network of maximum likelihood of standardised evidence, the same for the same songs and seed."""
    rng = np.random.default_rng(seed)
    weights = _first_weights(rng, songs[0].evidence.shape[1])
    usual = _usual_lengths()

    def slopes_of(now: Weights, group: IntArray) -> Weights:
        *slopes, of_lengths = _slopes(now, [songs[k] for k in group], rng)
        return [*slopes, of_lengths + _LENGTHS_DECAY * (now[-1] - usual)]

    faster = [*(1.0 for _ in weights[1:]), _LENGTHS_RATE]
    _DESCENT.run(weights, len(songs), slopes_of, rng, faster=faster)
    *kept, first_odds, lengths = weights
    names = ("hidden", "bias", "joined", "joined_bias", "out")
    network = EdgeNetwork(first=float(first_odds[0]), **dict(zip(names, kept, strict=True)))
    return Taught(network=network, lengths=Lengths(inner=lengths[0], ending=lengths[1]))


def _first_weights(rng: np.random.Generator, size: int) -> list[NDArray[np.floating]]:
    around = (2 * AROUND + 1) * _HIDDEN
    hidden, joined = rng.normal(0, size**-0.5, (size, _HIDDEN)), rng.normal(0, around**-0.5, (around, _JOINED))
    shapes = (hidden, np.zeros(_HIDDEN), joined, *np.zeros((2, _JOINED)), np.full(1, _RARE))
    return [*(each.astype(np.float32) for each in shapes), _usual_lengths()]


def _usual_lengths() -> FloatArray:
    """Worth of each length, inside and at an end, where odd ones are not rare; shape (2, LONGEST + 1)."""
    bars = np.arange(LONGEST + 1)
    inner = np.where(bars % 4 == 0, _FOURS, np.where(bars % 2 == 0, _TWOS, _ODD))
    both = np.array([inner, np.maximum(inner, 0.0)])
    usual: FloatArray = both - _SHORT * np.maximum(0, 4 - bars) - _LONG * np.maximum(0, bars - 16)
    return usual


def _slopes(
    weights: list[NDArray[np.floating]], songs: Sequence[Lines], rng: np.random.Generator
) -> list[NDArray[np.floating]]:
    """Slope of the mean of what is missed, for each of the weights."""
    hidden, bias, joined, joined_bias, out, first, lengths = weights
    seen = np.concatenate([song.evidence for song in songs]) * dropout(rng, len(hidden), _DROPPED)
    kept, kept_joined = dropout(rng, _HIDDEN, _DROPPED), dropout(rng, _JOINED, _DROPPED)
    active = np.tanh(seen @ hidden + bias)
    ends = np.cumsum([len(song.evidence) for song in songs])
    around = np.concatenate([with_neighbours(rows) for rows in np.split(active * kept, ends[:-1])])
    told = np.tanh(around @ joined + joined_bias)
    odds = (told * kept_joined) @ out + first[0]
    missed, of_lengths = _missed(np.split(odds, ends[:-1]), songs, lengths)
    back_joined = np.outer(missed, out) * kept_joined * (1 - told**2)
    rows = [_from_neighbours(each) for each in np.split(back_joined @ joined.T, ends[:-1])]
    back = np.concatenate(rows) * kept * (1 - active**2)
    return [
        seen.T @ back + _DECAY * hidden,
        back.sum(0),
        around.T @ back_joined + _DECAY * joined,
        back_joined.sum(0),
        (told * kept_joined).T @ missed + _DECAY * out,
        missed.sum(keepdims=True),
        of_lengths,
    ]


def _missed(odds: Sequence[Float32], songs: Sequence[Lines], lengths: FloatArray) -> tuple[Float32, FloatArray]:
    """How much likelier each line, and each length, is by the weights than in truth, on average over the songs."""
    worth = Lengths(inner=lengths[0], ending=lengths[1])
    of_lines, of_lengths = [], np.zeros_like(lengths)
    for of_song, song in zip(odds, songs, strict=True):
        count = len(of_song) - 1
        nats = of_song.astype(np.float64)
        said = all_ways(nats, worth, possible(count))
        true = all_ways(nats, worth, true_sections(song.is_edge, song.is_free))
        surplus = (said.sections - true.sections) / len(songs)
        lines = surplus.sum(1)
        lines[0] = 0.0
        of_lines.append(lines)
        starts, ends = np.nonzero(possible(count))
        at_an_end = (starts == 0) | (ends == count)
        np.add.at(of_lengths, (at_an_end.astype(int), ends - starts), surplus[starts, ends])
    return np.concatenate(of_lines).astype(np.float32), of_lengths


def _from_neighbours(slopes: Float32) -> Float32:
    """Slopes of rows from those of each between its neighbours: what ``with_neighbours`` does, backwards."""
    count, size = len(slopes), slopes.shape[1] // (2 * AROUND + 1)
    padded = np.zeros((count + 2 * AROUND, size), slopes.dtype)
    for k in range(2 * AROUND + 1):
        padded[k : k + count] += slopes[:, k * size : (k + 1) * size]
    return padded[AROUND : AROUND + count]
