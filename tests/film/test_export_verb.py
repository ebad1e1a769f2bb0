"""The verb export, and films of another shape out of the same keyframes, through the command line."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import cv2
import film_kit
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from small_film import STORYBOARD, SmallFilm, write_small_film

#: Four bars of two seconds: eight seconds, four scenes, 120 frames.
TEXT = STORYBOARD.replace("bars: 2", "bars: 1").replace("bar 7", "bar 4")
#: Of 320x180, so that windows of it are sizes that a film may have.
LARGE = TEXT.replace("160x90, fps: 15", "320x180, fps: 5")


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> SmallFilm:
    """A film that tests only look at; nothing of it is painted."""
    return write_small_film(tmp_path_factory.mktemp("base"), TEXT, bars=4)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> SmallFilm:
    """A film whose frames are there as pictures: ``full/``, 40 of 320x180."""
    small = write_small_film(tmp_path_factory.mktemp("large"), LARGE, bars=4)
    film_kit.answer("export", small.storyboard, "-o", small.folder / "full", "--frames")
    return small


@pytest.fixture(autouse=True)
def _within(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def pictures(folder: Path) -> NDArray[np.uint8]:
    """All pictures of a folder in the order of their names, shape (frames, height, width, 3)."""
    return np.stack([np.asarray(Image.open(path)) for path in sorted(folder.glob("*.png"))])


def refused(*arguments: object) -> str:
    """What a call that ends with 2 says; progress apart."""
    result = film_kit.longzoom(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    return "\n".join(line for line in result.stderr.splitlines() if not line.startswith(("listen:", "paint:", "film:")))


@pytest.mark.parametrize(
    ("name", "kind", "counted", "begins"),
    [
        ("edit.otio", "edit", ("clips", 4), '{\n    "OTIO_SCHEMA": "Timeline.1"'),
        ("edit.edl", "edit", ("clips", 4), "TITLE: Four Rooms\nFCM: NON-DROP FRAME\n\n001  AX       V     C  "),
        ("film.srt", "captions", ("captions", 1), "1\n00:00:04,000 --> 00:00:06,000\nnoon\n"),
        ("film.vtt", "captions", ("captions", 1), "WEBVTT\n\n00:00:04.000 --> 00:00:06.000\nnoon\n"),
        ("film.TXT", "chapters", ("chapters", 4), "0:00 attic\n0:02 hall\n0:04 noon\n0:06 cellar\n"),
    ],
)
def test_the_suffix_says_what_is_exported(
    base: SmallFilm, tmp_path: Path, name: str, kind: str, counted: tuple[str, int], begins: str
) -> None:
    told = film_kit.answer("export", base.storyboard, "-o", name)
    assert (tmp_path / name).read_text().startswith(begins)
    assert (told["target"], told["kind"], told[counted[0]], told["written"]) == (name, kind, counted[1], counted[1])
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert not list(base.store.glob("keyframes/*.png"))


def test_the_result_is_told_on_standard_output_and_what_to_mind_on_standard_error(base: SmallFilm) -> None:
    result = film_kit.longzoom("export", base.storyboard, "-o", "film.edl")
    assert (result.exit_code, result.stdout) == (0, "film.edl: 4 clips\n")
    assert result.stderr.endswith("longzoom: rooms.mp4 is not there yet: render it before the edit is opened\n")


@pytest.mark.parametrize(
    ("options", "film"),
    [((), "rooms.mp4"), (("--draft",), "rooms-draft.mp4"), (("--from", "hall"), "rooms-passage.mp4")],
)
def test_the_edit_is_of_the_film_that_render_writes(base: SmallFilm, options: tuple[str, ...], film: str) -> None:
    assert film_kit.answer("export", base.storyboard, "-o", "edit.otio", *options)["film"] == film
    assert str(Path.cwd() / film) in Path("edit.otio").read_text()


def test_a_film_of_other_frames_is_told(base: SmallFilm, tmp_path: Path) -> None:
    passage = ("--from", "hall", "--to", "kitchen")
    small = write_small_film(tmp_path / "small", TEXT, bars=4)
    film_kit.answer("render", small.storyboard, "-o", "part.mp4", *passage)
    notes = [
        film_kit.answer("export", small.storyboard, "-o", "edit.edl", "--film", "part.mp4", *more)["notes"]
        for more in ((), passage)
    ]
    assert notes == [["part.mp4 holds 30 frames, the edit 120: render it again"], []]
    Path("other.mp4").write_bytes(b"no film")
    (note,) = film_kit.answer("export", small.storyboard, "-o", "edit.edl", "--film", "other.mp4")["notes"]
    assert note.startswith("other.mp4: not a whole mp4 file")


def test_the_edit_refers_to_the_song_or_to_none_where_it_is_left_out(base: SmallFilm) -> None:
    film_kit.answer("export", base.storyboard, "-o", "edit.edl")
    assert "* FROM CLIP NAME: song.wav" in Path("edit.edl").read_text()


def test_a_passage_is_exported_from_its_first_frame(base: SmallFilm) -> None:
    film_kit.answer("export", base.storyboard, "-o", "part.srt", "--from", "bar 3", "--to", "0:05")
    assert Path("part.srt").read_text() == "1\n00:00:00,000 --> 00:00:01,000\nnoon\n"
    film_kit.answer("export", base.storyboard, "-o", "part.edl", "--from", "bar 2", "--to", "cellar", "--fps", "29.97")
    assert "* COMMENT: hall\n" in Path("part.edl").read_text()
    assert "001  AX       V     C        00:00:00;00 00:00:02;00 00:00:00;00" in Path("part.edl").read_text()
    assert "AA    C" not in Path("part.edl").read_text()
    assert (
        "003  AX       A     C        00:00:02;00 00:00:06;00 00:00:00;00 00:00:04;00" in Path("part.edl").read_text()
    )


def test_a_percent_sign_in_other_names_is_only_that(base: SmallFilm) -> None:
    Path("100%d").mkdir()
    film_kit.answer("export", base.storyboard, "-o", "100%d/50%.srt")
    assert Path("100%d/50%.srt").read_text().startswith("1\n")


def test_an_export_that_is_there_is_replaced_whole(base: SmallFilm) -> None:
    Path("film.srt").write_text("before" * 1000)
    film_kit.answer("export", base.storyboard, "-o", "film.srt")
    assert Path("film.srt").read_text() == "1\n00:00:04,000 --> 00:00:06,000\nnoon\n"


NAMES = (
    "name it .otio or .edl for the edit, .srt or .vtt for the captions, .txt for the chapters; "
    "for pictures a folder with --frames, or frames/%06d.png"
)


@pytest.mark.parametrize(
    ("arguments", "message", "hint"),
    [
        (("-o", "film.xml"), "film.xml: nothing is exported by that name", NAMES),
        (("-o", "film"), "film: nothing is exported by that name", NAMES),
        (("-o", "frame.png"), "frame.png: nothing is exported by that name", NAMES),
        (("-o", "none/film.srt"), "none/film.srt: there is no folder {here}/none", "make the folder first"),
        (("-o", "none/a/%06d.png"), "none/a: there is no folder {here}/none", "make the folder first"),
        (("-o", "folder.srt"), "folder.srt is a folder", "name a file in it"),
        (
            ("-o", "film.edl", "--frames"),
            "film.edl: --frames writes pictures into a folder",
            "name a folder, or leave --frames out",
        ),
        (
            ("-o", "frames/%06d-%d.png"),
            "frames/%06d-%d.png: is no name for numbered pictures",
            "write one number and .png: frames/%06d.png",
        ),
        (
            ("-o", "frames/%s.png"),
            "frames/%s.png: is no name for numbered pictures",
            "write one number and .png: frames/%06d.png",
        ),
        (("-o", "frames/%06d.jpg"), "frames/%06d.jpg: nothing is exported by that name", NAMES),
        (
            ("-o", "%d/%06d.png"),
            "%d/%06d.png: the number belongs into the pictures' names",
            "write frames/%06d.png",
        ),
        (("-o", "plain.txt", "--frames"), "plain.txt: --frames writes pictures into a folder", "name a folder, or"),
        (("-o", "plain", "--frames"), "plain is not a folder", "name a folder for the pictures"),
        (
            ("-o", "film.edl", "--fps", "12.5"),
            "timecode cannot count 12.5 frames a second",
            "export the edit as .otio, or give a rate such as 24, 29.97 or 60 with --fps",
        ),
        (
            ("-o", "film.srt", "--from", "attic", "--to", "hall"),
            "{storyboard}, in this passage: no scene has a caption",
            'write `caption: "1980"` into a scene',
        ),
    ],
)
def test_what_cannot_be_exported_is_said_in_one_message(
    base: SmallFilm, arguments: tuple[str, ...], message: str, hint: str
) -> None:
    Path("folder.srt").mkdir()
    Path("plain").write_text("mine")
    told = refused("export", base.storyboard, *arguments)
    message = message.format(here=Path.cwd(), storyboard=base.storyboard)
    assert told.startswith(f"longzoom: {message}\n  hint: {hint}")
    assert sorted(path.name for path in Path.cwd().iterdir()) == ["folder.srt", "plain"]


def test_captions_are_missed_where_there_are_none(tmp_path: Path) -> None:
    small = write_small_film(tmp_path / "small", TEXT.replace('    caption: "noon"\n', ""), bars=4)
    message = refused("export", small.storyboard, "-o", "film.vtt")
    assert message == (
        f'longzoom: {small.storyboard}: no scene has a caption\n  hint: write `caption: "1980"` into a scene'
    )


def test_what_the_film_is_made_from_is_not_replaced(tmp_path: Path) -> None:
    small = write_small_film(tmp_path, TEXT, bars=4)
    board = tmp_path / "rooms.txt"
    small.storyboard.rename(board)
    before = board.read_bytes()
    assert refused("export", board, "-o", board).startswith(f"longzoom: {board} is what the film is made from\n")
    (tmp_path / "film.otio").symlink_to(tmp_path / "song.wav")
    assert "film.otio is what the film is made from" in refused("export", board, "-o", "film.otio")
    Path("own.txt").write_text("mine")
    assert "own.txt is the film itself" in refused("export", board, "-o", "own.txt", "--film", "own.txt")
    assert board.read_bytes() == before


def test_a_picture_that_the_film_is_made_from_is_not_replaced(tmp_path: Path) -> None:
    small = write_small_film(tmp_path, TEXT.replace('prompt: "the attic"', "image: 000003.png"), bars=4)
    Image.new("RGB", (128, 72), (10, 200, 30)).save(tmp_path / "000003.png")
    before = (tmp_path / "000003.png").read_bytes()
    told = refused("export", small.storyboard, "-o", tmp_path, "--frames")
    assert told.startswith(f"longzoom: {tmp_path / '000003.png'} is what the film is made from\n")
    assert (tmp_path / "000003.png").read_bytes() == before


def test_pictures_are_the_film_s_frames(large: SmallFilm) -> None:
    film_kit.answer("render", large.storyboard, "-o", large.film)
    raw = film_kit.ffmpeg("-i", large.film, "-map", "0:v", "-pix_fmt", "rgb24", "-f", "rawvideo", "-")
    filmed = np.frombuffer(raw, np.uint8).reshape(-1, 180, 320, 3).astype(int)
    drawn = pictures(large.folder / "full").astype(int)
    assert drawn.shape == (40, 180, 320, 3)
    apart = np.abs(filmed - drawn).mean(axis=(1, 2, 3))
    neighbours = np.abs(filmed[1:] - drawn[:-1]).mean(axis=(1, 2, 3))
    assert apart.max() < 6
    assert (apart[1:] < neighbours).all()


def test_pictures_keep_the_film_s_numbers_and_are_written_once(large: SmallFilm, tmp_path: Path) -> None:
    first = film_kit.answer("export", large.storyboard, "-o", "part/f%03d.png", "--from", "hall", "--to", "kitchen")
    assert (first["frames"], first["written"], first["names"], first["target"]) == (10, 10, "f%03d.png", "part")
    assert sorted(path.name for path in Path("part").iterdir()) == [f"f{number:03}.png" for number in range(10, 20)]
    assert (pictures(Path("part")) == pictures(large.folder / "full")[10:20]).all()
    result = film_kit.longzoom("export", large.storyboard, "-o", "part/f%03d.png", "--from", "hall", "--to", "kitchen")
    assert result.stdout == "part: 10 frames, 10 of them kept\n"


def test_ten_bits_give_pictures_of_sixteen_that_are_the_same_film(large: SmallFilm) -> None:
    part = ("--from", "hall", "--to", "0:02.6")
    told = film_kit.answer("export", large.storyboard, "-o", "deep", "--frames", "--depth", 10, *part)
    assert (told["frames"], told["bits"]) == (3, 16)
    deep = cv2.imread("deep/000011.png", cv2.IMREAD_UNCHANGED)[..., ::-1]
    assert deep.dtype == np.uint16
    apart = deep / 257 - np.asarray(Image.open(large.folder / "full" / "000011.png"))
    assert np.abs(apart).mean() < 0.6
    # More greens than 8 bits have: they are drawn as deep, not stretched.
    assert len(np.unique(deep[..., 1])) > 256


def test_a_change_of_a_caption_writes_only_the_pictures_that_changed(tmp_path: Path) -> None:
    small = write_small_film(tmp_path / "small", LARGE, bars=4)
    film_kit.answer("export", small.storyboard, "-o", "frames", "--frames")
    small.change('caption: "noon"', 'caption: "one o\'clock"')
    told = film_kit.answer("export", small.storyboard, "-o", "frames", "--frames")
    assert (told["frames"], told["written"]) == (40, 10)


def test_a_killed_export_goes_on(tmp_path: Path, large: SmallFilm) -> None:
    small = write_small_film(tmp_path / "small", LARGE, bars=4)
    arguments = ("export", small.storyboard, "-o", tmp_path / "frames", "--frames")
    process = subprocess.Popen([*film_kit.COMMAND, *map(str, arguments)], stderr=subprocess.DEVNULL)
    while process.poll() is None and len(list((tmp_path / "frames").glob("*.png"))) < 5:
        time.sleep(0.01)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    told = film_kit.answer(*arguments)
    assert told["written"] < told["frames"] == 40
    assert (pictures(tmp_path / "frames") == pictures(large.folder / "full")).all()
    assert not list((tmp_path / "frames").glob(".*"))


def window(frames: NDArray[np.uint8], width: int, height: int) -> NDArray[np.int64]:
    """The middle of frames."""
    top, left = (frames.shape[1] - height) // 2, (frames.shape[2] - width) // 2
    return frames[:, top : top + height, left : left + width].astype(np.int64)


@pytest.mark.parametrize("size", ["100x180", "180x180"])
def test_a_film_of_another_shape_is_the_middle_of_the_same_one(large: SmallFilm, size: str) -> None:
    kept = large.stamps("keyframes")
    told = film_kit.answer("export", large.storyboard, "-o", "frames", "--frames", "--size", size, "--crop")
    assert told["size"] == [int(side) for side in size.split("x")]
    assert large.stamps("keyframes") == kept
    drawn = pictures(Path("frames")).astype(np.int64)
    middle = window(pictures(large.folder / "full"), *told["size"])
    # A caption is laid out for its own frame, and the last column has no chroma to its right.
    plain = [number for number in range(40) if not 20 <= number < 30]
    apart = np.abs(drawn - middle)[plain, :, :-1]
    assert apart.mean() < 0.1
    assert np.percentile(apart, 99.9) <= 4


def test_a_window_paints_nothing_and_the_same_size_without_it_does(large: SmallFilm) -> None:
    cropped = film_kit.answer("plan", large.storyboard, "--for", "reels", "--crop")
    assert (cropped["size"], cropped["to_paint"]) == ([1080, 1920], [])
    painted = film_kit.answer("plan", large.storyboard, "--for", "reels")
    assert (painted["size"], len(painted["to_paint"])) == ([1080, 1920], 8)


def test_a_window_needs_a_shape(large: SmallFilm) -> None:
    assert "--crop needs --size or --for: the shape to film" in refused("plan", large.storyboard, "--crop")


@pytest.mark.parametrize(
    ("options", "detail", "line"),
    [
        (
            ("--size", "1280x720"),
            {"canvas": [640, 360], "at_arrival": 0.5, "before_next": 0.25},
            "keyframes of 640x360 give 0.50 pixels for one of the film's 1280x720 at an arrival, 0.25 just before "
            "the next: it will look soft; paint larger with output.size 1280x720",
        ),
        (
            ("--for", "reels", "--crop"),
            {"canvas": [640, 360], "at_arrival": 0.188, "before_next": 0.094},
            "keyframes of 640x360 give 0.19 pixels for one of the film's 1080x1920 at an arrival, 0.09 just before "
            "the next: it will look soft; paint larger with output.size 3424x1926",
        ),
        (
            ("--size", "640x160", "--crop"),
            {"canvas": [640, 360], "at_arrival": 1.0, "before_next": 0.5},
            "keyframes of 640x360 give 1.00 pixels for one of the film's 640x160 at an arrival, 0.50 just before "
            "the next",
        ),
    ],
)
def test_plan_says_how_many_pixels_the_keyframes_have(
    large: SmallFilm, options: tuple[str, ...], detail: dict[str, object], line: str
) -> None:
    assert film_kit.answer("plan", large.storyboard, *options)["detail"] == detail
    assert f"\nsharp: {line}\n" in film_kit.longzoom("plan", large.storyboard, *options).stdout


def test_an_opening_outside_the_window_is_told_with_its_distance(tmp_path: Path) -> None:
    text = LARGE.replace('prompt: "the hall"', 'prompt: "the hall"\n    portal: {at: [0.86, 0.5], turn: 0 deg}')
    small = write_small_film(tmp_path / "small", text, bars=4)
    plan = film_kit.answer("plan", small.storyboard, "--size", "100x180", "--crop", "--frames")
    # Its middle lies 0.36 of 16:9 right of the window's; half the window is 100/360 wide, half the opening a quarter.
    (outside,) = plan["outside"]
    assert (outside["scene"], outside["inner"]) == ("hall", "kitchen")
    assert outside["distance"] == pytest.approx(0.36 * 16 / 9 - 1.25 * 100 / 360, abs=1e-3)
    assert 0 < outside["seconds"] < 2
    told = film_kit.longzoom("plan", small.storyboard, "--size", "100x180", "--crop").stdout
    assert told.endswith(
        f'  "kitchen" opens 0.29 picture heights outside the frame as "hall" arrives, and is out of view for '
        f"{outside['seconds']:.1f} s; move its portal nearer the middle, or leave --crop out\n"
    )
    assert film_kit.answer("plan", small.storyboard)["outside"] == []


def test_pictures_that_will_look_soft_are_told(large: SmallFilm) -> None:
    part = ("--from", "attic", "--to", "0:00.4")
    told = film_kit.answer("export", large.storyboard, "-o", "big", "--frames", "--size", "960x540", *part)
    assert told["notes"] == [
        "keyframes of 640x360 give 0.67 pixels for one of the film's 960x540 at an arrival, 0.33 just before the next: "
        "it will look soft; paint larger with output.size 960x540"
    ]


def test_render_tells_once_that_a_film_will_look_soft(tmp_path: Path) -> None:
    small = write_small_film(tmp_path / "small", LARGE, bars=4)
    part = ("--from", "attic", "--to", "0:00.4")
    command = [*film_kit.COMMAND, "render", small.storyboard, "-o", small.film, "--size", "960x540", *part, "--json"]
    done = subprocess.run([str(each) for each in command], capture_output=True, text=True, check=True)
    # The cards' colours jump, which is told of painted steps.
    told = [line for line in done.stderr.splitlines() if not line.startswith("longzoom: step ")]
    assert told == [
        "longzoom: keyframes of 640x360 give 0.67 pixels for one of the film's 960x540 at an arrival, 0.33 just before "
        "the next: it will look soft; paint larger with output.size 960x540"
    ]
    report = json.loads(done.stdout)
    assert (report["detail"]["at_arrival"], report["outside"]) == (0.667, [])
