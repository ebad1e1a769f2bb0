"""The end of a ring: only the surroundings of the portal are painted again, so that the edge stays as it was."""

from __future__ import annotations

import numpy as np
import pytest

from composer.geometry import IDENTITY, Similarity, similarity_at
from composer.painting.closing import Closer
from composer.painting.diffusion.canvas.surround import Surround, between
from composer.painting.diffusion.outpainting import Manner, rejoin
from composer.painting.diffusion.painter import DiffusionPainter
from composer.painting.painter import Picture, Step
from composer.storyboard.records import Scene

WIDTH, HEIGHT = 320, 180
ASPECT = WIDTH / HEIGHT
CENTRED = similarity_at((0.5, 0.5), magnification=2, turn_degrees=0, aspect=ASPECT)
TURNED = similarity_at((0.6, 0.45), magnification=2.5, turn_degrees=12, aspect=ASPECT)


def step(portal: Similarity) -> Step:
    scene = Scene(id="bus", prompt="", steps=1)
    return Step(
        index=0, scene=scene, view=0, framing=IDENTITY, portal=portal, opening=portal, inner_scene=scene,
        width=WIDTH, height=HEIGHT, prompt="a bus", avoid="", seed=0,
    )  # fmt: skip


def plain(colour: tuple[int, int, int]) -> Picture:
    return np.full((HEIGHT, WIDTH, 3), colour, np.uint8)


FIRST, INNER, NEW = plain((200, 60, 40)), plain((30, 80, 220)), (120, 200, 90)


def points() -> np.ndarray:
    x = ((np.arange(WIDTH) + 0.5) / WIDTH - 0.5) * ASPECT
    y = (np.arange(HEIGHT) + 0.5) / HEIGHT - 0.5
    return x[None, :] + 1j * y[:, None]


@pytest.mark.parametrize("portal", [CENTRED, TURNED])
def test_the_model_is_shown_both_pictures_and_asked_for_what_lies_between(portal: Similarity) -> None:
    canvas = between(FIRST, INNER, portal, (WIDTH, HEIGHT), 0.03)
    inside = portal.inverse()(points())
    depth = np.minimum(ASPECT / 2 - np.abs(inside.real), 0.5 - np.abs(inside.imag))
    assert (canvas.picture[depth > 0.05] == INNER[0, 0]).all()
    assert (canvas.picture[depth < -0.05] == FIRST[0, 0]).all()
    assert not canvas.repaint[depth > 0.04].any()
    assert not canvas.repaint[depth < -0.41].any()
    edge = np.minimum(ASPECT / 2 - np.abs(points().real), 0.5 - np.abs(points().imag))
    assert not canvas.repaint[edge < 0.055].any()
    assert canvas.repaint[(depth < 0.02) & (depth > -0.38) & (edge > 0.065)].all()


@pytest.mark.parametrize("portal", [CENTRED, TURNED])
@pytest.mark.parametrize("size", [(WIDTH, HEIGHT), (512, 288)])
def test_a_closed_picture_is_the_first_at_its_edge_and_new_around_its_portal(
    portal: Similarity, size: tuple[int, int]
) -> None:
    def draw(canvas: Surround) -> np.ndarray:
        painted = np.where(canvas.repaint[..., None], np.array(NEW), canvas.picture)
        return painted.astype(np.float32) / np.float32(255)

    manner = Manner(size=size, feather=0.06)
    made = rejoin(step(portal), (FIRST, INNER), manner, lambda canvases, _which: [draw(canvas) for canvas in canvases])
    edge = np.minimum(ASPECT / 2 - np.abs(points().real), 0.5 - np.abs(points().imag))
    assert (made[edge < 0.055] == FIRST[0, 0]).all()
    inside = portal.inverse()(points())
    depth = np.minimum(ASPECT / 2 - np.abs(inside.real), 0.5 - np.abs(inside.imag))
    near = (depth < -0.02) & (depth > -0.3) & (edge > 0.13)
    assert near.sum() > 500
    assert np.abs(made[near].astype(int) - NEW).max() <= 3


def test_the_diffusion_painter_closes_rings_itself() -> None:
    assert issubclass(DiffusionPainter, Closer)
