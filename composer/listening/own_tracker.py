"""Longzoom's own tracker: many ways to count a song, the best of them followed through it bar by bar."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from composer.listening.bars import Bars, find_bars
from composer.listening.candidates import find_candidates
from composer.listening.changes import Changes, measure_changes
from composer.listening.evidence import (
    METERS,
    Counting,
    count_out,
    odd_bar_evidence,
    overall_evidence,
    placed_evidence,
    position_evidence,
)
from composer.listening.features import Features, Float32
from composer.listening.finding import BeatFinder, Counted, is_audible
from composer.listening.guidance import NEIGHBOURS_SECONDS, Anchor, Guidance
from composer.listening.offbeat import is_on_soft_kick, lie_beside
from composer.listening.trackers import Options
from composer.listening.trust import Odds, trust
from composer.listening.weights import Weights, learned, read_weights

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

#: Nats that a counting loses for each anchor it misses: more than any evidence brings.
_MISSED = 30.0
#: Nats for a unit of ``odd_bar_evidence``, in odd meters, which nothing else was learned of: of 24 songs in 5/4 and 7/8
#: 15 are counted at another level without it, 2 with it (10: 3; 50: 4).
_ODD_BAR = 20.0
#: Parts of a beat within which an anchor is on the beat, before the beat is placed on its attack.
_ON = 0.2
#: Nats by which a counting may be worse and yet be taken for its soft kick: house songs needed 1.1 to 5.4; the two of
#: 367 that would have gone wrong, 8.2 and 11.3.
_NEARLY = 7.0


@dataclass(frozen=True, kw_only=True, eq=False)
class _Option:
    counting: Counting
    meter: int
    phase: int
    score: float = 0.0

    @property
    def positions(self) -> IntArray:
        """Position of each beat in its bar, counted from 0."""
        positions: IntArray = (np.arange(len(self.counting.beats)) - self.phase) % self.meter
        return positions


def own_finder(options: Options) -> BeatFinder:
    """The tracker. ``weights`` names a file of others than those it comes with: what was fitted to other songs."""
    file = options.get("weights")
    return functools.partial(find_beats, weights=read_weights(Path(str(file))) if file else learned())


@dataclass(frozen=True, kw_only=True, eq=False)
class Followed:
    """Beats in seconds with their positions, counted from 0, in bars of ``meter``; and what else was thought of."""

    bars: Bars
    meter: int
    odds: Odds


def find_beats(samples: Float32, features: Features, guidance: Guidance, *, weights: Weights) -> Counted | None:
    """Beats and bars of a song (a ``BeatFinder``); None for silence and for sound too short for six beats. Noise and
    drones have beats that are not to be trusted."""
    found = follow(features, guidance, weights) if is_audible(samples) else None
    if found is None:
        return None
    confidence, passages = trust(features, found.bars.beats, found.odds, weights.trust)
    return Counted(
        beats=found.bars.beats,
        positions=found.bars.positions,
        meter=found.meter,
        confidence=confidence,
        passages=passages,
    )


def follow(features: Features, guidance: Guidance, weights: Weights) -> Followed | None:
    """The best way to count a song, followed through it; None where there are not six beats."""
    changes = measure_changes(features)
    options = _options(features, changes, guidance, weights)
    if not options:
        return None
    likeliest = max(options, key=lambda option: option.score)
    best = _on_the_kick(features, options, likeliest)
    counted = Bars(beats=best.counting.beats, positions=best.positions)
    bars = find_bars(features, changes, counted, weights.of_bar(best.meter))
    # What is chosen for its kick is at least as likely as what its attacks say.
    chosen = (best.counting, likeliest.score)
    odds = Odds(scores=[chosen if option is best else (option.counting, option.score) for option in options])
    return None if len(bars.beats) < 2 else Followed(bars=bars, meter=best.meter, odds=odds)


def _on_the_kick(features: Features, options: Sequence[_Option], best: _Option) -> _Option:
    """The best option, or one at its tempo that is nearly as good and on a kick too soft to tell by its attacks."""
    if is_on_soft_kick(features, best.counting.beats):
        return best
    kicks = (
        option
        for option in options
        if option.meter == best.meter
        and option.score > best.score - _NEARLY
        and lie_beside(option.counting.beats, best.counting.beats)
        and is_on_soft_kick(features, option.counting.beats)
    )
    return max(kicks, key=lambda option: option.score, default=best)


def _options(features: Features, changes: Changes, guidance: Guidance, weights: Weights) -> list[_Option]:
    """Every way to count the song that is worth a thought, with its score in nats."""
    meters = METERS if guidance.meter is None else (guidance.meter,)
    countings = [count_out(features, changes, beats) for beats in find_candidates(features, changes, guidance)]
    options, evidence, scores = [], [], []
    for counting in countings:
        for meter in meters:
            overall = overall_evidence(counting, meter)
            shared = np.array([overall[name] for name in weights.overall])
            odd_bar = 0.0 if meter in METERS else _ODD_BAR * odd_bar_evidence(counting, meter)
            bar_weights, folded = weights.of_bar(meter), position_evidence(counting, meter)
            placed = placed_evidence(folded)
            for phase in range(meter):
                option = _Option(counting=counting, meter=meter, phase=phase)
                bar = float((bar_weights * np.roll(folded, -phase, axis=0)).sum())
                options.append(option)
                evidence.append(np.concatenate([shared, placed[phase]]))
                scores.append(
                    float(shared @ weights.linear[: len(shared)])
                    + bar
                    + odd_bar
                    - _MISSED * _missed(option, guidance.anchors)
                )
    if not options:
        return []
    linear = np.array(scores)
    judged = weights.judge(np.array(evidence), linear) if set(meters) <= set(METERS) else linear
    scored = (replace(option, score=float(score)) for option, score in zip(options, judged, strict=True))
    return [option for option in scored if option.score > -np.inf]


def _missed(option: _Option, anchors: Sequence[Anchor]) -> int:
    """How many of the anchors are not beats of the option, in their position and next to their neighbours."""
    if not anchors:
        return 0
    beats, positions = option.counting.beats, option.positions
    numbers = np.interp([anchor.seconds for anchor in anchors], beats, np.arange(len(beats)))
    nearest = np.round(numbers).astype(int)
    missed = int(np.count_nonzero(np.abs(numbers - nearest) > _ON))
    for anchor, beat in zip(anchors, nearest.tolist(), strict=True):
        missed += anchor.position is not None and int(positions[beat]) != anchor.position - 1
    gaps = np.diff([anchor.seconds for anchor in anchors])
    return missed + int(np.count_nonzero((gaps < NEIGHBOURS_SECONDS) & (np.diff(nearest) != 1)))
