"""Where in the song a film's words go over from scene to scene."""

from __future__ import annotations

from dataclasses import dataclass

from composer.film_plan import FilmPlan
from composer.storyboard.records import Direction
from composer.storyboard.stack import Level, keyframe_count, stack
from composer.timebase import clock
from composer.timing.grid import Grid, make_grid
from composer.timing.passing import frame_at_depth


@dataclass(frozen=True, kw_only=True)
class Moment:
    """A time of the film in seconds; bar and beat of the song there, from 1, None where it has no beats."""

    seconds: float
    bar: int | None = None
    beat: float | None = None

    def __str__(self) -> str:
        where = "" if self.bar is None or self.beat is None else f" (bar {self.bar} beat {round(self.beat, 2):g})"
        return f"{clock(self.seconds)}{where}"


@dataclass(frozen=True, kw_only=True)
class Crossing:
    """The passage of the film in which the words of one scene go over into another's; ids in the order of the film.

    In a loop it may begin before the film's end and end after its beginning.
    """

    before: str
    after: str
    begins: Moment
    ends: Moment

    def __str__(self) -> str:
        return f"{self.before} goes over into {self.after} from {self.begins} to {self.ends}"


def crossings_of(plan: FilmPlan) -> tuple[Crossing, ...]:
    """Where words go over, in the order of the scenes; none of a painter that does not paint by words."""
    storyboard = plan.storyboard
    levels = stack(storyboard)
    travelling = {recipe.step.scene.id for recipe in plan.recipes if recipe.step.travel is not None}
    pairs = list(zip(levels, (*levels[1:], *levels[:1]), strict=True))
    found = [_crossing(plan, outer, inner) for outer, inner in pairs if outer.scene.id in travelling]
    ordered = found if storyboard.direction is Direction.IN else found[::-1]
    return tuple(crossing for crossing in ordered if crossing is not None)


def _crossing(plan: FilmPlan, outer: Level, inner: Level) -> Crossing | None:
    transition = outer.scene.transition
    if transition is None:
        return None
    arrival = outer.first_step + outer.scene.steps
    depths = [arrival - transition.begin, arrival - transition.end]
    ids = [outer.scene.id, inner.scene.id]
    if plan.storyboard.direction is Direction.OUT:
        depths.reverse()
        ids.reverse()
    lap = keyframe_count(plan.storyboard) if plan.storyboard.loop else 0
    begin = frame_at_depth(plan.camera, depths[0], is_leaving=True, lap=lap)
    end = frame_at_depth(plan.camera, depths[1], is_leaving=False, lap=lap)
    if begin is None or end is None:
        return None
    grid = make_grid(plan.song)
    return Crossing(before=ids[0], after=ids[1], begins=_moment(plan, grid, begin), ends=_moment(plan, grid, end))


def _moment(plan: FilmPlan, grid: Grid | None, frame: float) -> Moment:
    seconds = frame / float(plan.timeline.rate)
    if grid is None:
        return Moment(seconds=seconds)
    bar, beat = grid.beat_in_bar(seconds - plan.timeline.offset_seconds)
    return Moment(seconds=seconds, bar=bar, beat=beat)
