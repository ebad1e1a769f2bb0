"""The one who has sketches made: a process beside the server, told what is wanted, started again if it dies."""

from __future__ import annotations

import base64
import contextlib
import json
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock, Thread
from typing import IO

from composer.errors import ComposerError
from composer.files import clear_leftovers
from composer.storyboard.records import Storyboard

#: Longer than the process takes to end by itself; it holds up the end of the studio.
_PATIENCE_SECONDS = 1.5


@dataclass(frozen=True, kw_only=True)
class Sketches:
    """How far the sketches are that were asked for last.

    Attributes
    ----------
    number : int
        Of the request.
    planned : tuple of str
        Digests of all keyframes of the sketched film; empty until they are known.
    early : tuple of str
        Digests of what may be shown in their places before; empty ones for none.
    failure : ComposerError or None
        Why there will be no more of them.
    crashes : int
        How often the process died over them.
    is_finished : bool
        Nothing more will come, whatever the reason.
    """

    number: int = 0
    planned: tuple[str, ...] = ()
    early: tuple[str, ...] = ()
    failure: ComposerError | None = None
    crashes: int = 0
    is_finished: bool = True

    def of(self, index: int) -> tuple[str, ...]:
        """Digests of what shows a keyframe, the better first."""
        known = (digests[index] for digests in (self.planned, self.early) if index < len(digests))
        return tuple(filter(None, known))


class Sketcher:
    """Has sketches made in ``folder``; ``told`` is called from a thread whenever there is one more, or an end.

    The process does not weigh on the server: neither by its work nor by the libraries that it loads. It ends with the
    server, even where that is killed, since its input ends then.
    """

    def __init__(self, folder: Path, told: Callable[[], None]) -> None:
        self._folder, self._told = folder, told
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._request = b""
        self._is_closed = False
        self._sketches = Sketches()

    @property
    def sketches(self) -> Sketches:
        """How far they are."""
        return self._sketches

    def ask(self, board: Storyboard, wanted: Iterable[int]) -> None:
        """Have some keyframes of a storyboard made; what was asked for before is dropped."""
        from cloudpickle import dumps

        with self._lock:
            if self._is_closed:
                return
            number = self._sketches.number + 1
            fields = {"number": number, "board": base64.b64encode(dumps(board)).decode(), "wanted": list(wanted)}
            self._request = json.dumps(fields).encode() + b"\n"
            self._sketches = Sketches(number=number, is_finished=False)
            self._send()

    def close(self) -> None:
        """End the process, and leave no half files."""
        with self._lock:
            self._is_closed = True
            process = self._process
        if process is None:
            return
        with contextlib.suppress(OSError):
            _input_of(process).close()
        try:
            process.wait(_PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        clear_leftovers(self._folder, below=True)

    def _send(self) -> None:
        if self._process is None:
            self._process = self._started()
        # A process that just died is found by its reader, which sends the request again.
        with contextlib.suppress(OSError):
            _input_of(self._process).write(self._request)
            _input_of(self._process).flush()

    def _started(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "composer.studio.pictures.sketching", str(self._folder)]
        # In a session of its own: Ctrl-C is for the server, which ends it.
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True)
        Thread(target=self._follow, args=(process,), daemon=True).start()
        return process

    def _follow(self, process: subprocess.Popen[bytes]) -> None:
        """Of a thread: what a process tells, until it ends."""
        if process.stdout is not None:
            for line in process.stdout:
                self._hear(json.loads(line))
        process.wait()
        with self._lock:
            if self._is_closed:
                return
            self._process = None
            self._mourn()
        self._told()

    def _hear(self, fields: dict[str, object]) -> None:
        with self._lock:
            if fields["number"] != self._sketches.number:
                return
            planned, early = fields.get("planned"), fields.get("early")
            if isinstance(planned, list) and isinstance(early, list):
                self._sketches = replace(self._sketches, planned=tuple(planned), early=tuple(early))
            if "failed" in fields:
                failure = ComposerError(str(fields["failed"]), str(fields["hint"]))
                self._sketches = replace(self._sketches, failure=failure)
            if "failed" in fields or "finished" in fields:
                self._sketches = replace(self._sketches, is_finished=True)
        self._told()

    def _mourn(self) -> None:
        """Start it again once; where it dies over the same request, that one is given up."""
        if self._sketches.is_finished:
            return
        self._sketches = replace(self._sketches, crashes=self._sketches.crashes + 1)
        if self._sketches.crashes == 1:
            self._send()
            return
        failure = ComposerError(
            "the process that sketches keyframes was stopped twice",
            "the machine may be short of memory; `longzoom paint` makes the keyframes themselves",
        )
        self._sketches = replace(self._sketches, failure=failure, is_finished=True)


def _input_of(process: subprocess.Popen[bytes]) -> IO[bytes]:
    if process.stdin is None:
        raise ValueError("the process was started without an input")
    return process.stdin
