"""Whether a model fits a GPU, told from sizes alone."""

from __future__ import annotations

from enum import Enum

from composer.painting.diffusion.families.family import Family
from composer.painting.diffusion.machine.memory_plan import (
    Asked,
    Canvas,
    Residence,
    needed_gib,
    plan_memory,
    sizes_of,
)


class Fit(Enum):
    """How a model paints on a GPU: from its memory, part by part out of main memory, or not at all; or without one."""

    RESIDENT = "resident"
    OFFLOADED = "offloaded"
    TOO_LARGE = "too large"
    NO_GPU = "CPU only"


def fit(family: Family, free_gib: float | None) -> Fit:
    """How a model of a family paints at half precision, its prompts being read before: by the plan that it would get.

    Parameters
    ----------
    family : Family
        With the model's own sizes.
    free_gib : float or None
        Free memory of the GPU in GiB; None: there is none.

    Examples
    --------
    >>> from composer.painting.diffusion.families.table import family_named
    >>> [fit(family_named("sdxl"), free).value for free in (11, 7.5, 1)]
    ['resident', 'offloaded', 'too large']
    """
    if free_gib is None:
        return Fit.NO_GPU
    sizes = sizes_of(family, Canvas(pixels=family.pixels))
    plan = plan_memory(free_gib, family, sizes, Asked())
    if needed_gib(plan, sizes) > free_gib:
        return Fit.TOO_LARGE
    return Fit.RESIDENT if plan.residence is Residence.RESIDENT else Fit.OFFLOADED
