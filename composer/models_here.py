"""The known models of the diffusion painter on this machine: which fit its GPU, and whose weights are here."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from composer.painting.diffusion.families.choosing import choose_model
from composer.painting.diffusion.families.models import MODELS, KnownModel
from composer.painting.diffusion.machine.fitting import Fit, fit
from composer.painting.diffusion.machine.memory import GpuMemory
from composer.painting.diffusion.weights.cache import Presence, presence


@dataclass(frozen=True, kw_only=True)
class ModelHere:
    """A known model, how it fits the GPU, how much of it is here, and whether ``model: auto`` takes it."""

    model: KnownModel
    fit: Fit
    presence: Presence
    auto: bool

    def as_json(self) -> dict[str, object]:
        """What ``doctor --json`` tells of it; ``gigabytes`` is the size of what is fetched, about."""
        model = self.model
        return {
            "name": model.name,
            "family": model.family,
            "fits": self.fit.value,
            "weights": self.presence.value,
            "gigabytes": model.gigabytes,
            "licence": model.licence,
            "commercial": model.commercial,
            "gated": model.gated,
            "auto": self.auto,
        }

    def as_line(self) -> str:
        """What ``doctor`` tells of it, in columns."""
        model = self.model
        notes = [model.licence, *(["gated"] if model.gated else []), *(["auto"] if self.auto else [])]
        told = f"{self.fit.value:>24}  {model.gigabytes:3g} GB  {self.presence.value:<13}  {model.name}"
        return f"{told} ({'; '.join(notes)})"


def models_here(cache: Path, gpu: GpuMemory | None) -> tuple[ModelHere, ...]:
    """Every known model, in the table's order; ``cache`` is the folder of the hub's cache."""
    free = gpu.free_gib if gpu is not None else None
    chosen = choose_model(free, commercial=False)
    return tuple(_here(model, cache, free, auto=model is chosen) for model in MODELS)


def _here(model: KnownModel, cache: Path, free_gib: float | None, *, auto: bool) -> ModelHere:
    family = model.as_family()
    return ModelHere(model=model, fit=fit(family, free_gib), presence=presence(cache, model.name, family), auto=auto)


def where_from(cache: Path, gpu: GpuMemory | None, *, offline: bool) -> Iterator[tuple[str, str]]:
    """Name and finding, one a line: the GPU as its driver tells it, and where weights come from."""
    told = f"{gpu.name}, {gpu.free_gib:.1f} of {gpu.total_gib:.1f} GiB free" if gpu is not None else "none"
    yield "GPU", told
    there = next(folder for folder in (cache.absolute(), *cache.absolute().parents) if folder.exists())
    free = f"{shutil.disk_usage(there).free / 1e9:.1f} GB free"
    fetched = "nothing is fetched, HF_HUB_OFFLINE is set" if offline else "what is missing is fetched into it"
    yield "weights", f"{cache}, {free}; {fetched}"
