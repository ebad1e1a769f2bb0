"""Beats that pass exactly through those that a director has said are right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

import numpy as np

from composer.listening.beat_line import BeatLine
from composer.listening.finding import USUAL_METER, Counted, FloatArray, IntArray
from composer.listening.guidance import NEIGHBOURS_SECONDS, Anchor
from composer.listening.levels import LEVELS, recounted
from composer.listening.song import Passage

#: Beats within which a shift fades outside the anchors.
_FADE = 4.0
#: Seconds between two anchors within which beats can hardly go wrong: two bars of a usual tempo.
_CLOSE = 5.0
#: Parts of a beat: two anchors whose distance is this near to a whole number of tracked beats agree with their number.
_AGREEING = 0.25
#: ln of the ratio of a tapped beat to a tracked one within which it is that level's: a third of the way from 3/2 to 2.
_SAME_LEVEL = 0.1


def anchored(counted: Counted, anchors: Sequence[Anchor]) -> Counted:
    """The beats through every anchor, and the bars through every position.

    Two anchors nearer than ``NEIGHBOURS_SECONDS`` are neighbouring beats; if such taps are half or twice as far apart
    as the tracked beats (or 2/3, 3/2, a third, three times), all of the song is counted at their level first. Then
    beats between two anchors are spread evenly over the tracked ones, as many as were tracked or, where an anchor lies
    between two beats, as the local tempo says. Outside the anchors the shift fades within four beats.

    Parameters
    ----------
    counted : Counted
        Left as it is where it has fewer than two beats.
    anchors : sequence of Anchor
        Seconds in the same time, increasing, at least a few hundredths of a second apart.
    """
    if not anchors or len(counted.beats) < 2:
        return counted
    counted = at_tapped_level(counted, anchors)
    line = BeatLine(beats=counted.beats)
    spans = _spans(line, np.array([anchor.seconds for anchor in anchors]))
    numbers = np.concatenate([span.numbers for span in spans])
    beats = line.seconds_at(numbers)
    places = np.cumsum([len(span.numbers) for span in spans])[:-1]
    # What the line gives there is the same but for rounding.
    beats[places] = [anchor.seconds for anchor in anchors]
    return replace(counted, beats=beats, positions=_positions(counted, spans, anchors))


def at_tapped_level(counted: Counted, anchors: Sequence[Anchor]) -> Counted:
    """The beats at the level of neighbouring anchors; as they are where no two are neighbours, or no level fits."""
    line = BeatLine(beats=counted.beats)
    taps = [(a, b) for a, b in pairwise(anchors) if b.seconds - a.seconds < NEIGHBOURS_SECONDS]
    if not taps:
        return counted
    ratios = [np.log(line.length_at((a.seconds + b.seconds) / 2) / (b.seconds - a.seconds)) for a, b in taps]
    ratio = float(np.median(ratios))
    level = min((Fraction(1), *LEVELS), key=lambda each: abs(np.log(float(each)) - ratio))
    if level == 1 or abs(np.log(float(level)) - ratio) > _SAME_LEVEL:
        return counted
    return recounted(counted, level, float(line.numbers_at(np.array([taps[0][0].seconds]))[0]))


def sure_between(passages: Sequence[Passage], anchors: Sequence[Anchor]) -> tuple[Passage, ...]:
    """The passages, with a confidence of 1 between anchors that are close to each other: there is little between two
    of them that could be wrong."""
    sure = [(a.seconds, b.seconds) for a, b in pairwise(anchors) if b.seconds - a.seconds <= _CLOSE]
    edges = sorted({passages[0].start, *(each.end for each in passages), *(edge for pair in sure for edge in pair)})
    found: list[Passage] = []
    for start, end in pairwise(edges):
        middle = (start + end) / 2
        is_sure = any(a <= middle < b for a, b in sure)
        confidence = 1.0 if is_sure else next(each.confidence for each in passages if middle < each.end)
        if found and found[-1].confidence == confidence:
            start = found.pop().start  # noqa: PLW2901 - the two are one
        found.append(Passage(start=start, end=end, confidence=confidence))
    return tuple(found)


def tapped_alone(anchors: Sequence[Anchor], meter: int | None, duration: float) -> Counted:
    """Beats of a song in which none were found, by its anchors (at least one) alone: an even grid at the tempo of
    those that are neighbours, else no more than the anchors themselves; confidence 0."""
    seconds = np.array([anchor.seconds for anchor in anchors])
    gaps = np.diff(seconds)
    taps = gaps[gaps < NEIGHBOURS_SECONDS]
    if len(taps):
        length = float(np.median(taps))
        counts = np.arange(-np.floor(seconds[0] / length), np.ceil((duration - seconds[0]) / length))
        seconds = seconds[0] + length * counts
    meter = meter or USUAL_METER
    positions = (np.arange(len(seconds)) + (anchors[0].position or 1) - 1) % meter
    return Counted(beats=seconds, positions=positions, meter=meter, confidence=0.0)


@dataclass(frozen=True, kw_only=True, eq=False)
class _Span:
    """New beats from one anchor to before the next: where on the old line they lie, the number of the old beat nearest
    to the first, and whether each of them is the next old beat: none was put in or taken out."""

    numbers: FloatArray
    begin: int
    is_whole: bool = True


def _spans(line: BeatLine, seconds: FloatArray) -> list[_Span]:
    """The new beats before the first anchor, from each to the next, and from the last one on."""
    at = line.numbers_at(seconds)
    nearest = np.round(at).astype(np.int64).tolist()
    first, last = nearest[0], nearest[-1]
    before = np.arange(min(0, first), first)
    after = np.arange(last, max(len(line.beats) - 1, last) + 1)
    spans = [_Span(numbers=before + _fading(before - first, at[0] - first), begin=min(0, first))]
    for k, (here, there) in enumerate(pairwise(at)):
        count = _count_between(line, seconds[k : k + 2], there - here)
        numbers = here + np.arange(count) * (there - here) / count
        spans.append(_Span(numbers=numbers, begin=nearest[k], is_whole=count == nearest[k + 1] - nearest[k]))
    spans.append(_Span(numbers=after + _fading(after - last, at[-1] - last), begin=last))
    return spans


def _fading(distances: IntArray, shift: float) -> FloatArray:
    return shift * np.maximum(0.0, 1 - np.abs(distances) / _FADE)


def _count_between(line: BeatLine, seconds: FloatArray, tracked: float) -> int:
    """Beats from one anchor to the next; ``tracked`` is their distance in tracked beats."""
    if seconds[1] - seconds[0] < NEIGHBOURS_SECONDS:
        return 1
    if abs(tracked - round(tracked)) <= _AGREEING:
        return max(1, round(tracked))
    inside = np.diff(line.beats[(line.beats > seconds[0]) & (line.beats < seconds[1])])
    length = float(np.median(inside)) if len(inside) else line.length_at(float(seconds.mean()))
    fewer = int(np.floor(tracked))
    return max(1, fewer if (seconds[1] - seconds[0]) / length < fewer + 0.5 else fewer + 1)


def _positions(counted: Counted, spans: list[_Span], anchors: Sequence[Anchor]) -> IntArray:
    """The tracked bars, moved so that an anchor has its position, from there to the next that has one; what comes
    before the first moves with it. Where beats were put in or taken out they are counted on from the anchor."""
    begins = _old_positions(counted, np.array([span.begin for span in spans[1:]]))
    moves, move = [], 0
    known = [a.position - 1 - int(b) for a, b in zip(anchors, begins, strict=True) if a.position is not None]
    for anchor, begin in zip(anchors, begins, strict=True):
        if anchor.position is not None:
            move = anchor.position - 1 - int(begin)
        moves.append(move)
    positions = []
    for span, begin, moved in zip(spans, [0, *begins], [known[0] if known else 0, *moves], strict=True):
        counts = np.arange(len(span.numbers))
        old = _old_positions(counted, span.begin + counts) if span.is_whole else begin + counts
        positions.append((old + moved) % counted.meter)
    return np.concatenate(positions)


def _old_positions(counted: Counted, olds: IntArray) -> IntArray:
    """Positions of the tracked beats of these numbers, counted on beyond both ends."""
    last = len(counted.beats) - 1
    inside = counted.positions[np.clip(olds, 0, last)]
    return inside + np.minimum(olds, 0) + np.maximum(olds - last, 0)
