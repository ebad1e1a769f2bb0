"""How a long stage tells how far it is."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

#: Called with how many pieces are done and how many there are.
Progress = Callable[[int, int], None]


def unseen(_done: int, _total: int) -> None:
    """The progress that nobody watches."""


class Watcher(Protocol):
    """Who is told how far each stage is."""

    def stage(self, name: str) -> Progress:
        """Called as a stage begins: ``listen``, ``paint`` or ``film``."""
        ...


class Nobody:
    """A watcher that does not look."""

    def stage(self, _name: str) -> Progress:
        """Progress that nobody sees."""
        return unseen


@contextmanager
def timed(seconds: dict[str, float], stage: str) -> Iterator[None]:
    """Note the seconds that a stage takes."""
    begun = time.perf_counter()
    try:
        yield
    finally:
        seconds[stage] = time.perf_counter() - begun
