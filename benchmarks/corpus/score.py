"""A song before it sounds: times in seconds, pitches as in MIDI, and the truth of its beats."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.corpus.meters import Meter

#: A General MIDI program (0 to 127), or the name of a synthesiser's sound.
Patch = int | str
#: A drum kit of the soundfont (the program of its drum channel), or the name of a synthesised kit.
Kit = int | str


@dataclass(frozen=True, kw_only=True)
class Note:
    """A pitch whose attack is heard at ``second``; velocity 1 to 127."""

    second: float
    seconds: float
    pitch: int
    velocity: int
    patch: Patch


@dataclass(frozen=True, kw_only=True)
class Hit:
    """A drum, by its name in ``drums.DRUMS``, whose attack is heard at ``second``."""

    second: float
    drum: str
    velocity: int
    kit: Kit


@dataclass(frozen=True, kw_only=True)
class SungNote:
    """A syllable whose vowel begins at ``second``; singers are counted from 0."""

    second: float
    seconds: float
    pitch: int
    loudness: float
    singer: int = 0


@dataclass(frozen=True, kw_only=True)
class Section:
    """Whole bars under one label."""

    label: str
    bars: int


@dataclass(frozen=True, kw_only=True)
class Effect:
    """Something done to the whole mix, by its name in ``effects.EFFECTS``, with its values."""

    name: str
    values: tuple[float | str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Sound:
    """How a score is to sound: gains of the buses, rooms, ducking under the kick (0 to 1), effects in order."""

    rate: int = 44100
    stereo: bool = True
    drums: float = 1.0
    tones: float = 1.0
    voices: float = 1.0
    room: bool = True
    hall_seconds: float = 0.0
    hall_level: float = 0.0
    duck: float = 0.0
    drive: float = 1.5
    effects: tuple[Effect, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Score:
    """A song. ``edges``: seconds of every beat and of the end of the last; ``silences``: spans that count no beat."""

    name: str
    family: str
    about: str
    seed: int
    meter: Meter
    edges: tuple[float, ...]
    bpm: tuple[float, ...]
    sections: tuple[Section, ...]
    notes: tuple[Note, ...]
    hits: tuple[Hit, ...]
    sung: tuple[SungNote, ...]
    sound: Sound
    tail_seconds: float
    silences: tuple[tuple[float, float], ...] = ()

    @property
    def duration(self) -> float:
        """Seconds of the song, the last sounds dying away."""
        return self.edges[-1] + self.tail_seconds
