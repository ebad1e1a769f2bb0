"""How a loop goes over its end, and its animated WebP beside ffmpeg's: python benchmarks/loops.py

The picture is one that is the same again a whole ring further in, so that every frame is known exactly. The step from
the last frame to the first is told as a share of the mean of the steps beside it (mean change of luma), and each frame
is fitted to the truth. The same frames become an animated WebP, ours and libwebp_anim's at the same quality.
"""

from __future__ import annotations

import math
import subprocess
import tempfile
import time
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image
from table import Row, print_rows

from composer.ffmpeg_path import find_ffmpeg
from composer.filming.movie import MovieJob
from composer.filming.segments import Footage
from composer.filming.webp import FINE, film_webp
from composer.geometry import IDENTITY, Similarity, similarity_at
from composer.unrolling import Unrolled, unrolled
from composer.zooming.compositor import Compositor
from composer.zooming.frames import YuvFrame
from composer.zooming.layering import Nesting

Float = NDArray[np.float64]
WIDTH, HEIGHT, BESIDE = 640, 360, 5
LUMA = np.array([0.2126, 0.7152, 0.0722]) * 219 / 255
#: Name, frames, and of each step the portal's place, magnification and turn.
LOOPS = (
    ("centred, 3 steps, 1 s a step", 90, [(0.5, 0.5, 2.0, 0.0)] * 3),
    ("centred, 3 steps, 10 s a step", 900, [(0.5, 0.5, 2.0, 0.0)] * 3),
    ("turned, 3 steps, 1 s a step", 90, [(0.6, 0.42, 2.0, 12.0), (0.45, 0.55, 2.0, -5.0), (0.5, 0.4, 2.0, 20.0)]),
    ("turned, 10 steps, 1 s a step", 300, [(0.6, 0.42, 2.0, 12.0)] * 5 + [(0.45, 0.55, 1.7, -5.0)] * 5),
)


class Whirl:
    """The picture, its keyframes, and the film of them."""

    def __init__(self, steps: list[tuple[float, float, float, float]]) -> None:
        aspect = WIDTH / HEIGHT
        self.portals = [
            similarity_at((x, y), magnification=z, turn_degrees=turn, aspect=aspect) for x, y, z, turn in steps
        ]
        self.views = [IDENTITY]
        for portal in self.portals:
            self.views.append(self.views[-1] @ portal)
        self.stack: Unrolled = unrolled([Nesting(portal=portal, feather=0.05) for portal in self.portals], len(steps))
        keyframes = [np.rint(self.seen(view, 2)).astype(np.uint8) for view in self.views[:-1]]
        self.compositor = Compositor(
            self.stack.nestings,
            lambda layer: keyframes[self.stack.keyframe(layer)],
            frame=(WIDTH, HEIGHT),
            canvas=(2 * WIDTH, 2 * HEIGHT),
        )

    def seen(self, view: Similarity, detail: int = 1, moved: complex = 0) -> Float:
        """RGB of the frame that ``view`` maps into keyframe 0's."""
        width, height = detail * WIDTH, detail * HEIGHT
        x = (np.arange(width) + 0.5 - width / 2) / height
        y = (np.arange(height) + 0.5 - height / 2) / height
        lap = self.views[-1]
        points = view.a * (x[None, :] + 1j * y[:, None] + moved) + view.b - lap.b / (1 - lap.a)
        log, whole = np.log(points), complex(np.log(lap.a))
        laps = log.real / whole.real
        turns = (log.imag - laps * whole.imag) / (2 * np.pi)
        phases = 2 * np.pi * np.stack([laps + 2 * turns, 2 * laps - 3 * turns, 3 * laps + turns], axis=-1)
        return np.asarray(127.5 + 100 * np.cos(phases), np.float64)

    def frame(self, depth: float) -> YuvFrame:
        """The film's frame at a depth of the ring."""
        return self.compositor.compose(self.stack.depth(depth))

    def off(self, depth: float, luma: Float) -> Float:
        """How far a frame is from the truth, across and down, in pixels."""
        layer = self.compositor.layering.at(self.stack.depth(depth))[0]
        view, hair = self.views[self.stack.keyframe(layer.keyframe)] @ layer.view, 1e-4
        truth = self.seen(view) @ LUMA + 16
        across, down = (
            (self.seen(view, moved=hair * way) - self.seen(view, moved=-hair * way)) @ LUMA / (2 * hair) / HEIGHT
            for way in (1, 1j)
        )
        smooth = np.hypot(across, down) < 15  # around its middle the picture is finer than pixels
        slopes = np.stack([across[smooth], down[smooth]], axis=1)
        return np.asarray(np.linalg.lstsq(slopes, (luma - truth)[smooth], rcond=None)[0], np.float64)


