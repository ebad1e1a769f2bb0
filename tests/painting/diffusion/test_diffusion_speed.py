"""What makes pipelines faster, on real tiny ones: the same picture, or a refusal that says what is not there."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from painted_tiny import load_tiny, paint_tiny

from composer.errors import ComposerError
from composer.painting.diffusion.families.family import Family
from composer.painting.diffusion.families.table import FAMILIES, family_named
from composer.painting.diffusion.machine import attention, speed
from composer.painting.diffusion.machine.attention import attention_backends
from composer.painting.diffusion.machine.device import Device
from composer.painting.diffusion.machine.libraries import Libraries, load_libraries
from composer.painting.diffusion.machine.memory_plan import MemoryPlan, Residence, smaller
from composer.painting.diffusion.machine.quantising import Quantization
from composer.painting.diffusion.machine.settling import settle
from composer.painting.diffusion.machine.speed import Tuned, tune
from composer.painting.diffusion.options.options import Options

Tiny = Callable[[str], Path]
CPU = Device(kind="cpu", name="CPU", free_gib=8, total_gib=16)
HOPPER = Device(kind="cuda", name="NVIDIA H100", free_gib=79, total_gib=80, capability=(9, 0))
AMPERE = replace(HOPPER, name="NVIDIA A100", capability=(8, 0))
AMD = replace(HOPPER, name="AMD MI300X", capability=(0, 0), rocm=True)
APPLE = Device(kind="mps", name="Apple GPU", free_gib=8, total_gib=16)
KEYS = [family.key for family in FAMILIES]
COMPILING = [family.key for family in FAMILIES if family.compiles]
CACHES = [(family.key, cache) for family in FAMILIES for cache in family.caches]


@pytest.fixture(scope="module")
def libraries() -> Libraries:
    pytest.importorskip("diffusers")
    return load_libraries()


@pytest.fixture
def fewest_recompilations(libraries: Libraries) -> None:
    libraries.torch.compiler.reset()


def painted(tuned: Tuned, plan: MemoryPlan | None = None, steps: int = 4) -> np.ndarray:
    with tuned.call(plan or MemoryPlan(apart=False)):
        return paint_tiny(tuned.libraries, tuned.pipeline, tuned.family, steps)


def tuned_tiny(libraries: Libraries, folder: Path, options: Options, device: Device = CPU) -> tuple[Tuned, np.ndarray]:
    """A tuned tiny pipeline, and what it painted before."""
    pipeline, family = load_tiny(libraries, folder, "float32")
    before = paint_tiny(libraries, pipeline, family, options.steps or 4)
    return tune(libraries, pipeline, family, options, device, backend="eager"), before


def refused(libraries: Libraries, folder: Path, options: Options, device: Device = CPU, backend: str = "eager") -> str:
    pipeline, family = load_tiny(libraries, folder, "float32")
    with pytest.raises(ComposerError) as caught:
        tune(libraries, pipeline, family, options, device, backend=backend)
    return str(caught.value)


@pytest.mark.parametrize("name", KEYS)
def test_a_tuned_pipeline_paints_the_same_picture(name: str, libraries: Libraries, tiny: Tiny) -> None:
    tuned, before = tuned_tiny(libraries, tiny(name), Options())
    assert np.abs(painted(tuned) - before).max() < 1e-4


def test_convolutions_are_laid_out_with_channels_last_unless_they_go_over_time(
    libraries: Libraries, tiny: Tiny
) -> None:
    def laid_out(part: Any) -> set[bool]:
        format_ = libraries.torch.channels_last
        weights = [weight for weight in part.parameters() if weight.dim() == 4 and min(weight.shape[1:]) > 1]
        return {weight.is_contiguous(memory_format=format_) for weight in weights}

    tuned, _ = tuned_tiny(libraries, tiny("sdxl"), Options())
    assert laid_out(tuned.pipeline.unet) == {True}
    assert laid_out(tuned.pipeline.vae) == {True}
    tuned, _ = tuned_tiny(libraries, tiny("qwen"), Options())
    assert True not in laid_out(tuned.pipeline.vae)


@pytest.mark.parametrize("name", ["sd", "sdxl", "flux-fill", "klein"])
def test_attention_in_slices_on_apples_gpus_paints_the_same_picture(
    name: str, libraries: Libraries, tiny: Tiny
) -> None:
    tuned, before = tuned_tiny(libraries, tiny(name), Options(), APPLE)
    tuned.pipeline.to = lambda _device: tuned.pipeline  # there is no such GPU here
    settle(libraries, tuned.pipeline, MemoryPlan(apart=False), "mps")
    assert np.abs(painted(tuned) - before).max() < 1e-4


@pytest.mark.parametrize("name", ["sd", "sdxl", "flux-fill", "klein"])
def test_joined_projections_are_held_once(name: str, libraries: Libraries, tiny: Tiny) -> None:
    def weights(pipeline: Any, family: Family) -> int:
        return sum(weight.numel() for weight in getattr(pipeline, family.denoiser).parameters())

    pipeline, family = load_tiny(libraries, tiny(name), "float32")
    before = weights(pipeline, family)
    tune(libraries, pipeline, family, Options(), CPU)
    denoiser = getattr(pipeline, family.denoiser)
    assert any(getattr(layer, "to_qkv", None) is not None for layer in denoiser.modules())
    assert weights(pipeline, family) == before


def test_projections_that_an_adapter_changes_stay_apart(libraries: Libraries, tiny: Tiny) -> None:
    pipeline, family = load_tiny(libraries, tiny("flux-fill"), "float32")
    layer = pipeline.transformer.transformer_blocks[0].attn

    class Adapted(type(layer.to_q)):  # type: ignore[misc]
        """As peft and bitsandbytes put their own layers in the place of torch's."""

    layer.to_q.__class__ = Adapted
    tune(libraries, pipeline, family, Options(), CPU)
    assert layer.to_q is not None
    assert getattr(layer, "to_qkv", None) is None


