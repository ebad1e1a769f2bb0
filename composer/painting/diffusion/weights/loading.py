"""A model's weights as the pipeline of its family, in two halves: what reads words, and what paints."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from composer.errors import ComposerError, first_line
from composer.painting.diffusion.families.family import Family
from composer.painting.diffusion.machine.libraries import Libraries
from composer.painting.diffusion.weights.finding import Checkpoint
from composer.painting.diffusion.weights.missing import before_fetching, is_damage, not_to_be_had

#: The classes of the denoisers, which read single files.
_DENOISERS = {
    "sd": "UNet2DConditionModel",
    "sdxl": "UNet2DConditionModel",
    "sd3": "SD3Transformer2DModel",
    "flux-fill": "FluxTransformer2DModel",
    "flux": "FluxTransformer2DModel",
    "kontext": "FluxTransformer2DModel",
    "klein": "Flux2Transformer2DModel",
    "qwen": "QwenImageTransformer2DModel",
    "z-image": "ZImageTransformer2DModel",
    "chroma": "ChromaTransformer2DModel",
}
#: Parts of Stable Diffusion that judge pictures, which the half that reads words has none of.
_NO_CHECKER = {"safety_checker": None, "feature_extractor": None, "requires_safety_checker": False}


def load_pipeline(libraries: Libraries, checkpoint: Checkpoint, dtype: Any) -> Any:
    """The whole pipeline with its weights in main memory; what is on this machine is preferred to fetching.

    Raises
    ------
    ComposerError
        If the weights are neither here nor to be had, do not fit on the disk, or are damaged.
    """
    return _loaded(libraries, checkpoint, dtype, {}, None)


def load_text_parts(libraries: Libraries, checkpoint: Checkpoint, dtype: Any) -> Any:
    """A pipeline that only reads prompts: it has text encoders and tokenizers, no denoiser and no decoder.

    Raises
    ------
    ComposerError
        As ``load_pipeline``.
    """
    without: dict[str, Any] = {checkpoint.family.denoiser: None, "vae": None}
    if checkpoint.family.key == "sd":
        without |= _NO_CHECKER
    return _loaded(libraries, checkpoint, dtype, without, None)


def load_painting_parts(libraries: Libraries, checkpoint: Checkpoint, dtype: Any, quantization: Any = None) -> Any:
    """A pipeline that paints from embeddings: it has no text encoders and no tokenizers.

    Parameters
    ----------
    quantization : PipelineQuantizationConfig or None
        How its denoiser is made smaller while it is loaded.

    Raises
    ------
    ComposerError
        As ``load_pipeline``.
    """
    return _loaded(libraries, checkpoint, dtype, dict.fromkeys(checkpoint.family.text_parts), quantization)


def _loaded(
    libraries: Libraries, checkpoint: Checkpoint, dtype: Any, without: dict[str, Any], quantization: Any
) -> Any:
    asked = {"dtype": dtype, **checkpoint.family.settings, **without}
    if checkpoint.file is not None:
        load = _file_loader(libraries, checkpoint, asked, quantization)
    else:
        kind = getattr(libraries.diffusers, checkpoint.family.pipeline)
        given = {} if quantization is None else {"quantization_config": quantization}

        def load(**way: Any) -> Any:
            return kind.from_pretrained(checkpoint.source, **asked, **given, **way)

    pipeline = _first_that_works(libraries, checkpoint, load)
    return _mended(pipeline, checkpoint.family)


def _mended(pipeline: Any, family: Family) -> Any:
    if family.key == "chroma" and pipeline.transformer is not None:
        # The pipeline asks the denoiser for a setting that its class does not have.
        pipeline.transformer.register_to_config(guidance_embeds=False)
    return pipeline


def _file_loader(
    libraries: Libraries, checkpoint: Checkpoint, asked: dict[str, Any], quantization: Any
) -> Callable[..., Any]:
    """What loads the denoiser from its file and the other parts from there too, or from where its settings are."""
    family, source, file = checkpoint.family, checkpoint.source, str(checkpoint.file)
    kind = getattr(libraries.diffusers, family.pipeline)
    denoiser_kind = getattr(libraries.diffusers, _DENOISERS[family.key])
    dtype = asked["dtype"]
    # As a pipeline that is loaded from a folder finds each part's own share.
    own = quantization and quantization._resolve_quant_config(is_diffusers=True, module_name=family.denoiser)

    parts = dict(asked)

    def load(*, local_files_only: bool, variant: str | None) -> Any:
        if family.denoiser not in parts:  # kept where a later way is tried for the other parts
            parts[family.denoiser] = denoiser_kind.from_single_file(
                file,
                config=source,
                subfolder=family.denoiser,
                dtype=dtype,
                local_files_only=local_files_only,
                quantization_config=own,
            )
        if checkpoint.whole:
            return kind.from_single_file(file, config=source, local_files_only=local_files_only, **parts)
        return kind.from_pretrained(source, local_files_only=local_files_only, variant=variant, **parts)

    return load


def _first_that_works(libraries: Libraries, checkpoint: Checkpoint, load: Callable[..., Any]) -> Any:
    cause: Exception | None = None
    for variant, local_only in _ways(checkpoint):
        if not local_only and (cause is None or not _lacks_variant(cause)):
            before_fetching(libraries, checkpoint.source)
        try:
            return load(variant=variant, local_files_only=local_only)
        except Exception as error:  # the libraries raise some twenty kinds for files that are missing or damaged
            cause = error
            if not local_only and not _lacks_variant(error):
                break
    assert cause is not None
    if checkpoint.file is not None:
        raise _file_not_loaded(libraries, checkpoint, cause) from cause
    if checkpoint.local:
        message = f"{checkpoint.source}: the model cannot be loaded: {first_line(cause)}"
        raise ComposerError(message, "fetch it again, or name another folder") from cause
    raise not_to_be_had(libraries, checkpoint.source, cause) from cause


def _ways(checkpoint: Checkpoint) -> Iterator[tuple[str | None, bool]]:
    variants = (checkpoint.family.variant, None) if checkpoint.family.variant else (None,)
    for local_only in (True,) if checkpoint.local else (True, False):
        for variant in variants:
            yield variant, local_only


def _lacks_variant(error: Exception) -> bool:
    """Whether a model has no files of half size; after any other error the large ones would be fetched for nothing."""
    return isinstance(error, ValueError) and "variant" in str(error)


def _file_not_loaded(libraries: Libraries, checkpoint: Checkpoint, cause: Exception) -> ComposerError:
    if checkpoint.local or is_damage(cause):
        message = f"{checkpoint.file}: the model cannot be loaded: {first_line(cause)}"
        needed = "its settings" if checkpoint.whole else "its settings and its other parts"
        return ComposerError(message, f"fetch it again; {needed} come from {checkpoint.source}")
    found = not_to_be_had(libraries, checkpoint.source, cause)
    holds = "the weights" if checkpoint.whole else "the denoiser alone"
    needed = "its settings, a few MB of JSON," if checkpoint.whole else "its settings, decoder and text encoders"
    return ComposerError(
        f"{checkpoint.file} holds {holds}; {needed} come from the hub: {found.message}",
        f"connect to the network once, or put the model_index.json and the folders of {checkpoint.source} "
        "beside the file",
    )
