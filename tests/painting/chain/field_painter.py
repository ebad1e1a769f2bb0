"""A painter whose pictures are a colour for each scene and step, and that counts what it paints."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from composer.painting.chain import Keyframe, paint_chain
from composer.painting.painter import Picture, Step
from composer.painting.planning import plan_steps
from composer.painting.recipes import Recipe, write_recipes
from composer.painting.store import KeyframeStore
from composer.storyboard.records import Direction, Output, PortalSpec, Scene, Storyboard

WIDTH, HEIGHT = 96, 54


class FieldPainter:
    """Paints a plain colour drawn from the scene's prompt, the step and the seed."""

    name, version = "field", "1"

    def __init__(self) -> None:
        self.painted: list[int] = []

    def feather(self, step: Step) -> float:
        return 0.1

    def portal(self, scene: Scene, aspect: float) -> PortalSpec:
        return PortalSpec(at=(0.5, 0.5), turn_degrees=0.0)

    def magnification(self, scene: Scene) -> float | None:
        return None

    def sources(self) -> tuple[Path, ...]:
        return ()

    def ingredients(self, step: Step) -> Mapping[str, object]:
        return {"prompt": step.prompt, "view": step.view}

    def paint(self, step: Step, inner: Picture | None) -> Picture:
        self.painted.append(step.index)
        return np.full((step.height, step.width, 3), colour_of(step), np.uint8)


def colour_of(step: Step) -> tuple[int, ...]:
    """Three bytes of a digest."""
    return tuple(hashlib.sha256(f"{step.prompt} {step.view} {step.seed}".encode()).digest()[:3])


class OnePainter:
    """The painters of a film that has one."""

    def __init__(self, painter: FieldPainter | None = None) -> None:
        self.painter = painter or FieldPainter()

    def of(self, scene: Scene) -> FieldPainter:
        return self.painter


def film(*scenes: Scene, direction: Direction = Direction.IN) -> Storyboard:
    """Four scenes of two steps each where none are given; keyframes 0 to 8."""
    given = scenes or tuple(Scene(id=name, prompt=name) for name in "abcd")
    output = Output(width=WIDTH // 2, height=HEIGHT // 2)
    return Storyboard(file=Path("film.yaml"), scenes=given, direction=direction, output=output)


def recipes_of(storyboard: Storyboard, painters: OnePainter) -> tuple[Recipe, ...]:
    return write_recipes(plan_steps(storyboard, painters), painters)  # type: ignore[arg-type]


def painted(storyboard: Storyboard, folder: Path, painters: OnePainter | None = None) -> tuple[Keyframe, ...]:
    painters = painters or OnePainter()
    return paint_chain(recipes_of(storyboard, painters), painters, KeyframeStore(folder))  # type: ignore[arg-type]
