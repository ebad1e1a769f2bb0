"""What a storyboard may say about the diffusion painter."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from composer.errors import ComposerError, Problem, StoryboardError
from composer.storyboard.records import Storyboard
from composer.storyboard.suggest import nearest, quote

#: Stable Diffusion XL inpainting: trained with masks, heeds words to avoid, and paints on a GPU of 8 to 12 GB.
DEFAULT_MODEL = "diffusers/stable-diffusion-xl-1.0-inpainting-0.1"
_DEVICES = ("auto", "cuda", "mps", "cpu")
_DTYPES = ("auto", "float16", "bfloat16", "float32")
_HUB_NAME = re.compile(r"[\w.-]+(/[\w.-]+)?")
_MOST_STEPS = 200
_MOST_GUIDANCE = 100


@dataclass(frozen=True, kw_only=True)
class Options:
    """The painter's options, checked.

    Attributes
    ----------
    model : str
        Name on the Hugging Face hub, or the folder as written.
    folder : Path or None
        The folder of a local model, absolute.
    steps : int
        Denoising steps.
    guidance, strength : float or None
        None: as the model's family likes it.
    device, dtype : str
        ``auto`` or a name.
    """

    model: str = DEFAULT_MODEL
    folder: Path | None = None
    steps: int = 28
    guidance: float | None = None
    strength: float | None = None
    device: str = "auto"
    dtype: str = "auto"


def read_options(storyboard: Storyboard, written: Mapping[str, object]) -> Options:
    """The options of a storyboard's ``painter: {diffusion: {…}}``.

    Raises
    ------
    StoryboardError
        With all that is wrong: unknown names, wrong types and values, a folder that holds no model.
    """
    values: dict[str, object] = {}
    problems: list[Problem] = []
    for name, value in written.items():
        try:
            values[name] = _read(name, value)
        except ComposerError as error:
            problems.append(_problem(storyboard, name, error))
    try:
        folder = _folder(storyboard, str(values.get("model", DEFAULT_MODEL)))
    except ComposerError as error:
        problems.append(_problem(storyboard, "model", error))
    if not problems:
        options = Options(folder=folder, **values)  # type: ignore[arg-type]
        if options.strength is None or int(options.steps * options.strength) >= 1:
            return options
        text = f"{options.steps} steps at strength {options.strength:g} leave no step to take"
        problems.append(_problem(storyboard, "strength", ComposerError(text, "raise steps or strength")))
    raise StoryboardError(tuple(problems))


def _problem(storyboard: Storyboard, name: str, error: ComposerError) -> Problem:
    path = f"painter.diffusion.{name}"
    return Problem(place=storyboard.place(path), path=path, message=error.message, hint=error.hint)


def _read(name: str, value: object) -> object:
    if name not in _READERS:
        raise ComposerError(f"the diffusion painter has no option {quote(name)}", nearest(name, _READERS))
    return _READERS[name](value)


def _model(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ComposerError(
            f"a model is needed here, not {_shown(value)}", f"a name on the Hugging Face hub, like {DEFAULT_MODEL}"
        )
    return value.strip()


def _steps(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= _MOST_STEPS:
        raise ComposerError(
            f"a whole number from 1 to {_MOST_STEPS} is needed here, not {_shown(value)}", "28 is usual"
        )
    return value


def _guidance(value: object) -> float:
    number = _number(value)
    if number is None or not 0 <= number <= _MOST_GUIDANCE:
        hint = "6.5 is usual for Stable Diffusion, 30 for FLUX.1 Fill"
        raise ComposerError(f"a number from 0 to {_MOST_GUIDANCE} is needed here, not {_shown(value)}", hint)
    return number


def _strength(value: object) -> float:
    number = _number(value)
    if number is None or not 0 < number <= 1:
        hint = "1 paints afresh, 0.8 keeps some of the mirrored surroundings"
        raise ComposerError(f"a number above 0, at most 1, is needed here, not {_shown(value)}", hint)
    return number


def _one_of(names: tuple[str, ...]) -> Callable[[object], str]:
    def read(value: object) -> str:
        if value not in names:
            raise ComposerError(f"one of {', '.join(names)} is needed here, not {_shown(value)}", _near(value, names))
        return str(value)

    return read


def _near(value: object, names: tuple[str, ...]) -> str:
    hint = nearest(value, names) if isinstance(value, str) else ""
    return hint if hint.startswith("did you mean") else ""


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return float(value)


def _shown(value: object) -> str:
    return quote(value) if isinstance(value, str) else quote(str(value)).strip('"')


def _folder(storyboard: Storyboard, model: str) -> Path | None:
    """The folder that a model's name means, relative to the storyboard's; None for a name on the hub."""
    folder = (storyboard.file.parent / Path(model).expanduser()).absolute()
    if folder.is_dir():
        if not (folder / "model_index.json").is_file():
            hint = "name the folder of a diffusers pipeline, as save_pretrained or `hf download` makes it"
            raise ComposerError(f"{folder} holds no model_index.json", hint)
        return folder
    if model.startswith((".", "/", "~")) or not _HUB_NAME.fullmatch(model):
        hint = "name a folder that is there, or a model on the Hugging Face hub as owner/name"
        raise ComposerError(f"there is no folder {folder}", hint)
    return None


_READERS: Mapping[str, Callable[[object], object]] = {
    "model": _model,
    "steps": _steps,
    "guidance": _guidance,
    "strength": _strength,
    "device": _one_of(_DEVICES),
    "dtype": _one_of(_DTYPES),
}
