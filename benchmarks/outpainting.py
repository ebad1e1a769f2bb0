"""What goes wrong in long chains of outpainted steps, and what each cure is worth: python benchmarks/outpainting.py.

Synthetic models with known errors, on known pictures; no weights, no GPU. Errors are mean levels of 255.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from composer.geometry import IDENTITY, Similarity, similarity_at
from composer.painting.border import portal_depth
from composer.painting.diffusion.canvas.colour import matched
from composer.painting.diffusion.canvas.seam import join_seam, seam_canvas
from composer.painting.diffusion.canvas.surround import Surround, blank, surround
from composer.painting.diffusion.outpainting import Manner, outpaint
from composer.painting.measuring import measure
from composer.painting.painter import Picture, Step
from composer.painting.pasting import paste
from composer.storyboard.records import Scene

FEATHER, BAND = 0.06, 0.12
Error = Callable[[np.ndarray], np.ndarray]
Draw = Callable[[Surround], np.ndarray]
Way = Callable[[Picture | None, Draw], Picture]
SIZE = (160, 120)
PORTAL = similarity_at((0.5, 0.5), magnification=2, turn_degrees=0, aspect=SIZE[0] / SIZE[1])


def points(size: tuple[int, int]) -> np.ndarray:
    x = (np.arange(size[0]) + 0.5 - size[0] / 2) / size[1]
    y = (np.arange(size[1]) + 0.5 - size[1] / 2) / size[1]
    return x[None, :] + 1j * y[:, None]


def levels(colours: np.ndarray) -> Picture:
    return np.rint(np.clip(colours, 0, 1) * 255).astype(np.uint8)


# Drift: every keyframe is in truth one picture that holds itself, so forty steps later it must look the same.


def world() -> np.ndarray:
    """A picture that holds itself at half its size; float in 0..1."""
    at = points(SIZE)
    ring, angle = np.log2(np.abs(at)), np.angle(at)
    waves = [np.sin(2 * np.pi * ring + turns * angle + shift) for turns, shift in ((1, 0), (2, 2), (3, 4))]
    return 0.5 + 0.16 * np.stack(waves, axis=-1)


def gain_and_offset(colours: np.ndarray) -> np.ndarray:
    return (colours - 0.5) * [1.012, 1.0, 0.985] + 0.5 + np.array([0.8, -0.6, 0.4]) / 255


def chroma_and_red(colours: np.ndarray) -> np.ndarray:
    grey = colours.mean(axis=-1, keepdims=True)
    return grey + (colours - grey) * 1.02 + np.array([0.8, 0, 0]) / 255


def unfailing(colours: np.ndarray) -> np.ndarray:
    return colours


class Imitator:
    """A model that goes on in the colours that it is shown, as an affine map tells them, and errs a little.

    What it is to keep it copies with the same error.
    """

    def __init__(self, error: Error) -> None:
        self._world, self._error = world(), error
        whole = perfect = levels(self._world)
        for _ in range(8):
            perfect = paste(whole, perfect, PORTAL, FEATHER)
        self._shown = around(perfect).picture / 255

    def __call__(self, canvas: Surround) -> np.ndarray:
        """The canvas painted all over; float32 in 0..1."""
        kept, drawn = ~canvas.repaint, self._world
        if kept.any():
            true = np.c_[self._shown[kept], np.ones(kept.sum())]
            colours, *_ = np.linalg.lstsq(true, canvas.picture[kept] / 255, rcond=None)
            outside = np.concatenate([self._world, np.ones((*kept.shape, 1))], axis=-1) @ colours
            drawn = np.where(kept[..., None], canvas.picture / 255, outside)
        return np.clip(self._error(drawn), 0, 1).astype(np.float32)


def around(inner: Picture) -> Surround:
    return surround(inner, PORTAL, SIZE, FEATHER / 2)


def canvas_of(inner: Picture | None) -> Surround:
    return blank(SIZE) if inner is None else around(inner)


def pasted(picture: Picture, inner: Picture | None) -> Picture:
    return picture if inner is None else paste(picture, inner, PORTAL, FEATHER)


def fed_back(inner: Picture | None, draw: Draw) -> Picture:
    """The stock way: the model's output is the next step's picture, its copy of what it was to keep included."""
    return levels(draw(canvas_of(inner)))


def paste_only(inner: Picture | None, draw: Draw) -> Picture:
    return pasted(fed_back(inner, draw), inner)


def ours(inner: Picture | None, draw: Draw) -> Picture:
    step = Step(
        index=0, scene=Scene(id="world", prompt=""), view=0, framing=IDENTITY, portal=PORTAL, opening=None,
        inner_scene=None, width=SIZE[0], height=SIZE[1], prompt="", avoid="", seed=0,
    )  # fmt: skip
    manner = Manner(size=SIZE, feather=FEATHER)
    picture = outpaint(step, inner, manner, lambda canvases, _which: [draw(canvas) for canvas in canvases])[0]
    return pasted(picture, inner)


def ours_truncated(inner: Picture | None, draw: Draw) -> Picture:
    """As ours, with the levels cut off instead of rounded."""
    canvas = canvas_of(inner)
    true = matched(draw(canvas), canvas.picture.astype(np.float32) / 255, canvas.kept)
    return pasted((np.clip(true, 0, 1) * 255).astype(np.uint8), inner)


WAYS: Mapping[str, Way] = {
    "stock output fed back": fed_back,
    "paste only": paste_only,
    "colours matched and pasted (ours)": ours,
    "ours, truncated instead of rounded": ours_truncated,
}


def rings(way: Way, error: Error, count: int, first: Picture | None = None) -> Iterator[np.ndarray]:
    """The rings of a chain of keyframes, in levels, shape (pixels, 3); around a ``first`` picture, if any."""
    draw, ring = Imitator(error), portal_depth(PORTAL, SIZE[0] / SIZE[1], SIZE) < 0
    picture = first
    for _ in range(count):
        picture = way(picture, draw)
        yield picture[ring].astype(float)


def drift(way: Way, error: Error, after: Sequence[int]) -> list[float]:
    """Mean error of the ring's pixels after so many steps, against the picture that it is in truth."""
    true = world()[portal_depth(PORTAL, SIZE[0] / SIZE[1], SIZE) < 0] * 255
    errors = [float(np.abs(ring - true).mean()) for ring in rings(way, error, max(after) + 1)]
    return [errors[step] for step in after]


