"""Where each scene begins in the song, in seconds: cues, lengths, weights and snapping."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from composer.errors import ComposerError, Problem, StoryboardError
from composer.listening.song import Song
from composer.storyboard.records import Length, Snap, Storyboard, Unit
from composer.timebase import clock
from composer.timing.cues import NO_BEATS_HINT, earlier, format_length, later, time_of_cue, whole_end
from composer.timing.grid import Grid

FloatArray = NDArray[np.float64]

#: Two times closer than this are one (a fifth of a frame at 120 frames per second).
SAME_SECONDS = 0.0016
#: Lengths that miss a cue by less than this count as meeting it.
UNHEARD_SECONDS = 0.02
#: Steps of false position, and how near its result is, in bars; a handful of steps do.
_GUESSES, _EXACT = 60, 1e-10
#: A section edge this near a flexible boundary, as a share of the scene's length, attracts it.
_SECTION_PULL = 0.35


@dataclass(frozen=True, kw_only=True)
class Layout:
    """Seconds in the song: ``arrivals`` for each scene, ``settles`` for when the last one's motion ends."""

    arrivals: tuple[float, ...]
    settles: float


def lay_out(storyboard: Storyboard, song: Song, grid: Grid | None) -> Layout:
    """Place all scenes between the start and the end of the song.

    A scene with a cue is where its cue says; one with a length ends (or, before a cue, begins) that much away from its
    neighbour; the others share what is left between by weight, their edges snapped as the storyboard asks.

    Raises
    ------
    StoryboardError
        Everything impossible in the plan, each at its line.
    """
    return _LayoutJob(storyboard, song, grid).run()


