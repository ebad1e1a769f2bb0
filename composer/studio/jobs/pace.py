"""How fast something goes, from what was done in the last seconds."""

from __future__ import annotations

from collections import deque

#: Older counts say nothing of how it goes now: what was kept goes by in no time, and then painting begins.
_WINDOW_SECONDS = 12.0


class Pace:
    """The speed of a stage; all times are seconds of one clock."""

    def __init__(self) -> None:
        self._counts: deque[tuple[float, int]] = deque()

    def add(self, now: float, done: int) -> None:
        """So many pieces are done now."""
        self._counts.append((now, done))
        while len(self._counts) > 2 and now - self._counts[0][0] > _WINDOW_SECONDS:
            self._counts.popleft()

    @property
    def speed(self) -> float | None:
        """Pieces a second; None before two counts tell."""
        if len(self._counts) < 2:
            return None
        (begun, first), (now, last) = self._counts[0], self._counts[-1]
        return (last - first) / (now - begun) if now > begun and last > first else None
