"""The films that the studio makes: beside the storyboard, under the names that the command line gives them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from composer.errors import ComposerError
from composer.order import Order, film_name
from composer.reporting import Json


class Films:
    """The films of one storyboard.

    Parameters
    ----------
    order : Order
        As the studio was opened with.
    """

    def __init__(self, order: Order) -> None:
        self._order = order

    @property
    def folder(self) -> Path:
        """Where they are written."""
        return self._order.storyboard.absolute().parent

    def target(self, *, draft: bool, is_passage: bool) -> Path:
        """The file of a film.

        Raises
        ------
        ComposerError
            If a link leads from there to another folder.
        """
        path = self.folder / film_name(replace(self._order, draft=draft), is_passage=is_passage)
        if not self._is_within(path):
            raise ComposerError(f"{path} leads out of the storyboard's folder", "take the link away")
        return path

    def names(self) -> tuple[str, ...]:
        """What films of this storyboard can be called."""
        orders = (replace(self._order, draft=draft) for draft in (False, True))
        return tuple(film_name(order, is_passage=passage) for order in orders for passage in (False, True))

    def path(self, name: str) -> Path | None:
        """The file of a film that is there; None for any other name."""
        path = self.folder / name
        return path if name in self.names() and path.is_file() and self._is_within(path) else None

    def as_json(self) -> list[Json]:
        """The films that are there, the newest first."""
        found = [(path, path.stat()) for name in self.names() if (path := self.path(name))]
        found.sort(key=lambda each: -each[1].st_mtime_ns)
        return [
            {
                "name": path.name,
                # Another address for another film of the same name: players keep what they have read.
                "url": f"/films/{path.name}?v={status.st_mtime_ns:x}",
                "bytes": status.st_size,
                "changed": round(status.st_mtime, 3),
            }
            for path, status in found
        ]

    def _is_within(self, path: Path) -> bool:
        return path.resolve().parent == self.folder.resolve()
