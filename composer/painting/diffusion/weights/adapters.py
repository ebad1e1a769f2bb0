"""Low-rank adapters (LoRAs): found, added to the half of a model that they change, and merged into its weights."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from composer.errors import ComposerError, first_line
from composer.painting.diffusion.families.family import Family
from composer.painting.diffusion.families.hastening import fast_adapter
from composer.painting.diffusion.machine.libraries import Libraries
from composer.painting.diffusion.options.options import Lora, Options, Source
from composer.painting.diffusion.weights.cache import folder_of
from composer.painting.diffusion.weights.missing import file_of_hub, is_damage
from composer.painting.diffusion.weights.schedulers import DEFAULT, check_scheduler, set_scheduler

_USUAL = "pytorch_lora_weights.safetensors"
_WHAT = "a LoRA"
_ENCODERS = ("text_encoder", "text_encoder_2")
_LOCAL = "name the file itself: painter: {diffusion: {lora: path/to/style.safetensors}}"


@dataclass(frozen=True, kw_only=True)
class Adapter:
    """An adapter that is here: its name as written, its file, and how much of it is added."""

    name: str
    file: Path
    weight: float = 1.0


def check_adapters(family: Family, options: Options) -> None:
    """Nothing; refuses, before anything is loaded, adapters and schedulers that a family cannot have.

    Raises
    ------
    ComposerError
        If the few-step adapter or the scheduler does not fit the family or the licence, or ``peft`` is missing.
    """
    if options.fast:
        fast_adapter(family, options.fast, commercial=options.commercial)
    check_scheduler(family, options.scheduler)
    if (options.fast or options.loras) and find_spec("peft") is None:
        raise ComposerError("LoRAs need the package peft, which is not installed", 'pip install "longzoom[diffusion]"')


def find_adapters(libraries: Libraries, family: Family, options: Options) -> tuple[Adapter, ...]:
    """The adapters that the options name, fetched where they are not here: the few-step one first, then the LoRAs.

    ``family`` is the one that the model has without them.

    Raises
    ------
    ComposerError
        As ``check_adapters``, or if one cannot be had.
    """
    check_adapters(family, options)
    found = [_found(libraries, lora) for lora in options.loras]
    if options.fast:
        fast = fast_adapter(family, options.fast)
        file = file_of_hub(libraries, fast.model, fast.file, _WHAT, f"leave fast: {fast.name} out")
        found.insert(0, Adapter(name=f"{fast.model}/{fast.file}", file=file, weight=fast.weight))
    return tuple(found)


def dress_reader(pipeline: Any, adapters: tuple[Adapter, ...], family: Family) -> None:
    """Add to the half that reads words what adapters have for its text encoders; many have nothing.

    Raises
    ------
    ComposerError
        If an adapter does not fit the model.
    """
    weights: dict[str, dict[str, float]] = {}
    for number, adapter in enumerate(adapters):
        with _telling_what_does_not_fit(adapter, family):
            for part in _add_to_encoders(pipeline, adapter, f"adapter_{number}"):
                weights.setdefault(part, {})[f"adapter_{number}"] = adapter.weight
    if weights:
        from diffusers.loaders.lora_base import set_adapters_for_text_encoder

        for part, own in weights.items():
            set_adapters_for_text_encoder(list(own), getattr(pipeline, part), list(own.values()))


def dress_painter(pipeline: Any, adapters: tuple[Adapter, ...], family: Family, *, merge: bool = True) -> None:
    """Add adapters to the half that paints.

    Parameters
    ----------
    merge : bool
        Whether they are merged into the denoiser's weights, after which they cost no time; weights that are quantised
        cannot take them in.

    Raises
    ------
    ComposerError
        If an adapter does not fit the model, or changes no part of it.
    """
    denoiser = getattr(pipeline, family.denoiser)
    weights: dict[str, float] = {}
    for number, adapter in enumerate(adapters):
        name = f"adapter_{number}"
        with _telling_what_does_not_fit(adapter, family), _without_encoders(pipeline):
            state = _read(pipeline, adapter)[0]
            pipeline.load_lora_weights(str(adapter.file), adapter_name=name)
        if name in getattr(denoiser, "peft_config", {}):
            weights[name] = adapter.weight
        elif not any(key.startswith("text_encoder") for key in state):
            raise _does_not_fit(adapter, family, "none of its layers is one of the model's")
    if not weights:
        return
    denoiser.set_adapters(list(weights), list(weights.values()))
    if merge:
        denoiser.fuse_lora()
        denoiser.unload_lora()


def dress_scheduler(libraries: Libraries, pipeline: Any, family: Family, options: Options) -> None:
    """Give the half that paints the scheduler that the options name, or the one that its few-step adapter needs.

    ``family`` is the one that the model has without adapters.

    Raises
    ------
    ComposerError
        If it does not fit the family.
    """
    fast = fast_adapter(family, options.fast) if options.fast else None
    name = fast.scheduler if fast is not None and options.scheduler == DEFAULT else options.scheduler
    set_scheduler(libraries, pipeline, family, name, fast.settings if fast is not None else {})


def _found(libraries: Libraries, lora: Lora) -> Adapter:
    return Adapter(name=lora.source.name, file=_file(libraries, lora.source), weight=lora.weight)


def _file(libraries: Libraries, source: Source) -> Path:
    if source.path is None:
        return _file_of_hub(libraries, source.name)
    return _only(source.name, source.path) if source.path.is_dir() else source.path


def _only(name: str, folder: Path) -> Path:
    """The file of an adapter in a folder: of the usual name, or the only one."""
    files = sorted(folder.glob("*.safetensors"))
    usual = [file for file in files if file.name == _USUAL] or files
    if len(usual) != 1:
        count = "several files" if usual else "no file"
        raise ComposerError(f"{name} holds {count} of LoRA weights (.safetensors)", "name the file itself")
    return usual[0]


def _file_of_hub(libraries: Libraries, model: str) -> Path:
    """The adapter's file: the usual one, else the only one that the cache or the hub has."""
    snapshots = sorted((folder_of(Path(libraries.hub.constants.HF_HUB_CACHE), model) / "snapshots").glob("*"))
    for snapshot in snapshots:
        if any(snapshot.glob("*.safetensors")):
            return _only(model, snapshot)
    return file_of_hub(libraries, model, _name_on_hub(libraries, model), _WHAT, _LOCAL)


