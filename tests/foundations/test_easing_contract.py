from __future__ import annotations

import numpy as np
import pytest

from composer.easing import EASINGS

U = np.linspace(0.0, 1.0, 100_001)
EACH = pytest.mark.parametrize("name", sorted(EASINGS))


@EACH
def test_every_easing_covers_its_scene_exactly(name: str) -> None:
    assert np.trapezoid(EASINGS[name].speed(U), U) == pytest.approx(1.0, abs=1e-8)


@EACH
def test_no_easing_stands_still_or_turns_back(name: str) -> None:
    assert EASINGS[name].speed(U).min() >= 0.2 - 1e-12


@EACH
def test_every_easing_is_a_smooth_array_of_the_shape_asked_for(name: str) -> None:
    speed = EASINGS[name].speed(U)
    assert speed.shape == U.shape
    assert speed.dtype == np.float64
    assert np.abs(np.diff(speed)).max() < 1e-3


@EACH
def test_every_easing_is_listed_under_its_name_with_its_meaning(name: str) -> None:
    assert EASINGS[name].name == name
    assert EASINGS[name].meaning


def test_the_easings_promised_to_directors_are_there() -> None:
    assert {"steady", "glide", "surge", "linger", "rush"} <= set(EASINGS)


def test_easings_lean_the_way_they_say() -> None:
    early = {name: np.trapezoid(easing.speed(U[:50_001]), U[:50_001]) for name, easing in EASINGS.items()}
    assert early["steady"] == pytest.approx(0.5)
    assert early["glide"] == pytest.approx(0.5)
    assert early["surge"] > 0.7
    assert early["linger"] < 0.3
    assert early["rush"] < 0.25
