"""How near beats, bars and sections come to the truth, by family of songs, beside librosa's default tracker.

Without a corpus, songs of a drum machine with known beats are made for the run: rock beats and waltzes at six tempi,
plucked chords, swing, a pickup, a break, a drifting tempo. A corpus is a folder that ``benchmarks/corpus`` wrote, or
any of sound files, each with a JSON file of the same name that holds its true "beats" and "downbeats" in seconds.

    python benchmarks/listening.py
    python benchmarks/listening.py --corpus corpus/seed7 corpus/seed8 --jobs 2
    python benchmarks/listening.py --corpus corpus/seed7 --left-out parts   # weights fitted without each song's family
    python benchmarks/listening.py --minutes 10          # only: memory and speed for a song of that length

Columns: F within 70 ms; F within 16.7 ms, half a frame at 30 fps; CMLt and AMLt, the share of the song followed without
a break, at the right level and at double, half or off-beat (mir_eval, "-" where it is not installed); F of the
downbeats within 70 ms; F of the inner edges of sections within 0.5 s; median and mean error in ms of the beats within
70 ms, + is late; seconds of song a second. Below: how far its confidence can be believed, passage by passage.
"""

from __future__ import annotations

import argparse
import functools
import json
import resource
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import librosa
import numpy as np
import soundfile

from composer.listening.guidance import Guidance
from composer.listening.intake import take_in
from composer.listening.song import Passage
from composer.listening.tracker import track
from composer.listening.trackers import OWN, TrackerChoice

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "listening"))
from drum_machine import HATS_6, ROCK, SWING, WALTZ, KnownSong, Score, play

COLUMNS = ("F70", "F17", "CMLt", "AMLt", "downF", "sectF", "|ms|", "ms", "x real time")
_DECIMALS = (3, 3, 3, 3, 3, 3, 1, 1, 0)
WINDOW, HALF_FRAME, SECTION_WINDOW = 0.070, 1 / 60, 0.5
_SOUNDS = (".wav", ".flac", ".ogg", ".mp3")
#: A boundary this near to the song's ends is no inner one (seconds).
_END = 1.0


