"""Results as JSON values and as tables for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from composer.doubts import doubts_about
from composer.errors import Problem
from composer.film import FilmReport
from composer.film_plan import FilmPlan
from composer.filming import webp
from composer.filming.segments import Segment, missing_segments
from composer.listening.song import Song
from composer.painting.chain import Keyframe
from composer.reframing import detail_of, outside_of, painted_as
from composer.timebase import clock, time_of
from composer.wording import Moment, crossings_of

if TYPE_CHECKING:
    from composer.exporting import Exported

Json = dict[str, object]
#: In a file or a pipe no line is cut or wrapped to the width of a terminal.
_WIDEST_TABLE = 1000


def rate_as_json(plan: FilmPlan) -> int | float:
    """Frames per second: a whole number where it is one."""
    rate = plan.timeline.rate
    return int(rate) if rate.denominator == 1 else float(rate)


def problem_as_json(problem: Problem) -> Json:
    """One of the errors that ``check --json`` prints."""
    return {
        "file": str(problem.place.file),
        "line": problem.place.line,
        "column": problem.place.column,
        "path": problem.path,
        "message": problem.message,
        "hint": problem.hint,
    }


def song_as_json(song: Song) -> Json:
    """What ``listen --json`` prints."""
    return {
        "duration": song.duration,
        "tempo": song.tempo,
        "meter": song.meter,
        "beats": [round(float(t), 4) for t in song.beats],
        "downbeats": [round(float(t), 4) for t in song.downbeats],
        "sections": [{"start": s.start, "end": s.end, "label": s.label} for s in song.sections],
        "confidence": song.confidence,
        "passages": passages_as_json(song),
        "sample_rate": song.sample_rate,
        "channels": song.channels,
    }


def passages_as_json(song: Song) -> list[Json]:
    """How far the beats can be trusted, stretch by stretch; the stretches cover the song."""
    return [{"start": p.start, "end": p.end, "confidence": round(p.confidence, 3)} for p in song.passages]


def plan_as_json(plan: FilmPlan, *, frames: bool) -> Json:
    """What ``plan --json`` prints; ``frames`` adds the depth of each."""
    timeline = plan.timeline
    last = plan.last_film
    value: Json = {
        "fps": rate_as_json(plan),
        "frame_count": timeline.frame_count,
        "duration": timeline.duration,
        "size": list(plan.footage.size),
        "encoding": _encoding_as_json(plan),
        "confidence": plan.song.confidence,
        "passages": passages_as_json(plan.song),
        "scenes": [
            {
                "id": span.scene.id,
                "start": time_of(span.start_frame, timeline.rate),
                "end": time_of(span.end_frame, timeline.rate),
                "start_frame": span.start_frame,
                "end_frame": span.end_frame,
                "arrival": span.arrival,
                "arrival_frame": span.arrival_frame,
                "error_ms": round(timeline.error_ms(span), 3),
                "bar": span.bar,
                "beat": span.beat,
                "first_step": span.first_step,
                "steps": span.scene.steps,
            }
            for span in timeline.spans
        ],
        "to_paint": [
            {"step": recipe.step.index, "scene": recipe.step.scene.id, "why": last.reason(recipe)}
            for recipe in plan.to_paint()
        ],
        "pinned": [
            {"step": recipe.step.index, "scene": recipe.step.scene.id, "digest": recipe.digest}
            for recipe in plan.pinned()
        ],
        "transitions": [
            {
                "from": crossing.before,
                "to": crossing.after,
                "begins": _moment_as_json(crossing.begins),
                "ends": _moment_as_json(crossing.ends),
            }
            for crossing in crossings_of(plan)
        ],
        "to_film": [{"start_frame": s.first, "end_frame": s.stop} for s in segments_to_film(plan)],
        **shown_as_json(plan),
    }
    if frames:
        value["depth"] = [float(depth) for depth in plan.camera.depths]
    return value


def _moment_as_json(moment: Moment) -> Json:
    return {"time": round(moment.seconds, 4), "bar": moment.bar, "beat": moment.beat}


def shown_as_json(plan: FilmPlan) -> Json:
    """What the film shows of its keyframes: pixels for one of the frame's, and openings out of view."""
    detail = detail_of(plan)
    return {
        "detail": {
            "canvas": list(detail.canvas),
            "at_arrival": round(detail.at_arrival, 3),
            "before_next": round(detail.before_next, 3),
        },
        "outside": [
            {
                "scene": outside.scene,
                "inner": outside.inner,
                "distance": round(outside.distance, 3),
                "seconds": round(outside.seconds, 2),
            }
            for outside in outside_of(plan)
        ],
    }


def _encoding_as_json(plan: FilmPlan) -> Json:
    settings = plan.footage.settings
    return {"encoder": settings.encoder, "depth": settings.depth, "crf": settings.crf, "preset": settings.preset}


def encoding_as_json(report: FilmReport) -> Json:
    """How the film's picture was encoded."""
    if report.film.path.suffix.lower() == webp.SUFFIX:
        settings = webp.DRAFT if report.plan.order.draft else webp.FINE
        return {"encoder": "webp", "depth": 8, "quality": settings.quality}
    return _encoding_as_json(report.plan)


def segments_to_film(plan: FilmPlan) -> tuple[Segment, ...]:
    """The segments that are not kept."""
    return missing_segments(plan.segments, plan.order.store_folder)


def keyframes_as_json(keyframes: tuple[Keyframe, ...]) -> Json:
    """What ``paint --json`` prints."""
    return {"keyframes": [keyframe_as_json(keyframe) for keyframe in keyframes]}


