"""From what a storyboard says about the diffusion painter to its options."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

from composer.errors import ComposerError, Problem, StoryboardError
from composer.painting.diffusion.options.options import AUTO, Lora, Options, SeamPass, Source, Upscaling
from composer.painting.diffusion.options.values import (
    Reader,
    mapping,
    number,
    one_of,
    shown,
    source,
    whole,
    yes_or_no,
)
from composer.storyboard.records import Storyboard
from composer.storyboard.suggest import nearest, quote

_FAST = ("lightning", "lcm", "hyper", "turbo")
_SCHEDULERS = ("default", "euler", "euler-a", "dpm++", "unipc", "ddim", "lcm", "heun")
_LORA = "write lora: style.safetensors, or lora: {file: style.safetensors, weight: 0.8}"
#: Files of upscaling networks, which the programs that share them write in any of these.
_NETWORKS = (".safetensors", ".pth", ".pt", ".ckpt")


def read_options(storyboard: Storyboard, written: Mapping[str, object]) -> Options:
    """The options of a storyboard's ``painter: {diffusion: {…}}``.

    Raises
    ------
    StoryboardError
        With all that is wrong: unknown names, wrong types and values, a folder that holds no model.
    """
    readers = _readers(storyboard.file.parent)
    values: dict[str, object] = {}
    problems: list[Problem] = []
    for name, value in written.items():
        try:
            values[name] = _read(readers, name, value)
        except ComposerError as error:
            problems.append(_problem(storyboard, name, error))
    if not problems:
        options = Options(**{_NAMES.get(name, name): value for name, value in values.items()})  # type: ignore[arg-type]
        found = [*_contradictions(options), *_without_effect(storyboard, written, options)]
        problems += [_problem(storyboard, name, error) for name, error in found]
        if not problems:
            return options
    raise StoryboardError(tuple(problems))


#: Options that have another name in the record.
_NAMES = {"lora": "loras", "upscale": "upscaling"}


def option_names() -> tuple[str, ...]:
    """The names of all options."""
    return tuple(_readers(Path()))


def _problem(storyboard: Storyboard, name: str, error: ComposerError) -> Problem:
    path = f"painter.diffusion.{name}"
    return Problem(place=storyboard.place(path), path=path, message=error.message, hint=error.hint)


def _read(readers: Mapping[str, Reader], name: str, value: object) -> object:
    if name not in readers:
        raise ComposerError(f"the diffusion painter has no option {quote(name)}", nearest(name, readers))
    return readers[name](value)


def _readers(folder: Path) -> Mapping[str, Reader]:
    """What reads each option; paths start at ``folder``."""
    weights, network = source(folder), source(folder, _NETWORKS)
    strength = number(0, 1, "1 paints afresh, 0.8 keeps some of the surroundings made for it", above=True)
    return {
        "model": partial(_model, weights),
        "commercial": yes_or_no,
        "steps": whole(1, 200, "28 is usual"),
        "guidance": number(0, 100, "6.5 is usual for Stable Diffusion, 30 for FLUX.1 Fill"),
        "strength": strength,
        "true_guidance": number(1, 20, "2 is usual, 1 leaves it out"),
        "device": one_of("auto", "cuda", "mps", "cpu"),
        "dtype": one_of("auto", "float16", "bfloat16", "float32"),
        "lora": partial(_loras, weights),
        "scheduler": one_of(*_SCHEDULERS),
        "fast": one_of(*_FAST),
        "control": weights,
        "control_weight": number(0, 2, "1 is usual"),
        "memory": one_of("auto", "resident", "offload", "group", "sequential"),
        "quantize": one_of("none", "auto", "int8", "nf4", "fp8"),
        "compile": yes_or_no,
        "attention": partial(_word, "auto, native, _native_cudnn, flash or sage"),
        "cache": one_of("none", "first-block", "taylor"),
        "travel": one_of("blend", "radial"),
        "seam": partial(_seam, strength),
        "adapter": weights,
        "joint": whole(2, 6, "4 keyframes are sampled together well"),
        "upscale": partial(_upscaling, network, strength),
    }


def _model(weights: Reader, value: object) -> Source:
    if value == AUTO:
        return Source(name=AUTO)
    found = weights(value)
    assert isinstance(found, Source)
    if found.path is not None and found.path.is_dir() and not (found.path / "model_index.json").is_file():
        hint = "name the folder of a diffusers pipeline, as save_pretrained or `hf download` makes it"
        raise ComposerError(f"{found.path} holds no model_index.json", hint)
    return found


def _loras(weights: Reader, value: object) -> tuple[Lora, ...]:
    return tuple(_lora(weights, each) for each in (value if isinstance(value, list) else [value]))


def _lora(weights: Reader, value: object) -> Lora:
    if isinstance(value, str):
        return Lora(source=weights(value))  # type: ignore[arg-type]
    if not isinstance(value, Mapping):
        raise ComposerError(f"a LoRA is a file, or a mapping of file and weight, not {shown(value)}", _LORA)
    found = mapping({"file": weights, "weight": number(-4, 4, "1 is usual")}, "lora", value)
    if "file" not in found:
        raise ComposerError("a LoRA needs its file", _LORA)
    return Lora(source=found["file"], weight=found.get("weight", 1.0))  # type: ignore[arg-type]


def _word(examples: str, value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ComposerError(f"a name is needed here, not {shown(value)}", f"such as {examples}")
    return value.strip()


def _seam(strength: Reader, value: object) -> SeamPass | None:
    if isinstance(value, bool):
        return SeamPass() if value else None
    if not isinstance(value, Mapping):
        message = f"true, false, or a mapping of strength and width is needed here, not {shown(value)}"
        raise ComposerError(message, "write seam: true, or seam: {strength: 0.3, width: 0.12}")
    readers = {"strength": strength, "width": number(0.01, 0.5, "0.12 is usual, in heights of the inner picture")}
    return SeamPass(**mapping(readers, "seam", value))  # type: ignore[arg-type]


def _upscaling(network: Reader, strength: Reader, value: object) -> Upscaling:
    if isinstance(value, str):
        return Upscaling(model=_network(network, value))
    if not isinstance(value, Mapping):
        message = f"a network's file, or a mapping of model, canvas and strength is needed here, not {shown(value)}"
        raise ComposerError(message, "write upscale: RealESRGAN_x4plus.pth, or upscale: {canvas: 1.5}")
    readers: dict[str, Reader] = {
        "model": partial(_network, network),
        "canvas": number(1, 2, "1.5 paints half as wide again"),
        "strength": strength,
    }
    found = mapping(readers, "upscale", value)
    if "strength" in found and found.get("canvas", 1.0) == 1:
        raise ComposerError("strength is that of a pass on a larger canvas, and there is none", "add canvas: 1.5")
    return Upscaling(**found)  # type: ignore[arg-type]


def _network(network: Reader, value: object) -> Source:
    found = network(value)
    assert isinstance(found, Source)
    if found.path is None or found.path.is_dir():
        what = f"{found.name} is no file that is here" if found.path is None else f"{found.path} is a folder"
        raise ComposerError(what, "name the file of an upscaling network, such as RealESRGAN_x4plus.pth")
    return found


def _contradictions(options: Options) -> list[tuple[str, ComposerError]]:
    found = []
    if options.strength is not None and options.steps is not None and int(options.steps * options.strength) < 1:
        text = f"{options.steps} steps at strength {options.strength:g} leave no step to take"
        found.append(("strength", ComposerError(text, "raise steps or strength")))
    found += _contradictions_of_joint(options)
    if options.seam is not None and options.steps is not None and int(options.steps * options.seam.strength) < 1:
        text = f"{options.steps} steps at strength {options.seam.strength:g} leave no step to take"
        found.append(("seam", ComposerError(text, "raise the seam's strength or steps")))
    return found


def _contradictions_of_joint(options: Options) -> list[tuple[str, ComposerError]]:
    """What keyframes that are sampled together cannot have."""
    asked = {
        "cache": options.cache != "none",
        "control": options.control is not None,
        "travel: radial": options.travel == "radial",
        "seam": options.seam is not None,
        "upscale: {canvas: …}": options.upscaling.canvas > 1,
    }
    others = ", ".join(name for name, is_asked in asked.items() if is_asked)
    if not options.joint or not others:
        return []
    text = f"keyframes cannot be sampled together with {others}"
    return [("joint", ComposerError(text, "leave one of the two out"))]


def _without_effect(
    storyboard: Storyboard, written: Mapping[str, object], options: Options
) -> Iterator[tuple[str, ComposerError]]:
    """Options that are written for something that is not there."""
    if "control_weight" in written and options.control is None:
        message = "there is no ControlNet that it could be the weight of"
        yield "control_weight", ComposerError(message, "name one with control, or leave control_weight out")
    if options.adapter is not None and not any(person.photos for person in storyboard.cast):
        message = "it shows the model the pictures of the cast, and nobody there has one"
        yield "adapter", ComposerError(message, "give someone a picture, as in cast: {june: {picture: june.jpg}}")
