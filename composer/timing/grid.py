"""The song's musical coordinates: bar and beat numbers to seconds and back."""

from __future__ import annotations

from dataclasses import dataclass

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
        return float(_carry_on(np.arange(len(self.beats), dtype=np.float64), self.beats, beat - 1))

    def beat_at(self, seconds: float) -> float:
        """The beat number at a time."""
        return 1 + float(_carry_on(self.beats, np.arange(len(self.beats), dtype=np.float64), seconds))

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

    def _index_of_bar(self, bar: float) -> float:
        bars = np.arange(1, len(self.downbeat_indices) + 1, dtype=np.float64)
        return _carry_on_at(bars, self.downbeat_indices, bar, float(self.meter))

    def _bar_of_index(self, index: float) -> float:
        bars = np.arange(1, len(self.downbeat_indices) + 1, dtype=np.float64)
        return _carry_on_at(self.downbeat_indices, bars, index, 1.0 / self.meter)


def make_grid(song: Song) -> Grid | None:
    """The grid of a song; None where it has fewer than two beats or no downbeat."""
    if len(song.beats) < 2 or len(song.downbeats) < 1:
        return None
    indices = np.flatnonzero(song.positions == 1).astype(np.float64)
    return Grid(beats=song.beats, downbeat_indices=indices, meter=song.meter, duration=song.duration)


def _carry_on(x: FloatArray, y: FloatArray, at: float) -> float:
    """Linear interpolation that goes on beyond both ends with the median slope of the last intervals there."""
    slopes = np.diff(y) / np.diff(x)
    if at < x[0]:
        return float(y[0] + (at - x[0]) * np.median(slopes[:_END_INTERVALS]))
    if at > x[-1]:
        return float(y[-1] + (at - x[-1]) * np.median(slopes[-_END_INTERVALS:]))
    return float(np.interp(at, x, y))


def _carry_on_at(x: FloatArray, y: FloatArray, at: float, slope: float) -> float:
    """Linear interpolation that goes on beyond both ends with a given slope."""
    if at < x[0]:
        return float(y[0] + (at - x[0]) * slope)
    if at > x[-1]:
        return float(y[-1] + (at - x[-1]) * slope)
    return float(np.interp(at, x, y))
