"""The page's keyframes: which are fetched and kept, and what shows while one is on its way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from preview_page import Picture, as_json, open_view, pixels, png
from static_site import Site

from composer.geometry import similarity_at
from composer.unrolling import unrolled
from composer.zooming.layering import Nesting

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

FRAME, CANVAS = (64, 36), (640, 360)
KEYFRAMES = 40
#: Bytes on the GPU of one keyframe with its mipmaps.
ONE = 640 * 360 * 4 * 4 / 3
RED, GREEN, BLUE = (200, 40, 40), (40, 180, 60), (40, 60, 200)


def film(count: int = KEYFRAMES) -> dict[str, Any]:
    portal = similarity_at((0.5, 0.5), magnification=2, turn_degrees=0, aspect=FRAME[0] / FRAME[1])
    stack = unrolled([Nesting(portal=portal, feather=0.0)] * (count - 1), count)
    return {**as_json(stack), "canvasSize": CANVAS, "frameSize": FRAME}


def plain(colour: tuple[int, int, int]) -> Picture:
    return np.full((CANVAS[1], CANVAS[0], 3), colour, np.uint8)


def pictures_of(site: Site, count: int = KEYFRAMES) -> list[dict[str, Any]]:
    for index in range(count):
        site.files[f"/pictures/{index}.png"] = png(plain((index * 5, 90, 255 - index * 5)))
    return [{"url": f"/pictures/{i}.png", "digest": f"d{i}", "name": f"scene {i}"} for i in range(count)]


def corner(page: Page) -> list[int]:
    """The colour in the frame's corner at depth 0, as it is drawn now, whatever is on its way."""
    return page.evaluate("(view.draw(0), [...view.read().pixels.slice(0, 3)])")  # type: ignore[no-any-return]


def near(seen: list[int], colour: tuple[int, int, int]) -> bool:
    return max(abs(a - b) for a, b in zip(seen, colour, strict=True)) <= 2


def test_a_long_flight_keeps_within_its_memory_and_its_fetches(page: Page, site: Site) -> None:
    budget = 12.5 * ONE
    open_view(page, site, film(), pictures_of(site), budget=budget)
    loads = page.evaluate(
        """async (last) => {
          const loads = [];
          for (let depth = 0; depth <= last; depth += 0.5) {
            await drawn(depth);
            loads.push(view.load);
          }
          return loads;
        }""",
        KEYFRAMES - 1,
    )
    assert 8 * ONE <= max(load["bytes"] for load in loads) <= budget
    assert max(load["fetching"] for load in loads) <= 4
    assert near(pixels(page, KEYFRAMES - 1, FRAME)[0, 0].tolist(), ((KEYFRAMES - 1) * 5, 90, 255 - (KEYFRAMES - 1) * 5))


def test_what_comes_next_in_the_direction_of_flight_is_fetched_before_it_is_reached(page: Page, site: Site) -> None:
    asked: list[int] = []
    page.on("request", lambda request: asked.extend(int(n) for n in [request.url.split("/")[-1][:-4]] if n.isdigit()))
    open_view(page, site, film(), pictures_of(site))
    for depth in (20, 19.5):
        page.evaluate("(depth) => drawn(depth)", depth)
        page.wait_for_function("view.load.fetching === 0")
    assert set(range(13, 28)) >= set(asked) >= {13, 14, 15, 16, 17, 18, 19, 20}
    assert asked.index(19) < asked.index(14)


def test_a_keyframe_without_a_picture_shows_a_colour_of_its_scene(page: Page, site: Site) -> None:
    missing = [{"url": None, "digest": None, "name": name} for name in ("bus", "bus", "prom")]
    open_view(page, site, film(3), missing)
    first, second, third = (pixels(page, depth, FRAME)[2:5, 2:5].reshape(-1, 3).mean(axis=0) for depth in (0, 1, 2))
    assert np.abs(first - second).max() <= 3
    assert np.abs(first - third).max() >= 30


def test_a_repainted_keyframe_shows_its_old_picture_until_the_new_one_is_there(page: Page, site: Site) -> None:
    for name, colour in (("old", RED), ("inner", GREEN), ("new", BLUE)):
        site.files[f"/{name}.png"] = png(plain(colour))
    pictures = [
        {"url": "/old.png", "digest": "old", "name": "bus"},
        {"url": "/inner.png", "digest": "i", "name": "prom"},
    ]
    open_view(page, site, film(2), pictures)
    pixels(page, 0.0, FRAME)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/new.png", hold)
    with page.expect_request("**/new.png"):
        page.evaluate(
            "(pictures) => view.setPictures(pictures)", [{**pictures[0], "url": "/new.png", "digest": "n"}, pictures[1]]
        )
        assert near(corner(page), RED)
    assert page.evaluate("view.shown.missing") == 1
    held[0].continue_()
    assert near(pixels(page, 0.0, FRAME)[0, 0].tolist(), BLUE)


