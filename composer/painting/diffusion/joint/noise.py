"""Noise that neighbouring levels share: where one shows the other, both have the same, and each is white by itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from composer.geometry import Similarity


def shared_noise(torch: Any, noises: Sequence[Any], portals: Sequence[Similarity], aspect: float) -> list[Any]:
    """The noise of each level, its portal filled with that of the next one.

    Each cell of an inner level counts for the one cell of the outer level that its middle lies in; cells that hold
    ``n`` of them get their sum over the root of ``n``. The sums share no cell, so that what comes out is white noise
    of variance 1 again, exactly, for any turn and magnification: resampled noise would be neither. (Generative
    Powers of Ten, arXiv 2312.02149, section 4, does so for magnifications by powers of two.)

    Parameters
    ----------
    noises : sequence of float32 tensors, shape (1, channels, height, width), on the CPU
        White, of variance 1, independent; the outermost level first.
    portals : sequence of Similarity
        Of every level but the last: where the next one lies in it.
    aspect : float
        Width over height of a level's frame.
    """
    shared = [noises[-1]]
    for noise, portal in zip(reversed(noises[:-1]), reversed(portals), strict=True):
        shared.append(_filled(torch, noise, shared[-1], portal, aspect))
    return list(reversed(shared))


def _filled(torch: Any, outer: Any, inner: Any, portal: Similarity, aspect: float) -> Any:
    channels, height, width = outer.shape[1:]
    x = ((torch.arange(width, dtype=torch.float64) + 0.5) / width - 0.5) * aspect
    y = (torch.arange(height, dtype=torch.float64) + 0.5) / height - 0.5
    across = portal.a.real * x[None, :] - portal.a.imag * y[:, None] + portal.b.real
    down = portal.a.imag * x[None, :] + portal.a.real * y[:, None] + portal.b.imag
    column = ((across / aspect + 0.5) * width).floor().long()
    row = ((down + 0.5) * height).floor().long()
    there = ((column >= 0) & (column < width) & (row >= 0) & (row < height)).flatten()
    cells = (row * width + column).flatten()[there]
    counts = torch.zeros(height * width).index_add_(0, cells, torch.ones(len(cells)))
    sums = torch.zeros(channels, height * width).index_add_(1, cells, inner[0].flatten(1)[:, there])
    filled = torch.where(counts > 0, sums / counts.clamp(min=1).sqrt(), outer[0].flatten(1))
    return filled.reshape(outer.shape)
