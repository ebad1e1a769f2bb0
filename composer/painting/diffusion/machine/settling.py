"""A loaded pipeline moved to where a memory plan says, from wherever it was before."""

from __future__ import annotations

from typing import Any

from composer.painting.diffusion.machine.device import free_main_gib
from composer.painting.diffusion.machine.libraries import Libraries
from composer.painting.diffusion.machine.memory_plan import MemoryPlan, Residence

#: Sides of the tiles that a picture is decoded in, and how far from one to the next, in pixels.
_TILE, _STRIDE = 512, 384
#: What diffusers calls the hooks of its group offloading.
_GROUP_HOOKS = ("group_offloading", "layer_execution_tracker", "lazy_prefetch_group_offloading")
#: Layers are fetched from page-locked memory, which is a second copy for a moment; without that much room, as they are.
_PINNING_ROOM = 1.3
_GIB = 1024**3


def settle(libraries: Libraries, pipeline: Any, plan: MemoryPlan, device: str) -> None:
    """Move a pipeline to where it paints from. It may have been settled before, by a plan that needs more memory.

    Text encoders are left where they are not there; a part that is there takes its turn with the others.
    """
    if device == "mps" and not _shows_people(libraries.torch, pipeline):
        # Elsewhere torch's own attention needs no more memory than its slices, and slicing makes it slower.
        pipeline.enable_attention_slicing()
    _decode_by(pipeline.vae, plan)
    _unhook(libraries, pipeline)
    if plan.residence is Residence.RESIDENT:
        pipeline.to(device)
    elif plan.residence is Residence.OFFLOADED:
        pipeline.enable_model_cpu_offload(device=device)
    elif plan.residence is Residence.GROUPED:
        pipeline.to("cpu")
        _group(libraries, pipeline, device)
    else:
        pipeline.to("cpu")
        _one_by_one(libraries, pipeline, device)


def _decode_by(vae: Any, plan: MemoryPlan) -> None:
    """Pictures of a batch one after the other, which costs nothing beside decoding them; in tiles where planned."""
    vae.enable_slicing()
    if not plan.tiling:
        vae.disable_tiling()
        return
    vae.enable_tiling()
    if hasattr(vae, "tile_sample_stride_height"):
        vae.tile_sample_min_height = vae.tile_sample_min_width = _TILE
        vae.tile_sample_stride_height = vae.tile_sample_stride_width = _STRIDE
    elif vae.tile_sample_min_size > _TILE:
        # Its own tile is as large as the pictures that it was trained on, so that none of those would be cut.
        scale = vae.tile_sample_min_size // vae.tile_latent_min_size
        vae.tile_sample_min_size, vae.tile_latent_min_size = _TILE, _TILE // scale


def _unhook(libraries: Libraries, pipeline: Any) -> None:
    """Take away what moved weights until now. What ran out of memory may have left some of them on the device."""
    pipeline.remove_all_hooks()
    for part in _networks(libraries.torch, pipeline).values():
        registry = getattr(part, "_diffusers_hook", None) or libraries.diffusers.hooks.HookRegistry(part)
        for name in _GROUP_HOOKS:
            registry.remove_hook(name, recurse=True)


def _group(libraries: Libraries, pipeline: Any, device: str) -> None:
    torch = libraries.torch
    networks = _networks(torch, pipeline)
    pinned = free_main_gib() > _PINNING_ROOM * sum(_gib(part) for part in networks.values())
    for part in networks.values():
        # A decoder that is widened for each picture would be fetched in half precision again from the copy that a
        # stream keeps of it.
        stream = device == "cuda" and not _widened(part)
        libraries.diffusers.hooks.apply_group_offloading(
            part,
            onload_device=torch.device(device),
            offload_type="leaf_level",
            use_stream=stream,
            low_cpu_mem_usage=stream and not pinned,
        )


def _one_by_one(libraries: Libraries, pipeline: Any, device: str) -> None:
    """As ``enable_sequential_cpu_offload``, which cannot be tried without a GPU: it names the CPU as ``cpu:0``."""
    from accelerate import cpu_offload

    for name, part in _networks(libraries.torch, pipeline).items():
        if name in pipeline._exclude_from_cpu_offload:
            part.to(device)
        else:
            cpu_offload(part, libraries.torch.device(device), offload_buffers=any(True for _ in part.parameters(False)))


def _shows_people(torch: Any, pipeline: Any) -> bool:
    """Whether an IP-Adapter is in its attention, which slices would be put in the place of."""
    layers = (layer for part in _networks(torch, pipeline).values() for layer in part.modules())
    return any("IPAdapter" in type(getattr(layer, "processor", None)).__name__ for layer in layers)


def _widened(part: Any) -> bool:
    return bool(getattr(getattr(part, "config", None), "force_upcast", False))


def _networks(torch: Any, pipeline: Any) -> dict[str, Any]:
    return {name: part for name, part in pipeline.components.items() if isinstance(part, torch.nn.Module)}


def _gib(part: Any) -> float:
    return float(sum(weight.numel() * weight.element_size() for weight in part.parameters()) / _GIB)
