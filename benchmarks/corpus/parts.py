"""What players do in a bar: drums, bass, figures of chords and broken chords, pads, choirs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.corpus.drums import play_groove
from benchmarks.corpus.grids import Step, steps_of
from benchmarks.corpus.meters import Meter
from benchmarks.corpus.motifs import notes_of_phrase
from benchmarks.corpus.score import Patch
from benchmarks.corpus.sketch import Bar, Sketch, Span
from benchmarks.corpus.theory import nearest, voicing

#: A groove for drums, a motif for a tune, text for all others.
Pattern = Any
#: Patch of a layer whose notes are sung.
SUNG = "sung"
#: Lowest root of a bass.
_BASS_FLOOR = 28
#: Part of its time that a tone is held.
_HELD = 0.94
#: A singer comes this much after the beat, in seconds: mean, and its standard deviation.
_LATE, _LATE_SPREAD = 0.012, 0.014
#: Number of the singer of a bass: a lead is 0, the voices of a choir are 1 to 5.
_BASS_SINGER = 9


@dataclass(frozen=True, kw_only=True)
class Layer:
    """A player there may be: its patches and patterns to draw from, and how full a section must be for it to play.

    A pattern may also be a function that draws one. ``labels``: sections it plays in, whatever their level.
    ``chance``: how often a song has this player. ``strum``: parts of a beat between the tones of a chord.
    ``alike``: how often it plays the same in two sections.
    """

    part: Callable[[Sketch, Player, Bar], None]
    patches: tuple[Patch, ...]
    patterns: tuple[Pattern, ...] = ("",)
    level: float = 0.0
    velocity: float = 80.0
    centre: int = 60
    labels: tuple[str, ...] = ()
    chance: float = 1.0
    strum: float = 0.0
    fills: bool = False
    alike: float = 0.5


@dataclass(frozen=True, kw_only=True)
class Player:
    """A layer in one song: its patch, its pattern in each section, and the level from which it plays."""

    layer: Layer
    patch: Patch
    patterns: dict[str, Pattern]
    level: float
    centre: int

    def plays(self, bar: Bar) -> bool:
        """Whether it plays in a bar."""
        return bar.label in self.layer.labels if self.layer.labels else bar.level >= self.level


def cast(rng: np.random.Generator, layer: Layer, labels: list[str], meter: Meter) -> Player:
    """A player of a layer, drawn for a song."""
    patterns: dict[str, Pattern] = {}
    for label in labels:
        drawn = layer.patterns[rng.integers(len(layer.patterns))]
        pattern: Pattern = drawn(rng, meter) if callable(drawn) else drawn
        first = next(iter(patterns.values()), pattern)
        patterns[label] = first if rng.random() < layer.alike else pattern
    return Player(
        layer=layer,
        patch=layer.patches[rng.integers(len(layer.patches))],
        patterns=patterns,
        level=layer.level + rng.uniform(-0.08, 0.08),
        centre=layer.centre + int(rng.integers(-3, 4)),
    )


def play_drums(sketch: Sketch, player: Player, bar: Bar) -> None:
    """The player's groove."""
    play_groove(sketch, player.patch, player.patterns[bar.label], bar, player.layer.fills)


