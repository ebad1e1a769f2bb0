"""What the networks are trained by: Adam (Kingma and Ba 2015) on a few songs at a time, with dropout."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Float32 = NDArray[np.float32]
Weights = list[NDArray[np.floating]]

#: Shares of the old and of the new in the mean of slopes and in that of their squares, and what keeps a step finite.
_OLD, _NEW, _OLD_SQUARES, _NEW_SQUARES, _LEAST = 0.9, 0.1, 0.99, 0.01, 1e-8


@dataclass(frozen=True, kw_only=True)
class Descent:
    """Songs of a step; times all songs are seen; the first rate of Adam, which falls to 0 as a cosine."""

    songs: int
    times: int
    rate: float

    def run(
        self,
        weights: Weights,
        count: int,
        slopes_of: Callable[[Weights, NDArray[np.int64]], Sequence[NDArray[np.floating]]],
        rng: np.random.Generator,
        *,
        faster: Sequence[float] | None = None,
    ) -> None:
        """Move weights, in place in their list, down the slopes that groups of ``count`` songs give for each of them.

        ``slopes_of`` takes weights and numbers of songs; ``faster``: by how much each of the weights is moved faster.
        """
        first, second = ([np.zeros_like(each) for each in weights] for _ in range(2))
        groups = [group for _ in range(self.times) for group in self._groups(rng, count)]
        for step, group in enumerate(groups, 1):
            slopes = slopes_of(weights, group)
            rate = self.rate * 0.5 * (1 + np.cos(np.pi * step / len(groups)))
            for k, slope in enumerate(slopes):
                first[k] = _OLD * first[k] + _NEW * slope
                second[k] = _OLD_SQUARES * second[k] + _NEW_SQUARES * slope**2
                move = first[k] / (1 - _OLD**step) / (np.sqrt(second[k] / (1 - _OLD_SQUARES**step)) + _LEAST)
                speed = rate if faster is None else rate * faster[k]
                weights[k] = (weights[k] - speed * move).astype(weights[k].dtype)

    def _groups(self, rng: np.random.Generator, count: int) -> list[NDArray[np.int64]]:
        order = rng.permutation(count)
        return [order[start : start + self.songs] for start in range(0, count, self.songs)]


def dropout(rng: np.random.Generator, size: int, dropped: float) -> Float32:
    """What to multiply units by, shape (size,): 0 for a share of them, and more than 1 for the others."""
    return (rng.random(size) > dropped).astype(np.float32) / np.float32(1 - dropped)
