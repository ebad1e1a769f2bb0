"""The compositor against the way of the field, on a picture that is known exactly at every scale.

    python benchmarks/zooming.py [--size 1280x720] [--frames 24]

Both make the same slow zoom (30 s a level) through keyframes of the same picture: ours, and the plain reference (crop
the outer keyframe to whole pixels and resize it, paste the shrunken inner one at whole pixels). Each frame is fitted to
the truth: how far it is off in zoom (pixels at the frame's edge) and in place, and its inner layer against its outer
one; once as composed and once as decoded from the film. Further: noise in time against frames averaged over each pixel
exactly, sharpness against a windowed sinc evaluated pixel by pixel from the same keyframes, the gradient along the
portal's border against that around it, the camera's speed on both sides of each arrival, greys, and CPU time.
"""

from __future__ import annotations

import argparse
import cmath
import itertools
import math
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
from analytic import Float, View, area_luma, keyframe, luma, slopes
from numpy.typing import NDArray
from table import Row, print_rows

from composer.filming.encoder import FINE, encode_segment
from composer.filming.ffmpeg import file_url, run_ffmpeg
from composer.geometry import IDENTITY, Similarity, similarity_at
from composer.painting.canvas import canvas_size
from composer.painting.pasting import paste
from composer.storyboard.records import Output
from composer.zooming.compositor import Compositor
from composer.zooming.frames import YuvFrame
from composer.zooming.layering import Nesting
from composer.zooming.path import ZoomPath

ZOOM, FEATHER, RATE, SECONDS_A_LEVEL = 2.0, 0.03, 30, 30.0
Plane = NDArray[np.uint8]


@dataclass(frozen=True)
class Film:
    """Three levels of the picture, as our keyframes and as the plain way's."""

    portals: list[Similarity]
    size: tuple[int, int]

    def view(self, depth: float) -> View:
        """What the frame shows of the picture."""
        whole = IDENTITY
        for portal in self.portals[: int(depth)]:
            whole = whole @ portal
        return View(whole @ self.portals[int(depth)].power(depth - int(depth)), *self.size)

    def keyframes(self, size: tuple[int, int]) -> list[Plane]:
        """Each with the next one pasted in, the outermost first."""
        made = [keyframe(self.portals, index, size) for index in range(len(self.portals) + 1)]
        for index in reversed(range(len(self.portals))):
            made[index] = paste(made[index], made[index + 1], self.portals[index], FEATHER)
        return made

    def inside(self, depth: float) -> Float:
        """How far each pixel of the frame lies inside the next keyframe, in its heights."""
        width, height = self.size
        at = View(IDENTITY, width, height).points()
        whole = self.portals[int(depth)].power(depth - int(depth))
        inner = (whole.a * at + whole.b - self.portals[int(depth)].b) / self.portals[int(depth)].a
        return np.minimum(width / height / 2 - np.abs(inner.real), 0.5 - np.abs(inner.imag))


def plain_frame(outer: Plane, inner: Plane, fraction: float, size: tuple[int, int]) -> Plane:
    """One frame as the zoom tools of the field make it: whole-pixel crops and boxes."""
    width, height = size
    w, h = math.ceil(width * ZOOM**-fraction), math.ceil(height * ZOOM**-fraction)
    left, top = (width - w) // 2, (height - h) // 2
    frame = cv2.resize(outer[top : top + h, left : left + w], size, interpolation=cv2.INTER_CUBIC)
    w, h = math.ceil(width * ZOOM ** (fraction - 1)), math.ceil(height * ZOOM ** (fraction - 1))
    left, top = (width - w) // 2, (height - h) // 2
    frame[top : top + h, left : left + w] = cv2.resize(inner, (w, h), interpolation=cv2.INTER_AREA)
    return np.asarray(frame, np.uint8)


@dataclass(frozen=True)
class Fit:
    """How far frames are off: pixels at the edge (zoom), of place, and of the inner layer against the outer one."""

    zoom: Float
    place: Float
    tear: Float

    @property
    def jitter(self) -> tuple[float, float, float]:
        """Each without its steady part, RMS."""
        return float(self.zoom.std()), float(np.sqrt(self.place.var(axis=0).sum())), float(self.tear.std())


