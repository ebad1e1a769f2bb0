from collections.abc import Callable

import pytest

from composer.errors import ComposerError, StoryboardError
from composer.storyboard.arranging import duplicate_scene, insert_scene, move_scene, remove_scene

BOARD = """\
# The film
scenes:
  # about the bus
  # in two lines
  - id: bus    # one
    at: bar 1
    # deeper, in the bus

  - id: prom
    bars: 4    # four
    # deeper, behind the prom

    # deeper still

  # ACT II stands alone

  # about the wedding
  - prompt: >
      a church
      in May
    id: wedding
  # below the last scene

output: {fps: 30}
"""
BUS = "  # about the bus\n  # in two lines\n  - id: bus    # one\n    at: bar 1\n    # deeper, in the bus\n"
PROM = "  - id: prom\n    bars: 4    # four\n    # deeper, behind the prom\n\n    # deeper still\n"
ACT = "\n  # ACT II stands alone\n\n"
WEDDING = "  # about the wedding\n  - prompt: >\n      a church\n      in May\n    id: wedding\n"
START, END = "# The film\nscenes:\n", "  # below the last scene\n\noutput: {fps: 30}\n"
LINES = """\
scenes: [  # all
  # about the bus
  {id: bus, at: bar 1},   # one

  {
    id: prom,  # two
    bars: 4
  },

  {id: wedding}    # three
]
"""


def joined(*parts: str) -> str:
    return START + "".join(parts) + END


def test_the_parts_of_the_board_are_the_board() -> None:
    assert joined(BUS, "\n", PROM, ACT, WEDDING) == BOARD


@pytest.mark.parametrize(
    ("number", "to", "parts"),
    [
        (0, 1, (PROM, "\n", BUS, ACT, WEDDING)),
        (0, 2, (PROM, "\n", WEDDING, ACT, BUS)),
        (1, 0, (PROM, "\n", BUS, ACT, WEDDING)),
        (1, 2, (BUS, "\n", WEDDING, ACT, PROM)),
        (2, 0, (WEDDING, "\n", BUS, ACT, PROM)),
        (2, 1, (BUS, "\n", WEDDING, ACT, PROM)),
    ],
)
def test_a_scene_moves_with_its_comments_and_all_else_stays(number: int, to: int, parts: tuple[str, ...]) -> None:
    assert move_scene(BOARD, number, to) == joined(*parts)


def test_a_scene_that_moves_nowhere_leaves_the_text_as_it_is() -> None:
    assert move_scene(BOARD, 1, 1) == BOARD


@pytest.mark.parametrize(
    ("number", "parts"),
    [
        (0, (PROM, ACT, WEDDING)),
        (1, (BUS, ACT, WEDDING)),
        (2, (BUS, "\n", PROM, ACT)),
    ],
)
def test_a_removed_scene_takes_its_comments_and_one_gap_along(number: int, parts: tuple[str, ...]) -> None:
    assert remove_scene(BOARD, number) == joined(*parts)


@pytest.mark.parametrize(
    ("number", "parts"),
    [
        (0, "scenes:\n  # II\n\n  - id: b\n\n  # III\n\n  - id: c\n"),
        (1, "scenes:\n  - id: a\n\n  # II\n\n  # III\n\n  - id: c\n"),
        (2, "scenes:\n  - id: a\n\n  # II\n\n  - id: b\n\n  # III\n"),
    ],
)
def test_comments_that_stand_alone_stay_when_a_scene_goes(number: int, parts: str) -> None:
    text = "scenes:\n  - id: a\n\n  # II\n\n  - id: b\n\n  # III\n\n  - id: c\n"
    assert remove_scene(text, number) == parts


def test_a_copy_stands_behind_its_scene_and_is_flexible() -> None:
    copy = "  - id: ball\n    # deeper, behind the prom\n\n    # deeper still\n"
    assert duplicate_scene(BOARD, 1, "ball") == joined(BUS, "\n", PROM, "\n", copy, ACT, WEDDING)


