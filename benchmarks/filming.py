"""How much longer filming takes than the same ffmpeg encoding the same frames from a raw file.

Prints, for the film's and the draft's settings, the ratio of wall times taken in pairs in one run, and the most
memory that the composer held. The frames are ready, so the figure is the cost of streaming, cutting into segments,
keeping them, joining and checking.

    python benchmarks/filming.py --frames 480 --pairs 3
"""

from __future__ import annotations

import argparse
import resource
import shutil
import statistics
import tempfile
import time
from fractions import Fraction
from pathlib import Path

import numpy as np

from composer.filming.encoder import DRAFT, FINE, EncoderSettings, timing_arguments
from composer.filming.ffmpeg import file_url, run_ffmpeg
from composer.filming.movie import MovieJob, film_movie
from composer.filming.segments import Footage
from composer.zooming.frames import YuvFrame

RATE = Fraction(30)
LOOP = 60


def ready_frames(width: int, height: int) -> list[YuvFrame]:
    """Sixty frames that drift over soft shapes and fine grain, and then come again."""
    rng = np.random.default_rng(1)
    rows, columns = np.mgrid[0:height, 0 : width + 4 * LOOP]
    shapes = 110 + 60 * np.sin(columns / 60) * np.cos(rows / 45) + 30 * np.sin((rows + columns) / 17)
    picture = np.stack([shapes, shapes[:, ::-1], 255 - shapes], axis=-1) + rng.normal(0, 4, (*shapes.shape, 1))
    wide = np.clip(picture, 0, 255).astype(np.uint8)
    return [YuvFrame.from_rgb(wide[:, 4 * shift : 4 * shift + width]) for shift in range(LOOP)]


def seconds_of_film(frames: list[YuvFrame], count: int, settings: EncoderSettings, folder: Path) -> float:
    store = folder / "store"
    shutil.rmtree(store, ignore_errors=True)
    height, width = frames[0].y.shape
    digests = tuple(number.to_bytes(4, "big") for number in range(count))
    footage = Footage(frame_digests=digests, size=(width, height), rate=RATE, settings=settings)
    started = time.perf_counter()
    film_movie(
        MovieJob(footage=footage, target=folder / "film.mp4", store_folder=store), lambda frame: frames[frame % LOOP]
    )
    return time.perf_counter() - started


def seconds_of_ffmpeg(frames: list[YuvFrame], count: int, settings: EncoderSettings, folder: Path) -> float:
    height, width = frames[0].y.shape
    raw = ("-f", "rawvideo", "-pix_fmt", "yuv420p", "-video_size", f"{width}x{height}", "-framerate", str(RATE))
    group = ("-g", str(settings.gop), "-keyint_min", str(settings.gop), "-sc_threshold", "0")
    quality = ("-c:v", "libx264", "-preset", settings.preset, "-crf", str(settings.crf), "-x264-params", "threads=4")
    loops = ("-stream_loop", str(count // LOOP - 1))
    out = ("-movflags", "+faststart", *timing_arguments(RATE), "-y", file_url(folder / "bare.mp4"))
    started = time.perf_counter()
    run_ffmpeg((*loops, *raw, "-i", file_url(folder / "frames.yuv"), *group, *quality, *out), doing="bare.mp4")
    return time.perf_counter() - started


def peak_kib() -> int:
    """The most memory that this process has held since ``reset_peak`` (Linux)."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))


def reset_peak() -> int:
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return peak_kib()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", default="1280x720")
    parser.add_argument("--frames", type=int, default=480, help="a multiple of 60")
    parser.add_argument("--pairs", type=int, default=3)
    options = parser.parse_args()
    width, height = map(int, options.size.split("x"))
    count = options.frames // LOOP * LOOP
    frames = ready_frames(width, height)
    held = reset_peak()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with (folder / "frames.yuv").open("wb") as file:
            for frame in frames:
                file.write(frame.y.tobytes() + frame.u.tobytes() + frame.v.tobytes())
        for words, settings in (("film", FINE), ("draft", DRAFT)):
            pairs = [
                (seconds_of_film(frames, count, settings, folder), seconds_of_ffmpeg(frames, count, settings, folder))
                for _ in range(options.pairs)
            ]
            ratio = statistics.median(ours / bare for ours, bare in pairs)
            speed = count / statistics.median(ours for ours, _ in pairs)
            print(f"{words}: {ratio:.2f} x the time of ffmpeg alone, {speed:.0f} frames/s at {options.size}")
    grown = peak_kib() - held
    encoder = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(f"memory: {grown / 1024:.0f} MiB more than the ready frames; one encoder {encoder / 1024:.0f} MiB")


if __name__ == "__main__":
    main()
