"""African grooves: afrobeat, highlife, bells of twelve, amapiano, soukous."""

from __future__ import annotations

from benchmarks.corpus.arrange import Kind
from benchmarks.corpus.forms import LOOP_FORMS, TUNE_FORMS
from benchmarks.corpus.style import (
    HAND_KITS,
    MACHINES,
    PADS,
    POP_KITS,
    Style,
    bass,
    chords,
    drums,
    pad,
    percussion,
    tune,
)
from benchmarks.corpus.tempi import drifting

_FAMILY = "african"

_AFROBEAT = Style(
    bpm=(96, 124),
    swing16=(0.5, 0.56),
    layers=(
        drums(
            """
            kick X..x....X.x..... snare ....g..x..g..x.. hat x.xxx.xxx.xxx.xx
            kick X.....x...x..... snare ...x..g...g.x..g hat ..x...x...x...x. open ......x.......x.
            kick X..x..X...x..... rim ...x..x...x.x... hat xoxoxoxoxoxoxoxo
            kick x...x...x...x... snare ....X..g..x..X.. hat x.x.x.x.x.x.x.x.
            kick X..x..x.X..x..x. snare ....X..g.x..X... hat x.x.x.x.x.x.x.x.
            kick X.....x.x.....x. rim ...x..x....x..x. hat xoxxxoxxxoxxxoxx
            kick X..x......x..x.. snare ..g.x..x.g..x..g ride x.xxx.xxx.xxx.xx
            """,
            POP_KITS,
            level=0.2,
        ),
        percussion(
            """
            clave x..x..x...x.x... shaker xoxxxoxxxoxxxoxx
            shaker x.xox.xox.xox.xo conga ..x..xx...x..xx. conga_low x.......x.......
            cowbell x..x..x.x..x..x. block ..x...x...x...x.
            block x..x..x.x..x..x. shaker x.xxx.xxx.xxx.xx
            agogo x..x......x.x... agogo_low ......x......... conga ..xx..x...xx..x.
            """,
            level=0.4,
        ),
        bass(
            "r..r..r...5.7... r-..r.5...r.7.o. r..r..o.r...5.7. r.....rr..5.7... r..r..r.5..3..r. ..r.r.5...r.a...",
            (33, 34, 32),
            level=0.2,
        ),
        chords("..x...x...x...x. .x.xx..x.x.xx..x 0.2.1.2.0.2.1.3. 0..2..1.0..2..1.", (27, 28), level=0.0, velocity=70),
        chords(
            "x..x..x.........|................ ..........x.x.x.|x...............", (61, 66, 67), level=0.6, centre=65
        ),
        chords("..x..x....x..x.. x...|..x.", (16, 17, 4), level=0.5, chance=0.5, velocity=66),
        tune((65, 66, "sung", 16), sync=0.5, fours=True, level=0.55),
    ),
    scales=("dorian", "minor"),
    sevenths=0.6,
    rates=(0.5, 0.5, 1),
    forms=LOOP_FORMS,
    human=(3, 8),
    drummer=(2, 5),
    tempo=drifting(0.008),
)
_HIGHLIFE = Style(
    bpm=(100, 138),
    layers=(
        percussion(
            """
            kick x...x... clave x..x..x.|..x.x... shaker xoxxxoxx
            kick X..x..x. hat x.x.x.x. cowbell x..x..x. conga ......xx
            clave ..x.x...|x..x..x. conga ..xx..xx conga_low x...x... kick x.......
            kick x.x.x.x. rim ..x..x.x hat xoxoxoxo
            kick x...x...x...x... rim ...x..x....x..x. hat x.x.x.x.x.x.x.x. clave x..x..x...x.x...
            kick X.......X....... snare ......x.......x. hat ..x...x...x...x. agogo x...x.x.x...x.x.
            kick X..x....X..x.... rim ....x.......x... shaker x.xxx.xxx.xxx.xx bongo x.xxx.xxx.xxx.xx
            """,
            HAND_KITS,
            level=0.2,
        ),
        bass("r--r--5- r.35.r5. r-5-r--3|5--5--r- r..r..5.r..3..5. ..r-5-3-", (33, 32, 35), level=0.15),
        chords(
            "0123210. 0.21.213 02132132 0.2.12.3|.2.13.2. 0.120.12.0.12.10 0..1..2...1.0...",
            (27, 24, 25, 26),
            level=0.0,
            centre=64,
        ),
        chords("2.3.21.2 .1.2.321 x..x..x.", (27, 24), level=0.5, centre=72, velocity=68),
        chords("x..x..x.|........ ....x.x.|x--.....", (61, 56), level=0.75, centre=67, velocity=88),
        tune(("sung", "sung", 56, 66), sync=0.5, level=0.5),
    ),
    scales=("major", "mixolydian"),
    progressions=("1451", "1415", "1154", "4511"),
    forms=LOOP_FORMS + TUNE_FORMS,
    human=(3, 8),
)
#: Twelve steps a bar of four dotted beats.
_BELL = Style(
    bpm=(84, 132),
    meter="12/8",
    layers=(
        percussion(
            """
            cowbell x.x.xx.x.x.x kick x..x..x..x.. shaker xooxooxooxoo
            agogo x.x.xx.x.x.x conga ..xx.x..xx.x conga_low x.....x..... kick x.....x.....
            cowbell x.x.x.xx.x.x shaker x..x..x..x.. conga .x..x..x..x. slap ..x..x..x..x
            block x.xx.x.xx.x. floor X.....X..o.. shaker xoxoxoxoxoxo
            agogo x.xx.x.xx.x. agogo_low ....x......x kick X..x..x..x.. conga .xx.xx.xx.xx
            cowbell x.x.x..x.x.. bongo x.xx.xx.xx.x floor X..X..X..x.. shaker x..x..x..x..
            cowbell x.x.xx.x.x.x clave x.....x..... kick X.....X....x conga ...x.x...xxx
            """,
            HAND_KITS,
            level=0.0,
        ),
        percussion("conga x.xx.x.x.x.x bongo .x..x..x..x.\n floor X...x.X...x.", level=0.5, chance=0.7),
        bass("r.....5..... r..r.5r..5.. r.r.5.r..... r..r..5..r.. ..r..r..5..a", (33, 32, 35), level=0.3),
        chords("012012012012 0.2.12.1.2.3 x..x..x..x.. .xx.xx.xx.xx", (12, 13, 24, 27, 108), level=0.2),
        tune(("sung", 73, 12, 66), sync=0.4, level=0.5),
        pad(level=0.85, chance=0.3),
    ),
    scales=("major", "minor", "mixolydian", "dorian"),
    rates=(1, 0.5),
    forms=LOOP_FORMS,
    human=(3, 9),
    drummer=(2, 6),
)
_AMAPIANO = Style(
    bpm=(108, 116),
    swing16=(0.52, 0.6),
    layers=(
        drums(
            """
            shaker xoxxxoxxxoxxxoxx kick X...x...x...x... rim ...x..x....x..x.
            shaker xoxxxoxxxoxxxoxx kick X.......X....... snare ...x..x......x.. hat ..x...x...x...x.
            hat x.xxx.xxx.xxx.xx kick X...X...X...X... clap ....x.......x... conga ..x..x....x..x..
            """,
            MACHINES,
            fills=False,
            level=0.15,
        ),
        bass("...r..r...r.o.r. r.....rr.....r.. ...r......o..r.. r..r..r....r..r.", ("sub", "acid", 38), level=0.35),
        chords("x..x..x......... ..x..x....x..x.. x-------|..x-..x-", (0, 4, 5, 11), level=0.0),
        pad(PADS, level=0.5, chance=0.7),
        tune(("sung", 80, 73, 12), sync=0.5, fours=True, level=0.65),
    ),
    scales=("minor", "dorian"),
    sevenths=1.0,
    forms=LOOP_FORMS,
    human=(0, 4),
    drummer=(0, 3),
)
KINDS = (
    Kind(name="afrobeat", family=_FAMILY, about="afrobeat in sixteenths", style=_AFROBEAT),
    Kind(name="highlife", family=_FAMILY, about="highlife guitars over a 3-2 bell", style=_HIGHLIFE),
    Kind(name="bell12", family=_FAMILY, about="a bell of twelve over four dotted beats", style=_BELL),
    Kind(name="amapiano", family=_FAMILY, about="amapiano with its log drum", style=_AMAPIANO),
)
