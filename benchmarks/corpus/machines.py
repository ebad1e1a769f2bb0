"""Synthesised drums, exact to the sample: a deep analog machine, a tight one, and a mouth that plays drums."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.signal import butter, sosfilt

from benchmarks.corpus.fluid import RATE

Sounds = dict[str, np.ndarray]
#: The kits that are made here.
SYNTHESISED = ("analog", "tight", "mouth")


def machine(kit: str, rng: np.random.Generator) -> Callable[[str], np.ndarray]:
    """Sounds of a kit by the drum's name, a little different in each song; a drum it does not have is its woodblock."""
    if kit == "mouth":
        mouth = _mouth(rng)
        return lambda drum: mouth.get(drum, mouth["rim"])
    deep = kit == "analog"
    sounds = _skins(deep, rng) | _metals(deep, rng)
    return lambda drum: sounds.get(drum, sounds["block"])


def _skins(deep: bool, rng: np.random.Generator) -> Sounds:
    low = rng.uniform(42, 52) if deep else rng.uniform(50, 62)
    tuned = rng.uniform(0.9, 1.1)
    return {
        "kick": _drop(low, rng.uniform(130, 240), rng.uniform(0.25, 0.5) if deep else rng.uniform(0.12, 0.22), rng),
        "floor": 0.8 * _drop(75 * tuned, 110, 0.35, rng),
        "low": 0.8 * _drop(95 * tuned, 140, 0.3, rng),
        "mid": 0.8 * _drop(130 * tuned, 190, 0.26, rng),
        "high": 0.8 * _drop(175 * tuned, 250, 0.22, rng),
        "snare": 0.8 * _hiss(700, 8000, rng.uniform(0.04, 0.09), rng, tone=rng.uniform(170, 220)),
        "snare2": 0.8 * _hiss(500, 6000, rng.uniform(0.05, 0.12), rng, tone=rng.uniform(150, 190)),
        "rim": 0.7 * _hiss(1500, 7000, 0.008, rng, tone=1700),
        "clap": 0.8 * _hiss(900, 7000, rng.uniform(0.05, 0.09), rng),
        "block": 0.6 * _hiss(800, 5000, 0.012, rng, tone=900 * tuned),
        "conga": 0.7 * _drop(260 * tuned, 300, 0.15, rng),
        "conga_low": 0.7 * _drop(190 * tuned, 230, 0.18, rng),
    }


def _metals(deep: bool, rng: np.random.Generator) -> Sounds:
    short = rng.uniform(0.012, 0.03)
    return {
        "hat": 0.4 * _hiss(6500, 15000, short, rng),
        "pedal": 0.35 * _hiss(5500, 14000, 0.8 * short, rng),
        "open": 0.4 * _hiss(6000, 14000, rng.uniform(0.09, 0.18), rng),
        "ride": 0.4 * _hiss(5000, 13000, 0.2, rng),
        "bell": 0.4 * _hiss(4000, 12000, 0.15, rng, tone=2400),
        "crash": 0.5 * _hiss(3000, 14000, 0.7, rng),
        "shaker": 0.4 * _hiss(4000, 11000, 0.03, rng),
        "tamb": 0.4 * _hiss(6000, 14000, 0.05, rng, tone=5200),
        "cowbell": 0.5 * (_ring(540, 0.09) + _ring(800, 0.09)) if deep else 0.5 * _ring(640, 0.12),
        "clave": 0.6 * _ring(2500 * rng.uniform(0.9, 1.1), 0.025),
    }


def _mouth(rng: np.random.Generator) -> Sounds:
    """Consonants that stand for drums: b, pf, k, ts, tsh."""
    return {
        "kick": 0.8 * _drop(rng.uniform(70, 110), rng.uniform(170, 260), rng.uniform(0.06, 0.11), rng),
        "snare": 0.8 * _hiss(900, 5000, rng.uniform(0.025, 0.06), rng),
        "rim": 0.7 * _hiss(1300, 3800, 0.012, rng),
        "hat": 0.5 * _hiss(4500, 11000, rng.uniform(0.012, 0.025), rng),
        "open": 0.5 * _hiss(3500, 10000, rng.uniform(0.06, 0.12), rng),
        "crash": 0.5 * _hiss(2500, 9000, 0.3, rng),
    }


def _drop(low: float, high: float, seconds: float, rng: np.random.Generator) -> np.ndarray:
    """A drum skin: a tone that falls in pitch, with a click."""
    t = np.arange(int(2.2 * seconds * RATE)) / RATE
    sweep = low * t + (high - low) * 0.025 * (1 - np.exp(-t / 0.025))
    sound = np.sin(2 * np.pi * sweep) * np.exp(-t / (seconds / 2.4)) * np.minimum(1, t / 0.0008)
    click = int(0.004 * RATE)
    sound[:click] += rng.uniform(0.1, 0.5) * rng.normal(0, 1, click) * np.linspace(1, 0, click)
    return sound / np.abs(sound).max()


def _hiss(low: float, high: float, decay: float, rng: np.random.Generator, tone: float = 0.0) -> np.ndarray:
    """A burst of noise in a band, with or without a tone in it; ``decay``: seconds to 1/e."""
    t = np.arange(int(6 * decay * RATE) + 1) / RATE
    band = butter(2, [low, high], "band", fs=RATE, output="sos")
    sound = sosfilt(band, rng.normal(0, 1, len(t))) * np.exp(-t / decay)
    sound /= np.abs(sound).max()
    if tone:
        sound += 0.6 * np.sin(2 * np.pi * tone * t) * np.exp(-t / min(0.05, decay))
    return sound / np.abs(sound).max()


def _ring(pitch: float, decay: float) -> np.ndarray:
    t = np.arange(int(6 * decay * RATE)) / RATE
    return np.tanh(2 * np.sin(2 * np.pi * pitch * t)) * np.exp(-t / decay)
