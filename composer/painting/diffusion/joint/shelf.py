"""Pictures of levels kept until all of their group are keyframes, so that a film that was interrupted goes on alike.

Keyframes of a group are finished one after the other, from the innermost outward, while their pictures are sampled at
once; sampled again from the middle of a group, without the keyframe inside it, they would be others.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np

from composer.errors import ComposerError
from composer.painting.diffusion.canvas.colour import FloatArray

_log = logging.getLogger("longzoom")


class Shelf:
    """A folder with the pictures of groups, by digests of what made them. The folder is made when it is needed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, digest: str, pictures: Sequence[FloatArray]) -> None:
        """Keep a group's pictures, all of one size, in place of older ones of that digest.

        Raises
        ------
        ComposerError
            If they cannot be written.
        """
        path = self._path(digest)
        aside = path.with_suffix(f".{os.getpid()}.part")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with aside.open("wb") as file:
                np.save(file, np.stack([np.asarray(picture, np.float32) for picture in pictures]), allow_pickle=False)
            aside.replace(path)
        except OSError as error:
            with suppress(OSError):
                aside.unlink()
            message = f"{path} cannot be written: {error.strerror}"
            raise ComposerError(message, "free some disk space, or choose a folder that you may write to") from error

    def get(self, digest: str) -> tuple[FloatArray, ...] | None:
        """A group's pictures, exactly as they were put, the outermost first; None where they are not there."""
        path = self._path(digest)
        try:
            pictures = np.load(path, allow_pickle=False)
            if pictures.ndim != 4 or pictures.dtype != np.float32:
                raise ValueError(f"{pictures.shape} {pictures.dtype}")
        except FileNotFoundError:
            return None
        except (OSError, ValueError, EOFError):
            _log.warning("%s is damaged: its keyframes are sampled again", path)
            return None
        return tuple(pictures)

    def drop(self, digest: str) -> None:
        """Forget a group, once its outermost keyframe is kept."""
        self._path(digest).unlink(missing_ok=True)

    def _path(self, digest: str) -> Path:
        return self._folder / f"{digest}.npy"