def test_a_copy_lacks_timing_and_pins_and_keeps_the_rest() -> None:
    text = 'scenes:\n- id: "a"\n  weight: 2\n  seconds: 3 # long\n  pins: {1: abcdef01}\n  takes: {1: 7}\n  seed: 5\n'
    assert duplicate_scene(text, 0, "b") == text + '- id: "b"\n  weight: 2\n  takes: {1: 7}\n  seed: 5\n'


def test_a_copy_of_a_scene_with_anchors_has_none() -> None:
    text = (
        "look: &look grainy\nscenes:\n- &bus\n  id: bus\n  at: bar 1\n  portal: &p {at: [0.5, 0.5]}\n  wish: *p\n"
        "  look: *look\n- {<<: *bus, id: prom}\n"
    )
    copy = "-\n  id: van\n  portal: {at: [0.5, 0.5]}\n  wish: *p\n  look: *look\n"
    assert duplicate_scene(text, 0, "van") == text.replace("- {<<", copy + "- {<<")


@pytest.mark.parametrize(
    ("number", "parts"),
    [
        (0, ("NEW", "\n", BUS, "\n", PROM, ACT, WEDDING)),
        (1, (BUS, "\n", "NEW", "\n", PROM, ACT, WEDDING)),
        (2, (BUS, "\n", PROM, "\n", "NEW", ACT, WEDDING)),
        (3, (BUS, "\n", PROM, ACT, WEDDING, "\n", "NEW")),
    ],
)
def test_a_new_scene_is_as_far_from_its_neighbours_as_they_are(number: int, parts: tuple[str, ...]) -> None:
    new = insert_scene(BOARD, number, {"id": "stars", "prompt": "{june}, old", "bars": 2.5})
    # As the wedding's prompt, which is a block, cannot be written on one line, quotes are.
    scene = '  - id: stars\n    prompt: "{june}, old"\n    bars: 2.5\n'
    assert new == joined(*(scene if part == "NEW" else part for part in parts))


@pytest.mark.parametrize(
    ("text", "number", "added"),
    [
        ("scenes:\n-   id: 'a'\n    prompt: x\n", 1, "-   id: 'b'\n    prompt: x y\n    at: \"bar 3\"\n"),
        ("scenes:\n  - {id: a, prompt: x}\n", 1, '  - {id: b, prompt: x y, at: "bar 3"}\n'),
        ("scenes:\n  - { id: a }\n", 0, '  - { id: b, prompt: x y, at: "bar 3" }\n'),
        ("scenes:\n  -\n    id: a\n", 1, '  - id: b\n    prompt: x y\n    at: "bar 3"\n'),
        ('{"scenes": [{"id": "a", "at": "bar 1"}]}', 1, ', {"id": "b", "prompt": "x y", "at": "bar 3"}'),
        ("scenes: [{id: a}, {id: c}]\n", 0, '{id: b, prompt: x y, at: "bar 3"}, '),
        ("scenes: []\n", 0, '{id: b, prompt: x y, at: "bar 3"}'),
        ("scenes:\n- {id: a}\n- prompt: x\n- id: 'c'\n", 3, "- id: 'b'\n  prompt: x y\n  at: \"bar 3\"\n"),
        ("scenes:\n- {id: a}\n- prompt: x\n- id: 'c'\n", 1, '- {id: b, prompt: x y, at: "bar 3"}\n'),
        (LINES, 0, "  {id: b, prompt: x y, at: bar 3},\n\n"),
        ("scenes:\r\n- id: a\r\n", 1, '- id: b\r\n  prompt: x y\r\n  at: "bar 3"\r\n'),
    ],
)
def test_a_new_scene_is_written_as_its_neighbours_are(text: str, number: int, added: str) -> None:
    new = insert_scene(text, number, {"id": "b", "prompt": "x y", "at": "bar 3"})
    assert new.count(added) == 1
    assert new.replace(added, "") == text


