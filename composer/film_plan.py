"""The plan of a film: read, listen, schedule, and know every keyframe and frame before a picture is painted."""

from __future__ import annotations

import hashlib
import logging
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from composer.errors import ComposerError
from composer.files import replaces_one
from composer.filming.captions import Caption
from composer.filming.ffmpeg import ffmpeg_version
from composer.filming.segments import Footage, Segment, plan_segments
from composer.listening.listen import listen
from composer.listening.song import Song
from composer.order import Order, applied, film_settings, film_size, song_path
from composer.painting.planning import repeated_people
from composer.painting.recipes import Recipe, missing_of
from composer.painting.registry import Painters
from composer.painting.ring import write_works
from composer.painting.store import KeyframeStore
from composer.progress import Nobody, Watcher, timed
from composer.reasons import LastFilm
from composer.storyboard.cues import parse_cue
from composer.storyboard.decades import decade_look
from composer.storyboard.reading import read_storyboard
from composer.storyboard.records import Storyboard, TimeCue
from composer.timebase import frame_at
from composer.timing.camera import CameraPath, plan_camera
from composer.timing.cues import time_of_cue
from composer.timing.grid import make_grid
from composer.timing.schedule import schedule
from composer.timing.silence import silence
from composer.timing.timeline import Span, Timeline
from composer.unrolling import Unrolled, unrolled
from composer.zooming.layering import DRAWING, Layer, Layering, Nesting

_LOG = logging.getLogger("longzoom")
#: A caption is read in this time; longer scenes go on without it.
_CAPTION_SECONDS = 6.0
#: A time this near to the song's end is the end: messages tell it to a hundredth of a second.
_END_SECONDS = 0.01


@dataclass(frozen=True, kw_only=True, eq=False)
class FilmPlan:
    """All that is known of a film before a picture is painted.

    ``recipes`` are the keyframes, the outermost first; ``works`` is all that is made for them, each before what it is
    made from; ``sound`` is the file that is heard, None in a silent film; ``footage`` says what each frame will show.
    """

    order: Order
    storyboard: Storyboard
    song: Song
    timeline: Timeline
    camera: CameraPath
    painters: Painters
    recipes: tuple[Recipe, ...]
    works: tuple[Recipe, ...]
    sound: Path | None
    footage: Footage
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def store(self) -> KeyframeStore:
        """Where the film's keyframes are kept."""
        return KeyframeStore(self.order.store_folder)

    @property
    def stack(self) -> Unrolled:
        """The keyframes as the compositor takes them."""
        return unrolled(nestings_of(self.recipes), len(self.recipes))

    @property
    def last_film(self) -> LastFilm:
        """What was painted the last time."""
        return LastFilm(self.order.storyboard, self.footage.size, self.order.store_folder)

    @property
    def segments(self) -> tuple[Segment, ...]:
        """The segments of the film."""
        return plan_segments(self.footage, ffmpeg_version())

    @property
    def sources(self) -> tuple[Path, ...]:
        """The files that the film is made from, which nothing may replace."""
        return self.storyboard.file, self.song.path, *self.painters.sources()

    def refuse_source(self, out: Path) -> None:
        """Raises ComposerError where a file to write is one that the film is made from."""
        if replaces_one(out, self.sources):
            raise ComposerError(f"{out} is what the film is made from", "name another file")

    def pinned(self) -> tuple[Recipe, ...]:
        """The keyframes that are pinned, the outermost first."""
        return tuple(recipe for recipe in self.recipes if recipe.is_pinned)

    def to_paint(self) -> tuple[Recipe, ...]:
        """The keyframes that a painter would be asked for, the outermost first."""
        missing = (work for work in missing_of(self.works, self.store) if not work.laying and not work.completes)
        painted = {recipe.step.index: recipe for recipe in missing}
        return tuple(recipe for _, recipe in sorted(painted.items()))


def plan_film(order: Order, watcher: Watcher | None = None) -> FilmPlan:
    """Read the storyboard, listen to the song, and plan everything down to each frame.

    Raises
    ------
    ComposerError
        All that the user can mend before anything is painted.
    """
    seconds: dict[str, float] = {}
    storyboard = applied(read_storyboard(order.storyboard, check_files=order.song is None), order)
    with timed(seconds, "listen"):
        song = _heard(storyboard, order, watcher or Nobody())
    timeline = schedule(storyboard, song)
    camera = plan_camera(storyboard, timeline, song)
    painters = Painters(storyboard)
    for line in repeated_people(storyboard, painters):
        _LOG.warning("%s", line)
    works = write_works(storyboard, painters, KeyframeStore(order.store_folder))
    recipes = tuple(sorted((work for work in works if work.is_shown), key=lambda recipe: recipe.step.index))
    return FilmPlan(
        order=order,
        storyboard=storyboard,
        song=song,
        timeline=timeline,
        camera=camera,
        painters=painters,
        recipes=recipes,
        works=works,
        sound=None if order.silent else order.song or storyboard.song,
        footage=_footage(order, storyboard, timeline, camera, recipes),
        seconds=seconds,
    )


