"""The memory of the machine's GPU, asked of its driver in milliseconds, without torch."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_GIB = 1024**3
_NVML = "nvml.dll" if sys.platform == "win32" else "libnvidia-ml.so.1"
_CARDS = Path("/sys/class/drm")
#: The share of its memory that Apple's Metal gives to one program, on machines up to 36 GiB and above.
_METAL_SHARES = (2 / 3, 3 / 4)
_METAL_STEP_GIB = 36
_APPLE_SIZE = b"hw.memsize"

#: From the name of a shared library to the library; raises OSError where there is none.
Load = Callable[[str], Any]


@dataclass(frozen=True, kw_only=True)
class GpuMemory:
    """A GPU: its name, and its memory free and in all, in GiB."""

    name: str
    free_gib: float
    total_gib: float


class _NvmlMemory(ctypes.Structure):
    _fields_ = (("total", ctypes.c_ulonglong), ("free", ctypes.c_ulonglong), ("used", ctypes.c_ulonglong))


def gpu_memory() -> GpuMemory | None:
    """The largest GPU that this process may use: NVIDIA's, else AMD's, else Apple's. None where there is none."""
    found = [*nvidia_gpus(ctypes.CDLL, os.environ), *amd_gpus(_CARDS)]
    if not found and sys.platform == "darwin":
        found += apple_gpus(ctypes.CDLL)
    return max(found, key=lambda gpu: gpu.total_gib, default=None)


def nvidia_gpus(load: Load, environment: Mapping[str, str]) -> Iterator[GpuMemory]:
    """NVIDIA's GPUs as its management library (NVML) tells them; those that ``CUDA_VISIBLE_DEVICES`` hides are left
    out where it counts them by number."""
    try:
        library = load(_NVML)
    except OSError:
        return
    if library.nvmlInit_v2() != 0:
        return
    try:
        count = ctypes.c_uint()
        if library.nvmlDeviceGetCount_v2(ctypes.byref(count)) == 0:
            shown = _shown(environment.get("CUDA_VISIBLE_DEVICES"), count.value)
            yield from (gpu for index in shown if (gpu := _nvidia_gpu(library, index)) is not None)
    finally:
        library.nvmlShutdown()


def _shown(written: str | None, count: int) -> list[int]:
    if written is None:
        return list(range(count))
    words = [word.strip() for word in written.split(",")]
    if any(word.casefold().startswith(("gpu-", "mig-")) for word in words):
        return list(range(count))
    shown = []
    for word in words:  # as CUDA reads it: what follows the first number that is no GPU's is not there
        if not word.isdecimal() or int(word) >= count:
            break
        shown.append(int(word))
    return shown


def _nvidia_gpu(library: Any, index: int) -> GpuMemory | None:
    handle, memory, name = ctypes.c_void_p(), _NvmlMemory(), ctypes.create_string_buffer(96)
    if library.nvmlDeviceGetHandleByIndex_v2(ctypes.c_uint(index), ctypes.byref(handle)) != 0:
        return None
    if library.nvmlDeviceGetMemoryInfo(handle, ctypes.byref(memory)) != 0:
        return None
    known = library.nvmlDeviceGetName(handle, name, ctypes.c_uint(len(name))) == 0
    called = name.value.decode("utf-8", "replace") if known else "NVIDIA GPU"
    return GpuMemory(name=called, free_gib=memory.free / _GIB, total_gib=memory.total / _GIB)


def amd_gpus(cards: Path) -> Iterator[GpuMemory]:
    """AMD's GPUs as Linux' driver tells them in ``/sys/class/drm``."""
    for device in sorted(cards.glob("card*/device")):
        try:
            total = int((device / "mem_info_vram_total").read_text())
            used = int((device / "mem_info_vram_used").read_text())
        except (OSError, ValueError):  # another maker's, or a driver without these files
            continue
        yield GpuMemory(name=_amd_name(device), free_gib=(total - used) / _GIB, total_gib=total / _GIB)


def _amd_name(device: Path) -> str:
    try:
        return (device / "product_name").read_text().strip() or "AMD GPU"
    except OSError:
        return "AMD GPU"


def apple_gpus(load: Load) -> Iterator[GpuMemory]:
    """Apple's GPU, which shares the machine's memory: what Metal gives to one program counts as free."""
    try:
        library = load("libSystem.dylib")
    except OSError:
        return
    size = ctypes.c_uint64()
    length = ctypes.c_size_t(ctypes.sizeof(size))
    if library.sysctlbyname(_APPLE_SIZE, ctypes.byref(size), ctypes.byref(length), None, ctypes.c_size_t(0)) != 0:
        return
    total = size.value / _GIB
    share = _METAL_SHARES[total > _METAL_STEP_GIB]
    yield GpuMemory(name="Apple GPU", free_gib=total * share, total_gib=total)