class _LayoutJob:
    def __init__(self, storyboard: Storyboard, song: Song, grid: Grid | None) -> None:
        self.storyboard, self.song, self.grid = storyboard, song, grid
        self.scenes = storyboard.scenes
        self.problems: list[Problem] = []
        self.snaps = _snap_times(storyboard.snap, song, grid)

    def run(self) -> Layout:
        anchors = self._anchors()
        self._check_lengths()
        self._check_order(anchors)
        self._fail_if_any()
        arrivals: list[float] = []
        places = [*sorted(anchors), len(self.scenes)]
        settles = self.song.duration
        for first, stop in itertools.pairwise(places):
            end = anchors.get(stop, self.song.duration)
            times = self._block(first, stop, anchors[first], end)
            arrivals += times[:-1]
            settles = times[-1]
        self._fail_if_any()
        return Layout(arrivals=tuple(arrivals), settles=min(settles, self.song.duration))

    def _fail(self, path: str, message: str, hint: str = "") -> None:
        self.problems.append(Problem(place=self.storyboard.place(path), path=path, message=message, hint=hint))

    def _fail_if_any(self) -> None:
        if self.problems:
            raise StoryboardError(tuple(self.problems))

    def _anchors(self) -> dict[int, float]:
        anchors = {0: 0.0}
        for number, scene in enumerate(self.scenes):
            if scene.cue is None:
                continue
            try:
                anchors[number] = time_of_cue(scene.cue, self.song, self.grid)
            except ComposerError as error:
                self._fail(f"scenes[{number}].at", error.message, error.hint)
        return anchors

    def _check_lengths(self) -> None:
        for number, scene in enumerate(self.scenes):
            if self.grid is None and scene.length is not None and scene.length.unit is not Unit.SECONDS:
                unit = scene.length.unit.value
                self._fail(f"scenes[{number}].{unit}", f"no {unit} were found in the song", NO_BEATS_HINT)

    def _check_order(self, anchors: dict[int, float]) -> None:
        numbers = sorted(anchors)
        for before, after in itertools.pairwise(numbers):
            if anchors[after] <= anchors[before] + SAME_SECONDS:
                self._fail(
                    f"scenes[{after}].at",
                    f'"{self.scenes[after].id}" would arrive at {clock(anchors[after])}, not after '
                    f'"{self.scenes[before].id}" at {clock(anchors[before])}',
                    "cues must follow the order of the scenes",
                )

    def _block(self, first: int, stop: int, begin: float, end: float) -> list[float]:
        """Arrivals of scenes first..stop-1 and the time at which the last of them ends, between two anchors."""
        left, a = [begin], first
        while a < stop and (length := self.scenes[a].length) is not None:
            left.append(self._forward(left[-1], length))
            a += 1
        if a == stop:
            self._check_fixed_block(first, stop, left, end)
            return left
        right, b = [self._count_back_from(stop, end)], stop
        while (length := self.scenes[b - 1].length) is not None:
            right.append(self._backward(right[-1], length))
            b -= 1
        right.reverse()
        if self._end_with(0.0, a, b, left[-1]) >= right[0] - SAME_SECONDS:
            fixed = self._end_with(0.0, a, b, left[-1]) - begin + right[-1] - right[0]
            self._fail_no_room(first, stop, fixed, right[-1] - begin)
            return [*left[:-1], *np.linspace(left[-1], left[-1] + 1, b - a + 1)[:-1], *right]
        return [*left[:-1], *self._share(a, b, left[-1], right[0]), *right[1:]]

    def _count_back_from(self, stop: int, end: float) -> float:
        """Where a length of the scene before ``stop`` ends.

        A song seldom ends on a bar line: lengths in bars or beats at its end count back from the bar line or the beat
        nearest to it, so that they begin on one.
        """
        length = self.scenes[stop - 1].length
        if stop < len(self.scenes) or length is None:
            return end
        return whole_end(self.song, length.unit, self.grid)

    def _check_fixed_block(self, first: int, stop: int, times: list[float], end: float) -> None:
        at_song_end = stop == len(self.scenes)
        if at_song_end:
            if self.storyboard.loop and times[-1] < self._count_back_from(stop, end) - UNHEARD_SECONDS:
                self._fail_short_loop(stop - 1, times[-1])
                return
            for number in range(first, stop):
                over = times[number - first + 1] - end
                slack = self._bar_seconds() / 2 if number == stop - 1 else 0.0
                length = self.scenes[number].length
                if length is not None and over > slack + SAME_SECONDS:
                    self._fail_past_end(number, length, times[number - first + 1])
                    return
        elif abs(times[-1] - end) > UNHEARD_SECONDS:
            self._fail(
                f"scenes[{stop}].at",
                f'"{self.scenes[stop].id}" arrives at {self._where(end)}, but the lengths before it end at '
                f"{self._where(times[-1])}",
                "take the length off one scene before it, so that it can stretch, or take off this cue",
            )

    def _fail_short_loop(self, number: int, ends_at: float) -> None:
        length = self.scenes[number].length
        if length is not None:
            self._fail(
                f"scenes[{number}].{length.unit.value}",
                f'{format_length(length)} of "{self.scenes[number].id}" end at {self._where(ends_at)}, '
                f"before the loop does (it lasts {clock(self.song.duration)}, as long as the song)",
                "take the length off one scene, so that it can stretch",
            )

    def _fail_past_end(self, number: int, length: Length, ends_at: float) -> None:
        have = f"its last bar is {self.grid.last_bar}" if self.grid else f"it lasts {clock(self.song.duration)}"
        self._fail(
            f"scenes[{number}].{length.unit.value}",
            f'{format_length(length)} of "{self.scenes[number].id}" end at {self._where(ends_at)}, '
            f"after the end of the song ({have})",
            "shorten it or a scene before it",
        )

    def _fail_no_room(self, first: int, stop: int, fixed: float, room: float) -> None:
        flexible = next(n for n in range(first, stop) if self.scenes[n].length is None)
        self._fail(
            f"scenes[{flexible}]",
            f'nothing is left for "{self.scenes[flexible].id}": '
            f"the lengths around it take {fixed:.2f} s of {room:.2f} s",
            "shorten a scene beside it or move a cue",
        )

    def _share(self, first: int, stop: int, begin: float, end: float) -> list[float]:
        """Times at which scenes first..stop-1 begin, and the end; the first and the last of them are flexible."""
        times, latest = [begin], self._latest(first, stop, end)
        for number in range(first, stop - 1):
            scene = self.scenes[number]
            if scene.length is not None:
                times.append(self._forward(times[-1], scene.length))
                continue
            share = self._fit(number, stop, times[-1], end)
            target = self._ahead(times[-1], share * scene.weight)
            snapped = self._snap(times[-1], target, latest[number - first])
            if snapped is None:
                self._fail_too_many(first, stop, begin, end)
                return [*np.linspace(begin, end, stop - first + 1)]
            times.append(snapped)
        return [*times, end]

    def _fail_too_many(self, first: int, stop: int, begin: float, end: float) -> None:
        who = f'scenes "{self.scenes[first].id}" to "{self.scenes[stop - 1].id}"'
        where = f"between {self._where(begin)} and {self._where(end)}"
        if self._snapping:
            unit = "beat" if self.storyboard.snap is Snap.BEAT else "bar"
            count = int(((self.snaps > begin + SAME_SECONDS) & (self.snaps < end - SAME_SECONDS)).sum())
            begun = f"1 {unit} begins" if count == 1 else f"{count} {unit}s begin"
            message, hint = f"{who} do not fit {where}, where only {begun}", "use fewer scenes or a finer `snap`"
        else:
            message, hint = f"{who} do not fit {where}", "use fewer scenes or move a cue"
        self._fail(f"scenes[{first}]", message, hint)

    def _latest(self, first: int, stop: int, end: float) -> list[float]:
        """The latest time at which each of scenes first..stop-1 may end, so that all after it still fit."""
        latest = [end]
        for number in range(stop - 1, first, -1):
            length = self.scenes[number].length
            bound = latest[-1] - 2 * SAME_SECONDS if length is None else self._backward(latest[-1], length)
            if self._snapping and self.scenes[number - 1].length is None:
                below = int(np.searchsorted(self.snaps, bound + SAME_SECONDS))
                bound = float(self.snaps[below - 1]) if below else -np.inf
            latest.append(bound)
        return latest[::-1]

    def _fit(self, number: int, stop: int, begin: float, end: float) -> float:
        """The share of a weight of 1, in bars, with which scenes number..stop-1 end exactly at ``end``.

        By false position (the Illinois rule): the end grows with the share, and evenly so but where a length in
        seconds or beats meets another tempo or an irregular bar, so that the first guess is all but right.
        """
        weight = sum(scene.weight for scene in self.scenes[number:stop] if scene.length is None)
        low, high = 0.0, (self._ruler(end) - self._ruler(begin)) / weight
        under, over = self._missed(low, number, stop, (begin, end)), self._missed(high, number, stop, (begin, end))
        guess = high
        for _ in range(_GUESSES):
            if over - under < _EXACT:
                return high
            guess = (low * over - high * under) / (over - under)
            missed = self._missed(guess, number, stop, (begin, end))
            if abs(missed) < _EXACT:
                return guess
            if missed > 0:
                high, over, under = guess, missed, under / 2
            else:
                low, under, over = guess, missed, over / 2
        return guess

    def _missed(self, share: float, number: int, stop: int, room: tuple[float, float]) -> float:
        return self._ruler(self._end_with(share, number, stop, room[0])) - self._ruler(room[1])

    def _end_with(self, share: float, number: int, stop: int, begin: float) -> float:
        """When scenes number..stop-1 end with a share; those without a length are walked together."""
        time, bars = begin, 0.0
        for scene in self.scenes[number:stop]:
            if scene.length is None:
                bars += share * scene.weight
            elif scene.length.unit is Unit.BARS:
                bars += scene.length.amount
            else:
                time, bars = self._forward(self._ahead(time, bars), scene.length), 0.0
        return self._ahead(time, bars)

    def _snap(self, after: float, target: float, latest: float) -> float | None:
        """Where a flexible scene ends: the point to snap to that is nearest to the target."""
        if not self._snapping:
            target = min(target, latest)
            return target if target > after + SAME_SECONDS else None
        snaps = self._between(self.snaps, after, latest)
        if not len(snaps):
            return None
        if self.storyboard.snap is Snap.SECTION:
            edges = self._between(np.array([section.start for section in self.song.sections]), after, latest)
            near = edges[np.abs(edges - target) <= _SECTION_PULL * (target - after)]
            snaps = near if len(near) else snaps
        return float(snaps[np.argmin(np.abs(snaps - target))])

    @staticmethod
    def _between(times: FloatArray, after: float, latest: float) -> FloatArray:
        inside: FloatArray = times[(times > after + SAME_SECONDS) & (times <= latest + SAME_SECONDS / 2)]
        return inside

    @property
    def _snapping(self) -> bool:
        return self.grid is not None and self.storyboard.snap is not Snap.NONE

    def _forward(self, begin: float, length: Length) -> float:
        return later(begin, length, self.grid)

    def _backward(self, end: float, length: Length) -> float:
        return earlier(end, length, self.grid)

    def _ruler(self, time: float) -> float:
        return self.grid.bar_at(time) if self.grid else time / 2

    def _ahead(self, time: float, bars: float) -> float:
        return self.grid.time_of_bar(self.grid.bar_at(time) + bars) if self.grid else time + 2 * bars

    def _bar_seconds(self) -> float:
        return 0.0 if self.grid is None else float(60 / max(self.song.tempo, 1e-6) * self.grid.meter)

    def _where(self, time: float) -> str:
        if self.grid is None:
            return clock(time)
        bar, beat = self.grid.beat_in_bar(time)
        return f"bar {bar}" if beat == 1 else f"bar {bar} beat {beat:g}"


def _snap_times(snap: Snap, song: Song, grid: Grid | None) -> FloatArray:
    if grid is None or snap is Snap.NONE:
        return np.empty(0)
    times = grid.beat_times if snap is Snap.BEAT else grid.bar_times
    inside: FloatArray = times[times < song.duration]
    return inside
