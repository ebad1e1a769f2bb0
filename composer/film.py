"""The whole film on one page: plan, paint, zoom, film."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from composer.errors import ComposerError
from composer.files import clear_leftovers
from composer.film_plan import FilmPlan, passage_of, plan_film
from composer.filming import webp
from composer.filming.chapters import Chapter
from composer.filming.movie import Film, MovieJob, check_job, film_movie
from composer.filming.segments import Footage
from composer.filming.shooting import Compose
from composer.interrupts import uninterrupted
from composer.judging import warn_of_bad_steps
from composer.order import Order
from composer.painting.chain import Keyframe, paint_chain
from composer.progress import Nobody, Progress, Watcher, timed
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
    warn_of_bad_steps(plan, keyframes)
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
    filming = _checked_filming(plan, _job(plan, footage, target))
    for warning in warnings_of(plan):
        _LOG.warning("%s", warning)
    keyframes = paint_film(plan, watcher)
    zoom = Zoom(plan, keyframes)
    with timed(plan.seconds, "film"):
        film = filming(zoom.frame, (watcher or Nobody()).stage("film"))
    seconds = {**plan.seconds, "zoom": zoom.seconds, "total": time.perf_counter() - begun}
    return FilmReport(plan=plan, film=film, keyframes=keyframes, seconds=seconds)


class Zoom:
    """Frames of the film by their number, and the ``seconds`` that composing them took."""

    def __init__(self, plan: FilmPlan, keyframes: tuple[Keyframe, ...]) -> None:
        self._plan, self._keyframes, self.seconds = plan, keyframes, 0.0
        self._stack, self._lock = plan.stack, Lock()

    def frame(self, number: int) -> YuvFrame:
        """The frame of a number in the whole film, without captions; several threads may ask at once."""
        begun = time.perf_counter()
        with self._lock:
            compositor = self._compositor
        frame = compositor.compose(self._stack.depth(float(self._plan.camera.depths[number])))
        with self._lock:
            self.seconds += time.perf_counter() - begun
        return frame

    @cached_property
    def _compositor(self) -> Compositor:
        # Not with the others: a film that is there already needs no compositor, nor the compiler that it brings.
        with uninterrupted():
            from composer.zooming.compositor import Compositor

        plan, keyframes, store, stack = self._plan, self._keyframes, self._plan.store, self._stack
        return Compositor(
            stack.nestings,
            lambda layer: store.load(keyframes[stack.keyframe(layer)].digest),
            frame=plan.footage.size,
            canvas=(plan.recipes[0].step.width, plan.recipes[0].step.height),
            depth=plan.footage.settings.depth,
        )


def _checked_filming(plan: FilmPlan, job: MovieJob) -> Callable[[Compose, Progress], Film]:
    """What makes the file: a movie, or by its name an animated WebP; all that can be checked is."""
    order = plan.order
    if job.target.suffix.lower() != webp.SUFFIX:
        check_job(job)
        return partial(film_movie, job)
    if order.encoder or order.depth or order.crf is not None:
        hint = f"leave --encoder, --depth and --crf out, or name it {job.target.stem}.mp4"
        raise ComposerError(f"{job.target}: an animated WebP has an encoder of its own", hint)
    webp.check_webp(job)
    goes_on = plan.storyboard.loop and job.footage.is_whole
    settings = replace(webp.DRAFT if order.draft else webp.FINE, plays=0 if goes_on else 1)
    return partial(webp.film_webp, job, settings)


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
        sources=plan.sources,
    )
