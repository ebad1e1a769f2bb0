from __future__ import annotations

import cmath
import itertools
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from composer.geometry import IDENTITY, Similarity, similarity_at
from composer.zooming.path import ZoomPath

portals = st.builds(
    lambda x, y, zoom, turn: similarity_at((x, y), magnification=zoom, turn_degrees=turn, aspect=16 / 9),
    st.floats(0.3, 0.7),
    st.floats(0.3, 0.7),
    st.floats(1.1, 6.0),
    st.floats(-40, 40),
)
chains = st.lists(portals, min_size=1, max_size=5)
EVEN = similarity_at((0.6, 0.45), magnification=2.5, turn_degrees=11, aspect=16 / 9)


def same(a: Similarity, b: Similarity, rel: float = 1e-9) -> bool:
    return cmath.isclose(a.a, b.a, rel_tol=rel) and cmath.isclose(a.b, b.b, rel_tol=rel, abs_tol=rel)


@settings(deadline=None, derandomize=True)
@given(chains)
def test_at_whole_depths_the_frame_is_where_the_portals_lead(chain: list[Similarity]) -> None:
    path, view = ZoomPath(chain), IDENTITY
    for depth in range(len(chain) + 1):
        assert same(path.frame_in(0, float(depth)), view)
        assert same(path.frame_in(depth, float(depth)), IDENTITY)
        if depth < len(chain):
            view = view @ chain[depth]


@settings(deadline=None, derandomize=True)
@given(chains, st.floats(0, 1), st.integers(0, 5), st.integers(0, 5))
def test_every_keyframe_is_told_of_the_same_frame(chain: list[Similarity], share: float, i: int, j: int) -> None:
    path, depth = ZoomPath(chain), share * len(chain)
    i, j = sorted((min(i, len(chain)), min(j, len(chain))))
    view = path.frame_in(j, depth)
    for portal in reversed(chain[i:j]):
        view = portal @ view
    assert same(path.frame_in(i, depth), view, rel=1e-8)


@settings(deadline=None, derandomize=True)
@given(portals, st.integers(1, 5), st.floats(0, 1))
def test_identical_portals_give_exactly_the_logarithmic_spiral(portal: Similarity, count: int, share: float) -> None:
    path, depth = ZoomPath([portal] * count), share * count
    assert same(path.frame_in(0, depth), portal.power(depth), rel=1e-8)


def test_identical_portals_grow_by_the_same_factor_in_every_equal_step_of_depth() -> None:
    path = ZoomPath([EVEN] * 4)
    scales = [path.frame_in(0, depth / 50).scale for depth in range(201)]
    ratios = [after / before for before, after in itertools.pairwise(scales)]
    assert ratios == pytest.approx([2.5 ** (-1 / 50)] * 200, rel=1e-9)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(chains.filter(lambda chain: len(chain) > 1))
def test_the_velocity_is_the_same_on_both_sides_of_every_arrival(chain: list[Similarity]) -> None:
    path, h = ZoomPath(chain), 1e-4

    def slope(keyframe: int, side: int) -> tuple[complex, complex]:
        """One-sided derivative, of the fourth order."""
        views = [path.frame_in(keyframe, keyframe + side * i * h) for i in range(5)]
        weights = [-25 / 12, 4, -3, 4 / 3, -1 / 4]
        return (
            side * sum(w * v.a for w, v in zip(weights, views, strict=True)) / h,
            side * sum(w * v.b for w, v in zip(weights, views, strict=True)) / h,
        )

    for keyframe in range(1, len(chain)):
        before, after = slope(keyframe, -1), slope(keyframe, 1)
        size = max(1.0, abs(before[0]), abs(before[1]))
        assert abs(before[0] - after[0]) < 1e-6 * size
        assert abs(before[1] - after[1]) < 1e-6 * size


@settings(deadline=None, derandomize=True)
@given(chains)
def test_the_picture_always_grows(chain: list[Similarity]) -> None:
    path = ZoomPath(chain)
    scales = [path.frame_in(0, depth / 40).scale for depth in range(40 * len(chain) + 1)]
    assert all(after < before for before, after in itertools.pairwise(scales))


@settings(deadline=None, derandomize=True)
@given(st.floats(1.1, 6.0), st.floats(1.1, 6.0))
def test_centred_portals_keep_the_camera_in_the_middle(first: float, second: float) -> None:
    path = ZoomPath([Similarity(1 / first, 0), Similarity(1 / second, 0)])
    for depth in (0.2, 0.9, 1.5):
        view = path.frame_in(0, depth)
        assert abs(view.b) < 1e-12
        assert abs(view.angle) < 1e-12


def test_a_film_of_one_keyframe_stands_still() -> None:
    assert ZoomPath([]).frame_in(0, 0.0) == IDENTITY


def test_a_turn_is_shared_evenly_by_the_step() -> None:
    turned = similarity_at((0.5, 0.5), magnification=2, turn_degrees=30, aspect=1.0)
    assert math.degrees(ZoomPath([turned]).frame_in(0, 0.5).angle) == pytest.approx(15)
