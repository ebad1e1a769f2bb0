"""How a long stage tells how far it is."""

from __future__ import annotations

from collections.abc import Callable

#: Called with how many pieces are done and how many there are.
Progress = Callable[[int, int], None]


def unseen(_done: int, _total: int) -> None:
    """The progress that nobody watches."""