def over_the_end(name: str, frames: int, steps: list[tuple[float, float, float, float]]) -> list[Row]:
    whirl = Whirl(steps)
    depths = [number * len(steps) / frames % len(steps) for number in range(frames - BESIDE, frames + BESIDE + 1)]
    lumas = [whirl.frame(depth).y.astype(np.float64) for depth in depths]
    changes = np.array([np.abs(after - before).mean() for before, after in pairwise(lumas)])
    seam = BESIDE - 1
    beside = (changes[seam - 1] + changes[seam + 1]) / 2
    offs = np.array([whirl.off(depth, luma) for depth, luma in zip(depths, lumas, strict=True)])
    jumps = np.abs(np.diff(offs, axis=0)).max(axis=1)
    return [
        Row(f"{name}: step over the end", changes[seam] / beside, aim="1"),
        Row(f"{name}: jump in place at the end, px", jumps[seam], aim="< 0.01"),
    ]


def webps(frames: int = 60) -> list[Row]:
    whirl = Whirl(LOOPS[2][2])
    made = [whirl.frame(number * 3 / frames) for number in range(frames)]
    rgb = [frame.rgb() for frame in made]
    with tempfile.TemporaryDirectory() as folder:
        ours, theirs = Path(folder, "ours.webp"), Path(folder, "theirs.webp")
        digests = tuple(number.to_bytes(2, "big") for number in range(frames))
        footage = Footage(frame_digests=digests, size=(WIDTH, HEIGHT), rate=Fraction(30))
        begun = time.perf_counter()
        film_webp(MovieJob(footage=footage, target=ours, store_folder=Path(folder)), FINE, lambda n: made[n])
        own_seconds = time.perf_counter() - begun
        pictures = ("-f", "rawvideo", "-pix_fmt", "rgb24", "-video_size", f"{WIDTH}x{HEIGHT}", "-framerate", "30")
        encoder = ("-c:v", "libwebp_anim", "-pix_fmt", "bgra", "-quality", str(FINE.quality), "-loop", "0", theirs)
        begun = time.perf_counter()
        command = [find_ffmpeg(), "-v", "error", *pictures, "-i", "pipe:0", *encoder]
        subprocess.run(command, input=b"".join(picture.tobytes() for picture in rgb), check=True)
        their_seconds = time.perf_counter() - begun
        (own, own_ms), (their, their_ms) = decoded(ours, rgb), decoded(theirs, rgb)
        return [
            Row("animated WebP, bytes a frame", ours.stat().st_size / frames, theirs.stat().st_size / frames),
            Row("animated WebP, dB", own, their),
            Row("animated WebP, wall ms a frame", 1000 * own_seconds / frames, 1000 * their_seconds / frames),
            Row("animated WebP, ms too short", frames * 1000 / 30 - own_ms, frames * 1000 / 30 - their_ms, aim="< 1"),
        ]


def decoded(path: Path, truth: list[NDArray[np.uint8]]) -> tuple[float, float]:
    """Likeness in dB, and the milliseconds that it lasts."""
    errors, milliseconds = [], 0
    with Image.open(path) as picture:
        for number, expected in enumerate(truth):
            picture.seek(number)
            errors.append(np.mean((np.asarray(picture.convert("RGB"), np.float64) - expected) ** 2))
            milliseconds += picture.info["duration"]
    return 10 * math.log10(255**2 / float(np.mean(errors))), milliseconds


def main() -> None:
    cv2.setNumThreads(1)
    rows = [row for loop in LOOPS for row in over_the_end(*loop)]
    print_rows("Loops: over the end", rows)
    print_rows("Loops: animated WebP; plain is ffmpeg's libwebp_anim", webps())


if __name__ == "__main__":
    main()
