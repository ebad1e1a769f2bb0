"""Dances of Spain, the Panjab, the Antilles and of Indian film, whose time line is not the beat itself."""

from __future__ import annotations

import numpy as np

from benchmarks.corpus.arrange import Kind
from benchmarks.corpus.forms import LOOP_FORMS, TUNE_FORMS
from benchmarks.corpus.score import Kit
from benchmarks.corpus.style import HAND_KITS, POP_KITS, Style, bass, chords, drums, pad, percussion, tune
from benchmarks.corpus.tempi import drifting

_FAMILY = "world"
_HANDS: tuple[Kit, ...] = (*HAND_KITS, 1, 16)

#: Rumba of Spain: guitars strum threes over the four beats, hands clap against and on them.
_RUMBA = Style(
    bpm=(92, 130),
    layers=(
        chords(
            "X..x..x.X..x..x. X.oxxox.X.oxxox. x.xX.xx.x.xX.xx. X..xo.x.xo.xX.xo X.o.X.oxX.o.X.xx",
            (24, 24, 25),
            velocity=88,
            strum=0.015,
        ),
        percussion(
            """
            clap x.xxx.xxx.xxx.xx
            clap ..x...x...x...x. slap X..x..x.X..x..x.
            clap x...x...x...x... block ..x...x...x...x.
            conga ..x...xx..x...xx conga_low X.......X..x.... clap ..x...x...x...x.
            kick X.....x.X....... slap ....x..x....x..x clap x.x.x.x.x.x.x.x.
            """,
            _HANDS,
            level=0.15,
        ),
        drums(
            """
            kick X..x....X..x.... rim ....x.......x... hat x.xxx.xxx.xxx.xx
            kick X.......X.....x. slap ...x..x....x..x.
            """,
            _HANDS,
            level=0.7,
            chance=0.5,
        ),
        bass("r--r--5-r--5--a- r-----r-5-----3- r--5--o- r--r--r-|5--5--a-", (32, 33, 35), level=0.4, chance=0.8),
        chords("0121012101210121 3.2.1.0.3.2.1.0. 012.012.012.0123", (24, 24, 25), level=0.6, chance=0.6, centre=70),
        tune(("sung", "sung", "sung", 24), sync=0.45, fours=True, level=0.4),
        tune((24, 73), sync=0.3, fours=True, level=0.8, chance=0.5, centre=72, density=0.8),
    ),
    scales=("phrygian", "harmonic", "minor"),
    rates=(1, 2, 0.5),
    human=(4, 10),
    drummer=(3, 7),
    tempo=drifting(0.01),
)
#: The chaal of the dhol: four beats whose sixteenths lilt, the low head against the high one.
_BHANGRA = Style(
    bpm=(84, 112),
    swing16=(0.58, 0.67),
    layers=(
        drums(
            """
            floor X......xX..x..x. timbale x.xxx.xxx.xxx.xx
            kick X......x...x..x. slap x..xx.xx.xx.x.xx tamb ....x.......x...
            floor X..x...xX..x..x. timbale x.xxx.xxx.x.x.xx clap ....x.......x...
            kick X......xX.....x. conga x.xxx.xxx.xxx.xx snare ....x.......x...
            floor X......xX..x..x.|X.....xxX..x.x.. timbale x.xxx.xxx.xxx.xx|xxx.xxx.xxx.xxxx
            """,
            (*_HANDS, 48),
            level=0.15,
            fills=False,
        ),
        drums(
            "kick X...X...X...X... clap ....X.......X...\n kick X...X...X...X... open ..x...x...x...x.",
            ("analog", "tight", 25),
            level=0.75,
            chance=0.6,
        ),
        bass("r------rr--r--r- r---r--rr---5--- r-......r-..r-a- R---r---r---r---", (38, 39, "sub", 33), level=0.35),
        chords(
            "0.00.00.1.11.11. 0..0.1..0..2.1.. 0.1.0.1.2.1.0.1. 00.00.1.00.00.2.",
            (104, 105, 104, 24),
            centre=67,
            velocity=88,
        ),
        chords("x-------x------- ..x...x...x...x.", (20, 21, 48), level=0.4, chance=0.6),
        tune(("sung", "sung", 40, 104, 68), sync=0.3, fours=True, level=0.4),
        percussion("shaker x.xxx.xxx.xxx.xx", level=0.6, chance=0.4),
    ),
    scales=("mixolydian", "minor", "phrygian", "dorian"),
    progressions=("1171", "1111", "1717", "1141", "1617"),
    rates=(0.5, 1),
    forms=LOOP_FORMS,
    human=(2, 7),
    drummer=(2, 5),
)
#: Bongos play eighths with the low one on the fourth beat, guitars break their chords and stress that beat too.
_BACHATA = Style(
    bpm=(112, 146),
    layers=(
        percussion(
            """
            bongo xoxoxo.o bongo_low ......X. guiro x.xxx.xx
            bongo x.xox.x. bongo_low ......Xo shaker xoxoxoxo kick x.......
            bongo xoxo.o.o bongo_low ....x.X. guiro xoxoxoxo kick x...x...
            bongo xoxoxoxo conga_low ......X. guiro x..xx..x kick x.....x.
            """,
            _HANDS,
            level=0.0,
        ),
        bass("r---5-3- r---r-5- r--.r.5. r-..5.o. r---3-5-|5---3-a-", (32, 33, 35), level=0.1),
        chords("0123210. 01232123 b1213121 0.123.21 b12f1232", (25, 24, 27), centre=65),
        chords("..x...xx .x.x.x.x x..x..x.", (25, 0, 26), level=0.45, velocity=66),
        tune(("sung", "sung", "sung", 25, 27), sync=0.4, level=0.4),
        pad((48, 49, 50), level=0.8, chance=0.4),
    ),
    scales=("minor", "major", "harmonic"),
    progressions=("1465", "1545", "6451", "1671", "4513"),
    human=(3, 8),
    drummer=(2, 5),
)
_MERENGUE = Style(
    bpm=(122, 164),
    layers=(
        percussion(
            """
            guiro xoxxxoxxxoxxxoxx conga ....x.......x.xx conga_low x...............
            guiro xoxxxoxxxoxxxoxx floor X.......X.....xx rim ..x...x...x.x...
            guiro x.xxx.xxx.xxx.xx kick X...X...X...X... conga ..xx..xx..xx..xx
            shaker xoxxxoxxxoxxxoxx low x.....x.x.....xx rim ...x..x...x.xx.. kick X...X...X...X...
            """,
            _HANDS,
            level=0.0,
        ),
        bass("r...5... r-5- r..r5..5 r-r-5-5- r.......5...r...", (32, 33, 38), level=0.1),
        chords("0123012301230123 x.xx.xx.x.xx.xx. .x.x.x.x 0.12.10.12.1012.", (21, 0, 1, 65), centre=66),
        chords("x..x..x.x.x..... ..xx..xx..xx..xx X...........x.x.", (61, 66, 56), level=0.5, centre=67, velocity=92),
        tune(("sung", "sung", 21, 65, 56), sync=0.4, level=0.4),
    ),
    scales=("minor", "major", "harmonic"),
    progressions=("1515", "1551", "1451", "1415"),
    rates=(0.5, 0.5, 1),
    human=(2, 7),
    drummer=(2, 5),
    tempo=drifting(0.006),
)
_SOCA = Style(
    bpm=(108, 162),
    layers=(
        drums(
            """
            kick X...X...X...X... snare ...x..x....x..x. hat x.x.x.x.x.x.x.x.
            kick X...X...X...X... snare ...X..x....X..x. open ..x...x...x...x.
            kick X...X...X...X... snare ......x..x....x. cowbell x.xxx.xxx.xxx.xx
            kick X.....x.X.....x. snare ...x..x....x..x. tamb x...x...x...x... hat ..x...x...x...x.
            """,
            (*POP_KITS, 25),
            level=0.2,
        ),
        percussion(
            """
            cowbell x..x..x.x..x..x. shaker xoxxxoxxxoxxxoxx
            agogo x.x..x.xx.x..x.. conga ..xx..xx..xx..xx
            block x.xxx.xxx.xxx.xx
            """,
            level=0.35,
            chance=0.8,
        ),
        bass("r..r..5.r..r..5. r--r--r-5--5--r- r.....r.5.....r. ..r...r...5...r.", (33, 32, 38), level=0.3),
        chords("..x...x...x...x. x..x..x.x..x..x. ..xx..xx..xx..xx", (27, 0, 114, 16)),
        chords("0.12.10.12.10.2. 0121012101210121 0..1..2.3..2..1.", (114, 12, 27), level=0.35, centre=70, chance=0.8),
        chords("X..X..X......... ........x.x.X...", (61, 56), level=0.65, chance=0.6, centre=66),
        tune(("sung", "sung", 114, 61), sync=0.5, level=0.45),
    ),
    scales=("major", "major", "mixolydian", "minor"),
    progressions=("1451", "1415", "1645", "1465", "1545"),
    human=(1, 6),
    drummer=(1, 4),
)
_BOLERO = Style(
    bpm=(74, 112),
    layers=(
        percussion(
            """
            shaker xoxoxoxo bongo xoxoxoxo conga_low ......xx
            shaker X.xxX.xx bongo xoxo.oxo
            shaker xoxoxoxo conga ..x...xx clave x..x..x...x.x...
            shaker xoxxxoxx rim ....x... kick x.....x.
            """,
            _HANDS,
            level=0.15,
        ),
        bass("r---5-3- r---r-5- r---3-5- r---5-o-|r---5-a-", (32, 35, 43), level=0.1),
        chords("b-12f-21 x-.xx-x- .x.x.x.x b1213121", (24, 24, 0, 25), strum=0.01),
        chords("x------- ..x...x. 0.1.2.1.", (0, 48, 12, 11), level=0.55, chance=0.6, velocity=64),
        tune(("sung", "sung", "sung", 56, 40), sync=0.35, level=0.35),
        tune(("sung", 24), sync=0.3, level=0.8, chance=0.4, centre=70),
    ),
    scales=("minor", "harmonic", "major"),
    sevenths=0.8,
    forms=TUNE_FORMS,
    rates=(1, 1, 2),
    human=(4, 11),
    drummer=(2, 6),
    tempo=drifting(0.012),
)
#: Keherwa: eight eighths, low at the first and the seventh, or the fifth. Dadra: six, low at the first, high at the
#: fourth. The high head of the tabla is a bongo here, the low one a conga or the floor tom.
_KEHERWA = """
    bongo x.xxx.x. conga_low X.....X. tamb x...x...
    bongo xxxxxxxx conga_low X.x...x.
    bongo x.xox.xo floor X.....x. shaker xoxoxoxo
    bongo x.xxx.xx floor X..x..X. tamb ..x...x.
    bongo xoxxxoxx conga_low X...x.x. clap ....x...
"""
_DADRA = """
    bongo xoxxox conga_low X....x
    bongo x.xxxx conga_low X..o.. tamb x..x..
    bongo xxxxoo floor X..x.x shaker xooxoo
    bongo x.xx.x floor X..... tamb ...x..
"""


