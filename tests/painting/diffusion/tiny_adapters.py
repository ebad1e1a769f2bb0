"""IP-Adapters for the tiny pipelines, laid out in their files as the published ones are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

#: Width of the tiny image encoder's hidden states and of its projection.
HIDDEN, PROJECTED = 32, 16


def save_adapter(family: str, pipeline: Any, folder: Path, *, plus: bool = False) -> Path:
    """A folder with ``ip_adapter.safetensors``, random weights for a tiny pipeline, and its ``image_encoder``.

    ``plus``: one that looks at the patches of a picture, as the usual adapters of Stable Diffusion do.
    """
    import torch
    from safetensors.torch import save_file

    torch.manual_seed(1)
    folder.mkdir(parents=True)
    weights = _flux(pipeline.transformer) if family == "flux" else _unet(pipeline.unet, plus=plus)
    save_file({name: tensor.contiguous() for name, tensor in weights.items()}, folder / "ip_adapter.safetensors")
    save_image_encoder(folder / "image_encoder")
    return folder


def save_image_encoder(folder: Path) -> None:
    from transformers import CLIPVisionConfig, CLIPVisionModelWithProjection

    config = CLIPVisionConfig(
        hidden_size=HIDDEN,
        intermediate_size=64,
        projection_dim=PROJECTED,
        num_hidden_layers=2,
        num_attention_heads=4,
        image_size=32,
        patch_size=8,
    )
    CLIPVisionModelWithProjection(config).save_pretrained(folder)


def _unet(unet: Any, *, plus: bool) -> dict[str, Any]:
    import torch

    width = unet.config.cross_attention_dim
    made = _resampler(width) if plus else _projection(width)
    weights = {f"image_proj.{name}": tensor for name, tensor in made.items()}
    crossed = [name for name in unet.attn_processors if name.endswith("attn2.processor")]
    for number, name in enumerate(crossed):
        hidden = unet.get_submodule(name.removesuffix(".processor")).to_q.weight.shape[0]
        for part in ("k", "v"):
            weights[f"ip_adapter.{2 * number + 1}.to_{part}_ip.weight"] = torch.randn(hidden, width) * 0.3
    return weights


def _flux(transformer: Any) -> dict[str, Any]:
    import torch

    width, inner = transformer.config.joint_attention_dim, transformer.inner_dim
    weights = {f"ip_adapter_proj_model.{name}": tensor for name, tensor in _projection(width).items()}
    for number in range(transformer.config.num_layers):
        for part in ("k", "v"):
            name = f"double_blocks.{number}.processor.ip_adapter_double_stream_{part}_proj"
            weights |= {f"{name}.weight": torch.randn(inner, width) * 0.3, f"{name}.bias": torch.zeros(inner)}
    return weights


def _projection(width: int) -> dict[str, Any]:
    """From a picture's projection to four tokens."""
    import torch

    return {
        "proj.weight": torch.randn(4 * width, PROJECTED),
        "proj.bias": torch.zeros(4 * width),
        "norm.weight": torch.ones(width),
        "norm.bias": torch.zeros(width),
    }


def _resampler(width: int, inner: int = 64, tokens: int = 4) -> dict[str, Any]:
    """From the hidden states of a picture's patches to four tokens; four layers, one head."""
    import torch

    def linear(rows: int, columns: int) -> Any:
        return torch.randn(rows, columns) / columns**0.5

    made = {
        "latents": torch.randn(1, tokens, inner),
        "proj_in.weight": linear(inner, HIDDEN),
        "proj_in.bias": torch.zeros(inner),
        "proj_out.weight": linear(width, inner),
        "proj_out.bias": torch.zeros(width),
        "norm_out.weight": torch.ones(width),
        "norm_out.bias": torch.zeros(width),
    }
    for number in range(4):
        layer = f"layers.{number}"
        for norm in (f"{layer}.0.norm1", f"{layer}.0.norm2", f"{layer}.1.0"):
            made |= {f"{norm}.weight": torch.ones(inner), f"{norm}.bias": torch.zeros(inner)}
        made |= {
            f"{layer}.0.to_q.weight": linear(64, inner),
            f"{layer}.0.to_kv.weight": linear(128, inner),
            f"{layer}.0.to_out.weight": linear(inner, 64),
            f"{layer}.1.1.weight": linear(4 * inner, inner),
            f"{layer}.1.3.weight": linear(inner, 4 * inner),
        }
    return made
