from __future__ import annotations

import numpy as np
import pytest

from composer.geometry import Similarity, corners, similarity_at
from composer.painting.diffusion.canvas.surround import blank, surround
from composer.painting.diffusion.families.table import FAMILIES

ASPECT = 16 / 9


def plane(size: tuple[int, int]) -> np.ndarray:
    """The points of a canvas of the film's shape, in heights."""
    x = ((np.arange(size[0]) + 0.5) / size[0] - 0.5) * ASPECT
    y = (np.arange(size[1]) + 0.5) / size[1] - 0.5
    return x[None, :] + 1j * y[:, None]


def slopes(points: np.ndarray) -> np.ndarray:
    """A picture that tells where each of its points is: red rises to the right, green downward."""
    red, green = 128 + 120 * points.real / ASPECT, 128 + 120 * points.imag
    return np.stack([red, green, np.full_like(red, 60)], axis=-1)


@pytest.mark.parametrize("size", [(256, 144), (272, 144), (512, 288)])
@pytest.mark.parametrize(
    "portal",
    [
        similarity_at((0.5, 0.5), magnification=2, turn_degrees=0, aspect=ASPECT),
        similarity_at((0.4, 0.58), magnification=1.7, turn_degrees=-14, aspect=ASPECT),
        similarity_at((0.6, 0.4), magnification=3, turn_degrees=40, aspect=ASPECT),
    ],
)
def test_the_inner_picture_lies_in_its_portal_to_a_fraction_of_a_pixel(
    portal: Similarity, size: tuple[int, int]
) -> None:
    inner = np.rint(slopes(plane((640, 360)))).astype(np.uint8)
    canvas = surround(inner, portal, size, 0.03)
    expected = slopes(portal.inverse()(plane(size)))
    error = np.abs(canvas.picture - expected)[~canvas.repaint]
    a_third_of_a_pixel = 120 / size[1] / portal.scale / 3
    assert error.max() < 1 + a_third_of_a_pixel


def test_the_model_paints_outside_of_the_portal_and_a_little_inside() -> None:
    portal = similarity_at((0.5, 0.5), magnification=2, turn_degrees=0, aspect=ASPECT)
    canvas = surround(np.zeros((90, 160, 3), np.uint8), portal, (320, 180), 0.1)
    kept = np.argwhere(~canvas.repaint)
    # The inner picture covers rows 45..134 and columns 80..239; a tenth of its 90 rows is painted on each side.
    assert kept.min(axis=0).tolist() == [54, 89]
    assert kept.max(axis=0).tolist() == [125, 230]


def test_no_point_of_a_turned_portal_is_kept_beyond_its_corners() -> None:
    portal = similarity_at((0.45, 0.5), magnification=2, turn_degrees=20, aspect=ASPECT)
    canvas = surround(np.zeros((90, 160, 3), np.uint8), portal, (320, 180), 0.0)
    kept = plane((320, 180))[~canvas.repaint]
    ends = [portal(corner) for corner in corners(ASPECT)]
    assert kept.real.max() < max(end.real for end in ends)
    assert kept.imag.min() > min(end.imag for end in ends)
    share = (~canvas.repaint).mean()
    assert share == pytest.approx(1 / 4, abs=0.002)


def test_the_surroundings_go_on_in_the_colours_of_the_edge() -> None:
    inner = np.empty((90, 160, 3), np.uint8)
    inner[:, :80], inner[:, 80:] = (200, 40, 40), (20, 60, 220)
    portal = similarity_at((0.5, 0.5), magnification=2, turn_degrees=0, aspect=ASPECT)
    picture = surround(inner, portal, (320, 180), 0.03).picture
    assert picture[90, 2].astype(int) == pytest.approx([200, 40, 40], abs=2)
    assert picture[90, -3].astype(int) == pytest.approx([20, 60, 220], abs=2)


def test_the_first_canvas_is_painted_all_over() -> None:
    canvas = blank((64, 48))
    assert canvas.repaint.all()
    assert canvas.picture.shape == (48, 64, 3)


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.pipeline)
@pytest.mark.parametrize("aspect", [16 / 9, 1.0, 9 / 16, 2.39, 4 / 5])
def test_canvases_have_the_familys_area_and_the_films_shape(family: object, aspect: float) -> None:
    width, height = family.canvas_size(aspect)
    assert width % family.multiple == height % family.multiple == 0
    assert width / height == pytest.approx(aspect, rel=0.025)
    assert width * height == pytest.approx(family.pixels, rel=0.2)
