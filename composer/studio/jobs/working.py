"""The process in which a job is done, so that one that dies takes nothing with it.

``python -m composer.studio.jobs.working`` reads one line of JSON, the order, from standard input, and tells what
happens as lines of JSON on standard output. It stops as after Ctrl-C as soon as standard input ends: that is how the
studio cancels it, and no job outlives its studio, however that ended.
"""

from __future__ import annotations

import _thread
import json
import logging
import os
import signal
import sys
import traceback
from collections.abc import Callable
from threading import Thread

from composer.errors import ComposerError, StoryboardError, first_line
from composer.interrupts import uninterrupted
from composer.progress import Progress
from composer.studio.jobs.job_order import JobOrder, order_of_line

_CHUNK = 65536
Tell = Callable[[str, dict[str, object]], None]


def main() -> int:
    """Do the job on standard input; the exit status is 0, 1 for one that failed, 130 for one that was cancelled."""
    tell = _channel()
    try:
        order = order_of_line(_first_line())
        Thread(target=_stop_at_the_end_of_input, daemon=True).start()
        tell("done", _done(order, tell))
    except KeyboardInterrupt:
        tell("cancelled", {})
        return 130
    except StoryboardError as error:
        first = error.problems[0]
        where = f"line {first.place.line}: {first.path}: " if first.path else ""
        tell("failed", {"message": f"{where}{first.message}", "hint": first.hint})
    except ComposerError as error:
        tell("failed", {"message": error.message, "hint": error.hint})
    except MemoryError:
        tell(
            "failed", {"message": "there was not enough memory for it", "hint": "close other programs, then try again"}
        )
    except Exception as error:  # the edge of a process: whatever it was, the page says so
        traceback.print_exc()
        said = f"{type(error).__name__}: {first_line(error)}"
        tell("failed", {"message": f"it failed with {said}", "hint": "the terminal of the studio says more"})
    else:
        return 0
    return 1


def _done(order: JobOrder, tell: Tell) -> dict[str, object]:
    # Libraries that are interrupted while they load have brought processes down.
    with uninterrupted():
        from composer.studio.jobs.tasks import do_job
    handler = _Notices(tell)
    logging.getLogger().addHandler(handler)
    return do_job(order, _Teller(tell), lambda digest: tell("read", {"digest": digest}))


def _channel() -> Tell:
    """Standard output for this alone: what libraries print goes to standard error from now on."""
    channel = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
    os.dup2(2, 1)

    def tell(event: str, data: dict[str, object]) -> None:
        channel.write(json.dumps({"event": event, **data}, ensure_ascii=False) + "\n")

    return tell


def _first_line() -> str:
    """The order; read past Python's buffer, which a thread must not hold when the process ends."""
    data = b""
    while not data.endswith(b"\n"):
        chunk = os.read(0, _CHUNK)
        if not chunk:
            raise KeyboardInterrupt
        data += chunk
    return data.decode()


def _stop_at_the_end_of_input() -> None:
    while os.read(0, _CHUNK):
        pass
    # As a terminal does it: to the encoders and the painters' helpers too, where the group is ours.
    if hasattr(os, "killpg") and os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGINT)
    else:
        _thread.interrupt_main()


class _Teller:
    """Tells how far each stage is."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell

    def stage(self, name: str) -> Progress:
        """Progress of a stage: ``listen``, ``paint`` or ``film``."""
        self._tell("stage", {"stage": name, "done": 0, "total": 0})
        return lambda done, total: self._tell("stage", {"stage": name, "done": done, "total": total})


class _Notices(logging.Handler):
    """Passes warnings on to the page."""

    def __init__(self, tell: Tell) -> None:
        super().__init__(logging.WARNING)
        self._tell = tell

    def emit(self, record: logging.LogRecord) -> None:
        """Tell one."""
        if record.name.startswith("longzoom"):
            # What to type in a terminal is of no use on the page, which has buttons for it.
            self._tell("notice", {"text": record.getMessage().partition(": longzoom ")[0]})


if __name__ == "__main__":
    sys.exit(main())
