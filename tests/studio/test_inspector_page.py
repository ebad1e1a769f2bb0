"""The inspector in a real browser: what is typed there is what is written, and nothing else is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from inspecting import BOARD, HALL, KITCHEN, Inspector, opened_board
from open_studio import OpenStudio, wait_for

from composer.easing import EASINGS
from composer.storyboard.reading import load_text

if TYPE_CHECKING:
    pass

HALL_PROMPT = '    prompt: "the hall"   # {june} comes later'
HALL_PORTAL = "    portal: {at: [0.5, 0.5], turn: 4 deg}"
KITCHEN_LINE = '  - {id: kitchen, prompt: "the kitchen", caption: "noon", pulse: 0.5}'
#: Label, what is typed, the line that it replaces, the line that is written.
IN_BLOCK_STYLE = [
    ("Cue or length", "4 beats", "    bars: 2", "    beats: 4"),
    ("Steps", "3", None, "    steps: 3"),
    ("Zoom of a step", "1,8", "    zoom: 2.5", "    zoom: 1.8"),
    ("Pulse on each beat", "0.35", None, "    pulse: 0.35"),
    ("Across", "48", HALL_PORTAL, HALL_PORTAL.replace("[0.5, 0.5]", "[0.48, 0.5]")),
    ("Down", "52.5", HALL_PORTAL, HALL_PORTAL.replace("[0.5, 0.5]", "[0.5, 0.525]")),
    ("Turn", "-3", HALL_PORTAL, HALL_PORTAL.replace("4 deg", '"-3 deg"')),
    ("Prompt", "the long hall", HALL_PROMPT, HALL_PROMPT.replace("the hall", "the long hall")),
    ("Subject", "a cat", None, "    subject: a cat"),
    ("Year or decade", "1981", "    year: 1980", "    year: 1981"),
    ("Year or decade", "1970s", "    year: 1980", "    decade: 1970s"),
    ("Caption", "then", None, "    caption: then"),
    ("Motif", "prom", None, "    motif: prom"),
    ("Seed", "12", None, "    seed: 12"),
]
IN_FLOW_STYLE = [
    ("Cue or length", "bar 5", "pulse: 0.5}", 'pulse: 0.5, at: "bar 5"}'),
    ("Weight", "2", "pulse: 0.5}", "pulse: 0.5, weight: 2}"),
    ("Prompt", "the bright kitchen", '"the kitchen"', '"the bright kitchen"'),
    ("Pulse on each beat", "0", "pulse: 0.5}", "pulse: 0}"),
    ("Caption", "", 'caption: "noon", ', ""),
]
OF_THE_FILM = [
    ("Title", "Five Rooms", "title: Four Rooms   # as on the tape", "title: Five Rooms   # as on the tape"),
    ("Look", "soft: dark", 'look: "soft: light"', 'look: "soft: dark"'),
    ("Avoid", "text", None, "avoid: text"),
    ("Zoom of a step", "2.2", None, "zoom: 2.2"),
    ("Pulse on each beat", "0", None, "pulse: 0"),
    ("Picture later by", "-40", None, 'offset: "-40 ms"'),
]
STRANGE_PROMPTS = [
    "a door: half open",
    "number 9 # not a comment",
    "{june} in her chair",
    'he said "stay", she didn\'t',
    "- first\n- second",
    "  spaces around  ",
    "<script>document.title = 'broken'</script>",
    "null",
    "caf\u00e9 \\ \U0001f3b7 100 %",
]


@pytest.fixture(scope="module")
def board(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenStudio]:
    """One studio for all tests here; each begins with the board as it was written."""
    with opened_board(tmp_path_factory.mktemp("inspector") / "film") as studio:
        yield studio


def line_for_line(gone: str | None, new: str) -> tuple[list[str], list[str]]:
    return ([] if gone is None else [gone]), [new]


def test_each_field_writes_its_line_alone_and_undo_restores_the_bytes(inspector: Inspector) -> None:
    inspector.choose(HALL)
    for label, typed, gone, new in IN_BLOCK_STYLE:
        inspector.write(label, typed)
        inspector.wait_for_change()
        assert inspector.changed == line_for_line(gone, new), label
        inspector.undo_the_change()


def test_a_scene_in_flow_style_keeps_its_line_but_for_the_field(inspector: Inspector) -> None:
    inspector.choose(KITCHEN)
    for label, typed, gone, new in IN_FLOW_STYLE:
        inspector.write(label, typed)
        inspector.wait_for_change()
        assert inspector.changed == ([KITCHEN_LINE], [KITCHEN_LINE.replace(gone, new)]), label
        inspector.undo_the_change()


def test_the_film_s_own_settings_are_written_while_no_scene_is_chosen(inspector: Inspector) -> None:
    for label, typed, gone, new in OF_THE_FILM:
        inspector.write(label, typed)
        inspector.wait_for_change()
        assert inspector.changed == line_for_line(gone, new), label
        inspector.undo_the_change()
    inspector.field("Scenes snap to").select_option("beat")
    inspector.wait_for_change()
    assert inspector.changed == ([], ["snap: beat"])


def test_an_ease_is_one_press_and_a_cross_takes_a_key_away(inspector: Inspector) -> None:
    inspector.choose(HALL)
    inspector.press("surge")
    inspector.wait_for_change()
    assert inspector.changed == (["    ease: linger"], ["    ease: surge"])
    inspector.undo_the_change()
    inspector.press("Reset ease: glide")
    inspector.wait_for_change()
    assert inspector.changed == (["    ease: linger"], [])
    inspector.page.locator(".ease[aria-pressed=true]", has_text="glide").wait_for()


def test_the_painter_s_own_portal_comes_back_with_one_press(inspector: Inspector) -> None:
    inspector.choose(HALL)
    assert inspector.field("Across").input_value() == "50"
    inspector.press("The painter's own")
    inspector.wait_for_change()
    assert inspector.changed == ([HALL_PORTAL], [])


def test_prompts_are_written_so_that_they_are_read_as_they_were_typed(inspector: Inspector) -> None:
    inspector.choose(HALL)
    for prompt in STRANGE_PROMPTS:
        before = inspector.text
        inspector.write("Prompt", prompt)
        wait_for(lambda known=before: inspector.text != known or None, prompt)  # type: ignore[misc]
        scene = load_text(inspector.text, inspector.studio.file).scenes[HALL]
        assert scene.prompt == prompt
        inspector.wait_until_known()
        assert inspector.field("Prompt").input_value() == prompt
    assert inspector.page.title() == "Four Rooms · Longzoom studio"
    assert inspector.page.locator("#side script").count() == 0


@pytest.mark.parametrize(
    ("label", "typed", "reason"),
    [
        ("Zoom of a step", "99", "99 is too large"),
        ("Zoom of a step", "wide", "A number is needed here."),
        ("Cue or length", "bar nine", '"bar nine" is not a cue'),
        ("Cue or length", "bar 97", "cellar: bar 7 is not after bar 97"),
        ("Prompt", "{nobody} waits", "nobody"),
        ("Across", "99", "reaches"),
    ],
)
def test_what_is_refused_is_told_at_the_field_and_changes_nothing(
    inspector: Inspector, label: str, typed: str, reason: str
) -> None:
    inspector.choose(HALL)
    inspector.write(label, typed)
    inspector.note(label).get_by_text(reason).wait_for()
    assert not (inspector.note(label).text_content() or "").startswith("scenes[")
    assert inspector.field(label).get_attribute("aria-invalid") == "true"
    assert inspector.field(label).input_value() == typed
    assert inspector.text == BOARD
    inspector.field(label).press("Escape")
    assert inspector.note(label).is_hidden()
    assert inspector.field(label).input_value() != typed


def test_the_arrival_moves_by_a_beat_and_to_the_playhead(inspector: Inspector) -> None:
    inspector.choose(HALL)
    inspector.press("+1 beat")
    inspector.page.get_by_text("bar 3, beat 2").wait_for()
    inspector.press("−1 beat")
    inspector.page.get_by_text("bar 3, beat 1").wait_for()
    inspector.page.evaluate("longzoom.studio.player.seek(6)")
    inspector.press("To the playhead")
    inspector.page.get_by_text("bar 4, beat 1").wait_for()
    for _ in range(3):
        inspector.undo()
    inspector.page.wait_for_function("() => longzoom.studio.film.undo === null")
    assert inspector.text == BOARD


def test_a_slider_makes_one_step_of_the_history_a_gesture(inspector: Inspector) -> None:
    inspector.choose(HALL)
    slider = inspector.page.get_by_label("Zoom of a step, slider")
    slider.focus()
    for _ in range(4):
        inspector.page.keyboard.down("ArrowRight")
    inspector.page.keyboard.up("ArrowRight")
    inspector.wait_for_change()
    assert inspector.changed == (["    zoom: 2.5"], ["    zoom: 2.7"])
    inspector.undo_the_change()
    box = slider.bounding_box()
    assert box
    mouse, middle = inspector.page.mouse, box["y"] + box["height"] / 2
    mouse.move(box["x"] + box["width"] / 2, middle)
    mouse.down()
    mouse.move(box["x"] + 30, middle, steps=6)
    assert inspector.text == BOARD
    mouse.up()
    inspector.wait_for_change()
    assert inspector.page.locator(".in-all").text_content() != "6.25×"
    inspector.undo_the_change()


def test_control_z_in_a_field_takes_back_letters_and_not_edits(inspector: Inspector) -> None:
    inspector.choose(HALL)
    inspector.write("Subject", "a cat")
    inspector.wait_for_change()
    written = inspector.text
    field = inspector.field("Caption")
    field.press_sequentially("no")
    for _ in "no":  # at once, or one letter at a time where the film was told in between
        field.press("Control+z")
    assert field.input_value() == ""
    inspector.page.wait_for_function("() => longzoom.studio.film.undo === 'subject of hall'")
    assert inspector.text == written


def test_what_is_typed_outlives_a_change_of_the_file(inspector: Inspector) -> None:
    inspector.choose(HALL)
    prompt = inspector.field("Prompt")
    prompt.fill("the hall of mine")
    inspector.rewrite(BOARD.replace("the hall", "the hall of another"))
    inspector.note("Prompt").get_by_text("Changed in the file meanwhile").wait_for()
    assert prompt.input_value() == "the hall of mine"
    inspector.field("Subject").focus()
    inspector.wait_until_known()
    assert "the hall of another" in inspector.text
    inspector.press("Keep mine")
    inspector.wait_for_file(BOARD.replace("the hall", "the hall of mine"))
    inspector.note("Prompt").wait_for(state="hidden")


def test_the_file_s_words_can_be_taken_instead(inspector: Inspector) -> None:
    inspector.choose(HALL)
    inspector.field("Prompt").fill("the hall of mine")
    inspector.rewrite(BOARD.replace("the hall", "the hall of another"))
    inspector.press("Take the file's")
    assert inspector.field("Prompt").input_value() == "the hall of another"
    inspector.field("Subject").focus()
    inspector.wait_until_known()
    assert inspector.text == BOARD.replace("the hall", "the hall of another")


def test_a_change_elsewhere_in_the_file_does_not_disturb_who_types(inspector: Inspector) -> None:
    inspector.choose(HALL)
    prompt = inspector.field("Prompt")
    prompt.fill("the hall of mine")
    inspector.rewrite(BOARD.replace("noon", "night"))
    inspector.page.wait_for_function("() => longzoom.studio.scenes[2].caption === 'night'")
    assert inspector.note("Prompt").is_hidden()
    prompt.press("Control+Enter")
    inspector.wait_for_file(BOARD.replace("noon", "night").replace("the hall", "the hall of mine"))


def test_a_change_that_the_page_has_not_heard_of_is_not_written_over(inspector: Inspector) -> None:
    inspector.choose(HALL)
    inspector.page.evaluate("longzoom.studio.film.revision = 'of yesterday'")
    inspector.write("Prompt", "the hall of mine")
    inspector.note("Prompt").get_by_text("changed meanwhile").wait_for()
    assert inspector.text == BOARD
    assert inspector.field("Prompt").input_value() == "the hall of mine"
    inspector.field("Prompt").press("Control+Enter")
    inspector.wait_for_file(BOARD.replace("the hall", "the hall of mine"))


def test_choosing_another_scene_writes_what_is_typed_into_the_first(inspector: Inspector) -> None:
    inspector.choose(HALL)
    inspector.field("Prompt").fill("the hall of mine")
    inspector.choose(KITCHEN)
    inspector.wait_for_file(BOARD.replace("the hall", "the hall of mine"))
    assert inspector.field("Prompt").input_value() == "the kitchen"


def test_the_choice_follows_its_scene_when_the_file_is_rearranged(inspector: Inspector) -> None:
    inspector.choose(KITCHEN)
    inspector.field("Caption").fill("midnight")
    inspector.rewrite(BOARD.replace(KITCHEN_LINE + "\n", "").replace("  - id: attic", f"{KITCHEN_LINE}\n  - id: attic"))
    inspector.page.wait_for_function("() => longzoom.studio.selected === 0")
    assert inspector.field("Caption").input_value() == "midnight"
    inspector.field("Caption").press("Enter")
    wait_for(lambda: "midnight" in inspector.text or None, "the caption")
    assert load_text(inspector.text, inspector.studio.file).scenes[0].caption == "midnight"


def test_scenes_are_chosen_and_left_by_keys(inspector: Inspector) -> None:
    keyboard, heading = inspector.page.keyboard, inspector.page.locator("#side h2")
    keyboard.press("PageDown")
    assert heading.text_content() == "attic"
    keyboard.press("PageDown")
    assert heading.text_content() == "hall"
    keyboard.press("i")
    assert inspector.page.evaluate("document.activeElement.value") == "2 bars"
    keyboard.press("Escape")
    keyboard.press("PageUp")
    assert heading.text_content() == "attic"
    keyboard.press("Escape")
    assert heading.text_content() == "No scene is chosen"


def test_every_control_of_the_inspector_has_a_name(inspector: Inspector) -> None:
    for number in (-1, HALL, KITCHEN):
        inspector.choose(number)
        controls = inspector.page.locator("#side").locator("input, textarea, select, button").all()
        assert len(controls) > 10
        for control in controls:
            assert control.evaluate(
                "(c) => c.getAttribute('aria-label') || c.labels?.[0]?.textContent || c.textContent"
            )


def test_what_there_is_to_choose_from_is_told(board: OpenStudio) -> None:
    choices = board.client.get("/api/choices").json
    assert [ease["name"] for ease in choices["eases"]] == list(EASINGS)
    for ease in choices["eases"]:
        assert len(ease["curve"]) == 33
        assert sum((a + b) / 2 for a, b in zip(ease["curve"], ease["curve"][1:], strict=False)) / 32 == pytest.approx(
            1, abs=2e-3
        )
    assert {"prom", "card"} <= {motif["name"] for motif in choices["motifs"]}
    assert choices["snaps"] == ["bar", "beat", "section", "none"]
