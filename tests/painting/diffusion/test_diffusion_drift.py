"""Forty steps of a model that goes on in the colours that it is shown, each time with the same small error."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pytest

from composer.geometry import IDENTITY, similarity_at
from composer.painting.chain import paint_chain
from composer.painting.diffusion.canvas.surround import Surround, blank, surround
from composer.painting.diffusion.outpainting import Draw, enlarge, outpaint
from composer.painting.painter import Picture, Step
from composer.painting.pasting import paste
from composer.painting.recipes import write_recipes
from composer.painting.store import KeyframeStore
from composer.storyboard.records import PortalSpec, Scene

WIDTH, HEIGHT, FEATHER, STEPS = 160, 120, 0.06, 40
PORTAL = similarity_at((0.5, 0.5), magnification=2, turn_degrees=0, aspect=WIDTH / HEIGHT)
SCENE = Scene(id="bus", prompt="")
Error = Callable[[np.ndarray], np.ndarray]
Way = Callable[[Step, Picture | None, Draw], Picture]


def world() -> np.ndarray:
    """The picture that every keyframe is in truth: it holds itself at half its size. Float in 0..1."""
    x = (np.arange(WIDTH) + 0.5 - WIDTH / 2) / HEIGHT
    y = (np.arange(HEIGHT) + 0.5 - HEIGHT / 2) / HEIGHT
    points = x[None, :] + 1j * y[:, None]
    ring, angle = np.log2(np.abs(points)), np.angle(points)
    waves = [np.sin(2 * np.pi * ring + turns * angle + shift) for turns, shift in ((1, 0), (2, 2), (3, 4))]
    return 0.5 + 0.16 * np.stack(waves, axis=-1)


def gain_and_offset(colours: np.ndarray) -> np.ndarray:
    return (colours - 0.5) * [1.012, 1.0, 0.985] + 0.5 + np.array([0.8, -0.6, 0.4]) / 255


def chroma_and_red(colours: np.ndarray) -> np.ndarray:
    grey = colours.mean(axis=-1, keepdims=True)
    return grey + (colours - grey) * 1.02 + np.array([0.8, 0, 0]) / 255


def unfailing(colours: np.ndarray) -> np.ndarray:
    return colours


class Imitator:
    """A model that goes on in the colours that it is shown, as an affine map tells them, and errs a little.

    What it is to keep it copies with the same error.
    """

    def __init__(self, error: Error) -> None:
        self._world, self._error = world(), error
        self._shown_by_a_perfect_chain = canvas_around(perfect_keyframe()).picture / 255

    def __call__(self, canvas: Surround) -> np.ndarray:
        kept = ~canvas.repaint
        drawn = self._world
        if kept.any():
            true = np.c_[self._shown_by_a_perfect_chain[kept], np.ones(kept.sum())]
            colours, *_ = np.linalg.lstsq(true, canvas.picture[kept] / 255, rcond=None)
            around = np.concatenate([self._world, np.ones((HEIGHT, WIDTH, 1))], axis=-1) @ colours
            drawn = np.where(kept[..., None], canvas.picture / 255, around)
        return np.clip(self._error(drawn), 0, 1).astype(np.float32)


def perfect_keyframe() -> Picture:
    """What forty steps of a model without error lead to: the world, its middle resampled again and again."""
    whole = np.rint(world() * 255).astype(np.uint8)
    keyframe = whole
    for _ in range(8):
        keyframe = paste(whole, keyframe, PORTAL, FEATHER)
    return keyframe


def canvas_around(inner: Picture) -> Surround:
    return surround(inner, PORTAL, (WIDTH, HEIGHT), FEATHER / 2)


def unmatched(step: Step, inner: Picture | None, draw: Draw) -> Picture:
    """The usual way: what the model made, with the true picture pasted into it by the chain."""
    canvas = blank((WIDTH, HEIGHT)) if inner is None else canvas_around(inner)
    return enlarge(draw(canvas), WIDTH, HEIGHT)


def matched(step: Step, inner: Picture | None, draw: Draw) -> Picture:
    return outpaint(step, inner, (WIDTH, HEIGHT), FEATHER, draw)


class Synthetic:
    name, version = "synthetic", "1"

    def __init__(self, way: Way, error: Error) -> None:
        self._way, self._draw = way, Imitator(error)

    def of(self, scene: Scene) -> Synthetic:
        return self

    def feather(self, step: Step) -> float:
        return FEATHER

    def portal(self, scene: Scene, aspect: float) -> PortalSpec:
        return PortalSpec(at=(0.5, 0.5), turn_degrees=0)

    def magnification(self, scene: Scene) -> None:
        return None

    def ingredients(self, step: Step) -> Mapping[str, object]:
        return {"index": step.index}

    def paint(self, step: Step, inner: Picture | None) -> Picture:
        return self._way(step, inner, self._draw)


def steps(count: int) -> list[Step]:
    def step(index: int) -> Step:
        portal = PORTAL if index + 1 < count else None
        return Step(
            index=index,
            scene=SCENE,
            view=0,
            framing=IDENTITY,
            portal=portal,
            opening=None,
            inner_scene=None,
            width=WIDTH,
            height=HEIGHT,
            prompt="",
            avoid="",
            seed=0,
        )

    return [step(index) for index in range(count)]


def drift(tmp_path: Path, way: Way, error: Error) -> float:
    """Mean error of the outermost keyframe around its portal, in levels, after forty steps."""
    painter = Synthetic(way, error)
    store = KeyframeStore(tmp_path)
    outermost = paint_chain(write_recipes(steps(STEPS + 1), painter), painter, store)[0]
    around = surround(np.zeros((HEIGHT, WIDTH, 3), np.uint8), PORTAL, (WIDTH, HEIGHT), 0.0).repaint
    return float(np.abs(store.load(outermost.digest) - world() * 255)[around].mean())


@pytest.mark.parametrize("error", [gain_and_offset, chroma_and_red])
def test_a_small_error_of_colour_does_not_add_up_over_forty_steps(tmp_path: Path, error: Error) -> None:
    assert drift(tmp_path, matched, error) < 1


@pytest.mark.parametrize("error", [gain_and_offset, chroma_and_red])
def test_without_the_match_the_same_error_adds_up_to_more_than_fifteen_levels(tmp_path: Path, error: Error) -> None:
    assert drift(tmp_path, unmatched, error) > 15


def test_a_model_without_error_is_not_made_worse(tmp_path: Path) -> None:
    assert drift(tmp_path, matched, unfailing) < 0.5
