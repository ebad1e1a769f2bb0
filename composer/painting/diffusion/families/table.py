"""The families of models that the painter knows, one row each.

Sizes of parts are counted from the published configurations at half precision. What works on which denoiser was tried
on real classes with tiny weights.
"""

from __future__ import annotations

from types import MappingProxyType

from composer.errors import ComposerError
from composer.painting.diffusion.families.family import Family, Likeness, MaskUse

_CLIP = ("text_encoder", "tokenizer")
_TWO = (*_CLIP, "text_encoder_2", "tokenizer_2")
_THREE = (*_TWO, "text_encoder_3", "tokenizer_3")
_FLUX_CACHES = ("first-block", "taylor")

#: Strength: the XL inpainting checkpoint turns grey and coarse at exactly 1, so it keeps a trace of the border that
#: was made for it; the others start from nothing. FLUX.1 Fill is distilled for guidance 30, klein for none at all.
#: Z-Image's guidance counts from 0 (prediction + guidance * difference), which its Turbo model is distilled for.
FAMILIES: tuple[Family, ...] = (
    Family(
        key="sd",
        name="Stable Diffusion 1.5 and 2 inpainting",
        pipeline="StableDiffusionInpaintPipeline",
        indexes=("StableDiffusionInpaintPipeline", "StableDiffusionPipeline"),
        pixels=768 * 432,
        multiple=16,
        steps=28,
        guidance=6.5,
        strength=1.0,
        mask=MaskUse.NATIVE,
        takes_avoid=True,
        brain_float=False,
        denoiser="unet",
        text_parts=_CLIP,
        denoiser_gib=1.6,
        text_gib=0.3,
        likeness=Likeness.ADAPTER,
        variant="fp16",
    ),
    Family(
        key="sdxl",
        name="Stable Diffusion XL inpainting",
        pipeline="StableDiffusionXLInpaintPipeline",
        indexes=("StableDiffusionXLInpaintPipeline", "StableDiffusionXLPipeline"),
        pixels=1024 * 1024,
        multiple=32,
        steps=28,
        guidance=6.5,
        strength=0.99,
        mask=MaskUse.NATIVE,
        takes_avoid=True,
        brain_float=False,
        denoiser="unet",
        text_parts=_TWO,
        denoiser_gib=4.8,
        text_gib=1.6,
        likeness=Likeness.ADAPTER,
        variant="fp16",
        settings=MappingProxyType({"add_watermarker": False}),
    ),
    Family(
        key="sd3",
        name="Stable Diffusion 3.5",
        pipeline="StableDiffusion3InpaintPipeline",
        indexes=("StableDiffusion3Pipeline", "StableDiffusion3InpaintPipeline"),
        pixels=1024 * 1024,
        multiple=16,
        steps=28,
        guidance=5.0,
        strength=1.0,
        mask=MaskUse.BLEND,
        takes_avoid=True,
        brain_float=True,
        denoiser="transformer",
        text_parts=_THREE,
        longest=256,
        denoiser_gib=4.6,
        text_gib=10.4,
        compiles=False,
    ),
    Family(
        key="flux-fill",
        guided_above=None,
        name="FLUX.1 Fill",
        pipeline="FluxFillPipeline",
        indexes=("FluxFillPipeline",),
        pixels=1024 * 1024,
        multiple=16,
        steps=28,
        guidance=30,
        strength=1.0,
        mask=MaskUse.NATIVE,
        takes_avoid=False,
        brain_float=True,
        denoiser="transformer",
        text_parts=_TWO,
        longest=512,
        denoiser_gib=22.2,
        text_gib=9.1,
        caches=_FLUX_CACHES,
    ),
    Family(
        key="flux",
        guided_above=None,
        name="FLUX.1 [dev] and [schnell]",
        pipeline="FluxInpaintPipeline",
        indexes=("FluxPipeline", "FluxInpaintPipeline"),
        pixels=1024 * 1024,
        multiple=16,
        steps=28,
        guidance=3.5,
        strength=1.0,
        mask=MaskUse.BLEND,
        takes_avoid=False,
        brain_float=True,
        denoiser="transformer",
        text_parts=_TWO,
        longest=512,
        denoiser_gib=22.2,
        text_gib=9.1,
        likeness=Likeness.ADAPTER,
        caches=_FLUX_CACHES,
    ),
    Family(
        key="kontext",
        guided_above=None,
        name="FLUX.1 Kontext",
        pipeline="FluxKontextInpaintPipeline",
        indexes=("FluxKontextPipeline", "FluxKontextInpaintPipeline"),
        pixels=1024 * 1024,
        multiple=16,
        steps=28,
        guidance=3.5,
        strength=1.0,
        mask=MaskUse.BLEND,
        takes_avoid=False,
        brain_float=True,
        denoiser="transformer",
        text_parts=_TWO,
        longest=512,
        denoiser_gib=22.2,
        text_gib=9.1,
        likeness=Likeness.REFERENCE,
        caches=_FLUX_CACHES,
    ),
    Family(
        key="klein",
        name="FLUX.2 [klein]",
        pipeline="Flux2KleinInpaintPipeline",
        indexes=("Flux2KleinPipeline", "Flux2KleinInpaintPipeline"),
        pixels=1024 * 1024,
        multiple=16,
        steps=4,
        guidance=1.0,
        strength=1.0,
        mask=MaskUse.BLEND,
        takes_avoid=False,
        brain_float=True,
        denoiser="transformer",
        text_parts=_CLIP,
        longest=512,
        denoiser_gib=7.2,
        text_gib=7.5,
        likeness=Likeness.REFERENCE,
        caches=("taylor",),
    ),
    Family(
        key="qwen",
        name="Qwen-Image",
        pipeline="QwenImageInpaintPipeline",
        indexes=("QwenImagePipeline", "QwenImageInpaintPipeline"),
        pixels=1024 * 1024,
        multiple=16,
        steps=40,
        guidance=4.0,
        guidance_argument="true_cfg_scale",
        strength=1.0,
        mask=MaskUse.BLEND,
        takes_avoid=True,
        brain_float=True,
        denoiser="transformer",
        text_parts=_CLIP,
        longest=512,
        denoiser_gib=38.1,
        text_gib=15.0,
        caches=_FLUX_CACHES,
    ),
    Family(
        key="z-image",
        guided_above=0.0,
        name="Z-Image",
        pipeline="ZImageInpaintPipeline",
        indexes=("ZImagePipeline", "ZImageInpaintPipeline"),
        pixels=1024 * 1024,
        multiple=16,
        steps=8,
        guidance=0.0,
        strength=1.0,
        mask=MaskUse.BLEND,
        takes_avoid=False,
        brain_float=True,
        denoiser="transformer",
        text_parts=_CLIP,
        longest=512,
        denoiser_gib=11.5,
        text_gib=7.5,
        fuses=False,
    ),
    Family(
        key="chroma",
        name="Chroma",
        pipeline="ChromaInpaintPipeline",
        indexes=("ChromaPipeline", "ChromaInpaintPipeline"),
        pixels=1024 * 1024,
        multiple=16,
        steps=28,
        guidance=4.0,
        strength=1.0,
        mask=MaskUse.BLEND,
        takes_avoid=True,
        brain_float=True,
        denoiser="transformer",
        text_parts=_CLIP,
        longest=256,
        denoiser_gib=16.6,
        text_gib=8.9,
    ),
)


def family_of(pipeline: object, model: str) -> Family:
    """The family of a model by its pipeline's class as ``model_index.json`` names it.

    Raises
    ------
    ComposerError
        If no family has that class.

    Examples
    --------
    >>> family_of("StableDiffusionXLInpaintPipeline", "a model").canvas_size(1.0)
    (1024, 1024)
    """
    for family in FAMILIES:
        if pipeline in family.indexes:
            return family
    known = ", ".join(f"{family.indexes[0]} ({family.name})" for family in FAMILIES)
    raise ComposerError(f"{model} is a {pipeline}, which this painter cannot outpaint with", f"it knows {known}")


def family_named(key: str) -> Family:
    """The family of a key.

    Raises
    ------
    KeyError
        If no family has it.
    """
    for family in FAMILIES:
        if family.key == key:
            return family
    raise KeyError(key)
