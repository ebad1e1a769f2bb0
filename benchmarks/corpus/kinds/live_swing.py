"""Bands that swing without a click: big band, gypsy jazz, rockabilly, pop in a shuffle."""

from __future__ import annotations

from benchmarks.corpus.arrange import Kind
from benchmarks.corpus.forms import TUNE_FORMS
from benchmarks.corpus.patterns import BASS_SHUFFLE, BASS_WALK, COMP_SWING, SHUFFLE, SWING
from benchmarks.corpus.style import JAZZ_KITS, POP_KITS, ROCK_KITS, Style, bass, chords, drums, pad, percussion, tune
from benchmarks.corpus.tempi import drifting, pushing, slowing
from benchmarks.corpus.theory import BLUES

_FAMILY = "live swing"
_JAZZ_CHANGES = ("2516", "1625", "25112516", "36251625", "11442516")

_BIG_BAND = Style(
    bpm=(108, 190),
    swing8=(0.58, 0.68),
    layers=(
        drums(
            SWING
            + """
            ride x..x.xx..x.x pedal ...x.....x.. snare .....x.....x kick x..x..x..x..
            hat x..x.xx..x.x snare ..g......x.. kick x.....x.....
            """,
            (*JAZZ_KITS, 0, 8),
            level=0.3,
        ),
        bass(BASS_WALK, (32, 32, 43), level=0.1, velocity=96),
        chords("x.x.x.x. xxxx oXoX", (26, 24), level=0.15, velocity=58),
        chords(COMP_SWING, (0, 1), level=0.3, velocity=64, chance=0.7),
        chords(
            "X..........x|............ ..x..X......|.....x...... .....X.....X|...x........ X-----....xX|............",
            (61, 56, 57, 62),
            level=0.55,
            centre=66,
            velocity=98,
        ),
        chords("...X..X.....|........xx.. X-----------|.....X......", (61, 66), level=0.85, centre=70, velocity=94),
        tune((65, 66, 56, 57, 71), sync=0.5, level=0.45, centre=69),
    ),
    sevenths=1.0,
    progressions=(*_JAZZ_CHANGES, BLUES),
    forms=TUNE_FORMS,
    human=(6, 14),
    drummer=(3, 7),
    jitter=(3, 8),
    tempo=pushing(0.008, 0.02),
)
_GYPSY = Style(
    bpm=(116, 224),
    swing8=(0.54, 0.66),
    layers=(
        chords("oXoX .X.X oxoX o.X.o.X.", (24, 25, 26), level=0.0, velocity=88, strum=0.015),
        bass("r.u. rwwa r-5- r.5.", (32, 43), level=0.1, velocity=92),
        chords("oXoX x..x.x......", (25, 24), level=0.7, chance=0.5, velocity=72, centre=64),
        tune((40, 24, 71, 21, 25), sync=0.45, density=0.75, level=0.4, centre=72),
        tune((40, 71, 22), sync=0.3, level=0.85, chance=0.4, centre=68),
    ),
    scales=("minor", "harmonic", "major"),
    sevenths=0.7,
    progressions=("1145", "14251", "11445511", "2516", "1451"),
    forms=TUNE_FORMS,
    human=(5, 11),
    jitter=(2, 6),
    tempo=pushing(0.008, 0.02),
)
_SHUFFLE_POP = Style(
    bpm=(88, 152),
    swing8=(0.58, 0.67),
    layers=(
        drums(
            SHUFFLE
            + """
            kick X..x..X..x.. snare ...X.....X.. tamb x.xx.xx.xx.x
            kick X.....X..... snare ...X.....X.. clap ...x.....x.. hat x..x..x..x..
            kick X..X..X..X.. snare ...X....xX.. hat x.xx.xx.xx.x
            """,
            (*POP_KITS, *ROCK_KITS),
        ),
        bass(f"{BASS_SHUFFLE} r..r.or..5.a r-----r-.5..", (32, 33, 34)),
        chords("x..x..x..x.. ..x..x..x..x x.xx.xx.xx.x x-----x-----", (0, 3, 25, 27, 24), level=0.15),
        pad(level=0.75, chance=0.5),
        chords("x......x.... ...x....x...", (61, 62, 16), level=0.8, chance=0.5, centre=65),
        tune(("sung", "sung", "sung", 66), level=0.5, sync=0.4),
        percussion("clap ...x.....x..", level=0.8, chance=0.4),
    ),
    human=(4, 10),
    drummer=(2, 6),
    jitter=(2, 7),
    tempo=drifting(0.012),
)
_ROCKABILLY = Style(
    bpm=(148, 204),
    swing8=(0.56, 0.67),
    layers=(
        drums(
            """
            kick x.....x..... snare ...X.....X.. ride x.xx.xx.xx.x
            kick x..x..x..x.. snare ..gX.g..gX.g hat x..x..x..x..
            snare xogxogxogxog kick X.....X.....
            """,
            (*JAZZ_KITS, 8, 0),
            level=0.25,
        ),
        bass("r.3.5.3. rr33 r35w r.o.5.3. r35a", (32, 32, 33), level=0.1, velocity=104),
        chords(".X.X x..x.xx..x.x .x.x", (26, 27, 25), level=0.0),
        chords("b..b..f..f.. 0-.0-.2-.2-.", (27, 26), level=0.7, chance=0.5, velocity=78),
        tune(("sung", "sung", 27, 66, 0), sync=0.45, level=0.45),
    ),
    scales=("mixolydian", "major"),
    progressions=(BLUES, "11114411", "11451145"),
    rates=(1,),
    forms=TUNE_FORMS,
    human=(4, 10),
    jitter=(2, 6),
    tempo=slowing(drifting(0.012), 0.1),
)
KINDS = (
    Kind(name="bigband", family=_FAMILY, about="a big band with shouts of brass", style=_BIG_BAND),
    Kind(name="gypsyjazz", family=_FAMILY, about="gypsy jazz: guitars, bass, violin, no drums", style=_GYPSY),
    Kind(name="shufflepop", family=_FAMILY, about="pop in a live shuffle", style=_SHUFFLE_POP),
    Kind(name="rockabilly", family=_FAMILY, about="rockabilly with a slapped bass", style=_ROCKABILLY),
)
