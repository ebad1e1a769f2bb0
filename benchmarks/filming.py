"""How much longer filming takes than the same ffmpeg encoding the same frames from a raw file.

Prints, for the film's and the draft's settings, the ratios of wall and of processor time taken in pairs in one run,
and the most memory that the composer held. The frames are ready, so the figure is the cost of streaming, cutting into
segments, keeping them, joining and checking. On a busy machine the ratio of processor time is the steadier one.

    python benchmarks/filming.py --frames 480 --pairs 3
    python benchmarks/filming.py --encoder hevc --depth 10
"""

from __future__ import annotations

import argparse
import resource
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from pathlib import Path

import numpy as np

from composer.encoders import ENCODERS
from composer.filming.encoder import EncoderSettings, picture_arguments, settings_for, timing_arguments
from composer.filming.ffmpeg import file_url, run_ffmpeg
from composer.filming.movie import MovieJob, film_movie
from composer.filming.segments import Footage
from composer.zooming.frames import YuvFrame

RATE = Fraction(30)
LOOP = 60


@dataclass(frozen=True, kw_only=True)
class Cost:
    """Seconds by the clock and seconds of all processors."""

    wall: float
    cpu: float


def cost_of(work: Callable[[], object]) -> Cost:
    wall, cpu = time.perf_counter(), cpu_seconds()
    work()
    return Cost(wall=time.perf_counter() - wall, cpu=cpu_seconds() - cpu)


def cpu_seconds() -> float:
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in used)


def ready_frames(width: int, height: int, depth: int) -> list[YuvFrame]:
    """Sixty frames that drift over soft shapes and fine grain, and then come again."""
    rng = np.random.default_rng(1)
    rows, columns = np.mgrid[0:height, 0 : width + 4 * LOOP]
    shapes = 110 + 60 * np.sin(columns / 60) * np.cos(rows / 45) + 30 * np.sin((rows + columns) / 17)
    picture = np.stack([shapes, shapes[:, ::-1], 255 - shapes], axis=-1) + rng.normal(0, 4, (*shapes.shape, 1))
    wide = np.clip(picture, 0, 255).astype(np.uint8)
    return [YuvFrame.from_rgb(wide[:, 4 * shift : 4 * shift + width], depth) for shift in range(LOOP)]


def film(frames: list[YuvFrame], count: int, settings: EncoderSettings, folder: Path) -> None:
    store = folder / "store"
    shutil.rmtree(store, ignore_errors=True)
    height, width = frames[0].y.shape
    digests = tuple(number.to_bytes(4, "big") for number in range(count))
    footage = Footage(frame_digests=digests, size=(width, height), rate=RATE, settings=settings)
    target = folder / f"film{settings.spec.suffixes[0]}"
    film_movie(MovieJob(footage=footage, target=target, store_folder=store), lambda frame: frames[frame % LOOP])


def bare_ffmpeg(frames: list[YuvFrame], count: int, settings: EncoderSettings, folder: Path) -> None:
    height, width = frames[0].y.shape
    samples = "yuv420p" if settings.depth == 8 else "yuv420p10le"
    raw = ("-f", "rawvideo", "-pix_fmt", samples, "-video_size", f"{width}x{height}", "-framerate", str(RATE))
    loops = ("-stream_loop", str(count // LOOP - 1))
    suffix = settings.spec.suffixes[0]
    timing = timing_arguments(RATE, "mov" if suffix == ".mov" else "mp4")
    out = ("-movflags", "+faststart", *timing, "-y", file_url(folder / f"bare{suffix}"))
    # Without its colours the raw file is converted first, which takes a quarter of veryfast's time.
    colours = ("-color_range", "tv", "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709")
    source = (*loops, *raw, *colours, "-chroma_sample_location", "left", "-i", file_url(folder / "frames.yuv"))
    run_ffmpeg((*source, *picture_arguments(settings), *out), doing="bare")


def peak_kib() -> int:
    """The most memory that this process has held since ``reset_peak`` (Linux)."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))


def reset_peak() -> int:
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return peak_kib()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", default="1920x1080")
    parser.add_argument("--frames", type=int, default=480, help="a multiple of 60")
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--encoder", choices=ENCODERS, default="h264")
    parser.add_argument("--depth", type=int, choices=(8, 10))
    parser.add_argument("--only", choices=("film", "draft"))
    options = parser.parse_args()
    width, height = map(int, options.size.split("x"))
    count = options.frames // LOOP * LOOP
    grades = [words for words in ("film", "draft") if options.only in (None, words)]
    choices = {words: settings_for(options.encoder, depth=options.depth, draft=words == "draft") for words in grades}
    frames = ready_frames(width, height, choices[grades[0]].depth)
    held = reset_peak()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with (folder / "frames.yuv").open("wb") as file:
            for frame in frames:
                file.write(frame.y.tobytes() + frame.u.tobytes() + frame.v.tobytes())
        for words, settings in choices.items():
            pairs = [
                tuple(cost_of(partial(work, frames, count, settings, folder)) for work in (film, bare_ffmpeg))
                for _ in range(options.pairs)
            ]
            wall = statistics.median(ours.wall / bare.wall for ours, bare in pairs)
            cpu = statistics.median(ours.cpu / bare.cpu for ours, bare in pairs)
            speed = count / statistics.median(ours.wall for ours, _ in pairs)
            print(
                f"{words} ({settings.encoder} {settings.preset}, {settings.depth} bits, {options.size}): {wall:.3f} x "
                f"the wall time of ffmpeg alone, {cpu:.3f} x its processor time, {speed:.1f} frames/s"
            )
    grown = peak_kib() - held
    encoder = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(f"memory: {grown / 1024:.0f} MiB more than the ready frames; one encoder {encoder / 1024:.0f} MiB")


if __name__ == "__main__":
    main()
