"""Sketches: what the page shows of a film that is not painted yet: the same film, small, drawn where it needs a GPU.

Sketches lie where the film's own keyframes will, so that the page shows the camera's true way through both.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from math import gcd

from composer.geometry import IDENTITY, Similarity
from composer.painting.recipes import Recipe
from composer.storyboard.records import Output, PainterChoice, PortalSpec, Scene, Storyboard
from composer.studio.reel import Pictures

#: Longest side of a sketch: 0.2 s each, where a keyframe of full size takes eight times as long.
_LONGEST = 640
#: What cannot be painted while someone waits.
_SLOW = "diffusion"


def sketch_board(pictures: Pictures) -> Storyboard:
    """The storyboard whose keyframes are the sketches of a film's.

    The director's own pictures and drawings stay; what a diffusion model would paint is drawn by the illustrator, and
    opens where the model's picture would.
    """
    board = pictures.board
    scenes = tuple(replace(scene, takes=(), pins=()) for scene in board.scenes)
    small = replace(board, scenes=scenes, output=sketch_size(board.output))
    if board.painter.name != _SLOW:
        return small
    portals = scene_portals(pictures.recipes)
    drawn = tuple(_drawn(scene, portals[scene.id], board.output.aspect) for scene in scenes)
    return replace(small, scenes=drawn, painter=PainterChoice())


def sketch_size(output: Output) -> Output:
    """A film of exactly the same shape whose keyframes are small, or as they are where they are small already.

    Examples
    --------
    >>> made = sketch_size(Output(width=1920, height=1080))
    >>> made.width, made.height
    (320, 180)
    """
    unit = gcd(output.width, output.height)
    shape = output.width // unit, output.height // unit
    # Keyframes are twice as large as their film; see ``painting.canvas``.
    times = max(1, min(unit, _LONGEST // 2 // max(shape)))
    return replace(output, width=shape[0] * times, height=shape[1] * times)


def scene_portals(recipes: tuple[Recipe, ...]) -> Mapping[str, Similarity]:
    """By the scenes' ids where the next scene lies in the whole one."""
    first = {recipe.step.scene.id: recipe.step for recipe in recipes if recipe.step.view == 0}
    return {
        name: step.portal.power(step.scene.steps) if step.portal is not None and step.scene.steps else IDENTITY
        for name, step in first.items()
    }


def portal_at(portal: Similarity, aspect: float) -> tuple[float, float]:
    """The centre of a portal as fractions of the picture's width and height."""
    return portal.b.real / aspect + 0.5, portal.b.imag + 0.5


def _drawn(scene: Scene, portal: Similarity, aspect: float) -> Scene:
    if not scene.steps:
        return replace(scene, fit="fill")
    spec = PortalSpec(at=portal_at(portal, aspect), turn_degrees=math.degrees(portal.angle))
    # A drawing cannot be continued around a photograph that is shown whole.
    return replace(scene, portal=spec, fit="fill")
