"""Pasting against a picture that is known at every point."""

from __future__ import annotations

import cmath
import math

import numpy as np
import pytest
from numpy.typing import NDArray

from composer.geometry import IDENTITY, Similarity, similarity_at
from composer.painting.pasting import paste

WIDTH, HEIGHT = 640, 360
ASPECT = WIDTH / HEIGHT
FEATHER = 0.06


def at(x: float, y: float, zoom: float = 2.0, turn: float = 0.0) -> Similarity:
    return similarity_at((x, y), magnification=zoom, turn_degrees=turn, aspect=ASPECT)


PORTALS = {
    "centred": at(0.5, 0.5),
    "off-centre": at(0.613, 0.417),
    "on a third of a pixel": at(0.5 + 1 / 3 / WIDTH, 0.5 - 1 / 3 / HEIGHT),
    "turned": at(0.52, 0.47, turn=9),
    "turned a lot": at(0.5, 0.5, zoom=3, turn=-70),
    "small": at(0.7, 0.3, zoom=5.5, turn=3),
    "large": at(0.5, 0.5, zoom=1.2),
    "over the edge": at(0.8, 0.5),
}
EACH = pytest.mark.parametrize("name", sorted(PORTALS))


def points() -> NDArray[np.complex128]:
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    plane: NDArray[np.complex128] = (x + 0.5 - WIDTH / 2) / HEIGHT + 1j * (y + 0.5 - HEIGHT / 2) / HEIGHT
    return plane


def picture(view: Similarity = IDENTITY, *, seed: int = 3, shortest: float = 0.1) -> NDArray[np.float64]:
    """Plane waves no shorter than ``shortest`` heights, seen through a view."""
    rng, plane = np.random.default_rng(seed), view.a * points() + view.b
    channels = []
    for _ in range(3):
        total = np.zeros(plane.shape)
        for _ in range(4):
            wave = cmath.rect(2 * math.pi / (shortest * rng.uniform(1, 5)), rng.uniform(0, math.pi))
            total += np.cos(wave.real * plane.real + wave.imag * plane.imag + rng.uniform(0, 6))
        channels.append(total / 4)
    return 127.5 + 115 * np.stack(channels, axis=-1)


def eight_bits(values: NDArray[np.float64]) -> NDArray[np.uint8]:
    return np.rint(values).astype(np.uint8)


def edge_distance(portal: Similarity) -> NDArray[np.float64]:
    """How far inside the inner picture each pixel is, in its heights."""
    inner = (points() - portal.b) / portal.a
    return np.minimum(ASPECT / 2 - np.abs(inner.real), 0.5 - np.abs(inner.imag))


@EACH
def test_outside_the_portal_the_outer_picture_is_untouched(name: str) -> None:
    outer, inner = eight_bits(picture()), eight_bits(picture(seed=8))
    pasted = paste(outer, inner, PORTALS[name], FEATHER)
    outside = edge_distance(PORTALS[name]) <= 0
    assert (pasted[outside] == outer[outside]).all()


@EACH
def test_inside_the_feather_the_inner_picture_lies_exactly(name: str) -> None:
    portal = PORTALS[name]
    outer, inner = np.full((HEIGHT, WIDTH, 3), 9, np.uint8), eight_bits(picture(seed=8, shortest=0.2))
    pasted = paste(outer, inner, portal, FEATHER)
    expected = picture(portal.inverse(), seed=8, shortest=0.2)
    inside = edge_distance(portal) >= FEATHER
    error = pasted[inside] - expected[inside]
    assert np.sqrt((error**2).mean()) < 1.0
    assert np.abs(error).max() < 4.0


@EACH
def test_the_inner_picture_is_not_off_by_a_thirtieth_of_a_pixel(name: str) -> None:
    """Rounded to 8 bits before and after, a slope holds on to its old pixels by up to 0.03."""
    portal = PORTALS[name]
    pasted = paste(np.zeros((HEIGHT, WIDTH, 3), np.uint8), eight_bits(picture(seed=8, shortest=0.2)), portal, FEATHER)
    expected = picture(portal.inverse(), seed=8, shortest=0.2)[..., 1]
    inside = edge_distance(portal) >= FEATHER
    down, across = np.gradient(expected)
    terms = np.stack([across[inside], down[inside], (expected - 127.5)[inside]])
    off = np.linalg.solve(terms @ terms.T, terms @ (pasted[..., 1] - expected)[inside])
    assert np.abs(off[:2]).max() < 0.033


@EACH
def test_a_picture_pasted_into_itself_shows_no_seam(name: str) -> None:
    portal = PORTALS[name]
    whole = picture(shortest=0.1)
    pasted = paste(eight_bits(whole), eight_bits(picture(portal, shortest=0.1)), portal, FEATHER)
    error = pasted - whole
    assert 10 * math.log10(255**2 / (error**2).mean()) > 45
    assert np.abs(error).max() < 8


@EACH
def test_across_the_feather_one_picture_fades_into_the_other(name: str) -> None:
    portal = PORTALS[name]
    outer, inner = np.full((HEIGHT, WIDTH, 3), 50, np.uint8), np.full((HEIGHT, WIDTH, 3), 250, np.uint8)
    pasted = paste(outer, inner, portal, FEATHER)[..., 0].astype(float)
    t = np.clip(edge_distance(portal) / FEATHER, 0, 1)
    assert np.abs(pasted - (50 + 200 * t * t * (3 - 2 * t))).max() <= 0.51


def contrast(wavelength: float) -> float:
    """What is left of a wave of so many pixels of the inner picture after pasting at half its size."""
    inner = 127.5 + 100 * np.cos(2 * math.pi * np.arange(WIDTH) / wavelength)
    stripes = eight_bits(np.broadcast_to(inner[None, :, None], (HEIGHT, WIDTH, 3)))
    pasted = paste(np.zeros_like(stripes), stripes, at(0.5, 0.5), FEATHER)
    core = pasted[HEIGHT // 2 - 20 : HEIGHT // 2 + 20, WIDTH // 2 - 100 : WIDTH // 2 + 100, 0]
    return float(core.std() * math.sqrt(2) / 100)


def test_detail_that_the_outer_picture_can_show_stays_and_finer_detail_is_smoothed_away() -> None:
    assert contrast(16) > 0.9
    assert contrast(8) > 0.7
    assert contrast(2.5) < 0.3


def test_without_a_feather_the_edge_is_one_pixel_soft() -> None:
    outer, inner = np.full((HEIGHT, WIDTH, 3), 50, np.uint8), np.full((HEIGHT, WIDTH, 3), 250, np.uint8)
    row = paste(outer, inner, at(0.5, 0.5), 0.0)[HEIGHT // 2, :, 0]
    assert row[WIDTH // 4 - 1] == 50
    assert row[WIDTH // 4 + 1] == 250


def test_the_pictures_given_are_not_changed() -> None:
    outer, inner = eight_bits(picture()), eight_bits(picture(seed=8))
    before = outer.copy(), inner.copy()
    pasted = paste(outer, inner, at(0.5, 0.5), FEATHER)
    assert (outer == before[0]).all()
    assert (inner == before[1]).all()
    assert (pasted.shape, pasted.dtype) == (outer.shape, np.uint8)
