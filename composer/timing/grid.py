"""The song's musical coordinates: bar and beat numbers to seconds and back."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from composer.listening.song import Song

FloatArray = NDArray[np.float64]

#: Intervals at each end whose median carries the grid beyond the first and the last beat.
_END_INTERVALS = 8


@dataclass(frozen=True, kw_only=True, eq=False)
class Grid:
    """Beats and bars of a song as continuous coordinates that count from 1.

    Beat 1 is the first beat; bar 1 begins at the first downbeat, so a pickup lies in bar 0. Between beats time runs
    evenly; beyond the ends the last intervals go on. A song without beats has no grid (``make_grid`` returns None).

    Attributes
    ----------
    beats : float64 array, shape (n,), n >= 2
        Seconds.
    downbeat_indices : float64 array, shape (m,), m >= 1
        Index into ``beats`` of each bar's first beat.
    meter : int
        Beats in a bar.
    duration : float
        Of the song, seconds.
    """

    beats: FloatArray
    downbeat_indices: FloatArray
    meter: int
    duration: float

    def time_of_beat(self, beat: float) -> float:
        """Seconds of a beat number, which may be a fraction."""
        return self._times(beat - 1)

    def beat_at(self, seconds: float) -> float:
        """The beat number at a time."""
        return 1 + self._times.inverse(seconds)

    def time_of_bar(self, bar: float, beat: float = 1.0) -> float:
        """Seconds of a bar number, which may be a fraction; ``beat`` counts from 1 within the bar."""
        return self.time_of_beat(self._index_of_bar(bar) + beat)

    def bar_at(self, seconds: float) -> float:
        """The bar number at a time, a fraction within the bar."""
        return self._bar_of_index(self.beat_at(seconds) - 1)

    def beat_in_bar(self, seconds: float) -> tuple[int, float]:
        """Bar number and the beat in that bar, both from 1, nearest quarter of a beat where within 1 ms of it."""
        index = self.beat_at(seconds) - 1
        near = round(index * 4) / 4
        if abs(self.time_of_beat(near + 1) - seconds) < 1e-3:
            index = near
        bar = int(np.floor(self._bar_of_index(index) + 1e-9))
        return bar, round(index - self._index_of_bar(bar) + 1, 4)

    @property
    def bar_times(self) -> FloatArray:
        """Seconds of every bar's beginning inside the song, also those beyond the tracked beats."""
        first, last = int(np.ceil(self.bar_at(0.0) - 1e-6)), int(np.floor(self.bar_at(self.duration)))
        times = np.array([self.time_of_bar(bar) for bar in range(first, last + 1)])
        inside: FloatArray = times[(times >= 0) & (times < self.duration)]
        return inside

    @property
    def beat_times(self) -> FloatArray:
        """Seconds of every beat inside the song, also those beyond the tracked ones."""
        first, last = int(np.ceil(self.beat_at(0.0) - 1e-6)), int(np.floor(self.beat_at(self.duration)))
        times = np.array([self.time_of_beat(beat) for beat in range(first, last + 1)])
        inside: FloatArray = times[(times >= 0) & (times < self.duration)]
        return inside

    @property
    def last_bar(self) -> int:
        """Number of the last bar that begins inside the song."""
        return int(np.floor(self.bar_at(self.duration) - 1e-6))

    @property
    def last_beat(self) -> int:
        """Number of the last beat inside the song."""
        return int(np.floor(self.beat_at(self.duration) - 1e-6))

    def beats_in_bar(self, bar: int) -> int:
        """How many beats a bar has: the meter, but for irregular bars."""
        return round(self._index_of_bar(bar + 1) - self._index_of_bar(bar))

    def _index_of_bar(self, bar: float) -> float:
        return self._bars.inverse(bar)

    def _bar_of_index(self, index: float) -> float:
        return self._bars(index)

    @cached_property
    def _times(self) -> _Line:
        """Beat index to seconds."""
        intervals = np.diff(self.beats)
        before, after = np.median(intervals[:_END_INTERVALS]), np.median(intervals[-_END_INTERVALS:])
        return _Line(tuple(range(len(self.beats))), tuple(self.beats.tolist()), float(before), float(after))

    @cached_property
    def _bars(self) -> _Line:
        """Beat index to bar number."""
        slope = 1 / self.meter
        return _Line(
            tuple(self.downbeat_indices.tolist()), tuple(range(1, len(self.downbeat_indices) + 1)), slope, slope
        )


def make_grid(song: Song) -> Grid | None:
    """The grid of a song; None where it has fewer than two beats or no downbeat."""
    if len(song.beats) < 2 or len(song.downbeats) < 1:
        return None
    indices = np.flatnonzero(song.positions == 1).astype(np.float64)
    return Grid(beats=song.beats, downbeat_indices=indices, meter=song.meter, duration=song.duration)


@dataclass(frozen=True)
class _Line:
    """A rising line through points, x to y, that goes on beyond both ends with a given slope.

    Looked up by bisection: a plan asks for some ten thousand points, one at a time.
    """

    x: Sequence[float]
    y: Sequence[float]
    before: float
    after: float

    def __call__(self, at: float) -> float:
        return _look_up(self.x, self.y, (self.before, self.after), at)

    def inverse(self, at: float) -> float:
        return _look_up(self.y, self.x, (1 / self.before, 1 / self.after), at)


def _look_up(x: Sequence[float], y: Sequence[float], slopes: tuple[float, float], at: float) -> float:
    if at <= x[0]:
        return y[0] + (at - x[0]) * slopes[0]
    if at >= x[-1]:
        return y[-1] + (at - x[-1]) * slopes[1]
    i = bisect_right(x, at)
    return y[i - 1] + (at - x[i - 1]) * (y[i] - y[i - 1]) / (x[i] - x[i - 1])
