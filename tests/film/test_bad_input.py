"""Bad input of every kind: one clear message, exit 2, no traceback, and every file as it was."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import bad_input
import film_kit
import pytest

from composer.ffmpeg_path import find_ffmpeg

#: No line of a message is only a name of an error, and none speaks of the program's inside.
INSIDE = ("Traceback", "Error:", "Errno", "<composer", "object at 0x", "None")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bad")
    bad_input.prepare(path)
    return path


def contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and ".longzoom" not in path.parts}


@pytest.mark.parametrize("case", bad_input.CASES, ids=lambda case: case.name)
def test_bad_input_is_one_clear_message(
    case: bad_input.Case, folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder)
    arguments = case.arguments(folder)
    before = contents(folder)
    result = film_kit.longzoom(*arguments)
    assert result.exit_code == 2, result.stderr
    assert result.stdout == ""
    assert contents(folder) == before
    told = result.stderr
    for part in case.says:
        assert part in told
        told = told[told.index(part) + len(part) :]
    is_usage = result.stderr.startswith("Usage:")
    for word in INSIDE:
        assert word not in result.stderr or (word == "Error:" and is_usage)


@pytest.mark.parametrize(
    "case", [case for case in bad_input.STORYBOARDS if "\n" not in case.name], ids=lambda case: case.name
)
def test_check_says_the_same_as_json(case: bad_input.Case, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    _, storyboard, *_ = case.arguments(folder)
    shown = film_kit.longzoom("check", storyboard)
    result = film_kit.longzoom("check", storyboard, "--json")
    if case.name in ("no song at all", "a caption too long to be read"):
        return  # nothing is wrong with the storyboard itself
    assert (shown.exit_code, result.exit_code) == (2, 2)
    errors = film_kit.json.loads(result.stdout)["errors"]
    assert shown.stderr.count("\n  hint: ") == sum(bool(error["hint"]) for error in errors)
    for error in errors:
        assert set(error) == {"file", "line", "column", "path", "message", "hint"}
        where = f"{error['file']}:{error['line']}:{error['column']}: "
        assert (
            f"{where}{error['path']}: {error['message']}" in shown.stderr
            or f"{where}{error['message']}" in shown.stderr
        )


def test_every_problem_of_a_storyboard_is_told_at_once(folder: Path) -> None:
    storyboard = folder / "bad.yaml"
    text = bad_input.GOOD.replace("title:", "titel:").replace("bars: 2", "bars: none").replace("id: two", "id: one")
    storyboard.write_text(text)
    result = film_kit.longzoom("render", storyboard)
    assert result.exit_code == 2
    assert [line.split(": ")[1] for line in result.stderr.splitlines() if "bad.yaml" in line] == [
        "titel",
        "scenes[0].bars",
        "scenes[1].id",
    ]
    assert result.stderr.endswith("3 problems\n")


def test_the_program_itself_ends_with_two_and_no_traceback(folder: Path) -> None:
    for arguments in (["render", "none.yaml"], ["listen", "good.yaml"], ["render", "good.yaml", "--fps", "0"]):
        command = [sys.executable, "-m", "composer", *arguments]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout) == (2, "")
        assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("tempo: [1]\n", "song.beats.yaml:1:8: tempo: "),
        ("tempo: 97\ntempo: 98\n", "song.beats.yaml:2:1: tempo: "),
        ("tenpo: 97\n", "song.beats.yaml:1:1: tenpo: "),
        ("beats: [1, 2, 1.5]\n", "song.beats.yaml:1:15: beats[2]: 1.5 s is not after the beat before it, 2 s"),
        ("first_downbeat: 5\n", "song.beats.yaml:1:17: first_downbeat: "),
        ("half: true\ndouble: true\n", "song.beats.yaml:2:1: double: "),
        ("- 1\n", "song.beats.yaml:1:1: "),
        ("\ttempo: 97\n", "song.beats.yaml:1:1: a tab stands where only spaces can"),
    ],
)
def test_a_bad_beats_file_is_told_at_its_line(tmp_path: Path, text: str, says: str) -> None:
    bad_input.prepare(tmp_path)
    beats = tmp_path / "song.beats.yaml"
    beats.write_text(text)
    for arguments in (
        ["render", tmp_path / "good.yaml", "-o", tmp_path / "film.mp4"],
        ["listen", tmp_path / "song.wav"],
    ):
        result = film_kit.longzoom(*arguments)
        assert result.exit_code == 2
        assert says in result.stderr
    assert (tmp_path / "film.mp4").read_bytes() == b"the film of before"


FULL_DISK = """\
#!{python}
import os, sys
if {word!r} not in sys.argv:
    os.execv({ffmpeg!r}, [{ffmpeg!r}, *sys.argv[1:]])
sys.stderr.write("[out#0/mp4 @ 0x55] Error writing trailer: No space left on device\\n")
sys.exit(228)
"""


@pytest.mark.parametrize("word", ["libx264", "aac", "concat"])
def test_a_disk_that_fills_while_filming_leaves_the_old_film(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, word: str
) -> None:
    bad_input.prepare(tmp_path)
    program = tmp_path / "ffmpeg"
    text = FULL_DISK.format(python=sys.executable, ffmpeg=find_ffmpeg(), word=word)
    program.write_text(text)
    program.chmod(0o755)
    monkeypatch.setenv("LONGZOOM_FFMPEG", str(program))
    result = film_kit.longzoom("render", tmp_path / "good.yaml", "-o", tmp_path / "film.mp4")
    assert result.exit_code == 2
    assert "ffmpeg failed: Error writing trailer: No space left on device" in result.stderr
    assert "hint: free some space" in result.stderr
    assert (tmp_path / "film.mp4").read_bytes() == b"the film of before"
    assert not list(tmp_path.rglob("*.part"))
    monkeypatch.delenv("LONGZOOM_FFMPEG")
    assert film_kit.longzoom("render", tmp_path / "good.yaml", "-o", tmp_path / "film.mp4").exit_code == 0


@pytest.mark.parametrize("kind", ["songs", "keyframes", "used", "segments", "films", "film.mp4"])
def test_a_disk_that_is_full_for_one_kind_of_file_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """Renaming a file of one kind into its place fails, as on a disk without space."""
    bad_input.prepare(tmp_path)
    replace = Path.replace

    def full(path: Path, target: Path) -> Path:
        if kind in Path(target).relative_to(tmp_path).parts:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
        return replace(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", full)
        result = film_kit.longzoom("render", tmp_path / "good.yaml", "-o", tmp_path / "film.mp4")
    assert result.exit_code == 2
    assert "No space left on device" in result.stderr
    assert "hint: free " in result.stderr
    if kind != "films":
        assert (tmp_path / "film.mp4").read_bytes() == b"the film of before"
    assert not list(tmp_path.rglob("*.part"))
    again = film_kit.answer("render", tmp_path / "good.yaml", "-o", tmp_path / "film.mp4")
    assert again["frame_count"] == len(film_kit.frame_hashes(tmp_path / "film.mp4"))
