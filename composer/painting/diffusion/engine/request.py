"""What the engine is asked for: canvases, words, people, in one call of a model."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from composer.painting.diffusion.canvas.surround import Surround
from composer.painting.diffusion.words.book import Words
from composer.painting.painter import Portrait


@dataclass(frozen=True, kw_only=True, eq=False)
class Way:
    """Words on their way to others: ``weight`` of the others, for all of the canvas or each of its pixels, 0 to 1."""

    to: Words
    weight: float | NDArray[np.float32]


@dataclass(frozen=True, kw_only=True, eq=False)
class Request:
    """One or several pictures that differ in their canvases and noise alone.

    Attributes
    ----------
    scene : str
        Id, for messages.
    canvases : tuple of Surround
        Of one size and with the same masks.
    seeds : tuple of int
        Of each one's noise.
    strength : float
        How much noise they start from, in (0, 1].
    words : Words
    way : Way or None
    portraits : tuple of Portrait
    last : bool
        Whether these are the pictures that are kept, not ones on the way to them.
    """

    scene: str
    canvases: tuple[Surround, ...]
    seeds: tuple[int, ...]
    strength: float
    words: Words
    way: Way | None = None
    portraits: tuple[Portrait, ...] = ()
    last: bool = True

    def __post_init__(self) -> None:
        if not self.canvases or len(self.canvases) != len(self.seeds):
            raise ValueError(f"{len(self.canvases)} canvases and {len(self.seeds)} seeds")

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the canvases in pixels."""
        height, width = self.canvases[0].repaint.shape
        return width, height

    def part(self, first: int, stop: int) -> Request:
        """Some of its pictures."""
        return replace(self, canvases=self.canvases[first:stop], seeds=self.seeds[first:stop])
