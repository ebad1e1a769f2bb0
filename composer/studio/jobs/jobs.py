"""The job that runs: one at a time, in a process of its own, known to every page that asks."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from enum import StrEnum
from threading import Event, RLock, Thread
from typing import Any

from composer.reporting import Json
from composer.studio.desk import ConflictError
from composer.studio.jobs.job_order import JobOrder
from composer.studio.jobs.pace import Pace

_LOG = logging.getLogger("longzoom")
#: The process that does a job.
WORKER: tuple[str, ...] = (sys.executable, "-m", "composer.studio.jobs.working")
#: A job that was cancelled ends a keyframe's part and closes its files in this time, or is killed.
_GRACE_SECONDS = 10.0
#: Pages are told no more often.
_TELL_SECONDS = 0.2
_MOST_NOTICES = 20


class Phase(StrEnum):
    """Where a job stands."""

    RUNNING = "running"
    STOPPING = "stopping"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens."""
        return self not in (Phase.RUNNING, Phase.STOPPING)


@dataclass(frozen=True, kw_only=True)
class JobState:
    """What is known of a job at one moment; times are of ``time.monotonic``.

    ``revision`` is that of the film which it makes, empty where that is not known; ``ended`` is None while it runs.
    """

    number: int
    label: str
    job: JobOrder
    begun: float
    phase: Phase = Phase.RUNNING
    stage: str = ""
    done: int = 0
    total: int = 0
    speed: float | None = None
    revision: str = ""
    notices: tuple[str, ...] = ()
    result: Json | None = None
    message: str = ""
    hint: str = ""
    ended: float | None = None

    def as_json(self) -> Json:
        """What the page is told."""
        left = (self.total - self.done) / self.speed if self.speed and not self.phase.is_over else None
        return {
            "number": self.number,
            "kind": self.job.kind.value,
            "label": self.label,
            "scene": self.job.scene,
            "step": self.job.step,
            "revision": self.revision,
            "phase": self.phase.value,
            "stage": self.stage,
            "done": self.done,
            "total": self.total,
            "speed": None if self.speed is None else round(self.speed, 2),
            "secondsLeft": None if left is None else round(left, 1),
            "elapsed": round((self.ended or time.monotonic()) - self.begun, 1),
            "notices": list(self.notices),
            "result": self.result,
            "error": {"message": self.message, "hint": self.hint} if self.phase is Phase.FAILED else None,
        }


@dataclass(kw_only=True, eq=False)
class _Running:
    """The process of a job; ``over`` is set once its end is told."""

    process: subprocess.Popen[str]
    pace: Pace = field(default_factory=Pace)
    over: Event = field(default_factory=Event)


