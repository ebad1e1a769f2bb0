"""Studios whose jobs can be held back, and what a test asks of them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import card_studio
import pytest
from open_studio import OpenStudio, open_studio, wait_for
from ready_film import ready_film
from small_film import STORYBOARD

#: What a job leaves in the store; the song's analysis stays.
MADE = ("keyframes", "segments", "sound", "used")


@pytest.fixture(scope="session")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenStudio]:
    small = ready_film(tmp_path_factory.mktemp("jobs") / "film", is_painted=False)
    with open_studio(small.storyboard, program=card_studio.PROGRAM) as opened:
        opened.wait_until_ready()
        yield opened
        assert opened.stop() == 0, opened.said


@pytest.fixture
def held(opened: OpenStudio) -> Iterator[OpenStudio]:
    """A studio whose jobs can be held back, with nothing made yet."""
    yield opened
    opened.client.post("/api/job/cancel", {})
    wait_for(lambda: "running" not in (text := str(opened.client.get("/api/job").json)) and "stopping" not in text)
    assert not list(opened.folder.rglob("*.part"))
    for path in (*opened.folder.glob("hold-*"), *opened.folder.glob("*.mp4")):
        path.unlink()
    for kind in MADE:
        shutil.rmtree(opened.store / kind, ignore_errors=True)
    opened.write(STORYBOARD)
    wait_for(lambda: film if (film := opened.client.film())["film"]["title"] == "Four Rooms" else None)
    wait_for(lambda: not opened.client.film()["problems"])


@pytest.fixture
def own(tmp_path: Path) -> Iterator[OpenStudio]:
    """The same, for a test that ends it."""
    small = ready_film(tmp_path / "film", is_painted=False)
    with open_studio(small.storyboard, program=card_studio.PROGRAM) as opened:
        opened.wait_until_ready()
        yield opened


def start(studio: OpenStudio, **asked: object) -> dict[str, Any]:
    answer = studio.client.post("/api/job", asked)
    assert answer.status == 200, answer.body
    return dict(answer.json["job"])


def job_of(studio: OpenStudio) -> dict[str, Any]:
    return dict(studio.client.get("/api/job").json["job"])


def ended(studio: OpenStudio) -> dict[str, Any]:
    return wait_for(lambda: job if (job := job_of(studio))["phase"] not in ("running", "stopping") else None, "its end")


def reached(studio: OpenStudio, stage: str, done: int) -> dict[str, Any]:
    def look() -> dict[str, Any] | None:
        job = job_of(studio)
        assert job["phase"] == "running", job
        return job if job["stage"] == stage and job["done"] >= done else None

    return wait_for(look, f"{stage} {done}")


def hold(studio: OpenStudio, what: str) -> Path:
    file = studio.folder / f"hold-{what}"
    file.touch()
    return file


def worker_of(studio: OpenStudio) -> int:
    """The process of the job that runs."""
    tasks = Path(f"/proc/{studio.process.pid}/task").glob("*/children")
    children = {int(pid) for of_thread in tasks for pid in of_thread.read_text().split()}
    (pid,) = (pid for pid in children if Path(f"/proc/{pid}/cmdline").read_bytes().endswith(b"card_studio.py\0work\0"))
    return pid


def is_gone(pid: int) -> bool:
    return not Path(f"/proc/{pid}").exists()
