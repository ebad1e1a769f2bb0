import signal
from fractions import Fraction

import coded_frames as cf
import numpy as np
import pytest

from composer.errors import ComposerError
from composer.filming.boxes import read_tracks
from composer.filming.encoder import DRAFT, FINE, EncoderSettings, Timescale, encode_segment, timescale_of
from composer.zooming.frames import YuvFrame

RATE = Fraction(30)
GREYS = (0, 1, 16, 64, 127, 128, 200, 254, 255)


def grey(level):
    return YuvFrame.from_rgb(np.full((64, 96, 3), level, np.uint8))


def moving(count):
    """Frames of a drifting gradient, which gives the encoder something to decide about."""
    rows, columns = np.mgrid[0:64, 0:96]
    for shift in range(count):
        waves = 128 + 60 * np.sin((columns + shift) / 7) + 40 * np.cos((rows - 2 * shift) / 5)
        yield YuvFrame.from_rgb(np.stack([waves, waves[::-1], 255 - waves], axis=-1).astype(np.uint8))


@pytest.mark.parametrize("settings", [FINE, DRAFT])
def test_the_same_frames_give_the_same_bytes(tmp_path, settings):
    for name in ("a.mp4", "b.mp4"):
        assert encode_segment(moving(75), settings, cf.SIZE, RATE, tmp_path / name) == 75
    assert (tmp_path / "a.mp4").read_bytes() == (tmp_path / "b.mp4").read_bytes()


def test_greys_come_back_within_a_level(tmp_path):
    encode_segment(map(grey, GREYS), FINE, cf.SIZE, RATE, tmp_path / "greys.mp4")
    raw = cf.ffmpeg("-i", tmp_path / "greys.mp4", "-f", "rawvideo", "-pix_fmt", "rgb24", "-")
    levels = np.frombuffer(raw, np.uint8).reshape(len(GREYS), -1).astype(int)
    assert np.abs(levels - np.array(GREYS)[:, None]).max() <= 1


def test_colours_come_back_as_they_were(tmp_path):
    colours = np.array([[200, 30, 40], [30, 180, 60], [40, 60, 210], [240, 220, 40], [120, 60, 160]], np.uint8)
    frames = [YuvFrame.from_rgb(np.broadcast_to(colour, (64, 96, 3))) for colour in colours]
    encode_segment(frames, EncoderSettings(crf=4), cf.SIZE, RATE, tmp_path / "colours.mp4")
    raw = cf.ffmpeg("-i", tmp_path / "colours.mp4", "-f", "rawvideo", "-pix_fmt", "rgb24", "-")
    back = np.frombuffer(raw, np.uint8).reshape(len(colours), -1, 3).mean(axis=1)
    assert np.abs(back - colours).max() < 3


def test_the_stream_says_what_its_colours_mean(tmp_path):
    encode_segment(map(grey, GREYS), FINE, cf.SIZE, RATE, tmp_path / "greys.mp4")
    assert "h264 (High)" in cf.describe(tmp_path / "greys.mp4")
    assert "yuv420p(tv, bt709, progressive, left), 96x64" in cf.describe(tmp_path / "greys.mp4")
    # The same from the bare stream, without what the mp4 says of it.
    cf.ffmpeg("-i", tmp_path / "greys.mp4", "-c", "copy", "-f", "h264", tmp_path / "greys.h264")
    assert "yuv420p(tv, bt709, progressive, left), 96x64" in cf.describe(tmp_path / "greys.h264")


def test_keyframes_of_the_stream_come_every_gop_and_nowhere_else(tmp_path):
    def cuts():
        for number in range(70):
            yield grey(255 if number // 7 % 2 else 0)

    encode_segment(cuts(), EncoderSettings(preset="veryfast", gop=20), cf.SIZE, RATE, tmp_path / "cuts.mp4")
    assert cf.keyframe_times_in(tmp_path / "cuts.mp4") == [0, 20, 40, 60]


@pytest.mark.parametrize("count", [1, 2, 3, 4, 50])
def test_a_segment_of_any_length_has_all_its_frames(tmp_path, count):
    encode_segment(map(cf.coded, range(count)), FINE, cf.SIZE, RATE, tmp_path / "few.mp4")
    assert cf.numbers_in(tmp_path / "few.mp4") == list(range(count))
    (track,) = read_tracks(tmp_path / "few.mp4")
    assert (track.kind, track.timescale, track.sample_count) == ("vide", 30000, count)


@pytest.mark.parametrize(
    ("rate", "units"),
    [
        (Fraction(30), (30000, 1000)),
        (Fraction(30000, 1001), (30000, 1001)),
        (Fraction(24000, 1001), (24000, 1001)),
        (Fraction(60000, 1001), (60000, 1001)),
        (Fraction(25, 2), (25000, 2000)),
    ],
)
def test_a_frame_is_a_whole_number_of_time_units(rate, units):
    assert timescale_of(rate) == Timescale(per_second=units[0], per_frame=units[1])
    assert Fraction(*units) == rate


def test_a_rate_that_mp4_cannot_count_is_refused():
    with pytest.raises(ComposerError) as caught:
        timescale_of(Fraction(2997002997, 100000000))
    assert str(caught.value) == (
        "a film cannot run at 2997002997/100000000 frames per second exactly\n"
        "  hint: write a rate such as 30 or 30000/1001"
    )


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"encoder": "theora"}, "encoder must be one of h264, hevc, .*, not 'theora'"),
        ({"encoder": "prores"}, "prores has no crf, so it cannot be 18"),
        ({"encoder": "hevc", "crf": None}, "crf must lie between 0 and 51, not None"),
        ({"encoder": "h264-nvenc", "preset": "p6", "depth": 10}, "depth must be 8, not 10"),
        ({"crf": 52}, "crf must lie between 0 and 51, not 52"),
        ({"preset": "warp"}, "preset must be one of .*, not 'warp'"),
        ({"gop": 0}, "gop must be > 0, not 0"),
        ({"depth": 12}, "depth must be 8 or 10, not 12"),
    ],
)
def test_settings_that_the_encoder_does_not_know_are_refused(settings, message):
    with pytest.raises(ValueError, match=message):
        EncoderSettings(**settings)


