"""The second pass over the seam, on a synthetic model that smooths what it paints, and nothing else."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from composer.geometry import Similarity, similarity_at
from composer.painting.border import portal_depth
from composer.painting.diffusion.canvas.seam import join_seam, seam_canvas
from composer.painting.diffusion.canvas.surround import Surround
from composer.painting.measuring import measure
from composer.painting.painter import Picture

WIDTH, HEIGHT, BAND = 640, 360, 0.12
ASPECT = WIDTH / HEIGHT
PORTALS = [
    similarity_at((0.5, 0.5), magnification=2, turn_degrees=0, aspect=ASPECT),
    similarity_at((0.4, 0.55), magnification=2.4, turn_degrees=15, aspect=ASPECT),
]


def hard_edged(portal: Similarity) -> Picture:
    """Soft noise over a slope, 24 levels darker outside of the portal."""
    noise = np.random.default_rng(0).normal(0, 6, (HEIGHT, WIDTH, 3)).astype(np.float32)
    scenery = np.linspace(90, 150, WIDTH)[None, :, None] + 6 * cv2.GaussianBlur(noise, (0, 0), 3)
    outside = portal_depth(portal, ASPECT, (WIDTH, HEIGHT)) < 0
    return np.rint(np.clip(scenery - 24 * outside[..., None], 0, 255)).astype(np.uint8)


def smoothing(canvas: Surround, cast: float = 0.0) -> np.ndarray:
    """A model that evens out what it paints, and errs by a cast of colour everywhere, as models do."""
    shown = canvas.picture.astype(np.float32) / 255
    even = cv2.GaussianBlur(shown, (0, 0), 12)
    drawn = shown + (even - shown) * canvas.share[..., None]
    return (drawn + np.array([cast, 0, -cast])).astype(np.float32)


def passed(picture: Picture, portal: Similarity, size: tuple[int, int], cast: float = 0.0) -> Picture:
    canvas = seam_canvas(picture, portal, size, BAND)
    return join_seam(picture, smoothing(canvas, cast), canvas, portal, BAND)


def seam(picture: Picture, portal: Similarity) -> float:
    measures = measure(picture, portal, 0.001, None)
    assert measures is not None
    return measures.seam


@pytest.mark.parametrize("portal", PORTALS)
@pytest.mark.parametrize("size", [(WIDTH, HEIGHT), (448, 256)])
def test_a_hard_edge_is_gone_and_the_rest_as_it_was(portal: Similarity, size: tuple[int, int]) -> None:
    before = hard_edged(portal)
    after = passed(before, portal, size)
    assert seam(before, portal) > 4
    assert seam(after, portal) < 1.2
    away = np.abs(portal_depth(portal, ASPECT, (WIDTH, HEIGHT))) > BAND / 2
    assert np.array_equal(after[away], before[away])


@pytest.mark.parametrize("portal", PORTALS)
def test_a_cast_of_the_second_pass_is_matched_away(portal: Similarity) -> None:
    before = hard_edged(portal)
    plain, cast = passed(before, portal, (WIDTH, HEIGHT)), passed(before, portal, (WIDTH, HEIGHT), 0.05)
    assert np.abs(plain.astype(int) - cast).max() <= 2


def test_the_band_lies_on_both_sides_of_the_border_and_falls_softly() -> None:
    canvas = seam_canvas(hard_edged(PORTALS[0]), PORTALS[0], (WIDTH, HEIGHT), BAND)
    depth = portal_depth(PORTALS[0], ASPECT, (WIDTH, HEIGHT))
    assert (canvas.share[np.abs(depth) < 0.025] == 1).all()
    assert (canvas.share[np.abs(depth) > 0.061] == 0).all()
    assert np.array_equal(canvas.repaint, canvas.share > 0)
    assert canvas.kept.mean() > 0.5
    assert canvas.share[(depth > 0.04) & (depth < 0.05)].mean() == pytest.approx(0.5, abs=0.1)


def test_a_pass_that_changes_nothing_changes_nothing() -> None:
    before = hard_edged(PORTALS[1])
    canvas = seam_canvas(before, PORTALS[1], (WIDTH, HEIGHT), BAND)
    after = join_seam(before, (canvas.picture / 255).astype(np.float32), canvas, PORTALS[1], BAND)
    assert np.abs(after.astype(int) - before).max() <= 1
