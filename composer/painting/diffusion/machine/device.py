"""The device that paints: which one, what it can, how much of its memory is free."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from composer.errors import ComposerError
from composer.painting.diffusion.families.family import Family

_log = logging.getLogger("longzoom")
_GIB = 1024**3


@dataclass(frozen=True, kw_only=True)
class Device:
    """A device as it is now.

    Attributes
    ----------
    kind : str
        ``cuda`` (NVIDIA, and AMD through ROCm), ``mps`` or ``cpu``.
    name : str
        As its maker calls it.
    free_gib, total_gib : float
        Memory in GiB: of the card, or of the machine where they are one.
    capability : (int, int)
        Compute capability of an NVIDIA card, such as (9, 0) for Hopper; else (0, 0).
    rocm : bool
        Whether a ``cuda`` device is AMD's.
    """

    kind: str
    name: str
    free_gib: float
    total_gib: float
    capability: tuple[int, int] = (0, 0)
    rocm: bool = False

    @property
    def apart(self) -> bool:
        """Whether its memory is not the machine's own, so that weights can wait outside of it."""
        return self.kind == "cuda"


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
    """The number format: the one wanted, or for ``auto`` float32 on the CPU and half precision elsewhere.

    Where half precision must be bfloat16 and the device has none, float16 on old NVIDIA cards (its overflow is told
    when it comes) and float32 on old versions of macOS.

    Raises
    ------
    ComposerError
        If the device does not know the one wanted.
    """
    brain_float = _has_brain_float(torch, device)
    if wanted == "bfloat16" and not brain_float:
        raise ComposerError("painter.diffusion.dtype: this device knows no bfloat16", "use dtype: auto")
    if wanted != "auto":
        return getattr(torch, wanted)
    if device == "cpu":
        return torch.float32
    if not family.brain_float:
        return torch.float16
    if brain_float:
        return torch.bfloat16
    return torch.float32 if device == "mps" else torch.float16


def _has_brain_float(torch: Any, device: str) -> bool:
    if device == "mps":
        return bool(torch.backends.mps.is_macos_or_newer(14, 0))
    return device == "cpu" or bool(torch.cuda.is_bf16_supported())


def survey(torch: Any, kind: str) -> Device:
    """A device of a kind, measured now; what torch holds in reserve is given back first, so that it counts as free."""
    empty_cache(torch, kind)
    if kind == "cuda":
        free, total = torch.cuda.mem_get_info()
        rocm = torch.version.hip is not None
        return Device(
            kind=kind,
            name=torch.cuda.get_device_name(),
            free_gib=free / _GIB,
            total_gib=total / _GIB,
            capability=(0, 0) if rocm else torch.cuda.get_device_capability(),
            rocm=rocm,
        )
    free, total = _main_memory()
    if kind == "mps":
        # More than this of the memory that both share makes macOS swap, or end the program.
        total = torch.mps.recommended_max_memory()
        free = min(free, total - torch.mps.driver_allocated_memory())
        return Device(kind=kind, name="Apple GPU", free_gib=free / _GIB, total_gib=total / _GIB)
    return Device(kind=kind, name="CPU", free_gib=free / _GIB, total_gib=total / _GIB)


def free_main_gib() -> float:
    """Free main memory of the machine in GiB."""
    return _main_memory()[0] / _GIB


def _main_memory() -> tuple[int, int]:
    memory = import_module("psutil").virtual_memory()  # accelerate brings it
    return memory.available, memory.total


def empty_cache(torch: Any, kind: str) -> None:
    """Give memory that torch holds in reserve back to the device."""
    if kind != "cpu":
        getattr(torch, kind).empty_cache()


def is_out_of_memory(torch: Any, error: BaseException) -> bool:
    """Whether an error says that the device, or the machine, has no memory left."""
    if isinstance(error, MemoryError | torch.OutOfMemoryError):
        return True
    text = str(error).casefold()
    # The last is how cuBLAS and cuDNN say it, whose memory is not torch's.
    signs = ("out of memory", "can't allocate memory", "status_alloc_failed")
    return isinstance(error, RuntimeError) and any(sign in text for sign in signs)
