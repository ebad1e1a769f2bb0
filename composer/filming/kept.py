"""Files that are kept between runs, each beside a record of its bytes by which damage is seen."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Mapping
from pathlib import Path

from composer.filming.aside import mendable, written_aside

_LOG = logging.getLogger("longzoom")


def fingerprint(path: Path) -> str:
    """Hexadecimal digest of a file's bytes (BLAKE2b, 160 bits)."""
    with mendable(path), path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=20)).hexdigest()


def keep(path: Path, facts: Mapping[str, int]) -> None:
    """Record a file that is whole: its state, and ``facts`` about it, in ``path`` + ``.json``."""
    write_record(_record_path(path), {**state_of(path), **facts})


def is_kept(path: Path, facts: Mapping[str, int]) -> bool:
    """Whether a file is there, whole and as recorded to the last byte; says so in the log where it is damaged.

    A file without a record was being made when its run ended: it is made again without a word.
    """
    record = read_record(_record_path(path))
    if record is None:
        return False
    if _has_size(path, record) and fingerprint(path) == record.get("digest"):
        return all(record.get(name) == value for name, value in facts.items())
    _LOG.warning("%s is damaged and is made again", path)
    return False


def state_of(path: Path) -> dict[str, int | str]:
    """A file's length, time of change and fingerprint, for a record by which ``is_unchanged`` knows it again."""
    state = path.stat()
    return {"bytes": state.st_size, "modified_ns": state.st_mtime_ns, "digest": fingerprint(path)}


def is_unchanged(path: Path, record: Mapping[str, object]) -> bool:
    """Whether a file is as it was recorded.

    Its bytes are read only where its time of change differs (copied, or written to): a film of an hour is known again
    at once. What changes neither length nor time, a failing disk, is not noticed.
    """
    if not _has_size(path, record):
        return False
    return path.stat().st_mtime_ns == record.get("modified_ns") or fingerprint(path) == record.get("digest")


def _has_size(path: Path, record: Mapping[str, object]) -> bool:
    return path.is_file() and path.stat().st_size == record.get("bytes")


def write_record(path: Path, record: Mapping[str, object]) -> None:
    """Write a record of plain JSON values, whole or not at all."""
    with mendable(path), written_aside(path) as aside:
        aside.write_text(json.dumps(record, sort_keys=True) + "\n", encoding="utf-8")


def read_record(path: Path) -> dict[str, object] | None:
    """The record in a file; None where there is none, or it cannot be read as one."""
    try:
        with mendable(path):
            record = json.loads(path.read_bytes()) if path.exists() else None
    except ValueError:
        return None
    return record if isinstance(record, dict) else None


def _record_path(path: Path) -> Path:
    return path.with_name(path.name + ".json")
