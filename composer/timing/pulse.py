"""The pulse: the camera surges on each beat and gives it back before the next, so that no arrival moves."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

#: The lead over one beat is phase**2 * (1 - phase)**_FALL: speed and lead are zero at both ends, and the surge peaks
#: a tenth of a beat after the attack (60 ms at 100 BPM).
_FALL = 5
#: Largest backward speed of that lead, so that it can be scaled to -1 (measured on 100001 points).
_BACKWARD = 0.0478400096
#: A beat nearer to a knot than this is the knot.
_SAME_FRAMES = 0.5 + 1e-6


@dataclass(frozen=True, kw_only=True)
class Beat:
    """When, in frames (not whole), and how strong, in [0, 1]."""

    frame: float
    strength: float


def surge(beats: Sequence[Beat], depths: FloatArray, move: tuple[int, int]) -> FloatArray:
    """Lead of the camera over its steady way, for a pulse of 1.

    Parameters
    ----------
    beats : sequence of Beat
        In order.
    depths : float64 array, shape (frame_count,)
        The steady way.
    move : (int, int)
        Frames of two knots; nothing is added at them or outside.

    Returns
    -------
    float64 array, shape (frame_count,)
        In keyframes. Its net area over each beat is zero, and added to ``depths`` in full it never turns the
        camera back: in each beat its backward speed is at most the slowest steady speed there.
    """
    lead = np.zeros(len(depths))
    start, end = move
    inner = [beat for beat in beats if start + _SAME_FRAMES < beat.frame < end - _SAME_FRAMES]
    first = next((beat for beat in beats if abs(beat.frame - start) <= _SAME_FRAMES), None)
    last = next((beat for beat in beats if abs(beat.frame - end) <= _SAME_FRAMES), None)
    marks = [(beat.frame, beat.strength) for beat in inner]
    if first is not None:
        marks.insert(0, (float(start), first.strength))
    if last is not None:
        marks.append((float(end), last.strength))
    for (begin, strength), (stop, _) in itertools.pairwise(marks):
        _add_beat(lead, depths, begin, stop, strength)
    return lead


def _add_beat(lead: FloatArray, depths: FloatArray, begin: float, stop: float, strength: float) -> None:
    a, b = int(np.ceil(begin)), int(np.floor(stop))
    # No further than the beat reaches: beyond a knot lies another scene, whose changes must not be felt here.
    low, high = max(int(np.floor(begin)), 0), min(int(np.ceil(stop)), len(depths) - 1)
    if high - low < 2:
        return
    steps = np.diff(depths[low : high + 1])
    slowest = steps[np.argmin(np.abs(steps))]
    phase = (np.arange(a, min(b, len(depths) - 1) + 1) - begin) / (stop - begin)
    shape = phase**2 * (1 - phase) ** _FALL / _BACKWARD
    lead[a : a + len(phase)] += strength * slowest * (stop - begin) * shape
