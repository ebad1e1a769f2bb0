"""Resampling under similarities, against pictures that are known between their pixels."""

from __future__ import annotations

import cmath
import math

import numpy as np
import pytest

from composer.resampling.kernels import FRACTION_BITS, Fixed
from composer.resampling.regions import Region
from composer.resampling.resample import PixelMap, View, resample

UNIT = 1 << FRACTION_BITS
WIDTH, HEIGHT = 192, 108
PLANE = (512, 384)
TURNS = [0, 0.5, 8, -15.9, 16.1, 30, -44.9, 45.1, 90, 117, 180, -90, -135]


def waves(points: np.ndarray, shortest: float) -> np.ndarray:
    """Plane waves at points of the plane; the shortest has so many pixels."""
    rng = np.random.default_rng(3)
    lengths = shortest * 2 ** rng.uniform(0, 3, 12)
    lengths[:4] = shortest
    k = 2 * np.pi / lengths * np.exp(1j * rng.uniform(0, np.pi, 12))
    phases = rng.uniform(0, 2 * np.pi, 12)
    return sum(
        (8 * np.cos((points * np.conj(a)).real + b) for a, b in zip(k, phases, strict=True)),
        np.full(points.shape, 127.5),
    )


def plane_of(picture: np.ndarray) -> Fixed:
    return np.ascontiguousarray(np.rint(picture * UNIT).astype(np.int16).T)


def view_of(scale: float, degrees: float, centre: complex = 255.3 + 190.8j) -> View:
    a = cmath.rect(scale, math.radians(degrees))
    return View(PixelMap(a, centre - a * complex(WIDTH - 1, HEIGHT - 1) / 2), WIDTH, HEIGHT)


def pixels(width: int, height: int) -> np.ndarray:
    return np.arange(width)[None, :] + 1j * np.arange(height)[:, None]


@pytest.mark.parametrize("degrees", TURNS)
@pytest.mark.parametrize("scale", [0.6, 1.0, 1.7])
def test_a_resampled_picture_is_the_picture_at_the_frames_pixels(scale: float, degrees: float) -> None:
    shortest = 2.6 * max(scale, 1.0)  # three quarters as fine as a frame can show
    plane = plane_of(waves(pixels(*PLANE), shortest))
    view = view_of(scale, degrees)
    seen = resample([plane], view)[0] / UNIT
    truth = waves(view.place.a * pixels(WIDTH, HEIGHT) + view.place.b, shortest)
    assert np.abs(seen - truth).std() < 1.6
    assert abs(float((seen - truth).mean())) < 0.02


@pytest.mark.parametrize("degrees", TURNS)
def test_a_flat_picture_stays_flat_to_the_last_bit(degrees: float) -> None:
    plane = np.full(PLANE, 4321, np.int16)
    for scale in (0.37, 1.0, 1.9):
        assert (resample([plane], view_of(scale, degrees))[0] == 4321).all()


@pytest.mark.parametrize("degrees", [0, 5, 23, 90])
def test_the_finest_detail_does_not_alias(degrees: float) -> None:
    """Waves finer than the frame can show come out as grey."""
    plane = plane_of(127.5 + 100 * np.cos(2 * np.pi * pixels(*PLANE).real / 2.2))
    seen = resample([plane], view_of(2.0, degrees))[0] / UNIT
    assert np.abs(seen - 127.5).max() < 4


@pytest.mark.parametrize("degrees", [0, 7, -31, 90])
def test_a_part_of_a_pixel_is_moved_exactly(degrees: float) -> None:
    """A wide wave that moves by a tenth of a pixel is seen to move by that."""
    rows = pixels(*PLANE)
    steep = plane_of(127.5 + 120 * np.sin(2 * np.pi * rows.real / 60))
    here, there = view_of(1.0, degrees), view_of(1.0, degrees, 255.3 + 190.8j + 0.1)
    moved = (resample([steep], there)[0] - resample([steep], here)[0]) / UNIT
    places = here.place.a * pixels(WIDTH, HEIGHT) + here.place.b
    slope = 120 * 2 * np.pi / 60 * np.cos(2 * np.pi * places.real / 60)
    assert float((moved * slope).sum() / (slope**2).sum()) == pytest.approx(0.1, abs=2e-4)


def test_beyond_its_edges_a_picture_is_mirrored() -> None:
    picture = np.random.default_rng(2).integers(0, 256, (HEIGHT, WIDTH)).astype(float)
    wide = np.pad(picture, ((60, 60), (60, 60)), mode="symmetric")
    view = View(PixelMap(1.0, -30.4 - 20.2j), 240, 140)
    inner = View(PixelMap(1.0, 29.6 + 39.8j), 240, 140)
    assert (resample([plane_of(picture)], view)[0] == resample([plane_of(wide)], inner)[0]).all()


@pytest.mark.parametrize("degrees", [0, 9, 28, -70])
def test_leaving_out_what_is_hidden_changes_nothing_else(degrees: float) -> None:
    plane = np.random.default_rng(4).integers(0, 8000, PLANE).astype(np.int16)
    view = view_of(1.4, degrees)
    hidden = Region.rectangle(20 + 5j, cmath.rect(1, 0.3), 50, 30)
    whole = resample([plane], view)[0]
    left = resample([plane], View(view.place, view.width, view.height, hidden=hidden))[0]
    inside = (pixels(WIDTH, HEIGHT) - complex(WIDTH - 1, HEIGHT - 1) / 2 - (20 + 5j)) * cmath.rect(1, -0.3)
    outside = (np.abs(inside.real) > 50) | (np.abs(inside.imag) > 30)
    assert (whole == left)[outside].all()


@pytest.mark.parametrize("degrees", [0, 9, 28, -70])
def test_drawing_only_what_is_shown_changes_nothing_there(degrees: float) -> None:
    plane = np.random.default_rng(5).integers(0, 8000, PLANE).astype(np.int16)
    view = view_of(1.4, degrees, centre=20 + 30j)  # most of it beyond the plane's corner
    shown = Region.rectangle(10 - 5j, cmath.rect(1, -0.2), 60, 40)
    whole = resample([plane], view)[0]
    part = resample([plane], View(view.place, view.width, view.height, shown=shown))[0]
    inside = (pixels(WIDTH, HEIGHT) - complex(WIDTH - 1, HEIGHT - 1) / 2 - (10 - 5j)) * cmath.rect(1, 0.2)
    within = (np.abs(inside.real) <= 60) & (np.abs(inside.imag) <= 40)
    assert (whole == part)[within].all()


@pytest.mark.parametrize("degrees", [0, 8, -8, 30])
@pytest.mark.parametrize("size", [(300, 2), (2, 200), (40, 6)])
@pytest.mark.parametrize("centre", [256 + 0j, 256 + 383j, 0 + 190j, 511 + 2j, 256 - 40j])
def test_a_narrow_view_over_an_edge_shows_the_mirrored_picture(
    size: tuple[int, int], centre: complex, degrees: float
) -> None:
    smooth = waves(pixels(*PLANE), 24)
    plane, (width, height) = plane_of(smooth), size
    a = cmath.rect(1.1, math.radians(degrees))
    view = View(PixelMap(a, centre - a * complex(width - 1, height - 1) / 2), width, height)
    wide = plane_of(np.pad(smooth, 384, mode="symmetric"))
    expected = resample([wide], View(PixelMap(a, view.place.b + 384 + 384j), width, height))[0] / UNIT
    assert np.abs(resample([plane], view)[0] / UNIT - expected).max() < 0.2
