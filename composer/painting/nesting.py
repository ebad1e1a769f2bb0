"""Where one picture lies in another that shows it smaller: the magnification and the place.

It is looked for by normalised correlation over a ladder of magnifications; the best places are
refined by Gauss-Newton steps on magnification and shift with gain and offset free, after Lucas and Kanade (1981) and
Evangelidis and Psarakis (2008), with Huber weights, since a series may be repainted in places.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

#: Magnifications that are looked for.
LEAST, MOST = 1.1, 4.0
#: Correlation of the fine detail below which two pictures do not show the same: pictures of one series were above 0.9,
#: unrelated ones below 0.5 in all trials.
NEEDED = 0.6
#: Height at which pictures are kept for matching.
HEIGHT = 384
_COARSE_HEIGHT = 144
_LADDER = 1.02
_MARGIN = 0.06
_DETAIL = 0.04
_STEPS = 12

Grey = NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class Nesting:
    """A picture inside another: ``magnification`` times smaller, its centre ``shift`` away from the other's.

    ``shift`` is in heights of the other; ``likeness`` is the correlation of their detail, at most 1.
    """

    magnification: float
    shift: complex
    likeness: float


def find_nesting(inner: Grey, outer: Grey, magnification: float | None = None) -> Nesting:
    """Where one picture lies in another.

    Parameters
    ----------
    inner, outer : float32 arrays, shape (HEIGHT, w)
    magnification : float, optional
        Of the inner picture, where it is known; else looked for between ``LEAST`` and ``MOST``.

    Returns
    -------
    Nesting
        The best there is, however unlike the pictures are.
    """
    ladder = [magnification] if magnification else _ladder()
    found = [_refine(inner, outer, start, fixed=magnification is not None) for start in _coarse(inner, outer, ladder)]
    return max(found, key=lambda nesting: nesting.likeness)


def _ladder() -> list[float]:
    count = round(np.log(MOST * 1.03 / (LEAST / 1.03)) / np.log(_LADDER))
    return [float(z) for z in np.geomspace(LEAST / 1.03, MOST * 1.03, count)]


def _detail(grey: Grey, outer_height: int) -> Grey:
    """What is finer than 4 % of the outer picture's height: light and haze alone make no two pictures alike."""
    haze = cv2.GaussianBlur(grey, (0, 0), _DETAIL * outer_height, borderType=cv2.BORDER_REFLECT)
    return np.asarray(grey - haze, np.float32)


def _coarse(inner: Grey, outer: Grey, ladder: Sequence[float]) -> list[Nesting]:
    """The three best places over the ladder, at least two rungs apart."""
    height = _COARSE_HEIGHT
    size = round(outer.shape[1] * height / HEIGHT), height
    field = _detail(np.asarray(cv2.resize(outer, size, interpolation=cv2.INTER_AREA), np.float32), height)
    found = []
    for rung, z in enumerate(ladder):
        tall = max(12, round(height / z))
        wide = max(12, round(tall * inner.shape[1] / inner.shape[0]))
        cut = max(1, round(_MARGIN * tall))
        small = _detail(np.asarray(cv2.resize(inner, (wide, tall), interpolation=cv2.INTER_AREA), np.float32), height)
        scores = cv2.matchTemplate(field, small[cut:-cut, cut:-cut], cv2.TM_CCOEFF_NORMED)
        _, best, _, (left, top) = cv2.minMaxLoc(scores)
        centre = complex(left - cut + wide / 2 - size[0] / 2, top - cut + tall / 2 - height / 2) / height
        found.append((best, rung, Nesting(magnification=z, shift=centre, likeness=best)))
    found_best = max(each[0] for each in found)
    chosen: list[tuple[float, int, Nesting]] = []
    for candidate in sorted(found, key=lambda each: -each[0]):
        near = any(abs(candidate[1] - other[1]) <= 2 for other in chosen)
        if len(chosen) < 3 and not near and candidate[0] > 0.75 * found_best:
            chosen.append(candidate)
    return [nesting for _, _, nesting in chosen]


