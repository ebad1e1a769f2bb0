"""Every verb of the command line: what it prints, what it writes, and that results and progress keep apart."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree

import film_kit
import jsonschema
import numpy as np
import pytest
import soundfile
import yaml
from PIL import Image
from small_film import STORYBOARD, SmallFilm, write_small_film

#: Four bars of two seconds: eight seconds, four scenes.
TEXT = STORYBOARD.replace("bars: 2", "bars: 1").replace("bar 7", "bar 4")
SHORT = """\
title: Short
song: song.wav
output: {size: 160x90, fps: 2}
scenes:
  - {id: one, prompt: "one", bars: 1}
  - {id: two, prompt: "two"}
"""


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> SmallFilm:
    """A film that tests only look at."""
    small = write_small_film(tmp_path_factory.mktemp("base"), TEXT, bars=4)
    small.render()
    return small


@pytest.fixture
def small(tmp_path: Path) -> SmallFilm:
    return write_small_film(tmp_path, TEXT, bars=4)


@pytest.fixture
def short(tmp_path: Path) -> SmallFilm:
    return write_small_film(tmp_path, SHORT, bars=2)


def picture_size(path: Path) -> tuple[int, int]:
    with Image.open(path) as picture:
        picture.load()
        return picture.size


def stream(film: Path) -> str:
    """What ffmpeg says of the film's picture."""
    command = [film_kit.find_ffmpeg(), "-hide_banner", "-i", str(film)]
    said = subprocess.run(command, capture_output=True, text=True, check=False).stderr
    return next(line for line in said.splitlines() if "Video:" in line)


def test_new_writes_a_storyboard_that_checks_plans_and_is_never_written_over(tmp_path: Path) -> None:
    result = film_kit.longzoom("new", tmp_path / "my-film")
    path = tmp_path / "my-film" / "storyboard.yaml"
    assert (result.exit_code, result.stdout, result.stderr) == (0, f"{path}\n", "")
    assert yaml.safe_load(path.read_text())["title"] == "My Film"
    assert film_kit.answer("check", path) == {"errors": []}
    song = film_kit.write_song(tmp_path / "song.wav", bars=8)
    film_kit.write_grid(song)
    plan = film_kit.answer("plan", path, song.path)
    assert [scene["id"] for scene in plan["scenes"]] == ["bus", "prom", "date", "wedding", "birth", "porch", "stars"]
    path.write_text("mine")
    again = film_kit.longzoom("new", tmp_path / "my-film")
    assert (again.exit_code, path.read_text()) == (2, "mine")


def test_check_of_a_good_storyboard_says_so(base: SmallFilm) -> None:
    result = film_kit.longzoom("check", base.storyboard)
    assert (result.exit_code, result.stdout, result.stderr) == (0, f"{base.storyboard}: no problem found\n", "")
    assert film_kit.answer("check", base.storyboard, base.song.path) == {"errors": []}


def test_check_holds_the_storyboard_against_the_song_that_is_named(base: SmallFilm, tmp_path: Path) -> None:
    song = film_kit.write_song(tmp_path / "two-bars.wav", bars=2)
    film_kit.write_grid(song)
    result = film_kit.longzoom("check", base.storyboard, song.path, "--json")
    (error,) = json.loads(result.stdout)["errors"]
    assert (result.exit_code, error["path"]) == (2, "scenes[3].at")
    assert error["message"] == "bar 4 is after the end of the song (its last bar is 2)"


def test_listen_prints_the_beats_bars_and_sections_of_the_song(tmp_path: Path) -> None:
    song = film_kit.write_song(tmp_path / "song.wav", bpm=120, meter=4, bars=6)
    heard = film_kit.answer("listen", song.path)
    assert set(heard) >= {"duration", "tempo", "meter", "beats", "downbeats", "sections", "confidence"}
    assert (heard["duration"], heard["meter"]) == (12, 4)
    assert heard["tempo"] == pytest.approx(120, abs=0.5)
    for name, known in (("beats", song.beats), ("downbeats", song.bars)):
        assert max(np.abs(known - time).min() for time in heard[name]) < 0.016
        assert len(heard[name]) >= len(known) - 1
    assert heard["sections"][0]["start"] == 0
    assert heard["sections"][-1]["end"] == pytest.approx(12, abs=1e-6)
    assert all(a["end"] == b["start"] for a, b in zip(heard["sections"], heard["sections"][1:], strict=False))
    assert 0 < heard["confidence"] <= 1
    shown = film_kit.longzoom("listen", song.path).stdout
    assert shown.startswith(f"{song.path}: 0:12.00, {heard['tempo']:.1f} BPM, 4 beats in a bar")


