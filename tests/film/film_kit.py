"""Small films for tests: songs whose every beat is known, the command line, and what a film's decoded frames hold."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
from click.testing import CliRunner, Result
from numpy.typing import NDArray

from composer.cli import main
from composer.ffmpeg_path import find_ffmpeg

FloatArray = NDArray[np.float64]
#: The command line with painter ``illustrated`` replaced by the one of ``card_painter``: quick and measurable.
COMMAND = (sys.executable, str(Path(__file__).parent / "card_painter.py"))


@dataclass(frozen=True, kw_only=True, eq=False)
class KnownSong:
    """A song in a file, and the second of every beat; ``meter`` beats to a bar, the first beat begins a bar."""

    path: Path
    beats: FloatArray
    meter: int
    duration: float

    @property
    def bars(self) -> FloatArray:
        return self.beats[:: self.meter]


def known_samples(bpm: float, meter: int, bars: int, rate: int, lead: float = 0.0) -> tuple[FloatArray, FloatArray]:
    """Samples and the seconds of the beats: a bass note on each one, a struck chord on each other, a tick on all."""
    beats = lead + np.arange(bars * meter) * 60 / bpm
    samples = np.zeros(int((lead + bars * meter * 60 / bpm) * rate))
    noise = np.random.default_rng(1).normal(size=rate)
    for number, beat in enumerate(beats):
        root = 110 * 2 ** ((0, 5, 7, 3)[number // meter % 4] / 12)
        parts = [0.35 * noise[: int(0.05 * rate)] * np.exp(-np.arange(int(0.05 * rate)) / (0.008 * rate))]
        if number % meter == 0:
            parts += [_tone(root / 2, 1.0, 4, rate), _tone(root / 2, 0.8, 40, rate)]
        else:
            parts += [_tone(2 * root * ratio, 0.25, 9, rate) for ratio in (1, 5 / 4, 3 / 2)]
        start = round(beat * rate)
        for part in parts:
            samples[start : start + len(part)] += part[: len(samples) - start]
    return 0.6 * samples / np.abs(samples).max(), beats


def _tone(hertz: float, gain: float, decay: float, rate: int) -> FloatArray:
    t = np.arange(int(0.6 * rate)) / rate
    # A cosine: its loudest sample is the first, which is where the beat is.
    tone: FloatArray = gain * np.cos(2 * np.pi * hertz * t) * np.exp(-decay * t)
    return tone


def write_song(path: Path, *, bpm: float = 120, meter: int = 4, bars: int = 4, rate: int = 22050) -> KnownSong:
    """A song of known beats; an mp3 is encoded by the bundled ffmpeg from the exact samples."""
    samples, beats = known_samples(bpm, meter, bars, rate)
    wav = path if path.suffix == ".wav" else path.with_suffix(".source.wav")
    soundfile.write(wav, samples, rate, subtype="PCM_16")
    if wav != path:
        ffmpeg("-i", wav, "-b:a", "160k", "-y", path)
        wav.unlink()
    return KnownSong(path=path, beats=beats, meter=meter, duration=len(samples) / rate)


def write_grid(song: KnownSong) -> Path:
    """A beats file beside the song with its true tempo, so that a test of other things does not hang on the tracker."""
    path = song.path.with_name(f"{song.path.stem}.beats.yaml")
    period = float(song.beats[1] - song.beats[0])
    path.write_text(f"tempo: {60 / period:.6f}\nfirst_downbeat: 0 s\nmeter: {song.meter}\n")
    return path


def longzoom(*arguments: object) -> Result:
    """The command line, run in this process; its standard output and error are apart."""
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception  # the user would see a traceback
    return result


def answer(*arguments: object) -> dict[str, Any]:
    """The one JSON object that a verb prints."""
    result = longzoom(*arguments, "--json")
    assert result.exit_code == 0, result.stderr
    value = json.loads(result.stdout)
    assert isinstance(value, dict)
    return value


def ffmpeg(*arguments: object) -> bytes:
    """Standard output of the bundled ffmpeg."""
    command = [find_ffmpeg(), "-v", "error", "-nostdin", *(str(argument) for argument in arguments)]
    return subprocess.run(command, capture_output=True, check=True).stdout


def frame_hashes(film: Path) -> tuple[tuple[Fraction, str], ...]:
    """Time in seconds and MD5 of each decoded frame."""
    text = ffmpeg("-i", film, "-map", "0:v:0", "-fps_mode", "passthrough", "-f", "framemd5", "-").decode()
    (unit,) = re.findall(r"^#tb 0: (\S+)", text, re.MULTILINE)
    rows = [line.split(",") for line in text.splitlines() if line and not line.startswith("#")]
    return tuple((int(row[2]) * Fraction(unit), row[5].strip()) for row in rows)


def decoded_luma(film: Path, size: tuple[int, int]) -> NDArray[np.uint8]:
    """Brightness of every frame, uint8, shape (frames, height, width)."""
    raw = ffmpeg("-i", film, "-map", "0:v:0", "-fps_mode", "passthrough", "-pix_fmt", "gray", "-f", "rawvideo", "-")
    return np.frombuffer(raw, np.uint8).reshape(-1, size[1], size[0])


def decoded_sound(film: Path, rate: int) -> FloatArray:
    """The film's sound as a player gives it, mono."""
    raw = ffmpeg("-i", film, "-map", "0:a:0", "-ac", "1", "-ar", rate, "-f", "f32le", "-")
    return np.frombuffer(raw, np.float32).astype(np.float64)


def stamps(folder: Path) -> dict[str, int]:
    """Time of change of every file in a folder, by its name from there."""
    return {str(p.relative_to(folder)): p.stat().st_mtime_ns for p in sorted(folder.rglob("*")) if p.is_file()}