@dataclass(frozen=True, kw_only=True, eq=False)
class _Pair:
    """The detail of an inner picture at its size inside the outer one, the outer one's, and its slopes."""

    wanted: Grey
    outer: Grey
    right: Grey
    down: Grey
    aspects: tuple[float, float]

    def laid(self, magnification: float, shift: complex) -> tuple[NDArray[np.float64], ...]:
        """The outer picture and its slopes where the inner one is thought to lie, without its margin, flat."""
        tall, wide = self.wanted.shape
        height, width = self.outer.shape
        across = width * self.aspects[0] / self.aspects[1] / wide / magnification
        matrix = np.array([[across, 0.0, 0.0], [0.0, height / tall / magnification, 0.0]])
        centre = np.array([shift.real / self.aspects[1] * width + width / 2, shift.imag * height + height / 2])
        matrix[:, 2] = centre - 0.5 - matrix[:, :2] @ [(wide - 1) / 2, (tall - 1) / 2]
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        warped = (
            cv2.warpAffine(p, matrix, (wide, tall), flags=flags, borderMode=cv2.BORDER_REPLICATE)
            for p in (self.outer, self.right, self.down)
        )
        return tuple(_without_margin(p) for p in warped)

    def offsets(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Where each of these pixels lies in the inner picture, in its heights from its centre."""
        tall, wide = self.wanted.shape
        x = ((np.arange(wide) + 0.5) / wide - 0.5) * self.aspects[0]
        y = (np.arange(tall) + 0.5) / tall - 0.5
        across, down = np.meshgrid(x, y)
        return _without_margin(across), _without_margin(down)


def _without_margin(picture: NDArray[np.generic]) -> NDArray[np.float64]:
    cut = max(1, round(_MARGIN * picture.shape[0]))
    return picture[cut:-cut, cut:-cut].ravel().astype(np.float64)


def _pair(inner: Grey, outer: Grey, magnification: float) -> _Pair:
    tall = round(HEIGHT / magnification)
    size = round(tall * inner.shape[1] / inner.shape[0]), tall
    field = _detail(outer, HEIGHT)
    return _Pair(
        wanted=_detail(np.asarray(cv2.resize(inner, size, interpolation=cv2.INTER_AREA), np.float32), HEIGHT),
        outer=field,
        right=np.asarray(cv2.Sobel(field, cv2.CV_32F, 1, 0, scale=1 / 8), np.float32),
        down=np.asarray(cv2.Sobel(field, cv2.CV_32F, 0, 1, scale=1 / 8), np.float32),
        aspects=(inner.shape[1] / HEIGHT, outer.shape[1] / HEIGHT),
    )


def _refine(inner: Grey, outer: Grey, start: Nesting, *, fixed: bool) -> Nesting:
    pair = _pair(inner, outer, start.magnification)
    wanted, (x, y) = _without_margin(pair.wanted), pair.offsets()
    best = Nesting(magnification=start.magnification, shift=start.shift, likeness=-1.0)
    z, shift = start.magnification, start.shift
    for _ in range(_STEPS):
        warped, right, down = pair.laid(z, shift)
        likeness = float(np.corrcoef(warped, wanted)[0, 1])
        if likeness > best.likeness:
            best = Nesting(magnification=z, shift=shift, likeness=likeness)
        columns = [warped, np.ones_like(warped), right * HEIGHT, down * HEIGHT]
        if not fixed:
            columns.append(-(right * x + down * y) * HEIGHT / z)
        moves = _moves(np.stack(columns, axis=1), wanted)
        shift += complex(moves[0], moves[1])
        z *= 1.0 if fixed else float(np.exp(moves[2]))
        if np.abs(moves).max() < 1e-6:
            break
    return best


def _moves(columns: NDArray[np.float64], wanted: NDArray[np.float64]) -> NDArray[np.float64]:
    """Least squares with Huber weights: the moves in shift and log magnification, each at most 0.02."""
    weight = np.ones(len(wanted))
    for _ in range(2):
        weighted = columns * weight[:, None]
        ridge = 1e-9 * np.trace(weighted.T @ columns) * np.eye(columns.shape[1])
        solved = np.linalg.solve(weighted.T @ columns + ridge, weighted.T @ wanted)
        rest = np.abs(wanted - columns @ solved)
        weight = np.minimum(1.0, (1.5 * np.median(rest) + 1e-6) / np.maximum(rest, 1e-9))
    gain = max(float(solved[0]), 0.1)
    return np.asarray(np.clip(solved[2:] / gain, -0.02, 0.02))
