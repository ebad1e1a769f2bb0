"""Words that go over from scene to scene, and people's pictures, from the storyboard to a tiny model's keyframes."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import film_kit
import numpy as np
import pytest
from PIL import Image

sys.path.insert(0, str(Path(__file__).parents[1] / "painting" / "diffusion"))
from tiny_pipelines import save_tiny

pytestmark = pytest.mark.usefixtures("small_canvases")
BOARD = """\
title: The Ride
output: {size: 112x64, fps: 15}
painter: {diffusion: {model: models/tiny, steps: 2, device: cpu}}
cast:
  june: {born: 1970, looks: "red hair", picture: june.png}
scenes:
  - id: bus
    prompt: "a yellow school bus"
    seconds: 1
    steps: 2
  - id: prom
    prompt: "{june} under a mirror ball"
    year: 1988
    seconds: 1
    steps: 1
"""


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("torch")
    pytest.importorskip("diffusers")
    return save_tiny("klein", tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture
def board(model: Path, tmp_path: Path) -> Path:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "tiny").symlink_to(model)
    june = np.random.default_rng(1).integers(0, 256, (96, 80, 3), np.uint8)
    Image.fromarray(june).save(tmp_path / "june.png")
    path = tmp_path / "ride.yaml"
    path.write_text(BOARD)
    return path


def painted(board: Path, text: str) -> list[dict[str, Any]]:
    board.write_text(text)
    keyframes: list[dict[str, Any]] = film_kit.answer("paint", board)["keyframes"]
    return keyframes


def difference(one: dict[str, Any], other: dict[str, Any]) -> int:
    pictures = [np.asarray(Image.open(each["path"])).astype(int) for each in (one, other)]
    return int(np.abs(pictures[0] - pictures[1]).max())


def test_a_transition_repaints_the_steps_that_it_lies_in_each_manner_in_its_own_way(board: Path) -> None:
    plain = painted(board, BOARD.replace("    steps: 2\n", "    steps: 2\n    transition: 0\n"))
    blend = painted(board, BOARD.replace("    steps: 2\n", "    steps: 2\n    transition: 1\n"))
    radial = BOARD.replace("    steps: 2\n", "    steps: 2\n    transition: 1\n").replace(
        "cpu}", "cpu, travel: radial}"
    )
    ways = painted(board, radial)
    for one, other in ((plain, blend), (plain, ways), (blend, ways)):
        changed = [number for number in range(len(one)) if one[number]["digest"] != other[number]["digest"]]
        assert changed
        assert 2 not in changed
        assert 3 not in changed
        assert difference(one[max(changed)], other[max(changed)]) > 0
    assert film_kit.answer("plan", board)["to_paint"] == []


def test_pictures_of_the_cast_count_where_the_person_is_and_likeness_0_leaves_them_out(board: Path) -> None:
    shown = painted(board, BOARD)
    without = painted(board, BOARD.replace(", picture: june.png", ""))
    assert difference(shown[2], without[2]) > 0
    nobody = painted(board, BOARD.replace("    year: 1988\n", "    year: 1988\n    likeness: 0\n"))
    assert [each["digest"] for each in nobody] == [each["digest"] for each in without]
    assert all(each["reused"] for each in nobody)
    picture = np.asarray(Image.open(board.with_name("june.png")))
    Image.fromarray(255 - picture).save(board.with_name("june.png"))
    again = painted(board, BOARD)
    assert [each["reused"] for each in again] == [False] * 3 + [shown[3]["digest"] == without[3]["digest"]]