def fit(film: Film, depths: Sequence[float], frames: Sequence[Float]) -> Fit:
    """Frames (luma about 0 to 1) against the truth."""
    zoom, place, tear = [], [], []
    width, height = film.size
    y, x = np.mgrid[0:height, 0:width]
    x, y = (x + 0.5 - width / 2) / (width / 2), (y + 0.5 - height / 2) / (width / 2)
    for depth, frame in zip(depths, frames, strict=True):
        view, inside = film.view(depth), film.inside(depth)
        along_x, along_y = slopes(view)
        error = frame - luma(view)
        radial = x * along_x + y * along_y
        within, without = inside > 2 * FEATHER, inside < -0.02
        whole, core, outer = (
            _solve(error[mask], [radial[mask], along_x[mask], along_y[mask]])
            for mask in (within | without, within, without)
        )
        zoom.append(whole[0])
        place.append(whole[1:])
        tear.append(core[0] - outer[0])
    return Fit(np.array(zoom), np.array(place), np.array(tear))


def _solve(error: Float, columns: list[Float]) -> Float:
    terms = np.stack(columns)
    return np.linalg.solve(terms @ terms.T, terms @ error)


def decoded(frames: Sequence[YuvFrame], crf: int) -> list[Float]:
    """The lumas of frames after the film's encoder, at a quality."""
    height, width = frames[0].y.shape
    with tempfile.TemporaryDirectory() as folder:
        film = Path(folder) / "film.mp4"
        encode_segment(frames, replace(FINE, crf=crf), (width, height), Fraction(RATE), film)
        raw = run_ffmpeg(("-i", file_url(film), "-f", "rawvideo", "-pix_fmt", "yuv420p", "pipe:1"), doing="film")
    planes = np.frombuffer(raw, np.uint8).reshape(len(frames), -1)[:, : width * height]
    return [(plane.reshape(height, width).astype(float) - 16) / 219 for plane in planes]


def noise_in_time(frames: Sequence[Float], truths: Sequence[Float]) -> float:
    """RMS change from frame to frame of what is not the picture's own, in levels of 255."""
    errors = [frame - truth for frame, truth in zip(frames, truths, strict=True)]
    return 255 * float(np.sqrt(np.mean(np.diff(errors, axis=0) ** 2) / 2))


def sinc_pixels(source: Plane, places: NDArray[np.complex128], step: float) -> Float:
    """Luma of a keyframe at places of its frame by Lanczos 3 as wide as the frame's pixels, one pixel at a time."""
    height, width = source.shape[:2]
    x, y = places.real * height + (width - 1) / 2, places.imag * height + (height - 1) / 2
    wide = max(step, 1.0)
    reach = math.ceil(3 * wide)
    offsets = np.arange(-reach, reach + 1)

    def weigh(at: Float) -> tuple[NDArray[np.intp], Float]:
        taps = np.floor(at)[:, None] + offsets
        distance = (taps - at[:, None]) / wide
        weights = np.where(np.abs(distance) < 3, np.sinc(distance) * np.sinc(distance / 3), 0)
        return taps.astype(np.intp), weights / weights.sum(axis=1, keepdims=True)

    (columns, across), (rows, down) = weigh(x), weigh(y)
    grey = source[..., 0].astype(float) / 255
    return np.einsum("pr,prc,pc->p", down, grey[rows[:, :, None], columns[:, None, :]], across)


def sharpness(film: Film, large: list[Plane], depth: float, frame: Float) -> tuple[float, float]:
    """PSNR of our frame and of a windowed sinc from the same keyframes, on 20 000 pixels drawn by lot."""
    inside = film.inside(depth)
    width, height = film.size
    points = View(IDENTITY, width, height).points()
    chosen = np.random.default_rng(1).permutation(points.size)[:40_000]
    path = ZoomPath(film.portals)
    current = int(depth)
    errors: dict[str, list[Float]] = {"ours": [], "sinc": []}
    truth = luma(film.view(depth)).ravel()
    for index, mask in ((current, inside.ravel() < -0.02), (current + 1, inside.ravel() > 3 * FEATHER)):
        view = path.frame_in(index, depth)
        pixels = chosen[mask[chosen]][:10_000]
        places = view.a * points.ravel()[pixels] + view.b
        high = large[index].shape[0]
        near = (np.abs(places.real) < width / height / 2 - 0.02) & (np.abs(places.imag) < 0.48)
        pixels, places = pixels[near], places[near]
        errors["sinc"].append(sinc_pixels(large[index], places, view.scale * high / height) - truth[pixels])
        errors["ours"].append(frame.ravel()[pixels] - truth[pixels])
    ours, sinc = (float(-10 * np.log10(np.mean(np.concatenate(errors[name]) ** 2))) for name in ("ours", "sinc"))
    return ours, sinc


