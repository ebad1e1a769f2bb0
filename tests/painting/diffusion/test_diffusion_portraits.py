"""Pictures of the cast: how they are cut, what they add to a digest, and who cannot look at them."""

from __future__ import annotations

import logging
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from composer.errors import Place, StoryboardError
from composer.painting.diffusion.families.table import FAMILIES, family_named
from composer.painting.diffusion.people.portraits import Album, counted, cut_square, resized, warn_unheeded
from composer.painting.painter import Portrait
from composer.storyboard.records import Scene, Storyboard


@pytest.fixture
def film(tmp_path: Path) -> Storyboard:
    places = {"cast.june.picture": Place(file=Path("film.yaml"), line=9, column=31)}
    return Storyboard(file=tmp_path / "film.yaml", scenes=(Scene(id="bus", prompt="a bus"),), places=places)


def saved(path: Path, width: int = 96, height: int = 128, **more: object) -> Path:
    x, y = np.meshgrid(np.arange(width), np.arange(height))
    picture = np.stack([x * 255 // width, y * 255 // height, np.full_like(x, 80)], axis=-1).astype(np.uint8)
    Image.fromarray(picture).save(path, **more)
    return path


def june(path: Path, weight: float = 0.7) -> Portrait:
    return Portrait(name="june", picture=path, weight=weight)


@pytest.mark.parametrize(
    ("shape", "left", "top"), [((300, 100), 0, 30), ((100, 300), 100, 0), ((100, 100), 0, 0), ((101, 100), 0, 0)]
)
def test_a_portrait_is_cut_to_its_upper_or_middle_square(shape: tuple[int, int], left: int, top: int) -> None:
    picture = np.random.default_rng(0).integers(0, 256, (*shape, 3), np.uint8)
    assert np.array_equal(cut_square(picture), picture[top : top + 100, left : left + 100])


def test_a_portrait_that_the_camera_stored_lying_is_turned_upright(film: Storyboard, tmp_path: Path) -> None:
    upright = Album(film).square(june(saved(tmp_path / "upright.png", 96, 128)))
    turned = Image.open(tmp_path / "upright.png").transpose(Image.Transpose.ROTATE_90)
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned a quarter clockwise
    turned.save(tmp_path / "lying.png", exif=exif)
    assert np.array_equal(Album(film).square(june(tmp_path / "lying.png")), upright)


def test_a_portrait_is_made_smaller_by_averaging() -> None:
    picture = np.zeros((128, 128, 3), np.uint8)
    picture[:, 1::2] = 255
    assert np.all(np.abs(resized(picture, 64).astype(int) - 128) <= 1)
    assert resized(picture, 256).shape == (256, 256, 3)


def test_the_digest_holds_the_pictures_bytes_its_weight_and_the_adapter(film: Storyboard, tmp_path: Path) -> None:
    path = saved(tmp_path / "june.png")
    first = Album(film).ingredients([june(path)], "usual")
    assert Album(film).ingredients([june(path)], "usual") == first
    assert Album(film).ingredients([june(path, 0.6)], "usual") != first
    assert Album(film).ingredients([june(path)], "another") != first
    saved(tmp_path / "moved.png")
    assert Album(film).ingredients([june(tmp_path / "moved.png")], "usual") == first
    saved(path, 97)
    assert Album(film).ingredients([june(path)], "usual") != first


def test_a_picture_that_changes_while_an_album_is_open_is_read_again(film: Storyboard, tmp_path: Path) -> None:
    album, path = Album(film), saved(tmp_path / "june.png")
    first = album.ingredients([june(path)])
    saved(path, 200)
    assert album.ingredients([june(path)]) != first


def test_nobody_and_people_of_no_weight_add_nothing(film: Storyboard, tmp_path: Path) -> None:
    nobody = june(tmp_path / "missing.png", 0.0)
    assert counted([nobody]) == ()
    assert Album(film).ingredients([]) == Album(film).ingredients([nobody]) == {}


def test_a_large_photograph_is_held_no_larger_than_a_model_looks_at(film: Storyboard, tmp_path: Path) -> None:
    assert Album(film).square(june(saved(tmp_path / "large.png", 1200, 1600))).shape == (1024, 1024, 3)
    assert Album(film).square(june(saved(tmp_path / "small.png", 1000, 1600))).shape == (1000, 1000, 3)


@pytest.mark.parametrize("use", ["digest", "square"])
def test_a_missing_portrait_is_told_with_its_place(film: Storyboard, tmp_path: Path, use: str) -> None:
    album, missing = Album(film), june(tmp_path / "june.png")
    with pytest.raises(StoryboardError) as caught:
        album.ingredients([missing]) if use == "digest" else album.square(missing)
    what = "No such file or directory" if use == "digest" else "there is no such picture"
    assert str(caught.value) == (
        f"film.yaml:9:31: cast.june.picture: {tmp_path}/june.png: {what}\n"
        "  hint: mend the path; it starts at the storyboard"
    )


def test_a_portrait_that_is_no_picture_is_told_with_its_place(film: Storyboard, tmp_path: Path) -> None:
    (tmp_path / "june.png").write_text("no picture")
    with pytest.raises(StoryboardError, match=r"film.yaml:9:31: cast.june.picture: .*june.png: this is not a picture"):
        Album(film).square(june(tmp_path / "june.png"))


def test_a_family_that_cannot_look_at_pictures_says_so(caplog: pytest.LogCaptureFixture) -> None:
    people = [
        june(Path("june.png")),
        june(Path("june.png"), 0.5),
        Portrait(name="theo", picture=Path("theo.png"), weight=0.7),
        Portrait(name="ann", picture=Path("ann.png"), weight=0.0),
    ]
    with caplog.at_level(logging.WARNING, "longzoom"):
        warn_unheeded(family_named("flux-fill"), people)
    assert caplog.messages == [
        "FLUX.1 Fill cannot be shown pictures of people: june, theo will look as the prompts say; for likeness choose "
        "a model of Stable Diffusion 1.5, Stable Diffusion XL, FLUX.1 [dev], FLUX.1 Kontext or FLUX.2 [klein]"
    ]


def test_no_warning_where_there_is_nothing_to_warn_of(caplog: pytest.LogCaptureFixture) -> None:
    unseeing = {"sd3", "flux-fill", "qwen", "z-image", "chroma"}
    with caplog.at_level(logging.WARNING, "longzoom"):
        for family in FAMILIES:
            warn_unheeded(family, [])
            warn_unheeded(family, [june(Path("june.png"), 0.0 if family.key in unseeing else 0.7)])
    assert caplog.messages == []
