"""Chapters as the text that video sites read from a description: ``1:02 prom``."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from composer.filming.chapters import Chapter
from composer.timebase import milliseconds_of

#: What YouTube asks for, which other sites follow; a list that breaks a rule is passed over in silence.
_SHORTEST_SECONDS = 10
_FEWEST = 3


def chapters_text(chapters: Sequence[Chapter], rate: Fraction) -> str:
    """A line a chapter: the second in which it begins, and its title.

    Examples
    --------
    >>> chapters_text([Chapter(title="bus", start_frame=0, end_frame=90)], Fraction(30))
    '0:00 bus\\n'
    """
    hours = any(_second(chapter.start_frame, rate) >= 3600 for chapter in chapters)
    return "".join(f"{_clock(_second(chapter.start_frame, rate), hours)} {_title(chapter)}\n" for chapter in chapters)


def chapter_notes(chapters: Sequence[Chapter], rate: Fraction) -> tuple[str, ...]:
    """What keeps video sites from showing the chapters; empty where nothing does."""
    notes = []
    if len(chapters) < _FEWEST:
        notes.append(f"video sites show no chapters where there are fewer than {_FEWEST}; here: {len(chapters)}")
    edges = [*(chapter.start_frame for chapter in chapters), chapters[-1].end_frame]
    # As a site reads them: in whole seconds.
    lengths = [_second(end, rate) - _second(start, rate) for start, end in pairwise(edges)]
    short = [
        f"{_title(chapter)} ({seconds} s)"
        for chapter, seconds in zip(chapters, lengths, strict=True)
        if seconds < _SHORTEST_SECONDS
    ]
    if short:
        rule = f"video sites show no chapters where one is shorter than {_SHORTEST_SECONDS} s"
        notes.append(f"{rule}; here: {', '.join(short)}")
    return tuple(notes)


def _title(chapter: Chapter) -> str:
    return " ".join(chapter.title.split())


def _second(frame: int, rate: Fraction) -> int:
    return milliseconds_of(frame, rate) // 1000


def _clock(seconds: int, with_hours: bool) -> str:
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if with_hours else f"{minutes}:{second:02}"
