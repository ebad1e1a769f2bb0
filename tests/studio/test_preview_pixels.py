"""The page's pixels against the compositor's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest
from preview_page import Picture, as_json, open_view, pixels, psnr, served
from static_site import Site

from composer.geometry import similarity_at
from composer.unrolling import unrolled
from composer.zooming.compositor import Compositor
from composer.zooming.layering import Nesting

if TYPE_CHECKING:
    from playwright.sync_api import Page

FRAME = (160, 90)
#: Off-centre, turned either way, upright, and of three zooms.
PORTALS = [(0.44, 0.53, 2.0, 9.0), (0.55, 0.47, 2.0, -14.0), (0.5, 0.5, 1.5, 0.0), (0.46, 0.55, 3.0, 25.0)]
DEPTHS = [0.0, 0.2, 0.7, 0.999, 1.0, 1.45, 2.0, 2.6, 3.0, 3.3, 3.999, 4.0]
#: Decibels that each quality reaches at every depth: minified by 4 and by 2, and a keyframe of the frame's size.
REACHED = {"exact": (44, 44, 44), "fine": (41, 41, 36), "fast": (30, 30, 30)}
DENSITIES = (4, 2, 1)


def illustration(seed: int, size: tuple[int, int]) -> Picture:
    """Coloured shapes with sharp edges, lines, and a soft grain."""
    random, (width, height) = np.random.default_rng(seed), size
    picture = np.empty((height, width, 3), np.uint8)
    picture[:] = np.linspace(random.integers(60, 120, 3), random.integers(120, 200, 3), height)[:, None]
    for _ in range(24):
        colour = random.integers(30, 226, 3).tolist()
        x, y, r = (int(n) for n in random.integers((0, 0, height // 40), (width, height, height // 6)))
        if random.random() < 0.6:
            cv2.circle(picture, (x, y), r, colour, -1, cv2.LINE_AA)
        else:
            end = (x + 3 * r, y + int(random.integers(-r, r + 1)))
            cv2.line(picture, (x, y), end, colour, max(1, height // 90), cv2.LINE_AA)
    grain = cv2.GaussianBlur(random.normal(0, 12, (height, width)), (0, 0), 1.0)
    return np.clip(picture + grain[..., None], 0, 255).astype(np.uint8)


@pytest.mark.parametrize("density", DENSITIES, ids=["minified by 4", "minified by 2", "of the frame's size"])
def test_the_page_draws_the_compositors_frame(page: Page, site: Site, density: int) -> None:
    """Each keyframe is another picture here, so that also the edges between them are compared."""
    canvas = FRAME[0] * density, FRAME[1] * density
    aspect = canvas[0] / canvas[1]
    nestings = [
        Nesting(portal=similarity_at((x, y), magnification=zoom, turn_degrees=turn, aspect=aspect), feather=0.06)
        for x, y, zoom, turn in PORTALS
    ]
    pictures = [illustration(index, canvas) for index in range(len(nestings) + 1)]
    compositor = Compositor(nestings, lambda index: pictures[index], frame=FRAME, canvas=canvas)
    expected = [compositor.compose(depth).rgb() for depth in DEPTHS]
    film = {**as_json(unrolled(nestings, len(pictures))), "canvasSize": canvas, "frameSize": FRAME}
    open_view(page, site, film, served(site, pictures))
    for quality, reached in REACHED.items():
        page.evaluate("(quality) => view.setQuality(quality)", quality)
        measured = [psnr(pixels(page, depth, FRAME), frame) for depth, frame in zip(DEPTHS, expected, strict=True)]
        reads = page.evaluate("view.countReads()")
        print(
            f"{canvas[0]}x{canvas[1]} in {FRAME[0]}x{FRAME[1]}, {quality}: {min(measured):.1f} dB at worst, "
            f"{np.median(measured):.1f} in the middle, {reads:.1f} texture reads a pixel"
        )
        assert min(measured) >= reached[DENSITIES.index(density)], measured
