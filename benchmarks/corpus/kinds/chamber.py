"""Concert and chapel: quartet, pizzicato, hymn, music box, ballad of piano and voice, rubato waltz, patterns, pulse."""

from __future__ import annotations

import numpy as np

from benchmarks.corpus.arrange import Kind
from benchmarks.corpus.forms import LOOP_FORMS, TUNE_FORMS
from benchmarks.corpus.meters import Meter
from benchmarks.corpus.patterns import ARP_EIGHTHS, ARP_TRIPLETS, PIANO_LEFT_HAND
from benchmarks.corpus.score import Sound
from benchmarks.corpus.style import Style, bass, choir, chords, pad, tune
from benchmarks.corpus.tempi import drifting, rubato, slowing, steady

_FAMILY = "chamber and patterns"
_HALL = Sound(hall_seconds=2.0, hall_level=0.3, drive=1.1)
_CHAPEL = Sound(hall_seconds=3.0, hall_level=0.55, drive=1.1)

_QUARTET = Style(
    bpm=(76, 148),
    layers=(
        chords("xxxxxxxx x.x.x.x. .xxx.xxx 01210121 0-1-2-1- x-xxx-xx", (40, 41, 49), level=0.0, velocity=70),
        bass("r.r.r.r. r---5--- r--r5-3- r.3.5.3. rrrrrrrr", (42, 42, 43), level=0.1, velocity=80),
        chords("2.1.2.1. 02120212 ..x...x. x-------", (41, 40), level=0.5, velocity=66, centre=65),
        tune((40, 40, 48), sync=0.15, density=0.75, level=0.3, centre=74, velocity=84),
        pad((48, 42), level=0.85, velocity=58, chance=0.4),
    ),
    scales=("major", "minor", "harmonic"),
    rates=(1, 2, 1),
    forms=TUNE_FORMS,
    human=(6, 14),
    tempo=slowing(drifting(0.02, 15)),
    sound=_HALL,
)
_PIZZICATO = Style(
    bpm=(84, 156),
    layers=(
        chords("x.x.x.x. b.x.f.x. .x.x.x.x 0.1.2.1. xxxx", (45, 45, 46), level=0.0, velocity=88),
        bass("r.5. r... r.r.5.a. r.u.", (45, 43, 32), level=0.1, velocity=94),
        tune((45, 73, 71, 68, 9, 11), sync=0.15, density=0.7, level=0.3, centre=74),
        chords("x------- x---x---", (48, 60, 61), level=0.7, velocity=64, centre=64),
        chords("x...|.... x.......|........", (47, 48), level=0.85, centre=45, chance=0.5, velocity=96),
    ),
    scales=("major", "minor", "harmonic"),
    forms=TUNE_FORMS,
    human=(5, 11),
    tempo=slowing(drifting(0.015, 15)),
    sound=_HALL,
)
_HYMN = Style(
    bpm=(66, 112),
    layers=(
        chords("xxxx x-xx xxx- x-x- xxxx|xxx-", (19, 19, 16, 20), level=0.0, velocity=80),
        bass("rr55 r-r- r35r r-5-", (19, 19, 43), level=0.3, velocity=78),
        choir("xxxx x-xx xxx- x-x- xxxx|xxx-", level=0.55, chance=0.7),
        tune((19, 52, 56, "sung"), sync=0.0, level=0.65, centre=71, density=0.9, chance=0.6),
    ),
    scales=("major", "major", "minor"),
    progressions=("1451", "14161451", "15641251", "1345", "16451425"),
    rates=(2, 2, 1),
    forms=(("A", "A", "B", "A"), ("A", "B", "A", "B"), ("intro", "A", "A", "B")),
    human=(4, 12),
    tempo=slowing(drifting(0.02, 9)),
    tail=(2.0, 3.5),
    sound=_CHAPEL,
)


def _music_box(rng: np.random.Generator) -> Style:
    meter = str(rng.choice(["3/4", "4/4", "6/8"]))
    low = "b--1-2 b-12-2" if meter == "3/4" else "b-12-2" if meter == "6/8" else "b-12f-12 b---1-2-"
    return Style(
        bpm=(50, 70) if meter == "6/8" else (80, 138),
        meter=meter,
        layers=(
            chords(low, (10, 8, 11, 9), level=0.0, centre=72, velocity=72),
            tune((10, 10, 8, 9, 14), sync=0.1, density=0.8, level=0.0, centre=82, velocity=92),
            chords(
                "0-1-2- 012012" if meter != "4/4" else "0-1-2-1- 01210121", (10, 11), level=0.75, centre=78, velocity=62
            ),
        ),
        scales=("major", "major", "minor"),
        sevenths=0.0,
        forms=TUNE_FORMS,
        human=(1, 6),
        tempo=slowing(steady, 0.5) if rng.random() < 0.6 else drifting(0.006),
        tail=(1.5, 3.0),
    )