def _tabla(rng: np.random.Generator) -> Style:
    """Songs over a tabla, in eight or in six."""
    six = rng.random() < 0.45
    return Style(
        bpm=(62, 104) if six else (84, 132),
        meter="6/8" if six else "4/4",
        layers=(
            percussion(_DADRA if six else _KEHERWA, _HANDS, level=0.0),
            chords("0-0--0 000000" if six else "0---0--- 00000000 0-2-0-2-", (104, 20, 21), centre=55, velocity=62),
            bass("r--r-- r----5" if six else "r-----r- r--r--5- r---r---", (33, 35, 38), level=0.35, chance=0.8),
            chords("x--x-x 012321" if six else "..x...x. 01232123 x--x--x-", (24, 104, 27, 15), level=0.5, chance=0.7),
            pad((48, 49, 50, 20), level=0.45, chance=0.7),
            tune(("sung", "sung", 73, 104, 40), sync=0.25, level=0.3),
            tune((73, 104, 48), sync=0.2, level=0.8, chance=0.5, centre=73, density=0.8),
        ),
        scales=("minor", "harmonic", "major", "mixolydian"),
        progressions=("1171", "1451", "1671", "1415", "1141"),
        rates=(0.5, 1),
        forms=TUNE_FORMS,
        human=(3, 9),
        drummer=(2, 6),
        tempo=drifting(0.01),
    )


KINDS = (
    Kind(name="rumba", family=_FAMILY, about="Spanish rumba: strummed guitars and hand claps", style=_RUMBA),
    Kind(name="bhangra", family=_FAMILY, about="bhangra over the chaal of the dhol", style=_BHANGRA),
    Kind(
        name="bachata",
        family=_FAMILY,
        about="bachata: bongos and picked guitars, weight on the fourth beat",
        style=_BACHATA,
    ),
    Kind(name="merengue", family=_FAMILY, about="merengue with tambora and scraper", style=_MERENGUE),
    Kind(name="soca", family=_FAMILY, about="soca with steel drums", style=_SOCA),
    Kind(name="bolero", family=_FAMILY, about="a bolero of bongos, guitar and voice", style=_BOLERO),
    Kind(name="tabla", family=_FAMILY, about="a song over the tabla, in eight or in six", style=_tabla),
)