def test_a_beats_file_that_listen_writes_says_what_was_heard(tmp_path: Path) -> None:
    song = film_kit.write_song(tmp_path / "song.wav", bars=4)
    heard = film_kit.answer("listen", song.path)
    written = film_kit.answer("listen", song.path, "--beats", tmp_path / "song.beats.yaml")
    assert written == heard
    again = film_kit.answer("listen", song.path)
    assert again["beats"] == pytest.approx(heard["beats"], abs=1e-4)
    assert again["downbeats"] == pytest.approx(heard["downbeats"], abs=1e-4)
    assert again["confidence"] == 1


def test_a_click_track_clicks_on_every_beat(tmp_path: Path) -> None:
    song = film_kit.write_song(tmp_path / "song.wav", bars=4)
    film_kit.write_grid(song)
    heard = film_kit.answer("listen", song.path, "--click", tmp_path / "clicks.wav")
    assert heard["beats"] == pytest.approx(song.beats)
    clicked, rate = soundfile.read(tmp_path / "clicks.wav")
    plain, _ = soundfile.read(song.path)
    clicks = np.abs(clicked - plain * (clicked @ plain) / (plain @ plain))
    for beat in song.beats:
        assert clicks[round(beat * rate) : round((beat + 0.005) * rate)].max() > 0.2
        assert clicks[round((beat + 0.1) * rate) : round((beat + 0.3) * rate)].max() < 0.1


@pytest.mark.slow
def test_a_click_film_flashes_on_every_beat(tmp_path: Path) -> None:
    song = film_kit.write_song(tmp_path / "song.wav", bars=2)
    film_kit.write_grid(song)
    film_kit.answer("listen", song.path, "--click", tmp_path / "clicks.mp4")
    luma = film_kit.decoded_luma(tmp_path / "clicks.mp4", (640, 360))
    ground = luma[:, :40, :40].mean(axis=(1, 2))
    rises = [frame for frame in range(len(ground)) if ground[frame] > 50 and (frame == 0 or ground[frame - 1] < 50)]
    assert rises == [round(beat * 30) for beat in song.beats]


def test_plan_prints_one_object_with_all_its_keys(base: SmallFilm) -> None:
    plan = film_kit.answer("plan", base.storyboard)
    assert set(plan) == {"fps", "frame_count", "duration", "size", "encoding", "scenes", "to_paint", "to_film"} | {
        "confidence",
        "passages",
        "detail",
        "outside",
        "pinned",
        "transitions",
    }
    assert (plan["fps"], plan["frame_count"], plan["duration"], plan["size"]) == (15, 120, 8, [160, 90])
    edges = [(scene["start_frame"], scene["end_frame"]) for scene in plan["scenes"]]
    assert edges == [(0, 30), (30, 60), (60, 90), (90, 120)]
    assert [(scene["bar"], scene["beat"]) for scene in plan["scenes"]] == [(1, 1), (2, 1), (3, 1), (4, 1)]
    assert [(scene["start"], scene["end"]) for scene in plan["scenes"]] == [(0, 2), (2, 4), (4, 6), (6, 8)]
    assert [(scene["first_step"], scene["steps"]) for scene in plan["scenes"]] == [(0, 2), (2, 2), (4, 2), (6, 1)]
    assert [scene["error_ms"] for scene in plan["scenes"]] == [0, 0, 0, 0]


def test_plan_gives_the_depth_of_every_frame_when_asked(base: SmallFilm) -> None:
    depth = film_kit.answer("plan", base.storyboard, "--frames")["depth"]
    assert len(depth) == 120
    assert [depth[frame] for frame in (0, 30, 60, 90, 119)] == pytest.approx([0, 2, 4, 6, 7])
    assert (np.diff(depth) > 0).all()


def test_plan_shows_a_table(base: SmallFilm) -> None:
    result = film_kit.longzoom("plan", base.storyboard)
    rows = [line.split() for line in result.stdout.splitlines()]
    assert rows[1] == ["scene", "bar", "beat", "time", "frame", "error", "length", "steps"]
    assert rows[4] == ["kitchen", "3", "1", "0:04.00", "60", "+0.0", "ms", "2.00", "s", "2"]
    last = "keyframes of 320x180 give 2.00 pixels for one of the film's 160x90 at an arrival, 1.00 just before the next"
    assert result.stdout.endswith(f"\npaint: 0 of 8 keyframes\nfilm:  0 of 120 frames\nsharp: {last}\n")


