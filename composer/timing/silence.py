"""A film without a song: its scenes themselves say how long it is."""

from __future__ import annotations

from hashlib import blake2b

import numpy as np

from composer.errors import Problem, StoryboardError
from composer.listening.song import Envelope, Song
from composer.storyboard.records import Storyboard, Unit
from composer.timebase import clock

#: As much as a song may last.
_LONGEST_SECONDS = 3 * 3600.0


def silence(storyboard: Storyboard) -> Song | None:
    """Silence as long as the scenes last, in place of a song: no beats, bars or sections.

    Returns
    -------
    Song or None
        Its ``path`` is the storyboard, which its length was read from; None unless every scene has a length in seconds.

    Raises
    ------
    StoryboardError
        If they last longer than a song may.
    """
    lengths = [scene.length for scene in storyboard.scenes if scene.length and scene.length.unit is Unit.SECONDS]
    if len(lengths) < len(storyboard.scenes):
        return None
    duration = sum(length.amount for length in lengths)
    if duration > _LONGEST_SECONDS:
        message = f"the scenes last {clock(duration)}, longer than a film may ({clock(_LONGEST_SECONDS)})"
        raise StoryboardError(
            (Problem(place=storyboard.place("scenes"), path="scenes", message=message, hint="shorten some of them"),)
        )
    nothing = np.empty(0)
    return Song(
        path=storyboard.file,
        digest=blake2b(f"silence {duration!r}".encode(), digest_size=16).hexdigest(),
        duration=duration,
        sample_rate=0,
        channels=0,
        beats=nothing,
        positions=np.empty(0, np.int64),
        meter=4,
        tempo=0.0,
        strengths=nothing.copy(),
        sections=(),
        loudness=Envelope(rate=1.0, values=np.zeros(1)),
        confidence=1.0,
    )
