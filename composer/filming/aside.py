"""Files that appear whole or not at all: written aside under a name of ours, then renamed."""

from __future__ import annotations

import errno
import os
import re
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

from composer.errors import ComposerError

_PATTERN = re.compile(r"\.longzoom-(\d+)-([0-9a-f]{8})-[0-9a-f]{8}\.part")


@contextmanager
def written_aside(target: Path) -> Iterator[Path]:
    """A name in the target's folder to write to; at the end that file, synced to the disk, replaces the target.

    If the block raises, the target stays as it was and the file aside is removed. Where the file cannot be put in
    place, a ComposerError is raised.
    """
    with scratch_file(target.parent) as aside:
        yield aside
        with mendable(target):
            with aside.open("rb+") as file:
                os.fsync(file.fileno())
            aside.replace(target)
            _sync_folder(target.parent)


@contextmanager
def scratch_file(folder: Path) -> Iterator[Path]:
    """A name of ours for a file that is removed at the end; ``clear_leftovers`` removes it where a run is killed."""
    path = folder / f".longzoom-{os.getpid()}-{_run_token()}-{secrets.token_hex(4)}.part"
    try:
        yield path
    finally:
        with suppress(FileNotFoundError):
            path.unlink()


@contextmanager
def mendable(path: Path) -> Iterator[None]:
    """Turns an OSError of the block (full disk, no permission, no folder) into a ComposerError that names the file."""
    try:
        yield
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        hint = "free some space, or choose a folder on another disk" if full else "check its folder and who may use it"
        raise ComposerError(f"{error.filename or path}: {error.strerror or error}", hint) from error


def clear_leftovers(folder: Path) -> tuple[Path, ...]:
    """Remove the files aside that killed runs left in a folder; the paths that were removed.

    Only names of our own pattern are touched, and only where the process that made them is gone.
    """
    removed = []
    for path in sorted(folder.glob(".longzoom-*.part")):
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


def _sync_folder(folder: Path) -> None:
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
