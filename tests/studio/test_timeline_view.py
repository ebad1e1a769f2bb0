"""The timeline's view: all its layers lie under one scale at every zoom, it follows what plays, and stays small."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from open_studio import OpenStudio, wait_for
from timeline_page import TimelinePage, box_of, open_timeline

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

#: One loud moment of the song, on the arrival of the last scene (bar 7).
LOUD = 12.0
#: Columns, in pixels of the window, at which the layers of the timeline show that moment.
LAYERS = """(seconds) => {
  const left = document.querySelector(".tl-view").getBoundingClientRect().left;
  const columns = (canvas, row) => {
    const { data, width } = canvas.getContext("2d").getImageData(0, row, canvas.width, 1);
    return [...Array(width).keys()].filter((x) => data[4 * x + 3] > 60);
  };
  const wave = [...document.querySelector(".tl-wave > div").shadowRoot.querySelectorAll(".canvases canvas")];
  const peaks = wave.flatMap((canvas) => {
    const at = canvas.getBoundingClientRect().left;
    return columns(canvas, 3).map((x) => at + x);
  });
  const middle = peaks.reduce((sum, x) => sum + x, 0) / peaks.length;
  return {
    waveform: middle,
    bars: columns(document.querySelector(".tl-grid"), 70).map((x) => left + x),
    scene: document.querySelector(".tl-scene[data-scene='3']").getBoundingClientRect().left,
    playhead: document.querySelector(".tl-playhead").getBoundingClientRect().left,
  };
}"""


#: What the page knows, as if the film had sixty scenes in three hours.
THREE_HOURS = """() => {
  const { studio } = longzoom;
  const [duration, count] = [10800, 60];
  const beats = [...Array(21600).keys()].map((beat) => beat / 2);
  const positions = beats.map((_, beat) => (beat % 4) + 1);
  const peaks = { rate: 50, values: beats.flatMap(() => [0.5, 0.2]) };
  const scene = (number) => ({ ...studio.film.scenes[0], id: `scene-${number}`, number,
    timing: { kind: "cue", text: "bar 9" }, arrival: number * 180, start: number * 180, end: number * 180 + 180 });
  studio.song = { ...studio.song, digest: "long", duration, beats, positions, peaks };
  const scenes = [...Array(count).keys()].map(scene);
  studio.film = { ...studio.film, film: { ...studio.film.film, duration }, scenes };
  for (const name of ["song", "film"]) studio.dispatchEvent(new CustomEvent(name));
}"""


@pytest.fixture
def timeline(tab: Page, rooms: OpenStudio) -> TimelinePage:
    """Its waveform is silent but for one moment."""

    def song(route: Route) -> None:
        told = route.fetch().json()
        values = [0.0] * len(told["peaks"]["values"])
        values[round(LOUD * told["peaks"]["rate"])] = 1.0
        told["peaks"]["values"] = values
        route.fulfill(body=json.dumps(told), content_type="application/json")

    opened = open_timeline(tab, rooms, song)
    opened.wait_for("studio.player.audio.readyState >= 2")
    return opened


def wheel(timeline: TimelinePage, seconds: float, turns: float) -> None:
    """Turn the wheel over a second of the song with Ctrl held: up is below zero, and closer."""
    y = box_of(timeline.page.locator(".tl-sound"))["y"] + 50
    timeline.page.mouse.move(timeline.x(seconds), y)
    timeline.page.keyboard.down("Control")
    timeline.page.mouse.wheel(0, turns)
    timeline.page.keyboard.up("Control")
    timeline.settle()


def test_waveform_grid_scenes_and_playhead_lie_on_one_pixel_at_every_zoom(timeline: TimelinePage) -> None:
    timeline.ask(f"studio.player.seek({LOUD})")
    widths = []
    for _ in range(5):
        wheel(timeline, LOUD, -480)
        expected = timeline.x(LOUD)
        layers = timeline.page.evaluate(LAYERS)
        widths.append(1 / timeline.pixel)
        for layer in ("scene", "playhead"):
            assert layers[layer] == pytest.approx(expected, abs=1.6), layer
        assert layers["waveform"] == pytest.approx(expected, abs=2)
        assert min(abs(x - expected) for x in layers["bars"]) <= 1.5
    assert widths[-1] == pytest.approx(1200, rel=0.01)
    timeline.page.keyboard.press("0")
    timeline.settle()
    assert timeline.page.evaluate(LAYERS)["waveform"] == pytest.approx(timeline.x(LOUD), abs=2)


def test_the_second_under_the_pointer_stays_there_when_the_wheel_zooms(timeline: TimelinePage) -> None:
    before = timeline.x(9.0)
    wheel(timeline, 9.0, -500)
    assert timeline.pixel < 1 / 200
    assert timeline.x(9.0) == pytest.approx(before, abs=1)


def test_the_view_follows_what_plays_until_it_is_scrolled_by_hand(timeline: TimelinePage) -> None:
    page = timeline.page
    wheel(timeline, 0.0, -900)
    timeline.ask("studio.player.seek(6)")
    page.keyboard.press("Space")
    timeline.wait_for("studio.player.time > 6.05")
    wait_for(lambda: 0 < timeline.x(timeline.ask("studio.player.time")) < 400 or None, "the playhead in the view")
    follow = page.get_by_role("button", name="Follow")
    assert follow.get_attribute("aria-pressed") == "true"
    page.mouse.wheel(-2000, 0)
    wait_for(lambda: follow.get_attribute("aria-pressed") == "false" or None)
    timeline.settle()
    assert timeline.page.locator(".tl-scroller").evaluate("(scroller) => scroller.scrollLeft") < 2000
    page.keyboard.press("k")


def test_what_is_dragged_in_the_minimap_is_what_is_seen(timeline: TimelinePage) -> None:
    wheel(timeline, 0.0, -480)
    box = box_of(timeline.page.locator(".tl-minimap"))
    timeline.page.mouse.move(box["x"] + box["width"] * 0.75, box["y"] + 10)
    timeline.page.mouse.down()
    timeline.settle()
    assert timeline.x(12.0) == pytest.approx(box["x"] + box["width"] / 2, abs=4)
    timeline.page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + 10, steps=3)
    timeline.page.mouse.up()
    timeline.settle()
    assert timeline.x(8.0) == pytest.approx(box["x"] + box["width"] / 2, abs=4)


def test_beats_are_dragged_on_the_waveform_while_they_are_corrected_and_only_then(timeline: TimelinePage) -> None:
    mouse, y = timeline.page.mouse, box_of(timeline.page.locator(".tl-sound"))["y"] + 70
    mouse.click(timeline.x(6.0) + 2, y)
    assert timeline.ask("studio.player.time") == pytest.approx(6.0, abs=0.1)
    timeline.page.keyboard.press("b")
    mouse.move(timeline.x(10.0), y)
    mouse.down()
    mouse.move(timeline.x(10.1), y, steps=3)
    with timeline.page.expect_request(lambda request: "beats" in request.url and request.method == "POST") as asked:
        mouse.up()
    assert asked.value.post_data_json["seconds"] == pytest.approx(10.1, abs=0.02)
    assert asked.value.post_data_json["was"] == 10.0
    assert timeline.ask("studio.player.time") == pytest.approx(6.0, abs=0.1)
    assert timeline.changed_lines() == []


def test_what_was_played_is_coloured_up_to_the_playhead(timeline: TimelinePage) -> None:
    timeline.ask("studio.player.seek(9)")
    timeline.settle()
    played = timeline.page.locator(".tl-wave .progress").bounding_box()
    assert played
    assert played["x"] + played["width"] == pytest.approx(timeline.x(9.0), abs=2)


def test_a_silent_film_has_a_flat_line_in_place_of_a_waveform(tab: Page, rooms: OpenStudio) -> None:
    def silent(route: Route) -> None:
        route.fulfill(body=json.dumps({**route.fetch().json(), "url": None}), content_type="application/json")

    timeline = open_timeline(tab, rooms, silent)
    page = tab
    assert not page.locator(".tl-wave").is_visible()
    page.keyboard.press("Space")
    timeline.wait_for("studio.player.time > 0.05")
    page.keyboard.press("k")
    timeline.settle()
    playhead = box_of(page.locator(".tl-playhead"))["x"]
    assert playhead == pytest.approx(timeline.x(timeline.ask("studio.player.time")), abs=2)


def test_the_page_keeps_its_own_rules_for_styles_and_scripts(page: Page, rooms: OpenStudio) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    timeline = open_timeline(page, rooms)
    assert timeline.page.locator(".tl-wave > div").count() == 1
    assert [text for text in said if "Content Security Policy" in text] == []


@pytest.fixture
def phone(chromium: Browser, rooms: OpenStudio) -> Iterator[TimelinePage]:
    context = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    yield open_timeline(context.new_page(), rooms)
    context.close()


def swipe(timeline: TimelinePage, x: float, y: float, by: float) -> None:
    """Put a finger down, move it and lift it."""
    session = timeline.page.context.new_cdp_session(timeline.page)

    def touch(kind: str, *at: float) -> None:
        points = [{"x": place, "y": y} for place in at]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", x)
    for step in range(1, 6):
        touch("touchMove", x + by * step / 5)
    touch("touchEnd")
    timeline.settle()


def test_a_finger_chooses_a_scene_scrolls_the_lane_and_drags_what_is_chosen(phone: TimelinePage) -> None:
    phone.scene(2).tap()
    phone.wait_for("studio.selected === 2")
    assert box_of(phone.scene(3).locator(".tl-edge"))["width"] == 18
    assert phone.page.evaluate("() => document.documentElement.scrollWidth") == 390
    phone.page.keyboard.press("+")
    phone.page.keyboard.press("+")
    phone.settle()
    y = box_of(phone.scene(2))["y"] + 20
    before = phone.x(0)
    phone.ask("studio.select(0)")
    swipe(phone, 300, y, -120)
    wait_for(lambda: phone.x(0) < before - 60 or None, "a lane that is scrolled")
    phone.page.keyboard.press("0")
    phone.settle()
    swipe(phone, phone.x(12.0) + 6, y, 2.0 / phone.pixel)
    wait_for(lambda: phone.changed_lines() == ['-at: "bar 7"', '+at: "bar 8"'] or None, "a scene at bar 8")


def test_two_fingers_zoom(phone: TimelinePage) -> None:
    y = box_of(phone.page.locator(".tl-sound"))["y"] + 40
    session = phone.page.context.new_cdp_session(phone.page)
    for kind, apart in [("touchStart", 60), ("touchMove", 60), ("touchMove", 90), ("touchMove", 120)]:
        points = [{"x": 195 + side * apart / 2, "y": y, "id": side + 1} for side in (-1, 1)]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    phone.settle()
    assert phone.x(16) - phone.x(0) == pytest.approx(780, abs=4)


def test_sixty_scenes_and_three_hours_put_only_what_is_seen_into_the_page(tab: Page, rooms: OpenStudio) -> None:
    timeline, page = open_timeline(tab, rooms), tab
    page.evaluate(THREE_HOURS)
    timeline.settle()
    assert page.locator(".tl-scene").count() == 60
    wheel(timeline, 5400.0, -2400)
    assert 1 / timeline.pixel > 20
    assert 2 <= page.locator(".tl-scene").count() <= 4
    assert page.locator("#timeline *").count() < 120
