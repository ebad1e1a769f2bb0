"""What YAML means in a storyboard: aliases, merges, and the scalars of YAML 1.2."""

from pathlib import Path

import pytest

from composer.storyboard.reading import load_text
from composer.storyboard.records import Scene, Storyboard
from composer.storyboard.scalars import plain_meaning

SHARED = """\
look: &words warm light
avoid: *words
scenes:
  - &first
    id: a
    prompt: a
    zoom: 3
    portal: &door {at: [0.5, 0.5], turn: 3}
  - <<: *first
    id: b
    zoom: 4
  - {id: c, prompt: *words, portal: *door}
  - <<: [{zoom: 5, seed: 1}, *first, {seed: 2, ease: rush}]
    id: d
"""


def read(text: str) -> Storyboard:
    return load_text(text, Path("x.yaml"))


def place(board: Storyboard, path: str) -> tuple[int, int]:
    return board.place(path).line, board.place(path).column


def test_aliases_and_merges_share_values_nearest_first() -> None:
    board = read(SHARED)
    assert board.avoid == "warm light"
    a, b, c, d = board.scenes
    assert (b.prompt, b.zoom, b.portal) == ("a", 4, a.portal)
    assert (c.prompt, c.portal) == ("warm light", a.portal)
    assert (d.prompt, d.zoom, d.seed, d.ease, d.portal) == ("a", 5, 1, "rush", a.portal)


def test_a_shared_value_stands_where_its_alias_or_its_text_is() -> None:
    board = read(SHARED)
    assert place(board, "look") == (1, 14)
    assert place(board, "avoid") == (2, 8)
    assert place(board, "scenes[0]") == (5, 5)
    assert place(board, "scenes[1].zoom") == (11, 11)
    assert place(board, "scenes[1].prompt") == (6, 13)
    assert place(board, "scenes[2].portal") == (12, 37)
    assert place(board, "scenes[2].portal.turn") == (8, 42)
    assert place(board, "scenes[3].zoom") == (13, 17)


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_line_ends_and_byte_order_marks_do_not_move_places(mark: str, line_end: str) -> None:
    board = read(mark + SHARED.replace("\n", line_end))
    assert place(board, "scenes[3].zoom") == (13, 17)
    assert board.scenes == read(SHARED).scenes


@pytest.mark.parametrize("text", ["yes", "no", "on", "off", "y", "1:30", "2024-01-02", "1_000", "0b11", "=", "1e", "+"])
def test_words_that_older_yaml_takes_for_something_else_are_text(text: str) -> None:
    assert plain_meaning(text) == text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("010", 10),
        ("0o10", 8),
        ("0x1F", 31),
        ("-7", -7),
        ("+7", 7),
        ("1.", 1.0),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("-.inf", float("-inf")),
        ("TRUE", True),
        ("False", False),
        ("~", None),
        ("Null", None),
        ("", None),
    ],
)
def test_numbers_and_words_mean_what_yaml_1_2_says(text: str, value: object) -> None:
    assert plain_meaning(text) == value
    assert type(plain_meaning(text)) is type(value)


@pytest.mark.parametrize(
    ("written", "prompt"),
    [
        ("yes", "yes"),
        ("1984", "1984"),
        ("007", "007"),
        ("!!str 12", "12"),
        ("! true", "true"),
        ('"tab\\tand \\u00e9"', "tab\tand é"),
        ("'it''s'", "it's"),
        ("two\n      lines", "two lines"),
        (">\n      two\n      lines\n", "two lines\n"),
        ("|-\n      two\n       lines", "two\n lines"),
        ("日本語 🎬", "日本語 🎬"),
    ],
)
def test_text_is_what_was_written(written: str, prompt: str) -> None:
    assert read(f"scenes:\n  - id: a\n    prompt: {written}\n").scenes[0].prompt == prompt


def test_comments_document_marks_and_directives_are_allowed() -> None:
    board = read("%YAML 1.2\n# one\n---\nscenes: # two\n- {id: a, prompt: a} # three\n...\n# four\n")
    assert board.scenes == (Scene(id="a", prompt="a", steps=1, pulse=0.2),)


def test_json_is_a_storyboard_too() -> None:
    assert read('{"scenes": [{"id": "a", "prompt": "a"}]}').scenes[0].id == "a"
