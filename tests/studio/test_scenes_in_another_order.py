"""A scene put elsewhere in the order: with its cue where that still fits, else sharing what is left."""

from __future__ import annotations

from pathlib import Path

import pytest
from ready_film import ready_film

from composer.listening.listen import listen
from composer.storyboard.reading import load_text
from composer.studio.answers import Asked
from composer.studio.changes import changed_text
from composer.studio.reel import plan_reel

BOARD = """\
song: song.wav
scenes:
  - {id: attic, prompt: the attic}
  - {id: hall, prompt: the hall, at: "bar 3"}   # stays
  - {id: kitchen, prompt: the kitchen}
  - {id: cellar, prompt: the cellar, at: "bar 7"}
"""


@pytest.mark.parametrize(
    ("scene", "to", "order", "cues"),
    [
        (1, 2, "attic kitchen hall cellar", "bar 3, bar 7"),
        (3, 2, "attic hall cellar kitchen", "bar 3, bar 7"),
        (3, 1, "attic cellar hall kitchen", "bar 3"),
        (1, 3, "attic kitchen cellar hall", "bar 7"),
        (2, 0, "kitchen attic hall cellar", "bar 3, bar 7"),
    ],
)
def test_a_moved_scene_keeps_its_cue_where_that_still_fits(
    scene: int, to: int, order: str, cues: str, tmp_path: Path
) -> None:
    small = ready_film(tmp_path, BOARD, is_painted=False)
    reel = plan_reel(load_text(BOARD, small.storyboard), listen(small.song.path, small.store))
    text = changed_text(BOARD, [Asked({"do": "move", "scene": scene, "to": to})], reel)
    moved = plan_reel(load_text(text, small.storyboard), reel.song)
    assert " ".join(each.id for each in moved.storyboard.scenes) == order
    assert [line.partition('"')[2].partition('"')[0] for line in text.splitlines() if "at:" in line] == cues.split(", ")
    assert "# stays" in text