def keyframe_as_json(keyframe: Keyframe) -> Json:
    """A keyframe: its number, its scene, its picture and what made it."""
    return {
        "step": keyframe.index,
        "scene": keyframe.scene,
        "path": str(keyframe.path),
        "digest": keyframe.digest,
        "seed": keyframe.seed,
        "reused": keyframe.reused,
        "pinned": keyframe.pinned,
        "measures": keyframe.measures.as_json() if keyframe.measures else None,
    }


def film_as_json(report: FilmReport) -> Json:
    """What ``render --json`` prints."""
    film = report.film
    return {
        "movie": str(film.path),
        "frame_count": film.frame_count,
        "fps": rate_as_json(report.plan),
        "size": list(report.plan.footage.size),
        "encoding": encoding_as_json(report),
        "duration": film.duration,
        "painted": sum(not keyframe.reused for keyframe in report.keyframes),
        "reused_keyframes": sum(keyframe.reused for keyframe in report.keyframes),
        "filmed_segments": film.filmed_segments,
        "reused_segments": film.reused_segments,
        "filmed_frames": film.filmed_frames,
        "seconds": {name: round(seconds, 3) for name, seconds in report.seconds.items()},
        **shown_as_json(report.plan),
    }


def exported_as_json(exported: Exported) -> Json:
    """What ``export --json`` prints."""
    return {
        "target": str(exported.target),
        "kind": exported.kind,
        exported.kind if exported.kind != "edit" else "clips": exported.count,
        "written": exported.written,
        **exported.facts,
        "notes": list(exported.notes),
    }


def print_exported(exported: Exported) -> None:
    """What was written on standard output, and what is to be minded on standard error."""
    for note in exported.notes:
        click.echo(f"longzoom: {note}", err=True)
    counted = "clips" if exported.kind == "edit" else exported.kind
    kept = f", {exported.count - exported.written} of them kept" if exported.written < exported.count else ""
    click.echo(f"{exported.target}: {exported.count} {counted}{kept}")


def print_song(song: Song) -> None:
    """Tempo, bars and sections on standard output."""
    if not len(song.beats):
        click.echo(f"{song.path}: {clock(song.duration)}, no beats found: write times, or give a tempo in a beats file")
        return
    click.echo(f"{song.path}: {clock(song.duration)}, {_beats_in_words(song)}")
    for number, section in enumerate(song.sections, 1):
        click.echo(f"  section {number} ({section.label})  {clock(section.start)} to {clock(section.end)}")


def _beats_in_words(song: Song) -> str:
    return (
        f"{song.tempo:.1f} BPM, {song.meter} beats in a bar, {len(song.beats)} beats, {len(song.downbeats)} bars, "
        f"confidence {song.confidence:.2f}"
    )


def warn_of_doubts(song: Song) -> None:
    """Where the beats are not to be trusted, on standard error."""
    doubts = doubts_about(song)
    if doubts:
        click.echo(f"longzoom: {doubts}", err=True)


def print_plan(plan: FilmPlan) -> None:
    """The table of scenes on standard output, and what would be painted and filmed."""
    timeline, console = plan.timeline, Console()
    # A title is text: brackets in it are not rich's markup.
    table = Table(title=Text(plan.storyboard.title) if plan.storyboard.title else None, box=None, pad_edge=False)
    for name in ("scene", "bar", "beat", "time", "frame", "error", "length", "steps"):
        table.add_column(name, justify="left" if name == "scene" else "right")
    for span in timeline.spans:
        table.add_row(
            span.scene.id,
            "-" if span.bar is None else str(span.bar),
            "-" if span.beat is None else f"{round(span.beat, 2):g}",
            clock(time_of(span.arrival_frame, timeline.rate)),
            str(span.arrival_frame),
            f"{timeline.error_ms(span):+.1f} ms",
            f"{time_of(span.end_frame - span.start_frame, timeline.rate):.2f} s",
            str(span.scene.steps),
        )
    if not console.is_terminal:
        wide = console.options.update(max_width=_WIDEST_TABLE)
        console.width = max(console.width, console.measure(table, options=wide).maximum)
    console.print(table)
    click.echo()
    if len(plan.song.beats):
        click.echo(f"beats: {_beats_in_words(plan.song)}")
    for crossing in crossings_of(plan):
        click.echo(f"words: {crossing}")
    to_paint, to_film = plan.to_paint(), segments_to_film(plan)
    click.echo(f"paint: {len(to_paint)} of {len(plan.recipes)} keyframes")
    reasons: dict[tuple[str, str], int] = {}
    for recipe in to_paint:
        key = recipe.step.scene.id, plan.last_film.reason(recipe)
        reasons[key] = reasons.get(key, 0) + 1
    for (scene, why), count in reasons.items():
        click.echo(f"  {scene}: {count} ({why})")
    for recipe in plan.pinned():
        click.echo(f"  {recipe.step.name}: pinned ({recipe.step.scene.pin_of(recipe.step.view)})")
    frames = sum(segment.frame_count for segment in to_film)
    click.echo(f"film:  {frames} of {plan.footage.frame_count} frames")
    _print_shown(plan)


def _print_shown(plan: FilmPlan) -> None:
    """What the film shows of its keyframes."""
    click.echo(f"sharp: {detail_of(plan)}")
    for told in painted_as(plan):
        click.echo(f"model: {told}")
    for outside in outside_of(plan):
        click.echo(f"  {outside}")
