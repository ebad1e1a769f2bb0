"""Random grooves: twelve grammars, each a kind, from which drums, bass and chords are drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from benchmarks.corpus.arrange import Kind
from benchmarks.corpus.forms import DANCE_FORMS, LOOP_FORMS, SONG_FORMS, TUNE_FORMS
from benchmarks.corpus.grammar import Grammar, draw_bass, draw_chords, draw_groove
from benchmarks.corpus.meters import METERS
from benchmarks.corpus.parts import Layer
from benchmarks.corpus.style import (
    BASSES,
    GUITARS,
    JAZZ_KITS,
    LEADS,
    MACHINES,
    PIANOS,
    POP_KITS,
    ROCK_KITS,
    SYNTH_BASSES,
    WINDS,
    Range,
    Style,
    bass,
    chords,
    drums,
    pad,
    tune,
)
from benchmarks.corpus.tempi import drifting, steady

_FAMILY = "random grooves"
_ALL_KITS = (*POP_KITS, *ROCK_KITS, *JAZZ_KITS, *MACHINES)
_ALL_BASSES = (*BASSES, *SYNTH_BASSES)
_ALL_CHORDS = (*PIANOS, *GUITARS, 16, 21, 12, 29, "pluck", "stab", 90)
#: Grooves drawn for a song, from which its sections draw theirs.
_GROOVES = 3
#: How often a song drifts instead of keeping to a click.
_DRIFTS = 0.3
#: Where a swung off-beat lies, from and to.
_SWUNG8, _SWUNG16 = (0.56, 0.68), (0.54, 0.64)


@dataclass(frozen=True, kw_only=True)
class _Setting:
    """A grammar with the tempi and the swing of its kind."""

    about: str
    grammar: Grammar
    bpm: Range
    swing8: Range = (0.5, 0.5)
    swing16: Range = (0.5, 0.5)


_BACKBEAT = ((1, 3),)
_SETTINGS = {
    "a": _Setting(
        about="4/4 in sixteenths with a backbeat",
        grammar=Grammar(meter="4/4", steps=(4,), backbeats=_BACKBEAT),
        bpm=(70, 132),
    ),
    "b": _Setting(
        about="4/4 in swung sixteenths with a backbeat",
        grammar=Grammar(meter="4/4", steps=(4,), backbeats=_BACKBEAT, hands=3),
        bpm=(68, 116),
        swing16=_SWUNG16,
    ),
    "c": _Setting(
        about="4/4 in triplets",
        grammar=Grammar(meter="4/4", steps=(3,), backbeats=(*_BACKBEAT, *_BACKBEAT, (2,), ())),
        bpm=(55, 142),
    ),
    "d": _Setting(
        about="fast 4/4 in eighths",
        grammar=Grammar(meter="4/4", steps=(2,), backbeats=(*_BACKBEAT, *_BACKBEAT, (0, 1, 2, 3)), hands=1),
        bpm=(122, 190),
    ),
    "e": _Setting(
        about="four on the floor under what lies off the beat",
        grammar=Grammar(
            meter="4/4",
            steps=(4,),
            backbeats=(*_BACKBEAT, ()),
            metals=("off", "off", "sixteenths", "drawn"),
            off_beat=0.5,
            kick_on_beats=True,
        ),
        bpm=(92, 150),
    ),
    "f": _Setting(
        about="4/4 of percussion, without a backbeat",
        grammar=Grammar(meter="4/4", steps=(4, 4, 2), backbeats=((),), hands=5, off_beat=0.3),
        bpm=(78, 150),
    ),
    "g": _Setting(
        about="4/4 with the snare on the third beat",
        grammar=Grammar(meter="4/4", steps=(4,), backbeats=((2,),), hands=1),
        bpm=(98, 152),
    ),
    "h": _Setting(
        about="3/4, straight",
        grammar=Grammar(meter="3/4", steps=(2, 4), backbeats=((1, 2), (2,), (1,), ())),
        bpm=(70, 190),
    ),
    "i": _Setting(
        about="3/4, swung or in triplets",
        grammar=Grammar(meter="3/4", steps=(2, 3), backbeats=((1, 2), (2,), ())),
        bpm=(76, 176),
        swing8=_SWUNG8,
    ),
    "j": _Setting(
        about="6/8, two dotted beats a bar",
        grammar=Grammar(meter="6/8", steps=(3,), backbeats=((1,), (1,), ())),
        bpm=(44, 126),
    ),
    "k": _Setting(
        about="2/4 in sixteenths",
        grammar=Grammar(meter="2/4", steps=(4,), backbeats=((1,), (1,), ()), hands=3),
        bpm=(74, 138),
        swing16=(0.48, 0.56),
    ),
    "l": _Setting(
        about="4/4 with loud layers between the beats",
        grammar=Grammar(meter="4/4", steps=(2, 3, 4), backbeats=(*_BACKBEAT, (2,), ()), off_beat=1.0),
        bpm=(62, 178),
    ),
}


def _drawing(name: str) -> Callable[[np.random.Generator], Style]:
    setting = _SETTINGS[name]

    def draw(rng: np.random.Generator) -> Style:
        live = rng.random() < _DRIFTS
        return Style(
            bpm=setting.bpm,
            meter=setting.grammar.meter,
            swing8=setting.swing8,
            swing16=setting.swing16,
            layers=_layers(setting.grammar, rng),
            sevenths=0.4,
            forms=SONG_FORMS + TUNE_FORMS + LOOP_FORMS + DANCE_FORMS,
            human=(0, 10),
            drummer=(0, 6),
            jitter=(0, 8) if live else (0, 0),
            tempo=drifting(float(rng.uniform(0.004, 0.02))) if live else steady,
            irregular=0.2,
        )

    return draw


def _layers(grammar: Grammar, rng: np.random.Generator) -> tuple[Layer, ...]:
    """Drums always, all others now and then."""
    meter, steps = METERS[grammar.meter], int(rng.choice(grammar.steps))
    grooves = tuple(draw_groove(grammar, rng, steps) for _ in range(_GROOVES))
    basses = " ".join(draw_bass(rng, meter, steps) for _ in range(2))
    between = rng.random() < grammar.off_beat
    rhythms = " ".join(draw_chords(rng, meter, steps, between) for _ in range(2))
    return (
        drums(grooves, _ALL_KITS, level=float(rng.uniform(0.1, 0.45)), fills=bool(rng.random() < 0.7)),
        bass(basses, _ALL_BASSES, level=float(rng.uniform(0.0, 0.5)), chance=0.85),
        chords(rhythms, _ALL_CHORDS, level=float(rng.uniform(0.0, 0.5)), chance=0.85),
        chords(draw_chords(rng, meter, steps, False).replace("x", "1").replace("X", "0"), _ALL_CHORDS, level=0.7,
               chance=0.4, centre=68),
        pad(level=float(rng.uniform(0.0, 0.8)), chance=0.4),
        tune(("sung", *WINDS, *LEADS, 0, 24), sync=float(rng.uniform(0, 0.6)), level=0.5, chance=0.6),
    )  # fmt: skip


KINDS = tuple(
    Kind(name=f"groove_{name}", family=_FAMILY, about=setting.about, style=_drawing(name))
    for name, setting in _SETTINGS.items()
)
