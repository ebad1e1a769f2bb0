"""Pictures painted ahead, in processes of their own: those that need none of the others.

SVG is rendered, and Python runs, on one core a process. Workers are loky's, which start without importing the program's
main module and die with it.
"""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol, runtime_checkable

import cv2

from composer.errors import ComposerError
from composer.painting.painter import Painter, Picture, Step

#: Starting a worker takes about as long as painting one picture: fewer pictures are painted here.
_LEAST = 4
#: A worker holds some 300 MB at 2560x1440.
_MOST_WORKERS = 8
_painters: Sequence[Painter] = ()


@runtime_checkable
class Forerunner(Protocol):
    """A painter that can paint steps before the pictures inside them are there."""

    def runs_ahead(self, step: Step) -> bool:
        """Whether this step's picture does not depend on the inner keyframe."""
        ...

    def paint_ahead(self, step: Step) -> Picture:
        """What ``paint`` gives with any inner keyframe; what that one will hide need not be painted."""
        ...


@contextmanager
def painting_ahead(tasks: Sequence[tuple[Painter, Step]], workers: int | None = None) -> Iterator[Iterator[Picture]]:
    """The tasks' pictures, in order, the same whatever the number of workers.

    Parameters
    ----------
    tasks : sequence of (painter, step)
        The painters are Forerunners that run ahead of their steps.
    workers : int, optional
        Processes; as many as there are cores where it is None, and none for few tasks. No more than one picture each
        and one more wait to be taken, so that memory does not grow with the film.

    Raises
    ------
    ComposerError
        When a picture is taken that its painter refused to paint, or a worker died.
    """
    count = min(workers if workers is not None else _cores(), len(tasks), _MOST_WORKERS)
    if count < 2 or (workers is None and len(tasks) < _LEAST):
        yield (_paint_ahead(painter, step) for painter, step in tasks)
        return
    from cloudpickle import dumps
    from loky import ProcessPoolExecutor

    painters = list({id(painter): painter for painter, _ in tasks}.values())
    executor = ProcessPoolExecutor(max_workers=count, initializer=_begin, initargs=(dumps(painters),))
    numbered = [(next(i for i, each in enumerate(painters) if each is painter), step) for painter, step in tasks]
    finished = False
    try:
        yield _taken(executor, deque(numbered), count + 1)
        finished = True
    finally:
        executor.shutdown(wait=True, kill_workers=not finished)


def _taken(executor: Any, waiting: deque[tuple[int, Step]], most: int) -> Iterator[Picture]:
    from loky.process_executor import TerminatedWorkerError

    running: deque[Any] = deque()
    while waiting or running:
        while waiting and len(running) < most:
            running.append(executor.submit(_work, *waiting.popleft()))
        try:
            picture, refusal = running.popleft().result()
        except TerminatedWorkerError as error:
            raise ComposerError(
                "a process that painted keyframes was stopped; the machine may be short of memory",
                "run it again: what is painted is kept",
            ) from error
        if refusal is not None:
            raise ComposerError(*refusal)
        yield picture


def _begin(painters: bytes) -> None:
    """Of a worker: Ctrl-C is for the parent, which ends it; one core is its share."""
    global _painters  # noqa: PLW0603 - a worker's only state, set once
    from cloudpickle import loads

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    cv2.setNumThreads(1)
    _painters = loads(painters)


def _work(number: int, step: Step) -> tuple[Picture | None, tuple[str, str] | None]:
    """A picture, or the message and hint of why there is none."""
    try:
        return _paint_ahead(_painters[number], step), None
    except ComposerError as error:
        return None, (error.message, error.hint)


def _paint_ahead(painter: Painter, step: Step) -> Picture:
    if not isinstance(painter, Forerunner):
        raise TypeError(f"painter {painter.name} cannot paint ahead")
    return painter.paint_ahead(step)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
