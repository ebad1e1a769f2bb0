"""Adapters that let a model paint in a few steps, by family."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from composer.errors import ComposerError
from composer.painting.diffusion.families.family import Family
from composer.painting.diffusion.families.models import Manners

#: Steps of a model that needs no adapter to be fast.
_FEW = 8


@dataclass(frozen=True, kw_only=True)
class FastAdapter:
    """A low-rank adapter that was distilled for a few steps.

    Attributes
    ----------
    name : str
        As the storyboard writes it: ``lightning``, ``lcm``, ``hyper``, ``turbo``.
    families : tuple of str
        Keys of the families that it fits.
    model, file : str
        Its name on the hub, and its file there.
    gigabytes : float
        Size of the file, about.
    steps : int
    guidance : float or None
        None: as the family likes it, which is guided without a second prediction.
    scheduler : str
        Name of the scheduler that it was distilled with; ``default``: the model's own.
    settings : mapping
        Settings of the scheduler.
    weight : float
        How much of the adapter is added.
    licence : str
    commercial : bool
        Whether the licence allows films that are sold.
    """

    name: str
    families: tuple[str, ...]
    model: str
    file: str
    gigabytes: float
    steps: int
    licence: str
    commercial: bool
    guidance: float | None = None
    scheduler: str = "default"
    settings: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    weight: float = 1.0

    def over(self, family: Family) -> Family:
        """The family as it paints with this adapter. Without guidance, words to avoid count for nothing."""
        heeds = family.takes_avoid and self.guidance is not None and self.guidance > 1
        return Manners(steps=self.steps, guidance=self.guidance, takes_avoid=heeds).over(family)


_TRAILING = MappingProxyType({"timestep_spacing": "trailing"})
#: The Qwen adapter was distilled with a shift of 3 at every size, and to the end of the noise.
_QWEN_SHIFT = MappingProxyType(
    {
        "base_shift": math.log(3),
        "max_shift": math.log(3),
        "shift": 1.0,
        "shift_terminal": None,
        "use_dynamic_shifting": True,
    }
)

#: Of Hyper-SD those are taken that keep guidance, since the words to avoid hold picture frames off.
FAST_ADAPTERS: tuple[FastAdapter, ...] = (
    FastAdapter(
        name="lcm",
        families=("sd",),
        model="latent-consistency/lcm-lora-sdv1-5",
        file="pytorch_lora_weights.safetensors",
        gigabytes=0.14,
        steps=6,
        guidance=1.5,
        scheduler="lcm",
        licence="OpenRAIL++-M",
        commercial=True,
    ),
    FastAdapter(
        name="hyper",
        families=("sd",),
        model="ByteDance/Hyper-SD",
        file="Hyper-SD15-8steps-CFG-lora.safetensors",
        gigabytes=0.27,
        steps=8,
        guidance=5.0,
        scheduler="ddim",
        settings=_TRAILING,
        licence="as the model's",
        commercial=True,
    ),
    FastAdapter(
        name="lightning",
        families=("sdxl",),
        model="ByteDance/SDXL-Lightning",
        file="sdxl_lightning_8step_lora.safetensors",
        gigabytes=0.39,
        steps=8,
        guidance=1.0,
        scheduler="euler",
        settings=_TRAILING,
        licence="OpenRAIL++-M",
        commercial=True,
    ),
    FastAdapter(
        name="lcm",
        families=("sdxl",),
        model="latent-consistency/lcm-lora-sdxl",
        file="pytorch_lora_weights.safetensors",
        gigabytes=0.39,
        steps=6,
        guidance=1.5,
        scheduler="lcm",
        licence="OpenRAIL++-M",
        commercial=True,
    ),
    FastAdapter(
        name="hyper",
        families=("sdxl",),
        model="ByteDance/Hyper-SD",
        file="Hyper-SDXL-8steps-CFG-lora.safetensors",
        gigabytes=0.79,
        steps=8,
        guidance=5.0,
        scheduler="ddim",
        settings=_TRAILING,
        licence="as the model's",
        commercial=True,
    ),
    FastAdapter(
        name="turbo",
        families=("flux", "flux-fill"),
        model="alimama-creative/FLUX.1-Turbo-Alpha",
        file="diffusion_pytorch_model.safetensors",
        gigabytes=0.69,
        steps=8,
        licence="FLUX.1 [dev], non-commercial",
        commercial=False,
    ),
    FastAdapter(
        name="hyper",
        families=("flux", "flux-fill"),
        model="ByteDance/Hyper-SD",
        file="Hyper-FLUX.1-dev-8steps-lora.safetensors",
        gigabytes=1.4,
        steps=8,
        weight=0.125,
        licence="FLUX.1 [dev], non-commercial",
        commercial=False,
    ),
    FastAdapter(
        name="lightning",
        families=("qwen",),
        model="lightx2v/Qwen-Image-Lightning",
        file="Qwen-Image-Lightning-8steps-V1.1.safetensors",
        gigabytes=1.7,
        steps=8,
        guidance=1.0,
        scheduler="euler",
        settings=_QWEN_SHIFT,
        licence="Apache-2.0",
        commercial=True,
    ),
)


def fast_adapter(family: Family, name: str, *, commercial: bool = False) -> FastAdapter:
    """The adapter that the storyboard calls ``fast: name``, for a family.

    Raises
    ------
    ComposerError
        If the family has none of that name, is fast by itself, or the film is to be sold and the licence forbids it.
    """
    own = [each for each in FAST_ADAPTERS if family.key in each.families]
    found = next((each for each in own if each.name == name), None)
    if found is None or family.steps <= _FEW:
        raise ComposerError(
            f"painter.diffusion.fast: {family.name} has no adapter called {name}", _instead(family, own)
        )
    if commercial and not found.commercial:
        raise ComposerError(
            f"painter.diffusion.commercial: {found.model} may not be used for films that are sold "
            f"(licence {found.licence})",
            "leave fast out, or choose a model of few steps, such as black-forest-labs/FLUX.2-klein-4B",
        )
    return found


def hastened(family: Family, name: str, *, commercial: bool = False) -> Family:
    """The family as it paints with ``fast: name``: its steps, its guidance, whether it heeds words to avoid. With an
    empty name, the family itself.

    Raises
    ------
    ComposerError
        As ``fast_adapter``.
    """
    return fast_adapter(family, name, commercial=commercial).over(family) if name else family


def _instead(family: Family, own: list[FastAdapter]) -> str:
    if family.steps <= _FEW:
        return f"leave fast out: the model paints in {family.steps} steps by itself"
    if own:
        return f"it has {', '.join(each.name for each in own)}"
    return "leave fast out; set steps to paint in fewer"
