"""The same storyboard gives the same bytes: again, in another process, and without the machine's fonts."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from drawn_board import board_of, scene_of, step_of, wide_open

from composer.geometry import IDENTITY
from composer.painting.illustrated import IllustratedPainter
from composer.painting.illustrated.drawings.drawing import read_drawing
from composer.painting.illustrated.texture.plates import grain_plate, streak_plate
from composer.storyboard.records import Scene

#: Grain, streaks and light; halation and dust; turned words, people and leaves; a card with its letters.
SCENES = [("dinner", 1993, 3), ("wedding", 1928, 0), ("stars", 1957, 7), ("card", 1975, 1)]


def digest() -> str:
    """Of the pictures of four scenes, each seen through the one before it."""
    storyboard = board_of(*(scene_of(name, year=year, seed=seed) for name, year, seed in SCENES))
    painter = IllustratedPainter(storyboard, {})
    total = hashlib.sha256()
    for number in range(len(SCENES)):
        for view in (0, 1):
            total.update(painter.paint(step_of(storyboard, number, view=view), None).tobytes())
    return total.hexdigest()


def elsewhere(hash_seed: str) -> str:
    code = "import test_same_everywhere as t; print(t.digest())"
    environment = {"PYTHONHASHSEED": hash_seed, "PYTHONPATH": ":".join([str(Path(__file__).parent), *sys.path])}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    return done.stdout.strip()


def test_another_process_paints_the_same_bytes() -> None:
    assert elsewhere("0") == elsewhere("4711") == digest() == digest()


def test_noise_is_made_of_whole_numbers_and_known() -> None:
    """Held against the digest of the plates as they were first made, so that another machine would tell."""
    both = hashlib.sha256(grain_plate().astype("<i2").tobytes() + streak_plate().astype("<i2").tobytes())
    assert both.hexdigest()[:16] == "a47b83b114776a5c"


@pytest.mark.parametrize(
    ("written", "family"),
    [
        ('font-family="DejaVu Sans"', "Comfortaa"),
        ("font-family=\"'No Such Typeface', Arial, sans-serif\"", "Comfortaa"),
        ('style="font-family:Arial;font-size:40px"', "Comfortaa"),
        ('style="font: bold 40px/1.2 Arial"', "Comfortaa"),
        ('class="sign"', "Comfortaa"),
        ('font-family="limelight, serif"', "Limelight"),
    ],
)
def test_words_are_set_in_a_typeface_of_the_package_whatever_a_file_asks_for(tmp_path, caplog, written, family) -> None:
    file = tmp_path / "sign.svg"
    file.write_text(SIGN.replace("WRITTEN", written), encoding="utf-8")
    texts = [element for element in read_drawing(file).root.iter() if element.tag.endswith("text")]
    (text,) = texts
    styled = re.findall(r"font-family:([^;]*)$", text.get("style", ""))
    assert (styled[0] if styled else text.get("font-family")) == family
    told = [f"{file}: its words are set in Comfortaa instead of " in message for message in caplog.messages]
    assert told == ([True] if family == "Comfortaa" else [])


def test_the_words_of_a_foreign_typeface_are_seen(tmp_path) -> None:
    pictures = []
    for attribute in ('font-family="Comfortaa"', 'font-family="Arial"', 'display="none"'):
        (tmp_path / "sign.svg").write_text(SIGN.replace("WRITTEN", attribute), encoding="utf-8")
        scene = Scene(id="sign", prompt="", motif="sign", steps=0)
        step = replace(wide_open(IDENTITY, step_of(board_of(scene_of("bus", steps=1)), 0)), scene=scene)
        pictures.append(IllustratedPainter(board_of(scene), {"folder": str(tmp_path)}).paint(step, None))
    assert np.array_equal(pictures[0], pictures[1])
    assert not np.array_equal(pictures[0], pictures[2])


SIGN = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 180"><style>.sign {font-family: Verdana}</style>
<rect width="320" height="180" fill="#274a68"/><circle id="portal" cx="160" cy="70" r="38" fill="#ffd98a"/>
<text x="10" y="160" font-size="30" fill="#fff" WRITTEN>Agqt 1980</text></svg>"""
