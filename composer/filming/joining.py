"""Segments, sound, title and chapters to one mp4 or QuickTime file, nothing encoded again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np

from composer.errors import ComposerError
from composer.files import scratch_file
from composer.filming.aside import mendable
from composer.filming.boxes import Track, read_tracks
from composer.filming.encoder import timescale_of, timing_arguments
from composer.filming.ffmpeg import file_url, run_ffmpeg


@dataclass(frozen=True, kw_only=True)
class Reel:
    """What is joined.

    Attributes
    ----------
    name : str
        The film's name in messages.
    rate : Fraction
        Frames per second.
    segments, frame_counts : tuples of Path and int
        The segments' files in order, all in one folder, and how many frames each holds.
    sound : Path or None
        A file whose first sound stream is copied.
    metadata : str
        Title and chapters, in ffmpeg's metadata format.
    muxer : str
        ``mp4``, or ``mov`` for QuickTime's container.
    is_streamed : bool
        Whether the index stands in front, so that the film plays while it is still coming.
    """

    name: str
    rate: Fraction
    segments: tuple[Path, ...]
    frame_counts: tuple[int, ...]
    sound: Path | None
    metadata: str
    muxer: str = "mp4"
    is_streamed: bool = True


def join(reel: Reel, out: Path) -> None:
    """Write the movie: frame i is shown at exactly ``i / rate``, and sound begins with it.

    ``out`` is written in place, so give a name aside; it is checked before this returns.

    Raises
    ------
    ComposerError
        If the movie cannot be written, or does not hold what went into it.
    """
    folder = reel.segments[0].parent
    reorder = _reorder(reel, [_picture(reel, path) for path in reel.segments])
    with scratch_file(folder) as listing, scratch_file(folder) as metadata:
        with mendable(folder):
            listing.write_text(_listing(reel), encoding="ascii")
            metadata.write_text(reel.metadata, encoding="utf-8")
        run_ffmpeg(_arguments(reel, (listing, metadata), reorder, out), doing=reel.name)
    check_movie(reel, out)


def check_movie(reel: Reel, path: Path) -> None:
    """Raises ComposerError unless the file is whole and shows every frame at its time, and has the sound."""
    units = timescale_of(reel.rate)
    tracks = read_tracks(path)
    pictures = [track for track in tracks if track.kind == "vide"]
    sounds = [track for track in tracks if track.kind == "soun"]
    frames = sum(reel.frame_counts)
    if len(pictures) != 1 or len(sounds) != (reel.sound is not None):
        raise ComposerError(f"{reel.name}: has {len(pictures)} picture tracks and {len(sounds)} sound tracks")
    picture = pictures[0]
    if picture.sample_count != frames:
        raise ComposerError(f"{reel.name}: holds {picture.sample_count} frames, not {frames}")
    if picture.timescale != units.per_second or picture.durations != (units.per_frame,):
        raise ComposerError(f"{reel.name}: its frames are not {units.per_frame}/{units.per_second} s apart")
    wrong = np.flatnonzero(np.sort(picture.shown) != np.arange(frames) * units.per_frame)
    if len(wrong):
        raise ComposerError(f"{reel.name}: frame {wrong[0]} is not shown at its time")


def _picture(reel: Reel, segment: Path) -> Track:
    tracks = read_tracks(segment)
    if [track.kind for track in tracks] != ["vide"]:
        raise ComposerError(f"{reel.name}: the segment {segment} holds no picture")
    return tracks[0]


def _reorder(reel: Reel, pictures: Sequence[Track]) -> int:
    """How many frames decoding must be ahead of showing, which is the encoder's affair.

    A player sets its decoder up once, for the first segment: each other one must be decoded in the same way.
    """
    if len({(picture.format, picture.decoding) for picture in pictures}) > 1:
        raise ComposerError(
            f"{reel.name}: the encoder described its segments differently, so they cannot be joined",
            "choose another encoder, such as h264",
        )
    per_frame = timescale_of(reel.rate).per_frame
    return max(int(np.max(np.arange(each.sample_count) - each.shown // per_frame)) for each in pictures)


def _listing(reel: Reel) -> str:
    # Without their durations the demuxer sums the files' own, which a file of a single frame states wrongly.
    lines = ["ffconcat version 1.0"]
    for path, count in zip(reel.segments, reel.frame_counts, strict=True):
        lines += [f"file {path.name}", f"duration {float(count / reel.rate):.6f}"]
    return "\n".join(lines) + "\n"


def _arguments(reel: Reel, texts: tuple[Path, Path], reorder: int, out: Path) -> tuple[str, ...]:
    listing, metadata = texts
    frame = timescale_of(reel.rate).per_frame
    # The list counts in microseconds; every time is set back on the frame grid.
    on_grid = f"setts=pts=round(PTS/{frame})*{frame}:dts=(N-{reorder})*{frame}"
    sound = ("-i", file_url(reel.sound)) if reel.sound else ()
    last = "2" if reel.sound else "1"
    in_front = ("-movflags", "+faststart") if reel.is_streamed else ()
    return (
        *("-f", "concat", "-i", file_url(listing), *sound, "-f", "ffmetadata", "-i", file_url(metadata)),
        *("-map", "0:v:0", *(("-map", "1:a:0") if sound else ()), "-map_metadata", last, "-map_chapters", last),
        *("-c", "copy", "-bsf:v", on_grid, *in_front, *timing_arguments(reel.rate, reel.muxer)),
        *("-y", file_url(out)),
    )
