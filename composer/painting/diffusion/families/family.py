"""What models of one kind need and take, as a record."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType

#: How much worse one per cent of stretching is than one per cent of another area, when a canvas is chosen.
_STRETCH_COST = 20


class MaskUse(Enum):
    """What a model makes of the mask.

    ``NATIVE``: its denoiser sees the mask and the kept picture. ``BLEND``: the pipeline lays the kept picture, noised
    to the step's level, over what the denoiser made, after each step.
    """

    NATIVE = "native"
    BLEND = "blend"


class Likeness(Enum):
    """How a person's picture reaches a model: not at all, through an IP-Adapter, or as a reference picture."""

    NONE = "none"
    ADAPTER = "adapter"
    REFERENCE = "reference"


@dataclass(frozen=True, kw_only=True)
class Family:
    """What models of one kind need and take.

    Attributes
    ----------
    key : str
        Short and lasting: ``sd``, ``sdxl``, ``sd3``, ``flux-fill``, ``flux``, ``kontext``, ``klein``, ``qwen``,
        ``z-image``, ``chroma``.
    name : str
        As people call it.
    pipeline : str
        The class in diffusers that outpaints with it.
    indexes : tuple of str
        Classes that its models' ``model_index.json`` may name.
    pixels : int
        Area that it was trained to paint.
    multiple : int
        Both sides of the canvas are multiples of this.
    steps : int
        Denoising steps when neither the storyboard nor the model's own row says.
    guidance : float
        How strictly it follows the prompt when the storyboard does not say.
    guidance_argument : str
        The argument of the pipeline that takes it.
    strength : float
        How much of the canvas' noise it starts from, in (0, 1], when the storyboard does not say.
    mask : MaskUse
        What its published inpainting models do; a loaded one may differ (see ``mask_use``).
    takes_avoid : bool
        Whether it heeds words to avoid at its usual guidance.
    brain_float : bool
        Whether half precision must be bfloat16, since float16 overflows.
    denoiser : str
        The part of the pipeline that denoises: ``unet`` or ``transformer``.
    text_parts : tuple of str
        The parts that read words, encoders and tokenizers, which are not needed once all prompts are read.
    guided_above : float or None
        Guidance above which it predicts the words to avoid as well, at twice the work; None: it never does by this
        guidance.
    longest : int
        ``max_sequence_length`` in tokens that it is asked with; 0 where it takes no such argument.
    denoiser_gib, text_gib, vae_gib : float
        Size of its usual model's parts in GiB, at half precision.
    likeness : Likeness
        How pictures of people reach it.
    compiles, fuses : bool
        Whether its denoiser takes ``compile_repeated_blocks`` and ``fuse_qkv_projections``.
    caches : tuple of str
        Step caches that work on its denoiser: ``first-block``, ``taylor``.
    variant : str
        Name of the smaller files that its models are published with; empty: none.
    settings : mapping
        What its pipeline is made with besides.
    """

    key: str
    name: str
    pipeline: str
    indexes: tuple[str, ...]
    pixels: int
    multiple: int
    steps: int
    guidance: float
    strength: float
    mask: MaskUse
    takes_avoid: bool
    brain_float: bool
    denoiser: str
    text_parts: tuple[str, ...]
    denoiser_gib: float
    text_gib: float
    guidance_argument: str = "guidance_scale"
    guided_above: float | None = 1.0
    longest: int = 0
    vae_gib: float = 0.2
    likeness: Likeness = Likeness.NONE
    compiles: bool = True
    fuses: bool = True
    caches: tuple[str, ...] = ()
    variant: str = ""
    settings: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))

    def canvas_size(self, aspect: float, scale: float = 1.0) -> tuple[int, int]:
        """Width and height to paint for a picture of an aspect (width over height), in pixels.

        The allowed size that stretches the picture least and is nearest to the area that the family knows, its sides
        ``scale`` times as long.
        """
        pixels = self.pixels * scale * scale
        ideal = math.sqrt(pixels / aspect)
        lowest = max(1, math.floor(ideal * 0.85 / self.multiple))
        highest = math.ceil(ideal * 1.15 / self.multiple)
        heights = [count * self.multiple for count in range(lowest, highest + 1)]
        sizes = [(max(1, round(height * aspect / self.multiple)) * self.multiple, height) for height in heights]
        return min(sizes, key=lambda size: _cost(size, aspect, pixels))


def _cost(size: tuple[int, int], aspect: float, pixels: float) -> float:
    stretch = abs(math.log(size[0] / size[1] / aspect))
    return _STRETCH_COST * stretch + abs(math.log(size[0] * size[1] / pixels))
