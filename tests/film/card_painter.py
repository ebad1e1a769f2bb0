"""A painter of test cards, quick to paint, and the command line with it in place of the illustrator.

python card_painter.py render film.yaml
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import numpy as np

from composer.cli import main
from composer.painting import registry
from composer.painting.painter import Picture, Step
from composer.storyboard.records import PortalSpec, Scene, Storyboard

CARDS = MappingProxyType({**registry.PAINTERS, "illustrated": "card_painter:CardPainter"})


class CardPainter:
    """Soft colours that follow from the prompt and the seed."""

    name, version = "card", "1"

    def __init__(self, storyboard: Storyboard, options: Mapping[str, object]) -> None:
        pass

    def feather(self, step: Step) -> float:
        return 0.05

    def portal(self, scene: Scene, aspect: float) -> PortalSpec:
        return PortalSpec(at=(0.55, 0.45), turn_degrees=5.0)

    def magnification(self, scene: Scene) -> float | None:
        return None

    def sources(self) -> tuple[Path, ...]:
        return ()

    def ingredients(self, step: Step) -> Mapping[str, object]:
        return {"prompt": step.prompt, "view": step.view}

    def paint(self, step: Step, inner: Picture | None) -> Picture:
        words = f"{step.prompt}/{step.view}/{step.seed}".encode()
        noise = np.random.default_rng(list(hashlib.blake2b(words, digest_size=8).digest()))
        coarse = noise.integers(0, 256, (5, 9, 3)).astype(np.uint8)
        rows, columns = np.arange(step.height) * 5 // step.height, np.arange(step.width) * 9 // step.width
        return np.ascontiguousarray(coarse[rows][:, columns])


if __name__ == "__main__":
    registry.PAINTERS = CARDS
    main(prog_name="longzoom")
