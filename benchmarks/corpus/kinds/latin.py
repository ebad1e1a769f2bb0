"""Latin music: dembow, samba, baiao, salsa, cha-cha-cha, cumbia, tango."""

from __future__ import annotations

from benchmarks.corpus.arrange import Kind
from benchmarks.corpus.forms import LOOP_FORMS, TUNE_FORMS
from benchmarks.corpus.style import (
    HAND_KITS,
    MACHINES,
    PADS,
    STRINGS,
    SYNTH_BASSES,
    Style,
    bass,
    chords,
    drums,
    pad,
    percussion,
    tune,
)
from benchmarks.corpus.tempi import drifting

_FAMILY = "latin"

_DEMBOW = Style(
    bpm=(84, 106),
    layers=(
        drums(
            """
            kick X...X...X...X... snare ...x..x....x..x.
            kick X...X...X...X... rim ...x..x....x..x. hat x.x.x.x.x.x.x.x.
            kick X.......X....... snare ...X..X....X..X. hat ..x...x...x...x.
            kick X...X...X...X... snare ...x..x....x..xo shaker xoxoxoxoxoxoxoxo
            kick X..x..x.X..x..x. clap ...x..x....x..x. hat x.x.x.x.x.x.x.xx
            kick X...x...X...x... rim ...x..x....x..x. snare2 ......X.......X. hat ..x...x...x...x.
            kick X...x...X...x.x. snare ...x..x....x..x.|...x..x....x.xxx timbale ..............x. hat x.x.x.x.x.x.x.x.
            kick X...x...X...x... clap ...x..x....x..x. shaker xoxoxoxoxoxoxoxo cowbell x...x...x...x...
            """,
            (*MACHINES, 0, 8),
            level=0.3,
        ),
        bass(
            "r..r..r.r..r..r. r-----r-5--5--.. r..r..o.r..r..5. r-----.. r---r--- r-------r--r--a- R-..r-..R-..5-..",
            SYNTH_BASSES,
            level=0.35,
        ),
        chords("x..x..x.x..x..x. ...x..x....x..x. x------- x.....x.....x...", (0, 24, 25, "pluck", 46, 80)),
        chords("0.1.2.1.0.1.2.1. 0..1..2.0..1..2.", (24, 11, "pluck", 12), level=0.6, chance=0.5, centre=68),
        pad(PADS, level=0.65, chance=0.5),
        tune(("sung", "sung", "sung", 73), sync=0.5, fours=True, level=0.45),
    ),
    scales=("minor", "minor", "phrygian", "major"),
    forms=LOOP_FORMS + TUNE_FORMS,
    human=(0, 4),
    drummer=(0, 3),
)
#: In 2/4: eight steps are a bar of sixteenths.
_SAMBA = Style(
    bpm=(84, 122),
    meter="2/4",
    swing16=(0.46, 0.56),
    layers=(
        percussion(
            """
            floor o...X... shaker xooxxoox tamb x..x..x.|..x.x..x
            floor ....X... low o.......|o.....x. snare xogxogxo agogo x..x....|x...x... agogo_low ..x...x.
            kick o..xX..x hat xoxoxoxo rim x.x..x.x|.x.x..x.
            floor o...X..o shaker xoxxxoxx block x..x..x.|..x.x...
            floor o...X... snare xggxgxgx|gxgxxggx
            floor o..oX.oo|o...X... shaker xxxxxxxx block x.x.xx.x|.x.xx.x.
            kick x..xx..x floor ....X... hat x.x.x.x. rim x..x..x.|..x..x..
            kick x..ox..o hat xoxxxoxx rim .x.xx.x.|x.x.xx.x agogo x...x.x.|.x.x....
            """,
            HAND_KITS,
            level=0.15,
        ),
        bass("r--rr--5 r..ru..5 r---5--5|r---5-.r r..55..r r--55-.5", (32, 33, 35), level=0.3, velocity=92),
        chords("x.xx.x.x|.x.xx.x. x..x..x.|..x..x.. .x.x.xx. x.xx.xx.|xx.xx.x. x..xx.x.", (24, 24, 25, 15), level=0.1),
        tune(("sung", "sung", 73, 71, 56), sync=0.55, fours=True, level=0.45),
        chords("xoxxxoxx x.oxx.ox", (105, 15, 24), level=0.5, chance=0.5, centre=70),
        pad(STRINGS, level=0.85, chance=0.3),
    ),
    scales=("major", "minor", "dorian"),
    sevenths=0.8,
    forms=TUNE_FORMS,
    human=(3, 9),
    drummer=(2, 6),
    tempo=drifting(0.01),
)
_BAIAO = Style(
    bpm=(88, 126),
    meter="2/4",
    layers=(
        percussion(
            """
            kick X..x..x. triangle_mute xo.xxo.x triangle ..x...x.
            kick X..x.... snare ......X. hat x.x.x.x. triangle ..x...x.
            floor X..x..x. block ....x... shaker xoxxxoxx
            kick X..X.... rim ....x.x. triangle x.x.x.x.
            kick X..x...x rim ..x...x. shaker xoxxxoxx
            floor X..x.... slap ....x.x. triangle_mute xx.xxx.x triangle ..x...x.
            kick X..x....|X..x.x.. rim ....x... agogo x.x..x.x
            """,
            HAND_KITS,
            level=0.15,
        ),
        bass("r--r--5- r--5-... r--r..u. r..r5... r..r..5. r--5--r-|r--5-r-a", (32, 33, 58), level=0.2),
        chords("..x...x. .xx..xx. x..x..x. .x.x.x.x ..xx..xx", (21, 21, 24, 25, 22), level=0.0),
        tune((21, 21, 73, "sung", 40), sync=0.45, density=0.75, level=0.4, centre=69),
    ),
    scales=("mixolydian", "mixolydian", "dorian", "minor"),
    forms=TUNE_FORMS,
    human=(3, 8),
    drummer=(2, 5),
)
_SALSA = Style(
    bpm=(156, 208),
    layers=(
        percussion(
            """
            clave x..x..x.|..x.x... conga ......xx slap ..x..... conga_low .......x|...x..xx cowbell x.x.x.x.
            clave ..x.x...|x..x..x. conga ......xx slap ..x..... timbale x.xx.x.x|x.x.xx.x
            clave x..x...x|..x.x... conga ......xx slap ..x..... cowbell x.xxx.xx|x.xxx.xx guiro x.ox.ox.
            clave ..x.x...|x..x..x. timbale x.x.xx.x|.xx.x.xx conga ......xx bongo xoxoxoxo
            clave ..x.x...|x..x...x conga oxoooxxx slap ..X..... timbale x.xx.xx.|xx.x.xxx
            timbale x.x.xx.x|.xx.x.xx guiro x.xxx.xx conga ooxoooxx slap ..X...X.
            clave x..x..x.|..x.x... bell x.xxx.xx|x.xxx.x. bongo xoxoxoxo conga ......xx|...x..xx
            """,
            HAND_KITS,
            level=0.2,
        ),
        bass(
            "...5--p-|...5--p- r..5--p-|...5--p- ...r--5-|...5--p- ...5..r.|...5..p. r--3-.5.|...5..p.",
            (32, 33, 35),
            level=0.2,
            velocity=104,
        ),
        chords(
            "x.x.xx.x|.x.xx.x. 0.2.13.2|.3.13.2. x..xx.x.|xx.xx.x. "
            "0.1x.2.3|.2.x.1.2 x..x.x.x|.x.x.x.. .x.x.x.x|x.xx.x.x",
            (0, 0, 1, 2),
            level=0.0,
            velocity=88,
            centre=66,
        ),
        chords("..x.x...|x..x.... ......x.|x-------", (61, 56, 57), level=0.65, centre=69, velocity=98),
        tune(("sung", "sung", 56, 73), sync=0.55, level=0.5),
    ),
    scales=("minor", "dorian", "major"),
    rates=(1, 0.5),
    forms=LOOP_FORMS + TUNE_FORMS,
    human=(3, 8),
    drummer=(2, 6),
    tempo=drifting(0.008),
)
_CHA_CHA = Style(
    bpm=(108, 132),
    layers=(
        percussion(
            """
            cowbell x.x.x.x. guiro x.oox.oo conga ......xx slap ..x.....
            cowbell x.x.x.x. guiro X-oox.oo conga ......xx kick x.......
            agogo x.x.x.x. shaker xoxoxoxo conga ..x...xx slap ..x.....
            """,
            HAND_KITS,
            level=0.2,
        ),
        bass("r--5--5. r..r5.5. r--r--5.|r--5--a.", (32, 33), level=0.2),
        chords("..x...xx .x.x.x.x x..x..x.|..x.x.xx", (0, 16, 24, 1), level=0.0),
        chords("x..x..x.|........ ....x.xx|x.......", (61, 56, 48), level=0.7, centre=68, velocity=88),
        tune((73, 56, "sung", 40, 71), sync=0.45, level=0.45),
    ),
    scales=("minor", "major", "dorian"),
    forms=TUNE_FORMS,
    human=(3, 8),
)
_CUMBIA = Style(
    bpm=(82, 108),
    meter="2/4",
    layers=(
        percussion(
            """
            guiro x.oox.oo kick X...X... conga ..xx..xx
            guiro x.oox.oo kick X...X... rim ..x...x. cowbell x.x.x.x.
            kick X...X... snare ..X...Xx shaker x.xxx.xx
            kick X...X... hat x.xxx.xx conga ..x...x. block ...x...x
            guiro X.xxX.xx cowbell x...x... kick X...X... conga ..x...xx
            floor X.....x. rim ..x...x. timbale ......x. guiro X.oxX.ox
            kick X...X... snare ......xx|......x. hat ..x...x. guiro x.xxx.xx
            """,
            (*HAND_KITS, 25),
            level=0.2,
        ),
        bass("r-5-r-5- r.35r.35 r--r5--5 r-..5.5. r---5-3- r---r-5-|r---5-a-", (33, 32, 38), level=0.15, velocity=98),
        chords("..x...x. .x.x.x.x ..xx..xx", (21, 27, 16, 0), level=0.0),
        tune((21, 73, 71, "sung", "sung", 80), sync=0.4, level=0.4),
    ),
    scales=("minor", "minor", "major"),
    forms=TUNE_FORMS,
    human=(3, 8),
)
_TANGO = Style(
    bpm=(110, 136),
    layers=(
        chords("X.X.X.X. X..XX.X. X...X.x. XxXxXxXx", (0, 21, 23), level=0.0, centre=57, velocity=86),
        bass("r.r.r.r. r--r--5- r.r.5.a.", (43, 42, 32), level=0.1, velocity=94),
        chords("x------- .xx..xx. 0-1-2-1-", (48, 40, 45), level=0.6, velocity=70, centre=66),
        tune((40, 21, 23, 71), sync=0.25, level=0.35, centre=71),
    ),
    scales=("harmonic", "minor"),
    forms=TUNE_FORMS,
    human=(5, 11),
    tempo=drifting(0.018, 15),
)
KINDS = (
    Kind(name="dembow", family=_FAMILY, about="reggaeton over a dembow", style=_DEMBOW),
    Kind(name="samba", family=_FAMILY, about="samba in 2/4", style=_SAMBA),
    Kind(name="baiao", family=_FAMILY, about="baiao in 2/4, with accordion and triangle", style=_BAIAO),
    Kind(name="salsa", family=_FAMILY, about="salsa: clave, montuno, an anticipated bass", style=_SALSA),
    Kind(name="chachacha", family=_FAMILY, about="cha-cha-cha", style=_CHA_CHA),
    Kind(name="cumbia", family=_FAMILY, about="cumbia", style=_CUMBIA),
    Kind(name="tango", family=_FAMILY, about="tango without drums", style=_TANGO),
)
