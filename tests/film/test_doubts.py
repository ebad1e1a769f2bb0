"""What is said about beats that are not sure."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import film_kit
import numpy as np
import pytest
import soundfile

from composer.doubts import doubtful_passages, doubts_about
from composer.listening.song import Envelope, Passage, Section, Song

HINT = "  hint: mend them in my/song.beats.yaml with anchors, tempo: 90 to 120, half/double, or list them"


def passages(*confidences: float, length: float = 10.0) -> tuple[Passage, ...]:
    return tuple(
        Passage(start=k * length, end=(k + 1) * length, confidence=confidence)
        for k, confidence in enumerate(confidences)
    )


def song(*confidences: float) -> Song:
    beats = 0.5 * np.arange(40)
    return Song(
        path=Path("my/song.mp3"),
        digest="",
        duration=10.0 * len(confidences),
        sample_rate=44100,
        channels=2,
        beats=beats,
        positions=np.ones(40, np.int64),
        meter=4,
        tempo=120.0,
        strengths=np.ones(40),
        sections=(Section(start=0.0, end=200.0, label="A"),),
        loudness=Envelope(rate=10.0, values=np.ones(1)),
        confidence=0.5,
        passages=passages(*confidences),
    )


def test_nothing_is_said_of_beats_that_are_sure() -> None:
    assert doubts_about(song(0.7, 0.9, 1.0)) == ""
    silent = replace(song(0.0), beats=np.zeros(0), positions=np.zeros(0, np.int64), strengths=np.zeros(0))
    assert doubts_about(silent) == ""
    assert doubts_about(replace(song(0.0), passages=())) == ""


def test_neighbours_are_one_passage_with_their_mean_over_time() -> None:
    joined = doubtful_passages((*passages(0.9, 0.5, 0.6, 0.8), Passage(start=40.0, end=70.0, confidence=0.2)))
    assert [(each.start, each.end, each.confidence) for each in joined] == [(10, 30, 0.55), (40, 70, 0.2)]


def test_one_passage_is_said_with_what_to_hear_and_what_to_write() -> None:
    assert doubts_about(song(*[0.9] * 6, 0.4, 0.4, 0.9)).splitlines() == [
        "1:00 to 1:20: the beats there are only 40 % sure: hear them with "
        "`longzoom listen my/song.mp3 --click clicks.mp4`",
        HINT,
    ]


@pytest.mark.parametrize(
    ("confidences", "said"),
    [
        ((0.4, 0.9, 0.55), "0:00 to 0:10 (40 %), 0:20 to 0:30 (55 %): the beats there are not sure"),
        (
            (0.4, 0.9, 0.5, 0.9, 0.6, 0.9, 0.1),
            "0:00 to 0:10 (40 %), 0:20 to 0:30 (50 %), 0:40 to 0:50 (60 %) and 1 more passage: "
            "the beats there are not sure",
        ),
        (
            (0.4, 0.9) * 6,
            "0:00 to 0:10 (40 %), 0:20 to 0:30 (40 %), 0:40 to 0:50 (40 %) and 3 more passages: "
            "the beats there are not sure",
        ),
    ],
)
def test_of_several_three_are_named_and_the_others_counted(confidences: tuple[float, ...], said: str) -> None:
    assert doubts_about(song(*confidences)).splitlines() == [
        f"{said}: hear them with `longzoom listen my/song.mp3 --click clicks.mp4`",
        HINT,
    ]


@pytest.fixture
def noise(tmp_path: Path) -> Path:
    """A song that no one can count."""
    samples = np.random.default_rng(2).normal(0, 0.1, 22050 * 12)
    soundfile.write(tmp_path / "noise.wav", samples, 22050)
    return tmp_path / "noise.wav"


def test_listen_and_plan_warn_on_standard_error_and_print_the_passages(noise: Path, tmp_path: Path) -> None:
    (tmp_path / "film.yaml").write_text("song: noise.wav\nscenes: [{id: a, prompt: a bus}, {id: b, prompt: a prom}]\n")
    for arguments in (("listen", noise), ("plan", tmp_path / "film.yaml")):
        plain, as_json = film_kit.longzoom(*arguments), film_kit.longzoom(*arguments, "--json")
        for result in (plain, as_json):
            assert result.exit_code == 0
            first, second = result.stderr.splitlines()[-2:]
            assert first.startswith("longzoom: 0:00 to 0:12: the beats there are only ")
            assert first.endswith(f" % sure: hear them with `longzoom listen {noise} --click clicks.mp4`")
            assert second.startswith(f"  hint: mend them in {tmp_path / 'noise.beats.yaml'} with anchors, ")
        assert "confidence 0." in plain.stdout
        answer = json.loads(as_json.stdout)
        assert answer["confidence"] < 0.7
        spans = [(passage["start"], passage["end"]) for passage in answer["passages"]]
        assert (spans[0][0], spans[-1][1]) == (0, 12)
        assert all(0 <= passage["confidence"] < 0.7 for passage in answer["passages"])


def test_beats_that_the_director_gave_are_not_doubted(noise: Path, tmp_path: Path) -> None:
    (tmp_path / "noise.beats.yaml").write_text("tempo: 100\nfirst_downbeat: 0 s\n")
    result = film_kit.longzoom("listen", noise, "--json")
    assert result.stderr == ""
    assert json.loads(result.stdout)["passages"] == [{"start": 0.0, "end": 12.0, "confidence": 1.0}]


def test_a_tracker_that_is_not_here_is_one_message(noise: Path, tmp_path: Path) -> None:
    (tmp_path / "noise.beats.yaml").write_text("tracker: {beat_this: {checkpoint: no/such.ckpt}}\n")
    result = film_kit.longzoom("listen", noise)
    assert (result.exit_code, result.stdout) == (2, "")
    place = f"{tmp_path / 'noise.beats.yaml'}:1:35: tracker.beat_this.checkpoint"
    assert result.stderr.splitlines()[0] == f"{place}: there is no file {tmp_path / 'no' / 'such.ckpt'}"
    assert result.stderr.splitlines()[-1] == "1 problem"


def test_the_schema_of_beats_files_can_be_had() -> None:
    schema = json.loads(film_kit.longzoom("schema", "--beats").stdout)
    assert {"tracker", "anchors", "tempo", "meter"} <= set(schema["properties"])
