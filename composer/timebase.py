"""Seconds and frames: the only module that rounds one to the other."""

from __future__ import annotations

import re
from fractions import Fraction

_HALF = Fraction(1, 2)
#: A number or a fraction. Not all that Fraction takes: "1e999999999" keeps it busy for hours.
_RATE = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,9})?(/[0-9]{1,9})?", re.ASCII)
#: The broadcast rates as they are written, and what they mean (SMPTE ST 12: 1000/1001 of the whole rate).
_BROADCAST = {
    "23.98": Fraction(24000, 1001),
    "23.976": Fraction(24000, 1001),
    "29.97": Fraction(30000, 1001),
    "47.95": Fraction(48000, 1001),
    "47.952": Fraction(48000, 1001),
    "59.94": Fraction(60000, 1001),
    "119.88": Fraction(120000, 1001),
}


def parse_rate(text: str | int | float) -> Fraction:
    """Exact frames per second from ``30``, ``"23.976"`` or ``"30000/1001"``.

    Raises
    ------
    ValueError
        If the text is not a number or a fraction, or not between 1 and 240.

    Examples
    --------
    >>> parse_rate("29.97")
    Fraction(30000, 1001)
    """
    written = str(text).strip()
    try:
        rate = _BROADCAST.get(written) or _quotient(written)
    except (ValueError, ZeroDivisionError) as error:
        raise ValueError(f"{written!r} is not a frame rate") from error
    if not 1 <= rate <= 240:
        raise ValueError(f"a frame rate lies between 1 and 240, not {written}")
    return rate


def _quotient(written: str) -> Fraction:
    if not _RATE.fullmatch(written):
        raise ValueError(written)
    above, _, below = written.partition("/")
    return Fraction(above) / Fraction(below or 1)


def frame_at(seconds: float, rate: Fraction) -> int:
    """The frame whose time is nearest (a tie goes to the later one); negative times give negative frames.

    Examples
    --------
    >>> frame_at(0.5, Fraction(30))
    15
    """
    exact = Fraction(seconds) * rate + _HALF
    return exact.numerator // exact.denominator


def time_of(frame: int, rate: Fraction) -> float:
    """Seconds at which a frame is shown: ``frame / rate``, rounded once to a float."""
    return float(frame / rate)


def milliseconds_of(frame: int, rate: Fraction) -> int:
    """Whole milliseconds up to which a frame's time has come: never later than the frame, and less than 1 ms earlier.

    What is shown from there on is shown on this frame and not on the one before it.

    Examples
    --------
    >>> milliseconds_of(100, Fraction(30000, 1001))
    3336
    """
    return int(1000 * frame / rate)


def frame_count(duration: float, rate: Fraction) -> int:
    """Frames of a film as long as its song: ``round(duration * rate)``, at least one."""
    return max(1, frame_at(duration, rate))


def clock(seconds: float) -> str:
    """Minutes and seconds to a hundredth, for messages.

    Examples
    --------
    >>> clock(59.996), clock(62.5)
    ('1:00.00', '1:02.50')
    """
    minutes, rest = divmod(round(seconds * 100), 6000)
    return f"{minutes}:{rest / 100:05.2f}"
