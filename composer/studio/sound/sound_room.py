"""The sound room: the song's grid and waveform, and a copy of it that the browser plays."""

from __future__ import annotations

import contextlib
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from threading import Lock

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route

from composer.errors import ComposerError
from composer.listening.song import Song
from composer.painting.naming import FileDigests
from composer.reporting import Json
from composer.studio.answers import refused, telling
from composer.studio.desk import Desk
from composer.studio.sound.sound_copy import StoppedError, copy_sound
from composer.studio.telling import song_as_json

_FOLDER = "studio/sound"
#: Copies in the store: the last songs of those who share it.
_KEPT = 3
_HEADERS = {"cache-control": "private, max-age=31536000, immutable"}


class SoundRoom:
    """Tells the song, and gives its sound. Its copy is made in the background, once, as soon as the song is known."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._folder = desk.order.store_folder / _FOLDER
        self._digests = FileDigests()
        self._lock = Lock()
        self._pool = ThreadPoolExecutor(1, "copy")
        self._wanted = ""
        self._making: Future[None] | None = None
        self._told: set[str] = set()
        self._is_closed = False

    def routes(self) -> list[BaseRoute]:
        """Its routes."""
        return [
            Route("/api/song", telling(lambda _request: self._tell())),
            Route("/song/{digest}.flac", self._give),
        ]

    def look(self) -> None:
        """Begin the copy of a new song."""
        song = self._desk.state.song
        with contextlib.suppress(OSError, StoppedError):  # the desk tells that a song is gone
            digest = self._digest(song)
            if song is not None and digest is not None and digest != self._wanted:
                self._begin(song, digest)

    def close(self) -> None:
        """Stop a copy that is being made."""
        self._is_closed = True
        self._pool.shutdown(wait=True)

    def _tell(self) -> Json:
        song = self._desk.state.song
        if song is None:
            return {}
        try:
            digest = self._digest(song)
        except OSError:
            digest = None
        if digest is None:
            return song_as_json(song, None)
        self._told.add(digest)
        return song_as_json(song, f"/song/{digest}.flac")

    def _digest(self, song: Song | None) -> str | None:
        """Of the song's file, so that the copy is of these very samples; None where nothing sounds."""
        if song is None or song.path == self._desk.file:
            return None
        return self._digests.of(song.path)

    def _begin(self, song: Song, digest: str) -> Future[None]:
        """The making of a copy, begun or under way; one of another song is dropped."""
        with self._lock:
            if self._is_closed:
                raise StoppedError
            is_gone = self._making is not None and self._making.done() and not self._is_kept(digest)
            if self._making is None or digest != self._wanted or is_gone:
                self._wanted = digest
                self._making = self._pool.submit(self._make, song.path, digest)
            return self._making

    def _make(self, song: Path, digest: str) -> None:
        if self._is_kept(digest):
            self._path(digest).touch()
        else:
            copy_sound(song, self._path(digest), lambda: digest == self._wanted and not self._is_closed)
            if self._digests.of(song) != digest:  # it was replaced meanwhile, and is read anew in a moment
                self._path(digest).unlink()
        self._prune()

    def _is_kept(self, digest: str) -> bool:
        """Whether the copy is there; a link is none of ours, and is replaced."""
        path = self._path(digest)
        return path.is_file() and not path.is_symlink()

    def _path(self, digest: str) -> Path:
        return self._folder / f"{digest}.flac"

    def _prune(self) -> None:
        kept = sorted(self._folder.glob("*.flac"), key=lambda path: -path.lstat().st_mtime_ns)
        for path in kept[_KEPT:]:
            with contextlib.suppress(OSError):  # another studio may prune the same folder
                path.unlink()

    async def _give(self, request: Request) -> Response:
        try:
            path = await run_in_threadpool(self._copy, request.path_params["digest"])
        except ComposerError as error:
            return refused(422, error.message, error.hint)
        except (KeyError, OSError, StoppedError):
            return refused(404, "the song is gone, or another one by now")
        return FileResponse(path, media_type="audio/flac", headers=_HEADERS)

    def _copy(self, digest: str) -> Path:
        """The copy that a page was told of, waited for where it is still being made; raises KeyError for others."""
        song = self._desk.state.song
        if song is not None and digest == self._digest(song):
            self._begin(song, digest).result()
        elif digest not in self._told or not self._is_kept(digest):
            raise KeyError(digest)
        return self._path(digest)