def cast(way: Way, error: Error, after: Sequence[int]) -> list[float]:
    """Error of the ring's mean colour after so many steps around a true picture, against a perfect model's chain."""
    count, first = max(after), levels(world())
    chains = zip(rings(way, error, count, first), rings(ours, unfailing, count, first), strict=True)
    errors = [float(np.abs(ring.mean(axis=0) - perfect.mean(axis=0)).mean()) for ring, perfect in chains]
    return [errors[step - 1] for step in after]


# Seams: one step around a known picture, by a model that shifts colours and softens.


def texture(seed: int, size: tuple[int, int]) -> np.ndarray:
    """Noise of eight octaves, float32 in 0..1."""
    chance, total = np.random.default_rng(seed), np.zeros((size[1], size[0], 3), np.float32)
    for octave in range(8):
        field = chance.normal(size=(2 ** (octave + 1) + 1,) * 2 + (3,)).astype(np.float32) * [1, 0.8, 0.7]
        total += cv2.resize(field, size, interpolation=cv2.INTER_CUBIC) * 0.62**octave * 0.235
    return np.clip(total + 0.5, 0, 1)


def model_error(true: np.ndarray, *, varying: bool) -> np.ndarray:
    """A cast, a gain, a gamma and the softening of a VAE; ``varying``: a cast that differs over the picture too."""
    height, width = true.shape[:2]
    soft = cv2.GaussianBlur(true, (0, 0), height / 1024) * 0.7 + true * 0.3
    shifted = np.clip(soft, 0, 1) ** 0.94 * (1 + 0.04 * np.array([1, 0.2, -0.6])) + np.array([3, -1, -4]) / 255
    if varying:
        y, x = np.mgrid[0:height, 0:width] / height
        shifted += (10 * (x * height / width - 0.5) + 8 * np.sin(3 * y))[..., None] * np.array([1, 0.5, -0.5]) / 255
    return np.clip(shifted, 0, 1).astype(np.float32)


