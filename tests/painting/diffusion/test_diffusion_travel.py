from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from composer.geometry import Similarity, corners, overhang, similarity_at
from composer.painting.diffusion.words.travel import (
    arrived,
    begun,
    crosses,
    depths,
    radial_weights,
    weight_of_step,
)
from composer.painting.painter import Travel

ASPECT = 16 / 9
CENTRED = similarity_at((0.5, 0.5), magnification=2, turn_degrees=0, aspect=ASPECT)
PORTALS = [
    CENTRED,
    similarity_at((0.42, 0.56), magnification=2, turn_degrees=-9, aspect=ASPECT),
    similarity_at((0.6, 0.45), magnification=2.4, turn_degrees=12, aspect=ASPECT),
    similarity_at((0.5, 0.5), magnification=1.5, turn_degrees=4, aspect=ASPECT),
]


def travel(begins: float, ends: float) -> Travel:
    return Travel(prompt="a prom", avoid="", begins=begins, ends=ends)


def smoothstep(share: float) -> float:
    share = min(max(share, 0.0), 1.0)
    return share * share * (3 - 2 * share)


def edge(count: int = 240, shrink: float = 1.0) -> np.ndarray:
    """Points along a frame's edge, clockwise from its left-top corner."""
    around = [*corners(ASPECT), corners(ASPECT)[0]]
    sides = [np.linspace(a, b, count // 4, endpoint=False) for a, b in pairwise(around)]
    return np.concatenate(sides) * shrink


def through(similarity: Similarity, points: np.ndarray) -> np.ndarray:
    return np.asarray(similarity.a * points + similarity.b)


def test_the_portals_of_these_tests_hold_one_another() -> None:
    assert all(nested(portal) for portal in PORTALS)


@pytest.mark.parametrize("portal", PORTALS)
@pytest.mark.parametrize("depth", [0.0, 0.1, 0.25, 0.5, 0.9, 1.0, 1.7, 3.0])
def test_the_level_lines_are_the_edges_of_the_frames_that_the_zoom_passes_through(
    portal: Similarity, depth: float
) -> None:
    found = depths(through(portal.power(depth), edge()), portal, ASPECT)
    np.testing.assert_allclose(found, depth, atol=1e-4)


def test_a_centred_portal_has_the_logarithm_of_the_distance_as_its_depth() -> None:
    points = np.array([0.25 + 0.1j, -0.4j, 0.8 + 0.3j, 1e-3 + 1e-3j])
    expected = [-math.log2(max(abs(point.real) / (ASPECT / 2), abs(point.imag) / 0.5)) for point in points]
    np.testing.assert_allclose(depths(points, CENTRED, ASPECT), expected, atol=1e-6)


def nested(portal: Similarity) -> bool:
    """Whether each frame that the zoom passes through lies in those before."""
    return all(overhang(portal.power(depth), ASPECT) <= 0 for depth in np.linspace(0.02, 1, 50))


def wrong(portal: Similarity, seed: int) -> int:
    """How many of a hundred points' depths are not the largest whose frame holds them, by trying smaller frames."""
    random = np.random.default_rng(seed)
    points = (random.random(100) - 0.5) * ASPECT + 1j * (random.random(100) - 0.5)
    found = depths(points, portal, ASPECT)

    def held(more: float) -> np.ndarray:
        back = [portal.power(depth + more).inverse() for depth in found]
        seen = np.array([way(point) for way, point in zip(back, points, strict=True)])
        return np.asarray((np.abs(seen.real) <= ASPECT / 2) & (np.abs(seen.imag) <= 0.5))

    deeper = [held(1e-4 + more) for more in np.linspace(0, 2, 25)]
    return int((~held(-1e-4) | np.any(deeper, axis=0)).sum())


@settings(max_examples=20, deadline=None)
@given(
    x=st.floats(0.3, 0.7),
    y=st.floats(0.3, 0.7),
    magnification=st.floats(1.3, 4),
    turn=st.floats(-45, 45),
    seed=st.integers(0, 99),
)
def test_a_depth_is_the_largest_whose_frame_holds_the_point(
    x: float, y: float, magnification: float, turn: float, seed: int
) -> None:
    portal = similarity_at((x, y), magnification=magnification, turn_degrees=turn, aspect=ASPECT)
    assume(nested(portal))
    assert wrong(portal, seed) == 0


def test_a_point_that_leaves_the_frames_and_comes_back_has_the_depth_of_the_last() -> None:
    portal = similarity_at((0.62, 0.45), magnification=2.4, turn_degrees=25, aspect=ASPECT)
    assert not nested(portal)
    assert wrong(portal, 1) <= 1  # where the depth leaps from spiral to spiral, it may be between the two


@pytest.mark.parametrize(("begins", "ends"), [(0, 1), (0.3, 0.7), (-0.5, 1.5), (0.8, 2.2), (-1.3, 0.4)])
@pytest.mark.parametrize(("portal", "inner"), list(zip(PORTALS, [*PORTALS[1:], PORTALS[0]], strict=True)))
def test_a_steps_map_along_its_portal_is_the_next_steps_map_along_its_edge(
    begins: float, ends: float, portal: Similarity, inner: Similarity
) -> None:
    outer = radial_weights(travel(begins, ends), portal, ASPECT, (1600, 900))
    next_one = radial_weights(travel(begins - 1, ends - 1), inner, ASPECT, (1600, 900))

    def at(weights: np.ndarray, points: np.ndarray) -> np.ndarray:
        columns = np.clip(np.rint((points.real / ASPECT + 0.5) * 1600 - 0.5).astype(int), 0, 1599)
        rows = np.clip(np.rint((points.imag + 0.5) * 900 - 0.5).astype(int), 0, 899)
        return np.asarray(weights[rows, columns])

    steepest = 1.5 / (ends - begins)
    pixel = 1 / 900 / (math.log(min(1 / portal.scale, 1 / inner.scale)) * 0.2)  # of depth, near the centre at worst
    told = smoothstep((1 - begins) / (ends - begins))
    np.testing.assert_allclose(at(outer, through(portal, edge(shrink=0.999))), told, atol=steepest * pixel * 3)
    np.testing.assert_allclose(at(next_one, edge(shrink=0.999)), told, atol=steepest * pixel * 3)


@pytest.mark.parametrize("portal", PORTALS)
def test_what_passes_the_cameras_frame_is_as_far_on_its_way_as_it_was_told(portal: Similarity) -> None:
    for depth in np.linspace(0, 1, 11):
        seen = depths(through(portal.power(depth), edge()), portal, ASPECT)
        weights = [smoothstep((one - 0.2) / 0.5) for one in seen]
        np.testing.assert_allclose(weights, smoothstep((depth - 0.2) / 0.5), atol=4e-4)


def test_a_map_is_float32_of_the_asked_size_and_the_same_at_every_size() -> None:
    way = travel(0.2, 0.9)
    small, large = (radial_weights(way, PORTALS[1], ASPECT, size) for size in ((64, 36), (640, 360)))
    assert (small.dtype, small.shape) == (np.float32, (36, 64))
    assert 0 <= large.min() <= large.max() <= 1
    averaged = large.reshape(36, 10, 64, 10).mean(axis=(1, 3))
    assert np.abs(averaged - small).mean() < 0.01


@pytest.mark.parametrize(
    ("begins", "ends", "weight", "has_begun", "has_arrived"),
    [
        (0.0, 1.0, 0.5, True, False),
        (0.25, 1.25, smoothstep(0.25), True, False),
        (1.0, 2.0, 0.0, False, False),
        (-1.0, 0.0, 1.0, True, True),
        (0.6, 0.9, 0.0, True, False),
        (-2.0, 0.1, 1.0, True, False),
    ],
)
def test_a_step_knows_how_far_it_is_and_which_words_it_needs(
    begins: float, ends: float, weight: float, has_begun: bool, has_arrived: bool
) -> None:
    way = travel(begins, ends)
    assert weight_of_step(way) == pytest.approx(weight)
    assert (begun(way), arrived(way)) == (has_begun, has_arrived)
    assert crosses(way) == (has_begun and not has_arrived)


@pytest.mark.parametrize("portal", PORTALS)
@pytest.mark.parametrize(("begins", "ends"), [(1.0, 2.0), (-1.0, 0.0)])
def test_a_step_that_does_not_cross_has_one_weight_in_its_whole_ring(
    portal: Similarity, begins: float, ends: float
) -> None:
    way = travel(begins, ends)
    assert not crosses(way)
    weights = radial_weights(way, portal, ASPECT, (320, 180))
    x, y = (np.arange(320) + 0.5) / 320 - 0.5, (np.arange(180) + 0.5) / 180 - 0.5
    ring = depths(x[None, :] * ASPECT + 1j * y[:, None], portal, ASPECT) <= 1
    assert set(weights[ring].tolist()) == {1.0 if arrived(way) else 0.0}


def test_a_portal_in_the_corner_of_its_frame_has_depths_too() -> None:
    portal = similarity_at((0.25, 0.25), magnification=2, turn_degrees=0, aspect=ASPECT)
    points = through(portal.power(0.5), edge(shrink=0.999))
    inside = points[(points.real > -ASPECT / 2 + 0.01) & (points.imag > -0.5 + 0.01)]
    found = depths(inside, portal, ASPECT)
    assert np.isfinite(found).all()
    np.testing.assert_allclose(found, 0.5, atol=5e-3)


def test_a_portal_as_large_as_its_frame_is_refused() -> None:
    with pytest.raises(ValueError, match="a portal of 1 times its frame's size leads nowhere"):
        depths(np.zeros(1, complex), Similarity(1, 0), ASPECT)
