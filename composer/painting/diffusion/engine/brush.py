"""The painting half of a model: its pipeline, what steers it, where its weights are, and its calls."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from composer.errors import ComposerError
from composer.painting.diffusion.canvas.soft import soft_mask
from composer.painting.diffusion.engine.calling import call_arguments, said_to_each
from composer.painting.diffusion.engine.request import Request
from composer.painting.diffusion.engine.settings import Settings
from composer.painting.diffusion.families.family import Family, Likeness
from composer.painting.diffusion.joint.sampling import Level, sample_levels
from composer.painting.diffusion.joint.sampling import Settings as JointSettings
from composer.painting.diffusion.machine.device import Device, empty_cache, is_out_of_memory
from composer.painting.diffusion.machine.libraries import Libraries
from composer.painting.diffusion.machine.memory_plan import MemoryPlan, smaller, step_told
from composer.painting.diffusion.machine.settling import settle
from composer.painting.diffusion.machine.speed import Tuned
from composer.painting.diffusion.people.portraits import Album, counted
from composer.painting.diffusion.people.references import reference_arguments
from composer.painting.diffusion.people.showing import FaceAdapter
from composer.painting.diffusion.weights.control import AFRESH, control_arguments
from composer.painting.diffusion.words.blending import blend
from composer.painting.diffusion.words.encoding import Embeddings
from composer.painting.diffusion.words.mixing import Mixing, Mixture

FloatArray = NDArray[np.float32]
_log = logging.getLogger("longzoom")


@dataclass(frozen=True, kw_only=True, eq=False)
class Spoken:
    """A request's words as embeddings: where it starts from and, on a way, where it goes."""

    near: Embeddings
    far: Embeddings | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class Outfit:
    """All that a brush is made of, loaded.

    ``control_weight`` is None without a ControlNet; ``adapter`` is the IP-Adapter, where the film shows people to it.
    """

    name: str
    libraries: Libraries
    family: Family
    settings: Settings
    device: Device
    pipeline: Any
    tuned: Tuned
    album: Album
    control_weight: float | None = None
    adapter: FaceAdapter | None = None


