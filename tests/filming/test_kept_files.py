"""A file is known again by its record: at once where nothing touched it, by its bytes where something did."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from composer.filming import kept
from composer.filming.kept import is_unchanged, state_of


@pytest.fixture
def film(tmp_path: Path) -> Path:
    film = tmp_path / "film.mp4"
    film.write_bytes(b"a film")
    os.utime(film, ns=(1, 10**18))
    return film


def test_a_file_that_nothing_touched_is_known_again_without_reading_it(
    film: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = state_of(film)
    monkeypatch.setattr(kept, "fingerprint", lambda path: pytest.fail(f"{path} is read"))
    assert is_unchanged(film, record)


def test_a_file_that_was_copied_is_known_by_its_bytes(film: Path) -> None:
    record = state_of(film)
    os.utime(film, ns=(1, 2 * 10**18))
    assert is_unchanged(film, record)


@pytest.mark.parametrize("written", [b"a fil", b"a film!", b"A film"], ids=["shorter", "longer", "edited"])
def test_a_file_that_was_written_to_is_noticed(written: bytes, film: Path) -> None:
    record = state_of(film)
    film.write_bytes(written)
    assert not is_unchanged(film, record)


def test_a_file_that_is_gone_or_a_folder_is_not_unchanged(film: Path) -> None:
    record = state_of(film)
    film.unlink()
    assert not is_unchanged(film, record)
    film.mkdir()
    assert not is_unchanged(film, record)


def test_a_record_of_an_older_version_without_the_time_is_understood(film: Path) -> None:
    record = {name: value for name, value in state_of(film).items() if name != "modified_ns"}
    assert is_unchanged(film, record)
