"""What a job would take, before it starts: what is painted and filmed again, and why."""

from __future__ import annotations

from collections.abc import Sequence

from composer.film_plan import FilmPlan, passage_of, plan_film
from composer.filming.ffmpeg import ffmpeg_version
from composer.filming.segments import missing_segments, plan_segments
from composer.painting.recipes import Recipe
from composer.reporting import Json, rate_as_json
from composer.step_takes import check_takes, kept_step_takes, named_step
from composer.studio.jobs.job_order import JobOrder, Kind
from composer.takes import kept_takes


def cost_as_json(job: JobOrder) -> Json:
    """What a job would paint and film, from the files as they are.

    Raises
    ------
    ComposerError
        All that the user can mend before it starts.
    """
    plan = plan_film(job.order)
    told: Json = {"kind": job.kind.value, "keyframes": len(plan.recipes), "film": None, "takes": None}
    if job.kind is Kind.TAKES:
        return {**told, **_takes(plan, job)}
    if job.kind is Kind.RENDER:
        told["film"] = _film(plan, job)
    pinned = [recipe.step.name for recipe in plan.pinned()]
    return {**told, "toPaint": _grouped(plan, plan.to_paint()), "pinned": pinned}


def _film(plan: FilmPlan, job: JobOrder) -> Json:
    if job.target is None:
        raise ValueError("a film needs a file")
    plan.refuse_source(job.target)
    footage = plan.footage if job.passage is None else passage_of(plan, job.passage)
    missing = missing_segments(plan_segments(footage, ffmpeg_version()), plan.order.store_folder)
    return {
        "size": list(footage.size),
        "fps": rate_as_json(plan),
        "encoder": footage.settings.encoder,
        "frames": footage.frame_count,
        "toFilm": sum(segment.frame_count for segment in missing),
        "name": job.target.name,
        "folder": str(job.target.parent),
        "replaces": job.target.exists(),
    }


def _grouped(plan: FilmPlan, recipes: Sequence[Recipe]) -> list[Json]:
    """Keyframes to paint by their scene and the reason, in the order of the film's stack."""
    last, groups = plan.last_film, dict[tuple[str, str], int]()
    for recipe in recipes:
        key = recipe.step.scene.id, last.reason(recipe)
        groups[key] = groups.get(key, 0) + 1
    return [{"scene": scene, "count": count, "why": why} for (scene, why), count in groups.items()]


def _takes(plan: FilmPlan, job: JobOrder) -> Json:
    if job.step:
        step = named_step(plan.storyboard, job.step)
        check_takes(plan.painters, step)
        kept = [take.number for take in kept_step_takes(plan, step, job.takes) if 1 <= take.number <= job.takes]
        inside = [recipe for recipe in plan.to_paint() if recipe.step.index > step.index]
    else:
        own = next(scene for scene in plan.storyboard.scenes if scene.id == job.scene)
        kept = [take.seed for take in kept_takes(plan, job.scene, range(own.seed, own.seed + job.takes))]
        inner = max(recipe.step.index for recipe in plan.recipes if recipe.step.scene.id == job.scene)
        inside = [recipe for recipe in plan.to_paint() if recipe.step.index > inner]
    missing = job.takes - len(kept)
    return {
        "takes": {"asked": job.takes, "missing": missing},
        "toPaint": _grouped(plan, inside) if missing else [],
        "pinned": [],
    }
