"""Songs whose tempo moves: ramps, rubato, a sudden change, a drummer without a click."""

from __future__ import annotations

from benchmarks.corpus.arrange import Kind
from benchmarks.corpus.patterns import (
    ARP_EIGHTHS,
    ARP_TRIPLETS,
    BASS_EIGHTHS,
    BASS_ROCK,
    BASS_ROOTS,
    COMP_POP,
    COMP_QUARTERS,
    COMP_ROCK,
    FOUR,
    FUNK,
    PIANO_LEFT_HAND,
    ROCK,
)
from benchmarks.corpus.style import (
    GUITARS,
    LEADS,
    PIANOS,
    POP_KITS,
    ROCK_KITS,
    WINDS,
    Style,
    bass,
    chords,
    drums,
    pad,
    tune,
)
from benchmarks.corpus.tempi import drifting, ramp, rubato, slowing, stepped

_FAMILY = "tempo varies"

_BAND = (
    drums(ROCK + FUNK, (*POP_KITS, *ROCK_KITS), level=0.35),
    bass(f"{BASS_ROCK} {BASS_EIGHTHS} {BASS_ROOTS}"),
    chords(f"{COMP_POP} {COMP_QUARTERS} {COMP_ROCK}", (*PIANOS, *GUITARS, 16)),
    chords(ARP_EIGHTHS, (*GUITARS, 11), level=0.65, chance=0.4),
    pad(level=0.75, chance=0.5),
    tune(("sung", "sung", *WINDS, *LEADS), level=0.5, chance=0.85),
)
_RAMP = Style(bpm=(96, 122), layers=_BAND, tempo=ramp(0.82, 1.18))
_RUBATO = Style(
    bpm=(68, 100),
    layers=(
        chords(f"{PIANO_LEFT_HAND} b-x-x-x- b---f---", (0, 0, 1, 2), velocity=62),
        chords(f"{ARP_EIGHTHS} {ARP_TRIPLETS} x---x--- x-------", (0,), level=0.7, velocity=64, centre=66),
        tune((0,), level=0.3, centre=76, velocity=82, density=0.6, sync=0.15),
    ),
    human=(8, 14),
    tempo=slowing(rubato(0.16)),
    tail=(2.0, 3.0),
)
_CHANGE = Style(
    bpm=(92, 116),
    layers=_BAND,
    tempo=stepped((1.25, 1.38, 0.78, 1.15, 0.86, 1.5)),
    forms=(
        ("intro", "verse", "chorus", "bridge", "chorus"),
        ("verse", "chorus", "bridge", "chorus"),
        ("verse", "verse", "chorus", "chorus"),
        ("A", "B", "A", "B"),
    ),
)
_LIVE = Style(
    bpm=(84, 136),
    layers=(drums(ROCK + FUNK + FOUR, (*POP_KITS, *ROCK_KITS), level=0.3), *_BAND[1:]),
    human=(8, 12),
    drummer=(3, 6),
    jitter=(7, 12),
    tempo=drifting(0.022),
)
KINDS = (
    Kind(name="ramp", family=_FAMILY, about="a band that speeds up or slows down", style=_RAMP),
    Kind(name="rubatopiano", family=_FAMILY, about="a piano alone, in rubato", style=_RUBATO),
    Kind(name="tempochange", family=_FAMILY, about="a sudden change of tempo", style=_CHANGE),
    Kind(name="livejitter", family=_FAMILY, about="a band without a click that drifts and shakes", style=_LIVE),
)
