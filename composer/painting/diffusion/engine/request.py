"""What the engine is asked for: canvases, words, people, in one call of a model."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from composer.geometry import Similarity
from composer.painting.diffusion.canvas.surround import Surround
from composer.painting.diffusion.words.book import Words
from composer.painting.painter import Picture, Portrait


@dataclass(frozen=True, kw_only=True, eq=False)
class Way:
    """Words on their way to others: ``weight`` of the others, for all of the canvas or each of its pixels, 0 to 1."""

    to: Words
    weight: float | NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class Unsampled:
    """A keyframe to be sampled with its neighbours: its words, those on whose way they are, noise and portal."""

    words: Words
    to: Words | None
    weight: float
    portal: Similarity | None
    noise: int

    @property
    def both(self) -> tuple[Words, ...]:
        """All its words."""
        return (self.words,) if self.to is None else (self.words, self.to)


@dataclass(frozen=True, kw_only=True, eq=False)
class Frame:
    """What keyframes that are sampled together share.

    ``size`` is that of the canvas in pixels, ``aspect`` the keyframes', ``feather`` the soft edge's width in inner
    heights, ``inner`` the keyframe inside the innermost of them.
    """

    size: tuple[int, int]
    aspect: float
    feather: float
    inner: Picture | None


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
