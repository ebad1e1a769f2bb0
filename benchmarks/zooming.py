"""The compositor against the way of the field, on a picture that is known exactly at every scale.

    python benchmarks/zooming.py

The picture is a sum of plane waves over all octaves, the same at every scale. Both make the same slow zoom from the
same keyframes at the film's size: ours, and the plain reference (crop the outer keyframe to whole pixels and resize
it, paste the shrunken inner one at whole pixels). Each frame is fitted to the truth: how far it is off in zoom
(pixels at the frame's edge) and in position, and how far its inner layer is off against its outer one.
"""

import math
import time
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from composer.geometry import Similarity, similarity_at
from composer.painting.pasting import paste
from composer.zooming.compositor import Compositor
from composer.zooming.layering import Nesting

Float = NDArray[np.float64]
WIDTH, HEIGHT, ZOOM, FEATHER = 1280, 720, 2.0, 0.03
FRAMES, SECONDS_A_LEVEL, RATE = 30, 30.0, 30
#: Finest wave, in cycles a frame pixel: below this every keyframe shows what the truth shows.
FINEST = 0.11


@dataclass(frozen=True)
class Wave:
    """One plane wave: cycles a picture height at depth 0, direction, phase."""

    frequency: float
    direction: float
    phase: float


def waves() -> list[Wave]:
    random = np.random.default_rng(5)
    octaves = np.arange(0, 15, 0.25)
    return [Wave(2.0**o, *random.uniform(0, 2 * math.pi, 2)) for o in octaves]


def picture(view: Similarity, width: int, height: int) -> tuple[Float, Float, Float]:
    """The picture under a view, as luma about 0 to 1, and its slopes along x and y per pixel of this size."""
    y, x = np.mgrid[0:height, 0:width]
    points = (x + 0.5 - width / 2 + 1j * (y + 0.5 - height / 2)) / height
    seen = view.a * points + view.b
    total, along_x, along_y = np.full(points.shape, 0.5), np.zeros(points.shape), np.zeros(points.shape)
    for wave in waves():
        cycles = wave.frequency * abs(view.a) / height * (height / HEIGHT)
        weight = np.clip((FINEST - cycles) / (FINEST / 2), 0, 1) * np.clip(cycles * HEIGHT / 1.5, 0, 1)
        if weight == 0:
            continue
        k = 2 * math.pi * wave.frequency * np.exp(1j * wave.direction)
        phase = (seen * np.conj(k)).real + wave.phase
        total += 0.035 * weight * np.cos(phase)
        slope = -0.035 * weight * np.sin(phase) / height
        turned = k * np.conj(view.a)
        along_x += slope * turned.real
        along_y += slope * turned.imag
    return total, along_x, along_y


def keyframe(portals: list[Similarity], index: int, size: tuple[int, int]) -> NDArray[np.uint8]:
    view = Similarity(1, 0)
    for portal in portals[:index]:
        view = view @ portal
    luma, _, _ = picture(view, *size)
    return np.repeat(np.rint(luma * 255).clip(0, 255).astype(np.uint8)[..., None], 3, axis=2)


