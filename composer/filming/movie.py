"""The movie file: films what is missing, joins it with the song, replaces the target when all is whole."""

from __future__ import annotations

import hashlib
import json
import logging
import time
from dataclasses import dataclass
from pathlib import Path

from composer.files import clear_leftovers
from composer.filming.aside import mendable, written_aside
from composer.filming.chapters import Chapter, chapters_within, metadata_text
from composer.filming.encoder import timescale_of
from composer.filming.ffmpeg import ffmpeg_version
from composer.filming.joining import Reel, join
from composer.filming.kept import is_unchanged, read_record, state_of, write_record
from composer.filming.lettering import check_words
from composer.filming.segments import Footage, Segment, missing_segments, plan_segments, segment_path
from composer.filming.shooting import Compose, shoot
from composer.filming.sound import Holder, Passage, SoundPlan, plan_sound, prepare_sound
from composer.filming.target import checked_target
from composer.filming.trial import check_encoder
from composer.progress import Progress, unseen

_LOG = logging.getLogger("longzoom")
_FOLDERS = ("segments", "sound", "films")
_QUICKTIME = ".mov"


@dataclass(frozen=True, kw_only=True)
class MovieJob:
    """A film to make.

    Attributes
    ----------
    footage : Footage
        The picture.
    target : Path
        The movie, of a suffix that the encoder's films have.
    store_folder : Path
        Where segments and sound are kept; made if missing.
    song : Path or None
        Whose sound is heard; None: a silent film.
    title : str
        Of the film.
    chapters : tuple of Chapter
        In frames of the whole film.
    sources : tuple of Path
        Files that the target must not be, besides the song: the storyboard, pictures.
    """

    footage: Footage
    target: Path
    store_folder: Path
    song: Path | None = None
    title: str = ""
    chapters: tuple[Chapter, ...] = ()
    sources: tuple[Path, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Film:
    """What came of a job.

    Attributes
    ----------
    path : Path
        The movie.
    frame_count : int
        Its frames.
    duration : float
        Seconds of picture.
    filmed_segments, reused_segments : int
        Together all segments of the film.
    filmed_frames : int
        Frames that were composed and encoded.
    is_new : bool
        Whether the target was written; False where it was already this very film.
    shoot_seconds, total_seconds : float
        Wall time of composing with encoding, and of all: that, the song, joining and checking.
    """

    path: Path
    frame_count: int
    duration: float
    filmed_segments: int
    reused_segments: int
    filmed_frames: int
    is_new: bool
    shoot_seconds: float
    total_seconds: float


def film_movie(job: MovieJob, compose: Compose, progress: Progress = unseen) -> Film:
    """Make a film, or as much of it as is not kept from before.

    Parameters
    ----------
    job : MovieJob
        What to film.
    compose : callable
        The YuvFrame of a frame's number in the whole film, without captions; called only for frames of segments that
        are missing, from several threads at once where the machine has many processors.
    progress : callable
        Told (frames composed, frames to compose) after each one.

    Raises
    ------
    ComposerError
        If the target cannot be written, the song cannot be read, a caption is too long, or ffmpeg fails; a film that
        stood there before is untouched.
    """
    started = time.perf_counter()
    target = check_job(job)
    _prepare_folders(job.store_folder, target.parent)
    segments = plan_segments(job.footage, ffmpeg_version())
    sound = plan_sound(job.song, _passage(job.footage), _holder(job)) if job.song else None
    recipe = _recipe(job, segments, sound)
    record = job.store_folder / "films" / f"{_digest(str(target))}.json"
    if _is_made(target, record, recipe):
        return _film(job, segments, None, (0.0, time.perf_counter() - started))
    # The song comes first: one that does not decode is better said before the long work.
    heard = prepare_sound(sound, job.store_folder) if sound else None
    missing = missing_segments(segments, job.store_folder)
    ready = time.perf_counter()
    shoot(missing, job.footage, compose, job.store_folder, progress)
    shoot_seconds = time.perf_counter() - ready
    reel = _reel(job, segments, heard)
    with written_aside(target) as aside:
        join(reel, aside)
        made = {"recipe": recipe, **state_of(aside)}
    write_record(record, made)
    return _film(job, segments, missing, (shoot_seconds, time.perf_counter() - started))


def check_job(job: MovieJob) -> Path:
    """The film's full path; to be asked before the long work of painting begins.

    Raises
    ------
    ComposerError
        If the target cannot be written or is no file of the encoder's, a caption is too long, the frame rate cannot
        be counted, or the encoder does not work here.
    """
    timescale_of(job.footage.rate)
    for caption in job.footage.captions:
        check_words(caption.text, job.footage.size, caption.face)
    encoder = job.footage.settings.spec
    sources = (*((job.song,) if job.song else ()), *job.sources)
    target = checked_target(job.target, sources, kind=f"a film in {encoder.format}", suffixes=encoder.suffixes)
    check_encoder(job.footage.settings, job.footage.size, job.footage.rate)
    return target


def _holder(job: MovieJob) -> Holder:
    if job.footage.settings.spec.is_for_editors:
        return Holder.EDITABLE
    return Holder.MOV if job.target.suffix.lower() == _QUICKTIME else Holder.MP4


def _prepare_folders(store_folder: Path, target_folder: Path) -> None:
    folders = [store_folder / name for name in _FOLDERS]
    for folder in folders:
        with mendable(folder):
            folder.mkdir(parents=True, exist_ok=True)
    for folder in (*folders, target_folder):
        for path in clear_leftovers(folder):
            _LOG.info("%s was left over from a run that was killed, and is removed", path)


def _passage(footage: Footage) -> Passage | None:
    if footage.is_whole:
        return None
    return Passage(start=footage.first / footage.rate, stop=footage.end / footage.rate)


def _reel(job: MovieJob, segments: tuple[Segment, ...], sound: Path | None) -> Reel:
    return Reel(
        name=str(job.target),
        rate=job.footage.rate,
        segments=tuple(segment_path(segment, job.store_folder) for segment in segments),
        frame_counts=tuple(segment.frame_count for segment in segments),
        sound=sound,
        metadata=_metadata(job),
        muxer="mp4" if _holder(job) is Holder.MP4 else "mov",
        is_streamed=not job.footage.settings.spec.is_for_editors,
    )


def _metadata(job: MovieJob) -> str:
    footage = job.footage
    return metadata_text(job.title, chapters_within(job.chapters, footage.first, footage.end), footage.rate)


def _recipe(job: MovieJob, segments: tuple[Segment, ...], sound: SoundPlan | None) -> str:
    heard = sound.digest if sound else ""
    return _digest(json.dumps([[segment.digest for segment in segments], heard, _metadata(job)]))


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(errors="surrogateescape"), digest_size=20).hexdigest()


def _is_made(target: Path, record: Path, recipe: str) -> bool:
    made = read_record(record)
    return made is not None and made.get("recipe") == recipe and is_unchanged(target, made)


def _film(
    job: MovieJob, segments: tuple[Segment, ...], filmed: tuple[Segment, ...] | None, seconds: tuple[float, float]
) -> Film:
    shoot_seconds, total_seconds = seconds
    return Film(
        path=job.target.resolve(),
        frame_count=job.footage.frame_count,
        duration=float(job.footage.frame_count / job.footage.rate),
        filmed_segments=len(filmed or ()),
        reused_segments=len(segments) - len(filmed or ()),
        filmed_frames=sum(segment.frame_count for segment in filmed or ()),
        is_new=filmed is not None,
        shoot_seconds=shoot_seconds,
        total_seconds=total_seconds,
    )
