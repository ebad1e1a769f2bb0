"""Rendering and painting as a person does it: in the page, with a real browser and the real processes behind it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import film_kit
import pytest
from held_studio import ended, hold
from open_studio import OpenStudio

if TYPE_CHECKING:
    from playwright.sync_api import Page

expect = pytest.importorskip("playwright.sync_api").expect
PATIENCE_MS = 60_000
expect.set_options(timeout=PATIENCE_MS)


def opened_page(page: Page, held: OpenStudio) -> Page:
    page.set_default_timeout(PATIENCE_MS)
    page.goto(held.link)
    expect(page.get_by_role("button", name="Render", exact=True)).to_be_visible()
    expect(page.locator("#bar")).to_contain_text("Four Rooms")
    return page


def render_button(page: Page):  # type: ignore[no-untyped-def]
    return page.locator("#jobs").get_by_role("button", name=re.compile("^Render draft"))


def test_a_draft_is_planned_watched_found_again_by_another_page_and_played(page: Page, held: OpenStudio) -> None:
    opened_page(page, held)
    page.get_by_role("button", name="Render", exact=True).click()
    cost = page.locator("#jobs .cost:visible")
    expect(cost).to_contain_text("8 of 8 keyframes")
    expect(cost.locator(".reason")).to_have_text([f"{scene}2new" for scene in ("attic", "hall", "kitchen", "cellar")])
    expect(cost).to_contain_text("240 of 240 frames")
    expect(cost).to_contain_text("rooms-draft.mp4")
    gate = hold(held, "paint")
    render_button(page).click()
    progress = page.get_by_label("The job")
    expect(progress).to_contain_text("Painting 2 of 8 keyframes")
    expect(progress.get_by_role("progressbar")).to_have_js_property("value", 0.25)
    expect(render_button(page)).to_be_disabled()
    context = page.context
    page.close()
    again = opened_page(context.new_page(), held)
    running = again.locator("#bar .running")
    expect(running).to_have_text("Painting 25 %")
    running.click()
    expect(again.get_by_label("The job")).to_contain_text("Draft of the film")
    gate.unlink()
    expect(again.get_by_label("The job")).to_contain_text("8 keyframes painted, 0 kept")
    expect(again.get_by_label("Films")).to_contain_text("16 s · 240 frames, all filmed now")
    video = again.locator("#jobs video")
    video.evaluate("video => { video.muted = true; return video.play(); }")
    video.evaluate(
        "video => new Promise((done) => video.addEventListener('timeupdate', () => video.currentTime > 0.2 && done()))"
    )
    assert video.evaluate("video => [video.videoWidth, video.videoHeight, Math.round(video.duration)]") == [160, 90, 16]
    assert len(film_kit.frame_hashes(held.folder / "rooms-draft.mp4")) == 240
    expect(again.locator("#jobs .cost:visible")).to_contain_text("replaces the film of that name")
    expect(again.locator("#jobs .old")).to_be_hidden()
    held.client.edit({"do": "set", "path": "title", "value": "Five Rooms"})
    expect(again.locator("#jobs .old")).to_be_visible()


def test_a_job_is_cancelled_from_the_page_and_says_what_is_kept(page: Page, held: OpenStudio) -> None:
    opened_page(page, held)
    hold(held, "paint")
    page.keyboard.press("Shift+R")
    render_button(page).click()
    progress = page.get_by_label("The job")
    expect(progress).to_contain_text("Painting 2 of 8")
    progress.get_by_role("button", name="Cancel").click()
    expect(progress).to_contain_text("Cancelled. What is painted and filmed so far is kept.")
    expect(progress.get_by_role("button", name="Cancel")).to_be_hidden()
    expect(page.locator("#bar .running")).to_be_hidden()
    expect(page.locator("#jobs .cost:visible")).to_contain_text("6 of 8 keyframes")
    assert ended(held)["phase"] == "cancelled"


def test_takes_are_painted_compared_and_one_is_used_and_undone(page: Page, held: OpenStudio) -> None:
    before = held.file.read_bytes()
    opened_page(page, held)
    page.evaluate("longzoom.studio.select(3)")
    page.keyboard.press("Shift+P")
    takes = page.locator("#jobs .takes")
    expect(takes.locator(".keyframes button")).to_have_text(["cellar:1", "cellar:2", "Whole scene"])
    takes.get_by_role("button", name="cellar:2").click()
    takes.get_by_label("How many takes").fill("2")
    takes.get_by_label("How many takes").blur()
    takes.get_by_role("button", name="Paint 2 takes").click()
    expect(takes.locator(".take")).to_have_text(["Take 1", "Take 2"])
    takes.locator(".take").first.click()
    compare = page.get_by_label("Takes side by side")
    expect(compare).to_contain_text("cellar:2: take 1")
    page.keyboard.press("ArrowRight")
    expect(compare).to_contain_text("cellar:2: take 2")
    compare.get_by_label("Back to the take before").click()
    expect(compare).to_contain_text("cellar:2: take 1")
    compare.get_by_role("button", name="Use this take").click()
    expect(compare).to_have_count(0)
    expect(takes.locator(".take").first).to_have_text("Take 1in the film")
    assert b"    takes: {2: 1}\n" in held.file.read_bytes()
    page.keyboard.press("Escape")
    page.keyboard.press("Control+z")
    expect(page.locator("#bar").get_by_role("button", name="Undo")).to_be_disabled()
    assert held.file.read_bytes() == before


def test_what_cannot_be_rendered_is_said_in_the_dialog(page: Page, held: OpenStudio) -> None:
    opened_page(page, held)
    held.write(held.file.read_text().replace('at: "bar 7"', 'at: "bar 70"'))
    page.keyboard.press("Shift+R")
    expect(page.locator("#jobs").get_by_role("alert").first).to_contain_text("bar 70 is after the end of the song")
    expect(page.locator("#jobs").get_by_role("button", name="Render draft")).to_be_disabled()
