"""Single files of weights: what family they are of, told from the names and shapes in their header."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from composer.errors import ComposerError
from composer.painting.diffusion.families.table import FAMILIES

Shapes = Mapping[str, tuple[int, ...]]

#: What programs that pack a whole model into one file write before the denoiser's names.
_PREFIX = "model.diffusion_model."
#: Names that the other parts begin with in such a file.
_VAES = ("first_stage_model.", "vae.")
_ENCODERS = ("cond_stage_model.", "conditioner.embedders.", "text_encoders.")
_LONGEST_HEADER = 1 << 27
_SD_2_WIDTH = 1024
_XL = "diffusers/stable-diffusion-xl-1.0-inpainting-0.1"
_KLEINS = {3072: "black-forest-labs/FLUX.2-klein-4B", 4096: "black-forest-labs/FLUX.2-klein-9B"}


@dataclass(frozen=True, kw_only=True)
class Packed:
    """What one file holds.

    Attributes
    ----------
    family : str
        Key of the family.
    model : str
        The model on the hub whose settings it has, and whose other parts fit it.
    whole : bool
        Whether the decoder and the text encoders are in it too.
    """

    family: str
    model: str
    whole: bool


def shapes_of(file: Path) -> Shapes:
    """Names and shapes of all tensors of a ``.safetensors`` file, read from its header alone.

    Raises
    ------
    ComposerError
        If it is no such file, or is cut off.
    """
    try:
        with file.open("rb") as stream:
            (length,) = struct.unpack("<Q", stream.read(8))
            if length > _LONGEST_HEADER:
                raise ValueError("its header is too long")
            header = json.loads(stream.read(length))
        shapes = {name: tuple(each["shape"]) for name, each in header.items() if name != "__metadata__"}
        end = max((each["data_offsets"][1] for name, each in header.items() if name != "__metadata__"), default=0)
        if file.stat().st_size < 8 + length + end:
            raise ValueError("its end is missing")
    except (OSError, struct.error, ValueError, KeyError, TypeError, AttributeError) as error:
        hint = "fetch it again; weights of another format (.ckpt) must be converted to .safetensors"
        raise ComposerError(f"{file} is no file of weights that can be read: {error}", hint) from error
    return shapes


def packed_in(file: Path) -> Packed:
    """What a single file of weights is.

    Raises
    ------
    ComposerError
        If it cannot be read, or is of no family that is known.
    """
    shapes = shapes_of(file)
    denoiser = {name.removeprefix(_PREFIX): shape for name, shape in shapes.items()}
    whole = all(any(name.startswith(start) for name in shapes) for start in (_VAES, _ENCODERS))
    for mark, told in _MARKS:
        if mark in denoiser:
            family, model = told(denoiser)
            return Packed(family=family, model=model, whole=whole)
    known = ", ".join(family.name for family in FAMILIES)
    raise ComposerError(f"{file} holds no denoiser of a family that this painter knows", f"it knows {known}")


def _stable_diffusion(shapes: Shapes) -> tuple[str, str]:
    native = shapes["input_blocks.0.0.weight"][1] == 9
    if "label_emb.0.0.weight" in shapes:
        return "sdxl", _XL if native else "stabilityai/stable-diffusion-xl-base-1.0"
    if any(name.endswith("attn2.to_k.weight") and shape[-1] == _SD_2_WIDTH for name, shape in shapes.items()):
        return "sd", f"sd2-community/stable-diffusion-2-{'inpainting' if native else '1'}"
    return "sd", f"stable-diffusion-v1-5/stable-diffusion-{'inpainting' if native else 'v1-5'}"


def _stable_diffusion_3(shapes: Shapes) -> tuple[str, str]:
    if "joint_blocks.37.x_block.mlp.fc1.weight" in shapes:
        return "sd3", "stabilityai/stable-diffusion-3.5-large"
    if any(".x_block.attn2." in name for name in shapes):
        return "sd3", "stabilityai/stable-diffusion-3.5-medium"
    return "sd3", "stabilityai/stable-diffusion-3-medium-diffusers"


def _flux(shapes: Shapes) -> tuple[str, str]:
    """Fill sees the picture and its mask beside the noise. Kontext looks as [dev] does."""
    if shapes["img_in.weight"][1] > 2 * shapes["final_layer.linear.weight"][0]:
        return "flux-fill", "black-forest-labs/FLUX.1-Fill-dev"
    if "guidance_in.in_layer.weight" in shapes:
        return "flux", "black-forest-labs/FLUX.1-dev"
    return "flux", "black-forest-labs/FLUX.1-schnell"


def _klein(shapes: Shapes) -> tuple[str, str]:
    width = shapes["img_in.weight"][0]
    if width in _KLEINS:
        return "klein", _KLEINS[width]
    raise ComposerError(
        f"a FLUX.2 model of width {width} is no [klein], which is what this painter can outpaint with",
        f"use {_KLEINS[3072]}",
    )


#: A name that a family's denoiser has, the telling ones first; then what the file is.
_MARKS: tuple[tuple[str, Callable[[Shapes], tuple[str, str]]], ...] = (
    ("input_blocks.0.0.weight", _stable_diffusion),
    ("joint_blocks.0.x_block.mlp.fc1.weight", _stable_diffusion_3),
    ("single_stream_modulation.lin.weight", _klein),
    ("distilled_guidance_layer.in_proj.weight", lambda _: ("chroma", "lodestones/Chroma1-HD")),
    ("double_blocks.0.img_attn.qkv.weight", _flux),
    ("layers.0.adaLN_modulation.0.weight", lambda _: ("z-image", "Tongyi-MAI/Z-Image-Turbo")),
    ("transformer_blocks.0.img_mod.1.weight", lambda _: ("qwen", "Qwen/Qwen-Image")),
)
