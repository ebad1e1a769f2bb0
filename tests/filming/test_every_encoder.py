"""What holds for every encoder that needs no device, on the decoded film."""

import re
from dataclasses import replace
from fractions import Fraction

import coded_frames as cf
import numpy as np
import pytest
import soundfile

from composer.encoders import ENCODERS
from composer.errors import ComposerError
from composer.filming.boxes import read_tracks
from composer.filming.encoder import encode_segment, settings_for
from composer.filming.joining import Reel, check_movie, join
from composer.filming.movie import MovieJob, film_movie
from composer.zooming.frames import YuvFrame

RATE = Fraction(30)
SOFTWARE = [name for name, spec in ENCODERS.items() if not spec.is_hardware]
#: What ffmpeg says of the stream, by encoder and depth.
SAID = {
    ("h264", 8): "h264 (High), X (avc1 / X), yuv420p(tv, bt709, progressive, left), 96x64",
    ("h264", 10): "h264 (High 10), X (avc1 / X), yuv420p10le(tv, bt709, progressive, left), 96x64",
    ("hevc", 8): "hevc (Main), X (hvc1 / X), yuv420p(tv, bt709, progressive, left), 96x64",
    ("hevc", 10): "hevc (Main 10), X (hvc1 / X), yuv420p10le(tv, bt709, progressive, left), 96x64",
    ("av1", 8): "av1 (libdav1d) (Main), X (av01 / X), yuv420p(tv, bt709, progressive, left), 96x64",
    ("av1", 10): "av1 (libdav1d) (Main), X (av01 / X), yuv420p10le(tv, bt709, progressive, left), 96x64",
    ("prores", 10): "prores (HQ), X (apch / X), yuv422p10le(tv, bt709, progressive), 96x64",
    ("lossless", 8): "h264 (High 4:4:4 Predictive), X (avc1 / X), yuv420p(tv, bt709, progressive, left), 96x64",
    ("lossless", 10): "h264 (High 4:4:4 Predictive), X (avc1 / X), yuv420p10le(tv, bt709, progressive, left), 96x64",
}


def quick(name, depth=None):
    """Settings with short groups of frames."""
    return replace(settings_for(name, depth=depth), gop=20)


def waves(count, depth=8, size=cf.SIZE):
    """Frames of a drifting gradient and some grain, which give the encoder something to decide about."""
    rows, columns = np.mgrid[0 : size[1], 0 : size[0]]
    grain = np.random.default_rng(1).normal(0, 3, (size[1], size[0]))
    for shift in range(count):
        wave = 128 + 60 * np.sin((columns + shift) / 7) + 40 * np.cos((rows - 2 * shift) / 5) + grain
        picture = np.stack([wave, wave[::-1], 255 - wave], axis=-1).astype(np.uint8)
        yield YuvFrame.from_rgb(picture, depth)


def job(folder, name, count, depth=None, song=None):
    settings = quick(name, depth)
    return MovieJob(
        footage=cf.footage(count, settings=settings),
        target=folder / f"film{settings.spec.suffixes[0]}",
        store_folder=folder / "store",
        song=song,
    )


@pytest.fixture(scope="module", params=SAID, ids=lambda pair: f"{pair[0]}-{pair[1]}")
def film(request, tmp_path_factory):
    """A film of three segments in each encoder and depth."""
    name, depth = request.param
    folder = tmp_path_factory.mktemp("film")
    film_movie(job(folder, name, 250, depth), lambda frame: cf.coded(frame, depth=depth))
    return name, depth, next(folder.glob("film.*"))


def test_every_frame_is_in_the_film_once_in_order_at_its_time(film):
    _, _, path = film
    assert cf.numbers_in(path) == list(range(250))
    assert cf.times_in(path) == [Fraction(frame, 30) for frame in range(250)]


def test_the_film_says_what_its_picture_is(film):
    name, depth, path = film
    line = re.search(r"Video: (.*)", cf.describe(path))[1]
    plain = re.sub(r"0x[0-9a-f]+|\d+ reference frames?", "X", line)
    assert plain.startswith(SAID[name, depth])


