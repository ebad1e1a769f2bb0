"""A whole film by the diffusion painter, from the storyboard to the movie, on a tiny model saved in a folder."""

from __future__ import annotations

import sys
from pathlib import Path

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
avoid: "text, watermark"
painter: {diffusion: {model: models/tiny, steps: 2, device: cpu}}
scenes:
  - id: bus
    prompt: "a yellow school bus"
    subject: "a girl at the window"
    transition: 1.5
    seconds: 1
    steps: 2
  - id: prom
    prompt: "a prom under a mirror ball"
    seconds: 1
  - id: stars
    prompt: "a sky full of stars"
    seconds: 1
    steps: 1
"""
KEYFRAMES = 2 + 2 + 2


@pytest.fixture
def board(tmp_path: Path) -> Path:
    pytest.importorskip("torch")
    pytest.importorskip("diffusers")
    save_tiny("sd", tmp_path / "models" / "tiny")
    path = tmp_path / "ride.yaml"
    path.write_text(BOARD)
    return path


def test_a_film_is_painted_filmed_and_then_kept(board: Path) -> None:
    film = board.with_name("film.mp4")
    report = film_kit.answer("render", board, "-o", film)
    assert (report["painted"], report["frame_count"], report["duration"]) == (KEYFRAMES, 45, 3.0)
    assert film.stat().st_size > 2000
    again = film_kit.answer("render", board, "-o", film)
    assert (again["painted"], again["filmed_frames"]) == (0, 0)
    painted = film_kit.answer("paint", board, "--sheet", board.with_name("sheet.jpg"))
    levels = [keyframe["measures"] for keyframe in painted["keyframes"]]
    assert len(levels) == KEYFRAMES
    assert all(level["seam"] > 0 for level in levels[:-1])
    assert levels[-1] is None  # nothing lies inside the innermost


def test_another_time_paints_nothing_and_another_prompt_what_contains_it(board: Path) -> None:
    film = board.with_name("film.mp4")
    film_kit.answer("render", board, "-o", film)
    board.write_text(BOARD.replace("seconds: 1\n    steps: 2", "seconds: 1.2\n    steps: 2"))
    assert film_kit.answer("plan", board)["to_paint"] == []
    board.write_text(BOARD.replace("a prom under", "a dance under"))
    # The bus turns into the prom, and holds it.
    assert [each["step"] for each in film_kit.answer("plan", board)["to_paint"]] == [0, 1, 2, 3]
    board.write_text(BOARD.replace("a girl at", "a boy at"))
    assert [each["step"] for each in film_kit.answer("plan", board)["to_paint"]] == [0]


def test_takes_of_a_scene_are_painted_by_one_model(board: Path, caplog: pytest.LogCaptureFixture) -> None:
    taken = film_kit.longzoom("paint", board, "--scene", "stars", "--takes", 3, "--sheet", board.with_name("takes.jpg"))
    assert taken.exit_code == 0
    assert caplog.text.count("painting on the CPU") == 1  # said where a model is loaded


def test_the_next_scenes_words_are_a_reason_that_the_storyboard_has_a_name_for(board: Path) -> None:
    film_kit.answer("render", board, "-o", board.with_name("film.mp4"))
    board.write_text(BOARD.replace("transition: 1.5", "transition: 0.5"))
    reasons = {each["why"] for each in film_kit.answer("plan", board)["to_paint"]}
    assert "the transition or its next scene's words changed" in reasons


def test_takes_of_a_step_whose_words_travel_inward_are_those_that_are_painted_alone(board: Path) -> None:
    board.write_text(BOARD.replace("device: cpu", "device: cpu, travel: radial"))

    def take(store: str, count: int) -> np.ndarray:
        given = ("--step", "bus:1", "--takes", count, "--store", board.with_name(store))
        takes = film_kit.answer("retake", board, *given, "--sheet", board.with_name("takes.jpg"))["takes"]
        assert [each["take"] for each in takes] == list(range(1, count + 1))
        return np.asarray(Image.open(takes[0]["path"]), np.int16)

    assert np.abs(take("together", 3) - take("alone", 1)).max() <= 1
