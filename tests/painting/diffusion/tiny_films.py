"""Films of two keyframes by tiny pipelines: the painter and the chain, as a storyboard drives them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from test_diffusion_control import MAKERS
from test_diffusion_loras import Halves, saved_lora
from tiny_adapters import save_adapter

from composer.geometry import IDENTITY, similarity_at
from composer.painting.chain import paint_chain
from composer.painting.diffusion import DiffusionPainter
from composer.painting.painter import Picture, Portrait, Step, Travel
from composer.painting.recipes import write_recipes
from composer.painting.store import KeyframeStore
from composer.storyboard.records import Scene, Storyboard

WIDTH, HEIGHT = 160, 90
PORTAL = similarity_at((0.5, 0.5), magnification=2, turn_degrees=0, aspect=WIDTH / HEIGHT)
BUS, PROM = "a yellow school bus", "a prom under a mirror ball"


@dataclass(frozen=True, kw_only=True, eq=False)
class Film:
    """A painted film, the outermost keyframe first."""

    digests: tuple[str, ...]
    pictures: tuple[Picture, ...]
    reused: tuple[bool, ...]
    painter: DiffusionPainter

    def is_like(self, other: Film, within: int = 0) -> bool:
        pairs = zip(self.pictures, other.pictures, strict=True)
        return all(np.abs(one.astype(int) - two).max() <= within for one, two in pairs)


@dataclass(frozen=True)
class _Only:
    main: DiffusionPainter

    def of(self, scene: Scene) -> DiffusionPainter:
        return self.main


def step(index: int, prompt: str, *, last: bool = False, **more: Any) -> Step:
    portal = None if last else PORTAL
    return Step(
        index=index,
        scene=Scene(id=f"scene {index}", prompt=prompt),
        view=0,
        framing=IDENTITY,
        portal=portal,
        opening=portal,
        inner_scene=None,
        width=WIDTH,
        height=HEIGHT,
        prompt=prompt,
        avoid="text, frame",
        **{"seed": 3, **more},
    )


def two_steps(travel: Travel | None = None, people: tuple[Portrait, ...] = ()) -> list[Step]:
    """A bus, and the prom that opens in it; with a way from the one's words to the other's, and people in the bus."""
    return [step(0, BUS, travel=travel, portraits=people), step(1, PROM, last=True)]


def paint_film(
    storyboard: Storyboard, options: Mapping[str, object], folder: Path, steps: list[Step] | None = None
) -> Film:
    """A film painted into a store: two denoising steps on the CPU, unless the options say so; None leaves one out."""
    written = {"steps": 2, "device": "cpu", **options}
    painter = DiffusionPainter(storyboard, {name: value for name, value in written.items() if value is not None})
    store = KeyframeStore(folder)
    recipes = write_recipes(steps or two_steps(), _Only(painter))
    keyframes = paint_chain(recipes, _Only(painter), store)
    return Film(
        digests=tuple(keyframe.digest for keyframe in keyframes),
        pictures=tuple(store.load(keyframe.digest) for keyframe in keyframes),
        reused=tuple(keyframe.reused for keyframe in keyframes),
        painter=painter,
    )


def make_lora(model: Path, folder: Path, *, seed: int = 1) -> Path:
    """A random adapter of a tiny model's denoiser."""
    folder.mkdir(parents=True, exist_ok=True)
    return saved_lora(Halves(model), folder, seed=seed)


def make_control(name: str, model: Path, folder: Path) -> Path:
    """A random ControlNet for a tiny model, one of ``MAKERS``."""
    halves = Halves(model)
    torch = halves.libraries.torch
    torch.manual_seed(3)
    network = MAKERS[name][1](getattr(halves.painter, halves.family.denoiser))
    with torch.no_grad():
        for parameter in network.parameters():  # the layers that join a network begin at zero
            parameter.normal_(std=0.1)
    network.save_pretrained(folder)
    return folder


def make_adapter(family: str, model: Path, folder: Path) -> Path:
    """A random IP-Adapter for a tiny model."""
    return save_adapter(family, Halves(model).painter, folder, plus=family == "sd")


def make_person(folder: Path, name: str, *, seed: int = 0, weight: float = 0.8) -> Portrait:
    picture = np.random.default_rng(seed).integers(0, 256, (96, 80, 3), np.uint8)
    Image.fromarray(picture).save(folder / f"{name}.png")
    return Portrait(name=name, picture=folder / f"{name}.png", weight=weight)
