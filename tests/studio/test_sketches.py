"""Sketches: the film's own storyboard, small, each where its keyframe will be."""

from __future__ import annotations

from pathlib import Path
from threading import Event

import cv2
import numpy as np
import pytest

from composer.painting.chain import paint_chain
from composer.painting.planning import plan_steps
from composer.painting.recipes import write_recipes
from composer.painting.registry import Painters
from composer.painting.store import KeyframeStore
from composer.storyboard.reading import load_text
from composer.storyboard.records import Output, Storyboard
from composer.studio.pictures.early import early_recipes
from composer.studio.pictures.sketcher import Sketcher, Sketches
from composer.studio.pictures.sketches import sketch_board, sketch_size
from composer.studio.pictures.sketching import Asked, Inbox, SupersededError, sketch
from composer.studio.reel import Pictures, plan_pictures

DIFFUSION = """\
painter: {diffusion: {model: stabilityai/stable-diffusion-xl-base-1.0}}
output: {size: 1920x1080}
scenes:
  - {id: harbour, prompt: a harbour, seconds: 2, portal: {at: [0.6, 0.45], turn: 8 deg}, takes: {1: 5}}
  - {id: garden, zoom: 2.5, image: garden.png, fit: whole, seconds: 2, steps: 3, portal: {turn: -100 deg}}
  - {id: stars, prompt: the stars, seconds: 2}
"""
DRAWN = """\
output: {size: 1280x720}
scenes:
  - {id: harbour, prompt: a harbour, seconds: 2, steps: 8}
  - {id: stars, prompt: the stars, seconds: 2}
"""


def planned(folder: Path, text: str) -> Pictures:
    cv2.imwrite(str(folder / "garden.png"), np.full((400, 300, 3), 90, np.uint8))
    return plan_pictures(load_text(text, folder / "film.yaml"), KeyframeStore(folder))


@pytest.mark.parametrize(
    ("size", "small"),
    [((1920, 1080), (320, 180)), ((1080, 1920), (180, 320)), ((1080, 1080), (320, 320)), ((160, 90), (160, 90)),
     ((1366, 768), (683, 384)), ((2560, 1080), (320, 135))],
)  # fmt: skip
def test_a_sketch_has_exactly_the_films_shape_and_is_no_larger(size: tuple[int, int], small: tuple[int, int]) -> None:
    made = sketch_size(Output(width=size[0], height=size[1]))
    assert (made.width, made.height) == small
    assert made.width * size[1] == made.height * size[0]


@pytest.mark.parametrize("loop", ["", "loop: true\n"], ids=["a line", "a loop"])
def test_what_a_model_would_paint_is_drawn_just_where_it_will_be(tmp_path: Path, loop: str) -> None:
    pictures = planned(tmp_path, loop + DIFFUSION)
    sketched = plan_pictures(sketch_board(pictures), KeyframeStore(tmp_path))
    assert sketched.board.painter.name == "illustrated"
    assert [recipe.step.name for recipe in sketched.recipes] == [recipe.step.name for recipe in pictures.recipes]
    for drawn, painted in zip(sketched.recipes, pictures.recipes, strict=True):
        assert (drawn.step.width, drawn.step.height) == (640, 360)
        if painted.step.portal is None:
            assert drawn.step.portal is None
            continue
        assert drawn.step.portal is not None
        assert abs(drawn.step.portal.a - painted.step.portal.a) < 1e-12
        assert abs(drawn.step.portal.b - painted.step.portal.b) < 1e-12


def test_the_directors_own_pictures_stay_in_the_sketches(tmp_path: Path) -> None:
    board = sketch_board(planned(tmp_path, DIFFUSION))
    assert [scene.image for scene in board.scenes] == [None, tmp_path / "garden.png", None]


def test_the_illustrators_own_films_are_sketched_as_they_are(tmp_path: Path) -> None:
    pictures = planned(tmp_path, DRAWN)
    board = sketch_board(pictures)
    assert board.scenes == pictures.board.scenes
    assert board.painter == pictures.board.painter


class Waiting:
    """A sketcher, and how far it is."""

    def __init__(self, folder: Path) -> None:
        self._changed = Event()
        self.sketcher = Sketcher(folder, self._changed.set)

    def wait(self, *, planned: bool = False) -> Sketches:
        while True:
            self._changed.clear()
            now = self.sketcher.sketches
            if now.is_finished or (planned and now.planned):
                return now
            assert self._changed.wait(60)


def sketched(folder: Path, board: Storyboard, wanted: list[int]) -> tuple[Sketches, KeyframeStore]:
    waiting = Waiting(folder)
    waiting.sketcher.ask(board, wanted)
    try:
        return waiting.wait(), KeyframeStore(folder)
    finally:
        waiting.sketcher.close()


