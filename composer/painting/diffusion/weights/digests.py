"""Digests of weights, which say that they changed without reading gigabytes."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Protocol

from composer.painting.diffusion.options.options import Source

#: Files up to this size are read whole; of larger ones, three samples of it.
_SAMPLE = 1 << 16
_INDEX = "model_index.json"


class _Digest(Protocol):
    def update(self, data: bytes, /) -> None:
        """Take more bytes in."""

    def hexdigest(self) -> str:
        """What they come to."""


def digest_of_source(source: Source) -> str:
    """What stands for weights among the ingredients of a picture: their name on the hub, or a digest of what is here.

    A folder or file may be moved or renamed without changing it. Of a file that has a ``model_index.json`` beside it,
    the folders that this names count too.
    """
    if source.path is None:
        return source.name
    if source.path.is_dir():
        return digest_of_folder(source.path)
    digest = _new()
    _take_file(digest, source.path)
    for folder in _folders_beside(source.path):
        digest.update(f"{folder.name}\0{digest_of_folder(folder)}\0".encode())
    return digest.hexdigest()


def digest_of_folder(folder: Path) -> str:
    """A digest that changes with a model's settings and weights.

    Of every file its name and size; of its bytes all, or where it is large samples of its start, middle and end.
    """
    digest = _new()
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and not _hidden(path, folder)):
        digest.update(f"{path.relative_to(folder).as_posix()}\0".encode())
        _take_file(digest, path)
    return digest.hexdigest()


def _new() -> _Digest:
    return hashlib.blake2b(digest_size=16)


def _take_file(digest: _Digest, path: Path) -> None:
    size = path.stat().st_size
    digest.update(f"{size}\0".encode())
    with path.open("rb") as file:
        for start in (0,) if size <= _SAMPLE else (0, size // 2, size - _SAMPLE):
            file.seek(start)
            digest.update(file.read(_SAMPLE))


def _folders_beside(file: Path) -> list[Path]:
    try:
        named = json.loads((file.parent / _INDEX).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    return sorted(file.parent / name for name in named if (file.parent / name).is_dir())


def _hidden(path: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(folder).parts)
