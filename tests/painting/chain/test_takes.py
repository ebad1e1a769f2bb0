"""Seeds of single steps, and what painters of one drawing a scene make of all that is for painters by words."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from field_painter import FieldPainter, OnePainter, film, painted, recipes_of
from PIL import Image

from composer.errors import StoryboardError
from composer.painting.painter import paints_by_words
from composer.painting.registry import PAINTERS, Painters, load_painter
from composer.painting.ring import write_works
from composer.storyboard.reading import load_text
from composer.storyboard.records import Scene, Storyboard

PLAIN = """\
painter: {painter}
cast: {{june: {{born: 1972, woman: true}}}}
output: {{size: 320x180}}
scenes:
  - {{id: bus, year: 1980, prompt: "{{june}} on a yellow school bus"}}
  - {{id: prom, year: 1988, prompt: "the prom"}}
"""
SAID = PLAIN.replace("woman: true", "woman: true, picture: june.png").replace(
    'school bus"', 'school bus", transition: 0.5, likeness: 0.2, takes: {{1: 7, 2: 8}}, pins: {{1: "0123456789abcdef"}}'
)


def test_a_take_gives_one_step_another_seed_and_paints_it_and_what_holds_it(tmp_path: Path) -> None:
    before = painted(film(), tmp_path)
    painters = OnePainter()
    scenes = (film().scenes[0], replace(film().scenes[1], takes=((2, 17),)), *film().scenes[2:])
    after = painted(film(*scenes), tmp_path, painters)
    assert painters.painter.painted == [3, 2, 1, 0]
    assert [keyframe.seed for keyframe in after] == [0, 0, 0, 17, 0, 0, 0, 0, 0]
    assert [keyframe.digest for keyframe in after[4:]] == [keyframe.digest for keyframe in before[4:]]


def test_a_take_with_the_scenes_own_seed_changes_nothing() -> None:
    scenes = (replace(film().scenes[0], seed=5), *film().scenes[1:])
    taken = (replace(scenes[0], takes=((1, 5), (2, 5))), *scenes[1:])
    digests = [[recipe.digest for recipe in recipes_of(film(*each), OnePainter())] for each in (scenes, taken)]
    assert digests[0] == digests[1]


def test_a_painter_paints_by_words_unless_it_depicts() -> None:
    assert paints_by_words(FieldPainter())  # type: ignore[arg-type]
    board = load_text("scenes: [{id: a, prompt: a}]", Path("x.yaml"))
    assert {
        name: paints_by_words(load_painter(name)(replace(board, scenes=(Scene(id="a", prompt=""),)), {}))
        for name in PAINTERS
        if name != "stills"
    } == {"illustrated": False, "diffusion": True}


def written(text: str, painter: str, folder: Path) -> Storyboard:
    (folder / "photos").mkdir(exist_ok=True)
    for name in ("june.png", "photos/1.png", "photos/2.png"):
        Image.fromarray(np.full((90, 160, 3), len(name) * 9, np.uint8)).save(folder / name)
    return load_text(text.format(painter=painter), folder / "film.yaml")


@pytest.mark.parametrize("painter", ["illustrated", "{stills: {folder: photos}}"])
def test_painters_of_one_drawing_a_scene_paint_nothing_anew_for_what_is_said_to_others(
    painter: str, tmp_path: Path
) -> None:
    plain, said = (written(text, painter, tmp_path) for text in (PLAIN, SAID))
    assert said.scenes[0].takes
    digests = [[work.digest for work in write_works(board, Painters(board))] for board in (plain, said)]
    assert digests[0] == digests[1]


def test_the_illustrator_reads_a_subject_with_the_prompt(tmp_path: Path) -> None:
    plain = PLAIN.replace("id: bus", "id: first")  # an id speaks too
    whole = written(plain, "illustrated", tmp_path)
    split = plain.replace(
        'prompt: "{{june}} on a yellow school bus"', 'prompt: "at dawn", subject: "a yellow school bus"'
    )
    without = plain.replace('prompt: "{{june}} on a yellow school bus"', 'prompt: "at dawn"')
    drawn = []
    for board in (whole, written(split, "illustrated", tmp_path), written(without, "illustrated", tmp_path)):
        painter = Painters(board).of(board.scenes[0])
        step = write_works(board, Painters(board))[0].step
        drawn.append(painter.ingredients(step)["scenes"][0]["drawing"])  # type: ignore[index]
    assert drawn[0] == drawn[1] == "bus"
    assert drawn[2] != "bus"


@pytest.mark.parametrize("painter", ["illustrated", "diffusion", "{stills: {folder: photos}}"])
def test_pictures_of_the_cast_are_sources_that_no_film_may_replace(painter: str, tmp_path: Path) -> None:
    board = written(SAID, painter, tmp_path)
    assert tmp_path / "june.png" in Painters(board).sources()


def test_a_picture_of_the_cast_that_is_none_is_told_before_anything_is_painted(tmp_path: Path) -> None:
    board = written(SAID, "diffusion", tmp_path)
    (tmp_path / "june.png").write_text("no picture")
    with pytest.raises(StoryboardError) as caught:
        Painters(board)
    assert str(caught.value) == (
        f"{tmp_path}/film.yaml:2:49: cast.june.picture: {tmp_path}/june.png: this is not a picture\n"
        "  hint: use a jpg, png, webp or tiff; save other kinds as one"
    )
    Painters(replace(board, painter=written(PLAIN, "illustrated", tmp_path).painter))
