"""The contract of trackers, held by each of the registry."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
from drum_machine import KnownSong
from tiny_weights import teach

from composer.listening import request
from composer.listening.guidance import UNGUIDED, Anchor, Guidance
from composer.listening.listen import analyse
from composer.listening.request import Request
from composer.listening.tracker import Tracking, track
from composer.listening.trackers import TRACKERS, TrackerChoice

RATE = 22050
#: Time of the first beat of ``rock`` and its tempo.
FIRST, BPM = 0.4, 104


@pytest.fixture(scope="session")
def checkpoint(rock: KnownSong, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    """Weights that know ``rock``, made when they are asked for."""
    file = tmp_path_factory.mktemp("weights") / "tiny.ckpt"

    def made() -> Path:
        if not file.exists():
            teach(rock, file)
        return file

    return made


@pytest.fixture(params=sorted(TRACKERS))
def choice(request: pytest.FixtureRequest, checkpoint: Callable[[], Path]) -> TrackerChoice:
    options: Mapping[str, Mapping[str, object]] = {"longzoom": {}, "grid": {"bpm": BPM, "offset": FIRST}}
    if request.param == "beat_this":
        return TrackerChoice(name="beat_this", options={"checkpoint": checkpoint()})
    return TrackerChoice(name=request.param, options=options[request.param])


def check_form(found: Tracking, duration: float) -> None:
    assert (np.diff(found.beats) > 0).all()
    assert ((found.beats >= 0) & (found.beats < duration)).all()
    assert len(found.positions) == len(found.beats)
    assert ((found.positions >= 1) & (found.positions <= found.meter)).all()
    assert 0 <= found.confidence <= 1
    for parts in (found.sections, found.passages):
        assert (parts[0].start, parts[-1].end) == (0, pytest.approx(duration))
        assert [part.end for part in parts[:-1]] == [part.start for part in parts[1:]]
    assert all(0 <= passage.confidence <= 1 for passage in found.passages)


def on_rock(found: Tracking, rock: KnownSong, tolerance: float = 0.003) -> None:
    """Every beat of ``rock`` is there."""
    assert np.abs(found.beats[:, None] - rock.beats).min(axis=0).max() <= tolerance


def test_the_beats_of_a_clear_song_are_found(choice: TrackerChoice, rock: KnownSong) -> None:
    found = track(rock.samples, UNGUIDED, choice)
    check_form(found, len(rock.samples) / RATE)
    on_rock(found, rock)
    assert found.meter == 4
    assert np.abs(found.beats[found.positions == 1][:, None] - rock.downbeats).min(axis=0).max() <= 0.003
    assert found.confidence > 0.7


def test_the_same_song_has_the_same_beats_again(choice: TrackerChoice, rock: KnownSong) -> None:
    first, second = (track(rock.samples, UNGUIDED, choice) for _ in range(2))
    assert first.beats.tobytes() == second.beats.tobytes()
    assert first.positions.tolist() == second.positions.tolist()
    assert first.passages == second.passages


@pytest.mark.parametrize(
    "anchors",
    [
        (Anchor(seconds=5.123),),
        (Anchor(seconds=5.0, position=3), Anchor(seconds=12.34), Anchor(seconds=18.1, position=1)),
        (Anchor(seconds=0.01, position=1), Anchor(seconds=0.99, position=2)),
    ],
)
def test_anchors_are_beats_and_have_their_positions(
    anchors: tuple[Anchor, ...], choice: TrackerChoice, rock: KnownSong
) -> None:
    found = track(rock.samples, Guidance(anchors=anchors), choice)
    check_form(found, len(rock.samples) / RATE)
    for anchor in anchors:
        nearest = int(np.argmin(np.abs(found.beats - anchor.seconds)))
        assert found.beats[nearest] == pytest.approx(anchor.seconds, abs=1e-6)
        if anchor.position is not None:
            assert found.positions[nearest] == anchor.position


@pytest.mark.parametrize("meter", [3, 5])
def test_a_known_meter_is_the_meter(meter: int, choice: TrackerChoice, rock: KnownSong) -> None:
    found = track(rock.samples, Guidance(meter=meter), choice)
    check_form(found, len(rock.samples) / RATE)
    assert found.meter == meter
    assert set(found.positions.tolist()) == set(range(1, meter + 1))


@pytest.mark.parametrize(("slowest", "fastest"), [(45, 60), (190, 220), (95, 110)])
def test_the_tempo_lies_in_its_range(slowest: float, fastest: float, choice: TrackerChoice, rock: KnownSong) -> None:
    found = track(rock.samples, Guidance(tempo=(slowest, fastest)), choice)
    check_form(found, len(rock.samples) / RATE)
    assert slowest <= 60 / np.median(np.diff(found.beats)) <= fastest


def test_silence_has_no_beats_but_those_that_need_no_sound(choice: TrackerChoice) -> None:
    found = track(np.zeros(RATE * 8, np.float32), UNGUIDED, choice)
    check_form(found, 8.0)
    assert len(found.beats) == (14 if choice.name == "grid" else 0)


def test_in_silence_a_tapped_bar_is_gone_on_with(choice: TrackerChoice) -> None:
    taps = Guidance(anchors=(Anchor(seconds=2.0, position=1), Anchor(seconds=2.5), Anchor(seconds=3.0)))
    found = track(np.zeros(RATE * 8, np.float32), taps, choice)
    check_form(found, 8.0)
    assert {2.0, 2.5, 3.0} <= set(found.beats.tolist())
    if choice.name != "grid":
        assert found.beats == pytest.approx(0.5 * np.arange(16), abs=1e-9)
        assert found.positions[:5].tolist() == [1, 2, 3, 4, 1]


@pytest.mark.parametrize("seconds", [0.5, 1.3, 6.0])
def test_short_sounds_and_noise_do_no_harm(seconds: float, choice: TrackerChoice) -> None:
    noise = np.random.default_rng(2).normal(0, 0.1, int(RATE * seconds)).astype(np.float32)
    for guidance in (UNGUIDED, Guidance(tempo=(90, 120), meter=3, anchors=(Anchor(seconds=0.3),))):
        found = track(noise, guidance, choice)
        check_form(found, seconds)
    assert found.beats[np.argmin(np.abs(found.beats - 0.3))] == pytest.approx(0.3, abs=1e-6)


def test_what_is_asked_makes_another_key(choice: TrackerChoice, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = [
        Request(tracker=choice),
        Request(tracker=choice, guidance=Guidance(meter=3)),
        Request(tracker=choice, guidance=Guidance(tempo=(90, 120))),
        Request(tracker=choice, guidance=Guidance(anchors=(Anchor(seconds=1.0),))),
        Request(tracker=choice, guidance=Guidance(anchors=(Anchor(seconds=1.0, position=1),))),
    ]
    keys = [each.key for each in asked]
    assert len(set(keys)) == len(keys)
    assert keys == [each.key for each in asked]
    monkeypatch.setattr(request, "VERSION", "another")
    assert Request(tracker=choice).key != keys[0]


def test_another_version_of_a_tracker_makes_another_key(choice: TrackerChoice, monkeypatch: pytest.MonkeyPatch) -> None:
    before = Request(tracker=choice).key
    later = replace(TRACKERS[choice.name], version="another")
    monkeypatch.setattr(request, "TRACKERS", {**TRACKERS, choice.name: later})
    assert Request(tracker=choice).key != before


def test_an_analysis_is_kept_and_known_again(
    choice: TrackerChoice, rock: KnownSong, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    soundfile.write(tmp_path / "rock.wav", rock.samples, rock.rate)
    first = analyse(tmp_path / "rock.wav", tmp_path / "store", Request(tracker=choice))
    monkeypatch.setattr("composer.listening.tracker.track", None)
    again = analyse(tmp_path / "rock.wav", tmp_path / "store", Request(tracker=choice))
    assert again.beats.tolist() == first.beats.tolist()
    assert (again.passages, again.request) == (first.passages, first.request)
    assert again.drums.values.tolist() == first.drums.values.tolist()