@dataclass(frozen=True, kw_only=True)
class SeamFigures:
    """Levels: the extra ``step`` over the border, the ``halo`` around it, errors of the ring and of what is kept."""

    step: float
    halo: float
    ring: float
    kept: float
    score: float


def seam_figures(made: Picture, true: np.ndarray, portal: Similarity) -> SeamFigures:
    height, width = made.shape[:2]
    depth = portal_depth(portal, width / height, (width, height))
    error = made - true * 255
    pixel = 2 / height / portal.scale

    def jump(reach: float) -> float:
        outside, inside = (depth < 0) & (depth > -reach), (depth >= 0) & (depth < reach)
        return float(np.abs(error[outside].mean(axis=0) - error[inside].mean(axis=0)).mean())

    away = np.abs(error).mean(axis=-1)
    measures = measure(made, portal, FEATHER, None)
    return SeamFigures(
        step=jump(pixel),
        halo=jump(0.1),
        ring=float(away[depth < 0].mean()),
        kept=float(away[depth >= FEATHER].mean()),
        score=measures.seam if measures else 1.0,
    )


def seams(size: tuple[int, int], *, varying: bool) -> dict[str, SeamFigures]:
    """Each way of joining one painted step to what is inside."""
    aspect = size[0] / size[1]
    portal = similarity_at((0.46, 0.53), magnification=1.8, turn_degrees=6, aspect=aspect)
    true = texture(0, size)
    drawn = model_error(true, varying=varying)
    depth = portal_depth(portal, aspect, size)
    canvas = Surround(picture=levels(true), repaint=depth < FEATHER / 2, share=(depth < FEATHER).astype(np.float32))
    mended = matched(drawn, canvas.picture.astype(np.float32) / 255, canvas.kept)

    def joined(picture: np.ndarray, feather: float) -> Picture:
        share = np.clip(depth / max(feather, 1e-9), 0, 1)[..., None]
        return levels(picture + (true - picture) * share * share * (3 - 2 * share))

    once = joined(mended, FEATHER)
    again = seam_canvas(once, portal, size, BAND)
    light = again.picture / 255 + (true - again.picture / 255) * again.share[..., None]
    light = model_error(light.astype(np.float32), varying=varying)
    twice = join_seam(once, light, again, portal, BAND) / 255
    made = {
        "stock output kept": levels(drawn),
        "hard paste": joined(drawn, 0),
        "feathered paste": joined(drawn, FEATHER),
        "matched and feathered (ours)": once,
        "ours and a second pass over the seam": joined(twice, FEATHER),
    }
    return {name: seam_figures(picture, true, portal) for name, picture in made.items()}


# First guesses of the surroundings.


def mirrored(inner: Picture, portal: Similarity, size: tuple[int, int]) -> np.ndarray:
    """The picture's mirror image, blurred by 0.08 heights away from the border."""
    depth = portal_depth(portal, size[0] / size[1], size)
    x, y = inner_pixels(inner, portal, size)
    picture = cv2.remap(inner, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT).astype(np.float32)
    away = np.clip(-depth / 0.2, 0, 1)[..., None]
    return picture + (cv2.GaussianBlur(picture, (0, 0), 0.08 * size[1]) - picture) * away


def pull_push(inner: Picture, portal: Similarity, size: tuple[int, int]) -> np.ndarray:
    """A normalised pyramid: each level fills what the finer one does not know."""
    kept = (portal_depth(portal, size[0] / size[1], size) > 0).astype(np.float32)
    x, y = inner_pixels(inner, portal, size)
    picture = cv2.remap(inner, x, y, cv2.INTER_LINEAR).astype(np.float32) * kept[..., None]
    stack = [(picture, kept)]
    while min(stack[-1][1].shape) > 2:
        stack.append((cv2.pyrDown(stack[-1][0]), cv2.pyrDown(stack[-1][1])))
    filled = stack[-1][0] / np.maximum(stack[-1][1], 1e-6)[..., None]
    for known, weight in reversed(stack[:-1]):
        up = cv2.pyrUp(filled, dstsize=(weight.shape[1], weight.shape[0]))
        filled = known + up * (1 - np.clip(weight, 0, 1)[..., None])
    return filled


