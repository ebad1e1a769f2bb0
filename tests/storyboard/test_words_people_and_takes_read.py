"""What a storyboard says for painters that paint by words: subjects, transitions, likenesses, takes and pins."""

from pathlib import Path

import pytest

from composer.storyboard.reading import load_text, read_storyboard
from composer.storyboard.records import Person, Photo, Scene, Storyboard, Transition

BOARD = """\
transition: {from: 3, to: 1}
likeness: 0.4
cast:
  june: {born: 1972, woman: true, picture: june.jpg}
  theo:
    born: 1971
    picture:
      2020: old/theo.jpg
      1980: theo.jpg
  sam: {born: 1990}
scenes:
  - {id: cake, year: 1980, prompt: a kitchen, subject: "{june} blows out the candles", steps: 4}
  - {id: hall, year: 1985, prompt: a hall, transition: 0.5, likeness: 0, takes: {2: 17, 1: 5}}
  - {id: yard, year: 1990, prompt: a yard, transition: 0}
  - {id: sea, year: 1995, prompt: the sea, steps: 2, pins: {1: "12345678", 2: 12e45678}}
  - {id: sky, year: 2000, prompt: the sky, transition: {from: 2}, steps: 3}
  - {id: end, prompt: stars, takes: {2: 4294967295}}
"""


@pytest.fixture
def board(tmp_path: Path) -> Storyboard:
    (tmp_path / "old").mkdir()
    for name in ("june.jpg", "theo.jpg", "old/theo.jpg"):
        (tmp_path / name).touch()
    file = tmp_path / "board.yaml"
    file.write_text(BOARD)
    return read_storyboard(file)


def scene(board: Storyboard, name: str) -> Scene:
    return next(each for each in board.scenes if each.id == name)


def test_a_subject_is_read_and_belongs_to_the_scenes_words(board: Storyboard) -> None:
    assert scene(board, "cake").subject == "{june} blows out the candles"
    assert scene(board, "cake").words == "a kitchen, {june} blows out the candles"
    assert scene(board, "hall").words == "a hall"


def test_a_scenes_transition_is_its_own_or_the_films_within_its_steps(board: Storyboard) -> None:
    assert [(each.id, each.transition) for each in board.scenes] == [
        ("cake", Transition(begin=3, end=1)),
        ("hall", Transition(begin=0.5, end=0)),
        ("yard", None),
        ("sea", Transition(begin=2, end=2 / 3)),
        ("sky", Transition(begin=2, end=0)),
        ("end", Transition(begin=1, end=1 / 3)),
    ]


def test_words_go_over_during_the_last_step_where_nothing_is_said() -> None:
    text = "direction: out\nscenes: [{id: a, prompt: a}, {id: b, prompt: b, steps: 3}, {id: c, prompt: c, steps: 1}]"
    board = load_text(text, Path("x.yaml"))
    assert [each.transition for each in board.scenes] == [None, Transition(), Transition()]
    assert Transition() == Transition(begin=1, end=0)


def test_a_film_may_have_no_transitions() -> None:
    board = load_text("transition: 0\nscenes: [{id: a, prompt: a}, {id: b, prompt: b}]", Path("x.yaml"))
    assert [each.transition for each in board.scenes] == [None, None]


@pytest.mark.parametrize("ends", [(1, 1), (0.5, 1), (1, -0.1), (float("nan"), 0)])
def test_a_transition_begins_before_it_ends(ends: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="a transition cannot go from"):
        Transition(begin=ends[0], end=ends[1])


def test_people_have_one_picture_or_one_for_each_of_some_years(board: Storyboard, tmp_path: Path) -> None:
    june, theo, sam = board.cast
    assert june == Person(name="june", born=1972, kind="woman", photos=(Photo(picture=tmp_path / "june.jpg"),))
    assert theo.photos == (
        Photo(picture=tmp_path / "theo.jpg", since=1980),
        Photo(picture=tmp_path / "old/theo.jpg", since=2020),
    )
    assert [june.picture_in(year) for year in (1, 9999)] == [tmp_path / "june.jpg"] * 2
    assert [theo.picture_in(year) for year in (1979, 1980, 2019, 2020)] == [
        None,
        tmp_path / "theo.jpg",
        tmp_path / "theo.jpg",
        tmp_path / "old/theo.jpg",
    ]
    assert sam.picture_in(2000) is None
    assert board.pictures == (tmp_path / "june.jpg", tmp_path / "theo.jpg", tmp_path / "old/theo.jpg")


def test_a_scenes_likeness_is_its_own_or_the_films(board: Storyboard) -> None:
    assert [each.likeness for each in board.scenes[:3]] == [0.4, 0.0, 0.4]
    assert load_text("scenes: [{id: a, prompt: a}]", Path("x.yaml")).scenes[0].likeness == 0.6


def test_takes_give_single_keyframes_a_seed_and_pins_a_picture(board: Storyboard) -> None:
    hall, sea, end = scene(board, "hall"), scene(board, "sea"), scene(board, "end")
    assert hall.takes == ((1, 5), (2, 17))
    assert [hall.seed_of(view) for view in range(3)] == [5, 17, 0]
    assert sea.pins == ((1, "12345678"), (2, "12e45678"))
    assert [sea.pin_of(view) for view in range(3)] == ["12345678", "12e45678", ""]
    assert end.seed_of(1) == 2**32 - 1  # the innermost scene has one keyframe more than steps


def test_a_written_pin_or_take_has_its_place(board: Storyboard) -> None:
    place = board.place("scenes[3].pins.2")
    assert (place.line, place.column) == (15, 79)
    assert board.place("cast.theo.picture.1980").line == 9
