"""What can only be tried on a GPU: the ladder of memory plans, number formats, compiling and tuned calls."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from painted_tiny import load_tiny, paint_tiny

from composer.painting.diffusion.families.table import FAMILIES
from composer.painting.diffusion.machine.attention import attention_backends
from composer.painting.diffusion.machine.device import choose_dtype, survey
from composer.painting.diffusion.machine.libraries import Libraries, load_libraries
from composer.painting.diffusion.machine.memory_plan import MemoryPlan, Residence, smaller
from composer.painting.diffusion.machine.quantising import available_quantizations, quantization_of
from composer.painting.diffusion.machine.settling import settle
from composer.painting.diffusion.machine.speed import tune
from composer.painting.diffusion.options.options import Options

pytestmark = pytest.mark.gpu
Tiny = Callable[[str], Path]
KEYS = [family.key for family in FAMILIES]


@pytest.fixture(scope="module")
def libraries() -> Libraries:
    if not pytest.importorskip("torch").cuda.is_available():
        pytest.skip("no GPU")
    return load_libraries()


def named(dtype: object) -> str:
    return str(dtype).removeprefix("torch.")


def half(libraries: Libraries, key: str) -> str:
    family = next(family for family in FAMILIES if family.key == key)
    return named(choose_dtype(libraries.torch, "auto", "cuda", family))


@pytest.mark.parametrize("name", KEYS)
def test_each_step_down_paints_the_same_picture_on_a_gpu(name: str, libraries: Libraries, tiny: Tiny) -> None:
    pipeline, family = load_tiny(libraries, tiny(name), half(libraries, name))
    tuned = tune(libraries, pipeline, family, Options(), survey(libraries.torch, "cuda"))
    plan: MemoryPlan | None = MemoryPlan()
    painted = []
    while plan is not None:
        settle(libraries, pipeline, plan, "cuda")
        for _ in range(2):  # layers that are fetched ahead learn their order in the first call
            with tuned.call(plan):
                painted.append(paint_tiny(libraries, pipeline, family))
        plan = smaller(plan)
    assert len(painted) == 10
    assert all(np.isfinite(picture).all() for picture in painted)
    assert all(np.abs(picture - painted[0]).mean() < 0.02 for picture in painted)


@pytest.mark.parametrize("name", KEYS)
def test_less_of_a_gpus_memory_is_held_the_further_down(name: str, libraries: Libraries, tiny: Tiny) -> None:
    torch = libraries.torch
    pipeline, _ = load_tiny(libraries, tiny(name), half(libraries, name))
    held = []
    for residence in (Residence.RESIDENT, Residence.OFFLOADED, Residence.GROUPED, Residence.SEQUENTIAL):
        settle(libraries, pipeline, MemoryPlan(residence=residence), "cuda")
        torch.cuda.empty_cache()
        held.append(torch.cuda.memory_allocated())
    assert held[0] > held[1]
    assert max(held[1:]) < 0.5 * held[0]


@pytest.mark.parametrize("name", KEYS)
def test_a_gpu_paints_as_the_cpu_does(name: str, libraries: Libraries, tiny: Tiny) -> None:
    pipeline, family = load_tiny(libraries, tiny(name), "float32")
    before = paint_tiny(libraries, pipeline, family)
    for dtype, error in (("float32", 0.02), (half(libraries, name), 0.1)):
        pipeline, family = load_tiny(libraries, tiny(name), dtype)
        settle(libraries, pipeline, MemoryPlan(), "cuda")
        assert np.abs(paint_tiny(libraries, pipeline, family) - before).mean() < error


@pytest.mark.parametrize("name", [family.key for family in FAMILIES if family.compiles])
def test_compiled_blocks_paint_the_same_picture_on_a_gpu(name: str, libraries: Libraries, tiny: Tiny) -> None:
    libraries.torch.compiler.reset()
    pipeline, family = load_tiny(libraries, tiny(name), half(libraries, name))
    settle(libraries, pipeline, MemoryPlan(), "cuda")
    before = paint_tiny(libraries, pipeline, family)
    pipeline, family = load_tiny(libraries, tiny(name), half(libraries, name))
    tuned = tune(libraries, pipeline, family, Options(compile=True), survey(libraries.torch, "cuda"))
    for residence in (Residence.RESIDENT, Residence.OFFLOADED, Residence.GROUPED):
        plan = MemoryPlan(residence=residence)
        settle(libraries, pipeline, plan, "cuda")
        with tuned.call(plan):
            assert np.abs(paint_tiny(libraries, pipeline, family) - before).mean() < 0.02


@pytest.mark.parametrize(("name", "cache"), [(family.key, cache) for family in FAMILIES for cache in family.caches])
def test_caches_paint_on_a_gpu(name: str, cache: str, libraries: Libraries, tiny: Tiny) -> None:
    pipeline, family = load_tiny(libraries, tiny(name), half(libraries, name))
    device = survey(libraries.torch, "cuda")
    tuned = tune(libraries, pipeline, family, Options(cache=cache, steps=12), device)
    plan = MemoryPlan()
    settle(libraries, pipeline, plan, "cuda")
    painted = []
    for _ in range(2):
        with tuned.call(plan):
            painted.append(paint_tiny(libraries, pipeline, family, steps=12))
    assert np.isfinite(painted[0]).all()
    assert np.abs(painted[1] - painted[0]).mean() < 0.01


@pytest.mark.parametrize("name", KEYS)
def test_weights_are_rounded_on_a_gpu_by_all_that_is_there(name: str, libraries: Libraries, tiny: Tiny) -> None:
    device = survey(libraries.torch, "cuda")
    pipeline, family = load_tiny(libraries, tiny(name), half(libraries, name))
    dtype = getattr(libraries.torch, half(libraries, name))
    assert "fp8" in available_quantizations(device)
    quantization_of(libraries, "fp8", family, device, dtype).finish(libraries, pipeline, family, dtype)
    for residence in Residence:
        settle(libraries, pipeline, MemoryPlan(residence=residence, quantize="fp8"), "cuda")
        assert np.isfinite(paint_tiny(libraries, pipeline, family)).all()


def test_torchs_attentions_paint_the_same_picture_on_a_gpu(libraries: Libraries, tiny: Tiny) -> None:
    device = survey(libraries.torch, "cuda")
    painted = []
    # Of torch's exclusive ones only those that take every shape.
    for name in ("auto", "native", "_native_efficient", "_native_math"):
        assert name == "auto" or name in attention_backends(device)
        pipeline, family = load_tiny(libraries, tiny("flux-fill"), "bfloat16")
        tuned = tune(libraries, pipeline, family, Options(attention=name), device)
        settle(libraries, pipeline, MemoryPlan(), "cuda")
        with tuned.call(MemoryPlan()):
            painted.append(paint_tiny(libraries, pipeline, family))
    assert all(np.abs(picture - painted[0]).mean() < 0.02 for picture in painted)
