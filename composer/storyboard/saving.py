"""Edits of a storyboard file: whole or not at all, and never over a change that someone else made meanwhile."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from composer.errors import ComposerError
from composer.files import write_whole
from composer.storyboard.editing import Edit, edit_text
from composer.storyboard.source import read_bytes, source_from_bytes


def file_digest(path: Path) -> str:
    """Hexadecimal SHA-256 of a file's bytes.

    Raises
    ------
    StoryboardError
        If the file cannot be read.
    """
    return _digest(read_bytes(path))


def edit_file(path: Path, edits: Sequence[Edit], *, expected: str | None = None) -> str:
    """Make edits in a storyboard file; encoding, line ends and file mode stay.

    Parameters
    ----------
    path : Path
        The storyboard; through a link, the file that it leads to is written.
    edits : sequence of Edit
        All of them are made, or none.
    expected : str, optional
        The digest that the file must still have.

    Returns
    -------
    str
        Digest of the file as it is now.

    Raises
    ------
    ComposerError
        If an edit cannot be done exactly, or the file changed meanwhile; it is then left as it was.
    """
    return rewrite_file(path, lambda text: edit_text(text, edits), expected=expected)


def rewrite_file(path: Path, change: Callable[[str], str], *, expected: str | None = None) -> str:
    """As ``edit_file``, with any change of the text, ``lambda text: set_cue(text, "prom", "bar 9")`` for one."""
    before = read_bytes(path)
    if expected is not None and _digest(before) != expected:
        raise _changed_meanwhile(path)
    source_from_bytes(before, path)
    after = change(before.decode("utf-8")).encode("utf-8")
    if after == before:
        return _digest(before)
    if read_bytes(path) != before:
        raise _changed_meanwhile(path)
    write_over(path, after)
    return _digest(after)


def write_over(path: Path, data: bytes) -> None:
    """Write a file whole, in place of what is there; its mode stays, and through a link the file that it leads to is
    written.

    Raises
    ------
    ComposerError
        If it cannot be written.
    """
    with writing(path):
        target = path.resolve()
        mode = target.stat().st_mode if target.exists() else None
        write_whole(target, data)
        if mode is not None:
            target.chmod(mode)


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Says what keeps a file from being written, or removed, as a ComposerError."""
    try:
        yield
    except OSError as error:
        hint = "check the rights of its folder, and the space on the disk"
        raise ComposerError(f"{path} cannot be written: {error.strerror}", hint) from error


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _changed_meanwhile(path: Path) -> ComposerError:
    return ComposerError(f"{path} was changed meanwhile; nothing was written", "load it again, then repeat the edit")
