"""The process that sketches: ``python -m composer.studio.pictures.sketching FOLDER``, started and ended by the studio.

It reads one JSON object a line, ``{"number", "board", "wanted"}``: a storyboard (pickled, base64) and which of its
keyframes are wanted. It answers with ``{"number", "planned", "early"}``, the digests of all keyframes and of the early
sketches that stand in for them (empty for none); with ``{"number", "done"}`` after each; and at last with
``{"number", "finished"}`` or ``{"number", "failed", "hint"}``. A newer request ends an older one between two
keyframes, and so does the end of the input.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Condition, Event, Thread
from typing import IO, Any

from composer.errors import ComposerError

Tell = Callable[[dict[str, object]], None]
#: The page and its player come first.
_NICENESS = 5
#: After the end of the input, for the keyframe that is on its way.
_GRACE_SECONDS = 1.0


class SupersededError(Exception):
    """Nobody waits for these sketches any more."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Asked:
    """A request: its number, the storyboard, and the indices of the keyframes that are wanted."""

    number: int
    board: Any
    wanted: frozenset[int]


class Inbox:
    """The newest request; a thread reads them as they come."""

    def __init__(self, lines: IO[bytes]) -> None:
        self._lines = lines
        self._changed = Condition()
        self._newest: dict[str, Any] | None = None
        self._number = 0
        self._is_over = False
        self._has_left = Event()
        Thread(target=self._read, daemon=True).start()

    def take(self) -> Asked | None:
        """The newest request, as soon as there is one that was not taken; None at the end of the input."""
        with self._changed:
            self._changed.wait_for(lambda: self._newest is not None or self._is_over)
            if self._is_over or self._newest is None:
                return None
            fields, self._newest = self._newest, None
        return Asked(number=fields["number"], board=_unpickled(fields["board"]), wanted=frozenset(fields["wanted"]))

    def check(self, number: int) -> None:
        """Raises SupersededError if a request is not the newest any more."""
        if self._is_over or number != self._number:
            raise SupersededError

    def leave(self) -> None:
        """The process ends by itself."""
        self._has_left.set()

    def _read(self) -> None:
        for line in self._lines:
            fields = json.loads(line)
            with self._changed:
                self._newest, self._number = fields, fields["number"]
                self._changed.notify()
        with self._changed:
            self._is_over = True
            self._changed.notify()
        if not self._has_left.wait(_GRACE_SECONDS):
            os._exit(1)


def sketch(asked: Asked, folder: Path, inbox: Inbox, tell: Tell) -> None:
    """Make the wanted keyframes of a storyboard, and tell of each.

    Raises
    ------
    SupersededError
        As soon as they are not wanted any more.
    ComposerError
        If one cannot be made.
    """
    # Not with the others: requests are read from the first moment on.
    from composer.painting.chain import paint_chain
    from composer.painting.registry import Painters
    from composer.painting.ring import write_works
    from composer.painting.store import KeyframeStore
    from composer.storyboard.records import Direction
    from composer.studio.pictures.early import draw_early, drawn_early, early_recipes

    painters, store = Painters(asked.board), KeyframeStore(folder)
    works = write_works(asked.board, painters)
    shown = sorted((work for work in works if work.is_shown), key=lambda work: work.step.index)
    early = early_recipes(shown, painters)
    planned = [work.digest for work in shown]
    names = [early[digest].digest if digest in early else "" for digest in planned]
    tell({"number": asked.number, "planned": planned, "early": names})

    def progress(done: int, _total: int) -> None:
        inbox.check(asked.number)
        tell({"number": asked.number, "done": done})

    inbox.check(asked.number)
    wanted = [work.digest for work in shown if work.step.index in asked.wanted]
    is_outward = asked.board.direction is Direction.OUT
    draw_early(wanted[::-1] if is_outward else wanted, early, painters, store, lambda: progress(0, 0))
    needed = [replace(work, is_shown=work.is_shown and work.step.index in asked.wanted) for work in works]
    paint_chain(needed, painters, store, progress, workers=1, drawn=drawn_early(early, store))
    tell({"number": asked.number, "finished": True})


def _serve(inbox: Inbox, folder: Path, tell: Tell) -> None:
    while (asked := inbox.take()) is not None:
        try:
            with contextlib.suppress(SupersededError):
                sketch(asked, folder, inbox, tell)
        except ComposerError as error:
            tell({"number": asked.number, "failed": str(error.message), "hint": error.hint})


def _unpickled(text: str) -> Any:
    from cloudpickle import loads

    return loads(base64.b64decode(text))


@contextlib.contextmanager
def _own_output() -> Iterator[Tell]:
    """Tells on what was the standard output; what libraries print goes to the terminal."""
    with os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1) as out:
        os.dup2(2, 1)
        with contextlib.suppress(BrokenPipeError):
            yield lambda fields: print(json.dumps(fields), file=out)


def main() -> None:
    """Sketch what is asked for on the standard input, until that ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    inbox = Inbox(sys.stdin.buffer)
    if hasattr(os, "nice"):
        os.nice(_NICENESS)
    with _own_output() as tell:
        _serve(inbox, Path(sys.argv[1]), tell)
    inbox.leave()


if __name__ == "__main__":
    main()