def test_a_frame_of_another_size_is_refused_and_nothing_is_left(tmp_path):
    with pytest.raises(ValueError, match=r"a frame of shape \(64, 96\) does not fit a film of 64x96"):
        encode_segment([cf.coded(1)], FINE, (64, 96), RATE, tmp_path / "out.mp4")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("frame", "film"), [(8, 10), (10, 8)])
def test_a_frame_of_another_depth_is_refused_and_nothing_is_left(tmp_path, frame, film):
    frames = [YuvFrame.from_rgb(np.zeros((64, 96, 3), np.uint8), depth=frame)]
    with pytest.raises(ValueError, match=f"a frame of {frame} bits does not fit a film of {film} bits"):
        encode_segment(frames, EncoderSettings(depth=film), cf.SIZE, RATE, tmp_path / "out.mp4")
    assert not list(tmp_path.iterdir())


def test_an_error_among_the_frames_comes_through_and_nothing_is_left(tmp_path):
    def frames():
        yield cf.coded(1)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        encode_segment(frames(), FINE, cf.SIZE, RATE, tmp_path / "out.mp4")
    assert not list(tmp_path.iterdir())


def test_an_encoder_that_dies_on_the_way_is_said_and_nothing_is_left(tmp_path, monkeypatch):
    dying = tmp_path / "ffmpeg"
    dying.write_text("#!/bin/sh\nhead -c 20000 >/dev/null\necho 'the disk fell out' >&2\nexit 1\n")
    dying.chmod(0o755)
    monkeypatch.setenv("LONGZOOM_FFMPEG", str(dying))
    out = tmp_path / "films" / "out.mp4"
    out.parent.mkdir()
    with pytest.raises(ComposerError) as caught:
        encode_segment(moving(400), FINE, cf.SIZE, RATE, out)
    assert caught.value.message == f"{out}: ffmpeg failed: the disk fell out"
    assert not list(out.parent.iterdir())


def test_an_encoder_that_is_killed_is_said(tmp_path, monkeypatch):
    dying = tmp_path / "ffmpeg"
    dying.write_text("#!/bin/sh\nhead -c 20000 >/dev/null\nkill -9 $$\n")
    dying.chmod(0o755)
    monkeypatch.setenv("LONGZOOM_FFMPEG", str(dying))
    with pytest.raises(ComposerError) as caught:
        encode_segment(moving(400), FINE, cf.SIZE, RATE, tmp_path / "out.mp4")
    assert caught.value.message.endswith(f"ffmpeg failed: it was killed (signal {signal.SIGKILL.value})")
    assert caught.value.hint == "the machine may have run out of memory: try a smaller size"


def test_a_folder_that_is_not_there_is_said(tmp_path):
    with pytest.raises(ComposerError, match=r"nowhere/out.mp4: ffmpeg failed: .*No such file or directory"):
        encode_segment(moving(1), FINE, cf.SIZE, RATE, tmp_path / "nowhere/out.mp4")


def test_another_ffmpeg_that_is_not_there_is_said(monkeypatch, tmp_path):
    monkeypatch.setenv("LONGZOOM_FFMPEG", "/no/such/ffmpeg")
    with pytest.raises(ComposerError) as caught:
        encode_segment(moving(1), FINE, cf.SIZE, RATE, tmp_path / "out.mp4")
    assert str(caught.value) == (
        "LONGZOOM_FFMPEG: there is no file /no/such/ffmpeg\n  hint: unset LONGZOOM_FFMPEG, or mend it"
    )


@pytest.mark.parametrize("part", [0.3, 0.9, 0.999])
def test_an_mp4_that_is_cut_short_is_not_whole(tmp_path, part):
    path = tmp_path / "a.mp4"
    encode_segment(map(cf.coded, range(5)), FINE, cf.SIZE, RATE, path)
    path.write_bytes(path.read_bytes()[: int(part * path.stat().st_size)])
    with pytest.raises(ComposerError, match="not a whole mp4 file"):
        read_tracks(path)
