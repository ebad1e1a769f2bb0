"""A grid in place of a tracker: the director knows tempo and downbeat, and nothing needs to be heard."""

from __future__ import annotations

import numpy as np

from composer.listening.features import RATE, Features, Float32
from composer.listening.finding import MARGIN_SECONDS, USUAL_METER, BeatFinder, Counted
from composer.listening.guidance import Guidance
from composer.listening.trackers import Options


def grid_finder(options: Options) -> BeatFinder:
    """Exactly even beats from the beginning of the song to its end.

    Options: ``bpm``, beats a minute, and ``offset``, seconds of a beat that begins a bar.
    """
    tempo, offset = float(str(options["bpm"])), float(str(options["offset"]))

    def find_beats(samples: Float32, features: Features, guidance: Guidance) -> Counted:  # noqa: ARG001
        length = 60 / tempo
        duration = len(samples) / RATE - 2 * MARGIN_SECONDS
        # A beat more at both ends: rounding must not lose one that lies on an edge.
        counts = np.arange(np.floor(-offset / length), np.ceil((duration - offset) / length) + 1).astype(np.int64)
        meter = guidance.meter or USUAL_METER
        return Counted(
            beats=(MARGIN_SECONDS + offset + length * counts).astype(np.float64),
            positions=counts % meter,
            meter=meter,
            confidence=1.0,
            is_exact=True,
        )

    return find_beats
