"""The verb export: the film's edit, captions, chapters or pictures as a file that other programs read."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType

from composer.errors import ComposerError
from composer.files import replaces_one
from composer.film import Zoom, paint_film
from composer.film_plan import FilmPlan, passage_of, plan_film
from composer.filming.aside import mendable, written_aside
from composer.filming.boxes import read_tracks
from composer.filming.captions import Caption, captions_within
from composer.filming.chapters import Chapter, chapters_within
from composer.filming.exports.chapter_list import chapter_notes, chapters_text
from composer.filming.exports.edit import Edit, Media, Stretch, edit_of
from composer.filming.exports.edl import edl_text
from composer.filming.exports.otio import otio_text
from composer.filming.exports.pictures import PictureJob, prepare_folder, write_pictures
from composer.filming.exports.subtitles import srt_text, vtt_text
from composer.filming.exports.timecode import counting_of
from composer.filming.lettering import check_words
from composer.filming.segments import Footage
from composer.order import Order
from composer.progress import Nobody, Watcher
from composer.reframing import warnings_of

_PICTURE_NAME = "%06d.png"
_NUMBER = re.compile(r"%(0?[1-9])?d")
_PATTERN = re.compile(rf"[^%]*{_NUMBER.pattern}[^%]*\.png", re.IGNORECASE)
_MP4 = (".mp4", ".m4v", ".mov")
_NAMES = (
    "name it .otio or .edl for the edit, .srt or .vtt for the captions, .txt for the chapters; "
    "for pictures a folder with --frames, or frames/%06d.png"
)


@dataclass(frozen=True, kw_only=True)
class Export:
    """What is asked for.

    Attributes
    ----------
    order : Order
    target : Path
        A file by whose suffix the kind is known, or pictures: a folder, or a name such as ``frames/%06d.png``.
    film : Path
        The film's file, to which the edit refers.
    passage : (str, str) or None
        Cues, times or scene ids from which and to which; empty for the start or the end.
    as_frames : bool
        ``target`` is a folder for pictures.
    """

    order: Order
    target: Path
    film: Path
    passage: tuple[str, str] | None = None
    as_frames: bool = False

    @property
    def is_pictures(self) -> bool:
        """Whether pictures are asked for."""
        return self.as_frames or ("%" in self.target.name and self.target.suffix.lower() == ".png")


@dataclass(frozen=True, kw_only=True)
class Exported:
    """What was written.

    Attributes
    ----------
    target : Path
    kind : str
        ``edit``, ``captions``, ``chapters`` or ``frames``.
    count : int
        Clips, captions, chapters or pictures that the target holds now.
    written : int
        Those that were written, the others were there; differs for pictures only.
    facts : mapping of plain JSON values
        What else is to be told of this kind.
    notes : tuple of str
        What the director should know before handing it on.
    """

    target: Path
    kind: str
    count: int
    written: int
    facts: MappingProxyType[str, object]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class _Text:
    text: str
    count: int
    facts: dict[str, object]
    notes: tuple[str, ...] = ()


_Make = Callable[[Export, FilmPlan, Footage], _Text]


def export_film(export: Export, watcher: Watcher | None = None) -> Exported:
    """Write an export; nothing is painted but for pictures.

    Raises
    ------
    ComposerError
        All that the user can mend: the target's name or folder, no captions where they are asked for.
    """
    _check_name(export)
    plan = plan_film(export.order, watcher)
    footage = plan.footage if export.passage is None else passage_of(plan, export.passage)
    if export.is_pictures:
        return _export_pictures(export, plan, footage, watcher)
    target, kind = _checked_target(export, plan), _KINDS[export.target.suffix.lower()]
    made = kind.make(export, plan, footage)
    with mendable(target), written_aside(target) as aside:
        aside.write_bytes(made.text.encode())
    return Exported(
        target=export.target,
        kind=kind.name,
        count=made.count,
        written=made.count,
        facts=MappingProxyType(made.facts),
        notes=made.notes,
    )


def _check_name(export: Export) -> None:
    """All that the target's name alone tells, before the song is listened to."""
    target, is_text = export.target, export.target.suffix.lower() in _KINDS
    if export.as_frames and is_text:
        raise ComposerError(f"{target}: --frames writes pictures into a folder", "name a folder, or leave --frames out")
    if not export.is_pictures and not is_text:
        raise ComposerError(f"{target}: nothing is exported by that name", _NAMES)
    if export.is_pictures and "%" in target.name and not _PATTERN.fullmatch(target.name):
        raise ComposerError(f"{target}: is no name for numbered pictures", "write one number and .png: frames/%06d.png")
    if export.is_pictures and _NUMBER.search(str(target.parent)):
        raise ComposerError(f"{target}: the number belongs into the pictures' names", "write frames/%06d.png")


def _checked_target(export: Export, plan: FilmPlan) -> Path:
    target = export.target
    with mendable(target):
        if target.is_dir():
            raise ComposerError(f"{target} is a folder", "name a file in it")
        if target.exists() and not target.is_file():
            raise ComposerError(f"{target} is not a plain file", "name another file")
        if not target.absolute().parent.is_dir():
            raise ComposerError(f"{target}: there is no folder {target.absolute().parent}", "make the folder first")
        plan.refuse_source(target)
        if replaces_one(target, (export.film,)):
            raise ComposerError(f"{target} is the film itself", "name another file")
        return target.resolve()


