"""Grooves whose weight is not on the beat: swing, shuffle, reggae, ska, bossa nova."""

from __future__ import annotations

from benchmarks.corpus.arrange import Kind
from benchmarks.corpus.forms import TUNE_FORMS
from benchmarks.corpus.patterns import (
    BASS_BOSSA,
    BASS_REGGAE,
    BASS_ROOTS,
    BASS_SHUFFLE,
    BASS_WALK,
    COMP_BOSSA,
    COMP_SWING,
    SHUFFLE,
    SWING,
)
from benchmarks.corpus.style import HAND_KITS, JAZZ_KITS, POP_KITS, Style, bass, chords, drums, pad, percussion, tune
from benchmarks.corpus.theory import BLUES

_FAMILY = "groove (swing, off-beat, clave)"

_SWING = Style(
    bpm=(112, 208),
    swing8=(0.6, 0.68),
    layers=(
        drums(SWING, JAZZ_KITS, level=0.3),
        bass(BASS_WALK, (32, 32, 43), level=0.2, velocity=98),
        chords(COMP_SWING, (0, 1, 26, 4), level=0.1, velocity=68),
        chords("x... ..x. x--x", (0, 26), level=0.85, chance=0.3, velocity=64),
        tune((65, 66, 56, 11, 71, 26, 0), sync=0.5, level=0.5, centre=68),
    ),
    sevenths=1.0,
    scales=("major", "dorian", "mixolydian"),
    progressions=("2516", "1625", "25112516", "11442511", "36251625"),
    rates=(1, 1, 2),
    forms=TUNE_FORMS,
    human=(4, 10),
    drummer=(2, 5),
)
_SHUFFLE = Style(
    bpm=(84, 138),
    swing8=(0.64, 0.68),
    layers=(
        drums(SHUFFLE, POP_KITS, level=0.3),
        bass(f"{BASS_SHUFFLE} {BASS_WALK}", level=0.25),
        chords("x..x..x..x.. x.xx.xx.xx.x ..x..x..x..x x..x.x...x.x", (0, 3, 16, 25, 27), level=0.2),
        chords("....x.x..... x.......x... .....x.....x", (16, 18, 61), level=0.8, chance=0.5),
        tune((22, 27, 66, "sung", "sung"), sync=0.45, level=0.5),
    ),
    scales=("mixolydian",),
    sevenths=0.9,
    progressions=(BLUES, "114411551144", "11114411"),
    rates=(1,),
    forms=(("A", "A", "solo", "A"), ("intro", "A", "solo", "A"), ("A", "B", "solo", "A")),
)
_REGGAE = Style(
    bpm=(62, 88),
    swing16=(0.5, 0.6),
    layers=(
        drums(
            """
            kick ........X....... rim ........x.....g. hat x.x.x.x.x.x.x.x.
            kick ........X....... snare ........X..g.... hat xoxoxoxoxoxoxoxo
            kick X.......X....... rim ........x....... hat x.x.x.x.x.x.x.x.
            kick x...x...x...x... rim ........X.....g. hat ..x...x...x...x.
            kick ........X.....x. snare ........x....... hat o.xoo.xoo.xoo.xo tamb ......o.......o.
            """,
            POP_KITS,
            level=0.3,
        ),
        bass(BASS_REGGAE, (32, 33, 39), level=0.15, velocity=102),
        chords("....x.......x... .x.x.x.x ....xx......xx.. ....x.......x.x.", (27, 28, 0, 24), level=0.0, velocity=80),
        chords(".xx..xx..xx..xx. ..x...x...x...x. .xxx.xxx.xxx.xxx", (16, 17, 18), level=0.45, centre=64, velocity=66),
        tune(("sung", "sung", 56, 57, 22), sync=0.4, level=0.55),
        percussion("bongo ..x...xx..x...x. shaker oxoxoxoxoxoxoxox", level=0.7, chance=0.4),
    ),
    scales=("minor", "dorian", "major"),
    rates=(1, 2, 0.5),
)
_SKA = Style(
    bpm=(136, 184),
    layers=(
        drums(
            """
            kick x.......x....... snare ....X.......X... hat ..x...x...x...x.
            kick x...x...x...x... rim ....x.......x... hat ..x...x...x...x.
            kick X.......X....... snare ....X.......X... ride x.x.x.x.x.x.x.x.
            kick ....x.......x... snare ....X.......X..g hat x.x.x.x.x.x.x.x.
            """,
            POP_KITS,
            level=0.3,
        ),
        bass(BASS_WALK, (32, 33), level=0.2),
        chords("..x...x...x...x. .x.x.x.x ..X...x...X...x.", (27, 28, 0, 24), velocity=84),
        chords(
            "x..x..x......... ......x.x.x..... x...x.x......... ....x.x.|x.......", (61, 56, 66), level=0.7, centre=66
        ),
        tune(("sung", 56, 57, 66), level=0.5, sync=0.35),
    ),
    scales=("major", "minor", "mixolydian"),
)
_BOSSA = Style(
    bpm=(104, 156),
    layers=(
        percussion(
            """
            kick x.....oxx.....ox rim x..x..x...x..x.. shaker xoxoxoxoxoxoxoxo
            kick x.....oxx.....ox rim ..x..x....x..x.. shaker xoxoxoxoxoxoxoxo
            kick x.....x.x.....x. rim x..x...x..x..x.. hat xoxoxoxoxoxoxoxo
            kick x.....oxx.....ox rim x..x..x.|..x..x.. hat x.x.x.x.x.x.x.x.
            rim x..x..x...x..x.. shaker xooxxooxxooxxoox conga ......xx......x.
            """,
            (*HAND_KITS, 32, 33),
            level=0.3,
        ),
        bass(f"{BASS_BOSSA} {BASS_ROOTS}", (32, 35, 43), level=0.2, velocity=88),
        chords(COMP_BOSSA, (24, 24, 0, 4), velocity=74),
        pad((48, 49, 89), level=0.8, chance=0.5),
        tune((73, 65, 11, 0, 24, "sung", "sung"), sync=0.55, level=0.5),
    ),
    sevenths=1.0,
    scales=("major", "dorian", "minor"),
    progressions=("1245", "2516", "1416", "36251625", "11224455"),
    forms=TUNE_FORMS,
)
KINDS = (
    Kind(name="swing4", family=_FAMILY, about="a jazz combo in swing", style=_SWING),
    Kind(name="shuffle", family=_FAMILY, about="a blues shuffle of twelve bars", style=_SHUFFLE),
    Kind(name="reggae", family=_FAMILY, about="reggae: one drop, chords off the beat", style=_REGGAE),
    Kind(name="ska", family=_FAMILY, about="ska: fast, chords off the beat", style=_SKA),
    Kind(name="bossa", family=_FAMILY, about="bossa nova with its clave", style=_BOSSA),
)
