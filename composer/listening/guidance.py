"""What a director knows about a song's beats before it is listened to: the tracker fills in the rest."""

from __future__ import annotations

from dataclasses import dataclass, replace

#: Anchors nearer to each other than this (seconds) are neighbouring beats: 43 beats a minute.
NEIGHBOURS_SECONDS = 1.4


@dataclass(frozen=True, kw_only=True)
class Anchor:
    """A beat that is known to be right.

    Attributes
    ----------
    seconds : float
        When it sounds: a beat comes out at exactly this time.
    position : int or None
        Its position in the bar, 1 is the downbeat; None where only the beat is known.
    """

    seconds: float
    position: int | None = None


@dataclass(frozen=True, kw_only=True)
class Guidance:
    """What is known; every part may be left open.

    Attributes
    ----------
    tempo : (float, float) or None
        Slowest and fastest beats a minute that the beats may have; both the same for an exact tempo.
    meter : int or None
        Beats in a bar.
    anchors : tuple of Anchor
        In the order of their times.
    """

    tempo: tuple[float, float] | None = None
    meter: int | None = None
    anchors: tuple[Anchor, ...] = ()

    def later(self, seconds: float) -> Guidance:
        """The same of a sound that begins earlier by so much: anchors come later."""
        return replace(self, anchors=tuple(replace(each, seconds=each.seconds + seconds) for each in self.anchors))


UNGUIDED = Guidance()
