"""Keyframes as the page gets them: whole or not at all, never larger than it can show, never from elsewhere."""

from __future__ import annotations

from pathlib import Path
from threading import Lock

import cv2
import numpy as np

from composer.painting.painter import Picture
from composer.painting.store import KeyframeStore

#: Longest side of what the page gets: a hundred such keyframes are 370 MB on a graphics card, of 2560 four times that.
_LONGEST = 1280


class KeptFiles:
    """A store's pictures as bytes, with what is known of each file, so that looking again costs next to nothing."""

    def __init__(self, store: KeyframeStore) -> None:
        self.store = store
        self._verdicts: dict[str, tuple[tuple[int, int], bool]] = {}

    def has(self, digest: str) -> bool:
        """Whether a picture is there and whole; one that was found damaged when it was read is not."""
        state = _state(self.store.path(digest))
        if state is None:
            return False
        known = self._verdicts.get(digest)
        if known is None or known[0] != state:
            known = self._verdicts[digest] = state, self.store.has(digest)
        return known[1]

    def read(self, digest: str) -> bytes:
        """The picture's file, checked.

        Raises
        ------
        KeyError
            If it is not there, damaged, or a link that leads elsewhere.
        """
        path = self.store.path(digest)
        state = _state(path)
        if state is None or not path.resolve().is_relative_to(self.store.folder.resolve()):
            raise KeyError(digest)
        try:
            return self.store.read(digest)
        except KeyError:
            self._verdicts[digest] = state, False
            raise


class KeyframeFiles:
    """The pictures that the page shows: a film's keyframes, and sketches of those that are not painted.

    Parameters
    ----------
    painted : KeyframeStore
        Of the film.
    shown : KeyframeStore
        The studio's own: sketches, and smaller copies of what is too large for the page, each by the digest of what it
        shows.
    """

    def __init__(self, painted: KeyframeStore, shown: KeyframeStore) -> None:
        self.painted, self.sketched = KeptFiles(painted), KeptFiles(shown)
        self._shrinking = Lock()

    def keyframe(self, digest: str) -> bytes:
        """A painted keyframe as a PNG file, smaller where it is too large; raises KeyError as ``KeptFiles.read``."""
        if max(self.painted.store.size(digest)) <= _LONGEST:
            return self.painted.read(digest)
        # One at a time: 16 MB of pixels each, and a browser asks for six at once.
        with self._shrinking:
            if not self.sketched.has(digest):
                picture = shrunk(_decoded(self.painted.read(digest)))
                self.sketched.store.save(digest, picture, {"smaller": digest})
            return self.sketched.read(digest)

    def sketch(self, digest: str) -> bytes:
        """A sketch as a PNG file; raises KeyError as ``KeptFiles.read``."""
        return self.sketched.read(digest)


def shrunk(picture: Picture) -> Picture:
    """A picture no larger than the page shows it, each pixel the mean of those that it stands for."""
    height, width = picture.shape[:2]
    scale = min(1.0, _LONGEST / max(width, height))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)


def _decoded(data: bytes) -> Picture:
    return np.asarray(cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR_RGB), np.uint8)


def _state(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size
