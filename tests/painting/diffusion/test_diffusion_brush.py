"""A brush on made-up machines: how a pipeline is called, what happens where memory runs out, what is refused."""

from __future__ import annotations

import logging
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from composer.errors import ComposerError
from composer.painting.diffusion.canvas.surround import blank
from composer.painting.diffusion.engine import brush as brushes
from composer.painting.diffusion.engine.brush import Brush, Outfit, Spoken
from composer.painting.diffusion.engine.request import Request
from composer.painting.diffusion.engine.settings import settings_of
from composer.painting.diffusion.families.family import Family
from composer.painting.diffusion.families.table import family_named
from composer.painting.diffusion.machine.device import Device
from composer.painting.diffusion.machine.libraries import Libraries
from composer.painting.diffusion.machine.memory_plan import MemoryPlan
from composer.painting.diffusion.options.options import Options
from composer.painting.diffusion.people.portraits import Album
from composer.painting.diffusion.words.book import Words
from composer.painting.diffusion.words.encoding import Embeddings
from composer.storyboard.records import Scene, Storyboard

SD, XL, FILL, FLUX, ZIMAGE = (family_named(key) for key in ("sd", "sdxl", "flux-fill", "flux", "z-image"))
STORYBOARD = Storyboard(file=Path("film.yaml"), scenes=(Scene(id="bus", prompt="a bus"),))


class OutOfMemoryError(RuntimeError):
    pass


TORCH = SimpleNamespace(
    OutOfMemoryError=OutOfMemoryError,
    cuda=SimpleNamespace(empty_cache=lambda: None),
    nn=SimpleNamespace(Module=SimpleNamespace),
    Generator=lambda device: SimpleNamespace(manual_seed=lambda seed: (device, seed)),
)


class Tensor:
    """A tensor that knows where it is and how often it is repeated."""

    def __init__(self, name: str, count: int = 1) -> None:
        self.name, self.count = name, count
        self.copied_to: list[object] = []

    def to(self, device: object) -> Tensor:
        self.copied_to.append(device)
        return self

    def repeat_interleave(self, count: int, dim: int) -> Tensor:
        return Tensor(self.name, self.count * count)


class Pipeline:
    """A pipeline that runs out of memory in given residences, or with so many takes, and notes how it was called."""

    def __init__(self, too_large_for: set[str] = frozenset(), *, most: int = 99, **result: Any) -> None:
        self.where, self.calls = "main memory", []
        self._too_large_for, self._most, self._result = too_large_for, most, result
        self.vae = SimpleNamespace(
            enable_slicing=lambda: None,
            disable_tiling=lambda: None,
            enable_tiling=lambda: None,
            tile_sample_min_size=512,
        )
        self.components: dict[str, object] = {}

    def to(self, device: str) -> None:
        self.where = device

    def remove_all_hooks(self) -> None:
        pass

    def enable_model_cpu_offload(self, device: str) -> None:
        self.where = f"parts on {device}"

    def __call__(self, **manner: Any) -> object:
        self.calls.append((self.where, manner))
        count = len(manner["image"])
        if self.where in self._too_large_for or count > self._most:
            raise OutOfMemoryError("CUDA out of memory. Tried to allocate 2 GiB")
        seeds = manner["generator"] if count > 1 else [manner["generator"]]
        level = self._result.get("level", None)
        pictures = [
            np.full((manner["height"], manner["width"], 3), seed[1] / 99 if level is None else level) for seed in seeds
        ]
        return SimpleNamespace(images=pictures, nsfw_content_detected=[self._result.get("refused", False)])


@pytest.fixture(autouse=True)
def binary_masks(monkeypatch: pytest.MonkeyPatch) -> None:
    """The made-up pipelines have no denoiser to ask what they make of masks."""
    monkeypatch.setattr(brushes, "soft_mask", lambda torch, pipeline, family, canvas: {"mask_image": "mask"})


def brush(pipeline: Pipeline, family: Family = XL, device: str = "cuda", **options: Any) -> Brush:
    libraries = Libraries(torch=TORCH, diffusers=None, hub=None)
    outfit = Outfit(
        name="someone/xl",
        libraries=libraries,
        family=family,
        settings=settings_of(Options(**options), family),
        device=Device(kind=device, name="Some GPU", free_gib=8, total_gib=12),
        pipeline=pipeline,
        tuned=SimpleNamespace(call=lambda plan, last: nullcontext()),  # type: ignore[arg-type]
        album=Album(STORYBOARD),
    )
    return Brush(outfit, MemoryPlan(apart=device == "cuda"))


