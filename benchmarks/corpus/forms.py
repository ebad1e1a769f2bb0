"""How long a song is and what its sections are: labels and whole bars."""

from __future__ import annotations

import numpy as np

from benchmarks.corpus.score import Section

SONG_FORMS = (
    ("intro", "verse", "chorus", "verse", "chorus", "outro"),
    ("intro", "verse", "chorus", "bridge", "chorus", "outro"),
    ("verse", "chorus", "verse", "bridge", "chorus"),
    ("intro", "verse", "prechorus", "chorus", "verse", "chorus"),
    ("chorus", "verse", "chorus", "bridge", "outro"),
    ("intro", "verse", "verse", "chorus", "bridge", "chorus"),
)
TUNE_FORMS = (
    ("A", "A", "B", "A"),
    ("A", "B", "A", "C", "A"),
    ("A", "A", "B", "B", "A", "B"),
    ("intro", "A", "B", "A", "outro"),
    ("A", "solo", "A", "B"),
    ("intro", "A", "A", "B", "A"),
)
DANCE_FORMS = (
    ("intro", "build", "drop", "break", "build", "drop"),
    ("intro", "verse", "build", "drop", "break", "drop"),
    ("build", "drop", "break", "drop", "outro"),
    ("intro", "drop", "verse", "build", "drop", "outro"),
)
LOOP_FORMS = (
    ("intro", "verse", "chorus", "verse", "outro"),
    ("A", "B", "A", "C", "B"),
    ("intro", "A", "B", "break", "B"),
)
#: Sections that are half as long as the others.
_SHORT = {"intro", "outro", "prechorus", "build", "break"}
#: Bars longer than this, in seconds, come in even numbers: a song has few of them.
_SLOW = 3.0
#: How full a section sounds, from and to.
LEVELS = {
    "intro": (0.15, 0.5),
    "verse": (0.5, 0.72),
    "prechorus": (0.6, 0.8),
    "chorus": (0.9, 1.0),
    "bridge": (0.25, 0.8),
    "outro": (0.2, 0.6),
    "break": (0.1, 0.4),
    "build": (0.4, 0.7),
    "drop": (0.92, 1.0),
    "solo": (0.75, 0.95),
    "half": (0.8, 0.9),
    "quiet": (0.02, 0.1),
    "A": (0.6, 0.8),
    "B": (0.78, 1.0),
    "C": (0.3, 0.75),
}


def plan(
    rng: np.random.Generator, form: tuple[str, ...], bar_seconds: float, seconds: float, irregular: float
) -> tuple[Section, ...]:
    """Sections of a form that last about ``seconds`` together; some an odd number of bars with chance ``irregular``."""
    unit = _unit(form, bar_seconds, seconds)
    labels = _fitted(form, seconds / bar_seconds / unit)
    found = []
    for label in labels:
        bars = max(2, unit // 2) if label in _SHORT else unit
        if label not in _SHORT and bar_seconds < _SLOW and rng.random() < irregular:
            bars = max(2, bars + int(rng.choice([-1, 1, 2])))
        found.append(Section(label=label, bars=bars))
    return tuple(found)


def _weight(labels: list[str]) -> float:
    return sum(0.5 if label in _SHORT else 1.0 for label in labels)


def _unit(form: tuple[str, ...], bar_seconds: float, seconds: float) -> int:
    """Bars of a long section, so that the form fills the time best."""
    wanted = seconds / bar_seconds / _weight(list(form))
    return min((4, 8, 16), key=lambda unit: abs(np.log(unit / wanted)))


def _fitted(form: tuple[str, ...], units: float) -> list[str]:
    """A form with sections that come again, or fewer of them, so that it is about so many long sections in length."""
    labels, again = list(form), [label for label in form if label not in {"intro", "outro"}]
    end = len(labels) - (labels[-1] == "outro")
    while True:
        label = again[(end - len(form)) % len(again)]
        if units - _weight(labels) <= 0.5 * _weight([label]):
            break
        labels.insert(end, label)
        end += 1
    while len(labels) > 2:
        last = len(labels) - 1 - (labels[-1] == "outro")
        if _weight(labels) - units <= 0.5 * _weight([labels[last]]):
            break
        del labels[last]
    return labels
