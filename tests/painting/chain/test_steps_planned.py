"""Which keyframe shows what, and where the next one sits in it."""

from __future__ import annotations

import cmath
import math
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from field_painter import FieldPainter, OnePainter, film
from hypothesis import given, settings
from hypothesis import strategies as st

from composer.errors import Place, StoryboardError
from composer.geometry import IDENTITY, Similarity, corners, similarity_at
from composer.painting.canvas import canvas_size
from composer.painting.painter import Step
from composer.painting.planning import plan_steps
from composer.storyboard.records import Direction, Output, PortalSpec, Scene, Storyboard

ASPECT = 16 / 9


def steps_of(
    *scenes: Scene, direction: Direction = Direction.IN, painter: FieldPainter | None = None
) -> tuple[Step, ...]:
    return plan_steps(film(*scenes, direction=direction), OnePainter(painter))  # type: ignore[arg-type]


def same(a: Similarity, b: Similarity) -> bool:
    return cmath.isclose(a.a, b.a, rel_tol=1e-9) and cmath.isclose(a.b, b.b, rel_tol=1e-9, abs_tol=1e-9)


TURNED = Scene(id="a", prompt="a", steps=3, zoom=1.8, portal=PortalSpec(at=(0.56, 0.45), turn_degrees=12.0))


def test_each_step_frames_the_scene_through_its_portals() -> None:
    steps = steps_of(TURNED, Scene(id="b", prompt="b", steps=1))
    whole = similarity_at((0.56, 0.45), magnification=1.8**3, turn_degrees=12.0, aspect=ASPECT)
    framing = IDENTITY
    for step in steps[:3]:
        assert step.opening is not None
        assert step.portal is not None
        assert same(step.framing, framing)
        assert same(step.framing @ step.opening, whole)
        framing = framing @ step.portal
    assert same(framing, whole)
    assert same(steps[2].opening or IDENTITY, steps[2].portal or IDENTITY)


def test_all_steps_of_a_scene_share_one_portal() -> None:
    first, *others = steps_of(TURNED, Scene(id="b", prompt="b", steps=1))[:3]
    assert all(step.portal == first.portal for step in others)
    assert first.portal is not None
    assert first.portal.scale == pytest.approx(1 / 1.8)
    assert math.degrees(first.portal.angle) == pytest.approx(4)


@pytest.mark.parametrize(
    ("direction", "shown"),
    [(Direction.IN, ["a", "a", "a", "b", "b"]), (Direction.OUT, ["b", "a", "a", "a", "a"])],
)
def test_keyframes_run_from_the_outermost_scene_inward(direction: Direction, shown: list[str]) -> None:
    steps = steps_of(TURNED, Scene(id="b", prompt="b", steps=1), direction=direction)
    assert [step.scene.id for step in steps] == shown
    assert [step.index for step in steps] == list(range(5))
    assert [step.view for step in steps] == ([0, 1, 2, 0, 1] if direction is Direction.IN else [0, 0, 1, 2, 3])


def test_nothing_opens_in_the_innermost_scene() -> None:
    *_, before, last = steps_of(TURNED, Scene(id="b", prompt="b", steps=2))
    assert (before.inner_scene, before.opening) == (None, None)
    assert before.portal is not None
    assert (last.inner_scene, last.opening, last.portal) == (None, None, None)


def test_a_scene_without_steps_is_one_keyframe_at_the_end() -> None:
    steps = steps_of(Scene(id="a", prompt="a", steps=1), Scene(id="b", prompt="b", steps=0))
    assert [(step.scene.id, step.portal is None) for step in steps] == [("a", False), ("b", True)]


def test_the_painter_says_where_a_portal_is_that_the_storyboard_does_not() -> None:
    class Askew(FieldPainter):
        def portal(self, scene: Scene, aspect: float) -> PortalSpec:
            return PortalSpec(at=(0.4, 0.6), turn_degrees=5.0)

        def magnification(self, scene: Scene) -> float | None:
            return 3.0

    scene = Scene(id="a", prompt="a", steps=1)
    (own, *_) = steps_of(scene, scene, painter=Askew())
    expected = similarity_at((0.4, 0.6), magnification=3.0, turn_degrees=5.0, aspect=ASPECT)
    assert same(own.portal or IDENTITY, expected)
    (told, *_) = steps_of(replace(scene, portal=PortalSpec(turn_degrees=0.0)), scene, painter=Askew())
    assert told.portal is not None
    assert told.portal.angle == 0


