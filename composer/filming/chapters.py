"""Chapters of the film, as ffmpeg's metadata file has them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, kw_only=True)
class Chapter:
    """A named stretch of the film: frames ``start_frame`` up to, not including, ``end_frame``."""

    title: str
    start_frame: int
    end_frame: int

    def __post_init__(self) -> None:
        if not 0 <= self.start_frame < self.end_frame:
            raise ValueError(f"a chapter from frame {self.start_frame} to {self.end_frame} is none")


def chapters_within(chapters: Sequence[Chapter], first: int, stop: int) -> tuple[Chapter, ...]:
    """The chapters of a passage, cut to it and counted from its first frame.

    Examples
    --------
    >>> chapters_within([Chapter(title="bus", start_frame=0, end_frame=90)], 60, 120)
    (Chapter(title='bus', start_frame=0, end_frame=30),)
    """
    return tuple(
        Chapter(
            title=chapter.title,
            start_frame=max(chapter.start_frame, first) - first,
            end_frame=min(chapter.end_frame, stop) - first,
        )
        for chapter in chapters
        if chapter.start_frame < stop and chapter.end_frame > first
    )


def metadata_text(title: str, chapters: Sequence[Chapter], rate: Fraction) -> str:
    """The film's title and chapters in ffmpeg's metadata format; the time base is one frame, so nothing is rounded."""
    lines = [";FFMETADATA1"]
    if title:
        lines.append(f"title={_escaped(title)}")
    for chapter in chapters:
        lines += [
            "[CHAPTER]",
            f"TIMEBASE={rate.denominator}/{rate.numerator}",
            f"START={chapter.start_frame}",
            f"END={chapter.end_frame}",
            f"title={_escaped(chapter.title)}",
        ]
    return "\n".join(lines) + "\n"


def _escaped(text: str) -> str:
    """``=``, ``;``, ``#``, ``\\`` and line ends are special to ffmpeg; of other control characters nothing is kept."""
    plain = re.sub(r"[\x00-\x1f\x7f]+", " ", text)
    return re.sub(r"([=;#\\])", r"\\\1", plain)
