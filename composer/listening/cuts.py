"""Which lines between bars part a song into sections: the likeliest of all ways to cut it, by lengths and by odds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

#: No section is longer than this many bars.
LONGEST = 32


@dataclass(frozen=True, kw_only=True, eq=False)
class Lengths:
    """What it is worth in nats that a section lasts so many bars: music comes in fours and eights.

    Attributes
    ----------
    inner : float64 array, shape (LONGEST + 1,)
        Of a section between two others; that of no bars is not used.
    ending : float64 array, shape (LONGEST + 1,)
        Of the first and of the last section, which may begin before or end after what is heard of them.
    """

    inner: FloatArray
    ending: FloatArray

    def worth(self, count: int, starts: IntArray, ends: IntArray | int) -> FloatArray:
        """Of sections of a song of ``count`` bars, from and to the lines given."""
        bars = ends - starts
        at_an_end = (starts == 0) | (np.asarray(ends) == count)
        worth: FloatArray = np.where(at_an_end, self.ending[bars], self.inner[bars])
        return worth


def best_cuts(odds: FloatArray, lengths: Lengths) -> list[int]:
    """Bars at which sections begin, with the end of the last one: dynamic programming over lines and lengths.

    Parameters
    ----------
    odds : float64 array, shape (n_bars + 1,)
        Nats that speak for a section to begin at each line between bars; the first and the last are not used.
    """
    count = len(odds) - 1
    best, before = np.zeros(count + 1), np.zeros(count + 1, np.int64)
    for line in range(1, count + 1):
        starts = np.arange(max(0, line - LONGEST), line)
        values = best[starts] + lengths.worth(count, starts, line)
        chosen = int(np.argmax(values))
        best[line] = values[chosen] + (odds[line] if line < count else 0.0)
        before[line] = starts[chosen]
    cuts = [count]
    while cuts[-1] > 0:
        cuts.append(int(before[cuts[-1]]))
    return cuts[::-1]