@pytest.mark.parametrize("name", COMPILING)
def test_a_compiled_pipeline_paints_the_same_picture_also_where_its_weights_move(
    name: str, libraries: Libraries, tiny: Tiny, fewest_recompilations: None
) -> None:
    tuned, before = tuned_tiny(libraries, tiny(name), Options(compile=True))
    assert np.abs(painted(tuned) - before).max() < 1e-4
    for residence in (Residence.OFFLOADED, Residence.GROUPED):
        plan = MemoryPlan(residence=residence)
        settle(libraries, tuned.pipeline, plan, "cpu")
        assert np.abs(painted(tuned, plan) - before).max() < 1e-4


def test_a_family_without_blocks_to_compile_is_refused(libraries: Libraries, tiny: Tiny) -> None:
    assert refused(libraries, tiny("sd3"), Options(compile=True)) == (
        "painter.diffusion.compile: Stable Diffusion 3.5 cannot be compiled\n  hint: leave the option out"
    )


@pytest.mark.parametrize(
    ("device", "message"),
    [
        (
            HOPPER,
            "painter.diffusion.compile: torch compiles by triton here, which is not installed\n"
            "  hint: pip install triton (on Windows: triton-windows), or leave compile out",
        ),
        (
            CPU,
            "painter.diffusion.compile: torch compiles by a C++ compiler here, and there is none\n"
            "  hint: install one, or leave compile out",
        ),
    ],
)
def test_without_its_compiler_compiling_is_refused(
    device: Device, message: str, libraries: Libraries, tiny: Tiny, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(speed, "find_spec", lambda name: None)
    monkeypatch.setattr(speed.shutil, "which", lambda name: None)
    assert refused(libraries, tiny("sdxl"), Options(compile=True), device, "inductor") == message


def test_weights_in_fp8_are_neither_compiled_nor_joined(libraries: Libraries, tiny: Tiny) -> None:
    pipeline, family = load_tiny(libraries, tiny("flux-fill"), "float32")
    Quantization(name="fp8").finish(libraries, pipeline, family, libraries.torch.float32)
    with pytest.raises(ComposerError) as caught:
        tune(libraries, pipeline, family, Options(compile=True), CPU, backend="eager")
    assert str(caught.value) == (
        "painter.diffusion.compile: weights in fp8 are widened layer by layer, which cannot be compiled\n"
        "  hint: use quantize: nf4 or none, or leave compile out"
    )
    before = paint_tiny(libraries, pipeline, family)
    tuned = tune(libraries, pipeline, family, Options(), CPU)
    assert np.abs(painted(tuned) - before).max() < 1e-4


@pytest.mark.parametrize(("name", "cache"), CACHES)
def test_a_cache_forgets_one_call_before_the_next(name: str, cache: str, libraries: Libraries, tiny: Tiny) -> None:
    tuned, _ = tuned_tiny(libraries, tiny(name), Options(cache=cache, steps=12))
    first = painted(tuned, steps=12)
    assert np.array_equal(painted(tuned, steps=12), first)


@pytest.mark.parametrize("name", [key for key, cache in CACHES if cache == "taylor"])
def test_a_cache_computes_fewer_steps_and_ends_near_the_picture(name: str, libraries: Libraries, tiny: Tiny) -> None:
    tuned, before = tuned_tiny(libraries, tiny(name), Options(cache="taylor", steps=12))
    denoiser = getattr(tuned.pipeline, tuned.family.denoiser)
    seen: list[object] = []
    block = denoiser.transformer_blocks[0]
    inside = next(child for child in block.modules() if isinstance(child, libraries.torch.nn.Linear))
    inside.register_forward_hook(lambda *_: seen.append(1))
    again = painted(tuned, steps=12)
    predictions = 2 if tuned.family.guidance_argument == "true_cfg_scale" else 1
    # Of 12, the first three, every third one after them, and the last two.
    assert 6 * predictions <= len(seen) < 12 * predictions
    assert 0 < np.abs(again - before).max() < 0.1


def test_a_call_that_broke_off_leaves_nothing_in_the_cache(libraries: Libraries, tiny: Tiny) -> None:
    tuned, _ = tuned_tiny(libraries, tiny("flux-fill"), Options(cache="taylor", steps=12))
    whole = painted(tuned, steps=12)

    def break_off(pipeline: Any, step: int, time: object, values: dict[str, Any]) -> dict[str, Any]:
        if step == 6:
            raise libraries.torch.OutOfMemoryError("CUDA out of memory")
        return values

    with pytest.raises(libraries.torch.OutOfMemoryError), tuned.call(MemoryPlan()):
        paint_tiny(libraries, tuned.pipeline, tuned.family, 12, callback_on_step_end=break_off)
    assert np.array_equal(painted(tuned, steps=12), whole)


def test_after_a_call_that_broke_off_each_step_down_paints_the_same_picture(libraries: Libraries, tiny: Tiny) -> None:
    tuned, before = tuned_tiny(libraries, tiny("flux-fill"), Options(compile=True))
    plan: MemoryPlan | None = MemoryPlan()
    while plan is not None:
        settle(libraries, tuned.pipeline, plan, "cpu")
        layer = tuned.pipeline.transformer.single_transformer_blocks[0].proj_out
        handle = layer.register_forward_pre_hook(out_of_memory(libraries))
        with pytest.raises(libraries.torch.OutOfMemoryError), tuned.call(MemoryPlan(residence=Residence.GROUPED)):
            paint_tiny(libraries, tuned.pipeline, tuned.family)
        handle.remove()
        plan = smaller(plan)
        if plan is not None:
            settle(libraries, tuned.pipeline, plan, "cpu")
            assert np.abs(painted(tuned, plan) - before).max() < 1e-4


def out_of_memory(libraries: Libraries) -> Callable[..., None]:
    def run_out(*_: object) -> None:
        raise libraries.torch.OutOfMemoryError("CUDA out of memory")

    return run_out


def test_a_cache_and_compiling_go_together(libraries: Libraries, tiny: Tiny, fewest_recompilations: None) -> None:
    cached, _ = tuned_tiny(libraries, tiny("flux-fill"), Options(cache="first-block", steps=12))
    both, _ = tuned_tiny(libraries, tiny("flux-fill"), Options(cache="first-block", compile=True, steps=12))
    assert np.abs(painted(both, steps=12) - painted(cached, steps=12)).max() < 1e-4


@pytest.mark.parametrize(
    ("name", "cache", "message"),
    [
        (
            "sdxl",
            "first-block",
            "painter.diffusion.cache: first-block does not work with Stable Diffusion XL inpainting\n"
            "  hint: leave the option cache out",
        ),
        (
            "klein",
            "first-block",
            "painter.diffusion.cache: first-block does not work with FLUX.2 [klein]\n"
            "  hint: use cache: taylor, or none",
        ),
    ],
)
def test_a_cache_that_does_not_work_with_a_family_is_refused(
    name: str, cache: str, message: str, libraries: Libraries, tiny: Tiny
) -> None:
    assert refused(libraries, tiny(name), Options(cache=cache)) == message


def test_a_cache_that_has_too_few_steps_is_said_to_do_nothing(
    libraries: Libraries, tiny: Tiny, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, "longzoom"):
        tuned_tiny(libraries, tiny("klein"), Options(cache="taylor"))
    assert [record.getMessage() for record in caplog.records] == [
        "cache: taylor makes nothing faster in 4 steps, which is below 10"
    ]


@pytest.mark.parametrize("name", KEYS)
@pytest.mark.parametrize("backend", ["native", "_native_math"])
def test_torchs_own_attentions_paint_the_same_picture(
    backend: str, name: str, libraries: Libraries, tiny: Tiny
) -> None:
    tuned, before = tuned_tiny(libraries, tiny(name), Options(attention=backend))
    assert np.abs(painted(tuned) - before).max() < 1e-4


def test_an_attention_that_is_not_there_is_refused_with_those_that_are(libraries: Libraries, tiny: Tiny) -> None:
    assert refused(libraries, tiny("flux"), Options(attention="sage")) == (
        "painter.diffusion.attention: sage is not there on this machine\n  hint: use auto, native, _native_math"
    )


def test_an_attention_that_does_not_reach_the_denoiser_is_refused(
    libraries: Libraries, tiny: Tiny, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attention, "find_spec", lambda name: name == "sageattention" or None)
    assert refused(libraries, tiny("sdxl"), Options(attention="sage"), HOPPER) == (
        "painter.diffusion.attention: Stable Diffusion XL inpainting always computes attention by torch, not by sage\n"
        "  hint: use auto, native, _native_cudnn, _native_flash, _native_efficient, _native_math"
    )


def test_an_attention_that_diffusers_refuses_is_refused_with_its_reason(
    libraries: Libraries, tiny: Tiny, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attention, "find_spec", lambda name: name == "xformers" or None)
    message = refused(libraries, tiny("flux"), Options(attention="xformers"), HOPPER)
    assert message.startswith("painter.diffusion.attention: xformers cannot be used: Xformers Attention backend")
    assert message.endswith("  hint: use attention: auto")


def test_a_machine_has_the_attentions_of_its_device_and_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attention, "find_spec", lambda name: name == "flash_attn" or None)
    own = ("native", "_native_cudnn", "_native_flash", "_native_efficient", "_native_math", "flex")
    assert attention_backends(HOPPER) == (*own, "flash", "flash_varlen")
    assert "_native_cudnn" not in attention_backends(AMD)
    assert attention_backends(APPLE) == ("native", "_native_math")


