"""What an own drawing has in front of its portal is not cut off along the next scene's frame."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from drawn_board import board_of, scene_of, step_of

from composer.painting.illustrated import IllustratedPainter
from composer.painting.illustrated.drawings.drawing import read_drawing
from composer.painting.illustrated.sheets import Sheets
from composer.painting.painter import Picture

#: A window with a cross of bars, which go on over the wall.
WINDOW = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 180">
<rect width="320" height="180" fill="#b0a090"/>
<rect id="portal" x="110" y="50" width="100" height="60" fill="#ffd98a"/>BARS</svg>"""
BARS = '<path d="M160 20 V140 M80 80 H240" stroke="COLOUR" stroke-width="6"/>'
BESIDE = '<path d="M60 20 V140 M80 140 H240" stroke="#000000" stroke-width="6"/>'


def painted(folder: Path, bars: str, *, inner: bool = True) -> tuple[Picture, np.ndarray]:
    """The view before the next scene, and how far outside of that scene's frame each pixel lies, in its heights."""
    (folder / "window.svg").write_text(WINDOW.replace("BARS", bars), encoding="utf-8")
    storyboard = board_of(scene_of("window", year=None, steps=1), scene_of("stars", year=None, steps=1))
    if not inner:
        storyboard = board_of(scene_of("window", year=None, steps=1))
    bus = board_of(scene_of("bus", steps=1), scene_of("stars", steps=1))
    painter = IllustratedPainter(storyboard, {"folder": str(folder)})
    scene = storyboard.scenes[0]
    drawings = dict.fromkeys((each.id for each in storyboard.scenes), read_drawing(folder / "window.svg"))
    opening = Sheets(storyboard, drawings).sheet(scene, 16 / 9).opening
    step = step_of(bus, 0, size=(640, 360))
    fields = {"scene": scene, "portal": opening, "opening": opening if inner else None}
    step = type(step)(**{**step.__dict__, **fields, "inner_scene": storyboard.scenes[1] if inner else None})
    x, y = (np.arange(640) + 0.5 - 320) / 360, (np.arange(360) + 0.5 - 180) / 360
    points = opening.inverse().a * (x[None, :] + 1j * y[:, None]) + opening.inverse().b
    return painter.paint(step, None), np.maximum(np.abs(points.real) - 8 / 9, np.abs(points.imag) - 0.5)


@pytest.mark.parametrize("colour", ["#000000", "#ffffff"])
def test_bars_over_the_portal_fade_out_before_the_next_frame(tmp_path: Path, colour: str) -> None:
    with_bars, outside = painted(tmp_path, BARS.replace("COLOUR", colour))
    without, _ = painted(tmp_path, "")
    change = np.abs(with_bars.astype(int) - without).max(axis=-1)
    assert change[outside < 0].max() == 0
    assert change[(outside > 0) & (outside < 0.01)].max() <= 8
    assert change[outside > 0.11].max() > 60
    near, far = (change[(outside > at) & (outside < at + 0.02)].max() for at in (0.01, 0.03))
    assert 8 < near < far


def test_what_lies_beside_the_portal_is_left_as_it_is_drawn(tmp_path: Path) -> None:
    picture, _ = painted(tmp_path, BESIDE)
    assert (picture == 0).all(axis=-1).sum() > 500


def test_bars_are_whole_where_no_scene_follows(tmp_path: Path) -> None:
    picture, outside = painted(tmp_path, BARS.replace("COLOUR", "#000000"), inner=False)
    assert (picture[outside < 0].max(axis=-1) < 10).mean() > 0.05
