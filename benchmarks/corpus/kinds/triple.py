"""Bars of three, and beats of three."""

from __future__ import annotations

from benchmarks.corpus.arrange import Kind
from benchmarks.corpus.forms import TUNE_FORMS
from benchmarks.corpus.patterns import ARP_SIX, BASS_SIX, BASS_WALTZ, COMP_SIX, COMP_WALTZ, SIX_EIGHT, WALTZ
from benchmarks.corpus.style import (
    GUITARS,
    JAZZ_KITS,
    PIANOS,
    POP_KITS,
    STRINGS,
    WINDS,
    Style,
    bass,
    chords,
    drums,
    pad,
    tune,
)

_FAMILY = "3/4 and 6/8"

_WALTZ = Style(
    bpm=(84, 186),
    meter="3/4",
    layers=(
        drums(WALTZ, (*POP_KITS, *JAZZ_KITS), level=0.3),
        bass(BASS_WALTZ, (32, 33, 43, 58), level=0.25),
        chords(f"{COMP_WALTZ} .xx x-x .x.xx.", (0, 24, 25, 21, 4)),
        chords("012321 012012 0-1-2-", (24, 25, 46, 11), level=0.6, chance=0.4),
        pad(STRINGS, level=0.75, chance=0.6),
        tune((*WINDS, 21, 40, "sung", "sung"), level=0.45, sync=0.2),
    ),
    forms=TUNE_FORMS,
)
_BALLAD_SIX = Style(
    bpm=(42, 72),
    meter="6/8",
    layers=(
        drums(SIX_EIGHT, POP_KITS, level=0.35),
        bass(BASS_SIX, level=0.3),
        chords(f"{ARP_SIX} {COMP_SIX}", (*PIANOS, *GUITARS)),
        chords(ARP_SIX, (24, 25, 27), level=0.65, chance=0.5),
        pad(level=0.7, chance=0.7),
        tune(("sung", "sung", 27, 65), level=0.45, sync=0.25),
    ),
    seconds=(46, 56),
)
KINDS = (
    Kind(name="waltz3", family=_FAMILY, about="a waltz with light drums", style=_WALTZ),
    Kind(name="ballad68", family=_FAMILY, about="a ballad in 6/8", style=_BALLAD_SIX),
)
