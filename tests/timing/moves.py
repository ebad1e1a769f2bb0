"""Storyboards that can be laid out, in every written form, on songs of every kind; and gestures on them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st
from songs import board, make_song, scene, silent_song, steady_song

from composer.listening.song import Song
from composer.storyboard.records import (
    BarCue,
    BeatCue,
    Cue,
    Direction,
    Length,
    Scene,
    SectionCue,
    Snap,
    Storyboard,
    TimeCue,
    Unit,
)
from composer.timing.grid import Grid, make_grid
from composer.timing.moving import Gesture

SECTIONS = [(0.0, "A"), (24.0, "B"), (48.0, "A")]


@dataclass(frozen=True, kw_only=True)
class Drag:
    """A gesture on a storyboard that can be laid out."""

    storyboard: Storyboard
    song: Song
    scene: int
    seconds: float
    gesture: Gesture


def irregular_song(seed: int = 5, bars: int = 40) -> Song:
    """A player's tempo, between 100 and 140, three beats of pickup, and a bar in four with a beat more or less."""
    rng = np.random.default_rng(seed)
    positions = [2, 3, 4]
    for _ in range(bars):
        positions += range(1, 1 + int(rng.choice([4, 4, 4, 4, 4, 4, 3, 5])))
    beats = 0.4 + np.cumsum(60 / (120 + 20 * np.sin(np.arange(len(positions)) / 17)))
    return make_song(duration=float(beats[-1]) + 0.3, beats=beats, positions=positions, sections=SECTIONS)


#: Songs in which as many bars are as many seconds anywhere.
STEADY_SONGS = (
    steady_song(duration=84.0, sections=SECTIONS),
    steady_song(duration=83.3, bpm=96.0, meter=3, first=0.37, pickup=2, sections=SECTIONS),
    silent_song(80.0),
)
SONGS = (*STEADY_SONGS, irregular_song())


@st.composite
def drags(draw: st.DrawFn, songs: tuple[Song, ...] = SONGS, gestures: tuple[Gesture, ...] = tuple(Gesture)) -> Drag:
    """Scenes on whole seconds or bars, each with a cue or a length that agrees with it or flexible, and a gesture."""
    song = draw(st.sampled_from(songs))
    grid = make_grid(song)
    places = sorted(draw(st.sets(st.integers(1, 18), min_size=1, max_size=7)))
    arrivals = [0.0, *(grid.time_of_bar(2 * bar) if grid else 4.0 * bar for bar in places)]
    scenes = [draw(_scenes(number, arrivals, song, grid)) for number in range(len(arrivals))]
    number = draw(st.integers(1, len(arrivals) - 1))
    return Drag(
        storyboard=board(
            *scenes,
            snap=draw(st.sampled_from(Snap)),
            direction=draw(st.sampled_from(Direction)),
            offset=draw(st.sampled_from([0.0, -0.08])),
        ),
        song=song,
        scene=number,
        seconds=arrivals[number] + draw(st.sampled_from([-2.0, -0.5, 0.37, 1.0, 2.0, 3.0])),
        gesture=draw(st.sampled_from(gestures)),
    )


@st.composite
def _scenes(draw: st.DrawFn, number: int, arrivals: list[float], song: Song, grid: Grid | None) -> Scene:
    kind = draw(st.sampled_from(["cue", "cue", "length", "length", "flexible"]))
    if kind == "cue" and number:
        return scene(f"s{number}", cue=draw(st.sampled_from(_cues(arrivals[number], song, grid))))
    if kind == "length":
        end = (*arrivals, song.duration)[number + 1]
        return scene(f"s{number}", length=draw(st.sampled_from(_lengths(arrivals[number], end, grid))))
    return scene(f"s{number}", weight=draw(st.sampled_from([1.0, 1.0, 2.0])))


def _cues(seconds: float, song: Song, grid: Grid | None) -> list[Cue]:
    sections: list[Cue] = [
        SectionCue(number=number)
        for number, section in enumerate(song.sections, 1)
        if abs(section.start - seconds) < 1e-3
    ]
    if sections or grid is None:
        return [TimeCue(seconds=seconds), *sections]
    bar, beat = grid.beat_in_bar(seconds)
    return [BarCue(bar=bar, beat=beat), BeatCue(beat=grid.beat_at(seconds)), TimeCue(seconds=seconds)]


def _lengths(begin: float, end: float, grid: Grid | None) -> list[Length]:
    lengths = [Length(amount=end - begin, unit=Unit.SECONDS)]
    if grid is not None:
        first_bar, first_beat = max(grid.bar_at(begin), 1.0), max(grid.beat_at(begin), 1.0)
        lengths.append(Length(amount=grid.bar_at(end) - first_bar, unit=Unit.BARS))
        lengths.append(Length(amount=grid.beat_at(end) - first_beat, unit=Unit.BEATS))
    return lengths
