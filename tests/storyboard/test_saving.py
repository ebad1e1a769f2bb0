import hashlib
import os
from pathlib import Path

import pytest

from composer.errors import ComposerError
from composer.storyboard.editing import Edit, set_cue
from composer.storyboard.saving import edit_file, file_digest, rewrite_file

BEFORE = "\ufeffscenes:\r\n  - {id: bus, bars: 8, prompt: Käfer}  # 🚌\r\n".encode()
AFTER = "\ufeffscenes:\r\n  - {id: bus, bars: 12, prompt: Käfer}  # 🚌\r\n".encode()
EDIT = Edit(path="scenes[0].bars", value=12)


@pytest.fixture
def board(tmp_path: Path) -> Path:
    file = tmp_path / "board.yaml"
    file.write_bytes(BEFORE)
    return file


def test_an_edited_file_keeps_its_encoding_line_ends_and_mode(board: Path) -> None:
    board.chmod(0o640)
    digest = edit_file(board, [EDIT], expected=hashlib.sha256(BEFORE).hexdigest())
    assert board.read_bytes() == AFTER
    assert board.stat().st_mode & 0o777 == 0o640
    assert digest == file_digest(board) == hashlib.sha256(AFTER).hexdigest()


def test_a_file_that_changed_meanwhile_is_left_alone(board: Path) -> None:
    with pytest.raises(ComposerError) as caught:
        edit_file(board, [EDIT], expected=hashlib.sha256(b"older").hexdigest())
    assert caught.value.message == f"{board} was changed meanwhile; nothing was written"
    assert board.read_bytes() == BEFORE


def test_a_file_that_changes_during_the_edit_is_left_alone(board: Path) -> None:
    def change(text: str) -> str:
        board.write_bytes(b"scenes: []")
        return text + "# more"

    with pytest.raises(ComposerError, match="was changed meanwhile"):
        rewrite_file(board, change)
    assert board.read_bytes() == b"scenes: []"


def test_a_refused_edit_leaves_the_file_alone(board: Path) -> None:
    with pytest.raises(ComposerError, match="it is not there"):
        edit_file(board, [EDIT, Edit(path="scenes[0].at", value=None)])
    assert board.read_bytes() == BEFORE


def test_an_edit_that_changes_nothing_writes_nothing(board: Path) -> None:
    os.utime(board, ns=(1, 1))
    edit_file(board, [Edit(path="scenes[0].bars", value=8)])
    assert board.stat().st_mtime_ns == 1


def test_a_link_stays_a_link(board: Path) -> None:
    link = board.with_name("link.yaml")
    link.symlink_to(board)
    rewrite_file(link, lambda text: set_cue(text, "bus", "12 bars"))
    assert link.is_symlink()
    assert board.read_bytes() == AFTER


def test_nothing_but_the_storyboard_is_left_in_the_folder(board: Path) -> None:
    edit_file(board, [EDIT])
    assert list(board.parent.iterdir()) == [board]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ComposerError) as caught:
        edit_file(tmp_path / "none.yaml", [EDIT])
    assert caught.value.message == (
        f"{tmp_path}/none.yaml:1:1: there is no such file\n  hint: check the path, or start one with `longzoom new`"
    )