def test_titles_and_names_are_shown_as_they_are_written(tmp_path: Path) -> None:
    small = write_small_film(
        tmp_path / "a [live] folder with a name that is much longer than a line of a terminal" / "b", TEXT
    )
    small.change("title: Four Rooms", 'title: "[/red] Rooms [bold]"')
    small.change("id: kitchen", f"id: {'k' * 64}")
    result = film_kit.longzoom("plan", small.storyboard)
    assert result.exit_code == 0
    assert result.stdout.splitlines()[0].strip() == "[/red] Rooms [bold]"
    assert f"{'k' * 64}  " in result.stdout
    assert film_kit.longzoom("listen", small.song.path).stdout.startswith(f"{small.song.path}: 0:16.00, ")


def test_the_picture_of_the_timeline_names_every_scene(base: SmallFilm, tmp_path: Path) -> None:
    film_kit.answer("plan", base.storyboard, "--picture", tmp_path / "timeline.svg")
    root = ElementTree.parse(tmp_path / "timeline.svg").getroot()
    words = {element.text for element in root.iter("{http://www.w3.org/2000/svg}text")}
    assert words >= {"Four Rooms", "attic", "hall", "kitchen", "cellar", "bar 1", "bar 4"}
    film_kit.answer("plan", base.storyboard, "--picture", tmp_path / "timeline.png")
    assert picture_size(tmp_path / "timeline.png") == (int(root.attrib["width"]), int(root.attrib["height"]))


