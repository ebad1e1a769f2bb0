"""Songs and storyboards whose every beat and arrival is known by arithmetic."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import numpy as np

from composer.errors import Place
from composer.listening.song import Envelope, Section, Song
from composer.storyboard.records import Direction, Hold, Length, Output, Scene, Snap, Storyboard, Unit

FILE = Path("film.yaml")


def make_song(
    *,
    duration: float,
    beats: Iterable[float] = (),
    positions: Iterable[int] = (),
    meter: int = 4,
    sections: Iterable[tuple[float, str]] = ((0.0, "A"),),
) -> Song:
    times = np.array(list(beats), dtype=np.float64)
    starts = list(sections)
    ends = [*(start for start, _ in starts[1:]), duration][: len(starts)]
    return Song(
        path=Path("song.wav"),
        digest="0" * 32,
        duration=duration,
        sample_rate=44100,
        channels=2,
        beats=times,
        positions=np.array(list(positions), dtype=np.int64),
        meter=meter,
        tempo=60 / float(np.median(np.diff(times))) if len(times) > 1 else 0.0,
        strengths=np.ones(len(times)),
        sections=tuple(Section(start=s, end=e, label=n) for (s, n), e in zip(starts, ends, strict=True)),
        loudness=Envelope(rate=10.0, values=np.zeros(int(duration * 10) + 1)),
        confidence=1.0,
    )


def steady_song(
    *,
    duration: float = 64.0,
    bpm: float = 120.0,
    meter: int = 4,
    first: float = 0.0,
    pickup: int = 0,
    sections: Iterable[tuple[float, str]] = ((0.0, "A"),),
) -> Song:
    """Beats every 60 / bpm seconds from ``first`` on; ``pickup`` of them before the first downbeat.

    At 120 BPM in 4/4 from second 0, beat n is at (n - 1) / 2 s and bar n at 2 (n - 1) s.
    """
    count = int(np.ceil((duration - first) * bpm / 60 - 1e-9))
    beats = first + np.arange(count) * 60 / bpm
    positions = (np.arange(count) - pickup) % meter + 1
    return make_song(duration=duration, beats=beats, positions=positions, meter=meter, sections=sections)


def silent_song(duration: float = 60.0) -> Song:
    """No beats, no sections."""
    return make_song(duration=duration, sections=())


def bars(amount: float) -> Length:
    return Length(amount=amount, unit=Unit.BARS)


def beats(amount: float) -> Length:
    return Length(amount=amount, unit=Unit.BEATS)


def seconds(amount: float) -> Length:
    return Length(amount=amount, unit=Unit.SECONDS)


def scene(name: str, **fields: object) -> Scene:
    return Scene(id=name, prompt=name, **fields)  # type: ignore[arg-type]


def board(
    *scenes: Scene,
    snap: Snap = Snap.BAR,
    direction: Direction = Direction.IN,
    offset: float = 0.0,
    hold: Hold | None = None,
    fps: Fraction = Fraction(30),
) -> Storyboard:
    """A storyboard whose scene n is on line 10 + 10 n, its values one line further down each; hold is on line 5."""
    places = {"": Place(file=FILE, line=1, column=1)}
    for which, line in (("hold.start", 5), ("hold.end", 6)):
        places[which] = Place(file=FILE, line=line, column=9)
    for number in range(len(scenes)):
        places[f"scenes[{number}]"] = Place(file=FILE, line=10 + 10 * number, column=5)
        for row, key in enumerate(("at", "bars", "beats", "seconds", "portal"), 1):
            places[f"scenes[{number}].{key}"] = Place(file=FILE, line=10 + 10 * number + row, column=9)
    return Storyboard(
        file=FILE,
        scenes=scenes,
        snap=snap,
        direction=direction,
        offset_seconds=offset,
        hold=hold or Hold(),
        output=Output(fps=fps),
        places=places,
    )
