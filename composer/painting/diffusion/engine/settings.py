"""How a model is asked: what the storyboard says, or else its few-step adapter, its own row, its family."""

from __future__ import annotations

from dataclasses import dataclass

from composer.errors import ComposerError
from composer.painting.diffusion.families.family import Family
from composer.painting.diffusion.options.options import Options

#: Families that are distilled for their guidance and take a true one beside it.
_TRUE_GUIDANCE = ("flux", "kontext")


@dataclass(frozen=True, kw_only=True)
class Liking:
    """What a model or an adapter is used with, where it differs from its family; None: as the family likes it."""

    steps: int | None = None
    guidance: float | None = None


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
        Whether the words to avoid count, and are computed at all.
    """

    steps: int
    guidance: float
    strength: float
    true_guidance: float
    guided: bool


def settings_of(options: Options, family: Family, *likings: Liking, distilled: bool = False) -> Settings:
    """The settings, each from the first that says it: the options, the likings in their order, the family.

    Parameters
    ----------
    distilled : bool
        Whether the model has unlearnt to predict the words to avoid (as its configuration says).

    Raises
    ------
    ComposerError
        If the options ask for a true guidance that the family does not take.
    """

    def first(written: float | None, name: str) -> float:
        said = (written, *(getattr(liking, name) for liking in likings), getattr(family, name))
        return float(next(value for value in said if value is not None))

    true = options.true_guidance or 1.0
    if true > 1 and family.key not in _TRUE_GUIDANCE:
        message = f"painter.diffusion.true_guidance: {family.name} takes none"
        raise ComposerError(message, "leave it out; guidance does it here")
    guidance = first(options.guidance, "guidance")
    above = family.guided_above
    return Settings(
        steps=int(first(options.steps, "steps")),
        guidance=guidance,
        strength=family.strength if options.strength is None else options.strength,
        true_guidance=true,
        guided=true > 1 or (above is not None and guidance > above and not distilled),
    )
