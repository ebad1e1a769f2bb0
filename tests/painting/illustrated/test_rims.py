"""Nothing of a drawing lies in front of the next scene's frame: it would be cut off along a rectangle in the film."""

from __future__ import annotations

import numpy as np
import pytest
from drawn_board import board_of, scene_of

from composer.geometry import Similarity
from composer.painting.illustrated import rendering
from composer.painting.illustrated.choosing.catalogue import CARD, motifs
from composer.painting.illustrated.drawings.drawing import shipped_drawing
from composer.painting.illustrated.rendering import Canvas
from composer.painting.illustrated.sheets import Sheets
from composer.painting.illustrated.staging.staging import staged

NAMES = [motif.name for motif in motifs()] + [CARD]
ROWS = 120
#: The inner keyframe is soft at its edge: 0.012 heights.
SOFT = 2


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("aspect", [16 / 9, 1.0, 9 / 16])
def test_nothing_lies_in_front_of_the_next_frame(name, aspect, monkeypatch):
    monkeypatch.setattr(rendering, "BACKDROP", "#ff00fe")
    for year in range(1925, 2030, 10):
        scene = scene_of(name, year=year)
        storyboard = board_of(scene, scene_of("home", steps=0))
        sheets = Sheets(storyboard, dict.fromkeys((each.id for each in storyboard.scenes), shipped_drawing(name)))
        sheet = sheets.sheet(scene, aspect)
        columns = round(ROWS * aspect)
        on_pixels = Similarity(ROWS, complex(columns, ROWS) / 2) @ (sheet.frame @ sheet.opening).inverse()
        canvas = Canvas(width=columns, height=ROWS, on_pixels=on_pixels)
        layers = staged(sheet.drawing, sheets.staging(sheet, canvas.window, 3))
        before = canvas.picture(layers.definitions + layers.before).astype(int)
        seen = np.abs(before - (255, 0, 254)).max(axis=-1)[SOFT:-SOFT, SOFT:-SOFT] > 6
        assert not seen.any(), (year, np.argwhere(seen)[:3])
