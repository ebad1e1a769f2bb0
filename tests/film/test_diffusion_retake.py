"""Takes by the diffusion painter through the command line, on a tiny model saved in a folder."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import film_kit
import pytest
from PIL import Image

sys.path.insert(0, str(Path(__file__).parents[1] / "painting" / "diffusion"))
from tiny_pipelines import save_tiny

from composer.painting.diffusion.engine import brush, reading

pytestmark = pytest.mark.usefixtures("small_canvases")
BOARD = """\
title: The Ride
output: {size: 112x64, fps: 15}
avoid: "text, watermark"
painter: {diffusion: {model: models/tiny, steps: 2, device: cpu}}
scenes:
  - id: bus
    prompt: "a yellow school bus"
    seconds: 1
    steps: 2
  - id: stars
    prompt: "a sky full of stars"
    seconds: 1
    steps: 1
"""


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("torch")
    pytest.importorskip("diffusers")
    return save_tiny("sd", tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture
def board(model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "tiny").symlink_to(model)
    path = tmp_path / "ride.yaml"
    path.write_text(BOARD)
    return path


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many pictures each call of the model was asked for; 0: its text encoders were loaded."""
    seen: list[int] = []
    asked, loaded = brush.call_arguments, reading.load_text_parts

    def noted(torch: Any, family: Any, settings: Any, request: Any) -> Any:
        seen.append(len(request.seeds))
        return asked(torch, family, settings, request)

    def read(*given: Any) -> Any:
        seen.append(0)
        return loaded(*given)

    monkeypatch.setattr(brush, "call_arguments", noted)
    monkeypatch.setattr(reading, "load_text_parts", read)
    return seen


def test_three_takes_of_a_step_are_painted_in_one_batch_on_one_sheet(board: Path, calls: list[int]) -> None:
    film_kit.answer("paint", board)
    assert calls == [0, 1, 1, 1, 1]
    calls.clear()
    told = film_kit.answer("retake", board, "--step", "bus:2", "--takes", 3)
    assert calls == [0, 3]
    assert [(each["take"], each["reused"], each["chosen"]) for each in told["takes"]] == [
        (0, True, True),
        (1, False, False),
        (2, False, False),
        (3, False, False),
    ]
    assert len({Path(each["path"]).read_bytes() for each in told["takes"]}) == 4
    for take in told["takes"]:
        assert take["measures"]["seam"] > 0
        assert take["measures"]["drift"] >= 0
    with Image.open(board.with_name(told["sheet"])) as sheet:
        assert sheet.width > 112
    calls.clear()
    assert all(each["reused"] for each in film_kit.answer("retake", board, "--step", "bus:2", "--takes", 3)["takes"])
    assert calls == []


def test_a_picked_take_is_what_the_film_shows_and_only_what_holds_it_is_painted_again(
    board: Path, calls: list[int]
) -> None:
    film_kit.answer("paint", board)
    takes = film_kit.answer("retake", board, "--step", "bus:2", "--takes", 3)["takes"]
    calls.clear()
    film_kit.answer("retake", board, "--step", "bus:2", "--pick", 3)
    assert "takes: {2: 3}" in board.read_text()
    assert calls == []
    assert [each["step"] for each in film_kit.answer("plan", board)["to_paint"]] == [0]
    keyframes = film_kit.answer("paint", board)["keyframes"]
    assert calls == [0, 1]
    assert keyframes[1]["digest"] == takes[3]["digest"]
    assert keyframes[1]["measures"] == takes[3]["measures"]


def test_a_take_painted_in_a_batch_is_the_one_that_is_painted_alone(board: Path, calls: list[int]) -> None:
    import numpy as np

    takes = film_kit.answer("retake", board, "--step", "stars:1", "--takes", 3)["takes"]
    assert 3 in calls
    film_kit.answer("retake", board, "--step", "stars:1", "--pick", 2)
    path = Path(takes[1]["path"])
    together = np.asarray(Image.open(path)).astype(int)
    for file in path.parent.glob(f"{path.stem}*"):
        file.unlink()
    keyframes = film_kit.answer("paint", board)["keyframes"]
    alone = next(each for each in keyframes if each["digest"] == takes[1]["digest"])
    assert np.abs(np.asarray(Image.open(alone["path"])).astype(int) - together).max() <= 1


def test_a_pinned_take_stays_though_the_model_is_asked_otherwise(board: Path, calls: list[int]) -> None:
    film_kit.answer("paint", board)
    takes = film_kit.answer("retake", board, "--step", "bus:2", "--takes", 2)["takes"]
    film_kit.answer("retake", board, "--step", "bus:2", "--pick", 1, "--pin")
    board.write_text(board.read_text().replace("steps: 2, device", "steps: 3, device"))
    keyframes = film_kit.answer("paint", board)["keyframes"]
    assert [each["pinned"] for each in keyframes] == [False, True, False, False]
    assert [each["reused"] for each in keyframes] == [False, True, False, False]
    assert takes[1]["digest"][:16] in board.read_text()


def test_what_is_wrong_with_the_painter_is_said_before_takes_are_painted(board: Path, calls: list[int]) -> None:
    board.write_text(BOARD.replace("steps: 2, device: cpu", "steps: none, device: gpu, seams: true"))
    result = film_kit.longzoom("retake", board, "--step", "bus:1")
    assert result.exit_code == 2
    assert 'ride.yaml:4:50: painter.diffusion.steps: a whole number from 1 to 200 is needed here, not "none"' in (
        result.stderr
    )
    assert "painter.diffusion.device: one of auto, cuda, mps, cpu is needed here" in result.stderr
    assert 'the diffusion painter has no option "seams"\n  hint: did you mean "seam"?' in result.stderr
    assert calls == []
