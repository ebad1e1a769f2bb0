"""A film for measurements: a synthetic song whose beats are known, pictures that are cheap to paint, a storyboard."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import soundfile

RATE = 22050
#: 120 beats a minute, four in a bar.
BAR_SECONDS = 2
PICTURES = 8
#: Between two looks at a process; its seconds are known to this.
LOOK_SECONDS = 0.02


@dataclass(frozen=True, kw_only=True)
class FilmKind:
    """What a generated film is like: even scenes over the whole song, each with a picture of its own."""

    minutes: float
    scenes: int
    steps: int
    size: str
    fps: int = 30

    @property
    def bars(self) -> int:
        """Of the whole song."""
        return int(self.minutes * 60) // BAR_SECONDS

    def bar_of(self, scene: int) -> int:
        """The bar at which a scene arrives."""
        return 1 + scene * self.bars // self.scenes


def write_film(folder: Path, kind: FilmKind) -> Path:
    """The storyboard, with its song, beats file and pictures beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    _write_song(folder / "song.wav", kind.minutes)
    for number in range(PICTURES):
        _write_picture(folder / f"picture-{number}.png", number)
    storyboard = folder / "film.yaml"
    storyboard.write_text(_storyboard(kind), encoding="utf-8")
    return storyboard


def _write_song(path: Path, minutes: float) -> None:
    """A click and a bass note on each beat."""
    beat = np.arange(RATE // 2) / RATE
    sound = np.sin(2 * np.pi * 110 * beat) * np.exp(-8 * beat) * 0.5
    sound[:200] += np.random.default_rng(1).normal(0, 0.3, 200)
    soundfile.write(path, np.tile(sound.astype(np.float32), int(minutes * 120)), RATE)
    path.with_name("song.beats.yaml").write_text("tempo: 120\nfirst_downbeat: 0 s\nmeter: 4\n", encoding="utf-8")


def _write_picture(path: Path, number: int) -> None:
    """Clouds with the spectrum of photographs (amplitude over 1 / frequency), in colours of their own."""
    rng = np.random.default_rng(number)
    height, width = 720, 1280
    frequency = np.hypot(*np.meshgrid(np.fft.rfftfreq(width), np.fft.fftfreq(height))) + 1 / width
    planes = [np.fft.irfft2(np.fft.rfft2(rng.normal(size=(height, width))) / frequency) for _ in range(3)]
    mixed = np.tensordot(rng.dirichlet(np.ones(3), size=3), np.stack(planes), axes=1)
    levels = 128 + 45 * mixed / mixed.std(axis=(1, 2), keepdims=True)
    cv2.imwrite(str(path), np.clip(levels, 0, 255).astype(np.uint8).transpose(1, 2, 0))


def _storyboard(kind: FilmKind) -> str:
    scenes = "".join(
        f'  - {{id: scene-{i}, prompt: "chapter {i}", image: picture-{i % PICTURES}.png, at: "bar {kind.bar_of(i)}", '
        f'steps: {kind.steps}, ease: glide, pulse: 0.2, caption: "chapter {i}"}}\n'
        for i in range(kind.scenes)
    )
    return (
        f"title: A film for measurements\nsong: song.wav\noutput: {{size: {kind.size}, fps: {kind.fps}}}\n"
        f"scenes:\n{scenes}"
    )


@dataclass(frozen=True, kw_only=True)
class Run:
    """A command that ended well: wall seconds, peak resident megabytes of its own process, standard output."""

    seconds: float
    peak_mb: float
    output: str


def longzoom(*arguments: object) -> Run:
    """Run the command line in a process of its own, from its start to its end."""
    command = [sys.executable, "-m", "composer", *map(str, arguments)]
    begun, peak = time.perf_counter(), 0.0
    with tempfile.TemporaryFile("w+") as output:
        process = subprocess.Popen(command, stdout=output)
        while process.poll() is None:
            peak = max(peak, _peak_mb(process.pid))
            time.sleep(LOOK_SECONDS)
        seconds = time.perf_counter() - begun
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, command)
        output.seek(0)
        return Run(seconds=seconds, peak_mb=peak, output=output.read())


def _peak_mb(process: int) -> float:
    """The most memory that a process has held so far, without the ffmpegs that it runs (Linux; elsewhere 0).

    Not by rusage: there a process begins with the peak of the one that started it.
    """
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM")), 0.0)
