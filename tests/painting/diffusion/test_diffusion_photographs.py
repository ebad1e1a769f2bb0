"""The director's photographs in films that a real tiny model paints: kept exactly, and outpainted around."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from composer.errors import Place, StoryboardError
from composer.geometry import IDENTITY, Similarity
from composer.painting.chain import Keyframe, paint_chain
from composer.painting.completing import Photograph
from composer.painting.diffusion import DiffusionPainter
from composer.painting.diffusion.engine.engine import Engine
from composer.painting.diffusion.engine.request import Request
from composer.painting.diffusion.outpainting import Manner
from composer.painting.diffusion.people.photographs import complete, photograph_canvas
from composer.painting.fitting import draw, fit, sample
from composer.painting.painter import Picture, Step
from composer.painting.pasting import paste
from composer.painting.pictures import read_picture, upright_size
from composer.painting.recipes import Recipe, missing_of
from composer.painting.registry import Painters
from composer.painting.ring import write_works
from composer.painting.stills import StillsPainter
from composer.painting.store import KeyframeStore
from composer.reasons import LastFilm
from composer.storyboard.records import Output, PainterChoice, Scene, Storyboard

WIDE, TALL = Output(width=128, height=72), Output(width=72, height=128)
#: Shapes of photographs that leave much of a film's shape free, and the film's.
SHAPES = [
    pytest.param((200, 300), WIDE, id="portrait in a wide film"),
    pytest.param((320, 180), TALL, id="landscape in a tall film"),
    pytest.param((640, 120), WIDE, id="panorama"),
    pytest.param((240, 240), WIDE, id="square"),
    pytest.param((3000, 1500), WIDE, id="larger than the film"),
]


@pytest.fixture(autouse=True)
def completing(monkeypatch: pytest.MonkeyPatch, small_canvases: None) -> list[str]:
    """The scenes whose canvases a model was given, in order."""
    drawn: list[str] = []
    plain = Engine.paint

    def paint_counted(self: Engine, request: Request) -> list[np.ndarray]:
        drawn.append(request.scene)
        return plain(self, request)

    monkeypatch.setattr(Engine, "paint", paint_counted)
    return drawn


def saved(path: Path, size: tuple[int, int], seed: int = 0) -> Path:
    """A photograph of coarse coloured cells under fine ones."""
    rng = np.random.default_rng(seed)
    coarse = rng.integers(0, 200, (max(2, size[1] // 20), max(2, size[0] // 20), 3)).astype(np.uint8)
    wide = np.asarray(Image.fromarray(coarse).resize(size, Image.Resampling.BICUBIC)).astype(int)
    Image.fromarray((wide + rng.integers(0, 56, (size[1], size[0], 3))).clip(0, 255).astype(np.uint8)).save(path)
    return path


def scene(name: str, steps: int = 1, **more: object) -> Scene:
    return Scene(**{"id": name, "prompt": f"a {name}", "steps": steps, **more})  # type: ignore[arg-type]


def board(folder: Path, model: Path, *scenes: Scene, **more: object) -> Storyboard:
    """Scenes from the outermost inward."""
    choice = PainterChoice(name="diffusion", options={"model": str(model), "steps": 2, "device": "cpu"})
    return Storyboard(**{"file": folder / "film.yaml", "scenes": scenes, "painter": choice, "output": WIDE, **more})  # type: ignore[arg-type]


Film = tuple[Mapping[tuple[str, int], Picture], tuple[Keyframe, ...], tuple[Recipe, ...]]


def filmed(storyboard: Storyboard, store: Path) -> Film:
    """Shown keyframes by scene and view, and what they were made of."""
    painters = Painters(storyboard)
    works = write_works(storyboard, painters)
    kept = KeyframeStore(store)
    keyframes = paint_chain(works, painters, kept)
    shown = {work.digest: work for work in works if work.is_shown}
    pictures = {
        (shown[each.digest].step.scene.id, shown[each.digest].step.view): kept.load(each.digest) for each in keyframes
    }
    return pictures, keyframes, works


def recipe_for(works: tuple[Recipe, ...], name: str, view: int = 0) -> Recipe:
    return next(work for work in works if work.is_shown and (work.step.scene.id, work.step.view) == (name, view))


def ground_of(works: tuple[Recipe, ...], store: Path) -> Picture:
    return KeyframeStore(store).load(next(work.digest for work in works if work.completes))


def detail(picture: Picture) -> Picture:
    """Steps from each pixel to the next. Around what opens in a photograph its tones give way, softly."""
    return np.diff(picture.astype(int), axis=1)


def apart(one: Picture, other: Picture) -> int:
    return int(np.abs(one.astype(int) - other.astype(int)).max())


def test_a_photograph_inside_a_painted_film_is_the_stills_painters_picture(
    tmp_path: Path, tiny: Callable[[str], Path]
) -> None:
    image = saved(tmp_path / "bus.png", (640, 360))
    film = board(tmp_path, tiny("sd"), scene("prom"), scene("bus", steps=0, image=image))
    pictures, _, works = filmed(film, tmp_path)
    still = filmed(replace(film, scenes=film.scenes[1:], painter=PainterChoice(name="stills")), tmp_path / "stills")
    assert np.array_equal(pictures["bus", 0], still[0]["bus", 0])
    recipe = recipe_for(works, "prom")
    pasted = paste(np.zeros_like(pictures["prom", 0]), pictures["bus", 0], recipe.step.portal, recipe.feather)
    inside = paste(np.zeros_like(pasted), np.full_like(pasted, 255), recipe.step.portal, recipe.feather)
    true = inside == 255
    assert true.mean() > 0.15
    assert np.array_equal(pictures["prom", 0][true], pasted[true])  # bit for bit inside the soft edge


def test_a_photographs_own_steps_are_cut_from_it_and_hold_what_opens_in_it(
    tmp_path: Path, tiny: Callable[[str], Path]
) -> None:
    image = saved(tmp_path / "bus.png", (640, 360))
    film = board(tmp_path, tiny("sd"), scene("prom"), scene("bus", steps=2, image=image), scene("birth", steps=0))
    pictures, _, works = filmed(film, tmp_path)
    stills = StillsPainter(film, {})
    for view, inner in ((0, ("bus", 1)), (1, ("birth", 0))):
        recipe = recipe_for(works, "bus", view)
        cut = stills.paint(recipe.step, pictures[inner])
        expected = paste(cut, pictures[inner], recipe.step.portal, recipe.feather)
        assert np.array_equal(pictures["bus", view], expected)
    # Far from what opens in it, the first picture is the photograph, to the bit.
    plain = draw(read_picture(image), fit(640, 360, 16 / 9), IDENTITY, (256, 144))
    assert np.array_equal(pictures["bus", 0][:4], plain[:4])


@pytest.mark.parametrize(("size", "output"), SHAPES)
def test_a_whole_photograph_of_any_shape_is_kept_and_its_surroundings_are_painted(
    size: tuple[int, int], output: Output, tmp_path: Path, tiny: Callable[[str], Path]
) -> None:
    image = saved(tmp_path / "bus.png", size)
    film = board(tmp_path, tiny("sd"), scene("bus", steps=0, image=image, fit="whole"), output=output)
    pictures, _, works = filmed(film, tmp_path)
    made = pictures["bus", 0]
    height, width = made.shape[:2]
    laid = fit(*size, width / height, whole=True)
    true = sample(read_picture(image), laid.whole, (width, height))
    x, y = np.meshgrid(np.arange(width) + 0.5, np.arange(height) + 0.5)
    scale = laid.whole.scale / height  # pixels of the photograph to one of the frame
    across, down = size[0] / 2 / scale - np.abs(x - width / 2), size[1] / 2 / scale - np.abs(y - height / 2)
    free = down if across.min() > -1 else across  # from the sides that do not touch the frame's border
    kept, around = free > 0.035 * height + 1, free < 0
    assert np.array_equal(made[kept], true[kept])
    ground = ground_of(works, tmp_path)
    assert np.array_equal(made[around], ground[around])
    assert around.mean() > 0.1
    without = draw(read_picture(image), laid, IDENTITY, (width, height))
    assert np.abs(made[around].astype(int) - without[around]).mean() > 10  # no dark blur of the photograph


def test_what_is_near_a_whole_photograph_is_in_its_colours(tmp_path: Path, tiny: Callable[[str], Path]) -> None:
    """The model's copy of the photograph tells how to mend what it painted around it."""
    image = tmp_path / "red.png"
    Image.new("RGB", (200, 300), (200, 40, 40)).save(image)
    step = Step(
        index=0, scene=scene("bus"), view=0, framing=IDENTITY, portal=None, opening=None, inner_scene=None,
        width=256, height=144, prompt="", avoid="", seed=0,
    )  # fmt: skip
    photograph = Photograph(picture=read_picture(image), place=Similarity(1, 0), edge=0.035)
    manner = Manner(size=(176, 96), feather=0.06)
    faded = complete(
        step,
        photograph,
        manner,
        lambda canvases, _which: [
            each.picture / np.float32(255) * np.float32(0.9) + np.float32(0.04) for each in canvases
        ],
    )
    assert np.abs(faded.astype(int) - (200, 40, 40)).mean() < 4


