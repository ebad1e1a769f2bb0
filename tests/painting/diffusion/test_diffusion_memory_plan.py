"""Devices, number formats and memory, on machines that are made up."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from painted_tiny import load_tiny, paint_tiny

from composer.errors import ComposerError
from composer.painting.diffusion.families.family import Family
from composer.painting.diffusion.families.table import FAMILIES, family_named
from composer.painting.diffusion.machine.device import choose_device, choose_dtype, is_out_of_memory, survey
from composer.painting.diffusion.machine.libraries import load_libraries
from composer.painting.diffusion.machine.memory_plan import (
    Asked,
    Canvas,
    MemoryPlan,
    Residence,
    needed_gib,
    plan_memory,
    shrunk,
    sizes_of,
    smaller,
)
from composer.painting.diffusion.machine.settling import settle

SD, XL, FILL = family_named("sd"), family_named("sdxl"), family_named("flux-fill")
RESIDENT, OFFLOADED, GROUPED, SEQUENTIAL = Residence
KINDS = ("fp8", "nf4")


class OutOfMemoryError(RuntimeError):
    pass


def machine(
    *, cuda: bool = False, mps: bool = False, free_gib: float = 0, brain_float: bool = True, hip: str | None = None
) -> Any:
    """A torch that sees such a machine."""
    return SimpleNamespace(
        cuda=SimpleNamespace(
            is_available=lambda: cuda,
            mem_get_info=lambda: (free_gib * 2**30, 80 * 2**30),
            is_bf16_supported=lambda: brain_float,
            empty_cache=lambda: None,
            get_device_name=lambda: "Some GPU",
            get_device_capability=lambda: (9, 0),
        ),
        mps=SimpleNamespace(
            empty_cache=lambda: None,
            recommended_max_memory=lambda: 24 * 2**30,
            driver_allocated_memory=lambda: 23 * 2**30,
        ),
        version=SimpleNamespace(hip=hip),
        nn=SimpleNamespace(Module=SimpleNamespace),
        backends=SimpleNamespace(
            mps=SimpleNamespace(is_available=lambda: mps, is_macos_or_newer=lambda major, minor: brain_float)
        ),
        float16="float16",
        bfloat16="bfloat16",
        float32="float32",
        OutOfMemoryError=OutOfMemoryError,
        device=str,
        Generator=lambda device: SimpleNamespace(manual_seed=lambda seed: (device, seed)),
    )


def test_auto_takes_the_fastest_device() -> None:
    assert choose_device(machine(cuda=True), "auto") == "cuda"
    assert choose_device(machine(mps=True), "auto") == "mps"
    assert choose_device(machine(), "auto") == "cpu"
    assert choose_device(machine(cuda=True), "cpu") == "cpu"


def test_a_device_that_is_not_there_is_refused() -> None:
    with pytest.raises(ComposerError) as caught:
        choose_device(machine(), "cuda")
    assert str(caught.value) == (
        "painter.diffusion.device: torch finds no cuda device on this machine\n"
        "  hint: use device: auto, or install the torch that fits your GPU (https://pytorch.org)"
    )


@pytest.mark.parametrize(
    ("family", "device", "brain_float", "dtype"),
    [
        (XL, "cpu", True, "float32"),
        (XL, "cuda", True, "float16"),
        (FILL, "cuda", True, "bfloat16"),
        (FILL, "cuda", False, "float16"),
        (FILL, "mps", True, "bfloat16"),
        (FILL, "mps", False, "float32"),
        (XL, "mps", False, "float16"),
    ],
)
def test_auto_takes_the_number_format_that_fits(family: Family, device: str, brain_float: bool, dtype: str) -> None:
    assert choose_dtype(machine(cuda=True, brain_float=brain_float), "auto", device, family) == dtype
    assert choose_dtype(machine(cuda=True), "float32", device, family) == "float32"


def test_a_number_format_that_the_device_does_not_know_is_refused() -> None:
    with pytest.raises(ComposerError) as caught:
        choose_dtype(machine(mps=True, brain_float=False), "bfloat16", "mps", XL)
    assert str(caught.value) == ("painter.diffusion.dtype: this device knows no bfloat16\n  hint: use dtype: auto")


def test_a_device_is_surveyed_as_it_is_now() -> None:
    found = survey(machine(cuda=True, free_gib=7.5), "cuda")
    assert (found.name, found.free_gib, found.total_gib, found.capability) == ("Some GPU", 7.5, 80, (9, 0))
    assert (found.apart, found.rocm) == (True, False)


def test_a_gpu_of_amd_has_no_capability_of_nvidia() -> None:
    found = survey(machine(cuda=True, hip="6.4"), "cuda")
    assert (found.apart, found.rocm, found.capability) == (True, True, (0, 0))


def test_an_apple_gpu_shares_the_machines_memory_up_to_what_macos_recommends() -> None:
    found = survey(machine(mps=True), "mps")
    assert found.total_gib == 24
    assert found.free_gib <= 1
    assert not found.apart


def test_the_cpu_has_the_machines_memory() -> None:
    found = survey(machine(), "cpu")
    assert 0 < found.free_gib < found.total_gib
    assert not found.apart


@pytest.mark.parametrize(
    ("error", "is_so"),
    [
        (MemoryError(), True),
        (OutOfMemoryError("CUDA out of memory"), True),
        (RuntimeError("MPS backend out of memory (MPS allocated: 9 GB)"), True),
        (RuntimeError("DefaultCPUAllocator: can't allocate memory"), True),
        (RuntimeError("CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`"), True),
        (RuntimeError("a size mismatch"), False),
        (ValueError("out of memory"), False),
    ],
)
def test_running_out_of_memory_is_told_apart_from_other_errors(error: Exception, is_so: bool) -> None:
    assert is_out_of_memory(machine(), error) is is_so


def planned(free_gib: float, family: Family, **asked: Any) -> tuple[Residence, str, bool]:
    wide = asked.pop("wide", False)
    plan = plan_memory(free_gib, family, sizes_of(family, Canvas(pixels=family.pixels), wide=wide), Asked(**asked))
    return plan.residence, plan.quantize, plan.tiling


@pytest.mark.parametrize(
    ("free_gib", "family", "plan"),
    [
        (11.2, "sdxl", (RESIDENT, "none", False)),
        (7.4, "sdxl", (OFFLOADED, "none", False)),
        (5.5, "sdxl", (GROUPED, "none", False)),
        (3.5, "sdxl", (GROUPED, "none", True)),
        (1.0, "sdxl", (SEQUENTIAL, "none", True)),
        (3.8, "sd", (RESIDENT, "none", False)),
        (79, "flux-fill", (RESIDENT, "none", False)),
        (23.5, "flux-fill", (OFFLOADED, "none", False)),
        (15, "flux-fill", (GROUPED, "none", False)),
        (11.2, "klein", (RESIDENT, "none", False)),
        (15, "z-image", (RESIDENT, "none", False)),
        (23, "chroma", (RESIDENT, "none", False)),
        (44, "qwen", (RESIDENT, "none", False)),
    ],
)
def test_the_finest_and_fastest_plan_that_fits_the_free_memory_is_taken(
    free_gib: float, family: str, plan: tuple[Residence, str, bool]
) -> None:
    assert planned(free_gib, family_named(family)) == plan


@pytest.mark.parametrize(
    ("free_gib", "family", "plan"),
    [
        (23.5, "flux-fill", (RESIDENT, "fp8", False)),
        (11.2, "flux-fill", (RESIDENT, "nf4", False)),
        (7.4, "sdxl", (RESIDENT, "fp8", False)),
        (11.2, "sdxl", (RESIDENT, "none", False)),
        (5.5, "klein", (RESIDENT, "nf4", False)),
        (4.5, "flux-fill", (GROUPED, "none", False)),
    ],
)
def test_weights_are_rounded_no_more_than_is_needed_to_keep_them_all_on_the_device(
    free_gib: float, family: str, plan: tuple[Residence, str, bool]
) -> None:
    assert planned(free_gib, family_named(family), quantize="auto", kinds=KINDS) == plan
    assert planned(free_gib, family_named(family), quantize="auto")[1] == "none"


@pytest.mark.parametrize(
    ("memory", "residence", "tiling"),
    [
        ("resident", RESIDENT, True),
        ("offload", OFFLOADED, False),  # its denoiser alone is larger, which tiles do not change
        ("group", GROUPED, True),
        ("sequential", SEQUENTIAL, True),
    ],
)
def test_a_residence_that_is_asked_for_is_taken_whatever_is_free(
    memory: str, residence: Residence, tiling: bool
) -> None:
    assert planned(80, XL, memory=memory) == (residence, "none", False)
    assert planned(1.5, XL, memory=memory) == (residence, "none", tiling)


def test_float32_needs_twice_as_much() -> None:
    assert planned(11.2, XL) == (RESIDENT, "none", False)
    assert planned(11.2, XL, wide=True) == (OFFLOADED, "none", False)


def test_layers_of_bitsandbytes_are_not_moved_one_by_one() -> None:
    assert planned(1, FILL, quantize="nf4")[:2] == (OFFLOADED, "nf4")
    with pytest.raises(ComposerError) as caught:
        planned(1, FILL, quantize="nf4", memory="group")
    assert str(caught.value) == (
        "painter.diffusion.memory: group moves layers one by one, which nf4 weights cannot do\n"
        "  hint: use memory: offload, or quantize: fp8"
    )


def test_where_memory_is_shared_weights_stay_and_offloading_is_said_to_make_no_room(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.WARNING, "longzoom"):
        assert planned(4, XL, apart=False) == (RESIDENT, "none", True)
        assert planned(40, XL, apart=False) == (RESIDENT, "none", False)
        assert not caplog.records
        assert planned(40, XL, apart=False, memory="group") == (RESIDENT, "none", False)
    assert [record.getMessage() for record in caplog.records] == [
        "memory: group makes no room where the device's memory is the machine's own"
    ]


def test_a_larger_canvas_is_decoded_in_tiles_where_only_that_does_not_fit() -> None:
    canvas = Canvas(pixels=4 * XL.pixels)
    plan = plan_memory(11.2, XL, sizes_of(XL, canvas), Asked())
    assert (plan.residence, plan.tiling) == (RESIDENT, True)
    assert planned(11.2, XL) == (RESIDENT, "none", False)


families = st.sampled_from(FAMILIES)
asked = st.builds(
    Asked,
    memory=st.sampled_from(("auto", "resident", "offload")),
    quantize=st.sampled_from(("none", "auto", "int8", "nf4", "fp8")),
    kinds=st.sampled_from(((), KINDS, ("fp8",))),
    apart=st.booleans(),
)


@given(family=families, asked=asked, free=st.floats(0.1, 100), more=st.floats(0, 100), scale=st.floats(0.25, 4))
def test_with_more_free_memory_no_slower_nor_coarser_plan_is_taken(
    family: Family, asked: Asked, free: float, more: float, scale: float
) -> None:
    sizes = sizes_of(family, Canvas(pixels=round(family.pixels * scale)))
    less_free, more_free = (plan_memory(each, family, sizes, asked) for each in (free, free + more))
    assert less_free.tiling >= more_free.tiling
    if less_free.tiling == more_free.tiling:
        assert less_free.residence >= more_free.residence
    if needed_gib(less_free, shrunk(family, sizes, less_free.quantize)) <= free:
        assert needed_gib(more_free, shrunk(family, sizes, more_free.quantize)) <= free + more


@given(family=families, asked=asked, free=st.floats(0.1, 100), scale=st.floats(0.25, 4))
def test_each_step_down_needs_less_keeps_the_weights_and_ends(
    family: Family, asked: Asked, free: float, scale: float
) -> None:
    sizes = sizes_of(family, Canvas(pixels=round(family.pixels * scale)))
    plan: MemoryPlan | None = plan_memory(free, family, sizes, asked)
    trodden: list[MemoryPlan] = []
    while plan is not None:
        if trodden:
            before = trodden[-1]
            assert (plan.residence, plan.tiling) > (before.residence, before.tiling)
            assert plan.tiling >= before.tiling
            held = shrunk(family, sizes, plan.quantize)
            assert needed_gib(plan, held) <= needed_gib(before, held)
        trodden.append(plan)
        plan = smaller(plan)
    assert len(trodden) <= 5
    assert len({each.quantize for each in trodden}) == 1


def test_the_steps_down_are_these() -> None:
    def ladder(plan: MemoryPlan | None) -> list[tuple[Residence, bool]]:
        return [] if plan is None else [(plan.residence, plan.tiling), *ladder(smaller(plan))]

    assert ladder(MemoryPlan()) == [
        (RESIDENT, False),
        (OFFLOADED, False),
        (OFFLOADED, True),
        (GROUPED, True),
        (SEQUENTIAL, True),
    ]
    assert ladder(MemoryPlan(quantize="nf4")) == [(RESIDENT, False), (OFFLOADED, False), (OFFLOADED, True)]
    assert ladder(MemoryPlan(quantize="fp8"))[-1] == (SEQUENTIAL, True)
    assert ladder(MemoryPlan(apart=False)) == [(RESIDENT, False), (RESIDENT, True)]


@pytest.mark.parametrize("name", [family.key for family in FAMILIES])
def test_every_plan_down_the_ladder_paints_the_same_picture(name: str, tiny: Callable[[str], Path]) -> None:
    libraries = load_libraries()
    pipeline, family = load_tiny(libraries, tiny(name), "float32")
    whole = paint_tiny(libraries, pipeline, family)
    for residence in (RESIDENT, OFFLOADED, GROUPED, SEQUENTIAL):
        settle(libraries, pipeline, MemoryPlan(residence=residence), "cpu")
        assert np.abs(paint_tiny(libraries, pipeline, family) - whole).max() < 1e-4
        # What moved layers before does not move them too.
        assert ("group_offloading" in hooks_of(pipeline.vae)) is (residence is GROUPED)


def hooks_of(part: Any) -> set[str]:
    return {name for layer in part.modules() for name in getattr(getattr(layer, "_diffusers_hook", None), "hooks", ())}


def test_a_decoder_that_is_widened_for_each_picture_is_so_wherever_it_is(tiny: Callable[[str], Path]) -> None:
    libraries = load_libraries()
    pipeline, family = load_tiny(libraries, tiny("sdxl"), "float16")
    assert pipeline.vae.config.force_upcast
    whole = paint_tiny(libraries, pipeline, family)
    for residence in (OFFLOADED, GROUPED, SEQUENTIAL):
        settle(libraries, pipeline, MemoryPlan(residence=residence), "cpu")
        assert np.abs(paint_tiny(libraries, pipeline, family) - whole).max() < 1e-3


@pytest.mark.parametrize("name", ["sdxl", "flux-fill", "klein", "qwen"])
def test_a_picture_larger_than_a_tile_is_decoded_in_tiles_only_where_planned(
    name: str, tiny: Callable[[str], Path]
) -> None:
    libraries = load_libraries()
    pipeline, _ = load_tiny(libraries, tiny(name), "float32")
    latent = libraries.torch.randn(latent_shape(pipeline.vae), generator=libraries.torch.Generator().manual_seed(0))

    def decoded(plan: MemoryPlan) -> Any:
        settle(libraries, pipeline, plan, "cpu")
        with libraries.torch.no_grad():
            return pipeline.vae.decode(latent, return_dict=False)[0]

    whole = decoded(MemoryPlan())
    assert libraries.torch.equal(decoded(MemoryPlan()), whole)
    assert not libraries.torch.equal(decoded(MemoryPlan(tiling=True)), whole)
    assert libraries.torch.equal(decoded(MemoryPlan()), whole)


def latent_shape(vae: Any) -> tuple[int, ...]:
    """Of a picture of 640 x 640 pixels."""
    if hasattr(vae, "tile_sample_stride_height"):
        return (1, vae.config.z_dim, 1, 80, 80)
    vae.tile_sample_min_size, vae.tile_latent_min_size = 1024, 128  # as the full-size ones are published
    return (1, vae.config.latent_channels, 80, 80)
