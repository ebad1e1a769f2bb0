"""A film made from the README alone: where each scene arrives is measured in the decoded picture and sound."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import film_kit
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw

WIDTH, HEIGHT = 320, 180
#: Two bright discs lie this far apart in each scene's picture, in widths.
APART = 0.6
RATE = 44100
#: Magnification of a picture that stands still differs from 1 by less, and from frame to frame by far less.
AT_REST, STILL = 1e-4, 2e-5
#: What the measured moment of an arrival may be off: a thirtieth of a frame.
MEASURED = 1 / 30

STORYBOARD = """\
title: A Waltz
{head}
painter: {{stills: {{folder: photos}}}}
output: {{size: {width}x{height}, fps: {fps}}}
cast:
  ada: {{born: 1950, woman: true}}
scenes:
  - id: bus
    year: 1960
    prompt: "{{ada}} on the bus"
    bars: 2
    ease: steady
  - id: prom
    year: 1968
    prompt: "{{ada}} at the prom"
    portal: {{at: [0.45, 0.55], turn: 8 deg}}
    ease: glide
  - id: wedding
    prompt: "the wedding"
    at: "bar 4 beat 2"
    ease: surge
    pulse: 0.5
  - id: house
    prompt: "the house"
    at: "0:09.5"
    zoom: 1.7
    ease: rush
  - id: stars
    prompt: "the stars"
    at: "beat 22"
    caption: "the end"
"""


@dataclass(frozen=True, kw_only=True, eq=False)
class Filmed:
    """A film with its plan and the song's truth."""

    plan: dict[str, Any]
    report: dict[str, Any]
    luma: NDArray[np.uint8]
    song: film_kit.KnownSong
    path: Path


def write_discs(folder: Path, count: int) -> None:
    """Pictures of two bright discs on an even dark ground, so that joints match as they are."""
    folder.mkdir()
    for number in range(count):
        picture = Image.new("RGB", (1280, 720), (36, 40, 48))
        pen = ImageDraw.Draw(picture)
        for x in (0.5 - APART / 2, 0.5 + APART / 2):
            centre = x * 1280, 0.5 * 720
            pen.ellipse([centre[0] - 36, centre[1] - 36, centre[0] + 36, centre[1] + 36], (235, 235, 225))
        picture.save(folder / f"{number}.png")


@pytest.fixture(scope="module")
def waltz(tmp_path_factory: pytest.TempPathFactory) -> film_kit.KnownSong:
    """A song that the project has never seen: 3/4, 97 bpm, 44.1 kHz, mono, mp3."""
    folder = tmp_path_factory.mktemp("waltz")
    write_discs(folder / "photos", 5)
    return film_kit.write_song(folder / "waltz.mp3", bpm=97, meter=3, bars=8, rate=RATE)


@pytest.fixture(scope="module", params=[("song: waltz.mp3", "30"), ("direction: out", "24000/1001")], ids=["in", "out"])
def filmed(waltz: film_kit.KnownSong, request: pytest.FixtureRequest) -> Filmed:
    head, fps = request.param
    folder = waltz.path.parent
    storyboard = folder / f"{fps.replace('/', '-')}.yaml"
    storyboard.write_text(STORYBOARD.format(head=head, fps=fps, width=WIDTH, height=HEIGHT))
    song = () if "song:" in head else (waltz.path,)
    plan = film_kit.answer("plan", storyboard, *song)
    report = film_kit.answer("render", storyboard, *song, "-o", folder / f"{storyboard.stem}.mp4")
    path = Path(report["movie"])
    luma = film_kit.decoded_luma(path, (WIDTH, HEIGHT))
    return Filmed(plan=plan, report=report, luma=luma, song=waltz, path=path)


