"""Every drawing fills its picture, repeats exactly, and changes with its decade, its seed and its people."""

from __future__ import annotations

import numpy as np
import pytest
from drawn_board import THEO, board_of, scene_of, step_of, wide_open

from composer.geometry import Similarity
from composer.painting.illustrated import IllustratedPainter, rendering
from composer.painting.illustrated.choosing.catalogue import CARD, motifs
from composer.painting.illustrated.drawings.drawing import SHAPES, shipped_drawing
from composer.storyboard.records import Person

NAMES = [motif.name for motif in motifs()] + [CARD]
SIZES = {"wide": (160, 90), "tall": (90, 160), "square": (120, 120)}


def painted(storyboard, step):
    return IllustratedPainter(storyboard, {}).paint(step, None)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("shape", SHAPES)
def test_a_drawing_leaves_nothing_of_its_picture_unpainted_even_from_far_away(name, shape, monkeypatch):
    monkeypatch.setattr(rendering, "BACKDROP", "#ff00fe")
    for year, framing in ((1955, Similarity(1, 0)), (1984, Similarity(2.5, 0.1 + 0.2j)), (2021, Similarity(8j, 0))):
        storyboard = board_of(scene_of(name, year=year, steps=3))
        picture = painted(storyboard, wide_open(framing, step_of(storyboard, 0, size=SIZES[shape])))
        assert not np.any(np.all(picture == (255, 0, 254), axis=-1)), year


@pytest.mark.parametrize("name", NAMES)
def test_the_opening_lies_within_every_composition(name):
    drawing = shipped_drawing(name)
    for shape in SHAPES:
        x, y, width, height = drawing.compositions[shape].box
        opening = drawing.compositions[shape].opening
        assert all(x <= point.real <= x + width and y <= point.imag <= y + height for point in opening), shape


@pytest.mark.parametrize("name", NAMES)
def test_no_drawing_uses_what_would_drift_from_view_to_view(name):
    kinds = {element.tag.rpartition("}")[2] for element in shipped_drawing(name).root.iter()}
    assert not kinds & {"pattern", "filter", "mask", "image", "use"}


@pytest.mark.parametrize("name", NAMES)
def test_the_same_seed_paints_the_same_bytes_and_another_seed_another_picture(name):
    pictures = []
    for seed in (5, 5, 6):
        storyboard = board_of(scene_of(name, seed=seed))
        pictures.append(painted(storyboard, step_of(storyboard, 0, size=(240, 135))))
    assert np.array_equal(pictures[0], pictures[1])
    assert np.mean(np.any(pictures[0] != pictures[2], axis=-1)) > 0.002


@pytest.mark.parametrize("name", NAMES)
def test_each_decade_has_its_own_colours(name):
    pictures = []
    for year in (1955, 1975, 1985, 1995, 2005, 2025):
        storyboard = board_of(scene_of(name, year=year))
        pictures.append(painted(storyboard, step_of(storyboard, 0, size=(80, 45))).astype(float))
    apart = [np.abs(a - b).mean() for i, a in enumerate(pictures) for b in pictures[i + 1 :]]
    assert min(apart) > 4


@pytest.mark.parametrize("name", [motif.name for motif in motifs() if motif.name != "chair"])  # nobody sits in it
def test_the_cast_is_seen(name):
    june = Person(name="june", born=1972, kind="woman", looks="blonde hair in a bob, glasses")
    pictures = []
    for cast in ((june, THEO), (Person(name="june", born=1972, kind="woman", looks="long black hair"), THEO)):
        storyboard = board_of(scene_of(name), cast=cast)
        pictures.append(painted(storyboard, step_of(storyboard, 0, size=(320, 180))))
    assert np.any(pictures[0] != pictures[1])