def _span(sketch: Sketch, bar: Bar, step: Step, strum: float = 0.0) -> Span:
    """The beats from and to which a step sounds; triplets are not swung."""
    start = sketch.beat(bar.index, step.start)
    end = start + _HELD * step.length * sketch.meter.beats
    return Span(start=start, end=end, swung=(step.steps // sketch.meter.beats) % 3 != 0, strum=strum)


def play_bass(sketch: Sketch, player: Player, bar: Bar) -> None:
    """Bass: ``r`` root, ``R`` root with force, ``3 5 7`` of the chord, ``o`` octave, ``u`` fifth below, ``a`` a step
    before the next root, ``w`` a walking tone, ``p`` the next bar's root early. A singer sings it an octave higher."""
    for step in steps_of(player.patterns[bar.label], bar.place):
        velocity = player.layer.velocity * (0.9 + 0.12 * bar.level) + (10 if step.symbol == "R" else 0)
        pitch, span = _bass_pitch(sketch, bar, step), _span(sketch, bar, step)
        if player.patch == SUNG:
            late = _LATE / 2 + float(sketch.rng.normal(0, _LATE_SPREAD / 2))
            sketch.sing(pitch + 12, velocity / 100, span, late, _BASS_SINGER)
        else:
            sketch.strike(player.patch, [pitch], velocity, span)


def _bass_pitch(sketch: Sketch, bar: Bar, step: Step) -> int:
    tones = sketch.chord_at(bar.index, step.start)
    root = _BASS_FLOOR + (tones[0] - _BASS_FLOOR) % 12
    following = sketch.chord_at(bar.index + 1, 0)[0]
    upper = _BASS_FLOOR + (following - _BASS_FLOOR) % 12
    third, fifth = ((tones[k] - tones[0]) % 12 for k in (1, 2))
    return {
        "r": root,
        "R": root,
        "3": root + third,
        "5": root + fifth,
        "7": root + 10,
        "o": root + 12,
        "u": root + fifth - 12,
        "a": upper + int(sketch.rng.choice([-1, 1, 2, -2])),
        "p": upper,
        "w": root + int(sketch.rng.choice([0, third, fifth, 9, 2, 12])),
    }[step.symbol]


def play_figure(sketch: Sketch, player: Player, bar: Bar) -> None:
    """Chords and broken chords: ``X x o`` all tones, ``p`` the next bar's chord early, digits single tones from the
    lowest, ``b`` the root and ``f`` the fifth an octave or two below."""
    for step in steps_of(player.patterns[bar.label], bar.place):
        tones = _tones(sketch, bar, step)
        accent = 8.0 if step.start == 0 or step.symbol == "X" else -8.0 if step.symbol == "o" else 0.0
        velocity = player.layer.velocity * (0.88 + 0.15 * bar.level) + accent
        span = _span(sketch, bar, step, player.layer.strum)
        sketch.strike(player.patch, _figure_pitches(player, tones, step.symbol), velocity, span)


def _tones(sketch: Sketch, bar: Bar, step: Step) -> list[int]:
    """The chord of a step, or the next bar's where it comes early."""
    return sketch.chord_at(bar.index + 1, 0) if step.symbol == "p" else sketch.chord_at(bar.index, step.start)


def _figure_pitches(player: Player, tones: list[int], symbol: str) -> list[int]:
    chord = voicing(tones, player.centre)
    if symbol.isdigit():
        octaves, tone = divmod(int(symbol), len(chord))
        return [chord[tone] + 12 * octaves]
    if symbol == "b":
        return [nearest(tones[0], player.centre - 18)]
    if symbol == "f":
        return [nearest(tones[2], player.centre - 18)]
    return chord


def play_pad(sketch: Sketch, player: Player, bar: Bar) -> None:
    """Long chords: one for each change."""
    chords = len(bar.chords)
    for k in range(chords):
        span = Span(start=sketch.beat(bar.index, k / chords), end=sketch.beat(bar.index, (k + 0.98) / chords))
        pitches = voicing(sketch.chord_at(bar.index, k / chords), player.centre)
        sketch.strike(player.patch, pitches, player.layer.velocity * (0.85 + 0.2 * bar.level), span)


def play_tune(sketch: Sketch, player: Player, bar: Bar) -> None:
    """A melody, in phrases of two bars that come again; sung where the patch says so."""
    if bar.place % 2:
        return
    for pitch, span in notes_of_phrase(sketch, player.patterns[bar.label], bar, player.centre):
        if player.patch == SUNG:
            late = _LATE + float(sketch.rng.normal(0, _LATE_SPREAD))
            sketch.sing(pitch, player.layer.velocity / 100, span, late)
        else:
            sketch.strike(player.patch, [pitch], player.layer.velocity, span)


def play_choir(sketch: Sketch, player: Player, bar: Bar) -> None:
    """Chords sung by one voice a tone, each a little apart from the others."""
    for step in steps_of(player.patterns[bar.label], bar.place):
        tones = _tones(sketch, bar, step)
        loudness = player.layer.velocity / 100 * (0.7 if step.symbol == "o" else 1.0)
        pitches = (nearest(tones[0], player.centre - 14), *voicing(tones, player.centre))
        for singer, pitch in enumerate(pitches, start=1):
            late = _LATE / 2 + float(sketch.rng.normal(0, _LATE_SPREAD))
            sketch.sing(pitch, loudness, _span(sketch, bar, step), late, singer)
