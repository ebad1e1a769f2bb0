"""Noise that looks the same from near and from far, made once: plates that repeat without a seam."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
from numpy.typing import NDArray

#: Pixels of a plate, each way; a power of two.
PLATE_SIZE = 512
#: Standard deviation of a plate.
DEVIATION = 256
_GRAIN_SEED, _STREAK_SEED = 1839, 1956
#: Wavelengths in pixels. Equal power in each octave: shrunk by half, a plate loses one of them and keeps its look.
_OCTAVES = (2, 4, 8, 16)
#: Streaks are so many times as long as high.
_STRETCH = 32

Plate = NDArray[np.int16]
_Whole = NDArray[np.int64]


@cache
def grain_plate() -> Plate:
    """Grain: int16, shape (PLATE_SIZE, PLATE_SIZE), mean 0, standard deviation DEVIATION."""
    random = np.random.default_rng(_GRAIN_SEED)
    return _summed([_noise(random, wavelength, wavelength) for wavelength in _OCTAVES])


@cache
def streak_plate() -> Plate:
    """Streaks along the rows, as a worn video tape has them; the same shape and numbers as ``grain_plate``."""
    random = np.random.default_rng(_STREAK_SEED)
    return _summed([_noise(random, wavelength, min(_STRETCH * wavelength, PLATE_SIZE)) for wavelength in _OCTAVES])


def _noise(random: np.random.Generator, high: int, wide: int) -> _Whole:
    """Noise with waves of about ``high`` rows and ``wide`` columns: blurred white noise less the same blurred wider."""
    white = random.integers(-1000, 1001, (PLATE_SIZE, PLATE_SIZE))
    fine, coarse = _blurred(white, high // 2, wide // 2), _blurred(white, high, wide)
    return _standard(fine - coarse)


def _blurred(values: _Whole, high: int, wide: int) -> _Whole:
    """Means over boxes, taken three times so that their corners do not show; in 4096ths."""
    values = values << 12
    for _ in range(3):
        values = _box(_box(values, high, 0) // high, wide, 1) // wide
    return values


def _box(values: _Whole, length: int, axis: int) -> _Whole:
    """Sums of so many neighbours (a power of two) about each value; the plate goes on at its other edge."""
    summed = 1
    while summed < length:
        values = values + np.roll(values, -summed, axis)
        summed *= 2
    return np.roll(values, length // 2, axis) if length > 1 else values


def _standard(values: _Whole) -> _Whole:
    """The same with mean 0 and standard deviation DEVIATION; in whole numbers, so the same on every machine."""
    values = values - int(values.sum()) // values.size
    scale = max(int(np.abs(values).max()) // 2000, 1)
    values = values // scale
    deviation = math.isqrt(int((values * values).sum()) // values.size)
    return values * DEVIATION // max(deviation, 1)


def _summed(octaves: list[_Whole]) -> Plate:
    plate = _standard(np.sum(octaves, axis=0, dtype=np.int64)).astype(np.int16)
    plate.flags.writeable = False
    return plate
