"""What an mp4 or QuickTime file holds, read from its boxes (ISO/IEC 14496-12)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from composer.errors import ComposerError

_CONTAINERS = (b"moov", b"trak", b"edts", b"mdia", b"minf", b"stbl")
#: Bytes of a picture's sample entry before its boxes (item 12.1.3).
_PICTURE_ENTRY = 78
#: Boxes of a sample entry that say how large the samples are, not how to decode them.
_NOT_DECODING = (b"btrt",)


@dataclass(frozen=True, kw_only=True, eq=False)
class Track:
    """One track: ``kind`` is ``vide``, ``soun`` or another handler's name; times are in units of ``timescale``.

    Attributes
    ----------
    kind : str
    timescale : int
        Units a second.
    sample_count : int
    durations : tuple of int
        The different durations that its samples have, in order of first use.
    shown : int64 array, shape (sample_count,)
        When each sample is shown or heard, in the order of decoding; its edit list is applied.
    format, decoding : str and bytes
        The samples' format, such as ``avc1``, and of pictures all that a decoder must know before the first one.
    """

    kind: str
    timescale: int
    sample_count: int
    durations: tuple[int, ...]
    shown: NDArray[np.int64]
    format: str
    decoding: bytes


def read_tracks(path: Path) -> tuple[Track, ...]:
    """The tracks of an mp4 or QuickTime file, in order; none where nothing was written to it.

    Raises
    ------
    ComposerError
        If the file is not a whole mp4: a box that reaches past the end, or no index.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        try:
            found = [file.read(length) for name, length in _top_boxes(file, size) if name == b"moov"]
            tracks = [track for moov in found for track in _tracks(moov)]
        except (struct.error, KeyError, ValueError) as error:
            raise ComposerError(f"{path}: not a whole mp4 file: {error}") from error
    if not found:
        raise ComposerError(f"{path}: not a whole mp4 file: it has no index")
    return tuple(tracks)


def _top_boxes(file: BinaryIO, size: int) -> Iterator[tuple[bytes, int]]:
    start = 0
    while start < size:
        file.seek(start)
        length, name = struct.unpack(">I4s", file.read(8))
        header = 8
        if length == 1:
            (length,) = struct.unpack(">Q", file.read(8))
            header = 16
        if length < header or start + length > size:
            raise ValueError(f"the box {name!r} at byte {start} does not end within the file")
        yield name, length - header
        start += length


def _boxes(body: bytes) -> Iterator[tuple[bytes, bytes]]:
    start = 0
    while start < len(body):
        length, name = struct.unpack_from(">I4s", body, start)
        if length < 8 or start + length > len(body):
            raise ValueError(f"the box {name!r} is cut short")
        inner = body[start + 8 : start + length]
        yield name, inner
        if name in _CONTAINERS:
            yield from _boxes(inner)
        start += length


def _tracks(moov: bytes) -> Iterator[Track]:
    boxes = list(_boxes(moov))
    (header,) = (body for name, body in boxes if name == b"mvhd")
    for name, body in boxes:
        if name == b"trak":
            yield _track(dict(reversed(list(_boxes(body)))), _timescale(header))


def _timescale(header: bytes) -> int:
    """Of a movie's or a track's header, which place it alike."""
    (timescale,) = struct.unpack_from(">I", header, 20 if header[0] == 1 else 12)
    return int(timescale)


def _track(boxes: dict[bytes, bytes], movie_timescale: int) -> Track:
    timescale = _timescale(boxes[b"mdhd"])
    (_, sample_count) = struct.unpack_from(">II", boxes[b"stsz"], 4)
    runs = _runs(boxes[b"stts"])
    kind = boxes[b"hdlr"][8:12].decode("latin-1")
    (length, name) = struct.unpack_from(">I4s", boxes[b"stsd"], 8)
    return Track(
        kind=kind,
        timescale=timescale,
        sample_count=sample_count,
        durations=tuple(dict.fromkeys(runs[:, 1].tolist())),
        shown=_shown(boxes, runs, timescale / movie_timescale),
        format=name.decode("latin-1"),
        decoding=_decoding(boxes[b"stsd"][16 : 8 + length]) if kind == "vide" else b"",
    )


def _runs(body: bytes) -> NDArray[np.int64]:
    """Of a box of run lengths: how many samples, and the value that they share; shape (runs, 2)."""
    (count,) = struct.unpack_from(">I", body, 4)
    return np.frombuffer(body, ">i4", 2 * count, 8).reshape(-1, 2).astype(np.int64)


def _shown(boxes: dict[bytes, bytes], runs: NDArray[np.int64], per_movie_unit: float) -> NDArray[np.int64]:
    steps = np.repeat(runs[:, 1], runs[:, 0])
    times = np.cumsum(steps) - steps
    if b"ctts" in boxes:
        offsets = _runs(boxes[b"ctts"])
        times += np.repeat(offsets[:, 1], offsets[:, 0])
    times += _first_time(boxes.get(b"elst"), per_movie_unit)
    times.flags.writeable = False
    return times


def _first_time(edits: bytes | None, per_movie_unit: float) -> int:
    """When the track's time 0 is shown: empty edits put it off, the first other one cuts what comes before it."""
    if edits is None:
        return 0
    (count,) = struct.unpack_from(">I", edits, 4)
    layout = struct.Struct(">QqI" if edits[0] == 1 else ">IiI")
    wait = 0
    for number in range(count):
        duration, start, _ = layout.unpack_from(edits, 8 + layout.size * number)
        if start >= 0:
            return round(wait * per_movie_unit) - int(start)
        wait += duration
    return round(wait * per_movie_unit)


def _decoding(entry: bytes) -> bytes:
    return b"".join(name + body for name, body in _boxes(entry[_PICTURE_ENTRY:]) if name not in _NOT_DECODING)
