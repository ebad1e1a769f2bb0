"""What this machine has for making films."""

from __future__ import annotations

import platform
import shutil
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from composer.errors import ComposerError

_PACKAGES = ("numpy", "librosa", "moviepy", "opencv-python-headless", "pyyaml", "resvg-py", "imageio-ffmpeg")
_DIFFUSION = ("torch", "diffusers", "transformers", "accelerate")


def examine(folder: Path) -> Iterator[tuple[str, str]]:
    """Name and finding, one a line, in the order of a film's making; ``folder`` is where films would be kept."""
    yield "Python", f"{platform.python_version()} on {platform.system()} {platform.machine()}"
    for package in _PACKAGES:
        yield package, _version(package) or "not installed"
    yield "ffmpeg", _ffmpeg()
    yield "painter illustrated", "ready"
    yield "painter stills", "ready"
    yield "painter diffusion", _diffusion()
    yield "space", f"{shutil.disk_usage(folder).free / 1e9:.1f} GB free in {folder}"


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


def _diffusion() -> str:
    missing = [package for package in _DIFFUSION if _version(package) is None]
    if missing or find_spec("torch") is None:
        return f'needs {", ".join(missing)}: pip install "longzoom[diffusion]"'
    import torch

    if torch.cuda.is_available():
        free, total = torch.cuda.mem_get_info()
        name = torch.cuda.get_device_name()
        return f"torch {torch.__version__} on {name}, {free / 2**30:.1f} of {total / 2**30:.1f} GiB free"
    if sys.platform == "darwin" and torch.backends.mps.is_available():
        return f"torch {torch.__version__} on Apple's GPU (mps)"
    return f"torch {torch.__version__}, no GPU: very slow on the CPU"
