"""Step caches while two scenes' predictions are mixed: a real brush on a radial way."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from composer.geometry import similarity_at
from composer.painting.diffusion.canvas.surround import surround
from composer.painting.diffusion.engine.brush import Brush, Spoken
from composer.painting.diffusion.engine.fitting_out import Wanted, make_outfit
from composer.painting.diffusion.engine.reading import text_encoders
from composer.painting.diffusion.engine.request import Request, Way
from composer.painting.diffusion.engine.settings import settings_of
from composer.painting.diffusion.machine import caching
from composer.painting.diffusion.machine.device import survey
from composer.painting.diffusion.machine.libraries import load_libraries
from composer.painting.diffusion.machine.memory_plan import MemoryPlan
from composer.painting.diffusion.options.reading import read_options
from composer.painting.diffusion.people.portraits import Album
from composer.painting.diffusion.weights.finding import identify
from composer.painting.diffusion.words.book import WordBook, Words
from composer.storyboard.records import Storyboard

WIDTH, HEIGHT = 128, 96
BUS, PROM = (Words(prompt=prompt, avoid="text") for prompt in ("a yellow bus", "a prom, 1985; June dances"))
#: Paints words, or words on their way to the prom by a map.
Paint = Callable[..., np.ndarray]


def painter(storyboard: Storyboard, folder: Path, cache: str) -> Paint:
    options = read_options(storyboard, {"model": str(folder), "steps": 12, "device": "cpu", "cache": cache})
    libraries = load_libraries()
    torch = libraries.torch
    torch.set_num_threads(1)
    checkpoint, device = identify(libraries, options.model), survey(libraries.torch, "cpu")
    settings = settings_of(options, checkpoint.family)
    wanted = Wanted(
        options=options,
        checkpoint=checkpoint,
        family=checkpoint.family,
        settings=settings,
        device=device,
        dtype=torch.float32,
    )
    plan = MemoryPlan(apart=False)
    brush = Brush(make_outfit(libraries, wanted, plan, Album(storyboard)), plan)
    book = WordBook(
        torch,
        checkpoint.family,
        lambda: text_encoders(libraries, checkpoint, torch.float32, device),
        guided=settings.guided,
    )
    inner = np.random.default_rng(0).integers(0, 256, (HEIGHT, WIDTH, 3), np.uint8)
    portal = similarity_at((0.5, 0.5), magnification=2, turn_degrees=0, aspect=WIDTH / HEIGHT)
    canvas = surround(inner, portal, (WIDTH, HEIGHT), 0.03)

    def paint(words: Words, weight: np.ndarray | None = None) -> np.ndarray:
        way = None if weight is None else Way(to=PROM, weight=weight)
        request = Request(scene="bus", canvases=(canvas,), seeds=(5,), strength=1.0, words=words, way=way)
        spoken = Spoken(near=book.look_up(words), far=None if way is None else book.look_up(PROM))
        return brush.paint(request, spoken)[0]

    return paint


def whole(weight: float) -> np.ndarray:
    return np.full((HEIGHT, WIDTH), weight, np.float32)


@pytest.mark.parametrize(("family", "cache"), [("flux", "first-block"), ("klein", "taylor"), ("qwen", "taylor")])
def test_a_step_cache_keeps_the_scenes_of_a_radial_way_apart(
    family: str,
    cache: str,
    storyboard: Storyboard,
    tiny: Callable[[str], Path],
    small_canvases: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        caching, "_THRESHOLD", 0.5
    )  # the first block of a random model changes by more than a real one's
    paint, computed = painter(storyboard, tiny(family), cache), painter(storyboard, tiny(family), "none")
    bus, prom = paint(BUS), paint(PROM)
    left_out = np.abs(bus - computed(BUS)).max()
    assert np.abs(bus - prom).max() > 1e-3
    assert left_out > 1e-5  # it does leave steps out
    across = np.tile(np.linspace(0, 1, WIDTH, dtype=np.float32), (HEIGHT, 1))
    between = paint(BUS, across)
    assert np.abs(paint(BUS, whole(0)) - bus).max() < 1e-4
    assert np.abs(paint(BUS, whole(1)) - prom).max() < 1e-4
    assert np.array_equal(paint(BUS, across), between)
    assert min(np.abs(between - bus).max(), np.abs(between - prom).max()) > 1e-3
    assert np.abs(between - computed(BUS, across)).max() < 2 * left_out
    assert np.array_equal(paint(BUS), bus)
