"""Dance floors of broken, halved and very fast beats: drill, dubstep, Jersey club, psytrance, chiptune, gabber."""

from __future__ import annotations

import numpy as np

from benchmarks.corpus.arrange import Kind
from benchmarks.corpus.forms import DANCE_FORMS, LOOP_FORMS
from benchmarks.corpus.grids import drawn_steps
from benchmarks.corpus.patterns import ARP_EIGHTHS, ARP_SIXTEENTHS
from benchmarks.corpus.score import Effect, Sound
from benchmarks.corpus.style import (
    LEADS,
    MACHINES,
    PADS,
    Style,
    bass,
    chords,
    drums,
    pad,
    percussion,
    tune,
)

_FAMILY = "dance"

#: Counted fast, as it is written: the snare on the third beat of one bar and late in the next, hats in threes.
_DRILL = Style(
    bpm=(136, 148),
    layers=(
        drums(
            """
            kick X.........x.....|..x...x......... snare ........X.......|........X...x... hat x..x..x.x..x..x.
            kick X.....x.........|X.........x..x.. clap ........X.......|............X... hat x..x..x...x..x..
            kick X............x..|..x.......x..... snare ........X.......|........X.....x. hat x.x.xxx.x.x.x.xx
            kick X..x............|X.....x...x..... clap ........X.......|........X..x.... hat x..x..x.x..xxxx.
            kick X.....x...x.....|......x...x...x. snare2 ........X.....x.|........X....... hat x..o..x.o..x..x.
            """,
            ("analog", "analog", "tight", 25),
            fills=False,
            level=0.25,
        ),
        bass(
            "R---------r-----|..r---5-------a- R-----r---o-----|r---------5--a-- R---------------|..r---o---7-----",
            ("sub", "sub", 38),
        ),
        chords(
            "0...1...2...1... x--------------- 0..1..2.0..1..2. 2.....1.0.......",
            (0, 11, 46, 48, 24, "bell"),
            centre=69,
        ),
        pad((48, 52, 89, "warm pad"), level=0.5, chance=0.6),
        chords((drawn_steps(16, 0.3, "0123"),), (10, 45, 73, "pluck"), level=0.6, chance=0.6, centre=74),
        tune(("sung", "sung", "sung", 73), sync=0.5, level=0.45, density=0.75),
    ),
    scales=("minor", "harmonic", "phrygian"),
    rates=(0.5, 1),
    human=(0, 2),
    drummer=(0, 1),
    forms=LOOP_FORMS,
    sound=Sound(room=False, drive=2.1),
)
#: Counted at 140: one kick, the snare on the third beat, and a bass that wobbles between them.
_DUBSTEP = Style(
    bpm=(136, 146),
    layers=(
        drums(
            """
            kick X............... snare ........X....... hat x.x.x.x.x.x.x.x.
            kick X.....x......... snare ........X....... hat x..x..x.x..x..x. shaker xoxoxoxoxoxoxoxo
            kick X..x........x... clap ........X....... hat ..x...x...x...x. rim ...x......x..x..
            kick X.........x.....|X.....x.......x. snare ........X....... open ....x.......x...
            kick X..........x.... snare ........X......g hat x.xxx.x.x.x.xxxx
            """,
            (*MACHINES, 16),
            level=0.3,
        ),
        bass(
            "R.r.r.r.R.rrr.r. RrrrrrrrR..r..r. R-----r-r-r-R--- R..r..r.R.rrrrrr R---|r.r.rrrr",
            ("acid", "square bass", "sub", 39),
            level=0.5,
            velocity=106,
        ),
        bass("r--------------- r-------r-------", ("sub", 38), level=0.2),
        chords("x------- ...x..x......... 0--1--2-3--2--1-", ("saw lead", "stab", 4, 0, "pad"), level=0.0),
        chords((*ARP_SIXTEENTHS.split(), drawn_steps(16, 0.4, "0124")), ("pluck", 81, "bell"), level=0.6, chance=0.6),
        pad(PADS, level=0.05, chance=0.8),
        tune(("sung", *LEADS), sync=0.4, level=0.6, chance=0.6, density=0.5),
    ),
    scales=("minor", "phrygian", "harmonic"),
    rates=(0.5, 1),
    human=(0, 2),
    drummer=(0, 1),
    forms=DANCE_FORMS,
    sound=Sound(room=False, drive=2.4, duck=0.3),
)
#: Five kicks a bar, the last three of them in threes.
_JERSEY_CLUB = Style(
    bpm=(128, 144),
    layers=(
        drums(
            """
            kick X...X...X..X..X. clap ....X.......X...
            kick X...X...X..X..X. snare ....x..x....x... hat x.x.x.x.x.x.x.x.
            kick X...X...X..X..X.|X...X...X..X..xx clap ....X..x.x..X... open ..x...x...x...x.
            kick X..X..X.X..X..X. snare ....X.......X... shaker xoxoxoxoxoxoxoxo
            kick X...X.....XX..X. clap ....X.......X..x hat ..x...x...x...x.
            """,
            ("analog", "tight", 25, 24),
            fills=False,
            level=0.15,
        ),
        bass("r---r---r--r--r- R.......r..r..r. r..r..r.r..r..r.", ("sub", 38, "square bass"), level=0.4),
        chords("x..x..x.x..x..x. ..x...x...x..x.. x-------x--x--x-", ("stab", 4, 90, 0, "saw lead"), level=0.1),
        chords((drawn_steps(16, 0.4, "0123"),), ("pluck", "bell", 11), level=0.5, chance=0.7, centre=72),
        percussion(
            "block ..x..x....x..x..\n rim ....x..x.x......\n tamb ....x.......x...", MACHINES, level=0.6, chance=0.6
        ),
        pad(PADS, level=0.4, chance=0.6),
        tune(("sung", "sung", 81), sync=0.6, fours=True, level=0.5, density=0.75),
    ),
    scales=("minor", "dorian", "major"),
    sevenths=0.7,
    human=(0, 2),
    drummer=(0, 1),
    forms=LOOP_FORMS,
    sound=Sound(room=False, drive=2.0),
)
_PSYTRANCE = Style(
    bpm=(136, 150),
    layers=(
        drums(
            """
            kick X...X...X...X... hat ..x...x...x...x.
            kick X...X...X...X... open ..x...x...x...x. hat xoxoxoxoxoxoxoxo
            kick X...X...X...X... clap ....x.......x... hat ..x...x...x...x. shaker xoxxxoxxxoxxxoxx
            kick X...X...X...X..x open ..x...x...x...x. rim ...x..x...x..x..
            """,
            ("tight", "analog"),
            fills=False,
            level=0.2,
        ),
        bass(
            ".rrr.rrr.rrr.rrr .r.r.r.r.r.r.r.r ..rr..rr..rr..rr .rrr.rrr.rrr.roo", ("acid", "square bass"), level=0.15
        ),
        chords(
            (drawn_steps(16, 0.6, "0123"), drawn_steps(16, 0.4, "0246")), ("acid", "pluck", "square lead"), level=0.45
        ),
        chords((drawn_steps(16, 0.25, "0x3"),), ("stab", "bell", "saw lead"), level=0.7, chance=0.7, centre=74),
        pad(PADS, level=0.0, chance=0.8),
        tune((*LEADS,), sync=0.4, fours=True, level=0.8, chance=0.5, centre=74),
    ),
    scales=("phrygian", "harmonic", "minor"),
    rates=(0.5, 0.5, 1),
    human=(0, 0),
    drummer=(0, 0),
    forms=DANCE_FORMS,
    sound=Sound(room=False, drive=2.0, duck=0.2),
)
#: The sound chip of a game: squares, noise for drums, broken chords for chords.
_CHIPTUNE = Style(
    bpm=(112, 176),
    layers=(
        chords(
            f"{ARP_SIXTEENTHS} 012012012012 {ARP_EIGHTHS}", ("square lead", 80, "square lead"), centre=66, velocity=70
        ),
        bass("r.r.r.r. r.o.r.o. r..r..r.r..r..r. rrrr5555 ror.ror.ro5o7o5o", ("square bass", 80), level=0.1),
        drums(
            """
            kick X.......X....... snare ....X.......X... hat x.x.x.x.x.x.x.x.
            kick X..x....X..x.... snare ....X.......X..x hat xxxxxxxxxxxxxxxx
            kick X...X...X...X... snare ..x...x...x...x.
            kick X.x...x.X.x..... snare ....X.......X... hat ..x...x...x...x.
            """,
            ("tight",),
            level=0.35,
        ),
        tune(("square lead", 80, "saw lead"), sync=0.3, density=0.8, level=0.2, centre=74),
        tune(("square lead", 80), sync=0.1, density=0.6, level=0.8, centre=67, chance=0.5),
    ),
    scales=("major", "minor", "dorian", "mixolydian"),
    human=(0, 1),
    drummer=(0, 1),
)


