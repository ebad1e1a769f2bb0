"""Where keyframes are kept: a lossless picture for each digest, with a sidecar that says what made it."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import struct
import time
from collections.abc import Mapping
from pathlib import Path

import cv2
import numpy as np

from composer.errors import ComposerError
from composer.files import write_whole
from composer.painting.measuring import Measures, measures_from
from composer.painting.painter import Picture

_log = logging.getLogger("longzoom")
#: zlib level: 1 writes 2560x1440 in a third of the time of the default for a fifth more bytes.
_PNG_LEVEL = 1


class KeyframeStore:
    """Keyframes by digest in ``folder/keyframes``. Written aside and renamed; damaged ones are as if absent."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "keyframes"

    @property
    def workshop(self) -> Path:
        """Where painters keep what they need to go on after they were stopped."""
        return self.folder.parent / "joint"

    def path(self, digest: str) -> Path:
        """Where the picture of a digest is, or would be."""
        return self.folder / digest[:2] / f"{digest}.png"

    def has(self, digest: str) -> bool:
        """Whether the picture is there and whole.

        Its bytes are read only where its size is not the recorded one, or it and its record have not changed at one
        time: 200 keyframes are a gigabyte. ``load`` reads them in any case.
        """
        return self._is_untouched(digest) or self._intact(digest) is not None

    def find(self, beginning: str) -> tuple[str, ...]:
        """Digests of the pictures that are there, whole or not, and begin with these two or more digits; sorted."""
        found = (self.folder / beginning[:2]).glob(f"{beginning}*.png")
        return tuple(sorted(path.stem for path in found))

    def size(self, digest: str) -> tuple[int, int]:
        """Width and height of a picture that is there, in pixels, from the head of its file.

        Raises
        ------
        KeyError
            If it is not there or damaged.
        """
        try:
            with self.path(digest).open("rb") as file:
                head = file.read(24)
            width, height = struct.unpack(">2L", head[16:])
        except (OSError, struct.error) as error:
            raise KeyError(digest) from error
        return int(width), int(height)

    def read(self, digest: str) -> bytes:
        """The picture's file, a PNG.

        Raises
        ------
        KeyError
            If it is not there or damaged.
        """
        data = self._intact(digest)
        if data is None:
            raise KeyError(digest)
        return data

    def load(self, digest: str) -> Picture:
        """The picture, uint8 RGB of shape (height, width, 3).

        Raises
        ------
        KeyError
            If it is not there or damaged.
        """
        data = self._intact(digest)
        picture = None if data is None else cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR_RGB)
        if picture is None:
            raise KeyError(digest)
        return np.asarray(picture, np.uint8)

    def save(
        self, digest: str, picture: Picture, ingredients: Mapping[str, object], measures: Measures | None = None
    ) -> Path:
        """Keep a picture, what made it and how it measures.

        Raises
        ------
        ComposerError
            If it cannot be written.
        """
        path = self.path(digest)
        done, data = cv2.imencode(".png", picture[:, :, ::-1], [cv2.IMWRITE_PNG_COMPRESSION, _PNG_LEVEL])
        if not done:
            raise ComposerError(f"{path}: the keyframe could not be encoded")
        raw = data.tobytes()
        sidecar: dict[str, object] = {"bytes": _digest_of(raw), "size": len(raw), "ingredients": dict(ingredients)}
        sidecar["measures"] = measures.as_json() if measures else None
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            # The picture last: one without its record is damaged, a record alone is of a run that was stopped.
            write_whole(path.with_suffix(".json"), json.dumps(sidecar, indent=1, ensure_ascii=False).encode())
            write_whole(path, raw)
            now = time.time_ns()
            for written in (path, path.with_suffix(".json")):
                os.utime(written, ns=(now, now))
        except OSError as error:
            raise ComposerError(
                f"{path.parent}: cannot keep the keyframe: {error.strerror or error}",
                "free some space or choose another --store",
            ) from error
        return path

    def ingredients(self, digest: str) -> Mapping[str, object] | None:
        """What made a kept picture; None where that is not known."""
        sidecar = self._sidecar(digest)
        made = None if sidecar is None else sidecar.get("ingredients")
        return made if isinstance(made, dict) else None

    def measures(self, digest: str) -> Measures | None:
        """How a kept picture measures; None where it holds no other, or ``is_measured`` says that nobody looked."""
        sidecar = self._sidecar(digest)
        return None if sidecar is None else measures_from(sidecar.get("measures"))

    def is_measured(self, digest: str) -> bool:
        """Whether a kept picture was measured when it was kept; those of older versions were not."""
        return "measures" in (self._sidecar(digest) or {})

    def _sidecar(self, digest: str) -> dict[str, object] | None:
        try:
            sidecar = json.loads(self.path(digest).with_suffix(".json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return sidecar if isinstance(sidecar, dict) else None

    def _is_untouched(self, digest: str) -> bool:
        path = self.path(digest)
        try:
            state, record = path.stat(), path.with_suffix(".json").stat()
        except OSError:
            return False
        sidecar = self._sidecar(digest)
        return state.st_mtime_ns == record.st_mtime_ns and sidecar is not None and sidecar.get("size") == state.st_size

    def _intact(self, digest: str) -> bytes | None:
        path = self.path(digest)
        try:
            raw = path.read_bytes()
        except OSError:
            return None
        sidecar = self._sidecar(digest)
        if sidecar is None or sidecar.get("bytes") != _digest_of(raw):
            _log.warning("%s is damaged: it will be painted again", path)
            return None
        return raw


def _digest_of(raw: bytes) -> str:
    return hashlib.blake2b(raw, digest_size=16).hexdigest()
