"""Files that appear whole or not at all: written aside under a name of ours, then renamed."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from composer.errors import ComposerError
from composer.files import scratch_file


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
def mendable(path: Path) -> Iterator[None]:
    """Turns an OSError of the block (full disk, no permission, no folder) into a ComposerError that names the file."""
    try:
        yield
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        hint = "free some space, or choose a folder on another disk" if full else "check its folder and who may use it"
        raise ComposerError(f"{error.filename or path}: {error.strerror or error}", hint) from error


def _sync_folder(folder: Path) -> None:
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
