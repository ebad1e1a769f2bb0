"""Devices, number formats and memory, on machines that are made up."""

from __future__ import annotations

import logging
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from composer.errors import ComposerError
from composer.painting.diffusion.canvas.surround import blank
from composer.painting.diffusion.families.family import Family
from composer.painting.diffusion.families.table import family_named
from composer.painting.diffusion.machine.machine import (
    Libraries,
    Residence,
    choose_device,
    choose_dtype,
    choose_residence,
)
from composer.painting.diffusion.model import Model, Wish
from composer.painting.diffusion.options.options import Options, Source

SD, XL, FILL = family_named("sd"), family_named("sdxl"), family_named("flux-fill")
WISH = Wish(scene="bus", prompt="a bus", avoid="text", noise=7, afresh=False)


class OutOfMemoryError(RuntimeError):
    pass


def machine(*, cuda: bool = False, mps: bool = False, free_gib: float = 0, brain_float: bool = True) -> Any:
    """A torch that sees such a machine."""
    return SimpleNamespace(
        cuda=SimpleNamespace(
            is_available=lambda: cuda,
            mem_get_info=lambda: (free_gib * 2**30, 80 * 2**30),
            is_bf16_supported=lambda: brain_float,
            empty_cache=lambda: None,
        ),
        backends=SimpleNamespace(mps=SimpleNamespace(is_available=lambda: mps)),
        float16="float16",
        bfloat16="bfloat16",
        float32="float32",
        OutOfMemoryError=OutOfMemoryError,
        device=str,
        Generator=lambda device: SimpleNamespace(manual_seed=lambda seed: (device, seed)),
    )


class Tokenizer:
    model_max_length = 77

    def __call__(self, text: str, **manner: object) -> object:
        return SimpleNamespace(input_ids=text.split())


class Pipeline:
    """A pipeline that runs out of memory in given residences, and notes how it was called."""

    def __init__(self, too_large_for: set[str], picture: object = None, refused: bool = False) -> None:
        self.where, self.calls = "main memory", []
        self._too_large_for, self._picture, self._refused = too_large_for, picture, refused
        self.vae = SimpleNamespace(enable_tiling=lambda: None)
        self.tokenizer = Tokenizer()

    def to(self, device: str) -> None:
        self.where = device

    def remove_all_hooks(self) -> None:
        pass

    def enable_model_cpu_offload(self, device: str) -> None:
        self.where = f"parts on {device}"

    def enable_group_offload(self, onload_device: str, offload_type: str, use_stream: bool) -> None:
        self.where = f"layers on {onload_device}"

    def __call__(self, **manner: object) -> object:
        self.calls.append((self.where, manner))
        if self.where in self._too_large_for:
            raise OutOfMemoryError("CUDA out of memory. Tried to allocate 2 GiB")
        shape = manner["height"], manner["width"], 3
        picture = np.full(shape, 0.5, np.float32) if self._picture is None else np.full(shape, self._picture)
        return SimpleNamespace(images=[picture], nsfw_content_detected=[self._refused])


def model(pipeline: Pipeline, device: str = "cuda", family: Family = XL) -> Model:
    libraries = Libraries(torch=machine(cuda=True), diffusers=None, hub=None)
    made = Model(libraries, pipeline, family, Options(model=Source(name="someone/xl")), device)
    made.settle(Residence.RESIDENT)
    return made


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
        (FILL, "mps", False, "bfloat16"),
    ],
)
def test_auto_takes_the_number_format_that_fits(family: Family, device: str, brain_float: bool, dtype: str) -> None:
    assert choose_dtype(machine(cuda=True, brain_float=brain_float), "auto", device, family) == dtype
    assert choose_dtype(machine(cuda=True), "float32", device, family) == "float32"