def test_the_canvas_shows_the_photograph_at_its_place_and_asks_for_the_rest() -> None:
    picture = np.kron(np.arange(60, dtype=np.uint8).reshape(10, 6) * 4, np.ones((30, 30), np.uint8))
    picture = np.repeat(picture[..., None], 3, axis=2)  # 180 x 300
    canvas = photograph_canvas(Photograph(picture=picture, place=Similarity(1, 0), edge=0.04), 16 / 9, (160, 90))
    assert canvas.picture.shape == (90, 160, 3)
    # 54 of 160 columns are the photograph's; of these 1.8 at each side are painted too.
    columns = ~canvas.repaint
    assert columns.all(axis=0).sum() in (50, 51)
    assert columns.all(axis=0).sum() == columns.any(axis=0).sum()  # above and below it touches the border
    shrunk = np.asarray(Image.fromarray(picture).resize((54, 90), Image.Resampling.BOX))
    assert apart(canvas.picture[:, 56:104], shrunk[:, 3:51]) <= 12
    assert np.abs(canvas.picture[:, 53:107].astype(int) - shrunk).mean() < 1.5


def test_a_completed_photograph_is_painted_once_and_kept(
    tmp_path: Path, tiny: Callable[[str], Path], completing: list[str]
) -> None:
    image = saved(tmp_path / "bus.png", (200, 300))
    whole = scene("bus", steps=2, image=image, fit="whole")
    film = board(tmp_path, tiny("sd"), scene("prom"), whole, scene("birth", steps=0))
    _, keyframes, works = filmed(film, tmp_path)
    assert completing == ["bus", "birth", "prom"]  # before anything else, and once for both of its views
    assert [keyframe.reused for keyframe in keyframes] == [False] * 4
    assert [work.step.scene.id for work in works if work.completes] == ["bus"]
    KeyframeStore(tmp_path).path(recipe_for(works, "bus", 1).digest).unlink()
    _, keyframes, _ = filmed(film, tmp_path)
    assert completing == ["bus", "birth", "prom"]
    assert [keyframe.reused for keyframe in keyframes] == [True, True, False, True]
    KeyframeStore(tmp_path).path(next(work.digest for work in works if work.completes)).unlink()
    assert missing_of(works, KeyframeStore(tmp_path)) == ()  # needed only where a view of it is


