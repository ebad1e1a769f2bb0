"""Takes and pins written into a storyboard, in whatever layout it has."""

import pytest
from storyboard_layouts import LAYOUTS

from composer.storyboard.editing import edit_text, edits_of_entry

BOARD = """\
# The film
scenes:
  - id: bus        # first
    prompt: a bus  # why
    # the end of the bus

  - {id: prom, prompt: "a, b"}   # flow
  - id: hall
    takes:         # chosen
      1: 17        # good light
      2: 4
    prompt: a hall
  - {id: yard, prompt: x, takes: {1: 3}, pins: {2: "3f9c12ab"}}  # both
  - prompt: the end
    takes: {3: 8}
"""


def edited(text: str, scene: int, key: str, entries: dict[int, object], change: tuple[int, object]) -> str:
    number, value = change
    return edit_text(text, edits_of_entry(entries, f"scenes[{scene}].{key}", number, value))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("scene", "key", "entries", "change", "old", "new"),
    [
        (0, "takes", {}, (2, 17), "# why\n", "# why\n    takes: {2: 17}\n"),
        (1, "takes", {}, (1, 5), '"a, b"}', '"a, b", takes: {1: 5}}'),
        (1, "pins", {}, (1, "3f9c12ab77"), '"a, b"}', '"a, b", pins: {1: 3f9c12ab77}}'),
        (1, "pins", {}, (1, "12345678"), '"a, b"}', '"a, b", pins: {1: "12345678"}}'),
        (1, "pins", {}, (1, "12e45678"), '"a, b"}', '"a, b", pins: {1: "12e45678"}}'),
        (2, "takes", {1: 17, 2: 4}, (1, 18), "1: 17        # good", "1: 18        # good"),
        (2, "takes", {1: 17, 2: 4}, (1, 17), "", ""),
        (2, "takes", {1: 17, 2: 4}, (3, 9), "2: 4\n", "2: 4\n      3: 9\n"),
        (2, "takes", {1: 17, 2: 4}, (1, None), "      1: 17        # good light\n", ""),
        (2, "takes", {1: 17, 2: 4}, (5, None), "", ""),
        (3, "takes", {1: 3}, (2, 8), "{1: 3}", "{1: 3, 2: 8}"),
        (3, "takes", {1: 3}, (1, None), ", takes: {1: 3}", ""),
        (3, "pins", {2: "3f9c12ab"}, (2, "aaaabbbb"), '"3f9c12ab"', '"aaaabbbb"'),
        (3, "pins", {2: "3f9c12ab"}, (2, None), ', pins: {2: "3f9c12ab"}', ""),
        (4, "takes", {3: 8}, (3, None), "    takes: {3: 8}\n", ""),
        (4, "takes", {3: 8}, (1, 2), "{3: 8}", "{3: 8, 1: 2}"),
    ],
)
def test_an_entry_is_written_or_taken_out_at_its_place(
    scene: int, key: str, entries: dict[int, object], change: tuple[int, object], old: str, new: str
) -> None:
    assert edited(BOARD, scene, key, entries, change) == BOARD.replace(old, new)


def test_the_last_entry_of_a_block_takes_its_table_with_it() -> None:
    one = BOARD.replace("      2: 4\n", "")
    expected = one.replace("    takes:         # chosen\n      1: 17        # good light\n", "")
    assert edited(one, 2, "takes", {1: 17}, (1, None)) == expected


@pytest.mark.parametrize("name", ["block", "crlf", "bom", "bom and crlf", "dashes at the column of their key", "json"])
def test_an_entry_fits_into_every_layout_and_can_be_taken_out_again(name: str) -> None:
    text = LAYOUTS[name]
    written = edited(text, 1, "takes", {}, (1, 17))
    assert "takes: {1: 17}" in written
    assert len(written) - len(text) <= len("\r\n    takes: {1: 17}")
    assert edited(written, 1, "takes", {1: 17}, (1, None)) == text
