"""What every painter owes the chain; the diffusion painter, which needs a model, is held to it with tiny ones."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from composer.geometry import corners, overhang
from composer.painting.painter import Painter, Portrait, Step, Travel
from composer.painting.planning import plan_steps
from composer.painting.registry import PAINTERS, Painters
from composer.storyboard.reading import load_text
from composer.storyboard.records import Storyboard

#: Of every painter that paints without weights, how a storyboard asks for it.
ASKED = {"illustrated": "illustrated", "stills": "{stills: {folder: photos}}"}
TEXT = """\
painter: %s
cast: {june: {born: 1972, woman: true}}
output: {size: 160x90}
scenes:
  - {id: bus, year: 1980, prompt: "{june} on a bus", subject: "she waves"}
  - {id: prom, year: 1988, prompt: "the prom", seed: 3, steps: 1}
"""


@pytest.fixture(params=ASKED)
def board(request: pytest.FixtureRequest, tmp_path: Path) -> Storyboard:
    (tmp_path / "photos").mkdir()
    noise = np.random.default_rng(5)
    for name in ("1.png", "2.png"):
        Image.fromarray(noise.integers(0, 256, (90, 160, 3), np.uint8)).save(tmp_path / "photos" / name)
    return load_text(TEXT % ASKED[request.param], tmp_path / "film.yaml")


def painted_by(board: Storyboard) -> Iterator[tuple[Painter, Step]]:
    painters = Painters(board)
    return ((painters.of(step.scene), step) for step in plan_steps(board, painters))


def test_every_painter_is_held_to_the_contract() -> None:
    assert {*ASKED, "diffusion"} == set(PAINTERS)


def test_a_painter_has_the_name_by_which_storyboards_ask_for_it(board: Storyboard) -> None:
    for painter, _ in painted_by(board):
        assert painter.name == board.painter.name
        assert painter.version


def test_the_soft_edge_of_a_keyframe_is_narrower_than_half_of_it(board: Storyboard) -> None:
    for painter, step in painted_by(board):
        assert 0 <= painter.feather(step) < 0.5


def test_a_painter_says_where_the_next_scene_opens_and_it_lies_inside(board: Storyboard) -> None:
    for painter, step in painted_by(board):
        portal = painter.portal(step.scene, step.aspect)
        assert portal.at is not None
        assert all(0 <= part <= 1 for part in portal.at)
        assert portal.turn_degrees is not None
        magnification = painter.magnification(step.scene)
        assert magnification is None or magnification > 1
        if step.portal is not None:
            assert overhang(step.portal, step.aspect) <= 1e-9


def test_ingredients_are_plain_json_the_same_each_time(board: Storyboard) -> None:
    told = [json.dumps(dict(painter.ingredients(step)), sort_keys=True) for painter, step in painted_by(board)]
    assert told == [json.dumps(dict(painter.ingredients(step)), sort_keys=True) for painter, step in painted_by(board)]


def test_what_is_for_painters_by_words_is_no_ingredient_of_others(board: Storyboard) -> None:
    travel = Travel(prompt="x", avoid="y", begins=0.0, ends=1.0)
    portraits = (Portrait(name="june", picture=Path("june.jpg"), weight=0.5),)
    for painter, step in painted_by(board):
        said = replace(step, travel=travel, portraits=portraits)
        assert painter.ingredients(said) == painter.ingredients(step)


def test_a_film_may_not_replace_what_a_painter_reads(board: Storyboard) -> None:
    for painter, _ in painted_by(board):
        assert all(source.is_file() and source.is_absolute() for source in painter.sources())


@pytest.mark.parametrize("number", range(4))
def test_a_step_is_painted_whole_and_the_same_each_time(board: Storyboard, number: int) -> None:
    painter, step = list(painted_by(board))[number]
    inner = np.random.default_rng(2).integers(0, 256, (step.height, step.width, 3), np.uint8)
    inside = None if step.portal is None else inner
    before = inner.copy()
    made = painter.paint(step, inside)
    assert (made.shape, made.dtype) == ((step.height, step.width, 3), np.uint8)
    assert np.array_equal(inner, before)
    assert np.array_equal(made, painter.paint(step, inside))
    for corner in corners(step.aspect):
        x, y = (
            round((corner.real / step.aspect + 0.5) * (step.width - 1)),
            round((corner.imag + 0.5) * (step.height - 1)),
        )
        assert made[y, x].max() > 0  # painted up to its corners
