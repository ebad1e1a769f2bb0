"""Tempi that can be counted at twice or half their speed: slow R&B, drum and bass, half-time sections."""

from __future__ import annotations

from benchmarks.corpus.arrange import Kind
from benchmarks.corpus.patterns import (
    BASS_EIGHTHS,
    BASS_RNB,
    BASS_ROCK,
    COMP_BALLAD,
    COMP_POP,
    COMP_QUARTERS,
    COMP_ROCK,
    DRUM_AND_BASS,
    HALF_TIME,
    ROCK,
)
from benchmarks.corpus.style import (
    LEADS,
    MACHINES,
    PADS,
    ROCK_KITS,
    SYNTH_BASSES,
    Style,
    bass,
    chords,
    drums,
    pad,
    tune,
)

_FAMILY = "octave-ambiguous"

_RNB = Style(
    bpm=(58, 72),
    swing16=(0.5, 0.58),
    layers=(
        drums(
            """
            kick X.....x...x..... clap ....X.......X... hat x.xxx.x.x.xxx.xx
            kick X..x....x.x..... snare ....X.......X... hat xoxoxoxoxoxoxoxo
            kick X......x..x...x. rim ....X.......X... hat xoxxxoxoxoxoxoxx
            kick X..x..x...x..... snare ....X..g....X..g hat x.x.x.x.x.x.x.x.
            kick X.........x..x.. clap ....X.......X... hat xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
            """,
            (*MACHINES, 25, 8),
            level=0.25,
        ),
        bass(BASS_RNB, (*SYNTH_BASSES, 33), level=0.3),
        chords(f"{COMP_BALLAD} x-----x-.x-----. x--x--x-----x---", (4, 5, 0, 26)),
        chords("....x.....x..... ..x...x.........", (27, 8, 11), level=0.7, chance=0.5, centre=67),
        pad(PADS, level=0.7, chance=0.7),
        tune(("sung", "sung", "sung", 66), sync=0.45, fours=True, level=0.45),
    ),
    sevenths=0.9,
    scales=("minor", "dorian", "major"),
    seconds=(46, 56),
)
_DRUM_AND_BASS = Style(
    bpm=(164, 180),
    layers=(
        drums(DRUM_AND_BASS, (*MACHINES, 16, 0), level=0.35),
        bass(
            "r-------------5- r-----r-....5... r---------------|r-----..r-.o.... r-r...r-..r.....",
            (*SYNTH_BASSES, "sub"),
            level=0.4,
        ),
        chords("x------- x-----x-----x--- ...x..x......... x.......|....x-..", (81, 90, "stab", "pad", 4)),
        chords(
            "0123012301230123 0.2.1.3.0.2.1.3. 03210321", ("pluck", 11, 8, "bell"), level=0.6, chance=0.6, centre=70
        ),
        pad(PADS, level=0.1, chance=0.7),
        tune((*LEADS, "sung"), sync=0.4, level=0.8, centre=70),
    ),
    scales=("minor", "dorian"),
    human=(0, 4),
    drummer=(0, 2),
)
_HALF = Style(
    bpm=(120, 156),
    layers=(
        drums(ROCK, ROCK_KITS, labels=("verse", "chorus", "solo")),
        drums(HALF_TIME, ROCK_KITS, labels=("half",)),
        bass(f"{BASS_EIGHTHS} {BASS_ROCK}", (33, 34), labels=("verse", "chorus", "solo")),
        bass("r-----5- r------- r--r----", (33, 34), labels=("half",)),
        chords(
            f"{COMP_ROCK} {COMP_QUARTERS} {COMP_POP}", (27, 29, 30, 0), labels=("verse", "chorus", "solo"), centre=57
        ),
        chords("x------- X-------|X--x----", (29, 30, 0), labels=("half",), centre=54),
        tune(("sung", "sung", 30, 81), level=0.5),
    ),
    scales=("minor", "mixolydian"),
    forms=(
        ("verse", "chorus", "half", "chorus"),
        ("verse", "half", "chorus", "half"),
        ("half", "verse", "chorus", "half", "chorus"),
        ("verse", "chorus", "half", "solo", "chorus"),
    ),
)
KINDS = (
    Kind(name="slowrnb", family=_FAMILY, about="slow R&B with hats in sixteenths", style=_RNB),
    Kind(name="dnb", family=_FAMILY, about="drum and bass", style=_DRUM_AND_BASS),
    Kind(name="halftime", family=_FAMILY, about="rock with a section that feels half as fast", style=_HALF),
)
