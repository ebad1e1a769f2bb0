"""Tiny models in the single files that the models' makers and other programs write: their names, not diffusers'."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

_UNET = "model.diffusion_model."
#: The names of a U-Net's parts outside of its blocks.
_OUTER = {
    "time_embedding.linear_1": "time_embed.0",
    "time_embedding.linear_2": "time_embed.2",
    "add_embedding.linear_1": "label_emb.0.0",
    "add_embedding.linear_2": "label_emb.0.2",
    "conv_in": "input_blocks.0.0",
    "conv_norm_out": "out.0",
    "conv_out": "out.2",
}
_RESNET = {
    "norm1": "in_layers.0",
    "conv1": "in_layers.2",
    "norm2": "out_layers.0",
    "conv2": "out_layers.3",
    "time_emb_proj": "emb_layers.1",
    "conv_shortcut": "skip_connection",
}
_ATTENTION = {
    "group_norm": "norm",
    "to_q": "q",
    "to_k": "k",
    "to_v": "v",
    "to_out.0": "proj_out",
}
#: Blocks of the tiny U-Net have one layer, and a resampler after it or not.
_PER_BLOCK = 2


def pack_stable_diffusion(folder: Path, file: Path) -> Path:
    """A whole Stable Diffusion model in one file: denoiser, decoder and text encoder."""
    tensors = {_UNET + _of_unet(name): tensor for name, tensor in _read(folder / "unet").items()}
    vae = _read(folder / "vae")
    tensors |= {"first_stage_model." + _of_vae(name): tensor for name, tensor in vae.items()}
    for name, tensor in _read(folder / "text_encoder").items():
        inner = name if name.startswith("text_model.") else f"text_model.{name}"
        tensors[f"cond_stage_model.transformer.{inner}"] = tensor
    return _write(tensors, file)


def pack_unet(folder: Path, file: Path) -> Path:
    """The denoiser of a Stable Diffusion model, of XL too."""
    return _write({_UNET + _of_unet(name): tensor for name, tensor in _read(folder / "unet").items()}, file)


def pack_z_image(folder: Path, file: Path) -> Path:
    """The denoiser of a Z-Image model, with the three projections of an attention in one, as its makers have it."""
    import torch

    own = _read(folder / "transformer")
    tensors = {}
    for name, tensor in own.items():
        found = re.fullmatch(r"(.*\.attention)\.to_(q|k|v)\.weight", name)
        if found is None:
            tensors[_of_z_image(name)] = tensor
        elif found[2] == "q":
            parts = [own[f"{found[1]}.to_{part}.weight"] for part in "qkv"]
            tensors[f"{found[1]}.qkv.weight"] = torch.cat(parts)
    return _write(tensors, file)


def pack_qwen(folder: Path, file: Path) -> Path:
    """The denoiser of a Qwen-Image model, whose names are those of diffusers."""
    return _write(_read(folder / "transformer"), file)


def _of_unet(name: str) -> str:
    for ours, theirs in _OUTER.items():
        if name.startswith(ours + "."):
            return theirs + name.removeprefix(ours)
    place, kind, inner = _place(name)
    if kind == "resnets":
        return f"{place}.{_renamed(inner, _RESNET)}"
    return f"{place}.{inner}"


def _place(name: str) -> tuple[str, str, str]:
    found = re.fullmatch(r"(down|up)_blocks\.(\d+)\.(\w+)\.(\d+)\.(.*)", name)
    if found is None:
        middle = re.fullmatch(r"mid_block\.(\w+)\.(\d+)\.(.*)", name)
        assert middle is not None, name
        number = 1 if middle[1] == "attentions" else 2 * int(middle[2])
        return f"middle_block.{number}", middle[1], middle[3]
    way, block, kind, layer, inner = found[1], int(found[2]), found[3], int(found[4]), found[5]
    if kind == "downsamplers":
        return f"input_blocks.{1 + block * _PER_BLOCK + 1}.0", kind, inner.replace("conv", "op")
    if kind == "upsamplers":
        last = block * _PER_BLOCK + 1
        return f"output_blocks.{last}.{2 if block == 0 else 1}", kind, inner
    number = block * _PER_BLOCK + layer + (way == "down")
    return f"{'input' if way == 'down' else 'output'}_blocks.{number}.{int(kind == 'attentions')}", kind, inner


def _of_vae(name: str) -> str:
    name = name.replace("mid_block.attentions.0", "mid.attn_1").replace("conv_norm_out", "norm_out")
    name = re.sub(r"mid_block\.resnets\.(\d)", lambda found: f"mid.block_{int(found[1]) + 1}", name)
    name = re.sub(r"down_blocks\.(\d)\.resnets", r"down.\1.block", name)
    name = re.sub(r"down_blocks\.(\d)\.downsamplers\.0", r"down.\1.downsample", name)
    name = re.sub(r"up_blocks\.(\d)\.resnets", lambda found: f"up.{3 - int(found[1])}.block", name)
    name = re.sub(r"up_blocks\.(\d)\.upsamplers\.0", lambda found: f"up.{3 - int(found[1])}.upsample", name)
    name = name.replace("conv_shortcut", "nin_shortcut")
    if ".attn_1." in name:
        start, inner = name.split(".attn_1.")
        return f"{start}.attn_1.{_renamed(inner, _ATTENTION)}"
    return name


def _of_z_image(name: str) -> str:
    for theirs, ours in {
        "final_layer.": "all_final_layer.2-1.",
        "x_embedder.": "all_x_embedder.2-1.",
        ".attention.out.": ".attention.to_out.0.",
        ".attention.k_norm.": ".attention.norm_k.",
        ".attention.q_norm.": ".attention.norm_q.",
    }.items():
        name = name.replace(ours, theirs)
    return name


def _renamed(inner: str, names: dict[str, str]) -> str:
    ours = next(each for each in names if inner.startswith(each + "."))
    return names[ours] + inner.removeprefix(ours)


def _read(folder: Path) -> dict[str, Any]:
    from safetensors.torch import load_file

    (file,) = folder.glob("*.safetensors")
    return load_file(file)


def _write(tensors: dict[str, Any], file: Path) -> Path:
    from safetensors.torch import save_file

    save_file({name: tensor.contiguous() for name, tensor in tensors.items()}, file)
    return file
