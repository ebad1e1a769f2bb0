"""A picture lies in the frame where geometry says, to a fraction of a pixel, at any magnification."""

import numpy as np
import pytest

from composer.geometry import IDENTITY, Similarity
from composer.painting.fitting import draw, fit

WIDE = 16 / 9


def ramps(width, height):
    """Red grows across by 1 from edge to edge of every 1/200 of the width, green down."""
    picture = np.zeros((height, width, 3), np.uint8)
    picture[..., 0] = np.rint((np.arange(width) + 0.5) / width * 200 + 20)
    picture[..., 1] = np.rint((np.arange(height) + 0.5) / height * 200 + 20)[:, None]
    return picture


def expected_ramps(window, laid, size, shape):
    width, height = size
    x, y = (np.arange(width) + 0.5 - width / 2) / height, (np.arange(height) + 0.5 - height / 2) / height
    place = laid.cover @ window
    pixels = place.a * (x[None, :] + 1j * y[:, None]) + place.b
    return pixels.real / shape[0] * 200 + 20, pixels.imag / shape[1] * 200 + 20


@pytest.mark.parametrize("shape", [(640, 480), (1920, 1080), (800, 800), (1500, 600), (3000, 2000)])
@pytest.mark.parametrize(
    "window", [IDENTITY, Similarity(0.4, 0.2 - 0.1j), Similarity(0.5j, 0.1), Similarity(0.11 + 0.03j, -0.3 + 0.2j)]
)
def test_every_point_of_the_frame_shows_the_point_of_the_picture_that_lies_there(shape, window):
    laid = fit(*shape, WIDE)

    drawn = draw(ramps(*shape), laid, window, (320, 180)).astype(float)

    red, green = expected_ramps(window, laid, (320, 180), shape)
    assert laid.whole is None
    within = (slice(2, -2), slice(2, -2))  # the picture ends with the frame, its ramps level off
    assert np.abs(drawn[..., 0] - red)[within].max() < 1.1
    assert np.abs(drawn[..., 1] - green)[within].max() < 1.1
    assert abs((drawn[..., 0] - red).mean()) < 0.2


def test_a_picture_is_cut_in_its_middle_as_little_as_can_be():
    assert fit(640, 480, WIDE).cover == Similarity(360, 320 + 240j)
    assert fit(1600, 600, WIDE).cover == Similarity(600, 800 + 300j)
    assert fit(400, 400, 1.0, offset=0.1j).cover == Similarity(400, 200 + 240j)


@pytest.mark.parametrize(
    ("width", "height", "aspect", "whole"),
    [(800, 1200, WIDE, True), (900, 900, WIDE, False), (4000, 1000, WIDE, True), (1920, 1080, 9 / 16, True)],
)
def test_a_picture_that_would_lose_more_than_45_percent_is_shown_whole(width, height, aspect, whole):
    assert (fit(width, height, aspect).whole is not None) == whole
    assert fit(width, height, aspect, crop=True).whole is None


def test_a_whole_portrait_stands_sharp_in_the_middle_over_its_own_dark_blur():
    portrait = np.full((1200, 800, 3), (200, 120, 80), np.uint8)
    portrait[:60], portrait[-60:] = (0, 255, 0), (0, 0, 255)

    drawn = draw(portrait, fit(800, 1200, WIDE), IDENTITY, (640, 360)).astype(int)

    assert np.abs(drawn[4, 320] - (0, 255, 0)).max() <= 2
    assert np.abs(drawn[355, 320] - (0, 0, 255)).max() <= 2
    assert np.abs(drawn[180, 320] - (200, 120, 80)).max() <= 1
    assert np.abs(drawn[180, 40] - np.array((200, 120, 80)) * 0.55).max() <= 2
    assert np.abs(np.diff(drawn[180], axis=0)).max() < 16, "the edge between the two is soft"


def test_a_nearer_view_of_a_whole_portrait_is_the_same_picture_nearer():
    portrait = np.random.default_rng(1).integers(0, 255, (30, 20, 3), dtype=np.uint8)
    portrait = np.kron(portrait, np.ones((40, 40, 1), np.uint8))
    laid, window = fit(800, 1200, WIDE), Similarity(0.5, -0.25 + 0.1j)

    far = draw(portrait, laid, IDENTITY, (1280, 720)).astype(int)
    near = draw(portrait, laid, window, (640, 360)).astype(int)

    left, top = round(640 - 0.25 * 720 - 320), round(360 + 0.1 * 720 - 180)
    assert np.abs(far[top : top + 360, left : left + 640] - near).mean() < 1


def test_a_pattern_too_fine_to_be_drawn_becomes_an_even_grey():
    checks = np.indices((1600, 2400)).sum(axis=0) % 2 * 255
    picture = np.repeat(checks[..., None], 3, axis=2).astype(np.uint8)

    drawn = draw(picture, fit(2400, 1600, 1.5), IDENTITY, (300, 200))

    assert np.abs(drawn.astype(int) - 127.5).max() <= 2
