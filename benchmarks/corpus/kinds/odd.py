"""Odd meters, in which the tracker is told the meter: five quarters, seven eighths."""

from __future__ import annotations

from benchmarks.corpus.arrange import Kind
from benchmarks.corpus.forms import LOOP_FORMS, SONG_FORMS, TUNE_FORMS
from benchmarks.corpus.style import (
    GUITARS,
    JAZZ_KITS,
    LEADS,
    PIANOS,
    POP_KITS,
    ROCK_KITS,
    WINDS,
    Style,
    bass,
    chords,
    drums,
    pad,
    tune,
)

_FAMILY = "odd meters"

#: Ten or twenty steps a bar of five beats.
_FIVE = Style(
    bpm=(96, 178),
    meter="5/4",
    layers=(
        drums(
            """
            kick X.....X... snare ..X.....X. hat xoxoxoxoxo
            kick X..x..X... snare ...X....X. ride x.x.x.x.x.
            kick X.....x.x. snare ....X...X. hat xxxxxxxxxx
            ride x.xxx.x.xx pedal ..x...x... kick x.....x... snare ...g....o.
            kick X...x.X... snare ....X....x open x.x.x.x.x.
            """,
            (*POP_KITS, *ROCK_KITS, *JAZZ_KITS),
            level=0.25,
        ),
        bass("r--r--5-5- r-----r-r- r.r.5.r.a. r--5--r-r- R-r-r-R-5-", level=0.15),
        chords("x--x--x-x- x.....x.x. xxxxxxxxxx x-----x--- b--2--b-1-", (*PIANOS, *GUITARS, 29), level=0.0),
        chords("0123212321 0121201212", (11, 24, 4, 27), level=0.6, chance=0.5, velocity=66),
        pad(level=0.75, chance=0.5),
        tune((*WINDS, "sung", "sung", *LEADS), sync=0.3, level=0.5),
    ),
    scales=("minor", "dorian", "major", "mixolydian"),
    sevenths=0.4,
    rates=(1, 0.5),
    forms=SONG_FORMS + TUNE_FORMS,
)
#: Seven or fourteen steps a bar: 2+2+3, 3+2+2 or 2+3+2.
_SEVEN = Style(
    bpm=(190, 300),
    meter="7/8",
    layers=(
        drums(
            """
            kick X...X.. snare ..X...X hat xxxxxxx
            kick X..X.X. snare ..x..X. hat xoxxoxo
            kick X.x.X.. snare ..X..x. ride x.x.x.x
            kick X....x. snare ...X... hat xoxoxox
            kick X..x... snare .....X. tamb x..x.x.
            kick X.X.X.. rim ..x...x hat xoxoxxo
            """,
            (*POP_KITS, *ROCK_KITS, 40),
            level=0.25,
        ),
        bass("r-r-5-- r--5-5- r.r.r.5 r---5-- R--r-r- r-.rr-.", (*(33, 34, 32), 38), level=0.15),
        chords("x.x.x.. x..x.x. x-x-x-- xxxxxxx b.x.b.x b..b.b.", (*PIANOS, *GUITARS, 29, 21), level=0.0),
        chords("0121210 0120101 2102121", (24, 15, 4, 12), level=0.6, chance=0.5, velocity=66),
        pad(level=0.75, chance=0.5),
        tune((*WINDS, 21, 40, "sung", *LEADS), sync=0.1, level=0.5, density=0.75),
    ),
    scales=("minor", "dorian", "phrygian", "mixolydian", "harmonic"),
    sevenths=0.2,
    rates=(1, 0.5),
    forms=LOOP_FORMS + TUNE_FORMS,
    human=(1, 8),
)
KINDS = (
    Kind(name="five4", family=_FAMILY, about="five quarters a bar", style=_FIVE),
    Kind(name="seven8", family=_FAMILY, about="seven eighths a bar, the eighths counted", style=_SEVEN),
)