def test_a_changed_prompt_paints_around_the_photograph_again_and_what_contains_it(
    tmp_path: Path, tiny: Callable[[str], Path], completing: list[str]
) -> None:
    image = saved(tmp_path / "bus.png", (200, 300))
    whole = scene("bus", steps=0, image=image, fit="whole")
    film = board(tmp_path, tiny("sd"), scene("school"), scene("prom"), whole)
    before, _, works = filmed(film, tmp_path)
    last = LastFilm(film.file, (128, 72), tmp_path)
    last.remember(works, ())
    completing.clear()
    changed = replace(film, scenes=(*film.scenes[:2], replace(whole, prompt="a red bus")))
    after, keyframes, works = filmed(changed, tmp_path)
    assert completing == ["bus", "prom", "school"]
    assert [keyframe.reused for keyframe in keyframes] == [False, False, False]
    assert not np.array_equal(before["bus", 0], after["bus", 0])
    photograph = (slice(None), slice(90, 166))
    assert np.array_equal(before["bus", 0][photograph], after["bus", 0][photograph])
    assert last.reason(recipe_for(works, "bus")) == "what is painted around its image changed"
    assert last.reason(next(work for work in works if work.completes)) == "prompt changed"
    saved(image, (200, 300), seed=1)
    completing.clear()
    filmed(changed, tmp_path)
    assert completing == ["bus", "prom", "school"]
    completing.clear()
    filmed(replace(changed, scenes=(replace(film.scenes[0], prompt="a college"), *changed.scenes[1:])), tmp_path)
    assert completing == ["school"]


def test_the_painter_is_told_beforehand_of_the_photographs_that_it_will_complete(
    tmp_path: Path, tiny: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Step] = []
    monkeypatch.setattr(DiffusionPainter, "prepare", lambda self, steps, workshop: told.extend(steps), raising=False)
    image = saved(tmp_path / "bus.png", (200, 300))
    film = board(tmp_path, tiny("sd"), scene("prom"), scene("bus", steps=2, image=image, fit="whole"))
    filmed(film, tmp_path)
    assert [(step.scene.id, step.prompt, step.portal is None) for step in told] == [
        ("bus", "a bus", True),
        ("prom", "a prom", False),
    ]


