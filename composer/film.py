"""The whole film on one page: plan, paint, zoom, film."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from composer.files import clear_leftovers
from composer.film_plan import FilmPlan, passage_of, plan_film
from composer.filming.chapters import Chapter
from composer.filming.movie import Film, MovieJob, check_job, film_movie
from composer.filming.segments import Footage
from composer.order import Order
from composer.painting.chain import Keyframe, paint_chain
from composer.progress import Nobody, Watcher, timed
from composer.reframing import warnings_of
from composer.zooming.frames import YuvFrame

if TYPE_CHECKING:
    from composer.zooming.compositor import Compositor

_LOG = logging.getLogger("longzoom")


@dataclass(frozen=True, kw_only=True, eq=False)
class FilmReport:
    """What was made: the movie, its plan and keyframes, and the seconds that each stage took."""

    plan: FilmPlan
    film: Film
    keyframes: tuple[Keyframe, ...]
    seconds: dict[str, float]


def paint_film(plan: FilmPlan, watcher: Watcher | None = None) -> tuple[Keyframe, ...]:
    """Paint the keyframes that are not kept; the outermost first."""
    with timed(plan.seconds, "paint"):
        clear_leftovers(plan.order.store_folder, below=True)
        keyframes = paint_chain(plan.works, plan.painters, plan.store, (watcher or Nobody()).stage("paint"))
        plan.last_film.remember(plan.works, [segment.digest for segment in plan.segments])
    return keyframes


def make_film(
    order: Order, target: Path, passage: tuple[str, str] | None = None, watcher: Watcher | None = None
) -> FilmReport:
    """The whole film, from the storyboard to the movie file.

    Parameters
    ----------
    order : Order
    target : Path
        The movie; replaced only when the new one is whole.
    passage : (str, str), optional
        Cues, times or scene ids from which and to which to film; empty for the start or the end.

    Raises
    ------
    ComposerError
        All that the user can mend.
    """
    begun = time.perf_counter()
    plan = plan_film(order, watcher)
    footage = plan.footage if passage is None else passage_of(plan, passage)
    job = _job(plan, footage, target)
    check_job(job)
    for warning in warnings_of(plan):
        _LOG.warning("%s", warning)
    keyframes = paint_film(plan, watcher)
    zoom = Zoom(plan, keyframes)
    with timed(plan.seconds, "film"):
        film = film_movie(job, zoom.frame, (watcher or Nobody()).stage("film"))
    seconds = {**plan.seconds, "zoom": zoom.seconds, "total": time.perf_counter() - begun}
    return FilmReport(plan=plan, film=film, keyframes=keyframes, seconds=seconds)


class Zoom:
    """Frames of the film by their number, and the ``seconds`` that composing them took."""

    def __init__(self, plan: FilmPlan, keyframes: tuple[Keyframe, ...]) -> None:
        self._plan, self._keyframes, self.seconds = plan, keyframes, 0.0
        self._stack = plan.stack

    def frame(self, number: int) -> YuvFrame:
        """The frame of a number in the whole film, without captions."""
        begun = time.perf_counter()
        frame = self._compositor.compose(self._stack.depth(float(self._plan.camera.depths[number])))
        self.seconds += time.perf_counter() - begun
        return frame

    @cached_property
    def _compositor(self) -> Compositor:
        # Not with the others: a film that is there already needs no compositor, nor the compiler that it brings.
        from composer.zooming.compositor import Compositor

        plan, keyframes, store, stack = self._plan, self._keyframes, self._plan.store, self._stack
        width, height = plan.footage.size
        return Compositor(
            stack.nestings,
            lambda layer: store.load(keyframes[stack.keyframe(layer)].digest),
            width=width,
            height=height,
            aspect=plan.recipes[0].step.aspect,
            depth=plan.footage.settings.depth,
        )


def _job(plan: FilmPlan, footage: Footage, target: Path) -> MovieJob:
    storyboard = plan.storyboard
    return MovieJob(
        footage=footage,
        target=target,
        store_folder=plan.order.store_folder,
        song=plan.sound,
        title=storyboard.title,
        chapters=tuple(
            Chapter(title=span.scene.id, start_frame=span.start_frame, end_frame=span.end_frame)
            for span in plan.timeline.spans
        ),
        sources=(storyboard.file, plan.song.path, *plan.painters.sources()),
    )
