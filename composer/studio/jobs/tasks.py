"""What jobs do: render a film, paint its keyframes, paint takes; and what came of it as JSON values."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from composer.film import make_film, paint_film
from composer.film_plan import plan_film
from composer.painting.chain import Keyframe
from composer.progress import Watcher
from composer.reporting import Json, film_as_json
from composer.step_takes import named_step, paint_step_takes
from composer.storyboard.saving import file_digest
from composer.studio.jobs.job_order import JobOrder, Kind
from composer.takes import paint_takes


def do_job(job: JobOrder, watcher: Watcher, tell_read: Callable[[str], None]) -> Json:
    """Do a job.

    Parameters
    ----------
    job : JobOrder
    watcher : Watcher
        Told how far each stage is.
    tell_read : callable
        Told the digest of the storyboard that it is done from, just before that is read.

    Raises
    ------
    ComposerError
        All that the user can mend.
    """
    tell_read(file_digest(job.storyboard))
    return _TASKS[job.kind](job, watcher)


def _render(job: JobOrder, watcher: Watcher) -> Json:
    if job.target is None:
        raise ValueError("a film needs a file")
    report = make_film(job.order, job.target, job.passage, watcher)
    frames = report.film.frame_count
    filmed = min(report.film.filmed_frames, frames)
    told = film_as_json(report)
    return {
        "film": job.target.name,
        "bytes": report.film.path.stat().st_size,
        "frameCount": frames,
        "filmedFrames": filmed,
        "fps": told["fps"],
        "size": told["size"],
        "duration": report.film.duration,
        **_painted(report.keyframes),
        "seconds": round(report.seconds["total"], 2),
    }


def _paint(job: JobOrder, watcher: Watcher) -> Json:
    return _painted(paint_film(plan_film(job.order, watcher), watcher))


def _takes(job: JobOrder, watcher: Watcher) -> Json:
    plan = plan_film(job.order, watcher)
    progress = watcher.stage("paint")
    if job.step:
        taken = paint_step_takes(plan, named_step(plan.storyboard, job.step), job.takes, progress)
        return _painted([take.keyframe for take in taken])
    scenes = paint_takes(plan, job.scene, job.takes, progress)
    return _painted([keyframe for take in scenes for keyframe in take.keyframes])


def _painted(keyframes: Sequence[Keyframe]) -> Json:
    painted = sum(not keyframe.reused for keyframe in keyframes)
    return {"painted": painted, "kept": len(keyframes) - painted}


_TASKS: dict[Kind, Callable[[JobOrder, Watcher], Json]] = {
    Kind.RENDER: _render,
    Kind.PAINT: _paint,
    Kind.TAKES: _takes,
}
