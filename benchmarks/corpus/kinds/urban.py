"""Hip-hop, trap, soul, gospel and Motown."""

from __future__ import annotations

import numpy as np

from benchmarks.corpus.arrange import Kind
from benchmarks.corpus.forms import LOOP_FORMS
from benchmarks.corpus.grids import Groove, Line, drawn_steps
from benchmarks.corpus.meters import Meter
from benchmarks.corpus.patterns import ARP_SIX, BASS_RNB, COMP_BALLAD, HIP_HOP
from benchmarks.corpus.score import Effect, Sound
from benchmarks.corpus.style import (
    PADS,
    POP_KITS,
    STRINGS,
    Style,
    bass,
    chords,
    drums,
    pad,
    percussion,
    tune,
)
from benchmarks.corpus.tempi import drifting, slowing

_FAMILY = "hip-hop and soul"

#: A beat of trap's hats, in 24 parts: eighths, sixteenths, triplets, and rolls of 32nds and of sixteenth triplets.
_HATS = {
    "eighths": "x...........x...........",
    "sixteenths": "x.....o.....x.....o.....",
    "triplets": "x.......o.......o.......",
    "late roll": "x...........x..o..o..o..",
    "roll": "x..o..o..o..x..o..o..o..",
    "sextuplets": "x...o...o...x...o...o...",
    "late sextuplets": "x...........x...o...o...",
    "gap": "x.......................",
}
_PLAIN_HATS, _ROLLS = ("eighths", "sixteenths"), tuple(_HATS)[2:]
#: Two bars each, in sixteenths: trap is counted fast, as it is written, with the clap on the third beat.
_TRAP_KICKS = (
    "X.........x.....|X.....x...x..x..",
    "X.....x.........|X...........x.x.",
    "X..x............|X..x......x.....",
    "X.............x.|..x.....x.x.....",
    "X.......x..x....|X.........x.....",
    "X...............|X.....x....x....",
)
_TRAP_BACK = ("........X.......", "........X......g", "........X.......|........X.....x.")
_TRAP_MORE = (
    "..............x.|......x.........",
    "...x..x....x..x.",
    "......x.......x.",
    "..............x.|................",
)


def _trap_groove(rng: np.random.Generator, _meter: Meter) -> Groove:
    """Kick and clap under hats that roll at some places of four bars."""
    plain = str(rng.choice(_PLAIN_HATS))
    often = rng.uniform(0.1, 0.3)
    hats = "|".join(
        "".join(_HATS[str(rng.choice(_ROLLS)) if rng.random() < often else plain] for _ in range(4)) for _ in range(4)
    )
    lines = [
        Line(drum="kick", pattern=str(rng.choice(_TRAP_KICKS))),
        Line(drum=str(rng.choice(["clap", "snare"])), pattern=str(rng.choice(_TRAP_BACK))),
        Line(drum="hat", pattern=hats),
    ]
    if rng.random() < 0.6:
        lines.append(Line(drum=str(rng.choice(["open", "rim", "block"])), pattern=str(rng.choice(_TRAP_MORE))))
    return tuple(lines)


def _trap(rng: np.random.Generator) -> Style:
    return Style(
        bpm=(128, 158),
        layers=(
            drums((_trap_groove,), (25, 24, "analog", "analog", "tight"), fills=False, level=0.25),
            bass(
                "R--------------- R-----r--------- R---------r----- R-------..r---a- r-----....r----- r---|..r-o-5-",
                ("sub", "sub", 38),
            ),
            chords(
                "x------- 0---1---2---1--- 0-12---- 0.1.2.1. 3.2.1.0.", (0, 8, 11, 14, 46, "bell", "pluck"), centre=68
            ),
            chords(
                ("0.....1.2.....1.", "3...2...1...0...", drawn_steps(8, 0.45, "0123")),
                ("bell", 10, 11, 75, "pluck"),
                level=0.55,
                chance=0.7,
                centre=74,
            ),
            pad(PADS, level=0.5, chance=0.6),
            tune(("sung", "sung", 80, 73), sync=0.5, level=0.45, density=0.7),
        ),
        scales=("minor", "harmonic", "phrygian"),
        sevenths=0.1,
        rates=(0.5, 1, 0.5),
        forms=LOOP_FORMS,
        human=(0, 3),
        drummer=(0, 1),
        sound=Sound(drive=2.2, room=False, stereo=bool(rng.random() < 0.6)),
    )


_MORE_HIP_HOP = """
    kick X.x.......x..... snare ....X.......X... hat x.x.x.x.x.x.x.x.
    kick X......x.xx....x snare ....X.......X... ride x.x.x.x.x.x.x.x.
    kick X.....x..x.x.... snare ....X..g.g..X... hat x.xxx.x.x.xxx.x.
    kick Xx......x.x.....|X..x....x....xx. snare ....X.......X...|....X..x....X... hat x.x.x.x.x.x.x.x.
"""


