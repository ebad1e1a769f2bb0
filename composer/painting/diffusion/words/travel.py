"""Where on the way between two scenes' words a step is, and each of its pixels.

A pixel's depth is when the camera's frame passes over it: 0 on the frame's edge, 1 on the portal's, and between them
the level lines are the edges of the frames that the zoom passes through, ``portal ** u``. So the change of words comes
at the moment of the film that it was set for, wherever the steps begin and end.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from composer.geometry import Similarity, corners
from composer.painting.painter import Travel

FloatArray = NDArray[np.float32]
_DoubleArray = NDArray[np.float64]

#: Where between its edges a step's words stand for the whole of it.
_MIDDLE = 0.5
#: Spirals that the way outward is solved on; the others are read off between them.
_SPIRALS = 1 << 13
#: How far a spiral is followed between two looks whether it is in the frame, in powers of e.
_STRIDE = 1 / 32
_HALVINGS = 20
#: Nothing is looked for nearer to the point that the zoom closes in on, in heights.
_NEAREST = 1e-4


def begun(travel: Travel) -> bool:
    """Whether the next scene's words count anywhere in the step, between its frame's edge and its portal's."""
    return travel.begins < 1


def arrived(travel: Travel) -> bool:
    """Whether they count alone in all of it."""
    return travel.ends <= 0


def crosses(travel: Travel) -> bool:
    """Whether the step needs both scenes' words."""
    return begun(travel) and not arrived(travel)


def weight_of_step(travel: Travel) -> float:
    """How much the next scene's words count in a step as a whole: what they do half-way from its edge to its portal."""
    return float(_weight(travel, np.asarray(_MIDDLE)))


def radial_weights(travel: Travel, portal: Similarity, aspect: float, size: tuple[int, int]) -> FloatArray:
    """How much the next scene's words count in each pixel of a step.

    Parameters
    ----------
    portal : Similarity
        The step's.
    aspect : float
        Width over height of its frame.
    size : (width, height)
        Of the map, which covers the frame, in pixels.

    Returns
    -------
    float32 array, shape (height, width), in [0, 1]
        Continuous through the steps: along a portal it is what the next step's map is along its edge.
    """
    width, height = size
    x = ((np.arange(width) + 0.5) / width - 0.5) * aspect
    y = (np.arange(height) + 0.5) / height - 0.5
    return _weight(travel, depths(x[None, :] + 1j * y[:, None], portal, aspect)).astype(np.float32)


def depths(points: NDArray[np.complex128], portal: Similarity, aspect: float) -> NDArray[np.float64]:
    """The depth of points of a frame: the largest u for which the frame ``portal ** u`` still holds them.

    Seen from the point that the zoom closes in on, the way of a point outward through the frames is a logarithmic
    spiral, and all points of one spiral leave the frame at one place. That is found once for many spirals, by looking
    for the last place in the frame from the outside inward and halving the stride that it lies in.

    Parameters
    ----------
    points : complex array
        In heights from the frame's centre.

    Returns
    -------
    float64 array of the same shape
        To 1e-4; 0 on the frame's edge, below 0 outside of it.

    Raises
    ------
    ValueError
        If the portal is not smaller than the frame.
    """
    if portal.scale >= 1:
        raise ValueError(f"a portal of {portal.scale:g} times its frame's size leads nowhere")
    centre = portal.b / (1 - portal.a)
    growth, turn = -math.log(portal.scale), -portal.angle
    # Along a spiral the angle grows by ``pitch`` with each power of e.
    pitch = turn / growth
    logs, spirals = _on_spirals(points - centre, pitch)
    # The corners' own are among those that are solved: there the way out bends.
    bends = _on_spirals(np.asarray(corners(aspect)) - centre, pitch)[1]
    known = np.sort(np.append(np.linspace(0, 2 * np.pi, _SPIRALS + 1), bends))
    left = _leaving(known, pitch, centre, aspect)
    return np.asarray((np.interp(spirals, known, left) - logs) / growth, np.float64)


def _on_spirals(from_centre: NDArray[np.complex128], pitch: float) -> tuple[_DoubleArray, _DoubleArray]:
    """Logarithms of distances, and which spirals points are on: their angles, in [0, 2 pi), at distance 1."""
    logs = np.log(np.maximum(np.abs(from_centre), _NEAREST))
    return logs, np.mod(np.angle(from_centre) - pitch * logs, 2 * np.pi)


def _leaving(spirals: _DoubleArray, pitch: float, centre: complex, aspect: float) -> _DoubleArray:
    """Logarithm of the distance from the centre at which spirals leave the frame for good."""

    def is_inside(logs: _DoubleArray, which: _DoubleArray) -> NDArray[np.bool_]:
        place = centre + np.exp(logs + 1j * (which + pitch * logs))
        return np.asarray((np.abs(place.real) <= aspect / 2) & (np.abs(place.imag) <= 0.5), np.bool_)

    farthest = math.log(max(abs(corner - centre) for corner in corners(aspect))) + 1e-9
    nearest = math.log(max(_NEAREST, min(aspect / 2 - abs(centre.real), 0.5 - abs(centre.imag))))
    inner = np.full(spirals.shape, nearest)
    searching = np.ones(spirals.shape, np.bool_)
    for logs in np.arange(farthest, nearest, -_STRIDE):
        found = searching & is_inside(np.full(spirals.shape, logs), spirals)
        inner[found] = logs
        searching &= ~found
    outer = inner + _STRIDE
    for _ in range(_HALVINGS):
        middle = (inner + outer) / 2
        inside = is_inside(middle, spirals)
        inner, outer = np.where(inside, middle, inner), np.where(inside, outer, middle)
    return (inner + outer) / 2


def _weight(travel: Travel, depth: _DoubleArray) -> _DoubleArray:
    """Smoothstep from ``begins`` to ``ends``."""
    share = np.clip((depth - travel.begins) / (travel.ends - travel.begins), 0, 1)
    return np.asarray(share * share * (3 - 2 * share), np.float64)