def _gabber(rng: np.random.Generator) -> Style:
    """Kicks that are distorted until they are the bass."""
    codec = (Effect(name="dull", values=(float(rng.uniform(7000, 14000)),)),)
    return Style(
        bpm=(150, 186),
        layers=(
            drums(
                """
                kick X...X...X...X... open ..x...x...x...x.
                kick X...X...X...X... clap ....X.......X... hat ..x...x...x...x.
                kick X...X...X...X.X. snare ....x.......x... hat xxxxxxxxxxxxxxxx
                kick X...X...X..XX..X open ..x...x...x...x. crash x...............|................
                """,
                ("analog", "tight"),
                level=0.1,
            ),
            bass("..r...r...r...r. .rrr.rrr.rrr.rrr r...r...r...r...", ("acid", "square bass"), level=0.4, velocity=98),
            chords(
                "x..x..x.x..x..x. X.......|..x..x.. ..x...x...x...x.", ("stab", "saw lead", 81), level=0.3, centre=65
            ),
            chords((drawn_steps(16, 0.5, "0123"),), ("saw lead", "acid", "pluck"), level=0.6, chance=0.7, centre=72),
            pad(("pad", 52, 50), level=0.0, chance=0.6),
            tune(("saw lead", "sung", 81), sync=0.3, level=0.7, chance=0.6, centre=72),
        ),
        scales=("minor", "harmonic", "phrygian"),
        human=(0, 1),
        drummer=(0, 1),
        forms=DANCE_FORMS,
        sound=Sound(room=False, drive=3.2, duck=0.5, effects=codec),
    )


KINDS = (
    Kind(name="drill", family=_FAMILY, about="drill: late snares, hats in threes, a gliding bass", style=_DRILL),
    Kind(name="dubstep", family=_FAMILY, about="dubstep: snare on the third beat, a bass that wobbles", style=_DUBSTEP),
    Kind(name="jerseyclub", family=_FAMILY, about="Jersey club with its five kicks", style=_JERSEY_CLUB),
    Kind(name="psytrance", family=_FAMILY, about="psytrance: the bass between the kicks", style=_PSYTRANCE),
    Kind(name="chiptune", family=_FAMILY, about="music of a game's sound chip", style=_CHIPTUNE),
    Kind(name="gabber", family=_FAMILY, about="very fast, distorted kicks", style=_gabber),
)