def test_a_near_view_shows_the_photographs_own_detail(tmp_path: Path, tiny: Callable[[str], Path]) -> None:
    image = saved(tmp_path / "bus.png", (2000, 3000))
    whole = scene("bus", steps=3, image=image, fit="whole")
    film = board(tmp_path, tiny("sd"), whole, scene("birth", steps=0))
    pictures, _, works = filmed(film, tmp_path)
    recipe = recipe_for(works, "bus", 2)
    laid = fit(2000, 3000, 16 / 9, whole=True)
    true = sample(read_picture(image), laid.whole @ recipe.step.framing, (256, 144))
    top = (slice(4), slice(100, 150))
    assert apart(detail(pictures["bus", 2][top]), detail(true[top])) <= 3
    enlarged = sample(ground_of(works, tmp_path), Similarity(144, 128 + 72j) @ recipe.step.framing, (256, 144))
    assert apart(detail(pictures["bus", 2][top]), detail(enlarged[top])) > 20


def test_a_photograph_of_the_films_shape_leaves_nothing_to_complete(
    tmp_path: Path, tiny: Callable[[str], Path], completing: list[str]
) -> None:
    for size in ((640, 360), (640, 359), (642, 360)):
        image = saved(tmp_path / "bus.png", size)
        fills, whole = (
            board(tmp_path, tiny("sd"), scene("bus", steps=0, image=image, fit=kind)) for kind in ("fill", "whole")
        )
        one, other = (write_works(film, Painters(film)) for film in (fills, whole))
        assert [work.digest for work in one] == [work.digest for work in other]
        filmed(whole, tmp_path)
    assert completing == []


def test_fill_is_as_ever(tmp_path: Path, tiny: Callable[[str], Path], completing: list[str]) -> None:
    image = saved(tmp_path / "bus.png", (200, 300))
    film = board(tmp_path, tiny("sd"), scene("bus", steps=0, image=image))
    pictures, _, _ = filmed(film, tmp_path)
    assert np.array_equal(pictures["bus", 0], draw(read_picture(image), fit(200, 300, 16 / 9), IDENTITY, (256, 144)))
    assert completing == []


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photograph_that_the_camera_stored_lying_is_completed_upright(orientation: int, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    Image.new("RGB", (96, 160)).save(tmp_path / "bus.jpg", exif=exif)
    width, height = upright_size(tmp_path / "bus.jpg")
    assert read_picture(tmp_path / "bus.jpg").shape == (height, width, 3)
    assert (width > height) is (orientation >= 5)


def test_a_whole_photograph_in_a_loop_holds_the_ring_together(
    tmp_path: Path, tiny: Callable[[str], Path], completing: list[str]
) -> None:
    image = saved(tmp_path / "bus.png", (200, 300))
    for outermost in (True, False):
        whole, prom = scene("bus", image=image, fit="whole"), scene("prom")
        scenes = (whole, prom) if outermost else (prom, whole)
        film = board(tmp_path, tiny("sd"), *scenes, loop=True)
        completing.clear()
        pictures, _, works = filmed(film, tmp_path / str(outermost))
        assert completing[0] == "bus"
        assert completing.count("bus") == 1
        true = sample(read_picture(image), fit(200, 300, 16 / 9, whole=True).whole, (256, 144))
        top = (slice(3), slice(100, 150))
        assert apart(detail(pictures["bus", 0][top]), detail(true[top])) <= 3
        ground = ground_of(works, tmp_path / str(outermost))
        assert np.array_equal(pictures["bus", 0][:, :4], ground[:, :4])
        _, again, _ = filmed(film, tmp_path / str(outermost))
        assert [keyframe.reused for keyframe in again] == [True, True]


def test_a_painter_that_cannot_paint_around_a_photograph_says_so(tmp_path: Path) -> None:
    image = saved(tmp_path / "bus.png", (200, 300))
    whole = scene("bus", steps=0, image=image, fit="whole")
    places = {"scenes[0].fit": Place(file=Path("film.yaml"), line=7, column=10)}
    for name in ("illustrated", "stills"):
        film = Storyboard(
            file=tmp_path / "film.yaml", scenes=(whole,), painter=PainterChoice(name=name), output=WIDE, places=places
        )
        with pytest.raises(StoryboardError) as caught:
            write_works(film, Painters(film))
        assert str(caught.value) == (
            f"film.yaml:7:10: scenes[0].fit: the {name} painter cannot paint what a whole image leaves free\n"
            "  hint: write fit: fill"
        )
