"""What a drag in an editor costs: scheduling and planning the camera, python benchmarks/timing.py.

Prints milliseconds for storyboards of 10, 60 and 110 scenes on a 4-minute song at 30 frames a second, and how many
times real time the whole plan is made.
"""

import time
from pathlib import Path

import numpy as np

from composer.listening.song import Envelope, Section, Song
from composer.storyboard.records import Scene, Storyboard
from composer.timing.camera import plan_camera
from composer.timing.schedule import schedule

SECONDS, BPM = 240.0, 124.0
RUNS = 9


def song() -> Song:
    beats = np.arange(0.3, SECONDS, 60 / BPM)
    return Song(
        path=Path("song.wav"),
        digest="0",
        duration=SECONDS,
        sample_rate=44100,
        channels=2,
        beats=beats,
        positions=np.arange(len(beats)) % 4 + 1,
        meter=4,
        tempo=BPM,
        strengths=np.ones(len(beats)),
        sections=(Section(start=0.0, end=SECONDS, label="A"),),
        loudness=Envelope(rate=10.0, values=np.ones(int(SECONDS * 10))),
        confidence=1.0,
    )


def main() -> None:
    heard = song()
    print(f"{'scenes':>8}{'schedule, ms':>14}{'camera, ms':>12}{'× real time':>13}")
    for count in (10, 60, 110):
        scenes = tuple(Scene(id=f"scene-{i}", prompt="x", pulse=0.2, weight=1 + i % 3) for i in range(count))
        storyboard = Storyboard(file=Path("film.yaml"), scenes=scenes)
        schedules, cameras = [], []
        for _ in range(RUNS):
            begun = time.perf_counter()
            timeline = schedule(storyboard, heard)
            between = time.perf_counter()
            plan_camera(storyboard, timeline, heard)
            schedules.append(1000 * (between - begun))
            cameras.append(1000 * (time.perf_counter() - between))
        first, second = float(np.median(schedules)), float(np.median(cameras))
        print(f"{count:>8}{first:>14.1f}{second:>12.1f}{1000 * SECONDS / (first + second):>13.0f}")


if __name__ == "__main__":
    main()
