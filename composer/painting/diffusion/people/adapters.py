"""IP-Adapters: which one a family has, where its files are, and loading it into a pipeline."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from composer.errors import ComposerError, first_line, root_of
from composer.painting.diffusion.families.family import Family, Likeness
from composer.painting.diffusion.machine.libraries import Libraries
from composer.painting.diffusion.options.options import Options, Source
from composer.painting.diffusion.people.showing import FaceAdapter
from composer.painting.diffusion.weights.digests import digest_of_source
from composer.painting.painter import Portrait

_HOW_LOCAL = "name a folder that holds it: painter: {diffusion: {adapter: path/to/folder}}"
_Got = TypeVar("_Got")


@dataclass(frozen=True, kw_only=True)
class UsualAdapter:
    """The adapter that a family has when the storyboard names none.

    Attributes
    ----------
    repository, folder, file : str
        Where its weights are on the Hugging Face hub.
    encoder_repository, encoder_folder : str
        Where the image encoder is that it was trained with.
    gigabytes : float
        Of both, about.
    licence : str
    commercial : bool
        Whether the licence allows films that are sold.
    """

    repository: str
    folder: str
    file: str
    encoder_repository: str
    encoder_folder: str
    gigabytes: float
    licence: str
    commercial: bool = True


#: Those for faces where there are any: they were trained with squares around a face.
USUAL: Mapping[str, UsualAdapter] = MappingProxyType(
    {
        "sd": UsualAdapter(
            repository="h94/IP-Adapter",
            folder="models",
            file="ip-adapter-plus-face_sd15.safetensors",
            encoder_repository="h94/IP-Adapter",
            encoder_folder="models/image_encoder",
            gigabytes=2.6,
            licence="Apache-2.0",
        ),
        "sdxl": UsualAdapter(
            repository="h94/IP-Adapter",
            folder="sdxl_models",
            file="ip-adapter-plus-face_sdxl_vit-h.safetensors",
            encoder_repository="h94/IP-Adapter",
            encoder_folder="models/image_encoder",
            gigabytes=3.4,
            licence="Apache-2.0",
        ),
        "flux": UsualAdapter(
            repository="XLabs-AI/flux-ip-adapter-v2",
            folder="",
            file="ip_adapter.safetensors",
            encoder_repository="openai/clip-vit-large-patch14",
            encoder_folder="",
            gigabytes=2.8,
            licence="FLUX.1 [dev], non-commercial",
            commercial=False,
        ),
    }
)


def adapter_identity(source: Source | None) -> str:
    """What tells one adapter from another in a digest: ``usual``, a name on the hub, or a digest of local files."""
    return "usual" if source is None else digest_of_source(source)


def check_adapter(family: Family, options: Options, portraits: Sequence[Portrait] = ()) -> None:
    """Nothing; refuses, before anything is loaded, an adapter that a family or a licence has no room for.

    Parameters
    ----------
    portraits : sequence of Portrait
        Those that will be shown: without any the family's usual adapter is not used.

    Raises
    ------
    ComposerError
        If one is named for a family that looks at none, or the film is to be sold and the licence of the usual one
        forbids it.
    """
    usual = USUAL.get(family.key)
    if usual is None and options.adapter is not None:
        by_itself = ": it looks at the pictures of the cast by itself" if family.likeness is Likeness.REFERENCE else ""
        message = f"painter.diffusion.adapter: {family.name} has no IP-Adapter"
        raise ComposerError(message, f"leave adapter out{by_itself}")
    if usual is not None and options.commercial and not usual.commercial and options.adapter is None and portraits:
        raise ComposerError(
            f"painter.diffusion.commercial: pictures of the cast are shown to {family.name} by {usual.repository}, "
            f"which may not be used for films that are sold (licence {usual.licence})",
            "write likeness: 0, choose a Stable Diffusion XL model, or name an adapter that may be used",
        )


def load_adapter(libraries: Libraries, pipeline: Any, family: Family, source: Source | None) -> FaceAdapter:
    """An IP-Adapter and its image encoder, loaded into a pipeline that is not settled on a device yet.

    To be loaded before the denoiser is compiled or hooked for offloading. On a UNet projections may be fused before,
    not after, and attention may not be sliced at all: both put other attention in the place of the adapter's.

    Parameters
    ----------
    source : Source or None
        A file of weights, a folder with one (and ``image_encoder`` in it, or laid out as on the hub), or another
        repository on the hub; None: the family's usual adapter.

    Raises
    ------
    ComposerError
        If the family has none, its files are not to be had or damaged, or it is for another model.
    """
    usual = USUAL.get(family.key)
    if usual is None:
        having = ", ".join(USUAL)
        raise ComposerError(f"{family.name} has no IP-Adapter", f"families that have one: {having}")
    if getattr(pipeline, "controlnet", None) is not None and not hasattr(pipeline, "load_ip_adapter"):
        raise ComposerError(
            f"painter.diffusion.control: beside a ControlNet {family.name} cannot be shown the pictures of the cast",
            "leave control out, or take the pictures out of the cast",
        )
    weights = _weights(libraries, usual, source)
    encoder = _encoder(libraries, usual, source, pipeline.dtype)
    if hasattr(pipeline, "disable_attention_slicing"):
        pipeline.disable_attention_slicing()
    pipeline.register_modules(image_encoder=encoder)
    try:
        pipeline.load_ip_adapter(str(weights.parent), subfolder="", weight_name=weights.name)
    except Exception as error:  # as many kinds as files can be wrong in
        message = f"{weights} is no IP-Adapter for this model of {family.name}: {first_line(error)}"
        raise ComposerError(
            message, "leave adapter: away for the usual one, or name one made for this model"
        ) from error
    return FaceAdapter(libraries.torch, pipeline, family)


def _weights(libraries: Libraries, usual: UsualAdapter, source: Source | None) -> Path:
    if source is None or source.path is None:
        repository = usual.repository if source is None else source.name
        name = f"{usual.folder}/{usual.file}" if usual.folder else usual.file
        return _from_hub(libraries, repository, usual, lambda local: _downloaded(libraries, repository, name, local))
    if source.path.is_file():
        return source.path
    for place in (source.path / usual.folder / usual.file, source.path / usual.file):
        if place.is_file():
            return place
    found = sorted(source.path.glob("*.safetensors"))
    if len(found) == 1:
        return found[0]
    what = f"{len(found)} files of weights" if found else "no file of weights (.safetensors)"
    raise ComposerError(f"{source.path} holds {what}", f"name the file itself, or a folder that holds {usual.file}")


def _downloaded(libraries: Libraries, repository: str, name: str, local_only: bool) -> Path:
    return Path(libraries.hub.hf_hub_download(repository, name, local_files_only=local_only))


def _encoder(libraries: Libraries, usual: UsualAdapter, source: Source | None, dtype: Any) -> Any:
    kind = import_module("transformers").CLIPVisionModelWithProjection
    folder = _encoder_folder(usual, source)
    if folder is not None:
        try:
            return kind.from_pretrained(folder, dtype=dtype, local_files_only=True).eval()
        except Exception as error:  # as many kinds as files can be wrong in
            message = f"{folder}: the image encoder cannot be loaded: {first_line(error)}"
            raise ComposerError(message, f"fetch {usual.encoder_repository} again") from error
    return _from_hub(
        libraries,
        usual.encoder_repository,
        usual,
        lambda local: kind.from_pretrained(
            usual.encoder_repository, subfolder=usual.encoder_folder, dtype=dtype, local_files_only=local
        ).eval(),
    )


def _encoder_folder(usual: UsualAdapter, source: Source | None) -> Path | None:
    """A local adapter's own image encoder: beside its file, or where a copy of the hub's repository has it."""
    if source is None or source.path is None:
        return None
    top = source.path if source.path.is_dir() else source.path.parent
    places = [top / "image_encoder", top / (usual.encoder_folder or "image_encoder")]
    if source.path.is_file():
        places.append(top.parent / (usual.encoder_folder or "image_encoder"))
    return next((place for place in places if (place / "config.json").is_file()), None)


def _from_hub(libraries: Libraries, repository: str, usual: UsualAdapter, get: Callable[[bool], _Got]) -> _Got:
    """What ``get(local_only)`` gives, from this machine if it is there, else fetched."""
    cause: Exception | None = None
    for local_only in (True, False):
        try:
            return get(local_only)
        except Exception as error:  # as many kinds as there are ways to fail on a network
            cause = error
    assert cause is not None
    known = repository in (usual.repository, usual.encoder_repository)
    about = f" (about {usual.gigabytes:g} GB with its image encoder, licence {usual.licence})" if known else ""
    if isinstance(cause, libraries.hub.errors.RepositoryNotFoundError | libraries.hub.errors.HFValidationError):
        raise ComposerError(f"the Hugging Face hub has no adapter {repository}", f"mend its name, or {_HOW_LOCAL}")
    raise ComposerError(
        f"the IP-Adapter of {repository}{about}, which shows the model the pictures of the cast, is not on this "
        f"machine and cannot be fetched: {first_line(root_of(cause))}",
        f"connect to the network, or {_HOW_LOCAL}",
    ) from cause
