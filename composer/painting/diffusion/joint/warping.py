"""One level seen in the frame of another: shrunk into its portal, or looked at through it."""

from __future__ import annotations

import math
from typing import Any

from composer.geometry import Similarity

#: Lobes of the windowed sinc that pictures are shrunk with: those of the one that keyframes are pasted with.
_LOBES = 3


def seen_through(torch: Any, picture: Any, mapping: Similarity, aspect: float) -> Any:
    """A picture as a frame sees it whose points ``mapping`` takes to the picture's.

    Parameters
    ----------
    picture : float32 tensor, shape (1, channels, height, width)
    mapping : Similarity
        From the frame to the picture; where it magnifies, the picture is shrunk, without aliasing.
    aspect : float
        Width over height of both.

    Returns
    -------
    float32 tensor of the same shape; beyond the picture's edge its edge goes on.
    """
    if mapping.scale > 1:
        picture = _softened(torch, picture, mapping.scale)
    grid = _grid(torch, mapping, aspect, picture)
    sample = torch.nn.functional.grid_sample
    return sample(picture, grid, mode="bicubic", padding_mode="border", align_corners=False)


def portal_mask(torch: Any, portal: Similarity, aspect: float, like: Any, feather: float) -> Any:
    """How much of an inner picture shows in its portal: 0 outside, 1 inside of the soft edge.

    Parameters
    ----------
    portal : Similarity
        Where the inner picture lies in the frame.
    like : tensor, shape (1, channels, height, width)
        A picture of the frame.
    feather : float
        Width of the soft edge, inward, in heights of the inner picture; never less than a pixel.

    Returns
    -------
    float32 tensor, shape (1, 1, height, width)
    """
    height = like.shape[2]
    grid = _grid(torch, portal.inverse(), aspect, like)
    distance = torch.minimum((1 - grid[..., 0].abs()) * aspect / 2, (1 - grid[..., 1].abs()) / 2)
    t = (distance / max(feather, 1 / (height * portal.scale))).clamp(0, 1)
    return (t * t * (3 - 2 * t))[:, None]


def _grid(torch: Any, mapping: Similarity, aspect: float, like: Any) -> Any:
    """Where each pixel of a frame lies in the picture, in -1..1 across and down, shape (1, height, width, 2)."""
    height, width = like.shape[2:]
    x = ((torch.arange(width, device=like.device) + 0.5) / width - 0.5)[None, :] * aspect
    y = ((torch.arange(height, device=like.device) + 0.5) / height - 0.5)[:, None]
    across = mapping.a.real * x - mapping.a.imag * y + mapping.b.real
    down = mapping.a.imag * x + mapping.a.real * y + mapping.b.imag
    return torch.stack([across * 2 / aspect, down * 2], dim=-1)[None].float()


def _softened(torch: Any, picture: Any, scale: float) -> Any:
    """A picture without what is too fine to be shown ``scale`` times smaller."""
    reach = min(math.ceil(_LOBES * scale), picture.shape[2] - 1, picture.shape[3] - 1)
    place = torch.arange(-reach, reach + 1, device=picture.device, dtype=torch.float32) / scale
    weights = torch.sinc(place) * torch.sinc(place / _LOBES) * (place.abs() < _LOBES)
    weights = weights / weights.sum()
    channels = picture.shape[1]
    functional = torch.nn.functional
    padded = functional.pad(picture, (reach, reach, reach, reach), mode="reflect")
    along = functional.conv2d(padded, weights.view(1, 1, 1, -1).expand(channels, 1, 1, -1), groups=channels)
    return functional.conv2d(along, weights.view(1, 1, -1, 1).expand(channels, 1, -1, 1), groups=channels)