def test_only_what_is_wanted_is_made_and_what_lies_in_it(tmp_path: Path) -> None:
    board = sketch_board(planned(tmp_path, DRAWN))
    told, store = sketched(tmp_path / "studio", board, [6, 8])
    assert told.failure is None
    assert [store.has(digest) for digest in told.planned] == [False] * 6 + [True] * 4


def test_a_newer_request_drops_the_older_one(tmp_path: Path) -> None:
    first = sketch_board(planned(tmp_path, DRAWN))
    second = sketch_board(planned(tmp_path, DRAWN.replace("the stars", "a birthday cake")))
    waiting = Waiting(tmp_path / "studio")
    waiting.sketcher.ask(first, range(10))
    dropped = waiting.wait(planned=True).planned
    waiting.sketcher.ask(second, [9])
    told = waiting.wait()
    waiting.sketcher.close()
    store = KeyframeStore(tmp_path / "studio")
    assert (told.number, told.failure) == (2, None)
    assert store.has(told.planned[9])
    assert sum(store.has(digest) for digest in dropped) < len(dropped)


def test_a_closed_sketcher_starts_nothing(tmp_path: Path) -> None:
    sketcher = Sketcher(tmp_path / "studio", lambda: None)
    sketcher.close()
    sketcher.ask(sketch_board(planned(tmp_path, DRAWN)), [0])
    assert sketcher.sketches == Sketches()


def early_of(board: Storyboard) -> list[str]:
    """The digests of the early sketches, empty ones for none."""
    painters = Painters(board)
    shown = write_recipes(plan_steps(board, painters), painters)
    early = early_recipes(shown, painters)
    return [early[each.digest].digest if each.digest in early else "" for each in shown if not each.completes]


class FirstOnly(Inbox):
    """A request that is replaced by a newer one as soon as one keyframe of it is drawn."""

    def __init__(self) -> None:
        self._checks = 0

    def check(self, number: int) -> None:
        self._checks += 1
        if self._checks > number:
            raise SupersededError


OUTWARD = """\
direction: out
output: {size: 1280x720}
scenes:
  - {id: stars, prompt: the stars, at: 1 s}
  - {id: harbour, prompt: a harbour, seconds: 2, steps: 8}
"""


@pytest.mark.parametrize(("text", "first"), [(DRAWN, 1), (OUTWARD, 7)], ids=["in", "out"])
def test_what_the_film_shows_first_is_sketched_first(tmp_path: Path, text: str, first: int) -> None:
    board = sketch_board(planned(tmp_path, text))
    wanted = frozenset(range(1, 8))
    with pytest.raises(SupersededError):
        sketch(Asked(number=1, board=board, wanted=wanted), tmp_path / "studio", FirstOnly(), lambda _fields: None)
    store = KeyframeStore(tmp_path / "studio")
    assert [index for index, digest in enumerate(early_of(board)) if store.has(digest)] == [first]


def test_the_chain_makes_of_early_sketches_what_it_makes_without_them(tmp_path: Path) -> None:
    board = sketch_board(planned(tmp_path, DRAWN))
    told, store = sketched(tmp_path / "studio", board, list(range(10)))
    assert told.early == tuple(early_of(board))
    assert all(store.has(digest) for digest in told.early)
    painters, alone = Painters(board), KeyframeStore(tmp_path / "alone")
    chain = paint_chain(write_recipes(plan_steps(board, painters), painters), painters, alone, workers=1)
    assert [keyframe.digest for keyframe in chain] == list(told.planned)
    for keyframe in chain:
        np.testing.assert_array_equal(store.load(keyframe.digest), alone.load(keyframe.digest))


def test_a_changed_prompt_leaves_the_early_sketches_of_what_does_not_show_it(tmp_path: Path) -> None:
    inward = ("wedding", "bus", "kitchen", "cake")
    scenes = "".join(f"  - {{id: {word}, prompt: a {word}, seconds: 2}}\n" for word in inward)
    text = DRAWN.replace(", steps: 8", "") + scenes
    before = early_of(sketch_board(planned(tmp_path, text)))
    after = early_of(sketch_board(planned(tmp_path, text.replace("a cake", "the stars"))))
    assert [one == other for one, other in zip(before, after, strict=True)] == [True] * 6 + [False] * 6


def test_a_drawing_that_continues_a_photograph_waits_for_the_photograph(tmp_path: Path) -> None:
    early = early_of(sketch_board(planned(tmp_path, DIFFUSION.replace("steps: 3, ", ""))))
    assert [bool(digest) for digest in early] == [False] * 4 + [True] * 2
