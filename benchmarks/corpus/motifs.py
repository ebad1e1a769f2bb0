"""Melodies: a rhythm of two bars that is drawn once for a section, and tones that follow its chords."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from benchmarks.corpus.meters import Meter
from benchmarks.corpus.sketch import Bar, Sketch, Span
from benchmarks.corpus.theory import scale_classes

#: Lengths of tones, in steps, and how often each is drawn.
_LENGTHS, _SHARES = (1, 2, 3, 4, 6), (0.28, 0.34, 0.16, 0.16, 0.06)
#: A melody stays within this many semitones of its middle.
_REACH = 9


@dataclass(frozen=True, kw_only=True)
class Motif:
    """Tones of a phrase of two bars, as (first beat, beats); ``seed`` draws their pitches, ``rests`` skips phrases."""

    rhythm: tuple[tuple[float, float], ...]
    seed: int
    shift: int
    rests: float


DrawnMotif = Callable[[np.random.Generator, Meter], Motif]


def motif(sync: float, density: float, rests: float = 0.06, fours: bool = False) -> DrawnMotif:
    """Draws motifs: ``sync`` is how often a tone starts off the beat, ``density`` how often it is there at all."""

    def draw(rng: np.random.Generator, meter: Meter) -> Motif:
        step = 1 / 4 if fours else {1: 1.0, 2: 0.5, 3: 1 / 3}[meter.division]
        end = 2 * meter.beats
        place = step if rng.random() < 0.35 else 0.0
        rhythm = []
        while place < end - 0.4:
            length = float(rng.choice(_LENGTHS, p=_SHARES)) * step
            if rng.random() < density + 0.25:
                rhythm.append((place, 0.92 * length))
            place += length
            if abs(place - round(place)) < 1e-6 and rng.random() < sync:
                place += step
        return Motif(rhythm=tuple(rhythm), seed=int(rng.integers(10**6)), shift=int(rng.integers(-2, 3)), rests=rests)

    return draw


def notes_of_phrase(sketch: Sketch, motif: Motif, bar: Bar, centre: int) -> Iterator[tuple[int, Span]]:
    """Pitches and spans in beats of the phrase that begins with a bar and stays in its section."""
    if sketch.rng.random() < motif.rests:
        return
    rng = np.random.default_rng([motif.seed, bar.place % 4])
    beats = sketch.meter.beats
    current = float(centre + 2 * motif.shift)
    in_scale = scale_classes(sketch.key, sketch.scale)
    for first, length in motif.rhythm:
        ahead = int(first // beats)
        if bar.place + ahead >= bar.length:
            return
        tones = set(sketch.chord_at(bar.index + ahead, (first % beats) / beats))
        allowed = tones if first % 1 == 0 or rng.random() < 0.5 else in_scale
        pitches = np.array([p for p in range(centre - _REACH, centre + _REACH + 1) if p % 12 in allowed])
        weights = np.exp(-np.abs(pitches - current + rng.normal(0, 2)) / 2.5)
        current = float(rng.choice(pitches, p=weights / weights.sum()))
        start = bar.index * beats + first
        end = min(start + length, (bar.index - bar.place + bar.length) * beats)
        yield int(current), Span(start=start, end=end)
