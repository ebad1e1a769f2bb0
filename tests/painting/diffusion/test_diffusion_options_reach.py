"""Every option reaches the picture and its digest through the painter and the chain, or neither of them."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import packed_files
import pytest
from test_diffusion_single_files import settings_beside
from test_diffusion_upscaling import save_esrgan, spandrel  # noqa: F401 - a fixture
from tiny_films import Film, make_control, make_lora, paint_film

from composer.errors import ComposerError
from composer.painting.diffusion.engine import fitting_out
from composer.painting.diffusion.families import table as families
from composer.painting.diffusion.families.hastening import FAST_ADAPTERS
from composer.painting.diffusion.machine import caching
from composer.painting.diffusion.machine.device import Device
from composer.painting.diffusion.machine.speed import tune
from composer.painting.diffusion.weights import finding
from composer.painting.diffusion.weights.cache import folder_of
from composer.storyboard.records import Storyboard

Tiny = Callable[[str], Path]
Painting = Callable[..., Film]


@pytest.fixture
def film(storyboard: Storyboard, tiny: Tiny, small_canvases: None, tmp_path: Path) -> Painting:
    """Films by a family's tiny model, all kept in one store."""

    def run(family: str, store: str = "kept", **options: object) -> Film:
        return paint_film(storyboard, {"model": str(tiny(family)), **options}, tmp_path / store)

    return run


def assert_changed(one: Film, other: Film) -> None:
    """All is painted again, and the outermost picture is another one."""
    assert other.reused == (False, False)
    assert not set(one.digests) & set(other.digests)
    assert not one.is_like(other)


def assert_kept(one: Film, kept: Film, apart: Film, within: int = 0) -> None:
    """Nothing is painted again in the same store, and in an empty one the same pictures are."""
    assert kept.reused == (True, True)
    assert apart.reused == (False, False)
    assert one.digests == kept.digests == apart.digests
    assert one.is_like(apart, within)


def refusal(painting: Painting, family: str, **options: object) -> str:
    with pytest.raises(ComposerError) as caught:
        painting(family, **options)
    return str(caught.value)


@pytest.mark.parametrize(
    ("family", "base", "option"),
    [
        ("sd", {}, {"scheduler": "ddim"}),
        ("sd", {}, {"guidance": 12}),
        ("sdxl", {}, {"scheduler": "euler-a"}),
        ("sd3", {}, {"scheduler": "lcm"}),
        ("flux-fill", {}, {"guidance": 2}),
        ("flux", {}, {"true_guidance": 3}),
        ("kontext", {}, {"true_guidance": 3}),
        ("flux", {"steps": 12}, {"cache": "taylor"}),
        ("qwen", {"steps": 12}, {"cache": "taylor"}),
        ("sd", {}, {"quantize": "fp8"}),
        ("flux", {}, {"quantize": "fp8"}),
        ("sd", {}, {"seam": {"strength": 0.6, "width": 0.1}}),
        ("flux", {"steps": 4, "seam": True}, {"seam": {"strength": 0.9}}),
        ("flux", {"steps": 4, "seam": True}, {"seam": {"strength": 0.3, "width": 0.4}}),
        ("sd", {"steps": 4}, {"upscale": {"canvas": 1.5}}),
        ("sd", {"steps": 4, "upscale": {"canvas": 1.5}}, {"upscale": {"canvas": 1.5, "strength": 0.8}}),
        ("sdxl", {}, {"dtype": "bfloat16"}),
    ],
)
def test_an_option_that_changes_the_picture_repaints_it(
    family: str, base: dict[str, object], option: dict[str, object], film: Painting
) -> None:
    assert_changed(film(family, **base), film(family, **{**base, **option}))


@pytest.mark.parametrize("option", [{"strength": 0.5}, {"guidance": 2.5}])
@pytest.mark.parametrize("family", [family.key for family in families.FAMILIES if family.key != "klein"])
def test_strength_and_guidance_reach_every_family(family: str, option: dict[str, object], film: Painting) -> None:
    """But [klein] in its few-step kind, which heeds no guidance and says so."""
    assert_changed(film(family, steps=4), film(family, **{"steps": 4, **option}))


