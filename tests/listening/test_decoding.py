from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
from drum_machine import KnownSong

from composer.errors import ComposerError
from composer.listening.decode import decode
from composer.listening.intake import take_in

Convert = Callable[..., None]


def lag(heard: np.ndarray, original: np.ndarray) -> int:
    """Samples by which ``heard`` is later than ``original``, where the first seconds of the two correlate most."""
    n = min(len(heard), len(original), 2**17)
    spectrum = np.fft.rfft(heard[:n], 2 * n) * np.conj(np.fft.rfft(original[:n], 2 * n))
    peak = int(np.argmax(np.fft.irfft(spectrum)))
    return peak if peak < n else peak - 2 * n


def expect_error(path: Path, message: str) -> str:
    with pytest.raises(ComposerError) as caught:
        decode(path)
    assert caught.value.message == message.format(path=path)
    return caught.value.hint


@pytest.mark.parametrize("ending", ["wav", "flac", "ogg", "opus", "mp3", "m4a", "aiff", "mka", "mov"])
def test_time_zero_is_the_same_in_every_format(
    ending: str, rock: KnownSong, rock_file: Path, convert: Convert, tmp_path: Path
) -> None:
    file = tmp_path / f"rock.{ending}"
    options = {"mov": ["-c:a", "pcm_s16le"], "opus": ["-ar", "48000"]}
    convert(rock_file, file, *options.get(ending, []))
    sound = decode(file)
    assert sound.samples.dtype == np.float32
    assert lag(take_in(file).samples, rock.samples) == 0
    assert sound.duration == pytest.approx(len(rock.samples) / rock.rate, abs=0.06)


@pytest.mark.parametrize("ending", ["mp3", "m4a", "ogg", "opus"])
def test_a_stream_copied_into_a_film_begins_where_decoding_began(
    ending: str, rock_file: Path, convert: Convert, tmp_path: Path
) -> None:
    file, film = tmp_path / f"rock.{ending}", tmp_path / "film.mp4"
    convert(rock_file, file, "-ar", "48000")
    convert(
        file,
        film,
        "-f",
        "lavfi",
        "-i",
        "color=s=16x16:d=19:r=2",
        "-map",
        "1:v",
        "-map",
        "0:a",
        "-c:a",
        "copy",
        "-c:v",
        "mpeg4",
    )
    assert lag(decode(film).samples[0], decode(file).samples[0]) == 0


@pytest.mark.parametrize("rate", [8000, 11025, 44100, 96000, 192000])
@pytest.mark.parametrize("channels", [1, 2, 6])
def test_any_rate_and_number_of_channels_is_read(rate: int, channels: int, tmp_path: Path) -> None:
    samples = np.random.default_rng(1).uniform(-0.5, 0.5, (rate, channels)).astype(np.float32)
    file = tmp_path / "noise.wav"
    soundfile.write(file, samples, rate, subtype="FLOAT")
    sound = decode(file)
    assert (sound.sample_rate, sound.channels, sound.duration) == (rate, channels, 1.0)
    assert np.array_equal(sound.samples, samples.T)
    taken = take_in(file)
    assert len(taken.samples) == pytest.approx(22050, abs=2)
    assert (taken.sample_rate, taken.channels, taken.duration) == (rate, channels, 1.0)


def test_surround_sound_in_aac_keeps_its_six_channels(convert: Convert, tmp_path: Path) -> None:
    soundfile.write(tmp_path / "six.wav", np.random.default_rng(1).uniform(-0.1, 0.1, (48000, 6)), 48000)
    convert(tmp_path / "six.wav", tmp_path / "six.m4a", "-ac", "6")
    assert decode(tmp_path / "six.m4a").channels == 6


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path) -> None:
    assert expect_error(tmp_path / "no.wav", "{path}: there is no such file") == "check the song's path"


def test_a_folder_is_not_a_sound(tmp_path: Path) -> None:
    assert expect_error(tmp_path, "{path}: this is a folder, not a sound file") == "name the sound file in it"


def test_an_empty_file_is_said_to_be_empty(tmp_path: Path) -> None:
    (tmp_path / "empty.mp3").touch()
    expect_error(tmp_path / "empty.mp3", "{path}: the file is empty (0 bytes)")


@pytest.mark.parametrize("ending", ["mp3", "wav", "m4a", "ogg", "txt"])
def test_text_is_not_taken_for_sound(ending: str, tmp_path: Path) -> None:
    file = tmp_path / f"words.{ending}"
    file.write_text("These are the words of a song.\n" * 300)
    with pytest.raises(ComposerError, match=r"words\.\w+: no sound can be read from it") as caught:
        decode(file)
    assert caught.value.hint == "convert it to wav, flac, ogg, mp3 or m4a"


