import sys
from dataclasses import replace
from fractions import Fraction

import coded_frames as cf
import pytest

from composer.encoders import AUTO_CHOICES, ENCODERS
from composer.errors import ComposerError
from composer.filming.encoder import settings_for
from composer.filming.movie import film_movie
from composer.filming.trial import check_encoder, choose_settings, fault_of

RATE = Fraction(30)
HARDWARE = [name for name, spec in ENCODERS.items() if spec.is_hardware]
#: An ffmpeg on a machine whose NVENC works: x264 stands in for it. What comes before and after can be named.
WORKING = """#!{python}
import os, sys
args, real = sys.argv[1:], {real!r}
calls = open({log!r}, "a")
if "h264_nvenc" in args:
    calls.write("nvenc\\n")
    calls.flush()
    first, last = args.index("pipe:0") + 1, args.index("-video_track_timescale")
    args[first:last] = [*"-an -c:v libx264 -crf 10 -bf 1 -g 60 -pix_fmt yuv420p".split(), *{more!r}]
os.execv(real, [real, *args])
"""


def machine(folder, monkeypatch, more=()):
    """Let ffmpeg's NVENC work here; a file with a line for each time that it ran."""
    fake, log = folder / "ffmpeg", folder / "calls"
    log.touch()
    fake.write_text(WORKING.format(python=sys.executable, real=cf.find_ffmpeg(), log=str(log), more=list(more)))
    fake.chmod(0o755)
    monkeypatch.setenv("LONGZOOM_FFMPEG", str(fake))
    return log


@pytest.mark.parametrize("name", ENCODERS)
def test_an_encoder_works_or_says_why_not(name):
    fault = fault_of(settings_for(name), (320, 180), RATE)
    assert name in HARDWARE or fault == ""
    # Had ffmpeg an option of ours unknown, it would say so before it looks for the device.
    assert not any(words in fault for words in ("option", "Undefined constant", "Unable to parse", "Invalid argument"))


def test_an_encoder_without_its_device_is_told_with_the_reason_and_a_way_out(tmp_path, monkeypatch):
    fake = tmp_path / "ffmpeg"
    fake.write_text(
        "#!/bin/sh\ncat >/dev/null\necho '[h264_nvenc @ 0x55] Cannot load libcuda.so.1' >&2\n"
        "echo '[vf#0:0 @ 0x5] Task finished with error code: -1 (Operation not permitted)' >&2\nexit 1\n"
    )
    fake.chmod(0o755)
    monkeypatch.setenv("LONGZOOM_FFMPEG", str(fake))
    with pytest.raises(ComposerError) as caught:
        check_encoder(settings_for("hevc-nvenc"), (1920, 1080), RATE)
    assert str(caught.value) == (
        "the encoder hevc-nvenc does not work here at 1920x1080: ffmpeg failed: Cannot load libcuda.so.1\n"
        "  hint: use hevc, which needs no device, or auto; `longzoom doctor` lists what works here"
    )
    assert choose_settings("auto", (96, 64), RATE) == settings_for("h264")


def test_a_film_is_refused_before_any_frame_where_its_encoder_does_not_work(tmp_path, monkeypatch):
    machine(tmp_path, monkeypatch, ("-frames:v", "3"))
    job = cf.job(tmp_path, 30)
    job = replace(job, footage=replace(job.footage, settings=settings_for("h264-nvenc")))
    with pytest.raises(ComposerError, match="the encoder h264-nvenc does not work here at 96x64: of 6 frames 3 came"):
        film_movie(job, lambda frame: pytest.fail("a frame is composed"))
    assert not (tmp_path / "film.mp4").exists()


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ((), ""),
        (("-frames:v", "3"), "of 6 frames 3 came back"),
        (("-vf", "negate"), "the picture that came back is another one"),
    ],
)
def test_a_trial_decodes_what_the_encoder_wrote(tmp_path, monkeypatch, more, fault):
    machine(tmp_path, monkeypatch, more)
    assert fault_of(settings_for("h264-nvenc"), (322, 180), RATE) == fault


def test_auto_takes_the_hardware_that_works_and_tries_it_once(tmp_path, monkeypatch):
    log = machine(tmp_path, monkeypatch)
    for _ in range(3):
        chosen = choose_settings("auto", (320, 180), RATE)
        check_encoder(chosen, (320, 180), RATE)
        assert chosen == settings_for("h264-nvenc")
    assert log.read_text() == "nvenc\n"
    choose_settings("auto", (640, 360), RATE)
    assert log.read_text() == "nvenc\nnvenc\n"


def test_auto_takes_the_quality_that_is_asked_for(tmp_path, monkeypatch):
    machine(tmp_path, monkeypatch)
    assert choose_settings("auto", (320, 180), RATE, crf=23).crf == 23
    assert choose_settings("auto", (320, 180), RATE, crf=0).crf == 1  # 0 means another thing to NVENC
    assert choose_settings("auto", (320, 180), RATE, draft=True) == settings_for("h264-nvenc", draft=True)


def test_auto_leaves_ten_bits_to_the_encoder_that_has_them(tmp_path, monkeypatch):
    machine(tmp_path, monkeypatch)
    assert choose_settings("auto", (320, 180), RATE, depth=10) == settings_for("h264", depth=10)


def test_auto_is_h264_whatever_it_chooses():
    assert {ENCODERS[name].format for name in AUTO_CHOICES} == {"H.264"}


def test_a_film_of_the_hardware_is_filmed_once_and_joined_whatever_order_its_frames_have(tmp_path, monkeypatch):
    machine(tmp_path, monkeypatch)
    settings = replace(settings_for("h264-nvenc"), gop=20)
    job = cf.job(tmp_path, 150)
    job = replace(job, footage=replace(job.footage, settings=settings))
    film = film_movie(job, cf.coded)
    assert cf.numbers_in(film.path) == list(range(150))
    assert cf.times_in(film.path) == [Fraction(frame, 30) for frame in range(150)]
    software = film_movie(replace(job, footage=replace(job.footage, settings=cf.FAST)), cf.coded)
    assert (software.filmed_segments, software.reused_segments) == (2, 0)


@pytest.mark.parametrize(
    ("name", "asked", "message", "hint"),
    [
        ("prores", {"depth": 8}, "prores encodes 10 bits, not 8", "leave the depth away, or use one of: h264, "),
        ("h264-qsv", {"depth": 10}, "h264-qsv encodes 8 bits, not 10", "use one of: h264, hevc, av1, prores, "),
        ("hevc", {"depth": 12}, "hevc encodes 8 or 10 bits, not 12", "write 8 or 10"),
        ("prores", {"crf": 20}, "prores has no crf: its quality is given", "take crf away"),
        ("lossless", {"crf": 0}, "lossless has no crf: its quality is given", "take crf away"),
        ("h264", {"crf": 52}, "the crf of h264 lies between 0 and 51, not 52", "usual is 18; smaller is better"),
        ("av1", {"crf": 64}, "the crf of av1 lies between 1 and 63, not 64", "usual is 24; smaller is better"),
    ],
)
def test_what_an_encoder_cannot_do_is_said(name, asked, message, hint):
    with pytest.raises(ComposerError) as caught:
        settings_for(name, **asked)
    assert caught.value.message == message
    assert hint in caught.value.hint


@pytest.mark.parametrize("name", ENCODERS)
@pytest.mark.parametrize("draft", [False, True])
def test_every_encoder_has_settings_for_films_and_drafts_of_all_its_depths(name, draft):
    for depth in ENCODERS[name].depths:
        settings = settings_for(name, depth=depth, draft=draft)
        assert (settings.encoder, settings.depth) == (name, depth)
