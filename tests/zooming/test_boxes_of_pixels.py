from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from composer.zooming.boxes import Box, around

evens = st.integers(-10, 30).map(lambda n: 2 * n)
boxes = st.builds(Box, evens, evens, evens, evens)
EMPTY = Box(0, 0, 0, 0)


def cells(box: Box) -> set[tuple[int, int]]:
    return {(x, y) for x in range(box.left, box.right, 2) for y in range(box.top, box.bottom, 2)}


@settings(deadline=None, derandomize=True)
@given(boxes, boxes)
def test_an_overlap_holds_what_both_hold(a: Box, b: Box) -> None:
    assert cells(a.overlap(b)) == cells(a) & cells(b)
    assert a.overlap(b).empty == (not cells(a) & cells(b))


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
