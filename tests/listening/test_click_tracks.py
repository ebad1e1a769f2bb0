from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest
import soundfile
from drum_machine import KnownSong

from composer.errors import ComposerError
from composer.listening.analysis import Analysis
from composer.listening.clicks import write_click_track
from composer.listening.decode import decode
from composer.listening.listen import heard_song
from composer.listening.song import Song


@pytest.fixture(scope="module")
def quiet(rock_analysis: Analysis, tmp_path_factory: pytest.TempPathFactory) -> Song:
    """A song that is silent but for its beats: what is heard in its click track is clicks."""
    file = tmp_path_factory.mktemp("quiet") / "quiet.wav"
    soundfile.write(file, np.zeros((6 * 44100, 2)), 44100)
    song = heard_song(file, rock_analysis)
    beats = np.array([0.0, 0.5, 1.0001, 1.52, 2.04, 2.5, 3.0, 3.777, 5.9])
    positions = np.array([4, 1, 2, 3, 1, 2, 3, 1, 2])
    return replace(
        song, beats=beats, positions=positions, strengths=np.ones(9), meter=3, duration=6.0, sample_rate=44100
    )


def onsets(samples: np.ndarray, threshold: float = 0.2) -> list[int]:
    """Samples at which sound begins after at least 0.1 s below the threshold."""
    loud = np.flatnonzero(np.abs(samples) > threshold)
    return [int(k) for k in loud[np.diff(loud, prepend=-1e9) > 4410]]


@pytest.mark.parametrize("ending", ["wav", "flac"])
def test_a_click_begins_exactly_at_the_sample_of_its_beat(ending: str, quiet: Song, tmp_path: Path) -> None:
    write_click_track(quiet, tmp_path / f"clicks.{ending}")
    sound = decode(tmp_path / f"clicks.{ending}")
    assert (sound.sample_rate, sound.channels, sound.duration) == (44100, 2, 6.0)
    for channel in sound.samples:
        assert onsets(channel) == [round(beat * 44100) for beat in quiet.beats]


@pytest.mark.parametrize("ending", ["ogg", "mp3", "m4a"])
def test_a_click_is_within_a_millisecond_in_every_format(ending: str, quiet: Song, tmp_path: Path) -> None:
    write_click_track(quiet, tmp_path / f"clicks.{ending}")
    sound = decode(tmp_path / f"clicks.{ending}")
    found = np.array(onsets(sound.samples[0], 0.15)) / 44100
    assert found == pytest.approx(quiet.beats[: len(found)], abs=0.001)
    assert len(found) >= len(quiet.beats) - 1


def test_a_downbeat_clicks_higher(quiet: Song, tmp_path: Path) -> None:
    write_click_track(quiet, tmp_path / "clicks.wav")
    samples = decode(tmp_path / "clicks.wav").samples[0]
    for beat, position in zip(quiet.beats[:-1], quiet.positions, strict=False):
        click = samples[round(beat * 44100) :][:1024]
        hertz = np.argmax(np.abs(np.fft.rfft(click))) * 44100 / 1024
        assert hertz == pytest.approx(2000 if position == 1 else 1000, abs=60)


def test_the_song_is_heard_under_the_clicks(
    rock: KnownSong, rock_file: Path, rock_analysis: Analysis, tmp_path: Path
) -> None:
    write_click_track(heard_song(rock_file, rock_analysis), tmp_path / "clicks.wav")
    clicked = decode(tmp_path / "clicks.wav").samples[0]
    between = round((rock.beats[0] + 0.2) * rock.rate)
    assert clicked[between : between + 2000] == pytest.approx(rock.samples[between : between + 2000] / 2, abs=1e-4)
    assert np.abs(clicked).max() <= 1


def test_the_film_flashes_within_a_frame_of_its_clicks(quiet: Song, tmp_path: Path) -> None:
    film = tmp_path / "clicks.mp4"
    write_click_track(quiet, film)
    reader = imageio_ffmpeg.read_frames(str(film))
    about = next(reader)
    width, height = about["size"]
    corners = [np.frombuffer(frame, np.uint8).reshape(height, width, 3)[:20, :20].mean() for frame in reader]
    assert (width, height, about["fps"], len(corners)) == (640, 360, 30.0, 180)
    bright = np.array(corners) > 50
    flashes = np.flatnonzero(bright & ~np.insert(bright[:-1], 0, False)) / 30
    clicks = np.array(onsets(decode(film).samples[0], 0.15)) / 44100
    assert len(flashes) == len(quiet.beats)
    assert clicks == pytest.approx(quiet.beats[: len(clicks)], abs=0.001)
    assert np.abs(flashes - quiet.beats).max() <= 1 / 60 + 1e-6
    downbeats = np.array(corners)[np.round(flashes * 30).astype(int)] > 180
    assert downbeats.tolist() == (quiet.positions == 1).tolist()


def test_only_the_click_track_is_left_in_the_folder(quiet: Song, tmp_path: Path) -> None:
    write_click_track(quiet, tmp_path / "clicks.m4a")
    assert [file.name for file in tmp_path.iterdir()] == ["clicks.m4a"]


def refused(write: Callable[[], None]) -> str:
    with pytest.raises(ComposerError) as caught:
        write()
    return caught.value.message


def test_a_click_track_never_overwrites_the_song(quiet: Song) -> None:
    before = quiet.path.read_bytes()
    message = refused(lambda: write_click_track(quiet, quiet.path))
    assert message == f"{quiet.path}: the click track would overwrite the song"
    assert quiet.path.read_bytes() == before


def test_an_unknown_ending_is_refused(quiet: Song, tmp_path: Path) -> None:
    out = tmp_path / "clicks.doc"
    assert refused(lambda: write_click_track(quiet, out)) == f"{out}: a click track cannot be a .doc file"


def test_a_song_without_beats_has_no_click_track(quiet: Song, tmp_path: Path) -> None:
    bare = replace(quiet, beats=np.zeros(0), positions=np.zeros(0, np.int64), strengths=np.zeros(0))
    message = refused(lambda: write_click_track(bare, tmp_path / "clicks.wav"))
    assert message == f"{quiet.path}: no beats were heard to click on"


def test_a_folder_that_is_not_there_is_said(quiet: Song, tmp_path: Path) -> None:
    out = tmp_path / "no" / "clicks.wav"
    assert refused(lambda: write_click_track(quiet, out)) == f"{out}: there is no folder {tmp_path / 'no'}"
