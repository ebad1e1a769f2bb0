"""All ways to cut a song into sections, each as likely as its worth: their sum, and how often each section is in one.

A semi-Markov conditional random field (Sarawagi and Cohen 2004). The sum over all ways from line to line through a
triangular matrix of sections is a column of the inverse of what it leaves of 1, so no step is taken line by line.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import solve_triangular

from composer.listening.cuts import LONGEST, Lengths

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True, eq=False)
class Ways:
    """Many ways to cut a song: ln of the sum of their worths, and how likely each section is among them, shape
    (n_lines, n_lines), from its first line to the line after its last bar."""

    log_sum: float
    sections: FloatArray

    @property
    def cuts(self) -> FloatArray:
        """How likely a section begins at each line, 1 at the first; 0 at the last."""
        cuts: FloatArray = self.sections.sum(1)
        return cuts


def all_ways(odds: FloatArray, lengths: Lengths, allowed: BoolArray) -> Ways:
    """Ways to cut a song whose sections are all allowed.

    Parameters
    ----------
    odds : float64 array, shape (n_lines,)
        Nats for a section to begin at each line.
    allowed : bool array, shape (n_lines, n_lines)
        Which sections there may be, as in ``Ways``; a song must be able to be made of them.
    """
    count = len(odds) - 1
    starts, ends = np.nonzero(allowed & possible(count))
    worth = np.zeros((count + 1, count + 1))
    worth[starts, ends] = np.exp(lengths.worth(count, starts, ends) + np.where(ends < count, odds[ends], 0.0))
    first, last = np.zeros(count + 1), np.zeros(count + 1)
    first[0], last[count] = 1.0, 1.0
    left = np.eye(count + 1) - worth
    before = solve_triangular(left, first, trans="T", unit_diagonal=True)
    after = solve_triangular(left, last, unit_diagonal=True)
    return Ways(log_sum=float(np.log(before[count])), sections=before[:, None] * worth * after / before[count])


def possible(count: int) -> BoolArray:
    """Sections of a song of ``count`` bars that are not empty and not too long."""
    line = np.arange(count + 1)
    bars = line - line[:, None]
    fits: BoolArray = (bars > 0) & (bars <= LONGEST)
    return fits


def true_sections(is_edge: BoolArray, is_free: BoolArray) -> BoolArray:
    """Sections that there may be in truth: from edge to edge, and to and from lines that are neither edge nor none."""
    inner = is_edge.copy()
    inner[[0, -1]] = False
    line_or_edge = inner | is_free
    line_or_edge[[0, -1]] = True
    passed = np.cumsum(inner)
    over = passed - passed[:, None] - inner
    true: BoolArray = line_or_edge[:, None] & line_or_edge & (over <= 0)
    return true
