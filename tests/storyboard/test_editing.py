import pytest
from storyboard_layouts import LAYOUTS

from composer.errors import ComposerError, StoryboardError
from composer.storyboard.editing import Edit, edit_text, set_cue
from composer.storyboard.records import BarCue, Length, SectionCue, TimeCue, Unit

BOARD = """\
scenes:
  - id: bus
    bars: 8    # eight
    prompt: 'it''s a bus'  # why
  - {id: prom, at: bar 9, weight: 2, prompt: x}
  - prompt: >  # folded
      a church
      in May
    id: wedding
"""


def edited(text: str, path: str, value: object) -> str:
    return edit_text(text, [Edit(path=path, value=value)])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("path", "value", "old", "new"),
    [
        ("scenes[0].bars", 12, "bars: 8    # eight", "bars: 12    # eight"),
        ("scenes[0].bars", 2.5, "bars: 8    # eight", "bars: 2.5    # eight"),
        ("scenes[0].prompt", "don't", "'it''s a bus'  # why", "'don''t'  # why"),
        ("scenes[0].prompt", "two\nlines", "'it''s a bus'  # why", '"two\\nlines"  # why'),
        ("scenes[1].at", "bar 17", "at: bar 9,", "at: bar 17,"),
        ("scenes[1].prompt", "a, b", "prompt: x}", 'prompt: "a, b"}'),
        ("scenes[1].seed", 7, "prompt: x}", "prompt: x, seed: 7}"),
        ("scenes[1].weight", None, "weight: 2, ", ""),
        ("scenes[1].prompt", None, ", prompt: x}", "}"),
        ("scenes[0].bars", None, "    bars: 8    # eight\n", ""),
        ("scenes[0].id", None, "  - id: bus\n    bars", "  - bars"),
        ("scenes[2].prompt", "a chapel", "a church\n      in May", "a chapel"),
        ("scenes[2].prompt", "a\nb\n", ">  # folded\n      a church\n      in May", "|  # folded\n      a\n      b"),
        ("scenes[2].steps", 3, "    id: wedding\n", "    id: wedding\n    steps: 3\n"),
        ("scenes[0].caption", True, "# why\n", "# why\n    caption: true\n"),
        ("scenes[0].portal.at", [0.5, 0.25], "# why\n", "# why\n    portal: {at: [0.5, 0.25]}\n"),
        ("zoom", 1.5, "    id: wedding\n", "    id: wedding\nzoom: 1.5\n"),
    ],
)
def test_an_edit_changes_its_place_and_nothing_else(path: str, value: object, old: str, new: str) -> None:
    assert BOARD.count(old) == 1
    expected = BOARD.replace(old, new)
    if path == "scenes[2].prompt" and value == "a chapel":
        expected = expected.replace(">  #", ">-  #")
    assert edited(BOARD, path, value) == expected


def test_edits_are_made_one_after_the_other() -> None:
    edits = [Edit(path="scenes[0].bars", value=None), Edit(path="scenes[0].at", value="bar 3")]
    expected = BOARD.replace("    bars: 8    # eight\n", "").replace("# why\n", "# why\n    at: bar 3\n")
    assert edit_text(BOARD, edits) == expected


@pytest.mark.parametrize(
    ("path", "value", "reason"),
    [
        ("base.zoom", 3, "other places share it through &base"),
        ("look", "plain", "other places share it through &look"),
        ("base", None, "other places share it through &base"),
        ("scenes[2].zoom", 4, "scenes[2] is an alias (*base), shared with other places"),
        ("scenes[1].ease", None, '"ease" comes from a merge (<<) and is not written here'),
        ("scenes[0].nothing", None, "it is not there"),
        ("scenes[9].at", "bar 3", "scenes is a list with 3 values"),
        ("scenes[0]", None, "only keys can be removed, not values of a list"),
        ("scenes[0].at.bar", 3, "scenes[0].at is a single value"),
        ("base[0]", 3, "base is not a list"),
        ("scenes", 3, "a value over several lines cannot be replaced as a whole"),
        ("scenes[0].zoom", float("nan"), "nan is not a finite number"),
        ("scenes[0].zoom", object, "\"<class 'object'>\" cannot be written to a storyboard"),
    ],
)
def test_what_cannot_be_done_exactly_is_refused_with_the_reason(path: str, value: object, reason: str) -> None:
    with pytest.raises(ComposerError) as caught:
        edited(LAYOUTS["anchors"], path, value)
    assert caught.value.message == f"{path} cannot be changed here: {reason}"


def test_the_only_key_of_a_block_cannot_be_removed() -> None:
    with pytest.raises(ComposerError, match="it is the only key of its mapping"):
        edited("output:\n  fps: 30\n", "output.fps", None)


