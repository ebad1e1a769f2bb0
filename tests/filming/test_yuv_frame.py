import numpy as np
import pytest

from composer.zooming.frames import YuvFrame


def test_greys_return_within_a_level_and_have_no_colour():
    greys = np.broadcast_to(np.arange(256, dtype=np.uint8)[None, :, None], (4, 256, 3))
    frame = YuvFrame.from_rgb(greys)
    assert np.abs(frame.rgb().astype(int) - greys).max() <= 1
    assert set(np.unique([frame.u, frame.v])) == {128}
    assert (frame.y.min(), frame.y.max()) == (16, 235)


@pytest.mark.parametrize(
    ("rgb", "yuv"),
    [
        # ITU-R BT.709 colour bars at 100 %, 8 bits.
        ((255, 255, 255), (235, 128, 128)),
        ((255, 255, 0), (219, 16, 138)),
        ((0, 255, 255), (188, 154, 16)),
        ((0, 255, 0), (173, 42, 26)),
        ((255, 0, 255), (78, 214, 230)),
        ((255, 0, 0), (63, 102, 240)),
        ((0, 0, 255), (32, 240, 118)),
        ((0, 0, 0), (16, 128, 128)),
    ],
)
def test_colour_bars_have_the_values_of_the_standard(rgb, yuv):
    frame = YuvFrame.from_rgb(np.broadcast_to(np.array(rgb, np.uint8), (2, 4, 3)))
    assert (frame.y[0, 0], frame.u[0, 0], frame.v[0, 0]) == yuv
    assert np.abs(frame.rgb().astype(int) - rgb).max() <= 2


@pytest.mark.parametrize(
    ("rgb", "yuv"),
    [
        # ITU-R BT.709 colour bars at 100 %, 10 bits.
        ((255, 255, 255), (940, 512, 512)),
        ((255, 255, 0), (877, 64, 553)),
        ((0, 255, 255), (754, 615, 64)),
        ((0, 255, 0), (691, 167, 105)),
        ((255, 0, 255), (313, 857, 919)),
        ((255, 0, 0), (250, 409, 960)),
        ((0, 0, 255), (127, 960, 471)),
        ((0, 0, 0), (64, 512, 512)),
    ],
)
def test_colour_bars_of_ten_bits_have_the_values_of_the_standard(rgb, yuv):
    frame = YuvFrame.from_rgb(np.broadcast_to(np.array(rgb, np.uint8), (2, 4, 3)), depth=10)
    assert frame.depth == 10
    assert (frame.y[0, 0], frame.u[0, 0], frame.v[0, 0]) == yuv
    assert np.abs(frame.rgb().astype(int) - rgb).max() <= 1


def test_a_frame_of_eight_bits_is_deepened_without_a_change_of_colour():
    frame = YuvFrame.from_rgb(np.random.default_rng(1).integers(0, 256, (16, 24, 3), dtype=np.uint8))
    y, u, v = (plane.astype(np.uint16) * 4 for plane in (frame.y, frame.u, frame.v))
    assert frame.depth == 8
    assert (YuvFrame(y=y, u=u, v=v).rgb() == frame.rgb()).all()


def test_every_grey_has_a_luma_of_its_own_in_ten_bits():
    greys = np.broadcast_to(np.arange(256, dtype=np.uint8)[None, :, None], (2, 256, 3))
    counts = [len(np.unique(YuvFrame.from_rgb(greys, depth=depth).y)) for depth in (8, 10)]
    assert counts == [220, 256]


def test_soft_colours_return_where_they_were():
    rows, columns = np.mgrid[0:64, 0:96]
    waves = [128 + 90 * np.sin(columns / 30), 128 + 90 * np.cos(rows / 25), 128 + 80 * np.sin((rows + columns) / 40)]
    picture = np.stack(waves, axis=-1).round().astype(np.uint8)
    back = YuvFrame.from_rgb(picture).rgb().astype(int)
    assert np.abs(back - picture)[2:-2, 2:-2].max() <= 3
    assert np.abs((back - picture).mean(axis=(0, 1))).max() < 0.1


def test_planes_that_do_not_fit_are_refused():
    y, half = np.zeros((4, 6), np.uint8), np.zeros((2, 3), np.uint8)
    with pytest.raises(ValueError, match="are not a 4:2:0 frame"):
        YuvFrame(y=y, u=half, v=np.zeros((2, 2), np.uint8))
    with pytest.raises(ValueError, match="are not a 4:2:0 frame"):
        YuvFrame(y=y[:3], u=half[:1], v=half[:1])
    wanted = "planes must be all uint8 or all uint16, and C-contiguous"
    for planes in (
        (np.asfortranarray(y), half, half),
        (y, half.astype(np.uint16), half),
        (y.astype(np.int16), half.astype(np.int16), half.astype(np.int16)),
    ):
        with pytest.raises(ValueError, match=wanted):
            YuvFrame(y=planes[0], u=planes[1], v=planes[2])
