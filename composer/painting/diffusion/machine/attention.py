"""Which program computes a denoiser's attention."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

from composer.errors import ComposerError
from composer.painting.diffusion.families.family import Family
from composer.painting.diffusion.machine.device import Device
from composer.painting.diffusion.machine.libraries import Libraries

#: From this compute capability on (Hopper, Blackwell) cuDNN's attention is the faster one of those in torch; before it,
#: torch's own choice, FlashAttention 2, is.
_CUDNN_FROM = (9, 0)
#: torch's own, by the name of their enum.
_TORCH = {
    "_native_cudnn": "CUDNN_ATTENTION",
    "_native_flash": "FLASH_ATTENTION",
    "_native_efficient": "EFFICIENT_ATTENTION",
    "_native_math": "MATH",
}
#: diffusers' names by the package that brings them.
_PACKAGES = {
    "flash_attn": ("flash", "flash_varlen"),
    "flash_attn_interface": ("_flash_3", "_flash_varlen_3"),
    "sageattention": ("sage", "sage_varlen"),
    "xformers": ("xformers",),
    "kernels": ("flash_hub", "_flash_3_hub", "sage_hub", "aiter_fa2_hub"),
}


def attention_backends(device: Device) -> tuple[str, ...]:
    """The attention backends that are there on a device, by diffusers' names; ``native`` is torch's own choice."""
    if device.kind != "cuda":
        return ("native", "_native_math")
    own = [name for name in _TORCH if not (device.rocm and name == "_native_cudnn")]
    packages = [name for package, names in _PACKAGES.items() if find_spec(package) is not None for name in names]
    return ("native", *own, "flex", *packages)


def is_sliced(denoiser: Any, device: str) -> bool:
    """Whether a denoiser's attention is computed slice by slice on a device: a UNet's on Apple GPUs.

    Elsewhere torch's own attention needs no more memory than its slices, and slicing makes it slower. It would put
    other attention in the place of an IP-Adapter's, so a UNet that has one is left whole.
    """
    return device == "mps" and hasattr(denoiser, "set_attention_slice") and not has_adapter(denoiser)


def has_adapter(denoiser: Any) -> bool:
    """Whether an IP-Adapter is in its attention."""
    return any("Adapter" in type(getattr(layer, "processor", None)).__name__ for layer in denoiser.modules())


def set_attention(libraries: Libraries, denoiser: Any, family: Family, name: str, device: Device) -> tuple[Any, ...]:
    """A denoiser told how to compute its attention; what torch shall try first in each call, in this order.

    ``auto`` is torch's own attention, where cuDNN's kernels are tried first on GPUs on which they are the faster ones.
    They do not take every shape, and torch goes on to the next. A named one of torch's own is tried first in the same
    way by denoisers that always ask torch.

    Returns
    -------
    tuple of torch.nn.attention.SDPBackend
        Empty: in torch's own order.

    Raises
    ------
    ComposerError
        If the one named is not there, or does not reach this denoiser.
    """
    reached = any(hasattr(getattr(each, "processor", None), "_attention_backend") for each in denoiser.modules())
    if name == "auto":
        if reached:
            # An earlier pipeline may have set another one, which diffusers keeps for all.
            denoiser.set_attention_backend("native")
        return _first(libraries, "_native_cudnn") if device.capability >= _CUDNN_FROM else ()
    there = attention_backends(device)
    if name not in there:
        message = f"painter.diffusion.attention: {name} is not there on this machine"
        raise ComposerError(message, f"use auto, {', '.join(there)}")
    if not reached:
        return _asked_of_torch(libraries, family, name)
    try:
        denoiser.set_attention_backend(name)
    except (ImportError, RuntimeError, ValueError) as error:
        message = f"painter.diffusion.attention: {name} cannot be used: {str(error).strip().splitlines()[0]}"
        raise ComposerError(message, "use attention: auto") from error
    return ()


def _asked_of_torch(libraries: Libraries, family: Family, name: str) -> tuple[Any, ...]:
    if name == "native":
        return ()
    if name not in _TORCH:
        message = f"painter.diffusion.attention: {family.name} always computes attention by torch, not by {name}"
        raise ComposerError(message, f"use auto, native, {', '.join(_TORCH)}")
    return _first(libraries, name)


def _first(libraries: Libraries, name: str) -> tuple[Any, ...]:
    order = (name, *(each for each in _TORCH if each != name))
    return tuple(getattr(libraries.torch.nn.attention.SDPBackend, _TORCH[each]) for each in order)


def told_of_attention(error: Exception) -> bool:
    """Whether an error says that the chosen attention cannot compute what this model asks of it."""
    text = str(error)
    return isinstance(error, RuntimeError | ValueError) and ("No available kernel" in text or "attn_mask" in text)
