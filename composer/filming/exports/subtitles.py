"""Captions as files that players and sites read: SubRip and WebVTT."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from composer.filming.captions import Caption
from composer.timebase import milliseconds_of


def srt_text(captions: Sequence[Caption], rate: Fraction) -> str:
    """The captions as SubRip; times are the captions' first and end frames, down to the millisecond.

    Examples
    --------
    >>> print(srt_text([Caption(text="1980", start_frame=30, end_frame=90)], Fraction(30)), end="")
    1
    00:00:01,000 --> 00:00:03,000
    1980
    """
    return "\n".join(
        f"{number}\n{_times(caption, rate, ',')}\n{_lines(caption.text)}\n"
        for number, caption in enumerate(captions, 1)
    )


def vtt_text(captions: Sequence[Caption], rate: Fraction) -> str:
    """The captions as WebVTT (https://www.w3.org/TR/webvtt1)."""
    cues = (f"{_times(caption, rate, '.')}\n{_escaped(_lines(caption.text))}\n" for caption in captions)
    return "\n".join(["WEBVTT\n", *cues])


def _times(caption: Caption, rate: Fraction, point: str) -> str:
    return f"{_stamp(caption.start_frame, rate, point)} --> {_stamp(caption.end_frame, rate, point)}"


def _stamp(frame: int, rate: Fraction, point: str) -> str:
    seconds, thousandths = divmod(milliseconds_of(frame, rate), 1000)
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours:02}:{minute:02}:{second:02}{point}{thousandths:03}"


def _lines(text: str) -> str:
    """The text's lines; an empty one would end the caption in both formats."""
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
