from __future__ import annotations

import cmath
import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from composer.zooming.boxes import Box, around, inside

evens = st.integers(-10, 30).map(lambda n: 2 * n)
boxes = st.builds(Box, evens, evens, evens, evens)
EMPTY = Box(0, 0, 0, 0)


def cells(box: Box) -> set[tuple[int, int]]:
    return {(x, y) for x in range(box.left, box.right, 2) for y in range(box.top, box.bottom, 2)}


@settings(deadline=None, derandomize=True)
@given(boxes, boxes)
def test_what_is_left_around_a_hole_tiles_the_box_exactly(box: Box, hole: Box) -> None:
    parts = box.without(hole)
    assert len(parts) <= 4
    assert not any(part.empty for part in parts)
    assert sum(len(cells(part)) for part in parts) == len(cells(box) - cells(hole))
    assert set().union(*(cells(part) for part in parts)) == cells(box) - cells(hole)


@settings(deadline=None, derandomize=True)
@given(boxes, boxes)
def test_an_overlap_holds_what_both_hold(a: Box, b: Box) -> None:
    assert cells(a.overlap(b)) == cells(a) & cells(b)
    assert a.overlap(b).empty == (not cells(a) & cells(b))


@settings(deadline=None, derandomize=True)
@given(boxes.filter(lambda box: not box.empty), boxes)
def test_a_box_within_another_has_no_pixel_outside(a: Box, b: Box) -> None:
    assert a.within(b) == (cells(a) <= cells(b))


@settings(deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.floats(-50, 50), st.floats(-50, 50)), min_size=1))
def test_the_box_around_points_is_the_smallest_even_one(points: list[tuple[float, float]]) -> None:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    box = around(xs, ys)
    assert box.left <= min(xs) < box.left + 2
    assert box.right - 2 < max(xs) <= box.right
    assert box.top <= min(ys) < box.top + 2
    assert box.bottom - 2 < max(ys) <= box.bottom
    assert not any(side % 2 for side in (box.left, box.top, box.right, box.bottom))


@settings(deadline=None, derandomize=True)
@given(
    st.builds(complex, st.floats(-50, 50), st.floats(-50, 50)),
    st.floats(1, 300),
    st.floats(1, 300),
    st.floats(-math.pi, math.pi),
)
def test_a_box_inside_a_turned_rectangle_has_no_corner_outside(
    centre: complex, width: float, height: float, angle: float
) -> None:
    box = inside(centre, width, height, angle)
    if box.empty:
        assert box == EMPTY
        return
    assert not any(side % 2 for side in (box.left, box.top, box.right, box.bottom))
    for x in (box.left, box.right):
        for y in (box.top, box.bottom):
            turned = (complex(x, y) - centre) * cmath.rect(1, -angle)
            assert abs(turned.real) <= width / 2 + 1e-6
            assert abs(turned.imag) <= height / 2 + 1e-6


@settings(deadline=None, derandomize=True)
@given(st.floats(20, 300), st.floats(20, 300), st.floats(-math.pi / 2, math.pi / 2))
def test_no_box_of_the_same_centre_inside_a_turned_rectangle_is_much_larger(
    width: float, height: float, angle: float
) -> None:
    sin, cos = abs(math.sin(angle)), abs(math.cos(angle))
    # A box of half sides a, b about the centre fits where a cos + b sin <= width/2 and a sin + b cos <= height/2.
    a = np.linspace(0, max(width, height) / 2, 2001)
    with np.errstate(divide="ignore", over="ignore"):
        b = np.minimum((width / 2 - a * cos) / sin, (height / 2 - a * sin) / cos) if sin and cos else None
    if b is None:
        return
    largest = (4 * a * np.maximum(b, 0)).max()
    box = inside(0j, width, height, angle)
    sides = box.right - box.left + 4, box.bottom - box.top + 4
    assert sides[0] * sides[1] >= 0.999 * largest


def test_a_rectangle_of_no_size_has_no_box_inside() -> None:
    assert inside(3j, 0, 10, 0.3) == inside(3j, 10, -1, 0.3) == inside(1 + 1j, 1.5, 1.5, 0.1) == EMPTY