def test_a_picture_that_cannot_be_had_is_told_once_and_stood_for(page: Page, site: Site) -> None:
    open_view(page, site, film(2), [{"url": "/gone.png", "digest": "g", "name": "bus"}] * 2)
    page.evaluate("view.draw(0)")
    page.wait_for_function("() => { view.draw(0); return errors.length > 0 && view.load.fetching === 0; }")
    page.evaluate("view.draw(0)")
    assert page.evaluate("errors") == ["Error: /gone.png: 404 File not found"]
    assert sum(corner(page)) > 60


def test_a_lost_context_comes_back_with_its_pictures(page: Page, site: Site) -> None:
    open_view(page, site, film(2), pictures_of(site, 2))
    before = pixels(page, 0.5, FRAME)
    page.evaluate(
        """async () => {
          const lose = view.canvas.getContext("webgl2").getExtension("WEBGL_lose_context");
          const seen = (name) => new Promise((done) => view.canvas.addEventListener(name, done, { once: true }));
          const [lost, restored] = [seen("webglcontextlost"), seen("webglcontextrestored")];
          lose.loseContext();
          await lost;
          view.draw(0.25);
          setTimeout(() => lose.restoreContext());
          await restored;
        }"""
    )
    assert (pixels(page, 0.5, FRAME) == before).all()


def test_a_browser_without_webgl_is_told_what_to_do(page: Page, site: Site) -> None:
    page.goto(f"{site.address}/empty.html")
    said = page.evaluate(
        """async () => {
          const { ZoomView } = await import("/js/preview/zoom_view.js");
          const canvas = document.createElement("canvas");
          canvas.getContext = () => null;
          try { new ZoomView(canvas); } catch (error) { return [error.name, error.message, error.hint]; }
        }"""
    )
    assert said == [
        "NoWebGL",
        "this browser cannot draw the film: WebGL 2 is missing",
        "turn on hardware acceleration in the browser's settings, or open the page in a current browser",
    ]


def test_no_more_pixels_are_drawn_than_the_screen_shows_or_the_film_has(page: Page, site: Site) -> None:
    open_view(page, site, {**film(2), "frameSize": (640, 360)}, pictures_of(site, 2))
    sizes = page.evaluate(
        """() => ["320px", "1280px", "100.5px"].map((width) => {
          view.canvas.style.width = width;
          view.canvas.style.height = "2000px";
          view.draw(0);
          return view.shown.size;
        })"""
    )
    assert sizes == [[320, 180], [640, 360], [100, 56]]


def test_a_frame_that_stands_still_is_drawn_exactly(page: Page, site: Site) -> None:
    open_view(page, site, film(2), pictures_of(site, 2))
    page.evaluate("view.setPlaying(true); view.draw(0.1); view.draw(0.2)")
    assert page.evaluate("view.shown.quality") == "fast"
    page.evaluate("view.setPlaying(false)")
    page.wait_for_function("view.shown.quality === 'exact'")


@pytest.mark.parametrize(
    ("milliseconds", "expected"),
    [
        pytest.param("() => 16.7", {"quality": "fine", "scale": 1}, id="a fast machine"),
        pytest.param("(rung) => 70 * rung.scale ** 2", {"quality": "fast", "scale": 0.5}, id="a slow machine"),
        pytest.param("() => 33.4", {"quality": "fine", "scale": 1}, id="a screen of 30 frames a second"),
        pytest.param(
            "(rung) => (rung.quality === 'fine' ? 40 : 16.7)",
            {"quality": "fast", "scale": 1},
            id="just too slow for fine",
        ),
    ],
)
def test_the_picture_is_as_fine_as_stays_fluid(
    page: Page, site: Site, milliseconds: str, expected: dict[str, Any]
) -> None:
    page.goto(f"{site.address}/empty.html")
    rungs = page.evaluate(
        f"""async () => {{
          const {{ Pace }} = await import("/js/preview/pace.js");
          const pace = new Pace(), milliseconds = {milliseconds};
          return Array.from({{ length: 6000 }}, () => {{
            pace.took(milliseconds(pace.rung));
            return pace.rung;
          }});
        }}"""
    )
    settled = rungs[len(rungs) // 2 :]
    assert settled.count(expected) >= 0.97 * len(settled)
