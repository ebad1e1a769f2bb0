"""The ffmpeg program: where it is, how it is run, what its failures mean."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import IO

from composer.errors import ComposerError
from composer.ffmpeg_path import FFMPEG_VARIABLE, find_ffmpeg

if sys.platform == "linux":
    import fcntl

_QUIET = ("-nostdin", "-hide_banner", "-loglevel", "error")
_HINTS = {
    "No space left on device": "free some space, or choose a folder on another disk",
    "Disk quota exceeded": "free some space, or choose a folder on another disk",
    "Permission denied": "choose a folder that you can write to",
    "Read-only file system": "choose a folder that you can write to",
    "Unrecognized option": f"this ffmpeg is too old (7.0 will do): unset {FFMPEG_VARIABLE}",
    "Unknown encoder": f"unset {FFMPEG_VARIABLE} to use the ffmpeg that is installed with Longzoom",
}
#: SVT-AV1 says at each start which version it is, unless it is told to speak of errors only.
_ENVIRONMENT = {"SVT_LOG": "1"}
#: What ffmpeg says of its other parts after one has failed and has said why.
_AFTERMATH = (
    *("Error while opening encoder", "Could not open encoder", "Error selecting an encoder", "Error sending frames"),
    *("Task finished with error", "Terminating thread", "Nothing was written", "Error opening output file"),
)
#: Bytes that wait between us and ffmpeg: a third of a frame of 1920x1080, 3 switches of context a frame where the
#: usual 64 KiB make 47. Linux grants so much without being asked for rights; elsewhere a pipe stays as it is.
_PIPE_BYTES = 2**20
_KILLED_HINT = "the machine may have run out of memory: try a smaller size"


def ffmpeg_version() -> str:
    """Version of the ffmpeg in use, as it names itself; ComposerError where it does not run."""
    return _version_of(find_ffmpeg())


@cache
def _version_of(executable: str) -> str:
    done = _completed([executable, "-version"])
    first = done.stdout.decode(errors="replace").partition("\n")[0].split()
    if done.returncode or first[:2] != ["ffmpeg", "version"] or len(first) < 3:
        raise ComposerError(f"{executable} is not an ffmpeg that runs", f"unset {FFMPEG_VARIABLE}, or mend it")
    return first[2]


def file_url(path: Path) -> str:
    """A file as ffmpeg reads it literally, whatever colons, dashes or schemes its name holds."""
    return f"file:{path.absolute()}"


def run_ffmpeg(arguments: Sequence[str], *, doing: str) -> bytes:
    """Run ffmpeg to its end; its standard output.

    Parameters
    ----------
    arguments : sequence of str
        After the options that keep it quiet.
    doing : str
        What an error message begins with: the file that is made or read.

    Raises
    ------
    ComposerError
        If it fails: the last lines that it wrote.
    """
    done = _completed([find_ffmpeg(), *_QUIET, *arguments])
    if done.returncode:
        raise ffmpeg_failure(doing, done.returncode, done.stderr.decode(errors="replace").splitlines())
    return done.stdout


def describe_streams(path: Path) -> str:
    """What ``ffmpeg -i`` says of a media file; it names no stream where the file is none."""
    done = _completed([find_ffmpeg(), "-nostdin", "-hide_banner", "-i", file_url(path)])
    return done.stderr.decode(errors="replace")


def ffmpeg_failure(doing: str, returncode: int, lines: Sequence[str]) -> ComposerError:
    """The error that an ffmpeg that failed is to the user: its last lines, and a hint where they are known."""
    # Each line begins with the part of ffmpeg that speaks and its address in memory, "[out#0/mp4 @ 0x5581] ".
    plain = (re.sub(r"^(\[[^\]]*\]\s*)+", "", line.strip()) for line in lines)
    lines_said = list(dict.fromkeys(line for line in plain if line))
    said = [line for line in lines_said if not line.startswith(_AFTERMATH)] or lines_said
    if returncode < 0:
        said.append(f"it was killed (signal {-returncode})")
    text = "; ".join(said[-3:]) or f"it gave no reason (exit status {returncode})"
    known = next((hint for words, hint in _HINTS.items() if words in " ".join(said)), "")
    return ComposerError(f"{doing}: ffmpeg failed: {text}", known or (_KILLED_HINT if returncode < 0 else ""))


class FfmpegSink:
    """An ffmpeg that is fed through its standard input; a context that ends it, killed if anything went wrong.

    It runs in its own session, so that Ctrl-C reaches the composer alone, which then ends it in good order.
    """

    def __init__(self, arguments: Sequence[str], *, doing: str) -> None:
        self._doing = doing
        self._said: deque[str] = deque(maxlen=20)
        command = [find_ffmpeg(), *_QUIET[1:], *arguments]
        try:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                bufsize=0,
                env={**os.environ, **_ENVIRONMENT},
                start_new_session=True,
            )
        except OSError as error:
            raise _does_not_run(command[0], error) from error
        _widen(self._process.stdin)
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def __enter__(self) -> FfmpegSink:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self._process.kill()
        returncode = self._close()
        if kind is None and returncode:
            raise ffmpeg_failure(self._doing, returncode, self._said)

    def write(self, data: memoryview) -> None:
        """Feed bytes; ComposerError with ffmpeg's own words where it has stopped reading."""
        stdin = self._process.stdin
        assert stdin is not None
        try:
            while data:
                data = data[stdin.write(data) :]
        except (BrokenPipeError, ConnectionResetError) as error:
            raise ffmpeg_failure(self._doing, self._close(), self._said) from error

    def _close(self) -> int:
        stdin = self._process.stdin
        if stdin is not None and not stdin.closed:
            stdin.close()
        returncode = self._process.wait()
        self._listener.join()
        return returncode

    def _listen(self) -> None:
        assert self._process.stderr is not None
        with self._process.stderr as stderr:
            for line in iter(stderr.readline, b""):
                self._said.append(line.decode(errors="replace"))


def _widen(pipe: IO[bytes] | None) -> None:
    if sys.platform == "linux" and pipe is not None:
        with suppress(OSError):  # a system may allow less
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)


def _completed(command: Sequence[str]) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    except OSError as error:
        raise _does_not_run(command[0], error) from error


def _does_not_run(executable: str, error: OSError) -> ComposerError:
    return ComposerError(
        f"{executable} does not run: {error.strerror or error}", f"set {FFMPEG_VARIABLE} to an ffmpeg that does"
    )