def _edit(export: Export, plan: FilmPlan, footage: Footage) -> Edit:
    return edit_of(
        plan.timeline,
        plan.song,
        Media(film=export.film, song=plan.sound),
        title=plan.storyboard.title,
        stretch=Stretch(first=footage.first, stop=footage.end),
    )


def _otio(export: Export, plan: FilmPlan, footage: Footage) -> _Text:
    edit = _edit(export, plan, footage)
    facts: dict[str, object] = {"markers": len(edit.markers), "film": str(export.film)}
    return _Text(text=otio_text(edit), count=len(edit.clips), facts=facts, notes=_film_notes(edit))


def _edl(export: Export, plan: FilmPlan, footage: Footage) -> _Text:
    edit = _edit(export, plan, footage)
    drops = counting_of(edit.rate).drops
    facts: dict[str, object] = {"markers": len(edit.markers), "film": str(export.film), "drop_frame": drops}
    return _Text(text=edl_text(edit), count=len(edit.clips), facts=facts, notes=_film_notes(edit))


def _film_notes(edit: Edit) -> tuple[str, ...]:
    """What is not right with the film that the edit refers to."""
    film = edit.film
    if not film.is_file():
        return (f"{film} is not there yet: render it before the edit is opened",)
    if film.suffix.lower() not in _MP4:
        return ()
    try:
        pictures = [track for track in read_tracks(film) if track.kind == "vide"]
    except ComposerError as error:
        return (error.message,)
    held = pictures[0].sample_count if pictures else 0
    if held != edit.frame_count:
        return (f"{film} holds {held} frames, the edit {edit.frame_count}: render it again",)
    return ()


def _captions(write: Callable[[Sequence[Caption], Fraction], str]) -> _Make:
    def make(_export: Export, plan: FilmPlan, footage: Footage) -> _Text:
        captions = captions_within(footage.captions, footage.first, footage.end)
        if not captions:
            where = plan.storyboard.file if footage.is_whole else f"{plan.storyboard.file}, in this passage"
            raise ComposerError(f"{where}: no scene has a caption", 'write `caption: "1980"` into a scene')
        return _Text(text=write(captions, footage.rate), count=len(captions), facts={})

    return make


def _chapters(_export: Export, plan: FilmPlan, footage: Footage) -> _Text:
    named = [
        Chapter(title=span.scene.caption or span.scene.id, start_frame=span.start_frame, end_frame=span.end_frame)
        for span in plan.timeline.spans
    ]
    chapters = chapters_within(named, footage.first, footage.end)
    text, notes = chapters_text(chapters, footage.rate), chapter_notes(chapters, footage.rate)
    return _Text(text=text, count=len(chapters), facts={}, notes=notes)


@dataclass(frozen=True, kw_only=True)
class _Kind:
    name: str
    make: _Make


#: What an export's file name may end with, and what is written then.
_KINDS = MappingProxyType(
    {
        ".otio": _Kind(name="edit", make=_otio),
        ".edl": _Kind(name="edit", make=_edl),
        ".srt": _Kind(name="captions", make=_captions(srt_text)),
        ".vtt": _Kind(name="captions", make=_captions(vtt_text)),
        ".txt": _Kind(name="chapters", make=_chapters),
    }
)


def _export_pictures(export: Export, plan: FilmPlan, footage: Footage, watcher: Watcher | None) -> Exported:
    is_folder = "%" not in export.target.name
    job = PictureJob(
        footage=footage,
        folder=export.target if is_folder else export.target.parent,
        pattern=_PICTURE_NAME if is_folder else export.target.name,
    )
    prepare_folder(job)
    _refuse_sources(job, plan)
    for caption in footage.captions:
        check_words(caption.text, footage.size, caption.face)
    missing = job.missing()
    written = 0
    if missing:
        zoom = Zoom(plan, paint_film(plan, watcher))
        written = write_pictures(job, missing, zoom.frame, (watcher or Nobody()).stage("film"))
    beyond = job.beyond()
    left = f"{len(beyond)} pictures past the film's end, from {beyond[0]} on, are a longer film's" if beyond else ""
    facts = {"size": list(footage.size), "bits": 16 if footage.settings.depth > 8 else 8, "names": job.pattern}
    return Exported(
        target=job.folder,
        kind="frames",
        count=footage.frame_count,
        written=written,
        facts=MappingProxyType(facts),
        notes=(*warnings_of(plan), *((left,) if left else ())),
    )


def _refuse_sources(job: PictureJob, plan: FilmPlan) -> None:
    inside = {source.resolve() for source in plan.sources if source.resolve().parent == job.folder.resolve()}
    for frame in range(job.footage.first, job.footage.end):
        if inside and job.path(frame).resolve() in inside:
            raise ComposerError(f"{job.path(frame)} is what the film is made from", "name another folder")
