"""A page with the preview on it, and pictures to show in it."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
from numpy.typing import NDArray
from static_site import Site

from composer.unrolling import Unrolled

if TYPE_CHECKING:
    from playwright.sync_api import Page

Picture = NDArray[np.uint8]
OPEN = """async ([stack, pictures, options]) => {
  const { ZoomView } = await import("/js/preview/zoom_view.js");
  const canvas = document.createElement("canvas");
  canvas.style.width = `${stack.frameSize[0]}px`;
  canvas.style.height = `${stack.frameSize[1]}px`;
  document.body.append(canvas);
  window.errors = [];
  window.view = new ZoomView(canvas, { ...options, onError: (error) => window.errors.push(String(error)) });
  window.view.setStack(stack);
  window.view.setPictures(pictures);
  window.drawn = async (depth) => {
    for (;;) {
      window.view.draw(depth);
      if (window.errors.length) throw new Error(window.errors[0]);
      if (window.view.shown.missing === 0) return;
      await new Promise(requestAnimationFrame);
    }
  };
  window.pixels = async (depth) => {
    await window.drawn(depth);
    const { pixels } = window.view.read();
    return btoa(Array.from(pixels, (level) => String.fromCharCode(level)).join(""));
  };
}"""


def as_json(stack: Unrolled) -> dict[str, Any]:
    """A stack as the page takes it."""
    return {
        "nestings": [
            {"a": [n.portal.a.real, n.portal.a.imag], "b": [n.portal.b.real, n.portal.b.imag], "feather": n.feather}
            for n in stack.nestings
        ],
        "count": stack.count,
        "first": stack.first,
        "isRing": stack.is_ring,
    }


def png(picture: Picture) -> bytes:
    return cv2.imencode(".png", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))[1].tobytes()


def served(site: Site, pictures: list[Picture]) -> list[dict[str, str]]:
    """Pictures on the site, as the page takes them."""
    for index, picture in enumerate(pictures):
        site.files[f"/pictures/{index}.png"] = png(picture)
    return [{"url": f"/pictures/{i}.png", "digest": f"d{i}", "name": f"scene {i}"} for i in range(len(pictures))]


def open_view(page: Page, site: Site, film: dict[str, Any], pictures: list[dict[str, Any]], **options: Any) -> None:
    """A view of a film in ``window.view``; ``film`` is its stack with canvasSize and frameSize."""
    page.goto(f"{site.address}/empty.html")
    page.evaluate(OPEN, [film, pictures, options])


def pixels(page: Page, depth: float, size: tuple[int, int]) -> Picture:
    """The frame at a depth once its pictures are there, RGB."""
    rgba = np.frombuffer(base64.b64decode(page.evaluate("(depth) => pixels(depth)", depth)), np.uint8)
    return rgba.reshape(size[1], size[0], 4)[..., :3]


def psnr(seen: Picture, expected: Picture) -> float:
    return float(10 * np.log10(255**2 / np.square(seen.astype(float) - expected).mean()))
