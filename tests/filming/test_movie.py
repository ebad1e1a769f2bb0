import logging
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import coded_frames as cf
import numpy as np
import pytest
import soundfile

from composer.errors import ComposerError
from composer.filming.chapters import Chapter
from composer.filming.movie import film_movie


def mtimes(folder):
    return {path: path.stat().st_mtime_ns for path in Path(folder).rglob("*") if path.is_file()}


def never(frame):
    raise AssertionError(f"frame {frame} is composed though nothing changed")


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("undisturbed")
    return film_movie(cf.job(folder), cf.coded).path


@pytest.fixture
def filmed(tmp_path, undisturbed):
    """A folder with the film of 250 frames and all that was kept for it."""
    film_movie(cf.job(tmp_path), cf.coded)
    return tmp_path


@pytest.mark.parametrize(
    ("rate", "count"),
    [
        (Fraction(30), 241),
        (Fraction(25), 250),
        (Fraction(24000, 1001), 203),
        (Fraction(60000, 1001), 482),
        (Fraction(30), 1),
        (Fraction(12), 2),
    ],
)
def test_every_frame_is_in_the_film_once_in_order_at_its_time(tmp_path, rate, count):
    film = film_movie(cf.job(tmp_path, count, rate), cf.coded)
    assert cf.numbers_in(film.path) == list(range(count))
    assert cf.times_in(film.path) == [frame / rate for frame in range(count)]
    assert (film.frame_count, film.duration) == (count, float(count / rate))


def test_the_second_run_films_nothing_and_writes_nothing(filmed):
    before = mtimes(filmed)
    film = film_movie(cf.job(filmed), never)
    assert (film.filmed_segments, film.reused_segments, film.is_new) == (0, 3, False)
    assert mtimes(filmed) == before


def test_a_frame_that_changed_films_its_segment_only(filmed):
    job = cf.job(filmed)
    shows = list(job.footage.frame_digests)
    shows[130] = b"another picture"
    job = replace(job, footage=replace(job.footage, frame_digests=tuple(shows)))
    composed = []
    film = film_movie(job, lambda frame: composed.append(frame) or cf.coded(4000 if frame == 130 else frame))
    assert (film.filmed_segments, film.reused_segments, film.filmed_frames) == (1, 2, 120)
    assert composed == list(range(120, 240))
    assert cf.numbers_in(film.path) == [*range(130), 4000, *range(131, 250)]


def test_segments_that_show_the_same_are_filmed_once(tmp_path):
    job = cf.job(tmp_path, 240)
    job = replace(job, footage=replace(job.footage, frame_digests=(b"black",) * 240))
    film = film_movie(job, lambda frame: cf.coded(7))
    assert (film.filmed_segments, film.reused_segments) == (1, 1)
    assert cf.numbers_in(film.path) == [7] * 240


def test_a_new_song_films_nothing_again(filmed):
    song = filmed / "song.wav"
    soundfile.write(song, cf.clicks(8000), 8000)
    film = film_movie(cf.job(filmed, song=song), never)
    assert (film.filmed_segments, film.reused_segments, film.is_new) == (0, 3, True)
    assert len(cf.decoded_sound(film.path, 2)) >= 2.3 * 8000


def test_a_target_that_was_lost_is_joined_again_without_filming(filmed, undisturbed):
    (filmed / "film.mp4").unlink()
    film = film_movie(cf.job(filmed), never)
    assert (film.filmed_segments, film.is_new) == (0, True)
    assert film.path.read_bytes() == undisturbed.read_bytes()


def test_a_target_that_was_damaged_is_joined_again(filmed, undisturbed):
    with (filmed / "film.mp4").open("r+b") as file:
        file.seek(2000)
        file.write(b"damage")
    assert film_movie(cf.job(filmed), never).path.read_bytes() == undisturbed.read_bytes()


def test_a_damaged_segment_is_filmed_again_with_a_word_about_it(filmed, undisturbed, caplog):
    (filmed / "film.mp4").unlink()
    damaged = min((filmed / "store/segments").glob("*.mp4"), key=lambda path: path.stat().st_size)
    damaged.write_bytes(damaged.read_bytes()[:-1])
    with caplog.at_level(logging.WARNING, logger="longzoom"):
        film = film_movie(cf.job(filmed), cf.coded)
    assert film.filmed_segments == 1
    assert caplog.messages == [f"{damaged} is damaged and is made again"]
    assert film.path.read_bytes() == undisturbed.read_bytes()