@pytest.mark.parametrize(
    ("family", "option", "within"),
    [
        ("sd", {"memory": "resident"}, 0),
        ("sd", {"memory": "offload"}, 0),
        ("sdxl", {"memory": "group"}, 0),
        ("flux", {"memory": "sequential"}, 0),
        ("sd", {"compile": True}, 1),
        ("flux-fill", {"compile": True}, 1),
        ("sd", {"device": "auto"}, 0),
        ("sdxl", {"attention": "native"}, 1),
        ("flux", {"attention": "_native_math"}, 1),
        ("flux", {"true_guidance": 1}, 0),
        ("sd", {"scheduler": "default"}, 0),
        ("sd", {"cache": "none", "quantize": "none", "seam": False, "upscale": {"canvas": 1}}, 0),
        ("sd", {"travel": "radial"}, 0),
        ("sd", {"commercial": True}, 0),
        ("flux", {"adapter": "someone/faces"}, 0),
    ],
)
def test_an_option_that_leaves_the_picture_as_it_is_paints_nothing(
    family: str, option: dict[str, object], within: int, film: Painting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a compiler: torch's own takes minutes."""
    monkeypatch.setattr(fitting_out, "tune", partial(tune, backend="eager"))
    assert_kept(film(family), film(family, **option), film(family, "apart", **option), within)


@pytest.mark.parametrize("memory", ["resident", "offload", "group", "sequential"])
@pytest.mark.parametrize("family", ["sd", "flux"])
def test_the_memory_option_is_where_the_weights_are_and_not_in_the_picture(
    family: str, memory: str, film: Painting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The CPU as a card whose memory is its own."""
    settled: list[str] = []
    plain = fitting_out.Brush

    def noted(outfit: Any, plan: Any) -> Any:
        settled.append(plan.residence.name)
        return plain(outfit, plan)

    one = film(family)
    monkeypatch.setattr(Device, "apart", True)
    monkeypatch.setattr(fitting_out, "Brush", noted)
    assert_kept(one, film(family, memory=memory), film(family, "apart", memory=memory), within=1)
    names = {"resident": "RESIDENT", "offload": "OFFLOADED", "group": "GROUPED", "sequential": "SEQUENTIAL"}
    assert settled == [names[memory]]


def test_a_step_cache_that_skips_by_its_first_block_reaches_the_denoiser(
    film: Painting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No step of a random model is near enough to the one before, so that all are taken to be."""
    monkeypatch.setattr(caching, "_THRESHOLD", 100.0)
    assert_changed(film("flux", steps=12), film("flux", steps=12, cache="first-block"))


@pytest.mark.parametrize("family", ["sd", "flux", "z-image"])
def test_loras_their_weights_and_their_files_count(family: str, film: Painting, tiny: Tiny, tmp_path: Path) -> None:
    file = make_lora(tiny(family), tmp_path / "style")
    plain, whole = film(family), film(family, lora=str(file))
    assert_changed(plain, whole)
    half = film(family, lora={"file": "style", "weight": 0.5})
    assert_changed(whole, half)
    other = make_lora(tiny(family), tmp_path / "other", seed=2)
    assert_changed(half, film(family, lora=[{"file": str(file), "weight": 0.5}, str(other)]))
    other.replace(file)
    changed = film(family, lora=str(file))
    assert_changed(whole, changed)
    moved = file.rename(tmp_path / "renamed.safetensors")
    assert film(family, lora=moved.name).reused == (True, True)


def test_a_lora_is_told_in_fp8_too(film: Painting, tiny: Tiny, tmp_path: Path) -> None:
    file = make_lora(tiny("flux"), tmp_path / "style")
    assert_changed(film("flux", quantize="fp8"), film("flux", quantize="fp8", lora=str(file)))


def test_a_few_step_adapter_from_the_hubs_cache_paints(film: Painting, tiny: Tiny, offline: Path) -> None:
    fast = next(each for each in FAST_ADAPTERS if each.name == "lcm" and "sd" in each.families)
    snapshot = folder_of(offline, fast.model) / "snapshots" / "0"
    made = make_lora(tiny("sd"), snapshot)
    (snapshot.parent.parent / "refs").mkdir()
    (snapshot.parent.parent / "refs" / "main").write_text("0")
    made.rename(snapshot / fast.file)
    assert_changed(film("sd", scheduler="lcm", guidance=1.5), film("sd", fast="lcm"))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"fast": "lightning"},
            "painter.diffusion.fast: Stable Diffusion 1.5 and 2 inpainting has no adapter called lightning\n"
            "  hint: it has lcm, hyper",
        ),
        (
            {"fast": "hyper"},
            "ByteDance/Hyper-SD is not on this machine and cannot be fetched",
        ),
    ],
)
def test_a_few_step_adapter_that_is_not_to_be_had_is_refused(
    options: dict[str, object], message: str, film: Painting, offline: Path
) -> None:
    assert message in refusal(film, "sd", **options)


@pytest.mark.parametrize("name", ["sd", "sd-four", "sdxl", "flux", "z-image"])
def test_a_controlnet_and_its_weight_count(name: str, film: Painting, tiny: Tiny, tmp_path: Path) -> None:
    control = str(make_control(name, tiny(name), tmp_path / "control"))
    plain, whole = film(name), film(name, control=control)
    assert_changed(plain, whole)
    assert_changed(whole, film(name, control=control, control_weight=0.4))


