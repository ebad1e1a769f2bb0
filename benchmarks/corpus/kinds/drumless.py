"""Songs without drums: piano, strings, guitar and voice."""

from __future__ import annotations

from benchmarks.corpus.arrange import Kind
from benchmarks.corpus.forms import TUNE_FORMS
from benchmarks.corpus.patterns import ARP_EIGHTHS, ARP_TRIPLETS, BASS_WALTZ, COMP_WALTZ, PICKING
from benchmarks.corpus.score import Sound
from benchmarks.corpus.style import STRINGS, Style, bass, chords, pad, tune
from benchmarks.corpus.tempi import drifting, slowing, steady

_FAMILY = "drumless"
_HALL = Sound(hall_seconds=2.2, hall_level=0.35, drive=1.1)

_AMBIENT_PIANO = Style(
    bpm=(56, 84),
    layers=(
        chords("b-12f-21 b---2--- b-1-2-1- b---x--- 0-1-2-3- b-------", (0, 0, 4, 46), velocity=54),
        pad((89, 91, 94, 95, 48, "warm pad"), level=0.3, velocity=48),
        chords(f"{ARP_EIGHTHS} {ARP_TRIPLETS}", (0, 11, 10, 98), level=0.75, velocity=48, centre=72, chance=0.6),
        tune((0, 11, 73), level=0.55, centre=76, density=0.35, velocity=58, sync=0.2),
        bass("r------- r---5---", (32, 43), level=0.7, velocity=58, chance=0.5),
    ),
    human=(6, 14),
    sevenths=0.7,
    rates=(1, 0.5),
    tempo=slowing(drifting(0.012)),
    tail=(2.0, 3.0),
    sound=_HALL,
)
_STRINGS = Style(
    bpm=(60, 92),
    layers=(
        chords("x------- x---x--- x-x-x-x-", (48, 49, 50, 51, 52), level=0.0, velocity=70),
        bass("r------- r---r--- r-r-r-r-", (42, 43, 48), level=0.2, velocity=70),
        chords("0-1-2-1- 01210121 0-2-1-2-", (40, 41, 49, 45), level=0.6, velocity=66, centre=66),
        tune((40, 41, 42, 52, 68, 73), level=0.5, centre=72, velocity=78, density=0.5, sync=0.1),
        pad((48, 52, 53), level=0.75, velocity=56, centre=67),
    ),
    human=(8, 18),
    rates=(1, 1, 2),
    tempo=slowing(drifting(0.01)),
    tail=(2.0, 3.0),
    sound=_HALL,
)
_ACOUSTIC = Style(
    bpm=(76, 126),
    layers=(
        chords(f"{PICKING} x--xx-xx x.xxx.xx x-x-xxxx", (24, 25, 25), level=0.0, velocity=78, strum=0.012),
        chords("x---x--- ..x...x. X-------", (25, 26, 27), level=0.8, chance=0.4, velocity=62, strum=0.02),
        tune(level=0.45, sync=0.35),
        tune(("sung", 73, 40, 22), level=0.85, centre=70, chance=0.3),
    ),
    human=(5, 12),
    tempo=drifting(0.008),
)
_WALTZ = Style(
    bpm=(88, 168),
    meter="3/4",
    layers=(
        chords(f"{COMP_WALTZ} b.xb.x", (0, 21, 23, 24), level=0.0),
        bass(BASS_WALTZ, (32, 43, 42), level=0.4),
        chords("012321 012012", (0, 46, 24, 45), level=0.65, chance=0.5, velocity=64, centre=66),
        pad(STRINGS, level=0.7),
        tune((21, 40, 73, 71, 22, 68), level=0.35, sync=0.15, centre=70),
    ),
    forms=TUNE_FORMS,
    human=(4, 11),
    tempo=slowing(steady),
)
KINDS = (
    Kind(name="ambientpiano", family=_FAMILY, about="soft piano in a hall", style=_AMBIENT_PIANO),
    Kind(name="stringssoft", family=_FAMILY, about="strings and choir that swell", style=_STRINGS),
    Kind(name="acousticvocal", family=_FAMILY, about="a guitar and a voice", style=_ACOUSTIC),
    Kind(name="waltz3nodrum", family=_FAMILY, about="a waltz of accordion, piano and strings", style=_WALTZ),
)
