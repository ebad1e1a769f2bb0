"""Weights rounded to 8 and 4 bits: what needs what, and fp8 on real tiny pipelines."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from painted_tiny import load_tiny, paint_tiny

from composer.errors import ComposerError
from composer.painting.diffusion.families.table import FAMILIES, family_named
from composer.painting.diffusion.machine import quantising
from composer.painting.diffusion.machine.device import Device
from composer.painting.diffusion.machine.libraries import Libraries, load_libraries
from composer.painting.diffusion.machine.memory_plan import MemoryPlan, Residence
from composer.painting.diffusion.machine.quantising import available_quantizations, quantization_of
from composer.painting.diffusion.machine.settling import settle

CPU = Device(kind="cpu", name="CPU", free_gib=8, total_gib=16)
CUDA = Device(kind="cuda", name="Some GPU", free_gib=11, total_gib=12, capability=(8, 6))
APPLE = replace(CPU, kind="mps", name="Apple GPU")
FILL = family_named("flux-fill")


@pytest.fixture(scope="module")
def libraries() -> Libraries:
    pytest.importorskip("diffusers")
    return load_libraries()


@pytest.fixture
def bitsandbytes(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if that package were installed."""
    version = importlib.metadata.version
    monkeypatch.setattr(quantising, "find_spec", lambda name: name)
    monkeypatch.setattr(
        importlib.metadata, "version", lambda name: "0.49.0" if name == "bitsandbytes" else version(name)
    )


def refused(libraries: Libraries, name: str, device: Device) -> str:
    with pytest.raises(ComposerError) as caught:
        quantization_of(libraries, name, FILL, device, libraries.torch.bfloat16)
    return str(caught.value)


@pytest.mark.parametrize("name", [family.key for family in FAMILIES])
def test_weights_in_fp8_are_smaller_and_paint_nearly_the_same(
    name: str, libraries: Libraries, tiny: Callable[[str], Path]
) -> None:
    pipeline, family = load_tiny(libraries, tiny(name), "float32")
    denoiser = getattr(pipeline, family.denoiser)

    def size() -> int:
        return sum(weight.numel() * weight.element_size() for weight in denoiser.parameters())

    whole, size_before = paint_tiny(libraries, pipeline, family), size()
    quantization = quantization_of(libraries, "fp8", family, CPU, libraries.torch.float32)
    assert quantization.config is None
    quantization.finish(libraries, pipeline, family, libraries.torch.float32)
    # The tiny ones have large embeddings and norms for their size, which stay as they are.
    assert size() < 0.9 * size_before
    rounded = paint_tiny(libraries, pipeline, family)
    assert 0 < np.abs(rounded - whole).mean() < 0.03


@pytest.mark.parametrize("name", ["sdxl", "flux-fill", "klein"])
def test_weights_in_fp8_paint_the_same_wherever_they_are(
    name: str, libraries: Libraries, tiny: Callable[[str], Path]
) -> None:
    pipeline, family = load_tiny(libraries, tiny(name), "float32")
    quantization_of(libraries, "fp8", family, CPU, libraries.torch.float32).finish(
        libraries, pipeline, family, libraries.torch.float32
    )
    rounded = paint_tiny(libraries, pipeline, family)
    for residence in Residence:
        settle(libraries, pipeline, MemoryPlan(residence=residence, quantize="fp8"), "cpu")
        assert np.abs(paint_tiny(libraries, pipeline, family) - rounded).max() < 1e-4


def test_none_rounds_nothing(libraries: Libraries, tiny: Callable[[str], Path]) -> None:
    pipeline, family = load_tiny(libraries, tiny("flux-fill"), "float32")
    before = paint_tiny(libraries, pipeline, family)
    quantization = quantization_of(libraries, "none", family, CPU, libraries.torch.float32)
    quantization.finish(libraries, pipeline, family, libraries.torch.float32)
    assert quantization.config is None
    assert np.array_equal(paint_tiny(libraries, pipeline, family), before)


@pytest.mark.parametrize("name", ["int8", "nf4"])
def test_bitsandbytes_needs_a_gpu(name: str, libraries: Libraries, bitsandbytes: None) -> None:
    assert refused(libraries, name, APPLE) == (
        f"painter.diffusion.quantize: {name} needs a GPU with CUDA or ROCm, which Apple GPU is not\n"
        "  hint: use quantize: none"
    )


@pytest.mark.parametrize("name", ["int8", "nf4"])
def test_bitsandbytes_needs_its_package(name: str, libraries: Libraries, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quantising, "find_spec", lambda _: None)
    assert refused(libraries, name, CUDA) == (
        f"painter.diffusion.quantize: {name} needs bitsandbytes, which is not installed\n"
        "  hint: pip install bitsandbytes, or use quantize: fp8"
    )


def test_apple_gpus_know_no_fp8(libraries: Libraries) -> None:
    assert refused(libraries, "fp8", APPLE) == (
        "painter.diffusion.quantize: Apple GPUs know no fp8\n  hint: use quantize: none"
    )


def test_bitsandbytes_rounds_the_denoiser_alone_as_it_is_loaded(libraries: Libraries, bitsandbytes: None) -> None:
    torch = libraries.torch
    nf4 = quantization_of(libraries, "nf4", FILL, CUDA, torch.bfloat16).config.quant_mapping
    assert list(nf4) == ["transformer"]
    config = nf4["transformer"]
    assert (config.load_in_4bit, config.bnb_4bit_quant_type) == (True, "nf4")
    assert (config.bnb_4bit_compute_dtype, config.bnb_4bit_use_double_quant) == (torch.bfloat16, True)
    int8 = quantization_of(libraries, "int8", family_named("sdxl"), CUDA, torch.float16).config.quant_mapping
    assert (list(int8), int8["unet"].load_in_8bit) == (["unet"], True)


def test_auto_may_take_what_is_there_the_finest_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quantising, "find_spec", lambda _: None)
    assert available_quantizations(CUDA) == ("fp8",)
    assert available_quantizations(APPLE) == ()
    monkeypatch.setattr(quantising, "find_spec", lambda name: name)
    assert available_quantizations(CUDA) == ("fp8", "nf4")
    assert available_quantizations(CUDA, compiles=True) == ("nf4",)
    assert available_quantizations(CPU) == ("fp8",)
