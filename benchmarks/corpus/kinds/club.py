"""Club music whose accents avoid the beat: garage, off-beat house, disco, synthwave, breaks."""

from __future__ import annotations

import numpy as np

from benchmarks.corpus.arrange import Kind
from benchmarks.corpus.forms import DANCE_FORMS, LOOP_FORMS, SONG_FORMS
from benchmarks.corpus.grids import drawn_steps
from benchmarks.corpus.patterns import ARP_SIXTEENTHS, BASS_FUNK
from benchmarks.corpus.score import Sound
from benchmarks.corpus.style import (
    LEADS,
    MACHINES,
    PADS,
    POP_KITS,
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

_FAMILY = "club"

_GARAGE = Style(
    bpm=(128, 138),
    swing16=(0.54, 0.64),
    layers=(
        drums(
            """
            kick X.........x..... snare ....X.......X... hat x.xx.xx.x.xx.xxx
            kick X.....x...x..x.. clap ....X.......X... hat ..x...x...x...x. shaker xoxxxoxxxoxxxoxx
            kick X..x......x..... snare ....X..g....X.g. open ..x...x...x...x.
            kick X......x..x..... rim ....X..x..x.X..x hat x.x.x.x.x.x.x.x.
            kick X..x......x..x.. snare ....X.......X... hat .xx..xx..xx..xx.
            kick X.........x....x|X..x......x..... clap ....X.......X... hat x.xx.xx.x.xx.xx.
            kick X.....x...x..x..|X.........x..... rim ....x..x....x.x. clap ....X.......X... hat ..xx..xx..xx..xx
            kick X..x..x......x.. snare ....X.......X..g hat ox.xox.xox.xox.x
            """,
            MACHINES,
            level=0.35,
        ),
        bass(
            "r..r....r.o..r.. r-----.r..r-.... ...r..r-....r.5. r.....rr...o..r. "
            "r..r..r......5.. R-----..r--r.... r--...r-..o--...",
            (*SYNTH_BASSES, "sub"),
            level=0.4,
        ),
        chords(
            "..x..x....x..x.. x..x.....x..x... ...x..x......x.. ..x...x..x....x.", (16, 17, 4, "stab", 90), level=0.1
        ),
        chords(
            (drawn_steps(16, 0.35, "0123"), drawn_steps(16, 0.25, "024x")),
            ("pluck", 11, 12, "bell"),
            level=0.6,
            centre=72,
        ),
        pad(PADS, level=0.65, chance=0.5),
        percussion("bongo .x..x.x..x..x.x.\n block ..x..x....x..x..", MACHINES, level=0.7, chance=0.4),
        tune(("sung", "sung", 80, 11), sync=0.5, fours=True, level=0.55),
    ),
    scales=("minor", "dorian"),
    sevenths=0.8,
    forms=DANCE_FORMS + LOOP_FORMS,
    human=(0, 3),
    drummer=(0, 2),
)


def _off_beat_house(rng: np.random.Generator) -> Style:
    """The bass and the open hat, both off the beat, are louder than the kick."""
    sound = Sound(duck=float(rng.uniform(0, 0.6)), room=False, drive=2.0, drums=float(rng.uniform(0.7, 1.1)), tones=1.2)
    return Style(
        bpm=(112, 130),
        swing16=(0.5, 0.58),
        layers=(
            drums(
                """
                kick x...x...x...x... open ..X...X...X...X. clap ....o.......o...
                kick o...o...o...o... open ..X...X...X...X. shaker ..X...X...X...X.
                kick x...x...x...x... hat ..X...X...X...X. open ..X...X...X...X. rim ...o..o...o..o..
                kick o...o...o...o..o open ..X...X...X..xX. snare ....o.......o...
                kick o...o...o...o... open ..X...X...X...X. hat .x.x.x.x.x.x.x.x rim ...x..x...x..x..
                kick o...o...o...o..g open ..X...X...X...X. tamb ..x...x...x...x. clap ....x.......x...
                kick o...o...o...o... hat .gXg.gXg.gXg.gXg open ......x.......x.
                """,
                MACHINES,
                fills=False,
            ),
            bass(
                ".R.R.R.R ..R...R...R...R. ..R...R...R..oR. .R.R.R.o ..R-..R-..R-..R- ..R..rR...R..rR.",
                (*SYNTH_BASSES, 33),
                level=0.2,
                velocity=112,
            ),
            chords(
                "..X...X...X...X. ..X..X....X..X.. ..X...X..X....X.", (0, 16, "stab", 90, 4), level=0.3, velocity=88
            ),
            pad(PADS, level=0.6, chance=0.5),
            tune(("sung", *LEADS), sync=0.5, level=0.7, chance=0.7),
        ),
        scales=("minor", "dorian", "major"),
        sevenths=0.7,
        forms=DANCE_FORMS,
        human=(0, 3),
        drummer=(0, 2),
        sound=sound,
    )


_DISCO = Style(
    bpm=(108, 130),
    layers=(
        drums(
            """
            kick X...X...X...X... snare ....X.......X... open ..X...X...X...X. hat x...x...x...x...
            kick X...X...X...X... snare ....X.......X... hat xoXoxoXoxoXoxoXo
            kick X...X...X...X... clap ....X.......X... open ..x...x...x...x. tamb xoxoxoxoxoxoxoxo
            kick X...X...X...X.x. snare ....X..g....X..g open ..X...X...X...X.
            kick X...X...X...X... snare ....X.......X... hat x.xxx.xxx.xxx.xx clap ....x.......x...
            kick X...X...X...X.x. snare ....X..g....X.xx ride ..x...x...x...x. cowbell x...x...x...x...
            """,
            (*POP_KITS, 25),
            level=0.3,
        ),
        bass(
            f"r.o.r.o.r.o.r.o. r.oor.oor.oor.oo r..or..or.5.7.o. {BASS_FUNK} r.ror.ror.5or.7o ror.ror.ro5.7o7o",
            (33, 34, 36, 38),
        ),
        chords("..xx..xx..xx..xx x.xxx.xxx.xxx.xx ..x..x.x..x..x.x", (27, 28, 4, 7), level=0.2, velocity=74),
        chords("x-------|....x.x. x--x--x- ..x.x...|x-------", (48, 50, 61), level=0.6, centre=68, velocity=84),
        pad(STRINGS, level=0.75, centre=70),
        percussion("conga ..x...xx..x...xx slap ....x.......x... cowbell x...x...x...x...", level=0.7, chance=0.5),
        tune(("sung", "sung", 48, 65), sync=0.4, level=0.5),
    ),
    scales=("minor", "dorian", "major"),
    sevenths=0.8,
    human=(2, 7),
)
_SYNTHWAVE = Style(
    bpm=(78, 122),
    layers=(
        drums(
            """
            kick X.......X....... snare ....X.......X... hat x.x.x.x.x.x.x.x.
            kick X...X...X...X... snare ....X.......X... hat xoxoxoxoxoxoxoxo
            kick X.....x.X....... snare ....X.......X... hat x...x...x...x... mid ..............xx
            kick X.x.....X.x..... snare ....X.......X... open ..x...x...x...x.
            kick X.......X.x..... clap ....X.......X... high ..............x. low ...............x tamb x.x.x.x.x.x.x.x.
            kick X..x....X..x.... snare ....X.......X... open ..x...x...x...x.
            """,
            ("analog", 24, 25, 16),
        ),
        bass(
            "rrrrrrrrrrrrrrrr r.rrr.rrr.rrr.rr rrrrrrrr r.rro.rrr.rro.rr rororororororo5o .rrr.rrr.rrr.rrr",
            SYNTH_BASSES,
            level=0.15,
            velocity=98,
        ),
        chords((*ARP_SIXTEENTHS.split(), drawn_steps(16, 0.6, "0123")), ("pluck", "square lead", 80, 81), level=0.4),
        pad(("pad", "warm pad", 90, 89, 50), level=0.0),
        tune((*LEADS, "saw lead", "sung"), sync=0.3, level=0.65, centre=72),
    ),
    scales=("minor", "dorian"),
    human=(0, 2),
    drummer=(0, 1),
    sound=Sound(drive=2.0, hall_seconds=1.8, hall_level=0.2, duck=0.3),
)
_BREAKS = Style(
    bpm=(118, 142),
    swing16=(0.5, 0.56),
    layers=(
        drums(
            """
            kick X.x.......xx.... snare ....X..g.g..X..g hat x.x.x.x.x.x.x.x.
            kick X.x...x...x..... snare ....X..x.g..X..x ride x.x.x.x.x.x.x.x.
            kick X..x..x...x..x..|X.x.......xx.... snare ....X..g....X.g.|....X..g.gx.X..x hat xoxoxoxoxoxoxoxo
            kick X.........x..... snare ....X.x..g..X.xx open x...x...x...x...
            kick X.....x...x..x.. snare ....X.......X... hat x.xxx.x.x.xxx.x.
            kick X......x.xx..... snare ....X..x....X..x hat xoxoxoxoxoxoxoxo
            kick X.x..x....xx...x snare ....X..g..g.X... hat x.x.x.x.x.x.x.x. tamb ....x.......x...
            """,
            (0, 3, 8, 16, "tight"),
            level=0.3,
        ),
        bass(
            "r..r..r...r.o... rr.r..o.r..r.... r.....r.r...5.7. r-----..r-..5-a- ....r-r-....r-o-",
            ("acid", "square bass", 38, 39, 33),
            level=0.3,
        ),
        chords((drawn_steps(16, 0.3, "x0"), drawn_steps(16, 0.4, "0123")), ("stab", "acid", 81, 62, 29), level=0.15),
        pad(PADS, level=0.7, chance=0.5),
        percussion("tamb x...x...x...x...", MACHINES, level=0.8, chance=0.4),
        tune(LEADS, sync=0.5, fours=True, level=0.8, chance=0.5),
    ),
    scales=("minor", "phrygian", "dorian"),
    rates=(0.5, 0.5, 1),
    forms=DANCE_FORMS + SONG_FORMS,
    human=(0, 3),
    drummer=(0, 2),
)
KINDS = (
    Kind(name="garage", family=_FAMILY, about="two-step garage, swung sixteenths", style=_GARAGE),
    Kind(name="offbeathouse", family=_FAMILY, about="house with bass and hats off the beat", style=_off_beat_house),
    Kind(name="disco", family=_FAMILY, about="disco with strings and octaves in the bass", style=_DISCO),
    Kind(name="synthwave", family=_FAMILY, about="synthwave with arpeggios", style=_SYNTHWAVE),
    Kind(name="bigbeat", family=_FAMILY, about="breakbeats with riffs", style=_BREAKS),
)
