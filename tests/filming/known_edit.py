"""An edit whose every frame is known by arithmetic: beats each half second from second 0, four to a bar."""

from fractions import Fraction
from pathlib import Path

import numpy as np

from composer.filming.exports.edit import Media, Stretch, edit_of
from composer.listening.song import Envelope, Section, Song
from composer.storyboard.records import Scene
from composer.timing.timeline import Span, Timeline

#: Scenes and the bars on which they begin.
SCENES = (("bus", 1, "1980"), ("prom", 3, ""), ("wedding", 5, "and  then\nthey married"))
DURATION = 12.0
SONG = Path("songs/ride.ogg")
FILM = Path("films/ride.mp4")


def song(duration=DURATION, beats=True):
    times = np.arange(0, duration, 0.5) if beats else np.empty(0)
    return Song(
        path=SONG,
        digest="0" * 32,
        duration=duration,
        sample_rate=44100,
        channels=2,
        beats=times,
        positions=np.arange(len(times)) % 4 + 1,
        meter=4,
        tempo=120.0,
        strengths=np.ones(len(times)),
        sections=(Section(start=0.0, end=4.0, label="A"), Section(start=4.0, end=duration, label="B")),
        loudness=Envelope(rate=10.0, values=np.zeros(200)),
        confidence=1.0,
    )


def second_of_bar(bar):
    return 2.0 * (bar - 1)


def timeline(rate, duration=DURATION, offset=0.0):
    count = round(duration * rate)
    starts = [round((second_of_bar(bar) + (offset if bar > 1 else 0)) * rate) for _, bar, _ in SCENES]
    spans = [
        Span(
            scene=Scene(id=name, prompt=f"the {name}", caption=caption),
            number=number,
            start_frame=start,
            end_frame=end,
            arrival=second_of_bar(bar),
            arrival_frame=start,
            depart_frame=start,
            settle_frame=end,
            first_step=2 * number,
            bar=bar,
            beat=1.0,
        )
        for number, ((name, bar, caption), start, end) in enumerate(
            zip(SCENES, starts, [*starts[1:], count], strict=True)
        )
    ]
    return Timeline(rate=rate, frame_count=count, duration=duration, offset_seconds=offset, spans=tuple(spans))


def edit(rate=Fraction(30), *, first=0, stop=None, offset=0.0, sound=SONG, heard=None):
    line = timeline(rate, offset=offset)
    return edit_of(
        line,
        heard or song(),
        Media(film=FILM, song=sound),
        title="The Long Ride",
        stretch=Stretch(first=first, stop=line.frame_count if stop is None else stop),
    )
