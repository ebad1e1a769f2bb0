"""Weights: found in a folder, in the hub's cache or on the hub, and loaded as the pipeline of their family."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from composer.errors import ComposerError
from composer.painting.diffusion.families.family import Family
from composer.painting.diffusion.families.models import DOWNLOADS
from composer.painting.diffusion.families.table import family_of
from composer.painting.diffusion.machine.libraries import Libraries

_log = logging.getLogger("longzoom")
#: Files up to this size are read whole for a folder's digest; of larger ones, three samples of it.
_SAMPLE = 1 << 16
_HOW_LOCAL = "or name a folder that holds it: painter: {diffusion: {model: path/to/folder}}"


@dataclass(frozen=True, kw_only=True)
class Checkpoint:
    """A model: ``source`` is its folder or its name on the hub."""

    source: str
    local: bool
    family: Family


def find_checkpoint(libraries: Libraries, model: str, folder: Path | None) -> Checkpoint:
    """What a model is, by its ``model_index.json``: in its folder, in the hub's cache, or fetched.

    Raises
    ------
    ComposerError
        If it cannot be had, or is of no known family.
    """
    index = _index_of_hub(libraries, model) if folder is None else folder / "model_index.json"
    try:
        pipeline = json.loads(index.read_text(encoding="utf-8"))["_class_name"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ComposerError(f"{index} does not say what pipeline it is of", "fetch the model again") from error
    source = model if folder is None else str(folder)
    return Checkpoint(source=source, local=folder is not None, family=family_of(pipeline, model))


def load_pipeline(libraries: Libraries, checkpoint: Checkpoint, dtype: Any) -> Any:
    """The pipeline with its weights in main memory; what is on this machine is preferred to fetching.

    Raises
    ------
    ComposerError
        If the weights are neither here nor to be had, or are damaged.
    """
    kind = getattr(libraries.diffusers, checkpoint.family.pipeline)
    cause: Exception | None = None
    for variant, local_only in _ways(checkpoint):
        if not local_only:
            _log.info("fetching %s", described(checkpoint.source))
        try:
            return kind.from_pretrained(
                checkpoint.source,
                dtype=dtype,
                variant=variant,
                local_files_only=local_only,
                **checkpoint.family.settings,
            )
        except Exception as error:  # the libraries raise some twenty kinds for files that are missing or damaged
            cause = error
    assert cause is not None
    if checkpoint.local:
        message = f"{checkpoint.source}: the model cannot be loaded: {_first_line(cause)}"
        raise ComposerError(message, "fetch it again, or name another folder") from cause
    raise _not_to_be_had(libraries, checkpoint.source, cause) from cause


def _ways(checkpoint: Checkpoint) -> Iterator[tuple[str | None, bool]]:
    variants = (checkpoint.family.variant, None) if checkpoint.family.variant else (None,)
    for local_only in (True,) if checkpoint.local else (True, False):
        for variant in variants:
            yield variant, local_only


def _index_of_hub(libraries: Libraries, model: str) -> Path:
    cause: Exception | None = None
    for local_only in (True, False):
        try:
            return Path(libraries.hub.hf_hub_download(model, "model_index.json", local_files_only=local_only))
        except Exception as error:  # as many kinds as there are ways to fail on a network
            cause = error
    assert cause is not None
    raise _not_to_be_had(libraries, model, cause) from cause


def _not_to_be_had(libraries: Libraries, model: str, cause: Exception) -> ComposerError:
    errors = libraries.hub.errors
    if isinstance(cause, errors.GatedRepoError):
        message = f"{described(model)} is given only to those who accept its licence"
        return ComposerError(message, f"accept it at https://huggingface.co/{model}, then run `hf auth login`")
    if isinstance(cause, errors.RepositoryNotFoundError | errors.HFValidationError):
        return ComposerError(f"the Hugging Face hub has no model {model}", f"mend its name, {_HOW_LOCAL}")
    if isinstance(cause, errors.RemoteEntryNotFoundError):
        return ComposerError(f"{model} is not a diffusers pipeline: it has no model_index.json", _HOW_LOCAL[3:])
    message = f"{described(model)} is not on this machine and cannot be fetched: {_first_line(_root(cause))}"
    return ComposerError(message, f"connect to the network, {_HOW_LOCAL}")


def described(model: str) -> str:
    """A model's name with the size of its download and its licence, where they are known."""
    known = DOWNLOADS.get(model)
    return f"{model} (about {known.gigabytes:g} GB, licence {known.licence})" if known else model


def _root(error: BaseException) -> BaseException:
    """What began it: the hub's client says no more than that something did not work."""
    while error.__cause__ is not None:
        error = error.__cause__
    return error


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")


def digest_of_folder(folder: Path) -> str:
    """A digest that changes with a model's settings and weights, without reading gigabytes.

    Of every file its name and size; of its bytes all, or where it is large samples of its start, middle and end.
    """
    digest = hashlib.blake2b(digest_size=16)
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and not _hidden(path, folder)):
        size = path.stat().st_size
        digest.update(f"{path.relative_to(folder).as_posix()}\0{size}\0".encode())
        with path.open("rb") as file:
            for start in (0,) if size <= _SAMPLE else (0, size // 2, size - _SAMPLE):
                file.seek(start)
                digest.update(file.read(_SAMPLE))
    return digest.hexdigest()


def _hidden(path: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(folder).parts)
