"""Keyframes sampled together, as the chain asks for them: kept, found again after a stop, repainted as a group."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from composer.errors import ComposerError
from composer.painting.chain import Keyframe, paint_chain
from composer.painting.diffusion import DiffusionPainter
from composer.painting.painter import Picture, Portrait, Step
from composer.painting.registry import Painters
from composer.painting.ring import write_works
from composer.painting.store import KeyframeStore
from composer.storyboard.records import Output, PainterChoice, Scene, Storyboard, Transition

Board = Callable[..., Storyboard]


@pytest.fixture
def board(tmp_path: Path, tiny: Callable[[str], Path], small_canvases: None) -> Board:
    """Two scenes of two steps and one of one: keyframes 0 to 5, of which 1 to 3 and 4 to 5 ... are sampled together."""

    def make(joint: int | None = 3, model: str = "sd", prompt: str = "a prom") -> Storyboard:
        options: dict[str, object] = {"model": str(tiny(model)), "steps": 2, "device": "cpu"}
        if joint:
            options["joint"] = joint
        scenes = (
            Scene(id="bus", prompt="a bus", transition=Transition(begin=1.0, end=0.0)),
            Scene(id="prom", prompt=prompt, transition=None),
            Scene(id="stars", prompt="stars", steps=1, transition=None),
        )
        return Storyboard(
            file=tmp_path / "film.yaml",
            scenes=scenes,
            painter=PainterChoice(name="diffusion", options=options),
            output=Output(width=128, height=72),
        )

    return make


def painted(storyboard: Storyboard, folder: Path) -> tuple[tuple[Keyframe, ...], list[Picture]]:
    painters, store = Painters(storyboard), KeyframeStore(folder / "keyframes")
    keyframes = paint_chain(write_works(storyboard, painters, store), painters, store)
    return keyframes, [store.load(keyframe.digest) for keyframe in keyframes]


def decibels(outer: Picture, keyframe: Keyframe, inner: Picture) -> float:
    """How alike what a picture shows in its portal, inside the soft edge, is to the picture inside."""
    height, width = inner.shape[:2]
    portal = keyframe.portal
    assert portal is not None
    small = round(width * portal.scale), round(height * portal.scale)
    left = round((portal.b.real + width / height / 2 - portal.scale * width / height / 2) * height)
    top = round((portal.b.imag + 0.5 - portal.scale / 2) * height)
    shown = outer[top : top + small[1], left : left + small[0]].astype(float)
    true = cv2.resize(inner, small, interpolation=cv2.INTER_AREA).astype(float)
    cut = (slice(4, -4), slice(4, -4))
    return float(10 * np.log10(255**2 / np.mean((shown[cut] - true[cut]) ** 2)))


@pytest.mark.parametrize("model", ["sd", "sd-four", "sdxl", "flux", "z-image"])
def test_neighbours_are_sampled_at_once_and_shown_by_each_other_before_anything_is_pasted(
    model: str, board: Board, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    groups: list[list[int]] = []
    plain, paint = DiffusionPainter._sample, DiffusionPainter.paint

    def sample(self: DiffusionPainter, group: tuple[Step, ...], inner: Picture | None) -> list[np.ndarray]:
        groups.append([step.index for step in group])
        return plain(self, group, inner)

    def noted(self: DiffusionPainter, step: Step, inner: Picture | None) -> Picture:
        own[step.index] = paint(self, step, inner)
        return own[step.index]

    monkeypatch.setattr(DiffusionPainter, "_sample", sample)
    monkeypatch.setattr(DiffusionPainter, "paint", noted)
    alike: dict[int | None, float] = {}
    for joint in (3, None):
        own: dict[int, Picture] = {}
        keyframes, pictures = painted(board(joint, model), tmp_path / str(joint))
        alike[joint] = min(decibels(own[k], keyframes[k], pictures[k + 1]) for k in (0, 1, 3, 4))
    assert groups == [[3, 4, 5], [0, 1, 2]]
    # The keyframes are painted at two thirds of their size, so that more is not to be had of any two of them.
    assert alike[3] > 23
    assert alike[3] > alike[None] + 5
    assert not list(tmp_path.rglob("*.npy"))


def test_a_group_that_was_stopped_in_its_middle_goes_on_to_the_same_pictures(
    board: Board, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, whole = painted(board(), tmp_path / "whole")
    paint = DiffusionPainter.paint

    class Killed(BaseException):
        pass

    def killed(self: DiffusionPainter, step: Step, inner: Picture | None) -> Picture:
        if step.index == 1:
            raise Killed
        return paint(self, step, inner)

    with monkeypatch.context() as patch:
        patch.setattr(DiffusionPainter, "paint", killed)
        with pytest.raises(Killed):
            painted(board(), tmp_path / "stopped")
    keyframes, resumed = painted(board(), tmp_path / "stopped")
    assert [keyframe.reused for keyframe in keyframes] == [False, False, True, True, True, True]
    assert all(np.array_equal(one, two) for one, two in zip(whole, resumed, strict=True))


def test_a_group_whose_pictures_are_lost_is_sampled_around_what_is_kept_with_a_word(
    board: Board, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    painted(board(), tmp_path)
    store = KeyframeStore(tmp_path / "keyframes")
    painters = Painters(board())
    for work in write_works(board(), painters, store):
        if work.step.index < 2:
            store.path(work.digest).unlink()
    with caplog.at_level(logging.WARNING, "longzoom"):
        keyframes, _ = painted(board(), tmp_path)
    assert [keyframe.reused for keyframe in keyframes] == [False, False, True, True, True, True]
    told = [record.getMessage() for record in caplog.records if "sampled" in record.getMessage()]
    assert told == ["bus:2: what was sampled together with it is gone; it is sampled again around what is kept"]


def test_a_changed_prompt_repaints_the_inner_keyframes_of_its_group_too(board: Board, tmp_path: Path) -> None:
    painted(board(), tmp_path)
    keyframes, _ = painted(board(prompt="a dance"), tmp_path)
    # The prom's keyframes are 2 and 3; 3 to 5 are one group, and 0 to 2 hold it.
    assert [keyframe.reused for keyframe in keyframes] == [False] * 6
    apart = tmp_path / "apart"
    painted(board(None), apart)
    keyframes, _ = painted(board(None, prompt="a dance"), apart)
    assert [keyframe.reused for keyframe in keyframes] == [False, False, False, False, True, True]


def test_another_take_of_one_of_a_group_is_refused(board: Board, tmp_path: Path) -> None:
    storyboard = board()
    painters, store = Painters(storyboard), KeyframeStore(tmp_path / "keyframes")
    works = write_works(storyboard, painters, store)
    step = next(work.step for work in works if work.step.index == 4)
    painter = painters.of(step.scene)
    assert isinstance(painter, DiffusionPainter)
    painter.prepare((step,), store.workshop)
    with pytest.raises(ComposerError) as caught:
        painter.paint(replace(step, seed=99), np.zeros((step.height, step.width, 3), np.uint8))
    assert str(caught.value) == (
        "stars:1 is sampled together with 2 other keyframes, and has no takes of its own\n"
        "  hint: take the whole scene again: paint --scene stars --takes 4, or leave joint out"
    )


@pytest.mark.parametrize(
    ("model", "message"),
    [
        (
            "sd",
            "keyframes that are sampled together cannot be shown pictures of people\n"
            "  hint: write likeness: 0 for the film, or leave joint out",
        ),
        ("klein", "FLUX.2 [klein] cannot paint several keyframes jointly\n  hint: leave joint out, or use "),
    ],
)
def test_what_cannot_be_sampled_together_is_refused_before_any_weights_are_read(
    model: str, message: str, board: Board, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    storyboard = board(model=model)
    painter = Painters(storyboard).of(storyboard.scenes[0])
    assert isinstance(painter, DiffusionPainter)
    monkeypatch.setattr("composer.painting.diffusion.engine.engine.text_encoders", None)
    june = Portrait(name="june", picture=tmp_path / "june.png", weight=0.5)
    works = write_works(storyboard, Painters(storyboard))
    with pytest.raises(ComposerError) as caught:
        painter.prepare((replace(works[0].step, portraits=(june,)),), tmp_path)
    assert str(caught.value).startswith(message)
