"""Keyframes of a loop: each holds the next, the innermost the outermost, and all of them everything inside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from field_painter import FieldPainter, OnePainter, colour_of, film
from numpy.typing import NDArray

from composer.geometry import IDENTITY, Similarity, similarity_at
from composer.painting.chain import Keyframe, paint_chain
from composer.painting.painter import Picture, Step
from composer.painting.recipes import Recipe, missing_of
from composer.painting.ring import write_ring, write_works
from composer.painting.store import KeyframeStore
from composer.storyboard.records import Direction, Output, PortalSpec, Scene, Storyboard


def ring(storyboard: Storyboard | None = None) -> Storyboard:
    return replace(storyboard or film(), loop=True)


def works(storyboard: Storyboard, painter: FieldPainter | None = None) -> tuple[Recipe, ...]:
    return write_works(storyboard, OnePainter(painter))  # type: ignore[arg-type]


def paint(storyboard: Storyboard, folder: Path, painter: FieldPainter | None = None) -> tuple[Keyframe, ...]:
    painters = OnePainter(painter)
    return paint_chain(works(storyboard), painters, KeyframeStore(folder))  # type: ignore[arg-type]


def seen(keyframe: Keyframe) -> Picture:
    picture = cv2.imread(str(keyframe.path), cv2.IMREAD_COLOR_RGB)
    assert picture is not None
    return np.asarray(picture, np.uint8)


class Whirl:
    """A picture that is the same when it is magnified and turned about a point as one lap of the ring does."""

    def __init__(self, portals: list[Similarity]) -> None:
        lap = IDENTITY
        for portal in portals:
            lap = lap @ portal
        self._centre = lap.b / (1 - lap.a)
        self._log = np.log(lap.a)

    def at(self, points: NDArray[np.complex128]) -> NDArray[np.float64]:
        """RGB, 0 to 255, at points of the outermost frame."""
        w = np.log(points - self._centre)
        # Both phases come round when log w goes on by the lap's, and when it goes on by a whole turn.
        laps = w.real / self._log.real
        turns = (w.imag - laps * self._log.imag) / (2 * np.pi)
        phases = 2 * np.pi * np.stack([laps + 2 * turns, 2 * laps - 3 * turns, 3 * laps + turns], axis=-1)
        rgb: NDArray[np.float64] = 127.5 + 100 * np.cos(phases)
        return rgb


class WhirlPainter(FieldPainter):
    """Paints the whirl as each step sees it, whatever is inside."""

    def __init__(self, storyboard: Storyboard, spec: PortalSpec) -> None:
        super().__init__()
        self._spec = spec
        assert spec.at is not None
        aspect = storyboard.output.aspect
        portals, scenes = [], storyboard.scenes
        for scene in scenes if storyboard.direction is Direction.IN else scenes[::-1]:
            whole = similarity_at(
                spec.at, magnification=scene.magnification, turn_degrees=spec.turn_degrees or 0.0, aspect=aspect
            )
            portals += [whole.power(1 / scene.steps)] * scene.steps
        self._portals, self._whirl = portals, Whirl(portals)

    def feather(self, step: Step) -> float:
        return 0.05

    def portal(self, scene: Scene, aspect: float) -> PortalSpec:
        return self._spec

    def ingredients(self, step: Step) -> Mapping[str, object]:
        return {}

    def truth(self, index: int, width: int, height: int) -> NDArray[np.float64]:
        view = IDENTITY
        for portal in self._portals[:index]:
            view = view @ portal
        x = (np.arange(width) + 0.5 - width / 2) / height
        y = (np.arange(height) + 0.5 - height / 2) / height
        return self._whirl.at(view.a * (x[None, :] + 1j * y[:, None]) + view.b)

    def paint(self, step: Step, inner: Picture | None) -> Picture:
        self.painted.append(step.index)
        return np.rint(self.truth(step.index, step.width, step.height)).astype(np.uint8)


def test_every_keyframe_holds_the_next_and_the_innermost_the_outermost(tmp_path: Path) -> None:
    keyframes = paint(ring(), tmp_path)
    steps = [recipe.step for recipe in sorted(works(ring()), key=lambda r: r.step.index) if recipe.is_shown]
    assert [keyframe.index for keyframe in keyframes] == list(range(8))
    for keyframe in keyframes:
        picture = seen(keyframe)
        assert tuple(picture[1, 1]) == colour_of(steps[keyframe.index])
        for inward in (1, 2):  # each is half as large as the one before; midway between its edge and the next one's
            inside = picture[27 - round(0.75 * 27 / 2**inward), 48]
            assert np.abs(inside - np.array(colour_of(steps[(keyframe.index + inward) % 8]))).max() <= 12


def test_only_the_outermost_keyframe_is_painted_twice(tmp_path: Path) -> None:
    painter = FieldPainter()
    keyframes = paint(ring(), tmp_path, painter)
    assert painter.painted == [0, 7, 6, 5, 4, 3, 2, 1, 0]
    assert not any(keyframe.reused for keyframe in keyframes)
    again = FieldPainter()
    assert all(keyframe.reused for keyframe in paint(ring(), tmp_path, again))
    assert again.painted == []


@pytest.mark.parametrize(
    "spec", [PortalSpec(at=(0.5, 0.5), turn_degrees=0.0), PortalSpec(at=(0.58, 0.44), turn_degrees=9.0)]
)
@pytest.mark.parametrize("direction", list(Direction))
@pytest.mark.parametrize(
    "scenes", [[(1, 2.0)], [(1, 4.0)], [(2, 1.7), (1, 2.2)], [(3, 2.0)] * 4], ids=["2", "4", "6", "4096"]
)
def test_a_ring_of_a_picture_that_repeats_itself_is_that_picture(
    tmp_path: Path, spec: PortalSpec, direction: Direction, scenes: list[tuple[int, float]]
) -> None:
    storyboard = Storyboard(
        file=Path("film.yaml"),
        scenes=tuple(Scene(id=f"s{i}", prompt="", steps=n, zoom=z) for i, (n, z) in enumerate(scenes)),
        direction=direction,
        output=Output(width=320, height=180),
        loop=True,
    )
    painter = WhirlPainter(storyboard, spec)
    painters = OnePainter(painter)
    made = paint_chain(write_works(storyboard, painters), painters, KeyframeStore(tmp_path))  # type: ignore[arg-type]
    for keyframe in made:
        picture = seen(keyframe).astype(np.float64)
        error = np.abs(picture - painter.truth(keyframe.index, 640, 360))
        # Near the fixed point the picture is finer than its pixels: leave that out.
        assert np.quantile(error, 0.9) < 3.0
        assert np.median(error) < 1.0


def test_a_short_ring_repeats_itself_until_nothing_more_is_seen() -> None:
    one = Scene(id="one", prompt="one", steps=1, zoom=1.1)
    made = works(ring(film(one)))
    (shown,) = (recipe for recipe in made if recipe.is_shown)
    # 54 pixels of height, 1.1 times smaller a lap: doubled 6 times, the first picture is 1.1**64 = 445 times smaller.
    assert len([recipe for recipe in made if recipe.laying]) == 6
    assert shown == made[0]


def test_a_change_paints_the_scene_and_those_that_contain_it_up_to_the_first() -> None:
    def painted(storyboard: Storyboard) -> dict[str, int]:
        return {recipe.digest: recipe.step.index for recipe in works(storyboard) if not recipe.laying}

    scenes = list(ring().scenes)
    scenes[2] = replace(scenes[2], prompt="new")
    before, after = painted(ring()), painted(replace(ring(), scenes=tuple(scenes)))
    assert sorted(after[digest] for digest in set(after) - set(before)) == [0, 1, 2, 3, 4, 5]


def test_everything_is_known_before_it_is_made_and_made_before_it_is_needed(tmp_path: Path) -> None:
    made, store = works(ring()), KeyframeStore(tmp_path)
    known: set[str] = {""}
    for recipe in reversed(made):
        assert {recipe.inner, recipe.under} <= known
        known.add(recipe.digest)
    assert missing_of(made, store) == made
    paint(ring(), tmp_path)
    assert missing_of(made, store) == ()


def test_what_no_film_shows_is_made_only_where_it_is_needed(tmp_path: Path) -> None:
    paint(ring(), tmp_path)
    store, made = KeyframeStore(tmp_path), works(ring())
    for recipe in made:
        if not recipe.is_shown:
            store.path(recipe.digest).unlink()
    assert missing_of(made, store) == ()
    shown = next(recipe for recipe in made if recipe.is_shown and recipe.step.index == 6)
    store.path(shown.digest).unlink()
    painter = FieldPainter()
    again = paint(ring(), tmp_path, painter)
    assert painter.painted == [0, 7, 6]
    fresh = paint(ring(), tmp_path / "fresh")
    assert [seen(k).tobytes() for k in again] == [seen(k).tobytes() for k in fresh]


@pytest.mark.parametrize("number", range(len(works(ring()))))
def test_a_ring_that_was_interrupted_or_damaged_anywhere_is_made_whole(tmp_path: Path, number: int) -> None:
    whole = paint(ring(), tmp_path / "whole")
    store, made = KeyframeStore(tmp_path / "cut"), works(ring())
    paint(ring(), tmp_path / "cut")
    for recipe in made[:number]:
        store.path(recipe.digest).unlink()
    store.path(made[number].digest).write_bytes(b"damaged")
    again = paint(ring(), tmp_path / "cut")
    assert [seen(k).tobytes() for k in again] == [seen(k).tobytes() for k in whole]


class Unsteady(FieldPainter):
    """Never paints the same surroundings twice."""

    def paint(self, step: Step, inner: Picture | None) -> Picture:
        picture = super().paint(step, inner)
        return picture if inner is None else np.full_like(picture, 40 * len(self.painted) % 256)


class Closing(Unsteady):
    """Knows how to close a ring."""

    def close(self, step: Step, first: Picture, inner: Picture) -> Picture:
        return first.copy()


@pytest.mark.parametrize("painter", [Unsteady, Closing])
def test_the_first_picture_keeps_its_edge_when_it_is_painted_again(tmp_path: Path, painter: type[FieldPainter]) -> None:
    outermost = paint(ring(), tmp_path, painter())[0]
    picture = seen(outermost)
    colour = colour_of(works(ring())[-1].step)
    border = np.concatenate([picture[:3].reshape(-1, 3), picture[-3:].reshape(-1, 3), picture[:, :3].reshape(-1, 3)])
    assert (border == colour).all()
    near_portal = tuple(picture[54 // 4 - 1, 96 // 2])
    assert (near_portal == colour) == (painter is Closing)


def test_a_ring_needs_a_portal_in_every_step() -> None:
    steps = [recipe.step for recipe in works(film())]
    with pytest.raises(ValueError, match="keyframe 8 of a ring holds nothing"):
        write_ring(steps, OnePainter())  # type: ignore[arg-type]