def test_paint_prints_its_keyframes_and_writes_a_contact_sheet(
    small: SmallFilm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(small.folder)
    painted = film_kit.answer("paint", small.storyboard)
    keyframes = painted["keyframes"]
    assert [keyframe["step"] for keyframe in keyframes] == list(range(8))
    assert [keyframe["scene"] for keyframe in keyframes] == [
        *["attic"] * 2,
        *["hall"] * 2,
        *["kitchen"] * 2,
        *["cellar"] * 2,
    ]
    assert {(keyframe["seed"], keyframe["reused"]) for keyframe in keyframes} == {(0, False)}
    assert [keyframe["measures"] is None for keyframe in keyframes] == [False] * 7 + [True]
    assert set(keyframes[0]["measures"]) == {"drift", "palette_drift", "contrast", "seam", "sharpness"}
    assert {picture_size(Path(keyframe["path"])) for keyframe in keyframes} == {(320, 180)}
    assert picture_size(small.folder / painted["sheet"])[0] > 700
    assert not small.film.exists()
    again = film_kit.longzoom("paint", small.storyboard, "--sheet", small.folder / "sheet.png")
    assert again.stdout == f"0 keyframes painted, 8 kept; {small.folder / 'sheet.png'}\n"
    report = small.render()
    assert (report["painted"], report["reused_keyframes"]) == (0, 8)


def test_takes_of_a_scene_are_kept_and_used_when_their_seed_is_written(small: SmallFilm) -> None:
    sheet = small.folder / "takes.jpg"
    taken = film_kit.answer("paint", small.storyboard, "--scene", "hall", "--takes", 3, "--sheet", sheet)
    keyframes = taken["keyframes"]
    assert [(keyframe["scene"], keyframe["seed"]) for keyframe in keyframes] == [
        ("hall", seed) for seed in (0, 0, 1, 1, 2, 2)
    ]
    assert len({Path(keyframe["path"]).read_bytes() for keyframe in keyframes}) == 6
    small.change("bars: 1\n  - id: kitchen", "bars: 1\n    seed: 2\n  - id: kitchen")
    painted = film_kit.answer("paint", small.storyboard, "--sheet", sheet)["keyframes"]
    reused = {(keyframe["step"], keyframe["scene"]): keyframe["reused"] for keyframe in painted}
    assert [step for (step, _), kept in reused.items() if not kept] == [0, 1]
    assert [keyframe["path"] for keyframe in painted[2:4]] == [keyframe["path"] for keyframe in keyframes[4:]]


def test_sheets_and_timeline_pictures_never_replace_what_the_film_is_made_from(tmp_path: Path) -> None:
    film_kit.write_song(tmp_path / "song.wav")
    own = tmp_path / "own.png"
    Image.fromarray(np.random.default_rng(3).integers(0, 255, (90, 160, 3), np.uint8)).save(own)
    before = own.read_bytes()
    storyboard = tmp_path / "film.yaml"
    storyboard.write_text(
        "song: song.wav\noutput: {size: 160x90, fps: 12}\nscenes:\n"
        "  - {id: own, image: own.png, steps: 1}\n  - {id: end, prompt: the end, steps: 0}\n",
        encoding="utf-8",
    )
    for verb in (["plan", "--picture"], ["paint", "--sheet"], ["render", "-o", tmp_path / "film.mp4", "--sheet"]):
        result = film_kit.longzoom(verb[0], storyboard, *verb[1:], own)
        assert result.exit_code == 2
        assert f"{own} is what the film is made from" in result.stderr
    assert own.read_bytes() == before


def test_render_prints_one_object_with_all_its_keys(base: SmallFilm) -> None:
    report = base.render()
    assert set(report) >= {
        *("movie", "frame_count", "fps", "size", "duration", "painted", "reused_keyframes"),
        *("filmed_segments", "reused_segments", "seconds"),
    }  # fmt: skip
    assert (report["movie"], report["frame_count"], report["fps"]) == (str(base.film), 120, 15)
    assert (report["size"], report["duration"]) == ([160, 90], 8)
    assert isinstance(report["seconds"], dict)
    assert set(report["seconds"]) == {"listen", "paint", "zoom", "film", "total"}


def test_progress_is_told_on_standard_error_and_the_result_on_standard_output(small: SmallFilm) -> None:
    result = film_kit.longzoom("render", small.storyboard, "-o", small.film)
    assert result.stdout.splitlines()[0] == f"{small.film}: 120 frames, 8.00 s, 160x90, h264"
    assert result.stdout.splitlines()[1].startswith("  8 keyframes painted, 0 kept; 2 segments filmed, 0 kept; ")
    stages = [line.split(":")[0] for line in result.stderr.splitlines()]
    assert list(dict.fromkeys(stages)) == ["listen", "paint", "film"]
    assert "film: 120 of 120 frames" in result.stderr
    quiet = film_kit.longzoom("render", small.storyboard, "-o", small.film, "--json")
    assert (quiet.stderr, len(quiet.stdout.splitlines())) == ("", 1)


def test_without_a_name_the_film_is_called_after_its_storyboard(
    short: SmallFilm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(short.folder)
    assert film_kit.longzoom("render", "rooms.yaml").exit_code == 0
    assert film_kit.longzoom("render", "rooms.yaml", "--draft").exit_code == 0
    assert {path.name for path in short.folder.glob("*.mp4")} == {"rooms.mp4", "rooms-draft.mp4"}


def test_a_draft_is_small_and_shares_its_keyframes_with_the_film(short: SmallFilm) -> None:
    short.change("160x90", "1280x720")
    draft = short.render("--draft")
    assert (draft["size"], draft["painted"]) == ([640, 360], 4)
    film = short.render()
    assert (film["size"], film["painted"], film["reused_keyframes"]) == ([1280, 720], 0, 4)


@pytest.mark.parametrize(
    ("given", "size", "fps"),
    [
        (("--size", "128x72"), (128, 72), "2 fps"),
        (("--size", "90x160"), (90, 160), "2 fps"),
        (("--for", "canvas"), (720, 1280), "2 fps"),
        (("--fps", "23.976"), (160, 90), "23.98 fps"),
    ],
)
def test_the_command_line_has_the_last_word_on_size_and_rate(
    short: SmallFilm, given: tuple[str, str], size: tuple[int, int], fps: str
) -> None:
    report = short.render(*given)
    assert tuple(report["size"]) == size
    told = stream(short.film)
    assert f", {size[0]}x{size[1]}" in told
    assert f" {fps}," in told
    assert "yuv420p(tv, bt709" in told


def test_frames_at_23_976_lie_on_its_exact_grid(short: SmallFilm) -> None:
    report = short.render("--fps", "23.976")
    assert report["fps"] == pytest.approx(24000 / 1001)
    assert report["frame_count"] == round(4 * 24000 / 1001)
    times = [time for time, _ in film_kit.frame_hashes(short.film)]
    assert times == [number * Fraction(1001, 24000) for number in range(96)]


def test_a_passage_has_the_frames_and_the_sound_of_its_part(base: SmallFilm, tmp_path: Path) -> None:
    out = tmp_path / "passage.mp4"
    report = film_kit.answer("render", base.storyboard, "-o", out, "--from", "hall", "--to", "bar 4")
    assert (report["frame_count"], report["duration"], report["painted"]) == (60, 4, 0)
    whole, part = (film_kit.decoded_luma(film, (160, 90)).astype(int) for film in (base.film, out))
    assert len(part) == 60
    # The frames are the film's, but for what the encoder makes of them.
    assert np.abs(whole[30:90] - part).mean() < 2
    assert np.abs(whole[33:93] - part).mean() > 4
    rate = 22050
    song, _ = soundfile.read(base.song.path)
    heard = film_kit.decoded_sound(out, rate)[: 4 * rate]
    assert abs(len(heard) - 4 * rate) < 2100
    expected = song[2 * rate : 2 * rate + len(heard)]
    assert np.corrcoef(heard, expected)[0, 1] > 0.98


def test_a_passage_by_time_shares_the_segments_of_the_film(base: SmallFilm, tmp_path: Path) -> None:
    report = film_kit.answer("render", base.storyboard, "-o", tmp_path / "end.mp4", "--from", "0:04")
    assert (report["frame_count"], report["filmed_segments"], report["reused_segments"]) == (60, 0, 1)


def test_a_passage_reaches_to_the_end_and_from_the_start_whatever_the_offset(small: SmallFilm) -> None:
    small.change("title: Four Rooms", "title: Four Rooms\noffset: -100 ms")
    assert small.render("--from", "0:00", "--to", "0:08")["frame_count"] == 120
    assert small.render("--from", "7.5 s", "--to", "8.004 s")["frame_count"] == 9


def test_render_writes_a_contact_sheet_when_asked(base: SmallFilm, tmp_path: Path) -> None:
    base.render("--sheet", tmp_path / "sheet.webp")
    assert picture_size(tmp_path / "sheet.webp")[0] > 700


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="needs signals")
def test_watching_renders_again_on_each_save_until_ctrl_c(short: SmallFilm) -> None:
    command = [*film_kit.COMMAND, "render", str(short.storyboard), "-o", str(short.film), "--watch"]
    with (short.folder / "log").open("w") as log:
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)

    def told() -> str:
        return (short.folder / "log").read_text()

    def wait_for(renders: int) -> None:
        deadline = time.monotonic() + 60
        while told().count("waiting for") < renders and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.05)
        assert told().count("waiting for") == renders, told()

    try:
        wait_for(1)
        first = film_kit.frame_hashes(short.film)
        short.change('"two"', '"two at night"')
        wait_for(2)
        second = film_kit.frame_hashes(short.film)
        assert len(first) == len(second)
        assert all(a[1] != b[1] for a, b in zip(first, second, strict=True))
        short.change("bars: 1", "bras: 1")
        wait_for(3)
        assert 'rooms.yaml:5:30: scenes[0].bras: a scene has no key "bras"' in told()
        assert film_kit.frame_hashes(short.film) == second
        short.change("bras: 1", "bars: 1")
        wait_for(4)
        beats = short.song.path.with_name("song.beats.yaml")
        beats.write_text(beats.read_text().replace("meter: 4", "meter: 2"))
        wait_for(5)
        assert film_kit.frame_hashes(short.film) != second
    finally:
        process.send_signal(signal.SIGINT)
    assert process.wait(60) == 130
    assert told().splitlines()[-1] == "longzoom: interrupted; what is painted and filmed so far is kept"
    assert "Traceback" not in told()


