"""Segments: the film cut on a fixed grid of frames, so that a change films a few of them again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from composer.filming.captions import Caption, Shown, lettering_digest, shown_at
from composer.filming.encoder import FINE, EncoderSettings
from composer.filming.kept import is_kept

#: Raised whenever the same frames are encoded in another way.
_ENCODING = 2
#: Shorter segments film less again beside a change, longer ones start fewer encoders: in pieces of 2, 4 and 6 s it
#: takes 15, 8 and 4 % more CPU time than in one, and for 20 s that change 22, 24 or 26 s are filmed.
_SECONDS = 4


@dataclass(frozen=True, kw_only=True)
class Footage:
    """The picture of a film, before any of it is made.

    Attributes
    ----------
    frame_digests : tuple of bytes
        For each frame of the whole film what it shows: equal digests, equal pictures (without captions).
    size : (width, height)
        Pixels, even numbers.
    rate : Fraction
        Frames per second.
    settings : EncoderSettings
    captions : tuple of Caption
        Drawn in this order.
    first, stop : int
        The passage to film, half-open; a ``stop`` of None is the end.
    """

    frame_digests: tuple[bytes, ...]
    size: tuple[int, int]
    rate: Fraction
    settings: EncoderSettings = FINE
    captions: tuple[Caption, ...] = ()
    first: int = 0
    stop: int | None = None

    def __post_init__(self) -> None:
        if min(self.size) < 2 or self.size[0] % 2 or self.size[1] % 2:
            raise ValueError(f"a film's sides are even numbers, not {self.size[0]}x{self.size[1]}")
        if not 0 <= self.first < self.end <= len(self.frame_digests):
            raise ValueError(f"frames {self.first} to {self.end} of {len(self.frame_digests)} are no passage")

    @property
    def end(self) -> int:
        """The frame after the passage's last one."""
        return len(self.frame_digests) if self.stop is None else self.stop

    @property
    def frame_count(self) -> int:
        """Frames of the passage."""
        return self.end - self.first

    @property
    def is_whole(self) -> bool:
        """Whether the passage is the whole film."""
        return self.frame_count == len(self.frame_digests)


@dataclass(frozen=True, kw_only=True)
class Segment:
    """Frames ``first`` up to, not including, ``stop``; equal digests, equal files."""

    first: int
    stop: int
    digest: str

    @property
    def frame_count(self) -> int:
        """Frames in the segment, > 0."""
        return self.stop - self.first


@lru_cache(maxsize=2)
def plan_segments(footage: Footage, ffmpeg_version: str) -> tuple[Segment, ...]:
    """The segments of a passage, in order.

    They are cut where a whole number of the stream's groups makes about four seconds, counted from the start of the
    whole film, so that a passage shares its inner segments with the film and a change stays within its own. The last
    plans are remembered: a render asks for its own several times.
    """
    group = footage.settings.gop
    length = group * max(1, round(_SECONDS * footage.rate / group))
    cuts = range((footage.first // length + 1) * length, footage.end, length)
    edges = (footage.first, *cuts, footage.end)
    return tuple(
        Segment(first=first, stop=stop, digest=_digest(footage, range(first, stop), ffmpeg_version))
        for first, stop in pairwise(edges)
    )


def missing_segments(segments: Iterable[Segment], store_folder: Path) -> tuple[Segment, ...]:
    """The segments that are not kept whole, each digest once, in order: what is to be filmed."""
    unique = {segment.digest: segment for segment in reversed(tuple(segments))}
    return tuple(
        segment
        for segment in sorted(unique.values(), key=lambda segment: segment.first)
        if not is_kept(segment_path(segment, store_folder), {"frames": segment.frame_count})
    )


def segment_path(segment: Segment, store_folder: Path) -> Path:
    """Where a segment is kept."""
    return store_folder / "segments" / f"{segment.digest}.mp4"


def _digest(footage: Footage, frames: range, ffmpeg_version: str) -> str:
    making = (_ENCODING, asdict(footage.settings), footage.size, str(footage.rate), ffmpeg_version)
    shows = footage.frame_digests[frames.start : frames.stop]
    written = repr((making, shows, _lettering(footage, frames)))
    return hashlib.blake2b(written.encode(), digest_size=20).hexdigest()


def _lettering(footage: Footage, frames: range) -> list[object]:
    """What captions add to the frames that show any, and how they are drawn; nothing where none is shown."""
    here = [caption for caption in footage.captions if caption.start_frame < frames.stop]
    here = [caption for caption in here if caption.end_frame > frames.start]
    shown = ((frame - frames.start, shown_at(here, frame, footage.rate)) for frame in frames if here)
    return [(number, [_words(each) for each in several]) for number, several in shown if several]


def _words(shown: Shown) -> tuple[str, float, str]:
    return shown.text, shown.opacity, lettering_digest(shown.text, shown.face)
