"""What a person sees while a film is made: bars on a terminal, plain lines in a log. All on standard error."""

from __future__ import annotations

import sys
import time
from types import TracebackType

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from composer.progress import Progress as Told

#: What each stage counts.
_UNITS = {"listen": "song", "paint": "keyframes", "film": "frames"}
_LINE_SECONDS = 5.0


class _Speed(ProgressColumn):
    """Pieces a second, short enough for a narrow terminal."""

    def render(self, task: Task) -> Text:
        """Text such as ``41.3/s``."""
        speed = task.finished_speed or task.speed
        unit = task.fields["unit"]
        return Text(f"{speed:.1f}/s" if speed and unit != "song" else "", style="progress.data.speed")


class Terminal:
    """Tells each stage's progress: rich bars with ETA and speed on a terminal, a line every few seconds elsewhere."""

    def __init__(self, *, quiet: bool = False) -> None:
        console = Console(stderr=True)
        self._bars = None
        if not quiet and console.is_terminal:
            self._bars = Progress(
                TextColumn("{task.description:>7}"),
                BarColumn(bar_width=30),
                MofNCompleteColumn(),
                _Speed(),
                TimeRemainingColumn(elapsed_when_finished=True),
                console=console,
            )
        self._quiet = quiet

    def __enter__(self) -> Terminal:
        if self._bars:
            self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bars:
            self._bars.stop()

    def stage(self, name: str) -> Told:
        """Progress of a stage: ``listen``, ``paint`` or ``film``."""
        if self._quiet:
            return lambda _done, _total: None
        if self._bars is None:
            return _Lines(name)
        return _Bar(self._bars, self._bars.add_task(name, total=None, unit=_UNITS[name]))


class _Bar:
    def __init__(self, bars: Progress, task: TaskID) -> None:
        self._bars, self._task = bars, task

    def __call__(self, done: int, total: int) -> None:
        self._bars.update(self._task, completed=done, total=total)


class _Lines:
    """A line when a stage begins, every few seconds, and when it ends."""

    def __init__(self, name: str) -> None:
        self._name, self._begun, self._told = name, time.monotonic(), float("-inf")

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if done < total and now - self._told < _LINE_SECONDS:
            return
        self._told = now
        unit, spent = _UNITS[self._name], now - self._begun
        speed = (
            f", {done / spent:.1f} {unit}/s, {spent / done * (total - done):.0f} s left" if done and spent > 1 else ""
        )
        print(f"{self._name}: {done} of {total} {unit}{speed}", file=sys.stderr, flush=True)
