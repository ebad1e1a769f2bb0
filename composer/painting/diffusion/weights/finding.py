"""A model: what its name, folder or file stands for, told before gigabytes are read."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from composer.errors import ComposerError
from composer.painting.diffusion.families.choosing import check_licence, choose_model
from composer.painting.diffusion.families.family import Family, MaskUse
from composer.painting.diffusion.families.hastening import hastened
from composer.painting.diffusion.families.models import (
    TIMESTEP_DISTILLED,
    UNDISTILLED,
    KnownModel,
    known_model,
)
from composer.painting.diffusion.families.table import family_named, family_of
from composer.painting.diffusion.machine.libraries import Libraries
from composer.painting.diffusion.machine.memory import gpu_memory
from composer.painting.diffusion.options.options import AUTO, Options, Source
from composer.painting.diffusion.weights.missing import file_of_hub
from composer.painting.diffusion.weights.single_file import packed_in

_log = logging.getLogger("longzoom")
_INDEX = "model_index.json"
#: Families whose pipelines with a ControlNet leave the kept picture to it, and do not blend.
_SHOWN_BY_CONTROL = ("sd3", "qwen", "z-image")


@dataclass(frozen=True, kw_only=True)
class Checkpoint:
    """A model that was found.

    Attributes
    ----------
    name : str
        As written.
    source : str
        The folder, or the name on the hub, of its settings and of all parts that ``file`` does not hold.
    local : bool
        Whether ``source`` is a folder.
    family : Family
        Its family, with the model's own steps, guidance and sizes where they differ.
    known : KnownModel or None
        Its row in the table of models.
    file : Path or None
        The single file of its denoiser, and where it is ``whole`` of its other parts.
    whole : bool
    """

    name: str
    source: str
    local: bool
    family: Family
    known: KnownModel | None = None
    file: Path | None = None
    whole: bool = False


def source_in_use(options: Options) -> Source:
    """The model that the options name; for ``auto`` the one that is chosen by the GPU's free memory and by licence.

    Raises
    ------
    ComposerError
        If the film is to be sold and the licence of a model known by name forbids it.
    """
    if options.model.name != AUTO:
        known = known_model(options.model.name)
        if known is not None:  # of others, the licence is known once they are found
            check_licence(known.name, known, commercial=options.commercial)
        return options.model
    gpu = gpu_memory() if options.device != "cpu" else None
    chosen = choose_model(None if gpu is None else gpu.free_gib, commercial=options.commercial)
    why = f"{gpu.free_gib:.1f} GiB are free on {gpu.name}" if gpu is not None else "there is no GPU"
    _log.info("model: auto takes %s, as %s; write its name to keep it", chosen.name, why)
    return Source(name=chosen.name)


def family_told(options: Options) -> Family | None:
    """The family of the options' model as far as it is known without asking the hub: by name, or by its folder.

    Raises
    ------
    ComposerError
        If the folder's index is damaged or of no known family.
    """
    source = source_in_use(options)
    known = known_model(source.name)
    if known is not None:
        return hastened(known.as_family(), options.fast, commercial=options.commercial)
    if source.path is None or not source.path.is_dir():
        return None
    found = family_of(_read_index(source.path / _INDEX).get("_class_name"), source.name)
    return hastened(found, options.fast, commercial=options.commercial)


def identify(libraries: Libraries, source: Source) -> Checkpoint:
    """What a model is: by the ``model_index.json`` of its folder or of its name on the hub, or by a file's header.

    A file takes its settings from the ``model_index.json`` beside it, and its missing parts from the folders there;
    where there is none, from the model on the hub that it was made from.

    Raises
    ------
    ComposerError
        If it cannot be had, is damaged, or is of no known family.
    """
    if source.path is None:
        index = _read_index(file_of_hub(libraries, source.name, _INDEX))
        return _checkpoint(libraries, source.name, source.name, index)
    if source.path.is_dir():
        return _checkpoint(libraries, source.name, source.path, _read_index(source.path / _INDEX))
    return _identify_file(libraries, source.name, source.path)


def _checkpoint(libraries: Libraries, name: str, place: str | Path, index: Mapping[str, object]) -> Checkpoint:
    family = family_of(index.get("_class_name"), name)
    written = index.get("_name_or_path")
    known = known_model(name if isinstance(place, str) else str(written))
    if known is not None and known.family == family.key:
        family = known.manners.over(family)
    else:
        known = None
        family = _distilled(libraries, family, place, index)
    return Checkpoint(name=name, source=str(place), local=isinstance(place, Path), family=family, known=known)


def _distilled(libraries: Libraries, family: Family, place: str | Path, index: Mapping[str, object]) -> Family:
    """The family as a model that is not in the table says how it was distilled."""
    if family.key == "klein" and index.get("is_distilled") is False:
        return UNDISTILLED.over(family)
    if family.key != "flux":
        return family
    inner = f"{family.denoiser}/config.json"
    path = place / inner if isinstance(place, Path) else file_of_hub(libraries, place, inner)
    try:
        guided = json.loads(path.read_text(encoding="utf-8")).get("guidance_embeds")
    except (OSError, ValueError, AttributeError):  # the loader tells more of what is wrong with it
        return family
    return TIMESTEP_DISTILLED.over(family) if guided is False else family


def _identify_file(libraries: Libraries, name: str, file: Path) -> Checkpoint:
    packed = packed_in(file)
    beside = file.parent / _INDEX
    if beside.is_file():
        found = _checkpoint(libraries, name, file.parent, _read_index(beside))
        if not _fits(packed.family, found.family.key):
            raise ComposerError(
                f"{file} is of {family_named(packed.family).name}, but {beside} is of {found.family.name}",
                f"put the {_INDEX} and the folders of {packed.model} beside the file, or move the file away",
            )
        return Checkpoint(**{**vars(found), "file": file, "whole": packed.whole})
    known = known_model(packed.model)
    family = known.as_family() if known else family_named(packed.family)
    return Checkpoint(
        name=name, source=packed.model, local=False, family=family, known=known, file=file, whole=packed.whole
    )


def _fits(packed: str, beside: str) -> bool:
    """Whether a file of one family may have the settings of another: Kontext cannot be told from [dev]."""
    return packed == beside or {packed, beside} == {"flux", "kontext"}


def _read_index(index: Path) -> Mapping[str, object]:
    try:
        found = json.loads(index.read_text(encoding="utf-8"))
        if isinstance(found, dict) and "_class_name" in found:
            return found
        cause: Exception | None = None
    except (OSError, ValueError) as error:
        cause = error
    raise ComposerError(f"{index} does not say what pipeline it is of", "fetch the model again") from cause


def mask_use(pipeline: Any, family: Family) -> MaskUse:
    """What a loaded model makes of the mask: SD and SD XL models that see four channels were not trained to inpaint,
    and blend; Stable Diffusion 3 models that see 33 were. Some families are shown the mask by a ControlNet."""
    if family.key in _SHOWN_BY_CONTROL and getattr(pipeline, "controlnet", None) is not None:
        return MaskUse.NATIVE
    if family.key in ("sd", "sdxl"):
        return MaskUse.BLEND if pipeline.unet.config.in_channels == 4 else MaskUse.NATIVE
    if family.key == "sd3":
        return MaskUse.NATIVE if pipeline.transformer.config.in_channels == 33 else MaskUse.BLEND
    return family.mask