def test_a_decoder_can_begin_at_every_group_of_frames_and_nowhere_else(film):
    name, _, path = film
    every = 1 if name == "prores" else 20
    assert cf.keyframe_times_in(path) == list(range(0, 250, every))


@pytest.mark.parametrize("name", SOFTWARE)
@pytest.mark.parametrize("rate", ["24", "24000/1001", "30", "60000/1001", "120000/1001", "120"])
def test_frames_of_every_rate_are_shown_at_their_times(tmp_path, name, rate):
    rate, settings, paths, counts = Fraction(rate), quick(name), [], (7, 1)
    for number, count in enumerate(counts):
        paths.append(tmp_path / f"{number}.mp4")
        frames = (cf.coded(10 * number + frame, depth=settings.depth) for frame in range(count))
        encode_segment(frames, settings, cf.SIZE, rate, paths[-1])
    muxer = "mov" if name == "prores" else "mp4"
    reel = Reel(
        name="film", rate=rate, segments=tuple(paths), frame_counts=counts, sound=None, metadata="", muxer=muxer
    )
    out = tmp_path / "film"
    join(reel, out)
    assert cf.numbers_in(out) == [*range(7), 10]
    assert cf.times_in(out) == [frame / rate for frame in range(8)]
    (track,) = read_tracks(out)
    assert Fraction(track.durations[0], track.timescale) == 1 / rate


@pytest.mark.parametrize("name", SOFTWARE)
def test_the_same_frames_give_the_same_bytes(tmp_path, name):
    settings = quick(name)
    written = []
    for copy in ("a", "b"):
        encode_segment(waves(45, settings.depth), settings, cf.SIZE, RATE, tmp_path / copy)
        written.append((tmp_path / copy).read_bytes())
    assert written[0] == written[1]


@pytest.mark.parametrize("depth", [8, 10])
def test_without_loss_every_sample_comes_back(tmp_path, depth):
    frames = list(waves(45, depth))
    encode_segment(frames, quick("lossless", depth), cf.SIZE, RATE, tmp_path / "film.mp4")
    written = np.stack([np.concatenate([plane.ravel() for plane in (f.y, f.u, f.v)]) for f in frames])
    assert (cf.decoded_planes(tmp_path / "film.mp4", depth=depth) == written).all()


