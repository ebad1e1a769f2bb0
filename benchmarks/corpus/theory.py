"""Scales, chords and their voicings, as MIDI pitches (60 is middle C)."""

from __future__ import annotations

from collections.abc import Sequence

SCALES = {
    "major": (0, 2, 4, 5, 7, 9, 11),
    "minor": (0, 2, 3, 5, 7, 8, 10),
    "dorian": (0, 2, 3, 5, 7, 9, 10),
    "mixolydian": (0, 2, 4, 5, 7, 9, 10),
    "phrygian": (0, 1, 3, 5, 7, 8, 10),
    "harmonic": (0, 2, 3, 5, 7, 8, 11),
}
#: Chords by degree of the scale, each string one round of the changes.
PROGRESSIONS = {
    "major": ("1564", "6415", "1645", "4536", "1415", "2516", "1345", "4156", "1144", "6545", "1625", "1465", "4514"),
    "minor": ("1637", "1465", "1767", "6711", "1473", "4151", "1167", "6371", "1675", "1617", "4617"),
    "dorian": ("1414", "1741", "1234", "1144", "4417", "1717"),
    "mixolydian": ("1741", "1474", "1177", "1741", "1754", "1415"),
    "phrygian": ("1211", "1271", "1672", "1212"),
    "harmonic": ("1451", "1415", "1651", "4151", "1551"),
}
BLUES = "111144115415"


def chord(key: int, scale: str, degree: int, sevenths: bool) -> list[int]:
    """Pitch classes of the chord on a degree (from 1), root first."""
    steps = SCALES[scale]
    return [(key + steps[(degree - 1 + third) % 7]) % 12 for third in ((0, 2, 4, 6) if sevenths else (0, 2, 4))]


def scale_classes(key: int, scale: str) -> set[int]:
    """Pitch classes of a scale."""
    return {(key + step) % 12 for step in SCALES[scale]}


def nearest(pitch_class: int, centre: float) -> int:
    """The pitch of a class that is nearest to a centre."""
    return pitch_class + 12 * round((centre - pitch_class) / 12)


def voicing(classes: Sequence[int], centre: float) -> list[int]:
    """The pitches of a chord, each in the octave nearest to the centre, rising."""
    return sorted({nearest(pitch_class, centre) for pitch_class in classes})