def seam(film: Film, depth: float, frame: Float) -> float:
    """Mean gradient of what a frame adds to the picture, along the portal's border, over that around it."""
    inside = film.inside(depth)
    error = frame - luma(film.view(depth))
    steps = np.hypot(np.diff(error, axis=0)[:, 1:], np.diff(error, axis=1)[1:])
    near = np.abs(inside[1:, 1:])
    return float(steps[near < 0.5 * FEATHER].mean() / steps[(near > 2 * FEATHER) & (near < 0.3)].mean())


def detail(film: Film, compositor: Compositor) -> tuple[float, float]:
    """The least and the most contrast that the finest detail has over a whole level, of the picture's own."""
    found = []
    for depth in np.arange(1.0, 1.96, 0.05):
        frame, truth = (compositor.compose(depth).y.astype(float) - 16) / 219, luma(film.view(depth))
        fine, true = (picture - cv2.GaussianBlur(picture, (0, 0), 1.2) for picture in (frame, truth))
        inside = film.inside(depth) > 3 * FEATHER
        found.append(float((fine * true)[inside].sum() / (true[inside] ** 2).sum()))
    return min(found), max(found)


def kink() -> float:
    """The largest step in the camera's speed at an arrival, of that speed, through portals that all differ."""
    places = [(0.5, 0.5, 0, 2.0), (0.68, 0.4, 14, 2.5), (0.35, 0.6, -20, 1.6), (0.6, 0.62, 5, 3.0)]
    path = ZoomPath([similarity_at((x, y), magnification=z, turn_degrees=t, aspect=16 / 9) for x, y, t, z in places])
    worst = 0.0
    for arrival in (1, 2, 3):
        speeds = []
        for side in (-1, 1):
            near, nearer = (path.frame_in(arrival - 1, arrival + side * h) for h in (1e-4, 5e-5))
            here = path.frame_in(arrival - 1, arrival)
            # One-sided differences of two widths, extrapolated to none.
            far = np.array([(near.a - here.a), (near.b - here.b)]) / (side * 1e-4)
            close = np.array([(nearer.a - here.a), (nearer.b - here.b)]) / (side * 5e-5)
            speeds.append(2 * close - far)
        worst = max(worst, float(np.abs(speeds[1] - speeds[0]).max() / np.abs(speeds[0]).max()))
    return worst


def worst_grey() -> float:
    """Levels by which greys are off after RGB to YUV to RGB, at the film's 8 bits."""
    worst = 0
    for grey in range(256):
        made = Compositor([], lambda _, g=grey: np.full((90, 160, 3), g, np.uint8), frame=(160, 90), canvas=(160, 90))
        worst = max(worst, int(np.abs(made.compose(0.0).rgb().astype(int) - grey).max()))
    return worst


def quality(name: str, film: Film, count: int) -> list[Row]:
    """All rows of one film; the plain way knows centred portals only."""
    large = film.keyframes(canvas_size(Output(width=film.size[0], height=film.size[1])))
    canvas = large[0].shape[1], large[0].shape[0]
    nestings = [Nesting(portal=portal, feather=FEATHER) for portal in film.portals]
    compositor = Compositor(nestings, lambda k: large[k], frame=film.size, canvas=canvas)
    depths = [1.45 + i / RATE / SECONDS_A_LEVEL for i in range(count)]
    composed = [compositor.compose(depth) for depth in depths]
    ours = [(frame.y.astype(float) - 16) / 219 for frame in composed]
    truths = [luma(film.view(depth)) for depth in depths]
    areas = [np.rint(area_luma(film.view(depth)) * 219) / 219 for depth in depths]
    ours_fit = fit(film, depths, ours)
    is_plain = all(abs(cmath.phase(portal.a)) < 1e-9 and abs(portal.b) < 1e-9 for portal in film.portals)
    plain: list[Plane] = []
    if is_plain:
        small = [keyframe(film.portals, index, film.size) for index in (1, 2)]
        plain = [plain_frame(small[0], small[1], depth - 1, film.size)[..., 0] for depth in depths]
    plains = [frame / 255.0 for frame in plain]
    psnr, sinc = sharpness(film, large, depths[0], ours[0])
    noise, area = noise_in_time(ours, truths), noise_in_time(areas, truths)

    def beside(value: float | None) -> float | None:
        return value if plain else None

    names = ("zoom jitter", "place jitter", "layers torn")
    rows = _jitters(names, ours_fit, fit(film, depths, plains) if plain else None, "", "< 0.01")
    for crf in (FINE.crf, 12):
        seen = fit(film, depths, decoded(composed, crf))
        others = fit(film, depths, decoded([_as_frame(grey) for grey in plain], crf)) if plain else None
        rows += _jitters(names, seen, others, f" in the film at crf {crf}", "< 0.01")
    rows += [
        Row("frozen frames, %", _frozen([f.y for f in composed]), beside(_frozen(plain)), "0"),
        Row("noise in time, of exact area means'", noise / area, beside(_ratio(plains, truths, area)), "<= 1.05"),
        Row("sharpness against the windowed sinc, dB", psnr - sinc, None, ">= -1"),
        Row(
            "gradient along the border, of around it",
            seam(film, depths[0], ours[0]),
            beside(_seam(film, depths, plains)),
            "<= 1",
        ),
    ]
    return [Row(f"{name}: {row.name}", row.ours, row.plain, row.aim) for row in rows]


