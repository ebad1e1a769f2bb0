"""PNG pictures that say which frame they show, and whether they are whole (PNG, third edition, W3C 2025)."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
#: The header: signature, then a chunk of 13 bytes with its length, name and checksum.
_HEADER_END = len(_SIGNATURE) + 12 + 13
_KEYWORD = b"longzoom frame"


def tagged(png: bytes, digest: str) -> bytes:
    """The same picture with a digest of what it shows as its first text chunk."""
    body = b"tEXt" + _KEYWORD + b"\0" + digest.encode("ascii")
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    return png[:_HEADER_END] + chunk + png[_HEADER_END:]


def tag_of(path: Path) -> str | None:
    """The digest in a picture's file; None where there is no file, none of ours, or a damaged one.

    Every chunk is held against its checksum, so that what was cut short or changed is seen.

    Raises
    ------
    OSError
        If it is there but cannot be read.
    """
    if not path.is_file():
        return None
    data = memoryview(path.read_bytes())
    if bytes(data[: len(_SIGNATURE)]) != _SIGNATURE:
        return None
    digest, start = None, len(_SIGNATURE)
    while start + 12 <= len(data):
        (length,) = struct.unpack_from(">I", data, start)
        end = start + 8 + length
        if end + 4 > len(data) or zlib.crc32(data[start + 4 : end]) != struct.unpack_from(">I", data, end)[0]:
            return None
        name, body = bytes(data[start + 4 : start + 8]), data[start + 8 : end]
        if name == b"tEXt" and bytes(body[: len(_KEYWORD) + 1]) == _KEYWORD + b"\0":
            digest = bytes(body[len(_KEYWORD) + 1 :]).decode("ascii", errors="replace")
        if name == b"IEND":
            return digest
        start = end + 4
    return None
