"""A copy of the song that every browser plays: the very samples that were analysed, as FLAC of 24 bits.

A browser begins an mp3 where its own decoder does, and knows nothing of many formats. Here the samples are those that
``listening.decode`` gives: 16 and 24 bits as they are, others to the nearest of 24 bits, samples beyond full scale at
full scale. More than two channels are folded to two as ITU-R BS.775 has it; a rate that no browser plays is resampled.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import soundfile
import soxr  # type: ignore[import-untyped]

from composer.errors import ComposerError
from composer.files import scratch_file
from composer.listening.decode import open_checked
from composer.listening.streams import Float32, SoundStream

#: Samples a second that browsers play (Chromium and Firefox on Linux, measured).
_SLOWEST, _FASTEST = 8000, 192_000
#: Rates above this must be whole tens, or FLAC cannot tell them in each frame.
_FINE_RATE = 65_535
_USUAL_RATE, _HIGH_RATE = 48_000, 96_000
_HALF = 0.5**0.5
#: Left and right of each channel, in the order of WAV, FLAC and libsndfile: front left, front right, front centre, low
#: frequencies (left out), then those at the back and the sides.
_LEFT, _RIGHT, _CENTRE, _LOW = (1.0, 0.0), (0.0, 1.0), (_HALF, _HALF), (0.0, 0.0)
_BACK_LEFT, _BACK_RIGHT, _BACK = (_HALF, 0.0), (0.0, _HALF), (0.5, 0.5)
_SURROUND = (_LEFT, _RIGHT, _CENTRE, _LOW)
_FOLDS = {
    3: (_LEFT, _RIGHT, _CENTRE),
    4: (_LEFT, _RIGHT, _BACK_LEFT, _BACK_RIGHT),
    5: (_LEFT, _RIGHT, _CENTRE, _BACK_LEFT, _BACK_RIGHT),
    6: (*_SURROUND, _BACK_LEFT, _BACK_RIGHT),
    7: (*_SURROUND, _BACK, _BACK_LEFT, _BACK_RIGHT),
    8: (*_SURROUND, _BACK_LEFT, _BACK_RIGHT, _BACK_LEFT, _BACK_RIGHT),
}


class StoppedError(Exception):
    """The copy is not needed any more."""


def copy_sound(song: Path, target: Path, is_needed: Callable[[], bool]) -> None:
    """Write the copy of a song, whole or not at all, block by block.

    Parameters
    ----------
    song, target : Path
    is_needed : callable
        Asked before each block.

    Raises
    ------
    StoppedError
        Once it is not needed any more.
    ComposerError
        If the song cannot be decoded, or the copy not be written.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with open_checked(song) as stream, scratch_file(target.parent) as aside:
            _write(stream, aside, is_needed)
            aside.replace(target)
    except (OSError, soundfile.LibsndfileError) as error:
        hint = "free some space or choose another --store"
        raise ComposerError(f"{target}: the page's copy of the song cannot be written: {error}", hint) from error


def browser_rate(rate: int) -> int:
    """The sample rate of the copy: that of the song, where a browser plays it.

    Examples
    --------
    >>> [browser_rate(rate) for rate in (44_100, 6000, 192_000, 384_000)]
    [44100, 48000, 192000, 96000]
    """
    if rate < _SLOWEST:
        return _USUAL_RATE
    if rate > _FASTEST or (rate > _FINE_RATE and rate % 10):
        return _HIGH_RATE
    return rate


def folding(channels: int) -> Float32 | None:
    """What each of many channels gives to left and right, shape (channels, 2); None where they stay as they are.

    No sum exceeds full scale. Where the places of the channels are not known, all are heard on both sides.
    """
    if channels <= 2:
        return None
    weights = np.array(_FOLDS.get(channels, ((1.0, 1.0),) * channels), np.float32)
    shares: Float32 = weights / weights.sum(axis=0)
    return shares


def _write(stream: SoundStream, aside: Path, is_needed: Callable[[], bool]) -> None:
    fold, rate = folding(stream.channels), browser_rate(stream.sample_rate)
    channels = stream.channels if fold is None else 2
    with soundfile.SoundFile(aside, "w", rate, channels, subtype="PCM_24", format="FLAC") as file:
        for block in _resampled(_folded(stream.blocks, fold), stream.sample_rate, rate, channels):
            if not is_needed():
                raise StoppedError
            file.write(np.clip(block, -1.0, 1.0))


def _folded(blocks: Iterator[Float32], fold: Float32 | None) -> Iterator[Float32]:
    for block in blocks:
        yield block if fold is None else block @ fold


def _resampled(blocks: Iterator[Float32], given: int, wanted: int, channels: int) -> Iterator[Float32]:
    if given == wanted:
        yield from blocks
        return
    resampler = soxr.ResampleStream(given, wanted, channels, dtype="float32", quality="HQ")
    for block in blocks:
        yield resampler.resample_chunk(block)
    yield resampler.resample_chunk(np.zeros((0, channels), np.float32), last=True)