@pytest.mark.parametrize(
    ("free_gib", "dtype", "residence"),
    [
        (24, "float16", Residence.RESIDENT),
        (24, "float32", Residence.RESIDENT),
        (12, "float32", Residence.LAYERWISE),
        (8, "float16", Residence.OFFLOADED),
        (4, "float16", Residence.LAYERWISE),
    ],
)
def test_free_memory_decides_where_the_xl_models_weights_are(free_gib: float, dtype: str, residence: object) -> None:
    assert choose_residence(machine(cuda=True, free_gib=free_gib), "cuda", dtype, XL) is residence


def test_where_memory_runs_out_the_model_moves_says_so_and_paints_the_same_noise_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    pipeline = Pipeline({"cuda"})
    with caplog.at_level(logging.WARNING, "longzoom"):
        picture = model(pipeline).draw(blank((64, 32)), WISH)
    assert picture.shape == (32, 64, 3)
    assert [where for where, _ in pipeline.calls] == ["cuda", "parts on cuda"]
    assert [manner["generator"] for _, manner in pipeline.calls] == [("cpu", 7), ("cpu", 7)]
    assert [record.getMessage() for record in caplog.records] == [
        "the memory of the GPU ran out under someone/xl: its parts take turns on the GPU from now on, which is slower"
    ]


def test_the_next_picture_starts_from_where_the_model_moved_to() -> None:
    pipeline = Pipeline({"cuda"})
    made = model(pipeline)
    made.draw(blank((64, 32)), WISH)
    made.draw(blank((64, 32)), WISH)
    assert [where for where, _ in pipeline.calls] == ["cuda", "parts on cuda", "parts on cuda"]


@pytest.mark.parametrize(
    ("device", "too_large_for"), [("cuda", {"cuda", "parts on cuda", "layers on cuda"}), ("cpu", {"cpu"})]
)
def test_where_nothing_helps_the_model_is_said_to_be_too_large(device: str, too_large_for: set[str]) -> None:
    with pytest.raises(ComposerError) as caught:
        model(Pipeline(too_large_for), device).draw(blank((64, 32)), WISH)
    assert str(caught.value) == (
        "someone/xl (Stable Diffusion XL inpainting) does not fit into the memory of this machine\n"
        "  hint: close other programs, or choose a smaller model"
    )


def test_a_picture_without_numbers_is_refused() -> None:
    with pytest.raises(ComposerError) as caught:
        model(Pipeline(set(), picture=np.nan)).draw(blank((64, 32)), WISH)
    assert str(caught.value) == (
        'scene "bus": someone/xl gave a picture without numbers (NaN)\n'
        "  hint: set dtype: float32 for the diffusion painter"
    )


def test_a_picture_that_the_safety_checker_blacked_out_is_refused() -> None:
    with pytest.raises(ComposerError) as caught:
        model(Pipeline(set(), refused=True)).draw(blank((64, 32)), WISH)
    assert str(caught.value) == (
        'scene "bus": the safety checker of someone/xl refused the picture\n'
        "  hint: change the scene's prompt or its seed"
    )


def test_each_family_is_asked_in_its_own_manner() -> None:
    def manner(family: Family) -> dict[str, object]:
        pipeline = Pipeline(set())
        model(pipeline, family=family).draw(blank((64, 32)), WISH)
        names = ("guidance_scale", "strength", "negative_prompt")
        return {name: pipeline.calls[0][1].get(name) for name in names}

    assert manner(SD) == {"guidance_scale": 6.5, "strength": 1.0, "negative_prompt": "text"}
    assert manner(XL) == {"guidance_scale": 6.5, "strength": 0.99, "negative_prompt": "text"}
    assert manner(FILL) == {"guidance_scale": 30, "strength": 1.0, "negative_prompt": None}


def test_a_single_step_is_taken_even_where_the_family_starts_just_below_full_strength() -> None:
    pipeline = Pipeline(set())
    libraries = Libraries(torch=machine(cuda=True), diffusers=None, hub=None)
    made = Model(libraries, pipeline, XL, Options(model=Source(name="someone/xl"), steps=1), "cuda")
    made.draw(blank((64, 32)), WISH)
    assert pipeline.calls[0][1]["strength"] == 1.0
