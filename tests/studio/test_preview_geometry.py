"""The page's geometry against the compositor's, number for number."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from preview_page import as_json
from static_site import Site

from composer.geometry import Similarity, similarity_at
from composer.unrolling import Unrolled, unrolled
from composer.zooming.layering import Layer, Layering, Nesting

if TYPE_CHECKING:
    from playwright.sync_api import Page

STACKS, DEPTHS_EACH = 14, 24
TOLERANCE = 1e-9
LAYERS_OF_ALL = """async (cases) => {
  const { Layering, keyframeOf, stackDepth } = await import("/js/preview/layering.js");
  return cases.map(({ stack, sizes, depths }) => {
    const layering = new Layering(stack.nestings, sizes);
    return depths.map((depth) => layering.at(stackDepth(stack, depth)).map((layer) => ({
      keyframes: [layer.keyframe, keyframeOf(stack, layer.keyframe)],
      numbers: [...layer.view.a, ...layer.view.b, layer.inset, layer.soft, layer.cover],
    })));
  });
}"""


def random_nesting(random: np.random.Generator, aspect: float) -> Nesting:
    portal = similarity_at(
        (random.uniform(0.35, 0.65), random.uniform(0.35, 0.65)),
        magnification=random.choice([1.25, 1.6, 2.0, 2.0, 3.0, random.uniform(1.2, 4)]),
        turn_degrees=random.choice([0.0, 8.0, random.uniform(-60, 60)]),
        aspect=aspect,
    )
    return Nesting(portal=portal, feather=float(random.choice([0.0, 0.06, random.uniform(0, 0.2)])))


def random_stack(random: np.random.Generator, aspect: float, *, is_ring: bool) -> Unrolled:
    count = int(random.integers(2, 9))
    return unrolled([random_nesting(random, aspect) for _ in range(count if is_ring else count - 1)], count)


def random_depths(random: np.random.Generator, stack: Unrolled) -> list[float]:
    """Depths of the film, whole ones and those at the ends among them; a ring may be flown around more than once."""
    last = 3 * stack.count if stack.is_ring else len(stack.nestings)
    whole = [0.0, float(last), float(random.integers(0, last + 1)), last - 1e-9]
    return whole + [float(depth) for depth in random.uniform(0, last, DEPTHS_EACH - len(whole))]


def numbers_of(layer: Layer) -> list[float]:
    view: Similarity = layer.view
    return [view.a.real, view.a.imag, view.b.real, view.b.imag, layer.inset, layer.soft, layer.cover]


@pytest.mark.parametrize("is_ring", [False, True], ids=["a line", "a loop"])
def test_the_page_lays_every_keyframe_where_the_compositor_does(page: Page, site: Site, is_ring: bool) -> None:
    random = np.random.default_rng(7)
    cases, expected = [], []
    for index in range(STACKS):
        canvas = [(1280, 720), (1024, 1024), (720, 1280)][index % 3]
        frame = [canvas, (640, 360), (360, 640), (1920, 800)][int(random.integers(4))]
        stack = random_stack(random, canvas[0] / canvas[1], is_ring=is_ring)
        depths, layering = random_depths(random, stack), Layering(stack.nestings, frame=frame, canvas=canvas)
        cases.append({"stack": as_json(stack), "sizes": {"frame": frame, "canvas": canvas}, "depths": depths})
        expected.append([[(stack, layer) for layer in layering.at(stack.depth(depth))] for depth in depths])
    page.goto(f"{site.address}/empty.html")
    worst = 0.0
    for seen_case, expected_case in zip(page.evaluate(LAYERS_OF_ALL, cases), expected, strict=True):
        for seen, layers in zip(seen_case, expected_case, strict=True):
            assert [layer["keyframes"] for layer in seen] == [
                [layer.keyframe, stack.keyframe(layer.keyframe)] for stack, layer in layers
            ]
            for drawn, (_, layer) in zip(seen, layers, strict=True):
                pairs = zip(drawn["numbers"], numbers_of(layer), strict=True)
                worst = max(worst, *(abs(a - b) / max(1, abs(b)) for a, b in pairs))
    print(f"{STACKS * DEPTHS_EACH} depths, largest difference {worst:.1e}")
    assert not math.isnan(worst)
    assert worst <= TOLERANCE