def _boom_bap(rng: np.random.Generator) -> Style:
    effects = (Effect(name="vinyl", values=(rng.uniform(0.004, 0.03),)),) if rng.random() < 0.5 else ()
    return Style(
        bpm=(82, 102),
        swing16=(0.52, 0.63),
        layers=(
            drums(HIP_HOP + _MORE_HIP_HOP, (0, 3, 8, 16, 12, 25, "tight"), level=0.25),
            bass(
                f"{BASS_RNB} r..r....r.5..... r.....rr........ r--r....r-..5-.. ..r---5-..r---a-",
                (32, 33, 34, "sub"),
                level=0.3,
            ),
            chords("x--.......x..... x.......|..x..... 0.1.2.3.2.1..... ..x..x....x.....", (0, 4, 26, 11, 48, 61)),
            chords("....x.......x... x---....|........", (61, 56, 50, 8), level=0.7, chance=0.5, centre=67),
            tune(("sung", "sung", 65, 73), sync=0.5, fours=True, level=0.5, density=0.75, centre=58),
        ),
        scales=("minor", "dorian"),
        sevenths=0.8,
        rates=(1, 0.5),
        forms=LOOP_FORMS,
        human=(3, 9),
        drummer=(2, 7),
        sound=Sound(drive=1.8, stereo=bool(rng.random() < 0.5), effects=effects),
    )


#: Twelve steps a bar of four dotted beats.
_GOSPEL = Style(
    bpm=(48, 82),
    meter="12/8",
    layers=(
        drums(
            """
            kick X.....X..... snare ...X.....X.. hat xooxooxooxoo
            kick X....xX..... snare ...X.....X.. ride xooxooxooxoo
            kick X.....x.x..x snare ...X.....X.. hat x.xx.xx.xx.x tamb ...x.....x..
            kick X.......xx.. rim ...X.....X.. hat xxxxxxxxxxxx
            kick X..x..X..x.. clap ...X.....X.. tamb x.xx.xx.xx.x
            """,
            POP_KITS,
            level=0.3,
        ),
        bass("r----5r--5-a r-----5----- r.r3.35.57.7 r--r-r5--5-a", (33, 32, 34), level=0.3),
        chords("xxxxxxxxxxxx x--x--x--x-- bxxbxxbxxbxx x----xx-----", (0, 0, 4, 16), level=0.0),
        pad((16, 17, 18, 52), level=0.4),
        chords(" ".join(f"{arp}{arp}" for arp in ARP_SIX.split()), (27, 0, 24), level=0.7, chance=0.4, velocity=66),
        tune(sync=0.35, level=0.4, velocity=95),
    ),
    scales=("major", "major", "mixolydian"),
    sevenths=0.7,
    rates=(1, 2),
    progressions=("1415", "14511415", "16251451", "1345", "11441155"),
    human=(4, 10),
    drummer=(2, 6),
    tempo=slowing(drifting(0.01)),
)
_MOTOWN = Style(
    bpm=(98, 136),
    swing8=(0.5, 0.56),
    layers=(
        drums(
            """
            kick X.....x.X....... snare X...X...X...X... tamb x...x...x...x...
            kick X..x..x.X....... snare X...X...X...X... hat x.x.x.x.x.x.x.x.
            kick X...X...X...X... snare X...X...X...X... tamb ....X.......X...
            kick X.......X.x..... snare x...X...x...X... hat x.x.x.x.x.x.x.x. tamb ..x...x...x...x.
            """,
            POP_KITS,
            level=0.25,
        ),
        bass("r-.rr.5-r-.r5.3. r--r..o-5.3.r.a. r.r.3.5.o.5.3.r. r-..r.5.7.5.3.a.", (32, 33, 34), level=0.2),
        chords("..x...x...x...x. ....x.......x... x...x...x...x... ...x...x...x...x", (27, 0, 26), level=0.1),
        chords("x---x---|x-x-x--- x------- ..x.x...|x-------", (48, 61, 66, 11), level=0.6, centre=68),
        tune(sync=0.4, level=0.45),
        percussion("clap ....X.......X...", level=0.8, chance=0.4),
    ),
    scales=("major", "mixolydian", "minor"),
    human=(3, 8),
    drummer=(2, 5),
)
_SOUL = Style(
    bpm=(84, 118),
    swing16=(0.5, 0.57),
    layers=(
        drums(
            """
            kick X.x.......x..... snare ....X..g....X... hat x.x.x.x.x.x.x.x.
            kick X.....x...x..... snare ....X.......X..g hat x.x.x.x.x.x.x.x. tamb ....x.......x...
            kick X..x......x.x... rim ....X.......X... hat xoxoxoxoxoxoxoxo
            """,
            POP_KITS,
            level=0.3,
        ),
        bass(f"{BASS_RNB} r--r..r.5-.r..7.", (33, 32, 34)),
        chords(f"{COMP_BALLAD} ....x.......x... ..x...x...x..x..", (4, 16, 26, 0, 27)),
        chords("x..x....|........ ......x.|x--x....", (61, 66), level=0.65, centre=66, velocity=90),
        pad((*STRINGS, 16), level=0.75, chance=0.5),
        tune(sync=0.45, level=0.45),
    ),
    sevenths=0.8,
    human=(3, 9),
    drummer=(2, 5),
    tempo=drifting(0.006),
)
KINDS = (
    Kind(name="trap", family=_FAMILY, about="trap: clap on the third beat, rolling hats", style=_trap),
    Kind(name="boombap", family=_FAMILY, about="hip-hop from samples, swung sixteenths", style=_boom_bap),
    Kind(name="gospel12", family=_FAMILY, about="gospel and soul in 12/8", style=_GOSPEL),
    Kind(name="motown", family=_FAMILY, about="Motown: the snare on all four beats", style=_MOTOWN),
    Kind(name="soul", family=_FAMILY, about="Southern soul with horns", style=_SOUL),
)
