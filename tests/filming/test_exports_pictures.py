"""The film's frames as pictures: numbered exactly, whole or not there, never written twice."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import coded_frames
import cv2
import numpy as np
import pytest
from coded_frames import SIZE, coded

from composer.errors import ComposerError
from composer.filming.captions import Caption
from composer.filming.encoder import EncoderSettings
from composer.filming.exports.pictures import PictureJob, colours, prepare_folder, write_pictures
from composer.filming.exports.png import tag_of, tagged
from composer.progress import unseen
from composer.zooming.frames import YuvFrame


def job(folder, count=12, pattern="%06d.png", **more):
    return PictureJob(footage=coded_frames.footage(count, **more), folder=folder / "frames", pattern=pattern)


def write(made, compose=coded, progress=unseen):
    prepare_folder(made)
    return write_pictures(made, made.missing(), compose, progress)


def number_in(path):
    luma = cv2.imread(str(path))[..., 1]
    assert luma.shape == (SIZE[1], SIZE[0])
    bits = luma[10:63:21, 12::24].reshape(12) > 120
    return int((bits * (1 << np.arange(12))).sum())


def names(made):
    return sorted(path.name for path in made.folder.iterdir())


def test_every_frame_is_a_picture_with_its_number(tmp_path):
    made = job(tmp_path)
    told = []
    assert write(made, progress=lambda *counts: told.append(counts)) == 12
    assert names(made) == [f"{number:06}.png" for number in range(12)]
    assert [number_in(made.path(number)) for number in range(12)] == list(range(12))
    assert told == [(done, 12) for done in range(1, 13)]


def test_a_passage_keeps_the_numbers_of_the_whole_film(tmp_path):
    made = job(tmp_path, pattern="ride-%04d.png", first=5, stop=8)
    write(made)
    assert names(made) == ["ride-0005.png", "ride-0006.png", "ride-0007.png"]
    assert number_in(made.path(6)) == 6


def test_a_run_that_is_stopped_goes_on_and_is_as_if_it_had_not_been(tmp_path):
    made, whole = job(tmp_path / "a"), job(tmp_path / "b")
    for each in (made, whole):
        each.folder.parent.mkdir()
    write(whole)

    def stopped(number):
        if number == 7:
            raise KeyboardInterrupt
        return coded(number)

    with pytest.raises(KeyboardInterrupt):
        write(made, stopped)
    there = {path: path.stat().st_mtime_ns for path in made.folder.iterdir()}
    assert all(tag_of(path) for path in there)
    asked = []
    write(made, lambda number: asked.append(number) or coded(number))
    assert asked == [number for number in range(12) if made.path(number) not in there]
    assert all(path.stat().st_mtime_ns == time for path, time in there.items())
    assert [made.path(n).read_bytes() for n in range(12)] == [whole.path(n).read_bytes() for n in range(12)]


def test_pictures_that_are_there_are_not_composed_again(tmp_path):
    made = job(tmp_path)
    write(made)
    assert made.missing() == ()


@pytest.mark.parametrize(
    "harm",
    [
        lambda data: data[: len(data) // 2],
        lambda data: data[:-12],
        lambda data: data[:200] + bytes([data[200] ^ 1]) + data[201:],
        lambda data: b"",
        lambda data: b"something else",
    ],
)
def test_a_damaged_picture_is_made_again(tmp_path, harm):
    made = job(tmp_path)
    write(made)
    path = made.path(4)
    good = path.read_bytes()
    path.write_bytes(harm(good))
    assert made.missing() == (4,)
    write(made)
    assert path.read_bytes() == good


@pytest.mark.parametrize(
    "more",
    [
        {"captions": (Caption(text="x", start_frame=0, end_frame=12),)},
        {"settings": EncoderSettings(depth=10)},
    ],
)
def test_pictures_of_another_film_are_written_again(tmp_path, more):
    made = job(tmp_path)
    write(made)
    other = PictureJob(footage=replace(made.footage, **more), folder=made.folder, pattern=made.pattern)
    assert other.missing() == tuple(range(12))


def test_a_picture_without_our_mark_is_no_frame_of_the_film(tmp_path):
    made = job(tmp_path)
    prepare_folder(made)
    cv2.imwrite(str(made.path(3)), colours(coded(3)))
    assert 3 in made.missing()


def test_two_runs_at_once_make_the_same_pictures(tmp_path):
    made, whole = job(tmp_path, 40), job(tmp_path / "b", 40)
    whole.folder.parent.mkdir()
    prepare_folder(made)
    missing = made.missing()
    with ThreadPoolExecutor(2) as pool:
        runs = [pool.submit(write_pictures, made, missing, coded, unseen) for _ in range(2)]
    assert sum(run.result() for run in runs) >= 40
    write(whole)
    assert names(made) == names(whole)
    assert all(made.path(n).read_bytes() == whole.path(n).read_bytes() for n in range(40))


def test_captions_are_burnt_as_in_the_film(tmp_path):
    caption = Caption(text="1980", start_frame=3, end_frame=9)
    made = job(tmp_path, captions=(caption,))
    write(made, lambda _number: coded(0))
    changed = [bool((cv2.imread(str(made.path(n))) != cv2.imread(str(made.path(0)))).any()) for n in range(12)]
    assert changed == [3 <= number < 9 for number in range(12)]


def test_pictures_past_the_end_of_the_film_are_told(tmp_path):
    write(job(tmp_path, 12))
    short = job(tmp_path, 9)
    assert short.beyond() == tuple(short.path(number) for number in (9, 10, 11))


def test_a_folder_that_cannot_be_is_said(tmp_path):
    (tmp_path / "frames").write_text("a file")
    with pytest.raises(ComposerError) as caught:
        prepare_folder(job(tmp_path))
    assert caught.value.message == f"{tmp_path / 'frames'} is not a folder"
    with pytest.raises(ComposerError) as caught:
        prepare_folder(job(tmp_path / "none"))
    assert caught.value.message == f"{tmp_path / 'none' / 'frames'}: there is no folder {tmp_path / 'none'}"


def test_a_name_without_a_number_is_refused(tmp_path):
    with pytest.raises(ValueError, match=re.escape("'frame.png' gives all frames one name")):
        job(tmp_path, pattern="frame.png")


def noise(depth):
    picture = np.random.default_rng(3).integers(0, 256, (64, 96, 3)).astype(np.uint8)
    return YuvFrame.from_rgb(cv2.GaussianBlur(picture, (0, 0), 2), depth)


@pytest.mark.parametrize(("depth", "unit"), [(8, 1), (10, 257)])
def test_colours_are_the_frame_s_own(depth, unit):
    frame = noise(depth)
    picture = colours(frame)[..., ::-1].astype(np.float64) / unit
    assert np.abs(picture - frame.rgb()).max() <= (1e-9 if depth == 8 else 0.5 + 1e-6)


@pytest.mark.parametrize("grey", [0, 1, 64, 128, 200, 255])
def test_greys_of_ten_bits_come_out_without_a_cast(grey):
    frame = YuvFrame.from_rgb(np.full((16, 16, 3), grey, np.uint8), 10)
    picture = colours(frame).astype(int)
    assert (picture == picture[..., :1]).all()
    assert abs(picture[0, 0, 0] - 257 * grey) <= 0.5 * 65535 / 876 + 1


def test_a_film_of_ten_bits_gives_pictures_of_sixteen_that_keep_its_steps(tmp_path):
    ramp = np.tile(np.arange(64, 64 + 4 * 96, 4, dtype=np.uint16) + 1, (64, 1))
    grey = np.full((32, 48), 512, np.uint16)
    frame = YuvFrame(y=np.ascontiguousarray(ramp), u=grey, v=grey)
    made = job(tmp_path, 1)
    write(made, lambda _number: frame)
    read = cv2.imread(str(made.path(0)), cv2.IMREAD_UNCHANGED)
    assert (read.dtype, read.shape) == (np.uint16, (64, 96, 3))
    expected = np.rint((ramp[0].astype(float) - 64) / 876 * 65535)
    assert np.abs(read[0, :, 1] - expected).max() <= 1


def test_a_mark_is_read_back_and_the_picture_is_the_same(tmp_path):
    _, packed = cv2.imencode(".png", np.arange(48, dtype=np.uint8).reshape(4, 4, 3))
    path = tmp_path / "a.png"
    path.write_bytes(tagged(packed.tobytes(), "abc123"))
    assert tag_of(path) == "abc123"
    assert (cv2.imread(str(path)) == np.arange(48).reshape(4, 4, 3)).all()
    path.write_bytes(packed.tobytes())
    assert tag_of(path) is None
    assert tag_of(tmp_path / "none.png") is None
