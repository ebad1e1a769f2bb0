"""What finds beats: the small contract between the assembly of a song's analysis and its trackers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from composer.listening.features import Features, Float32
from composer.listening.guidance import Guidance
from composer.listening.song import Passage

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

#: Silence put before and after a song, so that an attack in the very first sample is an attack (seconds).
MARGIN_SECONDS = 0.5
#: Beats in a bar where nothing tells.
USUAL_METER = 4
#: A part louder than this is sound at all (full scale is 1): 16 bit noise shaping lies below.
_AUDIBLE = 1e-5


@dataclass(frozen=True, kw_only=True, eq=False)
class Counted:
    """Beats and bars as a tracker found them.

    Attributes
    ----------
    beats : float64 array, shape (n,), n >= 2
        Seconds in the samples that were given, increasing.
    positions : int64 array, shape (n,)
        Position of each beat in its bar, counted from 0.
    meter : int
        Beats in a bar.
    confidence : float
        In [0, 1]: how far the beats can be trusted.
    passages : tuple of Passage
        In order, covering the samples; empty where all of them are as sure.
    is_exact : bool
        Whether the beats are already where they sound, from the song's beginning to its end: they are then neither
        moved to an attack nor gone on with.
    """

    beats: FloatArray
    positions: IntArray
    meter: int
    confidence: float
    passages: tuple[Passage, ...] = ()
    is_exact: bool = False


#: Finds the beats of mono samples at ``features.RATE``, with a margin of silence at both ends, of which these are the
#: features; what is known of the beats has its times in these samples. None where there are no beats.
BeatFinder = Callable[[Float32, Features, Guidance], Counted | None]


def is_audible(samples: Float32) -> bool:
    """Whether there is any sound."""
    return bool(max(samples.max(initial=0.0), -samples.min(initial=0.0)) > _AUDIBLE)
