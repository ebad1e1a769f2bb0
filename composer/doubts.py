"""Where a song's beats are not to be trusted, said in a line or two: what to hear, and how to mend it."""

from __future__ import annotations

from collections.abc import Sequence
from shlex import quote

from composer.listening.beatsfile import beats_file_of
from composer.listening.song import Passage, Song

#: Of beats that are less sure than this, every third or so is wrong, and a film shows it.
DOUBTFUL = 0.7
#: Passages that are named; the others are counted.
_MOST_NAMED = 3


def doubtful_passages(passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """The passages whose beats are doubtful, neighbours joined: their confidence is the mean over their time."""
    found: list[Passage] = []
    for passage in passages:
        if passage.confidence >= DOUBTFUL:
            continue
        if found and found[-1].end == passage.start:
            found[-1] = _joined(found[-1], passage)
        else:
            found.append(passage)
    return tuple(found)


def _joined(first: Passage, second: Passage) -> Passage:
    lengths = [each.end - each.start for each in (first, second)]
    weighed = first.confidence * lengths[0] + second.confidence * lengths[1]
    return Passage(start=first.start, end=second.end, confidence=weighed / sum(lengths))


def doubts_about(song: Song) -> str:
    """What to tell a director about doubtful beats, two lines; empty where there is nothing to tell."""
    doubtful = doubtful_passages(song.passages) if len(song.beats) else ()
    if not doubtful:
        return ""
    named = [f"{_minutes(each.start)} to {_minutes(each.end)}" for each in doubtful[:_MOST_NAMED]]
    percent = [f"{100 * each.confidence:.0f} %" for each in doubtful[:_MOST_NAMED]]
    if len(doubtful) == 1:
        said = f"{named[0]}: the beats there are only {percent[0]} sure"
    else:
        listed = ", ".join(f"{time} ({sure})" for time, sure in zip(named, percent, strict=True))
        more = len(doubtful) - len(named)
        rest = f" and {more} more passage{'s' if more > 1 else ''}" if more else ""
        said = f"{listed}{rest}: the beats there are not sure"
    return (
        f"{said}: hear them with `longzoom listen {quote(str(song.path))} --click clicks.mp4`\n"
        f"  hint: mend them in {beats_file_of(song.path)} with anchors, tempo: 90 to 120, half/double, or list them"
    )


def _minutes(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02d}"
