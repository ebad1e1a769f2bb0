"""Where a film is written: checked before the long work begins."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from composer.errors import ComposerError
from composer.files import replaces_one, scratch_file
from composer.filming.aside import mendable


def checked_target(target: Path, sources: Sequence[Path], *, kind: str, suffixes: Sequence[str]) -> Path:
    """The film's full path.

    Parameters
    ----------
    target : Path
        As given.
    sources : sequence of Path
        Files that it must not be.
    kind : str
        What the film is, for messages: ``a film in H.264``.
    suffixes : sequence of str
        That such a film may have, the usual one first.

    Raises
    ------
    ComposerError
        If it is a folder, of another suffix, or one of the sources, or cannot be written.
    """
    path = target.absolute()
    with mendable(path):
        path = path.resolve()
        if path.is_dir():
            raise ComposerError(f"{target} is a folder", "name a file in it, such as film.mp4")
        if target.suffix.lower() not in suffixes:
            *others, last = suffixes
            held = f"{', '.join(others)} or {last}" if others else last
            raise ComposerError(
                f"{target}: {kind} is a {held} file",
                f"name it {target.stem or 'film'}{suffixes[0]}{_other_way(target)}",
            )
        if path.exists() and not path.is_file():
            raise ComposerError(f"{target} is not a plain file", "name another file")
        if not path.parent.is_dir():
            raise ComposerError(f"{target}: there is no folder {path.parent}", "make the folder first")
        if replaces_one(path, sources):
            raise ComposerError(f"{target} is what the film is made from", "name another file for the film")
        with scratch_file(path.parent) as aside:
            aside.touch()
    return path


def _other_way(target: Path) -> str:
    return f", or {target.stem}.webp for a moving picture" if target.suffix.lower() == ".gif" else ""
