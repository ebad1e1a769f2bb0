"""The call of a pipeline: each family is asked in its own manner, by arguments that are a matter of data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from composer.painting.diffusion.engine.request import Request
from composer.painting.diffusion.engine.settings import Settings
from composer.painting.diffusion.families.family import Family
from composer.painting.diffusion.words.encoding import Embeddings, Reading

#: Kontext would choose a size of its own among those that it was trained on.
_OWN: Mapping[str, Callable[[tuple[int, int]], dict[str, Any]]] = {
    "kontext": lambda size: {"max_area": size[0] * size[1], "_auto_resize": False},
}


def call_arguments(torch: Any, family: Family, settings: Settings, request: Request) -> dict[str, Any]:
    """The arguments of a family's pipeline, but for words, masks and people.

    The noise is drawn on the CPU, so that a seed means the same noise on every device.
    """
    from PIL import Image

    width, height = request.size
    generators = [torch.Generator("cpu").manual_seed(seed) for seed in request.seeds]
    arguments = {
        # A canvas for each seed, even the same one: the noise of each is then the same as when it is painted alone.
        "image": [Image.fromarray(canvas.picture) for canvas in request.canvases],
        "height": height,
        "width": width,
        "num_inference_steps": settings.steps,
        "strength": _strength(settings.steps, request.strength),
        family.guidance_argument: settings.guidance,
        "generator": generators if len(generators) > 1 else generators[0],
        "output_type": "np",
    }
    if family.longest:
        arguments["max_sequence_length"] = family.longest
    if settings.true_guidance > 1:
        arguments["true_cfg_scale"] = settings.true_guidance
    own = _OWN.get(family.key)
    return arguments | (own(request.size) if own else {})


def _strength(steps: int, strength: float) -> float:
    """A strength at which at least one step is taken."""
    return strength if int(steps * strength) >= 1 else 1.0


def said_to_each(embeddings: Embeddings, count: int) -> Embeddings:
    """Words as a batch of ``count`` pictures takes them, the same for each."""
    if count == 1:
        return embeddings
    avoid = embeddings.avoid and _repeated(embeddings.avoid, count)
    return Embeddings(words=_repeated(embeddings.words, count), avoid=avoid)


def _repeated(reading: Reading, count: int) -> Reading:
    return {
        name: value * count if isinstance(value, list) else value.repeat_interleave(count, dim=0)
        for name, value in reading.items()
    }
