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
    """Read a song once, block by block; memory grows by 0.1 MB a second, whatever its rate and channels.

    Raises
    ------
    ComposerError
        As ``decode.decode``.
    """
    intake, kept_power = _read(path, channel=None)
    return intake if kept_power >= _CANCELLED else _read(path, channel=0)[0]


def _read(path: Path, channel: int | None) -> tuple[Intake, float]:
    """The intake of the mix or of one channel, and the share of the channels' power that is in it."""
    with open_checked(path) as stream:
        rate, count, mixed_power, full_power = stream.sample_rate, 0, 0.0, 0.0
        digest = blake2b(f"{rate} {stream.channels} {channel}".encode(), digest_size=16)
        resampler = soxr.ResampleStream(rate, RATE, 1, dtype="float32", quality="HQ")
        slot = max(1, round(rate / _PEAK_RATE))
        resampled, peaks, rest = [], [], np.zeros(0, np.float32)
        for block in stream.blocks:
            mono = block.mean(axis=1, dtype=np.float32) if channel is None else np.ascontiguousarray(block[:, channel])
            digest.update(mono.tobytes())
            resampled.append(resampler.resample_chunk(mono))
            loudest = np.concatenate([rest, np.abs(block).max(axis=1)])
            whole = len(loudest) // slot * slot
            peaks.append(loudest[:whole].reshape(-1, slot).max(axis=1))
            rest = loudest[whole:]
            count += len(block)
            mixed_power += float(np.square(mono, dtype=np.float64).sum())
            full_power += float(np.square(block, dtype=np.float64).mean(axis=1).sum())
        resampled.append(resampler.resample_chunk(np.zeros(0, np.float32), last=True))
        peaks.append(rest.max(keepdims=True) if len(rest) else rest)
        intake = Intake(
            digest=digest.hexdigest(),
            sample_rate=rate,
            channels=stream.channels,
            duration=count / rate,
            samples=np.concatenate(resampled),
            peaks=np.concatenate(peaks).astype(np.float64),
            peak_rate=rate / slot,
        )
    return intake, mixed_power / full_power if full_power > 0 else 1.0
