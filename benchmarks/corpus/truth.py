"""What is true of a score, as the JSON beside its sound."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.corpus.clock import Clock
from benchmarks.corpus.score import Score


def truth_of(score: Score) -> dict[str, Any]:
    """Beats, downbeats and sections of a score, in seconds.

    ``beats`` are what a listener taps, from the first bar to the end of the last (which is no beat). In 6/8, 9/8 and
    12/8 they are dotted quarters and ``alt_beats`` has the eighths; in 7/8 they are the eighths. ``boundaries`` are
    the edges of the sections, the first and the last included. ``ask_meter``: the tracker is told this meter.
    """
    silent = [any(start <= beat < end for start, end in score.silences) for beat in score.edges[:-1]]
    counted = [
        (round(beat, 5), i % score.meter.beats + 1)
        for i, (beat, skip) in enumerate(zip(score.edges[:-1], silent, strict=True))
        if not skip
    ]
    sections = _sections(score)
    truth = {
        "name": score.name,
        "family": score.family,
        "category": score.about,
        "seed": score.seed,
        "sample_rate": score.sound.rate,
        "duration": round(score.duration, 4),
        "meter": score.meter.name,
        "beats_per_bar": score.meter.beats,
        "tempo_min": round(min(score.bpm), 3),
        "tempo_max": round(max(score.bpm), 3),
        "tempo_median": round(float(np.median(score.bpm)), 3),
        "beats": [beat for beat, _ in counted],
        "beat_positions": [position for _, position in counted],
        "downbeats": [beat for beat, position in counted if position == 1],
        "sections": sections,
        "boundaries": [section["start"] for section in sections] + [sections[-1]["end"]],
    }
    if score.meter.division == 3:
        clock = Clock(edges=np.array(score.edges))
        truth["alt_beats"] = {
            "eighth": [round(clock.second(i / 3, swung=False), 5) for i in range(3 * clock.n_beats)],
        }
    if score.meter.ask:
        truth["ask_meter"] = score.meter.beats
    return truth


def _sections(score: Score) -> list[dict[str, Any]]:
    found, bar = [], 0
    for section in score.sections:
        start, end = (score.edges[(bar + k) * score.meter.beats] for k in (0, section.bars))
        found.append({"start": round(start, 5), "end": round(end, 5), "label": section.label})
        bar += section.bars
    return found
