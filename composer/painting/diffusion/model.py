"""A loaded model that paints canvases, and makes room for itself where memory runs short."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

import numpy as np

from composer.errors import ComposerError
from composer.painting.diffusion.canvas.colour import FloatArray
from composer.painting.diffusion.canvas.surround import Surround
from composer.painting.diffusion.families.family import Family
from composer.painting.diffusion.machine.device import (
    choose_device,
    choose_dtype,
    empty_cache,
    is_out_of_memory,
    survey,
)
from composer.painting.diffusion.machine.libraries import Libraries, load_libraries
from composer.painting.diffusion.machine.memory_plan import (
    Asked,
    Canvas,
    MemoryPlan,
    plan_memory,
    sizes_of,
    smaller,
    step_told,
)
from composer.painting.diffusion.machine.settling import settle
from composer.painting.diffusion.options.options import Options
from composer.painting.diffusion.weights.loading import find_checkpoint, load_pipeline
from composer.painting.diffusion.words.parts import spelled

_log = logging.getLogger("longzoom")


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What to paint: the scene's id (for messages), its words, the seed of the noise, and whether from nothing."""

    scene: str
    prompt: str
    avoid: str
    noise: int
    afresh: bool


class Model:
    """A pipeline with its family, its device and its residence there."""

    def __init__(self, libraries: Libraries, pipeline: Any, family: Family, options: Options, device: str) -> None:
        self.family = family
        self._libraries, self._torch = libraries, libraries.torch
        self._pipeline = pipeline
        self._options = options
        self._device = device
        self._plan = MemoryPlan()

    def draw(self, canvas: Surround, wish: Wish) -> FloatArray:
        """The canvas painted where it asks for it; float32 RGB in 0..1 of its size.

        Where the memory runs out, the model moves to a smaller residence, says so, and paints again: the same
        noise, drawn on the CPU, gives the same picture.

        Raises
        ------
        ComposerError
            If no residence is small enough, or the model gives no picture.
        """
        while True:
            picture = self._attempt(canvas, wish)
            if picture is not None:
                return picture
            self._make_room()

    @property
    def _steps(self) -> int:
        return self._options.steps or self.family.steps

    def settle(self, plan: MemoryPlan) -> None:
        """Move to where a plan says, or on to a smaller one where the memory does not even allow that."""
        self._plan = plan
        try:
            settle(self._libraries, self._pipeline, plan, self._device)
            return
        except Exception as error:
            if not is_out_of_memory(self._torch, error):
                raise
        self._make_room()

    def _attempt(self, canvas: Surround, wish: Wish) -> FloatArray | None:
        """The picture, or None where memory ran out (outside of the handler, so that its frames let go of theirs)."""
        try:
            return self._painted(canvas, wish)
        except Exception as error:
            if not is_out_of_memory(self._torch, error):
                raise
        return None

    def _make_room(self) -> None:
        empty_cache(self._torch, self._device)
        lower = smaller(self._plan)
        if lower is None:
            raise ComposerError(
                f"{self._options.model.name} ({self.family.name}) does not fit into the memory of this machine",
                "close other programs, or choose a smaller model",
            )
        told = step_told(self._plan, lower)
        _log.warning("the memory of the device ran out under %s: %s", self._options.model.name, told)
        self.settle(lower)

    def _painted(self, canvas: Surround, wish: Wish) -> FloatArray:
        from PIL import Image

        height, width = canvas.repaint.shape
        result = self._pipeline(
            image=Image.fromarray(canvas.picture),
            mask_image=Image.fromarray(canvas.repaint.astype(np.uint8) * 255),
            height=height,
            width=width,
            num_inference_steps=self._steps,
            generator=self._torch.Generator("cpu").manual_seed(wish.noise),
            output_type="np",
            **self._manner(wish),
        )
        if any(getattr(result, "nsfw_content_detected", None) or ()):
            message = f'scene "{wish.scene}": the safety checker of {self._options.model.name} refused the picture'
            raise ComposerError(message, "change the scene's prompt or its seed")
        picture = np.asarray(result.images[0], np.float32)
        if not np.isfinite(picture).all():
            message = f'scene "{wish.scene}": {self._options.model.name} gave a picture without numbers (NaN)'
            raise ComposerError(message, "set dtype: float32 for the diffusion painter")
        return picture

    def _manner(self, wish: Wish) -> dict[str, Any]:
        family, options = self.family, self._options
        strength = family.strength if options.strength is None or wish.afresh else options.strength
        if self._steps * strength < 1:
            strength = 1.0
        guidance = family.guidance if options.guidance is None else options.guidance
        manner: dict[str, Any] = {"guidance_scale": guidance, "strength": strength}
        if family.takes_avoid:
            return manner | spelled(self._torch, self._pipeline, wish.prompt, wish.avoid)
        return manner | {"prompt": wish.prompt}


def load_model(options: Options) -> Model:
    """The model that the options name, loaded and settled.

    Raises
    ------
    ComposerError
        If a library, the weights or the device is missing, or the memory is too small.
    """
    libraries = load_libraries()
    device = choose_device(libraries.torch, options.device)
    checkpoint = find_checkpoint(libraries, options.model.name, options.model.path)
    dtype = choose_dtype(libraries.torch, options.dtype, device, checkpoint.family)
    pipeline = load_pipeline(libraries, checkpoint, dtype)
    pipeline.set_progress_bar_config(disable=True)
    model = Model(libraries, pipeline, checkpoint.family, options, device)
    family, found = checkpoint.family, survey(libraries.torch, device)
    sizes = sizes_of(family, Canvas(pixels=family.pixels), wide=dtype == libraries.torch.float32)
    model.settle(plan_memory(found.free_gib, family, sizes, Asked(memory=options.memory, apart=found.apart)))
    return model
