"""The GPU's memory without torch, on made-up drivers."""

from __future__ import annotations

import ctypes
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from composer.painting.diffusion.machine.memory import GpuMemory, amd_gpus, apple_gpus, nvidia_gpus

GIB = 1024**3
CARDS = (("NVIDIA RTX 4070", 12, 11.25), ("NVIDIA H100", 80, 79.5))


class Nvml:
    """NVIDIA's library on a machine with two cards."""

    def __init__(self, started: int = 0) -> None:
        self._started = started
        self.open = 0

    def nvmlInit_v2(self) -> int:  # noqa: N802
        self.open += 1
        return self._started

    def nvmlShutdown(self) -> int:  # noqa: N802
        self.open -= 1
        return 0

    def nvmlDeviceGetCount_v2(self, count: Any) -> int:  # noqa: N802
        count._obj.value = len(CARDS)
        return 0

    def nvmlDeviceGetHandleByIndex_v2(self, index: Any, handle: Any) -> int:  # noqa: N802
        handle._obj.value = index.value + 1
        return 0

    def nvmlDeviceGetMemoryInfo(self, handle: Any, memory: Any) -> int:  # noqa: N802
        _, total, free = CARDS[handle.value - 1]
        memory._obj.total, memory._obj.free = total * GIB, int(free * GIB)
        return 0

    def nvmlDeviceGetName(self, handle: Any, name: Any, length: Any) -> int:  # noqa: N802
        name.value = CARDS[handle.value - 1][0].encode()
        return 0


def library(made: object) -> Callable[[str], Any]:
    return lambda name: made


def no_library(name: str) -> Any:
    raise OSError(f"{name}: cannot open shared object file")


def test_nvidias_library_tells_each_gpu() -> None:
    nvml = Nvml()
    assert list(nvidia_gpus(library(nvml), {})) == [
        GpuMemory(name="NVIDIA RTX 4070", free_gib=11.25, total_gib=12),
        GpuMemory(name="NVIDIA H100", free_gib=79.5, total_gib=80),
    ]
    assert nvml.open == 0


@pytest.mark.parametrize(
    ("shown", "names"),
    [
        ("1", ["NVIDIA H100"]),
        ("1,0", ["NVIDIA H100", "NVIDIA RTX 4070"]),
        ("", []),
        ("-1", []),
        ("0,7,1", ["NVIDIA RTX 4070"]),
        ("GPU-8932f937", ["NVIDIA RTX 4070", "NVIDIA H100"]),
    ],
)
def test_gpus_that_are_hidden_from_cuda_are_not_counted(shown: str, names: list[str]) -> None:
    found = nvidia_gpus(library(Nvml()), {"CUDA_VISIBLE_DEVICES": shown})
    assert [gpu.name for gpu in found] == names


def test_a_driver_that_does_not_start_or_is_not_there_has_no_gpu() -> None:
    assert list(nvidia_gpus(library(Nvml(started=9)), {})) == []
    assert list(nvidia_gpus(no_library, {})) == []


def test_amds_gpus_are_read_from_the_files_of_the_driver(tmp_path: Path) -> None:
    for name, files in {
        "card0": {
            "mem_info_vram_total": f"{16 * GIB}\n",
            "mem_info_vram_used": f"{GIB}\n",
            "product_name": "RX 7800\n",
        },
        "card1": {"mem_info_vram_total": f"{GIB}\n", "mem_info_vram_used": "0\n"},
        "card2": {"vendor": "0x8086\n"},
        "card3": {"mem_info_vram_total": "?\n", "mem_info_vram_used": "0\n"},
    }.items():
        device = tmp_path / name / "device"
        device.mkdir(parents=True)
        for file, text in files.items():
            (device / file).write_text(text)
    (tmp_path / "card0-HDMI-A-1").mkdir()
    assert list(amd_gpus(tmp_path)) == [
        GpuMemory(name="RX 7800", free_gib=15, total_gib=16),
        GpuMemory(name="AMD GPU", free_gib=1, total_gib=1),
    ]
    assert list(amd_gpus(tmp_path / "nothing")) == []


@pytest.mark.parametrize(("total", "free"), [(24, 16), (64, 48)])
def test_apples_gpu_has_the_share_of_the_memory_that_metal_gives(total: int, free: float) -> None:
    class System:
        def sysctlbyname(self, name: bytes, value: Any, length: Any, new: None, new_length: Any) -> int:
            assert (name, length._obj.value) == (b"hw.memsize", ctypes.sizeof(ctypes.c_uint64))
            value._obj.value = total * GIB
            return 0

    assert list(apple_gpus(library(System()))) == [GpuMemory(name="Apple GPU", free_gib=free, total_gib=total)]
    assert list(apple_gpus(no_library)) == []


def test_asking_for_the_memory_loads_no_torch() -> None:
    code = (
        "from composer.painting.diffusion.machine.memory import gpu_memory; gpu_memory(); "
        "import sys; print({'torch', 'diffusers'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
