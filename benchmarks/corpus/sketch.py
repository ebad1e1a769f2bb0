"""The sheet a song is written on: beats and chords are known, notes are added."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from benchmarks.corpus.clock import Clock
from benchmarks.corpus.meters import Meter
from benchmarks.corpus.score import Hit, Kit, Note, Patch, Section, SungNote
from benchmarks.corpus.theory import chord

#: MIDI pitches that instruments of the soundfont play.
_LOWEST, _HIGHEST = 24, 100
#: MIDI velocities that are sent.
_SOFTEST, _LOUDEST = 10, 126
#: How unevenly hands strike, in velocity.
_UNEVEN = 5.0
#: How far apart the fingers of a hand strike, beside how far the hand itself is off.
_FINGERS = 0.3


@dataclass(frozen=True, kw_only=True)
class Span:
    """The beats, counted from 0, from and to which tones sound; ``strum``: parts of a beat from one to the next."""

    start: float
    end: float
    swung: bool = True
    strum: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Bar:
    """A bar of the plan: its place in its section, how full it is to sound (0 to 1), its chords as degrees."""

    index: int
    label: str
    place: int
    length: int
    level: float
    chords: tuple[int, ...]

    @property
    def last(self) -> bool:
        """Whether the section ends with it."""
        return self.place == self.length - 1


@dataclass(kw_only=True)
class Sketch:
    """A song in the making. ``human`` and ``drum_human``: standard deviation of the players' timing in seconds.

    ``bodies``: how early or late each drummer is at each beat.
    """

    rng: np.random.Generator
    meter: Meter
    clock: Clock
    sections: tuple[Section, ...]
    bars: tuple[Bar, ...]
    key: int
    scale: str
    sevenths: bool
    human: float
    drum_human: float
    notes: list[Note] = field(default_factory=list)
    hits: list[Hit] = field(default_factory=list)
    sung: list[SungNote] = field(default_factory=list)
    bodies: dict[tuple[Kit, float], float] = field(default_factory=dict)

    def chord_at(self, bar: int, part: float) -> list[int]:
        """Pitch classes of the chord at a part (0 to 1) of a bar, root first; past the end it is the last bar's."""
        chords = self.bars[min(bar, len(self.bars) - 1)].chords
        degree = chords[min(int(part * len(chords) + 1e-6), len(chords) - 1)]
        return chord(self.key, self.scale, degree, self.sevenths)

    def beat(self, bar: int, part: float) -> float:
        """The beat, counted from 0, at a part of a bar."""
        return (bar + part) * self.meter.beats

    def strike(self, patch: Patch, pitches: Sequence[int], velocity: float, span: Span) -> None:
        """Add tones that one hand strikes, from the lowest: the hand is early or late, its fingers a little apart."""
        hand = self.rng.normal(0, self.human)
        end = self.clock.second(span.end, span.swung)
        for k, pitch in enumerate(pitches):
            start = self.clock.second(span.start + k * span.strum, span.swung)
            second = max(0.0, start + hand + self.rng.normal(0, _FINGERS * self.human))
            self.notes.append(
                Note(
                    second=second,
                    seconds=max(0.04, end - second),
                    pitch=min(max(pitch, _LOWEST), _HIGHEST),
                    velocity=self._velocity(velocity),
                    patch=patch,
                )
            )

    def hit(self, kit: Kit, drum: str, velocity: float, beat: float, swung: bool = True) -> None:
        """Add a stroke of a drum; what a drummer strikes at once is early or late at once, the limbs a little apart."""
        body = self.bodies.setdefault((kit, round(beat, 4)), float(self.rng.normal(0, self.drum_human)))
        limb = self.rng.normal(0, _FINGERS * self.drum_human)
        self.hits.append(
            Hit(
                second=max(0.0, self.clock.second(beat, swung) + body + limb),
                drum=drum,
                velocity=self._velocity(velocity),
                kit=kit,
            )
        )

    def _velocity(self, meant: float) -> int:
        return int(min(max(meant + self.rng.normal(0, _UNEVEN), _SOFTEST), _LOUDEST))

    def sing(self, pitch: int, loudness: float, span: Span, late: float, singer: int = 0) -> None:
        """Add a syllable; ``late``: seconds after the beat, as voices are."""
        second = max(0.0, self.clock.second(span.start, span.swung) + late)
        end = self.clock.second(span.end, span.swung)
        self.sung.append(
            SungNote(second=second, seconds=max(0.09, end - second), pitch=pitch, loudness=loudness, singer=singer)
        )
