"""Drawings that loop: the last one opens on the first, drawn as the first one is painted."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from drawn_board import board_of, scene_of

from composer.geometry import Similarity
from composer.painting.chain import paint_chain
from composer.painting.painter import Picture
from composer.painting.pasting import paste
from composer.painting.planning import plan_steps
from composer.painting.registry import Painters
from composer.painting.ring import write_works
from composer.painting.store import KeyframeStore
from composer.storyboard.records import Direction, Output, Scene, Storyboard

OUTPUT = Output(width=240, height=136)


def loop(*scenes: Scene, direction: Direction = Direction.IN) -> Storyboard:
    return replace(board_of(*scenes), loop=True, output=OUTPUT, direction=direction)


def differences(outer: Picture, inner: Picture, portal: Similarity) -> np.ndarray:
    """What laying one picture into another's portal would change, in levels of the widest colour."""
    return np.abs(paste(outer, inner, portal, 0.0).astype(int) - outer).max(axis=-1)


def depths(portal: Similarity, height: int, width: int) -> np.ndarray:
    """How far each pixel lies inside a portal, in heights of the inner picture."""
    x = (np.arange(width) + 0.5 - width / 2) / height
    y = (np.arange(height) + 0.5 - height / 2) / height
    inside = portal.inverse()(x[None, :] + 1j * y[:, None])  # type: ignore[arg-type]
    return np.minimum(width / height / 2 - np.abs(inside.real), 0.5 - np.abs(inside.imag))


@pytest.mark.parametrize("direction", list(Direction))
def test_the_innermost_drawing_opens_on_the_outermost(tmp_path: Path, direction: Direction) -> None:
    storyboard = loop(scene_of("birth", steps=2), scene_of("bus", steps=2), direction=direction)
    painters = Painters(storyboard)
    keyframes = paint_chain(write_works(storyboard, painters), painters, KeyframeStore(tmp_path))
    steps = plan_steps(storyboard, painters)
    assert len(keyframes) == len(steps) == 4
    store = KeyframeStore(tmp_path)
    pictures = [store.load(keyframe.digest) for keyframe in keyframes]
    for number, step in enumerate(steps):
        assert step.portal is not None
        assert differences(pictures[number], pictures[(number + 1) % 4], step.portal).mean() < 0.2


@pytest.mark.parametrize("names", [("birth", "bus"), ("prom", "wedding", "bench")])
def test_what_is_drawn_around_the_first_frame_is_what_the_first_frame_shows(names: tuple[str, ...]) -> None:
    storyboard = loop(*(scene_of(name, steps=1, zoom=4.0) for name in names))
    painters = Painters(storyboard)
    first, *_, last = plan_steps(storyboard, painters)
    painter = painters.of(last.scene)
    around, shown = painter.paint(last, None), painter.paint(first, None)
    assert last.portal is not None
    difference = differences(around, shown, last.portal)
    depth = depths(last.portal, last.height, last.width)
    # A line of the drawing is smoothed in one as it is drawn, in the other as it is shrunk.
    assert difference[(depth > 0) & (depth < 0.1)].mean() < 8.0


def test_a_changed_scene_is_drawn_again_where_it_is_seen_also_over_the_end() -> None:
    def digests(storyboard: Storyboard) -> list[str]:
        return [work.digest for work in write_works(storyboard, Painters(storyboard)) if not work.laying]

    scenes = [scene_of(name, steps=1) for name in ("birth", "bus", "prom", "wedding", "bench")]
    before = digests(loop(*scenes))
    scenes[1] = replace(scenes[1], seed=3)
    after = digests(loop(*scenes))
    # Made last: the first picture around the ring; made first: its beginning, in which the bus is drawn already.
    assert [a == b for a, b in zip(before, after, strict=True)] == [False] * 6