def test_a_painters_own_portal_is_moved_inside_the_picture() -> None:
    class OnTheEdge(FieldPainter):
        def portal(self, scene: Scene, aspect: float) -> PortalSpec:
            return PortalSpec(at=(0.95, 0.5), turn_degrees=0.0)

    (first, *_) = steps_of(Scene(id="a", prompt="a", steps=1), Scene(id="b", prompt="b"), painter=OnTheEdge())
    assert first.portal is not None
    assert first.portal.b == pytest.approx(complex(ASPECT / 4 - 0.01, 0))


def test_a_written_portal_over_the_edge_is_refused_at_its_place() -> None:
    scenes = Scene(id="a", prompt="a"), Scene(id="b", prompt="b", zoom=2, steps=1, portal=PortalSpec(at=(0.9, 0.5)))
    places = {"scenes[1].portal": Place(file=Path("film.yaml"), line=17, column=9)}
    storyboard = replace(film(*scenes, Scene(id="c", prompt="c")), places=places)
    with pytest.raises(StoryboardError) as caught:
        plan_steps(storyboard, OnePainter())  # type: ignore[arg-type]
    assert str(caught.value) == (
        "film.yaml:17:9: scenes[1].portal: "
        f'the portal of "b" reaches {0.15 * ASPECT:.3f} picture heights over the edge\n'
        "  hint: move it nearer the middle, turn it less, or zoom more"
    )


@settings(deadline=None, derandomize=True)
@given(st.integers(1, 6), st.floats(1.2, 4.0), st.floats(0.3, 0.7), st.floats(0.3, 0.7), st.floats(-20, 20))
def test_every_planned_portal_lies_in_its_picture(count: int, zoom: float, x: float, y: float, turn: float) -> None:
    portal = PortalSpec(at=(x, y), turn_degrees=turn)
    scenes = Scene(id="a", prompt="a", steps=count, zoom=zoom, portal=portal), Scene(id="b", prompt="b")
    try:
        steps = steps_of(*scenes)
    except StoryboardError:
        return
    for step in steps[:count]:
        for corner in corners(ASPECT):
            assert step.portal is not None
            p = step.portal(corner)
            assert abs(p.real) <= ASPECT / 2 + 1e-8
            assert abs(p.imag) <= 0.5 + 1e-8


@pytest.mark.parametrize(
    ("size", "canvas"),
    [
        ((1280, 720), (2560, 1440)),
        ((640, 360), (1280, 720)),
        ((1920, 1080), (2560, 1440)),
        ((3840, 2160), (3840, 2160)),
        ((7680, 4320), (7680, 4320)),
        ((720, 1280), (1440, 2560)),
        ((1080, 1920), (1440, 2560)),
        ((1080, 1080), (2160, 2160)),
        ((1278, 718), (2556, 1436)),
        ((1922, 1082), (1922, 1082)),
        ((1998, 1080), (2553, 1380)),
    ],
)
def test_a_canvas_has_exactly_the_films_shape_and_at_most_twice_its_size(
    size: tuple[int, int], canvas: tuple[int, int]
) -> None:
    assert canvas_size(Output(width=size[0], height=size[1])) == canvas


@settings(deadline=None, derandomize=True)
@given(st.integers(8, 4000).map(lambda n: 2 * n), st.integers(8, 4000).map(lambda n: 2 * n))
def test_any_canvas_is_the_films_shape_and_between_its_size_and_twice_that(width: int, height: int) -> None:
    made = canvas_size(Output(width=width, height=height))
    assert Fraction(*made) == Fraction(width, height)
    assert width <= made[0] <= 2 * width
    assert made[0] <= max(2560, width, height)


def test_prompts_are_filled_in_before_painting() -> None:
    storyboard: Storyboard = replace(film(), look="35 mm film still")
    step = plan_steps(storyboard, OnePainter())[0]  # type: ignore[arg-type]
    assert "a" in step.prompt
    assert "35 mm film still" in step.prompt
