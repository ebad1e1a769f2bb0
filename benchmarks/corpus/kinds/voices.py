"""Voices alone: a lead with backing voices, and choirs in close harmony."""

from __future__ import annotations

from benchmarks.corpus.arrange import Kind
from benchmarks.corpus.forms import SONG_FORMS, TUNE_FORMS
from benchmarks.corpus.score import Sound
from benchmarks.corpus.style import Style, choir, tune
from benchmarks.corpus.tempi import drifting, rubato, slowing

_FAMILY = "voices"

_A_CAPPELLA = Style(
    bpm=(76, 132),
    swing8=(0.5, 0.64),
    layers=(
        choir("x.x.x.x. x..x..x. .x.x.x.x xxxxxxxx x--x--x- X.xxX.xx x-.xx-.x"),
        tune(sync=0.4, level=0.35, centre=70, velocity=110),
    ),
    sevenths=0.3,
    forms=SONG_FORMS + TUNE_FORMS,
    tempo=drifting(0.012),
    sound=Sound(hall_seconds=1.2, hall_level=0.2, drive=1.2),
)
_BARBERSHOP = Style(
    bpm=(72, 128),
    swing8=(0.5, 0.66),
    layers=(
        choir("x-x-x-x- x-xxx--- x---x-x- xxxxx-x- x--xx---|x-x-x--- x-xxx-xx", alike=0.3),
        tune(sync=0.1, level=0.7, centre=74, velocity=70, chance=0.4, density=0.8),
    ),
    scales=("mixolydian", "major"),
    sevenths=1.0,
    progressions=("1625", "36251451", "14252511", "11625125"),
    rates=(1, 2, 2),
    forms=TUNE_FORMS,
    tempo=slowing(rubato(0.06)),
    sound=Sound(hall_seconds=1.0, hall_level=0.15, drive=1.1),
)
_CHANT = Style(
    bpm=(58, 96),
    meter="3/4",
    layers=(
        choir("xxx x-x x-- xx- x-xxx-"),
        tune(sync=0.1, level=0.5, centre=72, density=0.6, velocity=95),
    ),
    scales=("dorian", "major", "minor"),
    sevenths=0.0,
    forms=TUNE_FORMS,
    tempo=slowing(drifting(0.015, 9)),
    tail=(1.5, 3.0),
    sound=Sound(hall_seconds=3.0, hall_level=0.5, drive=1.1),
)
KINDS = (
    Kind(name="acapella", family=_FAMILY, about="a lead voice and backing voices", style=_A_CAPPELLA),
    Kind(name="barbershop", family=_FAMILY, about="four voices in close harmony, with some freedom", style=_BARBERSHOP),
    Kind(name="choralthree", family=_FAMILY, about="a choir in 3/4 in a chapel", style=_CHANT),
)