def request(seeds: tuple[int, ...] = (7,), strength: float = 1.0) -> Request:
    words = Words(prompt="a bus", avoid="text")
    return Request(scene="bus", canvases=(blank((64, 32)),) * len(seeds), seeds=seeds, strength=strength, words=words)


SPOKEN = Spoken(near=Embeddings(words={"prompt_embeds": Tensor("bus")}, avoid={"prompt_embeds": Tensor("text")}))


def test_where_memory_runs_out_the_model_moves_says_so_and_paints_the_same_noise_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    pipeline = Pipeline({"cuda"})
    with caplog.at_level(logging.WARNING, "longzoom"):
        (picture,) = brush(pipeline).paint(request(), SPOKEN)
    assert picture.shape == (32, 64, 3)
    assert [where for where, _ in pipeline.calls] == ["cuda", "parts on cuda"]
    assert [manner["generator"] for _, manner in pipeline.calls] == [("cpu", 7), ("cpu", 7)]
    assert [record.getMessage() for record in caplog.records] == [
        "the memory ran out under someone/xl: its parts take turns on the GPU from now on, which is slower"
    ]


def test_the_next_picture_starts_from_where_the_model_moved_to() -> None:
    pipeline = Pipeline({"cuda"})
    made = brush(pipeline)
    made.paint(request(), SPOKEN)
    made.paint(request(), SPOKEN)
    assert [where for where, _ in pipeline.calls] == ["cuda", "parts on cuda", "parts on cuda"]


def test_takes_that_do_not_fit_together_are_painted_in_smaller_batches_with_their_own_noise(
    caplog: pytest.LogCaptureFixture,
) -> None:
    pipeline = Pipeline(most=2)
    pictures = brush(pipeline).paint(request((1, 2, 3, 4, 5)), SPOKEN)
    assert [round(float(picture.mean()) * 99) for picture in pictures] == [1, 2, 3, 4, 5]
    assert [len(manner["image"]) for _, manner in pipeline.calls] == [5, 2, 3, 1, 2]
    assert {where for where, _ in pipeline.calls} == {"cuda"}
    assert not caplog.records


def test_a_batch_of_takes_has_the_words_for_each() -> None:
    pipeline = Pipeline()
    brush(pipeline).paint(request((1, 2, 3)), SPOKEN)
    _, manner = pipeline.calls[0]
    assert (manner["prompt_embeds"].count, manner["negative_prompt_embeds"].count) == (3, 3)
    assert (len(manner["mask_image"]), manner["generator"]) == (3, [("cpu", 1), ("cpu", 2), ("cpu", 3)])


def test_words_are_copied_to_the_device_once_while_they_stay_the_same() -> None:
    bus, prom = (Embeddings(words={"prompt_embeds": Tensor(name)}) for name in ("bus", "prom"))
    tensors = [words.words["prompt_embeds"] for words in (bus, prom)]
    made = brush(Pipeline(most=2))
    made.paint(request((1, 2, 3)), Spoken(near=bus))  # which do not fit together
    made.paint(request(), Spoken(near=bus))
    assert [tensor.copied_to for tensor in tensors] == [["cuda"], []]
    made.paint(request(), Spoken(near=bus, far=prom))
    made.paint(request(), Spoken(near=prom))
    assert [tensor.copied_to for tensor in tensors] == [["cuda"], ["cuda"]]
    made.paint(request(), Spoken(near=bus))  # no longer kept there
    assert [tensor.copied_to for tensor in tensors] == [["cuda", "cuda"], ["cuda"]]