def test_values_of_a_new_scene_are_written_so_that_they_are_read_back() -> None:
    fields = {"id": "b", "prompt": "two\nlines", "caption": True, "portal": {"at": [0.5, 0.25]}, "motif": "yes"}
    assert insert_scene("scenes:\n- id: a\n", 1, fields) == (
        'scenes:\n- id: a\n- id: b\n  prompt: "two\\nlines"\n  caption: true\n  portal: {at: [0.5, 0.25]}\n'
        '  motif: "yes"\n'
    )


def test_scenes_in_brackets_on_lines_of_their_own_move_with_their_comments() -> None:
    assert move_scene(LINES, 0, 2) == (
        "scenes: [  # all\n  {\n    id: prom,  # two\n    bars: 4\n  },\n\n  {id: wedding},    # three\n\n"
        "  # about the bus\n  {id: bus, at: bar 1}   # one\n]\n"
    )
    assert remove_scene(LINES, 2) == LINES.replace("  },\n\n  {id: wedding}    # three\n", "  }\n")
    assert duplicate_scene(LINES, 2, "x") == LINES.replace("}    # three\n", "},    # three\n\n  {id: x}\n")
    assert duplicate_scene(LINES, 0, "x") == LINES.replace("# one\n\n", "# one\n\n  {id: x},\n\n")


def test_commas_stay_as_they_are_written() -> None:
    text = "scenes: [\n  {id: a} ,\n  {id: b},\n  {id: c}\n]\n"
    assert remove_scene(text, 0) == "scenes: [\n  {id: b},\n  {id: c}\n]\n"
    assert remove_scene(text, 1) == "scenes: [\n  {id: a} ,\n  {id: c}\n]\n"
    assert remove_scene(text, 2) == "scenes: [\n  {id: a} ,\n  {id: b}\n]\n"


def test_a_comment_on_a_line_that_scenes_share_stays_there() -> None:
    text = "scenes: [{id: a}, {id: b},   # two\n  {id: c}]   # list\n"
    assert move_scene(text, 2, 0) == "scenes: [{id: c}, {id: a},   # two\n  {id: b}]   # list\n"
    assert remove_scene(text, 1) == "scenes: [{id: a},   # two\n  {id: c}]   # list\n"
    assert remove_scene(text, 2) == "scenes: [{id: a}, {id: b}   # two\n  ]   # list\n"


@pytest.mark.parametrize(
    ("text", "new"),
    [
        ("scenes:\n- a: 1\n\n- b: 2", "scenes:\n- b: 2\n\n- a: 1"),
        ("scenes:\n- a: 1\n\n- b: 2  # c", "scenes:\n- b: 2  # c\n\n- a: 1"),
        ("scenes:\r\n- a: 1\r\n\r\n# b\r\n- b: 2", "scenes:\r\n# b\r\n- b: 2\r\n\r\n- a: 1"),
        ("\ufeffscenes:\n- a: 1\n- b: 2\n\n", "\ufeffscenes:\n- b: 2\n- a: 1\n\n"),
        # A block that keeps its line break keeps it: then the file has one at its end.
        ("scenes:\n- a: |\n    x\n- b: 2", "scenes:\n- b: 2\n- a: |\n    x\n"),
        ("scenes:\n- a: |+\n    x\n\n- b: 2\n", "scenes:\n- b: 2\n- a: |+\n    x\n\n"),
        ("scenes:\n- - a\n  - b\n-\n", "scenes:\n-\n- - a\n  - b\n"),
        ("scenes:\n-\n  # - x\n\n  a - b: 1\n- - - y\n", "scenes:\n- - - y\n-\n  # - x\n\n  a - b: 1\n"),
        ("scenes:\n- a: 1\t# t\n- b:\t2\n", "scenes:\n- b:\t2\n- a: 1\t# t\n"),
        ("scenes: &all\n# a\n- &x {a: 1}\n- b: 2\ny: *x\n", "scenes: &all\n- b: 2\n# a\n- &x {a: 1}\ny: *x\n"),
        ("scenes: [a b, 'c']", "scenes: ['c', a b]"),
    ],
)
def test_every_layout_stays_as_it_is_when_scenes_change_places(text: str, new: str) -> None:
    assert move_scene(text, 0, 1) == new


