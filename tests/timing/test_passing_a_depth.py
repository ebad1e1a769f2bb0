"""When the camera passes a depth."""

from __future__ import annotations

import numpy as np
import pytest

from composer.timing.camera import CameraPath
from composer.timing.passing import frame_at_depth


def path(*depths: float) -> CameraPath:
    return CameraPath(depths=np.array(depths, np.float64))


IN = path(0, 0, 0.5, 1, 1, 1, 3)


@pytest.mark.parametrize(
    ("depth", "leaving", "reaching"),
    [(0, 1, 0), (0.25, 1.5, 1.5), (0.5, 2, 2), (1, 5, 3), (2, 5.5, 5.5), (3, 6, 6)],
)
def test_a_depth_is_left_at_the_end_of_a_rest_and_reached_at_its_beginning(
    depth: float, leaving: float, reaching: float
) -> None:
    assert frame_at_depth(IN, depth, is_leaving=True) == pytest.approx(leaving)
    assert frame_at_depth(IN, depth, is_leaving=False) == pytest.approx(reaching)


@pytest.mark.parametrize("depth", [-0.1, 3.1])
def test_a_depth_that_the_camera_never_has_has_no_frame(depth: float) -> None:
    assert frame_at_depth(IN, depth, is_leaving=True) is None
    assert frame_at_depth(IN, depth, is_leaving=False) is None


def test_pulling_out_the_deeper_comes_first() -> None:
    out = path(3, 1, 1, 0)
    assert frame_at_depth(out, 2, is_leaving=True) == pytest.approx(0.5)
    assert frame_at_depth(out, 1, is_leaving=True) == pytest.approx(2)
    assert frame_at_depth(out, 1, is_leaving=False) == pytest.approx(1)


def test_a_loop_has_every_depth_once_a_lap() -> None:
    lap = path(1.5, 2, 2.5, 3, 3.5, 4, 4.5)  # of 4 keyframes; the frame after the last is at 5.5
    assert frame_at_depth(lap, 0.25, is_leaving=True, lap=4) == pytest.approx(5.5)
    assert frame_at_depth(lap, 1, is_leaving=True, lap=4) == pytest.approx(6.5)
    assert frame_at_depth(lap, 5, is_leaving=False, lap=4) == pytest.approx(6.5)
    assert frame_at_depth(lap, 1.5, is_leaving=True, lap=4) == pytest.approx(0)
    out = path(2.5, 1.5, 0.5, -0.5)
    assert frame_at_depth(out, 3, is_leaving=True, lap=4) == pytest.approx(3.5)


def test_a_film_of_one_frame_is_at_its_depth() -> None:
    assert frame_at_depth(path(2), 2, is_leaving=True) == 0
    assert frame_at_depth(path(2), 2.5, is_leaving=True) is None
