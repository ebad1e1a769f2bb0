"""Pictures of people together with what makes room: weights in fp8, and attention in slices on Apple GPUs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from painted_tiny import load_tiny, paint_tiny
from PIL import Image
from tiny_adapters import save_adapter

from composer.painting.diffusion.families.table import family_named
from composer.painting.diffusion.machine.device import Device
from composer.painting.diffusion.machine.libraries import Libraries, load_libraries
from composer.painting.diffusion.machine.memory_plan import MemoryPlan
from composer.painting.diffusion.machine.quantising import quantization_of
from composer.painting.diffusion.machine.settling import settle
from composer.painting.diffusion.machine.speed import tune
from composer.painting.diffusion.options.options import Options, Source
from composer.painting.diffusion.people.adapters import load_adapter
from composer.painting.diffusion.people.portraits import Album
from composer.painting.diffusion.people.showing import FaceAdapter
from composer.painting.painter import Portrait
from composer.storyboard.records import Storyboard

APPLE = Device(kind="mps", name="Apple GPU", free_gib=8, total_gib=16)
CARD = Device(kind="cuda", name="Some GPU", free_gib=15, total_gib=16)
JUNE = (Portrait(name="june", picture=Path("june.png"), weight=0.8),)


def shown(key: str, pipeline: Any, libraries: Libraries, folder: Path, storyboard: Storyboard) -> FaceAdapter:
    """The adapter of a pipeline, which has looked at a picture of June."""
    source = Source(name=key, path=save_adapter(key, pipeline, folder / "adapter"))
    random = np.random.default_rng(1).integers(0, 256, (96, 80, 3), np.uint8)
    Image.fromarray(random).save(folder / "june.png")
    adapter = load_adapter(libraries, pipeline, family_named(key), source)
    adapter.read(Album(storyboard), june_in(folder), "cpu")
    adapter.release()
    return adapter


def june_in(folder: Path) -> tuple[Portrait, ...]:
    return (replace(JUNE[0], picture=folder / "june.png"),)


@pytest.mark.parametrize("key", ["sd", "sdxl", "flux"])
def test_people_are_shown_to_a_model_in_fp8(
    key: str, tiny: Callable[[str], Path], tmp_path: Path, storyboard: Storyboard
) -> None:
    libraries = load_libraries()
    pipeline, family = load_tiny(libraries, tiny(key), "float32")
    adapter = shown(key, pipeline, libraries, tmp_path, storyboard)

    def painted(people: tuple[Portrait, ...]) -> np.ndarray:
        arguments = adapter.arguments(people, (128, 128), guided=family.denoiser == "unet")
        return paint_tiny(libraries, pipeline, family, **arguments)

    before, without = painted(june_in(tmp_path)), painted(())
    rounded = quantization_of(libraries, "fp8", family, CARD, libraries.torch.float32)
    rounded.finish(libraries, pipeline, family, libraries.torch.float32)
    after = painted(june_in(tmp_path))
    assert 0 < np.abs(after - before).mean() < np.abs(without - before).mean() / 2


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
    june, adapter = june_in(tmp_path), shown(key, pipeline, libraries, tmp_path, storyboard)

    def painted(people: tuple[Portrait, ...]) -> np.ndarray:
        return paint_tiny(libraries, pipeline, family, **adapter.arguments(people, (128, 128), guided=True))

    before, without = painted(june), painted(())
    assert np.abs(before - without).mean() > 0.01
    monkeypatch.setattr(pipeline, "to", lambda device: None)
    tune(libraries, pipeline, family, Options(), APPLE)
    for tiling in (False, True):
        settle(libraries, pipeline, MemoryPlan(apart=False, tiling=tiling), "mps")
        assert np.abs(painted(june) - before).max() < 1e-4
