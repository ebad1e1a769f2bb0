"""Whatever a file holds, its beats are right on what is decoded, or it is said what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
import soxr
from drum_machine import KnownSong, Score, play

from composer.listening import tracker
from composer.listening.decode import decode
from composer.listening.intake import take_in
from composer.listening.listen import listen
from composer.listening.song import Song

Convert = Callable[..., None]
RATE = 48000


@pytest.fixture(scope="module")
def song() -> KnownSong:
    """Eight bars at 104 bpm with all the highs of 48 kHz."""
    return play(Score(bpm=104, bars=8, lead_seconds=0.4, rate=RATE))


def heard(samples: np.ndarray, rate: int, folder: Path, subtype: str = "FLOAT") -> Song:
    soundfile.write(folder / "sound.wav", samples, rate, subtype=subtype)
    return listen(folder / "sound.wav", None)


def check(found: Song, truth: np.ndarray, tolerance: float = 0.002) -> None:
    """All beats, and at most one besides: the next one, where the sound dies away more slowly."""
    assert len(truth) <= len(found.beats) <= len(truth) + 1
    assert np.abs(found.beats[: len(truth)] - truth).max() <= tolerance
    assert found.meter == 4


@pytest.mark.parametrize(
    ("rate", "tolerance"),
    # The less of the highs there is, the longer an attack rings before it: 3.8 ms at 8 kHz.
    [(8000, 0.005), (11025, 0.003), (16000, 0.002), (44100, 0.002), (96000, 0.002), (192000, 0.002)],
)
def test_every_sample_rate_has_the_same_beats(rate: int, tolerance: float, song: KnownSong, tmp_path: Path) -> None:
    check(heard(soxr.resample(song.samples, RATE, rate), rate, tmp_path), song.beats, tolerance)


@pytest.mark.parametrize(
    "gains", [(1,), (1, 0.2), (0, 0, 1, 0, 0.1, 0.1), (0.5, 0.5, 1, 0, 0.3, 0.3, 0.2, 0.2), (1, -1)]
)
def test_every_number_of_channels_has_the_same_beats(gains: tuple[float, ...], song: KnownSong, tmp_path: Path) -> None:
    check(heard(np.outer(song.samples, gains), RATE, tmp_path), song.beats)


@pytest.mark.parametrize("offset", [0.4, -0.7, 0.01])
def test_a_constant_offset_is_not_heard(offset: float, song: KnownSong, tmp_path: Path) -> None:
    plain = heard(song.samples * 0.5, RATE, tmp_path)
    found = heard(song.samples * 0.5 + offset, RATE, tmp_path)
    check(found, song.beats)
    assert found.confidence == pytest.approx(plain.confidence, abs=0.02)


def test_a_constant_alone_is_silence(tmp_path: Path) -> None:
    found = heard(np.full(RATE * 10, 0.5), RATE, tmp_path)
    assert (len(found.beats), found.confidence) == (0, 0.0)


@pytest.mark.parametrize(
    ("gain", "subtype"), [(12, "PCM_16"), (8, "FLOAT"), (1000, "FLOAT"), (3e-4, "FLOAT"), (0.003, "PCM_24")]
)
def test_clipped_too_loud_and_very_soft_sounds_have_the_same_beats(
    gain: float, subtype: str, song: KnownSong, tmp_path: Path
) -> None:
    samples = song.samples * gain
    check(heard(samples if subtype == "FLOAT" else np.clip(samples, -1, 1), RATE, tmp_path, subtype), song.beats)


def speech(seconds: float) -> np.ndarray:
    """Syllables of voiced sound at no beat, with pauses as between words and sentences."""
    rng = np.random.default_rng(7)
    samples, moment = np.zeros(int(seconds * RATE)), 0.3
    while moment < seconds - 0.5:
        t = np.arange(int(rng.uniform(0.08, 0.3) * RATE)) / RATE
        pitch = rng.uniform(90, 180)
        syllable = sum(np.sin(2 * np.pi * pitch * k * t) / k for k in range(1, 20)) * np.hanning(len(t))
        start = int(moment * RATE)
        samples[start : start + len(t)] += rng.uniform(0.1, 0.3) * syllable
        moment += len(t) / RATE + rng.exponential(0.12) + (0.6 if rng.random() < 0.12 else 0.0)
    return samples


def one_click(seconds: float) -> np.ndarray:
    samples = np.zeros(int(seconds * RATE))
    samples[RATE * 4 : RATE * 4 + 200] = 0.9
    return samples


@pytest.mark.parametrize("kind", ["speech", "noise", "click", "half a second"])
def test_what_is_no_music_is_not_trusted(kind: str, song: KnownSong, tmp_path: Path) -> None:
    samples = {
        "speech": speech(30),
        "noise": np.random.default_rng(0).normal(0, 0.1, RATE * 20),
        "click": one_click(10),
        "half a second": song.samples[: RATE // 2],
    }[kind]
    found = heard(samples, RATE, tmp_path)
    assert found.confidence < 0.5
    assert all(passage.confidence < 0.5 for passage in found.passages)
    assert found.sections[-1].end == pytest.approx(len(samples) / RATE)


def lag_seconds(decoded: np.ndarray, original: np.ndarray) -> float:
    """How much later than the original a decoded sound is, where they correlate most."""
    size = 2 * len(original)
    spectrum = np.fft.rfft(decoded, size) * np.conj(np.fft.rfft(original, size))
    peak = int(np.argmax(np.fft.irfft(spectrum, size)))
    return (peak if peak < size // 2 else peak - size) / RATE


@pytest.mark.parametrize(
    ("ending", "options"),
    [
        ("flac", []),
        ("ogg", ["-q:a", "5"]),
        ("opus", []),
        ("mp3", ["-b:a", "192k"]),
        ("mp3", ["-b:a", "96k"]),
        ("mp3", ["-b:a", "192k", "-write_xing", "0"]),
        ("mp3", ["-q:a", "4"]),
        ("m4a", ["-b:a", "160k"]),
        ("m4a", ["-c:a", "alac"]),
    ],
)
def test_every_codec_has_its_beats_where_they_sound_in_it(
    ending: str, options: list[str], song: KnownSong, convert: Convert, tmp_path: Path
) -> None:
    soundfile.write(tmp_path / "song.wav", song.samples, RATE)
    convert(tmp_path / "song.wav", tmp_path / f"song.{ending}", *options)
    sound = decode(tmp_path / f"song.{ending}")
    assert sound.sample_rate == RATE
    lag = lag_seconds(sound.samples[0], song.samples)
    found = listen(tmp_path / f"song.{ending}", None)
    check(found, song.beats + lag)
    # Without its header an mp3 begins with the encoder's delay, in every player.
    assert lag == pytest.approx(1105 / RATE if "-write_xing" in options else 0, abs=0.5 / RATE)


@pytest.mark.parametrize("ending", ["mp3", "flac", "m4a", "ogg", "wav"])
def test_other_tags_need_no_other_analysis(
    ending: str, song: KnownSong, convert: Convert, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    soundfile.write(tmp_path / "song.wav", song.samples, RATE)
    file, tagged = tmp_path / f"first.{ending}", tmp_path / f"tagged.{ending}"
    convert(tmp_path / "song.wav", file)
    convert(file, tagged, "-c", "copy", "-metadata", "title=Another title", "-metadata", "artist=Someone else")
    assert file.read_bytes() != tagged.read_bytes()
    before = listen(file, tmp_path / "store")
    monkeypatch.setattr(tracker, "track", None)
    file.write_bytes(tagged.read_bytes())
    assert listen(file, tmp_path / "store").digest == before.digest


@pytest.mark.slow
def test_twenty_minutes_are_counted_to_their_end(tmp_path: Path) -> None:
    song = play(Score(bpm=120, bars=600, chords=False))
    found = heard(song.samples, song.rate, tmp_path)
    check(found, song.beats)


def test_an_offset_leaves_the_digest_to_the_samples(song: KnownSong, tmp_path: Path) -> None:
    digests = []
    for offset in (0.0, 0.3, 0.3):
        soundfile.write(tmp_path / "sound.wav", song.samples + offset, RATE, subtype="FLOAT")
        digests.append(take_in(tmp_path / "sound.wav").digest)
    assert digests[0] != digests[1] == digests[2]
