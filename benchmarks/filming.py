"""How much longer filming takes than the same ffmpeg encoding the same frames from a raw file.

Prints, for the film's and the draft's settings, the ratios of wall and of processor time taken in pairs in one run,
and the most memory that the composer held. The frames are composed from painted keyframes of the demo film, which is
all that filming does; with --ready they lie in memory, so that what is left is the cost of streaming, cutting into
segments, keeping them, joining and checking. On a busy machine the ratio of processor time is the steadier one.

    python benchmarks/filming.py --frames 240 --pairs 3
    python benchmarks/filming.py --ready --encoder hevc --depth 10
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
from composer.film import Zoom, paint_film
from composer.film_plan import plan_film
from composer.filming.encoder import EncoderSettings, picture_arguments, settings_for, timing_arguments
from composer.filming.ffmpeg import file_url, run_ffmpeg
from composer.filming.movie import MovieJob, film_movie
from composer.filming.segments import Footage
from composer.order import Order
from composer.zooming.frames import YuvFrame

DEMO = Path(__file__).parents[1] / "storyboards" / "the-long-ride.yaml"
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


Compose = Callable[[int], YuvFrame]


def ready_frames(size: tuple[int, int], depth: int) -> Compose:
    """Sixty frames that drift over soft shapes and fine grain, and then come again."""
    width, height = size
    rng = np.random.default_rng(1)
    rows, columns = np.mgrid[0:height, 0 : width + 4 * LOOP]
    shapes = 110 + 60 * np.sin(columns / 60) * np.cos(rows / 45) + 30 * np.sin((rows + columns) / 17)
    picture = np.stack([shapes, shapes[:, ::-1], 255 - shapes], axis=-1) + rng.normal(0, 4, (*shapes.shape, 1))
    wide = np.clip(picture, 0, 255).astype(np.uint8)
    frames = [YuvFrame.from_rgb(wide[:, 4 * shift : 4 * shift + width], depth) for shift in range(LOOP)]
    return lambda number: frames[number % LOOP]


def composed_frames(size: tuple[int, int], depth: int, store: Path) -> Callable[[], Compose]:
    """The demo film from its second scene on: makes a compositor that has read no keyframe yet."""
    plan = plan_film(Order(storyboard=DEMO, size=size, depth=depth, store=store))
    keyframes = paint_film(plan)
    first = plan.timeline.spans[1].start_frame

    def begin() -> Compose:
        zoom = Zoom(plan, keyframes)
        return lambda number: zoom.frame(first + number)

    return begin


@dataclass(frozen=True, kw_only=True)
class Take:
    """What is filmed, and where to."""

    begin: Callable[[], Compose]
    count: int
    size: tuple[int, int]
    folder: Path

    def film(self, settings: EncoderSettings) -> None:
        """As the product films: composed, cut into segments, kept, joined, checked."""
        store = self.folder / "store"
        shutil.rmtree(store, ignore_errors=True)
        digests = tuple(number.to_bytes(4, "big") for number in range(self.count))
        footage = Footage(frame_digests=digests, size=self.size, rate=RATE, settings=settings)
        target = self.folder / f"film{settings.spec.suffixes[0]}"
        film_movie(MovieJob(footage=footage, target=target, store_folder=store), self.begin())

    def bare_ffmpeg(self, settings: EncoderSettings) -> None:
        """The same frames, ready in a file, by the same ffmpeg."""
        samples = "yuv420p" if settings.depth == 8 else "yuv420p10le"
        shape = f"{self.size[0]}x{self.size[1]}"
        raw = ("-f", "rawvideo", "-pix_fmt", samples, "-video_size", shape, "-framerate", str(RATE))
        suffix = settings.spec.suffixes[0]
        timing = timing_arguments(RATE, "mov" if suffix == ".mov" else "mp4")
        out = ("-movflags", "+faststart", *timing, "-y", file_url(self.folder / f"bare{suffix}"))
        # Without its colours the raw file is converted first, which takes a quarter of veryfast's time.
        colours = ("-color_range", "tv", "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709")
        source = (*raw, *colours, "-chroma_sample_location", "left", "-i", file_url(self.folder / "frames.yuv"))
        run_ffmpeg((*source, *picture_arguments(settings), *out), doing="bare")

    def write_raw(self) -> None:
        """That file."""
        compose = self.begin()
        with (self.folder / "frames.yuv").open("wb") as file:
            for number in range(self.count):
                frame = compose(number)
                file.write(frame.y.tobytes() + frame.u.tobytes() + frame.v.tobytes())


def peak_kib() -> int:
    """The most memory that this process has held since ``reset_peak`` (Linux)."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))


def reset_peak() -> int:
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return peak_kib()


def measured(take: Take, settings: EncoderSettings, pairs: int) -> tuple[float, float, float]:
    """Ratios of wall and of processor time, and our frames a second: the median of pairs."""
    costs = [tuple(cost_of(partial(work, settings)) for work in (take.film, take.bare_ffmpeg)) for _ in range(pairs)]
    wall = statistics.median(ours.wall / bare.wall for ours, bare in costs)
    cpu = statistics.median(ours.cpu / bare.cpu for ours, bare in costs)
    return wall, cpu, take.count / statistics.median(ours.wall for ours, _ in costs)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", default="1920x1080")
    parser.add_argument("--frames", type=int, default=240)
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--encoder", choices=ENCODERS, default="h264")
    parser.add_argument("--depth", type=int, choices=(8, 10))
    parser.add_argument("--only", choices=("film", "draft"))
    parser.add_argument("--ready", action="store_true", help="frames that lie in memory")
    parser.add_argument("--store", type=Path, help="where the demo's keyframes are kept (they are painted otherwise)")
    options = parser.parse_args()
    width, height = map(int, options.size.split("x"))
    grades = [words for words in ("film", "draft") if options.only in (None, words)]
    choices = {words: settings_for(options.encoder, depth=options.depth, draft=words == "draft") for words in grades}
    depth = choices[grades[0]].depth
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if options.ready:
            ready = ready_frames((width, height), depth)
            begin: Callable[[], Compose] = lambda: ready  # noqa: E731
        else:
            begin = composed_frames((width, height), depth, options.store or folder / "demo")
        take = Take(begin=begin, count=options.frames, size=(width, height), folder=folder)
        take.write_raw()
        held = reset_peak()
        for words, settings in choices.items():
            wall, cpu, speed = measured(take, settings, options.pairs)
            print(
                f"{words} ({settings.encoder} {settings.preset}, crf {settings.crf}, {settings.depth} bits, "
                f"{options.size}): {wall:.3f} x the wall time of ffmpeg alone, {cpu:.3f} x its processor time, "
                f"{speed:.1f} frames/s"
            )
    grown = peak_kib() - held
    encoder = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(f"memory: {peak_kib() / 1024:.0f} MiB, {grown / 1024:.0f} more than before; one encoder {encoder / 1024:.0f}")


if __name__ == "__main__":
    main()
