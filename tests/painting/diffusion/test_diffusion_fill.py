"""The first guess of the surroundings, against known pictures, and how it joins the picture inside."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from composer.geometry import Similarity, similarity_at
from composer.painting.border import portal_depth
from composer.painting.diffusion.canvas.surround import between, blank, surround

WIDTH, HEIGHT = 320, 180
ASPECT = WIDTH / HEIGHT
PORTALS = [
    similarity_at((0.5, 0.5), magnification=2, turn_degrees=0, aspect=ASPECT),
    similarity_at((0.32, 0.62), magnification=2.2, turn_degrees=0, aspect=ASPECT),
    similarity_at((0.5, 0.5), magnification=2.2, turn_degrees=25, aspect=ASPECT),
    similarity_at((0.62, 0.42), magnification=3, turn_degrees=-15, aspect=ASPECT),
]


def landscape(points: np.ndarray) -> np.ndarray:
    """Sky, ground and a slanted horizon: what a picture's surroundings mostly are. Levels, float."""
    height = np.clip(points.imag + 0.5, 0, 1)[..., None]
    sky = np.array([70, 120, 210]) * (1 - height) + np.array([240, 200, 160]) * height
    ground = np.array([60, 130, 50]) * (1 - height) + np.array([30, 60, 20]) * height
    return np.where((points.imag > 0.03 + 0.1 * points.real)[..., None], ground, sky)


def points(size: tuple[int, int]) -> np.ndarray:
    x = ((np.arange(size[0]) + 0.5) / size[0] - 0.5) * ASPECT
    y = (np.arange(size[1]) + 0.5) / size[1] - 0.5
    return x[None, :] + 1j * y[:, None]


def inner_of(portal: Similarity) -> np.ndarray:
    return np.rint(landscape(portal(points((640, 360))))).astype(np.uint8)


def error(picture: np.ndarray, portal: Similarity) -> float:
    """Root mean square in the surroundings, in levels, after a blur of a fiftieth of the height."""
    difference = picture.astype(np.float32) - landscape(points((WIDTH, HEIGHT))).astype(np.float32)
    around = portal_depth(portal, ASPECT, (WIDTH, HEIGHT)) < 0
    blurred = cv2.GaussianBlur(np.where(around[..., None], difference, 0), (0, 0), HEIGHT / 50)
    return float(np.sqrt((blurred[around] ** 2).mean()))


@pytest.mark.parametrize("portal", PORTALS)
def test_the_surroundings_are_guessed_nearer_than_by_a_mean_colour(portal: Similarity) -> None:
    inner = inner_of(portal)
    canvas = surround(inner, portal, (WIDTH, HEIGHT), 0.03)
    inside = portal_depth(portal, ASPECT, (WIDTH, HEIGHT))[..., None] > 0
    plain = np.where(inside, canvas.picture, inner.mean(axis=(0, 1)))
    assert error(canvas.picture, portal) < 0.75 * error(plain, portal)


@pytest.mark.parametrize("portal", PORTALS)
def test_the_border_shows_no_step(portal: Similarity) -> None:
    x, y = np.meshgrid(np.arange(640) / 640, np.arange(360) / 360)
    inner = np.stack([200 * x + 20, 200 * y + 20, 220 - 100 * x - 100 * y], axis=-1).astype(np.uint8)
    picture = surround(inner, portal, (WIDTH, HEIGHT), 0.03).picture.astype(int)
    across = np.maximum(np.abs(np.diff(picture, axis=0))[:, :-1], np.abs(np.diff(picture, axis=1))[:-1]).max(axis=-1)
    near = np.abs(portal_depth(portal, ASPECT, (WIDTH, HEIGHT))[:-1, :-1]) < 0.02
    assert across[near].max() <= 3 * 200 / (HEIGHT * portal.scale)  # the picture's own slope is 200 levels a height


def test_one_bright_point_of_the_edge_is_no_streak_to_the_canvas_edge() -> None:
    inner = np.full((360, 640, 3), 40, np.uint8)
    inner[170:180] = 250
    picture = surround(inner, PORTALS[0], (WIDTH, HEIGHT), 0.03).picture
    row = HEIGHT // 2 - 2
    assert picture[row, 100].max() > 240
    assert picture[:, 10].max() < 75


@pytest.mark.parametrize("portal", PORTALS)
def test_the_share_is_whole_outside_and_falls_softly_to_nothing_under_the_feather(portal: Similarity) -> None:
    canvas = surround(np.zeros((90, 160, 3), np.uint8), portal, (WIDTH, HEIGHT), 0.03)
    depth = portal_depth(portal, ASPECT, (WIDTH, HEIGHT))
    assert (canvas.share[depth <= 0] == 1).all()
    assert (canvas.share[depth >= 0.06] == 0).all()
    order = np.argsort(depth, axis=None)
    assert (np.diff(canvas.share.ravel()[order]) <= 1e-6).all()
    assert np.array_equal(canvas.repaint, canvas.share > 0.5)
    assert np.array_equal(canvas.kept, depth >= 0.06)


def test_without_an_inset_the_share_is_as_hard_as_the_mask() -> None:
    canvas = surround(np.zeros((90, 160, 3), np.uint8), PORTALS[2], (WIDTH, HEIGHT), 0.0)
    assert np.array_equal(canvas.share, canvas.repaint.astype(np.float32))


def test_between_two_pictures_the_share_falls_to_both_sides() -> None:
    first = np.full((HEIGHT, WIDTH, 3), 90, np.uint8)
    canvas = between(first, first, PORTALS[0], (WIDTH, HEIGHT), 0.03)
    depth = portal_depth(PORTALS[0], ASPECT, (WIDTH, HEIGHT))
    assert canvas.share[(depth < -0.02) & (depth > -0.1)].min() == 1
    assert canvas.share[(depth < -0.41) | (depth > 0.06)].max() == 0
    assert (canvas.repaint | (canvas.share < 1)).all()


def test_a_blank_canvas_is_all_share_and_nothing_is_kept() -> None:
    canvas = blank((64, 48))
    assert (canvas.share == 1).all()
    assert not canvas.kept.any()