def _jitters(names: Sequence[str], ours: Fit, plain: Fit | None, where: str, aim: str) -> list[Row]:
    others = plain.jitter if plain else (None, None, None)
    return [
        Row(f"{name}{where}, px RMS", value, other, aim)
        for name, value, other in zip(names, ours.jitter, others, strict=True)
    ]


def _as_frame(grey: Plane) -> YuvFrame:
    return YuvFrame.from_rgb(np.repeat(grey[..., None], 3, axis=2))


def _frozen(frames: Sequence[Plane]) -> float:
    return 100 * float(np.mean([np.array_equal(a, b) for a, b in itertools.pairwise(frames)])) if frames else 0.0


def _ratio(frames: Sequence[Float], truths: Sequence[Float], area: float) -> float:
    return noise_in_time(frames, truths) / area if frames else 0.0


def _seam(film: Film, depths: Sequence[float], frames: Sequence[Float]) -> float:
    return seam(film, depths[0], frames[0]) if frames else 0.0


def speed(portal: Similarity, size: tuple[int, int]) -> tuple[float, float | None]:
    """CPU milliseconds a frame over a whole level, the best of three each: ours, and the plain way's if it can."""
    random = np.random.default_rng(0)
    canvas = canvas_size(Output(width=size[0], height=size[1]))
    pictures = [random.integers(0, 256, (canvas[1], canvas[0], 3), np.uint8) for _ in range(2)]
    nestings = [Nesting(portal=portal, feather=FEATHER)] * 4
    compositor = Compositor(nestings, lambda k: pictures[k % 2], frame=size, canvas=canvas)
    small = [cv2.resize(picture, size, interpolation=cv2.INTER_AREA) for picture in pictures]
    ours, plain = [], []
    for depth in np.arange(1, 2, 0.1):
        compositor.compose(depth)
        ours.append(min(_cpu(lambda d=depth: compositor.compose(d)) for _ in range(5)))
        plain.append(min(_cpu(lambda d=depth: plain_frame(small[0], small[1], d - 1, size)) for _ in range(3)))
    return float(np.mean(ours)), float(np.mean(plain)) if portal.b == 0 else None


def _cpu(work: object) -> float:
    begun = time.process_time()
    work()  # type: ignore[operator]
    return 1000 * (time.process_time() - begun)


def rows(size: tuple[int, int], count: int) -> list[Row]:
    """The whole table."""
    cv2.setNumThreads(1)
    aspect = size[0] / size[1]
    centred = similarity_at((0.5, 0.5), magnification=ZOOM, turn_degrees=0, aspect=aspect)
    turned = similarity_at((0.58, 0.45), magnification=ZOOM, turn_degrees=8, aspect=aspect)
    made = quality("centred", Film([centred] * 3, size), count)
    made += quality("turned 8 deg", Film([turned] * 3, size), count)
    made += [
        Row("step of the camera's speed at an arrival", kink(), None, "0"),
        Row("greys there and back, worst, levels", worst_grey(), None, "<= 1"),
    ]
    for name, portal, aims in (("centred", centred, ("<= 6", "", "")), ("turned 8 deg", turned, ("<= 10", "", ""))):
        for frame, aim in zip(((1280, 720), (1920, 1080), (3840, 2160)), aims, strict=True):
            ours, plain = speed(portal, frame)
            made.append(Row(f"{name}: CPU a frame of {frame[0]}x{frame[1]}, ms", ours, plain, aim))
    return made


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", default="1280x720")
    parser.add_argument("--frames", type=int, default=24)
    options = parser.parse_args()
    width, height = map(int, options.size.split("x"))
    print_rows(
        f"Zooming, {options.frames} frames of {options.size}, 30 s a level", rows((width, height), options.frames)
    )


if __name__ == "__main__":
    main()
