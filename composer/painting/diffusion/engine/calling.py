"""The call of a pipeline: each family is asked in its own manner, by arguments that are a matter of data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from composer.painting.diffusion.canvas.surround import Surround
from composer.painting.diffusion.engine.settings import Settings
from composer.painting.diffusion.families.family import Family


@dataclass(frozen=True, kw_only=True, eq=False)
class Asked:
    """One call: canvases of one size, the seed of each one's noise, and how much noise they start from."""

    canvases: tuple[Surround, ...]
    seeds: tuple[int, ...]
    strength: float


#: Kontext would choose a size of its own among those that it was trained on.
_OWN: Mapping[str, Callable[[int, int], dict[str, Any]]] = {
    "kontext": lambda width, height: {"max_area": width * height, "_auto_resize": False},
}


def call_arguments(torch: Any, family: Family, settings: Settings, asked: Asked) -> dict[str, Any]:
    """The arguments of a family's pipeline, but for the words.

    The noise is drawn on the CPU, so that a seed means the same noise on every device.
    """
    from PIL import Image

    height, width = asked.canvases[0].repaint.shape
    generators = [torch.Generator("cpu").manual_seed(seed) for seed in asked.seeds]
    # A canvas for each seed, even the same one: the noise of each is then the same as when it is painted alone.
    arguments = {
        "image": [Image.fromarray(canvas.picture) for canvas in asked.canvases],
        "mask_image": [Image.fromarray(canvas.repaint.astype(np.uint8) * 255) for canvas in asked.canvases],
        "height": height,
        "width": width,
        "num_inference_steps": settings.steps,
        "strength": _strength(settings.steps, asked.strength),
        family.guidance_argument: settings.guidance,
        "generator": generators if len(generators) > 1 else generators[0],
        "output_type": "np",
    }
    if family.longest:
        arguments["max_sequence_length"] = family.longest
    if settings.true_guidance > 1:
        arguments["true_cfg_scale"] = settings.true_guidance
    own = _OWN.get(family.key)
    return arguments | (own(width, height) if own else {})


def _strength(steps: int, strength: float) -> float:
    """A strength at which at least one step is taken."""
    return strength if int(steps * strength) >= 1 else 1.0
