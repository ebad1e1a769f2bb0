"""A brush made ready: weights loaded by a memory plan, adapters laid on, tuned and settled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from composer.painting.diffusion.detail.planning import second_pass
from composer.painting.diffusion.engine.brush import Brush, Outfit
from composer.painting.diffusion.engine.settings import Settings
from composer.painting.diffusion.families.family import Family, Likeness
from composer.painting.diffusion.machine.device import Device
from composer.painting.diffusion.machine.libraries import Libraries
from composer.painting.diffusion.machine.memory_plan import Asked, Canvas, MemoryPlan, plan_memory, sizes_of
from composer.painting.diffusion.machine.quantising import Quantization, available_quantizations, quantization_of
from composer.painting.diffusion.machine.speed import tune
from composer.painting.diffusion.options.options import Options
from composer.painting.diffusion.people.adapters import load_adapter
from composer.painting.diffusion.people.portraits import Album
from composer.painting.diffusion.people.showing import FaceAdapter
from composer.painting.diffusion.weights.adapters import Adapter, dress_painter, dress_scheduler
from composer.painting.diffusion.weights.control import with_control
from composer.painting.diffusion.weights.finding import Checkpoint
from composer.painting.diffusion.weights.loading import load_painting_parts
from composer.painting.painter import Portrait

#: A ControlNet holds about the first half of a denoiser, an IP-Adapter some layers of it.
_CONTROL_SHARE, _ADAPTER_SHARE = 0.5, 0.15


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a brush is made for: options, model and adapters, the device as it is now, the people it will be shown."""

    options: Options
    checkpoint: Checkpoint
    family: Family
    settings: Settings
    device: Device
    dtype: Any
    adapters: tuple[Adapter, ...] = ()
    portraits: tuple[Portrait, ...] = ()

    @property
    def needs_adapter(self) -> bool:
        """Whether people are shown to it through an IP-Adapter."""
        return bool(self.portraits) and self.family.likeness is Likeness.ADAPTER


def fit_out(libraries: Libraries, wanted: Wanted, album: Album) -> Brush:
    """A brush for a film.

    Raises
    ------
    ComposerError
        If weights are not to be had, or options cannot be had with this model or on this machine.
    """
    plan = plan_brush(libraries, wanted)
    return Brush(make_outfit(libraries, wanted, plan, album), plan)


def make_outfit(libraries: Libraries, wanted: Wanted, plan: MemoryPlan, album: Album) -> Outfit:
    """All that a brush is made of, loaded and tuned, in main memory.

    Raises
    ------
    ComposerError
        As ``fit_out``.
    """
    options, family = wanted.options, wanted.family
    rounded = quantization_of(libraries, plan.quantize, family, wanted.device, wanted.dtype)
    pipeline, adapter = _laid_on(libraries, wanted, rounded, album)
    pipeline.set_progress_bar_config(disable=True)
    return Outfit(
        name=options.model.name,
        libraries=libraries,
        family=family,
        settings=wanted.settings,
        device=wanted.device,
        pipeline=pipeline,
        tuned=tune(libraries, pipeline, family, options, wanted.device),
        album=album,
        control_weight=options.control_weight if options.control else None,
        adapter=adapter,
    )


def plan_brush(libraries: Libraries, wanted: Wanted) -> MemoryPlan:
    """Where the weights will be, by the device's free memory.

    Raises
    ------
    ComposerError
        If options cannot be had together.
    """
    options, family, device = wanted.options, wanted.family, wanted.device
    extra = _CONTROL_SHARE * bool(options.control) + _ADAPTER_SHARE * wanted.needs_adapter
    sizes = sizes_of(
        family,
        Canvas(pixels=_largest_canvas(wanted)),
        extra_gib=extra * family.denoiser_gib,
        wide=wanted.dtype == libraries.torch.float32,
    )
    asked = Asked(
        memory=options.memory,
        quantize=options.quantize,
        kinds=available_quantizations(device, compiles=options.compile),
        apart=device.apart,
    )
    return plan_memory(device.free_gib, family, sizes, asked)


def _largest_canvas(wanted: Wanted) -> int:
    second = second_pass(wanted.family, wanted.options.upscaling, wanted.settings.steps, 1.0)
    return wanted.family.pixels if second is None else second.size[0] * second.size[1]


def _laid_on(
    libraries: Libraries, wanted: Wanted, rounded: Quantization, album: Album
) -> tuple[Any, FaceAdapter | None]:
    """The pipeline with all that steers it, in main memory."""
    options, family = wanted.options, wanted.family
    pipeline = load_painting_parts(libraries, wanted.checkpoint, wanted.dtype, rounded.config)
    dress_painter(pipeline, wanted.adapters, wanted.checkpoint.family, merge=rounded.config is None)
    dress_scheduler(libraries, pipeline, wanted.checkpoint.family, options)
    if options.control is not None:
        pipeline = with_control(libraries, pipeline, wanted.checkpoint.family, options.control, wanted.dtype)
    adapter = None
    if wanted.needs_adapter:
        adapter = load_adapter(libraries, pipeline, family, options.adapter)
        adapter.read(album, wanted.portraits, wanted.device.kind)
        adapter.release()
    rounded.finish(libraries, pipeline, family, wanted.dtype)
    return pipeline, adapter
