"""How much of a model the device holds at once: planned from its free memory, and stepped down where that runs out.

Nothing is loaded or moved here; ``settling`` does what a plan says.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import IntEnum
from types import MappingProxyType

from composer.errors import ComposerError
from composer.painting.diffusion.families.family import Family

_log = logging.getLogger("longzoom")
#: What torch's allocator leaves unused between tensors, and what cuDNN works in.
_MARGIN_GIB = 0.7
#: The largest layer of the largest family is 0.1 GiB; with the next one fetched ahead, and what is never moved.
_LAYERS_GIB = 0.4
#: Only one layer is there, none ahead.
_LAYER_GIB = 0.2
#: A picture is decoded in tiles of 512 x 512 pixels.
_TILE_PIXELS = 512 * 512


class Residence(IntEnum):
    """Where a model's weights are while it paints; each needs less memory of the device than the one before.

    ``RESIDENT``: all on the device. ``OFFLOADED``: its parts take turns. ``GROUPED``: its layers take turns, the next
    one fetched while one works. ``SEQUENTIAL``: its layers take turns, one by one.
    """

    RESIDENT = 0
    OFFLOADED = 1
    GROUPED = 2
    SEQUENTIAL = 3


@dataclass(frozen=True, kw_only=True)
class MemoryPlan:
    """How a model is held.

    Attributes
    ----------
    residence : Residence
    quantize : str
        What its denoiser's weights are rounded to: ``none``, ``int8``, ``nf4``, ``fp8``.
    tiling : bool
        Whether pictures are decoded in tiles, which needs less memory and changes them a little.
    apart : bool
        Whether the device's memory is not the machine's own; else only tiling makes room.
    """

    residence: Residence = Residence.RESIDENT
    quantize: str = "none"
    tiling: bool = False
    apart: bool = True


@dataclass(frozen=True, kw_only=True)
class Sizes:
    """What painting takes, in GiB: the denoiser with all that steers it, the picture's encoder and decoder, what works
    beside the denoiser's weights, what works beside the decoder's, and the latter for one tile."""

    denoiser: float
    vae: float
    denoising: float
    decoding: float
    tile: float


@dataclass(frozen=True, kw_only=True)
class Canvas:
    """What is painted at once: ``pixels`` of a canvas, and how many ``takes`` of it."""

    pixels: int
    takes: int = 1


@dataclass(frozen=True, kw_only=True)
class _Work:
    """Beside the weights, in GiB at half precision: of denoising a canvas of 1024 x 1024 pixels (with the second half
    of a batch where the family denoises with and without the prompt), and of decoding it; the denoiser's share of
    weights in linear layers, which are those that int8 and nf4 round; and what fp8 leaves of it."""

    denoising: float
    decoding: float = 1.5
    linear: float = 1.0
    fp8: float = 0.51


#: Counted on torch's meta device by ``benchmarks/diffusing.py --count``: the most bytes of tensors alive at once.
_WORK: Mapping[str, _Work] = MappingProxyType(
    {
        "sd": _Work(denoising=0.5, linear=0.31),
        "sdxl": _Work(denoising=0.31, linear=0.87),
        "sd3": _Work(denoising=0.5),
        "flux-fill": _Work(denoising=0.46, fp8=0.64),
        "flux": _Work(denoising=0.46, fp8=0.64),
        "kontext": _Work(denoising=0.86, fp8=0.64),
        "klein": _Work(denoising=1.08),
        "qwen": _Work(denoising=0.37, decoding=3.4),
        "z-image": _Work(denoising=0.5),
        "chroma": _Work(denoising=0.44),
    }
)
_MEGAPIXEL = 1024 * 1024
#: Families whose decoder overflows in float16, so that diffusers widens it to float32 for each picture.
_WIDENED = ("sdxl",)


def sizes_of(
    family: Family, canvas: Canvas, *, denoiser_gib: float = 0.0, extra_gib: float = 0.0, wide: bool = False
) -> Sizes:
    """What a family's model takes to paint a canvas.

    Parameters
    ----------
    denoiser_gib : float
        Of a known model, at half precision; 0: of the family's usual one.
    extra_gib : float
        Of a ControlNet, an IP-Adapter with its encoder, and the like, at half precision.
    wide : bool
        Whether numbers are float32.
    """
    work, factor = _WORK[family.key], 2 if wide else 1
    megapixels = canvas.pixels / _MEGAPIXEL
    decoder = 2 if wide or (family.key in _WIDENED and not family.brain_float) else 1
    return Sizes(
        denoiser=((denoiser_gib or family.denoiser_gib) + extra_gib) * factor,
        vae=family.vae_gib * decoder,
        denoising=work.denoising * megapixels * canvas.takes * factor,
        # One picture after the other is decoded.
        decoding=work.decoding * megapixels * decoder,
        tile=work.decoding * _TILE_PIXELS / _MEGAPIXEL * decoder,
    )


def shrunk(family: Family, sizes: Sizes, quantize: str) -> Sizes:
    """Sizes with the denoiser's weights rounded. nf4 takes 4.5 bits with its scales; fp8 rounds convolutions too, but
    not FLUX.1's modulations."""
    work = _WORK[family.key]
    shares = {"none": 1.0, "int8": 1 - 0.5 * work.linear, "fp8": work.fp8, "nf4": 1 - (1 - 4.5 / 16) * work.linear}
    share = shares[quantize]
    return replace(sizes, denoiser=sizes.denoiser * share)


