"""The stills painter takes its options at their word, gives every scene its picture, and says what it cannot use."""

import os
import shutil

import numpy as np
import pytest
from made_pictures import film, storyboard
from PIL import Image

from composer.errors import StoryboardError
from composer.geometry import IDENTITY, Similarity
from composer.painting.painter import Step
from composer.painting.stills import StillsPainter
from composer.storyboard.records import PortalSpec

COLOURS = ((200, 40, 40), (40, 180, 60), (50, 60, 210), (220, 200, 60))


def plain(folder, name, colour, size=(160, 100)):
    folder.mkdir(exist_ok=True)
    path = folder / name
    Image.new("RGB", size, colour).save(path)
    return path


def photos(folder, count, names=("1.png", "2.png", "10.png", "11.png")):
    return [plain(folder, names[i], COLOURS[i]) for i in range(count)]


def painter_of(board):
    return StillsPainter(board, board.painter.options)


def refusal(board):
    with pytest.raises(StoryboardError) as caught:
        painter_of(board)
    return str(caught.value)


def corner_colours(keyframes):
    return [tuple(int(v) for v in k[0, 0]) for k in keyframes]


def test_scenes_take_the_pictures_of_the_folder_in_natural_order(tmp_path):
    photos(tmp_path / "photos", 4)
    board = storyboard(tmp_path, [None] * 3, options={"folder": "photos"})

    _, keyframes = film(board)

    assert corner_colours(keyframes) == list(COLOURS[:3])


def test_a_scene_with_its_own_image_takes_none_from_the_folder(tmp_path):
    photos(tmp_path / "photos", 2)
    own = plain(tmp_path, "own.png", COLOURS[3])
    board = storyboard(tmp_path, [None, own, None], options={"folder": "photos"})

    _, keyframes = film(board)

    assert corner_colours(keyframes) == [COLOURS[0], COLOURS[3], COLOURS[1]]


def test_in_another_painters_film_only_scenes_with_an_image_are_its_concern(tmp_path):
    own = plain(tmp_path, "own.png", COLOURS[3])
    board = storyboard(tmp_path, [None, own], painter="illustrated")
    step = Step(
        index=0, scene=board.scenes[1], view=0, framing=IDENTITY, portal=None, opening=None, inner_scene=None,
        width=96, height=60, prompt="", avoid="", seed=0,
    )  # fmt: skip

    picture = StillsPainter(board, {}).paint(step, None)

    assert picture.shape == (60, 96, 3)
    assert np.all(picture == COLOURS[3])


def test_too_few_pictures_are_told_with_both_counts(tmp_path):
    photos(tmp_path / "photos", 1)
    board = storyboard(
        tmp_path, [None] * 3, options={"folder": "photos"}, places={"painter.stills.folder": 5, "scenes": 9}
    )
    assert refusal(board) == (
        f"{board.file}:5:3: painter.stills.folder: {tmp_path / 'photos'}: "
        "1 picture for 3 scenes without an image of their own\n  hint: add pictures, or take scenes out"
    )


@pytest.mark.parametrize("count", [2, 4])
def test_a_nested_series_has_as_many_pictures_as_scenes(tmp_path, count):
    photos(tmp_path / "photos", count)
    options = {"folder": "photos", "nested": True}
    board = storyboard(tmp_path, [None] * 3, options=options, places={"painter.stills.folder": 5})
    assert refusal(board) == (
        f"{board.file}:5:3: painter.stills.folder: {tmp_path / 'photos'}: {count} pictures for 3 scenes\n"
        "  hint: a nested series has one picture for each scene"
    )


def test_in_a_nested_series_no_scene_has_its_own_image(tmp_path):
    own = plain(tmp_path, "own.png", COLOURS[3])
    photos(tmp_path / "photos", 2)
    options = {"folder": "photos", "nested": True}
    board = storyboard(tmp_path, [None, own, None], options=options, places={"scenes[1].image": 21})
    assert refusal(board) == (
        f"{board.file}:21:3: scenes[1].image: the pictures of a nested series all come from its folder\n"
        "  hint: take it out"
    )


def test_scenes_without_a_picture_are_told_all_at_once(tmp_path):
    own = plain(tmp_path, "own.png", COLOURS[3])
    board = storyboard(tmp_path, [None, own, None], places={"scenes[0]": 4, "scenes[2]": 8})
    hint = "\n  hint: give it an image, or write painter: {stills: {folder: …}}"
    assert refusal(board) == (
        f'{board.file}:4:3: scenes[0]: scene "s1" has no picture{hint}\n'
        f'{board.file}:8:3: scenes[2]: scene "s3" has no picture{hint}'
    )


def test_files_that_cannot_be_used_are_told_all_at_once_at_their_scenes(tmp_path):
    small, letter = plain(tmp_path, "small.png", COLOURS[0], (2, 2)), tmp_path / "letter.jpg"
    letter.write_text("Dear June")
    places = {"scenes[0].image": 11, "scenes[1].image": 14}
    board = storyboard(tmp_path, [small, letter], painter="illustrated", places=places)

    with pytest.raises(StoryboardError) as caught:
        StillsPainter(board, {})

    assert str(caught.value) == (
        f"{board.file}:11:3: scenes[0].image: {small}: "
        "the picture has 2x2 pixels; at least 64 on each side are needed\n"
        "  hint: use a larger picture, best at least as large as the film\n"
        f"{board.file}:14:3: scenes[1].image: {letter}: this is not a picture\n"
        "  hint: use a jpg, png, webp or tiff; save other kinds as one"
    )


