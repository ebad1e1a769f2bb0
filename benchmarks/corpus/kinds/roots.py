"""Country and folk: train beat, two-beat, polka, march, jig, reel, fingerpicking, klezmer."""

from __future__ import annotations

from benchmarks.corpus.arrange import Kind
from benchmarks.corpus.forms import TUNE_FORMS
from benchmarks.corpus.patterns import PICKING
from benchmarks.corpus.style import HAND_KITS, JAZZ_KITS, POP_KITS, Style, bass, chords, drums, pad, percussion, tune
from benchmarks.corpus.tempi import drifting, slowing

_FAMILY = "country and folk"
_FOLK_CHANGES = ("1145", "1451", "1415", "11554411", "1654", "14151451")

_TRAIN = Style(
    bpm=(92, 128),
    layers=(
        drums(
            """
            kick x...x...x...x... snare oogxoogxoogxoogx
            kick X...x...X...x... snare ooXoooXoooXoooXo
            kick X.......X....... snare oxooXxooxxooXxox
            kick x...x...x...x... snare ooxoooxoooxoooxx hat ..x...x...x...x.
            """,
            (*JAZZ_KITS, 40, 41, 0, 8),
            level=0.3,
        ),
        bass("r-5- r.u.r.u. r-u-r-5a r-5-|r-35", (32, 33), level=0.15, velocity=98),
        chords("..x...x...x...x. b.x.f.x.b.x.f.x. b.xxf.xxb.xxf.xx", (25, 24, 27), level=0.0),
        chords("0.12.012 02130213 .x.x.x.x", (25, 27, 105, 110), level=0.6, chance=0.6, velocity=66, centre=66),
        tune(("sung", "sung", "sung", 22, 40, 27), sync=0.3, level=0.4),
    ),
    scales=("major", "major", "mixolydian"),
    progressions=_FOLK_CHANGES,
    sevenths=0.05,
    human=(3, 9),
    tempo=drifting(0.008),
)
#: In 2/4: eight steps are a bar of sixteenths.
_BLUEGRASS = Style(
    bpm=(92, 140),
    meter="2/4",
    layers=(
        bass("r.u. r-5- r.5.|r.3a", (32, 32, 43), level=0.0, velocity=100),
        chords(".x.x .X.X .x.x|.xxx", (25, 24, 27, 105), level=0.0, velocity=86),
        chords("01230123 02130213 0120120. 21032103", (105, 25, 24), level=0.4, centre=66, velocity=76),
        tune((110, 105, 25, "sung", "sung", 40), sync=0.2, density=0.8, level=0.35, centre=70, fours=True),
        percussion("snare .x.x kick x.x.", JAZZ_KITS, level=0.75, chance=0.3),
    ),
    scales=("major", "mixolydian"),
    progressions=_FOLK_CHANGES,
    sevenths=0.0,
    forms=TUNE_FORMS,
    human=(3, 9),
    tempo=drifting(0.01),
)
_POLKA = Style(
    bpm=(104, 138),
    meter="2/4",
    layers=(
        drums(
            "kick x.x. snare .x.x\n kick X...X... snare ..x...x. hat ..x...x.\n kick X.x. snare .x.x crash o...|....",
            POP_KITS,
            level=0.4,
        ),
        bass("r.u. r.5. r.5.|r.3a", (58, 32, 43), level=0.0, velocity=102),
        chords(".x.x ..x...x. .x.x|.xxx", (21, 60, 0, 24), level=0.0),
        chords("..x...xx x..x..x.", (56, 61), level=0.75, chance=0.5, velocity=80, centre=67),
        tune((21, 71, 56, 40, 73), sync=0.15, density=0.75, level=0.3, centre=70, fours=True),
    ),
    scales=("major",),
    progressions=("1155", "1551", "1415", "11554411"),
    sevenths=0.1,
    forms=TUNE_FORMS,
    human=(3, 9),
    tempo=drifting(0.008),
)
_MARCH = Style(
    bpm=(96, 126),
    meter="2/4",
    layers=(
        percussion(
            """
            kick X.x. snare xxxoxxxo crash o...|....
            kick X...x... snare x.xxx.xx
            kick X... snare xogxxogx crash ..x.
            snare xoxxxoxx|x.xxxxxx kick x.x.
            """,
            (48, 0, 16, 8),
            level=0.2,
        ),
        bass("r.5. r.u. r-r- r.5.|r.3.", (58, 57, 43), level=0.1, velocity=98),
        chords(".x.x ..x...x. .X.X", (60, 61, 57), level=0.1),
        tune((56, 72, 73, 71, 61), sync=0.1, density=0.75, level=0.3, centre=70),
        tune((72, 73, 58), sync=0.1, density=0.8, level=0.85, centre=80, chance=0.5, fours=True),
        pad((61, 60, 52), level=0.8, chance=0.4),
    ),
    scales=("major", "major", "minor"),
    forms=TUNE_FORMS,
    human=(4, 11),
    drummer=(2, 7),
)
#: Six steps a bar of two dotted beats.
_JIG = Style(
    bpm=(98, 132),
    meter="6/8",
    layers=(
        chords("x.xx.x b.xf.x x--x-x xoxxox", (24, 25, 25, 21), level=0.1, strum=0.01),
        bass("r--5-- r--r-5 r-----|r--5-a", (32, 43, 33), level=0.4),
        percussion(
            "floor X.ox.o\n floor X.xo.x tamb ...x..\n kick x..... snare ...x.x hat x.xx.x", HAND_KITS, level=0.45
        ),
        tune((73, 72, 40, 109, 21, 110, 75), sync=0.05, density=0.85, level=0.0, centre=74),
        tune((40, 21, 22), sync=0.05, density=0.8, level=0.8, centre=70, chance=0.4),
    ),
    scales=("major", "dorian", "mixolydian", "minor"),
    progressions=("1145", "1715", "1514", "1771", "14517111"),
    sevenths=0.0,
    forms=(("A", "A", "B", "B", "A", "A"), ("A", "B", "A", "B"), ("intro", "A", "A", "B", "B")),
    human=(4, 10),
    tempo=drifting(0.012),
)
#: In 2/4: eight steps are a bar of sixteenths.
_REEL = Style(
    bpm=(94, 124),
    meter="2/4",
    layers=(
        chords("x.xxx.xx b.x.f.x. x--xx-x- xxxoxxxo", (24, 25, 25), level=0.1, strum=0.008),
        bass("r---5--- r--r5--- r-..r.5.", (32, 43, 33), level=0.4),
        percussion(
            "floor X.oxx.ox\n floor X.xo.xxo\n kick x...x... snare ..x...x. hat x.xxx.xx", HAND_KITS, level=0.45
        ),
        tune((73, 72, 40, 110, 21, 105, 75), sync=0.05, density=0.9, level=0.0, centre=74, fours=True),
    ),
    scales=("major", "dorian", "mixolydian", "minor"),
    progressions=("1145", "1715", "1514", "1771", "14517111"),
    sevenths=0.0,
    forms=(("A", "A", "B", "B", "A", "A"), ("A", "B", "A", "B"), ("intro", "A", "A", "B", "B")),
    human=(4, 10),
    swing16=(0.5, 0.57),
    tempo=drifting(0.012),
)
_PICKED = Style(
    bpm=(70, 134),
    swing8=(0.5, 0.56),
    layers=(
        chords(PICKING, (24, 25, 24), level=0.0, velocity=76),
        tune(sync=0.4, level=0.4, velocity=80),
        chords("2.3.21.2 3...2... x-------", (24, 25, 46, 11), level=0.8, centre=72, velocity=62, chance=0.5),
        bass("r---5--- r-------", (32, 35), level=0.75, velocity=76, chance=0.5),
        pad((48, 42, 21), level=0.85, velocity=50, chance=0.4),
    ),
    sevenths=0.3,
    human=(5, 13),
    tempo=slowing(drifting(0.014)),
)
_KLEZMER = Style(
    bpm=(96, 140),
    meter="2/4",
    layers=(
        bass("r.5. r..r5... r--5-r5-", (58, 32, 43), level=0.0, velocity=98),
        chords(".x.x ..x...x. .xx..xx.", (21, 0, 24, 60), level=0.0),
        percussion(
            "kick x..xx.x. snare ..x...x.\n kick x...x... snare ...x..x. tamb x.x.x.x.\n snare x..x..x.", level=0.4
        ),
        tune((71, 40, 56, 21, 73), sync=0.25, density=0.8, level=0.2, centre=71, fours=True),
    ),
    scales=("harmonic", "phrygian", "minor"),
    sevenths=0.0,
    forms=TUNE_FORMS,
    human=(4, 11),
    tempo=drifting(0.02),
)
KINDS = (
    Kind(name="train", family=_FAMILY, about="country over a train beat", style=_TRAIN),
    Kind(name="bluegrass", family=_FAMILY, about="two-beat: bass on the beat, chops off it", style=_BLUEGRASS),
    Kind(name="polka", family=_FAMILY, about="a polka, oom-pah", style=_POLKA),
    Kind(name="march", family=_FAMILY, about="a march of a wind band", style=_MARCH),
    Kind(name="jig", family=_FAMILY, about="a jig in 6/8", style=_JIG),
    Kind(name="reel", family=_FAMILY, about="a reel, counted in two", style=_REEL),
    Kind(name="fingerpicking", family=_FAMILY, about="a singer with a picked guitar", style=_PICKED),
    Kind(name="klezmer", family=_FAMILY, about="klezmer that pushes and pulls", style=_KLEZMER),
)
