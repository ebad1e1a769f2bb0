"""The whole film on one page: read, listen, schedule, plan, paint, zoom, film."""

from __future__ import annotations

import hashlib
import struct
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NoReturn, Protocol

from composer.errors import ComposerError
from composer.files import clear_leftovers
from composer.filming.captions import Caption
from composer.filming.chapters import Chapter
from composer.filming.encoder import DRAFT, FINE
from composer.filming.ffmpeg import ffmpeg_version
from composer.filming.movie import Film, MovieJob, check_job, film_movie
from composer.filming.segments import Footage, Segment, plan_segments
from composer.listening.listen import listen
from composer.listening.song import Song
from composer.order import Order, applied, film_size, song_path
from composer.painting.chain import Keyframe, Recipe, paint_chain, write_recipes
from composer.painting.planning import plan_steps
from composer.painting.registry import Painters
from composer.painting.store import KeyframeStore
from composer.progress import Progress, unseen
from composer.reasons import LastFilm
from composer.storyboard.cues import parse_cue
from composer.storyboard.reading import read_storyboard
from composer.storyboard.records import Storyboard, TimeCue
from composer.timebase import frame_at
from composer.timing.camera import CameraPath, plan_camera
from composer.timing.cues import time_of_cue
from composer.timing.grid import make_grid
from composer.timing.schedule import schedule
from composer.timing.timeline import Span, Timeline
from composer.zooming.compositor import Compositor, Layer, Nesting
from composer.zooming.frames import YuvFrame

#: A caption is read in this time; longer scenes go on without it.
_CAPTION_SECONDS = 6.0
#: A time this near to the song's end is the end: messages tell it to a hundredth of a second.
_END_SECONDS = 0.01


class Watcher(Protocol):
    """Who is told how far each stage is."""

    def stage(self, name: str) -> Progress:
        """Called as a stage begins: ``listen``, ``paint`` or ``film``."""
        ...


class Nobody:
    """A watcher that does not look."""

    def stage(self, _name: str) -> Progress:
        """Progress that nobody sees."""
        return unseen


@dataclass(frozen=True, kw_only=True, eq=False)
class FilmPlan:
    """All that is known of a film before a picture is painted.

    ``recipes`` are the keyframes, the outermost first; ``footage`` says what each frame will show.
    """

    order: Order
    storyboard: Storyboard
    song: Song
    timeline: Timeline
    camera: CameraPath
    painters: Painters
    recipes: tuple[Recipe, ...]
    footage: Footage
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def store(self) -> KeyframeStore:
        """Where the film's keyframes are kept."""
        return KeyframeStore(self.order.store_folder)

    @property
    def last_film(self) -> LastFilm:
        """What was painted the last time."""
        return LastFilm(self.order.storyboard, self.footage.size, self.order.store_folder)

    @property
    def segments(self) -> tuple[Segment, ...]:
        """The segments of the film."""
        return plan_segments(self.footage, ffmpeg_version())

    def to_paint(self) -> tuple[Recipe, ...]:
        """The keyframes that are not kept."""
        return tuple(recipe for recipe in self.recipes if not self.store.has(recipe.digest))


@dataclass(frozen=True, kw_only=True, eq=False)
class FilmReport:
    """What was made: the movie, its plan and keyframes, and the seconds that each stage took."""

    plan: FilmPlan
    film: Film
    keyframes: tuple[Keyframe, ...]
    seconds: dict[str, float]


def plan_film(order: Order, watcher: Watcher | None = None) -> FilmPlan:
    """Read the storyboard, listen to the song, and plan everything down to each frame.

    Raises
    ------
    ComposerError
        All that the user can mend before anything is painted.
    """
    seconds: dict[str, float] = {}
    storyboard = applied(read_storyboard(order.storyboard, check_files=order.song is None), order)
    with _timed(seconds, "listen"):
        progress = (watcher or Nobody()).stage("listen")
        progress(0, 1)
        song = listen(song_path(storyboard, order), order.store_folder)
        progress(1, 1)
    timeline = schedule(storyboard, song)
    camera = plan_camera(storyboard, timeline, song)
    painters = Painters(storyboard)
    recipes = write_recipes(plan_steps(storyboard, painters), painters)
    return FilmPlan(
        order=order,
        storyboard=storyboard,
        song=song,
        timeline=timeline,
        camera=camera,
        painters=painters,
        recipes=recipes,
        footage=_footage(order, storyboard, timeline, camera, recipes),
        seconds=seconds,
    )