_PIANO_BALLAD = Style(
    bpm=(58, 92),
    layers=(
        chords(f"{PIANO_LEFT_HAND} b-x-f-x- bxxxfxxx x---x---", (0, 1, 0, 4), level=0.0, velocity=70),
        tune(sync=0.35, level=0.35, velocity=85),
        chords(f"{ARP_EIGHTHS} {ARP_TRIPLETS}", (0, 0), level=0.75, centre=70, velocity=58),
        pad((48, 49, 89, 50), level=0.7, velocity=50, chance=0.7),
        bass("r------- r---5---", (32, 43, 35), level=0.8, velocity=74, chance=0.5),
    ),
    sevenths=0.4,
    human=(6, 13),
    tempo=slowing(drifting(0.02, 15)),
    seconds=(46, 56),
    tail=(1.5, 3.0),
)
_RUBATO_WALTZ = Style(
    bpm=(96, 172),
    meter="3/4",
    layers=(
        chords("bxx bx- b.x.x. b-xxx-", (0, 0, 1, 21), level=0.0, velocity=64),
        tune((0, 0, 21, 40, 71), sync=0.2, density=0.75, level=0.0, centre=76, velocity=86),
        chords("012321 012012 x--", (0, 46, 24), level=0.75, centre=66, velocity=58, chance=0.6),
        pad((48, 49), level=0.85, velocity=50, chance=0.4),
    ),
    scales=("minor", "major", "harmonic"),
    forms=TUNE_FORMS,
    human=(7, 13),
    tempo=slowing(rubato(0.2)),
    tail=(1.5, 3.0),
)


def _phase(rng: np.random.Generator) -> Style:
    """One pattern of eighths played against itself, shifted; the others mark the bar with their chords."""
    meter = str(rng.choice(["4/4", "12/8", "3/4"]))
    steps = {"4/4": 16, "12/8": 12, "3/4": 12}[meter]

    def pattern(_rng: np.random.Generator, _meter: Meter) -> str:
        return cell

    def shifted(other: np.random.Generator, _meter: Meter) -> str:
        by = int(other.integers(1, steps))
        return cell[by:] + cell[:by]

    drawn = rng.integers(0, 5, steps)
    cell = "".join("." if rng.random() < 0.18 and i else str(tone) for i, tone in enumerate(drawn))
    mallets = (12, 13, 11, 0, 8, 24, "pluck")
    return Style(
        bpm=(66, 120) if meter == "12/8" else (84, 144),
        meter=meter,
        layers=(
            chords((pattern,), mallets, level=0.0, centre=66, velocity=86),
            chords((shifted,), mallets, level=0.4, centre=66, velocity=76, alike=0.0),
            chords((shifted,), mallets, level=0.75, centre=73, velocity=68, alike=0.0, chance=0.7),
            chords("x" * steps, (12, 0, 11), level=0.6, centre=60, velocity=52, chance=0.5),
            bass("r" + "-" * (steps - 1), (32, 43, 42, 38), level=0.2, velocity=88),
            pad((48, 52, 71, 53), level=0.5, velocity=60, chance=0.6),
        ),
        scales=("dorian", "major", "mixolydian"),
        sevenths=0.6,
        rates=(0.5, 1, 0.5),
        forms=LOOP_FORMS,
        human=(0, 4),
        sound=Sound(hall_seconds=1.4, hall_level=0.12, drive=1.2),
    )


_PULSE = Style(
    bpm=(54, 92),
    layers=(
        pad((89, 91, 95, "pad", "warm pad"), level=0.0, velocity=70),
        bass("r---r--- rrrr r-------", ("sub", "sine", 38, 39), level=0.1, velocity=92),
        chords(
            "x...x...x...x... 0...1...2...1... x-x-x-x- o.x.o.x.", ("pluck", "bell", 11, 4, 98), level=0.25, velocity=62
        ),
        chords("0.1.2.3.2.1. 0-2-1-3-2-4-1-2-", ("pluck", "bell", 46), level=0.65, centre=72, velocity=54, chance=0.6),
        tune(("sine", 73, 79, "square lead"), sync=0.1, density=0.35, level=0.75, centre=72, velocity=66, chance=0.6),
    ),
    sevenths=0.8,
    rates=(1, 0.5),
    forms=LOOP_FORMS,
    human=(0, 8),
    tail=(2.0, 3.5),
    sound=_CHAPEL,
)
KINDS = (
    Kind(name="quartet", family=_FAMILY, about="a string quartet", style=_QUARTET),
    Kind(name="pizzicato", family=_FAMILY, about="plucked strings of an orchestra", style=_PIZZICATO),
    Kind(name="hymn", family=_FAMILY, about="a hymn with organ and choir", style=_HYMN),
    Kind(name="musicbox", family=_FAMILY, about="a music box that may run down", style=_music_box),
    Kind(name="pianoballad", family=_FAMILY, about="a ballad of piano and voice", style=_PIANO_BALLAD),
    Kind(name="rubatowaltz", family=_FAMILY, about="a waltz in rubato", style=_RUBATO_WALTZ),
    Kind(name="phase", family=_FAMILY, about="minimal music: a pattern against itself", style=_phase),
    Kind(name="slowpulse", family=_FAMILY, about="ambient with a slow pulse", style=_PULSE),
)
