"""The options of the stills painter, read and checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from composer.errors import Problem, StoryboardError
from composer.storyboard.records import Storyboard
from composer.storyboard.suggest import nearest

#: Where the options stand in a storyboard.
PLACE = "painter.stills"
_FEATHER = 0.06
_WIDEST_FEATHER = 0.4
_LEAST_MAGNIFICATION, _MOST_MAGNIFICATION = 1.05, 8.0


@dataclass(frozen=True, kw_only=True)
class StillsOptions:
    """Checked options; ``magnification`` is None where it is to be found."""

    folder: Path | None = None
    nested: bool = False
    magnification: float | None = None
    feather: float = _FEATHER


def parse_options(storyboard: Storyboard, options: Mapping[str, object]) -> StillsOptions:
    """The options as written, as a record.

    Raises
    ------
    StoryboardError
        With every option that is unknown or has a wrong value.
    """
    problems: list[Problem] = []
    values: dict[str, object] = {}
    for name, value in options.items():
        if name not in _READERS:
            problems.append(
                _problem(storyboard, name, "the stills painter has no such option", nearest(name, _READERS))
            )
            continue
        read, wanted = _READERS[name]
        try:
            values[name] = read(value)
        except (TypeError, ValueError):
            problems.append(_problem(storyboard, name, f"{_written(value)} is not {wanted}", f"write {wanted}"))
    nested = values.get("nested", False)
    if nested and "folder" not in options and set(options) <= set(_READERS):
        problems.append(_problem(storyboard, "nested", "a nested series needs a folder", "write folder: beside it"))
    if "magnification" in options and not nested and "nested" not in {p.path.rpartition(".")[2] for p in problems}:
        message = "a magnification is for a nested series; others have their zoom"
        problems.append(_problem(storyboard, "magnification", message, "write nested: true, or leave it out"))
    if problems:
        raise StoryboardError(tuple(problems))
    folder, magnification, feather = (values.get(name) for name in ("folder", "magnification", "feather"))
    return StillsOptions(
        folder=storyboard.file.parent / folder if isinstance(folder, Path) else None,
        nested=bool(nested),
        magnification=magnification if isinstance(magnification, float) else None,
        feather=feather if isinstance(feather, float) else _FEATHER,
    )


def _problem(storyboard: Storyboard, name: str, message: str, hint: str) -> Problem:
    path = f"{PLACE}.{name}"
    return Problem(place=storyboard.place(path), path=path, message=message, hint=hint)


def _written(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)


def _folder(value: object) -> Path:
    if not isinstance(value, str) or not value.strip():
        raise TypeError
    return Path(value).expanduser()


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _number(value: object, least: float, most: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError
    if not least <= value <= most:
        raise ValueError
    return float(value)


def _magnification(value: object) -> float | None:
    return None if value == "auto" else _number(value, _LEAST_MAGNIFICATION, _MOST_MAGNIFICATION)


def _feather(value: object) -> float:
    return _number(value, 0.0, _WIDEST_FEATHER)


_READERS: Mapping[str, tuple[Callable[[object], object], str]] = {
    "folder": (_folder, "the name of a folder"),
    "nested": (_flag, "true or false"),
    "magnification": (
        _magnification,
        f"auto or a number from {_LEAST_MAGNIFICATION:g} to {_MOST_MAGNIFICATION:g}",
    ),
    "feather": (_feather, f"a number from 0 to {_WIDEST_FEATHER:g}"),
}