def test_a_playlist_does_not_open_the_files_it_names(rock_file: Path, tmp_path: Path) -> None:
    (tmp_path / "list.m3u8").write_text(f"#EXTM3U\n#EXTINF:10,\nhttp://127.0.0.1:9/{rock_file.name}\n")
    with pytest.raises(ComposerError, match="no sound can be read from it"):
        decode(tmp_path / "list.m3u8")


def test_a_picture_has_no_sound(tmp_path: Path) -> None:
    from PIL import Image

    Image.new("RGB", (8, 8)).save(tmp_path / "picture.png")
    with pytest.raises(ComposerError, match="no sound can be read from it"):
        decode(tmp_path / "picture.png")


def test_a_wav_without_samples_is_refused(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "none.wav", np.zeros((0, 2)), 44100)
    assert expect_error(tmp_path / "none.wav", "{path}: the file holds no samples") == "export the song again"


def test_a_flac_that_breaks_off_is_refused_with_the_place(rock_file: Path, convert: Convert, tmp_path: Path) -> None:
    file = tmp_path / "cut.flac"
    convert(rock_file, file)
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    with pytest.raises(ComposerError) as caught:
        decode(file)
    said = re.fullmatch(r".*cut\.flac: the sound breaks off at ([0-9.]+) s: the file is damaged", caught.value.message)
    assert said is not None
    assert 5 < float(said[1]) < 14


def test_an_m4a_cut_short_of_its_index_is_refused(rock_file: Path, convert: Convert, tmp_path: Path) -> None:
    file = tmp_path / "cut.m4a"
    convert(rock_file, file)
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    with pytest.raises(ComposerError, match=r"cut\.m4a: no sound can be read from it \(.*moov atom not found"):
        decode(file)


@pytest.mark.parametrize(("value", "name"), [(np.nan, "not a number"), (np.inf, "infinite"), (-np.inf, "infinite")])
def test_a_sample_that_is_no_number_is_refused_with_its_time(value: float, name: str, tmp_path: Path) -> None:
    samples = np.zeros((88200, 2), np.float32)
    samples[66150, 1] = value
    soundfile.write(tmp_path / "broken.wav", samples, 44100, subtype="FLOAT")
    hint = expect_error(tmp_path / "broken.wav", "{path}: the sample at 1.500 s is " + name)
    assert hint == "export the song again; a plug-in or converter has written broken samples"


def test_a_third_of_a_second_is_too_short(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "blip.wav", np.zeros(13230), 44100)
    hint = expect_error(tmp_path / "blip.wav", "{path}: the sound is only 0.30 s long")
    assert hint == "a song lasts at least half a second"


def test_more_than_three_hours_are_refused(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "evening.wav", np.zeros(3 * 3600 * 1000 + 1000, np.int16), 1000)
    assert expect_error(tmp_path / "evening.wav", "{path}: the sound is longer than 3 hours") == "cut it to the song"


def test_other_tags_leave_the_digest_alone(rock_file: Path, convert: Convert, tmp_path: Path) -> None:
    convert(rock_file, tmp_path / "one.flac", "-metadata", "title=One")
    convert(rock_file, tmp_path / "two.flac", "-metadata", "title=Another title")
    assert (tmp_path / "one.flac").read_bytes() != (tmp_path / "two.flac").read_bytes()
    assert take_in(tmp_path / "one.flac").digest == take_in(tmp_path / "two.flac").digest


def test_another_sample_is_another_digest(rock: KnownSong, rock_file: Path, tmp_path: Path) -> None:
    samples = rock.samples.copy()
    samples[5000] += 0.01
    soundfile.write(tmp_path / "other.wav", samples, rock.rate)
    assert take_in(tmp_path / "other.wav").digest != take_in(rock_file).digest


def test_channels_that_cancel_each_other_are_still_heard(rock: KnownSong, tmp_path: Path) -> None:
    soundfile.write(tmp_path / "inverted.wav", np.stack([rock.samples, -rock.samples], axis=1), rock.rate)
    assert np.abs(take_in(tmp_path / "inverted.wav").samples).max() > 0.4


def test_peaks_are_the_largest_samples_of_their_slots(tmp_path: Path) -> None:
    samples = np.zeros((44100, 2), np.float32)
    samples[22050, 1] = -0.75
    soundfile.write(tmp_path / "one.wav", samples, 44100, subtype="FLOAT")
    taken = take_in(tmp_path / "one.wav")
    assert taken.peak_rate == pytest.approx(50)
    assert (taken.peaks[25], taken.peaks.sum()) == (0.75, 0.75)
