"""The studio's page with its timeline, used as a person uses it: by places in the song and by keys."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from open_studio import OpenStudio, open_studio, wait_for
from ready_film import ready_film

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page, Route

#: Where the timeline lies in the window: how wide the whole song is, how far it is scrolled, its left edge.
_GEOMETRY = """() => ({
  width: document.querySelector(".tl-space").offsetWidth,
  scrolled: document.querySelector(".tl-scroller").scrollLeft,
  left: document.querySelector(".tl-view").getBoundingClientRect().left,
  duration: longzoom.studio.film.film.duration,
})"""


def box_of(found: Locator) -> Any:
    """Where an element lies in the window: ``x``, ``y``, ``width``, ``height``."""
    box = found.bounding_box()
    assert box is not None
    return box


@dataclass(frozen=True, kw_only=True, eq=False)
class TimelinePage:
    """A page that shows a studio's film, and the storyboard's text when it was opened."""

    page: Page
    studio: OpenStudio
    text: str

    def ask(self, script: str) -> Any:
        """The value of an expression in the page; ``studio`` is what the page knows."""
        return self.page.evaluate(f"() => {{ const {{ studio }} = longzoom; return {script}; }}")

    def wait_for(self, script: str) -> None:
        wait_for(lambda: self.ask(script) or None, script)

    def settle(self) -> None:
        """Two animation frames: what was asked for is drawn."""
        self.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def x(self, seconds: float) -> float:
        """Pixel of the window at a second of the song."""
        found = self.page.evaluate(_GEOMETRY)
        return float(found["left"] + seconds / found["duration"] * found["width"] - found["scrolled"])

    @property
    def pixel(self) -> float:
        """Seconds of one pixel."""
        return 1 / (self.x(1) - self.x(0))

    def scene(self, number: int) -> Locator:
        return self.page.locator(f".tl-scene[data-scene='{number}']")

    def arrivals(self) -> list[float]:
        """As the page shows them."""
        return [float(scene["arrival"]) for scene in self.ask("studio.scenes")]

    def press(self, number: int, part: str = "body") -> float:
        """Press the mouse on a scene's left edge, its grip or its body; the pixel of the window."""
        box = box_of(self.scene(number))
        x, y = box["x"] + (1 if part == "edge" else box["width"] / 2), box["y"] + 12
        if part == "grip":
            self.page.mouse.move(x, y)
            grip = box_of(self.scene(number).locator(".tl-grip"))
            x, y = grip["x"] + grip["width"] / 2, grip["y"] + grip["height"] / 2
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        return float(x)

    def drag(self, number: int, by: float, part: str = "body", *, keys: tuple[str, ...] = ()) -> None:
        """Drag a scene by so many seconds, and hold it there."""
        x = self.press(number, part)
        for key in keys:
            self.page.keyboard.down(key)
        self.page.mouse.move(x + by / self.pixel, box_of(self.scene(number))["y"] + 12, steps=4)

    def drop(self) -> list[str]:
        """Let go; the lines of the storyboard that this changed, as ``-old`` and ``+new``."""
        self.page.mouse.up()
        wait_for(lambda: self.studio.file.read_text() != self.text or None, "a change of the storyboard")
        self.wait_for("studio.trial === null && studio.film.undo !== null")
        return self.changed_lines()

    def changed_lines(self) -> list[str]:
        lines = difflib.ndiff(self.text.splitlines(), self.studio.file.read_text().splitlines())
        return [line[0] + line[2:].strip() for line in lines if line[0] in "+-"]

    def undo(self) -> None:
        self.page.evaluate("() => longzoom.studio.undo()")


@pytest.fixture(scope="session")
def rooms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenStudio]:
    """One studio for all tests of the timeline, on a film of four scenes."""
    with open_studio(ready_film(tmp_path_factory.mktemp("rooms") / "film").storyboard) as opened:
        opened.wait_until_ready()
        yield opened


@pytest.fixture(scope="module")
def tab(chromium: Browser) -> Iterator[Page]:
    """One tab for all tests of a file: the studio's page is opened anew in it, which takes half of what a new one does.

    An error that no script catches fails the last test that uses it.
    """
    context = chromium.new_context(viewport={"width": 1280, "height": 760})
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert errors == []


def open_timeline(page: Page, studio: OpenStudio, song: Callable[[Route], None] | None = None) -> TimelinePage:
    """The page of a studio whose changes are all taken back; no key or button is held any more.

    ``song`` answers in the server's place what the song is.
    """
    page.unroute_all()
    if song is not None:
        page.route("**/api/song", song)
    for key in ("Alt", "Control", "Shift"):
        page.keyboard.up(key)
    page.mouse.up()
    while (film := studio.client.film())["undo"]:
        assert studio.client.post("/api/undo", {"revision": film["revision"]}).status == 200
    page.goto(studio.link)
    page.locator(".tl-scene").first.wait_for()
    opened = TimelinePage(page=page, studio=studio, text=studio.file.read_text())
    opened.settle()
    return opened
