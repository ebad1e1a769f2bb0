"""From seconds in the song to scenes on whole frames."""

from __future__ import annotations

import itertools
from dataclasses import replace
from fractions import Fraction

from composer.errors import Problem, StoryboardError
from composer.listening.song import Song
from composer.storyboard.records import Direction, Length, Storyboard, Unit
from composer.storyboard.stack import stack
from composer.timebase import frame_at, frame_count
from composer.timing.cues import NO_BEATS_HINT, earlier, later, whole_end
from composer.timing.grid import Grid, make_grid
from composer.timing.layout import Layout, lay_out
from composer.timing.timeline import Span, Timeline


def schedule(storyboard: Storyboard, song: Song, *, rate: Fraction | None = None) -> Timeline:
    """Every scene on its frames.

    Parameters
    ----------
    storyboard : Storyboard
    song : Song
    rate : Fraction, optional
        Frames per second in place of the storyboard's.

    Raises
    ------
    StoryboardError
        Everything impossible in the plan, each at its line.
    """
    rate = rate or storyboard.output.fps
    storyboard = with_end_hold(storyboard)
    grid = make_grid(song)
    layout = lay_out(storyboard, song, grid)
    frames = _Frames(storyboard, song, layout, rate)
    first_steps = {level.number: level.first_step for level in stack(storyboard)}
    spans = []
    for number, scene in enumerate(storyboard.scenes):
        bar, beat = grid.beat_in_bar(layout.arrivals[number]) if grid else (None, None)
        spans.append(
            Span(
                scene=scene,
                number=number,
                start_frame=frames.edges[number],
                end_frame=frames.edges[number + 1],
                arrival=layout.arrivals[number],
                arrival_frame=frames.arrivals[number],
                depart_frame=frames.depart(number, grid),
                settle_frame=frames.settle(number, grid),
                first_step=first_steps[number],
                bar=bar,
                beat=beat,
            )
        )
    return Timeline(
        rate=rate,
        frame_count=frames.count,
        duration=song.duration,
        offset_seconds=storyboard.offset_seconds,
        spans=tuple(spans),
    )


def with_end_hold(storyboard: Storyboard) -> Storyboard:
    """Pulling out, the film rests on the last scene from its arrival on: a hold at the end is that scene's length."""
    last = storyboard.scenes[-1]
    if storyboard.direction is Direction.IN or not storyboard.hold.end.amount:
        return storyboard
    if last.cue or last.length:
        message = f'"{last.id}" says itself how long the film rests on it'
        raise StoryboardError((_problem(storyboard, "hold.end", message, "take off the hold or its own timing"),))
    held = replace(last, length=storyboard.hold.end)
    return replace(storyboard, scenes=(*storyboard.scenes[:-1], held))


class _Frames:
    """The layout rounded to frames, with the offset of the picture applied."""

    def __init__(self, storyboard: Storyboard, song: Song, layout: Layout, rate: Fraction) -> None:
        self.storyboard, self.song, self.layout, self.rate = storyboard, song, layout, rate
        self.count = frame_count(song.duration, rate)
        self.arrivals = [self._frame(seconds) for seconds in layout.arrivals]
        # A first scene without a cue begins with the film whatever the offset.
        if storyboard.scenes[0].cue is None:
            self.arrivals[0] = 0
        self.edges = [0, *self.arrivals[1:], self.count]
        self._check()

    def _frame(self, seconds: float) -> int:
        return frame_at(seconds + self.storyboard.offset_seconds, self.rate)

    def _check(self) -> None:
        problems = []
        for number, (start, stop) in enumerate(itertools.pairwise(self.edges)):
            if stop - start < 2:
                problems.append(self._too_short(number, stop - start))
            elif number == 0 and self.arrivals[0] < 0:
                message = f'"{self.storyboard.scenes[0].id}" would arrive before the film begins'
                problems.append(_problem(self.storyboard, "scenes[0].at", message, "move its cue; mind `offset`"))
        if problems:
            raise StoryboardError(tuple(problems))

    def _too_short(self, number: int, frames: int) -> Problem:
        lasts = "1 frame" if frames == 1 else f"{max(frames, 0)} frames"
        message = f'"{self.storyboard.scenes[number].id}" would last {lasts}'
        return _problem(self.storyboard, f"scenes[{number}]", message, "move its cue or the next one's; mind `offset`")

    def depart(self, number: int, grid: Grid | None) -> int:
        """Frame at which the camera begins to move through a scene."""
        start = self.arrivals[number]
        if number > 0 or not self.storyboard.hold.start.amount:
            return start
        _check_hold(self.storyboard, "start", self.storyboard.hold.start, grid)
        time = later(self.layout.arrivals[0], self.storyboard.hold.start, grid)
        frame = max(self._frame(time), start)
        if frame >= self.edges[1] - 1:
            self._fail_hold("start", "the first scene is over before the hold is")
        return frame

    def settle(self, number: int, grid: Grid | None) -> int:
        """Frame at which the camera comes to the end of a scene's steps; in a loop the last one leads to the first."""
        if number < len(self.edges) - 2:
            return self.edges[number + 1]
        if self.storyboard.loop:
            return self.count + self.arrivals[0]
        last = self.count - 1
        if self.layout.settles < self.song.duration:
            last = min(last, self._frame(self.layout.settles))
        if self.storyboard.hold.end.amount and self.storyboard.direction is Direction.IN:
            last = min(last, self._frame(self._end_hold(grid)))
        departs = self.depart(number, grid)
        if last <= departs and self.storyboard.direction is Direction.IN:
            if not self.storyboard.hold.end.amount:
                raise StoryboardError((self._too_short(number, last - departs),))
            self._fail_hold("end", "the hold takes all of the last scene")
        return max(last, departs)

    def _end_hold(self, grid: Grid | None) -> float:
        """Second at which the hold at the end begins; bars and beats count back from the one nearest to the end."""
        length, settles = self.storyboard.hold.end, self.layout.settles
        _check_hold(self.storyboard, "end", length, grid)
        if settles >= self.song.duration:
            settles = whole_end(self.song, length.unit, grid)
        return earlier(settles, length, grid)

    def _fail_hold(self, which: str, message: str) -> None:
        raise StoryboardError((_problem(self.storyboard, f"hold.{which}", message, "shorten it"),))


def _check_hold(storyboard: Storyboard, which: str, length: Length, grid: Grid | None) -> None:
    if length.unit is not Unit.SECONDS and grid is None:
        message = f"no {length.unit.value} were found in the song"
        raise StoryboardError((_problem(storyboard, f"hold.{which}", message, NO_BEATS_HINT),))


def _problem(storyboard: Storyboard, path: str, message: str, hint: str) -> Problem:
    return Problem(place=storyboard.place(path), path=path, message=message, hint=hint)
