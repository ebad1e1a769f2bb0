"""Animated WebP: the frames, their times, how often they are played, and what is refused."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from composer.errors import ComposerError
from composer.filming.captions import Caption
from composer.filming.movie import Film, MovieJob
from composer.filming.segments import Footage
from composer.filming.webp import DRAFT, FINE, check_webp, film_webp
from composer.zooming.frames import YuvFrame

WIDTH, HEIGHT = 96, 54


def colour(number: int) -> tuple[int, int, int]:
    return 40 + 5 * (number % 40), 200 - 4 * (number % 40), 90


def compose(number: int) -> YuvFrame:
    picture = np.full((HEIGHT, WIDTH, 3), colour(number), np.uint8)
    picture[:, : WIDTH // 2] = 128
    return YuvFrame.from_rgb(picture)


def job(folder: Path, frames: int = 30, rate: Fraction = Fraction(30), **footage: object) -> MovieJob:
    return MovieJob(
        footage=Footage(
            frame_digests=tuple(number.to_bytes(2) for number in range(frames)),
            size=(WIDTH, HEIGHT),
            rate=rate,
            **footage,  # type: ignore[arg-type]
        ),
        target=folder / "loop.webp",
        store_folder=folder / "store",
    )


def film(asked: MovieJob, **settings: int) -> Film:
    return film_webp(asked, replace(FINE, **settings), compose)


def frames_of(path: Path) -> Iterator[tuple[NDArray[np.uint8], int]]:
    """Each picture and its milliseconds, as Pillow reads them."""
    with Image.open(path) as picture:
        for number in range(picture.n_frames):
            picture.seek(number)
            yield np.asarray(picture.convert("RGB")), picture.info["duration"]


def test_every_frame_is_there_in_its_colours(tmp_path: Path) -> None:
    film(job(tmp_path))
    pictures = [picture for picture, _ in frames_of(tmp_path / "loop.webp")]
    assert len(pictures) == 30
    for number, picture in enumerate(pictures):
        assert picture.shape == (HEIGHT, WIDTH, 3)
        assert np.abs(picture[10:-10, 60:-10].astype(int) - colour(number)).max() <= 4
        assert np.abs(picture[10:-10, 10:36].astype(int) - 128).max() <= 2


@pytest.mark.parametrize(
    ("rate", "frames", "total"),
    [(Fraction(30), 90, 3000), (Fraction(30000, 1001), 300, 10010), (Fraction(60), 61, 1016), (Fraction(24), 7, 291)],
)
def test_times_never_drift_from_the_frame_rate(tmp_path: Path, rate: Fraction, frames: int, total: int) -> None:
    film(job(tmp_path, frames, rate))
    durations = [duration for _, duration in frames_of(tmp_path / "loop.webp")]
    assert sum(durations) == total
    shown = np.cumsum([0, *durations[:-1]])
    exact = np.arange(frames) * 1000 / float(rate)
    assert (shown <= exact + 1e-9).all()
    assert (shown > exact - 1).all()


@pytest.mark.parametrize("plays", [0, 1, 3])
def test_it_is_played_as_often_as_asked(tmp_path: Path, plays: int) -> None:
    film(job(tmp_path, 2), plays=plays)
    with Image.open(tmp_path / "loop.webp") as picture:
        assert picture.info["loop"] == plays


def test_the_file_is_a_riff_of_the_length_it_says(tmp_path: Path) -> None:
    film(job(tmp_path, 3))
    data = (tmp_path / "loop.webp").read_bytes()
    assert data[:4] == b"RIFF"
    assert struct.unpack("<I", data[4:8])[0] == len(data) - 8
    names, place = [], 12
    while place < len(data):
        names.append(data[place : place + 4])
        length = struct.unpack("<I", data[place + 4 : place + 8])[0]
        place += 8 + length + length % 2
    assert names == [b"VP8X", b"ANIM", b"ANMF", b"ANMF", b"ANMF"]
    assert place == len(data)


def test_a_passage_begins_with_its_first_frame(tmp_path: Path) -> None:
    made = film(job(tmp_path, 30, first=12, stop=20))
    pictures = list(frames_of(tmp_path / "loop.webp"))
    assert (made.frame_count, made.duration, len(pictures)) == (8, 8 / 30, 8)
    assert np.abs(pictures[0][0][27, 70].astype(int) - colour(12)).max() <= 4
    assert sum(duration for _, duration in pictures) == 266


def test_captions_are_in_the_picture(tmp_path: Path) -> None:
    plain, lettered = (
        job(tmp_path, 20),
        job(tmp_path, 20, captions=(Caption(text="1980", start_frame=0, end_frame=20),)),
    )
    film(plain)
    without = [picture.astype(int) for picture, _ in frames_of(plain.target)]
    film(lettered)
    with_caption = [picture.astype(int) for picture, _ in frames_of(lettered.target)]
    assert np.abs(with_caption[10] - without[10]).max() > 60


def test_a_film_that_is_made_already_is_not_made_again(tmp_path: Path) -> None:
    first, second = film(job(tmp_path)), film(job(tmp_path))
    assert (first.is_new, first.filmed_frames, first.filmed_segments) == (True, 30, 1)
    assert (second.is_new, second.filmed_frames, second.reused_segments) == (False, 0, 1)
    assert film(job(tmp_path), plays=0).is_new
    (tmp_path / "loop.webp").write_bytes(b"something else")
    assert film(job(tmp_path), plays=0).is_new


def test_the_same_frames_give_the_same_bytes(tmp_path: Path) -> None:
    film(job(tmp_path))
    once = (tmp_path / "loop.webp").read_bytes()
    (tmp_path / "loop.webp").unlink()
    film(job(tmp_path))
    assert (tmp_path / "loop.webp").read_bytes() == once


def test_frames_are_asked_for_once_and_in_order(tmp_path: Path) -> None:
    asked: list[int] = []
    told: list[tuple[int, int]] = []

    def noted(number: int) -> YuvFrame:
        asked.append(number)
        return compose(number)

    film_webp(job(tmp_path, 12), DRAFT, noted, lambda done, total: told.append((done, total)))
    assert asked == list(range(12))
    assert told == [(number, 12) for number in range(1, 13)]


def test_a_film_of_before_stands_until_the_new_one_is_whole(tmp_path: Path) -> None:
    asked = job(tmp_path)
    asked.target.write_bytes(b"before")

    def failing(number: int) -> YuvFrame:
        if number == 20:
            raise ComposerError("no picture")
        return compose(number)

    with pytest.raises(ComposerError, match="no picture"):
        film_webp(asked, FINE, failing)
    assert asked.target.read_bytes() == b"before"
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["loop.webp"]


def test_rates_that_browsers_slow_down_are_refused(tmp_path: Path) -> None:
    assert check_webp(job(tmp_path, rate=Fraction(90))) == (tmp_path / "loop.webp").resolve()
    with pytest.raises(ComposerError) as error:
        check_webp(job(tmp_path, rate=Fraction(120)))
    assert str(error.value) == (
        f"{tmp_path}/loop.webp: browsers do not play an animated WebP at 120 frames per second\n"
        "  hint: write a rate up to 90, such as --fps 30"
    )


def test_what_the_film_is_made_from_is_not_replaced(tmp_path: Path) -> None:
    picture = tmp_path / "loop.webp"
    Image.new("RGB", (8, 8)).save(picture)
    with pytest.raises(ComposerError, match="is what the film is made from"):
        check_webp(replace(job(tmp_path), sources=(picture,)))


def test_a_pillow_without_webp_is_told_before_the_long_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("composer.filming.webp.features.check", lambda name: name != "webp")
    with pytest.raises(ComposerError) as error:
        check_webp(job(tmp_path))
    assert str(error.value) == (
        f"{tmp_path}/loop.webp: the Pillow that is installed cannot write WebP\n"
        "  hint: install it from a wheel: pip install --force-reinstall pillow"
    )
