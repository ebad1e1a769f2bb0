"""The contract that every painter keeps: a step in, a picture out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from composer.geometry import Similarity
from composer.storyboard.records import PortalSpec, Scene, Storyboard

#: An RGB picture: uint8, shape (height, width, 3), sRGB.
Picture = NDArray[np.uint8]


@dataclass(frozen=True, kw_only=True)
class Travel:
    """The way of a step's words into those of the scene that opens in it.

    Attributes
    ----------
    prompt, avoid : str
        The words at its end.
    begins, ends : float
        Depths at which the next scene's words begin to count and count alone, in steps from this keyframe: 0 is its
        frame's edge, 1 its portal's; ``begins`` < ``ends``, and both may lie outside of the step.
    """

    prompt: str
    avoid: str
    begins: float
    ends: float


@dataclass(frozen=True, kw_only=True)
class Portrait:
    """A picture of one of the cast who is in a step: name, file, and how much it counts (0 to 1)."""

    name: str
    picture: Path
    weight: float


@dataclass(frozen=True, kw_only=True)
class Step:
    """One keyframe to paint.

    Attributes
    ----------
    index : int
        Number of the keyframe; 0 is the outermost, keyframe ``index + 1`` sits in this one's portal.
    scene : Scene
        The scene that this keyframe shows.
    view : int
        0 for the scene's first keyframe (the whole scene fills the frame), 1 for the same scene one step nearer
        its portal, and so on.
    framing : Similarity
        Maps this keyframe's frame into the frame of the scene's first keyframe (identity for view 0).
    portal : Similarity or None
        Maps the frame of keyframe ``index + 1`` into this one's; None for the innermost keyframe. In a loop the
        innermost holds keyframe 0.
    opening : Similarity or None
        Maps the first keyframe of ``inner_scene`` into this one's frame, through all the steps between; None where
        no scene follows.
    inner_scene : Scene or None
        The scene that opens in this scene's portal.
    width, height : int
        Pixels to paint.
    prompt, avoid : str
        All words, with cast, decade and look filled in.
    seed : int
        Of this step's take.
    travel : Travel or None
        Where its words go over into the next scene's; None: they stay.
    portraits : tuple of Portrait
        Pictures of the people in it.
    """

    index: int
    scene: Scene
    view: int
    framing: Similarity
    portal: Similarity | None
    opening: Similarity | None
    inner_scene: Scene | None
    width: int
    height: int
    prompt: str
    avoid: str
    seed: int
    travel: Travel | None = None
    portraits: tuple[Portrait, ...] = ()

    @property
    def name(self) -> str:
        """Its scene's id and the number of its keyframe there, from 1: ``bus:2``."""
        return f"{self.scene.id}:{self.view + 1}"

    @property
    def aspect(self) -> float:
        """Width over height."""
        return self.width / self.height


class Painter(Protocol):
    """What makes keyframes. One module each; listed once, in ``painting.registry``.

    A painter is made with ``(storyboard, options)`` and raises a ComposerError there for options it cannot take.
    Keyframes are painted from the innermost outward; the chain pastes the inner one into the portal afterwards
    (under a feathered edge ``feather`` heights of the inner picture wide), so a painter fills its whole picture.
    """

    name: str
    version: str

    def feather(self, step: Step) -> float:
        """Width of the soft edge where the inner picture is pasted, in heights of the inner picture, in [0, 0.5)."""
        ...

    def portal(self, scene: Scene, aspect: float) -> PortalSpec:
        """Where the next scene opens in the whole scene when the storyboard does not say; both fields set."""
        ...

    def magnification(self, scene: Scene) -> float | None:
        """Magnification of the whole scene where the pictures themselves fix it; None: as the storyboard says."""
        ...

    def sources(self) -> tuple[Path, ...]:
        """The director's own files that the painter reads: what a film must not overwrite, and what is watched."""
        ...

    def ingredients(self, step: Step) -> Mapping[str, object]:
        """All that makes this step's picture besides the inner keyframe, as plain JSON values, for its digest."""
        ...

    def paint(self, step: Step, inner: Picture | None) -> Picture:
        """The picture of a step, shape (step.height, step.width, 3).

        Parameters
        ----------
        step : Step
            What to paint.
        inner : uint8 array, shape (step.height, step.width, 3), or None
            Keyframe ``step.index + 1``; None for the innermost, and where a ring of keyframes is begun: what opens
            in its first picture is laid in later.
        """
        ...


@runtime_checkable
class Foreseer(Protocol):
    """A painter whose pictures of a step depend on other steps, outer ones too."""

    def foresee(self, steps: tuple[Step, ...], pinned: frozenset[int]) -> None:
        """Take note of all steps of the film, the outermost first, before any ingredients are asked for.

        Parameters
        ----------
        pinned : frozenset of int
            Indices of those that are never painted again.
        """
        ...


@runtime_checkable
class Preparer(Protocol):
    """A painter that would know beforehand what it will be asked for, to do once what serves all."""

    def prepare(self, steps: tuple[Step, ...], workshop: Path) -> None:
        """Take note of the steps that will be painted, in that order; they are painted as without it.

        Parameters
        ----------
        workshop : Path
            A folder for what is to be found again if the run is stopped; it may not be there yet.

        Raises
        ------
        ComposerError
            If something that they need is missing.
        """
        ...


@runtime_checkable
class Depicter(Protocol):
    """A painter whose pictures of a scene are one drawing or photograph, seen nearer in each step.

    Such a painter has ``depicts``, true. Its steps have no words, people, takes or pins of their own. All others paint
    each step from its words and its seed.
    """

    depicts: bool


def paints_by_words(painter: Painter) -> bool:
    """Whether a painter makes each step's picture up from its words and its seed."""
    return not isinstance(painter, Depicter)


@runtime_checkable
class Batcher(Protocol):
    """A painter that paints several takes of a step faster together than one after the other."""

    def paint_batch(self, steps: Sequence[Step], inner: Picture | None) -> Sequence[Picture]:
        """The pictures of steps that differ by their seeds only, in their order; each is what ``paint`` gives.

        Parameters
        ----------
        steps : sequence of Step
            As many as are asked for; the painter divides them by the memory that it has.
        inner : uint8 array, shape (height, width, 3), or None
            What is inside all of them.
        """
        ...


@runtime_checkable
class Enlarger(Protocol):
    """A painter that paints fewer pixels than its keyframes have."""

    def painted_as(self, step: Step, film: tuple[int, int]) -> str:
        """One line: the sizes that a step's picture goes through, and how sharp it is in a film of so many pixels.

        Empty where that is not known before the model is loaded.
        """
        ...


class PainterFactory(Protocol):
    """Makes a painter for one storyboard."""

    def __call__(self, storyboard: Storyboard, options: Mapping[str, object]) -> Painter:
        """Raises ComposerError where an option is unknown or its value is wrong."""
        ...
