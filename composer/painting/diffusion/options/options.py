"""The options of the diffusion painter as records."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

#: Stable Diffusion XL inpainting: trained with masks, heeds words to avoid, and paints on a GPU of 8 to 12 GB.
DEFAULT_MODEL = "diffusers/stable-diffusion-xl-1.0-inpainting-0.1"
#: The model is chosen by the GPU's free memory and by licence.
AUTO = "auto"


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where weights come from: ``name`` as written; ``path`` of its folder or file, absolute; None: the hub."""

    name: str
    path: Path | None = None


@dataclass(frozen=True, kw_only=True)
class Lora:
    """A low-rank adapter of the denoiser, and how much of it is added."""

    source: Source
    weight: float = 1.0


@dataclass(frozen=True, kw_only=True)
class SeamPass:
    """A second pass over a band around the portal: ``strength`` of its noise, ``width`` in heights of the inner one."""

    strength: float = 0.3
    width: float = 0.12


@dataclass(frozen=True, kw_only=True)
class Upscaling:
    """How a model's picture becomes a keyframe's size.

    Attributes
    ----------
    model : Source or None
        An upscaling network's file; None: Lanczos resampling.
    canvas : float
        The model paints on a canvas with sides this many times as long, in a second pass of ``strength`` over its
        enlarged first picture; 1: one pass at the size that the model was trained for.
    strength : float
        How much of the second pass' noise it starts from.
    """

    model: Source | None = None
    canvas: float = 1.0
    strength: float = 0.35


@dataclass(frozen=True, kw_only=True)
class Options:
    """The painter's options, checked.

    Attributes
    ----------
    model : Source
        Its name may be ``auto``.
    commercial : bool
        Whether only models may be used, and chosen, whose licence allows films that are sold.
    steps : int or None
        Denoising steps; None, here and below: as the model or its family likes it.
    guidance, strength : float or None
    true_guidance : float or None
        Of FLUX.1 [dev] and Kontext, which are distilled for their guidance: how strictly the words to avoid are heeded
        beside it, at twice the work.
    device, dtype : str
        ``auto`` or a name.
    loras : tuple of Lora
    scheduler : str
        ``default``: the model's own.
    fast : str
        A few-step adapter by name: ``lightning``, ``lcm``, ``hyper``, ``turbo``; empty: none.
    control : Source or None
        A ControlNet for inpainting.
    control_weight : float
    memory : str
        Where weights are: ``auto``, ``resident``, ``offload``, ``group``, ``sequential``.
    quantize : str
        ``none``, ``auto``, ``int8``, ``nf4``, ``fp8``.
    compile : bool
        Whether the denoiser's blocks are compiled; the first keyframe then takes a minute more.
    attention : str
        An attention backend of diffusers; ``auto``: the device's best.
    cache : str
        A step cache: ``none``, ``first-block``, ``taylor``.
    travel : str
        How words go over into the next scene's: ``blend`` mixes embeddings step by step, ``radial`` mixes the
        predictions along the way inward.
    seam : SeamPass or None
    adapter : Source or None
        An IP-Adapter for pictures of people; None: the family's usual one.
    joint : int
        Neighbouring keyframes that are sampled together; 0: none.
    upscaling : Upscaling
    """

    model: Source = Source(name=DEFAULT_MODEL)
    commercial: bool = False
    steps: int | None = None
    guidance: float | None = None
    strength: float | None = None
    true_guidance: float | None = None
    device: str = "auto"
    dtype: str = "auto"
    loras: tuple[Lora, ...] = ()
    scheduler: str = "default"
    fast: str = ""
    control: Source | None = None
    control_weight: float = 1.0
    memory: str = "auto"
    quantize: str = "none"
    compile: bool = False
    attention: str = "auto"
    cache: str = "none"
    travel: str = "blend"
    seam: SeamPass | None = None
    adapter: Source | None = None
    joint: int = 0
    upscaling: Upscaling = Upscaling()
