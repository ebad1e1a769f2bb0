from __future__ import annotations

import cmath
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from composer.geometry import IDENTITY, Similarity, corners, overhang, similarity_at

angles = st.floats(-3.0, 3.0)
points = st.builds(complex, st.floats(-2, 2), st.floats(-2, 2))
similarities = st.builds(
    lambda scale, angle, b: Similarity(cmath.rect(scale, angle), b), st.floats(0.05, 20), angles, points
)


def near(value: complex) -> object:
    return pytest.approx(value, rel=1e-9, abs=1e-9)


@settings(deadline=None, derandomize=True)
@given(similarities, similarities, points)
def test_the_product_maps_through_the_inner_one_first(outer: Similarity, inner: Similarity, p: complex) -> None:
    assert (outer @ inner)(p) == near(outer(inner(p)))


@settings(deadline=None, derandomize=True)
@given(similarities, points)
def test_the_inverse_leads_back(similarity: Similarity, p: complex) -> None:
    assert similarity.inverse()(similarity(p)) == pytest.approx(p, abs=1e-6)
    assert (similarity @ similarity.inverse())(p) == pytest.approx(p, abs=1e-6)


@settings(deadline=None, derandomize=True)
@given(st.floats(0.1, 0.9), st.floats(-1.0, 1.0), points, st.integers(1, 5), points)
def test_whole_powers_are_repeated_maps(scale: float, angle: float, b: complex, n: int, p: complex) -> None:
    similarity, repeated = Similarity(cmath.rect(scale, angle), b), p
    for _ in range(n):
        repeated = similarity(repeated)
    assert similarity.power(n)(p) == near(repeated)


@settings(deadline=None, derandomize=True)
@given(st.floats(0.1, 0.9), st.floats(-1.0, 1.0), points, st.floats(-2, 2), st.floats(-2, 2), points)
def test_powers_add(scale: float, angle: float, b: complex, s: float, t: float, p: complex) -> None:
    similarity = Similarity(cmath.rect(scale, angle), b)
    assert (similarity.power(s) @ similarity.power(t))(p) == pytest.approx(
        similarity.power(s + t)(p), rel=1e-6, abs=1e-6
    )


def test_powers_of_a_shift_are_shares_of_it() -> None:
    assert Similarity(1, 2 - 1j).power(0.25) == Similarity(1, 0.5 - 0.25j)
    assert IDENTITY.power(7.5) == IDENTITY


def test_powers_turn_about_the_fixed_point() -> None:
    similarity = Similarity(cmath.rect(0.5, math.radians(30)), 0.2 + 0.1j)
    fixed = similarity.b / (1 - similarity.a)
    for exponent in (-1.5, 0.1, 0.5, 3.0):
        assert similarity.power(exponent)(fixed) == near(fixed)


@pytest.mark.parametrize(("a", "b"), [(0, 0), (complex("nan"), 0), (1, complex("inf"))])
def test_what_is_no_similarity_is_refused(a: complex, b: complex) -> None:
    with pytest.raises(ValueError, match=r"^not a similarity: a="):
        Similarity(a, b)


def test_a_portal_is_where_the_storyboard_says() -> None:
    portal = similarity_at((0.75, 0.25), magnification=4, turn_degrees=90, aspect=2.0)
    assert portal.scale == pytest.approx(0.25)
    assert math.degrees(portal.angle) == pytest.approx(90)
    assert portal(0) == near(0.5 - 0.25j)
    # A quarter turn clockwise as seen (y goes down): the inner picture's right points down.
    assert portal(1) - portal(0) == near(0.25j)


def test_corners_go_round_from_the_left_top() -> None:
    assert corners(2.0) == (-1 - 0.5j, 1 - 0.5j, 1 + 0.5j, -1 + 0.5j)


@pytest.mark.parametrize(
    ("at", "turn", "expected"),
    [((0.5, 0.5), 0, -0.25), ((0.75, 0.5), 0, 0.0), ((0.8, 0.5), 0, 0.1), ((0.5, 0.9), 0, 0.15), ((0.5, 0.5), 90, 0.0)],
)
def test_overhang_is_how_far_a_picture_reaches_over_the_edge(
    at: tuple[float, float], turn: float, expected: float
) -> None:
    portal = similarity_at(at, magnification=2, turn_degrees=turn, aspect=2.0)
    assert overhang(portal, 2.0) == pytest.approx(expected, abs=1e-12)
