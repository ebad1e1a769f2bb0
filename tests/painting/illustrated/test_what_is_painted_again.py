"""What makes the illustrator paint again, through the real command line."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from click.testing import CliRunner

from composer.cli import main

STORYBOARD = """\
song: song.wav
output: {size: 160x90, fps: 12}
scenes:
  - {id: wedding, prompt: a wedding at the church, year: 1980, steps: 1, caption: one}
  - {id: xyzzy, prompt: plugh, steps: 0}
"""


@pytest.fixture
def storyboard(tmp_path: Path) -> Path:
    beat = np.zeros(11025, np.float32)
    beat[:400] = np.random.default_rng(2).normal(0, 0.3, 400)
    soundfile.write(tmp_path / "song.wav", np.tile(beat, 16), 22050)
    path = tmp_path / "film.yaml"
    path.write_text(STORYBOARD, encoding="utf-8")
    return path


def answer(*arguments: object) -> dict[str, Any]:
    result = CliRunner().invoke(main, [*(str(argument) for argument in arguments), "--json"])
    assert result.exit_code == 0, result.stderr
    value = json.loads(result.stdout)
    assert isinstance(value, dict)
    return value


def test_takes_of_a_scene_are_different_pictures(storyboard: Path) -> None:
    sheet = storyboard.with_name("takes.png")
    taken = answer("paint", storyboard, "--scene", "wedding", "--takes", 2, "--sheet", sheet)
    first, second = (Path(keyframe["path"]).read_bytes() for keyframe in taken["keyframes"])
    assert first != second


def test_words_that_a_drawing_does_not_show_paint_nothing_again(storyboard: Path) -> None:
    answer("paint", storyboard, "--sheet", storyboard.with_name("sheet.png"))
    storyboard.write_text(STORYBOARD.replace("one", "two").replace("at the church", "at the old church"))
    assert answer("plan", storyboard)["to_paint"] == []
    storyboard.write_text(STORYBOARD.replace("plugh", "plover"))
    assert {step["scene"] for step in answer("plan", storyboard)["to_paint"]} == {"wedding", "xyzzy"}


def test_an_unknown_drawing_is_told_at_its_own_line(storyboard: Path) -> None:
    storyboard.write_text(STORYBOARD.replace("caption: one", "motif: banjo"))
    result = CliRunner().invoke(main, ["plan", str(storyboard)])
    assert result.exit_code == 2
    assert f'{storyboard}:4:81: scenes[0].motif: no drawing is called "banjo"' in result.stderr