@pytest.mark.parametrize("name", SOFTWARE)
def test_ten_bits_keep_the_steps_of_a_ramp_that_eight_bits_lose(tmp_path, name):
    size = (896, 64)
    ramp = np.tile(np.minimum(64 + np.arange(size[0]), 940).astype(np.uint16), (size[1], 1))
    grey = np.full((size[1] // 2, size[0] // 2), 512, np.uint16)
    encode_segment([YuvFrame(y=ramp, u=grey, v=grey)] * 3, quick(name, 10), size, RATE, tmp_path / "film.mp4")
    luma = cf.decoded_planes(tmp_path / "film.mp4", size, 10)[0, : size[0] * size[1]].reshape(ramp.shape)
    means = luma.mean(axis=0)
    # In 8 bits the nearest value is 1 away on average, and 220 are told apart.
    assert np.abs(means - ramp[0]).mean() < 0.5
    assert len(np.unique(means.round())) > 700


@pytest.mark.parametrize("name", SOFTWARE)
def test_greys_and_colours_come_back_as_they_were(tmp_path, name):
    colours = np.array([(0, 0, 0), (127, 127, 127), (255, 255, 255), (200, 30, 40), (30, 180, 60)], np.uint8)
    settings = settings_for(name)
    frames = [
        YuvFrame.from_rgb(np.broadcast_to(colour, (64, 96, 3)), settings.depth) for colour in colours for _ in range(2)
    ]
    encode_segment(frames, settings, cf.SIZE, RATE, tmp_path / "film.mp4")
    exact = ("-sws_flags", "accurate_rnd+full_chroma_int")
    raw = cf.ffmpeg("-i", tmp_path / "film.mp4", *exact, "-f", "rawvideo", "-pix_fmt", "rgb24", "-")
    back = np.frombuffer(raw, np.uint8).reshape(len(frames), -1, 3).mean(axis=1)[::2]
    assert np.abs(back[:3] - colours[:3]).max() <= 1
    assert np.abs(back - colours).max() < 5


@pytest.mark.parametrize(
    ("name", "suffixes"),
    [
        ("h264", {".mp4", ".m4v", ".mov"}),
        ("hevc", {".mp4", ".m4v", ".mov"}),
        ("av1", {".mp4", ".m4v"}),
        ("prores", {".mov"}),
        ("lossless", {".mp4", ".m4v", ".mov"}),
    ],
)
def test_a_film_is_held_by_every_file_that_its_encoder_names(tmp_path, name, suffixes):
    soundfile.write(tmp_path / "song.wav", cf.clicks(8000, seconds=0.6, times=(0.3,)), 8000)
    assert set(ENCODERS[name].suffixes) == suffixes
    order = job(tmp_path, name, 18, song=tmp_path / "song.wav")
    for suffix in suffixes:
        made = film_movie(
            replace(order, target=tmp_path / f"a{suffix}"),
            lambda frame: cf.coded(frame, depth=order.footage.settings.depth),
        )
        assert cf.numbers_in(made.path) == list(range(18))
        brand = made.path.read_bytes()[8:12]
        assert (brand == b"qt  ") == (suffix == ".mov")


@pytest.mark.parametrize(
    ("name", "target", "said"),
    [
        ("prores", "film.mp4", "a film in ProRes is a .mov file\n  hint: name it film.mov"),
        ("av1", "film.mov", "a film in AV1 is a .mp4 or .m4v file\n  hint: name it film.mp4"),
        ("hevc", "film.mkv", "a film in HEVC is a .mp4, .m4v or .mov file\n  hint: name it film.mp4"),
    ],
)
def test_a_file_that_cannot_hold_the_film_is_refused_and_the_right_one_is_named(tmp_path, name, target, said):
    with pytest.raises(ComposerError) as caught:
        film_movie(replace(job(tmp_path, name, 5), target=tmp_path / target), cf.coded)
    assert str(caught.value) == f"{tmp_path / target}: {said}"


def test_segments_of_different_streams_are_not_joined(tmp_path):
    paths = tuple(tmp_path / name for name in ("a.mp4", "b.mp4"))
    for path, depth in zip(paths, (8, 10), strict=True):
        encode_segment([cf.coded(1, depth=depth)], quick("h264", depth), cf.SIZE, RATE, path)
    with pytest.raises(ComposerError) as caught:
        join(Reel(name="film", rate=RATE, segments=paths, frame_counts=(1, 1), sound=None, metadata=""), tmp_path / "c")
    assert str(caught.value) == (
        "film: the encoder described its segments differently, so they cannot be joined\n"
        "  hint: choose another encoder, such as h264"
    )


@pytest.mark.parametrize(
    ("times", "said"),
    [
        ("pts=PTS+1000", "film: frame 0 is not shown at its time"),
        ("pts=PTS+if(eq(N\\,2)\\,1\\,0)", "film: frame 2 is not shown at its time"),
    ],
)
def test_a_movie_whose_frames_are_shown_at_other_times_is_refused(tmp_path, times, said):
    segment = tmp_path / "a.mp4"
    encode_segment(map(cf.coded, range(5)), replace(cf.FAST, preset="ultrafast"), cf.SIZE, RATE, segment)
    timing = ("-video_track_timescale", "30000", "-movie_timescale", "30000", "-f", "mp4")
    cf.ffmpeg("-i", segment, "-c", "copy", "-bsf:v", f"setts={times}:dts=N*1000-2000", *timing, tmp_path / "b.mp4")
    reel = Reel(name="film", rate=RATE, segments=(segment,), frame_counts=(5,), sound=None, metadata="")
    check_movie(reel, segment)
    with pytest.raises(ComposerError) as caught:
        check_movie(reel, tmp_path / "b.mp4")
    assert str(caught.value) == said