def test_progress_counts_the_frames_that_are_filmed(filmed):
    heard = []
    job = cf.job(filmed, 260)
    film_movie(job, cf.coded, lambda done, total: heard.append((done, total)))
    assert heard == [(done, 20) for done in range(1, 21)]


def test_what_compose_raises_comes_through_and_the_old_film_stays(filmed):
    before = (filmed / "film.mp4").read_bytes()
    job = replace(cf.job(filmed), footage=cf.footage(250, Fraction(25)))

    def compose(frame):
        if frame == 150:
            raise RuntimeError("the paint ran out")
        return cf.coded(frame)

    with pytest.raises(RuntimeError, match="the paint ran out"):
        film_movie(job, compose)
    assert (filmed / "film.mp4").read_bytes() == before
    assert not list(filmed.rglob("*.part"))
    film = film_movie(job, cf.coded)
    assert (film.filmed_segments, film.reused_segments) == (2, 1)
    assert cf.numbers_in(film.path) == list(range(250))


KILLED = """
import os, signal, sys
import coded_frames as cf
from composer.filming import movie
folder, when = sys.argv[1:]
def compose(frame):
    if str(frame) == when:
        os.kill(os.getpid(), signal.SIGKILL)
    return cf.coded(frame)
def join(reel, out):
    real(reel, out)
    if when == "join":
        os.kill(os.getpid(), signal.SIGKILL)
real, movie.join = movie.join, join
movie.film_movie(cf.job(folder), compose)
"""


@pytest.mark.parametrize("when", ["0", "119", "200", "join"])
def test_a_film_killed_at_any_stage_comes_out_the_same_in_the_end(tmp_path, undisturbed, when):
    paths = {**os.environ, "PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), *sys.path])}
    killed = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path), when], env=paths, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert not (tmp_path / "film.mp4").exists()
    film = film_movie(cf.job(tmp_path), cf.coded)
    assert cf.hashes_in(film.path) == cf.hashes_in(undisturbed)
    assert film.path.read_bytes() == undisturbed.read_bytes()
    # The ffmpeg of the killed run may outlive it for a moment and begin its file after the next run has cleared up.
    assert any(film_movie(cf.job(tmp_path), never) and not list(tmp_path.rglob("*.part")) for _ in range(200))


def test_a_passage_has_its_own_frames_sound_and_chapters(tmp_path):
    song = tmp_path / "song.wav"
    times = (2.5, 5.25, 7.0)
    soundfile.write(song, cf.clicks(44100, 1, 8.0, times), 44100)
    whole = cf.job(tmp_path, 240, song=song)
    film_movie(whole, cf.coded)
    chapters = (Chapter(title="one", start_frame=0, end_frame=90), Chapter(title="two", start_frame=90, end_frame=240))
    job = replace(cf.job(tmp_path, 240, song=song, first=60, stop=240, chapters=chapters), target=tmp_path / "part.mp4")
    film = film_movie(job, cf.coded)
    assert (film.filmed_segments, film.reused_segments, film.frame_count) == (1, 1, 180)
    assert cf.numbers_in(film.path) == list(range(60, 240))
    assert cf.times_in(film.path) == [Fraction(frame, 30) for frame in range(180)]
    expected = np.array(times) - 2
    heard = cf.click_times(cf.decoded_sound(film.path, 1), 44100, expected)
    assert heard == pytest.approx(expected, abs=0.001)
    assert "Chapter #0:0: start 0.000000, end 1.000000" in cf.describe(film.path)
    assert "Chapter #0:1: start 1.000000, end 6.000000" in cf.describe(film.path)


def test_title_and_chapters_are_in_the_film_letter_for_letter(tmp_path):
    chapters = (
        Chapter(title="bus; #1 = \\ é", start_frame=0, end_frame=15),
        Chapter(title="prom\n[CHAPTER]", start_frame=15, end_frame=30),
    )
    film = film_movie(cf.job(tmp_path, 30, title="a=b; “The Ride”", chapters=chapters), cf.coded)
    read = cf.ffmpeg("-i", film.path, "-f", "ffmetadata", "-").decode().splitlines()
    titles = [line for line in read if line.startswith("title=")]
    assert titles == ["title=a\\=b\\; “The Ride”", "title=bus\\; \\#1 \\= \\\\ é", "title=prom [CHAPTER]"]
    assert "Chapter #0:0: start 0.000000, end 0.500000" in cf.describe(film.path)
    assert "Chapter #0:1: start 0.500000, end 1.000000" in cf.describe(film.path)


