"""Keyframes on the page: painted ones as they are kept, sketches of the others, and the truth about both."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from film_kit import COMMAND
from numpy.typing import NDArray
from open_studio import Client, OpenStudio, open_studio, wait_for
from ready_film import paint, ready_film
from small_film import STORYBOARD, SmallFilm, write_small_film

NAMES = ["attic:1", "attic:2", "hall:1", "hall:2", "kitchen:1", "kitchen:2", "cellar:1", "cellar:2"]


#: Larger than the page needs keyframes, and of few.
LARGE = """\
song: song.wav
output: {size: 1280x720, fps: 15}
scenes:
  - {id: attic, prompt: "the attic", bars: 4, steps: 1}
  - {id: cellar, prompt: "the cellar", steps: 1}
"""


def pictures(client: Client, state: str) -> list[dict[str, Any]] | None:
    """The keyframes, where all are in one state and will stay so."""
    found = client.get("/api/pictures").json
    if not found or found["isSketching"] or any(each["state"] != state for each in found["keyframes"]):
        return None
    keyframes: list[dict[str, Any]] = found["keyframes"]
    return keyframes


def decoded(data: bytes) -> NDArray[np.uint8]:
    return np.asarray(cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR), np.uint8)


@contextmanager
def opened(small: SmallFilm) -> Iterator[OpenStudio]:
    with open_studio(small.storyboard) as studio:
        studio.wait_until_ready()
        yield studio
        assert studio.stop() == 0, studio.said


def test_what_is_not_painted_is_sketched_small_and_in_the_films_shape(tmp_path: Path) -> None:
    small = ready_film(tmp_path, LARGE, is_painted=False)
    with opened(small) as studio:
        keyframes = wait_for(lambda: pictures(studio.client, "sketched"), "the sketches")
        assert [(each["name"], each["scene"]) for each in keyframes] == [
            ("attic:1", 0),
            ("cellar:1", 1),
            ("cellar:2", 1),
        ]
        answer = studio.client.get(keyframes[1]["url"])
        assert answer.headers["cache-control"] == "private, max-age=31536000, immutable"
        assert decoded(answer.body).shape == (360, 640, 3)
    assert not (small.store / "keyframes").exists()


def test_painted_keyframes_are_given_as_they_are_kept_and_nothing_is_sketched(tmp_path: Path) -> None:
    small = ready_film(tmp_path)
    with opened(small) as studio:
        keyframes = pictures(studio.client, "painted")
        assert keyframes
        kept = {path.stem: path.read_bytes() for path in (small.store / "keyframes").rglob("*.png")}
        assert {each["digest"]: studio.client.get(each["url"]).body for each in keyframes} == kept
    assert not (small.store / "studio" / "keyframes").exists()


def test_a_keyframe_too_large_for_the_page_is_given_smaller_and_shrunk_once(tmp_path: Path) -> None:
    small = ready_film(tmp_path, LARGE)
    with opened(small) as studio:
        keyframe = (pictures(studio.client, "painted") or [])[1]
        given = studio.client.get(keyframe["url"]).body
        (original,) = (small.store / "keyframes").rglob(f"{keyframe['digest']}.png")
        whole = cv2.imread(str(original))
        assert whole is not None
        assert whole.shape == (1440, 2560, 3)
        np.testing.assert_array_equal(decoded(given), cv2.resize(whole, (1280, 720), interpolation=cv2.INTER_AREA))
        (copy,) = (small.store / "studio").rglob("*.png")
        before = copy.stat().st_mtime_ns
        assert studio.client.get(keyframe["url"]).body == given
        assert copy.stat().st_mtime_ns == before


def test_the_page_learns_where_each_scene_opens(tmp_path: Path) -> None:
    with opened(ready_film(tmp_path)) as studio:
        told = studio.client.get("/api/pictures").json
    assert told["stack"]["count"] == len(NAMES)
    assert len(told["stack"]["nestings"]) == len(NAMES) - 1
    assert told["stack"]["canvas"] == [320, 180]
    assert len(told["portals"]) == 4
    for portal, magnification in zip(told["portals"], (4, 4, 4, 2), strict=True):
        assert portal["at"] == pytest.approx([0.55, 0.45])
        assert portal["turn"] == pytest.approx(5)
        assert portal["magnification"] == pytest.approx(magnification)


def overwrite(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-9] + b"something")


@pytest.mark.parametrize("harm", [overwrite, Path.unlink], ids=["damaged", "gone"])
def test_a_keyframe_that_cannot_be_read_is_not_given_and_not_called_painted(
    tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    small = ready_film(tmp_path)
    with opened(small) as studio:
        keyframe = (pictures(studio.client, "painted") or [])[3]
        (file,) = (small.store / "keyframes").rglob(f"{keyframe['digest']}.png")
        harm(file)
        assert studio.client.get(keyframe["url"]).status == 404

        def now() -> dict[str, Any]:
            found: dict[str, Any] = studio.client.get("/api/pictures").json["keyframes"][3]
            return found

        assert now()["state"] == "missing"
        sketched = wait_for(lambda: found if (found := now())["state"] == "sketched" else None, "a sketch")
        assert studio.client.get(sketched["url"]).status == 200


def test_keyframes_painted_meanwhile_are_told_and_shown(tmp_path: Path) -> None:
    small = ready_film(tmp_path, is_painted=False)
    with opened(small) as studio:
        wait_for(lambda: pictures(studio.client, "sketched"), "the sketches")
        with studio.client.events() as events:
            paint(small.storyboard)
            # A last word about the sketches may come before.
            assert any(name == "pictures" and pictures(studio.client, "painted") for name, _ in events)


def test_a_film_as_small_as_its_sketches_shows_what_is_painted_beside_what_is_sketched(tmp_path: Path) -> None:
    scenes = "scenes:\n  - {id: bus, prompt: a bus, steps: 1}\n  - {id: stars, prompt: the stars}\n"
    text = STORYBOARD.partition("scenes:")[0] + scenes
    small = write_small_film(tmp_path, text)
    illustrated = (sys.executable, "-m", "composer")
    subprocess.run([*illustrated, "paint", str(small.storyboard)], check=True, capture_output=True, cwd=small.folder)
    with open_studio(small.storyboard, program=illustrated) as studio:
        studio.wait_until_ready()
        *outer, innermost = [each["digest"] for each in pictures(studio.client, "painted") or []]
        (lost,) = (small.store / "keyframes").rglob(f"{innermost}.png")
        lost.unlink()

        def now() -> list[dict[str, Any]] | None:
            found = studio.client.get("/api/pictures").json
            return None if found["isSketching"] or found["keyframes"][-1]["state"] != "sketched" else found["keyframes"]

        shown = wait_for(now, "the sketch")
        # It is the same storyboard, so the sketch has the keyframe's very name, and so would the others'.
        assert [each["digest"] for each in shown] == [*outer, innermost]
        assert [each["state"] for each in shown] == ["painted"] * len(outer) + ["sketched"]
        assert {studio.client.get(each["url"]).status for each in shown} == {200}


@pytest.fixture
def unpainted(tmp_path: Path) -> Iterator[OpenStudio]:
    """A studio on a film of which there is no keyframe."""
    with opened(ready_film(tmp_path, is_painted=False)) as studio:
        yield studio


def test_a_change_of_words_sketches_anew_and_one_of_time_does_not(unpainted: OpenStudio) -> None:
    studio = unpainted
    before = wait_for(lambda: pictures(studio.client, "sketched"), "the sketches")
    studio.client.edit({"do": "time", "scene": 1, "timing": "3 bars"})
    assert pictures(studio.client, "sketched") == before
    studio.client.edit({"do": "set", "path": "scenes[1].prompt", "value": "a birthday party"})
    after = wait_for(lambda: pictures(studio.client, "sketched"), "the sketches")
    same = [old["digest"] == new["digest"] for old, new in zip(before, after, strict=True)]
    assert same == [False] * 4 + [True] * 4  # the scene, and the one that holds it
    assert studio.client.get(before[2]["url"]).status == 404


def times_of_sketches(studio: OpenStudio) -> set[int]:
    """When each sketch was written, in nanoseconds."""
    times = set()
    for path in (studio.store / "studio").rglob("*.png"):
        with contextlib.suppress(FileNotFoundError):
            times.add(path.stat().st_mtime_ns)
    return times


def test_sketches_that_are_pruned_are_made_again(unpainted: OpenStudio) -> None:
    studio = unpainted
    before = wait_for(lambda: pictures(studio.client, "sketched"), "the sketches")
    kept = times_of_sketches(studio)
    assert len(kept) >= len(NAMES)  # some stand for others until those are there
    command = [*COMMAND, "cache", str(studio.file)]
    assert "studio" in subprocess.run(command, check=True, capture_output=True, text=True).stdout
    subprocess.run([*command, "--prune"], check=True, capture_output=True)
    # It does not take long: some may be there again already.
    assert not kept & times_of_sketches(studio)
    assert wait_for(lambda: pictures(studio.client, "sketched"), "the sketches") == before


def sketching(studio: OpenStudio) -> int | None:
    """The number of the process that sketches."""
    for children in Path(f"/proc/{studio.process.pid}/task").glob("*/children"):
        for child in children.read_text().split():
            if b"composer.studio.pictures.sketching" in Path(f"/proc/{child}/cmdline").read_bytes():
                return int(child)
    return None


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs /proc")
def test_the_process_that_sketches_is_started_again_once_with_a_word_about_it(tmp_path: Path) -> None:
    with open_studio(ready_film(tmp_path, is_painted=False).storyboard) as studio, studio.client.events() as events:
        first = wait_for(lambda: sketching(studio), "the process")
        os.kill(first, signal.SIGKILL)
        notice = next(data for name, data in events if name == "notice")
        assert notice["message"] == "the process that sketches keyframes was stopped, and started again"
        second = wait_for(lambda: sketching(studio), "the process")
        os.kill(second, signal.SIGKILL)
        notice = next(data for name, data in events if name == "notice")
        assert notice["message"] == "there are no sketches: the process that sketches keyframes was stopped twice"
        studio.client.edit({"do": "set", "path": "scenes[1].prompt", "value": "a birthday party"})
        wait_for(lambda: pictures(studio.client, "sketched"), "the sketches")
        assert studio.stop() == 0


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs /proc")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL], ids=["interrupted", "killed"])
def test_the_process_that_sketches_ends_with_the_studio(tmp_path: Path, number: signal.Signals) -> None:
    small = ready_film(tmp_path, STORYBOARD.replace("160x90", "1280x720"), is_painted=False)
    with open_studio(small.storyboard) as studio:
        wait_for(lambda: list((small.store / "studio").rglob("*.png")), "a sketch")
        helper = sketching(studio)
        os.killpg(studio.process.pid, number)
        studio.process.wait(60)
        wait_for(lambda: not Path(f"/proc/{helper}").exists(), "the end of the process")
    if number == signal.SIGINT:
        assert studio.process.returncode == 0
        assert not list(small.folder.rglob("*.part"))


def test_a_storyboard_that_cannot_be_sketched_is_told_and_the_film_plays_on(tmp_path: Path) -> None:
    text = STORYBOARD.replace('prompt: "the hall"', 'prompt: "the hall"\n    motif: no such drawing')
    with (
        open_studio(ready_film(tmp_path, text, is_painted=False).storyboard) as studio,
        studio.client.events() as events,
    ):
        notice = next(data for name, data in events if name == "notice")
        assert notice["message"].startswith("there are no sketches: ")
        assert pictures(studio.client, "missing")
        assert studio.stop() == 0
