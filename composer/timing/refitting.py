"""Cues and lengths fitted anew to where scenes are to arrive, no more of them than must be."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from composer.errors import ComposerError
from composer.listening.song import Song
from composer.storyboard.records import Cue, Length, Scene
from composer.timebase import clock
from composer.timing.cues import earlier, later, time_of_cue
from composer.timing.grid import Grid
from composer.timing.layout import SAME_SECONDS, UNHEARD_SECONDS
from composer.timing.rewriting import cue_at, length_between

_RIPPLE = ", or let the later scenes move with it (ripple)"


@dataclass(frozen=True, kw_only=True)
class Wish:
    """Where scenes are to arrive; scene n of n stands for the end of the last one.

    Attributes
    ----------
    times : mapping of int to float
        Seconds at which they must arrive, those that stay too; scenes that are not named may arrive anywhere.
    moved : frozenset of int
        Those of them that arrive at another time than now. The first must come exactly as wished; one that moves with
        the scene before or after it may come as their lengths have it.
    pinned : int or None
        A scene that is to get a cue whatever it has now.
    """

    times: Mapping[int, float]
    moved: frozenset[int]
    pinned: int | None = None


@dataclass(frozen=True, kw_only=True)
class Refit:
    """The scenes with their new timings, and where they then must arrive."""

    scenes: tuple[Scene, ...]
    times: Mapping[int, float]


def determined(scenes: Sequence[Scene]) -> frozenset[int]:
    """The scenes whose arrival cues and lengths determine; n of n stands for the end of a last scene with a length."""
    found = {0}
    for first, stop in _blocks(scenes):
        begun, ended = first, stop
        while begun < stop and scenes[begun].length is not None:
            begun += 1
        while ended > begun and scenes[ended - 1].length is not None:
            ended -= 1
        found |= {*range(first, begun + 1), *range(ended, stop)}
    return frozenset(found - {len(scenes)} | ({len(scenes)} if scenes[-1].length is not None else set()))


def refit(scenes: Sequence[Scene], song: Song, grid: Grid | None, wish: Wish) -> Refit:
    """Change as few timings as can be so that scenes arrive as wished.

    A scene with a cue that moves gets another cue. One with a length gets another length where only one of its ends
    moves; where both do it stays as written, if it can. A cue is new only where nothing determines an arrival that is
    wished for.

    Raises
    ------
    ComposerError
        If scenes would change places, or nothing is left for one.
    """
    return _RefitJob(scenes, song, grid, wish).run()


def _blocks(scenes: Sequence[Scene]) -> list[tuple[int, int]]:
    """The scenes between two cues, the film's beginning and its end, as ``lay_out`` places them."""
    cues = (number for number, scene in enumerate(scenes) if number and scene.cue is not None)
    return list(itertools.pairwise((0, *cues, len(scenes))))


class _RefitJob:
    def __init__(self, scenes: Sequence[Scene], song: Song, grid: Grid | None, wish: Wish) -> None:
        self.song, self.grid, self.wish = song, grid, wish
        self.scenes = list(scenes)
        self.times = dict(wish.times)
        self.moved = wish.moved

    def run(self) -> Refit:
        self._move_cues()
        self._add_cues()
        self._check_order()
        for first, stop in _blocks(self.scenes):
            self._fit_block(first, stop)
        return Refit(scenes=tuple(self.scenes), times=self.times)

    def _move_cues(self) -> None:
        for number, scene in enumerate(self.scenes):
            if scene.cue is not None and number in self.moved:
                self._cue(number, scene.cue)

    def _add_cues(self) -> None:
        """One for each scene that nothing holds where it is wished to be; a length leads on to the scene after it."""
        if self.wish.pinned is not None:
            self._cue(self.wish.pinned, None)
        held = determined(self.scenes)
        for number in sorted(self.times.keys() - held):
            place = number
            while (length := self.scenes[place].length) is not None:
                self.times[place + 1] = later(self.times[place], length, self.grid)
                place += 1
            self._cue(place, self.scenes[place].cue)

    def _cue(self, number: int, like: Cue | None) -> None:
        cue = cue_at(self.times[number], like, self.song, self.grid)
        self._write(number, cue=cue)

    def _write(self, number: int, *, cue: Cue | None = None, length: Length | None = None) -> None:
        self.scenes[number] = replace(self.scenes[number], cue=cue, length=length)

    def _check_order(self) -> None:
        for before, after in itertools.pairwise(sorted(self.times.keys() - {len(self.scenes)})):
            if self.times[after] <= self.times[before] + SAME_SECONDS:
                message = (
                    f'"{self.scenes[after].id}" would arrive at {clock(self.times[after])}, not after '
                    f'"{self.scenes[before].id}" at {clock(self.times[before])}'
                )
                pushes = before in self.moved and after not in self.moved
                raise ComposerError(message, f"move it less far{_RIPPLE if pushes else ''}")
        last = max(self.times.keys() - {len(self.scenes)})
        if self.times[last] >= self.song.duration:
            message = f'"{self.scenes[last].id}" would arrive at {clock(self.times[last])}, after the end of the song'
            raise ComposerError(f"{message} ({clock(self.song.duration)})", "move it less far")

    def _fit_block(self, first: int, stop: int) -> None:
        """The lengths that lead forward from a block's beginning, then those that lead back from its end."""
        time, number = self._anchor(first), first
        while number < stop and self.scenes[number].length is not None:
            time = self._fit_forward(number, time, stop)
            number += 1
        if number == stop:
            return
        time = self._anchor(stop)
        for number in range(stop - 1, first - 1, -1):
            if self.scenes[number].length is None:
                return
            time = self._fit_backward(number, time)

    def _anchor(self, number: int) -> float:
        """When a block begins or ends; its cue may be rounded a little off the wished time."""
        if number == len(self.scenes):
            return self.times.get(number, self.song.duration)
        cue = self.scenes[number].cue
        return 0.0 if cue is None else time_of_cue(cue, self.song, self.grid)

    def _fit_forward(self, number: int, begin: float, stop: int) -> float:
        """Where a scene with a length that begins then ends."""
        end = later(begin, self._length(number), self.grid)
        meets_cue = number + 1 == stop < len(self.scenes)
        if number in self.moved and number + 1 in self.moved and not meets_cue:
            self.times[number + 1] = end
            return end
        wished = self._anchor(stop) if meets_cue else self.times[number + 1]
        if abs(end - wished) > (UNHEARD_SECONDS if meets_cue else SAME_SECONDS):
            return later(begin, self._stretch(number, begin, wished), self.grid)
        return end

    def _fit_backward(self, number: int, end: float) -> float:
        """Where a scene with a length that ends then begins."""
        length = self._length(number)
        begin, wished = earlier(end, length, self.grid), self.times.get(number)
        if number in self.moved and number + 1 in self.moved and number != min(self.moved):
            self.times[number] = begin
        elif wished is not None and abs(begin - wished) > SAME_SECONDS:
            return earlier(end, self._stretch(number, wished, end), self.grid)
        return begin

    def _length(self, number: int) -> Length:
        length = self.scenes[number].length
        assert length is not None
        return length

    def _stretch(self, number: int, begin: float, end: float) -> Length:
        length = length_between(begin, end, self._length(number).unit, self.grid)
        if length is None:
            raise ComposerError(f'nothing is left for "{self.scenes[number].id}"', "move it less far")
        self._write(number, length=length)
        return length
