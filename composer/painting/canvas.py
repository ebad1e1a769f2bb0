"""How large keyframes are painted for a film of a given size."""

from __future__ import annotations

from math import gcd

from composer.storyboard.records import Output

#: A keyframe is magnified up to its zoom before the next one fills the frame; at twice the film's size a zoom of 2
#: stays sharp to the end.
_DETAIL = 2.0
#: Longest side beyond which more detail costs more memory and painting time than it shows.
_LONGEST = 2560


def canvas_size(output: Output) -> tuple[int, int]:
    """Width and height of keyframes in pixels: exactly the film's shape, between its size and twice that.

    Examples
    --------
    >>> canvas_size(Output(width=1280, height=720)), canvas_size(Output(width=3840, height=2160))
    ((2560, 1440), (3840, 2160))
    """
    unit = gcd(output.width, output.height)
    shape = output.width // unit, output.height // unit
    largest = max(_LONGEST, output.width, output.height)
    times = min(round(unit * _DETAIL), largest // max(shape))
    return shape[0] * times, shape[1] * times