@pytest.mark.parametrize("scale", [2, 4])
def test_an_upscaling_network_counts(
    scale: int, film: Painting, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    request.getfixturevalue("spandrel")
    import torch

    save_esrgan(torch, tmp_path / "net.safetensors", scale=scale)
    plain, enlarged = film("sd"), film("sd", upscale="net.safetensors")
    assert_changed(plain, enlarged)
    assert film("sd", upscale={"model": "net.safetensors"}).reused == (True, True)
    assert_changed(enlarged, film("sd", upscale={"model": "net.safetensors", "canvas": 1.5, "strength": 0.6}))


@pytest.mark.parametrize("family", ["sd", "sd-four"])
def test_a_single_file_paints_the_film_of_its_folder(
    family: str, film: Painting, storyboard: Storyboard, tiny: Tiny, tmp_path: Path
) -> None:
    (tmp_path / "mine").mkdir()
    file = packed_files.pack_stable_diffusion(tiny(family), tmp_path / "mine" / "mine.safetensors")
    settings_beside(tiny(family), file, without=("unet", "vae", "text_encoder"))
    packed = paint_film(storyboard, {"model": "mine/mine.safetensors"}, tmp_path / "kept")
    assert packed.is_like(film(family), within=1)


def test_auto_paints_with_the_model_that_the_machine_has_room_for(
    film: Painting, storyboard: Storyboard, tiny: Tiny, offline: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No GPU: the smallest model, of which the hub's cache has a tiny copy."""
    monkeypatch.setattr(finding, "gpu_memory", lambda: None)
    folder = folder_of(offline, "stable-diffusion-v1-5/stable-diffusion-inpainting")
    (folder / "refs").mkdir(parents=True)
    (folder / "refs" / "main").write_text("0")
    (folder / "snapshots").mkdir()
    (folder / "snapshots" / "0").symlink_to(tiny("sd"))
    auto = paint_film(storyboard, {"model": "auto"}, tmp_path / "kept")
    assert auto.is_like(film("sd"))
    named = {"model": "stable-diffusion-v1-5/stable-diffusion-inpainting"}
    assert paint_film(storyboard, named, tmp_path / "kept").reused == (True, True)


def test_a_model_that_may_not_be_used_for_sold_films_is_refused_before_anything_is_loaded(
    storyboard: Storyboard, tmp_path: Path
) -> None:
    options = {"model": "black-forest-labs/FLUX.1-Fill-dev", "commercial": True}
    with pytest.raises(ComposerError) as caught:
        paint_film(storyboard, options, tmp_path)
    assert str(caught.value).startswith(
        "painter.diffusion.commercial: black-forest-labs/FLUX.1-Fill-dev may not be used for films that are sold "
        "(licence FLUX.1 [dev], non-commercial)\n  hint: use black-forest-labs/FLUX.2-klein-4B"
    )


@pytest.mark.parametrize(
    ("family", "options", "message"),
    [
        ("sd", {"cache": "first-block"}, "painter.diffusion.cache: first-block does not work with"),
        (
            "sd",
            {"attention": "flash"},
            "painter.diffusion.attention: flash is not there on this machine\n  hint: use auto, native, _native_math",
        ),
        (
            "sd",
            {"quantize": "int8"},
            "painter.diffusion.quantize: int8 needs a GPU with CUDA or ROCm, which CPU is not",
        ),
        ("sd", {"quantize": "nf4"}, "painter.diffusion.quantize: nf4 needs a GPU with CUDA or ROCm, which CPU is not"),
        ("sd3", {"compile": True}, "painter.diffusion.compile: Stable Diffusion 3.5 cannot be compiled"),
        ("sd", {"true_guidance": 2}, "painter.diffusion.true_guidance: Stable Diffusion 1.5 and 2 inpainting takes"),
        ("flux", {"scheduler": "ddim"}, "painter.diffusion.scheduler: ddim does not fit FLUX.1"),
        (
            "klein",
            {"guidance": 4},
            "painter.diffusion.guidance: this model of FLUX.2 [klein] was distilled and heeds none",
        ),
        (
            "klein",
            {"adapter": "someone/faces"},
            "painter.diffusion.adapter: FLUX.2 [klein] has no IP-Adapter\n"
            "  hint: leave adapter out: it looks at the pictures of the cast by itself",
        ),
        (
            "chroma",
            {"adapter": "a/b"},
            "painter.diffusion.adapter: Chroma has no IP-Adapter\n  hint: leave adapter out",
        ),
        (
            "z-image",
            {"control": "someone/net", "seam": True, "steps": 8},
            "painter.diffusion.seam: beside a ControlNet Z-Image always begins from nothing\n"
            "  hint: leave seam or control out",
        ),
        ("qwen", {"control": "someone/net", "strength": 0.5}, "painter.diffusion.strength: beside a ControlNet"),
        ("sd3", {"control": "a/b", "upscale": {"canvas": 2}}, "hint: leave its canvas or control out"),
        ("klein", {"steps": None, "seam": {"strength": 0.2}}, "4 steps at strength 0.2 leave no step to take"),
        ("klein", {"control": "someone/net"}, "painter.diffusion.control: FLUX.2 [klein] has no ControlNet"),
        ("klein", {"upscale": {"canvas": 1.5}}, "FLUX.2 [klein] paints one megapixel at most"),
    ],
)
def test_an_option_that_cannot_be_had_is_refused(
    family: str, options: dict[str, object], message: str, film: Painting
) -> None:
    assert message in refusal(film, family, **options)


def test_where_the_memory_is_the_machines_own_the_memory_option_is_said_to_make_no_room(
    film: Painting, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, "longzoom"):
        film("sd", memory="offload")
    said = [record.getMessage() for record in caplog.records]
    assert "memory: offload makes no room where the device's memory is the machine's own" in said
