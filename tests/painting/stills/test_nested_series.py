"""A nested series is put in order and measured from its pictures alone, and its film shows no frame in it."""

from pathlib import Path

import numpy as np
import pytest
from made_pictures import film, nested_views, photograph, storyboard, zoom_outs

from composer.errors import ComposerError, StoryboardError
from composer.geometry import Similarity
from composer.painting.nesting import NEEDED, find_nesting
from composer.painting.pictures import read_picture
from composer.painting.series import cut_series, order_series, sight
from composer.painting.stills import StillsPainter


def sightings(folder):
    return [sight(path, read_picture(path)) for path in sorted(folder.glob("*.png"))]


@pytest.mark.parametrize(
    ("magnification", "shift"),
    [
        (4 / 3, 0j),
        (1.5, 0.05 + 0.03j),
        (2.0, -0.1 + 0.08j),
        (2.0, 0j),
        (2.7, 0.2 - 0.1j),
        (1.12, 0j),
        (3.8, 0.1 + 0.1j),
    ],
)
def test_magnification_is_found_within_three_thousandths_and_place_within_a_thousandth(tmp_path, magnification, shift):
    zoom_outs(tmp_path, nested_views([magnification], [shift]), size=(400, 250))
    outer, inner = sightings(tmp_path)

    found = find_nesting(inner.grey, outer.grey)

    assert found.magnification == pytest.approx(magnification, rel=0.003)
    assert abs(found.shift - shift) < 0.001
    assert found.likeness > 0.9


def test_noise_a_change_of_light_and_a_repainted_corner_do_not_mislead(tmp_path):
    def alter(picture, number):
        if number == 1:
            picture = picture * 0.85 + 20 + np.random.default_rng(2).normal(0, 8, picture.shape)
            picture[:60, :90] = (200, 30, 60)
        return np.clip(picture, 0, 255).astype(np.uint8)

    zoom_outs(tmp_path, nested_views([1.5], [0.05j]), size=(400, 250), alter=alter)
    outer, inner = sightings(tmp_path)

    found = find_nesting(inner.grey, outer.grey)

    assert found.magnification == pytest.approx(1.5, rel=0.003)
    assert abs(found.shift - 0.05j) < 0.001


def test_a_given_magnification_is_kept_and_only_the_place_is_found(tmp_path):
    zoom_outs(tmp_path, nested_views([2.0], [0.07 - 0.04j]))
    outer, inner = sightings(tmp_path)

    found = find_nesting(inner.grey, outer.grey, 1.99)

    assert found.magnification == 1.99
    assert abs(found.shift - (0.07 - 0.04j)) < 0.003


@pytest.mark.parametrize("order", [1, -1])
def test_the_files_may_be_numbered_inward_or_outward(tmp_path, order):
    magnifications, shifts = [2.0, 1.5, 4 / 3], [0.05 + 0j, 0j, -0.04j]
    zoom_outs(tmp_path, nested_views(magnifications, shifts), order=order)

    series = order_series(sightings(tmp_path))

    assert [path.stem for path in series.paths] == ["1", "2", "3", "4"][::order]
    assert [n.magnification for n in series.nestings] == pytest.approx(magnifications, rel=0.003)


def test_pictures_that_are_not_nested_are_named_with_their_likeness(tmp_path):
    views = nested_views([2.0], [0j])
    zoom_outs(tmp_path, [*views, Similarity(0.3, 40)])

    with pytest.raises(ComposerError) as caught:
        order_series(sightings(tmp_path))

    assert caught.value.message.startswith(f"{tmp_path / '2.png'}: 3.png does not lie inside this picture (likeness 0.")
    assert caught.value.message.endswith(", at least 0.60 is needed)")
    likeness = float(caught.value.message.split("likeness ")[1].split(",")[0])
    assert likeness < NEEDED - 0.05
    assert caught.value.hint == (
        "in a nested series each picture is the middle of the next, 1.1 to 4 times smaller there; "
        "number the files in that order, inward or outward, or write nested: false"
    )


def test_a_first_pair_that_is_not_nested_is_named_in_both_directions(tmp_path):
    zoom_outs(tmp_path, [Similarity(1, 0), Similarity(0.4, 30), Similarity(0.4, 60)])

    with pytest.raises(ComposerError, match=r"1\.png: neither this picture nor 2\.png lies inside the other"):
        order_series(sightings(tmp_path))


def test_pictures_of_different_shapes_are_refused():
    square, wide = photograph(Similarity(1, 0), 160, 160), photograph(Similarity(1, 0), 240, 160)

    with pytest.raises(ComposerError) as caught:
        order_series([sight(Path("a.png"), square), sight(Path("b.png"), wide)])

    assert str(caught.value) == (
        "b.png: the picture is 1.500 times as wide as high, a.png 1.000 times\n"
        "  hint: the pictures of a nested series have one shape"
    )


