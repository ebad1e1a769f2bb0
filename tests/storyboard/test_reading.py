from fractions import Fraction
from pathlib import Path

import pytest

from composer.storyboard.reading import load_text, read_storyboard
from composer.storyboard.records import (
    BarCue,
    DecadeLook,
    Direction,
    Hold,
    Length,
    Output,
    PainterChoice,
    Person,
    PortalSpec,
    Scene,
    Snap,
    Storyboard,
    TimeCue,
    Unit,
)

FULL = """\
title: The Long Ride
song: ../audio/ride.ogg
direction: in
look: "35 mm film still"
avoid: text, watermark
painter: {stills: {folder: photos, nested: true, factors: [1.5, 2]}}
output: {size: reels, fps: 29.97, encoder: hevc, depth: 10, crf: 22}
zoom: 1.5
snap: beat
offset: -40 ms
pulse: 0.3
hold: {start: 2 bars, end: 1.5 s}
cast:
  june: {born: 1972, woman: true, looks: "red curly hair"}
  theo: {born: 1971, man: true}
  sam: {born: 1990}
decades:
  1970s: warm brown
  1980: {look: neon, palette: ["#000000", "#111111", "#222222", "#333333", "#444444", "#555555"]}
scenes:
  - id: bus
    year: 1980
    prompt: "{june} on a bus"
    bars: 8
    steps: 3
    portal: {at: [0.55, 0.45], turn: 8 deg}
    ease: rush
    seed: 11
    caption: true
  - id: prom
    decade: 1980s
    prompt: the prom
    at: bar 9 beat 2
    zoom: 2.5
    pulse: 0
    motif: prom
    caption: true
  - {id: date, prompt: a drive-in, weight: 2.5, portal: {turn: -3.5}}
  - {id: wedding, prompt: a church, at: 1:02.5, caption: 1995}
"""


@pytest.fixture
def board(tmp_path: Path) -> Storyboard:
    folder = tmp_path / "boards"
    folder.mkdir()
    file = folder / "ride.yaml"
    file.write_text(FULL)
    return read_storyboard(file)


def test_every_key_of_the_film_is_read(board: Storyboard, tmp_path: Path) -> None:
    assert board.title == "The Long Ride"
    assert board.song == tmp_path / "boards" / "../audio/ride.ogg"
    assert board.direction is Direction.IN
    assert board.look == "35 mm film still"
    assert board.avoid == "text, watermark"
    assert board.painter == PainterChoice(
        name="stills", options={"folder": "photos", "nested": True, "factors": [1.5, 2]}
    )
    assert board.output == Output(width=1080, height=1920, fps=Fraction(30000, 1001), encoder="hevc", depth=10, crf=22)
    assert board.snap is Snap.BEAT
    assert board.offset_seconds == -0.04
    assert board.hold == Hold(start=Length(amount=2, unit=Unit.BARS), end=Length(amount=1.5, unit=Unit.SECONDS))
    assert board.cast == (
        Person(name="june", born=1972, kind="woman", looks="red curly hair"),
        Person(name="theo", born=1971, kind="man"),
        Person(name="sam", born=1990),
    )
    assert board.decades == {
        1970: DecadeLook(look="warm brown"),
        1980: DecadeLook(look="neon", palette=("#000000", "#111111", "#222222", "#333333", "#444444", "#555555")),
    }


def test_every_key_of_a_scene_is_read(board: Storyboard) -> None:
    assert board.scenes == (
        Scene(
            id="bus",
            year=1980,
            prompt="{june} on a bus",
            length=Length(amount=8, unit=Unit.BARS),
            steps=3,
            zoom=1.5,
            portal=PortalSpec(at=(0.55, 0.45), turn_degrees=8),
            ease="rush",
            pulse=0.3,
            seed=11,
            caption="1980",
        ),
        Scene(
            id="prom",
            year=1985,
            prompt="the prom",
            cue=BarCue(bar=9, beat=2),
            steps=2,
            zoom=2.5,
            pulse=0,
            motif="prom",
            caption="1980s",
        ),
        Scene(
            id="date",
            prompt="a drive-in",
            weight=2.5,
            steps=2,
            zoom=1.5,
            pulse=0.3,
            portal=PortalSpec(turn_degrees=-3.5),
        ),
        Scene(id="wedding", prompt="a church", cue=TimeCue(seconds=62.5), steps=1, zoom=1.5, pulse=0.3, caption="1995"),
    )


def test_a_storyboard_needs_no_more_than_one_scene_with_a_prompt() -> None:
    board = load_text("scenes: [{id: bus, prompt: a bus}]", Path("x.yaml"))
    assert board == Storyboard(file=Path("x.yaml"), scenes=(Scene(id="bus", prompt="a bus", steps=1, pulse=0.2),))


def test_pulling_out_the_first_scene_is_the_innermost_and_has_no_steps() -> None:
    text = "direction: out\nscenes: [{id: a, prompt: a}, {id: b, prompt: b}]"
    assert [scene.steps for scene in load_text(text, Path("x.yaml")).scenes] == [0, 2]


@pytest.mark.parametrize(
    ("path", "line", "column"),
    [
        ("title", 1, 8),
        ("painter.stills.folder", 6, 28),
        ("painter.stills.factors[1]", 6, 65),
        ("output.fps", 7, 28),
        ("hold.end", 12, 28),
        ("cast.june.born", 14, 16),
        ("decades.1970s", 18, 10),
        ("scenes[0]", 21, 5),
        ("scenes[0].portal.at[1]", 26, 25),
        ("scenes[1].at", 33, 9),
        ("scenes[2].portal.turn", 38, 64),
        ("scenes[2].ease", 38, 5),
    ],
)
def test_every_value_has_its_place_and_a_default_that_of_the_value_around_it(
    board: Storyboard, path: str, line: int, column: int
) -> None:
    place = board.place(path)
    assert (place.file.name, place.line, place.column) == ("ride.yaml", line, column)


def test_with_a_folder_of_pictures_scenes_need_no_prompt() -> None:
    text = "painter: {stills: {folder: photos}}\nscenes: [{id: bus}, {id: prom}]\n"
    assert [scene.prompt for scene in load_text(text, Path("ride.yaml")).scenes] == ["", ""]


@pytest.mark.parametrize("direction", ["in", "out"])
def test_every_scene_of_a_loop_leads_to_another(direction: str) -> None:
    text = f"loop: true\ndirection: {direction}\nscenes: [{{id: a, prompt: a}}, {{id: b, prompt: b}}]"
    board = load_text(text, Path("x.yaml"))
    assert board.loop
    assert [scene.steps for scene in board.scenes] == [2, 2]
