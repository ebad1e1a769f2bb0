"""How a model is asked: what the storyboard says, or else its family with what its model and adapter changed."""

from __future__ import annotations

import math
from dataclasses import dataclass

from composer.errors import ComposerError
from composer.painting.diffusion.families.family import Family
from composer.painting.diffusion.options.options import Options

#: Families that are distilled for their guidance and take a true one beside it.
_TRUE_GUIDANCE = ("flux", "kontext")


@dataclass(frozen=True, kw_only=True)
class Settings:
    """How a model is asked for every picture.

    Attributes
    ----------
    steps : int
    guidance : float
    strength : float
        Of a canvas with a kept part; one without is painted afresh.
    true_guidance : float
        1: none.
    guided : bool
        Whether the words to avoid are computed.
    """

    steps: int
    guidance: float
    strength: float
    true_guidance: float
    guided: bool


def settings_of(options: Options, family: Family) -> Settings:
    """The settings, each as the options say, or else as the family is used.

    Raises
    ------
    ComposerError
        If the options ask for a guidance that the family does not take, or no step is left to take.
    """
    true = options.true_guidance or 1.0
    if options.guidance is not None and _is_deaf(family):
        message = f"painter.diffusion.guidance: this model of {family.name} was distilled and heeds none"
        raise ComposerError(message, "leave it out")
    if true > 1 and family.key not in _TRUE_GUIDANCE:
        message = f"painter.diffusion.true_guidance: {family.name} takes none"
        raise ComposerError(message, "leave it out; guidance does it here")
    steps = options.steps or family.steps
    strength = family.strength if options.strength is None else options.strength
    if options.strength is not None and int(steps * strength) < 1:
        message = f"painter.diffusion.strength: {steps} steps at strength {strength:g} leave no step to take"
        raise ComposerError(message, "raise steps or strength")
    if options.seam is not None and int(steps * options.seam.strength) < 1:
        message = f"painter.diffusion.seam: {steps} steps at strength {options.seam.strength:g} leave no step to take"
        raise ComposerError(message, f"write seam: {{strength: {least_strength(steps):g}}} or more, or raise steps")
    guidance = family.guidance if options.guidance is None else options.guidance
    above = family.guided_above
    return Settings(
        steps=steps,
        guidance=guidance,
        strength=strength,
        true_guidance=true,
        guided=true > 1 or (above is not None and guidance > above),
    )


def least_strength(steps: int) -> float:
    """The smallest strength, in hundredths, at which one of ``steps`` is taken."""
    return math.ceil(100 / steps) / 100


def _is_deaf(family: Family) -> bool:
    """Whether a model looks at no guidance: [klein] in its few-step kind, and FLUX.1 [schnell]."""
    return (family.key == "klein" and not family.takes_avoid) or (family.key == "flux" and not family.guidance)