@pytest.mark.parametrize(("device", "first"), [(HOPPER, "CUDNN_ATTENTION"), (AMPERE, None), (AMD, None), (CPU, None)])
@pytest.mark.parametrize("name", ["sdxl", "flux"])
def test_on_hopper_cudnns_attention_is_tried_before_the_others(
    name: str, device: Device, first: str | None, libraries: Libraries, tiny: Tiny
) -> None:
    tuned, _ = tuned_tiny(libraries, tiny(name), Options(), device)
    assert [kernel.name for kernel in tuned.first[:1]] == ([first] if first else [])
    assert len(tuned.first) in (0, 4)


def test_an_attention_that_cannot_compute_the_models_is_said_so(libraries: Libraries) -> None:
    tuned = Tuned(libraries=libraries, pipeline=None, family=family_named("qwen"), device=CPU)
    with pytest.raises(ComposerError) as caught, tuned.call(MemoryPlan()):
        raise ValueError("`attn_mask` is not supported for flash-attn 2.")
    assert str(caught.value) == (
        "painter.diffusion.attention: it cannot compute Qwen-Image's on CPU\n  hint: use attention: auto"
    )
    with pytest.raises(ValueError, match="another"), tuned.call(MemoryPlan()):
        raise ValueError("another")


@pytest.mark.parametrize(
    ("device", "plan", "benchmark"),
    [
        (HOPPER, MemoryPlan(), True),
        (HOPPER, MemoryPlan(residence=Residence.OFFLOADED), False),
        (HOPPER, MemoryPlan(tiling=True), False),
        (AMD, MemoryPlan(), False),
    ],
)
def test_convolutions_are_tried_out_only_where_there_is_memory_and_only_within_a_call(
    device: Device, plan: MemoryPlan, benchmark: bool, libraries: Libraries
) -> None:
    torch = libraries.torch
    tuned = Tuned(libraries=libraries, pipeline=None, family=family_named("sdxl"), device=device)
    before = torch.get_float32_matmul_precision(), torch.backends.cudnn.benchmark
    with tuned.call(plan):
        assert (torch.get_float32_matmul_precision(), torch.backends.cudnn.benchmark) == ("high", benchmark)
    assert (torch.get_float32_matmul_precision(), torch.backends.cudnn.benchmark) == before


def test_the_safety_checker_sees_only_the_picture_that_is_kept(libraries: Libraries) -> None:
    checker = object()
    pipeline = SimpleNamespace(safety_checker=checker)
    tuned = Tuned(libraries=libraries, pipeline=pipeline, family=family_named("sd"), device=CPU)
    with tuned.call(MemoryPlan(), last=False):
        assert pipeline.safety_checker is None
    assert pipeline.safety_checker is checker
    with tuned.call(MemoryPlan()):
        assert pipeline.safety_checker is checker
