"""What is said of weights that cannot be had, and a look at the disk before they are fetched."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path
from typing import Any

from composer.errors import ComposerError, first_line, root_of
from composer.painting.diffusion.families.models import known_model
from composer.painting.diffusion.machine.libraries import Libraries
from composer.painting.diffusion.weights.cache import bytes_here, folder_of

_log = logging.getLogger("longzoom")
_PIPELINE = "a diffusers pipeline"
_HOW_LOCAL = "name a folder that holds it: painter: {diffusion: {model: path/to/folder}}"
#: What a disk must have free beside the download: files are fetched aside and then renamed, never kept twice.
_SPARE_BYTES = 5e8


def described(model: str) -> str:
    """A model's name with the size of its download and its licence, where they are known."""
    known = known_model(model)
    return f"{model} (about {known.gigabytes:g} GB, licence {known.licence})" if known else model


def before_fetching(libraries: Libraries, model: str) -> None:
    """Nothing but a line that says what will be fetched.

    Raises
    ------
    ComposerError
        If the disk of the hub's cache has no room for a download whose size is known.
    """
    known = known_model(model)
    cache = Path(libraries.hub.constants.HF_HUB_CACHE)
    if known is not None:
        missing = max(0.0, known.gigabytes * 1e9 - bytes_here(folder_of(cache, model)))
        free = shutil.disk_usage(_existing(cache)).free
        if missing + _SPARE_BYTES > free:
            raise ComposerError(
                f"{described(model)} does not fit on the disk: {free / 1e9:.1f} GB are free in {cache}",
                "make room there, or name a folder on another disk in the environment variable HF_HUB_CACHE",
            )
    _log.info("fetching %s", described(model))


def _existing(folder: Path) -> Path:
    return next(each for each in (folder.absolute(), *folder.absolute().parents) if each.exists())


def not_to_be_had(
    libraries: Libraries, model: str, cause: Exception, what: str = _PIPELINE, instead: str = _HOW_LOCAL
) -> ComposerError:
    """The error for weights on the hub that are neither here nor to be fetched, or are damaged here.

    ``what`` says what they were taken for, ``instead`` what helps where they cannot be had.
    """
    errors = libraries.hub.errors
    if is_damage(cause):
        folder = folder_of(Path(libraries.hub.constants.HF_HUB_CACHE), model)
        return ComposerError(
            f"{model} is damaged in the hub's cache: {first_line(cause)}", f"remove {folder}; it will be fetched again"
        )
    if isinstance(cause, errors.GatedRepoError):
        message = f"{described(model)} is given only to those who accept its licence"
        return ComposerError(message, f"accept it at https://huggingface.co/{model}, then run `hf auth login`")
    if isinstance(cause, errors.RepositoryNotFoundError | errors.HFValidationError):
        return ComposerError(f"the Hugging Face hub has no model {model}", f"mend its name, or {instead}")
    if isinstance(cause, errors.RemoteEntryNotFoundError):
        return ComposerError(f"{model} is not {what}: it has no {_entry(cause)}", instead)
    message = f"{described(model)} is not on this machine and cannot be fetched: {first_line(root_of(cause))}"
    return ComposerError(message, f"connect to the network, or {instead}")


def _entry(cause: Exception) -> str:
    """The file that is not there, which the hub's client names by its address."""
    words = [word.rstrip(".") for word in str(cause).split() if "/resolve/" in word]
    return words[0].split("/resolve/")[1].split("/", 1)[-1] if words else "model_index.json"


def is_damage(error: BaseException | None) -> bool:
    """Whether an error comes from a file of weights that cannot be read."""
    while error is not None:
        if type(error).__module__.split(".")[0] in ("safetensors", "safetensors_rust"):
            return True
        error = error.__cause__ or error.__context__
    return False


def file_of_hub(libraries: Libraries, model: str, file: str, what: str = _PIPELINE, instead: str = _HOW_LOCAL) -> Path:
    """A file on the hub: from its cache, else fetched.

    Raises
    ------
    ComposerError
        If it is neither here nor to be fetched; with ``what`` and ``instead`` as ``not_to_be_had``.
    """
    cause: Exception | None = None
    for local_only in (True, False):
        try:
            found: Any = libraries.hub.hf_hub_download(model, file, local_files_only=local_only)
            return Path(found)
        except Exception as error:  # as many kinds as there are ways to fail on a network
            cause = error
    assert cause is not None
    raise not_to_be_had(libraries, model, cause, what, instead) from cause
