"""Scenes that are to arrive at other times: what must be rewritten for it, in the way the director wrote it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from composer.errors import ComposerError, StoryboardError
from composer.listening.song import Song
from composer.storyboard.records import Cue, Length, Storyboard, Unit
from composer.timebase import clock
from composer.timing.cues import NO_BEATS_HINT, later, whole_end
from composer.timing.grid import Grid, make_grid
from composer.timing.layout import SAME_SECONDS
from composer.timing.refitting import Wish, determined, refit
from composer.timing.schedule import schedule, with_end_hold


class Gesture(Enum):
    """What moves with an arrival.

    ``roll``: it alone, its neighbours take it up. ``slide``: the scene as a whole, its arrival and the next one.
    ``ripple``: it and every later one.
    """

    ROLL = "roll"
    SLIDE = "slide"
    RIPPLE = "ripple"


@dataclass(frozen=True, kw_only=True)
class Retiming:
    """One scene's timing as it is to be written: a cue, a length, or None for neither (it is flexible)."""

    scene: int
    timing: Cue | Length | None


def move_arrival(
    storyboard: Storyboard, song: Song, scene: int, seconds: float, gesture: Gesture
) -> tuple[Retiming, ...]:
    """The fewest new cues and lengths with which a scene arrives at another time.

    Arrivals that cues and lengths determine come exactly where the gesture wants them (to 1.6 ms); flexible scenes
    share what is left, as ever. Where the arrival moves by whole beats or bars, what moves with it does so too, be
    they longer there or shorter; lengths of scenes that move as a whole stay as written.

    Parameters
    ----------
    storyboard : Storyboard
    song : Song
    scene : int
        From 0.
    seconds : float
        When it is to arrive, in the song (the offset of the picture not counted).
    gesture : Gesture

    Returns
    -------
    tuple of Retiming
        In the order of the scenes; empty where nothing changes.

    Raises
    ------
    ComposerError
        If it cannot arrive then; the message says why.
    """
    move = _Move(storyboard, song, scene, seconds, gesture)
    move.check()
    if abs(seconds - move.arrivals[scene]) <= SAME_SECONDS:
        return ()
    failures = []
    for wish in move.wishes():
        try:
            return move.proposed(wish)
        except ComposerError as error:
            failures.append(error)
    raise _said_plainly(failures[0]) from failures[0]


def retimed(storyboard: Storyboard, retimings: Sequence[Retiming]) -> Storyboard:
    """The storyboard with these timings. A weight gives way too: it is written in a timing's place."""
    scenes = list(storyboard.scenes)
    for retiming in retimings:
        timing = retiming.timing
        cue, length = (None, timing) if isinstance(timing, Length) else (timing, None)
        scenes[retiming.scene] = replace(scenes[retiming.scene], cue=cue, length=length, weight=1.0)
    return replace(storyboard, scenes=tuple(scenes))


def nudged(storyboard: Storyboard, song: Song, scene: int, by: int, unit: Unit) -> float:
    """The second in the song that is so many bars, beats or seconds after (or, below 0, before) a scene's arrival.

    From between two beats the first one counts from there: the next beat, or the one before.

    Raises
    ------
    ComposerError
        For bars or beats in a song without.
    """
    arrival = schedule(storyboard, song).spans[scene].arrival
    if unit is Unit.SECONDS:
        return arrival + by
    grid = make_grid(song)
    if grid is None:
        raise ComposerError(f"no {unit.value} were found in the song", NO_BEATS_HINT)
    at, time_of = (grid.beat_at, grid.time_of_beat) if unit is Unit.BEATS else (grid.bar_at, grid.time_of_bar)
    if abs(time_of(round(at(arrival))) - arrival) <= SAME_SECONDS:
        return time_of(round(at(arrival)) + by)
    return time_of((math.floor if by > 0 else math.ceil)(at(arrival)) + by)


