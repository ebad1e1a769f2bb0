"""Parallelograms against the pixels that lie in them."""

from __future__ import annotations

import cmath

import numpy as np
import pytest

from composer.resampling.kernels import find_spans
from composer.resampling.regions import Region

ROWS, COLUMNS = 41, 60
TURNS = [0.0, 0.1, -0.4, 0.785, 1.5708, 2.5]


def points() -> np.ndarray:
    return (np.arange(COLUMNS) - (COLUMNS - 1) / 2)[None, :] + 1j * (np.arange(ROWS) - (ROWS - 1) / 2)[:, None]


def inside(region: Region, at: np.ndarray) -> np.ndarray:
    across = region.a * at.real + region.b * at.imag + region.e
    down = region.c * at.real + region.d * at.imag + region.f
    return (np.abs(across) <= region.wide) & (np.abs(down) <= region.high)


def marked(region: Region, hole: Region | None = None) -> np.ndarray:
    spans = np.empty((ROWS, 2, 2), np.int32)
    find_spans(region.numbers(), hole.numbers() if hole else np.zeros(8), COLUMNS, spans)
    found = np.zeros((ROWS, COLUMNS), bool)
    for row, stretches in zip(found, spans, strict=True):
        for first, last in stretches:
            row[first:last] = True
    return found


@pytest.mark.parametrize("turn", TURNS)
def test_spans_hold_exactly_the_pixels_of_a_turned_rectangle(turn: float) -> None:
    region = Region.rectangle(4.3 - 2.7j, cmath.exp(1j * turn), 17.2, 9.1)
    assert (marked(region) == inside(region, points())).all()


@pytest.mark.parametrize("turn", TURNS)
def test_a_hole_is_left_out(turn: float) -> None:
    region = Region.rectangle(1 + 1j, cmath.exp(1j * turn), 25, 15)
    hole = Region.rectangle(3 - 2j, cmath.exp(1j * (turn + 0.2)), 8, 5)
    assert (marked(region, hole) == inside(region, points()) & ~inside(hole, points())).all()


def test_what_is_seen_through_another_plane_is_what_is_there() -> None:
    region = Region.rectangle(2 - 1j, cmath.exp(0.3j), 12, 6)
    sheared = region.through(1, -0.25, 0, 1)
    at = points()
    assert (inside(sheared, at) == inside(region, at.real - 0.25 * at.imag + 1j * at.imag)).all()
    assert (inside(region.about(3 + 2j), at) == inside(region, at + 3 + 2j)).all()
    assert (inside(region.mirrored(), at.imag + 1j * at.real) == inside(region, at)).all()


@pytest.mark.parametrize("turn", TURNS)
def test_the_corners_of_a_rectangle_are_where_it_was_put(turn: float) -> None:
    region = Region.rectangle(5 + 3j, cmath.exp(1j * turn), 7, 4)
    expected = [5 + 3j + cmath.exp(1j * turn) * corner for corner in (-7 - 4j, 7 - 4j, 7 + 4j, -7 + 4j)]
    assert region.corners() == pytest.approx(expected)
    assert region.area == pytest.approx(14 * 8)
    assert region.through(2, 0, 0, 2).area == pytest.approx(7 * 4)


def test_a_region_smaller_than_nothing_is_empty() -> None:
    region = Region.frame(10, 6)
    assert not region.empty
    assert region.grown(-3).empty
    assert marked(region).sum() == 10 * 7
    assert not marked(region.grown(-3.1)).any()
