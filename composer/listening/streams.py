"""Sound files read block by block: by libsndfile where it can, else by the ffmpeg that comes with imageio-ffmpeg.

Both begin at the same sample, the one that players and a film with the stream copied into it begin at: they skip the
encoder's delay that an mp3's LAME header, an m4a's edit list or an opus header tells of. (Measured against the
original at 22.05, 44.1 and 48 kHz: no sample apart for mp3, m4a, opus, ogg, flac and aiff. An mp3 or aac without such
a header begins 1105 or 1024 samples late, and does so in players and films too.)
"""

from __future__ import annotations

import re
import struct
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np
import soundfile
from numpy.typing import NDArray

from composer.errors import ComposerError
from composer.ffmpeg_path import find_ffmpeg

Float32 = NDArray[np.float32]

#: Samples of a channel in memory at once: 1.5 s at 44.1 kHz.
_BLOCK = 65536
#: Enough of a file to tell a text from a sound.
_HEAD_BYTES = 4096
#: Sun/NeXT audio: six big-endian words, of which the last three are encoding, rate and channels.
_AU_HEADER = struct.Struct(">4sIIIII")
_HINT = "convert it to wav, flac, ogg, mp3 or m4a"


@dataclass(frozen=True, kw_only=True)
class SoundStream:
    """A sound being read.

    Attributes
    ----------
    sample_rate : int
        Samples a second of each channel.
    channels : int
        At least 1.
    blocks : iterator of float32 arrays, shape (n, channels)
        In order; full scale is 1, though a sample may exceed it. Can be read once.
    """

    sample_rate: int
    channels: int
    blocks: Iterator[Float32]


@contextmanager
def open_sound(path: Path) -> Iterator[SoundStream]:
    """The first sound of a file; closed on leaving.

    Raises
    ------
    ComposerError
        If there is no such file, it is a folder, cannot be read, holds no sound, or breaks off.
    """
    _check_readable(path)
    try:
        file = soundfile.SoundFile(path)
    except (soundfile.LibsndfileError, TypeError):
        with _open_by_ffmpeg(path) as stream:
            yield stream
        return
    with file:
        yield SoundStream(sample_rate=file.samplerate, channels=file.channels, blocks=_soundfile_blocks(file, path))


def _check_readable(path: Path) -> None:
    try:
        if path.is_dir():
            raise ComposerError(f"{path}: this is a folder, not a sound file", "name the sound file in it")
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
    except FileNotFoundError as error:
        raise ComposerError(f"{path}: there is no such file", "check the song's path") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ComposerError(f"{path}: cannot be read: {reason}", "check the path and the file's rights") from error
    if not head:
        raise ComposerError(f"{path}: the file is empty (0 bytes)", "export the song again")
    if _is_text(head):
        raise ComposerError(f"{path}: no sound can be read from it: it is a text", _HINT)


def _is_text(head: bytes) -> bool:
    """Whether a file begins as texts do: every sound format has zeros or bytes that are no UTF-8 in its head.

    Asked before libsndfile looks, whose mp3 reader writes lines of its own to standard error.
    """
    if b"\0" in head:
        return False
    try:
        head[: _HEAD_BYTES - 4].decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _soundfile_blocks(file: soundfile.SoundFile, path: Path) -> Iterator[Float32]:
    done = 0
    try:
        for block in file.blocks(blocksize=_BLOCK, dtype="float32", always_2d=True):
            done += len(block)
            yield block
    except soundfile.LibsndfileError as error:
        raise _broken_off(path, done / file.samplerate) from error
    # The length of an mp3 without a header is a guess; all others promise it.
    if done < file.frames and file.format != "MP3":
        raise _broken_off(path, done / file.samplerate)


def _broken_off(path: Path, seconds: float) -> ComposerError:
    return ComposerError(f"{path}: the sound breaks off at {seconds:.2f} s: the file is damaged", "export it again")


@contextmanager
def _open_by_ffmpeg(path: Path) -> Iterator[SoundStream]:
    command = [find_ffmpeg(), "-v", "error", "-nostdin"]
    # Only the file itself: a playlist must not open other files or the network.
    command += ["-protocol_whitelist", "file,pipe", "-i", f"file:{path}", "-map", "0:a:0"]
    command += ["-c:a", "pcm_f32be", "-f", "au", "pipe:1"]
    with tempfile.TemporaryFile() as complaints:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=complaints)
        assert process.stdout is not None
        try:
            yield _au_stream(process.stdout, path, process, complaints)
        finally:
            process.stdout.close()
            process.kill()
            process.wait()


def _au_stream(pipe: IO[bytes], path: Path, process: subprocess.Popen[bytes], complaints: IO[bytes]) -> SoundStream:
    header = pipe.read(_AU_HEADER.size)
    if len(header) < _AU_HEADER.size:
        process.wait()
        raise ComposerError(f"{path}: no sound can be read from it{_first_complaint(complaints)}", _HINT)
    _, offset, _, _, rate, channels = _AU_HEADER.unpack(header)
    pipe.read(offset - _AU_HEADER.size)
    return SoundStream(sample_rate=rate, channels=channels, blocks=_au_blocks(pipe, path, process, channels, rate))


def _au_blocks(
    pipe: IO[bytes], path: Path, process: subprocess.Popen[bytes], channels: int, rate: int
) -> Iterator[Float32]:
    done = 0
    while data := pipe.read(_BLOCK * channels * 4):
        block = np.frombuffer(data[: len(data) // (4 * channels) * 4 * channels], ">f4").astype(np.float32)
        done += len(block) // channels
        yield block.reshape(-1, channels)
    if process.wait() != 0:
        raise _broken_off(path, done / rate)


def _first_complaint(complaints: IO[bytes]) -> str:
    """What ffmpeg said first, in parentheses, without the part of it that says so."""
    complaints.seek(0)
    lines = complaints.read().decode("utf-8", "replace").strip().splitlines()
    said = re.sub(r"^\[[^\]]*\] ", "", lines[0]) if lines else ""
    return f" ({said})" if said else ""
