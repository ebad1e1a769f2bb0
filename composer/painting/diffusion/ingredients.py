"""All that makes a step's picture with a model, as plain values for its digest; without torch or weights."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from composer.painting.diffusion.detail.network import digest_of_network
from composer.painting.diffusion.options.options import Options
from composer.painting.diffusion.people.adapters import adapter_identity
from composer.painting.diffusion.people.portraits import Album
from composer.painting.diffusion.weights.digests import digest_of_source
from composer.painting.diffusion.words.travel import arrived, begun, weight_of_step
from composer.painting.painter import Step

#: In the names of the attention backends that round to 8 bits; the others compute what torch's own does.
_ROUNDING = "sage"


class Ingredients:
    """The ingredients of steps under some options. What an option leaves as it was is not among them."""

    def __init__(self, options: Options, album: Album) -> None:
        self._options = options
        self._album = album

    def of(self, step: Step) -> Mapping[str, object]:
        """A step's, but for its noise.

        Raises
        ------
        StoryboardError
            If the picture of someone in it cannot be read.
        ComposerError
            If a file of weights cannot be read.
        """
        return {
            **self._model,
            "prompt": step.prompt,
            "avoid": step.avoid,
            **self._travel(step),
            **self._album.ingredients(step.portraits, self._adapter),
        }

    def _travel(self, step: Step) -> Mapping[str, object]:
        """The words on the way and how much they count; nothing where they do not."""
        travel = step.travel
        if travel is None or not begun(travel):
            return {}
        end = {"prompt": travel.prompt, "avoid": travel.avoid}
        if arrived(travel):
            return {"travel": end}
        if self._options.travel == "radial" and step.portal is not None:
            return {"travel": {**end, "begins": travel.begins, "ends": travel.ends}}
        weight = weight_of_step(travel)
        if weight <= 0:
            return {}
        return {"travel": end if weight >= 1 else {**end, "weight": weight}}

    @cached_property
    def _adapter(self) -> str:
        return adapter_identity(self._options.adapter)

    @cached_property
    def _model(self) -> Mapping[str, object]:
        options = self._options
        asked = {"steps": options.steps, "guidance": options.guidance, "strength": options.strength}
        return {
            "model": digest_of_source(options.model),
            **asked,
            "dtype": options.dtype,
            **self._steering,
            **self._passes,
        }

    @property
    def _steering(self) -> Mapping[str, object]:
        options = self._options
        changed = {
            "loras": [[digest_of_source(lora.source), lora.weight] for lora in options.loras],
            "fast": options.fast,
            "scheduler": options.scheduler if options.scheduler != "default" else "",
            "control": [digest_of_source(options.control), options.control_weight] if options.control else None,
            "true_guidance": options.true_guidance if (options.true_guidance or 1) > 1 else None,
            "quantize": options.quantize if options.quantize != "none" else "",
            "cache": options.cache if options.cache != "none" else "",
            "attention": options.attention if _ROUNDING in options.attention else "",
        }
        return {name: value for name, value in changed.items() if value}

    @property
    def _passes(self) -> Mapping[str, object]:
        seam, upscaling = self._options.seam, self._options.upscaling
        changed: dict[str, object] = {}
        if seam is not None:
            changed["seam"] = [seam.strength, seam.width]
        if upscaling.canvas > 1:
            changed["canvas"] = [upscaling.canvas, upscaling.strength]
        if upscaling.model is not None and upscaling.model.path is not None:
            changed["network"] = digest_of_network(upscaling.model.path)
        return changed
