"""Photographs shown whole: what the film's shape has more is outpainted once, before anything else.

The completed picture is a recipe of its own, named by the photograph, by the place that it has in the frame and by all
that its painter makes the rest of; it is kept, and never shown by itself. The scene's views are cut from it as stills
are, with the photograph's own pixels laid over it, so that these stay exact and sharp however near the camera comes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Protocol, runtime_checkable

from composer.geometry import IDENTITY, Similarity
from composer.painting.painter import Picture, Step


@dataclass(frozen=True, kw_only=True, eq=False)
class Photograph:
    """A picture of any shape, and where all of it lies in a frame of another shape.

    Attributes
    ----------
    picture : uint8 array, shape (height, width, 3)
    place : Similarity
        Maps the photograph's frame (height 1, centre 0) into the step's frame, which it reaches across in one
        direction.
    edge : float
        Width of the soft edge under which it goes over into what is painted around it, inward, in heights of the
        step's frame; it lies on the sides that do not touch the frame's border.
    """

    picture: Picture
    place: Similarity
    edge: float


@runtime_checkable
class Completer(Protocol):
    """A painter that can paint around a picture of any shape."""

    name: str
    version: str

    def ingredients(self, step: Step) -> Mapping[str, object]:
        """As ``painter.Painter`` has it: all that makes a step's picture, for its digest."""
        ...

    def complete(self, step: Step, photograph: Photograph) -> Picture:
        """The frame of a step, shape (step.height, step.width, 3), painted around a photograph.

        Under the photograph, but for its soft edge, the picture is not looked at.

        Raises
        ------
        ComposerError
            As ``painter.Painter.paint``.
        """
        ...


@runtime_checkable
class Mounter(Protocol):
    """A painter of photographs that lays them over what was painted around them."""

    def place_of_whole(self, step: Step) -> Similarity | None:
        """Where all of the scene's photograph lies; None where it is not asked for, or nothing would be free."""
        ...

    def photograph(self, step: Step) -> Photograph:
        """The scene's photograph where ``place_of_whole`` has it."""
        ...

    def ingredients(self, step: Step) -> Mapping[str, object]:
        """As ``painter.Painter`` has it."""
        ...

    def paint_over(self, step: Step, inner: Picture | None, ground: Picture) -> Picture:
        """As ``painter.Painter.paint``, over a completed picture of the whole scene."""
        ...


def completing_step(step: Step) -> Step:
    """The step that completes the photograph of a step's scene: the whole scene, in which nothing opens yet.

    The same for all of the scene's views.
    """
    return replace(step, view=0, framing=IDENTITY, portal=None, opening=None, inner_scene=None, travel=None)