REFUSALS: dict[str, tuple[Callable[[], str], str, str]] = {
    "no such scene": (
        lambda: move_scene(BOARD, 3, 0),
        "scenes[3] cannot be moved here: there is no such scene",
        "give an index from 0 to 2",
    ),
    "a negative index": (
        lambda: remove_scene(BOARD, -1),
        "scenes[-1] cannot be removed here: there is no such scene",
        "give an index from 0 to 2",
    ),
    "no such place": (
        lambda: move_scene(BOARD, 0, 3),
        "scenes[0] cannot be moved here: index 3 is no place in the list",
        "give an index from 0 to 2",
    ),
    "no place for a new one": (
        lambda: insert_scene(BOARD, 4, {"id": "x"}),
        "scenes[4] cannot be added here: there is no such place",
        "give an index from 0 to 3",
    ),
    "the only one": (
        lambda: remove_scene("scenes:\n- id: a\n", 0),
        "scenes[0] cannot be removed here: it is the only scene",
        "add another one first",
    ),
    "no fields": (
        lambda: insert_scene(BOARD, 0, {}),
        "scenes[0] cannot be added here: a scene without keys is none",
        "give it an id and a prompt",
    ),
    "a value of another kind": (
        lambda: insert_scene(BOARD, 0, {"zoom": float("inf")}),
        "scenes[0] cannot be added here: inf is not a finite number",
        "give a number",
    ),
    "an id that is taken": (
        lambda: duplicate_scene(BOARD, 0, "prom"),
        'scenes[0] cannot be copied here: another scene is called "prom"',
        "choose another id",
    ),
    "a new id that is taken": (
        lambda: insert_scene(BOARD, 0, {"id": "bus"}),
        'scenes[0] cannot be added here: another scene is called "bus"',
        "choose another id",
    ),
    "an alias before its anchor": (
        lambda: move_scene("scenes:\n- &a {id: a}\n- {<<: *a, id: b}\n", 0, 1),
        "scenes[0] cannot be moved here: *a would stand before &a",
        "edit the storyboard by hand",
    ),
    "an alias that would mean another anchor": (
        lambda: move_scene("scenes:\n- &a {id: a, zoom: 2}\n- {<<: *a, id: b}\n- &a {id: c}\n", 1, 2),
        "scenes[1] cannot be moved here: &a is set more than once",
        "edit the storyboard by hand",
    ),
    "an anchor that is used": (
        lambda: remove_scene("scenes:\n- &a {id: a}\n- {<<: *a, id: b}\n", 0),
        "scenes[0] cannot be removed here: other places use &a, which is set in it",
        "edit the storyboard by hand",
    ),
    "a copy of an alias": (
        lambda: duplicate_scene("base: &b {id: b}\nscenes:\n- *b\n", 0, "c"),
        "scenes[0] cannot be copied here: it is an alias (*b), shared with other places",
        "edit the storyboard by hand",
    ),
    "a copy of a text": (
        lambda: duplicate_scene("scenes:\n- b\n", 0, "c"),
        "scenes[0] cannot be copied here: it is not a mapping",
        "edit the storyboard by hand",
    ),
    "timing that is merged in": (
        lambda: duplicate_scene("base: &b {bars: 4}\nscenes:\n- {<<: *b, id: b}\n", 0, "c"),
        'scenes[0] cannot be copied here: "bars" comes from a merge (<<) and is not written here',
        "edit the storyboard by hand",
    ),
    "a list that is an alias": (
        lambda: move_scene("base: &b [{id: a}, {id: b}]\nscenes: *b\n", 0, 1),
        "scenes cannot be changed here: it is an alias (*b), shared with other places",
        "edit the storyboard by hand",
    ),
    "a list that others share": (
        lambda: move_scene("scenes: &b [{id: a}, {id: b}]\nbase: *b\n", 0, 1),
        "scenes[0] cannot be moved here: other places share it through &b",
        "edit the storyboard by hand",
    ),
    "a list that is merged in": (
        lambda: remove_scene("base: &b {scenes: [{id: a}, {id: b}]}\n<<: *b\n", 0),
        'scenes cannot be changed here: "scenes" comes from a merge (<<) and is not written here',
        "edit the storyboard by hand",
    ),
    "no list": (
        lambda: insert_scene("scenes:\n", 0, {"id": "a"}),
        "scenes cannot be changed here: it is not a list",
        "edit the storyboard by hand",
    ),
    "no scenes": (
        lambda: insert_scene("title: x\n", 0, {"id": "a"}),
        "scenes cannot be changed here: it is not there",
        "edit the storyboard by hand",
    ),
    "a dash within a line": (
        lambda: move_scene("? scenes\n: - a\n  - b\n", 0, 1),
        "scenes cannot be changed here: its first dash does not begin a line",
        "edit the storyboard by hand",
    ),
    "comments between brackets": (
        lambda: move_scene("scenes: [{id: a},   # about a\n  {id: b}]\n", 0, 1),
        "scenes cannot be changed here: a comment would come to belong to another scene",
        "put its brackets and each of its scenes on lines of their own",
    ),
    "a comment above one of several on a line": (
        lambda: move_scene("scenes: [{id: a}, {id: b},\n  # about c\n  {id: c}]\n", 0, 1),
        "scenes cannot be changed here: a comment would come to belong to another scene",
        "put its brackets and each of its scenes on lines of their own",
    ),
    "a comment above the first": (
        lambda: move_scene("scenes: [\n  # about a\n  {id: a},\n  {id: b}]\n", 0, 1),
        "scenes cannot be changed here: a comment would come to belong to another scene",
        "put its brackets and each of its scenes on lines of their own",
    ),
    "a comment above the closing bracket": (
        lambda: remove_scene("scenes: [{id: a},\n  {id: b}   # about b\n  ]\n", 0),
        "scenes cannot be changed here: a comment would come to belong to another scene",
        "put its brackets and each of its scenes on lines of their own",
    ),
    "a comment that is indented too deep": (
        lambda: move_scene("scenes:\n    # about a\n  - id: a\n  - id: b\n", 0, 1),
        "scenes[0] cannot be moved here: a comment would come to belong to another scene",
        "indent the comments above a scene as its dash",
    ),
    "a text that ends with the file": (
        lambda: move_scene("scenes:\n- a: 1\n- b: |\n    x", 1, 0),
        "scenes[1] cannot be moved here: the file ends without a line break",
        "end it with one",
    ),
    "blank lines that would become content": (
        lambda: move_scene("scenes:\n- a: |+\n    x\n- b: 1\n\nzoom: 2\n", 0, 1),
        "scenes[0] cannot be moved here: the text around it is laid out too unusually",
        "edit the storyboard by hand",
    ),
    "a key twice": (
        lambda: move_scene("scenes:\n- id: a\n  id: b\n- id: c\n", 0, 1),
        'the key "id" is not a single one',
        "mend the storyboard first",
    ),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_what_cannot_be_arranged_exactly_is_refused_with_the_reason(case: str) -> None:
    edit, message, hint = REFUSALS[case]
    with pytest.raises(ComposerError) as caught:
        edit()
    assert (caught.value.message, caught.value.hint) == (message, hint)


def test_a_text_that_is_not_yaml_is_not_arranged() -> None:
    with pytest.raises(StoryboardError, match="is never closed"):
        move_scene("scenes: [", 0, 1)
