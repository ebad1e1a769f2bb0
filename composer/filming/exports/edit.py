"""The edit of a film: one clip a scene, all from the one film file, its song, and markers; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction
from itertools import groupby
from pathlib import Path

from composer.listening.song import Song
from composer.timebase import frame_at
from composer.timing.grid import make_grid
from composer.timing.timeline import Span, Timeline


class Mark(IntEnum):
    """What a marker stands for; the smaller, the more important."""

    ARRIVAL = 0
    SECTION = 1
    BAR = 2


@dataclass(frozen=True, kw_only=True)
class Marker:
    """Something that falls on a frame of the edit; ``name`` tells all that does, ``mark`` the most important."""

    frame: int
    name: str
    mark: Mark


@dataclass(frozen=True, kw_only=True)
class Clip:
    """A scene in the edit: frames ``start_frame`` up to, not including, ``end_frame``, of the edit and of the film.

    ``facts`` are plain JSON values for whoever reads the file by program.
    """

    name: str
    start_frame: int
    end_frame: int
    caption: str
    facts: tuple[tuple[str, str | int | float | None], ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.start_frame < self.end_frame:
            raise ValueError(f"a clip from frame {self.start_frame} to {self.end_frame} is none")


@dataclass(frozen=True, kw_only=True)
class SoundClip:
    """The song under the edit.

    Attributes
    ----------
    path : Path
    start_frame : int
        Where in the song the edit begins, in frames of the film.
    frame_count : int
        Frames that it is heard for; the song may end within the edit's last frame.
    sample_rate, sample_count, channels : int
        Of the whole song.
    """

    path: Path
    start_frame: int
    frame_count: int
    sample_rate: int
    sample_count: int
    channels: int


@dataclass(frozen=True, kw_only=True)
class Edit:
    """A film as an editing program has it; frame 0 is the film file's first.

    Attributes
    ----------
    title : str
    rate : Fraction
        Exact frames per second.
    film : Path
        The film file: every clip shows the stretch of it that lies at the clip's own frames.
    frame_count : int
        Of the film file.
    clips : tuple of Clip
        In order, without gaps.
    sound : SoundClip or None
    markers : tuple of Marker
        At most one a frame, in order.
    """

    title: str
    rate: Fraction
    film: Path
    frame_count: int
    clips: tuple[Clip, ...]
    sound: SoundClip | None
    markers: tuple[Marker, ...]


@dataclass(frozen=True, kw_only=True)
class Media:
    """The files of an edit; ``song`` is None where the film is silent."""

    film: Path
    song: Path | None


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """Frames ``first`` up to, not including, ``stop`` of the whole film, that a film file holds."""

    first: int
    stop: int

    @property
    def frame_count(self) -> int:
        """How many frames it holds."""
        return self.stop - self.first

    def within(self, frame: int) -> int:
        """The frame as the stretch counts it, moved to its nearest edge where it lies outside."""
        return min(max(frame, self.first), self.stop) - self.first


def edit_of(timeline: Timeline, song: Song, media: Media, *, title: str, stretch: Stretch) -> Edit:
    """The edit of a film or of a stretch of it.

    Markers stand where the picture has its bars, sections and arrivals: with the storyboard's ``offset``, as cues do.

    Parameters
    ----------
    timeline : Timeline
        Of the whole film.
    song : Song
    media : Media
        The files that hold the stretch and the song.
    title : str
    stretch : Stretch
    """
    spans = [span for span in timeline.spans if span.start_frame < stretch.stop and span.end_frame > stretch.first]
    return Edit(
        title=title,
        rate=timeline.rate,
        film=media.film,
        frame_count=stretch.frame_count,
        clips=tuple(_clip(span, stretch) for span in spans),
        sound=None if media.song is None else _sound(timeline.rate, song, media.song, stretch),
        markers=_markers(timeline, song, stretch),
    )


def _clip(span: Span, stretch: Stretch) -> Clip:
    scene = span.scene
    return Clip(
        name=scene.id,
        start_frame=stretch.within(span.start_frame),
        end_frame=stretch.within(span.end_frame),
        caption=" ".join(scene.caption.split()),
        facts=(
            ("scene", scene.id),
            ("year", scene.year),
            ("prompt", scene.words),
            ("caption", scene.caption),
            ("bar", span.bar),
            ("beat", span.beat),
            ("arrival_frame", span.arrival_frame),
            ("first_keyframe", span.first_step),
        ),
    )


def _sound(rate: Fraction, song: Song, path: Path, stretch: Stretch) -> SoundClip | None:
    samples = round(song.duration * song.sample_rate)
    heard = int(Fraction(samples, song.sample_rate) * rate)
    frames = min(stretch.stop, heard) - stretch.first
    if frames < 1:
        return None
    return SoundClip(
        path=path,
        start_frame=stretch.first,
        frame_count=frames,
        sample_rate=song.sample_rate,
        sample_count=samples,
        channels=song.channels,
    )


def _markers(timeline: Timeline, song: Song, stretch: Stretch) -> tuple[Marker, ...]:
    """What falls on each frame, told as one marker: editing programs keep one a frame."""
    marks = [*_arrivals(timeline), *_sections(timeline, song), *_bars(timeline, song)]
    inside = sorted(
        (mark for mark in marks if stretch.first <= mark.frame < stretch.stop), key=lambda mark: (mark.frame, mark.mark)
    )
    return tuple(_joined(frame - stretch.first, tuple(group)) for frame, group in groupby(inside, lambda m: m.frame))


def _joined(frame: int, markers: Sequence[Marker]) -> Marker:
    return Marker(frame=frame, name=", ".join(marker.name for marker in markers), mark=markers[0].mark)


def _arrivals(timeline: Timeline) -> list[Marker]:
    return [Marker(frame=span.arrival_frame, name=span.scene.id, mark=Mark.ARRIVAL) for span in timeline.spans]


def _sections(timeline: Timeline, song: Song) -> list[Marker]:
    return [
        Marker(
            frame=_frame(timeline, section.start),
            name=f"section {number}" + (f" ({section.label})" if section.label else ""),
            mark=Mark.SECTION,
        )
        for number, section in enumerate(song.sections, 1)
    ]


def _bars(timeline: Timeline, song: Song) -> list[Marker]:
    grid = make_grid(song)
    if grid is None:
        return []
    return [
        Marker(frame=_frame(timeline, seconds), name=f"bar {grid.beat_in_bar(seconds)[0]}", mark=Mark.BAR)
        for seconds in map(float, grid.bar_times)
    ]


def _frame(timeline: Timeline, seconds: float) -> int:
    return frame_at(seconds + timeline.offset_seconds, timeline.rate)
