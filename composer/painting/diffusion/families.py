"""The families of inpainting models that the painter knows, one row each."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from composer.errors import ComposerError

#: How much worse one per cent of stretching is than one per cent of another area, when a canvas is chosen.
_STRETCH_COST = 20


@dataclass(frozen=True, kw_only=True)
class Family:
    """What models of one kind need and take.

    Attributes
    ----------
    name : str
        As people call it.
    pipeline : str
        Its class in diffusers, which is also what ``model_index.json`` calls it.
    pixels : int
        Area that it was trained to paint.
    multiple : int
        Both sides of the canvas are multiples of this.
    guidance : float
        How strictly it follows the prompt when the storyboard does not say.
    strength : float
        How much of the canvas' noise it starts from, in (0, 1], when the storyboard does not say.
    takes_avoid : bool
        Whether it heeds words to avoid.
    brain_float : bool
        Whether half precision must be bfloat16, since float16 overflows.
    resident_gib, offloaded_gib : float
        Free memory of the GPU, in GiB, for all of it at once and for its largest part alone, at half precision.
    variant : str
        Name of the smaller files that its models are published with; empty: none.
    settings : mapping
        What its pipeline is made with besides.
    """

    name: str
    pipeline: str
    pixels: int
    multiple: int
    guidance: float
    strength: float
    takes_avoid: bool
    brain_float: bool
    resident_gib: float
    offloaded_gib: float
    variant: str = ""
    settings: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))

    def canvas_size(self, aspect: float) -> tuple[int, int]:
        """Width and height to paint for a picture of an aspect (width over height), in pixels.

        The allowed size that stretches the picture least and is nearest to the area that the family knows.

        Examples
        --------
        >>> family_of("StableDiffusionXLInpaintPipeline", "a model").canvas_size(1.0)
        (1024, 1024)
        """
        ideal = math.sqrt(self.pixels / aspect)
        lowest = max(1, math.floor(ideal * 0.85 / self.multiple))
        highest = math.ceil(ideal * 1.15 / self.multiple)
        heights = [count * self.multiple for count in range(lowest, highest + 1)]
        sizes = [(max(1, round(height * aspect / self.multiple)) * self.multiple, height) for height in heights]
        return min(sizes, key=lambda size: self._cost(size, aspect))

    def _cost(self, size: tuple[int, int], aspect: float) -> float:
        stretch = abs(math.log(size[0] / size[1] / aspect))
        return _STRETCH_COST * stretch + abs(math.log(size[0] * size[1] / self.pixels))


#: Strength: the XL inpainting checkpoint turns grey and coarse at exactly 1, so it keeps a trace of the border that
#: was mirrored for it; the others are trained to start from nothing. FLUX.1 Fill is distilled for guidance 30.
FAMILIES: tuple[Family, ...] = (
    Family(
        name="Stable Diffusion 1.5 and 2 inpainting",
        pipeline="StableDiffusionInpaintPipeline",
        pixels=768 * 432,
        multiple=16,
        guidance=6.5,
        strength=1.0,
        takes_avoid=True,
        brain_float=False,
        resident_gib=4.5,
        offloaded_gib=3,
        variant="fp16",
    ),
    Family(
        name="Stable Diffusion XL inpainting",
        pipeline="StableDiffusionXLInpaintPipeline",
        pixels=1024 * 1024,
        multiple=32,
        guidance=6.5,
        strength=0.99,
        takes_avoid=True,
        brain_float=False,
        resident_gib=10,
        offloaded_gib=7,
        variant="fp16",
        settings=MappingProxyType({"add_watermarker": False}),
    ),
    Family(
        name="FLUX.1 Fill",
        pipeline="FluxFillPipeline",
        pixels=1024 * 1024,
        multiple=16,
        guidance=30,
        strength=1.0,
        takes_avoid=False,
        brain_float=True,
        resident_gib=36,
        offloaded_gib=25,
    ),
)


@dataclass(frozen=True, kw_only=True)
class Download:
    """What fetching a well-known model means: gigabytes, about, and the licence that it comes under."""

    gigabytes: float
    licence: str


#: Models on the Hugging Face hub whose size and terms can be told before anything is fetched.
DOWNLOADS: Mapping[str, Download] = MappingProxyType(
    {
        "diffusers/stable-diffusion-xl-1.0-inpainting-0.1": Download(gigabytes=7, licence="OpenRAIL++-M"),
        "stable-diffusion-v1-5/stable-diffusion-inpainting": Download(gigabytes=3, licence="OpenRAIL-M"),
        "sd2-community/stable-diffusion-2-inpainting": Download(gigabytes=3, licence="OpenRAIL++-M"),
        "black-forest-labs/FLUX.1-Fill-dev": Download(gigabytes=34, licence="FLUX.1 [dev], non-commercial"),
    }
)


def family_of(pipeline: object, model: str) -> Family:
    """The family of a model by its pipeline's class as ``model_index.json`` names it.

    Raises
    ------
    ComposerError
        If no family has that class.
    """
    for family in FAMILIES:
        if family.pipeline == pipeline:
            return family
    known = ", ".join(f"{family.pipeline} ({family.name})" for family in FAMILIES)
    raise ComposerError(f"{model} is a {pipeline}, which this painter cannot outpaint with", f"it knows {known}")
