"""Written music: chorales of brass, harpsichords over a walking bass, ragtime, drums and strings of a trailer."""

from __future__ import annotations

import numpy as np

from benchmarks.corpus.arrange import Kind
from benchmarks.corpus.forms import TUNE_FORMS
from benchmarks.corpus.patterns import ARP_SIXTEENTHS
from benchmarks.corpus.score import Sound
from benchmarks.corpus.style import STRINGS, Style, bass, chords, drums, pad, percussion, tune
from benchmarks.corpus.tempi import drifting, pushing, slowing

_FAMILY = "chamber"
_HALL = Sound(hall_seconds=2.2, hall_level=0.3, drive=1.2)

#: No drums and no broken chords: the beats are only where the harmony moves.
_BRASS_CHORALE = Style(
    bpm=(62, 108),
    layers=(
        chords("x-x-x-x- x---x-x- x-xxx--- x-x-x-xx x-x-x---|x-x-x-x-", (61, 60, 57), centre=60, velocity=82),
        bass("r-r-5-r- r---5-3- r-5-r-a- r-3-5-o-", (58, 57, 58), velocity=86, level=0.05),
        tune((56, 60, 61), sync=0.05, density=0.8, level=0.5, centre=71, velocity=88),
        tune((60, 57), sync=0.1, density=0.6, level=0.75, centre=60, chance=0.6, velocity=76),
        pad((60, 61), level=0.85, velocity=66, chance=0.4),
        percussion("floor x.......|........ crash o.......|........", (48,), level=0.85, chance=0.4),
    ),
    scales=("major", "major", "minor", "dorian"),
    progressions=("1451", "1645", "14161451", "15641251", "1254"),
    rates=(2, 1, 2),
    forms=TUNE_FORMS,
    human=(8, 18),
    tempo=slowing(drifting(0.02, 9)),
    tail=(1.5, 3.0),
    sound=_HALL,
)


def _baroque(rng: np.random.Generator) -> Style:
    """Harpsichord, strings or flutes over a bass that walks in eighths or quarters."""
    three = rng.random() < 0.4
    return Style(
        bpm=(84, 156) if three else (68, 112),
        meter="3/4" if three else "4/4",
        layers=(
            bass(
                "r.5.3. r.3.5. rwwwwa r--5-a r53" if three else "r.o.5.3. rwwwwwwa r.3.5.o. rro53535 r.w.w.a.",
                (42, 43, 70),
                velocity=84,
            ),
            chords("x-- x.x.x. 012321" if three else "x---x--- 0121 .xx..xx. x.x.x.x.", (6, 6, 19), velocity=72),
            chords(
                "012301230123 021021 0.12.1" if three else f"{ARP_SIXTEENTHS} 0.120.120.120.12 01210121",
                (6, 40, 6),
                level=0.4,
                centre=70,
                velocity=70,
                chance=0.8,
            ),
            tune((40, 73, 68, 6, 74), sync=0.05, density=0.85, level=0.2, centre=74, fours=not three),
            tune((40, 68, 73), sync=0.1, density=0.7, level=0.7, centre=69, chance=0.7),
            pad((48, 19), level=0.75, velocity=54, chance=0.6),
        ),
        scales=("major", "minor", "harmonic"),
        progressions=("1451", "1473625", "14736251", "1625", "1541", "15634145"),
        rates=(1, 2) if three else (2, 1, 2),
        forms=TUNE_FORMS,
        human=(4, 10),
        tempo=slowing(pushing(0.008, 0.015)),
        tail=(1.5, 3.0),
        sound=_HALL,
    )


#: In 2/4, eight steps a bar: the left hand strides on the beats and between them, the right hand ties over both.
_RAGTIME = Style(
    bpm=(74, 112),
    meter="2/4",
    layers=(
        chords("b.x.f.x. b.x.b.x. b.x.f.x.|b.x.bbf.", (0, 3, 3, 1), velocity=74),
        chords(
            ".x.xx.x. x.xx.xx. .xx.x-.x x.x-x.x- .x-xx-x. xx.xx.x.|x.xx.xx. ..x.xx-.",
            (0, 3, 3, 1),
            centre=72,
            velocity=84,
            alike=0.2,
        ),
        tune((3, 0, 71, 105, 72), sync=0.5, density=0.85, level=0.5, centre=78, fours=True),
        bass("r...5... r...u... r.....a.", (58, 32), level=0.75, chance=0.4),
    ),
    scales=("major", "major", "harmonic"),
    sevenths=0.3,
    progressions=("1451", "1625", "11552511", "14156251", "36251625"),
    rates=(0.5, 1),
    forms=(("A", "A", "B", "B", "A", "C"), ("intro", "A", "A", "B", "B"), ("A", "B", "A", "C")),
    human=(4, 10),
    tempo=drifting(0.012),
)
#: Strings saw in threes against low drums: the weight of a bar is on 3+3+2 eighths or sixteenths.
_TRAILER = Style(
    bpm=(92, 148),
    layers=(
        chords(
            "xooxooxoxooxooxo xoxoxoxoxoxoxoxo XooXooXo x.xxx.xxx.xxx.xx 0010010200100102",
            (48, 49, 45, 42),
            centre=55,
            velocity=82,
        ),
        drums(
            """
            floor X..X..X. low .x..x..x
            floor X...X... low ..x...xx
            floor X.....X...X..... kick X.......X....... low ...x..x...x..xxx
            floor X..x..x.X..x..xx mid .......x.......x crash X...............|................
            kick X.......|X.....X. floor x.xxx.xx
            """,
            (48, 48, 16, 24),
            level=0.45,
            fills=False,
        ),
        bass("r------- r--r--r- R..R..R. rrrrrrrr", (43, 42, 57, 38), level=0.3, velocity=96),
        chords("X------- X--X--X- X-----X---------", (61, 57, 60, 58), level=0.6, centre=52, velocity=96),
        pad((*STRINGS, 52), level=0.3, chance=0.8),
        chords("01210121 0.1.2.1. 0123", (46, 11, 0, 9), level=0.05, chance=0.6, centre=72, velocity=62),
        tune((60, 48, 52, 40), sync=0.1, density=0.5, level=0.7, centre=67),
    ),
    scales=("minor", "minor", "phrygian", "dorian"),
    progressions=("1637", "1671", "1111", "1465", "6711"),
    rates=(0.5, 1),
    forms=(
        ("intro", "build", "drop", "break", "build", "drop"),
        ("intro", "verse", "chorus", "break", "chorus"),
        ("quiet", "verse", "build", "drop"),
    ),
    human=(3, 10),
    drummer=(2, 7),
    sound=Sound(hall_seconds=2.4, hall_level=0.3, drive=1.9),
)
KINDS = (
    Kind(name="brasschorale", family=_FAMILY, about="a chorale of brass", style=_BRASS_CHORALE),
    Kind(name="baroque", family=_FAMILY, about="harpsichord and strings over a walking bass", style=_baroque),
    Kind(name="ragtime", family=_FAMILY, about="ragtime in 2/4", style=_RAGTIME),
    Kind(name="trailer", family=_FAMILY, about="strings and drums in threes, as for a film", style=_TRAILER),
)
