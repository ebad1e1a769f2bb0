"""The diffusion painter: what the chain asks for, answered by a model that is loaded when it is first needed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from composer.painting.diffusion.model import Model, Wish, load_model
from composer.painting.diffusion.options.reading import read_options
from composer.painting.diffusion.outpainting import outpaint, rejoin
from composer.painting.diffusion.weights.loading import digest_of_folder
from composer.painting.painter import Picture, Step
from composer.storyboard.records import PortalSpec, Scene, Storyboard

#: Wide enough to hide that the model's surroundings are a little softer than what is pasted into them.
_FEATHER = 0.06


class DiffusionPainter:
    """Outpaints each keyframe around the next one in with an inpainting model.

    Options: ``model`` (name on the Hugging Face hub, or a folder), ``steps``, ``guidance``, ``strength``, ``device``
    (``auto``, ``cuda``, ``mps``, ``cpu``) and ``dtype`` (``auto``, ``float16``, ``bfloat16``, ``float32``). Making
    the painter and asking for ingredients needs neither torch nor weights.

    Raises
    ------
    StoryboardError
        Where an option is unknown or its value is wrong.
    """

    name = "diffusion"
    version = "1"

    def __init__(self, storyboard: Storyboard, options: Mapping[str, object]) -> None:
        self._options = read_options(storyboard, options)

    def feather(self, step: Step) -> float:  # noqa: ARG002
        """0.06 heights for every step."""
        return _FEATHER

    def portal(self, scene: Scene, aspect: float) -> PortalSpec:  # noqa: ARG002
        """The middle of the picture, upright: the model can paint any surroundings."""
        return PortalSpec(at=(0.5, 0.5), turn_degrees=0.0)

    def magnification(self, scene: Scene) -> float | None:  # noqa: ARG002
        """None: as the storyboard says."""
        return None

    def sources(self) -> tuple[Path, ...]:
        """None: a model is not the director's own picture."""
        return ()

    def ingredients(self, step: Step) -> Mapping[str, object]:
        """Model, options, words and noise; not the device, whose pictures differ by roundings only."""
        options = self._options
        return {
            "model": self._folder_digest or options.model.name,
            "steps": options.steps,
            "guidance": options.guidance,
            "strength": options.strength,
            "dtype": options.dtype,
            "prompt": step.prompt,
            "avoid": step.avoid,
            "noise": _noise(step),
        }

    def paint(self, step: Step, inner: Picture | None) -> Picture:
        """The picture of a step, outpainted around the inner keyframe in its true colours.

        Raises
        ------
        ComposerError
            If torch, the weights or the memory for them is missing, or the model gives no picture.
        """
        model = self._model
        afresh = inner is None or step.portal is None
        wish = Wish(scene=step.scene.id, prompt=step.prompt, avoid=step.avoid, noise=_noise(step), afresh=afresh)
        size = model.family.canvas_size(step.aspect)
        return outpaint(step, inner, size, _FEATHER, lambda canvas: model.draw(canvas, wish))

    def close(self, step: Step, first: Picture, inner: Picture) -> Picture:
        """The first picture of a ring with the surroundings of its portal painted again; see ``closing.Closer``.

        Raises
        ------
        ComposerError
            As ``paint``.
        """
        model = self._model
        wish = Wish(scene=step.scene.id, prompt=step.prompt, avoid=step.avoid, noise=_noise(step), afresh=False)
        size = model.family.canvas_size(step.aspect)
        return rejoin(step, (first, inner), size, _FEATHER, lambda canvas: model.draw(canvas, wish))

    @cached_property
    def _model(self) -> Model:
        return load_model(self._options)

    @cached_property
    def _folder_digest(self) -> str:
        return digest_of_folder(self._options.model.path) if self._options.model.path else ""


def _noise(step: Step) -> int:
    """The seed of a step's noise, 48 bits. The same noise in each step would paint one composition again and again."""
    written = f"{step.seed}\0{step.scene.id}\0{step.view}".encode()
    return int.from_bytes(hashlib.blake2b(written, digest_size=6).digest())
