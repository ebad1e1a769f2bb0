"""The demo song: what is stored is what the script composes, its beats are true, and its harmony does not clash."""

import itertools
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile
import yaml
from scipy.signal import butter, sosfilt

AUDIO = Path(__file__).resolve().parents[2] / "audio"
sys.path.insert(0, str(AUDIO))

import compose  # noqa: E402
import score  # noqa: E402
import voices  # noqa: E402

sys.path.remove(str(AUDIO))

DRUMMED = ("verse", "chorus")


@pytest.fixture(scope="module")
def truth():
    return yaml.safe_load(compose.TRUTH.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def sound():
    samples, rate = soundfile.read(compose.SONG, dtype="float64")
    assert rate == 44100
    return samples


def attack(samples, rate, second):
    """Seconds from ``second`` to where the energy between 2 and 8 kHz rises most, within 30 ms."""
    window, reach, centre = round(0.003 * rate), round(0.03 * rate), round(second * rate)
    near = samples[centre - 2 * reach : centre + 2 * reach]
    crisp = sosfilt(butter(1, (2000, 8000), "bandpass", fs=rate, output="sos"), near)
    energy = np.convolve(crisp**2, np.ones(window), "same")
    around = np.arange(reach, 3 * reach)
    return (np.argmax(energy[around + window] - energy[around - window]) - reach) / rate


def test_the_stored_truth_is_what_the_script_writes():
    assert compose.TRUTH.read_text(encoding="utf-8") == compose.truth()


def test_the_stored_song_is_a_stereo_vorbis_of_the_true_duration_and_small(truth):
    info = soundfile.info(compose.SONG)
    assert (info.format, info.subtype, info.channels) == ("OGG", "VORBIS", 2)
    assert info.frames == round(truth["duration"] * 44100)
    assert 70 < truth["duration"] < 80
    assert compose.SONG.stat().st_size < 1_500_000


def test_the_beats_are_evenly_spaced_to_a_hundredth_with_four_to_a_bar(truth):
    gaps = np.diff(truth["beats"])
    assert len(truth["beats"]) == 128
    assert np.all(np.abs(gaps / (60 / truth["tempo"]) - 1) < 0.015)
    assert np.all(np.abs(np.diff(gaps)) < 0.006)
    assert truth["downbeats"] == truth["beats"][::4]


def test_sections_begin_on_downbeats_last_phrases_of_four_bars_and_cover_the_song(truth):
    names = [section["name"] for section in truth["sections"]]
    assert names == ["intro", "verse", "chorus", "break", "chorus", "outro"]
    starts = [truth["downbeats"].index(section["start"]) for section in truth["sections"]]
    assert starts == [0, 4, 12, 16, 20, 28]
    ends = [section["end"] for section in truth["sections"]]
    assert ends[:-1] == [section["start"] for section in truth["sections"][1:]]
    assert ends[-1] == truth["duration"]


def test_drums_are_heard_within_five_milliseconds_of_their_beats_in_the_stored_song(truth, sound):
    drummed = [s for s in truth["sections"] if s["name"] in DRUMMED]
    beats = [b for b in truth["beats"] if any(s["start"] <= b < s["end"] for s in drummed)]
    mono = sound.mean(axis=1)
    late = np.array([attack(mono, 44100, beat) for beat in beats])
    assert len(beats) == 80
    assert np.abs(late).max() < 0.005
    assert abs(np.median(late)) < 0.001


@pytest.mark.parametrize("voice", [voices.kick, voices.snare, voices.hat])
def test_a_drum_sounds_from_its_first_samples(voice):
    stroke = voice(score.Note(start=0.0, length=0.0, pitch=0, level=1.0), np.random.default_rng(1))
    loud = np.abs(stroke).max(axis=0) > 0.25 * np.abs(stroke).max()
    assert np.argmax(loud) < 0.003 * 44100


def test_strong_kicks_and_snares_stand_exactly_on_beats():
    struck = [hit.start for kind in ("kick", "snare") for hit in score.drum_hits(kind) if hit.level == 1.0]
    offset = np.array([np.abs(score.BEATS - start).min() for start in struck])
    assert offset.max() == 0.0


def test_ten_seconds_made_anew_are_the_stored_ones():
    assert compose.check() > 25.0


def test_a_stretch_is_the_same_wherever_it_is_cut():
    whole, part = compose.render(27.0, 29.5), compose.render(28.5, 29.5)
    assert np.abs(whole[:, -part.shape[1] :] - part).max() < 1e-3


def test_the_song_is_loud_enough_never_clips_and_begins_and_ends_in_silence(sound):
    assert np.abs(sound).max() < 10 ** (-1 / 20)
    assert -17.5 < 10 * np.log10((sound**2).mean()) < -15.0
    assert np.abs(sound[:100]).max() < 1e-3
    assert np.abs(sound[-400:]).max() < 1e-3
    assert np.abs(sound.mean(axis=0)).max() < 1e-3


def test_choruses_are_louder_than_the_verse_and_the_verse_than_the_intro_and_the_break(truth, sound):
    levels = [
        10 * np.log10((sound[round(s["start"] * 44100) : round(s["end"] * 44100)] ** 2).mean())
        for s in truth["sections"]
    ]
    intro, verse, chorus, pause, last_chorus, outro = levels
    assert min(chorus, last_chorus) > verse + 1.5
    assert verse > max(intro, pause)
    assert intro < verse - 2
    assert outro < last_chorus - 2


def test_the_sides_are_wide_but_survive_mono(truth, sound):
    for section in truth["sections"]:
        part = sound[round(section["start"] * 44100) : round(section["end"] * 44100)]
        assert 0.1 < np.corrcoef(part.T)[0, 1] < 0.9, section["name"]


def test_every_pitch_is_of_d_major():
    melody = itertools.chain.from_iterable(score.melodies())
    notes = [*score.pad_notes(), *score.bass_notes(), *score.arpeggio_notes(), *melody]
    assert {note.pitch % 12 for note in notes} <= score.SCALE


def test_nothing_sounds_a_semitone_or_a_minor_ninth_above_another_note():
    melody = itertools.chain.from_iterable(score.melodies())
    notes = [*score.pad_notes(), *score.bass_notes(), *melody]
    for moment in np.arange(score.BEATS[0], score.DURATION, 0.05):
        pitches = sorted(n.pitch for n in notes if n.start - 1e-9 <= moment < n.start + n.length - 1e-9)
        clashes = [(low, high) for low, high in itertools.combinations(pitches, 2) if (high - low) % 12 == 1]
        assert not clashes, f"at {moment:.2f} s"


def test_no_voice_of_the_chords_leaps_within_a_section():
    for part in score.PARTS:
        for one, other in itertools.pairwise(part.chords):
            steps = [abs(a - b) for a, b in zip(one.voices, other.voices, strict=False)]
            assert max(steps) <= 5, f"{one.name} to {other.name}"
            assert sum(steps) / len(steps) <= 2.5
