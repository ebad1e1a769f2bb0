"""Steady drums: four beats, a kick on the first and a snare behind it, by a click."""

from __future__ import annotations

from benchmarks.corpus.arrange import Kind
from benchmarks.corpus.forms import DANCE_FORMS, LOOP_FORMS
from benchmarks.corpus.grids import drawn_steps
from benchmarks.corpus.patterns import (
    ARP_EIGHTHS,
    BASS_EIGHTHS,
    BASS_FUNK,
    BASS_ROCK,
    BASS_ROOTS,
    COMP_POP,
    COMP_QUARTERS,
    COMP_ROCK,
    COMP_SYNCOPATED,
    FOUR,
    FUNK,
    ROCK,
)
from benchmarks.corpus.style import (
    GUITARS,
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
    percussion,
    tune,
)

_FAMILY = "steady drums"

_POP = Style(
    bpm=(88, 132),
    layers=(
        drums(ROCK, (*POP_KITS, "tight")),
        bass(f"{BASS_ROCK} {BASS_ROOTS}"),
        chords(f"{COMP_POP} {COMP_QUARTERS}", (*PIANOS, *GUITARS)),
        chords(ARP_EIGHTHS, (*GUITARS, 11, 4), level=0.55, chance=0.5),
        pad(level=0.75, chance=0.7),
        tune(level=0.5, chance=0.8),
        tune((*LEADS, *WINDS), level=0.85, centre=72, chance=0.3),
        percussion("shaker oxoxoxoxoxoxoxox\n tamb ....x.......x...", level=0.8, chance=0.5),
    ),
)
_ROCK_FAST = Style(
    bpm=(142, 186),
    layers=(
        drums(
            ROCK
            + """
            kick X.x.X.x.X.x.X.x. snare ....X.......X... open x...x...x...x...
            kick X...X...X...X... snare ..x...x...x...x. hat x.x.x.x.x.x.x.x.
            """,
            ROCK_KITS,
            level=0.3,
        ),
        bass(f"{BASS_EIGHTHS} {BASS_ROCK}", (33, 34)),
        chords(f"{COMP_ROCK} x------- X---x-x-", (29, 30, 30, 27), centre=52, velocity=82),
        chords(COMP_ROCK, (29, 30), level=0.85, centre=57, chance=0.6),
        tune(level=0.5, chance=0.75),
        tune((29, 30, 81), level=0.85, centre=72, chance=0.4),
    ),
    scales=("minor", "mixolydian", "major"),
    sevenths=0.0,
)
_FUNK = Style(
    bpm=(92, 120),
    swing16=(0.5, 0.58),
    layers=(
        drums(FUNK, POP_KITS, level=0.3),
        bass(BASS_FUNK, (33, 34, 36, 37, 39)),
        chords(COMP_SYNCOPATED, (27, 28, 4, 7, 16)),
        chords("X.......|........ ......xx X..X.... ..X...X.", (61, 62, 63), level=0.75, centre=65, velocity=90),
        tune((65, 66, 56, "sung"), sync=0.5, fours=True, level=0.6, chance=0.8),
        percussion("conga ..x...xx..x...xx slap ....x.......x...", level=0.6, chance=0.4),
    ),
    scales=("dorian", "mixolydian", "minor"),
    sevenths=0.8,
    rates=(0.5, 0.5, 1),
    forms=LOOP_FORMS,
)
_TECHNO = Style(
    bpm=(118, 142),
    layers=(
        drums(FOUR, ("analog", "tight"), fills=False, level=0.25),
        bass("rrrrrrrrrrrrrrrr ..r...r...r...r. .rrr.rrr.rrr.rrr r..r..r.r..r..r.", ("acid", "sub", "square bass")),
        chords((drawn_steps(16, 0.5, "0123"), drawn_steps(16, 0.35, "02x")), ("pluck", "stab", "bell"), level=0.1),
        chords((drawn_steps(16, 0.3, "0124"),), ("pluck", "stab", "saw lead"), level=0.8, centre=72),
        pad(("pad", "warm pad", 95), level=0.6, chance=0.6),
        percussion("clap ....x.......x..o\n rim ...x..x...x..x..", ("analog", "tight"), level=0.75),
    ),
    human=(0, 0),
    drummer=(0, 0),
    scales=("minor", "phrygian", "dorian"),
    rates=(0.5, 0.5, 1),
    forms=DANCE_FORMS,
)
KINDS = (
    Kind(name="pop4", family=_FAMILY, about="pop: drums, bass, chords, a voice", style=_POP),
    Kind(name="rockfast", family=_FAMILY, about="fast rock with distorted guitars", style=_ROCK_FAST),
    Kind(name="funk", family=_FAMILY, about="funk in sixteenths", style=_FUNK),
    Kind(name="technonp", family=_FAMILY, about="techno, exact to the sample", style=_TECHNO),
)