def magnification(frame: NDArray[np.uint8]) -> float:
    """How large the scene around a frame is shown: the distance of its discs over what it is in its picture."""
    light = np.clip(frame.astype(float) - 80, 0, None)
    x, y = np.meshgrid(np.arange(WIDTH) + 0.5, np.arange(HEIGHT) + 0.5)
    sides = []
    for side in (-1, 1):
        # The scene inside has its own discs near the middle, the scene around is out of the picture.
        away = side * (x - WIDTH / 2) / WIDTH
        weight = light * ((away > 0.17) & (away < 0.47))
        if weight.sum() < 2000:
            return float("nan")
        sides.append(complex((weight * x).sum() / weight.sum(), (weight * y).sum() / weight.sum()))
    return abs(sides[1] - sides[0]) / (APART * WIDTH)


def moment_of_arrival(luma: NDArray[np.uint8], near: int) -> float:
    """The moment, in frames, at which a scene fills the picture: where the logarithm of its magnification is 0.

    The last scene of a film that pulls out is not passed: the camera comes to rest on it.
    """
    frames = np.arange(max(near - 4, 0), min(near + 5, len(luma)))
    logs = np.log([magnification(luma[frame]) for frame in frames])
    assert np.isfinite(logs).all()
    if np.abs(logs[-3:]).max() < AT_REST:
        return float(frames[np.argmax(np.abs(logs - logs[-3:].mean()) < STILL)])
    (crossings,) = np.nonzero(np.diff(np.sign(logs)))
    assert len(crossings) == 1, logs
    first = crossings[0]
    return float(frames[first] + logs[first] / (logs[first] - logs[first + 1]))


def test_every_arrival_in_the_picture_is_within_half_a_frame_of_its_beat(filmed: Filmed) -> None:
    rate = Fraction(filmed.plan["fps"]).limit_denominator(1001)
    scenes = filmed.plan["scenes"]
    assert [scene["id"] for scene in scenes] == ["bus", "prom", "wedding", "house", "stars"]
    times = [time for time, _ in film_kit.frame_hashes(filmed.path)]
    assert times == [number / rate for number in range(filmed.plan["frame_count"])]
    for scene in scenes[1:]:
        moment = moment_of_arrival(filmed.luma, scene["arrival_frame"])
        assert abs(moment - scene["arrival"] * float(rate)) <= 0.5 + MEASURED, scene["id"]


def test_the_bars_and_beats_of_the_plan_are_those_of_the_song(filmed: Filmed) -> None:
    bars, beats = filmed.song.bars, filmed.song.beats
    arrivals = {scene["id"]: scene for scene in filmed.plan["scenes"]}
    assert arrivals["prom"]["arrival"] == pytest.approx(bars[2], abs=0.016)
    assert arrivals["wedding"]["arrival"] == pytest.approx(bars[3] + 60 / 97, abs=0.016)
    assert arrivals["house"]["arrival"] == 9.5
    assert arrivals["stars"]["arrival"] == pytest.approx(beats[21], abs=0.016)
    named = {name: (scene["bar"], scene["beat"]) for name, scene in arrivals.items() if name != "house"}
    assert named == {"bus": (1, 1), "prom": (3, 1), "wedding": (4, 2), "stars": (8, 1)}


def test_the_sound_of_the_film_has_its_beats_where_the_song_has_them(filmed: Filmed) -> None:
    sound = film_kit.decoded_sound(filmed.path, RATE)
    assert len(sound) / RATE == pytest.approx(filmed.song.duration, abs=0.06)
    for beat in filmed.song.beats[1:]:
        around = np.abs(sound[round((beat - 0.02) * RATE) : round((beat + 0.02) * RATE)])
        first = np.argmax(around > 0.5 * around.max()) / RATE - 0.02
        assert abs(first) < 0.004


def test_the_film_is_as_long_as_its_song_to_within_a_frame(filmed: Filmed) -> None:
    rate = Fraction(filmed.plan["fps"]).limit_denominator(1001)
    assert len(filmed.luma) == filmed.plan["frame_count"] == filmed.report["frame_count"]
    assert abs(len(filmed.luma) / rate - filmed.plan["duration"]) <= 1 / rate
    assert filmed.plan["duration"] == pytest.approx(filmed.song.duration, abs=0.06)