@pytest.mark.parametrize("aspect", [1.6, 16 / 9, 1.0, 9 / 16])
def test_frames_of_any_shape_nest_where_the_pictures_do(tmp_path, aspect):
    views = nested_views([2.0, 1.5], [0.08 + 0.05j, -0.05j])
    zoom_outs(tmp_path, views)
    series = order_series(sightings(tmp_path))

    cuts = cut_series(series, aspect)

    high = min(1.0, 1.6 / aspect)
    frames = [view @ Similarity(high, cut.offset) for view, cut in zip(views, cuts, strict=True)]
    for outer, inner, cut in zip(frames[:-1], frames[1:], cuts[:-1], strict=True):
        for corner in (aspect / 2 + 0.5j, -aspect / 2 - 0.5j):
            assert abs(outer(cut.portal(corner)) - inner(corner)) < 0.002
        assert abs(cut.portal(aspect / 2 + 0.5j).imag) <= 0.5
    assert cuts[-1].portal is None


def nested_board(folder, count, **keywords):
    options = {"folder": ".", "nested": True} | keywords.pop("options", {})
    return storyboard(folder, [None] * count, options=options, **keywords)


def test_a_film_of_a_series_is_the_world_that_it_was_taken_from(tmp_path):
    magnifications, shifts = [2.0, 1.5], [0.08 + 0.02j, 0j]
    views = nested_views(magnifications, shifts)
    zoom_outs(tmp_path, views, size=(400, 250))

    steps, keyframes = film(nested_board(tmp_path, 3))

    assert [1 / step.portal.scale for step in steps[:-1]] == pytest.approx(magnifications, rel=0.003)
    for view, keyframe in zip(views, keyframes, strict=True):
        truth = photograph(view, keyframe.shape[1], keyframe.shape[0]).astype(float)
        assert np.abs(keyframe - truth).mean() < 1.5
        assert np.abs(keyframe - truth)[4:-4, 4:-4].max() < 40


def test_pictures_that_drifted_in_tone_show_no_frame(tmp_path):
    views = nested_views([2.0, 2.0], [0j, 0j])
    drift = [((0.88, 0.95, 1.0), (12, 0, -8)), ((1.0, 0.93, 1.05), (0, 8, 0)), ((1.0, 1.0, 1.0), (0, 0, 0))]

    def alter(picture, number):
        return np.clip(np.rint(picture * drift[number][0] + drift[number][1]), 0, 255).astype(np.uint8)

    zoom_outs(tmp_path, views, size=(400, 250), alter=alter)
    _, keyframes = film(nested_board(tmp_path, 3))

    truth = [photograph(view, *k.shape[1::-1]).astype(float) for view, k in zip(views, keyframes, strict=True)]
    for keyframe, true in zip(keyframes, truth, strict=True):
        assert np.abs(keyframe - true)[4:-4, 4:-4].mean() < 2.5


def test_a_series_may_be_filmed_in_several_steps_a_scene(tmp_path):
    views = nested_views([2.0], [0j])
    zoom_outs(tmp_path, views, size=(400, 250))

    steps, keyframes = film(nested_board(tmp_path, 2, steps=2))

    assert [step.portal.scale for step in steps[:2]] == pytest.approx([2**-0.5, 2**-0.5], rel=0.003)
    half = photograph(Similarity(2**-0.5, 0), *keyframes[1].shape[1::-1])
    assert np.abs(keyframes[1].astype(int) - half)[4:-4, 4:-4].mean() < 2


def test_pulling_out_begins_with_the_innermost_picture(tmp_path):
    zoom_outs(tmp_path, nested_views([2.0], [0j]))
    board = nested_board(tmp_path, 2)
    painter = StillsPainter(board, board.painter.options)

    assert painter.magnification(board.scenes[0]) == pytest.approx(2, rel=0.003)
    assert painter.magnification(board.scenes[1]) is None


def test_what_the_pictures_tell_may_not_be_written_as_well(tmp_path):
    zoom_outs(tmp_path, nested_views([2.0], [0j]))
    board = nested_board(tmp_path, 2, places={"scenes[0].portal": 7, "scenes[0].zoom": 8, "scenes[1].zoom": 12})

    with pytest.raises(StoryboardError) as caught:
        StillsPainter(board, board.painter.options)

    assert str(caught.value) == (
        f"{board.file}:7:3: scenes[0].portal: the pictures of a nested series tell the portal themselves\n"
        "  hint: leave it out, or write nested: false\n"
        f"{board.file}:8:3: scenes[0].zoom: the pictures of a nested series tell the zoom themselves\n"
        "  hint: leave it out, or write nested: false"
    )


def test_a_series_that_does_not_nest_is_an_error_at_its_option(tmp_path):
    zoom_outs(tmp_path, [Similarity(1, 0), Similarity(0.4, 30)])
    board = nested_board(tmp_path, 2, places={"painter.stills.nested": 4})
    painter = StillsPainter(board, board.painter.options)

    with pytest.raises(StoryboardError) as caught:
        painter.magnification(board.scenes[0])

    start = f"{board.file}:4:3: painter.stills.nested: {tmp_path / '1.png'}: neither this picture nor 2.png lies inside"
    assert str(caught.value).startswith(start)
