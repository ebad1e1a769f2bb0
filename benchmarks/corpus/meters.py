"""Meters: how many beats a bar has, and into what a beat is divided."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Meter:
    """``beats`` of a bar as listeners tap them, each of ``division`` parts; ``ask``: the tracker is told the meter."""

    name: str
    beats: int
    division: int
    ask: bool = False


METERS = {
    meter.name: meter
    for meter in (
        Meter(name="4/4", beats=4, division=2),
        Meter(name="3/4", beats=3, division=2),
        Meter(name="2/4", beats=2, division=2),
        Meter(name="6/8", beats=2, division=3),
        Meter(name="9/8", beats=3, division=3),
        Meter(name="12/8", beats=4, division=3),
        Meter(name="5/4", beats=5, division=2, ask=True),
        # Listeners tap 7/8 in no one way (2+2+3 is uneven), so its beats are the seven eighths.
        Meter(name="7/8", beats=7, division=1, ask=True),
    )
}
