"""A picture enlarged tile by tile, joined so softly that no tile shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from composer.painting.diffusion.canvas.colour import FloatArray


@dataclass(frozen=True, kw_only=True)
class Tiling:
    """How a picture is cut: tiles ``side`` pixels wide and high, each reaching ``margin`` over its part on each side.

    Of a margin the outer half is thrown away, since a network sees too little around it; over the inner half and as
    much again two neighbours are mixed. A network that looks no farther than half a margin gives the same picture
    whole and in tiles.
    """

    side: int
    margin: int = 32

    def __post_init__(self) -> None:
        if self.margin < 2 or self.side < 4 * self.margin:
            raise ValueError(f"tiles of {self.side} pixels have no room for margins of {self.margin}")

    def spans(self, length: int) -> tuple[Span, ...]:
        """The tiles along one side of a picture, in order.

        Examples
        --------
        >>> [(span.start, span.stop) for span in Tiling(side=128, margin=16).spans(300)]
        [(0, 128), (96, 224), (192, 300)]
        """
        spans, start, step = [], 0, self.side - 2 * self.margin
        while start == 0 or start + 2 * self.margin < length:
            stop = min(start + self.side, length)
            spans.append(Span(start=start, stop=stop, length=length, margin=self.margin))
            if stop == length:
                break
            start += step
        return tuple(spans)


@dataclass(frozen=True, kw_only=True)
class Span:
    """A tile along one side of a picture: pixels ``start`` to ``stop`` of ``length``."""

    start: int
    stop: int
    length: int
    margin: int

    def share(self, scale: int) -> FloatArray:
        """How much each of the tile's enlarged pixels counts, 0 to 1; those of all tiles add up to 1."""
        place = (np.arange((self.stop - self.start) * scale, dtype=np.float32) + 0.5) / scale
        share = np.ones_like(place)
        if self.start > 0:
            share *= np.clip(place / np.float32(self.margin) - np.float32(0.5), 0, 1)
        if self.stop < self.length:
            share *= np.clip((self.stop - self.start - place) / np.float32(self.margin) - np.float32(0.5), 0, 1)
        return np.asarray(share, np.float32)


def enlarge_in_tiles(
    picture: FloatArray, scale: int, tiling: Tiling, enlarge: Callable[[FloatArray], FloatArray]
) -> FloatArray:
    """A picture enlarged by what enlarges its tiles.

    Parameters
    ----------
    picture : float32 array, shape (height, width, 3)
    scale : int
        How many times larger ``enlarge`` makes a tile.
    tiling : Tiling
    enlarge : callable
        From a tile, float32, shape (h, w, 3), to the same at (h * scale, w * scale, 3).

    Returns
    -------
    float32 array, shape (height * scale, width * scale, 3)
    """
    height, width = picture.shape[:2]
    whole = np.zeros((height * scale, width * scale, 3), np.float32)
    for rows in tiling.spans(height):
        for columns in tiling.spans(width):
            tile = enlarge(np.ascontiguousarray(picture[rows.start : rows.stop, columns.start : columns.stop]))
            share = np.outer(rows.share(scale), columns.share(scale))[..., None]
            part = np.s_[rows.start * scale : rows.stop * scale, columns.start * scale : columns.stop * scale]
            whole[part] += tile * share
    return whole
