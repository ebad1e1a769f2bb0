"""The page and the storyboard's file: each follows the other, and what is wrong is told at its line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from inspecting import BOARD, HALL, Inspector, opened_board
from open_studio import OpenStudio, wait_for

from composer.storyboard.reading import load_text

if TYPE_CHECKING:
    from playwright.sync_api import APIResponse, Page, Route

#: The smallest contrast of each theme's words with what is behind them, of all that are shown.
CONTRASTS = """() => {
  const paper = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const numbers = (text, under = null) => {
    paper.clearRect(0, 0, 1, 1);
    for (paper.fillStyle of [under, text].filter(Boolean)) paper.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = paper.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255)
    .map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, place) => sum + v * [0.2126, 0.7152, 0.0722][place], 0);
  const behind = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const colour = numbers(getComputedStyle(each).backgroundColor);
      if (colour[3] > 0.99) return getComputedStyle(each).backgroundColor;
    }
  };
  const aside = ":is(:disabled, label:has(:disabled), select) *, :disabled, label:has(:disabled), option, .tl-grip";
  const isShown = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.matches(aside);
  const hasWords = (element) => element.matches("input[type=text], textarea") ||
    [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
  const contrast = (element) => {
    const { color, opacity } = getComputedStyle(element);
    const seen = `color-mix(in srgb, ${color} ${100 * opacity}%, transparent)`;
    const [a, b] = [numbers(seen, behind(element)), numbers(behind(element))].map(light);
    return [(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), element.textContent.trim() || element.id];
  };
  return [...document.querySelectorAll("#bar *, #side *, .transport *, #timeline *, #beats *, dialog *")]
    .filter((element) => isShown(element) && hasWords(element))
    .map(contrast).sort((one, other) => one[0] - other[0]);
}"""
ALL_KEYS = "() => longzoom.keys.shortcuts.map(({ does, group }) => [group, does])"


@pytest.fixture(scope="module")
def board(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenStudio]:
    """One studio for all tests here; each begins with the board as it was written."""
    with opened_board(tmp_path_factory.mktemp("page") / "film") as studio:
        yield studio


def hall_portal(inspector: Inspector) -> tuple[tuple[float, float] | None, float | None]:
    portal = load_text(inspector.text, inspector.studio.file).scenes[HALL].portal
    return portal.at, portal.turn_degrees


def test_a_broken_file_shows_its_error_at_the_line_while_the_film_plays_on(inspector: Inspector) -> None:
    page = inspector.page
    inspector.rewrite(BOARD.replace("ease: linger", "ease: lingr"))
    problem = page.locator(".problems li")
    problem.wait_for()
    line = next(number for number, text in enumerate(BOARD.splitlines(), 1) if "ease: linger" in text)
    assert f"rooms.yaml:{line}:11" in problem.inner_text()
    assert "ease: lingr" in problem.locator("pre").inner_text()
    assert 'did you mean "linger"?' in problem.inner_text()
    assert "1 problem in the storyboard" in page.locator("#bar").inner_text()
    inspector.choose(HALL)
    assert inspector.field("Cue or length").input_value() == "2 bars"
    page.evaluate("longzoom.studio.player.play()")
    page.wait_for_function("() => longzoom.studio.player.time > 0.2")
    inspector.rewrite(BOARD)
    problem.wait_for(state="detached")
    page.locator("#bar .state", has_text="saved").wait_for()


def test_what_is_wrong_can_be_mended_on_the_page(inspector: Inspector) -> None:
    inspector.choose(HALL)
    inspector.rewrite(BOARD.replace("ease: linger", "ease: lingr"))
    problem = inspector.page.locator(".problems li")
    problem.wait_for()
    inspector.wait_until_known()
    inspector.press("linger")
    problem.wait_for(state="detached")
    assert inspector.text == BOARD


def test_a_file_that_is_no_yaml_is_told_and_nothing_is_written_into_it(inspector: Inspector) -> None:
    inspector.choose(HALL)
    broken = BOARD.replace('prompt: "the attic"', 'prompt: "the attic')
    inspector.rewrite(broken)
    inspector.page.locator(".problems li").first.wait_for()
    inspector.write("Caption", "then")
    inspector.note("Caption").wait_for()
    assert inspector.text == broken
    inspector.rewrite(BOARD)
    inspector.page.locator(".problems li").first.wait_for(state="detached")


def test_a_file_that_is_gone_is_told_without_a_line_of_it_and_comes_back(inspector: Inspector) -> None:
    aside = inspector.studio.file.rename(inspector.studio.file.with_suffix(".aside"))
    problem = inspector.page.locator(".problems li")
    problem.wait_for()
    assert problem.inner_text().startswith("rooms.yaml:1:1 there is no such file")
    assert problem.locator("pre").count() == 0
    aside.rename(inspector.studio.file)
    problem.wait_for(state="detached")


def test_what_was_refused_is_forgotten_once_something_is_done(inspector: Inspector) -> None:
    page = inspector.page
    notice = page.locator("#notices .passing .notice")
    page.evaluate("() => void longzoom.studio.edit('a test', [{do: 'time', scene: 3, timing: 'bar 99'}])")
    notice.wait_for()
    page.evaluate("() => void longzoom.studio.edit('another', [{do: 'time', scene: 3, timing: 'bar 6'}])")
    notice.wait_for(state="detached")
    inspector.undo_the_change()


def test_what_the_beats_lie_over_is_not_found_by_tab(inspector: Inspector) -> None:
    page = inspector.page
    page.keyboard.press("b")
    page.locator("#beats").wait_for()
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("() => document.activeElement.closest('#side') === null")
    page.keyboard.press("b")
    page.locator("#beats").wait_for(state="hidden")
    assert page.evaluate("() => !document.querySelector('#side').inert")


def test_two_pages_follow_each_other(inspector: Inspector, board: OpenStudio) -> None:
    other_page = inspector.page.context.new_page()
    other = Inspector(page=other_page, studio=board)
    other_page.goto(board.url)
    other_page.wait_for_function("() => longzoom?.studio.film?.film")
    for each in (inspector, other):
        each.choose(HALL)
    inspector.write("Caption", "then")
    other_page.wait_for_function("() => [...document.querySelectorAll('#side input')].some((i) => i.value === 'then')")
    other.undo()
    inspector.wait_for_file(BOARD)
    inspector.page.wait_for_function("() => longzoom.studio.scenes[1].caption === ''")
    assert inspector.field("Caption").input_value() == ""
    assert inspector.page.get_by_role("button", name="Redo").is_enabled()
    other_page.close()


def test_a_change_that_is_taken_back_while_the_page_asks_for_it_does_not_stay(inspector: Inspector) -> None:
    page = inspector.page
    held: list[tuple[Route, APIResponse]] = []
    inspector.choose(HALL)
    page.evaluate("""() => {
      window.told = 0;
      window.films = [];
      longzoom.studio.addEventListener("film", () => films.push(longzoom.studio.scenes[2].caption));
      new EventSource("/api/events").addEventListener("film", () => { window.told += 1; });
    }""")
    page.route("**/api/film", lambda route: held.append((route, route.fetch())), times=1)
    inspector.rewrite(BOARD.replace("noon", "night"))
    page.wait_for_function("() => told === 1")
    while not held:
        page.evaluate("0")
    inspector.rewrite(BOARD)
    page.wait_for_function("() => told === 2")
    with page.expect_response("**/api/film"):
        held[0][0].fulfill(response=held[0][1])
    page.wait_for_function("() => films.includes('night') && films.at(-1) === 'noon'")
    assert page.evaluate("longzoom.studio.film.revision") == inspector.studio.client.film()["revision"]


def test_a_portal_is_moved_in_the_picture(inspector: Inspector) -> None:
    page, mouse = inspector.page, inspector.page.mouse
    inspector.choose(HALL)
    page.keyboard.press("p")
    area = page.locator(".portal .area")
    area.wait_for()
    box, frame = area.bounding_box(), page.locator("#picture .frame").bounding_box()
    assert box
    assert frame
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    mouse.move(x, y)
    mouse.down()
    mouse.move(x + frame["width"] * 0.1, y - frame["height"] * 0.05, steps=5)
    moved = area.bounding_box()
    assert moved
    assert moved["x"] - box["x"] == pytest.approx(frame["width"] * 0.1, abs=2)
    assert inspector.text == BOARD
    mouse.up()
    inspector.wait_for_change()
    at, turn = hall_portal(inspector)
    assert at == (pytest.approx(0.6, abs=0.01), pytest.approx(0.45, abs=0.01))
    assert turn == 4
    page.wait_for_function("() => Math.abs(longzoom.studio.pictures.portals[1].at[0] - 0.6) < 0.01")
    kept = area.bounding_box()
    assert kept
    assert kept["x"] == pytest.approx(moved["x"], abs=2)
    assert float(inspector.field("Across").input_value()) == pytest.approx(60, abs=1)
    inspector.undo_the_change()
    page.wait_for_function("() => Math.abs(longzoom.studio.pictures.portals[1].at[0] - 0.5) < 0.01")
    back = area.bounding_box()
    assert back
    assert back["x"] == pytest.approx(box["x"], abs=2)


def test_a_portal_is_turned_by_its_handle_and_left_alone_by_escape(inspector: Inspector) -> None:
    page, mouse = inspector.page, inspector.page.mouse
    inspector.choose(HALL)
    page.keyboard.press("p")
    knob = page.locator(".portal .knob")
    knob.wait_for()
    frame, box = page.locator("#picture .frame").bounding_box(), knob.bounding_box()
    assert box
    assert frame
    middle = frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2
    for ends_with_escape in (True, False):
        mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        mouse.down()
        mouse.move(middle[0] + 100, middle[1] - 100, steps=5)
        if ends_with_escape:
            page.keyboard.press("Escape")
        mouse.up()
        if ends_with_escape:
            assert page.evaluate("longzoom.studio.selected") == HALL
            assert inspector.text == BOARD
    inspector.wait_for_change()
    assert hall_portal(inspector) == ((0.5, 0.5), 45)
    assert len(inspector.changed[1]) == 1


def test_the_arrow_keys_move_a_portal_and_make_one_step_of_the_history(inspector: Inspector) -> None:
    page = inspector.page
    inspector.choose(HALL)
    page.keyboard.press("p")
    page.locator(".portal .area").wait_for()
    keys = ("ArrowRight", "ArrowRight", "Shift", "ArrowDown")  # held: the first one comes twice
    for key in keys:
        page.keyboard.down(key)
    for key in keys[1:]:
        assert inspector.text == BOARD
        page.keyboard.up(key)
    inspector.wait_for_change()
    assert hall_portal(inspector) == ((0.51, 0.55), 4)
    inspector.undo_the_change()


def test_the_keyframes_of_the_scene_are_gone_to(inspector: Inspector) -> None:
    inspector.choose(HALL)
    second = inspector.page.get_by_title("Go to hall:2")
    second.click()
    depth = "longzoom.studio.depthAt(longzoom.studio.player.time, false) - longzoom.studio.scenes[1].firstStep"
    assert inspector.page.evaluate(depth) == pytest.approx(1, abs=0.1)


def test_help_lists_every_key_and_closes(inspector: Inspector) -> None:
    page = inspector.page
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog")
    shown = dialog.inner_text()
    for group, does in page.evaluate(ALL_KEYS):
        assert group in shown
        assert does in shown
    assert dialog.locator("dt").count() == len(page.evaluate(ALL_KEYS))
    dialog.get_by_role("button", name="Close").click()
    dialog.wait_for(state="detached")


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_words_stand_out_from_what_is_behind_them_in_both_themes(inspector: Inspector, theme: str) -> None:
    inspector.page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    for number in (-1, HALL):
        inspector.choose(number)
        contrasts = inspector.page.evaluate(CONTRASTS)
        assert len(contrasts) > 20
        assert contrasts[0][0] >= 4.5, contrasts[:3]
    for key in ("b", "Shift+R"):
        inspector.page.keyboard.press(key)
        contrasts = inspector.page.evaluate(CONTRASTS)
        assert contrasts[0][0] >= 4.5, contrasts[:3]
    inspector.page.keyboard.press("Escape")
    inspector.page.keyboard.press("b")


def test_the_page_fits_a_telephone(inspector: Inspector) -> None:
    inspector.page.set_viewport_size({"width": 390, "height": 844})
    for number in (-1, HALL):
        inspector.choose(number)
        assert inspector.page.evaluate("document.documentElement.scrollWidth") <= 390


def test_on_a_telephone_the_timeline_is_right_under_the_picture_whatever_is_open(inspector: Inspector) -> None:
    page = inspector.page
    page.set_viewport_size({"width": 390, "height": 844})
    page.keyboard.press("b")
    picture, timeline = (page.locator(name).bounding_box() for name in ("#picture", "#timeline"))
    assert picture
    assert timeline
    assert timeline["y"] == pytest.approx(picture["y"] + picture["height"], abs=1)
    page.keyboard.press("b")


def test_a_long_title_leaves_the_bar_one_line(inspector: Inspector) -> None:
    page = inspector.page
    page.set_viewport_size({"width": 1000, "height": 700})
    title = page.locator("#bar .title")
    height = page.locator("#bar").bounding_box()
    inspector.rewrite(BOARD.replace("Four Rooms", "Four Rooms " * 12))
    page.wait_for_function("() => document.querySelector('#bar .title').textContent.length > 100")
    assert page.locator("#bar").bounding_box() == height
    assert title.get_attribute("title") == ("Four Rooms " * 12).strip()


def test_a_film_that_is_not_there_yet_says_what_is_waited_for(page: Page, board: OpenStudio) -> None:
    phase = {"phase": "listening", "problems": [], "song": None, "undo": None, "redo": None}
    waiting = {"revision": "", "file": "rooms.yaml", **phase}
    page.route("**/api/film", lambda route: route.fulfill(json=waiting))
    page.goto(board.link)
    page.locator("#picture .curtain", has_text="Listening to the song").wait_for()
    assert page.get_by_role("button", name="Play", exact=True).is_disabled()
    page.unroute("**/api/film")
    page.evaluate("longzoom.studio.reload()")
    page.locator("#picture .curtain").wait_for(state="hidden")
    wait_for(lambda: page.locator("#side .panel").count() or None, "the settings")
