"""Corrections of beats that a beats file lists one by one: the list is written anew, or one entry of it."""

from __future__ import annotations

import numpy as np

from composer.errors import ComposerError
from composer.listening.beatsfile import grid_texts
from composer.listening.by_hand.mending import SAME_SECONDS, Bench, Settings, Verbatim, moment, trimmed
from composer.listening.song import FloatArray, IntArray


def relisted(bench: Bench, beats: FloatArray, positions: IntArray, meter: int) -> Settings:
    """The list of other beats, in the file's own time.

    Raises
    ------
    ComposerError
        If fewer than two of them lie in the song.
    """
    inside = (beats >= 0) & (beats < bench.song.duration)
    if inside.sum() < 2:
        raise ComposerError("too few beats would be left", "take the list of beats away instead")
    texts = grid_texts(beats[inside], positions[inside], meter)
    changed = {key: text and Verbatim(text) for key, text in texts.items()}
    return {key: value for key, value in changed.items() if value or key in bench.corrections.places}


def list_counted(bench: Bench, count: int) -> Settings:
    """Bars begin so many beats later (+) or earlier (-)."""
    corrections = bench.corrections
    if corrections.downbeats is None and not corrections.positions and 0 <= bench.first + count < len(bench.beats):
        return {"first_downbeat": moment(float(bench.beats[bench.first + count]))}
    numbers = np.arange(len(bench.beats)) - count
    last = len(numbers) - 1
    inner = bench.positions[np.clip(numbers, 0, last)]
    # Beyond both ends of the list bars are counted on.
    beyond = np.minimum(numbers, 0) + np.maximum(numbers - last, 0)
    positions = np.where(beyond == 0, inner, (inner - 1 + beyond) % bench.song.meter + 1)
    return relisted(bench, bench.beats, positions, bench.song.meter)


def list_between(bench: Bench, direction: int) -> Settings:
    """Every beat moves to the middle between it and the next (+1) or the one before (-1)."""
    beats = bench.beats
    ends = [2 * beats[-1] - beats[-2]] if direction > 0 else [2 * beats[0] - beats[1]]
    others = np.concatenate([beats[1:], ends] if direction > 0 else [ends, beats[:-1]])
    return relisted(bench, (beats + others) / 2, bench.positions, bench.song.meter)


def list_halved(bench: Bench) -> Settings:
    """Every other beat, with those that bars are counted from."""
    start = bench.first % 2
    beats = bench.beats[start::2]
    return relisted(bench, beats, _counted(len(beats), bench.first // 2, bench.song.meter), bench.song.meter)


def list_doubled(bench: Bench) -> Settings:
    """A beat more in the middle between each two."""
    count = 2 * len(bench.beats) - 1
    beats = np.interp(np.arange(count) / 2, np.arange(len(bench.beats)), bench.beats)
    return relisted(bench, beats, _counted(count, 2 * bench.first, bench.song.meter), bench.song.meter)


def list_metered(bench: Bench, meter: int) -> Settings:
    """Bars of so many beats, counted from where they are counted now."""
    return relisted(bench, bench.beats, _counted(len(bench.beats), bench.first, meter), meter)


def _counted(count: int, first: int, meter: int) -> IntArray:
    return (np.arange(count) - first) % meter + 1


def list_moved(bench: Bench, was: float, seconds: float) -> Settings:
    """The entry of the list that is nearest to a time moves to another one, and what else names that beat with it;
    both in the file's own time.

    Raises
    ------
    ComposerError
        If it would pass one of its neighbours.
    """
    corrections = bench.corrections
    assert corrections.beats is not None
    number = int(np.argmin(np.abs(np.array(corrections.beats) - was)))
    old, new = corrections.beats[number], float(trimmed(seconds, 4))
    before = corrections.beats[number - 1] if number else -SAME_SECONDS
    after = corrections.beats[number + 1] if number + 1 < len(corrections.beats) else bench.song.duration
    if not before + SAME_SECONDS < new < after - SAME_SECONDS:
        raise ComposerError("a beat stays between its neighbours", "move those first")
    position = corrections.positions.get(number)
    settings: dict[str, object] = {f"beats[{number}]": new if position is None else [new, position]}
    for place, downbeat in enumerate(corrections.downbeats or ()):
        if abs(downbeat - old) < SAME_SECONDS:
            settings[f"downbeats[{place}]"] = new
    if corrections.first_downbeat is not None and abs(corrections.first_downbeat - old) < SAME_SECONDS:
        settings["first_downbeat"] = moment(new)
    return settings
