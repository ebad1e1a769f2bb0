"""The words of each step: its scene's subject, their way into the next scene's, and pictures of the people in them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from field_painter import FieldPainter, OnePainter, film

from composer.painting.painter import Portrait, Step, Travel
from composer.painting.planning import plan_steps, repeated_people
from composer.storyboard.records import Direction, Person, Photo, Scene, Storyboard, Transition


def steps_of(storyboard: Storyboard, painter: FieldPainter | None = None) -> tuple[Step, ...]:
    return plan_steps(storyboard, OnePainter(painter))  # type: ignore[arg-type]


def travels(*scenes: Scene, direction: Direction = Direction.IN, loop: bool = False) -> list[object]:
    """Of each step the depths between which its words go over, and into which."""
    steps = steps_of(replace(film(*scenes, direction=direction), loop=loop))
    return [step.travel and (step.travel.begins, step.travel.ends, step.travel.prompt) for step in steps]


def scene(name: str, **fields: object) -> Scene:
    return Scene(**{"id": name, "prompt": name, **fields})  # type: ignore[arg-type]


class Drawings(FieldPainter):
    depicts = True


def test_a_subject_is_in_the_first_keyframe_of_its_scene_only() -> None:
    steps = steps_of(film(scene("a", steps=3, subject="june sings"), scene("b", steps=0)))
    assert [step.prompt for step in steps] == ["a, june sings", "a", "a", "b"]


def test_words_go_over_into_the_next_scenes_during_the_last_step() -> None:
    assert travels(scene("a", steps=3), scene("b"), scene("c", steps=1)) == [
        None,
        None,
        (0, 1, "b"),
        None,
        (0, 1, "c"),
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("transition", "expected"),
    [
        (None, [None, None, None]),
        (Transition(begin=0.25), [None, None, (0.75, 1.0)]),
        (Transition(begin=1.5), [None, (0.5, 2.0), (-0.5, 1.0)]),
        (Transition(begin=3), [(0, 3), (-1, 2), (-2, 1)]),
        (Transition(begin=2.5, end=0.5), [(0.5, 2.5), (-0.5, 1.5), (-1.5, 0.5)]),
        (Transition(begin=2.5, end=1.5), [(0.5, 1.5), (-0.5, 0.5), (-1.5, -0.5)]),
    ],
)
def test_a_step_knows_where_its_words_go_over_counted_from_its_own_frame(
    transition: Transition | None, expected: list[tuple[float, float] | None]
) -> None:
    found = travels(scene("a", steps=3, transition=transition), scene("b", steps=0))
    assert found[:3] == [ends and (*ends, "b") for ends in expected]
    assert found[3] is None


def test_the_words_at_the_end_are_the_next_scenes_without_its_subject_and_what_it_avoids() -> None:
    inner = scene("b", subject="june sings", year=1950)
    (step, *_) = steps_of(replace(film(scene("a", steps=1), inner), avoid="text", look="film"))
    assert step.travel is not None
    assert step.travel == Travel(prompt=step.travel.prompt, avoid=step.travel.avoid, begins=0, ends=1)
    assert step.travel.prompt.startswith("b, ")
    assert step.travel.prompt.endswith(", film")
    assert "june" not in step.travel.prompt
    assert step.travel.avoid == "text, modern cars, flat screens, smartphones"
    assert step.avoid == "text"


def test_pulling_out_words_go_over_into_those_of_the_scene_inside() -> None:
    found = travels(scene("a", steps=0), scene("b", steps=1), scene("c"), direction=Direction.OUT)
    assert found == [None, (0, 1, "b"), (0, 1, "a"), None]


def test_in_a_loop_the_innermost_words_go_over_into_the_outermost() -> None:
    found = travels(scene("a", steps=1), scene("b", steps=1), loop=True)
    assert found == [(0, 1, "b"), (0, 1, "a")]


def test_words_that_would_go_over_into_the_same_words_stay() -> None:
    assert travels(scene("a", steps=2), loop=True) == [None, None]
    sung = scene("a", steps=1, subject="june sings")
    assert travels(sung, loop=True) == [(0, 1, "a")]


def test_words_stay_where_the_next_scene_is_a_picture_that_says_nothing() -> None:
    picture = scene("b", prompt=" ", image=Path("b.jpg"))
    assert travels(scene("a", steps=1), picture)[0] is None
    said = replace(picture, prompt="a beach")
    assert travels(scene("a", steps=1), said)[0] == (0, 1, "a beach")


def cast() -> tuple[Person, ...]:
    ages = Photo(picture=Path("girl.jpg"), since=1980), Photo(picture=Path("old.jpg"), since=2040)
    return (
        Person(name="june", born=1972, kind="woman", photos=ages),
        Person(name="theo", born=1971, kind="man", photos=(Photo(picture=Path("theo.jpg")),)),
        Person(name="sam", born=1970),
    )


def test_a_step_has_pictures_of_the_people_in_its_own_words_as_old_as_they_are() -> None:
    scenes = (
        scene("a", year=1985, prompt="{theo}, {sam}, {theo}", subject="{june} sings", likeness=0.3),
        scene("b", year=2050, prompt="{june}", steps=1),
        scene("c", year=1979, prompt="{june} and {theo}", steps=0),
    )
    steps = steps_of(replace(film(*scenes), cast=cast()))
    theo = Portrait(name="theo", picture=Path("theo.jpg"), weight=0.3)
    girl = Portrait(name="june", picture=Path("girl.jpg"), weight=0.3)
    assert [step.portraits for step in steps] == [
        (theo, girl),
        (theo,),
        (Portrait(name="june", picture=Path("old.jpg"), weight=0.6),),
        (replace(theo, weight=0.6),),
    ]


def test_a_likeness_of_0_leaves_the_pictures_out() -> None:
    scenes = (scene("a", year=1985, prompt="{june}", steps=0, likeness=0.0),)
    assert steps_of(replace(film(*scenes), cast=cast()))[0].portraits == ()


def test_a_painter_of_one_drawing_a_scene_has_neither_travel_nor_people_nor_takes() -> None:
    said = scene("a", year=1985, prompt="{june}", takes=((1, 5), (2, 6)))
    storyboard = replace(film(said, scene("b", steps=0)), cast=cast())
    assert [(step.travel, step.portraits, step.seed) for step in steps_of(storyboard, Drawings())] == [
        (None, (), 0),
        (None, (), 0),
        (None, (), 0),
    ]
    by_words = steps_of(storyboard)
    assert [step.seed for step in by_words] == [5, 6, 0]
    assert by_words[1].travel is not None
    assert by_words[1].portraits


def test_people_who_would_be_painted_at_every_step_are_told() -> None:
    scenes = (
        scene("many", year=1985, prompt="{june} and {theo}", steps=3),
        scene("subject", year=1985, prompt="{june}", subject="she sings", steps=3),
        scene("one", year=1985, prompt="{june}", steps=1),
        scene("nobody", steps=3),
        scene("last", year=1985, prompt="{theo}", steps=1),
    )
    storyboard = replace(film(*scenes), cast=cast())
    assert repeated_people(storyboard, OnePainter()) == (  # type: ignore[arg-type]
        'scene "many" names {june}, {theo} in its prompt, and would show them in each of its 3 keyframes: '
        "move them to its subject:, which only the first one shows",
        'scene "last" names {theo} in its prompt, and would show them in each of its 2 keyframes: '
        "move them to its subject:, which only the first one shows",
    )
    assert repeated_people(storyboard, OnePainter(Drawings())) == ()  # type: ignore[arg-type]
