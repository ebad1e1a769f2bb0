"""The Long Ride as data: its beats, harmony, melody and rhythms, written down bar by bar.

Pitches are MIDI numbers (69 is A4, 440 Hz), positions are counted in beats from the first downbeat (beat 0).
The song is in D major, 4/4, played at about 101 beats a minute with a drift of less than one per cent.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

SEED = 1980
SAMPLE_RATE = 44_100
METER = 4
#: Seconds of hush before the first downbeat and of ringing after the last bar.
LEAD_IN, TAIL = 0.35, 1.4
#: Pitch classes of D major.
SCALE = frozenset({2, 4, 6, 7, 9, 11, 1})


@dataclass(frozen=True, kw_only=True)
class Chord:
    """A bar of harmony: a bass note under four or five voices, lowest first, each led to the next chord's.

    ``passing`` is the bass's step on the way to the next bar, in semitones above its note.
    """

    name: str
    bass: int
    voices: tuple[int, ...]
    passing: int = 7


@dataclass(frozen=True, kw_only=True)
class Part:
    """A section of the song and how it is played there; levels are linear, ``brightness`` is a cutoff in Hz."""

    name: str
    tempo: tuple[float, float]
    chords: tuple[Chord, ...]
    kick: str = ""
    snare: str = ""
    hat: str = ""
    bass: tuple[tuple[float, float, str], ...] = ()
    melody: tuple[tuple[float, float, int], ...] = ()
    arpeggio: tuple[int, ...] = (0, 2, 1, 3, 2, 1, 3, 2)
    arpeggio_level: float = 0.8
    pad_level: float = 1.0
    brightness: tuple[float, float] = (900.0, 1400.0)


@dataclass(frozen=True, kw_only=True)
class Note:
    """A sound: where it starts and how long it is held, in seconds, its pitch and its linear level."""

    start: float
    length: float
    pitch: int
    level: float


@dataclass(frozen=True, kw_only=True)
class Section:
    """A section in seconds, half-open; it begins on a downbeat."""

    name: str
    start: float
    end: float


_G = Chord(name="Gmaj9", bass=31, voices=(59, 62, 66, 69))
_D_ON_F_SHARP = Chord(name="Dadd9/F#", bass=30, voices=(57, 62, 64, 69), passing=3)
_BM = Chord(name="Bm7", bass=35, voices=(57, 62, 66, 69))
_A = Chord(name="Aadd9", bass=33, voices=(57, 61, 64, 71))
_EM = Chord(name="Em9", bass=28, voices=(55, 62, 66, 71))
_A_SUS = Chord(name="A9sus4", bass=33, voices=(59, 62, 64, 69))
_G_WIDE = Chord(name="Gmaj9", bass=31, voices=(59, 62, 66, 69, 74))
_A_WIDE = Chord(name="Aadd9", bass=33, voices=(59, 61, 64, 69, 73))
_F_SHARP_M = Chord(name="F#m7add11", bass=30, voices=(57, 61, 64, 69, 71))
_BM_WIDE = Chord(name="Bm7", bass=35, voices=(57, 62, 66, 69, 71))
_D_MAJ = Chord(name="Dmaj9", bass=38, voices=(57, 61, 64, 66, 73))
_D_ADD = Chord(name="Dadd9", bass=38, voices=(57, 62, 64, 66, 69))

_RIDE = (_G, _D_ON_F_SHARP, _BM, _A)
_LIFT = (_G_WIDE, _A_WIDE, _F_SHARP_M, _BM_WIDE)
_HOME = (_G_WIDE, _A_WIDE, _D_MAJ, _D_ADD)

# A melody is (beat, length in beats, pitch), from the first beat of its part.
_CALL = (
    *((0.0, 1.5, 74), (1.5, 0.5, 76), (2.0, 2.0, 78)),
    *((4.0, 1.0, 76), (5.0, 0.5, 73), (5.5, 1.5, 71), (7.0, 0.5, 69), (7.5, 0.5, 71)),
    *((8.0, 2.5, 73), (10.5, 0.5, 71), (11.0, 1.0, 69)),
    *((12.0, 2.5, 74), (15.0, 0.5, 71), (15.5, 0.5, 73)),
)
_ANSWER = (
    *((16.0, 1.5, 74), (17.5, 0.5, 76), (18.0, 1.0, 78), (19.0, 1.0, 81)),
    *((20.0, 2.0, 76), (22.0, 1.0, 73), (23.0, 1.0, 71)),
    *((24.0, 2.5, 69), (27.0, 0.5, 71), (27.5, 0.5, 73)),
    (28.0, 3.5, 74),
)
_FAREWELL = ((0.0, 1.5, 74), (1.5, 0.5, 71), (2.0, 2.0, 69), (4.0, 1.5, 71), (5.5, 0.5, 73), (6.0, 2.0, 76))

# A bar of bass: (beat, length in beats, degree).
_WALK = ((0.0, 1.4, "root"), (1.5, 0.45, "root"), (2.5, 0.9, "octave"), (3.5, 0.4, "passing"))
_DRIVE = (
    *((0.0, 0.9, "root"), (1.0, 0.45, "root"), (1.5, 0.45, "octave")),
    *((2.0, 0.9, "root"), (3.0, 0.45, "root"), (3.5, 0.45, "passing")),
)
_HELD = ((0.0, 3.9, "root"),)

# A bar of drums in sixteenths: x struck, o soft, . silent.
PARTS = (
    Part(name="intro", tempo=(100.2, 100.6), chords=_RIDE, pad_level=0.9, brightness=(420, 1900)),
    Part(
        name="verse",
        tempo=(100.8, 101.2),
        chords=_RIDE * 2,
        kick="x.....o.x..o....",
        snare="....x.......x...",
        hat="x.o.x.o.x.o.x.oo",
        bass=_WALK,
        pad_level=0.8,
        brightness=(1150, 1700),
    ),
    Part(
        name="chorus",
        tempo=(101.4, 101.6),
        chords=_LIFT,
        kick="x...x...x...x.o.",
        snare="....x.......x..o",
        hat="o.x.o.x.o.x.o.xo",
        bass=_DRIVE,
        melody=_CALL,
        arpeggio=(0, 2, 4, 1, 3, 2, 4, 3),
        arpeggio_level=0.6,
        brightness=(2500, 3200),
    ),
    Part(name="break", tempo=(101.0, 100.6), chords=(_EM, _BM, _G, _A_SUS), bass=_HELD, brightness=(450, 2700)),
    Part(
        name="chorus",
        tempo=(101.6, 102.0),
        chords=_LIFT + _HOME,
        kick="x...x...x...x.o.",
        snare="....x..o....x..o",
        hat="o.x.o.x.o.x.o.xo",
        bass=_DRIVE,
        melody=_CALL + _ANSWER,
        arpeggio=(0, 2, 4, 1, 3, 2, 4, 3),
        arpeggio_level=0.7,
        pad_level=1.1,
        brightness=(2700, 3800),
    ),
    Part(
        name="outro",
        tempo=(101.2, 99.6),
        chords=(_G_WIDE, _A_WIDE, _D_ADD, _D_ADD),
        bass=_HELD,
        melody=_FAREWELL,
        arpeggio_level=0.7,
        brightness=(2100, 600),
    ),
)


def _beat_times() -> NDArray[np.float64]:
    tempi = np.concatenate(
        [np.linspace(*part.tempo, len(part.chords) * METER, endpoint=False) for part in PARTS],
    )
    times = LEAD_IN + np.concatenate([[0.0], np.cumsum(60.0 / tempi)])
    return np.round(times * SAMPLE_RATE) / SAMPLE_RATE


_TIMES = _beat_times()
BEATS = _TIMES[:-1]
DOWNBEATS = BEATS[::METER]
DURATION = round((_TIMES[-1] + TAIL) * SAMPLE_RATE) / SAMPLE_RATE
CHORDS = tuple(chord for part in PARTS for chord in part.chords)
#: The beat at which each part starts, and the one at which the last part ends.
FIRST_BEATS = tuple(int(n) for n in np.cumsum([0, *(len(part.chords) * METER for part in PARTS)]))


def seconds(beat: float) -> float:
    """The second at which a beat (a fraction lies between beats) is played."""
    return float(np.interp(beat, np.arange(len(_TIMES)), _TIMES))


def tempo() -> float:
    """Beats a minute, the median over the song."""
    return float(60 / np.median(np.diff(_TIMES)))


def sections() -> tuple[Section, ...]:
    """The parts in seconds; the last one lasts until the sound ends."""
    starts = [seconds(beat) for beat in FIRST_BEATS[:-1]]
    return tuple(
        Section(name=part.name, start=start, end=end)
        for part, start, end in zip(PARTS, starts, [*starts[1:], DURATION], strict=True)
    )


def drum_hits(kind: str) -> tuple[Note, ...]:
    """The ``kick``, ``snare`` or ``hat``: on-beat strokes exactly on the beat, sixteenths between swung a little."""
    hits = []
    for part, first in zip(PARTS, FIRST_BEATS, strict=False):
        pattern = getattr(part, kind)
        for sixteenth in range(4 * METER * len(part.chords) if pattern else 0):
            stroke = pattern[sixteenth % len(pattern)]
            if stroke != ".":
                swing = 0.035 if sixteenth % 2 else 0.0
                level = {"x": 1.0, "o": 0.45}[stroke]
                start = seconds(first + sixteenth / 4 + swing)
                hits.append(Note(start=start, length=0.0, pitch=0, level=level))
    return tuple(hits)


def pad_notes() -> tuple[Note, ...]:
    """The voices of the chords; a pitch that stays in its voice is held, not struck again."""
    notes = []
    bars = [(chord, part.pad_level, len(part.chords)) for part in PARTS for chord in part.chords]
    for voice in range(max(len(chord.voices) for chord in CHORDS)):
        pitches = [chord.voices[voice] if voice < len(chord.voices) else 0 for chord, _, _ in bars]
        bar = 0
        while bar < len(bars):
            end = bar + 1
            while end < len(bars) and pitches[end] == pitches[bar] and end - bar < 4:
                end += 1
            if pitches[bar]:
                start = seconds(bar * METER)
                length = seconds(end * METER) - start
                notes.append(Note(start=start, length=length, pitch=pitches[bar], level=bars[bar][1]))
            bar = end
    return tuple(notes)


def bass_notes() -> tuple[Note, ...]:
    """The bass line, below 100 Hz but for its leaps."""
    notes = []
    for part, first in zip(PARTS, FIRST_BEATS, strict=False):
        for bar, chord in enumerate(part.chords):
            if part.bass == _HELD and bar and chord == part.chords[bar - 1]:
                held = notes.pop()
                notes.append(replace(held, length=seconds(first + bar * METER + 3.9) - held.start))
                continue
            degrees = {"root": 0, "octave": 12, "passing": chord.passing}
            for beat, length, degree in part.bass:
                start = seconds(first + bar * METER + beat)
                stop = seconds(first + bar * METER + beat + length)
                notes.append(Note(start=start, length=stop - start, pitch=chord.bass + degrees[degree], level=1.0))
    return tuple(notes)


def arpeggio_notes() -> tuple[Note, ...]:
    """Broken chords in eighths, an octave above the pads, a few milliseconds loose; silent in the last bar."""
    rng = np.random.default_rng(SEED)
    notes = []
    for part, first in zip(PARTS, FIRST_BEATS, strict=False):
        for eighth in range(2 * METER * len(part.chords)):
            late, soft = rng.uniform(0, 0.006), rng.uniform(0.75, 1.0)
            bar = eighth // (2 * METER)
            if first + eighth / 2 > FIRST_BEATS[-1] - 1.5 * METER:
                continue
            voices = part.chords[bar].voices
            pitch = voices[part.arpeggio[eighth % len(part.arpeggio)] % len(voices)] + 12
            accent = 1.0 if eighth % 4 == 0 else 0.8
            start = seconds(first + eighth / 2) + late * (eighth % 2)
            notes.append(Note(start=start, length=0.3, pitch=pitch, level=part.arpeggio_level * accent * soft))
    return tuple(notes)


def melodies() -> tuple[tuple[Note, ...], ...]:
    """The lead's phrases, each sung in one breath with its pitch gliding from note to note."""
    phrases = []
    for part, first in zip(PARTS, FIRST_BEATS, strict=False):
        if part.melody:
            notes = []
            for beat, length, pitch in part.melody:
                start = seconds(first + beat)
                notes.append(
                    Note(start=start, length=seconds(first + beat + length) - start, pitch=pitch, level=1.0),
                )
            phrases.append(tuple(notes))
    return tuple(phrases)
