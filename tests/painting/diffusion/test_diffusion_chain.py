"""Chains painted by real pipelines of each family, tiny and random, through the code that loads real ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from tiny_pipelines import TINY

from composer.geometry import IDENTITY, similarity_at
from composer.painting.chain import Keyframe, paint_chain
from composer.painting.diffusion import DiffusionPainter
from composer.painting.diffusion.canvas.surround import surround
from composer.painting.diffusion.engine.brush import Brush, Spoken
from composer.painting.diffusion.engine.fitting_out import Wanted, make_outfit
from composer.painting.diffusion.engine.reading import text_encoders
from composer.painting.diffusion.engine.request import Request
from composer.painting.diffusion.engine.settings import settings_of
from composer.painting.diffusion.machine.device import choose_dtype, survey
from composer.painting.diffusion.machine.libraries import load_libraries
from composer.painting.diffusion.machine.memory_plan import MemoryPlan, Residence
from composer.painting.diffusion.options.reading import read_options
from composer.painting.diffusion.people.portraits import Album
from composer.painting.diffusion.weights.finding import identify
from composer.painting.diffusion.words.book import WordBook, Words
from composer.painting.painter import Picture, Step
from composer.painting.pasting import paste
from composer.painting.recipes import Recipe, write_recipes
from composer.painting.store import KeyframeStore
from composer.storyboard.records import Scene, Storyboard

Painted = tuple[tuple[Keyframe, ...], KeyframeStore]
Paint = Callable[..., Painted]
WIDTH, HEIGHT = 256, 144
FAMILIES = [name for name in TINY if name not in ("sd-four", "sdxl-four")]
PORTALS = [
    similarity_at((0.5, 0.5), magnification=2, turn_degrees=0, aspect=WIDTH / HEIGHT),
    similarity_at((0.42, 0.56), magnification=2, turn_degrees=-9, aspect=WIDTH / HEIGHT),
    similarity_at((0.5, 0.5), magnification=1.5, turn_degrees=0, aspect=WIDTH / HEIGHT),
    similarity_at((0.6, 0.5), magnification=2.5, turn_degrees=5, aspect=WIDTH / HEIGHT),
    similarity_at((0.5, 0.5), magnification=2, turn_degrees=0, aspect=WIDTH / HEIGHT),
    None,
]
PROMPTS = [
    "a yellow school bus",
    "a prom under a mirror ball",
    "a church in june",
    "a newborn child",
    "a garden at dusk",
    "a sky full of stars",
]


class OnePainter:
    def __init__(self, painter: DiffusionPainter) -> None:
        self.main = painter

    def of(self, scene: Scene) -> DiffusionPainter:
        return self.main


def chain_steps(seed: int = 3) -> list[Step]:
    return [
        Step(
            index=index,
            scene=Scene(id=f"scene {index}", prompt=prompt),
            view=0,
            framing=IDENTITY,
            portal=portal,
            opening=portal,
            inner_scene=None,
            width=WIDTH,
            height=HEIGHT,
            prompt=prompt,
            avoid="text, frame",
            seed=seed,
        )
        for index, (prompt, portal) in enumerate(zip(PROMPTS, PORTALS, strict=True))
    ]


@pytest.fixture
def paint(storyboard: Storyboard, tiny: Callable[[str], Path], small_canvases: None) -> Paint:
    def run(family: str, folder: Path, chain: list[Step] | None = None, **options: object) -> Painted:
        written: Mapping[str, object] = {"model": str(tiny(family)), "steps": 2, "device": "cpu", **options}
        painters = OnePainter(DiffusionPainter(storyboard, written))
        store = KeyframeStore(folder)
        recipes: tuple[Recipe, ...] = write_recipes(chain or chain_steps(), painters)
        return paint_chain(recipes, painters, store), store

    return run


def pictures(painted: Painted) -> list[Picture]:
    keyframes, store = painted
    return [store.load(keyframe.digest) for keyframe in keyframes]


def seen_through(outer: Picture, inner: Picture, step: Step) -> tuple[np.ndarray, np.ndarray]:
    """What the outer keyframe shows in its portal, and the inner keyframe shrunk to the same size; both float."""
    portal = step.portal
    width, height = round(WIDTH * portal.scale), round(HEIGHT * portal.scale)
    x, y = np.meshgrid((np.arange(width) + 0.5) / width, (np.arange(height) + 0.5) / height)
    points = portal.a * ((x - 0.5) * WIDTH / HEIGHT + 1j * (y - 0.5)) + portal.b
    columns = (points.real * HEIGHT + WIDTH / 2 - 0.5).astype(np.float32)
    rows = (points.imag * HEIGHT + HEIGHT / 2 - 0.5).astype(np.float32)
    shown = cv2.remap(outer.astype(np.float32), columns, rows, cv2.INTER_LINEAR)
    return shown, cv2.resize(inner, (width, height), interpolation=cv2.INTER_AREA).astype(np.float32)


@pytest.mark.parametrize("family", FAMILIES)
def test_each_family_paints_a_chain_that_holds_the_true_keyframes(family: str, tmp_path: Path, paint: Paint) -> None:
    painted = pictures(paint(family, tmp_path))
    steps = chain_steps()
    assert [picture.shape for picture in painted] == [(HEIGHT, WIDTH, 3)] * 6
    for outer, inner, step in zip(painted, painted[1:], steps, strict=False):
        pasted = paste(np.zeros_like(outer), inner, step.portal, 0.06)
        whole = ~surround(inner, step.portal, (WIDTH, HEIGHT), 0.06).repaint
        assert np.abs(outer[whole].astype(int) - pasted[whole]).max() <= 1
        shown, shrunk = seen_through(outer, inner, step)
        margin = int(0.1 * shrunk.shape[0])
        # Per pixel the two ways of resampling differ at edges; what each small region shows must not.
        difference = cv2.blur(shown - shrunk, (9, 9))[margin:-margin, margin:-margin]
        assert np.abs(difference).mean() < 0.7
        around = np.abs(outer.astype(int) - cv2.resize(inner, (WIDTH, HEIGHT)).astype(int)).mean()
        assert around > 3  # the surroundings are new


@pytest.mark.parametrize("family", FAMILIES)
def test_the_same_seed_paints_the_same_and_another_seed_something_else(
    family: str, tmp_path: Path, paint: Paint
) -> None:
    steps = chain_steps()[2:]
    first, again = pictures(paint(family, tmp_path / "a", steps)), pictures(paint(family, tmp_path / "b", steps))
    other = pictures(paint(family, tmp_path / "c", chain_steps(seed=4)[2:]))
    assert all(np.array_equal(one, two) for one, two in zip(first, again, strict=True))
    assert all(np.abs(one.astype(int) - two).mean() > 1 for one, two in zip(first, other, strict=True))


def test_a_second_run_paints_nothing_and_loads_nothing(
    tmp_path: Path,
    paint: Paint,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    keyframes, _ = paint("sd", tmp_path)
    assert [keyframe.reused for keyframe in keyframes] == [False] * 6
    monkeypatch.setattr("composer.painting.diffusion.painter.Engine", None)
    again, _ = paint("sd", tmp_path)
    assert [keyframe.reused for keyframe in again] == [True] * 6


@pytest.mark.parametrize("family", FAMILIES)
def test_a_changed_prompt_repaints_only_what_contains_it(family: str, tmp_path: Path, paint: Paint) -> None:
    paint(family, tmp_path)
    steps = chain_steps()
    steps[1] = replace(steps[1], prompt="a prom in a gym")
    keyframes, _ = paint(family, tmp_path, steps)
    assert [keyframe.reused for keyframe in keyframes] == [False, False, True, True, True, True]


@pytest.mark.parametrize("name", TINY)
def test_a_tiny_pipeline_has_less_than_3_mb(name: str, tiny: Callable[[str], Path]) -> None:
    assert sum(file.stat().st_size for file in tiny(name).rglob("*") if file.is_file()) < 3e6


class Killed(BaseException):
    pass


@pytest.mark.parametrize("family", FAMILIES)
def test_a_chain_that_was_killed_goes_on_to_the_same_pictures(
    family: str, tmp_path: Path, paint: Paint, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = pictures(paint(family, tmp_path / "whole"))
    plain, calls = DiffusionPainter.paint, iter(range(9))

    def killed_at_the_third(self: DiffusionPainter, step: Step, inner: Picture | None) -> Picture:
        if next(calls) == 3:
            raise Killed
        return plain(self, step, inner)

    with monkeypatch.context() as patch:
        patch.setattr(DiffusionPainter, "paint", killed_at_the_third)
        with pytest.raises(Killed):
            paint(family, tmp_path / "stopped")
    resumed = paint(family, tmp_path / "stopped")
    assert [keyframe.reused for keyframe in resumed[0]] == [False] * 3 + [True] * 3
    assert all(np.array_equal(one, two) for one, two in zip(whole, pictures(resumed), strict=True))


@pytest.mark.parametrize(
    ("family", "option"),
    [
        ("sd", {"guidance": 12}),
        ("sd", {"strength": 0.6}),
        ("sd", {"scheduler": "ddim"}),
        ("sdxl", {"steps": 3}),
        ("sdxl", {"seam": {"strength": 0.6}}),
        ("sdxl", {"upscale": {"canvas": 1.5, "strength": 0.6}}),
        ("flux-fill", {"guidance": 2}),
        ("flux", {"true_guidance": 3}),
        ("flux", {"strength": 0.5}),
        ("klein", {"quantize": "fp8"}),
        ("qwen", {"guidance": 2}),
        ("z-image", {"guidance": 2}),
    ],
)
def test_an_option_reaches_the_model(
    family: str,
    option: dict[str, object],
    tmp_path: Path,
    paint: Paint,
) -> None:
    steps = chain_steps()[2:]
    one, two = paint(family, tmp_path, steps), paint(family, tmp_path, steps, **option)
    assert not np.array_equal(pictures(one)[0], pictures(two)[0])


@pytest.mark.parametrize(("family", "heeds"), [("sd", True), ("sdxl", True), ("flux-fill", False)])
def test_words_to_avoid_count_where_the_family_heeds_them(
    family: str,
    heeds: bool,
    tmp_path: Path,
    paint: Paint,
) -> None:
    innermost = chain_steps()[-1:]
    one = pictures(paint(family, tmp_path, innermost))[0]
    two = pictures(paint(family, tmp_path, [replace(innermost[0], avoid="people, night")]))[0]
    assert np.array_equal(one, two) is not heeds


def test_the_end_of_a_long_prompt_counts(tmp_path: Path, paint: Paint) -> None:
    """The tiny tokenizer has a token for each letter, so 77 of them are soon full."""
    innermost = chain_steps()[-1]
    long = "a yellow school bus in the rain, children at the windows, wet asphalt, a red umbrella, "
    for family in ("sd", "sdxl"):
        ends = [replace(innermost, prompt=long + end) for end in ("faded Kodachrome", "neon night")]
        one, two = (pictures(paint(family, tmp_path, [step]))[0] for step in ends)
        assert not np.array_equal(one, two)


def from_every_residence(family: str, device: str, storyboard: Storyboard, folder: Path) -> list[np.ndarray]:
    options = read_options(storyboard, {"model": str(folder), "steps": 2, "device": device})
    libraries = load_libraries()
    torch = libraries.torch
    checkpoint = identify(libraries, options.model)
    known, settings = checkpoint.family, settings_of(options, checkpoint.family)
    dtype = choose_dtype(torch, "auto", device, known)
    there = survey(torch, device)
    book = WordBook(torch, known, lambda: text_encoders(libraries, checkpoint, dtype, there), guided=settings.guided)
    inner = np.random.default_rng(0).integers(0, 256, (HEIGHT, WIDTH, 3), np.uint8)
    canvas = surround(inner, PORTALS[0], (176, 96), 0.03)
    wanted = Wanted(options=options, checkpoint=checkpoint, family=known, settings=settings, device=there, dtype=dtype)
    long = "a yellow school bus in the rain, children at the windows, wet asphalt, a red umbrella, dusk"
    painted = []
    for residence in Residence:
        plan = MemoryPlan(residence=residence)
        brush = Brush(make_outfit(libraries, wanted, plan, Album(storyboard)), plan)
        for prompt in ("a bus", long):
            words = Words(prompt=prompt, avoid="text")
            request = Request(scene="bus", canvases=(canvas,), seeds=(5,), strength=1.0, words=words)
            painted += brush.paint(request, Spoken(near=book.look_up(words)))
    return painted


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_paints_the_same_wherever_its_weights_are(
    family: str, storyboard: Storyboard, tiny: Callable[[str], Path]
) -> None:
    painted = from_every_residence(family, "cpu", storyboard, tiny(family))
    for short, long in zip(painted[2::2], painted[3::2], strict=True):
        assert np.abs(short - painted[0]).max() < 1e-3
        assert np.abs(long - painted[1]).max() < 1e-3
    assert np.abs(painted[0] - painted[1]).max() > 0.005


@pytest.mark.gpu
@pytest.mark.parametrize("family", FAMILIES)
def test_on_a_gpu_each_family_paints_from_every_residence(
    family: str, storyboard: Storyboard, tiny: Callable[[str], Path]
) -> None:
    if not pytest.importorskip("torch").cuda.is_available():
        pytest.skip("no GPU")
    painted = from_every_residence(family, "cuda", storyboard, tiny(family))
    assert all(np.abs(picture - painted[number % 2]).mean() < 0.02 for number, picture in enumerate(painted))
