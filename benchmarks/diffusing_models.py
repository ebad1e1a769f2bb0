"""Full-size models of the painter's families with random weights, built from their published configurations.

The same programs run on them, and as much memory is read, as with real weights; only step caches, which look at what is
predicted, mean nothing here. Tokenizers and schedulers are those of the tests' tiny pipelines.
"""

from __future__ import annotations

import math
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import diffusers
import torch
import transformers

from composer.painting.diffusion.families.family import Family
from composer.painting.diffusion.machine.libraries import load_libraries
from composer.painting.diffusion.options.options import Source
from composer.painting.diffusion.weights.finding import identify
from composer.painting.diffusion.weights.loading import load_pipeline

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "painting" / "diffusion"))
from tiny_pipelines import save_tiny

#: Families that can be built at full size.
KEYS = ("sd", "sdxl", "flux-fill", "klein", "z-image", "qwen")
Build = Callable[[], Any]


def tiny_pipeline(key: str, dtype: Any) -> Any:
    """A tiny pipeline of a family, loaded by the painter's own code."""
    with tempfile.TemporaryDirectory() as name:
        folder = save_tiny(key, Path(name) / key)
        libraries = load_libraries()
        pipeline = load_pipeline(libraries, identify(libraries, Source(name=str(folder), path=folder)), dtype)
    pipeline.set_progress_bar_config(disable=True)
    if key == "chroma" and "guidance_embeds" not in pipeline.transformer.config:
        pipeline.transformer.register_to_config(guidance_embeds=False)
    return pipeline


def full_pipeline(family: Family, device: str, dtype: Any) -> Any:
    """A pipeline of a family's usual size on a device."""
    tiny = tiny_pipeline(family.key, dtype)
    parts = {name: _filled(build, device, dtype) for name, build in networks(family.key).items()}
    known = {name: tiny.config[name] for name in ("is_distilled", "requires_safety_checker") if name in tiny.config}
    pipeline = type(tiny)(**{**tiny.components, **parts, **known, **family.settings})
    pipeline.set_progress_bar_config(disable=True)
    return pipeline


def networks(key: str) -> dict[str, Build]:
    """What builds each network of a family at its usual size, by its name in the pipeline."""
    return {
        "sd": {"unet": _unet, "vae": lambda: _vae(4, 0.18215), "text_encoder": lambda: _clip(768, 3072, 12, 12)},
        "sdxl": {
            "unet": _unet_xl,
            "vae": lambda: _vae(4, 0.13025, force_upcast=True),
            "text_encoder": lambda: _clip(768, 3072, 12, 12),
            "text_encoder_2": lambda: _clip(1280, 5120, 32, 20, projected=True),
        },
        "flux-fill": {
            "transformer": lambda: diffusers.FluxTransformer2DModel(
                in_channels=384, out_channels=64, guidance_embeds=True
            ),
            "vae": _vae_flux,
            "text_encoder": lambda: _clip(768, 3072, 12, 12),
            "text_encoder_2": _t5,
        },
        "klein": {
            "transformer": lambda: diffusers.Flux2Transformer2DModel(
                num_layers=5,
                num_single_layers=20,
                num_attention_heads=24,
                joint_attention_dim=7680,
                guidance_embeds=False,
            ),
            "vae": diffusers.AutoencoderKLFlux2,
            "text_encoder": lambda: transformers.Qwen3ForCausalLM(_qwen3()),
        },
        "z-image": {
            "transformer": diffusers.ZImageTransformer2DModel,
            "vae": _vae_flux,
            "text_encoder": lambda: transformers.Qwen3Model(_qwen3()),
        },
        "qwen": {
            "transformer": diffusers.QwenImageTransformer2DModel,
            "vae": diffusers.AutoencoderKLQwenImage,
            "text_encoder": _qwen25,
        },
    }[key]


def _filled(build: Build, device: str, dtype: Any) -> Any:
    """A network on a device with random numbers of a size that keeps what flows through it finite.

    Made on the meta device first, so that none is ever held in float32; but where it computes buffers as it is made,
    which that loses, on the device itself.
    """
    with torch.device("meta"):
        network = build()
    if any(True for _ in network.buffers()):
        with torch.device(device):
            network = build().to(dtype)
    else:
        network = network.to(dtype).to_empty(device=device)
    if isinstance(network, diffusers.QwenImageTransformer2DModel):
        network.pos_embed = type(network.pos_embed)(theta=10000, axes_dim=[16, 56, 56], scale_rope=True)
    with torch.no_grad():
        for name, weight in network.named_parameters():
            if weight.dim() >= 2:
                weight.normal_(0, 1 / math.sqrt(weight[0].numel()))
            else:
                weight.fill_(0.0 if name.endswith("bias") else 1.0)
    return network.eval().requires_grad_(False)


def _unet() -> Any:
    return diffusers.UNet2DConditionModel(
        sample_size=64, in_channels=9, out_channels=4, cross_attention_dim=768, attention_head_dim=8
    )


