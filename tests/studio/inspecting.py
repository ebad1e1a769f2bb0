"""The inspector of a studio that is open in a browser, as a hand and an eye find it."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from open_studio import OpenStudio, open_studio, wait_for
from ready_film import ready_film

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page, ViewportSize

#: One scene in block style, one in flow style, each with keys that are there and keys that are not.
BOARD = """\
title: Four Rooms   # as on the tape
song: song.wav
output: {size: 160x90, fps: 15}
look: "soft: light"

cast:
  june: {born: 1972}

scenes:
  - id: attic
    prompt: "the attic"
    bars: 2

  # The long one.
  - id: hall
    year: 1980
    prompt: "the hall"   # {june} comes later
    bars: 2
    zoom: 2.5
    ease: linger
    portal: {at: [0.5, 0.5], turn: 4 deg}
  - {id: kitchen, prompt: "the kitchen", caption: "noon", pulse: 0.5}
  - id: cellar
    prompt: "the cellar"
    at: "bar 7"
"""
HALL, KITCHEN = 1, 2
SIZE: ViewportSize = {"width": 1280, "height": 760}
PATIENCE_MS = 20_000


@dataclass(frozen=True, kw_only=True, eq=False)
class Inspector:
    """A page with the film of ``BOARD``."""

    page: Page
    studio: OpenStudio

    @property
    def text(self) -> str:
        return self.studio.file.read_text(encoding="utf-8")

    @property
    def changed(self) -> tuple[list[str], list[str]]:
        """The lines of ``BOARD`` that are gone from the file, and those that are new in it."""
        lines = difflib.ndiff(BOARD.splitlines(), self.text.splitlines())
        kept = [line for line in lines if line[0] in "-+"]
        return [line[2:] for line in kept if line[0] == "-"], [line[2:] for line in kept if line[0] == "+"]

    def choose(self, number: int) -> None:
        self.page.evaluate("(number) => longzoom.studio.select(number)", number)

    def field(self, label: str) -> Locator:
        """The text that is labelled so."""
        return self.page.locator("#side").get_by_label(label, exact=True)

    def note(self, label: str) -> Locator:
        """What is said under a field."""
        return self.page.locator(".field", has=self.page.get_by_label(label, exact=True)).locator(".note")

    def press(self, name: str) -> None:
        self.page.locator("#side").get_by_role("button", name=name, exact=True).click()

    def write(self, label: str, value: str) -> None:
        """Type in a field and press Enter, with Control where Enter makes a new line."""
        field = self.field(label)
        field.fill(value)
        field.press("Control+Enter")

    def wait_for_file(self, expected: str) -> None:
        wait_for(lambda: self.text == expected or None, f"the file, which is\n{self.text}")

    def wait_for_change(self) -> None:
        wait_for(lambda: self.text != BOARD or None, "a change of the file")

    def undo(self) -> None:
        """Control Z where nothing is typed."""
        self.page.locator("#bar .title").click()
        self.page.keyboard.press("Control+z")

    def undo_the_change(self) -> None:
        """Back to ``BOARD``, in the file and on the page."""
        self.undo()
        self.wait_for_file(BOARD)
        self.page.wait_for_function("() => longzoom.studio.film.undo === null")

    def wait_until_known(self) -> None:
        """Until the page shows the file as it is."""
        self.studio.client.edit()  # of nothing: before any change the desk looks at its files
        revision = self.studio.client.film()["revision"]
        self.page.wait_for_function("(revision) => longzoom.studio.film?.revision === revision", arg=revision)

    def rewrite(self, text: str) -> None:
        """As an editor beside the page does."""
        self.studio.write(text)


@contextmanager
def opened_board(folder: Path) -> Iterator[OpenStudio]:
    """A studio on ``BOARD``."""
    with open_studio(ready_film(folder, BOARD).storyboard) as studio:
        studio.wait_until_ready()
        yield studio
        assert studio.stop() == 0, studio.said


@contextmanager
def opened_page(chromium: Browser, studio: OpenStudio) -> Iterator[Page]:
    """The studio's page; an error that no script catches fails the last test that uses it."""
    context = chromium.new_context(viewport=SIZE)
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(studio.link)
    page.wait_for_function("() => longzoom?.studio.pictures && document.querySelector('#side .panel')")
    yield page
    context.close()
    assert errors == []


def begun_anew(page: Page, studio: OpenStudio) -> Inspector:
    """The page on the board as it was written first, nothing chosen, nothing typed, at rest."""
    inspector = Inspector(page=page, studio=studio)
    page.set_viewport_size(SIZE)
    page.emulate_media(color_scheme="dark")
    page.evaluate("() => { document.activeElement.blur(); longzoom.studio.player.pause(); }")
    if inspector.text != BOARD:
        inspector.rewrite(BOARD)
    inspector.wait_until_known()
    inspector.choose(-1)
    return inspector


@pytest.fixture(scope="module")
def shared(chromium: Browser, board: OpenStudio) -> Iterator[Page]:
    with opened_page(chromium, board) as page:
        yield page


@pytest.fixture
def inspector(shared: Page, board: OpenStudio) -> Inspector:
    return begun_anew(shared, board)
