"""A nested series whose innermost picture holds the outermost: measured all around, or laid where the director says."""

from __future__ import annotations

import re
from dataclasses import replace

import cv2
import numpy as np
import pytest
from made_pictures import nested_views, storyboard, zoom_outs
from PIL import Image

from composer.errors import StoryboardError
from composer.geometry import IDENTITY, Similarity
from composer.painting.chain import paint_chain
from composer.painting.pictures import read_picture
from composer.painting.planning import plan_steps
from composer.painting.registry import Painters
from composer.painting.ring import write_works
from composer.painting.series import cut_series, order_series, sight
from composer.painting.store import KeyframeStore
from composer.storyboard.records import PortalSpec

ASPECT = 1.6
PORTALS = (Similarity(1 / 2, 0.06), Similarity(1 / 1.6, -0.03 + 0.04j), Similarity(1 / 2.2, -0.05j))


def whirl(view: Similarity, width: int, height: int) -> np.ndarray:
    """A picture that is the same again three pictures further in; uint8, each pixel the mean of four points."""
    lap = IDENTITY
    for portal in PORTALS:
        lap = lap @ portal
    x = ((np.arange(2 * width) + 0.5) / 2 - width / 2) / height
    y = ((np.arange(2 * height) + 0.5) / 2 - height / 2) / height
    points = np.log(view.a * (x[None, :] + 1j * y[:, None]) + view.b - lap.b / (1 - lap.a))
    laps, turns = points.real / np.log(lap.a.real), points.imag / (2 * np.pi)
    rng = np.random.default_rng(3)
    colours = np.full((*laps.shape, 3), 128.0)
    for _ in range(24):
        along, around = rng.integers(1, 24), rng.integers(-14, 15)
        colours += 18 * np.cos(2 * np.pi * (along * laps + around * turns)[..., None] + rng.uniform(0, 6, 3))
    mean = colours.reshape(height, 2, width, 2, 3).mean(axis=(1, 3))
    return np.clip(np.rint(mean), 0, 255).astype(np.uint8)


def write_ring(folder, size=(256, 160), order=1):
    views = [IDENTITY, PORTALS[0], PORTALS[0] @ PORTALS[1]][::order]
    for number, view in enumerate(views):
        Image.fromarray(whirl(view, *size)).save(folder / f"{number + 1}.png")


def board(folder, **fields):
    made = storyboard(folder, [None] * 3, options={"folder": str(folder), "nested": True})
    scenes = tuple(replace(scene, steps=1, **fields.pop(scene.id, {})) for scene in made.scenes)
    return replace(made, scenes=scenes, loop=True, **fields)


@pytest.mark.parametrize("order", [1, -1])
def test_the_outermost_picture_is_found_in_the_innermost(tmp_path, order):
    write_ring(tmp_path, order=order)
    board_ = board(tmp_path)
    steps = plan_steps(board_, Painters(board_))
    for step, portal in zip(steps, PORTALS, strict=True):
        assert step.portal.scale == pytest.approx(portal.scale, rel=0.004)
        assert abs(step.portal.b - portal.b) < 0.003


def test_a_nested_loop_is_the_picture_that_repeats_itself(tmp_path):
    write_ring(tmp_path, size=(320, 200))
    board_ = board(tmp_path)
    painters = Painters(board_)
    keyframes = paint_chain(write_works(board_, painters), painters, KeyframeStore(tmp_path))
    view = IDENTITY
    for keyframe, portal in zip(keyframes, PORTALS, strict=True):
        picture = cv2.resize(read_picture(keyframe.path), (128, 80), interpolation=cv2.INTER_AREA).astype(int)
        assert np.quantile(np.abs(picture - whirl(view, 128, 80)), 0.8) < 8
        view = view @ portal


def test_pictures_of_another_shape_are_cut_so_that_the_ring_closes(tmp_path):
    write_ring(tmp_path, size=(320, 160))  # wider than the ring was made for: all of it is seen
    series = order_series([sight(path, read_picture(path)) for path in sorted(tmp_path.glob("*.png"))], is_ring=True)
    cuts = cut_series(series, 1.0)
    assert series.is_ring
    lap = IDENTITY
    for cut in cuts:
        assert cut.portal is not None
        lap = lap @ cut.portal
    whole = IDENTITY
    for nesting in series.nestings:
        whole = whole @ Similarity(1 / nesting.magnification, nesting.shift)
    # The same way around, seen from the middle of the first cut.
    assert lap.a == pytest.approx(whole.a)
    assert lap.b == pytest.approx(whole(cuts[0].offset) - cuts[0].offset)


def test_a_series_that_does_not_close_is_told_and_laid_where_the_director_says(tmp_path):
    zoom_outs(tmp_path, nested_views([2.0, 1.5], [0.05 + 0j, 0j]))
    open_series = board(tmp_path)
    with pytest.raises(StoryboardError) as error:
        plan_steps(open_series, Painters(open_series))
    assert re.search(
        r"3\.png: 1\.png, the outermost picture, does not lie inside this innermost one \(likeness 0\.\d\d, at least "
        r"0\.60 is needed\)\n  hint: give this picture's scene a portal and a zoom, to have the outermost one laid ",
        str(error.value),
    )
    place = next(iter(open_series.places.values()), None) or open_series.place("")
    said = board(tmp_path, s3={"portal": PortalSpec(at=(0.5, 0.4)), "zoom": 3.0}, places={"scenes[2].portal": place})
    portal = plan_steps(said, Painters(said))[2].portal
    assert (portal.scale, portal.b) == (pytest.approx(1 / 3), pytest.approx(-0.1j))
