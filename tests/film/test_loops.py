"""Loops and silent films from the storyboard to the file: no seam where the end meets the beginning."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import film_kit
import numpy as np
import pytest
from PIL import Image

from composer.film import Zoom, paint_film
from composer.film_plan import plan_film
from composer.order import Order
from composer.zooming.frames import YuvFrame

LOOP = """\
title: Rooms
loop: true
output: {size: 160x90, fps: 20}
scenes:
  - {id: attic, prompt: "the attic", seconds: 1.5, ease: rush}
  - {id: hall, prompt: "the hall", seconds: 2, steps: 1, caption: "noon"}
  - {id: cellar, prompt: "the cellar", seconds: 0.5}
"""
SIZE = (160, 90)


def written(folder: Path, text: str = LOOP) -> Path:
    path = folder / "loop.yaml"
    path.write_text(text)
    return path


def lumas(storyboard: Path, *numbers: int) -> list[np.ndarray]:
    plan = plan_film(Order(storyboard=storyboard))
    zoom = Zoom(plan, paint_film(plan))
    frames: list[YuvFrame] = [zoom.frame(number % plan.timeline.frame_count) for number in numbers]
    return [frame.y.astype(np.float64) for frame in frames]


def differences(frames: list[np.ndarray]) -> np.ndarray:
    """Mean change from each frame to the next, in levels."""
    return np.array([np.abs(after - before).mean() for before, after in pairwise(frames)])


@pytest.mark.parametrize("direction", ["in", "out"])
@pytest.mark.parametrize(
    "scenes",
    [
        '  - {id: a, prompt: "a", seconds: 4, steps: 1, ease: steady}\n',
        '  - {id: a, prompt: "a", seconds: 2, steps: 2, ease: steady, portal: {at: [0.5, 0.5], turn: 0}}\n'
        '  - {id: b, prompt: "b", seconds: 1, steps: 1, ease: steady, portal: {at: [0.5, 0.5], turn: 0}}\n',
        '  - {id: a, prompt: "a", seconds: 3, steps: 3, ease: steady, portal: {at: [0.6, 0.42], turn: 14 deg}}\n'
        '  - {id: b, prompt: "b", seconds: 3, steps: 3, ease: steady, zoom: 1.8, portal: {turn: -8 deg}}\n',
    ],
    ids=["one scene", "centred and short", "turned and longer"],
)
def test_the_last_frame_leads_to_the_first_as_any_frame_to_the_next(
    tmp_path: Path, direction: str, scenes: str
) -> None:
    text = f"loop: true\ndirection: {direction}\noutput: {{size: 160x90, fps: 60}}\nscenes:\n{scenes}"
    changes = differences(lumas(written(tmp_path, text), *range(-5, 6)))
    seam, beside = changes[4], np.delete(changes, 4)
    assert beside.min() > 0.05
    assert seam < 1.1 * beside.max()
    assert seam > 0.9 * beside.min()


def test_a_loop_without_a_song_is_planned_painted_and_filmed(tmp_path: Path) -> None:
    storyboard = written(tmp_path)
    assert film_kit.longzoom("check", storyboard).stdout == f"{storyboard}: no problem found\n"
    plan = film_kit.answer("plan", storyboard, "--frames")
    assert (plan["frame_count"], plan["duration"]) == (80, 4.0)
    assert [(s["id"], s["start_frame"], s["first_step"], s["bar"]) for s in plan["scenes"]] == [
        ("attic", 0, 0, None), ("hall", 30, 2, None), ("cellar", 70, 3, None)
    ]  # fmt: skip
    assert [plan["depth"][frame] for frame in (0, 30, 70)] == [0, 2, 3]
    assert 4.9 < plan["depth"][79] < 5
    assert [(each["step"], each["why"]) for each in plan["to_paint"]] == [(step, "new") for step in range(5)]
    made = film_kit.answer("render", storyboard, "-o", tmp_path / "loop.mp4")
    assert (made["painted"], made["reused_keyframes"], made["frame_count"], made["duration"]) == (5, 0, 80, 4.0)
    assert len(film_kit.frame_hashes(tmp_path / "loop.mp4")) == 80
    described = film_kit.longzoom("plan", storyboard).stdout
    assert "paint: 0 of 5 keyframes" in described
    assert "film:  0 of 80 frames" in described
    painted = film_kit.answer("paint", storyboard, "--sheet", tmp_path / "sheet.png")
    assert [keyframe["step"] for keyframe in painted["keyframes"]] == list(range(5))
    assert all(keyframe["reused"] for keyframe in painted["keyframes"])


def test_a_silent_film_has_no_sound_track(tmp_path: Path) -> None:
    storyboard = written(tmp_path, LOOP.replace("loop: true\n", ""))
    film_kit.answer("render", storyboard, "-o", tmp_path / "film.mp4")
    assert len(film_kit.frame_hashes(tmp_path / "film.mp4")) == 80
    with pytest.raises(Exception, match="ffmpeg"):
        film_kit.decoded_sound(tmp_path / "film.mp4", 22050)


def test_a_song_gives_the_timing_of_a_film_without_its_sound(tmp_path: Path) -> None:
    song = film_kit.write_song(tmp_path / "song.wav", bars=2, rate=16000)
    film_kit.write_grid(song)
    text = (
        LOOP.replace("seconds: 1.5", "beats: 2").replace("seconds: 2", "bars: 1").replace("seconds: 0.5", "weight: 1")
    )
    storyboard = written(tmp_path, text)
    film_kit.answer("render", storyboard, song.path, "-o", tmp_path / "loud.mp4")
    film_kit.answer("render", storyboard, song.path, "-o", tmp_path / "silent.mp4", "--silent")
    assert film_kit.decoded_sound(tmp_path / "loud.mp4", 16000).any()
    with pytest.raises(Exception, match="ffmpeg"):
        film_kit.decoded_sound(tmp_path / "silent.mp4", 16000)
    assert film_kit.frame_hashes(tmp_path / "silent.mp4") == film_kit.frame_hashes(tmp_path / "loud.mp4")


def test_without_a_song_scenes_in_bars_are_told_both_ways_out(tmp_path: Path) -> None:
    storyboard = written(tmp_path, LOOP.replace("seconds: 2", "bars: 2"))
    result = film_kit.longzoom("render", storyboard)
    assert result.exit_code == 2
    assert result.stderr == (
        f"longzoom: {storyboard}: no song is named\n  hint: write `song: my-song.mp3` into it, or name the song on the "
        "command line; for a silent film give every scene its length in `seconds:`\n"
    )


def test_what_cannot_be_timed_in_silence_is_said_by_check(tmp_path: Path) -> None:
    result = film_kit.longzoom(
        "check", written(tmp_path, LOOP.replace("scenes:", "zoom: 2\nscenes:") + "hold: {end: 1 bar}\n")
    )
    assert '"hold" and "loop" cannot stand together' in result.stderr
    storyboard = written(tmp_path, LOOP.replace("loop: true", "hold: {start: 1 bar}"))
    result = film_kit.longzoom("check", storyboard)
    assert result.exit_code == 2
    assert f"{storyboard}:2:15: hold.start: no bars were found in the song\n" in result.stderr


def test_a_changed_scene_of_a_loop_paints_it_and_those_around_it_up_to_the_first(tmp_path: Path) -> None:
    storyboard = written(tmp_path)
    film_kit.answer("render", storyboard, "-o", tmp_path / "loop.mp4")
    storyboard.write_text(LOOP.replace("the hall", "the landing"))
    plan = film_kit.answer("plan", storyboard)
    assert [(each["step"], each["scene"], each["why"]) for each in plan["to_paint"]] == [
        (0, "attic", "the keyframe inside it changed"),
        (1, "attic", "the keyframe inside it changed"),
        (2, "hall", "prompt changed"),
    ]
    made = film_kit.answer("render", storyboard, "-o", tmp_path / "loop.mp4")
    assert (made["painted"], made["reused_keyframes"]) == (3, 2)


def test_pruning_keeps_all_that_a_loop_is_made_from(tmp_path: Path) -> None:
    storyboard = written(tmp_path)
    film_kit.answer("render", storyboard, "-o", tmp_path / "loop.mp4")
    assert film_kit.answer("cache", storyboard, "--prune")["freed_bytes"] == 0


def test_takes_of_a_scene_in_a_loop_are_found_when_their_seed_is_written(tmp_path: Path) -> None:
    storyboard = written(tmp_path)
    taken = film_kit.answer("paint", storyboard, "--scene", "hall", "--takes", 2, "--sheet", tmp_path / "takes.png")
    assert [(k["scene"], k["step"], k["seed"], k["reused"]) for k in taken["keyframes"]] == [
        ("hall", 2, 0, False), ("hall", 2, 1, False)
    ]  # fmt: skip
    storyboard.write_text(LOOP.replace('prompt: "the hall"', 'prompt: "the hall", seed: 1'))
    plan = film_kit.answer("plan", storyboard)
    assert [each["step"] for each in plan["to_paint"]] == [0, 1]


def test_a_loop_as_an_animated_webp_goes_on_for_ever(tmp_path: Path) -> None:
    storyboard, target = written(tmp_path), tmp_path / "loop.webp"
    made = film_kit.answer("render", storyboard, "-o", target)
    assert (made["movie"], made["frame_count"], made["filmed_frames"]) == (str(target), 80, 80)
    assert made["encoding"] == {"encoder": "webp", "depth": 8, "quality": 85}
    truth = lumas(storyboard, *range(80))
    with Image.open(target) as picture:
        assert (picture.n_frames, picture.info["loop"], picture.size) == (80, 0, SIZE)
        for number in (0, 20, 79):
            picture.seek(number)
            grey = np.asarray(picture.convert("RGB"), np.float64) @ (0.2126, 0.7152, 0.0722)
            assert np.abs(grey * 219 / 255 + 16 - truth[number])[:60].mean() < 3.0  # the caption is below
    assert film_kit.answer("render", storyboard, "-o", target)["filmed_frames"] == 0


@pytest.mark.parametrize(
    ("text", "options"), [(LOOP.replace("loop: true\n", ""), []), (LOOP, ["--to", "hall"])], ids=["no loop", "passage"]
)
def test_what_does_not_go_on_is_played_once(tmp_path: Path, text: str, options: list[str]) -> None:
    film_kit.answer("render", written(tmp_path, text), "-o", tmp_path / "film.webp", *options)
    with Image.open(tmp_path / "film.webp") as picture:
        assert picture.info["loop"] == 1
        assert picture.n_frames == (30 if options else 80)


@pytest.mark.parametrize(
    ("name", "options", "says"),
    [
        ("loop.gif", [], r"a film in H\.264 is a .*\n  hint: name it loop\.mp4, or loop\.webp for a moving picture\n"),
        ("loop.webp", ["--fps", "120"], "browsers do not play an animated WebP at 120 frames per second"),
        ("loop.webp", ["--encoder", "hevc"], "an animated WebP has an encoder of its own"),
    ],
)
def test_files_that_cannot_be_made_are_refused_before_anything_is_painted(
    tmp_path: Path, name: str, options: list[str], says: str
) -> None:
    result = film_kit.longzoom("render", written(tmp_path), "-o", tmp_path / name, *options)
    assert result.exit_code == 2
    assert re.search(says, result.stderr), result.stderr
    assert not (tmp_path / ".longzoom" / "keyframes").exists()
