"""The Hugging Face hub's cache on this machine, read without its client."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from enum import Enum
from pathlib import Path

from composer.painting.diffusion.families.family import Family

_WEIGHTS = (".safetensors", ".bin")


class Presence(Enum):
    """How much of a model is here: all of it, a part, nothing."""

    HERE = "here"
    IN_PART = "in part"
    ABSENT = "to be fetched"


def hub_cache(environment: Mapping[str, str] = os.environ) -> Path:
    """The folder of the hub's cache, where the hub's own client would look for it."""
    for name in ("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"):
        if environment.get(name):
            return Path(environment[name]).expanduser()
    if environment.get("HF_HOME"):
        return Path(environment["HF_HOME"]).expanduser() / "hub"
    caches = environment.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(caches).expanduser() / "huggingface" / "hub"


def folder_of(cache: Path, model: str) -> Path:
    """Where the cache keeps a model."""
    return cache / f"models--{model.replace('/', '--')}"


def bytes_here(folder: Path) -> int:
    """Bytes of a model that the cache holds already; what was cut off counts, as it is not fetched again."""
    blobs = folder / "blobs"
    return sum(path.stat().st_size for path in blobs.iterdir() if path.is_file()) if blobs.is_dir() else 0


def presence(cache: Path, model: str, family: Family) -> Presence:
    """How much of a model's weights the cache holds."""
    folder = folder_of(cache, model)
    parts = _parts(family)
    found = 0
    for snapshot in sorted((folder / "snapshots").glob("*")):
        found = max(found, sum(_has_weights(snapshot / part) for part in parts))
    if found == len(parts):
        return Presence.HERE
    return Presence.IN_PART if found or bytes_here(folder) else Presence.ABSENT


def _parts(family: Family) -> tuple[str, ...]:
    return (family.denoiser, "vae", *(part for part in family.text_parts if part.startswith("text_encoder")))


def _has_weights(folder: Path) -> bool:
    """Whether a part's weights are all there: one file of them, or all that its index names."""
    if not folder.is_dir():
        return False
    indexes = list(folder.glob("*.index*.json"))
    if any(_all_there(index) for index in indexes):
        return True
    single = [path for path in folder.iterdir() if path.suffix in _WEIGHTS and path.exists()]
    return any("-of-" not in path.name for path in single)


def _all_there(index: Path) -> bool:
    try:
        named = set(json.loads(index.read_text(encoding="utf-8"))["weight_map"].values())
    except (OSError, ValueError, KeyError, AttributeError):
        return False
    return bool(named) and all((index.parent / name).exists() for name in named)