def reference(outer: NDArray[np.uint8], inner: NDArray[np.uint8], fraction: float) -> NDArray[np.uint8]:
    """One frame as the zoom tools of the field make it: whole-pixel crops and boxes."""
    scale = ZOOM**-fraction
    w, h = math.ceil(WIDTH * scale), math.ceil(HEIGHT * scale)
    left, top = (WIDTH - w) // 2, (HEIGHT - h) // 2
    frame = cv2.resize(outer[top : top + h, left : left + w], (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)
    w, h = math.ceil(WIDTH * ZOOM ** (fraction - 1)), math.ceil(HEIGHT * ZOOM ** (fraction - 1))
    left, top = (WIDTH - w) // 2, (HEIGHT - h) // 2
    frame[top : top + h, left : left + w] = cv2.resize(inner, (w, h), interpolation=cv2.INTER_AREA)
    return frame


def misfit(luma: Float, truth: tuple[Float, Float, Float], mask: NDArray[np.bool_]) -> Float:
    """Zoom error (pixels at the edge) and position error (x, y in pixels) of a frame where the mask is set."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    x, y = x - WIDTH / 2 + 0.5, y - HEIGHT / 2 + 0.5
    value, along_x, along_y = truth
    radial = (x * along_x + y * along_y) / (WIDTH / 2)
    columns = np.stack([radial[mask], along_x[mask], along_y[mask]], axis=1)
    fitted, *_ = np.linalg.lstsq(columns, (luma - value)[mask], rcond=None)
    return -fitted


def measure(portals: list[Similarity]) -> dict[str, list[float]]:
    """Errors and CPU times of both, over a slow zoom through the middle of a step."""
    large = [keyframe(portals, i, (2 * WIDTH, 2 * HEIGHT)) for i in range(len(portals) + 1)]
    for i in reversed(range(len(portals))):
        large[i] = paste(large[i], large[i + 1], portals[i], FEATHER)
    plain = [keyframe(portals, i, (WIDTH, HEIGHT)) for i in range(2)]
    nestings = [Nesting(portal=portal, feather=FEATHER) for portal in portals]
    compositor = Compositor(nestings, lambda k: large[k], frame=(WIDTH, HEIGHT), canvas=(2 * WIDTH, 2 * HEIGHT))
    depths = 0.4 + np.arange(FRAMES) / RATE / SECONDS_A_LEVEL
    compositor.compose(depths[0])
    found: dict[str, list[float]] = {}
    last: dict[str, NDArray[np.generic]] = {}
    for depth in depths:
        view = portals[0].power(depth)
        truth = picture(view, WIDTH, HEIGHT)
        y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
        points = (x + 0.5 - WIDTH / 2 + 1j * (y + 0.5 - HEIGHT / 2)) / HEIGHT
        inside = (view(1) - view(0)) * points + view(0)
        inner = (inside - portals[0].b) / portals[0].a
        within = (np.abs(inner.real) < WIDTH / HEIGHT / 2 - 0.1) & (np.abs(inner.imag) < 0.4)
        without = (np.abs(inner.real) > WIDTH / HEIGHT / 2 + 0.02) | (np.abs(inner.imag) > 0.52)
        begun = time.process_time()
        ours = compositor.compose(depth).y
        between = time.process_time()
        theirs = reference(plain[0], plain[1], depth)[..., 0]
        ended = time.process_time()
        for name, frame, luma, spent in (
            ("ours", ours, (ours.astype(float) - 16) / 219, between - begun),
            ("plain", theirs, theirs / 255.0, ended - between),
        ):
            whole, outer, core = (misfit(luma, truth, mask) for mask in (within | without, without, within))
            for key, value in (
                ("zoom", whole[0]),
                ("x", whole[1]),
                ("y", whole[2]),
                ("tear", (core[0] - outer[0])),
                ("ms", 1000 * spent),
                ("frozen", float(name in last and np.array_equal(last[name], frame))),
            ):
                found.setdefault(f"{name} {key}", []).append(float(value))
            last[name] = frame
    return found


def report(title: str, found: dict[str, list[float]]) -> None:
    """One table: ours, plain, and how many times plain is."""
    print(f"\n{title}: {FRAMES} frames, {SECONDS_A_LEVEL:g} s a level, {WIDTH}x{HEIGHT}")
    print(f"{'':36}{'ours':>10}{'plain':>10}{'plain/ours':>12}")

    def jitter(name: str, *keys: str) -> float:
        return math.sqrt(sum(np.var(found[f"{name} {key}"]) for key in keys))

    def mean(name: str, key: str) -> float:
        return float(np.mean(found[f"{name} {key}"]))

    rows = {
        "zoom jitter, px RMS": lambda name: jitter(name, "zoom"),
        "position jitter, px RMS": lambda name: jitter(name, "x", "y"),
        "layers torn, px RMS": lambda name: jitter(name, "tear"),
        "frozen frames, %": lambda name: 100 * mean(name, "frozen"),
        "CPU a frame, ms": lambda name: float(np.median(found[f"{name} ms"])),
    }
    for label, value in rows.items():
        ours, plain = value("ours"), value("plain")
        ratio = f"{plain / ours:12.2f}" if ours else f"{'-':>12}"
        print(f"{label:36}{ours:10.4f}{plain:10.4f}{ratio}")


def main() -> None:
    cv2.setNumThreads(1)
    aspect = WIDTH / HEIGHT
    centred = [similarity_at((0.5, 0.5), magnification=ZOOM, turn_degrees=0, aspect=aspect)] * 3
    report("Centred", measure(centred))
    turned = [similarity_at((0.58, 0.45), magnification=ZOOM, turn_degrees=8, aspect=aspect)] * 3
    found = measure(turned)
    found |= {key.replace("ours", "plain"): [math.nan] * FRAMES for key in found if key.startswith("ours")}
    report("Off-centre and turned (the plain way cannot)", found)


if __name__ == "__main__":
    main()
