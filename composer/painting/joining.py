"""The joint of two pictures not made for each other: around a portal the outer one takes the inner one's tones.

The correction is one function on the plane of the inner scene, computed from both pictures at a fixed, small size, so
that every view of the outer scene gets the same one however near it is. It follows the seamless cloning of Pérez,
Gangnet and Blake (Poisson image editing, 2003) in reverse: the surroundings give way, not what is pasted, and the
membrane that carries the difference at the border outward is a blur along the border that widens with the distance.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from composer.geometry import IDENTITY, Similarity
from composer.painting.fitting import sample
from composer.painting.painter import Picture

FloatPicture = NDArray[np.float32]

#: Height in pixels at which the two pictures are compared.
SAMPLED = 120
_AROUND = 512
_BAND = (0.0, 0.015, 0.03, 0.045, 0.06)
#: Distance from the border, and the width (standard deviation) of the blur along the border there, in inner heights.
_RUNGS = ((0.0, 0.02), (0.05, 0.05), (0.12, 0.1), (0.25, 0.2), (0.5, 0.45), (1.0, 1.0))


@dataclass(frozen=True, kw_only=True, eq=False)
class Joint:
    """The correction around a portal, on the plane of the picture inside (its height is 1, its centre 0).

    Attributes
    ----------
    across, down : float
        Half extents of the rectangle where the inner picture begins to show wholly; the correction starts there.
    differences : float32 array, shape (rungs, _AROUND, 3)
        Inner less outer colour along that rectangle, clockwise from its left top, blurred ever wider.
    reach : float
        Where it ends, in heights of the inner picture from the rectangle.
    """

    across: float
    down: float
    differences: FloatPicture
    reach: float


@dataclass(frozen=True, kw_only=True)
class Tone:
    """A gain and an offset for each colour."""

    gain: tuple[float, float, float]
    offset: tuple[float, float, float]

    def of(self, picture: Picture) -> Picture:
        """The picture in this tone, uint8."""
        table = np.arange(256, dtype=np.float64)[:, None] * self.gain + self.offset
        return np.asarray(cv2.LUT(picture, np.rint(np.clip(table, 0, 255)).astype(np.uint8)[:, None, :]), np.uint8)


def seen(picture: Picture, place: Similarity, aspect: float) -> Picture:
    """Part of a keyframe at the size for comparing; ``place`` maps that part's frame into the keyframe's."""
    to_pixels = Similarity(picture.shape[0], complex(picture.shape[1], picture.shape[0]) / 2)
    return sample(picture, to_pixels @ place, (round(SAMPLED * aspect), SAMPLED))


def match_tone(outer: Picture, inner: Picture, feather: float) -> Tone:
    """The tone in which an outer picture is most like the inner one where they show the same.

    Parameters
    ----------
    outer, inner : uint8 arrays, shape (h, w, 3)
        The same part of the world; the feather's width at the edges is left out.

    Returns
    -------
    Tone
        By least squares over what differs least; gains within 0.8 to 1.25, offsets within 24.
    """
    cut = round(feather * outer.shape[0]) + 1
    kept = (slice(cut, -cut), slice(cut, -cut))
    x, y = (cv2.GaussianBlur(p, (0, 0), 1.5)[kept].reshape(-1, 3).astype(np.float64) for p in (outer, inner))
    difference = np.abs((y - np.median(y - x, axis=0)) - x).max(axis=1)
    alike = difference <= np.quantile(difference, 0.8)
    x, y = x[alike], y[alike]
    spread = x.var(axis=0)
    shared = ((x - x.mean(axis=0)) * (y - y.mean(axis=0))).mean(axis=0)
    gain = np.clip(np.where(spread > 4.0, shared / np.maximum(spread, 4.0), 1.0), 0.8, 1.25)
    offset = np.clip(y.mean(axis=0) - gain * x.mean(axis=0), -24, 24)
    return Tone(gain=_three(gain), offset=_three(offset))


def _three(values: NDArray[np.float64]) -> tuple[float, float, float]:
    return float(values[0]), float(values[1]), float(values[2])


def find_joint(outer: Picture, inner: Picture, *, feather: float, reach: float) -> Joint:
    """What to add around a portal so that the outer picture meets the inner one in colour.

    Parameters
    ----------
    outer, inner : uint8 arrays, shape (SAMPLED, w, 3)
        What the outer picture shows under the inner one, and the inner one.
    feather : float
        Width of the soft edge, in heights; the pictures are compared within it, where the inner one shows wholly.
    reach : float
        How far the correction goes, in heights of the inner picture.
    """
    height, width = outer.shape[:2]
    across, down = width / height / 2 - feather, 0.5 - feather
    band = [_along(across - inward, down - inward) for inward in _BAND]
    differences = np.zeros((_AROUND, 3), np.float64)
    for x, y in band:
        column = (x * height + width / 2 - 0.5).astype(np.float32)[None]
        row = (y * height + height / 2 - 0.5).astype(np.float32)[None]
        inside, outside = (
            cv2.remap(p.astype(np.float32), column, row, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)[0]
            for p in (inner, outer)
        )
        differences += (inside - outside) / len(band)
    length = 4 * (across + down)
    frequency = np.fft.rfftfreq(_AROUND, length / _AROUND)
    spectrum = np.fft.rfft(differences, axis=0)
    blurred = [
        np.fft.irfft(spectrum * np.exp(-2 * (np.pi * width * frequency) ** 2)[:, None], _AROUND, axis=0)
        for _, width in _RUNGS
    ]
    return Joint(across=across, down=down, differences=np.stack(blurred).astype(np.float32), reach=reach)


def _along(across: float, down: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Points along a rectangle, clockwise from its left top, as many on every one of the same shape."""
    length = 4 * (across + down)
    turn = np.arange(_AROUND) / _AROUND * length
    edges = np.cumsum([0.0, 2 * across, 2 * down, 2 * across, 2 * down])
    x = np.interp(turn, edges, [-across, across, across, -across, -across])
    y = np.interp(turn, edges, [-down, -down, down, down, -down])
    return x, y


