"""The README keeps its word: its storyboards read, its command lines run, its tables name the whole language."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import film_kit
import numpy as np
import pytest
import yaml
from PIL import Image

from composer.cli import main
from composer.easing import EASINGS
from composer.listening.beatsfile import read_beats_file
from composer.listening.guidance import Anchor, Guidance
from composer.listening.trackers import TRACKERS
from composer.painting import registry
from composer.storyboard.fields import HOLD, OUTPUT, PERSON, PORTAL, SCENE, STORYBOARD
from composer.storyboard.parts import DECADE, LIGHT, TEXTURE
from composer.storyboard.reading import load_text, read_storyboard
from composer.storyboard.records import DecadeLook

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```yaml\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
SHELL = "\n".join(re.findall(r"^```sh\n(.*?)^```", README, re.MULTILINE | re.DOTALL))
COMMANDS = [
    *(line.split("#")[0].strip() for line in SHELL.splitlines() if line.startswith("longzoom ")),
    *re.findall(r"`(longzoom [a-z][^`…]*)`", README),
]
STORYBOARDS = [block for block in BLOCKS if block.startswith("title:")]
PAINTERS = [block for block in BLOCKS if block.startswith("painter:")]
DECADES = [block for block in BLOCKS if block.startswith("decades:")]
MOTIFS = [block for block in BLOCKS if re.match(r"\w+: \{shows:", block)]
DRAWINGS = re.findall(r"^```xml\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
BEATS = [block for block in BLOCKS if block.startswith(("offset:", "tempo:", "tracker:"))]


def keys_of_table(heading: str) -> list[str]:
    """The keys that the first column of a table names."""
    table = README[README.index(f"| {heading} |") :].split("\n\n")[0]
    cells = [row.split("|")[1] for row in table.splitlines()[2:]]
    return [key for cell in cells for key in re.findall(r"`(\w+)`", cell)]


def test_the_readme_has_a_storyboard_and_each_one_reads_and_plans(tmp_path: Path) -> None:
    assert STORYBOARDS
    song = film_kit.write_song(tmp_path / "my-song.mp3", bars=24)
    film_kit.write_grid(song)
    (tmp_path / "photos").mkdir()
    for text in STORYBOARDS:
        path = tmp_path / "film.yaml"
        path.write_text(text, encoding="utf-8")
        assert read_storyboard(path, check_files=True).title == yaml.safe_load(text)["title"]


def test_the_storyboard_of_the_readme_is_scheduled_where_it_says(tmp_path: Path) -> None:
    song = film_kit.write_song(tmp_path / "my-song.mp3", bars=24)
    film_kit.write_grid(song)
    path = tmp_path / "film.yaml"
    # The one part that hangs on what is heard is a section of the song.
    path.write_text(STORYBOARDS[0].replace('"section 4"', '"bar 21"'), encoding="utf-8")
    scenes = film_kit.answer("plan", path)["scenes"]
    assert [scene["id"] for scene in scenes] == ["bus", "prom", "wedding", "stars"]
    assert [scene["bar"] for scene in scenes[:2]] == [1, 9]
    assert scenes[2]["beat"] == 1


@pytest.mark.parametrize("block", PAINTERS)
def test_each_painter_of_the_readme_reads(block: str) -> None:
    text = f"{block}\nscenes: [{{id: bus, prompt: a yellow bus}}]\n"
    assert load_text(text, Path("film.yaml")).painter.name in block


def test_every_beats_file_of_the_readme_reads(tmp_path: Path) -> None:
    read = []
    for block in BEATS:
        path = tmp_path / "song.beats.yaml"
        path.write_text(block, encoding="utf-8")
        read.append(read_beats_file(path))
    guiding, correcting, choosing = read
    assert guiding.request.guidance == Guidance(
        tempo=(90, 120), meter=2, anchors=(Anchor(seconds=12.5), Anchor(seconds=13.02, position=1))
    )
    assert (correcting.offset_seconds, correcting.level, correcting.first_downbeat) == (-0.02, 0.5, 0.52)
    assert dict(choosing.tracker.options) == {"bpm": 97, "offset": 0.52}


def test_the_table_of_trackers_names_each_with_its_options() -> None:
    rows = README[README.index("| tracker |") :].split("\n\n")[0].splitlines()[2:]
    assert [re.findall("`([a-z_]+)`", row)[0] for row in rows] == list(TRACKERS)
    for row, tracker in zip(rows, TRACKERS.values(), strict=True):
        assert all(f"`{option}" in row for option in tracker.options.fields)


@pytest.mark.parametrize("block", DECADES)
def test_each_decade_of_the_readme_reads_and_shows_every_key(block: str) -> None:
    decades = load_text(f"{block}\nscenes: [{{id: bus, prompt: a yellow bus}}]\n", Path("film.yaml")).decades
    assert decades[1950] == DecadeLook(look="black and white")
    written = {key for value in yaml.safe_load(block)["decades"].values() if isinstance(value, dict) for key in value}
    assert written == set(DECADE.fields) - {"look"}
    assert set(yaml.safe_load(block)["decades"]["1970s"]["texture"]) == set(TEXTURE.fields)
    assert set(yaml.safe_load(block)["decades"]["1970s"]["light"]) == set(LIGHT.fields)


def test_the_drawing_of_the_readme_is_painted_for_the_words_it_is_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    illustrator = "composer.painting.illustrated:IllustratedPainter"
    monkeypatch.setattr(registry, "PAINTERS", {**registry.PAINTERS, "illustrated": illustrator})
    (drawing,), (motif,) = DRAWINGS, MOTIFS
    (tmp_path / "drawings").mkdir()
    (tmp_path / "drawings" / "lighthouse.svg").write_text(drawing, encoding="utf-8")
    (tmp_path / "drawings" / "motifs.yaml").write_text(motif, encoding="utf-8")
    film = tmp_path / "film.yaml"
    painter = next(block for block in PAINTERS if "folder: drawings" in block)
    scenes = "{id: a, prompt: the beacon at night, seconds: 1}, {id: b, prompt: a bus, seconds: 1}"
    film.write_text(f"{painter}scenes: [{scenes}]\noutput: {{size: 320x180}}\n")
    listed = film_kit.answer("motifs", film, "--no-sheet")["motifs"]
    assert {each["name"]: each["scenes"] for each in listed if each["scenes"]} == {"lighthouse": ["a"], "bus": ["b"]}
    assert listed[0]["shows"] == "a lighthouse by night"
    painted = film_kit.answer("paint", film, "--sheet", tmp_path / "sheet.png")["keyframes"]
    assert [keyframe["scene"] for keyframe in painted] == ["a", "a", "b", "b"]
    assert tuple(np.array(Image.open(painted[0]["path"]))[5, 5]) == (0x27, 0x4A, 0x68)


def test_every_other_block_of_yaml_is_yaml() -> None:
    assert len(BLOCKS) == len(STORYBOARDS) + len(PAINTERS) + len(BEATS) + len(DECADES) + len(MOTIFS)


@pytest.mark.parametrize("line", COMMANDS)
def test_each_command_line_of_the_readme_is_understood(line: str) -> None:
    program, verb, *arguments = shlex.split(line)
    assert program == "longzoom"
    command = main.commands[verb]
    with command.make_context(verb, [argument for argument in arguments if argument != "…"]) as context:
        assert isinstance(context, click.Context)


def test_every_verb_is_in_the_readme() -> None:
    assert {line.split()[1] for line in COMMANDS} | {"doctor", "schema"} >= set(main.commands) - {"studio"}


def test_the_tables_name_every_key_of_the_language_and_no_other() -> None:
    top, scene = keys_of_table("key"), keys_of_table("key of a scene")
    assert sorted(top) == sorted(STORYBOARD.fields)
    assert sorted(scene) == sorted(SCENE.fields)


@pytest.mark.parametrize("table", [OUTPUT, HOLD, PORTAL, PERSON], ids=lambda table: table.what)
def test_the_keys_within_a_key_are_shown(table: object) -> None:
    language = README[README.index("## The language") :]
    named = [key for key in table.fields if re.search(rf"[`{{ ]{key}:", language)]  # type: ignore[attr-defined]
    # A person is a woman, a man or a person: one of the three is enough.
    assert set(table.fields) - set(named) <= {"woman", "man", "person"}  # type: ignore[attr-defined]


def test_the_defaults_of_the_tables_are_those_of_the_language() -> None:
    rows = [row.split("|") for row in README[README.index("## The language") :].splitlines() if row.startswith("| `")]
    told = {row[1].strip(" `"): row[3].strip(" `") for row in rows if len(row) == 5}
    for table in (STORYBOARD.fields, SCENE.fields):
        for key, field in table.items():
            if field.default is not None and key in told and key != "steps":
                assert told[key] == str(field.default), key
    assert told["steps"] == "2, the last 1"


def test_the_python_of_the_readme_makes_a_film(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (code,) = re.findall(r"^```python\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    film_kit.write_song(tmp_path / "song.mp3", bars=2)
    (tmp_path / "film.yaml").write_text("output: {size: 160x90, fps: 5}\nscenes: [{id: bus, prompt: a bus}]\n")
    monkeypatch.chdir(tmp_path)
    exec(code, {})
    assert len(film_kit.frame_hashes(tmp_path / "film.mp4")) == 20
    assert capsys.readouterr().out.startswith("20 {'listen': ")


def test_the_files_that_the_readme_shows_are_there() -> None:
    for path in re.findall(r"!?\[[^\]]*\]\(([^)#]+)\)", README):
        assert path.startswith("http") or (ROOT / path).exists(), path


def test_every_folder_and_module_that_the_readme_names_is_there() -> None:
    for name in re.findall(r"`(composer/[\w./]+)`", README):
        assert (ROOT / name).exists(), name


def test_the_picture_of_the_easings_has_each_of_them() -> None:
    svg = (ROOT / "storyboards" / "pictures" / "easings.svg").read_text(encoding="utf-8")
    assert all(f">{name}<" in svg for name in EASINGS)
