"""A kept keyframe is known at once where nothing touched it, by its bytes where something did."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from composer.painting import store as storing
from composer.painting.store import KeyframeStore

PICTURE = np.arange(90 * 160 * 3, dtype=np.uint8).reshape(90, 160, 3)


@pytest.fixture
def store(tmp_path: Path) -> KeyframeStore:
    store = KeyframeStore(tmp_path)
    store.save("ab12", PICTURE, {"prompt": "a bus"})
    return store


def test_a_keyframe_that_nothing_touched_is_known_without_reading_it(
    store: KeyframeStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storing, "_digest_of", lambda raw: pytest.fail("its bytes are read"))
    assert store.has("ab12")


def test_a_keyframe_that_was_copied_is_known_by_its_bytes(store: KeyframeStore) -> None:
    os.utime(store.path("ab12"), ns=(1, 10**18))
    assert store.has("ab12")
    assert (store.load("ab12") == PICTURE).all()


def test_a_keyframe_that_was_edited_is_not_whole(store: KeyframeStore) -> None:
    path = store.path("ab12")
    raw = path.read_bytes()
    path.write_bytes(raw[:40] + b"?" + raw[41:])
    assert not store.has("ab12")


def test_a_picture_that_a_failing_disk_changed_is_not_shown(store: KeyframeStore) -> None:
    path, before = store.path("ab12"), store.path("ab12").stat().st_mtime_ns
    raw = path.read_bytes()
    path.write_bytes(raw[:40] + b"?" + raw[41:])
    os.utime(path, ns=(before, before))
    with pytest.raises(KeyError, match="ab12"):
        store.load("ab12")
