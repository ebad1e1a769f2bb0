from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
from drum_machine import HATS_6, ROCK, SWING, WALTZ, KnownSong, Score, play, pulse_train

from composer.listening.guidance import Guidance
from composer.listening.listen import listen
from composer.listening.tracker import Tracking, track

HALF_FRAME = 1 / 60


def distances(found: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """Seconds from each true time to the nearest found one."""
    return np.abs(found[:, None] - truth).min(axis=0)


def check(found: Tracking, song: KnownSong, meter: int) -> None:
    """Every beat is there, in its place in the bar, and none besides."""
    errors = distances(found.beats, song.beats)
    assert np.median(errors) <= 0.003
    assert (errors <= HALF_FRAME).mean() >= 0.98
    assert abs(len(found.beats) - len(song.beats)) <= 1
    assert found.meter == meter
    assert (distances(found.beats[found.positions == 1], song.downbeats) <= HALF_FRAME).all()


@pytest.mark.parametrize("bpm", [61, 97, 118, 139, 178])
def test_a_rock_beat_is_counted_in_fours(bpm: float) -> None:
    song = play(Score(bpm=bpm, bars=max(7, round(bpm / 12)), lead_seconds=0.21))
    check(track(song.samples), song, 4)


@pytest.mark.parametrize("bpm", [84, 97, 132, 171])
def test_a_waltz_is_counted_in_threes(bpm: float) -> None:
    song = play(Score(bpm=bpm, meter=3, bars=round(bpm / 6), pattern=WALTZ + HATS_6, lead_seconds=0.13))
    check(track(song.samples), song, 3)


@pytest.mark.parametrize("bpm", [230, 270])
def test_seven_eighths_that_are_asked_for_are_not_counted_in_quarters(bpm: float) -> None:
    strokes = ((0, "kick", 1.0), (2, "snare", 0.8), (4, "kick", 0.9), (5, "snare", 0.8))
    hats = tuple((eighth, "hat", 0.3) for eighth in range(7))
    song = play(Score(bpm=bpm, meter=7, bars=24, pattern=strokes + hats))
    check(track(song.samples, Guidance(meter=7)), song, 7)


@pytest.mark.parametrize(("meter", "bpm"), [(4, 92), (3, 110)])
def test_plucked_chords_alone_are_counted(meter: int, bpm: float) -> None:
    song = play(Score(bpm=bpm, meter=meter, bars=14, drums=range(0)))
    check(track(song.samples), song, meter)


def test_swung_hats_do_not_move_the_beat() -> None:
    song = play(Score(bpm=126, bars=14, pattern=ROCK + SWING))
    check(track(song.samples), song, 4)


def test_a_pickup_comes_before_the_first_bar() -> None:
    song = play(Score(bpm=112, bars=12, pickup=1))
    found = track(song.samples)
    check(found, song, 4)
    assert found.positions[:3].tolist() == [4, 1, 2]


def test_bars_are_counted_from_the_very_start_of_an_intro_without_drums() -> None:
    song = play(Score(bpm=100, bars=16, drums=range(4, 16)))
    check(track(song.samples), song, 4)


def test_a_break_without_drums_is_kept_in_time() -> None:
    song = play(Score(bpm=108, bars=20, drums=(*range(8), *range(12, 20))))
    check(track(song.samples), song, 4)


def test_silence_in_the_middle_is_kept_in_time() -> None:
    song = play(Score(bpm=120, bars=18))
    samples = song.samples.copy()
    samples[int(16.02 * song.rate) : int(20 * song.rate)] = 0
    check(track(samples), song, 4)


def test_a_drifting_tempo_is_followed() -> None:
    song = play(Score(bpm=104, bars=20, tempo_drift=lambda part: 1 + 0.06 * np.sin(2 * np.pi * part)))
    found = track(song.samples)
    errors = distances(found.beats, song.beats)
    assert np.median(errors) <= 0.008
    assert (errors <= HALF_FRAME).mean() >= 0.95
    assert (distances(found.beats[found.positions == 1], song.downbeats) <= HALF_FRAME).mean() >= 0.95


def test_the_beats_of_a_machine_are_a_straight_line() -> None:
    song = play(Score(bpm=117.3, bars=12))
    lengths = np.diff(track(song.samples).beats[1:])
    assert np.ptp(lengths) < 0.0005
    assert np.median(lengths) == pytest.approx(60 / 117.3, abs=0.0001)


def test_a_beat_in_the_first_sample_is_a_beat() -> None:
    song = play(Score(bpm=120, bars=10))
    assert 0 <= track(song.samples).beats[0] <= 0.003


@pytest.mark.parametrize("bpm", [75, 120, 150])
def test_bare_clicks_are_beats(bpm: float) -> None:
    song = pulse_train(bpm, 24)
    found = track(song.samples)
    ratio = np.median(np.diff(song.beats)) / np.median(np.diff(found.beats))
    assert min(abs(ratio - level) for level in (0.5, 1, 2)) < 0.005
    truth = song.beats if ratio < 1.5 else found.beats[::2]
    assert np.median(distances(song.beats, found.beats) if ratio <= 1 else distances(truth, song.beats)) <= 0.003


def test_sections_change_where_the_drums_come_and_go() -> None:
    song = play(Score(bpm=120, bars=24, drums=range(8, 16)))
    found = track(song.samples)
    sections = found.sections
    bar = 2.0
    assert [section.label for section in sections] == ["A", "B", "A"]
    assert [section.start for section in sections] == pytest.approx([0, 8 * bar, 16 * bar], abs=0.02)
    downbeats = found.beats[found.positions == 1].tolist()
    assert all(section.start in downbeats for section in sections[1:])
    assert sections[-1].end == pytest.approx(len(song.samples) / song.rate)
    assert [section.end for section in sections[:-1]] == [section.start for section in sections[1:]]


@pytest.mark.parametrize("level", [0.0, 1e-7])
def test_silence_has_no_beats(level: float) -> None:
    found = track(np.full(22050 * 5, level, np.float32))
    assert (len(found.beats), found.confidence, found.meter) == (0, 0.0, 4)
    assert [(section.start, section.end) for section in found.sections] == [(0.0, 5.0)]


@pytest.mark.parametrize("seconds", [0.5, 1.0, 3.0, 12.0])
def test_noise_is_not_trusted(seconds: float) -> None:
    noise = np.random.default_rng(2).normal(0, 0.1, int(22050 * seconds)).astype(np.float32)
    assert track(noise).confidence < 0.5


def test_a_steady_tone_is_not_trusted() -> None:
    tone = 0.3 * np.sin(2 * np.pi * 220 * np.arange(22050 * 10) / 22050)
    assert track(tone.astype(np.float32)).confidence < 0.5


def test_a_clear_song_is_trusted_more_than_noise(rock: KnownSong) -> None:
    assert track(rock.samples).confidence > 0.7


def test_loudness_is_one_in_the_loud_parts_and_nothing_in_silence() -> None:
    song = play(Score(bpm=120, bars=8, tail_seconds=4.0))
    loudness = track(song.samples).loudness
    assert np.percentile(loudness.values, 95) == pytest.approx(1)
    assert loudness.values[-20:].max() < 0.001
    assert len(loudness.values) == int(len(song.samples) / song.rate * loudness.rate)


@pytest.mark.parametrize("ending", ["flac", "ogg", "mp3", "m4a"])
def test_every_format_of_a_song_has_the_same_beats(
    ending: str, rock: KnownSong, rock_file: Path, convert: Callable[..., None], tmp_path: Path
) -> None:
    convert(rock_file, tmp_path / f"rock.{ending}", "-ar", "44100")
    song = listen(tmp_path / f"rock.{ending}", None)
    assert len(song.beats) == len(rock.beats)
    assert np.abs(song.beats - rock.beats).max() <= 0.003
    assert song.positions.tolist() == rock.positions.tolist()


@pytest.mark.parametrize("rate", [8000, 16000, 48000, 192000])
def test_every_sample_rate_has_the_same_beats(rate: int, tmp_path: Path) -> None:
    song = play(Score(bpm=104, bars=6, lead_seconds=0.4, rate=rate))
    soundfile.write(tmp_path / "song.wav", np.stack([song.samples] * 2, axis=1), rate)
    heard = listen(tmp_path / "song.wav", None)
    assert (heard.sample_rate, heard.channels) == (rate, 2)
    # The last chord's echo may last long enough for one beat more.
    assert len(heard.beats) - len(song.beats) in (0, 1)
    assert np.abs(heard.beats[: len(song.beats)] - song.beats).max() <= 0.003


def test_surround_sound_has_the_beats_of_its_loudest_channels(rock: KnownSong, tmp_path: Path) -> None:
    channels = np.zeros((len(rock.samples), 6), np.float32)
    channels[:, 0] = channels[:, 1] = rock.samples
    soundfile.write(tmp_path / "surround.wav", channels, rock.rate)
    assert np.abs(listen(tmp_path / "surround.wav", None).beats - rock.beats).max() <= 0.003
