"""A picture that is known exactly at every scale: plane waves over twenty octaves, band-limited for each window."""

import math
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from composer.geometry import IDENTITY, Similarity

Float = NDArray[np.float64]
#: Cycles a pixel: from here on a window shows less and less of a wave, and beyond the second nothing.
_FADING, _FINEST = 0.35, 0.45
#: How much one wave sways, of 1: eight waves an octave together look like fine print at every scale.
_SWAY = 0.018


@dataclass(frozen=True)
class View:
    """A window on the picture: where its frame lies in keyframe 0's, and its pixels."""

    frame: Similarity
    width: int
    height: int

    def points(self) -> NDArray[np.complex128]:
        """Where the middles of its pixels lie, shape (height, width)."""
        x = (np.arange(self.width) + 0.5 - self.width / 2) / self.height
        y = (np.arange(self.height) + 0.5 - self.height / 2) / self.height
        return self.frame.a * (x[None, :] + 1j * y[:, None]) + self.frame.b


@cache
def _waves() -> tuple[Float, NDArray[np.complex128], Float]:
    """Cycles a height of keyframe 0, direction as a unit number, phase."""
    random = np.random.default_rng(5)
    frequencies = 2.0 ** np.arange(-1, 19, 0.125)
    directions = np.exp(1j * random.uniform(0, math.pi, len(frequencies)))
    return frequencies, directions, random.uniform(0, 2 * math.pi, len(frequencies))


def _present(view: View, finest: tuple[float, float]) -> tuple[NDArray[np.complex128], Float, Float]:
    """The waves that a window shows: their numbers (radians a height of the window), phases there, and weights."""
    frequencies, directions, phases = _waves()
    cycles = frequencies * abs(view.frame.a) / view.height
    fine = np.clip((finest[1] - cycles) / (finest[1] - finest[0]), 0, 1)
    weight = fine * np.clip(cycles * view.height / 1.5, 0, 1)
    shown = weight > 0
    k = 2 * math.pi * frequencies[shown] * directions[shown]
    moved = k * np.conj(view.frame.a)
    return moved, (view.frame.b * np.conj(k)).real + phases[shown], weight[shown]


def _sum(view: View, moved: NDArray[np.complex128], phases: Float, factors: NDArray[np.complex128]) -> Float:
    """Real part of the sum of waves: on a grid each is a product of one along the rows and one along the columns."""
    x = (np.arange(view.width) + 0.5 - view.width / 2) / view.height
    y = (np.arange(view.height) + 0.5 - view.height / 2) / view.height
    across = np.exp(1j * (np.outer(moved.real, x) + phases[:, None])) * factors[:, None]
    down = np.exp(1j * np.outer(moved.imag, y))
    return (down.T @ across).real


def luma(view: View) -> Float:
    """The picture in a window, 0.5 on average, shape (height, width)."""
    moved, phases, weight = _present(view, (_FADING, _FINEST))
    return 0.5 + _SWAY * _sum(view, moved, phases, weight.astype(complex))


def slopes(view: View) -> tuple[Float, Float]:
    """How the picture rises for a pixel to the right, and down."""
    moved, phases, weight = _present(view, (_FADING, _FINEST))
    along_x = _SWAY * _sum(view, moved, phases, 1j * weight * moved.real / view.height)
    return along_x, _SWAY * _sum(view, moved, phases, 1j * weight * moved.imag / view.height)


def area_luma(view: View) -> Float:
    """The picture, endlessly fine, averaged over the area of each pixel exactly."""
    moved, phases, weight = _present(view, (40.0, 60.0))
    mean = np.sinc(moved.real / view.height / (2 * math.pi)) * np.sinc(moved.imag / view.height / (2 * math.pi))
    return 0.5 + _SWAY * _sum(view, moved, phases, (weight * mean).astype(complex))


def keyframe(portals: list[Similarity], index: int, size: tuple[int, int]) -> NDArray[np.uint8]:
    """Keyframe ``index`` of a film with these portals, grey, shape (height, width, 3)."""
    frame = IDENTITY
    for portal in portals[:index]:
        frame = frame @ portal
    grey = np.rint(luma(View(frame, *size)) * 255).clip(0, 255).astype(np.uint8)
    return np.repeat(grey[..., None], 3, axis=2)
