"""The picture and the song: what is drawn while it plays is what the film shows at that moment."""

from __future__ import annotations

from open_studio import OpenStudio
from playwright.sync_api import Page

#: Seconds of the song and the depth that is drawn then, in each animation frame.
_WATCHED = """async () => {
  const { studio } = window.longzoom, seen = [];
  studio.player.seek(3);
  await studio.player.play();
  while (studio.player.time < 4.5) {
    await new Promise(requestAnimationFrame);
    seen.push([studio.player.time, window.longzoomView.depth]);
  }
  studio.player.pause();
  const [above, below] = studio.timing.fps;
  return { seen, depths: [...studio.depths], frameSeconds: below / above };
}"""


def test_what_is_drawn_while_it_plays_is_within_a_frame_of_the_song(page: Page, studio: OpenStudio) -> None:
    page.goto(studio.link)
    page.locator(".tl-scene").first.wait_for()
    watched = page.evaluate(_WATCHED)
    depths, frame_seconds = watched["depths"], watched["frameSeconds"]
    inside = [(time, depth) for time, depth in watched["seen"] if 3.1 < time < 4.5]
    assert len(inside) >= 8
    assert inside[-1][1] > inside[0][1]
    for time, depth in inside:
        frame = time / frame_seconds
        earliest, latest = depths[int(frame) - 1], depths[int(frame) + 2]
        assert earliest <= depth <= latest, (time, depth)
