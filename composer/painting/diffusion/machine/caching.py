"""Step caches: denoisers that reuse what they computed in the steps before."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from composer.errors import ComposerError
from composer.painting.diffusion.families.family import Family
from composer.painting.diffusion.machine.libraries import Libraries

_log = logging.getLogger("longzoom")
#: A step is skipped where the first block changes by less than this share (ParaAttention's usual value for FLUX).
_THRESHOLD = 0.08
#: With fewer steps each differs from the one before by too much.
_FEWEST_STEPS = 10
#: Every third step is computed; the first three, in which the composition forms, and the last two, the details, are.
_INTERVAL, _FIRST, _LAST = 3, 3, 2


def set_cache(libraries: Libraries, denoiser: Any, family: Family, name: str, steps: int) -> None:
    """A denoiser with a step cache; the names are ``Options.cache``'s, but ``none``.

    ``first-block`` is First Block Cache after ParaAttention; ``taylor`` is TaylorSeer (arXiv 2503.06923) in its light
    form, which extrapolates the denoiser's last layer only and holds next to nothing.

    Raises
    ------
    ComposerError
        If it does not work with the family.
    """
    if name not in family.caches:
        hint = f"use cache: {' or '.join(family.caches)}, or none" if family.caches else "leave the option cache out"
        raise ComposerError(f"painter.diffusion.cache: {name} does not work with {family.name}", hint)
    if steps < _FEWEST_STEPS:
        _log.warning("cache: %s makes nothing faster in %d steps, which is below %d", name, steps, _FEWEST_STEPS)
    diffusers = libraries.diffusers
    if name == "first-block":
        denoiser.enable_cache(diffusers.FirstBlockCacheConfig(threshold=_THRESHOLD))
        return
    manner = {"cache_interval": _INTERVAL, "disable_cache_before_step": _FIRST, "max_order": 1, "use_lite_mode": True}
    config = diffusers.TaylorSeerCacheConfig(disable_cache_after_step=max(_FIRST, steps - _LAST), **manner)
    denoiser.enable_cache(config)


@contextmanager
def cached_call(libraries: Libraries, denoiser: Any) -> Iterator[None]:
    """For one call of a pipeline: nothing is remembered from the call before, even one that broke off."""
    libraries.diffusers.hooks.HookRegistry.check_if_exists_or_initialize(denoiser).reset_stateful_hooks()
    with denoiser.cache_context("cond"):
        yield
