"""A sound file as samples, checked: long enough, not too long, every sample a number."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from composer.errors import ComposerError
from composer.listening.streams import Float32, SoundStream, open_sound

#: Shorter sounds hold no two beats of any tempo.
SHORTEST_SECONDS = 0.5
#: Longer ones are recordings of an evening, not songs, and need gigabytes.
LONGEST_SECONDS = 3 * 3600.0


@dataclass(frozen=True, kw_only=True, eq=False)
class Sound:
    """Decoded samples.

    Attributes
    ----------
    path : Path
        The file that was read.
    samples : float32 array, shape (channels, n)
        Full scale is 1. Read-only. Time 0 is where players begin.
    sample_rate : int
        Samples a second.
    """

    path: Path
    samples: Float32
    sample_rate: int

    def __post_init__(self) -> None:
        self.samples.flags.writeable = False

    @property
    def duration(self) -> float:
        """Seconds."""
        return float(self.samples.shape[1] / self.sample_rate)

    @property
    def channels(self) -> int:
        """Number of channels."""
        return int(self.samples.shape[0])


def decode(path: Path) -> Sound:
    """All samples of a sound file, whatever its format, rate and number of channels.

    Raises
    ------
    ComposerError
        If there is no sound in the file, or it is damaged, shorter than half a second, longer than three hours, or
        has samples that are not numbers.
    """
    with open_checked(path) as stream:
        blocks = list(stream.blocks)
        samples = np.ascontiguousarray(np.concatenate(blocks).T)
        return Sound(path=path, samples=samples, sample_rate=stream.sample_rate)


@contextmanager
def open_checked(path: Path) -> Iterator[SoundStream]:
    """A sound block by block, as ``streams.open_sound``, with the checks and errors of ``decode``."""
    with open_sound(path) as stream:
        yield SoundStream(
            sample_rate=stream.sample_rate, channels=stream.channels, blocks=_checked_blocks(stream, path)
        )


def _checked_blocks(stream: SoundStream, path: Path) -> Iterator[Float32]:
    done = 0
    for block in stream.blocks:
        numbers = np.isfinite(block).all(axis=1)
        if not numbers.all():
            _refuse_sample(path, block, int(np.argmin(numbers)), done / stream.sample_rate, stream.sample_rate)
        done += len(block)
        if done > LONGEST_SECONDS * stream.sample_rate:
            raise ComposerError(f"{path}: the sound is longer than 3 hours", "cut it to the song")
        yield block
    if done == 0:
        raise ComposerError(f"{path}: the file holds no samples", "export the song again")
    seconds = done / stream.sample_rate
    if seconds < SHORTEST_SECONDS:
        raise ComposerError(f"{path}: the sound is only {seconds:.2f} s long", "a song lasts at least half a second")


def _refuse_sample(path: Path, block: Float32, row: int, start: float, rate: int) -> None:
    wrong = block[row][~np.isfinite(block[row])][0]
    name = "not a number" if np.isnan(wrong) else "infinite"
    raise ComposerError(
        f"{path}: the sample at {start + row / rate:.3f} s is {name}",
        "export the song again; a plug-in or converter has written broken samples",
    )
