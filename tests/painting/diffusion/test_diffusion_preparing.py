"""A film's words are read once, before it is painted, and what read them is let go; later ones are read then."""

from __future__ import annotations

import gc
import logging
import weakref
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from test_diffusion_chain import chain_steps
from tiny_films import make_adapter, make_lora, make_person, paint_film, step, two_steps

from composer.painting.diffusion import DiffusionPainter
from composer.painting.diffusion.engine import engine as engines
from composer.painting.diffusion.engine import fitting_out, reading
from composer.painting.diffusion.machine.device import Device
from composer.painting.painter import Picture, Step
from composer.storyboard.records import Storyboard

Tiny = Callable[[str], Path]


class Log:
    """What is loaded and put down, in its order, and weak references to it."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.seen: list[str] = []
        self.readers: list[weakref.ref[Any]] = []
        self.painters: list[weakref.ref[Any]] = []
        self._reads, self._paints = reading.load_text_parts, fitting_out.load_painting_parts
        patch.setattr(reading, "load_text_parts", self._reader)
        patch.setattr(fitting_out, "load_painting_parts", self._painter)

    def _reader(self, *given: Any) -> Any:
        self.seen.append("words" if not any(each() for each in self.painters) else "words beside the painter")
        pipeline = self._reads(*given)
        parts = [part for name, part in pipeline.components.items() if name.startswith("text_encoder") and part]
        assert parts
        self.readers += [weakref.ref(part) for part in parts]
        return pipeline

    def _painter(self, *given: Any) -> Any:
        gc.collect()
        assert not any(each() for each in self.readers)
        self.seen.append("painter")
        pipeline = self._paints(*given)
        assert all(part is None for name, part in pipeline.components.items() if name.startswith("text_encoder"))
        self.painters.append(weakref.ref(pipeline))
        return pipeline

    def told(self) -> list[str]:
        """What was done since it was last asked."""
        told, self.seen = self.seen, []
        return told


@pytest.fixture
def log(small_canvases: None, tiny: Tiny, monkeypatch: pytest.MonkeyPatch) -> Log:
    return Log(monkeypatch)


def options(model: Path, **more: object) -> dict[str, object]:
    return {"model": str(model), "steps": 2, "device": "cpu", **more}


FAMILIES = ["sd", "sdxl", "sd3", "flux-fill", "flux", "kontext", "klein", "qwen", "z-image", "chroma"]


@pytest.mark.parametrize("family", FAMILIES)
def test_a_chain_of_six_steps_loads_each_half_once_the_text_encoders_first(
    family: str, log: Log, storyboard: Storyboard, tiny: Tiny, tmp_path: Path
) -> None:
    """And nothing of what read the words is left when the other half is loaded: ``Log`` looks."""
    film = paint_film(storyboard, options(tiny(family)), tmp_path / "kept", chain_steps())
    assert log.told() == ["words", "painter"]
    assert log.readers
    assert not any(each() for each in log.readers)
    assert film.reused == (False,) * 6
    again = paint_film(storyboard, options(tiny(family)), tmp_path / "kept", chain_steps())
    assert again.reused == (True,) * 6
    assert log.told() == []


def test_where_some_is_kept_only_the_words_of_the_others_are_read(
    log: Log, storyboard: Storyboard, tiny: Tiny, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from composer.painting.diffusion.words import book

    texts: list[str] = []
    plain = book.read
    monkeypatch.setattr(
        book, "read", lambda torch, pipe, family, text: texts.append(text) or plain(torch, pipe, family, text)
    )
    paint_film(storyboard, options(tiny("sd")), tmp_path / "kept", chain_steps())
    assert len(texts) == len(set(texts)) == 7  # six prompts, and one text to avoid
    texts.clear()
    steps = chain_steps()
    steps[0] = replace(steps[0], prompt="a blue tram")
    paint_film(storyboard, options(tiny("sd")), tmp_path / "kept", steps)
    assert texts == ["a blue tram", "text, frame"]


@pytest.mark.parametrize("apart", [False, True])
def test_words_that_are_asked_for_later_are_read_then_and_a_card_makes_room_for_them(
    apart: bool, log: Log, storyboard: Storyboard, tiny: Tiny, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With ``apart`` the CPU stands for a card whose memory is its own: what paints is put down first."""
    monkeypatch.setattr(Device, "apart", apart)
    painter = DiffusionPainter(storyboard, options(tiny("sd")))
    _, inner = two_steps()
    painter.prepare((inner,), storyboard.file.parent)
    picture = painter.paint(inner, None)
    assert log.told() == ["words", "painter"]
    other = painter.paint(replace(inner, prompt="a church"), None)
    assert log.told() == (["words", "painter"] if apart else ["words beside the painter"])
    assert not np.array_equal(picture, other)
    assert np.array_equal(painter.paint(inner, None), picture)
    assert log.told() == []


