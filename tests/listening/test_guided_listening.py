from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
from drum_machine import KnownSong

from composer.listening import request, tracker
from composer.listening.anchoring import sure_between
from composer.listening.guidance import Anchor
from composer.listening.listen import listen
from composer.listening.song import Passage

#: Seconds of a beat of ``rock``.
BEAT = 60 / 104


@pytest.fixture
def song_file(rock: KnownSong, tmp_path: Path) -> Path:
    file = tmp_path / "rock.wav"
    soundfile.write(file, rock.samples, rock.rate)
    return file


@pytest.fixture
def write(song_file: Path) -> Callable[[str], None]:
    return lambda text: song_file.with_name("rock.beats.yaml").write_text(text)


@pytest.fixture
def tracked(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What was asked of the tracker, each time it ran."""
    asked: list[object] = []
    whole = tracker.track

    def run(*arguments: object) -> object:
        asked.append(arguments[1:])
        return whole(*arguments)

    monkeypatch.setattr(tracker, "track", run)
    return asked


def test_every_guidance_is_listened_to_once(
    song_file: Path, tmp_path: Path, write: Callable[[str], None], tracked: list[object]
) -> None:
    texts = ("", "meter: 3\n", "tempo: 100 to 110\n", "anchors: [5.1]\n", "tracker: {grid: {bpm: 104}}\n")
    songs = []
    for _ in range(2):
        for text in texts:
            write(text or "# nothing\n")
            songs.append(listen(song_file, tmp_path / "store"))
    assert len(tracked) == len(texts)
    digests = [song.digest for song in songs]
    assert digests[: len(texts)] == digests[len(texts) :]
    assert len(set(digests)) == len(texts)


def test_corrections_ask_for_no_other_analysis(
    song_file: Path, tmp_path: Path, write: Callable[[str], None], tracked: list[object]
) -> None:
    listen(song_file, tmp_path / "store")
    for text in (
        "offset: 10 ms",
        "half: true",
        "first_downbeat: 1 s",
        "tempo: 97\nmeter: 3",
        "beats: [1, 2]\nmeter: 3",
    ):
        write(text)
        listen(song_file, tmp_path / "store")
    assert len(tracked) == 1


def test_a_meter_counts_the_bars_of_the_song(song_file: Path, write: Callable[[str], None]) -> None:
    write("meter: 12/8\n")
    assert listen(song_file, None).meter == 4
    write("meter: 6/8\n")
    song = listen(song_file, None)
    assert (song.meter, set(song.positions.tolist())) == (2, {1, 2})


@pytest.mark.parametrize(("written", "beats"), [("45 to 60", 2), ("100 to 110", 1), ("190-220", 0.5)])
def test_a_range_of_tempi_chooses_the_level(
    written: str, beats: float, song_file: Path, write: Callable[[str], None]
) -> None:
    write(f"tempo: {written}\n")
    song = listen(song_file, None)
    assert np.median(np.diff(song.beats)) == pytest.approx(beats * BEAT, rel=0.005)


def test_one_tapped_bar_mends_the_level_and_the_bars_of_the_song(
    song_file: Path, rock: KnownSong, write: Callable[[str], None]
) -> None:
    """The bar begins on the third of the song's half beats."""
    taps = [float(rock.beats[8]) + BEAT / 2 * k for k in range(1, 5)]
    write(f"anchors: [[{taps[0]:.3f}, 1], {taps[1]:.3f}, {taps[2]:.3f}, {taps[3]:.3f}]\n")
    song = listen(song_file, None)
    assert np.median(np.diff(song.beats)) == pytest.approx(BEAT / 2, rel=0.005)
    for tap in taps:
        assert np.abs(song.beats - tap).min() < 0.001
    assert song.positions[np.argmin(np.abs(song.beats - taps[0]))] == 1
    assert np.abs(song.beats[:, None] - rock.beats).min(axis=0).max() < 0.005


def test_an_edited_beats_file_wins_over_every_analysis(
    song_file: Path,
    tmp_path: Path,
    write: Callable[[str], None],
    tracked: list[object],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    heard = listen(song_file, tmp_path / "store")
    edited = [round(float(beat) + 0.031, 4) for beat in heard.beats]
    text = f"meter: 4\nfirst_downbeat: {edited[1]} s\nbeats: {edited}\n"
    write(text)
    for version in ("next", "the one after"):
        song = listen(song_file, tmp_path / "store")
        assert song.beats.tolist() == edited
        assert song.positions[:6].tolist() == [4, 1, 2, 3, 4, 1]
        assert (song.confidence, song.passages[0].confidence) == (1.0, 1.0)
        monkeypatch.setattr(request, "VERSION", version)
    assert listen(song_file, tmp_path / "store").beats.tolist() == edited
    assert len(tracked) == 3
    assert song_file.with_name("rock.beats.yaml").read_text() == text


def test_anchors_survive_another_analysis(
    song_file: Path, tmp_path: Path, write: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    write("anchors: [[5.123, 2], 9.87]\n")
    for version in ("now", "next"):
        monkeypatch.setattr(request, "VERSION", version)
        song = listen(song_file, tmp_path / "store")
        assert {5.123, 9.87} <= set(song.beats.tolist())
        assert song.positions[song.beats.tolist().index(5.123)] == 2


def test_sections_lie_on_the_anchored_downbeats(song_file: Path, write: Callable[[str], None]) -> None:
    write("anchors: [[6.2, 1]]\n")
    song = listen(song_file, None)
    assert all(section.start in song.downbeats.tolist() for section in song.sections[1:])


def test_between_close_anchors_the_song_is_sure_of_its_beats() -> None:
    passages = (Passage(start=0.0, end=10.0, confidence=0.5), Passage(start=10.0, end=30.0, confidence=0.8))
    anchors = [Anchor(seconds=each) for each in (8.0, 12.0, 14.0, 25.0)]
    assert [(p.start, p.end, p.confidence) for p in sure_between(passages, anchors)] == [
        (0.0, 8.0, 0.5),
        (8.0, 14.0, 1.0),
        (14.0, 30.0, 0.8),
    ]
    assert sure_between(passages, anchors[-1:]) == passages


def test_a_beats_file_that_was_written_keeps_its_own_beats_when_edited(
    song_file: Path, tmp_path: Path, rock: KnownSong
) -> None:
    from composer.listening.beatsfile import write_beats_file

    heard = listen(song_file, tmp_path / "store")
    file = song_file.with_name("rock.beats.yaml")
    write_beats_file(heard, file)
    moved = f"{heard.beats[4]:.4f}"
    file.write_text(re.sub(re.escape(moved), f"{heard.beats[4] + 0.05:.4f}", file.read_text()))
    song = listen(song_file, tmp_path / "store")
    assert song.beats[4] - heard.beats[4] == pytest.approx(0.05, abs=1e-4)
    assert np.delete(song.beats, 4) == pytest.approx(np.delete(heard.beats, 4), abs=1e-4)
