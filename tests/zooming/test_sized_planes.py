"""A keyframe as planes, at every size: colours, places, and no step from one size to the next."""

from __future__ import annotations

import numpy as np
import pytest
from plane_waves import PlaneWaves, keyframe, psnr

from composer.resampling.kernels import FRACTION_BITS
from composer.resampling.resample import PixelMap, View, resample
from composer.zooming.frames import YuvFrame
from composer.zooming.planes import KeyframePlanes

UNIT = 1 << FRACTION_BITS


@pytest.mark.parametrize("grey", range(0, 256, 15))
def test_greys_keep_their_luma_and_have_no_colour_at_any_size(grey: int) -> None:
    planes = KeyframePlanes(np.full((90, 160, 3), grey, np.uint8))
    for pixels in (1.0, 2.0, 3.1, 8.0):
        size = planes.at(pixels)
        assert np.abs(size.y / UNIT - (16 + 219 * grey / 255)).max() <= 0.5 / UNIT + 1e-3
        assert (size.u == 128 * UNIT).all()
        assert (size.v == 128 * UNIT).all()


@pytest.mark.parametrize(
    ("rgb", "yuv"),  # BT.709 limited range, 8 bit
    [((255, 0, 0), (63, 102, 240)), ((0, 255, 0), (173, 42, 26)), ((0, 0, 255), (32, 240, 118))],
)
def test_primaries_are_those_of_bt709(rgb: tuple[int, int, int], yuv: tuple[int, int, int]) -> None:
    size = KeyframePlanes(np.full((90, 160, 3), rgb, np.uint8)).at(1.0)
    assert [plane[0, 0] / UNIT for plane in (size.y, size.u, size.v)] == pytest.approx(yuv, abs=0.51)


def test_the_full_size_is_the_picture_as_the_encoder_takes_it() -> None:
    picture = keyframe(PlaneWaves(), [], 0, (320, 180))
    size, expected = KeyframePlanes(picture).at(1.0), YuvFrame.from_rgb(picture)
    assert psnr(size.y.T / UNIT, expected.y) > 55


@pytest.mark.parametrize("pixels", [0.3, 1.0, 1.5, 1.9, 2.0, 3.0, 4.0, 7.9])
def test_a_size_is_finer_than_the_frame_and_not_much_finer(pixels: float) -> None:
    left = pixels / KeyframePlanes(np.zeros((720, 1280, 3), np.uint8)).at(pixels).pitch
    assert left == pytest.approx(pixels) if pixels < 1.3 * 2**0.5 else 1.299 <= left <= 1.3 * 2**0.5 + 0.001


def test_no_size_is_smaller_than_a_few_pixels() -> None:
    size = KeyframePlanes(np.zeros((90, 160, 3), np.uint8)).at(1e6)
    assert 8 <= size.u.shape[1] <= 16


def test_a_size_is_made_once() -> None:
    planes = KeyframePlanes(np.zeros((90, 160, 3), np.uint8))
    assert planes.at(2.7) is planes.at(2.8)


@pytest.mark.parametrize("shape", [(90, 160), (91, 161), (359, 639)])
def test_shrinking_keeps_the_picture_in_its_place(shape: tuple[int, int]) -> None:
    """The centre of mass of a bright disc is the same, counted from the middle of the picture, at every size."""
    height, width = shape
    y, x = np.mgrid[0:height, 0:width]
    disc = np.hypot(x - 0.6 * width, y - 0.4 * height) < height / 5
    planes = KeyframePlanes(np.where(disc[..., None], 255, 0).astype(np.uint8).repeat(3, axis=2))
    places = []
    for pixels in (1.0, 2.0, 2.8, 4.0):
        size = planes.at(pixels)
        luma = size.y.T / UNIT - 16
        rows, columns = np.mgrid[0 : luma.shape[0], 0 : luma.shape[1]]
        x0, y0 = (luma.shape[1] - 1) / 2, (luma.shape[0] - 1) / 2
        places.append(
            [
                size.pitch * ((columns - x0) * luma).sum() / luma.sum(),
                size.pitch * ((rows - y0) * luma).sum() / luma.sum(),
            ]
        )
    assert np.abs(np.array(places) - places[0]).max() < 0.02


def test_a_change_of_size_cannot_be_seen() -> None:
    """The finest detail there is, white noise of 74 levels, changes by one level where the next size takes over."""
    noise = np.random.default_rng(1).integers(0, 256, (540, 960, 1), np.uint8).repeat(3, axis=2)
    planes = KeyframePlanes(noise)
    pixels = 1.3 * 2**0.5
    finer, coarser = planes.at(pixels - 1e-6), planes.at(pixels + 1e-6)
    assert (finer.pitch, coarser.pitch) == (1.0, 2**0.5)
    seen = []
    for size in (finer, coarser):
        step, (columns, rows) = pixels / size.pitch, size.y.shape
        start = complex(columns - 1, rows - 1) / 2 - step * complex(199, 149) / 2
        seen.append(resample([size.y], View(PixelMap(step, start), 200, 150))[0] / UNIT)
    assert seen[0].std() > 20
    assert np.abs(seen[0] - seen[1]).mean() < 1.5
