"""The camera of a loop: the film's end runs on into its beginning."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from numpy.typing import NDArray
from songs import bars, board, scene, seconds, silent_song, steady_song

from composer.errors import StoryboardError
from composer.listening.song import Song
from composer.storyboard.records import BarCue, Direction, Length, Scene, Storyboard, TimeCue, Unit
from composer.storyboard.stack import keyframe_count
from composer.timing.camera import plan_camera
from composer.timing.schedule import schedule
from composer.timing.silence import silence
from composer.timing.timeline import Timeline

FloatArray = NDArray[np.float64]
BOTH = pytest.mark.parametrize("direction", list(Direction))
VARIED = (
    scene("a", steps=3, ease="rush", length=bars(4)),
    scene("b", steps=2, zoom=3.0, ease="linger", pulse=0.4),
    scene("c", steps=4, ease="glide", length=bars(3), pulse=1.0),
)


def loop(*scenes: Scene, direction: Direction = Direction.IN, fps: Fraction = Fraction(30)) -> Storyboard:
    return replace(board(*scenes, direction=direction, fps=fps), loop=True)


def planned(storyboard: Storyboard, song: Song, rate: Fraction | None = None) -> tuple[Timeline, FloatArray]:
    timeline = schedule(storyboard, song, rate=rate)
    return timeline, plan_camera(storyboard, timeline, song).depths


def two_laps(storyboard: Storyboard, song: Song, rate: Fraction | None = None) -> FloatArray:
    """The film twice, its depths going on."""
    _, depths = planned(storyboard, song, rate)
    lap = keyframe_count(storyboard) * (1 if storyboard.direction is Direction.IN else -1)
    return np.concatenate([depths, depths + lap])


@BOTH
def test_the_frame_after_the_last_would_be_one_lap_on(direction: Direction) -> None:
    steady = [scene(f"s{i}", ease="steady", steps=2, length=seconds(2)) for i in range(3)]
    storyboard = loop(*steady, direction=direction)
    timeline, depths = planned(storyboard, silent_song(6.0))
    assert timeline.frame_count == 180
    if direction is Direction.IN:
        assert depths == pytest.approx(np.arange(180) / 30, abs=1e-9)
    else:
        assert depths == pytest.approx(10 - np.arange(180) / 30, abs=1e-9)
        assert depths[0] % 6 == 4  # the first scene holds the last one in its two steps


@BOTH
@pytest.mark.parametrize("first", [None, BarCue(bar=2)])
def test_every_arrival_of_a_loop_is_exact(direction: Direction, first: BarCue | None) -> None:
    storyboard = loop(scene("a", steps=3, cue=first, pulse=0.5), *VARIED[1:], direction=direction)
    timeline, depths = planned(storyboard, steady_song(duration=32.0))
    for span in timeline.spans:
        assert depths[span.arrival_frame] % 9 == span.first_step
    assert (depths >= 0).all()


@BOTH
@pytest.mark.parametrize("first", [None, BarCue(bar=2)])
def test_speed_has_no_kink_where_the_end_meets_the_beginning(direction: Direction, first: BarCue | None) -> None:
    """Halving the frame step halves the largest change of speed; at a kink it would stay."""
    scenes = replace(VARIED[0], cue=first, length=None) if first else VARIED[0], *VARIED[1:]
    jumps = []
    for rate in (Fraction(120), Fraction(240), Fraction(480)):
        depths = two_laps(loop(*scenes, direction=direction), steady_song(duration=32.0), rate)
        jumps.append(np.abs(np.diff(np.diff(depths) * float(rate))).max())
    assert jumps[1] < 0.6 * jumps[0]
    assert jumps[2] < 0.6 * jumps[1]


@BOTH
def test_the_camera_of_a_loop_never_turns_back_nor_stops(direction: Direction) -> None:
    steps = np.diff(two_laps(loop(*VARIED, direction=direction), steady_song(duration=32.0)))
    assert ((steps if direction is Direction.IN else -steps) > 0).all()


def test_the_pulse_goes_on_over_the_end() -> None:
    scenes = [scene(name, ease="steady", steps=4, length=bars(4), pulse=0.5) for name in "ab"]
    speed = np.diff(two_laps(loop(*scenes), steady_song(duration=16.0)))
    beats = speed[: 480 * 2 - 15].reshape(-1, 15)  # half a second each
    assert beats == pytest.approx(np.tile(beats[0], (63, 1)), abs=1e-9)
    assert beats[0].max() > 1.5 * beats[0].mean()


@BOTH
@pytest.mark.parametrize("count", [1, 2])
def test_speed_has_no_kink_where_the_film_begins_before_its_first_scene(direction: Direction, count: int) -> None:
    scenes = [scene("a", steps=3, ease="rush", pulse=1.0, cue=BarCue(bar=3)), scene("b", steps=1, ease="linger")]
    jumps = []
    for rate in (Fraction(120), Fraction(240)):
        depths = two_laps(loop(*scenes[:count], direction=direction), steady_song(duration=32.0), rate)
        jumps.append(np.abs(np.diff(np.diff(depths) * float(rate))).max())
    assert jumps[1] < 0.6 * jumps[0]


@BOTH
def test_a_loop_of_one_scene_goes_round_in_itself(direction: Direction) -> None:
    storyboard = loop(scene("a", steps=1, ease="rush", length=seconds(1)), direction=direction)
    assert np.abs(np.diff(two_laps(storyboard, silent_song(1.0)))).sum() == pytest.approx(2, abs=0.1)


def test_lengths_that_end_before_the_song_leave_a_loop_open() -> None:
    storyboard = loop(scene("a", length=bars(4)), scene("b", length=bars(4)))
    with pytest.raises(StoryboardError) as error:
        schedule(storyboard, steady_song(duration=32.0))
    assert str(error.value) == (
        'film.yaml:22:9: scenes[1].bars: 4 bars of "b" end at bar 9, before the loop does (it lasts 0:32.00, '
        "as long as the song)\n  hint: take the length off one scene, so that it can stretch"
    )


def test_a_loop_ends_with_a_song_that_rings_on_after_its_last_bar() -> None:
    storyboard = loop(scene("a", length=bars(4)), scene("b", length=bars(4)))
    timeline, _ = planned(storyboard, steady_song(duration=16.4))
    assert timeline.spans[-1].settle_frame == timeline.frame_count == 492


def test_silence_lasts_as_long_as_its_scenes() -> None:
    quiet = silence(board(scene("a", length=seconds(2.5)), scene("b", length=seconds(0.25))))
    assert quiet is not None
    assert (quiet.duration, len(quiet.beats), quiet.sections) == (2.75, 0, ())
    assert schedule(board(scene("a", length=seconds(2.5)), scene("b")), quiet).frame_count == 83


@pytest.mark.parametrize(
    "other",
    [scene("b"), scene("b", length=bars(4)), scene("b", cue=TimeCue(seconds=3.0))],
    ids=["no length", "bars", "a cue"],
)
def test_scenes_without_seconds_do_not_say_how_long_a_film_is(other: Scene) -> None:
    assert silence(board(scene("a", length=seconds(2)), other)) is None


def test_a_silent_film_is_no_longer_than_a_song_may_be() -> None:
    with pytest.raises(StoryboardError) as error:
        silence(board(scene("a", length=Length(amount=20000, unit=Unit.SECONDS))))
    assert str(error.value) == (
        "film.yaml:1:1: scenes: the scenes last 333:20.00, longer than a film may (180:00.00)\n"
        "  hint: shorten some of them"
    )
