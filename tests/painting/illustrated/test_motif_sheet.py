"""The sheet of motifs shows each as a film would, in the storyboard's own colours, with its own drawings."""

from __future__ import annotations

import numpy as np
import pytest
from drawn_board import JUNE, board_of

from composer.motif_sheet import SIZES, cells_of_motifs, list_motifs
from composer.painting.illustrated.choosing.catalogue import CARD
from composer.storyboard.records import DecadeLook, PainterChoice, Scene, Storyboard

SHIP = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 160 90">
<rect width="160" height="90" fill="paint(warm)"/><circle id="portal" cx="80" cy="45" r="20" fill="#0000ff"/></svg>"""


@pytest.fixture
def storyboard(tmp_path) -> Storyboard:
    (tmp_path / "drawings").mkdir()
    (tmp_path / "drawings" / "ship.svg").write_text(SHIP, encoding="utf-8")
    return Storyboard(
        file=tmp_path / "film.yaml",
        scenes=(Scene(id="quay", prompt="a ship comes in"), Scene(id="me", prompt="", image=tmp_path / "me.jpg")),
        painter=PainterChoice(options={"folder": "drawings"}),
        decades={1950: DecadeLook(palette=("#ff0000",) * 6)},
    )


def test_a_motif_is_shown_in_the_storyboards_colours_with_its_ending(storyboard):
    shown = [each for each in list_motifs(storyboard) if each.motif.name == "ship"]
    (cell,) = cells_of_motifs(shown, (1955,), "wide", storyboard)
    red, green, blue = cell.picture.astype(int).transpose(2, 0, 1)
    assert (red > green + blue)[:80].mean() > 0.9
    assert blue[180, 320] > red[180, 320] + green[180, 320]
    assert (cell.name, cell.note) == ("ship 1955", "ship")


@pytest.mark.parametrize("shape", SIZES)
def test_pictures_have_the_shape_asked_for(shape):
    shown = [each for each in list_motifs() if each.motif.name == CARD]
    (cell,) = cells_of_motifs(shown, (1985,), shape)
    width, height = SIZES[shape]
    assert cell.picture.shape[1] / cell.picture.shape[0] == width / height
    assert np.ptp(cell.picture) > 100


def test_a_scene_with_its_own_picture_gets_no_drawing(storyboard):
    assert {each.motif.name: each.scenes for each in list_motifs(storyboard) if each.scenes} == {"ship": ("quay",)}


def test_the_cast_of_a_storyboard_is_in_the_pictures(storyboard):
    wedding = [each for each in list_motifs() if each.motif.name == "wedding"]
    (with_june,) = cells_of_motifs(wedding, (1995,), "wide", board_of(Scene(id="a", prompt=""), cast=(JUNE,)))
    (without,) = cells_of_motifs(wedding, (1995,), "wide")
    assert np.any(with_june.picture != without.picture)
