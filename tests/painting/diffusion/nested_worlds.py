"""Levels of one world whose truth is known, and how well pictures of levels agree."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from composer.geometry import IDENTITY, Similarity, similarity_at
from composer.painting.diffusion.canvas.surround import surround
from composer.painting.painter import Picture
from composer.painting.pasting import paste

WIDTH, HEIGHT = 192, 112
ASPECT = WIDTH / HEIGHT
FEATHER = 0.06
#: Off centre, turned, and of magnifications that are no powers of two.
PORTALS = (
    similarity_at((0.5, 0.5), magnification=2, turn_degrees=0, aspect=ASPECT),
    similarity_at((0.42, 0.56), magnification=1.6, turn_degrees=9, aspect=ASPECT),
    similarity_at((0.6, 0.45), magnification=1.8, turn_degrees=-20, aspect=ASPECT),
)


def world(torch: Any, seed: int = 0, cast: Sequence[float] = (0, 0, 0)) -> list[Any]:
    """A world with detail at every scale as each of four levels sees it: tensors in -1..1."""
    frames = [IDENTITY]
    for portal in PORTALS:
        frames.append(frames[-1] @ portal)
    return [tensor(torch, _seen(frame, seed) + np.array(cast, np.float32)) for frame in frames]


def _seen(frame: Similarity, seed: int) -> np.ndarray:
    draw = np.random.default_rng(seed)
    x = ((np.arange(WIDTH) + 0.5) / WIDTH - 0.5) * ASPECT
    y = (np.arange(HEIGHT) + 0.5) / HEIGHT - 0.5
    points = frame.a * (x[None, :] + 1j * y[:, None]) + frame.b
    picture = np.full((HEIGHT, WIDTH, 3), 0.5)
    for frequency in 2 ** np.arange(0.5, 9, 0.5):
        turn, shifts = draw.uniform(0, np.pi), draw.uniform(0, 2 * np.pi, 3)
        kept = np.exp(-((frequency * frame.scale / HEIGHT / 0.22) ** 2))
        along = (points * np.exp(-1j * turn)).real[..., None]
        picture += 0.05 * kept * np.sin(2 * np.pi * frequency * along + shifts)
    return picture.astype(np.float32)


def tensor(torch: Any, picture: np.ndarray) -> Any:
    """A picture in 0..1 as a tensor in -1..1, shape (1, 3, height, width)."""
    return torch.from_numpy(np.ascontiguousarray(picture.transpose(2, 0, 1)[None], np.float32)) * 2 - 1


def picture_of(tensors: Any) -> Picture:
    """The picture of a tensor in -1..1."""
    found = (tensors[0].permute(1, 2, 0).numpy() + 1) / 2
    return np.rint(np.clip(found, 0, 1) * 255).astype(np.uint8)


def decibels(one: np.ndarray, other: np.ndarray) -> float:
    """Likeness of two pictures in 0..255, at most 99."""
    return float(10 * np.log10(255**2 / max(np.mean((one.astype(np.float64) - other) ** 2), 1e-5)))


def agreement(pictures: Sequence[Picture], portals: Sequence[Similarity], feather: float = FEATHER) -> list[float]:
    """How like each level, inside its portal's soft edge, is to the next one as the chain would paste it, in dB."""
    found = []
    for outer, inner, portal in zip(pictures, pictures[1:], portals, strict=False):
        size = outer.shape[1], outer.shape[0]
        inside = ~surround(inner, portal, size, feather).repaint
        found.append(decibels(paste(outer, inner, portal, feather)[inside], outer[inside]))
    return found