def test_cache_shows_what_is_kept_and_pruning_keeps_what_the_last_film_uses(small: SmallFilm) -> None:
    small.render()
    first = film_kit.answer("cache", small.storyboard)
    assert (first["folder"], first["freed_bytes"]) == (str(small.store), 0)
    assert [first[kind]["unused_bytes"] for kind in ("keyframes", "segments", "sound", "songs")] == [0, 0, 0, 0]
    small.change('"the kitchen"', '"the kitchen at noon"')
    small.render()
    unused = film_kit.answer("cache", small.storyboard)
    assert unused["keyframes"]["unused_bytes"] > 0
    assert unused["segments"]["unused_bytes"] > 0
    pruned = film_kit.answer("cache", small.storyboard, "--prune")
    assert pruned["freed_bytes"] == unused["keyframes"]["unused_bytes"] + unused["segments"]["unused_bytes"]
    assert (pruned["keyframes"]["unused_bytes"], pruned["segments"]["unused_bytes"]) == (0, 0)
    assert len(small.stamps("keyframes")) == 16
    report = small.render()
    assert (report["painted"], report["filmed_segments"]) == (0, 0)
    shown = film_kit.longzoom("cache", small.storyboard, "--prune").stdout
    assert shown.splitlines()[0] == str(small.store)
    assert shown.endswith("\n0.0 MB removed\n")


