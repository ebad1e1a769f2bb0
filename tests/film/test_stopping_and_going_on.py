"""A render that is killed or interrupted at any stage: no broken film, and the next one is as if nothing had been."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import film_kit
import pytest
from small_film import STORYBOARD, SmallFilm, write_small_film

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs signals")

#: Eight seconds: two segments.
TEXT = STORYBOARD.replace("bars: 2", "bars: 1").replace("bar 7", "bar 4")
PATIENCE_SECONDS = 60


def kept(small: SmallFilm, kind: str, pattern: str) -> int:
    return len(list((small.store / kind).rglob(pattern)))


#: What is there when the render is stopped: by stage, in the order of a film's making.
MOMENTS: dict[str, Callable[[SmallFilm], bool]] = {
    "as it listens": lambda small: (small.folder / "log").stat().st_size > 0,
    "as what was heard is written": lambda small: kept(small, "songs", "*") > 0,
    "as the first keyframe is written": lambda small: kept(small, "keyframes", "*.p*") > 0,
    "between keyframes": lambda small: kept(small, "keyframes", "*.png") > 3,
    "as the sound is encoded": lambda small: kept(small, "sound", "*.part") > 0,
    "as filming begins": lambda small: kept(small, "segments", "*.part") > 0,
    "with a segment filmed": lambda small: kept(small, "segments", "*.mp4") > 0,
    "with all segments filmed": lambda small: kept(small, "segments", "*.mp4.json") > 1,
    "as the film is joined": lambda small: len(list(small.folder.glob(".longzoom-*.part"))) > 0,
    "as the film is there": lambda small: small.film.exists() and small.film.read_bytes() != b"the film of before",
}


@pytest.mark.slow
def test_renders_of_one_storyboard_at_the_same_time_are_all_whole(
    tmp_path: Path, undisturbed: tuple[tuple[object, str], ...]
) -> None:
    small = write_small_film(tmp_path, TEXT, bars=4)
    film_kit.answer("plan", small.storyboard)
    films = [tmp_path / "a.mp4", tmp_path / "b.mp4", tmp_path / "a.mp4"]
    command = [*film_kit.COMMAND, "render", str(small.storyboard)]
    running = [subprocess.Popen([*command, "-o", str(film)], stderr=subprocess.PIPE) for film in films]
    for process in running:
        _, told = process.communicate(timeout=PATIENCE_SECONDS)
        assert process.returncode == 0, told
        assert b"damaged" not in told
    assert film_kit.frame_hashes(films[0]) == film_kit.frame_hashes(films[1]) == undisturbed
    assert not list(small.folder.rglob("*.part"))


def start(small: SmallFilm) -> subprocess.Popen[bytes]:
    with (small.folder / "log").open("wb") as log:
        command = [*film_kit.COMMAND, "render", str(small.storyboard), "-o", str(small.film)]
        return subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)


def stop(process: subprocess.Popen[bytes], small: SmallFilm, moment: str, number: signal.Signals) -> int:
    """Send the signal as soon as the moment has come; the exit status."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not MOMENTS[moment](small) and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.001)
    if number == signal.SIGINT:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, number)  # as a terminal does: to the encoders too
    else:
        process.send_signal(number)
    return process.wait(PATIENCE_SECONDS)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[tuple[object, str], ...]:
    small = write_small_film(tmp_path_factory.mktemp("undisturbed"), TEXT, bars=4)
    small.render()
    return film_kit.frame_hashes(small.film)


@pytest.mark.slow
@pytest.mark.parametrize("moment", MOMENTS)
def test_a_render_that_is_killed_and_run_again_gives_the_same_film(
    tmp_path: Path, undisturbed: tuple[tuple[object, str], ...], moment: str
) -> None:
    small = write_small_film(tmp_path, TEXT, bars=4)
    small.film.write_bytes(b"the film of before")
    status = stop(start(small), small, moment, signal.SIGKILL)
    assert status == -signal.SIGKILL or moment in ("as the film is joined", "as the film is there")
    if small.film.read_bytes() != b"the film of before":
        assert film_kit.frame_hashes(small.film) == undisturbed
    heard, painted = kept(small, "songs", "*-*.json"), kept(small, "keyframes", "*.png")
    filmed = kept(small, "segments", "*.mp4.json")
    report = small.render()
    assert film_kit.frame_hashes(small.film) == undisturbed
    assert (report["painted"], report["filmed_segments"]) == (8 - painted, 2 - filmed)
    assert kept(small, "songs", "*-*.json") == max(heard, 1)
    assert not list(small.folder.rglob("*.part"))
    assert {path.name for path in small.folder.iterdir()} == {
        ".longzoom", "film.mp4", "log", "rooms.yaml", "song.beats.yaml", "song.wav"
    }  # fmt: skip


@pytest.mark.parametrize(
    "moment",
    ["as it listens", "between keyframes", "as the sound is encoded", "as filming begins", "with a segment filmed"],
)
def test_ctrl_c_ends_with_one_line_and_130(tmp_path: Path, moment: str) -> None:
    small = write_small_film(tmp_path, TEXT, bars=4)
    small.film.write_bytes(b"the film of before")
    assert stop(start(small), small, moment, signal.SIGINT) == 130
    told = (small.folder / "log").read_text().splitlines()
    assert told[-1] == "longzoom: interrupted; what is painted and filmed so far is kept"
    assert all(line.startswith(("listen: ", "paint: ", "film: ", "longzoom: step ")) for line in told[:-1])
    assert small.film.read_bytes() == b"the film of before"
    assert not list(small.folder.rglob("*.part"))
