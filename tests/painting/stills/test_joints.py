"""Where one picture opens in another the colours meet, the rest stays, and nothing pops between views."""

import cv2
import numpy as np
import pytest
from made_pictures import film, photograph, storyboard
from PIL import Image

from composer.geometry import IDENTITY, Similarity
from composer.painting.fitting import draw, fit
from composer.painting.joining import correct, find_joint, match_tone, seen
from composer.painting.pasting import paste
from composer.storyboard.records import PortalSpec

ASPECT = 1.6
OPENING = Similarity(0.25, 0.1 + 0.05j)


def around(picture, opening, outward):
    """Low-frequency colours along the rectangle of an opening moved outward by a part of its height: shape (n, 3)."""
    height, width = picture.shape[:2]
    x, y = ASPECT / 2 + outward, 0.5 + outward
    corners = np.array([-x - y * 1j, x - y * 1j, x + y * 1j, -x + y * 1j, -x - y * 1j])
    points = opening.a * np.interp(np.arange(400) / 100, range(5), corners) + opening.b
    columns = (points.real * height + width / 2 - 0.5).astype(np.float32)[None]
    rows = (points.imag * height + height / 2 - 0.5).astype(np.float32)[None]
    soft = cv2.GaussianBlur(picture.astype(np.float32), (0, 0), 0.02 * opening.scale * height)
    ring = cv2.remap(soft, columns, rows, cv2.INTER_LINEAR)[0]
    return ring.reshape(20, 20, 3).mean(axis=1)


def step(picture, opening, feather):
    """The mean change of colour from just outside an opening to just inside its soft edge, in levels."""
    return np.abs(around(picture, opening, 0.02) - around(picture, opening, -feather - 0.02)).mean()


def test_a_plain_picture_takes_another_plain_ones_colour_at_the_joint():
    outer = np.full((360, 576, 3), (60, 90, 40), np.uint8)
    inner = np.full((360, 576, 3), (210, 150, 190), np.uint8)
    under = seen(outer, OPENING, ASPECT)

    joined = correct(outer, find_joint(under, seen(inner, IDENTITY, ASPECT), feather=0.08, reach=1.0), OPENING)

    naive, mended = (step(paste(p, inner, OPENING, 0.08), OPENING, 0.08) for p in (outer, joined))
    assert naive > 80
    assert mended < 0.1 * naive


@pytest.mark.parametrize(
    ("seeds", "portal"),
    [
        ((1, 2), PortalSpec()),
        ((3, 4), PortalSpec(at=(0.42, 0.55))),
        ((5, 6), PortalSpec(turn_degrees=12.0)),
    ],
)
def test_the_step_of_colour_at_the_joint_of_photographs_falls_by_four_fifths(tmp_path, seeds, portal):
    views = [Similarity(1, 0), Similarity(1, 3)]
    tints = [np.array((1.0, 0.8, 0.5)), np.array((0.5, 0.8, 1.1))]
    pictures = []
    for seed, view, tint in zip(seeds, views, tints, strict=True):
        calm = 128 + (photograph(view, 512, 320, seed).astype(float) - 128) * 0.25
        pictures.append(np.clip(calm * tint, 0, 255).astype(np.uint8))
        Image.fromarray(pictures[-1]).save(tmp_path / f"{seed}.png")
    outer, inner = pictures
    board = storyboard(tmp_path, [tmp_path / f"{seed}.png" for seed in seeds], size=(256, 160), portals=(portal,))

    steps, (keyframe, _) = film(board)

    naive = paste(cv2.resize(outer, (512, 320)), inner, steps[0].portal, 0.06)
    drawn = step(keyframe, steps[0].portal, 0.06)
    assert step(naive, steps[0].portal, 0.06) > 40
    assert drawn < 0.2 * step(naive, steps[0].portal, 0.06)


def test_the_picture_beyond_the_reach_is_untouched_and_the_change_fades_evenly():
    outer = np.full((400, 640, 3), 100, np.uint8)
    inner = np.full((400, 640, 3), 180, np.uint8)
    joint = find_joint(seen(outer, OPENING, ASPECT), seen(inner, IDENTITY, ASPECT), feather=0.08, reach=0.7)

    made = correct(outer, joint, OPENING)

    distance = [around(made, OPENING, out)[..., 0].mean() for out in np.linspace(-0.05, 0.9, 30)]
    assert np.all(np.diff(distance) <= 0.01)
    assert distance[0] == pytest.approx(180, abs=2)
    assert np.abs(around(made, OPENING, 0.7) - 100).max() < 1e-4
    assert np.abs(np.diff(distance)).max() < 8


def test_every_view_of_a_scene_gets_the_same_correction(tmp_path):
    outer, inner = world_like(tmp_path, "outer", 7), world_like(tmp_path, "inner", 8)
    board = storyboard(tmp_path, [outer, inner], steps=3, size=(256, 160))

    steps, keyframes = film(board)

    assert [s.view for s in steps] == [0, 1, 2, 0]
    for near in (1, 2):
        place = steps[near - 1].portal
        height, width = keyframes[near - 1].shape[:2]
        to_pixels = Similarity(height, complex(width, height) / 2)
        far = draw(keyframes[near - 1], fit(width, height, ASPECT), place, (width // 2, height // 2))
        here = cv2.resize(keyframes[near], (width // 2, height // 2), interpolation=cv2.INTER_AREA)
        assert to_pixels.scale == height
        assert np.abs(cv2.blur(far, (5, 5)).astype(int) - cv2.blur(here, (5, 5))).mean() < 1.0


def test_around_a_view_nothing_shows_where_the_next_one_begins(tmp_path):
    outer, inner = world_like(tmp_path, "outer", 9), world_like(tmp_path, "inner", 10)
    board = storyboard(tmp_path, [outer, inner], steps=2, size=(256, 160))
    steps, keyframes = film(board)
    alone = storyboard(tmp_path, [outer], size=(256, 160))
    _, (plain,) = film(alone)

    changed = np.abs(keyframes[0].astype(int) - plain).max(axis=2) > 0
    portal = steps[0].portal

    # At the edge of view 1 in view 0 the fields of both views meet: their difference is smooth across it.
    difference = keyframes[0].astype(np.float32) - plain
    jump = np.abs(around(difference, portal, 0.004) - around(difference, portal, -0.004))
    assert changed.any()
    assert jump.max() < 3


def world_like(folder, name, seed):
    path = folder / f"{name}.png"
    Image.fromarray(photograph(Similarity(1, 2j * seed), 512, 320, seed)).save(path)
    return path


def test_the_tone_of_a_picture_is_matched_by_gain_and_offset():
    inner = photograph(IDENTITY, 160, 100, 11)
    outer = np.clip(np.rint((inner - np.array((10.0, -6.0, 0.0))) / (1.1, 0.9, 1.0)), 0, 255).astype(np.uint8)

    tone = match_tone(outer, inner, 0.06)

    assert tone.gain == pytest.approx((1.1, 0.9, 1.0), abs=0.03)
    assert np.abs(tone.of(outer).astype(int) - inner).mean() < 1.5


def test_the_tone_of_an_even_picture_is_only_shifted():
    tone = match_tone(np.full((100, 160, 3), 90, np.uint8), np.full((100, 160, 3), 99, np.uint8), 0.06)
    assert tone.gain == (1.0, 1.0, 1.0)
    assert tone.offset == pytest.approx((9.0, 9.0, 9.0))
