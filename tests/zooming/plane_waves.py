"""An endless picture known at every point: a sum of plane waves, and the keyframes and frames that show it.

Every keyframe is the same picture seen through its portals, so a frame at any depth has a truth that needs no
resampling: the picture itself, evaluated where the frame's pixels are.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from composer.geometry import IDENTITY, Similarity, similarity_at
from composer.zooming.compositor import Compositor
from composer.zooming.layering import Nesting

Picture = NDArray[np.uint8]
FloatArray = NDArray[np.float64]

#: Film and canvas of the tests.
WIDTH, HEIGHT = 320, 180
ASPECT = WIDTH / HEIGHT
DETAIL = 2
#: Waves to a channel; the shortest is 20 pixels of a canvas long, so that bilinear sampling keeps it to 1 %.
_WAVES = 6
_SHORTEST, _LONGEST = 20 / (HEIGHT * DETAIL), 0.35


class PlaneWaves:
    """RGB in [0, 255] at any point of keyframe 0's plane."""

    def __init__(self, seed: int = 0) -> None:
        rng = np.random.default_rng(seed)
        lengths = np.exp(rng.uniform(math.log(_SHORTEST), math.log(_LONGEST), (3, _WAVES)))
        lengths[:, 0] = _SHORTEST
        angles = rng.uniform(0, math.pi, (3, _WAVES))
        self._x, self._y = 2 * math.pi / lengths * np.cos(angles), 2 * math.pi / lengths * np.sin(angles)
        self._phases = rng.uniform(0, 2 * math.pi, (3, _WAVES))

    def seen(self, view: Similarity, width: int, height: int) -> FloatArray:
        """The picture at the middles of a frame's pixels, where ``view`` maps the frame into keyframe 0's plane.

        On a grid a plane wave is the product of a wave along the rows and one along the columns.
        """
        columns = view.a * (np.arange(width) + 0.5 - width / 2) / height + view.b
        rows = view.a * 1j * (np.arange(height) + 0.5 - height / 2) / height
        channels = []
        for x, y, phase in zip(self._x, self._y, self._phases, strict=True):
            across = np.exp(1j * (np.outer(x, columns.real) + np.outer(y, columns.imag) + phase[:, None]))
            down = np.exp(1j * (np.outer(x, rows.real) + np.outer(y, rows.imag)))
            channels.append((down.T @ across).real / _WAVES)
        return 127.5 + 115 * np.stack(channels, axis=-1)


def pixel_points(width: int, height: int) -> NDArray[np.complex128]:
    """Where the middles of a picture's pixels are in its plane."""
    x = (np.arange(width) + 0.5 - width / 2) / height
    y = (np.arange(height) + 0.5 - height / 2) / height
    points: NDArray[np.complex128] = x[None, :] + 1j * y[:, None]
    return points


def truth(waves: PlaneWaves, view: Similarity, width: int = WIDTH, height: int = HEIGHT) -> FloatArray:
    """The picture as a frame sees it that ``view`` maps into keyframe 0's plane."""
    return waves.seen(view, width, height)


def keyframe(waves: PlaneWaves, portals: Sequence[Similarity], index: int, size: tuple[int, int]) -> Picture:
    """Keyframe ``index``, seen through all the portals around it."""
    view = IDENTITY
    for portal in portals[:index]:
        view = view @ portal
    return np.rint(truth(waves, view, *size)).astype(np.uint8)


def compositor(waves: PlaneWaves, portals: Sequence[Similarity], *, feather: float = 0.05) -> Compositor:
    """Of the keyframes that show the waves."""
    made: dict[int, Picture] = {}

    def load(index: int) -> Picture:
        if index not in made:
            made[index] = keyframe(waves, portals, index, (WIDTH * DETAIL, HEIGHT * DETAIL))
        return made[index]

    nestings = [Nesting(portal=portal, feather=feather) for portal in portals]
    return Compositor(nestings, load, frame=(WIDTH, HEIGHT), canvas=(WIDTH * DETAIL, HEIGHT * DETAIL))


def portal(x: float = 0.5, y: float = 0.5, *, zoom: float = 2.0, turn: float = 0.0) -> Similarity:
    """A portal at fractions of the picture."""
    return similarity_at((x, y), magnification=zoom, turn_degrees=turn, aspect=ASPECT)


def psnr(seen: NDArray[np.generic], expected: NDArray[np.generic]) -> float:
    """In dB, for a range of 255."""
    error = np.mean((np.asarray(seen, np.float64) - np.asarray(expected, np.float64)) ** 2)
    return float("inf") if error == 0 else 10 * math.log10(255**2 / error)
