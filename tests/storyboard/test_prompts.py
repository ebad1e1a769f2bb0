from dataclasses import replace
from pathlib import Path

import pytest

from composer.errors import ComposerError, StoryboardError
from composer.storyboard.prompts import described_person, filled_prompt, full_avoid, full_prompt, people_named
from composer.storyboard.reading import load_text
from composer.storyboard.records import Person

JUNE = Person(name="june", born=1972, kind="woman", looks="red curly hair, freckles")
THEO = Person(name="theo", born=1971, kind="man")
SAM = Person(name="sam", born=1970)
BOARD = """\
look: 35 mm film still,
avoid: text, watermark
cast: {june: {born: 1972, woman: true, looks: "red curly hair"}}
decades: {1980s: faded Kodachrome}
scenes:
  - {id: bus, year: 1980, prompt: "{june} on a bus"}
  - {id: stars, prompt: "stars {{not a name}}"}
  - {id: baby, year: 2010, prompt: " "  , image: board.yaml}
"""


@pytest.mark.parametrize(
    ("age", "woman", "man", "person"),
    [
        (0, "baby girl", "baby boy", "baby"),
        (1, "1-year-old toddler girl", "1-year-old toddler boy", "1-year-old toddler"),
        (3, "3-year-old toddler girl", "3-year-old toddler boy", "3-year-old toddler"),
        (4, "4-year-old girl", "4-year-old boy", "4-year-old child"),
        (12, "12-year-old girl", "12-year-old boy", "12-year-old child"),
        (13, "13-year-old teenage girl", "13-year-old teenage boy", "13-year-old teenager"),
        (19, "19-year-old teenage girl", "19-year-old teenage boy", "19-year-old teenager"),
        (20, "20-year-old young woman", "20-year-old young man", "20-year-old young person"),
        (34, "34-year-old young woman", "34-year-old young man", "34-year-old young person"),
        (35, "35-year-old woman", "35-year-old man", "35-year-old person"),
        (64, "64-year-old woman", "64-year-old man", "64-year-old person"),
        (65, "65-year-old elderly woman", "65-year-old elderly man", "65-year-old elderly person"),
    ],
)
def test_a_person_is_called_by_age(age: int, woman: str, man: str, person: str) -> None:
    assert described_person(replace(THEO, kind="woman"), 1971 + age) == woman
    assert described_person(THEO, 1971 + age) == man
    assert described_person(SAM, 1970 + age) == person


def test_looks_follow_the_age() -> None:
    assert described_person(JUNE, 1980) == "8-year-old girl, red curly hair, freckles"


def test_names_in_braces_become_people_and_double_braces_stay() -> None:
    prompt = filled_prompt("{june} {{and}} {theo}", (JUNE, THEO), 1980)
    assert prompt == "8-year-old girl, red curly hair, freckles {and} 9-year-old boy"


@pytest.mark.parametrize(
    ("prompt", "year", "message", "hint"),
    [
        ("{jun}", 1980, 'no one in the cast is called "{jun}"', 'did you mean "june"?'),
        ("{}", 1980, 'no one in the cast is called "{}"', "use one of: june"),
        ("{ june }", 1980, 'no one in the cast is called "{ june }"', 'did you mean "june"?'),
        ("{june}", None, '"{june}" has no age in a scene without a year', "add year: to the scene"),
        (
            "{june}",
            1971,
            '"{june}" is in a scene of 1971, but born in 1972',
            "change the scene's year, or take the name out",
        ),
        ("a { b", 1980, 'a lone "{" stands in the prompt', 'write "{{" for a brace'),
        ("a } b", 1980, 'a lone "}" stands in the prompt', 'write "}}" for a brace'),
        ("{june", 1980, 'a lone "{" stands in the prompt', 'write "{{" for a brace'),
    ],
)
def test_a_prompt_that_cannot_be_filled_is_refused(prompt: str, year: int | None, message: str, hint: str) -> None:
    with pytest.raises(ComposerError) as caught:
        filled_prompt(prompt, (JUNE,), year)
    assert (caught.value.message, caught.value.hint) == (message, hint)


def test_a_scenes_words_are_its_prompt_its_decade_and_the_films_look(tmp_path: Path) -> None:
    (tmp_path / "board.yaml").touch()
    board = load_text(BOARD, tmp_path / "board.yaml")
    bus, stars, baby = board.scenes
    assert full_prompt(board, bus) == "8-year-old girl, red curly hair on a bus, faded Kodachrome, 35 mm film still"
    assert full_prompt(board, stars) == "stars {not a name}, 35 mm film still"
    assert full_prompt(board, baby) == (
        "phone photo with a faded filter, teal shadows, peach highlights, rose gold, 35 mm film still"
    )


def test_a_subject_stands_behind_the_prompt_and_before_the_looks() -> None:
    cast = "cast: {june: {born: 1972, woman: true}, theo: {born: 1971, man: true}}\nlook: film\n"
    text = cast + 'scenes: [{id: a, year: 1980, prompt: "a kitchen,", subject: "{june}, {june} and {theo}"}]'
    board = load_text(text, Path("x.yaml"))
    (scene,) = board.scenes
    look = full_prompt(board, scene).removeprefix("a kitchen, ")
    assert look.endswith(", film")
    people = "8-year-old girl, 8-year-old girl and 9-year-old boy"
    assert full_prompt(board, scene, with_subject=True) == f"a kitchen, {people}, {look}"
    assert people_named(board, scene) == ()
    assert [person.name for person in people_named(board, scene, with_subject=True)] == ["june", "theo"]


def test_escaped_braces_name_nobody() -> None:
    text = 'cast: {june: {born: 1972}}\nscenes: [{id: a, prompt: "{{june}} x"}]'
    board = load_text(text, Path("x.yaml"))
    assert people_named(board, board.scenes[0]) == ()


def test_a_scene_avoids_what_came_after_its_year(tmp_path: Path) -> None:
    (tmp_path / "board.yaml").touch()
    board = load_text(BOARD, tmp_path / "board.yaml")
    bus, stars, baby = board.scenes
    assert full_avoid(board, bus) == "text, watermark, modern cars, flat screens, smartphones"
    assert full_avoid(board, replace(bus, year=2001)) == "text, watermark, smartphones"
    assert full_avoid(board, stars) == full_avoid(board, baby) == "text, watermark"


def test_a_subject_that_fails_later_is_told_at_its_place() -> None:
    board = load_text("scenes:\n  - {id: a, prompt: a, subject: b}\n", Path("x.yaml"))
    scenes = (replace(board.scenes[0], subject="{june}"),)
    assert full_prompt(replace(board, scenes=scenes), scenes[0]).startswith("a")
    with pytest.raises(StoryboardError, match=r"x\.yaml:2:33: scenes\[0\]\.subject: no one in the cast"):
        full_prompt(replace(board, scenes=scenes), scenes[0], with_subject=True)


def test_words_that_fail_later_are_told_at_the_prompts_place() -> None:
    board = load_text("scenes:\n  - {id: a, prompt: a}\n  - {id: b, prompt: b}\n", Path("x.yaml"))
    scenes = (board.scenes[0], replace(board.scenes[1], prompt="{june}"))
    with pytest.raises(StoryboardError) as caught:
        full_prompt(replace(board, scenes=scenes), scenes[1])
    assert str(caught.value) == (
        'x.yaml:3:21: scenes[1].prompt: no one in the cast is called "{june}"\n'
        "  hint: add the person to cast:, or write {{ for a brace"
    )
