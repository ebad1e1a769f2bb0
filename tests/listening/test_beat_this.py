from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile
from drum_machine import KnownSong

from composer.errors import ComposerError, StoryboardError
from composer.listening import beat_this_tracker
from composer.listening.beat_this_tracker import beat_this_finder
from composer.listening.listen import listen
from composer.listening.trackers import TRACKERS, TrackerMissingError

BEAT_THIS = TRACKERS["beat_this"]


@pytest.fixture
def song(rock: KnownSong, tmp_path: Path) -> Path:
    soundfile.write(tmp_path / "rock.wav", rock.samples, rock.rate)
    return tmp_path / "rock.wav"


def test_without_the_package_it_is_said_what_to_install_where_it_is_asked_for(
    song: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "beat_this", None)
    monkeypatch.delitem(sys.modules, "beat_this.inference", raising=False)
    file = song.with_name("rock.beats.yaml")
    file.write_text("meter: 4\ntracker: beat_this\n")
    with pytest.raises(StoryboardError) as caught:
        listen(song, None)
    [problem] = caught.value.problems
    assert str(problem).splitlines() == [
        f"{file}:2:10: tracker: the tracker beat_this needs beat_this, which is not installed",
        '  hint: pip install "longzoom[beat-this]"',
    ]


def test_libraries_that_do_not_fit_each_other_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(name: str) -> None:
        raise OSError("Could not load this library: libtorchaudio.so\nmore of it")

    monkeypatch.setattr(beat_this_tracker, "import_module", fail)
    with pytest.raises(TrackerMissingError) as caught:
        beat_this_finder(BEAT_THIS.completed({}))
    assert caught.value.message == (
        "the tracker beat_this cannot be loaded: Could not load this library: libtorchaudio.so"
    )


def test_a_file_that_holds_no_weights_is_said(tmp_path: Path) -> None:
    pytest.importorskip("beat_this.inference", exc_type=ImportError)
    (tmp_path / "words.ckpt").write_text("no weights")
    with pytest.raises(TrackerMissingError, match=r"words\.ckpt: these are no weights of Beat This!"):
        beat_this_finder(BEAT_THIS.completed({"checkpoint": tmp_path / "words.ckpt"}))


def test_a_name_that_cannot_be_fetched_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("beat_this.inference", exc_type=ImportError)

    def no_network(*arguments: object, **options: object) -> None:
        raise OSError("no network")

    monkeypatch.setattr("torch.hub.load_state_dict_from_url", no_network)
    with pytest.raises(TrackerMissingError) as caught:
        beat_this_finder(BEAT_THIS.completed({}))
    assert caught.value.message == ('the weights "final0" of Beat This! are not on this machine and cannot be fetched')
    assert "checkpoint: path/to/final0.ckpt" in caught.value.hint


def test_madmom_is_asked_for_only_where_it_is_wanted(tmp_path: Path, rock: KnownSong) -> None:
    from tiny_weights import teach

    teach(rock, tmp_path / "tiny.ckpt", steps=1)
    options = {"checkpoint": tmp_path / "tiny.ckpt"}
    beat_this_finder(BEAT_THIS.completed(options))
    with pytest.raises(TrackerMissingError, match="dbn: true needs madmom, which is not installed"):
        beat_this_finder(BEAT_THIS.completed({**options, "dbn": True}))


def test_a_gap_is_filled_with_even_beats_that_are_less_sure() -> None:
    """Beats of half a second, of which those from 10 to 12 s were not heard."""
    beats = np.concatenate([0.5 * np.arange(1, 20), 12.0 + 0.5 * np.arange(10)])
    probability = np.full(900, 0.02)
    probability[np.round(beats * 50).astype(int)] = 0.9
    found = beat_this_tracker._counted(beats, beats[3::4], probability)
    assert found.beats == pytest.approx(0.5 * np.arange(1, 34))
    assert (found.beats[3], found.positions[3], found.meter) == (2.0, 0, 4)
    first, second = found.passages
    assert (first.confidence, second.confidence) == (pytest.approx(0.9), pytest.approx((10 * 0.9 + 4 * 0.02) / 14))


def test_other_weights_under_the_same_name_are_another_request(tmp_path: Path) -> None:
    (tmp_path / "a.ckpt").write_bytes(b"one")
    one = BEAT_THIS.ingredients({"checkpoint": tmp_path / "a.ckpt"})
    (tmp_path / "a.ckpt").rename(tmp_path / "b.ckpt")
    assert BEAT_THIS.ingredients({"checkpoint": tmp_path / "b.ckpt"}) == one
    (tmp_path / "b.ckpt").write_bytes(b"two")
    assert BEAT_THIS.ingredients({"checkpoint": tmp_path / "b.ckpt"}) != one
    (tmp_path / "b.ckpt").unlink()
    with pytest.raises(ComposerError, match=r"b\.ckpt: cannot be read: No such file"):
        BEAT_THIS.ingredients({"checkpoint": tmp_path / "b.ckpt"})
