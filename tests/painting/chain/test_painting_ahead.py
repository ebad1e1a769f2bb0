"""Pictures painted ahead in other processes are those that would be painted here, and a refusal comes home."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import time
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from composer.errors import ComposerError
from composer.geometry import IDENTITY
from composer.painting.ahead import Forerunner, painting_ahead
from composer.painting.chain import paint_chain
from composer.painting.painter import Picture, Step
from composer.painting.registry import PAINTERS, Painters, load_painter
from composer.painting.ring import write_works
from composer.painting.store import KeyframeStore
from composer.storyboard.records import Output, Scene, Storyboard


@dataclass(frozen=True)
class Numbers:
    """Paints the step's number and, in red, its own process's; refuses one of them."""

    refused: int = -1
    name: str = "numbers"

    def runs_ahead(self, step: Step) -> bool:
        return step.index >= 0

    def paint_ahead(self, step: Step) -> Picture:
        if step.index == self.refused:
            raise ComposerError(f"step {step.index} cannot be painted", "leave it out")
        if step.index == 666:
            os._exit(9)
        picture = np.full((step.height, step.width, 3), step.index, np.uint8)
        picture[0, 0] = os.getpid() % 251, os.getpid() // 251 % 251, 0
        return picture


def step(number: int) -> Step:
    return Step(
        index=number, scene=Scene(id="a", prompt=""), view=0, framing=IDENTITY, portal=None, opening=None,
        inner_scene=None, width=8, height=6, prompt="", avoid="", seed=0,
    )  # fmt: skip


def taken(painter: Numbers, numbers: range, workers: int | None) -> list[Picture]:
    with painting_ahead([(painter, step(number)) for number in numbers], workers) as pictures:  # type: ignore[list-item]
        return list(pictures)


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_pictures_come_in_the_order_of_their_steps(workers: int) -> None:
    assert [int(picture[3, 3, 0]) for picture in taken(Numbers(), range(9), workers)] == list(range(9))


def test_several_workers_are_other_processes_and_one_is_this() -> None:
    def process(picture: Picture) -> tuple[int, ...]:
        return tuple(int(value) for value in picture[0, 0])

    own = (os.getpid() % 251, os.getpid() // 251 % 251, 0)
    assert {process(picture) for picture in taken(Numbers(), range(6), 1)} == {own}
    assert own not in {process(picture) for picture in taken(Numbers(), range(6), 2)}


@pytest.mark.parametrize("workers", [1, 2])
def test_a_refusal_comes_when_its_picture_is_taken(workers: int) -> None:
    seen: list[int] = []
    tasks = [(Numbers(refused=3), step(number)) for number in range(6)]

    def take_all() -> None:
        with painting_ahead(tasks, workers) as pictures:  # type: ignore[arg-type]
            seen.extend(int(picture[3, 3, 0]) for picture in pictures)

    with pytest.raises(ComposerError) as caught:
        take_all()
    assert seen == [0, 1, 2]
    assert (caught.value.message, caught.value.hint) == ("step 3 cannot be painted", "leave it out")


def test_a_worker_that_dies_is_told_with_what_to_do() -> None:
    tasks = [(Numbers(), step(number)) for number in (0, 1, 666, 3)]
    with pytest.raises(ComposerError) as caught, painting_ahead(tasks, 2) as pictures:  # type: ignore[arg-type]
        list(pictures)
    assert "was stopped" in caught.value.message
    assert caught.value.hint == "run it again: what is painted is kept"


def test_nothing_is_left_running_when_pictures_are_not_taken() -> None:
    children = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children")
    if not children.exists():
        pytest.skip("this machine does not list a process's children")
    with painting_ahead([(Numbers(), step(i)) for i in range(30)], 2) as pictures:  # type: ignore[list-item]
        next(pictures)
    deadline = time.monotonic() + 20
    while any(_is_worker(child) for child in children.read_text().split()) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(_is_worker(child) for child in children.read_text().split())


def _is_worker(process: str) -> bool:
    try:
        command = Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return False
    return b"popen_loky" in command


def film(**changes: object) -> Storyboard:
    scenes = tuple(
        Scene(id=name, prompt="", motif=name, year=1980 + i, steps=2) for i, name in enumerate(("bus", "stars"))
    )
    return Storyboard(file=Path("film.yaml"), scenes=scenes, output=Output(width=64, height=36), **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("loop", [False, True])
def test_a_film_painted_by_several_processes_is_the_same_to_the_byte(tmp_path: Path, loop: bool) -> None:
    storyboard = film(loop=loop)
    painters = Painters(storyboard)
    works = write_works(storyboard, painters)
    files = []
    for workers in (1, 2):
        keyframes = paint_chain(works, painters, KeyframeStore(tmp_path / str(workers)), workers=workers)
        files.append([keyframe.path.read_bytes() for keyframe in keyframes])
    assert files[0] == files[1]


def test_only_what_is_missing_is_painted_ahead(tmp_path: Path) -> None:
    storyboard = film()
    painters, store = Painters(storyboard), KeyframeStore(tmp_path)
    works = write_works(storyboard, painters)
    first = paint_chain(works, painters, store, workers=2)
    first[1].path.unlink()
    again = paint_chain(works, painters, store, workers=2)
    assert [keyframe.reused for keyframe in again] == [index != 1 for index in range(len(again))]


def test_a_drawing_around_a_photograph_waits_for_it() -> None:
    scenes = (Scene(id="bus", prompt="", motif="bus", year=1980), Scene(id="me", prompt="", image=Path("me.jpg")))
    painter = load_painter("illustrated")(Storyboard(file=Path("film.yaml"), scenes=scenes), {})
    assert isinstance(painter, Forerunner)
    around = replace(step(0), scene=scenes[0], portal=IDENTITY)
    assert painter.runs_ahead(replace(around, inner_scene=scenes[0]))
    assert not painter.runs_ahead(replace(around, inner_scene=scenes[1]))


def test_only_the_illustrator_runs_ahead() -> None:
    painters = {name: load_painter(name) for name in PAINTERS if name != "diffusion"}
    assert [name for name, painter in painters.items() if issubclass(painter, Forerunner)] == ["illustrated"]  # type: ignore[arg-type]


def test_a_program_without_a_main_guard_paints_in_several_processes(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(
        textwrap.dedent(
            """
            import hashlib, sys
            from pathlib import Path
            from composer.painting.chain import paint_chain
            from composer.painting.registry import Painters
            from composer.painting.ring import write_works
            from composer.painting.store import KeyframeStore
            from composer.storyboard.records import Output, Scene, Storyboard

            scene = Scene(id="bus", prompt="", motif="bus", year=1980, steps=4)
            stars = Scene(id="stars", prompt="", motif="stars")
            board = Storyboard(file=Path("film.yaml"), scenes=(scene, stars), output=Output(width=64, height=36))
            painters = Painters(board)
            made = paint_chain(write_works(board, painters), painters, KeyframeStore(Path(sys.argv[1])), workers=2)
            print(hashlib.sha256(b"".join(each.path.read_bytes() for each in made)).hexdigest())
            """
        )
    )
    digests = set()
    for number, language in enumerate(("C", "en_US.UTF-8")):
        environment = {
            **os.environ, "LANG": language, "PYTHONHASHSEED": str(number), "HOME": str(tmp_path),
            "FONTCONFIG_FILE": "/none", "XDG_DATA_HOME": str(tmp_path), "PYTHONPATH": str(Path(__file__).parents[3]),
        }  # fmt: skip
        run = subprocess.run(
            [sys.executable, program, tmp_path / str(number)],
            env=environment, cwd=tmp_path, capture_output=True, text=True, check=True, timeout=120,
        )  # fmt: skip
        digests.add(run.stdout)
    assert len(digests) == 1
