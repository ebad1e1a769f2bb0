"""Pins: steps whose painted picture is kept as it is, whatever changes in the words, the seed or the painter.

A pinned picture is found in the store by its digest. Where another keyframe is inside it than the one that it was
painted around, that one is laid into it; nothing is painted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import numpy as np

from composer.errors import ComposerError, Problem, StoryboardError
from composer.painting.naming import numbers_of
from composer.painting.painter import Step, paints_by_words
from composer.painting.registry import Painters
from composer.painting.store import KeyframeStore
from composer.storyboard.records import Storyboard

#: Portals that differ less than this are the same: they were computed alike.
_SAME = 1e-9


@dataclass(frozen=True, kw_only=True)
class KeptPicture:
    """A picture in the store: its digest, and what made it."""

    digest: str
    ingredients: Mapping[str, object]

    @property
    def inner(self) -> str:
        """Digest of the picture that it was painted around; empty for none."""
        return _text(self.ingredients.get("inner"))

    @property
    def under(self) -> str:
        """Digest of an earlier picture of the same step that it was made from; empty for none."""
        return _text(self.ingredients.get("under"))

    @property
    def is_laid(self) -> bool:
        """Whether it was not painted, but a picture laid into another."""
        return "place" in self.ingredients


@dataclass(frozen=True, kw_only=True)
class Pin:
    """A step's painted picture that is never painted again.

    Attributes
    ----------
    painted : KeptPicture
        As the painter made it, before anything else was laid into it.
    begun : KeptPicture
        Of the outermost keyframe of a loop: the picture around which the others were painted. Else ``painted``.
    """

    painted: KeptPicture
    begun: KeptPicture


#: A film's pins by the number of their keyframe.
Pins = Mapping[int, Pin]
NO_PINS: Pins = MappingProxyType({})


def find_pins(storyboard: Storyboard, steps: Sequence[Step], painters: Painters, store: KeyframeStore) -> Pins:
    """The pinned pictures of a film's steps, by the keyframe's index; painters of one drawing a scene have none.

    Raises
    ------
    StoryboardError
        With every pin whose picture is not in the store, is not the only one that the digits fit, has another size
        than the film's keyframes, or opens elsewhere than its step does now.
    """
    pins: dict[int, Pin] = {}
    problems = []
    for step in steps:
        written = step.scene.pin_of(step.view)
        if not written or not paints_by_words(painters.of(step.scene)):
            continue
        try:
            pins[step.index] = _pin(written, step, store)
        except ComposerError as error:
            path = f"scenes[{storyboard.scenes.index(step.scene)}].pins.{step.view + 1}"
            place = storyboard.place(path)
            problems.append(Problem(place=place, path=path, message=error.message, hint=error.hint))
    if problems:
        raise StoryboardError(tuple(problems))
    return pins


def _pin(written: str, step: Step, store: KeyframeStore) -> Pin:
    found = store.find(written)
    if len(found) > 1:
        hint = f"write more digits: {', '.join(_told_apart(found))}"
        raise ComposerError(f"the pin {written} of {step.name} fits {len(found)} kept keyframes", hint)
    painted = begun = _kept(found[0] if found else written, step, store)
    # What a loop, or another inner keyframe, laid into it is laid in anew.
    while painted.is_laid:
        painted = begun = _kept(painted.under, step, store)
    if painted.under:
        begun = _kept(painted.under, step, store)
    _check_size(painted, step, store)
    _check_portal(painted, step)
    return Pin(painted=painted, begun=begun)


def _kept(digest: str, step: Step, store: KeyframeStore) -> KeptPicture:
    ingredients = store.ingredients(digest) if store.has(digest) else None
    if ingredients is None:
        raise ComposerError(
            f"the pinned picture {digest} of {step.name} (keyframe {step.index}) is not in {store.folder}",
            f"put it back there, or choose the --store that has it; to have it painted again: {_unpinning(step)}",
        )
    return KeptPicture(digest=digest, ingredients=ingredients)


def _check_size(kept: KeptPicture, step: Step, store: KeyframeStore) -> None:
    width, height = store.size(kept.digest)
    if (width, height) != (step.width, step.height):
        raise ComposerError(
            f"the pinned picture of {step.name} has {width}x{height} pixels, "
            f"and the film's keyframes have {step.width}x{step.height}",
            f"film another shape out of the same keyframes with --crop; or have it painted again: {_unpinning(step)}",
        )


def _check_portal(kept: KeptPicture, step: Step) -> None:
    before, now = kept.ingredients.get("portal"), step.portal
    is_empty = before is None
    if is_empty or (now is not None and np.allclose(np.array(before, np.float64), numbers_of(now), rtol=0, atol=_SAME)):
        return
    raise ComposerError(
        f"in the pinned picture of {step.name} the next keyframe opens elsewhere than the storyboard says now",
        f"put the scene's portal, zoom and steps back; or have it painted again: {_unpinning(step)}",
    )


def _unpinning(step: Step) -> str:
    return f"`longzoom retake … --step {step.name} --unpin`"


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _told_apart(digests: Sequence[str]) -> list[str]:
    """The beginnings of the first few digests, long enough to tell all apart."""
    length = next(n for n in range(8, 33) if len({digest[:n] for digest in digests}) == len(digests))
    return [digest[:length] for digest in digests[:4]]


def pinned_files(storyboard: Storyboard, store_folder: Path) -> tuple[str, ...]:
    """Digests of all kept pictures that a storyboard's pins name, and of those that they were laid into."""
    store = KeyframeStore(store_folder)
    written = [prefix for scene in storyboard.scenes for _, prefix in scene.pins]
    waiting = [digest for prefix in written for digest in store.find(prefix)]
    found: dict[str, None] = {}
    while waiting:
        digest = waiting.pop()
        ingredients = store.ingredients(digest)
        if digest in found or ingredients is None:
            continue
        found[digest] = None
        waiting += [under] if (under := KeptPicture(digest=digest, ingredients=ingredients).under) else []
    return tuple(sorted(found))