def _heard(storyboard: Storyboard, order: Order, watcher: Watcher) -> Song:
    """The song, or the silence of a film that names none and says its own length."""
    quiet = None if order.song or storyboard.song else silence(storyboard)
    if quiet is not None:
        return quiet
    path, progress = song_path(storyboard, order), watcher.stage("listen")
    progress(0, 1)
    song = listen(path, order.store_folder)
    progress(1, 1)
    return song


def nestings_of(recipes: tuple[Recipe, ...]) -> tuple[Nesting, ...]:
    """How each keyframe holds the next, but for an innermost one that holds none."""
    return tuple(
        Nesting(portal=recipe.step.portal, feather=recipe.feather)
        for recipe in recipes
        if recipe.step.portal is not None
    )


def _footage(
    order: Order, storyboard: Storyboard, timeline: Timeline, camera: CameraPath, recipes: tuple[Recipe, ...]
) -> Footage:
    size = film_size(storyboard, order)
    canvas = recipes[0].step.width, recipes[0].step.height
    stack = unrolled(nestings_of(recipes), len(recipes))
    layering = Layering(stack.nestings, frame=size, canvas=canvas)
    digests = [recipes[stack.keyframe(layer)].digest for layer in range(len(stack.nestings) + 1)]
    return Footage(
        frame_digests=tuple(_frame_digest(layering.at(stack.depth(float(depth))), digests) for depth in camera.depths),
        size=size,
        rate=timeline.rate,
        settings=film_settings(storyboard, order),
        captions=tuple(_caption(span, timeline, storyboard) for span in timeline.spans if span.scene.caption),
    )


def _frame_digest(layers: Sequence[Layer], digests: list[str]) -> bytes:
    """What a frame shows: its keyframes and, to the last bit, where each lies."""
    digest = hashlib.blake2b(b"%d" % DRAWING, digest_size=16)
    for layer in layers:
        a, b = layer.view.a, layer.view.b
        digest.update(digests[layer.keyframe].encode())
        digest.update(struct.pack("<7d", a.real, a.imag, b.real, b.imag, layer.inset, layer.soft, layer.cover))
    return digest.digest()


def _caption(span: Span, timeline: Timeline, storyboard: Storyboard) -> Caption:
    end = min(span.end_frame, span.arrival_frame + frame_at(_CAPTION_SECONDS, timeline.rate))
    return Caption(
        text=span.scene.caption,
        start_frame=span.arrival_frame,
        end_frame=end,
        face=decade_look(storyboard, span.scene).lettering,
    )


def passage_of(plan: FilmPlan, passage: tuple[str, str]) -> Footage:
    """The part of the film from one cue, time or scene id to another; an empty text is the start or the end.

    Raises
    ------
    ComposerError
        If it is no part of the film.
    """
    first, stop = (_frame_of(plan, text) for text in passage)
    end = plan.timeline.frame_count if stop is None else stop
    begin = first or 0
    if not 0 <= begin < end <= plan.timeline.frame_count:
        raise ComposerError(
            f"--from {passage[0] or 'start'} --to {passage[1] or 'end'} is no passage of the film "
            f"(frames {begin} to {end} of {plan.timeline.frame_count})",
            "the end must be after the beginning, and both within the song",
        )
    return replace(plan.footage, first=begin, stop=end)


def _frame_of(plan: FilmPlan, text: str) -> int | None:
    """The frame of a scene's id, a cue or a time; None for an empty text."""
    if not text:
        return None
    for span in plan.timeline.spans:
        if span.scene.id == text:
            return span.start_frame
    try:
        cue = parse_cue(text)
    except ComposerError as error:
        scenes = ", ".join(span.scene.id for span in plan.timeline.spans)
        raise ComposerError(f"{text!r} is no cue and no scene", f"write `bar 9`, `0:30` or one of {scenes}") from error
    if isinstance(cue, TimeCue) and abs(cue.seconds - plan.song.duration) < _END_SECONDS:
        return plan.timeline.frame_count
    seconds = time_of_cue(cue, plan.song, make_grid(plan.song))
    frame = frame_at(seconds + plan.timeline.offset_seconds, plan.timeline.rate)
    return min(max(frame, 0), plan.timeline.frame_count)
