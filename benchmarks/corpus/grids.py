"""Patterns as text: one character a step, ``|`` between bars, ``.`` a rest, ``-`` a sound that is held.

The steps of a bar divide it evenly: ``x...x...x...x...`` are sixteenths in 4/4, ``x.....x.....`` twelfths.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from benchmarks.corpus.meters import Meter

#: Loudness of the strokes of a drum pattern, as MIDI velocity: accent, plain, soft, ghost.
VELOCITIES = {"X": 118, "x": 98, "o": 72, "g": 44}

#: What draws a pattern for a song.
Drawn = Callable[[np.random.Generator, Meter], str]


@dataclass(frozen=True, kw_only=True)
class Step:
    """A sound of a bar: its symbol, and where it begins and how long it lasts, in parts of the bar."""

    symbol: str
    start: float
    length: float
    steps: int


@dataclass(frozen=True, kw_only=True)
class Line:
    """What one drum plays, bar after bar and then again."""

    drum: str
    pattern: str


Groove = tuple[Line, ...]


def steps_of(pattern: str, bar: int) -> Iterator[Step]:
    """The sounds of one bar of a pattern; bars past its last are its first ones again."""
    bars = pattern.split("|")
    text = bars[bar % len(bars)]
    for i, symbol in enumerate(text):
        if symbol not in ".-":
            held = len(text[i + 1 :]) - len(text[i + 1 :].lstrip("-"))
            yield Step(symbol=symbol, start=i / len(text), length=(1 + held) / len(text), steps=len(text))


def grooves(text: str) -> tuple[Groove, ...]:
    """One groove a line: names of drums, each followed by its pattern."""
    found = []
    for row in filter(None, (line.strip() for line in text.splitlines())):
        words = row.split()
        found.append(
            tuple(Line(drum=drum, pattern=pattern) for drum, pattern in zip(words[::2], words[1::2], strict=True))
        )
    return tuple(found)


def drawn_steps(steps: int, density: float, symbols: str) -> Drawn:
    """A riff: each step sounds with a probability, the first one always."""

    def draw(rng: np.random.Generator, _meter: Meter) -> str:
        return "".join(
            str(rng.choice(list(symbols))) if i == 0 or rng.random() < density else "." for i in range(steps)
        )

    return draw
