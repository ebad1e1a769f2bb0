"""``longzoom motifs``: what can be drawn, what a storyboard's scenes get, and the sheet of it."""

from __future__ import annotations

from pathlib import Path

import film_kit
import pytest
from PIL import Image

from composer.motif_sheet import columns_of_sheet
from composer.painting.illustrated.choosing.catalogue import CARD, motifs

STORYBOARD = """\
painter: {illustrated: {folder: drawings}}
decades: {1950s: {palette: ["#ff0000", "#ff0000", "#ff0000", "#ff0000", "#ff0000", "#ff0000"]}}
scenes:
  - {id: quay, prompt: "a ship comes in", seconds: 2}
  - {id: vows, prompt: "la boda en la iglesia", seconds: 2}
  - {id: odd, prompt: "quarterly figures", seconds: 2}
"""
SHIP = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 160 90">
<rect width="160" height="90" fill="paint(warm)"/><circle id="portal" cx="80" cy="45" r="20" fill="#0000ff"/></svg>"""


@pytest.fixture
def storyboard(tmp_path: Path) -> Path:
    (tmp_path / "drawings").mkdir()
    (tmp_path / "drawings" / "ship.svg").write_text(SHIP, encoding="utf-8")
    (tmp_path / "film.yaml").write_text(STORYBOARD, encoding="utf-8")
    return tmp_path / "film.yaml"


def test_all_motifs_are_listed_and_the_card_last() -> None:
    found = film_kit.answer("motifs", "--no-sheet")
    assert [each["name"] for each in found["motifs"]] == [*(motif.name for motif in motifs()), CARD]
    assert found["sheet"] is None
    lines = film_kit.longzoom("motifs", "--no-sheet").stdout.splitlines()
    assert [line.split()[0] for line in lines] == [each["name"] for each in found["motifs"]]


def test_own_drawings_come_first_and_each_scene_stands_at_its_drawing(storyboard: Path) -> None:
    found = {each["name"]: each for each in film_kit.answer("motifs", storyboard, "--no-sheet")["motifs"]}
    assert next(iter(found)) == "ship"
    assert found["ship"]["file"] == str(storyboard.parent / "drawings" / "ship.svg")
    assert {name: each["scenes"] for name, each in found.items() if each["scenes"]} == {
        "ship": ["quay"],
        "wedding": ["vows"],
        "card": ["odd"],
    }


@pytest.mark.parametrize(("years", "count"), [("1955", 1), ("1950s,1990s", 2)])
def test_the_sheet_shows_every_motif_in_every_year_those_of_one_motif_side_by_side(
    storyboard: Path, tmp_path: Path, years: str, count: int
) -> None:
    sheet = tmp_path / "sheet.png"
    assert film_kit.answer("motifs", storyboard, "--years", years, "-o", sheet)["sheet"] == str(sheet)
    shown = len(motifs()) + 2  # the director's own drawing, and the card
    columns = columns_of_sheet(shown, count, "wide")
    assert columns % count == 0
    rows = -(-shown * count // columns)
    assert Image.open(sheet).size == (14 + columns * (360 + 14), 14 + rows * (202 + 2 * 20 + 14))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--years", "soon"), '--years: "soon" is no year'),
        (("-o", "sheet.tiff"), "a contact sheet is a png, jpg or webp"),
        (("--shape", "round"), "'round' is not one of 'wide', 'square', 'tall'"),
    ],
)
def test_what_cannot_be_shown_is_said(arguments: tuple[str, ...], message: str) -> None:
    result = film_kit.longzoom("motifs", *arguments)
    assert result.exit_code == 2
    assert message in result.stderr


def test_a_broken_drawing_is_told_by_its_file_before_any_is_painted(storyboard: Path, tmp_path: Path) -> None:
    file = storyboard.parent / "drawings" / "ship.svg"
    file.write_text("<svg", encoding="utf-8")
    result = film_kit.longzoom("motifs", storyboard, "-o", tmp_path / "sheet.png")
    assert result.exit_code == 2
    assert f"{file}: this drawing is not well-formed SVG" in result.stderr
    assert "scenes[" not in result.stderr
    assert not (tmp_path / "sheet.png").exists()
