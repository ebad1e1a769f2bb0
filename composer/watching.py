"""Files that a film depends on, and waiting until one of them changes."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path

#: How often files are looked at, and how long a change must rest before it counts as saved.
_LOOK_SECONDS, _REST_SECONDS = 0.25, 0.1


def wait_for_change(files: Iterable[Path], seen: dict[Path, tuple[int, int]] | None = None) -> None:
    """Return once a file is saved, appears or goes; editors that rename a new file into place are understood.

    ``seen`` is a ``snapshot`` from before, so that a change made meanwhile counts.
    """
    files = tuple(files)
    before = snapshot(files) if seen is None else seen
    while (now := snapshot(files)) == before:
        time.sleep(_LOOK_SECONDS)
    while True:
        time.sleep(_REST_SECONDS)
        if (later := snapshot(files)) == now:
            return
        now = later


def snapshot(files: Iterable[Path]) -> dict[Path, tuple[int, int]]:
    """Time of change (ns) and size of each file that is there."""
    found = {}
    for path in files:
        try:
            status = path.stat()
        except OSError:
            continue
        found[path] = status.st_mtime_ns, status.st_size
    return found
