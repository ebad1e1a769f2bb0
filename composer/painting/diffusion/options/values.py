"""Readers of single options: each gives the value, or raises ComposerError with what is wrong and how to mend it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from pathlib import Path

from composer.errors import ComposerError
from composer.painting.diffusion.options.options import DEFAULT_MODEL, Source
from composer.storyboard.suggest import nearest, quote

Reader = Callable[[object], object]
_HUB_NAME = re.compile(r"[\w.-]+/[\w.-]+")


def shown(value: object) -> str:
    """A value as a message tells it."""
    return quote(value) if isinstance(value, str) else quote(str(value)).strip('"')


def number(low: float, high: float, hint: str, *, above: bool = False) -> Reader:
    """A finite number from ``low`` (or above it) to ``high``."""
    asked = f"a number above {low:g}, at most {high:g}," if above else f"a number from {low:g} to {high:g}"

    def read(value: object) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise ComposerError(f"{asked} is needed here, not {shown(value)}", hint)
        if not low <= value <= high or (above and value == low):
            raise ComposerError(f"{asked} is needed here, not {shown(value)}", hint)
        return float(value)

    return read


def whole(low: int, high: int, hint: str) -> Reader:
    """A whole number from ``low`` to ``high``."""

    def read(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise ComposerError(f"a whole number from {low} to {high} is needed here, not {shown(value)}", hint)
        return value

    return read


def yes_or_no(value: object) -> bool:
    """``true`` or ``false``."""
    if not isinstance(value, bool):
        raise ComposerError(f"true or false is needed here, not {shown(value)}")
    return value


def one_of(*names: str) -> Reader:
    """One of some names."""

    def read(value: object) -> str:
        if value not in names:
            hint = nearest(value, names) if isinstance(value, str) else ""
            near = hint if hint.startswith("did you mean") else ""
            raise ComposerError(f"one of {', '.join(names)} is needed here, not {shown(value)}", near)
        return str(value)

    return read


def mapping(readers: Mapping[str, Reader], what: str, value: object) -> dict[str, object]:
    """A mapping whose values are read by their keys; ``what`` names it."""
    if not isinstance(value, Mapping):
        raise ComposerError(f"{what} is a mapping, not {shown(value)}", f"its keys are {', '.join(readers)}")
    found: dict[str, object] = {}
    for key, each in value.items():
        if key not in readers:
            raise ComposerError(f"{what} has no key {quote(str(key))}", nearest(str(key), readers))
        try:
            found[key] = readers[key](each)
        except ComposerError as error:
            raise ComposerError(f"{key}: {error.message}", error.hint) from error
    return found


def source(folder: Path, suffixes: tuple[str, ...] = (".safetensors",)) -> Reader:
    """Weights: a folder or a file beside the storyboard's ``folder``, or a name on the hub."""

    def read(value: object) -> Source:
        if not isinstance(value, str) or not value.strip():
            hint = f"a name on the Hugging Face hub, like {DEFAULT_MODEL}, a folder or a file"
            raise ComposerError(f"a model is needed here, not {shown(value)}", hint)
        name = value.strip()
        path = (folder / Path(name).expanduser()).absolute()
        if path.is_dir() or (path.is_file() and path.suffix.lower() in suffixes):
            return Source(name=name, path=path)
        if path.is_file():
            raise ComposerError(f"{path} is no file of weights", f"name a folder or a {' or '.join(suffixes)} file")
        if name.startswith((".", "/", "~")) or name.endswith(suffixes) or not _HUB_NAME.fullmatch(name):
            hint = "name a folder or file that is there, or a model on the Hugging Face hub as owner/name"
            raise ComposerError(f"there is no {'file' if name.endswith(suffixes) else 'folder'} {path}", hint)
        return Source(name=name)

    return read
