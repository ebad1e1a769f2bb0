"""How far the tracker is to be trusted: a logistic regression on songs of families that its weights do not know."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit

from benchmarks.known_songs import f_measure, padded, samples_of, window_for
from composer.listening.attacks import place_on_attacks
from composer.listening.features import RATE, extract_features
from composer.listening.finding import MARGIN_SECONDS
from composer.listening.guidance import UNGUIDED
from composer.listening.own_tracker import follow
from composer.listening.trust import TRUST, trust_evidence
from composer.listening.weights import read_weights

FloatArray = NDArray[np.float64]

#: Nats for a squared standardised weight.
_PENALTY = 3e-3
#: Beats that a passage without any counts as, so that a few sounds weigh against so many songs.
_NO_BEATS = 150.0


def trust_of(truth_file: Path, weights_file: Path) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Of each passage of a song, tracked by weights that do not know its kind: what speaks for it, F of its beats and
    how many they are."""
    truth = np.array(json.loads(truth_file.read_text(encoding="utf-8"))["beats"]) + MARGIN_SECONDS
    samples = padded(samples_of(truth_file))
    features = extract_features(samples)
    found = follow(features, UNGUIDED, read_weights(weights_file))
    if found is None:
        return np.zeros((0, len(TRUST))), np.zeros(0), np.zeros(0)
    edges, evidence = trust_evidence(features, found.bars.beats, found.odds)
    beats = place_on_attacks(samples, found.bars.beats)
    times = [0.0, *found.bars.beats[edges[1:-1]], np.inf]
    right, count, window = [], [], window_for(truth)
    for start, end in pairwise(times):
        inside, true = (each[(each >= start - 0.1) & (each < end - 0.1)] for each in (beats, truth))
        right.append(f_measure(true, inside, window) if len(true) > 1 else 0.0)
        count.append(len(inside))
    return evidence, np.array(right), np.array(count, float)


def trust_in_noise(truth_file: Path, weights_file: Path) -> tuple[FloatArray, FloatArray, FloatArray]:
    """What speaks for the beats that are carried through noise, which replaces the inner half of a song: nobody can
    tell whether they are right."""
    samples = padded(samples_of(truth_file))
    quarter = len(samples) // 4
    loudness = float(np.sqrt(np.mean(samples**2)))
    samples[quarter : 3 * quarter] = loudness * np.random.default_rng(0).normal(size=2 * quarter)
    features = extract_features(samples)
    found = follow(features, UNGUIDED, read_weights(weights_file))
    if found is None:
        return np.zeros((0, len(TRUST))), np.zeros(0), np.zeros(0)
    edges, evidence = trust_evidence(features, found.bars.beats, found.odds)
    count = np.diff(edges).astype(float)
    middles = found.bars.beats[np.array(edges[:-1]) + (count / 2).astype(int)] * RATE
    inside = (middles > 1.2 * quarter) & (middles < 2.8 * quarter)
    return evidence[inside], np.zeros(int(inside.sum())), count[inside]


def without_beats(weights_file: Path) -> list[tuple[FloatArray, FloatArray, FloatArray]]:
    """What speaks for the beats that are found in tones, noise and talk: none is right."""
    rng, seconds = np.random.default_rng(0), np.arange(24 * RATE) / RATE
    noise = rng.normal(size=len(seconds))
    walk = np.convolve(rng.normal(size=len(seconds)), np.hanning(400) / 100, "same")
    swell = np.sin(2 * np.pi * 220 * seconds) * (1 + 0.3 * np.interp(seconds, np.arange(25), rng.random(25)))
    chord = sum(np.sin(2 * np.pi * hertz * seconds) for hertz in (110, 165, 277, 440))
    glide = np.sin(2 * np.pi * np.cumsum(np.geomspace(100, 900, len(seconds))) / RATE)
    tones = (np.sin(2 * np.pi * 220 * seconds), swell, chord, glide, chord + 0.02 * noise)
    passages = []
    for sound in (noise, walk, *tones, *(talk(rng, length) for length in (20.0, 35.0, 60.0, 90.0))):
        samples = padded((0.2 * sound / np.abs(sound).max()).astype(np.float32))
        features = extract_features(samples)
        found = follow(features, UNGUIDED, read_weights(weights_file))
        if found is not None:
            _, evidence = trust_evidence(features, found.bars.beats, found.odds)
            passages.append((evidence, np.zeros(len(evidence)), np.full(len(evidence), _NO_BEATS)))
    return passages


def fit_trust(passages: list[tuple[FloatArray, FloatArray, FloatArray]]) -> dict[str, float]:
    """A logistic regression of the share of beats that are right."""
    evidence, right, count = (np.concatenate(each) for each in zip(*passages, strict=True))
    scale = evidence.std(0)
    scale[scale == 0] = 1.0

    def loss(weights: FloatArray) -> tuple[float, FloatArray]:
        sure = np.clip(expit(evidence / scale @ weights), 1e-6, 1 - 1e-6)
        missed = -(count * (right * np.log(sure) + (1 - right) * np.log(1 - sure))).sum() / count.sum()
        slope = (evidence / scale).T @ (count * (sure - right)) / count.sum()
        return missed + _PENALTY * float((weights[1:] ** 2).sum()), slope + 2 * _PENALTY * np.append(0, weights[1:])

    found = minimize(loss, np.zeros(len(TRUST)), jac=True, method="L-BFGS-B")
    return {name: float(f"{weight:.4g}") for name, weight in zip(TRUST, found.x / scale, strict=True)}


def talk(rng: np.random.Generator, seconds: float) -> FloatArray:
    """Syllables of a voice whose pitch falls through each sentence, at ``features.RATE``; nobody speaks in time."""
    samples = np.zeros(int(seconds * RATE))
    usual, moment = rng.uniform(100, 220), 0.2
    while moment < seconds - 0.6:
        words = int(rng.integers(4, 16))
        for word in range(words):
            t = np.arange(int(rng.gamma(6.0, 0.03) * RATE)) / RATE
            pitch = usual * 2 ** (rng.normal(0.0, 0.1) - 0.4 * word / words)
            voice = sum(np.cos(2 * np.pi * pitch * k * t + k * k) / k for k in range(1, 16))
            rise = np.minimum(1.0, t / rng.uniform(0.01, 0.06)) * np.hanning(2 * len(t))[len(t) :]
            start = int(moment * RATE)
            room = samples[start : start + len(t)]
            room += (rng.uniform(0.2, 1.0) * voice * rise)[: len(room)]
            moment = min(moment + len(t) / RATE + rng.exponential(0.06), seconds - 0.6)
        moment += rng.uniform(0.3, 1.2)
    return samples
