from __future__ import annotations

import numpy as np
import pytest
from plane_waves import PlaneWaves, keyframe, psnr

from composer.zooming.frames import YuvFrame
from composer.zooming.levels import Levels


@pytest.mark.parametrize("grey", range(0, 256, 15))
def test_greys_keep_their_luma_to_one_level_and_have_no_colour(grey: int) -> None:
    level = Levels(np.full((90, 160, 3), grey, np.uint8)).at(3.1)
    assert np.abs(level.y - (16 + 219 * grey / 255)).max() <= 0.501
    assert (level.u == 128).all()
    assert (level.v == 128).all()


@pytest.mark.parametrize(
    ("rgb", "yuv"),  # BT.709 limited range, 8 bit
    [((255, 0, 0), (63, 102, 240)), ((0, 255, 0), (173, 42, 26)), ((0, 0, 255), (32, 240, 118))],
)
def test_primaries_are_those_of_bt709(rgb: tuple[int, int, int], yuv: tuple[int, int, int]) -> None:
    level = Levels(np.full((90, 160, 3), rgb, np.uint8)).at(1.0)
    assert (level.y[0, 0], level.u[0, 0], level.v[0, 0]) == pytest.approx(yuv, abs=1)


def test_the_full_level_is_the_picture_as_the_encoder_takes_it() -> None:
    picture = keyframe(PlaneWaves(), [], 0, (320, 180))
    level, expected = Levels(picture).at(1.0), YuvFrame.from_rgb(picture)
    assert psnr(level.y, expected.y) > 55


@pytest.mark.parametrize("pixels", [0.3, 1.0, 1.18, 1.2, 1.9, 2.0, 3.0, 4.0, 7.9])
def test_a_level_is_as_fine_as_the_frame_and_not_much_finer(pixels: float) -> None:
    level = Levels(np.zeros((720, 1280, 3), np.uint8)).at(pixels)
    left = pixels * level.y.shape[0] / 720  # level pixels for a pixel of the frame
    if pixels <= 1:
        assert level.y.shape == (720, 1280)
    else:
        assert 0.995 <= left <= 2**0.25 * 1.005


def test_no_level_is_smaller_than_a_few_pixels() -> None:
    level = Levels(np.zeros((90, 160, 3), np.uint8)).at(1e6)
    assert 8 <= level.y.shape[0] <= 10


def test_a_level_is_made_once() -> None:
    levels = Levels(np.zeros((90, 160, 3), np.uint8))
    assert levels.at(2.5) is levels.at(2.6)


@pytest.mark.parametrize("shape", [(90, 160), (91, 161), (359, 639)])
def test_shrinking_keeps_the_picture_in_its_place(shape: tuple[int, int]) -> None:
    """The centre of mass of a bright disc is the same, in the picture's own measure, at every level."""
    height, width = shape
    y, x = np.mgrid[0:height, 0:width]
    disc = np.hypot(x - 0.6 * width, y - 0.4 * height) < height / 5
    levels = Levels(np.where(disc[..., None], 255, 0).astype(np.uint8).repeat(3, axis=2))
    places = []
    for pixels in (1.0, 1.5, 2.0, 3.0):
        luma = levels.at(pixels).y.astype(float) - 16
        rows, columns = np.mgrid[0 : luma.shape[0], 0 : luma.shape[1]] + 0.5
        places.append(
            [(luma * columns).sum() / luma.sum() / luma.shape[1], (luma * rows).sum() / luma.sum() / luma.shape[0]]
        )
    assert np.abs(np.array(places) - places[0]).max() < 2e-4
