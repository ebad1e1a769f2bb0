"""The options of the illustrated painter, read and checked."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from composer.errors import ComposerError, Problem, StoryboardError
from composer.painting.illustrated.choosing.catalogue import Catalogue, catalogue_of
from composer.storyboard.records import Storyboard

_PLACE = "painter.illustrated"


def catalogue_for(storyboard: Storyboard, options: Mapping[str, object]) -> Catalogue:
    """The drawings that a storyboard may use: the package's, and those of the ``folder`` that its options name.

    A relative folder is beside the storyboard. Raises StoryboardError, at the option's place, for an unknown option and
    for a folder that holds no drawings.
    """
    for option, value in options.items():
        if option != "folder":
            raise _problem(
                storyboard, option, f'the illustrated painter has no option "{option}"', 'its one option is "folder"'
            )
        if not isinstance(value, str) or not value.strip():
            raise _problem(storyboard, option, "this is not the name of a folder", "write folder: drawings")
    folder = options.get("folder")
    try:
        return catalogue_of(storyboard.file.parent / Path(str(folder)).expanduser() if folder else None)
    except ComposerError as error:
        raise _problem(storyboard, "folder", error.message, error.hint) from error


def _problem(storyboard: Storyboard, option: str, message: str, hint: str) -> StoryboardError:
    path = f"{_PLACE}.{option}"
    return StoryboardError((Problem(place=storyboard.place(path), path=path, message=message, hint=hint),))
