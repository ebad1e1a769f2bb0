"""What the storyboard and the command line say of the encoder, seen in the film's file."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import film_kit
import pytest
from small_film import SmallFilm, write_small_film

from composer.encoders import ENCODERS
from composer.ffmpeg_path import find_ffmpeg

SHORT = """\
song: song.wav
output: {size: 160x90, fps: 4}
scenes:
  - {id: attic, prompt: "the attic"}
  - {id: hall, prompt: "the hall", at: bar 2}
"""


@pytest.fixture
def short(tmp_path: Path) -> SmallFilm:
    """Four seconds, sixteen frames."""
    return write_small_film(tmp_path, SHORT, bars=2)


def video_line(path: Path) -> str:
    """What ffmpeg says of the picture."""
    command = [find_ffmpeg(), "-hide_banner", "-i", str(path)]
    said = subprocess.run(command, check=False, capture_output=True, text=True, stdin=subprocess.DEVNULL).stderr
    return next(line for line in said.splitlines() if "Video: " in line).partition("Video: ")[2]


def encoding(report: dict[str, object]) -> tuple[object, ...]:
    said = report["encoding"]
    assert isinstance(said, dict)
    return said["encoder"], said["depth"], said["crf"]


def test_the_storyboard_says_how_its_film_is_encoded(short: SmallFilm) -> None:
    short.change("size: 160x90", "size: 160x90, encoder: hevc, depth: 10, crf: 30")
    report = short.render()
    assert encoding(report) == ("hevc", 10, 30)
    assert video_line(short.film).startswith("hevc (Main 10) (hvc1 / 0x31637668), yuv420p10le(tv, bt709, ")


def test_the_command_line_comes_before_the_storyboard(short: SmallFilm) -> None:
    short.change("size: 160x90", "size: 160x90, encoder: hevc, depth: 10, crf: 30")
    assert encoding(short.render("--crf", 33)) == ("hevc", 10, 33)
    assert encoding(short.render("--depth", 8)) == ("hevc", 8, 30)
    # The storyboard's depth and quality are those of its own encoder.
    assert encoding(short.render("--encoder", "h264")) == ("h264", 8, 18)
    assert video_line(short.film).startswith("h264 (High) (avc1")


def test_a_draft_is_h264_unless_an_encoder_is_named(short: SmallFilm) -> None:
    short.change("size: 160x90", "size: 160x90, encoder: prores")
    assert encoding(short.render("--draft")) == ("h264", 8, 28)
    assert encoding(short.render("--draft", "--encoder", "av1")) == ("av1", 8, 40)


def test_a_plan_knows_what_another_encoder_would_film_again(short: SmallFilm) -> None:
    short.render()
    plan = film_kit.answer("plan", short.storyboard)
    assert (encoding(plan), plan["to_film"]) == (("h264", 8, 18), [])
    plan = film_kit.answer("plan", short.storyboard, "--encoder", "lossless")
    assert (encoding(plan), plan["to_paint"]) == (("lossless", 8, None), [])
    assert plan["to_film"] == [{"start_frame": 0, "end_frame": 16}]


@pytest.mark.parametrize("options", [("--encoder", "prores"), ()])
def test_a_film_without_a_name_is_the_file_that_its_encoder_writes(
    short: SmallFilm, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...]
) -> None:
    if not options:
        short.change("size: 160x90", "size: 160x90, encoder: prores")
    monkeypatch.chdir(short.folder)
    assert film_kit.longzoom("render", "rooms.yaml", *options).exit_code == 0
    assert video_line(short.folder / "rooms.mov").startswith("prores (HQ) (apch / 0x68637061), yuv422p10le(tv, bt709,")
    assert film_kit.longzoom("render", "rooms.yaml", "--draft").exit_code == 0
    assert {path.name for path in short.folder.glob("rooms*.m*")} == {"rooms.mov", "rooms-draft.mp4"}


def test_a_file_that_cannot_hold_the_film_is_told_before_anything_is_painted(short: SmallFilm) -> None:
    result = film_kit.longzoom("render", short.storyboard, "-o", short.film, "--encoder", "prores")
    assert result.exit_code == 2
    assert result.stderr.endswith(f"{short.film}: a film in ProRes is a .mov file\n  hint: name it film.mov\n")
    assert not short.stamps("keyframes")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--encoder", "prores", "--depth", "8"), "prores encodes 10 bits, not 8"),
        (("--crf", "60"), "the crf of h264 lies between 0 and 51, not 60"),
        (("--encoder", "theora"), "'theora' is not one of 'h264', 'hevc', 'av1', "),
    ],
)
def test_what_an_encoder_cannot_do_is_told(short: SmallFilm, options: tuple[str, ...], said: str) -> None:
    result = film_kit.longzoom("plan", short.storyboard, *options)
    assert result.exit_code == 2
    assert said in result.stderr


def test_auto_says_which_encoder_it_took(short: SmallFilm) -> None:
    report = short.render("--encoder", "auto")
    chosen = str(encoding(report)[0])
    assert ENCODERS[chosen].format == "H.264"
    assert video_line(short.film).startswith("h264 ")
    told = film_kit.longzoom("render", short.storyboard, "-o", short.film, "--encoder", "auto").stdout
    assert told.splitlines()[0].endswith(f", {chosen}")


def test_the_doctor_tries_every_encoder() -> None:
    found = json.loads(film_kit.longzoom("doctor", "--json").stdout)
    for name, encoder in ENCODERS.items():
        finding = found[f"encoder {name}"]
        assert finding == "works" or (encoder.is_hardware and finding.startswith("not here: "))