def _unet_xl() -> Any:
    return diffusers.UNet2DConditionModel(
        sample_size=128,
        in_channels=9,
        out_channels=4,
        block_out_channels=(320, 640, 1280),
        layers_per_block=2,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"),
        transformer_layers_per_block=[1, 2, 10],
        attention_head_dim=[5, 10, 20],
        cross_attention_dim=2048,
        addition_embed_type="text_time",
        addition_time_embed_dim=256,
        projection_class_embeddings_input_dim=2816,
        use_linear_projection=True,
    )


def _vae(channels: int, scale: float, **more: Any) -> Any:
    return diffusers.AutoencoderKL(
        latent_channels=channels,
        block_out_channels=(128, 256, 512, 512),
        down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4,
        layers_per_block=2,
        scaling_factor=scale,
        sample_size=1024,
        **{"force_upcast": False, **more},
    )


def _vae_flux() -> Any:
    return _vae(16, 0.3611, shift_factor=0.1159, use_quant_conv=False, use_post_quant_conv=False)


def _clip(width: int, inner: int, layers: int, heads: int, *, projected: bool = False) -> Any:
    config = transformers.CLIPTextConfig(
        hidden_size=width,
        intermediate_size=inner,
        num_hidden_layers=layers,
        num_attention_heads=heads,
        projection_dim=width,
        bos_token_id=512,
        eos_token_id=513,
        pad_token_id=513,
    )
    return (transformers.CLIPTextModelWithProjection if projected else transformers.CLIPTextModel)(config)


def _t5() -> Any:
    config = transformers.T5Config(
        vocab_size=32128,
        d_model=4096,
        d_kv=64,
        d_ff=10240,
        num_layers=24,
        num_heads=64,
        feed_forward_proj="gated-gelu",
        decoder_start_token_id=0,
    )
    return transformers.T5EncoderModel(config)


def _qwen3() -> Any:
    return transformers.Qwen3Config(
        vocab_size=151936,
        hidden_size=2560,
        intermediate_size=9728,
        num_hidden_layers=36,
        num_attention_heads=32,
        num_key_value_heads=8,
        head_dim=128,
        tie_word_embeddings=True,
    )


def _qwen25() -> Any:
    text = {
        "hidden_size": 3584,
        "intermediate_size": 18944,
        "num_hidden_layers": 28,
        "num_attention_heads": 28,
        "num_key_value_heads": 4,
        "vocab_size": 152064,
        "rope_parameters": {"mrope_section": [16, 24, 24], "rope_type": "default", "rope_theta": 1e6},
    }
    vision = {"depth": 32, "hidden_size": 1280, "intermediate_size": 3420, "num_heads": 16, "out_hidden_size": 3584}
    return transformers.Qwen2_5_VLForConditionalGeneration(
        transformers.Qwen2_5_VLConfig(text_config=text, vision_config=vision)
    )


def denoising(key: str, denoiser: Any, pixels: int) -> Callable[[], object]:
    """One prediction of a denoiser on the meta device for a square canvas, with and without the prompt where the family
    needs both."""
    side = round(math.sqrt(pixels)) // 8
    tokens = (side // 2) ** 2

    def some(*shape: int) -> Any:
        return torch.empty(*shape, device="meta", dtype=torch.bfloat16)

    return {
        "sd": lambda: denoiser(some(2, 9, side, side), some(2), some(2, 77, 768)),
        "sdxl": lambda: denoiser(
            some(2, 9, side, side),
            some(2),
            some(2, 77, 2048),
            added_cond_kwargs={"text_embeds": some(2, 1280), "time_ids": some(2, 6)},
        ),
        "flux-fill": lambda: denoiser(
            hidden_states=some(1, tokens, 384),
            encoder_hidden_states=some(1, 512, 4096),
            pooled_projections=some(1, 768),
            timestep=some(1),
            guidance=some(1),
            img_ids=some(tokens, 3),
            txt_ids=some(512, 3),
        ),
        # The inpainting pipeline always shows it the canvas beside what it denoises.
        "klein": lambda: denoiser(
            hidden_states=some(1, 2 * tokens, 128),
            encoder_hidden_states=some(1, 512, 7680),
            timestep=some(1),
            img_ids=some(1, 2 * tokens, 4),
            txt_ids=some(1, 512, 4),
            guidance=None,
        ),
        "z-image": lambda: denoiser([some(16, 1, side, side)], some(1), [some(256, 2560)]),
        "qwen": lambda: [
            denoiser(
                hidden_states=some(1, tokens, 64),
                encoder_hidden_states=some(1, 256, 3584),
                timestep=some(1),
                img_shapes=[[(1, side // 2, side // 2)]],
            )
            for _ in range(2)
        ],
    }[key]


def decoding(key: str, vae: Any, pixels: int) -> Callable[[], object]:
    """One picture decoded on the meta device."""
    side = round(math.sqrt(pixels)) // 8
    channels = {"sd": 4, "sdxl": 4, "klein": 32}.get(key, 16)
    shape = (1, channels, 1, side, side) if key == "qwen" else (1, channels, side, side)
    return lambda: vae.decode(torch.empty(shape, device="meta", dtype=torch.bfloat16))
