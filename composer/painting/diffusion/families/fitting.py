"""Whether a model fits a GPU, told from sizes alone."""

from __future__ import annotations

from enum import Enum

from composer.painting.diffusion.families.family import Family

#: What the layers that take turns need at once, in GiB.
_LAYERS_GIB = 1.0


class Fit(Enum):
    """How a model paints on a GPU: from its memory, part by part out of main memory, or not at all; or without one."""

    RESIDENT = "resident"
    OFFLOADED = "offloaded"
    TOO_LARGE = "too large"
    NO_GPU = "CPU only"


def fit(family: Family, free_gib: float | None) -> Fit:
    """How a model of a family paints at half precision, its prompts being read before.

    Parameters
    ----------
    family : Family
        With the model's own sizes.
    free_gib : float or None
        Free memory of the GPU in GiB; None: there is none.

    Examples
    --------
    >>> from composer.painting.diffusion.families.table import family_named
    >>> fit(family_named("sdxl"), 7.5).value, fit(family_named("flux-fill"), 11).value
    ('resident', 'offloaded')
    """
    if free_gib is None:
        return Fit.NO_GPU
    if free_gib >= family.denoiser_gib + family.vae_gib + family.activations_gib:
        return Fit.RESIDENT
    return Fit.OFFLOADED if free_gib >= family.activations_gib + _LAYERS_GIB else Fit.TOO_LARGE
