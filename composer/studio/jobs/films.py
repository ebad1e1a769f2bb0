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
        self._made: dict[str, tuple[int, Json, str]] = {}

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

    def remember(self, path: Path, result: Json, revision: str) -> None:
        """Keep what is known of a film that was just made, for as long as it is that one."""
        self._made[path.name] = path.stat().st_mtime_ns, result, revision

    def as_json(self) -> list[Json]:
        """The films that are there, the newest first."""
        found = [(path, path.stat()) for name in self.names() if (path := self.path(name))]
        found.sort(key=lambda each: -each[1].st_mtime_ns)
        return [self._as_json(path, status.st_size, status.st_mtime_ns) for path, status in found]

    def _as_json(self, path: Path, size: int, changed: int) -> Json:
        made_at, result, revision = self._made.get(path.name, (0, None, ""))
        is_known = made_at == changed
        return {
            "name": path.name,
            "path": str(path),
            # Another address for another film of the same name: players keep what they have read.
            "url": f"/films/{path.name}?v={changed:x}",
            "bytes": size,
            "changed": round(changed / 1e9, 3),
            "result": result if is_known else None,
            "revision": revision if is_known else None,
        }

    def _is_within(self, path: Path) -> bool:
        return path.resolve().parent == self.folder.resolve()