def correct(picture: Picture, joint: Joint, opening: Similarity = IDENTITY) -> Picture:
    """A picture with the correction around the portal added.

    ``opening`` maps the inner scene's first frame into the picture's (height 1, centre 0).
    """
    height, width = picture.shape[:2]
    place = opening.inverse()
    x, y = np.meshgrid(np.arange(width, dtype=np.float32) + 0.5, np.arange(height, dtype=np.float32) + 0.5)
    a, b = place.a / height, place(complex(-width / height / 2, -0.5))
    across = a.real * x - a.imag * y + np.float32(b.real)
    down = a.imag * x + a.real * y + np.float32(b.imag)
    near_x, near_y = np.clip(across, -joint.across, joint.across), np.clip(down, -joint.down, joint.down)
    distance = np.hypot(across - near_x, down - near_y).astype(np.float32)
    rows = np.flatnonzero((distance < joint.reach).any(axis=1))
    if not rows.size:
        return picture
    part = slice(int(rows[0]), int(rows[-1]) + 1)
    where = _turn(near_x[part], near_y[part], joint)
    rung = np.interp(distance[part], [d for d, _ in _RUNGS], np.arange(len(_RUNGS))).astype(np.float32)
    table = np.concatenate([joint.differences, joint.differences[:, :1]], axis=1)
    added = cv2.remap(table, where, rung, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    near = np.clip(1 - distance[part] / joint.reach, 0, 1)
    share = near**3 * (4 - 3 * near)  # level at the border, so that the soft edge is whole in it; then a long tail
    result = picture.copy()
    result[part] = np.rint(np.clip(picture[part] + added * share[..., None], 0, 255)).astype(np.uint8)
    return result


def _turn(x: NDArray[np.float32], y: NDArray[np.float32], joint: Joint) -> NDArray[np.float32]:
    """Where points of the rectangle lie along it, in samples; those inside it are covered and lie anywhere."""
    across, down = joint.across, joint.down
    top, right, bottom = y <= -down, x >= across, y >= down
    along = np.select(
        [top, right, bottom],
        [x + across, 2 * across + y + down, 2 * across + 2 * down + across - x],
        4 * across + 2 * down + down - y,
    )
    turn: NDArray[np.float32] = (along * (_AROUND / (4 * (across + down)))).astype(np.float32)
    return turn
