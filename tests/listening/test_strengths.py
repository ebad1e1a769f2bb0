"""What the camera pulses on."""

from __future__ import annotations

import numpy as np
import pytest
from drum_machine import HATS_8, KnownSong, Score, play

from composer.listening.analysis import Analysis
from composer.listening.listen import strengths_at
from composer.listening.song import Envelope, Section
from composer.listening.tracker import track

RATE = 22050
#: Nothing is struck on the third beat of a bar.
GAP_ON_THREE = ((0, "kick", 1.0), (1, "snare", 0.8), (3, "snare", 0.8))


def organ_chord(seconds: float, rise: float) -> np.ndarray:
    """Four notes with overtones that swell in ``rise`` seconds and end softly."""
    t = np.arange(int(seconds * RATE)) / RATE
    notes = 220 * 2 ** (np.array([0, 4, 7, 12]) / 12)
    sound = sum(np.sin(2 * np.pi * note * k * t) / k for note in notes for k in range(1, 5)) / 4
    return (sound * np.minimum(1, t / rise) * np.minimum(1, (t[-1] - t) / 0.05)).astype(np.float32)


def with_chords(song: KnownSong, beats: np.ndarray, gain: float) -> np.ndarray:
    samples = song.samples.copy()
    for beat in beats:
        chord, start = gain * organ_chord(0.57, 0.05), round(beat * RATE)
        samples[start : start + len(chord)] += chord[: len(samples) - start]
    return samples


def analysed(samples: np.ndarray) -> Analysis:
    found = track(samples)
    return Analysis(
        digest="",
        request="",
        duration=len(samples) / RATE,
        sample_rate=RATE,
        channels=1,
        peaks=Envelope(rate=50.0, values=np.ones(1)),
        **{
            name: getattr(found, name)
            for name in ("beats", "positions", "meter", "confidence", "sections", "loudness", "passages", "onsets")
        },
        drums=found.drums,
    )


def curves(onsets: list[float], drums: list[float]) -> Analysis:
    """A song of a beat a second, with these heights at its beats."""
    rate, count = 50.0, len(onsets)
    values = np.zeros((2, int(count * rate)))
    values[:, :: int(rate)] = onsets, drums
    return Analysis(
        digest="",
        request="",
        duration=float(count),
        sample_rate=RATE,
        channels=1,
        beats=np.arange(count, dtype=np.float64),
        positions=np.ones(count, np.int64),
        meter=1,
        confidence=1.0,
        sections=(Section(start=0.0, end=float(count), label="A"),),
        passages=(),
        loudness=Envelope(rate=20.0, values=np.ones(1)),
        onsets=Envelope(rate=rate, values=values[0]),
        drums=Envelope(rate=rate, values=values[1]),
        peaks=Envelope(rate=rate, values=np.ones(1)),
    )


@pytest.mark.parametrize("gain", [0.5, 1.0])
@pytest.mark.parametrize("hats", [(), HATS_8])
def test_a_loud_chord_between_the_strokes_is_not_the_strongest_pulse(gain: float, hats: tuple) -> None:
    song = play(Score(bpm=104, bars=16, pattern=GAP_ON_THREE + hats, chords=False))
    samples = with_chords(song, song.beats[2::4], gain)
    strengths = strengths_at(analysed(samples), song.beats)[8:-8].reshape(-1, 4)
    assert strengths[:, 2].mean() < strengths[:, 0].mean()
    if not hats:
        assert (strengths[:, 2] < strengths[:, 0]).all()
        assert strengths[:, 2].mean() < strengths[:, 3].mean()


def test_a_song_without_drums_still_pulses() -> None:
    silent = KnownSong(
        samples=np.zeros(RATE * 40, np.float32), rate=RATE, beats=0.6 * np.arange(60), positions=np.ones(60)
    )
    samples = with_chords(silent, silent.beats, 0.4)
    strengths = strengths_at(analysed(samples), silent.beats)
    assert strengths.min() > 0.2
    assert np.median(strengths) > 0.5


def test_drums_give_the_pulse_where_they_are_and_all_that_begins_where_they_are_not() -> None:
    onsets = [0.9, 0.5] * 30
    drums = [0.02] * 30 + [0.1, 1.0] * 15
    strengths = strengths_at(curves(onsets, drums), np.arange(60.0))
    assert strengths[:22] == pytest.approx(onsets[:22])
    assert strengths[-20:].tolist() == pytest.approx([0.1, 1.0] * 10)


def test_a_stroke_on_a_beat_that_was_moved_is_measured_there() -> None:
    analysis = curves([0.5] * 40, [1.0] * 40)
    assert strengths_at(analysis, np.arange(40) + 0.5).tolist() == [0.0] * 40
    assert strengths_at(analysis, np.zeros(0)).tolist() == []
