"""The song as the browser plays it: the very samples that were analysed."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
import soundfile
from film_kit import ffmpeg
from numpy.typing import NDArray
from open_studio import OpenStudio, open_studio, wait_for
from ready_film import ready_film
from small_film import STORYBOARD

from composer.listening.decode import decode
from composer.studio.sound.sound_copy import StoppedError, copy_sound, folding

Samples = NDArray[np.float32]


def noise(rate: int, channels: int, seconds: float = 1.0) -> Samples:
    generator = np.random.default_rng(7)
    return generator.uniform(-0.9, 0.9, (round(rate * seconds), channels)).astype(np.float32)


def copied(song: Path) -> tuple[Samples, int]:
    """The samples of a song's copy, shape (n, channels), and their rate."""
    target = song.parent / "copies" / "copy.flac"
    copy_sound(song, target, lambda: True)
    assert soundfile.info(target).format == "FLAC"
    assert soundfile.info(target).subtype == "PCM_24"
    samples, rate = soundfile.read(target, dtype="float32", always_2d=True)
    return samples, rate


@pytest.mark.parametrize("kind", ["PCM_16", "PCM_24"])
def test_the_copy_has_each_sample_as_it_is(tmp_path: Path, kind: str) -> None:
    song = tmp_path / "song.wav"
    soundfile.write(song, noise(44_100, 2), 44_100, subtype=kind)
    samples, rate = copied(song)
    assert rate == 44_100
    np.testing.assert_array_equal(samples.T, decode(song).samples)


def test_the_copy_of_an_mp3_begins_where_its_analysis_does(tmp_path: Path) -> None:
    wav, song = tmp_path / "song.wav", tmp_path / "song.mp3"
    soundfile.write(wav, noise(44_100, 2), 44_100)
    ffmpeg("-i", wav, "-b:a", "192k", song)
    analysed = decode(song).samples
    samples, _ = copied(song)
    assert samples.T.shape == analysed.shape
    assert np.abs(samples.T - np.clip(analysed, -1, 1)).max() <= 2**-23


def test_samples_beyond_full_scale_stay_at_full_scale(tmp_path: Path) -> None:
    song = tmp_path / "song.wav"
    loud = np.tile(np.array([[1.5], [-1.5], [0.25]], np.float32), (20_000, 1))
    soundfile.write(song, loud, 44_100, subtype="FLOAT")
    samples, _ = copied(song)
    np.testing.assert_allclose(samples[:3, 0], [1, -1, 0.25], atol=2**-23)


def test_six_channels_are_folded_to_two_with_the_centre_on_both_sides(tmp_path: Path) -> None:
    song = tmp_path / "song.wav"
    six = np.zeros((48_000, 6), np.float32)
    for channel in range(6):
        six[8000 * channel : 8000 * (channel + 1), channel] = 0.5
    soundfile.write(song, six, 48_000)
    samples, _ = copied(song)
    middle = samples[4000::8000]
    share = 0.5 / (1 + 2 * 0.5**0.5)
    near = 0.5**0.5 * share
    expected = [[share, 0], [0, share], [near, near], [0, 0], [near, 0], [0, near]]
    np.testing.assert_allclose(middle, expected, atol=1e-4)


@pytest.mark.parametrize("channels", range(3, 12))
def test_no_fold_exceeds_full_scale_and_each_ear_hears(channels: int) -> None:
    shares = folding(channels)
    assert shares is not None
    np.testing.assert_allclose(shares.sum(axis=0), [1, 1], rtol=1e-6)


