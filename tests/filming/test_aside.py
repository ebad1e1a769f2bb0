import os
import subprocess
import sys
from pathlib import Path

import pytest

from composer.errors import ComposerError
from composer.files import clear_leftovers, scratch_file
from composer.filming.aside import mendable, written_aside


def dead_pid():
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_a_file_replaces_the_target_when_it_is_whole(tmp_path):
    target = tmp_path / "a.txt"
    target.write_text("old")
    with written_aside(target) as aside:
        aside.write_text("new")
        assert target.read_text() == "old"
    assert target.read_text() == "new"
    assert list(tmp_path.iterdir()) == [target]


def test_an_error_leaves_the_target_as_it_was(tmp_path):
    target = tmp_path / "a.txt"
    target.write_text("old")
    with pytest.raises(ZeroDivisionError), written_aside(target) as aside:
        aside.write_text(f"half {1 / 0}")
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_trouble_with_the_disk_is_mendable(tmp_path):
    with pytest.raises(ComposerError) as caught, written_aside(tmp_path / "a.txt"):
        """Nothing is written, so nothing can be put in place."""
    assert caught.value.message.endswith(".part: No such file or directory")
    assert caught.value.hint == "check its folder and who may use it"


def test_only_our_files_of_processes_that_are_gone_are_cleared(tmp_path):
    gone = tmp_path / f".longzoom-{dead_pid()}-0123abcd-89abcdef.part"
    # Process numbers start anew in a container: ours, but of another run.
    earlier = tmp_path / f".longzoom-{os.getpid()}-0123abcd-89abcdef.part"
    alive = tmp_path / f".longzoom-{os.getppid()}-0123abcd-89abcdef.part"
    foreign = tmp_path / ".longzoom-notes.part"
    other = tmp_path / "film.mp4"
    with scratch_file(tmp_path) as mine:
        for path in (gone, earlier, alive, foreign, other, mine):
            path.touch()
        assert set(clear_leftovers(tmp_path)) == {gone, earlier}
        assert set(tmp_path.iterdir()) == {alive, foreign, other, mine}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux has a disk that is always full")
def test_a_full_disk_has_its_own_hint(tmp_path):
    with pytest.raises(ComposerError) as caught, mendable(tmp_path / "film.mp4"):
        Path("/dev/full").write_text("x")
    assert str(caught.value) == (
        f"{tmp_path / 'film.mp4'}: No space left on device\n  hint: free some space, or choose a folder on another disk"
    )