def paint_film(plan: FilmPlan, watcher: Watcher | None = None) -> tuple[Keyframe, ...]:
    """Paint the keyframes that are not kept; the outermost first."""
    with _timed(plan.seconds, "paint"):
        clear_leftovers(plan.order.store_folder, below=True)
        keyframes = paint_chain(plan.recipes, plan.painters, plan.store, (watcher or Nobody()).stage("paint"))
        plan.last_film.remember(plan.recipes, [segment.digest for segment in plan.segments])
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
    footage = plan.footage if passage is None else _passage(plan, passage)
    job = _job(plan, footage, target)
    check_job(job)
    keyframes = paint_film(plan, watcher)
    zoom = _Zoom(plan, keyframes)
    with _timed(plan.seconds, "film"):
        film = film_movie(job, zoom.frame, (watcher or Nobody()).stage("film"))
    seconds = {**plan.seconds, "zoom": zoom.seconds, "total": time.perf_counter() - begun}
    return FilmReport(plan=plan, film=film, keyframes=keyframes, seconds=seconds)


class _Zoom:
    """Frames of the film by their number, and the seconds that composing them took."""

    def __init__(self, plan: FilmPlan, keyframes: tuple[Keyframe, ...]) -> None:
        store, self._depths, self.seconds = plan.store, plan.camera.depths, 0.0
        width, height = plan.footage.size
        self._compositor = Compositor(
            _nestings(plan.recipes), lambda index: store.load(keyframes[index].digest), width=width, height=height
        )

    def frame(self, number: int) -> YuvFrame:
        begun = time.perf_counter()
        frame = self._compositor.compose(float(self._depths[number]))
        self.seconds += time.perf_counter() - begun
        return frame


def _nestings(recipes: tuple[Recipe, ...]) -> tuple[Nesting, ...]:
    return tuple(
        Nesting(portal=recipe.step.portal, feather=recipe.feather)
        for recipe in recipes
        if recipe.step.portal is not None
    )


def _footage(
    order: Order, storyboard: Storyboard, timeline: Timeline, camera: CameraPath, recipes: tuple[Recipe, ...]
) -> Footage:
    width, height = film_size(storyboard, order)
    compositor = Compositor(_nestings(recipes), _no_picture, width=width, height=height)
    digests = [recipe.digest for recipe in recipes]
    return Footage(
        frame_digests=tuple(_frame_digest(compositor.layers(float(depth)), digests) for depth in camera.depths),
        size=(width, height),
        rate=timeline.rate,
        settings=DRAFT if order.draft else FINE,
        captions=tuple(_caption(span, timeline) for span in timeline.spans if span.scene.caption),
    )


def _no_picture(index: int) -> NoReturn:
    raise LookupError(f"keyframe {index} is not painted yet")


def _frame_digest(layers: Sequence[Layer], digests: list[str]) -> bytes:
    """What a frame shows: its keyframes and, to the last bit, where each lies."""
    digest = hashlib.blake2b(digest_size=16)
    for layer in layers:
        a, b = layer.view.a, layer.view.b
        digest.update(digests[layer.keyframe].encode())
        digest.update(struct.pack("<6d", a.real, a.imag, b.real, b.imag, layer.inset, layer.soft))
    return digest.digest()


def _caption(span: Span, timeline: Timeline) -> Caption:
    end = min(span.end_frame, span.arrival_frame + frame_at(_CAPTION_SECONDS, timeline.rate))
    return Caption(text=span.scene.caption, start_frame=span.arrival_frame, end_frame=end)


def _job(plan: FilmPlan, footage: Footage, target: Path) -> MovieJob:
    storyboard = plan.storyboard
    return MovieJob(
        footage=footage,
        target=target,
        store_folder=plan.order.store_folder,
        song=plan.song.path,
        title=storyboard.title,
        chapters=tuple(
            Chapter(title=span.scene.id, start_frame=span.start_frame, end_frame=span.end_frame)
            for span in plan.timeline.spans
        ),
        sources=(storyboard.file, *plan.painters.sources()),
    )


def _passage(plan: FilmPlan, passage: tuple[str, str]) -> Footage:
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


@contextmanager
def _timed(seconds: dict[str, float], stage: str) -> Iterator[None]:
    begun = time.perf_counter()
    try:
        yield
    finally:
        seconds[stage] = time.perf_counter() - begun