def needed_gib(plan: MemoryPlan, sizes: Sizes) -> float:
    """The most memory that a plan takes on the device; ``sizes`` are those of its rounded weights."""
    decoding = min(sizes.decoding, sizes.tile) if plan.tiling else sizes.decoding
    match plan.residence:
        case Residence.RESIDENT:
            most = sizes.denoiser + sizes.vae + max(sizes.denoising, decoding)
        case Residence.OFFLOADED:
            most = max(sizes.denoiser + sizes.denoising, sizes.vae + decoding)
        case Residence.GROUPED:
            most = _LAYERS_GIB + max(sizes.denoising, decoding)
        case _:
            most = _LAYER_GIB + max(sizes.denoising, decoding)
    return most + _MARGIN_GIB


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the storyboard asks of the memory, and what there is.

    Attributes
    ----------
    memory : str
        ``auto``, ``resident``, ``offload``, ``group``, ``sequential``.
    quantize : str
        ``none``, ``auto``, ``int8``, ``nf4``, ``fp8``.
    kinds : tuple of str
        The roundings that ``auto`` may take, the finest first (see ``quantising.available_quantizations``).
    apart : bool
        As in ``MemoryPlan``.
    """

    memory: str = "auto"
    quantize: str = "none"
    kinds: tuple[str, ...] = ()
    apart: bool = True


_NAMED = MappingProxyType(
    {
        "resident": Residence.RESIDENT,
        "offload": Residence.OFFLOADED,
        "group": Residence.GROUPED,
        "sequential": Residence.SEQUENTIAL,
    }
)
#: Roundings whose layers cannot be moved one by one.
_WHOLE = ("int8", "nf4")


def plan_memory(free_gib: float, family: Family, sizes: Sizes, asked: Asked) -> MemoryPlan:
    """The first plan that fits the free memory, the finest and fastest ones first; else the smallest.

    All weights on the device; the same rounded, where that is asked for; then the parts in turns, and the layers in
    turns, which is slower and as exact; at last all of these with pictures decoded in tiles.

    Raises
    ------
    ComposerError
        If what is asked for cannot be had together.
    """
    if not asked.apart and asked.memory not in ("auto", "resident"):
        _log.warning("memory: %s makes no room where the device's memory is the machine's own", asked.memory)
    plans = tuple(_plans(asked))
    if not plans:
        raise ComposerError(_not_together(asked), "use memory: offload, or quantize: fp8")
    for plan in plans:
        if needed_gib(plan, shrunk(family, sizes, plan.quantize)) <= free_gib:
            return plan
    return min(plans, key=lambda plan: needed_gib(plan, shrunk(family, sizes, plan.quantize)))


def _plans(asked: Asked) -> Iterator[MemoryPlan]:
    kinds = ("none", *asked.kinds) if asked.quantize == "auto" else (asked.quantize,)
    residences = tuple(Residence) if asked.memory == "auto" else (_NAMED[asked.memory],)
    if not asked.apart:
        residences = (Residence.RESIDENT,)
    for tiling in (False, True):
        for residence in residences:
            for kind in kinds:
                plan = MemoryPlan(residence=residence, quantize=kind, tiling=tiling, apart=asked.apart)
                # One by one needs hardly less than with one ahead, and is much slower: only where nothing else fits.
                hasty = residence is Residence.SEQUENTIAL and not tiling and asked.memory == "auto"
                if not hasty and not _stuck(plan):
                    yield plan


def _stuck(plan: MemoryPlan) -> bool:
    return plan.quantize in _WHOLE and plan.residence >= Residence.GROUPED


def _not_together(asked: Asked) -> str:
    return f"painter.diffusion.memory: {asked.memory} moves layers one by one, which {asked.quantize} weights cannot do"


def smaller(plan: MemoryPlan) -> MemoryPlan | None:
    """The next plan where memory ran out under one; None: there is none.

    From all on the device to parts in turns; then, since it is not known whether denoising or decoding ran out of it,
    decoded in tiles; then layers in turns.
    """
    if not plan.apart:
        return None if plan.tiling else replace(plan, tiling=True)
    if plan.residence is Residence.RESIDENT:
        return replace(plan, residence=Residence.OFFLOADED)
    if not plan.tiling:
        return replace(plan, tiling=True)
    if plan.residence is Residence.SEQUENTIAL:
        return None
    lower = replace(plan, residence=Residence(plan.residence + 1))
    return None if _stuck(lower) else lower


def step_told(before: MemoryPlan, after: MemoryPlan) -> str:
    """What a step down means, as a message tells it."""
    if before.residence is after.residence:
        return "pictures are decoded in tiles from now on"
    return {
        Residence.OFFLOADED: "its parts take turns on the GPU from now on, which is slower",
        Residence.GROUPED: "its layers take turns on the GPU from now on, which is much slower",
        Residence.SEQUENTIAL: "its layers go to the GPU one by one from now on, which is slowest",
    }[after.residence]
