"""Names of pictures: digests of all that makes them, and of the files that they are made from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from composer.geometry import Similarity


def digest_of(ingredients: Mapping[str, object]) -> str:
    """Hexadecimal digest of plain JSON values, whatever the order of their keys."""
    written = json.dumps(ingredients, sort_keys=True, ensure_ascii=False).encode()
    return hashlib.blake2b(written, digest_size=16).hexdigest()


def numbers_of(portal: Similarity) -> list[float]:
    """A portal as plain JSON values."""
    return [portal.a.real, portal.a.imag, portal.b.real, portal.b.imag]


class FileDigests:
    """Digests of files' bytes; a file is read again only when its size or its time of change differs."""

    def __init__(self) -> None:
        self._known: dict[tuple[Path, int, int], str] = {}

    def of(self, path: Path) -> str:
        """Hexadecimal digest of a file.

        Raises
        ------
        OSError
            If it cannot be read.
        """
        state = path.stat()
        key = path, state.st_size, state.st_mtime_ns
        if key not in self._known:
            with path.open("rb") as file:
                made = hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16))
            self._known[key] = made.hexdigest()
        return self._known[key]