class Brush:
    """Paints requests, and makes room for itself where memory runs short."""

    def __init__(self, outfit: Outfit, plan: MemoryPlan) -> None:
        self._outfit = outfit
        self._plan = plan
        self._heard: tuple[tuple[Embeddings, Embeddings], ...] = ()
        self._settle()

    @property
    def plan(self) -> MemoryPlan:
        """Where its weights are now."""
        return self._plan

    def paint(self, request: Request, spoken: Spoken) -> list[FloatArray]:
        """The request's pictures, float32 RGB in 0..1 of the canvases' size.

        Where the memory runs out, fewer are painted at once, or the weights move to where they need less of it, with
        a message; then it is painted again: the same noise, drawn on the CPU, gives the same picture.

        Raises
        ------
        ComposerError
            If nothing makes enough room, or the model gives no picture.
        """
        count = len(request.seeds)
        if count > 1 and self._one_by_one(request):
            return [each for i in range(count) for each in self.paint(request.part(i, i + 1), spoken)]
        while True:
            pictures = self._attempt(request, spoken)
            if pictures is not None:
                return pictures
            empty_cache(self._outfit.libraries.torch, self._outfit.device.kind)
            if count > 1:
                half = count // 2
                return self.paint(request.part(0, half), spoken) + self.paint(request.part(half, count), spoken)
            self._step_down()

    def sample(self, levels: Sequence[Level], settings: JointSettings) -> list[FloatArray]:
        """Pictures of levels that hold each other, the outermost first; see ``joint.sampling.sample_levels``.

        Where the memory runs out, the weights move to where they need less of it, and all is sampled again.

        Raises
        ------
        ComposerError
            If the family cannot be sampled jointly, or nothing makes enough room.
        """
        outfit = self._outfit
        while True:
            try:
                with outfit.tuned.call(self._plan):
                    return sample_levels(outfit.libraries.torch, outfit.pipeline, outfit.family, levels, settings)
            except Exception as error:
                if not is_out_of_memory(outfit.libraries.torch, error):
                    raise
            empty_cache(outfit.libraries.torch, outfit.device.kind)
            self._step_down()

    def _one_by_one(self, request: Request) -> bool:
        """Whether takes cannot be painted at once.

        A batch of reference pictures would be shared out among them, and a ControlNet is told of one canvas.
        """
        outfit = self._outfit
        several = outfit.family.likeness is Likeness.REFERENCE and len(counted(request.portraits)) > 1
        return several or outfit.control_weight is not None

    def _attempt(self, request: Request, spoken: Spoken) -> list[FloatArray] | None:
        """The pictures, or None where memory ran out (outside of the handler, so that its frames let go of theirs)."""
        try:
            return self._painted(request, spoken)
        except Exception as error:
            if not is_out_of_memory(self._outfit.libraries.torch, error):
                raise
        return None

    def _step_down(self) -> None:
        outfit, lower = self._outfit, smaller(self._plan)
        if lower is None:
            raise ComposerError(
                f"{outfit.name} ({outfit.family.name}) does not fit into the memory of this machine",
                "close other programs, choose a smaller model, or write quantize: auto",
            )
        _log.warning("the memory ran out under %s: %s", outfit.name, step_told(self._plan, lower))
        self._plan = lower
        self._settle()

    def _settle(self) -> None:
        outfit = self._outfit
        try:
            settle(outfit.libraries, outfit.pipeline, self._plan, outfit.device.kind)
            return
        except Exception as error:
            if not is_out_of_memory(outfit.libraries.torch, error):
                raise
        empty_cache(outfit.libraries.torch, outfit.device.kind)
        self._step_down()

    def _painted(self, request: Request, spoken: Spoken) -> list[FloatArray]:
        outfit = self._outfit
        words, mixing = self._said(request, spoken)
        arguments = {
            **call_arguments(outfit.libraries.torch, outfit.family, outfit.settings, request),
            **words.arguments,
            **self._people(request),
        }
        arguments = self._with_masks(arguments, request)
        with outfit.tuned.call(self._plan, last=request.last), mixing:
            result = outfit.pipeline(**arguments)
        if any(getattr(result, "nsfw_content_detected", None) or ()):
            message = f'scene "{request.scene}": the safety checker of {outfit.name} refused the picture'
            raise ComposerError(message, "change the scene's prompt or its seed")
        pictures = [np.asarray(picture, np.float32) for picture in result.images]
        if not all(np.isfinite(picture).all() for picture in pictures):
            message = f'scene "{request.scene}": {outfit.name} gave a picture without numbers (NaN)'
            raise ComposerError(message, "set dtype: float32 for the diffusion painter")
        return pictures

    def _said(self, request: Request, spoken: Spoken) -> tuple[Embeddings, AbstractContextManager[object]]:
        """The words of the call, and what mixes others into the predictions while it lasts."""
        torch, count = self._outfit.libraries.torch, len(request.seeds)
        near, *others = self._there(spoken)
        if request.way is None or not others:
            return said_to_each(near, count), nullcontext()
        far = others[0]
        if isinstance(request.way.weight, float):
            return said_to_each(blend(torch, near, far, request.way.weight), count), nullcontext()
        # The mixture says its words itself to as many pictures as the denoiser is called with.
        mixture = Mixture(near=near, far=far, weights=request.way.weight)
        return said_to_each(near, count), Mixing(torch, self._outfit.pipeline, self._outfit.family, mixture)

    def _there(self, spoken: Spoken) -> tuple[Embeddings, ...]:
        """The words on the device. While they stay the same, they are copied there once."""
        known = {id(here): (here, there) for here, there in self._heard}
        wanted = [spoken.near] if spoken.far is None else [spoken.near, spoken.far]
        self._heard = tuple(known.get(id(each)) or (each, each.to(self._outfit.device.kind)) for each in wanted)
        return tuple(there for _, there in self._heard)

    def _with_masks(self, arguments: dict[str, Any], request: Request) -> dict[str, Any]:
        """The arguments of a call with its masks, in the manner of the ControlNet where there is one."""
        outfit, canvas = self._outfit, request.canvases[0]
        if outfit.control_weight is None:
            masks = soft_mask(outfit.libraries.torch, outfit.pipeline, outfit.family, canvas)
            return {**arguments, **masks, "mask_image": [masks["mask_image"]] * len(request.canvases)}
        told = control_arguments(outfit.pipeline, outfit.family, canvas, outfit.control_weight)
        own = {name: value for name, value in arguments.items() if name != "image"}
        if outfit.family.key in AFRESH:
            del own["strength"]
        return own | told

    def _people(self, request: Request) -> dict[str, Any]:
        outfit = self._outfit
        if outfit.adapter is not None:
            return outfit.adapter.arguments(request.portraits, request.size, guided=outfit.settings.guided)
        if outfit.family.likeness is Likeness.REFERENCE:
            return reference_arguments(outfit.family, outfit.album, request.portraits, request.size)
        return {}
