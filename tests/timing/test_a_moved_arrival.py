"""What one arrival that moves by a beat changes in the camera's way: its own two moves, and seldom more."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pytest
from songs import board, scene, steady_song

from composer.easing import EASINGS
from composer.storyboard.records import BarCue, Direction, Scene
from composer.timing.camera import plan_camera
from composer.timing.schedule import schedule

SCENES, BARS, MIDDLE = 12, 60, 6
SONG = steady_song(duration=BARS * 2.0)
BOTH = pytest.mark.parametrize("direction", list(Direction))


def some_scenes(seed: int) -> list[Scene]:
    """Scenes of 3 to 8 bars with one to three steps, each with an easing and a cue of its own."""
    rng = np.random.default_rng(seed)
    lengths = rng.integers(3, 9, SCENES)
    edges = np.round(np.cumsum(lengths) / lengths.sum() * BARS).astype(int)
    return [
        scene(
            f"s{number}",
            cue=BarCue(bar=1 + int(edges[number - 1])) if number else None,
            ease=str(rng.choice(sorted(EASINGS))),
            steps=int(rng.integers(1, 4)),
            pulse=0.3,
        )
        for number in range(SCENES)
    ]


@dataclass(frozen=True, kw_only=True)
class Moved:
    """Shares of the film's frames: those that changed, and those of the two moves beside the arrival."""

    changed: float
    beside: float


def moved_by_a_beat(seed: int, direction: Direction) -> Moved:
    scenes = some_scenes(seed)
    cue = scenes[MIDDLE].cue
    assert isinstance(cue, BarCue)
    scenes_after = [*scenes]
    scenes_after[MIDDLE] = replace(scenes[MIDDLE], cue=replace(cue, beat=2.0))
    depths, knots = [], []
    for each in (scenes, scenes_after):
        storyboard = board(*each, direction=direction)
        timeline = schedule(storyboard, SONG)
        depths.append(plan_camera(storyboard, timeline, SONG).depths)
        knots.append([span.start_frame for span in timeline.spans])
    same = depths[0] == depths[1]
    near = knots[0]
    assert same[: near[MIDDLE - 2] + 1].all(), "an arrival is felt two scenes before it"
    assert same[near[MIDDLE + 2] :].all(), "an arrival is felt two scenes after it"
    return Moved(changed=1 - same.mean(), beside=(near[MIDDLE + 1] - near[MIDDLE - 1]) / len(same))


@BOTH
def test_an_arrival_that_moves_by_a_beat_changes_hardly_more_than_the_two_moves_beside_it(direction: Direction) -> None:
    all_moved = [moved_by_a_beat(seed, direction) for seed in range(40)]
    spread = [moved.changed / moved.beside for moved in all_moved]
    assert np.mean(spread) < 1.25
    assert np.mean(np.array(spread) <= 1) > 0.6


@pytest.mark.parametrize("bar", [9, 17])
def test_in_a_film_of_even_scenes_an_arrival_changes_its_two_moves_alone(bar: int) -> None:
    even = [scene(f"s{i}", cue=BarCue(bar=1 + 4 * i) if i else None, pulse=0.2) for i in range(12)]
    depths = []
    for beat in (1.0, 2.0):
        even[bar // 4] = replace(even[bar // 4], cue=BarCue(bar=bar, beat=beat))
        storyboard = board(*even)
        depths.append(plan_camera(storyboard, schedule(storyboard, steady_song(duration=96.0)), SONG).depths)
    (changed,) = np.nonzero(depths[0] != depths[1])
    assert (bar - 5) * 60 < changed.min() <= (bar - 5) * 60 + 5
    assert (bar + 3) * 60 - 5 <= changed.max() < (bar + 3) * 60


def test_between_steady_scenes_of_nearly_one_speed_the_camera_does_not_sway() -> None:
    bars = (1, 9, 16, 25, 33)
    scenes = [scene(f"s{i}", cue=BarCue(bar=bar) if i else None, ease="steady") for i, bar in enumerate(bars)]
    storyboard = board(*scenes)
    song = steady_song(duration=80.0)
    speed = np.diff(plan_camera(storyboard, schedule(storyboard, song), song).depths) * 240
    # Steps of 7, 8 and 9 bars; the middle of a move gives back what its ends run faster or slower.
    assert speed.min() > 8 / 9 * 0.95
    assert speed.max() < 8 / 7 * 1.05


@pytest.mark.parametrize("ease", sorted(EASINGS))
def test_the_speed_at_an_arrival_lies_within_a_quarter_of_an_octave_of_the_harmonic_mean(ease: str) -> None:
    for bar in range(5, 13):
        scenes = scene("a", ease=ease), scene("b", cue=BarCue(bar=bar), ease="glide"), scene("c", cue=BarCue(bar=17))
        storyboard = board(*scenes)
        song = steady_song(duration=48.0)
        depths = plan_camera(storyboard, schedule(storyboard, song), song).depths
        frames = [0, (bar - 1) * 60, 960]
        ends = [2 / (frames[1] - frames[0]), 2 / (frames[2] - frames[1])]
        ends[0] *= float(EASINGS[ease].speed(np.array([1.0]))[0])
        ends[1] *= float(EASINGS["glide"].speed(np.array([0.0]))[0])
        harmonic = 2 * ends[0] * ends[1] / sum(ends)
        around = (depths[frames[1] + 1] - depths[frames[1] - 1]) / 2
        assert abs(np.log2(around / harmonic)) < 0.25 + 0.02
