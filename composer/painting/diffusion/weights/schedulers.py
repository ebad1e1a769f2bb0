"""Schedulers by name: how a model's noise is taken away, step by step."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from composer.errors import ComposerError
from composer.painting.diffusion.families.family import Family
from composer.painting.diffusion.machine.libraries import Libraries

DEFAULT = "default"
_NO_SETTINGS: Mapping[str, object] = MappingProxyType({})

#: Without clipping: latents are no pixels in -1..1, and some models' settings do not say so.
_NOISE: Mapping[str, tuple[str, Mapping[str, object]]] = MappingProxyType(
    {
        "euler": ("EulerDiscreteScheduler", {}),
        "euler-a": ("EulerAncestralDiscreteScheduler", {}),
        "dpm++": ("DPMSolverMultistepScheduler", {"algorithm_type": "dpmsolver++"}),
        "unipc": ("UniPCMultistepScheduler", {}),
        "ddim": ("DDIMScheduler", {"clip_sample": False}),
        "lcm": ("LCMScheduler", {"clip_sample": False}),
        "heun": ("HeunDiscreteScheduler", {"clip_sample": False}),
    }
)
#: The pipelines of flow-matching models set the noise levels themselves, which only these schedulers let them.
_FLOW: Mapping[str, tuple[str, Mapping[str, object]]] = MappingProxyType(
    {
        "euler": ("FlowMatchEulerDiscreteScheduler", {}),
        "lcm": ("FlowMatchLCMScheduler", {}),
    }
)
_NOISE_FAMILIES = ("sd", "sdxl")


def check_scheduler(family: Family, name: str) -> None:
    """Nothing; refuses a scheduler that does not fit a family.

    Raises
    ------
    ComposerError
        If the family is of the flow-matching kind and the scheduler is not.
    """
    if name == DEFAULT or name in _schedulers(family):
        return
    raise ComposerError(
        f"painter.diffusion.scheduler: {name} does not fit {family.name}, which is a flow-matching model",
        f"use {' or '.join((DEFAULT, *_FLOW))}",
    )


def set_scheduler(
    libraries: Libraries, pipeline: Any, family: Family, name: str, settings: Mapping[str, object] = _NO_SETTINGS
) -> None:
    """Give a pipeline the scheduler of a name, with the model's own noise levels and some settings besides.

    Raises
    ------
    ComposerError
        As ``check_scheduler``.
    """
    check_scheduler(family, name)
    if name == DEFAULT:
        if settings:
            pipeline.scheduler = type(pipeline.scheduler).from_config(pipeline.scheduler.config, **settings)
        return
    kind, own = _schedulers(family)[name]
    scheduler = getattr(libraries.diffusers, kind)
    pipeline.scheduler = scheduler.from_config(pipeline.scheduler.config, **own, **settings)


def _schedulers(family: Family) -> Mapping[str, tuple[str, Mapping[str, object]]]:
    return _NOISE if family.key in _NOISE_FAMILIES else _FLOW
