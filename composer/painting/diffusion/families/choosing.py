"""Which model paints on this machine when the storyboard leaves the choice open, and what a licence allows."""

from __future__ import annotations

import logging

from composer.errors import ComposerError
from composer.painting.diffusion.families.models import MODELS, KnownModel, known_model

_log = logging.getLogger("longzoom")
_SMALLEST = "stable-diffusion-v1-5/stable-diffusion-inpainting"
_XL = "diffusers/stable-diffusion-xl-1.0-inpainting-0.1"
_KLEIN = "black-forest-labs/FLUX.2-klein-4B"

#: Free memory in GiB from which a model is chosen, the better ones first. What is trained to inpaint goes before what
#: is newer: it sees the mask. A card of 24 GB has 20 and more free, one of 80 GB 75.
_LADDER: tuple[tuple[float, str], ...] = (
    (20, "black-forest-labs/FLUX.1-Fill-dev"),
    (75, "Qwen/Qwen-Image"),
    (20, _KLEIN),
    (7, _XL),
    (0, _SMALLEST),
)


def choose_model(free_gib: float | None, *, commercial: bool) -> KnownModel:
    """The model for ``model: auto``.

    Parameters
    ----------
    free_gib : float or None
        Free memory of the GPU in GiB; None: there is no GPU, and the smallest model is chosen.
    commercial : bool
        Whether the licence must allow films that are sold. It is looked at first.

    Examples
    --------
    >>> choose_model(11, commercial=False).name
    'diffusers/stable-diffusion-xl-1.0-inpainting-0.1'
    >>> choose_model(23, commercial=True).name
    'black-forest-labs/FLUX.2-klein-4B'
    """
    fitting = (name for least, name in _LADDER if (free_gib or 0) >= least)
    models = (model for name in fitting if (model := known_model(name)))
    return next(model for model in models if model.commercial or not commercial)


def check_licence(name: str, known: KnownModel | None, *, commercial: bool) -> None:
    """Nothing; refuses a model whose licence forbids what the film is for, and warns where the licence is not known.

    Raises
    ------
    ComposerError
        If the film is to be sold and the licence of ``known``, which the storyboard calls ``name``, forbids it.
    """
    if commercial and known is None:
        _log.warning("the licence of %s is not known here: see yourself that it allows films that are sold", name)
    if not commercial or known is None or known.commercial:
        return
    others = [model for model in MODELS if model.commercial]
    near = next((model.name for model in others if model.family == known.family), None)
    choice = [near, _KLEIN, _XL] if near else [_KLEIN, _XL]
    raise ComposerError(
        f"painter.diffusion.commercial: {name} may not be used for films that are sold (licence {known.licence})",
        f"use {', '.join(dict.fromkeys(choice))} or auto instead; or leave commercial: true out for a private film",
    )
