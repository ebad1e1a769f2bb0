"""A moment of a song as a beats file writes it: ``0.52 s`` or ``1:02.5``."""

from __future__ import annotations

from composer.errors import ComposerError
from composer.storyboard.cues import parse_cue
from composer.storyboard.kinds import Parsed
from composer.storyboard.records import TimeCue

_CLOCK = r"([0-9]{1,3}:)?[0-9]{1,3}:[0-5][0-9](\.[0-9]+)?|[0-9]+(\.[0-9]+)? s"


def parse_moment(text: str) -> float:
    """Seconds from the start of the song.

    Raises
    ------
    ComposerError
        If the text is not a time.

    Examples
    --------
    >>> parse_moment("1:02.5")
    62.5
    """
    cue = parse_cue(text)
    if not isinstance(cue, TimeCue):
        raise ComposerError(f'"{text}" is not a time', 'write "0.52 s" or "1:02.5"')
    return cue.seconds


MOMENT = Parsed(
    what="a time",
    parse=parse_moment,
    pattern=f"^(?:{_CLOCK})$",
    number_hint=lambda number: f'write the unit: "{number} s"',
    zero="0 s",
)
