"""A style: the ranges and players that a kind of song is drawn from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from benchmarks.corpus.forms import SONG_FORMS
from benchmarks.corpus.grids import Drawn, Groove, grooves
from benchmarks.corpus.motifs import motif
from benchmarks.corpus.parts import (
    SUNG,
    Layer,
    Player,
    play_bass,
    play_choir,
    play_drums,
    play_figure,
    play_pad,
    play_tune,
)
from benchmarks.corpus.score import Kit, Patch, Sound
from benchmarks.corpus.sketch import Bar, Sketch
from benchmarks.corpus.tempi import TempoCurve, steady

Range = tuple[float, float]

#: Drum kits of the soundfont by character.
POP_KITS: tuple[Kit, ...] = (0, 1, 3, 5, 8, 9, 12, 16, 17)
ROCK_KITS: tuple[Kit, ...] = (0, 8, 10, 14, 16, 17, 18, 19)
JAZZ_KITS: tuple[Kit, ...] = (32, 33, 35, 40, 41)
MACHINES: tuple[Kit, ...] = (24, 25, "analog", "analog", "tight")
HAND_KITS: tuple[Kit, ...] = (0, 8, 32, 40)
#: Programs by character.
PIANOS: tuple[Patch, ...] = (0, 1, 2, 4, 5)
GUITARS: tuple[Patch, ...] = (24, 25, 26, 27)
BASSES: tuple[Patch, ...] = (32, 33, 34, 35)
SYNTH_BASSES: tuple[Patch, ...] = (38, 39, "sub", "acid", "square bass")
STRINGS: tuple[Patch, ...] = (48, 49, 50, 51)
PADS: tuple[Patch, ...] = (88, 89, 90, 91, 94, 95, "pad", "warm pad")
LEADS: tuple[Patch, ...] = (80, 81, 87, "saw lead", "square lead")
WINDS: tuple[Patch, ...] = (65, 66, 71, 73, 56, 60)


@dataclass(frozen=True, kw_only=True)
class Style:
    """What a song of a kind is drawn from. Ranges are uniform; ``human`` and ``jitter`` are in milliseconds.

    ``human``: how unevenly tones are struck; ``drummer``: drums; ``jitter``: how much the beats themselves shake,
    the whole band together. ``rates``: chords a bar. ``irregular``: chance of a section of an odd number of bars.
    """

    bpm: Range
    layers: tuple[Layer, ...]
    meter: str = "4/4"
    swing8: Range = (0.5, 0.5)
    swing16: Range = (0.5, 0.5)
    human: Range = (1.0, 7.0)
    drummer: Range = (0.5, 4.0)
    jitter: Range = (0.0, 0.0)
    scales: tuple[str, ...] = ("major", "major", "minor", "dorian", "mixolydian")
    sevenths: float = 0.2
    progressions: tuple[str, ...] = ()
    rates: tuple[float, ...] = (1, 1, 1, 2, 0.5)
    forms: tuple[tuple[str, ...], ...] = SONG_FORMS
    irregular: float = 0.1
    tempo: TempoCurve = steady
    seconds: Range = (43.0, 53.0)
    lead: Range = (0.0, 0.7)
    tail: Range = (0.9, 2.4)
    sound: Sound | None = None


def drums(patterns: str | tuple[Groove, ...], kits: tuple[Kit, ...] = POP_KITS, **options: Any) -> Layer:
    """A drummer: grooves as text, one a line."""
    choices = grooves(patterns) if isinstance(patterns, str) else patterns
    return _layer(play_drums, choices, kits, {"level": 0.42, "fills": True, "alike": 0.6}, options)


def percussion(patterns: str, kits: tuple[Kit, ...] = HAND_KITS, **options: Any) -> Layer:
    """A percussionist: grooves without fills."""
    return _layer(play_drums, grooves(patterns), kits, {"level": 0.45, "alike": 0.8}, options)


def bass(patterns: str, patches: tuple[Patch, ...] = BASSES, **options: Any) -> Layer:
    """A bass player: patterns with blanks between them."""
    return _layer(play_bass, tuple(patterns.split()), patches, {"level": 0.35, "velocity": 94.0}, options)


def chords(patterns: str | tuple[str | Drawn, ...], patches: tuple[Patch, ...] = PIANOS, **options: Any) -> Layer:
    """Chords, broken chords or riffs: patterns with blanks between them, or what draws them."""
    choices = tuple(patterns.split()) if isinstance(patterns, str) else patterns
    return _layer(play_figure, choices, patches, {"level": 0.0, "velocity": 76.0}, options)


def pad(patches: tuple[Patch, ...] = (*STRINGS, *PADS), **options: Any) -> Layer:
    """Long chords."""
    return _layer(play_pad, ("",), patches, {"level": 0.7, "velocity": 62.0}, options)


def tune(patches: tuple[Patch, ...] = (SUNG,), *, sync: float = 0.3, density: float = 0.6, **options: Any) -> Layer:
    """A melody."""
    fours = bool(options.pop("fours", False))
    defaults = {"level": 0.5, "velocity": 88.0, "centre": 66, "alike": 0.1}
    return _layer(play_tune, (motif(sync, density, fours=fours),), patches, defaults, options)


def choir(patterns: str, **options: Any) -> Layer:
    """Chords for voices."""
    return _layer(play_choir, tuple(patterns.split()), (SUNG,), {"level": 0.0, "velocity": 80.0}, options)


def _layer(
    part: Callable[[Sketch, Player, Bar], None],
    patterns: tuple[Any, ...],
    patches: tuple[Patch, ...],
    defaults: dict[str, Any],
    options: dict[str, Any],
) -> Layer:
    return Layer(part=part, patterns=patterns, patches=patches, **(defaults | options))
