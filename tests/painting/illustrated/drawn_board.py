"""Storyboards and steps to paint, made without a file or the rest of the film."""

from __future__ import annotations

from pathlib import Path

from composer.geometry import IDENTITY, Similarity, similarity_at
from composer.painting.illustrated import IllustratedPainter
from composer.painting.painter import Step
from composer.storyboard.records import Person, Scene, Storyboard

JUNE = Person(name="june", born=1972, kind="woman", looks="red curly hair, freckles")
THEO = Person(name="theo", born=1971, kind="man", looks="dark hair, glasses")


def scene_of(motif: str, *, year: int | None = 1984, **fields: object) -> Scene:
    return Scene(**{"id": f"{motif}-{year}", "prompt": motif, "motif": motif, "year": year, **fields})  # type: ignore[arg-type]


def board_of(*scenes: Scene, cast: tuple[Person, ...] = (JUNE, THEO)) -> Storyboard:
    return Storyboard(file=Path("film.yaml"), scenes=scenes, cast=cast)


def opening_of(painter: IllustratedPainter, scene: Scene, aspect: float) -> Similarity:
    at = scene.portal.at or painter.portal(scene, aspect).at
    assert at is not None
    turn = scene.portal.turn_degrees or 0.0
    return similarity_at(at, magnification=scene.magnification, turn_degrees=turn, aspect=aspect)


def step_of(storyboard: Storyboard, number: int, *, view: int = 0, size: tuple[int, int] = (320, 180)) -> Step:
    """A step of scene ``number``; the last scene is the innermost."""
    painter = IllustratedPainter(storyboard, {})
    scene, aspect = storyboard.scenes[number], size[0] / size[1]
    one = opening_of(painter, scene, aspect).power(1 / scene.steps)
    framing = one.power(view) if view else IDENTITY
    last = number == len(storyboard.scenes) - 1
    return Step(
        index=0,
        scene=scene,
        view=view,
        framing=framing,
        portal=one,
        opening=None if last else framing.inverse() @ opening_of(painter, scene, aspect),
        inner_scene=None if last else storyboard.scenes[number + 1],
        width=size[0],
        height=size[1],
        prompt="",
        avoid="",
        seed=0,
    )


def wide_open(framing: Similarity, step: Step) -> Step:
    """The same step, seen through another framing, as its drawing alone."""
    return Step(**{**step.__dict__, "framing": framing, "opening": None, "inner_scene": None})