@pytest.mark.parametrize("path", ["", "scenes[", "scenes..at", "a b[x]", ".[0"])
def test_a_path_that_is_none_is_refused(path: str) -> None:
    with pytest.raises(ComposerError, match="is not a path"):
        edited(BOARD, path, 3)


def test_a_text_that_is_not_yaml_is_not_edited() -> None:
    with pytest.raises(StoryboardError, match="is never closed"):
        edited("scenes: [", "scenes", 3)


def test_a_storyboard_with_a_key_twice_is_not_edited() -> None:
    with pytest.raises(ComposerError, match='the key "id" is not a single one'):
        edited("scenes:\n- id: a\n  id: b\n", "scenes[0].zoom", 3)


def test_an_inherited_value_is_overridden_where_the_scene_stands() -> None:
    new = edited(LAYOUTS["anchors"], "scenes[0].zoom", 4)
    assert new == LAYOUTS["anchors"].replace("    look: *look\n", "    look: *look\n    zoom: 4\n")


@pytest.mark.parametrize(
    ("scene", "cue", "old", "new"),
    [
        ("bus", "bar 17", "bars: 8 ", 'at: "bar 17" '),
        (0, "4 bars", "bars: 8 ", "bars: 4 "),
        (0, "6 beats", "bars: 8 ", "beats: 6 "),
        (0, Length(amount=2.5, unit=Unit.SECONDS), "bars: 8 ", "seconds: 2.5 "),
        (0, BarCue(bar=3, beat=2.5), "bars: 8 ", 'at: "bar 3 beat 2.5" '),
        (0, None, "    bars: 8    # eight\n", ""),
        ("prom", "section B 2", "at: bar 9, weight: 2", "at: section B 2"),
        ("prom", "3 bars", "at: bar 9, weight: 2", "bars: 3"),
        ("prom", None, "at: bar 9, weight: 2, ", ""),
        ("wedding", TimeCue(seconds=62.5), "id: wedding\n", 'id: wedding\n    at: "1:02.5"\n'),
        (2, SectionCue(number=3), "id: wedding\n", 'id: wedding\n    at: "section 3"\n'),
        (2, None, "", ""),
    ],
)
def test_a_new_cue_takes_the_place_of_the_scenes_timing(scene: int | str, cue: object, old: str, new: str) -> None:
    assert set_cue(BOARD, scene, cue) == BOARD.replace(old, new)  # type: ignore[arg-type]


@pytest.mark.parametrize("layout", ["bom", "crlf", "bom and crlf"])
def test_a_new_cue_keeps_byte_order_mark_and_line_ends(layout: str) -> None:
    text = LAYOUTS[layout]
    assert set_cue(text, "van", "bar 17") == text.replace("bars: 8", 'at: "bar 17"')


@pytest.mark.parametrize(
    ("scene", "cue", "message"),
    [
        ("nobody", "bar 3", 'no scene is called "nobody"'),
        (9, "bar 3", "scenes[9] cannot be changed here: there is no such scene"),
        ("bus", "bra 3", '"bra 3" is not a cue'),
        ("bus", "0 bars", "a scene cannot last 0 bars"),
    ],
)
def test_a_cue_that_cannot_be_set_is_refused(scene: int | str, cue: str, message: str) -> None:
    with pytest.raises(ComposerError) as caught:
        set_cue(BOARD, scene, cue)
    assert caught.value.message == message


def test_timing_that_a_scene_inherits_is_not_replaced_by_another_kind() -> None:
    text = "scenes:\n  - &a {id: a, bars: 3}\n  - <<: *a\n    id: b\n"
    assert set_cue(text, "b", "5 bars") == text + "    bars: 5\n"
    for board in (text, text + "    bars: 5\n"):
        with pytest.raises(ComposerError) as caught:
            set_cue(board, "b", "bar 9")
    assert caught.value.message == (
        'scenes[1] cannot be changed here: "bars" comes from a merge (<<) and is not written here'
    )
    with pytest.raises(ComposerError) as caught:
        set_cue(text, "a", "bar 9")
    assert caught.value.message == "scenes[0] cannot be changed here: other places share it through &a"


def test_a_scene_is_found_by_its_id_as_it_is_written() -> None:
    text = "scenes:\n- {id: 007, prompt: a}\n- {id: '7', prompt: b}\n"
    assert set_cue(text, "7", "bar 3") == text.replace("prompt: b", 'prompt: b, at: "bar 3"')
    assert set_cue(text, "007", "bar 3") == text.replace("prompt: a", 'prompt: a, at: "bar 3"')