class _Move:
    """One gesture on one storyboard."""

    def __init__(self, storyboard: Storyboard, song: Song, scene: int, seconds: float, gesture: Gesture) -> None:
        self.storyboard, self.song = storyboard, song
        self.scene, self.seconds, self.gesture = scene, seconds, gesture
        self.scenes = with_end_hold(storyboard).scenes
        self.end = len(self.scenes)
        self.grid = make_grid(song)
        self.arrivals = [span.arrival for span in schedule(storyboard, song).spans]

    def check(self) -> None:
        if not 0 <= self.scene < self.end:
            raise ValueError(f"there is no scene {self.scene} of {self.end}")
        name = self.scenes[self.scene].id
        if self.scene == 0 and self.scenes[0].cue is None:
            raise ComposerError(
                f'"{name}" is the first scene: it begins with the film', "move the scene after it, or give it a cue"
            )
        if self.seconds < 0:
            raise ComposerError(f'"{name}" would arrive before the song begins', "move it less far")

    def wishes(self) -> Iterator[Wish]:
        """What the gesture may mean, best first."""
        fixed = determined(self.scenes)
        wish = self._wish(fixed)
        with_end = replace(wish, moved=wish.moved | {self.end})
        if not self._may_end_elsewhere(wish):
            yield wish
        else:
            yield from (wish, with_end) if self.gesture is Gesture.ROLL else (with_end, wish)
        if self.scene not in fixed and self.scenes[self.scene].length is not None:
            yield replace(wish, pinned=self.scene)

    def _may_end_elsewhere(self, wish: Wish) -> bool:
        """Whether the last scene moves and lengths alone lead to its end, which then need not be the song's."""
        lengths_alone = all(scene.length is not None for scene in self.scenes)
        return lengths_alone and self.end - 1 in wish.moved

    def _wish(self, fixed: frozenset[int]) -> Wish:
        moved = range(self.scene, min(self._stop(), self.end))
        asked = moved if self.gesture is Gesture.SLIDE else moved[:1]
        times = {number: self._now(number) for number in fixed.union(asked)}
        shift = self._shift()
        times |= {number: shift(times[number]) for number in moved if number in times}
        times[self.scene] = self.seconds
        return Wish(times=times, moved=frozenset(moved))

    def _stop(self) -> int:
        """The first later scene that does not move; a hold at the end keeps the last one back from the song's end."""
        held = self.scenes[-1] != self.storyboard.scenes[-1]
        last = max(self.end - 1, self.scene + 1) if held else self.end
        return {Gesture.ROLL: self.scene + 1, Gesture.SLIDE: self.scene + 2, Gesture.RIPPLE: last}[self.gesture]

    def _now(self, number: int) -> float:
        if number < self.end:
            return self.arrivals[number]
        length = self.scenes[-1].length
        if length is None:
            return self.song.duration
        if all(scene.length is not None for scene in self.scenes):
            return later(self.arrivals[-1], length, self.grid)
        return whole_end(self.song, length.unit, self.grid)

    def _shift(self) -> Callable[[float], float]:
        """How what moves with the scene moves: by as many bars, beats or seconds as itself."""
        now, wished, grid = self.arrivals[self.scene], self.seconds, self.grid
        if grid is None or not all(grid.beat_in_bar(seconds)[1] * 4 % 1 == 0 for seconds in (now, wished)):
            return lambda seconds: seconds + wished - now
        (bar_now, beat_now), (bar, beat) = grid.beat_in_bar(now), grid.beat_in_bar(wished)
        if beat_now == beat:
            return lambda seconds: _bars_later(seconds, bar - bar_now, grid)
        beats = round(4 * (grid.beat_at(wished) - grid.beat_at(now))) / 4
        return lambda seconds: grid.time_of_beat(grid.beat_at(seconds) + beats)

    def proposed(self, wish: Wish) -> tuple[Retiming, ...]:
        """The timings for a wish, proven by scheduling them."""
        refitted = refit(self.scenes, self.song, self.grid, wish)
        retimings = tuple(
            Retiming(scene=number, timing=after.cue or after.length)
            for number, (before, after) in enumerate(zip(self.scenes, refitted.scenes, strict=True))
            if (before.cue, before.length) != (after.cue, after.length)
        )
        spans = schedule(retimed(self.storyboard, retimings), self.song).spans
        for number, seconds in refitted.times.items():
            if number < self.end and abs(spans[number].arrival - seconds) > SAME_SECONDS:
                raise ComposerError(
                    f'"{self.scenes[number].id}" would arrive at {clock(spans[number].arrival)} instead of '
                    f"{clock(seconds)}",
                    "give it a cue of its own",
                )
        return retimings


def _bars_later(seconds: float, bars: int, grid: Grid) -> float:
    """The same place in another bar."""
    bar, beat = grid.beat_in_bar(seconds)
    return grid.time_of_bar(bar + bars, beat)


def _said_plainly(error: ComposerError) -> ComposerError:
    """An error without places: what it speaks of is not written anywhere yet."""
    first = error.problems[0] if isinstance(error, StoryboardError) else error
    return ComposerError(first.message, first.hint)
