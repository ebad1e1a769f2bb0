"""Files that are there whole or not at all: written aside under a name of ours, then renamed."""

from __future__ import annotations

import os
import re
import secrets
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

_PATTERN = re.compile(r"\.longzoom-(\d+)-([0-9a-f]{8})-[0-9a-f]{8}\.part")


def write_whole(path: Path, data: bytes) -> None:
    """Write a file aside, in the same folder, and rename it into its place.

    Raises
    ------
    OSError
        If it cannot be written; what was at ``path`` before is still there then.
    """
    with scratch_file(path.parent) as aside:
        with aside.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)


def replaces_one(target: Path, sources: Iterable[Path]) -> bool:
    """Whether writing a file would replace one of the sources, by whatever name or link it is reached.

    Raises
    ------
    OSError
        If one of them is there but cannot be looked at.
    """
    return target.exists() and any(source.exists() and target.samefile(source) for source in sources)


@contextmanager
def scratch_file(folder: Path) -> Iterator[Path]:
    """A name of ours for a file that is removed at the end; ``clear_leftovers`` removes it where a run is killed."""
    path = folder / f".longzoom-{os.getpid()}-{_run_token()}-{secrets.token_hex(4)}.part"
    try:
        yield path
    finally:
        with suppress(OSError):  # renamed into its place, or never made
            path.unlink()


def clear_leftovers(folder: Path, *, below: bool = False) -> tuple[Path, ...]:
    """Remove the files aside that killed runs left in a folder; the paths that were removed.

    Only names of our own pattern are touched, and only where the process that made them is gone. ``below`` looks
    into the folders in it too, as is right for a store and nowhere else.
    """
    removed = []
    for path in sorted(folder.glob("**/.longzoom-*.part" if below else ".longzoom-*.part")):
        match = _PATTERN.fullmatch(path.name)
        if match and not _is_live(int(match[1]), match[2]):
            with suppress(OSError):  # another run may clear the same folder, or the file be held open
                path.unlink()
                removed.append(path)
    return tuple(removed)


def _is_live(pid: int, token: str) -> bool:
    if pid == os.getpid():
        # In a container the killed run often had the very process number of this one.
        return token == _run_token()
    if sys.platform == "win32":
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


@cache
def _run_token() -> str:
    return secrets.token_hex(4)
