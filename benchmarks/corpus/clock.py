"""From beats, counted from 0, to seconds: the tempo map of a song, and its swing."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


def _bend(part: float, middle: float) -> float:
    """Move the middle of a unit interval to ``middle``, straight on both sides of it."""
    return part * 2 * middle if part <= 0.5 else middle + (part - 0.5) * 2 * (1 - middle)


@dataclass(frozen=True, kw_only=True, eq=False)
class Clock:
    """``edges``: seconds of every beat and of the end of the last one, shape (n_beats + 1,).

    ``swing8`` is where in its beat the off-beat eighth falls (0.5: straight, 2/3: triplets), ``swing16`` where in its
    eighth the off-beat sixteenth does.
    """

    edges: FloatArray
    swing8: float = 0.5
    swing16: float = 0.5

    @property
    def n_beats(self) -> int:
        """Beats of the song."""
        return len(self.edges) - 1

    def second(self, beat: float, swung: bool = True) -> float:
        """When a beat, or a part of one, sounds; before the first and past the last beat the tempo goes on."""
        if swung:
            beat = self._swing(beat)
        i = min(max(math.floor(beat), 0), self.n_beats - 1)
        return float(self.edges[i] + (beat - i) * (self.edges[i + 1] - self.edges[i]))

    def _swing(self, beat: float) -> float:
        whole = math.floor(beat + 1e-9)
        part = _bend(beat - whole, self.swing8)
        half = 0.0 if part < self.swing8 else self.swing8
        length = self.swing8 if part < self.swing8 else 1 - self.swing8
        return whole + half + length * _bend((part - half) / length, self.swing16)