class Jobs:
    """Starts, follows and cancels jobs. All methods may be called from any thread.

    Parameters
    ----------
    tell : callable
        Told a job's state each time it is another one, but not too often.
    revision_of : callable
        The revision of the film whose storyboard has a digest; empty where that is not known.
    """

    def __init__(self, tell: Callable[[JobState], None], revision_of: Callable[[str], str]) -> None:
        self._tell_pages, self._revision_of = tell, revision_of
        self._lock = RLock()
        self._state: JobState | None = None
        self._running: _Running | None = None
        self._told, self._is_untold = 0.0, False

    @property
    def state(self) -> JobState | None:
        """The job that runs, or the last one."""
        return self._state

    def start(self, job: JobOrder, label: str) -> JobState:
        """Start a job.

        Raises
        ------
        ConflictError
            If one runs already.
        """
        with self._lock:
            if self._state and not self._state.phase.is_over:
                raise ConflictError(f"{self._state.label} is still being made", "wait for its end, or cancel it")
            number = self._state.number + 1 if self._state else 1
            self._state = JobState(number=number, label=label, job=job, begun=time.monotonic())
            self._running = _Running(process=_begin(job))
            Thread(target=self._follow, args=(self._running,), daemon=True).start()
            self._tell()
            return self._state

    def cancel(self) -> None:
        """Stop what runs, as Ctrl-C does; what is painted and filmed so far is kept."""
        with self._lock:
            running = self._running
            if running is None or self._state is None or self._state.phase is not Phase.RUNNING:
                return
            self._set(phase=Phase.STOPPING)
            _end_input(running.process)
            Thread(target=_kill_in_time, args=(running,), daemon=True).start()

    def close(self) -> None:
        """Stop what runs, and wait for its end."""
        self.cancel()
        running = self._running
        if running is not None:
            running.over.wait(_GRACE_SECONDS + 5)

    def flush(self) -> None:
        """Tell what was held back, to be called from time to time."""
        with self._lock:
            if self._is_untold:
                self._tell()

    def _follow(self, running: _Running) -> None:
        """Read what the process tells until it ends."""
        for line in running.process.stdout or ():
            with suppress(ValueError):  # the last line of a process that was killed may be half a line
                self._heard(json.loads(line))
        status = _buried(running.process)
        with self._lock:
            self._running = None
            self._ended(status)
        running.over.set()

    def _heard(self, told: dict[str, Any]) -> None:
        # Asked for before the lock is taken: it may have to wait for the desk.
        revision = self._revision_of(told["digest"]) if told.get("event") == "read" else ""
        with self._lock:
            match told:
                case {"event": "stage", "stage": stage, "done": done, "total": total}:
                    self._progressed(stage, done, total)
                case {"event": "read"}:
                    self._set(revision=revision)
                case {"event": "notice", "text": text}:
                    self._add_notice(text)
                case {"event": "failed", "message": message, "hint": hint}:
                    self._set(message=message, hint=hint)
                case {"event": "done", **result}:
                    self._set(result=result)

    def _progressed(self, stage: str, done: int, total: int) -> None:
        running, state = self._running, self._state
        if running is None or state is None:
            return
        is_new = stage != state.stage
        if is_new:
            running.pace = Pace()
        if total:
            running.pace.add(time.monotonic(), done)
        self._state = replace(state, stage=stage, done=done, total=total, speed=running.pace.speed)
        if is_new or time.monotonic() - self._told >= _TELL_SECONDS:
            self._tell()
        else:
            self._is_untold = True

    def _add_notice(self, text: str) -> None:
        notices = self._state.notices if self._state else ()
        if text not in notices and len(notices) < _MOST_NOTICES:
            self._set(notices=(*notices, text))

    def _ended(self, status: int) -> None:
        state = self._state
        if state is None:
            return
        if status == 0 and state.result is not None:
            self._set(phase=Phase.DONE, ended=time.monotonic())
        elif status == 130 or state.phase is Phase.STOPPING:
            self._set(phase=Phase.CANCELLED, ended=time.monotonic(), message="", hint="")
        else:
            message, hint = (state.message, state.hint) if state.message else _death(status)
            _LOG.warning("%s: %s", state.label, message)
            self._set(phase=Phase.FAILED, ended=time.monotonic(), message=message, hint=hint)

    def _set(self, **changes: Any) -> None:
        if self._state is not None:
            self._state = replace(self._state, **changes)
            self._tell()

    def _tell(self) -> None:
        self._told, self._is_untold = time.monotonic(), False
        if self._state is not None:
            self._tell_pages(self._state)


def _begin(job: JobOrder) -> subprocess.Popen[str]:
    # A session of its own: Ctrl-C in the terminal reaches the studio alone, which then ends the job.
    process = subprocess.Popen(
        WORKER, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8", start_new_session=True
    )
    if process.stdin is not None:
        with suppress(OSError):  # one that died at once is told of by its exit status
            process.stdin.write(job.as_line() + "\n")
            process.stdin.flush()
    return process


def _end_input(process: subprocess.Popen[str]) -> None:
    if process.stdin is not None:
        with suppress(OSError):
            process.stdin.close()


def _kill_in_time(running: _Running) -> None:
    if not running.over.wait(_GRACE_SECONDS):
        _kill_group(running.process)


def _buried(process: subprocess.Popen[str]) -> int:
    """The exit status of a process that ends; encoders and helpers of one that died alone are ended with it."""
    if hasattr(os, "waitid"):
        # Not reaped yet: until then no other process group can have its number.
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        _kill_group(process)
    status = process.wait()
    _end_input(process)
    if process.stdout is not None:
        process.stdout.close()
    return status


def _kill_group(process: subprocess.Popen[str]) -> None:
    with suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()


def _death(status: int) -> tuple[str, str]:
    """What to say of a process that said nothing before it ended."""
    if status == -signal.SIGKILL:
        return "its process was killed", "the system does that where memory runs out: close other programs, try again"
    if status < 0:
        return f"its process died of signal {-status}", "the terminal of the studio may say more"
    return f"its process ended with status {status}", "the terminal of the studio may say more"