def inner_pixels(inner: Picture, portal: Similarity, size: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    height, width = inner.shape[:2]
    at = portal.inverse()(points(size))
    return (at.real * height + width / 2 - 0.5).astype(np.float32), (at.imag * height + height / 2 - 0.5).astype(
        np.float32
    )


def fills(size: tuple[int, int]) -> dict[str, float]:
    """Root mean square error of each first guess in the ring, blurred by a fiftieth of the height."""
    aspect = size[0] / size[1]
    places = [((0.5, 0.5), 2, 0), ((0.3, 0.6), 2, 0), ((0.5, 0.5), 2.2, 25), ((0.65, 0.4), 3, -15)]
    errors: dict[str, list[float]] = {"carried on (ours)": [], "mirrored and blurred": [], "pull-push": []}
    for seed in range(4):
        true = levels(texture(seed, size))
        for at, magnification, turn in places:
            portal = similarity_at(at, magnification=magnification, turn_degrees=turn, aspect=aspect)
            x, y = inner_pixels(true, portal.inverse(), size)
            inner = cv2.remap(true, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
            ring = portal_depth(portal, aspect, size) < 0
            guesses = (
                surround(inner, portal, size, 0).picture,
                mirrored(inner, portal, size),
                pull_push(inner, portal, size),
            )
            for name, guess in zip(errors, guesses, strict=True):
                off = cv2.GaussianBlur((guess - true.astype(np.float32)) * ring[..., None], (0, 0), size[1] / 50)
                errors[name].append(float(np.sqrt((off[ring] ** 2).mean())))
    return {name: float(np.mean(each)) for name, each in errors.items()}


# Repeated subjects.


def discs(prompts: Sequence[str], subject: str, size: tuple[int, int] = (640, 480)) -> int:
    """How many subjects the outermost keyframe shows of a scene with these prompts, the outermost first.

    The painter draws a disc in each step whose prompt names the subject.
    """
    picture = None
    portal = similarity_at((0.5, 0.5), magnification=2, turn_degrees=0, aspect=size[0] / size[1])
    for prompt in reversed(prompts):
        drawn = np.full((size[1], size[0], 3), 90, np.uint8)
        if subject in prompt:
            cv2.circle(drawn, (size[0] // 8, size[1] // 2), size[1] // 14, (255, 255, 255), -1)
        picture = drawn if picture is None else paste(drawn, picture, portal, FEATHER)
    assert picture is not None
    count, _ = cv2.connectedComponents((picture[..., 0] > 160).astype(np.uint8))
    return int(count) - 1


def main() -> None:
    after = (10, 20, 40)
    for what, error_of in (("its pixels", drift), ("its mean colour, from a true picture on", cast)):
        print(f"drift: error of the ring, of {what}, after {after} steps, two small errors of a model")
        for name, way in WAYS.items():
            figures = [
                "/".join(f"{e:6.2f}" for e in error_of(way, error, after))
                for error in (gain_and_offset, chroma_and_red)
            ]
            print(f"  {name:40} {'   '.join(figures)}")
    for varying in (False, True):
        print(f"seam: one step, a cast that {'varies' if varying else 'is the same all over'}")
        for name, f in seams((1024, 576), varying=varying).items():
            figures = (
                f"step {f.step:5.2f}  halo {f.halo:5.2f}  ring {f.ring:5.2f}  kept {f.kept:5.2f}  seam {f.score:5.2f}"
            )
            print(f"  {name:40} {figures}")
    print("first guess of the surroundings: error in the ring")
    for name, error in fills((640, 360)).items():
        print(f"  {name:40} {error:5.1f}")
    print("one subject in a scene of four steps: times that it shows")
    print(f"  {'named in every step':40} {discs(['a meadow, a girl'] * 4, 'a girl')}")
    print(f"  {'named in its own step only (ours)':40} {discs(['a meadow, a girl', *['a meadow'] * 3], 'a girl')}")


if __name__ == "__main__":
    main()
