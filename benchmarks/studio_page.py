"""What a person at the studio's page waits for, in a headless Chromium: ``python benchmarks/studio_page.py``.

It opens the studio on a film of 60 scenes, drags a scene's edge to and fro, and reads the page's own marks from the
pointer's release to the frame that shows the new film; then it lets the film play. It needs the test extra and
Chromium.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright
from studio import ROOT, opened, tell, write_storyboard

#: Its software renderer takes the place of a graphics card.
_ARGUMENTS = ("--no-sandbox", "--enable-unsafe-swiftshader", "--autoplay-policy=no-user-gesture-required")
_DRAGGED = 30
_PLAYING = """async () => {
  const { studio } = window.longzoom;
  let frames = 0;
  await studio.player.play();
  const begun = performance.now();
  while (performance.now() - begun < 5000) {
    await new Promise(requestAnimationFrame);
    frames += 1;
  }
  studio.player.pause();
  return { perSecond: frames / 5, size: window.longzoomView.shown.size, quality: window.longzoomView.shown.quality };
}"""


def time_drops(page: Any, times: int) -> None:
    """Drags of a scene's edge by some pixels, each dropped a quarter of a second after it came to rest."""
    drops: list[float] = []
    for number in range(times):
        box = page.locator(f'.tl-scene[data-scene="{_DRAGGED}"]').bounding_box()
        x, y, way = box["x"] + 3, box["y"] + 14, 18 if number % 2 == 0 else -18
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + way, y, steps=12)
        time.sleep(0.25)
        page.evaluate("performance.clearMeasures()")
        page.mouse.up()
        time.sleep(0.5)
        drops += page.evaluate("performance.getEntriesByName('drop to picture').map((entry) => entry.duration)")
    tell("from the drop of an arrival to the new picture", drops)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scenes", type=int, default=60)
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--song", type=Path, default=ROOT / "audio" / "the-long-ride.ogg")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        storyboard = write_storyboard(Path(name), asked.scenes, asked.song.resolve())
        with opened(storyboard, Path(name) / "store") as (client, _process, _begun):
            client.when_ready()
            while client.ask("/api/pictures")["isSketching"]:
                time.sleep(0.5)
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(_ARGUMENTS))
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            begun = time.perf_counter()
            page.goto(client.link)
            page.locator(".tl-scene").first.wait_for()
            print(f"{'from opening the page to its scenes':58} {time.perf_counter() - begun:14.2f} s")
            time.sleep(2)
            time_drops(page, asked.times)
            played = page.evaluate(_PLAYING)
            print(
                f"{'playing in software':58} {played['perSecond']:14.1f} frames a second, {played['quality']}, "
                f"{played['size'][0]}x{played['size'][1]}"
            )
            browser.close()


if __name__ == "__main__":
    main()