def test_the_index_stands_before_the_frames(undisturbed):
    data = undisturbed.read_bytes()
    assert 0 < data.index(b"moov") < data.index(b"mdat")


def test_folders_with_odd_names_hold_film_song_and_store(tmp_path):
    folder = tmp_path / "it's 50% -a: ümlaut"
    folder.mkdir()
    song = folder / "-song:1.wav"
    soundfile.write(song, cf.clicks(8000), 8000)
    film = film_movie(cf.job(folder, 30, song=song), cf.coded)
    assert cf.numbers_in(film.path) == list(range(30))


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("film.avi", "a film in H.264 is a .mp4, .m4v or .mov file\n  hint: name it film.mp4"),
        ("folder.mp4", "folder.mp4 is a folder\n  hint: name a file in it, such as film.mp4"),
        ("song.mp4", "song.mp4 is what the film is made from\n  hint: name another file for the film"),
        ("nowhere/film.mp4", "nowhere\n  hint: make the folder first"),
        ("pipe.mp4", "pipe.mp4 is not a plain file\n  hint: name another file"),
        ("song.mp4/film.mp4", "hint: "),
    ],
)
def test_a_target_that_cannot_be_the_film_is_refused_before_filming(tmp_path, name, message):
    (tmp_path / "folder.mp4").mkdir()
    os.mkfifo(tmp_path / "pipe.mp4")
    song = tmp_path / "song.mp4"
    song.write_bytes(b"precious")
    with pytest.raises(ComposerError) as caught:
        film_movie(replace(cf.job(tmp_path, song=song), target=tmp_path / name), never)
    assert message in str(caught.value)
    assert song.read_bytes() == b"precious"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_to_is_refused_before_filming(tmp_path):
    shut = tmp_path / "shut"
    shut.mkdir(mode=0o500)
    with pytest.raises(ComposerError, match="Permission denied"):
        film_movie(replace(cf.job(tmp_path), target=shut / "film.mp4"), never)


def fake_ffmpeg(folder, monkeypatch, script):
    path = folder / "ffmpeg"
    path.write_text(f'#!/bin/sh\nreal="{cf.find_ffmpeg()}"\n{script}\n')
    path.chmod(0o755)
    monkeypatch.setenv("LONGZOOM_FFMPEG", str(path))


FULL = '''
case "$*" in
    *-version*) ;;
    *%s*) echo "x: No space left on device" >&2; exit 228 ;;
esac
exec "$real" "$@"'''


@pytest.mark.parametrize("step", ["libx264", "concat"])
def test_a_full_disk_is_said_and_the_old_film_stays(filmed, monkeypatch, step):
    before = (filmed / "film.mp4").read_bytes()
    fake_ffmpeg(filmed, monkeypatch, FULL % step)
    with pytest.raises(ComposerError) as caught:
        film_movie(cf.job(filmed, 300), cf.coded)
    assert "ffmpeg failed: x: No space left on device" in caught.value.message
    assert caught.value.hint == "free some space, or choose a folder on another disk"
    assert (filmed / "film.mp4").read_bytes() == before
    assert not list(filmed.rglob("*.part"))


def test_an_ffmpeg_that_is_killed_is_said(tmp_path, monkeypatch):
    fake_ffmpeg(tmp_path, monkeypatch, 'case "$*" in *-version*) exec "$real" -version ;; esac\nkill -9 $$')
    with pytest.raises(ComposerError, match=r"it was killed \(signal 9\)"):
        film_movie(cf.job(tmp_path), cf.coded)
    assert not list(tmp_path.rglob("*.part"))


def test_an_ffmpeg_that_loses_frames_makes_no_film(tmp_path, monkeypatch):
    script = 'case "$*" in *concat*) exec "$real" -t 3 "$@";; esac\nexec "$real" "$@"'
    fake_ffmpeg(tmp_path, monkeypatch, script)
    with pytest.raises(ComposerError, match=r"film.mp4: holds \d+ frames, not 250"):
        film_movie(cf.job(tmp_path), cf.coded)
    assert not (tmp_path / "film.mp4").exists()


def test_a_film_moves_with_its_store(filmed, tmp_path_factory):
    moved = tmp_path_factory.mktemp("moved") / "there"
    shutil.move(filmed, moved)
    assert film_movie(cf.job(moved), never).filmed_segments == 0