@pytest.mark.parametrize(("device", "too_large_for"), [("cuda", {"cuda", "parts on cuda", "cpu"}), ("cpu", {"cpu"})])
def test_where_nothing_helps_the_model_is_said_to_be_too_large(
    device: str, too_large_for: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("composer.painting.diffusion.machine.settling._group", lambda *given: None)
    monkeypatch.setattr("composer.painting.diffusion.machine.settling._one_by_one", lambda *given: None)
    monkeypatch.setattr("composer.painting.diffusion.machine.settling._unhook", lambda *given: None)
    with pytest.raises(ComposerError) as caught:
        brush(Pipeline(too_large_for), device=device).paint(request(), SPOKEN)
    assert str(caught.value) == (
        "someone/xl (Stable Diffusion XL inpainting) does not fit into the memory of this machine\n"
        "  hint: close other programs, choose a smaller model, or write quantize: auto"
    )


def test_a_picture_without_numbers_is_refused() -> None:
    with pytest.raises(ComposerError) as caught:
        brush(Pipeline(level=np.nan)).paint(request(), SPOKEN)
    assert str(caught.value) == (
        'scene "bus": someone/xl gave a picture without numbers (NaN)\n'
        "  hint: set dtype: float32 for the diffusion painter"
    )


def test_a_picture_that_the_safety_checker_blacked_out_is_refused() -> None:
    with pytest.raises(ComposerError) as caught:
        brush(Pipeline(refused=True)).paint(request(), SPOKEN)
    assert str(caught.value) == (
        'scene "bus": the safety checker of someone/xl refused the picture\n'
        "  hint: change the scene's prompt or its seed"
    )


@pytest.mark.parametrize(
    ("key", "manner"),
    [
        ("sd", {"guidance_scale": 6.5}),
        ("sdxl", {"guidance_scale": 6.5}),
        ("sd3", {"guidance_scale": 5.0, "max_sequence_length": 256}),
        ("flux-fill", {"guidance_scale": 30, "max_sequence_length": 512}),
        ("flux", {"guidance_scale": 3.5, "max_sequence_length": 512}),
        ("kontext", {"guidance_scale": 3.5, "max_area": 64 * 32, "_auto_resize": False, "max_sequence_length": 512}),
        ("klein", {"guidance_scale": 1.0, "max_sequence_length": 512}),
        ("qwen", {"true_cfg_scale": 4.0, "max_sequence_length": 512}),
        ("z-image", {"guidance_scale": 0.0, "max_sequence_length": 512}),
        ("chroma", {"guidance_scale": 4.0, "max_sequence_length": 256}),
    ],
)
def test_each_family_is_asked_in_its_own_manner(key: str, manner: dict[str, object]) -> None:
    pipeline = Pipeline()
    brush(pipeline, family_named(key)).paint(request(), SPOKEN)
    _, asked = pipeline.calls[0]
    shared = {"image", "mask_image", "height", "width", "num_inference_steps", "strength", "generator", "output_type"}
    own = {name: value for name, value in asked.items() if name not in shared and "prompt" not in name}
    assert own == manner


@pytest.mark.parametrize(
    ("family", "options", "guided"),
    [
        (SD, {}, True),
        (SD, {"guidance": 1.0}, False),
        (FILL, {"guidance": 50.0}, False),
        (FLUX, {}, False),
        (FLUX, {"true_guidance": 2.0}, True),
        (ZIMAGE, {}, False),
        (ZIMAGE, {"guidance": 0.5}, True),
    ],
)
def test_words_to_avoid_are_computed_where_the_guidance_makes_them_count(
    family: Family, options: dict[str, Any], guided: bool
) -> None:
    assert settings_of(Options(**options), family).guided is guided


def test_a_true_guidance_is_refused_where_there_is_none() -> None:
    with pytest.raises(ComposerError) as caught:
        settings_of(Options(true_guidance=2.0), XL)
    assert str(caught.value) == (
        "painter.diffusion.true_guidance: Stable Diffusion XL inpainting takes none\n"
        "  hint: leave it out; guidance does it here"
    )


def test_a_strength_that_leaves_no_step_of_the_models_own_is_refused() -> None:
    with pytest.raises(ComposerError) as caught:
        settings_of(Options(strength=0.1), family_named("klein"))
    assert str(caught.value) == (
        "painter.diffusion.strength: 4 steps at strength 0.1 leave no step to take\n  hint: raise steps or strength"
    )


def test_a_single_step_is_taken_even_where_the_family_starts_just_below_full_strength() -> None:
    pipeline = Pipeline()
    brush(pipeline, steps=1).paint(request(strength=0.99), SPOKEN)
    assert pipeline.calls[0][1]["strength"] == 1.0