@dataclass(frozen=True, kw_only=True)
class Found:
    """What a tracker found, and the seconds it took."""

    beats: np.ndarray
    downbeats: np.ndarray
    edges: np.ndarray
    passages: tuple[Passage, ...]
    seconds: float


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A song to be listened to: its truth, and the weights that the tracker is to use."""

    name: str
    sound: Path
    truth: dict[str, Any]
    weights: Path | None = None

    @property
    def family(self) -> str:
        """What the table puts it together with."""
        return str(self.truth.get("family", self.truth.get("category", "")))


def by_librosa(song: Asked) -> Found:
    started = time.perf_counter()
    samples, rate = librosa.load(song.sound, sr=22050)
    _, beats = librosa.beat.beat_track(y=samples, sr=rate, units="time")
    none = np.zeros(0)
    return Found(
        beats=np.asarray(beats), downbeats=none, edges=none, passages=(), seconds=time.perf_counter() - started
    )


def by_longzoom(song: Asked) -> Found:
    started = time.perf_counter()
    choice = OWN if song.weights is None else TrackerChoice(options={"weights": song.weights})
    found = track(take_in(song.sound).samples, Guidance(meter=song.truth.get("ask_meter")), choice)
    return Found(
        beats=found.beats,
        downbeats=found.beats[found.positions == 1],
        edges=np.array([section.start for section in found.sections[1:]]),
        passages=found.passages,
        seconds=time.perf_counter() - started,
    )


def pairs(truth: np.ndarray, found: np.ndarray, window: float) -> list[float]:
    """Errors of found events against the true ones, each used once, nearest first."""
    if not len(truth) or not len(found):
        return []
    distance = found[:, None] - truth
    errors, rows, columns = [], set(), set()
    for k in np.argsort(np.abs(distance), axis=None):
        row, column = divmod(int(k), len(truth))
        if abs(distance[row, column]) > window:
            break
        if row not in rows and column not in columns:
            rows.add(row)
            columns.add(column)
            errors.append(float(distance[row, column]))
    return errors


def f_measure(truth: np.ndarray, found: np.ndarray, window: float) -> float:
    return 2 * len(pairs(truth, found, window)) / max(1, len(truth) + len(found))


def continuity(truth: np.ndarray, found: np.ndarray) -> tuple[float, float]:
    try:
        from mir_eval.beat import continuity as measure
    except ImportError:
        return np.nan, np.nan
    if len(found) < 2:
        return 0.0, 0.0
    _, correct, _, any_level = measure(truth, found)
    return correct, any_level


def figures(song: Asked, found: Found) -> list[float]:
    beats, downbeats = np.array(song.truth["beats"]), np.array(song.truth["downbeats"])
    errors = 1000 * np.array(pairs(beats, found.beats, WINDOW))
    return [
        f_measure(beats, found.beats, WINDOW),
        f_measure(beats, found.beats, HALF_FRAME),
        *continuity(beats, found.beats),
        f_measure(downbeats, found.downbeats, WINDOW) if len(found.downbeats) else np.nan,
        section_f(song.truth, found.edges) if len(found.downbeats) else np.nan,
        float(np.median(np.abs(errors))) if len(errors) else np.nan,
        float(np.mean(errors)) if len(errors) else np.nan,
        soundfile.info(song.sound).duration / found.seconds,
    ]


def section_f(truth: dict[str, Any], edges: np.ndarray) -> float:
    """F of the inner boundaries; those between sections that sound alike (the same label) are no fault to miss."""
    if "sections" not in truth:
        return np.nan
    sections, bounds = truth["sections"], np.array(truth["boundaries"])
    heard = [after["start"] for before, after in pairwise(sections) if before["label"] != after["label"]]
    inner = edges[(edges > bounds[0] + _END) & (edges < bounds[-1] - _END)]
    alike = [edge for edge in bounds[1:-1] if edge not in heard]
    counted = np.array([e for e in inner if not any(abs(e - a) <= SECTION_WINDOW for a in alike)])
    return f_measure(np.array(heard), counted, SECTION_WINDOW) if heard else np.nan


def rightness(song: Asked, found: Found) -> list[tuple[float, float, int]]:
    """Of each passage: the confidence, F of its beats, and how many they are."""
    beats, values = np.array(song.truth["beats"]), []
    for passage in found.passages:
        inside = found.beats[(found.beats >= passage.start) & (found.beats < passage.end)]
        true = beats[(beats >= passage.start) & (beats < passage.end)]
        if len(inside) or len(true):
            values.append((passage.confidence, f_measure(true, inside, WINDOW), max(len(inside), len(true))))
    return values


def row(name: str, values: list[float]) -> str:
    cells = ["-" if np.isnan(value) else f"{value:.{places}f}" for value, places in zip(values, _DECIMALS, strict=True)]
    return f"{name:40s}" + "".join(f"{cell:>9s}" for cell in cells)


def drum_machine_songs() -> Iterator[tuple[str, KnownSong]]:
    for bpm in (62, 81, 98, 117, 144, 176):
        bars = round(30 * bpm / 240)
        yield f"rock {bpm}", play(Score(bpm=bpm, bars=bars, lead_seconds=0.3))
        yield f"waltz {bpm}", play(Score(bpm=bpm, meter=3, bars=round(bars * 4 / 3), pattern=WALTZ + HATS_6))
    yield "plucked 4/4", play(Score(bpm=92, bars=14, drums=range(0)))
    yield "plucked 3/4", play(Score(bpm=110, meter=3, bars=18, drums=range(0)))
    yield "swing", play(Score(bpm=126, bars=16, pattern=ROCK + SWING))
    yield "pickup", play(Score(bpm=112, bars=14, pickup=1))
    yield "intro and break", play(Score(bpm=108, bars=22, drums=(*range(4, 10), *range(14, 22))))
    yield "drift", play(Score(bpm=104, bars=20, tempo_drift=lambda part: 1 + 0.06 * np.sin(2 * np.pi * part)))


def corpus_of(folders: Sequence[Path], made: Path, parts: Path | None) -> Iterator[Asked]:
    if not folders:
        for name, song in drum_machine_songs():
            file = made / f"{name.replace('/', '-')}.wav"
            soundfile.write(file, song.samples, song.rate)
            yield Asked(name=name, sound=file, truth={"beats": song.beats, "downbeats": song.downbeats})
        return
    part_of = {} if parts is None else json.loads((parts / "kinds.json").read_text())
    for truth in (file for folder in folders for file in sorted(folder.glob("*.json"))):
        beside = sorted(truth.parent.glob(f"{truth.stem}.*"))
        sound = next(file for file in beside if file.suffix in (".wav", ".flac", ".ogg"))
        weights = parts / f"part{part_of[truth.stem]}.json" if parts and truth.stem in part_of else None
        yield Asked(name=truth.stem, sound=sound, truth=json.loads(truth.read_text()), weights=weights)


def judged(song: Asked, tracker: str) -> tuple[list[float], list[tuple[float, float, int]]]:
    found = {"librosa": by_librosa, "longzoom": by_longzoom}[tracker](song)
    return figures(song, found), rightness(song, found)


def compare(arguments: argparse.Namespace) -> None:
    print(f"{'':40s}" + "".join(f"{column[:8]:>9s}" for column in COLUMNS))
    with tempfile.TemporaryDirectory() as made, ProcessPoolExecutor(arguments.jobs, initializer=warm_up) as workers:
        songs = list(corpus_of(arguments.corpus, Path(made), arguments.left_out))
        seeds = sorted({song.truth["seed"] for song in songs if "seed" in song.truth})
        if seeds:
            print(f"songs of seed {', '.join(map(str, seeds))}")
        for tracker in ("librosa", "longzoom"):
            if arguments.only and arguments.only != tracker:
                continue
            values: list[list[float]] = []
            believed: list[tuple[float, float, int]] = []
            for song, (line, right) in zip(
                songs, workers.map(functools.partial(judged, tracker=tracker), songs), strict=True
            ):
                values.append(line)
                believed += right
                print(row(f"{song.name}, {tracker}", line), flush=True)
            families = defaultdict(list)
            for song, line in zip(songs, values, strict=True):
                families[song.family].append(line)
            for family, group in families.items():
                if family:
                    print(mean_row(f"[{family}] {len(group)}, {tracker}", group))
            print(mean_row(f"mean of {len(values)}, {tracker}", values))
            if believed:
                print_belief(believed)


def warm_up() -> None:
    """Compile and load once, not counted; one thread a process, so that times can be compared."""
    track(play(Score(bars=4)).samples)


def mean_row(name: str, values: list[list[float]]) -> str:
    known = [column[~np.isnan(column)] for column in np.array(values).T]
    return row(name, [float(column.mean()) if len(column) else np.nan for column in known])


def print_belief(believed: list[tuple[float, float, int]]) -> None:
    said, right, count = np.array(believed).T
    print("confidence said, beats right (F), passages:")
    for low, high in pairwise((0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 1.001)):
        here = (said >= low) & (said < high)
        if here.any():
            means = [float(np.average(each[here], weights=count[here])) for each in (said, right)]
            print(f"    {low:.2f} to {min(high, 1):.2f}: {means[0]:.2f} {means[1]:.2f} {int(here.sum()):5d}")


def measure_length(minutes: float) -> None:
    """Speed and peak memory for one long song in stereo at 44.1 kHz."""
    minute = play(Score(bpm=120, bars=30, tail_seconds=0.0, rate=44100)).samples
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "long.flac"
        with soundfile.SoundFile(file, "w", 44100, 2) as long:
            for _ in range(round(minutes)):
                long.write(np.stack([minute] * 2, axis=1))
        seconds = 60.0 * round(minutes)
        track(play(Score(bars=4)).samples)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        started = time.perf_counter()
        intake = take_in(file)
        decoded = time.perf_counter() - started
        track(intake.samples)
        spent = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{seconds:.0f} s of stereo: {seconds / spent:.0f} x real time ({decoded / spent:.0%} of it decoding)")
    print(f"peak memory {peak:.0f} MB ({before:.0f} MB before it was decoded)")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--corpus", type=Path, nargs="+", default=(), help="folders of sound files, each with its true beats in JSON"
    )
    parser.add_argument("--minutes", type=float, help="only measure speed and memory for a song of this length")
    parser.add_argument("--left-out", type=Path, help="weights in parts that benchmarks/fitting.py wrote")
    parser.add_argument("--only", choices=("librosa", "longzoom"), help="only this tracker")
    parser.add_argument("--jobs", type=int, default=1, help="songs at once; speeds are true for 1")
    arguments = parser.parse_args()
    if arguments.minutes is None:
        compare(arguments)
    else:
        measure_length(arguments.minutes)


if __name__ == "__main__":
    main()
