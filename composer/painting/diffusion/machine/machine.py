"""The machine: its libraries, its device, and how much of a model it can hold at once."""

from __future__ import annotations

import logging
import warnings
from dataclasses import dataclass
from enum import IntEnum
from importlib import import_module
from typing import Any

from composer.errors import ComposerError
from composer.painting.diffusion.families.family import Family

_log = logging.getLogger("longzoom")
_GIB = 1024**3


@dataclass(frozen=True, kw_only=True)
class Libraries:
    """The libraries that the painter needs, loaded."""

    torch: Any
    diffusers: Any
    hub: Any


def load_libraries() -> Libraries:
    """torch, diffusers and the hub's client, which take seconds to load.

    Raises
    ------
    ComposerError
        If one is missing or cannot be loaded.
    """
    try:
        torch = import_module("torch")
        import_module("accelerate")
        libraries = Libraries(torch=torch, diffusers=import_module("diffusers"), hub=import_module("huggingface_hub"))
        _quiet(libraries.diffusers, import_module("transformers"))
        return libraries
    except ImportError as error:
        raise ComposerError(
            f"the diffusion painter needs torch and diffusers: {error}", 'pip install "longzoom[diffusion]"'
        ) from error


def _quiet(*libraries: Any) -> None:
    """No bars and advice of the libraries between the lines of the film; what is fetched still shows its progress."""
    warnings.filterwarnings("ignore", category=FutureWarning, module="diffusers")
    for library in libraries:
        library.utils.logging.disable_progress_bar()
        library.utils.logging.set_verbosity_error()


class Residence(IntEnum):
    """Where a model's weights are while it paints; each needs less memory of the device than the one before."""

    RESIDENT = 0
    OFFLOADED = 1
    LAYERWISE = 2


def choose_device(torch: Any, wanted: str) -> str:
    """``cuda``, ``mps`` or ``cpu``: the one wanted, or for ``auto`` the fastest that is there.

    Raises
    ------
    ComposerError
        If the one wanted is not there.
    """
    there = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    if wanted != "auto" and not there[wanted]:
        raise ComposerError(
            f"painter.diffusion.device: torch finds no {wanted} device on this machine",
            "use device: auto, or install the torch that fits your GPU (https://pytorch.org)",
        )
    device = wanted if wanted != "auto" else next(name for name, found in there.items() if found)
    if device == "cpu":
        _log.warning("painting on the CPU: a keyframe takes minutes with a full-size model")
    return device


def choose_dtype(torch: Any, wanted: str, device: str, family: Family) -> Any:
    """The number format: the one wanted, or for ``auto`` float32 on the CPU and half precision elsewhere."""
    if wanted != "auto":
        return getattr(torch, wanted)
    if device == "cpu":
        return torch.float32
    if not family.brain_float:
        return torch.float16
    return torch.bfloat16 if device == "mps" or torch.cuda.is_bf16_supported() else torch.float16


def choose_residence(torch: Any, device: str, dtype: Any, family: Family) -> Residence:
    """The fastest residence that the device's free memory allows."""
    if device != "cuda":
        return Residence.RESIDENT
    free = torch.cuda.mem_get_info()[0] / _GIB
    size = 2 if dtype == torch.float32 else 1
    if free >= (family.denoiser_gib + family.text_gib + family.vae_gib + family.activations_gib) * size:
        return Residence.RESIDENT
    return Residence.OFFLOADED if free >= (family.denoiser_gib + family.activations_gib) * size else Residence.LAYERWISE


def settle(torch: Any, pipeline: Any, residence: Residence, device: str) -> None:
    """Move a pipeline to where it paints from. It may have been settled before, in a larger residence."""
    if device == "mps":
        # Elsewhere torch's own attention needs no more memory than its slices, and slicing makes it slower.
        pipeline.enable_attention_slicing()
    if residence is Residence.RESIDENT:
        pipeline.to(device)
    elif residence is Residence.OFFLOADED:
        pipeline.enable_model_cpu_offload(device=device)
    else:
        pipeline.remove_all_hooks()
        pipeline.to("cpu")
        pipeline.vae.enable_tiling()
        # Without streams: those would load the XL model's decoder in half precision again after it was widened.
        pipeline.enable_group_offload(onload_device=torch.device(device), offload_type="leaf_level", use_stream=False)


def is_out_of_memory(torch: Any, error: BaseException) -> bool:
    """Whether an error says that the device, or the machine, has no memory left."""
    if isinstance(error, MemoryError | torch.OutOfMemoryError):
        return True
    text = str(error).casefold()
    return isinstance(error, RuntimeError) and ("out of memory" in text or "can't allocate memory" in text)
