"""Folk dances and songs that are counted in dotted beats or in three: tarantella, slip jig, shanty, musette, waltz."""

from __future__ import annotations

from benchmarks.corpus.arrange import Kind
from benchmarks.corpus.forms import TUNE_FORMS
from benchmarks.corpus.patterns import BASS_WALTZ, COMP_WALTZ, WALTZ
from benchmarks.corpus.score import Kit
from benchmarks.corpus.style import HAND_KITS, POP_KITS, Style, bass, choir, chords, drums, pad, percussion, tune
from benchmarks.corpus.tempi import drifting, pushing, slowing

_FAMILY = "folk"
_HANDS: tuple[Kit, ...] = (*HAND_KITS, 48)
#: Tunes of folk dances: a part twice, then the other twice.
_DANCE_FORMS = (
    ("A", "A", "B", "B", "A", "A"),
    ("A", "B", "A", "B"),
    ("intro", "A", "A", "B", "B"),
    ("A", "A", "B", "A"),
)

#: Six steps a bar: two dotted beats.
_TARANTELLA = Style(
    bpm=(112, 156),
    meter="6/8",
    layers=(
        percussion(
            """
            tamb XooXoo
            tamb XoxXox
            tamb X.xX.x kick x.....
            tamb xxxxxx floor X..x..
            clap ...x.. tamb X.oX.o
            tamb X.oX.x|Xooxxx kick x..x..
            """,
            _HANDS,
            level=0.15,
        ),
        chords("b.xf.x bxxfxx x.xx.x x--x-x", (24, 25, 24, 105), strum=0.01),
        bass("r--5-- r..u.. r--r-5|r--5-a", (32, 43, 33), level=0.45, chance=0.8),
        tune((105, 21, 40, 73, 71, 24), sync=0.05, density=0.9, level=0.05, centre=72),
        chords("012012 021021 0-12-1", (105, 24, 25), level=0.6, chance=0.6, centre=69, velocity=66),
        tune(("sung", 21, 40), sync=0.1, density=0.65, level=0.75, chance=0.5),
    ),
    scales=("minor", "harmonic", "minor", "major"),
    progressions=("1151", "1515", "1451", "1671", "11551511"),
    sevenths=0.0,
    forms=_DANCE_FORMS,
    human=(4, 10),
    drummer=(3, 7),
    tempo=pushing(0.01, 0.03),
)
#: Nine steps a bar: three dotted beats.
_SLIP_JIG = Style(
    bpm=(96, 134),
    meter="9/8",
    layers=(
        tune((73, 72, 40, 109, 21, 110, 75), sync=0.05, density=0.85, level=0.0, centre=74),
        chords("x.xx.xx.x b.xf.xb.x x--x-xx-- xoxxoxxox", (24, 25, 25, 21), level=0.15, strum=0.01),
        bass("r--5--r-- r--r--5-a r--------", (32, 43, 33), level=0.4),
        percussion(
            """
            floor X.oxoox.o
            floor X.ox.oxoo tamb ...x..x..
            kick x........ snare ...x..x.. hat x.xx.xx.x
            floor X..o..x.o block ..x..x..x
            """,
            _HANDS,
            level=0.45,
        ),
        pad((48, 21, 109), level=0.8, velocity=52, chance=0.4),
    ),
    scales=("major", "dorian", "mixolydian", "minor"),
    progressions=("1145", "1715", "1514", "1771"),
    sevenths=0.0,
    forms=_DANCE_FORMS,
    human=(4, 10),
    drummer=(3, 7),
    tempo=drifting(0.012),
)
#: A shanty: one sings, all answer; feet and drums on the two beats.
_SHANTY = Style(
    bpm=(68, 116),
    meter="6/8",
    layers=(
        tune(sync=0.05, density=0.8, level=0.0, velocity=104, centre=62),
        choir("x-xx-- x--x-x x-xx-x|x--x--", level=0.7, centre=58, velocity=95),
        percussion(
            """
            floor X..x..
            kick X..... clap ...X..
            floor X..x.. tamb ...x.x
            kick X..X.. snare ...x..
            floor X.....|X..x.x clap ...x..
            """,
            _HANDS,
            level=0.35,
        ),
        chords("x--x-- x.xx.x b.xf.x xooxoo", (21, 25, 24, 105, 20), level=0.3, chance=0.8, strum=0.012),
        bass("r--5-- r----- r--r-a", (32, 43), level=0.5, chance=0.7),
        tune((40, 72, 21, 22), sync=0.05, density=0.8, level=0.75, chance=0.6, centre=70),
    ),
    scales=("major", "minor", "dorian", "mixolydian"),
    progressions=("1141", "1715", "1145", "1671", "1454"),
    sevenths=0.0,
    forms=(("verse", "chorus", "verse", "chorus"), ("verse", "verse", "chorus", "chorus"), *_DANCE_FORMS),
    human=(5, 12),
    drummer=(4, 9),
    tempo=drifting(0.016),
)
_MUSETTE = Style(
    bpm=(148, 214),
    meter="3/4",
    layers=(
        chords(f"{COMP_WALTZ} .xx bxx|fxx", (24, 26, 24, 0), velocity=80),
        bass("r.. r--|5-- r.a|5.. r-5", (32, 43, 58), level=0.15),
        tune((21, 21, 23, 40), sync=0.1, density=0.85, level=0.0, centre=72),
        drums(
            "kick X..... rim ..x.x.\n kick X..|... hat .xx\n snare .gg kick x..\n pedal .xx ride x.x",
            POP_KITS,
            level=0.6,
            chance=0.5,
        ),
        chords("012321 .1.2.1 x--", (21, 40, 71), level=0.65, chance=0.6, centre=67, velocity=62),
    ),
    scales=("minor", "harmonic", "major"),
    progressions=("1155", "1451", "11441155", "1625", "15511451"),
    sevenths=0.2,
    forms=TUNE_FORMS,
    human=(5, 11),
    drummer=(2, 6),
    tempo=slowing(pushing(0.012, 0.02), 0.2),
)
_COUNTRY_WALTZ = Style(
    bpm=(84, 138),
    meter="3/4",
    layers=(
        chords(f"{COMP_WALTZ} b.xxx. b.x.x. bx-x--", (25, 24, 27), strum=0.01),
        bass(f"{BASS_WALTZ} r-- r-.|5.a r-u", (32, 33), level=0.3),
        drums(WALTZ + "snare ..o.o. kick X.....\n rim ....x...x... kick X...........\n", (*POP_KITS, 40), level=0.5),
        chords("x-- x----- 0-1-2-", (48, 49, 50, 26), level=0.7, chance=0.5, velocity=62, centre=67),
        tune(("sung", "sung", "sung", 40, 22), sync=0.2, level=0.3),
        tune((40, 26, 22, 105), sync=0.15, level=0.8, chance=0.6, centre=71),
    ),
    scales=("major", "major", "mixolydian"),
    progressions=("1145", "1451", "1415", "11441155", "1654"),
    sevenths=0.05,
    human=(4, 10),
    drummer=(2, 6),
    tempo=drifting(0.01),
)
KINDS = (
    Kind(name="tarantella", family=_FAMILY, about="a tarantella in 6/8 with its tambourine", style=_TARANTELLA),
    Kind(name="slipjig", family=_FAMILY, about="a slip jig in 9/8", style=_SLIP_JIG),
    Kind(name="shanty", family=_FAMILY, about="a shanty in 6/8: one sings, all answer", style=_SHANTY),
    Kind(name="musette", family=_FAMILY, about="a fast waltz of accordion and guitar", style=_MUSETTE),
    Kind(name="countrywaltz", family=_FAMILY, about="a country song in three", style=_COUNTRY_WALTZ),
)
