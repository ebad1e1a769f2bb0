"""What this machine has for making films."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from composer.encoders import ENCODERS
from composer.errors import ComposerError

if TYPE_CHECKING:
    from composer.models_here import ModelHere

_PACKAGES = ("numpy", "librosa", "moviepy", "opencv-python-headless", "pyyaml", "resvg", "imageio-ffmpeg")
#: Size of a trial: hardware refuses pictures that are much smaller.
_TRIAL = (640, 360)
#: What the hub's client takes for yes.
_YES = ("1", "ON", "YES", "TRUE")
_DIFFUSION = ("torch", "diffusers", "transformers", "accelerate")


def examine(folder: Path) -> Iterator[tuple[str, str]]:
    """Name and finding, one a line, in the order of a film's making; ``folder`` is where films would be kept."""
    yield "Python", f"{platform.python_version()} on {platform.system()} {platform.machine()}"
    for package in _PACKAGES:
        yield package, _version(package) or "not installed"
    yield "ffmpeg", _ffmpeg()
    yield from _encoders()
    yield "tracker beat_this", _beat_this()
    yield "painter illustrated", "ready"
    yield "painter stills", "ready"
    yield "painter diffusion", _diffusion()
    yield from _where_from()
    yield "space", f"{shutil.disk_usage(folder).free / 1e9:.1f} GB free in {folder}"


def examine_models() -> tuple[ModelHere, ...]:
    """The known models of the diffusion painter: which fit this machine, and whose weights are here."""
    from composer.models_here import models_here
    from composer.painting.diffusion.machine.memory import gpu_memory
    from composer.painting.diffusion.weights.cache import hub_cache

    return models_here(hub_cache(), gpu_memory())


def _where_from() -> Iterator[tuple[str, str]]:
    from composer.models_here import where_from
    from composer.painting.diffusion.machine.memory import gpu_memory
    from composer.painting.diffusion.weights.cache import hub_cache

    return where_from(hub_cache(), gpu_memory(), offline=os.environ.get("HF_HUB_OFFLINE", "").upper() in _YES)


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _ffmpeg() -> str:
    from composer.ffmpeg_path import find_ffmpeg
    from composer.filming.ffmpeg import ffmpeg_version

    try:
        return f"{ffmpeg_version()} ({find_ffmpeg()})"
    except ComposerError as error:
        return error.message


def _encoders() -> Iterator[tuple[str, str]]:
    """Each encoder, found out by a trial; they run side by side, as each of them waits for ffmpeg."""
    from composer.filming.encoder import settings_for
    from composer.filming.trial import fault_of

    with ThreadPoolExecutor(4) as pool:
        faults = pool.map(lambda name: _fault(lambda: fault_of(settings_for(name), _TRIAL, Fraction(30))), ENCODERS)
        for name, fault in zip(ENCODERS, faults, strict=True):
            yield f"encoder {name}", f"not here: {fault.removeprefix('ffmpeg failed: ')}" if fault else "works"


def _fault(trial: Callable[[], str]) -> str:
    try:
        return trial()
    except ComposerError as error:
        return error.message


def _beat_this() -> str:
    found = _version("beat-this")
    return f"beat-this {found}" if found else 'not installed: pip install "longzoom[beat-this]"'


def _diffusion() -> str:
    missing = [package for package in _DIFFUSION if _version(package) is None]
    if missing or find_spec("torch") is None:
        return f'needs {", ".join(missing)}: pip install "longzoom[diffusion]"'
    loras = "" if _version("peft") else "; LoRAs need peft"
    return f"{_torch()}{loras}"


def _torch() -> str:
    import torch

    if torch.cuda.is_available():
        free, total = torch.cuda.mem_get_info()
        name = torch.cuda.get_device_name()
        return f"torch {torch.__version__} on {name}, {free / 2**30:.1f} of {total / 2**30:.1f} GiB free"
    if sys.platform == "darwin" and torch.backends.mps.is_available():
        return f"torch {torch.__version__} on Apple's GPU (mps)"
    return f"torch {torch.__version__}, no GPU: very slow on the CPU"
