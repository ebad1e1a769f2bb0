"""Beat numbers as a continuous coordinate: the second of any beat number and the other way round."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

#: Intervals at each end whose median carries the line beyond the first and the last beat.
_END_INTERVALS = 8


def distances_to_nearest(events: FloatArray, others: FloatArray) -> FloatArray:
    """Seconds from each event to the nearest of the others, which increase and are at least two."""
    after = np.clip(np.searchsorted(others, events), 1, len(others) - 1)
    distances: FloatArray = np.minimum(np.abs(events - others[after]), np.abs(events - others[after - 1]))
    return distances


@dataclass(frozen=True, kw_only=True, eq=False)
class BeatLine:
    """A rising line through (number, second) of every beat; numbers count from 0 and go on evenly beyond both ends.

    Attributes
    ----------
    beats : float64 array, shape (n,), n >= 2
        Seconds, increasing.
    """

    beats: FloatArray

    def seconds_at(self, numbers: FloatArray) -> FloatArray:
        """Seconds of beat numbers, which may be fractions.

        Examples
        --------
        >>> BeatLine(beats=np.array([1.0, 2.0, 4.0])).seconds_at(np.array([-1.0, 1.5])).tolist()
        [-0.5, 3.0]
        """
        last = len(self.beats) - 1
        inside = np.interp(numbers, np.arange(last + 1), self.beats)
        before, after = self._end_lengths
        seconds: FloatArray = inside + np.minimum(numbers, 0) * before + np.maximum(numbers - last, 0) * after
        return seconds

    def numbers_at(self, seconds: FloatArray) -> FloatArray:
        """Beat numbers at times."""
        inside = np.interp(seconds, self.beats, np.arange(len(self.beats)))
        before, after = self._end_lengths
        early, late = np.minimum(seconds - self.beats[0], 0), np.maximum(seconds - self.beats[-1], 0)
        numbers: FloatArray = inside + early / before + late / after
        return numbers

    def length_at(self, seconds: float) -> float:
        """Seconds of a beat round a time: the median of the intervals near it."""
        lengths = np.diff(self.beats)
        middle = int(np.clip(np.searchsorted(self.beats, seconds) - 1, 0, len(lengths) - 1))
        return float(np.median(lengths[max(0, middle - _END_INTERVALS // 2) : middle + _END_INTERVALS // 2 + 1]))

    @property
    def _end_lengths(self) -> tuple[float, float]:
        lengths = np.diff(self.beats)
        return float(np.median(lengths[:_END_INTERVALS])), float(np.median(lengths[-_END_INTERVALS:]))
