"""SMPTE timecode: the names of frames as editing programs write them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from composer.errors import ComposerError

#: Rates of 1000/1001 that have a drop-frame count, by the whole rate, and the numbers left out each minute but
#: every tenth (SMPTE ST 12-1, 5.2.2). There is none for 23.976, 47.952 and 119.88.
_DROPPED = {30: 2, 60: 4}
_NTSC = Fraction(1000, 1001)
#: Two digits name a frame within its second.
_MOST_FRAMES = 100


@dataclass(frozen=True, kw_only=True)
class Counting:
    """How frames of a rate are numbered.

    Attributes
    ----------
    frames_per_second : int
        Frames counted as one second; 24 for 23.976, so that its timecode runs 3.6 s an hour behind the clock.
    dropped : int
        Frame numbers left out at the start of each minute but every tenth; 0: none is.
    """

    frames_per_second: int
    dropped: int = 0

    @property
    def drops(self) -> bool:
        """Whether it is a drop-frame count, which keeps to the clock."""
        return self.dropped > 0

    def timecode(self, frame: int) -> str:
        """``HH:MM:SS:FF``, or ``HH:MM:SS;FF`` where frames are dropped; begins again after 24 hours.

        Examples
        --------
        >>> counting_of(Fraction(30000, 1001)).timecode(1800)
        '00:01:00;02'
        """
        number = frame + self._numbers_left_out(frame)
        seconds, frames = divmod(number, self.frames_per_second)
        minutes, second = divmod(seconds, 60)
        hours, minute = divmod(minutes, 60)
        return f"{hours % 24:02}:{minute:02}:{second:02}{';' if self.drops else ':'}{frames:02}"

    def _numbers_left_out(self, frame: int) -> int:
        minute = 60 * self.frames_per_second - self.dropped
        tens, rest = divmod(frame, 10 * minute + self.dropped)
        # The first minute of ten is longer by what the others leave out.
        return self.dropped * (9 * tens + max(0, (rest - self.dropped) // minute))


def counting_of(rate: Fraction) -> Counting:
    """How frames of a rate are numbered: drop-frame at 29.97 and 59.94, which keeps to the clock; plainly else.

    Raises
    ------
    ComposerError
        If timecode cannot name the frames: the rate is neither whole nor 1000/1001 of a whole one, or above 100.
    """
    whole = rate if rate.denominator == 1 else rate / _NTSC
    if whole.denominator != 1 or whole > _MOST_FRAMES:
        hint = "export the edit as .otio, or give a rate such as 24, 29.97 or 60 with --fps"
        raise ComposerError(f"timecode cannot count {float(rate):g} frames a second", hint)
    frames = int(whole)
    return Counting(frames_per_second=frames, dropped=0 if rate.denominator == 1 else _DROPPED.get(frames, 0))
