"""Keyframes of a film that are sampled together: which they are, and their pictures, found again after a stop."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from composer.errors import ComposerError
from composer.painting.border import portal_depth
from composer.painting.diffusion.canvas.colour import FloatArray
from composer.painting.diffusion.joint.grouping import group_of, joint_ingredients
from composer.painting.diffusion.joint.shelf import Shelf
from composer.painting.naming import digest_of
from composer.painting.painter import Picture, Step

_log = logging.getLogger("longzoom")
#: From a group's steps, the outermost first, and the keyframe inside them to their pictures.
Sample = Callable[[Sequence[Step], Picture | None], Sequence[FloatArray]]
#: From a step and its picture of the model's size to one of the keyframe's.
Finish = Callable[[Step, FloatArray], Picture]
Alone = Callable[[Step], Mapping[str, object]]


class Together:
    """The groups of a film.

    Parameters
    ----------
    size : int
        Most keyframes that are sampled together; less than 2: none are.
    alone : callable
        The ingredients of a step that is painted by itself.
    """

    def __init__(self, size: int, alone: Alone) -> None:
        self._size = size
        self._alone = alone
        self._steps: tuple[Step, ...] = ()
        self._pinned: frozenset[int] = frozenset()
        self._shelf: Shelf | None = None
        self._finished: tuple[str, int, Picture] | None = None

    def foresee(self, steps: tuple[Step, ...], pinned: frozenset[int]) -> None:
        """Take note of all steps of the film; see ``painter.Foreseer``."""
        self._steps, self._pinned = steps, pinned

    def keep_in(self, folder: Path) -> None:
        """Where pictures of a group are kept until all of them are keyframes."""
        self._shelf = Shelf(folder)

    def group(self, step: Step) -> tuple[Step, ...]:
        """The steps that are sampled together with one, itself included, the outermost first."""
        if self._size < 2 or not any(each.index == step.index for each in self._steps):
            return (step,)
        steps = [step if each.index == step.index else each for each in self._steps]
        return group_of(steps, step.index, self._size, self._pinned)

    def ingredients(self, step: Step) -> Mapping[str, object]:
        """What a step's picture depends on besides its own ingredients."""
        return joint_ingredients(self.group(step), self._alone)

    def picture(self, step: Step, inner: Picture | None, sample: Sample, finish: Finish) -> Picture:
        """A step's picture; of the innermost step of its group all are sampled, and the others are kept for later.

        Raises
        ------
        ComposerError
            If another take of one of several is asked for, or pictures cannot be kept.
        """
        group, shelf = self.group(step), self._shelf
        if shelf is None:
            raise ValueError("no folder was given to keep pictures in")
        self._refuse_other_take(step, group)
        place, digest = group.index(step), digest_of(joint_ingredients(group, self._alone))
        pictures = None if step is group[-1] else shelf.get(digest)
        if pictures is not None:
            next_in, last = group[place + 1], self._finished
            # In one run the picture was finished for its own step just before; a network would enlarge it again.
            is_last = last is not None and last[:2] == (digest, next_in.index)
            own = last[2] if last and is_last else finish(next_in, pictures[place + 1])
            pictures = pictures if _is_of(own, next_in, inner) else None
        if pictures is None:
            if place < len(group) - 1:
                _log.warning(
                    "%s: what was sampled together with it is gone; it is sampled again around what is kept",
                    step.name,
                )
            rest = group[: place + 1]
            sampled = list(sample(rest, inner))
            pictures = (*sampled, *[sampled[-1]] * (len(group) - len(rest)))
            shelf.put(digest, pictures)
        picture = finish(step, pictures[place])
        self._finished = (digest, step.index, picture)
        if place == 0:
            shelf.drop(digest)
        return picture

    def _refuse_other_take(self, step: Step, group: Sequence[Step]) -> None:
        planned = next(each for each in self._steps if each.index == step.index)
        if replace(step, seed=planned.seed) == planned and step.seed != planned.seed:
            raise ComposerError(
                f"{step.name} is sampled together with {len(group) - 1} other keyframes, and has no takes of its own",
                f"take the whole scene again: paint --scene {step.scene.id} --takes 4, or leave joint out",
            )


def _is_of(picture: Picture, step: Step, keyframe: Picture | None) -> bool:
    """Whether a keyframe is a picture with something in its portal: what was kept belongs to what is inside now."""
    if keyframe is None or keyframe.shape != picture.shape:
        return False
    height, width = picture.shape[:2]
    if step.portal is None:
        return bool(np.array_equal(picture, keyframe))
    around = portal_depth(step.portal, step.aspect, (width, height)) < -2 / (height * step.portal.scale)
    return bool(np.array_equal(picture[around], keyframe[around]))
