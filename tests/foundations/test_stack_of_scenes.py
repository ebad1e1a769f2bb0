from __future__ import annotations

from pathlib import Path

import pytest

from composer.storyboard.records import Direction, Scene, Storyboard
from composer.storyboard.stack import keyframe_count, stack


def film(direction: Direction, *, loop: bool = False) -> Storyboard:
    scenes = tuple(Scene(id=name, prompt=name, steps=steps) for name, steps in (("a", 2), ("b", 3), ("c", 1)))
    return Storyboard(file=Path("film.yaml"), scenes=scenes, direction=direction, loop=loop)


@pytest.mark.parametrize(
    ("direction", "expected"),
    [
        (Direction.IN, [("a", 0, 0, 2), ("b", 1, 2, 3), ("c", 2, 5, 2)]),
        (Direction.OUT, [("c", 2, 0, 1), ("b", 1, 1, 3), ("a", 0, 4, 3)]),
    ],
)
def test_scenes_nest_in_the_direction_of_the_flight(
    direction: Direction, expected: list[tuple[str, int, int, int]]
) -> None:
    levels = stack(film(direction))
    assert [(level.scene.id, level.number, level.first_step, level.keyframes) for level in levels] == expected


@pytest.mark.parametrize("direction", list(Direction))
def test_every_keyframe_belongs_to_one_scene(direction: Direction) -> None:
    levels = stack(film(direction))
    shown = [level.first_step + view for level in levels for view in range(level.keyframes)]
    assert shown == list(range(keyframe_count(film(direction)))) == list(range(7))


@pytest.mark.parametrize(
    ("direction", "expected"),
    [
        (Direction.IN, [("a", 0, 2), ("b", 2, 3), ("c", 5, 1)]),
        (Direction.OUT, [("c", 0, 1), ("b", 1, 3), ("a", 4, 2)]),
    ],
)
def test_a_loop_has_as_many_keyframes_as_steps(direction: Direction, expected: list[tuple[str, int, int]]) -> None:
    levels = stack(film(direction, loop=True))
    assert [(level.scene.id, level.first_step, level.keyframes) for level in levels] == expected
    assert keyframe_count(film(direction, loop=True)) == 6
