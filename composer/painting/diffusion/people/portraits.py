"""Pictures of the cast as models are shown them: upright squares around the face, and what they add to a digest."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from pathlib import Path

import cv2
import numpy as np

from composer.errors import ComposerError, Problem, StoryboardError
from composer.painting.diffusion.families.family import Family, Likeness
from composer.painting.naming import FileDigests
from composer.painting.painter import Picture, Portrait
from composer.painting.pictures import read_picture
from composer.storyboard.records import Storyboard

_log = logging.getLogger("longzoom")
#: Where the square begins in what a tall picture has more, from its top: faces are above the middle. OpenCV 5 comes
#: without a face detector, and one to be fetched would be weights more for what a director can crop.
_FROM_TOP = 0.15
#: Changes when portraits are cut or shown otherwise.
_VERSION = 2
#: No model looks at more pixels of a side; photographs for each decade of a whole cast would else fill the memory.
_SIDE = 1024


class Album:
    """The pictures of a film's cast, each read once.

    Errors name the place in the storyboard that a picture was named at.
    """

    def __init__(self, storyboard: Storyboard) -> None:
        self._storyboard = storyboard
        self._digests = FileDigests()
        self._squares: dict[Path, Picture] = {}

    def ingredients(self, portraits: Sequence[Portrait], adapter: str = "") -> Mapping[str, object]:
        """What a step's portraits add to its digest: their bytes and weights, and what shows them to the model.

        Nothing where nobody counts, so that films without portraits keep their digests.

        Parameters
        ----------
        portraits : sequence of Portrait
        adapter : str
            Identity of the adapter, as ``adapters.adapter_identity`` gives it; empty for reference pictures.

        Raises
        ------
        StoryboardError
            If a picture cannot be read.
        """
        shown = counted(portraits)
        if not shown:
            return {}
        people = [[portrait.name, self._digest(portrait), portrait.weight] for portrait in shown]
        return {"portraits": {"version": _VERSION, "people": people, "adapter": adapter}}

    def square(self, portrait: Portrait) -> Picture:
        """The picture of a person, upright in sRGB and square, 1024 pixels at most; see ``cut_square``.

        Raises
        ------
        StoryboardError
            If it is missing, damaged, no picture, or smaller than 64 pixels on a side.
        """
        if portrait.picture not in self._squares:
            try:
                square = cut_square(read_picture(portrait.picture))
                self._squares[portrait.picture] = resized(square, _SIDE) if len(square) > _SIDE else square
            except ComposerError as error:
                raise self._refusal(portrait, error.message, error.hint) from error
        return self._squares[portrait.picture]

    def _digest(self, portrait: Portrait) -> str:
        path = portrait.picture
        try:
            return self._digests.of(path)
        except OSError as error:
            message = f"{path}: {error.strerror or error}"
            raise self._refusal(portrait, message, "mend the path; it starts at the storyboard") from error

    def _refusal(self, portrait: Portrait, message: str, hint: str) -> StoryboardError:
        path = f"cast.{portrait.name}.picture"
        return StoryboardError((Problem(place=self._storyboard.place(path), path=path, message=message, hint=hint),))


def counted(portraits: Sequence[Portrait]) -> tuple[Portrait, ...]:
    """The portraits that are shown to the model: those of a weight above 0."""
    return tuple(portrait for portrait in portraits if portrait.weight > 0)


def cut_square(picture: Picture) -> Picture:
    """The largest square of a picture, where a portrait has its face: in the middle, of a tall one near the top.

    Shape (side, side, 3).
    """
    height, width = picture.shape[:2]
    side = min(height, width)
    left, top = (width - side) // 2, round((height - side) * _FROM_TOP)
    return np.ascontiguousarray(picture[top : top + side, left : left + side])


def resized(picture: Picture, side: int) -> Picture:
    """A square picture of ``side`` pixels: averaged where it shrinks, Lanczos where it grows."""
    kind = cv2.INTER_AREA if side < picture.shape[0] else cv2.INTER_LANCZOS4
    return np.asarray(cv2.resize(picture, (side, side), interpolation=kind), np.uint8)


def warn_unheeded(family: Family, portraits: Sequence[Portrait]) -> None:
    """Say that a family cannot be shown pictures of people, where there are any. To be called once for a film."""
    names = dict.fromkeys(portrait.name for portrait in counted(portraits))
    if names and family.likeness is Likeness.NONE:
        _log.warning(
            "%s cannot be shown pictures of people: %s will look as the prompts say; for likeness choose a model of "
            "Stable Diffusion 1.5, Stable Diffusion XL, FLUX.1 [dev], FLUX.1 Kontext or FLUX.2 [klein]",
            family.name,
            ", ".join(names),
        )
