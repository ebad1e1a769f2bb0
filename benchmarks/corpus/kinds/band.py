"""Live bands whose drums are not a backbeat on hats: toms, parades, motorik, surf, slow blues, jazz in three."""

from __future__ import annotations

from benchmarks.corpus.arrange import Kind
from benchmarks.corpus.forms import TUNE_FORMS
from benchmarks.corpus.patterns import ARP_EIGHTHS, BASS_EIGHTHS, COMP_ROCK
from benchmarks.corpus.score import Sound
from benchmarks.corpus.style import (
    JAZZ_KITS,
    POP_KITS,
    ROCK_KITS,
    Style,
    bass,
    chords,
    drums,
    pad,
    percussion,
    tune,
)
from benchmarks.corpus.tempi import drifting, pushing, slowing
from benchmarks.corpus.theory import BLUES

_FAMILY = "live band"

#: Indie rock: verses on toms, choruses on cymbals.
_TOM_ROCK = Style(
    bpm=(98, 152),
    layers=(
        drums(
            """
            floor X.xxX.xxX.xxX.xx kick X.......X....... tamb ....x.......x...
            floor x.x.x.x.x.x.x.x. mid ....X.......X... kick X...X...X...X...
            floor X..x..x.X..x..x. high ......x.......xx kick X.......X.......
            low x.xxx.xxx.xxx.xx kick X.....x.X.....x. snare ............X...
            floor X.x.x.xxX.x.x.xx snare ....X.......X...
            mid x.x...x.x.x...x. floor ....x.......x.x. kick X...X...X...X...
            """,
            (*ROCK_KITS, 16),
            labels=("verse", "intro", "bridge"),
        ),
        drums(
            """
            kick X.......X.x..... snare ....X.......X... crash x...x...x...x...
            kick X...X...X...X... snare ....X.......X... open x...x...x...x... floor ..............x.
            kick X..x..x.X..x..x. snare ....X.......X... ride x.x.x.x.x.x.x.x.
            kick X.....x.X....... snare ....X.......X..x hat xxxxxxxxxxxxxxxx
            """,
            ROCK_KITS,
            labels=("chorus", "prechorus", "outro"),
        ),
        bass(f"{BASS_EIGHTHS} r--r--r- r-----rr r.r.r.r.|r.r.5.r.", (33, 34), level=0.2),
        chords(f"{COMP_ROCK} x------- x.x.x.x. xxoxxoxx", (27, 28, 29, 25), centre=60),
        chords(
            f"{ARP_EIGHTHS} 0.0.1.1. 22222222 3.3.2.2.1.1.2.2.", (27, 28, 26, 11), level=0.45, centre=69, velocity=72
        ),
        pad((48, 50, 16, 89), level=0.7, chance=0.6),
        tune(("sung", "sung", "sung", 28, 81), sync=0.3, level=0.45),
    ),
    sevenths=0.1,
    human=(3, 9),
    drummer=(2, 6),
    jitter=(0, 5),
    tempo=pushing(0.006, 0.015),
)
#: Twelve steps a bar: each of four slow beats in three.
_SLOW_BLUES = Style(
    bpm=(46, 76),
    meter="12/8",
    layers=(
        drums(
            """
            kick X.....x..... snare ...X.....X.. hat xxxxxxxxxxxx
            kick X....xx....x snare ...X.....X.. ride x.xx.xx.xx.x
            kick X.....xx.... snare ...X..g..X.g hat x.xx.xx.xx.x
            kick X....xX.x... rim ...x.....x.. hat xooxooxooxoo
            kick X..o..X..o.x snare ..gX.g..gX.. ride x.xxoxx.xxox
            """,
            (*POP_KITS, *JAZZ_KITS),
            level=0.2,
        ),
        bass("r..5..7..5.. r--3--5--a-- r.r3.35.57.5 r-----5--3-a r.rr.55.53.a", (33, 32, 35), level=0.15),
        chords("x..xxxx..xxx xxxxxxxxxxxx ..x..x..x..x x-----x----- b..x..b..x..", (0, 0, 3, 16, 27)),
        chords("x----------- ......x--x-- ..x...x.....", (16, 18, 61), level=0.5, chance=0.7, velocity=68),
        chords("0-12-10-12-3 3..2..1..0.. .....2.3.2.1", (26, 27, 0), level=0.65, chance=0.6, centre=69),
        tune(("sung", "sung", 27, 29, 22), sync=0.35, density=0.7, level=0.35),
        tune((27, 66, 22, 29), sync=0.4, density=0.8, level=0.75, chance=0.6, centre=71),
    ),
    scales=("mixolydian", "mixolydian", "dorian"),
    sevenths=0.9,
    progressions=(BLUES, "141144115415", "1145", "14115415"),
    rates=(1,),
    forms=(("A", "A", "solo", "A"), ("intro", "A", "solo", "A"), ("A", "B", "solo", "A")),
    human=(5, 12),
    drummer=(3, 7),
    jitter=(2, 8),
    tempo=slowing(drifting(0.014), 0.2),
    seconds=(46, 56),
)
#: A parade: press rolls of the snare and a bass drum with the clave in it.
_SECOND_LINE = Style(
    bpm=(88, 122),
    swing16=(0.55, 0.66),
    layers=(
        drums(
            """
            kick X..x..x...x.x... snare oxoxxoxoxoxxoxox
            kick X..x..X....x..X. snare x.xxx.xox.xxx.xx hat ....x.......x...
            kick X.....x...x.X... snare oxXoxxXoxoXoxxXx cowbell x.x.x.x.x.x.x.x.
            kick X..x..x.|..x.x.xx snare xoxxoxxoxoxxoxxo pedal ....x.......x...
            kick X...x..x..x.x... snare ..xoX.xox.xoX.xx tamb x.x.x.x.x.x.x.x.
            """,
            (0, 8, 32, 40, 48),
            level=0.1,
            fills=False,
        ),
        bass(
            "r--r--5---5-r-a- r..5..r...o.5.3. r--3--5-r--3--5- r.....r...5.a...",
            (58, 58, 32, 33),
            level=0.1,
            velocity=104,
        ),
        chords("..x...x...x...x. x..x..x...x.x... ..x..x....x..x..", (105, 0, 24, 60), level=0.2),
        chords(
            "x..x..x......... ........x..x..x. X..X..X...X.X...|................", (61, 57, 66), level=0.5, centre=65
        ),
        tune((56, 57, 66, 71, "sung"), sync=0.5, fours=True, density=0.75, level=0.3, centre=69),
        tune((71, 56, 57), sync=0.4, fours=True, density=0.8, level=0.8, chance=0.6, centre=74),
    ),
    scales=("major", "mixolydian", "major"),
    sevenths=0.5,
    progressions=("1451", "1625", "11445511", "1414", BLUES),
    forms=TUNE_FORMS,
    human=(6, 14),
    drummer=(3, 8),
    jitter=(2, 7),
    tempo=pushing(0.01, 0.02),
)
#: A straight four of snare and kick that never stops, under tones that stand.
_MOTORIK = Style(
    bpm=(126, 168),
    layers=(
        drums(
            """
            kick X.x.X.x.X.x.X.x. snare ....X.......X... hat x.x.x.x.x.x.x.x.
            kick X..xX..xX..xX..x snare ....X.......X... hat x.x.x.x.x.x.x.x.
            kick X.xxX.xxX.xxX.xx snare ....X.......X... ride x.x.x.x.x.x.x.x.
            kick X.x...x.X.x...x. snare ....X.......X... hat xxxxxxxxxxxxxxxx
            kick X...X...X...X... snare ....X.......X... hat x.x.x.x.x.x.x.x. shaker oxoxoxoxoxoxoxox
            """,
            (*ROCK_KITS, 8, 16, 25),
            fills=False,
            level=0.1,
        ),
        bass("rrrrrrrr r-r-r-r- r.r.r.r.|r.r.r.5. rrorrror rrrrrrr5", (33, 34, 38), level=0.15),
        chords("x------- xxxxxxxx x.xxx.xx 00000000", (27, 28, 16, 29, 81), level=0.25),
        chords(f"{ARP_EIGHTHS} 0123012301230123", ("pluck", 80, 27, 11), level=0.5, chance=0.7, centre=70, velocity=64),
        pad((16, 50, 89, 95, "pad", "warm pad"), level=0.0, chance=0.8),
        tune(("sung", 81, 27, "saw lead"), sync=0.25, density=0.45, level=0.6),
    ),
    scales=("dorian", "mixolydian", "major", "minor"),
    progressions=("1111", "1177", "1144", "1717"),
    rates=(0.5, 0.5, 1),
    forms=TUNE_FORMS,
    human=(2, 7),
    drummer=(1, 4),
    tempo=drifting(0.006),
)
_SURF = Style(
    bpm=(138, 186),
    layers=(
        drums(
            """
            kick X.......X....... snare ....X.x.....X... ride x.x.x.x.x.x.x.x.
            kick X.......X....... snare ....x.x.....x... hat x.x.x.x.x.x.x.x.
            kick X...X...X...X... snare ....X.X.....X.X. ride x...x...x...x...
            floor X.xxX.xxX.xxX.xx kick X.......X....... snare ............X...
            kick X.....x.X....... snare ....X.x.....X.x. open x...x...x...x...
            """,
            (*POP_KITS, 40),
            level=0.2,
        ),
        bass("r.r.5.5. rrrr5555 r.3.5.3. r---r-5- r.rrr.55", (33, 34, 32), level=0.15),
        chords("x.x.x.x. ..x...x...x...x. x--x--x- xxxxxxxx", (27, 26, 28), strum=0.01),
        chords("0000111122221111 0.0.1.1.2.2.1.1. 0123210.", (27, 26), level=0.4, centre=62, velocity=90),
        tune((27, 26, 66, 16), sync=0.2, density=0.75, level=0.3, centre=67),
        percussion("tamb ....x.......x...", level=0.7, chance=0.4),
    ),
    scales=("minor", "harmonic", "phrygian", "major"),
    progressions=("1141", "1415", "1671", "1545", "1276"),
    sevenths=0.0,
    human=(3, 8),
    drummer=(2, 6),
    jitter=(0, 5),
    tempo=drifting(0.01),
    sound=Sound(hall_seconds=1.4, hall_level=0.22),
)
#: Twelve steps a bar of three beats, or nine: triplets.
_JAZZ_WALTZ = Style(
    bpm=(104, 192),
    meter="3/4",
    swing8=(0.58, 0.68),
    layers=(
        drums(
            """
            ride x..x.xx.. pedal ...x.....  kick o........
            ride x..x.xx.x pedal ...x..x.. kick x........ snare .....g...
            ride x.xx..x.. pedal ...x..x.. snare .....o..g|........g kick x....x...
            ride x..x..x.x pedal ...x..... rim ......x.. kick o...o....
            hat x.xx.xx.x kick x........|.....x... snare ......g..
            """,
            JAZZ_KITS,
            level=0.25,
        ),
        bass("rwa r35 r-5 rwa|r-u r-- r.w.a.", (32, 32, 43, 35), level=0.15),
        chords("x....x... ...x....x x..|....x.... .....x--- x-- .xx", (0, 0, 4, 26, 11), level=0.05, velocity=66),
        chords("x-- x--|..x .....x...", (26, 11, 48), level=0.75, chance=0.4, velocity=58),
        tune((65, 66, 71, 73, 56, 26, 0, 11), sync=0.4, density=0.65, level=0.4, centre=69),
    ),
    scales=("major", "dorian", "minor"),
    sevenths=1.0,
    progressions=("2516", "1625", "36251625", "1425", "11442511"),
    rates=(1, 1, 0.5),
    forms=TUNE_FORMS,
    human=(5, 12),
    drummer=(3, 7),
    jitter=(2, 7),
    tempo=pushing(0.008, 0.02),
)
#: The clave on toms, guitar and shakers, and hardly any chord but one.
_BO_DIDDLEY = Style(
    bpm=(92, 124),
    swing16=(0.5, 0.6),
    layers=(
        drums(
            """
            floor X..x..x...x.x... kick X...X...X...X... shaker xoxoxoxoxoxoxoxo
            floor X..x..X...X.X... mid .oo.oo.ooo.o.ooo kick X.......X.......
            low X..X..X...X.X... snare ....x.......x... tamb xoxoxoxoxoxoxoxo
            kick X..x..x...x.x... snare ....X.......X... shaker xxxxxxxxxxxxxxxx
            floor X..x..x..x..x... clap ..........x.x... shaker x.x.x.x.x.x.x.x.
            """,
            (*ROCK_KITS, 40),
            level=0.15,
        ),
        chords("X..X..X...X.X... X.oX.oX...X.X.o. X..X..X..X..X... XooXooXoooXoXooo", (27, 29, 28, 25), centre=57),
        bass("r.....r.....r... r..r..r...r.r... r---r---r---r--- r.r.r.r.", (33, 34, 32), level=0.35),
        chords("x------- 0.0.3.0.2.0.1.0. ........x.x.x...", (16, 0, 26), level=0.6, chance=0.5),
        tune(("sung", "sung", 22, 27), sync=0.4, level=0.4),
    ),
    scales=("mixolydian", "dorian", "major"),
    progressions=("1111", "1171", "1114", "1114115411"),
    rates=(1, 0.5),
    human=(3, 9),
    drummer=(2, 6),
    jitter=(0, 6),
    tempo=drifting(0.012),
)
#: A ballad of a rock band: guitars alone, then everybody.
_POWER_BALLAD = Style(
    bpm=(58, 84),
    layers=(
        chords(f"{ARP_EIGHTHS} 0-1-2-3-2-1-2-1- x---x---", (24, 25, 27, 0), velocity=70),
        drums(
            """
            kick X.....x.X....... snare ....X.......X... hat x.x.x.x.x.x.x.x.
            kick X..x....X.x..... snare ....X.......X... ride x.x.x.x.x.x.x.x.
            kick X.......X....x.. snare ....X.......X... open x...x...x...x...
            kick X......xX..x.... snare ....X.......X.g. crash x.......x.......
            """,
            (*ROCK_KITS, 16),
            level=0.5,
        ),
        bass("r------r r---r-5- r--r--r- r-----.rr---5-a-", (33, 34), level=0.45),
        chords(f"X------- X--X--X- {COMP_ROCK}", (29, 30), level=0.75, centre=55, velocity=84),
        pad((48, 50, 52, 16), level=0.6),
        tune(("sung", "sung", "sung", 29), sync=0.35, fours=True, level=0.35),
        tune((29, 30), sync=0.25, fours=True, level=0.88, chance=0.6, centre=74),
    ),
    scales=("major", "minor", "mixolydian"),
    human=(4, 10),
    drummer=(2, 6),
    jitter=(0, 6),
    tempo=pushing(0.008, 0.02),
    seconds=(46, 56),
)
KINDS = (
    Kind(name="tomrock", family=_FAMILY, about="indie rock: verses on toms", style=_TOM_ROCK),
    Kind(name="slowblues", family=_FAMILY, about="a slow blues in 12/8", style=_SLOW_BLUES),
    Kind(name="secondline", family=_FAMILY, about="a parade of New Orleans", style=_SECOND_LINE),
    Kind(name="motorik", family=_FAMILY, about="motorik: a beat that never stops", style=_MOTORIK),
    Kind(name="surf", family=_FAMILY, about="surf rock", style=_SURF),
    Kind(name="jazzwaltz", family=_FAMILY, about="jazz in three", style=_JAZZ_WALTZ),
    Kind(name="bodiddley", family=_FAMILY, about="rock and roll on the clave", style=_BO_DIDDLEY),
    Kind(name="powerballad", family=_FAMILY, about="a ballad of a rock band", style=_POWER_BALLAD),
)