def test_pruning_a_store_of_two_storyboards_of_one_name_keeps_both(tmp_path: Path) -> None:
    films = [write_small_film(tmp_path / name, TEXT, bars=4) for name in ("first", "second")]
    films[1].change('"the attic"', '"another attic"')
    store = ("--store", tmp_path / "store", "--sheet", tmp_path / "sheet.jpg")
    for film in films:
        film_kit.answer("paint", film.storyboard, *store)
    pruned = film_kit.answer("cache", films[1].storyboard, *store[:2], "--prune")
    assert pruned["freed_bytes"] == 0
    first = film_kit.answer("paint", films[0].storyboard, *store)["keyframes"]
    assert all(keyframe["reused"] for keyframe in first)


def test_a_film_that_was_moved_with_its_folder_still_knows_why(tmp_path: Path) -> None:
    small = write_small_film(tmp_path / "here", TEXT, bars=4)
    film_kit.answer("paint", small.storyboard, "--sheet", tmp_path / "sheet.jpg")
    moved = small.folder.rename(tmp_path / "there") / small.storyboard.name
    moved.write_text(moved.read_text().replace('"the hall"', '"the long hall"'))
    told = {entry["scene"]: entry["why"] for entry in film_kit.answer("plan", moved)["to_paint"]}
    assert told == {"attic": "the keyframe inside it changed", "hall": "prompt changed"}


@pytest.mark.parametrize("damage", ["", "[1, 2]", '{"keyframes": {'])
def test_pruning_removes_nothing_while_the_record_of_a_film_is_damaged(small: SmallFilm, damage: str) -> None:
    film_kit.answer("paint", small.storyboard, "--sheet", small.folder / "sheet.jpg")
    (record,) = (small.store / "used").glob("*.json")
    record.write_text(damage)
    before = film_kit.stamps(small.store)
    result = film_kit.longzoom("cache", small.storyboard, "--prune")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        f"longzoom: {record}: the record of what a film uses is damaged\n"
        "  hint: render rooms.yaml again, or remove the record\n"
    )
    assert film_kit.stamps(small.store) == before
    film_kit.answer("paint", small.storyboard, "--sheet", small.folder / "sheet.jpg")
    assert film_kit.answer("cache", small.storyboard, "--prune")["freed_bytes"] == 0


def test_doctor_says_what_this_machine_has(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    found = film_kit.answer("doctor")
    assert {
        "Python",
        "ffmpeg",
        "librosa",
        "tracker beat_this",
        "painter illustrated",
        "painter stills",
        "painter diffusion",
        "GPU",
        "weights",
        "models",
        "space",
    } <= set(found)
    assert film_kit.find_ffmpeg() in found["ffmpeg"]
    shown = film_kit.longzoom("doctor").stdout
    changing = ("space", "weights", "GPU")
    models = found.pop("models")
    assert all(str(finding) in shown for name, finding in found.items() if name not in changing)
    assert all(model["name"] in shown for model in models)
    assert sum(model["auto"] for model in models) == 1


def test_schema_takes_good_storyboards_and_refuses_wrong_keys() -> None:
    result = film_kit.longzoom("schema")
    schema = json.loads(result.stdout)
    checker = jsonschema.Draft202012Validator(schema)
    assert not list(checker.iter_errors(yaml.safe_load(TEXT)))
    assert list(checker.iter_errors(yaml.safe_load(TEXT.replace("title:", "titel:"))))


def test_help_and_version_are_there_for_every_verb() -> None:
    shown = film_kit.longzoom("--help").stdout
    for verb in ("new", "check", "listen", "plan", "paint", "retake", "render", "cache", "doctor", "schema"):
        assert f"\n  {verb} " in shown
        assert film_kit.longzoom(verb, "--help").exit_code == 0
    assert film_kit.longzoom("--version").stdout.startswith("longzoom, version ")


def test_the_module_runs_as_the_command_does() -> None:
    done = subprocess.run([sys.executable, "-m", "composer", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == film_kit.longzoom("--version").stdout
