"""Pictures of people together with what makes room: weights in fp8, and attention in slices on Apple GPUs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from painted_tiny import load_tiny, paint_tiny
from PIL import Image
from tiny_adapters import save_adapter

from composer.errors import ComposerError
from composer.painting.diffusion.engine.fitting_out import Wanted, plan_brush
from composer.painting.diffusion.engine.settings import settings_of
from composer.painting.diffusion.families.table import family_named
from composer.painting.diffusion.machine import quantising
from composer.painting.diffusion.machine.device import Device
from composer.painting.diffusion.machine.libraries import Libraries, load_libraries
from composer.painting.diffusion.machine.memory_plan import MemoryPlan
from composer.painting.diffusion.machine.settling import settle
from composer.painting.diffusion.machine.speed import tune
from composer.painting.diffusion.options.options import Options, Source
from composer.painting.diffusion.people.adapters import load_adapter
from composer.painting.diffusion.people.portraits import Album
from composer.painting.painter import Portrait
from composer.storyboard.records import Storyboard

APPLE = Device(kind="mps", name="Apple GPU", free_gib=8, total_gib=16)
CARD = Device(kind="cuda", name="Some GPU", free_gib=15, total_gib=16)
JUNE = (Portrait(name="june", picture=Path("june.png"), weight=0.8),)
MADE_UP = Libraries(torch=SimpleNamespace(float32="float32"), diffusers=None, hub=None)


def plan(key: str, people: tuple[Portrait, ...], device: Device = CARD, **options: Any) -> MemoryPlan:
    family, asked = family_named(key), Options(**options)
    wanted = Wanted(
        options=asked,
        checkpoint=None,  # type: ignore[arg-type]
        family=family,
        settings=settings_of(asked, family),
        device=device,
        dtype="bfloat16",
        portraits=people,
    )
    return plan_brush(MADE_UP, wanted)


@pytest.mark.parametrize("package", [True, False])
def test_a_model_that_is_shown_people_by_an_adapter_is_never_rounded_to_fp8(
    package: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quantising, "find_spec", lambda name: name if package else None)
    for free in np.arange(1, 40, 0.5):
        card = replace(CARD, free_gib=float(free))
        assert plan("flux", JUNE, card, quantize="auto").quantize in (("none", "nf4") if package else ("none",))
    card = replace(CARD, free_gib=18)
    assert (plan("flux", (), card, quantize="auto").quantize, plan("flux", (), quantize="fp8").quantize) == ("fp8",) * 2
    assert plan("flux", JUNE, card, quantize="auto").quantize == ("nf4" if package else "none")


def test_one_that_is_shown_people_as_references_may_be_in_fp8() -> None:
    assert plan("klein", JUNE, quantize="fp8").quantize == "fp8"


@pytest.mark.parametrize("key", ["sd", "sdxl", "flux"])
def test_fp8_is_refused_where_people_are_shown_by_an_adapter(key: str) -> None:
    with pytest.raises(ComposerError) as caught:
        plan(key, JUNE, quantize="fp8")
    assert str(caught.value) == (
        f"painter.diffusion.quantize: {family_named(key).name} in fp8 cannot be shown pictures of people\n"
        "  hint: use quantize: auto, nf4 or none, or take the pictures out of the cast"
    )


@pytest.mark.parametrize("key", ["sd", "sdxl"])
def test_a_unet_on_an_apple_gpu_paints_the_same_in_slices(
    key: str, tiny: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    libraries = load_libraries()
    pipeline, family = load_tiny(libraries, tiny(key), "float32")
    before = paint_tiny(libraries, pipeline, family)
    monkeypatch.setattr(pipeline, "to", lambda device: None)
    tune(libraries, pipeline, family, Options(), APPLE)
    settle(libraries, pipeline, MemoryPlan(apart=False), "mps")
    assert {type(each).__name__ for each in pipeline.unet.attn_processors.values()} == {"SlicedAttnProcessor"}
    assert np.abs(paint_tiny(libraries, pipeline, family) - before).max() < 1e-4


@pytest.mark.parametrize("key", ["sd", "sdxl"])
def test_a_unet_on_an_apple_gpu_is_shown_people_however_pictures_are_decoded(
    key: str, tiny: Callable[[str], Path], tmp_path: Path, storyboard: Storyboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    libraries = load_libraries()
    pipeline, family = load_tiny(libraries, tiny(key), "float32")
    source = Source(name=key, path=save_adapter(key, pipeline, tmp_path / "adapter"))
    random = np.random.default_rng(1).integers(0, 256, (96, 80, 3), np.uint8)
    Image.fromarray(random).save(tmp_path / "june.png")
    june = (replace(JUNE[0], picture=tmp_path / "june.png"),)
    adapter = load_adapter(libraries, pipeline, family, source)
    adapter.read(Album(storyboard), june, "cpu")
    adapter.release()

    def painted(people: tuple[Portrait, ...]) -> np.ndarray:
        return paint_tiny(libraries, pipeline, family, **adapter.arguments(people, (128, 128), guided=True))

    before, without = painted(june), painted(())
    assert np.abs(before - without).mean() > 0.01
    monkeypatch.setattr(pipeline, "to", lambda device: None)
    tune(libraries, pipeline, family, Options(), APPLE)
    for tiling in (False, True):
        settle(libraries, pipeline, MemoryPlan(apart=False, tiling=tiling), "mps")
        assert np.abs(painted(june) - before).max() < 1e-4