def test_words_that_are_not_computed_are_not_read(log: Log, storyboard: Storyboard, tiny: Tiny) -> None:
    painter = DiffusionPainter(storyboard, options(tiny("flux-fill")))
    inner = step(1, "a prom", last=True)
    painter.prepare((inner,), storyboard.file.parent)
    painter.paint(replace(inner, avoid="neon"), None)
    assert log.told() == ["words", "painter"]


def test_people_who_are_shown_later_are_looked_at_then(
    log: Log, storyboard: Storyboard, tiny: Tiny, tmp_path: Path
) -> None:
    adapter = make_adapter("sd", tiny("sd"), tmp_path / "adapter")
    painter = DiffusionPainter(storyboard, options(tiny("sd"), adapter=str(adapter)))
    inner = step(1, "a prom", last=True)
    painter.prepare((inner,), storyboard.file.parent)
    nobody = painter.paint(inner, None)
    assert log.told() == ["words", "painter"]
    june = make_person(tmp_path, "june")
    shown = painter.paint(replace(inner, portraits=(june,)), None)
    assert log.told() == ["painter"]
    assert not np.array_equal(nobody, shown)
    assert np.array_equal(painter.paint(inner, None), nobody)
    assert log.told() == []


def test_a_lora_is_found_once_for_both_halves(
    log: Log, storyboard: Storyboard, tiny: Tiny, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[int] = []
    plain = engines.find_adapters
    monkeypatch.setattr(engines, "find_adapters", lambda *given: found.append(1) or plain(*given))
    lora = make_lora(tiny("sd"), tmp_path / "style")
    paint_film(storyboard, options(tiny("sd"), lora=str(lora)), tmp_path / "kept")
    assert found == [1]


@pytest.mark.parametrize("family", ["sd", "sdxl", "flux-fill", "flux", "klein", "kontext", "qwen", "z-image", "chroma"])
def test_takes_are_painted_in_one_call_and_each_is_what_it_is_alone(
    family: str, storyboard: Storyboard, tiny: Tiny, small_canvases: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    painter = DiffusionPainter(storyboard, options(tiny(family)))
    takes = [step(0, "a bus", seed=seed) for seed in (1, 2, 3)]
    inner: Picture = painter.paint(step(1, "a prom", last=True), None)
    calls = counted_calls(monkeypatch)
    together = painter.paint_batch(takes, inner)
    assert calls == [3]
    for take, picture in zip(takes, together, strict=True):
        alone = painter.paint(take, inner)
        assert np.abs(alone.astype(int) - picture).max() <= 2
    assert calls == [3, 1, 1, 1]
    assert np.abs(together[0].astype(int) - together[1]).max() > 3


def counted_calls(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many pictures each call of the model was asked for."""
    from composer.painting.diffusion.engine import brush

    calls: list[int] = []
    plain = brush.call_arguments

    def noted(torch: Any, family: Any, settings: Any, request: Any) -> Any:
        calls.append(len(request.seeds))
        return plain(torch, family, settings, request)

    monkeypatch.setattr(brush, "call_arguments", noted)
    return calls


def test_a_painter_that_cannot_show_people_says_so_once(
    storyboard: Storyboard, tiny: Tiny, small_canvases: None, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    june = make_person(tmp_path, "june")
    steps: list[Step] = [replace(each, portraits=(june,)) for each in two_steps()]
    with caplog.at_level(logging.WARNING, "longzoom"):
        paint_film(storyboard, options(tiny("z-image")), tmp_path / "kept", steps)
    said = [record.getMessage() for record in caplog.records if "cannot be shown pictures" in record.getMessage()]
    assert len(said) == 1
    assert "june" in said[0]
