"""Correcting beats by hand: the shortest thing that a beats file must say, from what it says and what was heard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType

import numpy as np

from composer.errors import ComposerError
from composer.listening.beats_table import BEATS_FILE, FASTEST, SLOWEST
from composer.listening.beatsfile import Corrections
from composer.listening.corrections import corrected
from composer.listening.song import FloatArray, IntArray, Song

#: Keys of a beats file (``offset``) or places in its lists (``beats[3]``), each with its new value; None takes it away.
Settings = Mapping[str, object]

#: Keys by which all beats are listed.
LIST_KEYS = ("beats", "downbeats")
#: Seconds within which two times are the same beat: they are written to a tenth of a millisecond.
SAME_SECONDS = 2e-4
#: Parts of a beat within which a beat that was asked for has come out.
_FOUND = 0.1


@dataclass(frozen=True)
class Verbatim:
    """A value as it stands in the file, over as many lines as it takes."""

    text: str


@dataclass(frozen=True, kw_only=True, eq=False)
class Bench:
    """What is mended.

    Attributes
    ----------
    heard : Song
        As the tracker found it, guided by what the beats file says.
    corrections : Corrections
        The beats file.
    """

    heard: Song
    corrections: Corrections

    @cached_property
    def song(self) -> Song:
        """The song as it is now."""
        return corrected(self.heard, self.corrections)

    @property
    def is_listed(self) -> bool:
        """Whether the file lists every beat."""
        return self.corrections.beats is not None

    @property
    def is_even(self) -> bool:
        """Whether the file lays an even grid."""
        return self.corrections.tempo is not None

    @property
    def beats(self) -> FloatArray:
        """The beats as the file has them: before its offset moves them.

        Raises
        ------
        ComposerError
            If there are too few to correct.
        """
        if len(self.song.beats) < 2:
            hint = "tap a tempo and lay an even grid, or look for beats around it"
            raise ComposerError("no beats were heard that could be corrected", hint)
        beats: FloatArray = self.song.beats - self.corrections.offset_seconds
        return beats

    @property
    def positions(self) -> IntArray:
        """Position of each beat in its bar, from 1."""
        return self.song.positions

    @property
    def first(self) -> int:
        """Number of the beat that bars are counted from: the one the file names, else the first that begins a bar."""
        named, starts = self.corrections.first_downbeat, np.flatnonzero(self.positions == 1)
        if not len(starts):
            return 0
        if named is None:
            return int(starts[0])
        return int(starts[np.argmin(np.abs(self.beats[starts] - named))])

    def nearest(self, seconds: float) -> int:
        """Number of the beat that is nearest to a moment of the song."""
        return int(np.argmin(np.abs(self.beats + self.corrections.offset_seconds - seconds)))

    def length_at(self, number: int) -> float:
        """Seconds from a beat to the next one; of the last, from the one before it."""
        lengths = np.diff(self.beats)
        return float(lengths[min(number, len(lengths) - 1)])


def moment(seconds: float) -> str:
    """A time as a beats file writes it.

    Examples
    --------
    >>> moment(0.52), moment(62.5)
    ('0.52 s', '62.5 s')
    """
    return f"{trimmed(seconds, 4)} s"


def trimmed(number: float, decimals: int) -> str:
    """A number with no more decimals than it needs.

    Examples
    --------
    >>> trimmed(97.0, 2), trimmed(-0.0001, 2)
    ('97', '0')
    """
    text = f"{number:.{decimals}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def shifted_seconds(bench: Bench, seconds: float) -> Settings:
    """All beats later (+) or earlier (-) by so much more than they are."""
    total = trimmed(1000 * (bench.corrections.offset_seconds + seconds), 1)
    return {"offset": None if total == "0" else f"{total} ms"}


def counted_from(bench: Bench, seconds: float) -> Settings:
    """Bars are counted from a moment of the tracked beats or of an even grid, in the file's own time.

    Where they come out so without a word, the word is taken away.
    """
    plain = replace(bench.corrections, first_downbeat=None)
    song = corrected(bench.heard, plain)
    if len(song.beats) and not bench.is_even:
        beats = song.beats - plain.offset_seconds
        nearest = int(np.argmin(np.abs(beats - seconds)))
        near = abs(beats[nearest] - seconds) <= _FOUND * 60 / song.tempo if song.tempo else False
        if near and _is_regular(song) and song.positions[nearest] == 1:
            return {"first_downbeat": None}
    return {"first_downbeat": moment(_inside(bench, seconds))}


def _is_regular(song: Song) -> bool:
    return bool((np.diff(song.positions) % song.meter == 1 % song.meter).all())


def _inside(bench: Bench, seconds: float) -> float:
    """The same count of bars from a moment that can be written: not before the song, nor after it."""
    bar = bench.song.meter * 60 / bench.song.tempo if bench.song.tempo else 0.0
    while seconds < 0 < bar:
        seconds += bar
    while seconds >= bench.song.duration > bar > 0:
        seconds -= bar
    return seconds


def even_grid(bench: Bench, tempo: float, seconds: float) -> Settings:
    """An even grid of a tempo, with a beat at a moment of the song; bars begin where they did, as near as it goes.

    What was said of the tracked beats goes: the level, and the anchors.

    Raises
    ------
    ComposerError
        If the file lists every beat.
    """
    refuse_list(bench, "an even grid")
    number = float(trimmed(checked_tempo(tempo), 2))
    through = seconds - bench.corrections.offset_seconds
    period, starts = 60 / number, bench.song.downbeats - bench.corrections.offset_seconds
    if len(starts):
        start = float(starts[np.argmin(np.abs(starts - through))])
        through += period * round((start - through) / period)
    while through < 0:
        through += period * bench.song.meter
    gone = dict.fromkeys(("half", "double", "anchors"))
    return {"tempo": whole(number), "first_downbeat": moment(through), **gone}


def looked_for(bench: Bench, slowest: float, fastest: float) -> Settings:
    """The tracker looks for beats between two tempi.

    Raises
    ------
    ComposerError
        If the file lists every beat, or there is no such range.
    """
    refuse_list(bench, "a range of tempi")
    texts = [trimmed(checked_tempo(tempo), 2) for tempo in (slowest, fastest)]
    if float(texts[0]) >= float(texts[1]):
        raise ComposerError("the slowest tempo must be below the fastest", "write it as in 92 to 102")
    return {"tempo": " to ".join(texts), "half": None, "double": None}


def checked_tempo(tempo: float) -> float:
    """The tempo, if a beats file can say it."""
    if not SLOWEST <= tempo <= FASTEST:
        raise ComposerError(
            f"{tempo:.4g} beats a minute is too {'fast' if tempo > FASTEST else 'slow'}",
            f"tempi go from {SLOWEST} to {FASTEST}",
        )
    return tempo


def whole(number: float) -> int | float:
    """A number without a fraction where it has none."""
    return int(number) if number.is_integer() else number


def refuse_list(bench: Bench, what: str) -> None:
    """Raises where the file lists every beat, so that something else cannot be said beside it."""
    if bench.is_listed:
        raise ComposerError(f"the beats file lists every beat: {what} has no say", "take the list of beats away first")


def left_out(bench: Bench, key: str) -> Settings:
    """One correction is taken away.

    Raises
    ------
    ComposerError
        If the file does not make it.
    """
    if key not in in_force(bench.corrections):
        raise ComposerError(f"the beats file says nothing about {key}", "it was taken away meanwhile")
    also = [each for each in LIST_KEYS if key == "beats" and each in in_force(bench.corrections)]
    return dict.fromkeys([key, *also])


def reset(bench: Bench) -> Settings:
    """Every correction is taken away; which tracker listens stays."""
    return dict.fromkeys(key for key in in_force(bench.corrections) if key != "tracker")


def in_force(corrections: Corrections) -> Mapping[str, object]:
    """The keys that a beats file has, each with what it means, in the order of the language."""
    values = {
        "tracker": corrections.tracker.name,
        "offset": corrections.offset_seconds,
        "tempo": corrections.tempo_range or corrections.tempo,
        "half": corrections.level == 0.5,
        "double": corrections.level == 2.0,
        "first_downbeat": corrections.first_downbeat,
        "meter": corrections.meter,
        "anchors": corrections.anchors,
        "beats": corrections.beats,
        "downbeats": corrections.downbeats,
    }
    return MappingProxyType({key: values[key] for key in BEATS_FILE.fields if key in corrections.places})
