"""Cues and lengths as directors write them: ``bar 9 beat 3``, ``1:02.5``, ``section B 2``, ``2 bars``."""

from __future__ import annotations

import re

from composer.errors import ComposerError
from composer.storyboard.records import BarCue, BeatCue, Cue, Length, SectionCue, TimeCue, Unit
from composer.storyboard.suggest import quote

_COUNT = "[1-9][0-9]{0,6}"
_FROM_ONE = _COUNT + r"(?:\.[0-9]{1,9})?"
_AMOUNT = r"[0-9]{1,7}(?:\.[0-9]{1,9})?"
_BAR = f"bar ({_COUNT})(?: beat ({_FROM_ONE}))?"
_BEAT = f"beat ({_FROM_ONE})"
_SECTION = f"(?:section ({_COUNT})|(?:section )?([A-Z]{{1,2}})(?: ({_COUNT}))?)"
_CLOCK = r"(?:([0-9]{1,3}):([0-5]?[0-9])|([0-9]{1,4})):([0-5][0-9](?:\.[0-9]{1,9})?)"
_SECONDS = f"({_AMOUNT}) s"
_LENGTH = f"({_AMOUNT}) (bars?|beats?|s)"
#: What a cue and a length match, as patterns that JSON Schema understands too.
CUE_PATTERN = f"^(?:{_BAR}|{_BEAT}|{_SECTION}|{_CLOCK}|{_SECONDS})$"
LENGTH_PATTERN = f"^{_LENGTH}$"
CUE_FORMS = '"bar 9", "bar 9 beat 3", "beat 33", "1:02.5", "62.5 s", "section 3", "B", "B 2"'
_UNITS = {"bar": Unit.BARS, "beat": Unit.BEATS, "s": Unit.SECONDS}
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")


def parse_cue(text: str) -> Cue:
    """When a scene arrives.

    Raises
    ------
    ComposerError
        If the text is not a cue; the hint says what to write.

    Examples
    --------
    >>> parse_cue("bar 9 beat 3")
    BarCue(bar=9, beat=3.0)
    >>> parse_cue("1:02.5")
    TimeCue(seconds=62.5)
    >>> parse_cue("B 2") == parse_cue("section B 2")
    True
    """
    if match := re.fullmatch(_BAR, text):
        return BarCue(bar=int(match[1]), beat=float(match[2] or 1))
    if match := re.fullmatch(_BEAT, text):
        return BeatCue(beat=float(match[1]))
    if match := re.fullmatch(_SECTION, text):
        return SectionCue(number=int(match[1] or match[3] or 1), label=match[2] or "")
    if match := re.fullmatch(_CLOCK, text):
        hours, minutes = int(match[1] or 0), int(match[2] or match[3])
        return TimeCue(seconds=float(f"{match[4]}") + 60 * minutes + 3600 * hours)
    if match := re.fullmatch(_SECONDS, text):
        return TimeCue(seconds=float(match[1]))
    raise ComposerError(f"{quote(text)} is not a cue", _cue_hint(text))


def parse_length(text: str) -> Length:
    """A stretch of the song: ``2 bars``, ``4 beats`` or ``1.5 s``.

    Raises
    ------
    ComposerError
        If the text is not a length; the hint says what to write.

    Examples
    --------
    >>> parse_length("1 bar")
    Length(amount=1.0, unit=<Unit.BARS: 'bars'>)
    """
    match = re.fullmatch(_LENGTH, text)
    if match:
        return Length(amount=float(match[1]), unit=_UNITS[match[2].removesuffix("s") or "s"])
    number = _NUMBER.search(text)
    amount = number.group() if number else "2"
    raise ComposerError(f"{quote(text)} is not a length", f'write "{amount} bars", "{amount} beats" or "{amount} s"')


def format_cue(cue: Cue) -> str:
    """A cue as a director writes it; ``parse_cue`` reads it back.

    Times keep microseconds.

    Examples
    --------
    >>> format_cue(TimeCue(seconds=62.5))
    '1:02.5'
    """
    match cue:
        case BarCue(bar=bar, beat=beat):
            return f"bar {bar}" if beat == 1 else f"bar {bar} beat {_number(beat)}"
        case BeatCue(beat=beat):
            return f"beat {_number(beat)}"
        case SectionCue(number=number, label=""):
            return f"section {number}"
        case SectionCue(number=number, label=label):
            return f"section {label}" if number == 1 else f"section {label} {number}"
        case TimeCue(seconds=seconds):
            return _clock(seconds)


def format_length(length: Length) -> str:
    """A length as a director writes it; ``parse_length`` reads it back.

    Examples
    --------
    >>> format_length(Length(amount=2, unit=Unit.BARS))
    '2 bars'
    """
    unit = "s" if length.unit is Unit.SECONDS else length.unit.value
    return f"{_number(length.amount)} {unit.removesuffix('s') if length.amount == 1 and unit != 's' else unit}"


def _number(value: float) -> str:
    return f"{value:.6f}".rstrip("0").rstrip(".")


def _clock(seconds: float) -> str:
    millionths = round(seconds * 1_000_000)
    minutes, rest = divmod(millionths, 60_000_000)
    whole, fraction = divmod(rest, 1_000_000)
    tail = f".{fraction:06d}".rstrip("0") if fraction else ""
    if minutes < 60:
        return f"{minutes}:{whole:02d}{tail}"
    return f"{minutes // 60}:{minutes % 60:02d}:{whole:02d}{tail}"


def _cue_hint(text: str) -> str:
    """What a director who wrote this may have meant."""
    words = text.strip().lower()
    if _NUMBER.fullmatch(words):
        return f'write the unit: "{words} s" or "bar {words.split(".")[0]}"'
    if re.fullmatch(r"bars? ?[0-9]+\.[0-9]+", words):
        bar = re.sub("[^0-9.]", "", words).split(".")[0]
        return f'write the beat on its own: "bar {bar} beat 3"'
    if re.fullmatch(r"[0-9.]+ (bars?|beats?)", words):
        amount, unit = words.split()
        return f"for a length, write {unit.rstrip('s')}s: {amount} instead of at"
    if match := re.fullmatch(r"([0-9]{1,3}):([0-9]{1,3}(?:\.[0-9]+)?)", words):
        return f'did you mean "{_clock(60 * int(match[1]) + float(match[2]))}"? seconds have two digits, up to 59'
    tidied = _tidied(words)
    if re.fullmatch(CUE_PATTERN, tidied):
        return f'did you mean "{tidied}"?'
    from_zero = re.search(r"\b(bar|beat|section) ?0+\b", words)
    return "bars, beats and sections count from 1" if from_zero else f"write one of: {CUE_FORMS}"


def _tidied(words: str) -> str:
    spaced = re.sub(r"(?<=[a-z])(?=[0-9])|[,;=#_-]|(?<=[a-z]):", " ", words)
    singular = re.sub(r"\b(bar|beat|section)s\b", r"\1", " ".join(spaced.split()))
    singular = re.sub(r"(?<=[0-9]) (?:sec|secs|second|seconds)$|(?<=[0-9])s$", " s", singular)
    # "no" and "am" are words, a letter alone is a section.
    label = r"^(?:(section )([a-z]{1,2})|()([a-z]))(?= [0-9]|$)"
    return re.sub(label, lambda match: match.expand(r"\1\3") + match.expand(r"\2\4").upper(), singular)
