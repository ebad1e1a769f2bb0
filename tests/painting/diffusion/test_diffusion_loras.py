"""Low-rank adapters, made by peft, saved and loaded through the real code; schedulers; few-step adapters."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import asking_tiny
import numpy as np
import pytest

from composer.errors import ComposerError
from composer.painting.diffusion.families.family import Family
from composer.painting.diffusion.families.hastening import FAST_ADAPTERS, fast_adapter, hastened
from composer.painting.diffusion.families.models import known_model
from composer.painting.diffusion.families.table import FAMILIES, family_named
from composer.painting.diffusion.machine.libraries import Libraries, load_libraries
from composer.painting.diffusion.options.options import Lora, Options, Source
from composer.painting.diffusion.weights.adapters import (
    Adapter,
    check_adapters,
    dress_painter,
    dress_reader,
    dress_scheduler,
    find_adapters,
)
from composer.painting.diffusion.weights.cache import folder_of
from composer.painting.diffusion.weights.finding import identify
from composer.painting.diffusion.weights.loading import load_painting_parts, load_text_parts
from composer.painting.diffusion.weights.schedulers import check_scheduler, set_scheduler

KEYS = [family.key for family in FAMILIES]
#: Layers of a denoiser that an adapter changes, in the names of its own class.
LAYERS = {"z-image": ["to_q", "to_v"]}


class Halves:
    """The halves of a tiny model, and what painting with them gives."""

    def __init__(self, folder: Path) -> None:
        self.libraries = load_libraries()
        self.libraries.torch.set_num_threads(1)
        checkpoint = identify(self.libraries, Source(name=folder.name, path=folder))
        self.family = checkpoint.family
        dtype = self.libraries.torch.float32
        self.reader = load_text_parts(self.libraries, checkpoint, dtype)
        self.painter = load_painting_parts(self.libraries, checkpoint, dtype)

    def read(self) -> dict[str, Any]:
        with self.libraries.torch.no_grad():
            return asking_tiny.embeddings(self.reader, self.family)

    def picture(self) -> Any:
        return asking_tiny.painted(self.painter, self.family, self.read())


def saved_lora(halves: Halves, folder: Path, *, seed: int = 1, encoder: bool = False) -> Path:
    """A random adapter of a tiny denoiser, made by peft on a copy of it and written as training scripts write it."""
    from peft import LoraConfig, get_peft_model_state_dict

    torch = halves.libraries.torch
    torch.manual_seed(seed)
    kind = type(halves.painter)
    part = halves.family.denoiser
    denoiser = type(getattr(halves.painter, part)).from_config(getattr(halves.painter, part).config)
    targets = LAYERS.get(halves.family.key, ["to_q", "to_v"])
    denoiser.add_adapter(LoraConfig(r=2, lora_alpha=8, target_modules=targets, init_lora_weights=False))
    layers = {f"{part}_lora_layers": get_peft_model_state_dict(denoiser)}
    if encoder:
        text = type(halves.reader.text_encoder)(halves.reader.text_encoder.config)
        text.add_adapter(LoraConfig(r=2, lora_alpha=8, target_modules=["q_proj", "v_proj"], init_lora_weights=False))
        layers["text_encoder_lora_layers"] = get_peft_model_state_dict(text)
    kind.save_lora_weights(folder, **layers)
    return folder / "pytorch_lora_weights.safetensors"


def adapter(file: Path, weight: float = 1.0) -> Adapter:
    return Adapter(name=file.name, file=file, weight=weight)


@pytest.fixture(autouse=True)
def _peft() -> None:
    pytest.importorskip("peft")


@pytest.mark.parametrize("merge", [True, False])
@pytest.mark.parametrize("key", KEYS)
def test_an_adapter_changes_the_picture_and_at_weight_zero_changes_nothing(
    key: str, merge: bool, tiny: Callable[[str], Path], tmp_path: Path
) -> None:
    plain = Halves(tiny(key))
    file = saved_lora(plain, tmp_path)
    first = plain.picture()
    dress_painter(plain.painter, (adapter(file, 0.0),), plain.family, merge=merge)
    assert np.abs(plain.picture() - first).max() < 1e-6
    dressed = Halves(tiny(key))
    dress_painter(dressed.painter, (adapter(file),), dressed.family, merge=merge)
    assert np.abs(dressed.picture() - first).max() > 1e-3
    assert hasattr(getattr(dressed.painter, dressed.family.denoiser), "peft_config") is not merge


def test_several_adapters_add_up_by_their_weights(tiny: Callable[[str], Path], tmp_path: Path) -> None:
    def weights(*adapters: Adapter) -> Any:
        halves = Halves(tiny("sdxl"))
        dress_painter(halves.painter, adapters, halves.family)
        layer = halves.painter.unet.mid_block.attentions[0].transformer_blocks[0].attn1.to_q
        return layer.weight.detach().numpy().copy()

    halves = Halves(tiny("sdxl"))
    first = saved_lora(halves, tmp_path / "a", seed=1)
    second = saved_lora(halves, tmp_path / "b", seed=2)
    plain, a, b = weights(), weights(adapter(first)) - weights(), weights(adapter(second)) - weights()
    both = weights(adapter(first, 0.5), adapter(second, -1.0)) - plain
    assert np.abs(a).max() > 0.01
    assert np.allclose(both, 0.5 * a - b, atol=1e-6)


@pytest.mark.parametrize("key", ["sd", "sdxl", "flux"])
def test_what_an_adapter_has_for_the_text_encoder_reaches_the_half_that_reads(
    key: str, tiny: Callable[[str], Path], tmp_path: Path
) -> None:
    def read(*adapters: Adapter) -> Any:
        halves = Halves(tiny(key))
        dress_reader(halves.reader, adapters, halves.family)
        dress_painter(halves.painter, adapters, halves.family)
        found = halves.read()
        return found["prompt_embeds" if key != "flux" else "pooled_prompt_embeds"].numpy()

    halves = Halves(tiny(key))
    file = saved_lora(halves, tmp_path / "words", encoder=True)
    assert np.abs(read(adapter(file)) - read()).max() > 1e-3
    assert np.abs(read(adapter(file, 0.0)) - read()).max() < 1e-6
    assert np.array_equal(read(adapter(saved_lora(halves, tmp_path / "denoiser"))), read())


def test_an_adapter_of_another_family_is_refused(tiny: Callable[[str], Path], tmp_path: Path) -> None:
    file = saved_lora(Halves(tiny("flux")), tmp_path)
    halves = Halves(tiny("sd"))
    with pytest.raises(ComposerError) as caught:
        dress_painter(halves.painter, (adapter(file),), halves.family)
    assert caught.value.message.startswith(
        "the LoRA pytorch_lora_weights.safetensors does not fit Stable Diffusion 1.5 and 2 inpainting: "
    )
    assert caught.value.hint == "use one that was made for this family of models"


def test_a_file_that_is_no_adapter_is_refused(tiny: Callable[[str], Path]) -> None:
    halves = Halves(tiny("sd"))
    (file,) = (tiny("sd") / "vae").glob("*.safetensors")
    with pytest.raises(ComposerError) as caught:
        dress_painter(halves.painter, (adapter(file),), halves.family)
    assert caught.value.message.startswith(f"the LoRA {file.name} does not fit Stable Diffusion 1.5 and 2 inpainting: ")


def test_a_damaged_adapter_is_said_to_be(tiny: Callable[[str], Path], tmp_path: Path) -> None:
    halves = Halves(tiny("sd"))
    file = saved_lora(halves, tmp_path)
    file.write_bytes(file.read_bytes()[:400])
    for dress, half in ((dress_painter, halves.painter), (dress_reader, halves.reader)):
        with pytest.raises(ComposerError) as caught:
            dress(half, (adapter(file),), halves.family)
        assert caught.value.message.startswith("the LoRA pytorch_lora_weights.safetensors cannot be read: ")
        assert caught.value.hint == f"fetch {file} again"


def test_adapters_are_found_as_files_in_folders_and_in_the_hubs_cache(
    offline: Path, tiny: Callable[[str], Path], tmp_path: Path
) -> None:
    libraries, family = load_libraries(), family_named("sd")
    made = saved_lora(Halves(tiny("sd")), tmp_path / "usual")
    named = tmp_path / "other" / "style.safetensors"
    named.parent.mkdir()
    shutil.copy(made, named)
    snapshot = folder_of(offline, "someone/style") / "snapshots" / ("0" * 40)
    snapshot.mkdir(parents=True)
    shutil.copy(made, snapshot / "only.safetensors")
    fast = folder_of(offline, "ByteDance/Hyper-SD")
    (fast / "refs").mkdir(parents=True)
    (fast / "refs" / "main").write_text("0" * 40)
    hyper = fast / "snapshots" / ("0" * 40) / "Hyper-SD15-8steps-CFG-lora.safetensors"
    hyper.parent.mkdir(parents=True)
    shutil.copy(made, hyper)
    sources = (
        Source(name="usual", path=made.parent),
        Source(name="other", path=named.parent),
        Source(name="style.safetensors", path=named),
        Source(name="someone/style"),
    )
    options = Options(loras=tuple(Lora(source=source, weight=0.5) for source in sources), fast="hyper")
    found = find_adapters(libraries, family, options)
    assert [each.file for each in found] == [hyper, made, named, named, snapshot / "only.safetensors"]
    assert [each.weight for each in found] == [1.0, 0.5, 0.5, 0.5, 0.5]


def test_a_folder_of_several_adapters_or_none_is_refused(tmp_path: Path) -> None:
    libraries = Libraries(torch=None, diffusers=None, hub=None)
    options = Options(loras=(Lora(source=Source(name="loras", path=tmp_path)),))
    with pytest.raises(ComposerError, match="loras holds no file of LoRA weights"):
        find_adapters(libraries, family_named("sd"), options)
    (tmp_path / "a.safetensors").touch()
    (tmp_path / "b.safetensors").touch()
    with pytest.raises(ComposerError) as caught:
        find_adapters(libraries, family_named("sd"), options)
    assert str(caught.value) == (
        "loras holds several files of LoRA weights (.safetensors)\n  hint: name the file itself"
    )


@pytest.mark.parametrize(
    ("options", "message", "hint"),
    [
        (
            Options(fast="lightning"),
            "ByteDance/SDXL-Lightning is not on this machine and cannot be fetched: ",
            "connect to the network, or leave fast: lightning out",
        ),
        (
            Options(loras=(Lora(source=Source(name="someone/style")),)),
            "someone/style is not on this machine and cannot be fetched: ",
            "connect to the network, or name the file itself: painter: {diffusion: {lora: path/to/style.safetensors}}",
        ),
    ],
)
def test_offline_an_adapter_that_is_not_here_is_named(offline: Path, options: Options, message: str, hint: str) -> None:
    with pytest.raises(ComposerError) as caught:
        find_adapters(load_libraries(), family_named("sdxl"), options)
    assert caught.value.message.startswith(message)
    assert caught.value.hint == hint


def test_without_peft_adapters_are_refused_before_anything_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("composer.painting.diffusion.weights.adapters.find_spec", lambda name: None)
    check_adapters(family_named("sdxl"), Options())
    with pytest.raises(ComposerError) as caught:
        check_adapters(family_named("sdxl"), Options(fast="lcm"))
    assert str(caught.value) == (
        'LoRAs need the package peft, which is not installed\n  hint: pip install "longzoom[diffusion]"'
    )


@pytest.mark.parametrize("name", ["euler", "euler-a", "dpm++", "unipc", "ddim", "lcm", "heun"])
@pytest.mark.parametrize("key", ["sd", "sdxl"])
def test_every_scheduler_paints_with_stable_diffusion(key: str, name: str, tiny: Callable[[str], Path]) -> None:
    halves = Halves(tiny(key))
    first = halves.picture()
    levels = halves.painter.scheduler.config.beta_end
    set_scheduler(halves.libraries, halves.painter, halves.family, name)
    assert halves.painter.scheduler.config.beta_end == levels
    assert not halves.painter.scheduler.config.get("clip_sample")  # latents are no pixels
    picture = halves.picture()
    assert np.isfinite(picture).all()
    assert np.array_equal(picture, first) == (key == "sdxl" and name == "euler")


@pytest.mark.parametrize("key", [key for key in KEYS if key not in ("sd", "sdxl")])
def test_flow_matching_models_paint_with_their_own_schedulers_only(key: str, tiny: Callable[[str], Path]) -> None:
    halves = Halves(tiny(key))
    first = halves.picture()
    set_scheduler(halves.libraries, halves.painter, halves.family, "euler")
    assert np.array_equal(halves.picture(), first)
    set_scheduler(halves.libraries, halves.painter, halves.family, "lcm")
    other = halves.picture()
    assert np.isfinite(other).all()
    assert not np.array_equal(other, first)
    with pytest.raises(ComposerError) as caught:
        check_scheduler(halves.family, "dpm++")
    assert str(caught.value) == (
        f"painter.diffusion.scheduler: dpm++ does not fit {halves.family.name}, which is a flow-matching model\n"
        "  hint: use default or euler or lcm"
    )


@pytest.mark.parametrize("fast", FAST_ADAPTERS, ids=lambda fast: f"{fast.families[0]}-{fast.name}")
def test_every_few_step_adapters_scheduler_paints(fast: Any, tiny: Callable[[str], Path]) -> None:
    for key in fast.families:
        halves = Halves(tiny(key))
        dress_scheduler(halves.libraries, halves.painter, halves.family, Options(fast=fast.name))
        config = halves.painter.scheduler.config
        assert {name: config[name] for name in fast.settings} == dict(fast.settings)
        assert np.isfinite(halves.picture()).all()


def test_a_scheduler_of_the_directors_goes_before_the_adapters(tiny: Callable[[str], Path]) -> None:
    halves = Halves(tiny("sdxl"))
    options = Options(fast="lightning", scheduler="dpm++")
    dress_scheduler(halves.libraries, halves.painter, halves.family, options)
    assert type(halves.painter.scheduler).__name__ == "DPMSolverMultistepScheduler"
    assert halves.painter.scheduler.config.timestep_spacing == "trailing"


def test_a_few_step_adapter_has_its_own_steps_and_guidance() -> None:
    def told(key: str, name: str) -> tuple[int, float, bool]:
        family = hastened(family_named(key), name)
        return family.steps, family.guidance, family.takes_avoid

    assert told("sdxl", "") == (28, 6.5, True)
    assert told("sdxl", "lightning") == (8, 1.0, False)
    assert told("sdxl", "hyper") == (8, 5.0, True)
    assert told("sd", "lcm") == (6, 1.5, True)
    assert told("flux-fill", "turbo") == (8, 30, False)
    assert told("qwen", "lightning") == (8, 1.0, False)
    assert fast_adapter(family_named("flux"), "hyper").weight == 0.125


def klein() -> Family:
    model = known_model("black-forest-labs/FLUX.2-klein-4B")
    assert model is not None
    return model.as_family()


@pytest.mark.parametrize(
    ("family", "name", "message"),
    [
        (
            family_named("sdxl"),
            "turbo",
            "painter.diffusion.fast: Stable Diffusion XL inpainting has no adapter called turbo\n"
            "  hint: it has lightning, lcm, hyper",
        ),
        (
            klein(),
            "turbo",
            "painter.diffusion.fast: FLUX.2 [klein] has no adapter called turbo\n"
            "  hint: leave fast out: the model paints in 4 steps by itself",
        ),
        (
            family_named("chroma"),
            "lcm",
            "painter.diffusion.fast: Chroma has no adapter called lcm\n"
            "  hint: leave fast out; set steps to paint in fewer",
        ),
    ],
)
def test_a_few_step_adapter_that_a_family_has_not_is_refused(family: Family, name: str, message: str) -> None:
    with pytest.raises(ComposerError) as caught:
        fast_adapter(family, name)
    assert str(caught.value) == message


def test_a_few_step_adapter_whose_licence_forbids_sold_films_is_refused() -> None:
    with pytest.raises(ComposerError) as caught:
        check_adapters(family_named("flux"), Options(fast="turbo", commercial=True))
    assert str(caught.value) == (
        "painter.diffusion.commercial: alimama-creative/FLUX.1-Turbo-Alpha may not be used for films that are sold "
        "(licence FLUX.1 [dev], non-commercial)\n"
        "  hint: leave fast out, or choose a model of few steps, such as black-forest-labs/FLUX.2-klein-4B"
    )