def test_a_picture_cut_short_is_told_at_its_scene_when_it_is_painted(tmp_path):
    path = tmp_path / "p.jpg"
    Image.fromarray(np.random.default_rng(0).integers(0, 255, (300, 480, 3), dtype=np.uint8)).save(path)
    path.write_bytes(path.read_bytes()[:20_000])
    board = storyboard(tmp_path, [path], places={"scenes[0].image": 3})

    with pytest.raises(StoryboardError) as caught:
        film(board)

    start = f"{board.file}:3:3: scenes[0].image: {path}: the picture is cut short or damaged (image file is truncated"
    assert str(caught.value).startswith(start)


WRONG = {
    "an unknown option": ({"foldr": "p"}, "foldr", "the stills painter has no such option", 'did you mean "folder"?'),
    "a misspelt folder of a series": (
        {"foldr": "p", "nested": True},
        "foldr",
        "the stills painter has no such option",
        'did you mean "folder"?',
    ),
    "no folder": ({"folder": 3}, "folder", "3 is not the name of a folder", "write the name of a folder"),
    "a word for nested": (
        {"folder": ".", "nested": "yes"},
        "nested",
        '"yes" is not true or false',
        "write true or false",
    ),
    "a series of no folder": ({"nested": True}, "nested", "a nested series needs a folder", "write folder: beside it"),
    "a magnification that grows": (
        {"folder": ".", "nested": True, "magnification": 0.5},
        "magnification",
        "0.5 is not auto or a number from 1.05 to 8",
        "write auto or a number from 1.05 to 8",
    ),
    "a magnification of no series": (
        {"magnification": 2},
        "magnification",
        "a magnification is for a nested series; others have their zoom",
        "write nested: true, or leave it out",
    ),
    "too wide a feather": (
        {"feather": 0.6},
        "feather",
        "0.6 is not a number from 0 to 0.4",
        "write a number from 0 to 0.4",
    ),
    "a feather that is true": (
        {"feather": True},
        "feather",
        "true is not a number from 0 to 0.4",
        "write a number from 0 to 0.4",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_option_is_refused_at_its_place(tmp_path, case):
    options, name, message, hint = WRONG[case]
    own = plain(tmp_path, "own.png", COLOURS[3])
    board = storyboard(tmp_path, [own], options=options, places={f"painter.stills.{name}": 6})
    assert refusal(board) == f"{board.file}:6:3: painter.stills.{name}: {message}\n  hint: {hint}"


def test_a_folder_that_is_not_there_is_told_at_its_option(tmp_path):
    board = storyboard(tmp_path, [None], options={"folder": "photos"}, places={"painter.stills.folder": 5})
    assert refusal(board) == (
        f"{board.file}:5:3: painter.stills.folder: {tmp_path / 'photos'}: there is no such folder\n"
        "  hint: name the folder relative to the storyboard's"
    )


def ingredients(board):
    painter = painter_of(board)
    scene = board.scenes[0]
    step = Step(
        index=0, scene=scene, view=0, framing=IDENTITY, portal=Similarity(0.5, 0), opening=Similarity(0.5, 0),
        inner_scene=board.scenes[1], width=96, height=60, prompt="", avoid="", seed=0,
    )  # fmt: skip
    return painter.ingredients(step)


def test_a_keyframe_is_named_by_what_its_file_holds_not_by_where_it_lies(tmp_path):
    one, other = photos(tmp_path / "photos", 2)
    moved = tmp_path / "moved.png"
    shutil.copy(one, moved)
    first = ingredients(storyboard(tmp_path, [one, other]))

    assert ingredients(storyboard(tmp_path, [moved, other])) == first
    assert ingredients(storyboard(tmp_path, [other, other])) != first
    assert ingredients(storyboard(tmp_path, [one, other], options={"feather": 0.2})) != first


def test_a_file_that_changes_while_the_painter_lives_is_named_anew(tmp_path):
    one, other = photos(tmp_path / "photos", 2)
    board = storyboard(tmp_path, [one, other])
    painter = painter_of(board)
    step = Step(
        index=0, scene=board.scenes[0], view=0, framing=IDENTITY, portal=None, opening=None, inner_scene=None,
        width=96, height=60, prompt="", avoid="", seed=0,
    )  # fmt: skip
    before = painter.ingredients(step)["picture"]
    shutil.copy(other, one)
    os.utime(one, ns=(1, 1))

    assert painter.ingredients(step)["picture"] != before


def test_the_feather_is_the_options_where_another_picture_opens_and_narrow_within_a_scene(tmp_path):
    one, other = photos(tmp_path / "photos", 2)
    wide = storyboard(tmp_path, [one, other], steps=3, options={"feather": 0.2})
    default = storyboard(tmp_path, [one, other], steps=3)

    def feathers(board):
        steps, _ = film(board)
        return [painter_of(board).feather(step) for step in steps[:3]]

    assert feathers(wide) == [0.03, 0.03, 0.2]
    assert feathers(default) == [0.03, 0.03, 0.06]


def test_where_the_storyboard_does_not_say_the_next_picture_opens_in_the_middle(tmp_path):
    one, other = photos(tmp_path / "photos", 2)
    board = storyboard(tmp_path, [one, other])
    painter = painter_of(board)

    assert painter.portal(board.scenes[0], 1.6) == PortalSpec(at=(0.5, 0.5), turn_degrees=0.0)
    assert painter.magnification(board.scenes[0]) is None
