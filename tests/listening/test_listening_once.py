from __future__ import annotations

import ast
import json
import logging
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
import soundfile
from drum_machine import KnownSong

from composer.errors import ComposerError
from composer.listening import intake, tracker
from composer.listening.analysis import Analysis, from_json, to_json
from composer.listening.listen import analyse, listen


@pytest.fixture
def song_file(rock: KnownSong, tmp_path: Path) -> Path:
    file = tmp_path / "rock.wav"
    soundfile.write(file, rock.samples, rock.rate)
    return file


@pytest.fixture
def count(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """How often songs were taken in and tracked."""
    counts = {"take_in": 0, "track": 0}

    def counted(module: ModuleType, name: str) -> Callable[..., object]:
        whole = getattr(module, name)

        def run(*arguments: object) -> object:
            counts[name] += 1
            return whole(*arguments)

        return run

    for module, name in ((intake, "take_in"), (tracker, "track")):
        monkeypatch.setattr(module, name, counted(module, name))
    return counts


def kept_file(store: Path) -> Path:
    [file] = (store / "songs").glob("*.json")
    return file


def test_a_song_is_listened_to_once(song_file: Path, tmp_path: Path, count: dict[str, int]) -> None:
    first, second = listen(song_file, tmp_path / "store"), listen(song_file, tmp_path / "store")
    assert count == {"take_in": 1, "track": 1}
    assert first.digest == second.digest
    for name in ("beats", "positions", "strengths"):
        assert getattr(first, name).tolist() == getattr(second, name).tolist()
    assert (first.meter, first.tempo, first.sections) == (second.meter, second.tempo, second.sections)
    assert first.loudness.values == pytest.approx(second.loudness.values, abs=1e-4)
    assert first.peaks is not None
    assert second.peaks is not None
    assert first.peaks.values == pytest.approx(second.peaks.values, abs=1e-4)


def test_the_song_says_what_was_heard(song_file: Path, rock: KnownSong) -> None:
    song = listen(song_file, None)
    assert (song.path, song.sample_rate, song.channels, song.meter) == (song_file, 22050, 1, 4)
    assert song.duration == pytest.approx(len(rock.samples) / rock.rate)
    assert song.tempo == pytest.approx(104, abs=0.1)
    assert np.abs(song.beats - rock.beats).max() < 0.003
    assert 0.3 < song.strengths.min() <= song.strengths.max() <= 1
    assert song.peaks is not None
    assert song.peaks.values.max() == pytest.approx(0.5, abs=1e-3)


def test_nothing_is_kept_without_a_store(song_file: Path) -> None:
    listen(song_file, None)
    assert list(song_file.parent.iterdir()) == [song_file]


def test_a_renamed_song_is_known_by_its_samples(song_file: Path, tmp_path: Path, count: dict[str, int]) -> None:
    listen(song_file, tmp_path / "store")
    renamed = song_file.rename(tmp_path / "other.wav")
    listen(renamed, tmp_path / "store")
    assert count == {"take_in": 2, "track": 1}


def test_a_changed_song_is_listened_to_anew(
    song_file: Path, rock: KnownSong, tmp_path: Path, count: dict[str, int]
) -> None:
    first = listen(song_file, tmp_path / "store")
    soundfile.write(song_file, rock.samples[: len(rock.samples) // 2], rock.rate)
    second = listen(song_file, tmp_path / "store")
    assert count == {"take_in": 2, "track": 2}
    assert first.digest != second.digest


def test_a_touched_song_is_decoded_but_not_tracked_again(
    song_file: Path, tmp_path: Path, count: dict[str, int]
) -> None:
    listen(song_file, tmp_path / "store")
    os.utime(song_file, ns=(1, 1))
    listen(song_file, tmp_path / "store")
    assert count == {"take_in": 2, "track": 1}


@pytest.mark.parametrize("damage", ["", "{", "{}", "null", '{"digest": 3}'])
def test_a_damaged_analysis_is_made_again_with_a_word_about_it(
    damage: str, song_file: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = listen(song_file, tmp_path / "store")
    kept_file(tmp_path / "store").write_text(damage)
    with caplog.at_level(logging.WARNING, logger="longzoom"):
        second = listen(song_file, tmp_path / "store")
    assert second.beats.tolist() == first.beats.tolist()
    assert [record.name for record in caplog.records] != []
    assert all("is damaged" in record.message for record in caplog.records)
    assert from_json(kept_file(tmp_path / "store").read_text()).beats.tolist() == first.beats.tolist()


def test_a_damaged_index_is_no_harm(song_file: Path, tmp_path: Path, count: dict[str, int]) -> None:
    listen(song_file, tmp_path / "store")
    [index] = (tmp_path / "store" / "songs" / "files").iterdir()
    index.write_text("[")
    listen(song_file, tmp_path / "store")
    assert count == {"take_in": 2, "track": 1}
    assert json.loads(index.read_text())["path"] == str(song_file)


def test_an_analysis_survives_being_written_and_read(rock_analysis: Analysis) -> None:
    again = from_json(to_json(rock_analysis))
    assert again.beats.tolist() == rock_analysis.beats.tolist()
    assert again.positions.tolist() == rock_analysis.positions.tolist()
    assert again.sections == rock_analysis.sections
    assert again.peaks.values == pytest.approx(rock_analysis.peaks.values, abs=1e-4)


def test_a_store_that_cannot_be_written_is_said(song_file: Path, tmp_path: Path) -> None:
    (tmp_path / "store").write_text("a file, not a folder")
    with pytest.raises(ComposerError) as caught:
        analyse(song_file, tmp_path / "store")
    assert str(tmp_path / "store" / "songs") in caught.value.message
    assert "what was heard cannot be kept there" in caught.value.message


def test_the_beats_file_next_to_the_song_is_applied(song_file: Path, rock: KnownSong, tmp_path: Path) -> None:
    heard = listen(song_file, tmp_path / "store")
    (tmp_path / "rock.beats.yaml").write_text("half: true\n")
    corrected = listen(song_file, tmp_path / "store")
    assert corrected.beats == pytest.approx(heard.beats[::2])
    assert corrected.tempo == pytest.approx(52, abs=0.1)
    assert corrected.strengths == pytest.approx(heard.strengths[::2])
    assert corrected.digest != heard.digest
    (tmp_path / "rock.beats.yaml").unlink()
    assert listen(song_file, tmp_path / "store").digest == heard.digest


def test_another_beats_file_can_be_named(song_file: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("tempo: 60\nfirst_downbeat: 1 s\n")
    song = listen(song_file, tmp_path / "store", beats_file=tmp_path / "mine.yaml")
    assert song.beats[:3].tolist() == [0.0, 1.0, 2.0]


def test_silence_has_no_beats_and_does_no_harm(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "silence.wav", np.zeros((44100, 2)), 44100)
    song = listen(tmp_path / "silence.wav", tmp_path / "store")
    assert (len(song.beats), song.tempo, song.confidence, song.duration) == (0, 0.0, 0.0, 1.0)
    assert song.loudness.values.max() == 0
    assert [(section.start, section.end, section.label) for section in song.sections] == [(0.0, 1.0, "A")]


def test_the_shortest_sound_does_no_harm(tmp_path: Path) -> None:
    noise = np.random.default_rng(0).uniform(-0.5, 0.5, 22050)
    soundfile.write(tmp_path / "short.wav", noise, 44100)
    assert listen(tmp_path / "short.wav", None).duration == 0.5


def loaded(code: str) -> list[str]:
    """Which of the heavy libraries a Python has loaded after the code."""
    asked = f"import sys; {code}; print([m for m in ('librosa', 'numba', 'scipy', 'soundfile') if m in sys.modules])"
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout
    return list(ast.literal_eval(told))


def test_importing_the_song_record_loads_nothing_heavy() -> None:
    assert loaded("import composer.listening.song") == []


def test_a_song_that_is_known_is_had_without_loading_anything_heavy(song_file: Path, tmp_path: Path) -> None:
    listen(song_file, tmp_path / "store")
    code = "from composer.listening.listen import listen; from pathlib import Path"
    assert loaded(f"{code}; listen(Path({str(song_file)!r}), Path({str(tmp_path / 'store')!r}))") == []
