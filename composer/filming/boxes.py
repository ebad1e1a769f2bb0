"""What an mp4 file holds, read from its boxes (ISO/IEC 14496-12)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from composer.errors import ComposerError

_CONTAINERS = (b"moov", b"trak", b"mdia", b"minf", b"stbl")


@dataclass(frozen=True, kw_only=True)
class Track:
    """One track: ``kind`` is ``vide``, ``soun`` or another handler's name; times are in units of ``timescale``.

    ``durations`` are the different durations that its samples have, in order of first use.
    """

    kind: str
    timescale: int
    sample_count: int
    durations: tuple[int, ...]


def read_tracks(path: Path) -> tuple[Track, ...]:
    """The tracks of an mp4 file, in order; none where nothing was written to it.

    Raises
    ------
    ComposerError
        If the file is not a whole mp4: a box that reaches past the end, or no index.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        try:
            found = [(name, file.read(length)) for name, length in _top_boxes(file, size) if name == b"moov"]
            tracks = [_track(body) for _, moov in found for name, body in _boxes(moov) if name == b"trak"]
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


def _track(body: bytes) -> Track:
    boxes = dict(reversed(list(_boxes(body))))
    (timescale,) = struct.unpack_from(">I", boxes[b"mdhd"], 20 if boxes[b"mdhd"][0] == 1 else 12)
    (_, sample_count) = struct.unpack_from(">II", boxes[b"stsz"], 4)
    (runs,) = struct.unpack_from(">I", boxes[b"stts"], 4)
    durations = [struct.unpack_from(">II", boxes[b"stts"], 8 + 8 * run)[1] for run in range(runs)]
    return Track(
        kind=boxes[b"hdlr"][8:12].decode("latin-1"),
        timescale=timescale,
        sample_count=sample_count,
        durations=tuple(dict.fromkeys(durations)),
    )
