"""How near the beats come to the truth, beside librosa's default tracker, and how fast: both in one run.

Without a corpus, songs of a drum machine with known beats are made for the run: rock beats and waltzes at six tempi,
plucked chords, swing, a pickup, a break, a drifting tempo. A corpus is a folder of sound files, each with a JSON file
of the same name that holds its true "beats" and "downbeats" in seconds.

    python benchmarks/listening.py
    python benchmarks/listening.py --corpus corpus/seed7
    python benchmarks/listening.py --minutes 10          # only: memory and speed for a song of that length

Columns: F within 70 ms; F within 16.7 ms, half a frame at 30 fps; CMLt and AMLt, the share of the song followed without
a break, at the right level and at double, half or off-beat (mir_eval, "-" where it is not installed); F of the
downbeats within 70 ms; median and mean error in ms of the beats within 70 ms, + is late; seconds of song a second.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import librosa
import numpy as np
import soundfile

from composer.listening.intake import take_in
from composer.listening.listen import listen
from composer.listening.tracker import track

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "listening"))
from drum_machine import HATS_6, ROCK, SWING, WALTZ, KnownSong, Score, play

COLUMNS = ("F70", "F17", "CMLt", "AMLt", "downF", "|ms|", "ms", "x real time")
WINDOW, HALF_FRAME = 0.070, 1 / 60


@dataclass(frozen=True, kw_only=True)
class Found:
    """What a tracker found, and the seconds it took."""

    beats: np.ndarray
    downbeats: np.ndarray
    seconds: float


def by_librosa(path: Path) -> Found:
    started = time.perf_counter()
    samples, rate = librosa.load(path, sr=22050)
    _, beats = librosa.beat.beat_track(y=samples, sr=rate, units="time")
    return Found(beats=np.asarray(beats), downbeats=np.zeros(0), seconds=time.perf_counter() - started)


def by_longzoom(path: Path) -> Found:
    started = time.perf_counter()
    song = listen(path, None)
    return Found(beats=song.beats, downbeats=song.downbeats, seconds=time.perf_counter() - started)


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


def figures(truth: dict[str, np.ndarray], found: Found, duration: float) -> list[float]:
    errors = 1000 * np.array(pairs(truth["beats"], found.beats, WINDOW))
    return [
        f_measure(truth["beats"], found.beats, WINDOW),
        f_measure(truth["beats"], found.beats, HALF_FRAME),
        *continuity(truth["beats"], found.beats),
        f_measure(truth["downbeats"], found.downbeats, WINDOW) if len(found.downbeats) else np.nan,
        float(np.median(np.abs(errors))) if len(errors) else np.nan,
        float(np.mean(errors)) if len(errors) else np.nan,
        duration / found.seconds,
    ]


def row(name: str, values: list[float]) -> str:
    cells = [
        "-" if np.isnan(value) else f"{value:.3f}" if k < 5 else f"{value:.1f}" if k < 7 else f"{value:.0f}"
        for k, value in enumerate(values)
    ]
    return f"{name:34s}" + "".join(f"{cell:>9s}" for cell in cells)


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


def corpus_of(folder: Path | None, made: Path) -> Iterator[tuple[str, Path, dict[str, np.ndarray]]]:
    if folder is None:
        for name, song in drum_machine_songs():
            file = made / f"{name.replace('/', '-')}.wav"
            soundfile.write(file, song.samples, song.rate)
            yield name, file, {"beats": song.beats, "downbeats": song.downbeats}
        return
    for truth in sorted(folder.glob("*.json")):
        known = json.loads(truth.read_text())
        sound = next(file for file in sorted(folder.glob(f"{truth.stem}.*")) if file.suffix != ".json")
        yield truth.stem, sound, {key: np.array(known[key], float) for key in ("beats", "downbeats")}


def compare(folder: Path | None) -> None:
    trackers: dict[str, Callable[[Path], Found]] = {"librosa": by_librosa, "longzoom": by_longzoom}
    totals: dict[str, list[list[float]]] = {name: [] for name in trackers}
    print(f"{'':34s}" + "".join(f"{column[:8]:>9s}" for column in COLUMNS))
    with tempfile.TemporaryDirectory() as made:
        for number, (name, sound, truth) in enumerate(corpus_of(folder, Path(made))):
            duration = soundfile.info(sound).duration
            for tracker, run in trackers.items():
                if number == 0:
                    run(sound)  # compiled and loaded once, not counted
                totals[tracker].append(figures(truth, run(sound), duration))
                print(row(f"{name}, {tracker}", totals[tracker][-1]), flush=True)
    for tracker, values in totals.items():
        columns = np.array(values).T
        known = [column[~np.isnan(column)] for column in columns]
        print(row(f"mean of {len(values)}, {tracker}", [float(c.mean()) if len(c) else np.nan for c in known]))


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
    parser.add_argument("--corpus", type=Path, help="a folder of sound files, each with its true beats in JSON")
    parser.add_argument("--minutes", type=float, help="only measure speed and memory for a song of this length")
    arguments = parser.parse_args()
    if arguments.minutes is None:
        compare(arguments.corpus)
    else:
        measure_length(arguments.minutes)


if __name__ == "__main__":
    main()
