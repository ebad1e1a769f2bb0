"""The camera's depth: exact at arrivals, monotone, without a kink, surging with the beat."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from songs import bars, board, scene, steady_song

from composer.easing import EASINGS, Easing
from composer.listening.song import Song
from composer.storyboard.records import BarCue, Direction, Hold, Scene, Storyboard
from composer.timing.camera import plan_camera, plan_moves
from composer.timing.schedule import schedule
from composer.timing.timeline import Timeline

SONG = steady_song(duration=64.0, bpm=97, first=0.3)
#: Every easing next to every kind of neighbour, slow scenes beside fast ones, a scene without steps.
VARIED = (
    scene("a", ease="steady", steps=1),
    scene("b", ease="rush", steps=8, weight=0.4),
    scene("c", ease="surge", steps=1, weight=2),
    scene("d", ease="linger", steps=5, weight=0.5),
    scene("e", ease="glide", steps=0),
    scene("f", ease="rush", steps=3),
    scene("g", ease="surge", steps=2),
)
BOTH = pytest.mark.parametrize("direction", list(Direction))


def planned(
    storyboard: Storyboard, song: Song = SONG, rate: Fraction = Fraction(30)
) -> tuple[Timeline, np.ndarray[tuple[int], np.dtype[np.float64]]]:
    timeline = schedule(storyboard, song, rate=rate)
    return timeline, plan_camera(storyboard, timeline, song).depths


def with_pulse(scenes: tuple[Scene, ...], pulse: float) -> tuple[Scene, ...]:
    return tuple(replace(each, pulse=pulse) for each in scenes)


@BOTH
@pytest.mark.parametrize("pulse", [0.0, 0.4, 1.0])
@pytest.mark.parametrize("rate", [Fraction(24000, 1001), Fraction(60)])
def test_the_depth_at_every_arrival_is_the_whole_number_of_its_keyframe(
    direction: Direction, pulse: float, rate: Fraction
) -> None:
    timeline, depths = planned(board(*with_pulse(VARIED, pulse), direction=direction), rate=rate)
    for span in timeline.spans:
        assert depths[span.arrival_frame] == pytest.approx(span.first_step, abs=1e-12)


@BOTH
@pytest.mark.parametrize("pulse", [0.0, 1.0])
def test_the_camera_never_turns_back(direction: Direction, pulse: float) -> None:
    _, depths = planned(board(*with_pulse(VARIED, pulse), direction=direction))
    forward = np.diff(depths) * (1 if direction is Direction.IN else -1)
    assert forward.min() >= -1e-12


def test_an_easing_that_is_fast_at_both_ends_between_faster_scenes_does_not_turn_the_camera_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    vault = Easing(name="vault", meaning="fast, slow, fast", speed=lambda u: 0.2 + 0.8 * 12 * (u - 0.5) ** 2)
    monkeypatch.setitem(EASINGS, "vault", vault)
    scenes = [scene(f"s{i}", ease="vault", steps=steps) for i, steps in enumerate((9, 1, 9))]
    _, depths = planned(board(*scenes))
    assert np.diff(depths).min() > 0


def test_flying_in_the_film_ends_in_the_last_scenes_last_keyframe() -> None:
    _, depths = planned(board(*VARIED))
    assert (depths[0], depths[-1]) == (0.0, sum(each.steps for each in VARIED))


def test_pulling_out_the_film_rests_on_the_outermost_scene_from_its_arrival_on() -> None:
    timeline, depths = planned(board(*VARIED, direction=Direction.OUT))
    last = timeline.spans[-1]
    assert (depths[last.arrival_frame :] == 0).all()
    assert depths[last.arrival_frame - 1] > 0


def test_pulling_out_a_first_scene_with_a_cue_is_reached_from_its_own_innermost_step() -> None:
    scenes = scene("a", steps=3, cue=BarCue(bar=5)), scene("b", steps=2, cue=BarCue(bar=9))
    timeline, depths = planned(board(*scenes, direction=Direction.OUT))
    assert depths[0] == 5.0
    assert depths[timeline.spans[0].arrival_frame] == pytest.approx(2.0, abs=1e-12)
    assert depths[timeline.spans[1].arrival_frame] == 0.0


@BOTH
def test_the_camera_rests_in_its_holds(direction: Direction) -> None:
    hold = Hold(start=bars(2), end=bars(4))
    timeline, depths = planned(board(*(scene(name) for name in "abc"), hold=hold, direction=direction))
    start = timeline.spans[0].depart_frame
    assert start == round(30 * (0.3 + 8 * 60 / 97))
    assert (depths[: start + 1] == depths[0]).all()
    assert depths[start + 1] != depths[0]
    end = timeline.spans[-1].settle_frame if direction is Direction.IN else timeline.spans[-1].arrival_frame
    assert (depths[end:] == depths[-1]).all()
    assert depths[end - 1] != depths[-1]
    assert depths[0] == (0 if direction is Direction.IN else 4)


def test_the_camera_waits_for_a_first_scene_with_a_cue() -> None:
    timeline, depths = planned(board(scene("a", cue=BarCue(bar=5)), scene("b")))
    assert (depths[: timeline.spans[0].arrival_frame + 1] == 0).all()


@BOTH
@pytest.mark.parametrize("pulse", [0.0, 0.5])
def test_speed_has_no_kink(direction: Direction, pulse: float) -> None:
    """Halving the frame step halves the largest change of speed; at a kink it would stay."""
    jumps = []
    # Beats and bars on whole frames at every rate, so that the same motion is sampled finer and finer.
    song = steady_song(duration=32.0)
    for rate in (Fraction(120), Fraction(240), Fraction(480)):
        _, depths = planned(board(*with_pulse(VARIED, pulse), direction=direction), song, rate)
        jumps.append(np.abs(np.diff(np.diff(depths) * float(rate))).max())
    assert jumps[1] < 0.6 * jumps[0]
    assert jumps[2] < 0.6 * jumps[1]


@pytest.mark.parametrize("ease", sorted(EASINGS))
def test_a_scene_far_from_its_ends_runs_at_its_easings_speed(ease: str) -> None:
    _, depths = planned(board(scene("a", ease=ease, steps=4), scene("b", cue=BarCue(bar=9))), steady_song())
    middle = slice(120, 360)  # of 480 frames: between the blended quarters
    speed = np.diff(depths)[middle]
    shape = EASINGS[ease].speed((np.arange(480)[middle] + 0.5) / 480)
    ratio = speed / shape
    assert ratio.max() - ratio.min() < 2e-3 * ratio.mean()


def test_steady_scenes_of_one_speed_are_one_straight_line() -> None:
    scenes = [scene(f"s{i}", ease="steady", steps=2) for i in range(4)]
    timeline, depths = planned(board(*scenes), steady_song(duration=64.0))
    end = timeline.spans[2].start_frame  # the last scene ends on the last frame, a frame before its song
    assert depths[: end + 1] == pytest.approx(np.arange(end + 1) * 2 / 480, abs=1e-9)


def test_moves_lead_from_knot_to_knot_without_a_gap() -> None:
    storyboard = board(*VARIED, hold=Hold(start=bars(1), end=bars(1)))
    timeline = schedule(storyboard, SONG)
    moves = plan_moves(storyboard, timeline)
    assert [move.start_frame for move in moves] == [0, *(move.end_frame for move in moves[:-1])]
    assert [move.start_depth for move in moves] == [0, *(move.end_depth for move in moves[:-1])]
    assert moves[-1].end_frame == timeline.frame_count - 1


def test_depths_cannot_be_changed() -> None:
    storyboard = board(scene("a"))
    path = plan_camera(storyboard, schedule(storyboard, SONG), SONG)
    with pytest.raises(ValueError, match="read-only"):
        path.depths[0] = 1.0


def test_the_pulse_moves_no_beat() -> None:
    song = steady_song(duration=64.0)  # beats on frames 0, 15, 30, …
    _, plain = planned(board(*VARIED), song)
    _, pulsed = planned(board(*with_pulse(VARIED, 1.0)), song)
    assert pulsed[::15] == pytest.approx(plain[::15], abs=1e-12)
    assert np.abs(pulsed - plain).max() > 0.01


def test_the_camera_is_fastest_just_after_each_beat() -> None:
    song = steady_song(duration=64.0, bpm=60)  # a beat each 60 frames at 60 frames per second
    scenes = scene("a", ease="steady", steps=8, pulse=0.5), scene("b", cue=BarCue(bar=9))
    _, depths = planned(board(*scenes), song, Fraction(60))
    speed = np.diff(depths)[: 32 * 60].reshape(32, 60)[8:24]
    fastest = speed.argmax(axis=1)
    assert (fastest >= 3).all()
    assert (fastest <= 9).all()
    assert (speed.max(axis=1) > 1.5 * speed.mean(axis=1)).all()


def test_stronger_beats_surge_more() -> None:
    song = steady_song(duration=64.0)
    loud_quiet = replace(song, strengths=np.tile([1.0, 0.25], 64))
    scenes = scene("a", ease="steady", steps=8, pulse=0.5), scene("b", cue=BarCue(bar=17))
    plain = planned(board(*(replace(each, pulse=0.0) for each in scenes)), song)[1]
    lead = planned(board(*scenes), loud_quiet)[1] - plain
    loud, quiet = lead[300:315].max(), lead[315:330].max()
    assert quiet == pytest.approx(loud / 4, rel=1e-6)


def test_the_camera_of_two_hundred_scenes_looks_at_each_beat_a_few_times(monkeypatch: pytest.MonkeyPatch) -> None:
    from composer.timing import camera

    looks = 0
    surge = camera.surge

    def counting(beats: list[object], depths: object, move: object) -> object:
        nonlocal looks
        looks += len(beats)
        return surge(beats, depths, move)  # type: ignore[arg-type]

    monkeypatch.setattr(camera, "surge", counting)
    planned(board(*(scene(f"s{i}", pulse=0.2) for i in range(200))), steady_song(duration=1200.0))
    assert looks < 2 * 2400