def _name_on_hub(libraries: Libraries, model: str) -> str:
    try:
        files = [name for name in libraries.hub.list_repo_files(model) if name.endswith(".safetensors")]
    except Exception:  # asking for the file itself tells what is wrong
        return _USUAL
    if _USUAL in files or not files:
        return _USUAL
    if len(files) > 1:
        raise ComposerError(
            f"{model} has several files of weights: {', '.join(files[:8])}",
            f"fetch one with `hf download {model} {files[0]} --local-dir .`, and name the file",
        )
    return str(files[0])


def _read(pipeline: Any, adapter: Adapter) -> tuple[Mapping[str, Any], Any, Any]:
    """An adapter's layers by the names that diffusers has for them, their scales, and its settings."""
    found = pipeline.lora_state_dict(str(adapter.file), return_lora_metadata=True, return_alphas=True)
    state, settings = found[0], found[-1]
    return state, found[1] if len(found) > 2 else None, settings


def _add_to_encoders(pipeline: Any, adapter: Adapter, name: str) -> Iterator[str]:
    """The text encoders that an adapter was added to."""
    state, scales, settings = _read(pipeline, adapter)
    for part in _ENCODERS:
        encoder = getattr(pipeline, part, None)
        if encoder is not None and any(key.startswith(f"{part}.") for key in state):
            pipeline.load_lora_into_text_encoder(
                state,
                network_alphas=scales,
                text_encoder=encoder,
                prefix=part,
                adapter_name=name,
                metadata=settings,
            )
            yield part


@contextmanager
def _without_encoders(pipeline: Any) -> Iterator[None]:
    """A pipeline that adds adapters to its denoiser only: it takes for granted that its text encoders are there."""
    pipeline.load_lora_into_text_encoder = lambda *_, **__: None
    try:
        yield
    finally:
        del pipeline.load_lora_into_text_encoder


@contextmanager
def _telling_what_does_not_fit(adapter: Adapter, family: Family) -> Iterator[None]:
    try:
        yield
    except ComposerError:
        raise
    except Exception as error:  # diffusers and peft raise what they like for names and shapes that they do not know
        if is_damage(error):
            message = f"the LoRA {adapter.name} cannot be read: {first_line(error)}"
            raise ComposerError(message, f"fetch {adapter.file} again") from error
        raise _does_not_fit(adapter, family, first_line(error)) from error


def _does_not_fit(adapter: Adapter, family: Family, why: str) -> ComposerError:
    return ComposerError(
        f"the LoRA {adapter.name} does not fit {family.name}: {why}", "use one that was made for this family of models"
    )
