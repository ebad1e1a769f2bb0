"""What a page asks to be rendered or painted, as the order of a job."""

from __future__ import annotations

from dataclasses import dataclass, replace

from composer.errors import ComposerError, StoryboardError
from composer.storyboard.records import Scene
from composer.studio.answers import Asked, RequestError
from composer.studio.desk import Desk
from composer.studio.jobs.films import Films
from composer.studio.jobs.job_order import JobOrder, Kind
from composer.studio.reel import Reel
from composer.timebase import clock
from composer.timing.timeline import Timeline

#: A day: no song is longer.
_LONGEST_SECONDS = 86_400
MOST_TAKES = 64
_KINDS = tuple(kind.value for kind in Kind)


@dataclass(frozen=True, kw_only=True)
class Wish:
    """A job that can be started, and what it is called."""

    job: JobOrder
    label: str


def wish_of(asked: Asked, desk: Desk, films: Films) -> Wish:
    """The job that is asked for.

    Raises
    ------
    RequestError
        If it makes no sense.
    ComposerError
        If the storyboard cannot be filmed as it is.
    """
    reel, kind = reel_of(desk), Kind(asked.choice("kind", _KINDS))
    match kind:
        case Kind.RENDER:
            return _film(asked, desk, films, reel)
        case Kind.PAINT:
            return Wish(job=_job(desk, kind=kind), label="all keyframes")
        case Kind.TAKES:
            return _takes(asked, desk, reel)


def reel_of(desk: Desk) -> Reel:
    """The film as it is.

    Raises
    ------
    ComposerError
        If something is wrong with it, or it was not read yet.
    """
    state = desk.state
    if state.problems:
        raise StoryboardError(state.problems)
    if state.reel is None:
        raise ComposerError("the song is still being listened to", "wait a moment")
    return state.reel


def scene_of(asked: Asked, reel: Reel) -> tuple[int, Scene]:
    """The scene that is asked for, and its number."""
    number = asked.count("scene")
    if number >= len(reel.storyboard.scenes):
        raise RequestError(f"there is no scene {number}", 404)
    return number, reel.storyboard.scenes[number]


def step_of(asked: Asked, scene: Scene) -> str:
    """The name of the keyframe that is asked for, ``bus:2``; empty where none is."""
    return f"{scene.id}:{asked.count('keyframe') or 1}" if asked.has("keyframe") else ""


def _job(desk: Desk, *, kind: Kind) -> JobOrder:
    return JobOrder(kind=kind, storyboard=desk.file, song=desk.order.song, store=desk.order.store_folder)


def _film(asked: Asked, desk: Desk, films: Films, reel: Reel) -> Wish:
    draft, (passage, what) = asked.flag("draft"), _passage(asked, reel)
    target = films.target(draft=draft, is_passage=passage is not None)
    job = replace(_job(desk, kind=Kind.RENDER), draft=draft, passage=passage, target=target)
    return Wish(job=job, label=f"{'draft' if draft else 'full quality'} of {what}")


def _passage(asked: Asked, reel: Reel) -> tuple[tuple[str, str] | None, str]:
    """From where to where, as ``render --from --to`` takes it, and what to call it."""
    if asked.has("scene"):
        number, scene = scene_of(asked, reel)
        order = [span.number for span in reel.timeline.spans]
        place = order.index(number)
        after = reel.timeline.spans[place + 1].scene.id if place + 1 < len(order) else ""
        return ((scene.id if place else "", after) if len(order) > 1 else None), scene.id
    if not asked.has("from") and not asked.has("to"):
        return None, "the film"
    begin, end = (asked.number(name, low=0, high=_LONGEST_SECONDS) for name in ("from", "to"))
    if end <= begin:
        raise RequestError("a passage ends after it begins")
    cues = _cue(begin, reel.timeline, is_end=False), _cue(end, reel.timeline, is_end=True)
    return (cues if any(cues) else None), f"{clock(begin)} to {clock(end)}"


def _cue(seconds: float, timeline: Timeline, *, is_end: bool) -> str:
    """A second of the film as a cue of the song; empty at the film's start and end."""
    heard = seconds - timeline.offset_seconds
    if heard >= timeline.duration - 0.5 / timeline.rate and is_end:
        return ""
    return f"{heard:.6f} s" if heard > 0 else ""


def _takes(asked: Asked, desk: Desk, reel: Reel) -> Wish:
    _number, scene = scene_of(asked, reel)
    count, step = asked.count("takes", high=MOST_TAKES), step_of(asked, scene)
    if count < 1:
        raise RequestError(f"takes must be a whole number from 1 to {MOST_TAKES}")
    job = replace(_job(desk, kind=Kind.TAKES), scene=scene.id, step=step, takes=count)
    return Wish(job=job, label=f"takes of {step or scene.id}")
