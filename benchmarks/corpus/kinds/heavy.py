"""Punk, hardcore, metal and slow heavy rock."""

from __future__ import annotations

from benchmarks.corpus.arrange import Kind
from benchmarks.corpus.patterns import BASS_EIGHTHS, COMP_ROCK, ROCK
from benchmarks.corpus.score import Sound
from benchmarks.corpus.style import ROCK_KITS, Style, bass, chords, drums, tune
from benchmarks.corpus.tempi import drifting

_FAMILY = "heavy"
_LOUD = Sound(drive=2.6)

_PUNK = Style(
    bpm=(158, 208),
    layers=(
        drums(
            """
            kick X...X...X...X... snare ..X...X...X...X. hat x.x.x.x.x.x.x.x.
            kick X.......X....... snare ....X.......X... open x...x...x...x...
            kick X..x..x.X..x..x. snare ....X.......X... hat x.x.x.x.x.x.x.x.
            kick X...x...X.x.x... snare ....X.......X... floor x.x.x.x.x.x.x.x.
            kick X.x...x.X.x...x. snare ....X.......X... crash x...x...x...x...
            """,
            ROCK_KITS,
            level=0.2,
        ),
        bass(BASS_EIGHTHS, (34, 33), level=0.1, velocity=104),
        chords(f"{COMP_ROCK} XxxxXxxx", (29, 30, 30), level=0.0, centre=52, velocity=90),
        tune(("sung", "sung", "sung", 30), sync=0.3, level=0.4, velocity=100),
        chords("xxxxxxxx", (29, 30), level=0.85, centre=58, chance=0.6),
    ),
    scales=("major", "minor", "mixolydian"),
    sevenths=0.0,
    rates=(1, 2),
    human=(3, 9),
    drummer=(2, 7),
    tempo=drifting(0.012),
    sound=_LOUD,
)
_D_BEAT = Style(
    bpm=(156, 210),
    layers=(
        drums(
            """
            kick X.x...x.X.x...x. snare ....X.......X... crash x...x...x...x...
            kick X..x..x.X..x..x. snare ....X.......X... hat x...x...x...x...
            kick X.X...X.X.X...X. snare ....X.......X... open x...x...x...x...
            """,
            ROCK_KITS,
            level=0.1,
        ),
        bass(f"{BASS_EIGHTHS} rrrrrrrrrrrrrrrr", (34,), level=0.0, velocity=108),
        chords("xxxxxxxx XxxxXxxx X--X--X- xxxxxxxxxxxxxxxx", (30, 30, 29), level=0.0, centre=50, velocity=92),
        tune(("sung", "sung", 30), sync=0.2, level=0.5, velocity=105),
    ),
    scales=("minor", "phrygian"),
    sevenths=0.0,
    human=(3, 8),
    drummer=(2, 7),
    jitter=(0, 6),
    tempo=drifting(0.01),
    sound=_LOUD,
)
_FAST_PARTS = ("intro", "verse", "chorus", "solo")
_METAL = Style(
    bpm=(102, 176),
    layers=(
        drums(
            """
            kick xxxxxxxxxxxxxxxx snare ....X.......X... crash x...x...x...x...
            kick X.xxX.xxX.xxX.xx snare ....X.......X... ride x.x.x.x.x.x.x.x.
            kick xx.xxx.xxx.xxx.x snare ....X.......X... hat x...x...x...x...
            kick X..xx..xX..xx..x snare ....X.......X... open x...x...x...x...
            """,
            ROCK_KITS,
            labels=_FAST_PARTS,
        ),
        drums(
            """
            kick X..x..x.....xx.. snare ........X....... open x...x...x...x...
            kick X.....xx..x..... snare ........X....... crash x...x...x...x...
            kick X..X..X...X.x.xx snare ........X....... ride x.......x.......
            """,
            ROCK_KITS,
            labels=("half",),
        ),
        bass("rrrrrrrrrrrrrrrr r.rrr.rrr.rrr.rr rr.rrr.rrr.rr.r.", (34,), labels=_FAST_PARTS, velocity=104),
        bass("r..r..r.....rr.. r-----rr..r----- r..r..r...r.r.rr", (34,), labels=("half",), velocity=108),
        chords(
            "xxxxxxxxxxxxxxxx X.xxX.xxX.xxX.xx X--xxxX--xxxX-x- X-------", (30, 30, 29), labels=_FAST_PARTS, centre=49
        ),
        chords("X..X..X.....XX.. X-----XX..X----- X-------|X--X----", (30,), labels=("half",), centre=46, velocity=95),
        tune(("sung", "sung", 30, 81), sync=0.25, level=0.55, velocity=95),
        tune((30, 29), sync=0.2, density=0.9, labels=("solo",), centre=76, fours=True),
    ),
    scales=("minor", "phrygian", "harmonic"),
    sevenths=0.0,
    forms=(
        ("intro", "verse", "chorus", "half", "chorus"),
        ("verse", "chorus", "half", "solo", "half"),
        ("intro", "verse", "half", "solo", "chorus"),
    ),
    human=(1, 5),
    drummer=(0.5, 3),
    sound=_LOUD,
)
_SLOW_HEAVY = Style(
    bpm=(56, 84),
    layers=(
        drums(
            ROCK
            + """
            kick X.....x.X.x..... snare ....X.......X... crash x...x...x...x...
            kick X..x......x..... snare ....X.......X..x floor x.x.x.x.x.x.x.x.
            """,
            ROCK_KITS,
            level=0.2,
        ),
        bass("r------- r---r-r- r--r--r-|r-----5a rr-rr-r-", (34, 33), level=0.1, velocity=104),
        chords("X------- X---X-X- X--X--X-|X-----x- X-xX-xX-", (30, 29, 30), level=0.0, centre=46, velocity=92),
        tune(("sung", "sung", 30, 29), sync=0.2, level=0.4, density=0.5, velocity=95),
    ),
    scales=("minor", "phrygian", "dorian"),
    sevenths=0.0,
    human=(3, 10),
    drummer=(2, 7),
    tempo=drifting(0.012),
    seconds=(46, 56),
    sound=_LOUD,
)
KINDS = (
    Kind(name="punk", family=_FAMILY, about="punk", style=_PUNK),
    Kind(name="dbeat", family=_FAMILY, about="hardcore over a d-beat", style=_D_BEAT),
    Kind(name="metal", family=_FAMILY, about="metal: double kick, and a breakdown at half speed", style=_METAL),
    Kind(name="doom", family=_FAMILY, about="slow heavy rock", style=_SLOW_HEAVY),
)
