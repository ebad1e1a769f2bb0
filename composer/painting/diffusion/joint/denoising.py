"""One call of a family's denoiser: from noisy latents and words to what it makes of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True, kw_only=True, eq=False)
class Call:
    """What a denoiser is shown.

    Attributes
    ----------
    latent : float32 tensor, shape (1, channels, height, width)
    time : float
        As the schedule says.
    words : mapping
        Embeddings as the family's pipeline takes them: ``prompt_embeds``, ``negative_prompt_embeds``, ….
    guidance : float
    known : tensor, shape (1, 1 + channels, height, width), or None
        For denoisers that were trained with masks: where to paint, and the latents of what is there.
    pixels : (int, int)
        Width and height of the picture.
    """

    latent: Any
    time: float
    words: Mapping[str, Any]
    guidance: float
    known: Any
    pixels: tuple[int, int]


#: From torch, a pipeline and a call to the denoiser's output, float32, shaped as the latents.
Denoise = Callable[[Any, Any, Call], Any]


def _of_unet(torch: Any, pipeline: Any, call: Call) -> Any:
    """Stable Diffusion 1.5, 2 and XL, with four channels or nine."""
    unet = pipeline.unet
    words, batch = _in_pairs(torch, call, unet.dtype)
    shown = call.latent if call.known is None else torch.cat([call.latent, call.known], dim=1)
    shown = shown.to(unet.dtype).repeat(batch, 1, 1, 1)
    more: dict[str, Any] = {}
    if "pooled_prompt_embeds" in words:
        width, height = call.pixels
        sizes = torch.tensor([[height, width, 0, 0, height, width]], dtype=unet.dtype, device=shown.device)
        more["added_cond_kwargs"] = {"text_embeds": words["pooled_prompt_embeds"], "time_ids": sizes.repeat(batch, 1)}
    if unet.config.time_cond_proj_dim:
        strictness = torch.full((batch,), call.guidance - 1, device=shown.device)
        embedding = pipeline.get_guidance_scale_embedding(strictness, embedding_dim=unet.config.time_cond_proj_dim)
        more["timestep_cond"] = embedding.to(shown.device, unet.dtype)
    time = torch.tensor(call.time, device=shown.device)
    output = unet(shown, time, encoder_hidden_states=words["prompt_embeds"], return_dict=False, **more)[0]
    return _guided(output.float(), call.guidance)


def _of_sd3(torch: Any, pipeline: Any, call: Call) -> Any:
    transformer = pipeline.transformer
    words, batch = _in_pairs(torch, call, transformer.dtype)
    output = transformer(
        hidden_states=call.latent.to(transformer.dtype).repeat(batch, 1, 1, 1),
        timestep=torch.full((batch,), call.time, device=call.latent.device),
        encoder_hidden_states=words["prompt_embeds"],
        pooled_projections=words["pooled_prompt_embeds"],
        return_dict=False,
    )[0]
    return _guided(output.float(), call.guidance)


def _of_flux(torch: Any, pipeline: Any, call: Call) -> Any:
    transformer, latent = pipeline.transformer, call.latent
    device, dtype = latent.device, transformer.dtype
    channels, height, width = latent.shape[1:]
    guidance = torch.full((1,), call.guidance, device=device) if transformer.config.guidance_embeds else None
    prompt = call.words["prompt_embeds"].to(device, dtype)
    output = transformer(
        hidden_states=pipeline._pack_latents(latent.to(dtype), 1, channels, height, width),
        timestep=torch.full((1,), call.time / 1000, device=device, dtype=dtype),
        guidance=guidance,
        pooled_projections=call.words["pooled_prompt_embeds"].to(device, dtype),
        encoder_hidden_states=prompt,
        txt_ids=torch.zeros(prompt.shape[1], 3, device=device, dtype=dtype),
        img_ids=pipeline._prepare_latent_image_ids(1, height // 2, width // 2, device, dtype),
        return_dict=False,
    )[0]
    return pipeline._unpack_latents(output.float(), *reversed(call.pixels), pipeline.vae_scale_factor)


def _of_z_image(torch: Any, pipeline: Any, call: Call) -> Any:
    """Z-Image, whose output points the other way, whose time runs from 0 to 1, and which adds its guidance to 1."""
    transformer = pipeline.transformer
    latent = call.latent.to(transformer.dtype)[0, :, None]
    words = [each.to(latent) for each in call.words["prompt_embeds"]]
    if call.guidance > 1 and call.words.get("negative_prompt_embeds"):
        words += [each.to(latent) for each in call.words["negative_prompt_embeds"]]
    time = torch.full((len(words),), 1 - call.time / 1000, device=latent.device)
    outputs = [each.float() for each in transformer([latent] * len(words), time, words, return_dict=False)[0]]
    output = outputs[0] if len(outputs) == 1 else outputs[0] + call.guidance * (outputs[0] - outputs[1])
    return -output[:, 0][None]


#: By the family's key; the families that can be sampled jointly.
DENOISERS: Mapping[str, Denoise] = MappingProxyType(
    {"sd": _of_unet, "sdxl": _of_unet, "sd3": _of_sd3, "flux": _of_flux, "z-image": _of_z_image}
)


def _in_pairs(torch: Any, call: Call, dtype: Any) -> tuple[dict[str, Any], int]:
    """Embeddings of the words to avoid before those of the prompt, where both count, and how many there are."""
    pairs = call.guidance > 1 and call.words.get("negative_prompt_embeds") is not None
    names = [name for name in ("prompt_embeds", "pooled_prompt_embeds") if call.words.get(name) is not None]
    found = {}
    for name in names:
        both = [call.words[f"negative_{name}"], call.words[name]] if pairs else [call.words[name]]
        found[name] = torch.cat(both).to(call.latent.device, dtype)
    return found, 2 if pairs else 1


def _guided(output: Any, guidance: float) -> Any:
    if len(output) == 1:
        return output
    avoided, wanted = output.chunk(2)
    return avoided + guidance * (wanted - avoided)
