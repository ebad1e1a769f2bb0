"""In which sizes a keyframe is made, and how sharp it then is: told before anything is painted, without torch."""

from __future__ import annotations

from dataclasses import dataclass

from composer.errors import ComposerError
from composer.painting.diffusion.families.family import Family
from composer.painting.diffusion.options.options import Upscaling
from composer.painting.painter import Step

#: Families whose pipelines shrink every canvas of more than a megapixel.
_ONE_SIZE = ("klein",)


@dataclass(frozen=True, kw_only=True)
class SecondPass:
    """A model's second pass over its enlarged picture: the canvas' ``size`` in pixels, ``strength`` of the noise."""

    size: tuple[int, int]
    strength: float


@dataclass(frozen=True, kw_only=True)
class DetailPlan:
    """The sizes that a keyframe goes through, (width, height) in pixels.

    Attributes
    ----------
    canvas : (int, int)
        Of the model's first pass.
    second : SecondPass or None
    network : str
        Name of the upscaling network's file; empty: none.
    scale : int or None
        How many times longer the network makes both sides; None: not known before it is loaded.
    size : (int, int)
        Of the keyframe.
    sharpness : float
        Painted pixels for each of the film's, along a side, in the last frame before the next arrival; at 1 and above
        the film cannot show more.
    """

    canvas: tuple[int, int]
    second: SecondPass | None
    network: str
    scale: int | None
    size: tuple[int, int]
    sharpness: float

    @property
    def text(self) -> str:
        """One line for people.

        Examples
        --------
        >>> DetailPlan(canvas=(1344, 768), second=None, network="", scale=None, size=(2560, 1440), sharpness=0.44).text
        'painted at 1344x768, kept at 2560x1440; before the next arrival 0.44 painted pixels for one of the film'
        """
        words = [f"painted at {_shown(self.canvas)}"]
        if self.second:
            words.append(f"painted over at {_shown(self.second.size)}")
        if self.network:
            times = f"{self.scale} times by " if self.scale else "by "
            words.append(f"enlarged {times}{self.network}")
        words.append(f"kept at {_shown(self.size)}")
        least = "at least " if self.network and not self.scale else ""
        pixels = f"{least}{self.sharpness:.2f} painted pixels for one of the film"
        return f"{', '.join(words)}; before the next arrival {pixels}"


def second_pass(family: Family, upscaling: Upscaling, steps: int, aspect: float) -> SecondPass | None:
    """The second pass on a larger canvas, or None where none is asked for.

    Parameters
    ----------
    steps : int
        Denoising steps of a whole pass.
    aspect : float
        Width over height of the keyframe.

    Raises
    ------
    ComposerError
        If the family cannot paint a larger canvas, or steps and strength leave nothing to do.
    """
    size = family.canvas_size(aspect, upscaling.canvas)
    if upscaling.canvas <= 1 or size == family.canvas_size(aspect):
        return None
    if family.key in _ONE_SIZE:
        message = f"{family.name} paints one megapixel at most, so there is no larger canvas for it"
        raise ComposerError(message, "leave canvas out of upscale, or name an upscaling network: upscale: {model: …}")
    if int(steps * upscaling.strength) < 1:
        message = f"{steps} steps at strength {upscaling.strength:g} leave the pass on the larger canvas none to take"
        raise ComposerError(message, f"write upscale: {{strength: {1 / steps + 0.005:.2f}}} or more, or raise steps")
    return SecondPass(size=size, strength=upscaling.strength)


@dataclass(frozen=True, kw_only=True)
class Making:
    """What a step is made with: its family, how it is upscaled, denoising steps, the network's scale if known."""

    family: Family
    upscaling: Upscaling
    steps: int
    scale: int | None = None


def plan_detail(step: Step, making: Making, film: tuple[int, int]) -> DetailPlan:
    """The sizes that a step's keyframe goes through, and how sharp it is in the end.

    Parameters
    ----------
    film : (width, height)
        Of the film in pixels.

    Raises
    ------
    ComposerError
        As ``second_pass``.
    """
    family, upscaling = making.family, making.upscaling
    canvas = family.canvas_size(step.aspect)
    second = second_pass(family, upscaling, making.steps, step.aspect)
    painted = (second.size if second else canvas)[1] * (making.scale or 1)
    magnification = 1 / step.portal.scale if step.portal else 1.0
    network = upscaling.model
    return DetailPlan(
        canvas=canvas,
        second=second,
        network=(network.path.name if network.path else network.name) if network else "",
        scale=making.scale,
        size=(step.width, step.height),
        sharpness=min(painted, step.height) / (film[1] * magnification),
    )


def _shown(size: tuple[int, int]) -> str:
    return f"{size[0]}x{size[1]}"
