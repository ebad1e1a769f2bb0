"""What a film shows of its keyframes: how many of their pixels, and which openings its window leaves out."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, gcd

from composer.film_plan import FilmPlan
from composer.geometry import Similarity, corners
from composer.painting.painter import Enlarger, Step
from composer.timebase import time_of
from composer.zooming.path import ZoomPath

#: The longest side that a size may have.
_LONGEST = 8192
#: Shapes that differ less than this are one: no opening is lost.
_SAME_SHAPE = 0.005


@dataclass(frozen=True, kw_only=True)
class Detail:
    """How sharp a film can be.

    Attributes
    ----------
    canvas, frame : (width, height)
        Pixels of the keyframes and of the film.
    at_arrival : float
        Pixels of a keyframe for one of the frame (linear) where the keyframe fills it; below 1 the film is soft.
    before_next : float
        The fewest just before the next keyframe arrives, along the frame's edge.
    """

    canvas: tuple[int, int]
    frame: tuple[int, int]
    at_arrival: float
    before_next: float

    @property
    def is_soft(self) -> bool:
        """Whether the film has more pixels than the keyframes give."""
        return self.at_arrival < 1

    @property
    def enough(self) -> tuple[int, int] | None:
        """The smallest ``output.size`` of the keyframes' own shape that gives every pixel of the film one; None where
        it would be larger than a size may be."""
        unit = gcd(*self.canvas)
        wide, high = self.canvas[0] // unit, self.canvas[1] // unit
        times = ceil(unit / self.at_arrival)
        times += 1 if (wide * times) % 2 or (high * times) % 2 else 0
        size = wide * times, high * times
        return size if max(size) <= _LONGEST else None

    def __str__(self) -> str:
        """One line: the figures, and what to do where they are too low."""
        text = (
            f"keyframes of {self.canvas[0]}x{self.canvas[1]} give {self.at_arrival:.2f} pixels for one of the film's "
            f"{self.frame[0]}x{self.frame[1]} at an arrival, {self.before_next:.2f} just before the next"
        )
        if not self.is_soft:
            return text
        larger = f"; paint larger with output.size {self.enough[0]}x{self.enough[1]}" if self.enough else ""
        return f"{text}: it will look soft{larger}"


@dataclass(frozen=True, kw_only=True)
class Outside:
    """An opening that lies outside the film's window as its scene arrives.

    Attributes
    ----------
    scene, inner : str
        Ids of the scene and of the one that opens in it.
    distance : float
        From the window's edge to the opening, in heights of the frame, > 0.
    seconds : float
        For how long it is out of view.
    """

    scene: str
    inner: str
    distance: float
    seconds: float

    def __str__(self) -> str:
        """One line: what is out of view, by how much, for how long, and what to do."""
        return (
            f'"{self.inner}" opens {self.distance:.2f} picture heights outside the frame as "{self.scene}" arrives, '
            f"and is out of view for {self.seconds:.1f} s; move its portal nearer the middle, or leave --crop out"
        )


def detail_of(plan: FilmPlan) -> Detail:
    """How many pixels the film's keyframes have for its frames."""
    step, frame = plan.recipes[0].step, plan.footage.size
    at_arrival = step.height * _window(step, frame).scale / frame[1]
    nearest = min((recipe.step.portal.scale for recipe in plan.recipes if recipe.step.portal), default=1.0)
    return Detail(
        canvas=(step.width, step.height), frame=frame, at_arrival=at_arrival, before_next=at_arrival * nearest
    )


def outside_of(plan: FilmPlan) -> tuple[Outside, ...]:
    """The openings that the film's window leaves out as their scenes arrive, the outermost first."""
    if abs(plan.footage.size[0] / plan.footage.size[1] / plan.recipes[0].step.aspect - 1) < _SAME_SHAPE:
        return ()
    path = ZoomPath([nesting.portal for nesting in plan.stack.nestings])
    steps = [recipe.step for recipe in plan.recipes if recipe.step.view == 0]
    found = [_outside(plan, path, step) for step in steps]
    return tuple(outside for outside in found if outside is not None)


def warnings_of(plan: FilmPlan) -> tuple[str, ...]:
    """What the director should know before a film is made; empty where all is sharp and in view."""
    detail = detail_of(plan)
    return (*((str(detail),) if detail.is_soft else ()), *map(str, outside_of(plan)))


def _outside(plan: FilmPlan, path: ZoomPath, step: Step) -> Outside | None:
    opening = step.opening
    if opening is None or step.inner_scene is None:
        return None
    layer, window = plan.stack.first + step.index, _window(step, plan.footage.size)

    def distance(flown: float) -> float:
        view = path.frame_in(layer, layer + flown) @ window
        # What the next scene's first frame will show, as this frame sees it.
        return _gap(view.inverse() @ opening @ window, plan.footage.size)

    at_arrival = distance(0.0)
    if at_arrival <= 0:
        return None
    flown = plan.camera.depths - step.index
    hidden = sum(distance(float(steps)) > 0 for steps in flown[(flown >= 0) & (flown < step.scene.steps)])
    return Outside(
        scene=step.scene.id,
        inner=step.inner_scene.id,
        distance=at_arrival,
        seconds=time_of(hidden, plan.timeline.rate),
    )


def _gap(seen: Similarity, frame: tuple[int, int]) -> float:
    """From a frame's edge to a frame of its shape seen in it, in heights; <= 0 where some of that may be in view."""
    shape = frame[0] / frame[1]
    points = [seen(corner) for corner in corners(shape)]
    left, right = min(p.real for p in points), max(p.real for p in points)
    top, bottom = min(p.imag for p in points), max(p.imag for p in points)
    return max(left - shape / 2, -shape / 2 - right, top - 0.5, -0.5 - bottom)


def _window(step: Step, frame: tuple[int, int]) -> Similarity:
    """The largest window of the frame's shape in the middle of a keyframe."""
    return Similarity(min(1.0, step.aspect / (frame[0] / frame[1])), 0)


def painted_as(plan: FilmPlan) -> tuple[str, ...]:
    """The sizes that keyframes go through whose painter paints fewer pixels than they have, each once."""
    told: dict[str, None] = {}
    for recipe in plan.recipes:
        painter = plan.painters.of(recipe.step.scene)
        if isinstance(painter, Enlarger):
            told[painter.painted_as(recipe.step, plan.footage.size)] = None
    return tuple(text for text in told if text)
