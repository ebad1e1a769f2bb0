"""A loaded IP-Adapter: pictures of people read once, and shown to the model step by step."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from composer.painting.diffusion.families.family import Family
from composer.painting.diffusion.people.portraits import Album, counted
from composer.painting.diffusion.people.regions import columns
from composer.painting.painter import Portrait

_log = logging.getLogger("longzoom")


@dataclass(frozen=True, kw_only=True, eq=False)
class _Seen:
    """What the image encoder makes of a picture, and of none: tensors on the CPU, shape (1, 1, …)."""

    picture: Any
    nothing: Any


class FaceAdapter:
    """An IP-Adapter in a pipeline (Ye et al. 2023, arXiv 2308.06721).

    The order of work: ``read`` all portraits of the film, ``release`` the image encoder, then for every step, also
    those without portraits, ``arguments`` before the call: they set what counts, and a pipeline with an adapter
    cannot be called without them.
    """

    def __init__(self, torch: Any, pipeline: Any, family: Family) -> None:
        self._torch = torch
        self._pipeline = pipeline
        self._family = family
        self._seen: dict[Path, _Seen] = {}
        self._told = False

    def read(self, album: Album, portraits: Sequence[Portrait], device: str) -> None:
        """Look at the portraits that were not looked at yet, on a device.

        Raises
        ------
        StoryboardError
            If a picture cannot be read.
        ComposerError
            If the image encoder was released before.
        """
        fresh = {each.picture: each for each in counted(portraits) if each.picture not in self._seen}
        if not fresh:
            return
        encoder = self._pipeline.image_encoder
        if encoder is None:
            raise ValueError("the image encoder was released before these portraits were read")
        home = encoder.device
        encoder.to(device)
        try:
            with self._torch.no_grad():
                for path, portrait in fresh.items():
                    self._seen[path] = self._look(album, portrait, device)
        finally:
            encoder.to(home)

    def release(self) -> None:
        """Let go of the image encoder, which is not needed once all portraits are read."""
        self._pipeline.register_modules(image_encoder=None)

    def arguments(self, portraits: Sequence[Portrait], size: tuple[int, int], *, guided: bool) -> dict[str, Any]:
        """Arguments of the pipeline's call, after setting how much the portraits count.

        Several people stand in columns from left to right, in the order given, each looked at with a weight of its
        own; FLUX.1's adapter knows no places, and shows all of them everywhere with their mean weight. Without
        portraits the adapter is passed by: the pipeline paints what it would without one.

        Parameters
        ----------
        portraits : sequence of Portrait
            The step's; all of them read before.
        size : (width, height)
            Of the canvas in pixels.
        guided : bool
            Whether the pipeline also predicts without the prompt (guidance above 1).
        """
        if not self._seen:
            raise ValueError("no portraits were read")
        people = counted(portraits)
        seen = [self._seen[each.picture] for each in people] or [next(iter(self._seen.values()))]
        picture = self._torch.cat([each.picture for each in seen], dim=1)
        nothing = self._torch.cat([each.nothing for each in seen], dim=1)
        weights = [each.weight for each in people] or [0.0]
        if self._family.denoiser != "unet":
            self._pipeline.set_ip_adapter_scale(self._mean_of(weights))
            return {"ip_adapter_image_embeds": [picture], "negative_ip_adapter_image_embeds": [nothing]}
        embeddings = [self._torch.cat([nothing, picture]) if guided else picture]
        if len(weights) == 1:
            self._pipeline.set_ip_adapter_scale(weights[0])
            return {"ip_adapter_image_embeds": embeddings}
        self._pipeline.set_ip_adapter_scale([weights])
        places = self._torch.from_numpy(columns(len(weights), size))[None]
        return {"ip_adapter_image_embeds": embeddings, "cross_attention_kwargs": {"ip_adapter_masks": [places]}}

    def _look(self, album: Album, portrait: Portrait, device: str) -> _Seen:
        from PIL import Image

        square = album.square(portrait)
        picture = Image.fromarray(square)
        dtype = getattr(self._pipeline, self._family.denoiser).dtype
        if self._family.denoiser == "unet":
            both = self._pipeline.prepare_ip_adapter_image_embeds([picture], None, device, 1, True)[0].to("cpu", dtype)
            nothing, seen = both.chunk(2)
            return _Seen(picture=seen.clone(), nothing=nothing.clone())
        black = Image.new("RGB", picture.size)
        seen, nothing = (
            self._pipeline.prepare_ip_adapter_image_embeds([each], None, device, 1)[0].to("cpu", dtype)
            for each in (picture, black)
        )
        return _Seen(picture=seen, nothing=nothing)

    def _mean_of(self, weights: Sequence[float]) -> float:
        if len(weights) > 1 and not self._told:
            self._told = True
            _log.warning(
                "%s looks at the pictures of several people as one: their faces may run together; show one person a "
                "scene, or choose a Stable Diffusion model",
                self._family.name,
            )
        return sum(weights) / len(weights)
