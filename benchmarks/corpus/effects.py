"""What is done to sound after it was played: rooms, tape, vinyl, codecs, fades, and the last loudness."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import soundfile
from scipy.signal import butter, fftconvolve, resample_poly, sosfilt

from benchmarks.corpus.fluid import RATE
from benchmarks.corpus.score import Effect
from composer.ffmpeg_path import find_ffmpeg

#: (samples of shape (n, channels), generator, values of the effect) -> samples of the same shape.
Made = Callable[..., np.ndarray]
#: Loudness that the saturation is driven to, and the peak of a finished song.
_DRIVEN, _PEAK = 0.18, 0.89
#: Options of the codecs, at the low bit rates where they are heard.
_CODECS = {
    "mp3": (("-c:a", "libmp3lame", "-b:a", "40k", "-ar", "22050"), "mp3"),
    "opus": (("-c:a", "libopus", "-b:a", "20k"), "ogg"),
    "aac": (("-c:a", "aac", "-b:a", "40k"), "m4a"),
}


def hall(samples: np.ndarray, rng: np.random.Generator, seconds: float, level: float) -> np.ndarray:
    """A room of decaying noise behind the sound; ``seconds``: time to -60 dB."""
    n = int(seconds * RATE)
    decay = 10 ** (-3 * np.arange(n) / n)
    band = butter(1, [250, 5000], "band", fs=RATE, output="sos")
    wet = np.empty_like(samples)
    for channel in range(samples.shape[1]):
        response = sosfilt(band, rng.normal(0, 1, n) * decay)
        response /= np.sqrt((response**2).sum())
        wet[:, channel] = fftconvolve(samples[:, channel], response)[: len(samples)]
    ahead = int(0.012 * RATE)
    mixed = samples.copy()
    mixed[ahead:] += level * wet[:-ahead]
    return mixed


def master(samples: np.ndarray, drive: float) -> np.ndarray:
    """The finished loudness: saturated the more, the higher the drive; peak 0.89."""
    clean = sosfilt(butter(2, 28, "high", fs=RATE, output="sos"), samples, axis=0)
    level = np.sqrt(np.mean(clean**2)) + 1e-9
    hot = np.tanh(clean / level * _DRIVEN * drive)
    return (hot * (_PEAK / (np.abs(hot).max() + 1e-9))).astype(np.float32)


def _vinyl(samples: np.ndarray, rng: np.random.Generator, level: float) -> np.ndarray:
    """Hiss, crackle (14 a second), hum, and no treble."""
    n = len(samples)
    crackle = np.zeros(n)
    clicks = int(n / RATE * 14)
    crackle[rng.integers(0, n, clicks)] = rng.normal(0, 1, clicks) * rng.exponential(1, clicks) * level * 8
    crackle = sosfilt(butter(1, [800, 7000], "band", fs=RATE, output="sos"), crackle)
    dust = rng.normal(0, 0.12 * level, n) + crackle + 0.25 * level * np.sin(2 * np.pi * 50 * np.arange(n) / RATE)
    return _dull(samples + dust[:, None], rng, 6500.0)


def _dull(samples: np.ndarray, _rng: np.random.Generator, hertz: float) -> np.ndarray:
    return sosfilt(butter(2, hertz, fs=RATE, output="sos"), samples, axis=0)


def _phone(samples: np.ndarray, rng: np.random.Generator, low: float, high: float) -> np.ndarray:
    """A small loudspeaker in a noisy room."""
    band = sosfilt(butter(3, [low, high], "band", fs=RATE, output="sos"), samples, axis=0)
    return np.tanh(2 * band) + rng.normal(0, 0.004, samples.shape)


def _wobble(samples: np.ndarray, rng: np.random.Generator, depth: float) -> np.ndarray:
    """A worn tape: the level swells 0.7 times a second."""
    swell = np.sin(2 * np.pi * 0.7 * np.arange(len(samples)) / RATE + 6 * rng.random())
    return samples * (1 + depth * swell)[:, None]


def _crowd(samples: np.ndarray, rng: np.random.Generator, level: float) -> np.ndarray:
    """People: noise in the band of voices that swells and falls."""
    n = len(samples)
    swell = np.repeat(rng.uniform(0.3, 1, n // RATE + 2), RATE)
    swell = fftconvolve(swell, np.ones(RATE) / RATE, "same")[:n]
    noise = sosfilt(butter(1, [300, 3000], "band", fs=RATE, output="sos"), rng.normal(0, 1, n))
    return samples + (level * swell * noise)[:, None]


def _fade_in(samples: np.ndarray, _rng: np.random.Generator, seconds: float) -> np.ndarray:
    n = min(len(samples), int(seconds * RATE))
    shape = np.ones(len(samples))
    shape[:n] = (np.arange(n) / n) ** 2
    return samples * shape[:, None]


def _fade_out(samples: np.ndarray, rng: np.random.Generator, seconds: float) -> np.ndarray:
    return _fade_in(samples[::-1], rng, seconds)[::-1]


def _silence(samples: np.ndarray, _rng: np.random.Generator, start: float, end: float) -> np.ndarray:
    """Nothing from one second to another; the sound before it is faded over 0.1 s."""
    first, last, n = int(start * RATE), int(end * RATE), int(0.1 * RATE)
    shape = np.ones(len(samples))
    shape[first:last] = 0
    before = shape[max(0, first - n) : first]
    before[:] = np.linspace(1, 0, len(before))
    return samples * shape[:, None]


def _codec(samples: np.ndarray, _rng: np.random.Generator, name: str) -> np.ndarray:
    """Coded and decoded at a low bit rate, then put back in time: codecs add a delay."""
    options, suffix = _CODECS[name]
    with tempfile.TemporaryDirectory() as folder:
        before, coded, after = (Path(folder) / file for file in ("before.wav", f"coded.{suffix}", "after.wav"))
        soundfile.write(before, np.clip(samples, -1, 1), RATE)
        command = [find_ffmpeg(), "-v", "error", "-nostdin", "-y", "-i"]
        subprocess.run([*command, str(before), *options, str(coded)], check=True)
        subprocess.run([*command, str(coded), "-ar", str(RATE), str(after)], check=True)
        decoded, _ = soundfile.read(after, dtype="float32", always_2d=True)
    lag = _lag(samples.mean(axis=1), decoded.mean(axis=1))
    decoded = decoded[lag:] if lag > 0 else np.pad(decoded, ((-lag, 0), (0, 0)))
    return np.pad(decoded[: len(samples)], ((0, max(0, len(samples) - len(decoded))), (0, 0)))


def _lag(before: np.ndarray, after: np.ndarray) -> int:
    """Samples by which one signal lags behind another, within the first 20 s."""
    n = min(len(before), len(after), 20 * RATE)
    return int(np.argmax(fftconvolve(after[:n], before[:n][::-1]))) - (n - 1)


EFFECTS: dict[str, Made] = {
    "vinyl": _vinyl,
    "dull": _dull,
    "phone": _phone,
    "wobble": _wobble,
    "crowd": _crowd,
    "fade in": _fade_in,
    "fade out": _fade_out,
    "silence": _silence,
    "codec": _codec,
}


def apply(effect: Effect, samples: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """An effect on the whole mix."""
    return EFFECTS[effect.name](samples, rng, *effect.values).astype(np.float32)


def at_rate(samples: np.ndarray, rate: int) -> np.ndarray:
    """Samples at another rate; 44.1 kHz are returned as they are."""
    if rate == RATE:
        return samples
    common = int(np.gcd(rate, RATE))
    return resample_poly(samples, rate // common, RATE // common, axis=0).astype(np.float32)
