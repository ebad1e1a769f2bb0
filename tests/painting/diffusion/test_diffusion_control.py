"""ControlNets for inpainting, tiny and random, beside tiny models."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import asking_tiny
import numpy as np
import pytest

from composer.errors import ComposerError
from composer.painting.diffusion.canvas.surround import Surround
from composer.painting.diffusion.families.family import MaskUse
from composer.painting.diffusion.families.table import FAMILIES, family_named
from composer.painting.diffusion.machine.libraries import load_libraries
from composer.painting.diffusion.options.options import Source
from composer.painting.diffusion.weights.control import check_control, control_arguments, with_control
from composer.painting.diffusion.weights.finding import identify, mask_use
from composer.painting.diffusion.weights.loading import load_painting_parts, load_text_parts

SIZE = asking_tiny.SIZE


def _of_unet(name: str, denoiser: Any, **more: Any) -> Any:
    import diffusers

    kept = ("block_out_channels", "down_block_types", "layers_per_block", "norm_num_groups", "cross_attention_dim")
    kept += ("attention_head_dim", "addition_embed_type", "addition_time_embed_dim", "use_linear_projection")
    kept += ("transformer_layers_per_block", "projection_class_embeddings_input_dim")
    own = {each: denoiser.config[each] for each in kept}
    shown = {"conditioning_embedding_out_channels": (8, 8, 8, 8), "in_channels": 4}
    return getattr(diffusers, name)(**own, **shown, **more)


def _of_transformer(name: str, denoiser: Any, **more: Any) -> Any:
    import diffusers

    return getattr(diffusers, name).from_config({**denoiser.config, **more})


def _of_z_image(denoiser: Any) -> Any:
    import diffusers

    config = denoiser.config
    shared = ("all_patch_size", "all_f_patch_size", "dim", "n_refiner_layers", "n_heads", "n_kv_heads")
    return diffusers.ZImageControlNetModel(
        control_layers_places=[0],
        control_refiner_layers_places=[0],
        control_in_dim=config.in_channels * 2 + 1,
        add_control_noise_refiner="control_noise_refiner",
        **{each: config[each] for each in shared},
    )


MAKERS: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "sd": ("sd", lambda unet: _of_unet("ControlNetModel", unet)),
    "sd-four": ("sd-four", lambda unet: _of_unet("ControlNetModel", unet)),
    "sdxl": ("sdxl", lambda unet: _of_unet("ControlNetModel", unet)),
    "sdxl-union": (
        "sdxl-four",
        lambda unet: _of_unet(
            "ControlNetUnionModel",
            unet,
            num_control_type=8,
            num_trans_channel=16,
            num_trans_head=2,
            num_proj_channel=16,
        ),
    ),
    "sd3": ("sd3", lambda made: _of_transformer("SD3ControlNetModel", made, extra_conditioning_channels=1)),
    "flux": ("flux", lambda made: _of_transformer("FluxControlNetModel", made)),
    "flux-union": ("flux", lambda made: _of_transformer("FluxControlNetModel", made, num_mode=7)),
    "qwen": ("qwen", lambda made: _of_transformer("QwenImageControlNetModel", made, extra_condition_channels=4)),
    "z-image": ("z-image", _of_z_image),
}


class Controlled:
    """A tiny model with a tiny ControlNet from a folder."""

    def __init__(self, name: str, tiny: Callable[[str], Path], folder: Path) -> None:
        self.libraries = load_libraries()
        self.torch = self.libraries.torch
        self.torch.set_num_threads(1)
        model, make = MAKERS[name]
        checkpoint = identify(self.libraries, Source(name=model, path=tiny(model)))
        self.family, dtype = checkpoint.family, self.torch.float32
        reader = load_text_parts(self.libraries, checkpoint, dtype)
        with self.torch.no_grad():
            self.read = asking_tiny.embeddings(reader, self.family)
        self.plain = load_painting_parts(self.libraries, checkpoint, dtype)
        self.torch.manual_seed(3)
        if name == "sd3":  # its last block takes nothing from a network
            transformer = self.plain.transformer
            two = type(transformer).from_config({**transformer.config, "num_layers": 2})
            self.plain.register_modules(transformer=two.eval())
        network = make(getattr(self.plain, self.family.denoiser))
        with self.torch.no_grad():
            for parameter in network.parameters():  # the layers that join a network begin at zero
                parameter.normal_(std=0.1)
        network.save_pretrained(folder)
        self.source = Source(name="control", path=folder)
        self.pipeline = with_control(self.libraries, self.plain, self.family, self.source, dtype)

    def picture(self, canvas: Surround, weight: float) -> Any:
        asked = control_arguments(self.pipeline, self.family, canvas, weight)
        self.pipeline.set_progress_bar_config(disable=True)
        own = {"height": SIZE, "width": SIZE, "num_inference_steps": 2, "output_type": "np"}
        own |= {self.family.guidance_argument: self.family.guidance}
        if "image" in asked and self.family.key != "z-image":
            own["strength"] = 1.0
        generator = self.torch.Generator("cpu").manual_seed(5)
        return self.pipeline(**own, **asked, **self.read, generator=generator).images[0]


def canvas(kept: int = 0) -> Surround:
    random = np.random.default_rng(3)
    picture = random.integers(0, 256, (SIZE, SIZE, 3), np.uint8)
    picture[16:48, 16:48] = np.roll(picture[16:48, 16:48], kept, axis=2)
    repaint = np.ones((SIZE, SIZE), bool)
    repaint[16:48, 16:48] = False
    return Surround(picture=picture, repaint=repaint, share=repaint.astype(np.float32))


@pytest.mark.parametrize("name", MAKERS)
def test_a_network_paints_another_picture_and_at_weight_zero_none_of_its_own(
    name: str, tiny: Callable[[str], Path], tmp_path: Path
) -> None:
    made = Controlled(name, tiny, tmp_path)
    full = made.picture(canvas(), 1.0)
    assert full.shape == (SIZE, SIZE, 3)
    assert np.isfinite(full).all()
    nothing = made.picture(canvas(), 0.0)
    assert np.abs(full - nothing).max() > 1e-3
    if made.family.key in ("sd3", "qwen"):  # what is kept reaches these through the network alone
        assert np.array_equal(made.picture(canvas(kept=1), 0.0), nothing)
        assert not np.array_equal(made.picture(canvas(kept=1), 1.0), full)
    elif made.family.key != "z-image":
        generator = made.torch.Generator("cpu").manual_seed(5)
        if made.family.key == "flux":  # what the network sees is encoded first, with noise of its own
            made.torch.randn((1, 4, SIZE // 8, SIZE // 8), generator=generator)
        plain = asking_tiny.painted(made.plain, made.family, made.read, generator=generator)
        assert np.abs(nothing - plain).max() < 1e-5


def test_every_family_has_a_network_or_says_that_it_has_none() -> None:
    having = {MAKERS[name][0].removesuffix("-four") for name in MAKERS}
    for family in FAMILIES:
        if family.key in having:
            check_control(family)
            continue
        with pytest.raises(ComposerError) as caught:
            check_control(family)
        assert str(caught.value) == (
            f"painter.diffusion.control: {family.name} has no ControlNet for inpainting\n"
            "  hint: leave control out, or choose a model of a family that has one: "
            "Stable Diffusion 1.5 and 2 inpainting, Stable Diffusion XL inpainting, Stable Diffusion 3.5, "
            "FLUX.1 [dev] and [schnell], Qwen-Image, Z-Image"
        )


def test_networks_see_the_canvas_as_they_were_trained_to() -> None:
    made = canvas()
    repaint = made.repaint
    plain = SimpleNamespace(controlnet=SimpleNamespace(config=SimpleNamespace(num_mode=None)))
    union = SimpleNamespace(controlnet=type("ControlNetUnionModel", (), {})())
    hollow = control_arguments(plain, family_named("sdxl"), made, 0.5)
    seen = hollow["control_image"].numpy()[0].transpose(1, 2, 0)
    assert (seen[repaint] == -1).all()
    assert np.allclose(seen[~repaint] * 255, made.picture[~repaint], atol=1e-4)
    assert hollow["controlnet_conditioning_scale"] == 0.5
    several = control_arguments(union, family_named("sdxl"), made, 1.0)
    black = np.asarray(several["control_image"][0])
    assert (black[repaint] == 0).all()
    assert np.array_equal(black[~repaint], made.picture[~repaint])
    assert several["control_mode"] == [7]
    flux = control_arguments(plain, family_named("flux"), made, 1.0)
    assert np.array_equal(np.asarray(flux["control_image"]), made.picture)
    assert "control_mode" not in flux
    many = SimpleNamespace(controlnet=SimpleNamespace(config=SimpleNamespace(num_mode=7)))
    assert control_arguments(many, family_named("flux"), made, 1.0)["control_mode"] == 3
    lines = control_arguments(plain, family_named("z-image"), made, 1.0)["control_image"]
    assert np.asarray(lines).max() == 0
    masked = control_arguments(plain, family_named("qwen"), made, 1.0)
    assert set(masked) == {"control_image", "control_mask", "controlnet_conditioning_scale"}
    assert np.array_equal(np.asarray(masked["control_mask"]) == 255, repaint)


@pytest.mark.parametrize(("key", "use"), [("qwen", MaskUse.NATIVE), ("flux", MaskUse.BLEND)])
def test_a_network_that_is_shown_the_mask_makes_its_use_native(key: str, use: MaskUse) -> None:
    assert mask_use(SimpleNamespace(controlnet=object()), family_named(key)) is use
    assert mask_use(SimpleNamespace(controlnet=None), family_named(key)) is MaskUse.BLEND


def test_the_union_network_is_refused_beside_a_model_that_was_trained_to_inpaint(
    tiny: Callable[[str], Path], tmp_path: Path
) -> None:
    made = Controlled("sdxl-union", tiny, tmp_path)
    made.plain.unet.register_to_config(in_channels=9)
    with pytest.raises(ComposerError) as caught:
        with_control(made.libraries, made.plain, made.family, made.source, made.torch.float32)
    assert str(caught.value) == (
        "the ControlNet control cannot be used with a model that was trained to inpaint\n"
        "  hint: set model: stabilityai/stable-diffusion-xl-base-1.0, or another XL model that paints whole pictures"
    )


def test_a_network_of_another_family_is_refused(tiny: Callable[[str], Path], tmp_path: Path) -> None:
    made = Controlled("flux", tiny, tmp_path)
    xl = family_named("sdxl")
    with pytest.raises(ComposerError) as caught:
        with_control(made.libraries, made.plain, xl, made.source, made.torch.float32)
    assert str(caught.value) == (
        "the ControlNet control cannot be used with Stable Diffusion XL inpainting: it is a FluxControlNetModel, "
        "not a ControlNetModel or ControlNetUnionModel\n"
        "  hint: use one for inpainting that was made for this family of models"
    )


def test_a_flux_network_that_sees_a_mask_is_refused_with_what_helps(
    tiny: Callable[[str], Path], tmp_path: Path
) -> None:
    made = Controlled("flux", tiny, tmp_path)
    config = json.loads((tmp_path / "config.json").read_text())
    (tmp_path / "config.json").write_text(json.dumps(config | {"extra_condition_channels": 4}))
    with pytest.raises(ComposerError) as caught:
        with_control(made.libraries, made.plain, made.family, made.source, made.torch.float32)
    assert str(caught.value) == (
        "the ControlNet control sees a mask beside the picture, which FLUX.1's pipeline cannot show it\n"
        "  hint: leave control out and set model: black-forest-labs/FLUX.1-Fill-dev, which was trained to inpaint"
    )


def test_a_network_whose_weights_have_other_shapes_is_refused(tiny: Callable[[str], Path], tmp_path: Path) -> None:
    made = Controlled("flux", tiny, tmp_path)
    config = json.loads((tmp_path / "config.json").read_text())
    (tmp_path / "config.json").write_text(json.dumps(config | {"joint_attention_dim": 48}))
    with pytest.raises(ComposerError) as caught:
        with_control(made.libraries, made.plain, made.family, made.source, made.torch.float32)
    assert caught.value.message.startswith("the ControlNet control cannot be used with FLUX.1 [dev] and [schnell]: ")


def test_a_network_in_a_single_file_has_the_settings_beside_it(tiny: Callable[[str], Path], tmp_path: Path) -> None:
    made = Controlled("z-image", tiny, tmp_path / "folder")
    first = made.picture(canvas(), 1.0)
    file = tmp_path / "own" / "control.safetensors"
    file.parent.mkdir()
    shutil.copy(tmp_path / "folder" / "diffusion_pytorch_model.safetensors", file)
    shutil.copy(tmp_path / "folder" / "config.json", file.parent)
    source = Source(name="control.safetensors", path=file)
    made.pipeline = with_control(made.libraries, made.plain, made.family, source, made.torch.float32)
    assert np.abs(made.picture(canvas(), 1.0) - first).max() < 1e-5


def test_offline_a_network_that_is_not_here_is_named(offline: Path) -> None:
    libraries = load_libraries()
    with pytest.raises(ComposerError) as caught:
        with_control(libraries, None, family_named("sd"), Source(name="lllyasviel/control_v11p_sd15_inpaint"), None)
    assert caught.value.message.startswith(
        "lllyasviel/control_v11p_sd15_inpaint is not on this machine and cannot be fetched: "
    )
    assert caught.value.hint == (
        "connect to the network, or name a folder that holds it: painter: {diffusion: {control: path/to/folder}}"
    )
