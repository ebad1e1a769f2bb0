"""The camera's way through the nested pictures: smooth also where portals differ from step to step."""

from __future__ import annotations

import cmath
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from composer.geometry import IDENTITY, Similarity


@dataclass(frozen=True)
class _Velocity:
    """Speed of growth and turn (``alpha``) and of movement (``beta``) in the camera's own frame, per keyframe.

    The Lie algebra of the similarities of the plane: exp(alpha, beta) is p -> e^alpha p + beta (e^alpha - 1)/alpha.
    """

    alpha: complex
    beta: complex


class ZoomPath:
    """Where the frame lies in each keyframe, at any depth.

    Between two arrivals the camera follows ``exp(h(f))`` with ``h`` a cubic Hermite curve in the algebra: where all
    portals are alike that is the logarithmic spiral of the portal's fractional powers; where they differ, both
    sides share one velocity at the arrival, so that centre, growth and turn have no kink.

    Parameters
    ----------
    portals : sequence of Similarity
        Portal of each keyframe but the innermost.
    """

    def __init__(self, portals: Sequence[Similarity]) -> None:
        self._portals = tuple(portals)
        logs = [_log(portal) for portal in portals]
        self._logs = logs
        # One frame asks for several keyframes at its depth.
        self._pose_at = lru_cache(maxsize=1)(self._based)
        self._knots = [_shared(a, b) for a, b in zip(logs[:1] + logs, logs + logs[-1:], strict=True)]

    def frame_in(self, keyframe: int, depth: float) -> Similarity:
        """The map from the film's frame into a keyframe's frame.

        Parameters
        ----------
        keyframe : int
        depth : float
            In [0, number of portals]; at ``keyframe`` the map is the identity.
        """
        base, pose = self._pose_at(depth)
        for index in range(base - 1, keyframe - 1, -1):
            pose = self._portals[index] @ pose
        for index in range(base, keyframe):
            pose = self._portals[index].inverse() @ pose
        return pose

    def _based(self, depth: float) -> tuple[int, Similarity]:
        """The keyframe at or around the camera, and the frame in it."""
        base = min(int(depth), max(len(self._portals) - 1, 0))
        return base, self._pose(base, depth - base)

    def _pose(self, base: int, fraction: float) -> Similarity:
        if not self._portals or fraction == 0:
            return IDENTITY
        if fraction == 1:
            return self._portals[base]
        goal, start, end = self._logs[base], self._knots[base], self._knots[base + 1]
        slope = _end_slope(goal, end)
        return _exp(
            _hermite(start.alpha, goal.alpha, slope.alpha, fraction),
            _hermite(start.beta, goal.beta, slope.beta, fraction),
        )


def _hermite(start_slope: complex, goal: complex, end_slope: complex, f: float) -> complex:
    """Cubic from 0 to ``goal`` with the given slopes at both ends."""
    return f * (1 - f) ** 2 * start_slope + f * f * (3 - 2 * f) * goal - f * f * (1 - f) * end_slope


def _end_slope(goal: _Velocity, end: _Velocity) -> _Velocity:
    """Slope of h at 1 for which the camera's own velocity there is ``end``.

    With g = (e^alpha, beta phi(alpha)) the velocity is g^-1 g' = (alpha', e^-alpha (beta' phi + beta phi' alpha')).
    """
    phi, slope = _phi(goal.alpha), _phi_slope(goal.alpha)
    return _Velocity(end.alpha, (end.beta * cmath.exp(goal.alpha) - goal.beta * slope * end.alpha) / phi)


def _shared(before: _Velocity, after: _Velocity) -> _Velocity:
    """One velocity for both sides of an arrival; growth by the harmonic mean, which keeps a cubic monotone."""
    a, b = before.alpha.real, after.alpha.real
    growth = 2 * a * b / (a + b) if a * b > 0 else 0.0
    turn = (before.alpha.imag + after.alpha.imag) / 2
    return _Velocity(complex(growth, turn), (before.beta + after.beta) / 2)


def _log(portal: Similarity) -> _Velocity:
    alpha = cmath.log(portal.a)
    return _Velocity(alpha, portal.b / _phi(alpha))


def _exp(alpha: complex, beta: complex) -> Similarity:
    return Similarity(cmath.exp(alpha), beta * _phi(alpha))


def _phi(alpha: complex) -> complex:
    """(e^alpha - 1) / alpha."""
    if abs(alpha) < 1e-5:
        return 1 + alpha / 2 + alpha * alpha / 6
    return (cmath.exp(alpha) - 1) / alpha


def _phi_slope(alpha: complex) -> complex:
    """Derivative of ``_phi``."""
    if abs(alpha) < 1e-4:
        return 0.5 + alpha / 3
    return (cmath.exp(alpha) * (alpha - 1) + 1) / (alpha * alpha)
