"""Sound that was spoilt on the way: vinyl, codecs, small loudspeakers, crowds, tape."""

from __future__ import annotations

import numpy as np

from benchmarks.corpus.arrange import Kind
from benchmarks.corpus.forms import LOOP_FORMS
from benchmarks.corpus.patterns import (
    ARP_EIGHTHS,
    BASS_EIGHTHS,
    BASS_RNB,
    BASS_ROCK,
    BASS_ROOTS,
    COMP_BALLAD,
    COMP_POP,
    COMP_QUARTERS,
    FOUR,
    HIP_HOP,
    ROCK,
)
from benchmarks.corpus.score import Effect, Sound
from benchmarks.corpus.style import (
    GUITARS,
    PIANOS,
    POP_KITS,
    ROCK_KITS,
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

_FAMILY = "degraded / dreamy"

_BAND = (
    drums(ROCK + FOUR, (*POP_KITS, *ROCK_KITS), level=0.3),
    bass(f"{BASS_ROCK} {BASS_EIGHTHS} {BASS_ROOTS}"),
    chords(f"{COMP_POP} {COMP_QUARTERS}", (*PIANOS, *GUITARS, 81)),
    pad(level=0.7, chance=0.6),
    tune(("sung", "sung", 66, 80), level=0.5),
)


def _lofi(rng: np.random.Generator) -> Style:
    effects = (Effect(name="vinyl", values=(rng.uniform(0.02, 0.07),)),)
    return Style(
        bpm=(68, 94),
        swing16=(0.54, 0.64),
        layers=(
            drums(HIP_HOP, (8, 12, 25, 0, "tight"), level=0.25),
            bass(f"{BASS_RNB} {BASS_ROOTS}", (32, 33, 38, "sub")),
            chords(f"{COMP_BALLAD} x-----x-.x-----. ..x...x...x...x.", (4, 5, 0, 26, 24), velocity=70),
            chords("0.1.2.1. 3.2.1.0. 2...1...", (11, 12, 46, 73), level=0.75, centre=72, chance=0.6),
            pad((89, 91, "warm pad"), level=0.65, chance=0.5),
            tune((11, 0, 66, 73), sync=0.5, level=0.55, chance=0.6, density=0.45),
        ),
        scales=("minor", "dorian", "major"),
        sevenths=1.0,
        human=(6, 14),
        drummer=(3, 8),
        forms=LOOP_FORMS,
        sound=Sound(stereo=bool(rng.random() < 0.5), effects=effects),
    )


def _coded(rng: np.random.Generator) -> Style:
    codec = str(rng.choice(["mp3", "opus", "aac"]))
    effects = (Effect(name="codec", values=(codec,)),)
    return Style(bpm=(94, 138), layers=_BAND, sound=Sound(drive=2.0, stereo=bool(rng.random() < 0.5), effects=effects))


def _small_loudspeaker(rng: np.random.Generator) -> Style:
    effects = (
        Effect(name="phone", values=(rng.uniform(250, 450), rng.uniform(2800, 4500))),
        Effect(name="crowd", values=(rng.uniform(0.01, 0.08),)),
    )
    return Style(
        bpm=(88, 140), layers=_BAND, tempo=drifting(0.008), sound=Sound(stereo=False, rate=22050, effects=effects)
    )


def _chillwave(rng: np.random.Generator) -> Style:
    effects = (Effect(name="wobble", values=(rng.uniform(0.02, 0.08),)), Effect(name="dull", values=(9000.0,)))
    return Style(
        bpm=(84, 116),
        layers=(
            pad(("pad", "warm pad"), level=0.0, velocity=78),
            drums(
                """
                kick X...X...X...X... snare ....x.......x... hat o.x.o.x.o.x.o.x.
                kick X.....x...X..... clap ....x.......x... shaker o.x.o.x.o.x.o.x.
                kick X..x..X...X..... snare ....x.......x... hat oxoxoxoxoxoxoxox
                kick X...X...X...X... clap ....x.......x... open ..x...x...x...x.
                """,
                ("analog",),
                fills=False,
                level=0.4,
            ),
            bass("r--r-5-- r-----rr .r.r.r.r r--r--r-", (*SYNTH_BASSES,), level=0.35),
            chords(ARP_EIGHTHS, ("pluck", "bell", "square lead"), level=0.6, centre=74, velocity=70),
            percussion("tamb ....x.......x...", ("analog",), level=0.8, chance=0.5),
            tune(level=0.5, velocity=80),
        ),
        scales=("major", "dorian", "minor"),
        sevenths=1.0,
        human=(0, 3),
        sound=Sound(duck=0.75, drive=2.0, voices=0.6, hall_seconds=2.2, hall_level=0.35, effects=effects),
    )


KINDS = (
    Kind(name="lofivinyl", family=_FAMILY, about="lo-fi hip-hop from a vinyl record", style=_lofi),
    Kind(name="codeclow", family=_FAMILY, about="a codec at a low bit rate", style=_coded),
    Kind(name="smallspeaker", family=_FAMILY, about="a small loudspeaker among people", style=_small_loudspeaker),
    Kind(name="chillwave", family=_FAMILY, about="dreamy synthesisers that duck under the kick", style=_chillwave),
)