@pytest.mark.parametrize(("rate", "played"), [(6000, 48_000), (384_000, 96_000), (96_001, 96_000), (88_200, 88_200)])
def test_rates_that_no_browser_plays_are_resampled_in_place(tmp_path: Path, rate: int, played: int) -> None:
    song = tmp_path / "song.wav"
    t = np.arange(rate) / rate
    soundfile.write(song, 0.5 * np.sin(2 * np.pi * 440 * t), rate, subtype="PCM_24")
    samples, found = copied(song)
    assert found == played
    assert len(samples) == pytest.approx(played, abs=2)
    middle = np.arange(played // 4, played // 2)
    np.testing.assert_allclose(samples[middle, 0], 0.5 * np.sin(2 * np.pi * 440 * middle / played), atol=2e-3)


def test_a_copy_that_is_not_needed_any_more_leaves_nothing(tmp_path: Path) -> None:
    song = tmp_path / "song.wav"
    soundfile.write(song, noise(44_100, 1, 4), 44_100)
    answers = iter([True, False])
    with pytest.raises(StoppedError):
        copy_sound(song, tmp_path / "copies" / "copy.flac", lambda: next(answers))
    assert not list((tmp_path / "copies").iterdir())


def test_the_page_gets_any_part_of_the_song(studio: OpenStudio) -> None:
    told = studio.client.get("/api/song").json
    whole = studio.client.get(told["url"])
    assert whole.headers["content-type"] == "audio/flac"
    samples, _ = soundfile.read(io.BytesIO(whole.body), dtype="float32")
    np.testing.assert_array_equal(samples, decode(studio.folder / "song.wav").samples[0])
    part = studio.client.get(told["url"], Range="bytes=1000-1999")
    assert (part.status, part.body) == (206, whole.body[1000:2000])
    assert part.headers["content-range"] == f"bytes 1000-1999/{len(whole.body)}"
    assert studio.client.get(told["url"], Range=f"bytes={len(whole.body)}-").status == 416


def test_a_new_song_is_copied_and_the_old_copy_stays_for_pages_that_play_it(studio: OpenStudio) -> None:
    before = studio.client.get("/api/song").json["url"]
    assert studio.client.get(before).status == 200
    song = studio.folder / "song.wav"
    samples, rate = soundfile.read(song)
    soundfile.write(song, samples * 0.5, rate)
    after = wait_for(lambda: url if (url := studio.client.get("/api/song").json["url"]) != before else None)
    played, _ = soundfile.read(io.BytesIO(studio.client.get(after).body), dtype="float32")
    np.testing.assert_array_equal(played, decode(song).samples[0])
    assert studio.client.get(before).status == 200


def test_a_copy_that_was_pruned_or_is_a_link_is_made_again(studio: OpenStudio) -> None:
    url = studio.client.get("/api/song").json["url"]
    whole = studio.client.get(url).body
    (copy,) = (studio.store / "studio" / "sound").iterdir()
    copy.unlink()
    secret = studio.folder / "secret"
    secret.write_text("a secret")
    copy.symlink_to(secret)
    assert studio.client.get(url).body == whole
    assert secret.read_text() == "a secret"
    assert not copy.is_symlink()


def test_other_names_are_no_song(studio: OpenStudio) -> None:
    for name in ("0" * 32, "song", "..%2f..%2fsong", "%2e%2e"):
        assert studio.client.get(f"/song/{name}.flac").status == 404


def test_a_silent_film_has_no_sound(tmp_path: Path) -> None:
    text = STORYBOARD.replace("song: song.wav\n", "").replace("bars: 2", "seconds: 2")
    text = text.replace('    caption: "noon"', "    seconds: 2").replace('at: "bar 7"', "seconds: 2")
    with open_studio(ready_film(tmp_path, text).storyboard) as studio:
        studio.wait_until_ready()
        assert studio.client.get("/api/song").json["url"] is None
        assert studio.stop() == 0


def test_three_minutes_of_a_song_are_told_in_less_than_150_kilobytes(tmp_path: Path) -> None:
    text = STORYBOARD.replace('at: "bar 7"', 'at: "bar 70"')
    with open_studio(ready_film(tmp_path, text, bars=90).storyboard) as studio:
        studio.wait_until_ready()
        answer = studio.client.get("/api/song")
        assert answer.json["duration"] == pytest.approx(180)
        assert 2000 < len(answer.json["peaks"]["values"]) <= 4000
        assert answer.json["peaks"]["rate"] * 180 == pytest.approx(len(answer.json["peaks"]["values"]), abs=1)
        assert len(answer.body) < 150_000
        assert studio.stop() == 0
