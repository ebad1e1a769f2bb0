"""The same music counted at another level: twice as fast, half as fast, in thirds; and in other bars."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np

from composer.listening.beat_line import BeatLine
from composer.listening.finding import Counted, FloatArray, IntArray

#: New beats to each of the old ones, the likeliest mistakes of a tracker first.
LEVELS = (Fraction(2), Fraction(1, 2), Fraction(3, 2), Fraction(2, 3), Fraction(3), Fraction(1, 3))
#: Parts of a beat: this near to a downbeat, a beat is that downbeat.
_NEAR = 0.25


def recounted(counted: Counted, level: Fraction, through: float) -> Counted:
    """The beats at another level; a bar keeps its number of beats.

    Parameters
    ----------
    level : Fraction
        New beats to each old one: 2 is twice as fast.
    through : float
        Number of an old beat, maybe a fraction, near which a new one lies: on the old beat or, at the faster levels,
        on a half or a third of it.
    """
    last, rate = len(counted.beats) - 1, float(level)
    through = round(through * level.numerator) / level.numerator
    low, high = np.ceil(-through * rate - 1e-9), np.floor((last - through) * rate + 1e-9)
    numbers = through + np.arange(low, high + 1) / rate
    if len(numbers) < 2:
        return counted
    beats = BeatLine(beats=counted.beats).seconds_at(numbers)
    return replace(counted, beats=beats, positions=_positions(numbers, counted, rate))


def within_tempo(counted: Counted, slowest: float, fastest: float) -> Counted:
    """The beats at the level whose tempo lies between two, as they are where it does already.

    Where no level does, they are left, with a confidence of 0: the director knows better.

    Parameters
    ----------
    slowest, fastest : float
        Beats a minute.
    """
    tempo = 60 / float(np.median(np.diff(counted.beats)))
    for level in (Fraction(1), *LEVELS):
        if slowest <= tempo * level <= fastest:
            return counted if level == 1 else recounted(counted, level, first_downbeat(counted.positions))
    return replace(counted, confidence=0.0, passages=())


def in_bars_of(counted: Counted, meter: int) -> Counted:
    """The beats in bars of so many, counted from the first downbeat; as they are where they are that already."""
    if meter == counted.meter:
        return counted
    numbers = np.arange(len(counted.beats)) - first_downbeat(counted.positions)
    return replace(counted, positions=numbers % meter, meter=meter)


def first_downbeat(positions: IntArray) -> int:
    """Number of the first beat that begins a bar; 0 where none does."""
    return int(np.argmax(positions == 0))


def _positions(numbers: FloatArray, counted: Counted, rate: float) -> IntArray:
    """Bars of the same number of beats, begun where most new downbeats are old ones."""
    downbeats = np.flatnonzero(counted.positions == 0)
    count = np.arange(len(numbers))
    if not len(downbeats):
        return count % counted.meter
    nearest = downbeats[np.argmin(np.abs(numbers[:, None] - downbeats), axis=1)]
    is_downbeat = np.abs(numbers - nearest) * rate < _NEAR
    votes = [int(is_downbeat[phase :: counted.meter].sum()) for phase in range(counted.meter)]
    return (count - int(np.argmax(votes))) % counted.meter
