"""Songs that begin or end in silence, or stop: quiet beginnings, full stops, fades, builds and drops."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from benchmarks.corpus.arrange import Kind
from benchmarks.corpus.forms import DANCE_FORMS
from benchmarks.corpus.grids import drawn_steps
from benchmarks.corpus.patterns import (
    ARP_SIXTEENTHS,
    BASS_EIGHTHS,
    BASS_OFF_BEAT,
    BASS_ROCK,
    BASS_ROOTS,
    COMP_POP,
    COMP_QUARTERS,
    COMP_ROCK,
    FOUR,
    ROCK,
)
from benchmarks.corpus.score import Effect, Score, Sound
from benchmarks.corpus.style import (
    GUITARS,
    LEADS,
    MACHINES,
    PADS,
    PIANOS,
    POP_KITS,
    ROCK_KITS,
    STRINGS,
    SYNTH_BASSES,
    Style,
    bass,
    chords,
    drums,
    pad,
    tune,
)

_FAMILY = "intro, break, fade"

_BAND = (
    drums(ROCK, (*POP_KITS, *ROCK_KITS), level=0.3),
    bass(f"{BASS_ROCK} {BASS_EIGHTHS} {BASS_ROOTS}", level=0.3),
    chords(f"{COMP_POP} {COMP_QUARTERS} {COMP_ROCK}", (*PIANOS, *GUITARS, 29), level=0.15),
    pad(level=0.75, chance=0.5),
    tune(("sung", "sung", *LEADS), level=0.5, chance=0.85),
)
_EDM = Style(
    bpm=(120, 134),
    layers=(
        drums(FOUR, MACHINES, level=0.65),
        drums("kick X...X...X...X... snare x...x...x...x.x.|xxxxxxxxxxxxxxxx", MACHINES, labels=("build",), chance=0.7),
        bass(f"{BASS_OFF_BEAT} {BASS_EIGHTHS}", SYNTH_BASSES, level=0.5),
        chords("..x...x...x...x. x..x..x...x..x.. x..x..x.x..x..x.", ("stab", "saw lead", 90, 81), level=0.4),
        chords((drawn_steps(16, 0.5, "0123"), ARP_SIXTEENTHS.split()[0]), ("pluck", 80, "bell"), level=0.2, centre=70),
        pad(PADS, level=0.0),
        tune((*LEADS, "sung"), level=0.8, centre=72, chance=0.7),
    ),
    scales=("minor", "major", "dorian"),
    human=(0, 2),
    drummer=(0, 1),
    forms=DANCE_FORMS,
    sound=Sound(duck=0.6, drive=2.0, room=False),
)
_QUIET = Style(
    bpm=(92, 124),
    layers=(
        chords("x------- x---x--- 0-1-2-1- b-12f-21", (0, 4, 46, 89, 11), labels=("quiet",), velocity=44),
        pad((*STRINGS, 89, 95, "warm pad"), labels=("quiet",), velocity=36),
        *_BAND,
    ),
    forms=(("quiet", "verse", "chorus"), ("quiet", "verse", "chorus", "outro"), ("quiet", "chorus", "verse", "chorus")),
)
_STOP = Style(
    bpm=(98, 134),
    layers=_BAND,
    forms=(
        ("verse", "chorus", "break", "verse", "chorus"),
        ("intro", "verse", "break", "chorus", "verse"),
        ("verse", "break", "chorus", "bridge", "chorus"),
    ),
    irregular=0.3,
)
#: Every other song comes back this part of a beat after the grid would have it.
_LATE_RETURN = 0.37


def _stop(score: Score, rng: np.random.Generator) -> Score:
    """A chord on the first beat of the break, then nothing until it is over; in half of the songs it lasts too long."""
    starts = np.cumsum([0, *(section.bars for section in score.sections)]) * score.meter.beats
    at = next(i for i, section in enumerate(score.sections) if section.label == "break")
    first, last = int(starts[at]), int(starts[at + 1])
    begin, end = score.edges[first + 1], score.edges[last]
    late = _LATE_RETURN * (score.edges[last] - score.edges[last - 1]) * bool(rng.random() < 0.5)

    def kept(second: float) -> bool:
        return second < begin - 0.1 or second >= end - 0.1

    def moved(second: float) -> float:
        return second + late if second >= end - 0.1 else second

    return replace(
        score,
        edges=tuple(edge + (late if i >= last else 0.0) for i, edge in enumerate(score.edges)),
        notes=tuple(replace(n, second=moved(n.second)) for n in score.notes if kept(n.second)),
        hits=tuple(replace(h, second=moved(h.second)) for h in score.hits if kept(h.second)),
        sung=tuple(replace(s, second=moved(s.second)) for s in score.sung if kept(s.second)),
        sound=replace(score.sound, effects=(Effect(name="silence", values=(begin, end + late - 0.03)),)),
        silences=((begin - 0.001, end + late - 0.001),) if late else (),
    )


def _fading(rng: np.random.Generator) -> Style:
    fades = (
        Effect(name="fade in", values=(rng.uniform(5, 9),)),
        Effect(name="fade out", values=(rng.uniform(7, 11),)),
    )
    return Style(bpm=(86, 124), layers=_BAND, sound=Sound(effects=fades, stereo=bool(rng.random() < 0.5)))


KINDS = (
    Kind(name="edm4", family=_FAMILY, about="dance music with builds, drops and breaks", style=_EDM),
    Kind(name="quietintro", family=_FAMILY, about="a long quiet beginning, then the band", style=_QUIET),
    Kind(name="breaksilence", family=_FAMILY, about="a full stop in the middle", style=_STOP, finish=_stop),
    Kind(name="fade", family=_FAMILY, about="faded in and out", style=_fading),
    Kind(
        name="leadsilence",
        family=_FAMILY,
        about="seconds of silence before the first bar",
        style=Style(bpm=(96, 136), layers=(drums(ROCK + FOUR, level=0.2), *_BAND[1:]), lead=(2.1, 5.9)),
    ),
)
