"""What is kept in a store, and how to be rid of what no film uses any more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from composer.errors import ComposerError
from composer.painting.pins import pinned_files
from composer.reasons import digests_in_use
from composer.storyboard.reading import read_storyboard

#: What can be pruned: large, and named by the digests that each film's record lists. The studio's sketches and sounds
#: are in no film's record: they are made again in the seconds in which it opens.
_LARGE = ("keyframes", "segments", "joint", "studio")
_KINDS = (*_LARGE, "sound", "songs")


@dataclass(frozen=True, kw_only=True)
class Kept:
    """How much of one kind is kept: files, bytes, and the bytes that the last films do not use."""

    kind: str
    files: int
    size: int
    unused: int


def pinned_by(storyboard: Path, store_folder: Path) -> frozenset[str]:
    """Digests of the kept pictures that a storyboard pins; none where there is no such file.

    Raises
    ------
    StoryboardError
        If the storyboard cannot be read.
    """
    if not storyboard.is_file():
        return frozenset()
    return frozenset(pinned_files(read_storyboard(storyboard), store_folder))


def kept_in(store_folder: Path, pinned: frozenset[str] = frozenset()) -> tuple[Kept, ...]:
    """What a store holds, kind by kind; zeros where there is none. What is ``pinned`` counts as used."""
    used = digests_in_use(store_folder) | pinned
    report = []
    for kind in _KINDS:
        files = list(_files(store_folder / kind))
        sizes = {path: path.stat().st_size for path in files}
        unused = sum(size for path, size in sizes.items() if kind in _LARGE and _digest_of(path) not in used)
        report.append(Kept(kind=kind, files=len(files), size=sum(sizes.values()), unused=unused))
    return tuple(report)


def prune(store_folder: Path, pinned: frozenset[str] = frozenset()) -> int:
    """Remove the keyframes and segments that the last film of no storyboard uses; the bytes that are free then.

    What is ``pinned`` stays too.

    Raises
    ------
    ComposerError
        If a file cannot be removed.
    """
    used, freed = digests_in_use(store_folder) | pinned, 0
    for kind in _LARGE:
        for path in list(_files(store_folder / kind)):
            if _digest_of(path) in used:
                continue
            try:
                freed += path.stat().st_size
                path.unlink()
            except OSError as error:
                raise ComposerError(f"{path}: cannot be removed: {error.strerror}") from error
    return freed


def _digest_of(path: Path) -> str:
    """What a kept file, or the record beside it (``.json``, ``.mp4.json``), is named by."""
    return path.name.partition(".")[0]


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())
