"""The program as it is installed, with its own illustrator, a picture of the director's, and nothing replaced."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import film_kit
import numpy as np
import pytest
from PIL import Image

STORYBOARD = """\
title: A Day
output: {size: 160x90, fps: 10}
cast:
  june: {born: 1972, woman: true, looks: "red curly hair"}
scenes:
  - {id: bus, year: 1980, prompt: "{june} on the yellow school bus", steps: 1, bars: 1}
  - {id: photo, image: photo.png, steps: 1}
  - {id: nothing-known, year: 1999, prompt: "a quasar", steps: 0, at: "bar 3"}
"""


def program(folder: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "composer", *(str(argument) for argument in arguments)]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_the_program_films_drawings_pictures_and_cards_in_one_zoom(tmp_path: Path) -> None:
    song = film_kit.write_song(tmp_path / "song.mp3", bars=4)
    film_kit.write_grid(song)
    Image.new("RGB", (640, 360), (30, 140, 60)).save(tmp_path / "photo.png")
    (tmp_path / "day.yaml").write_text(STORYBOARD)
    done = program(tmp_path, "render", "day.yaml", "song.mp3", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    report = json.loads(done.stdout)
    assert (Path(report["movie"]), report["painted"]) == (tmp_path / "day.mp4", 3)
    assert report["frame_count"] == len(film_kit.frame_hashes(tmp_path / "day.mp4"))
    raw = film_kit.ffmpeg("-i", tmp_path / "day.mp4", "-pix_fmt", "rgb24", "-f", "rawvideo", "-")
    frames = np.frombuffer(raw, np.uint8).reshape(-1, 90, 160, 3).astype(int)
    arrivals = [scene["arrival_frame"] for scene in json.loads(program(tmp_path, *PLAN).stdout)["scenes"]]
    assert arrivals == [0, 20, 40]
    bus, photo, card = (frames[frame] for frame in arrivals)
    # The drawing has many colours; the picture is its own around the opening; the card is not empty.
    assert len(np.unique(bus.reshape(-1, 3) // 32, axis=0)) > 20
    assert np.abs(photo[4:10, 4:10].mean(axis=(0, 1)) - (30, 140, 60)).max() < 12
    assert card.std() > 10
    again = json.loads(program(tmp_path, "render", "day.yaml", "song.mp3", "--json").stdout)
    assert (again["painted"], again["filmed_segments"]) == (0, 0)


PLAN = ("plan", "day.yaml", "song.mp3", "--json")
