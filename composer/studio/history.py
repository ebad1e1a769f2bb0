"""Undo and redo, without limit: what each change made of a file, byte for byte."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One change: the bytes of a file before and after, None where there was no file, and what it did in words."""

    file: Path
    before: bytes | None
    after: bytes | None
    label: str


class History:
    """The changes that can be undone, and those that can be made again."""

    def __init__(self) -> None:
        self._done: list[Entry] = []
        self._undone: list[Entry] = []

    @property
    def last(self) -> Entry | None:
        """What undo would take back."""
        return self._done[-1] if self._done else None

    @property
    def next(self) -> Entry | None:
        """What redo would make again."""
        return self._undone[-1] if self._undone else None

    def add(self, entry: Entry) -> None:
        """A new change: what was undone before it is gone."""
        self._done.append(entry)
        self._undone.clear()

    def undone(self) -> None:
        """The last change was taken back."""
        self._undone.append(self._done.pop())

    def redone(self) -> None:
        """The next change was made again."""
        self._done.append(self._undone.pop())

    def forget(self, file: Path) -> None:
        """Drop everything from the last change of a file backward: someone else has written it since."""
        for entries in (self._done, self._undone):
            places = [place for place, entry in enumerate(entries) if entry.file == file]
            if places:
                del entries[: places[-1] + 1]
