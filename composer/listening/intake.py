"""One pass over a song: what the tracker hears, what pictures show, and a digest that knows the song again."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import numpy as np
import soxr  # type: ignore[import-untyped]

from composer.listening.decode import open_checked
from composer.listening.features import RATE, Float32
from composer.listening.song import FloatArray

#: Peaks a second: three for each pixel of a minute's song on a wide screen.
_PEAK_RATE = 50
#: A mix with less than this share of its channels' power has cancelled out: the song is heard in its first channel.
_CANCELLED = 0.01
#: A constant offset of more than this share of the sound's root mean square is taken away before resampling: where such
#: a song begins and ends, its jump would be an attack. Less is left: in a sound of one click the mean is the click's.
_OFFSET = 0.1


@dataclass(frozen=True, kw_only=True, eq=False)
class Intake:
    """A song taken in.

    Attributes
    ----------
    digest : str
        Hexadecimal; the same for the same samples, whatever the file's name, tags and container.
    sample_rate, channels : int
        As decoded.
    duration : float
        Seconds.
    samples : float32 array, shape (n,)
        Mono, at ``features.RATE``.
    peaks : float64 array, shape (n_peaks,)
        Largest absolute sample of any channel in each slot.
    peak_rate : float
        Slots a second.
    """

    digest: str
    sample_rate: int
    channels: int
    duration: float
    samples: Float32
    peaks: FloatArray
    peak_rate: float


def take_in(path: Path) -> Intake:
    """Read a song once, block by block; memory grows by 0.15 MB a second, whatever its rate and channels.

    Raises
    ------
    ComposerError
        As ``decode.decode``.
    """
    intake, mix = _read(path, channel=None)
    channel = None
    if mix.share < _CANCELLED:
        channel = 0
        intake, mix = _read(path, channel=channel)
    return _read(path, channel, mix.mean)[0] if abs(mix.mean) > _OFFSET * mix.level else intake


@dataclass(frozen=True, kw_only=True)
class _Mix:
    """Of what is heard: its mean, its root mean square, and the share of the channels' power that is in it."""

    mean: float
    level: float
    share: float


def _read(path: Path, channel: int | None, offset: float = 0.0) -> tuple[Intake, _Mix]:
    """The intake of the mix or of one channel, less an offset."""
    with open_checked(path) as stream:
        rate, count, total, mixed_power, full_power = stream.sample_rate, 0, 0.0, 0.0, 0.0
        digest = blake2b(f"{rate} {stream.channels} {channel}".encode(), digest_size=16)
        resampler = soxr.ResampleStream(rate, RATE, 1, dtype="float32", quality="HQ")
        slot = max(1, round(rate / _PEAK_RATE))
        resampled, peaks, rest = [], [], np.zeros(0, np.float32)
        for block in stream.blocks:
            mono = block.mean(axis=1, dtype=np.float32) if channel is None else np.ascontiguousarray(block[:, channel])
            digest.update(mono.tobytes())
            resampled.append(resampler.resample_chunk(mono - np.float32(offset)))
            loudest = np.concatenate([rest, np.abs(block).max(axis=1)])
            whole = len(loudest) // slot * slot
            peaks.append(loudest[:whole].reshape(-1, slot).max(axis=1))
            rest = loudest[whole:]
            count += len(block)
            total += float(mono.sum(dtype=np.float64))
            mixed_power += float(np.square(mono, dtype=np.float64).sum())
            full_power += float(np.square(block, dtype=np.float64).mean(axis=1).sum())
        resampled.append(resampler.resample_chunk(np.zeros(0, np.float32), last=True))
        peaks.append(rest.max(keepdims=True) if len(rest) else rest)
        intake = Intake(
            digest=digest.hexdigest(),
            sample_rate=rate,
            channels=stream.channels,
            duration=count / rate,
            samples=_joined(resampled),
            peaks=np.concatenate(peaks).astype(np.float64),
            peak_rate=rate / slot,
        )
    share = mixed_power / full_power if full_power > 0 else 1.0
    return intake, _Mix(mean=total / count, level=float(np.sqrt(mixed_power / count)), share=share)


def _joined(pieces: list[Float32]) -> Float32:
    """One array of all pieces, which are let go one by one: of three hours, a second copy is a gigabyte."""
    joined = np.empty(sum(map(len, pieces)), np.float32)
    end = len(joined)
    while pieces:
        piece = pieces.pop()
        joined[end - len(piece) : end] = piece
        end -= len(piece)
    return joined
