"""The timeline in a real browser: what the mouse and the keys do to the storyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from open_studio import OpenStudio, wait_for
from timeline_page import TimelinePage, box_of, open_timeline

if TYPE_CHECKING:
    from playwright.sync_api import Page

BAR, BEAT = 2.0, 0.5
#: attic (2 bars), hall (2 bars), kitchen (flexible), cellar (bar 7).
ARRIVALS = [0.0, 4.0, 8.0, 12.0]


@pytest.fixture
def timeline(tab: Page, rooms: OpenStudio) -> TimelinePage:
    return open_timeline(tab, rooms)


def test_a_boundary_dragged_near_the_next_bar_changes_exactly_that_line(timeline: TimelinePage) -> None:
    timeline.drag(3, BAR - 4 * timeline.pixel, "edge")
    assert timeline.page.locator(".tl-guide").inner_text() == "bar 8 · 0:14.00"
    assert timeline.drop() == ['-at: "bar 7"', '+at: "bar 8"']
    timeline.undo()
    wait_for(lambda: timeline.studio.file.read_text() == timeline.text or None)


def test_a_drag_by_one_pixel_is_one_pixel_and_not_swallowed_by_snapping(timeline: TimelinePage) -> None:
    timeline.drag(3, 9 * timeline.pixel, "edge")
    away = timeline.pixel
    timeline.wait_for("studio.trial !== null")
    x = timeline.x(12.0) + 1 + 9
    for step in range(1, 4):
        timeline.page.mouse.move(x + step, box_of(timeline.page.locator(".tl-lane"))["y"] + 14)
        expected = 12.0 + (9 + step) * away
        wait_for(lambda wanted=expected: abs(timeline.arrivals()[3] - wanted) < 2e-3 or None)
    timeline.page.keyboard.press("Escape")


def test_a_small_drag_stays_on_its_bar_and_writes_nothing(timeline: TimelinePage) -> None:
    timeline.drag(3, 3 * timeline.pixel, "edge")
    timeline.page.mouse.up()
    timeline.settle()
    assert timeline.arrivals() == pytest.approx(ARRIVALS)
    assert timeline.changed_lines() == []


def test_alt_lets_go_between_the_bars(timeline: TimelinePage) -> None:
    timeline.drag(3, 3 * timeline.pixel, "edge", keys=("Alt",))
    timeline.wait_for("studio.trial !== null")
    old, new = timeline.drop()
    assert old == '-at: "bar 7"'
    assert new.startswith("+at:")
    assert timeline.arrivals()[3] == pytest.approx(12.0 + 3 * timeline.pixel, abs=2e-3)


def test_what_a_drag_snaps_to_is_chosen_by_buttons(timeline: TimelinePage) -> None:
    guide, page = timeline.page.locator(".tl-guide-label"), timeline.page
    for name, said in [("Beat", "bar 7, beat 2 · 0:12.50"), ("Bar", "0:12.45"), ("Off", "0:12.45")]:
        button = page.get_by_role("button", name=name, exact=True)
        button.click()
        timeline.settle()
        assert button.get_attribute("aria-pressed") == "true"
        timeline.drag(3, BEAT - 4 * timeline.pixel, "edge")
        assert guide.inner_text() == said
        page.keyboard.press("Escape")
        page.mouse.up()


def test_shift_ripples_what_comes_later(timeline: TimelinePage) -> None:
    timeline.drag(1, BEAT * 4, "edge", keys=("Shift",))
    timeline.drop()
    assert timeline.arrivals() == pytest.approx([0.0, 6.0, 10.0, 14.0], abs=2e-3)


def test_a_body_dragged_slides_the_scene_between_its_neighbours(timeline: TimelinePage) -> None:
    timeline.drag(1, BAR)
    timeline.drop()
    assert timeline.arrivals() == pytest.approx([0.0, 6.0, 10.0, 12.0], abs=2e-3)


def test_a_drag_shows_the_whole_film_as_it_would_be_and_escape_puts_it_back(timeline: TimelinePage) -> None:
    depths = timeline.ask("[...studio.depths]")
    timeline.drag(3, -BAR, "edge")
    timeline.wait_for("studio.trial?.scenes[3].arrival === 10")
    timeline.settle()
    assert timeline.ask("[...studio.depths]") != depths
    assert box_of(timeline.scene(3))["x"] == pytest.approx(timeline.x(10.0), abs=2)
    timeline.page.keyboard.press("Escape")
    timeline.page.mouse.up()
    timeline.settle()
    assert timeline.arrivals() == pytest.approx(ARRIVALS)
    assert timeline.ask("[...studio.depths]") == depths
    assert timeline.changed_lines() == []


def test_what_cannot_be_is_said_at_the_guide_line_and_a_drop_does_nothing(timeline: TimelinePage) -> None:
    timeline.drag(3, -11.5, "edge", keys=("Alt",))
    refusal = timeline.page.locator(".tl-guide.bad .tl-guide-why")
    refusal.wait_for()
    assert refusal.inner_text()
    timeline.page.mouse.up()
    timeline.settle()
    assert timeline.arrivals() == pytest.approx(ARRIVALS)
    assert timeline.changed_lines() == []


def test_a_scene_dragged_by_its_grip_stands_at_another_place_in_the_order(timeline: TimelinePage) -> None:
    timeline.drag(2, -11.0, "grip")
    assert timeline.page.locator(".tl-order").is_visible()
    timeline.drop()
    assert timeline.ask("studio.scenes.map((scene) => scene.id)") == ["kitchen", "attic", "hall", "cellar"]
    assert timeline.ask("studio.selected") == 0


def test_a_click_chooses_a_scene_and_a_double_click_goes_to_its_arrival(timeline: TimelinePage) -> None:
    timeline.scene(1).click(position={"x": 40, "y": 20})
    assert timeline.ask("studio.selected") == 1
    assert timeline.ask("studio.player.time") == 0
    timeline.scene(2).dblclick(position={"x": 40, "y": 20})
    assert timeline.ask("studio.player.time") == pytest.approx(8.0)
    assert timeline.changed_lines() == []


def test_the_lane_is_used_by_keys_alone(timeline: TimelinePage) -> None:
    page = timeline.page
    timeline.scene(0).focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    assert page.evaluate("() => document.activeElement.getAttribute('aria-label')").startswith(
        "cellar, bar 7, 0:12.00 to "
    )
    assert page.locator(".tl-scene[tabindex='0']").count() == 1
    page.keyboard.press("Enter")
    assert timeline.ask("studio.player.time") == pytest.approx(12.0)
    page.keyboard.press(",")
    timeline.wait_for("Math.abs(studio.scenes[3].arrival - 11.5) < 0.002")
    wait_for(lambda: page.locator(".tl-spoken").inner_text() == "cellar arrives at bar 6, beat 4" or None)
    page.keyboard.press(">")
    timeline.wait_for("Math.abs(studio.scenes[3].arrival - 12) < 0.002")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Control+Shift+ArrowLeft")
    timeline.wait_for("studio.scenes[1].id === 'kitchen' && studio.selected === 1")


def test_a_nudge_moves_the_scene_that_was_chosen_when_the_key_was_pressed(timeline: TimelinePage) -> None:
    timeline.page.evaluate(
        """() => {
          longzoom.studio.select(3);
          document.dispatchEvent(new KeyboardEvent("keydown", { key: "." }));
          longzoom.studio.select(1);
        }"""
    )
    wait_for(lambda: timeline.studio.file.read_text() != timeline.text or None)
    assert timeline.changed_lines() == ['-at: "bar 7"', '+at: "bar 7 beat 2"']
    timeline.undo()
    wait_for(lambda: timeline.studio.file.read_text() == timeline.text or None)


def test_nudges_pressed_at_once_are_made_one_after_the_other(timeline: TimelinePage) -> None:
    timeline.ask("studio.select(3)")
    for _ in range(4):
        timeline.page.keyboard.press(".")
    timeline.wait_for("Math.abs(studio.scenes[3].arrival - 14) < 0.002")
    assert timeline.ask("studio.film.undo") == "move cellar"
    assert timeline.page.locator(".notice").count() == 0


def test_the_menu_of_a_scene_is_opened_by_its_button_and_used_by_keys(timeline: TimelinePage) -> None:
    timeline.scene(1).click(position={"x": 40, "y": 20})
    timeline.page.locator(".tl-more").click()
    menu = timeline.page.get_by_role("menu", name="hall")
    assert menu.get_by_role("menuitem").first.evaluate("(item) => item === document.activeElement")
    timeline.page.keyboard.press("Escape")
    assert not menu.is_visible()
    timeline.scene(1).click(button="right", position={"x": 40, "y": 20})
    menu.get_by_role("menuitem", name="Duplicate").click()
    timeline.wait_for("studio.scenes.map((scene) => scene.id).join() === 'attic,hall,hall-2,kitchen,cellar'")
    assert timeline.ask("studio.selected") == 2
    timeline.page.keyboard.press("Delete")
    timeline.wait_for("studio.scenes.length === 4")
    assert timeline.changed_lines() == []


def test_an_edit_from_elsewhere_ends_a_drag(timeline: TimelinePage) -> None:
    timeline.drag(3, -BAR, "edge")
    timeline.wait_for("studio.trial !== null")
    answer = timeline.studio.client.edit({"do": "arrive", "scene": 3, "seconds": 14.0, "gesture": "roll"})
    assert answer.status == 200
    timeline.wait_for("studio.scenes[3].arrival === 14")
    timeline.page.mouse.up()
    timeline.settle()
    assert not timeline.page.locator(".tl-guide").is_visible()
    assert timeline.changed_lines() == ['-at: "bar 7"', '+at: "bar 8"']


def test_a_drop_is_timed_to_the_picture(timeline: TimelinePage) -> None:
    timeline.drag(3, BAR, "edge")
    timeline.drop()
    timeline.settle()
    assert timeline.ask("performance.getEntriesByName('drop to picture').length") == 1


def test_dragging_the_ruler_scrubs_and_with_shift_draws_a_loop(timeline: TimelinePage) -> None:
    mouse, y = timeline.page.mouse, box_of(timeline.page.locator(".tl-ruler"))["y"] + 10
    mouse.move(timeline.x(3.0), y)
    mouse.down()
    assert timeline.ask("studio.player.time") == pytest.approx(3.0, abs=0.02)
    mouse.move(timeline.x(5.0), y, steps=3)
    mouse.up()
    assert timeline.ask("studio.player.time") == pytest.approx(5.0, abs=0.02)
    timeline.page.keyboard.down("Shift")
    mouse.move(timeline.x(4.0) + 3, y)
    mouse.down()
    mouse.move(timeline.x(10.0) - 3, y, steps=3)
    mouse.up()
    timeline.page.keyboard.up("Shift")
    assert timeline.ask("studio.player.range") == pytest.approx({"from": 4.0, "to": 10.0})
    band = box_of(timeline.page.locator(".tl-loop"))
    assert band["x"] == pytest.approx(timeline.x(4.0), abs=2)
    assert band["width"] == pytest.approx(6.0 / timeline.pixel, abs=2)
    mouse.move(timeline.x(10.0) - 4, y)
    mouse.down()
    mouse.move(timeline.x(12.0), y, steps=3)
    mouse.up()
    assert timeline.ask("studio.player.range") == pytest.approx({"from": 4.0, "to": 12.0})
    timeline.page.keyboard.press("\\")
    assert timeline.ask("studio.player.range") is None


def test_the_keys_of_editors_play_step_and_loop(timeline: TimelinePage) -> None:
    page, time = timeline.page, lambda: timeline.ask("studio.player.time")
    page.keyboard.press("ArrowDown")
    assert time() == pytest.approx(4.0)
    page.keyboard.press("Shift+ArrowRight")
    assert time() == pytest.approx(4.5)
    page.keyboard.press("ArrowRight")
    assert time() == pytest.approx(4.5 + 1 / 15, abs=0.04)
    page.keyboard.press("[")
    page.keyboard.press("End")
    page.keyboard.press("ArrowUp")
    assert time() == pytest.approx(12.0)
    page.keyboard.press("]")
    assert timeline.ask("studio.player.range.to") == pytest.approx(12.0)
    page.keyboard.press("\\")
    page.keyboard.press("Home")
    assert time() == 0
    page.keyboard.press("Space")
    timeline.wait_for("studio.player.time > 0.1")
    page.keyboard.press("l")
    assert timeline.ask("studio.player.rate") == 2
    page.keyboard.press("k")
    assert timeline.ask("studio.player.isPlaying") is False


def test_the_chosen_scene_is_looped_by_its_button(timeline: TimelinePage) -> None:
    loop = timeline.page.get_by_role("button", name="Loop scene")
    assert loop.is_disabled()
    timeline.ask("studio.select(1)")
    timeline.settle()
    loop.click()
    assert timeline.ask("studio.player.range") == pytest.approx({"from": 4.0, "to": 8.0})
    assert timeline.ask("studio.player.time") == pytest.approx(4.0)
    timeline.page.get_by_role("button", name="No loop").click()
    assert timeline.ask("studio.player.range") is None
