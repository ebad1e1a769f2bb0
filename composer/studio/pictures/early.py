"""Early sketches: keyframes drawn by themselves, in the film's order, long before the chain comes to them.

The chain goes from the innermost keyframe outward, and most films begin with the outermost. What the illustrator draws
does not wait for what is inside: it is shown at once, and the chain takes it for the picture that it lays the inner
keyframe into. A changed scene leaves the early sketches of all others as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from composer.painting.ahead import Forerunner
from composer.painting.chain import paint_step
from composer.painting.painter import Picture
from composer.painting.recipes import Recipe, recipe_of
from composer.painting.registry import Painters
from composer.painting.store import KeyframeStore


def early_recipes(shown: Sequence[Recipe], painters: Painters) -> Mapping[str, Recipe]:
    """By the digests of a film's keyframes what is drawn for them by themselves, where that can be."""
    return {
        recipe.digest: recipe_of(recipe.step, painter, None)
        for recipe in shown
        if isinstance(painter := painters.of(recipe.step.scene), Forerunner) and painter.runs_ahead(recipe.step)
    }


def draw_early(
    keyframes: Sequence[str],
    early: Mapping[str, Recipe],
    painters: Painters,
    store: KeyframeStore,
    progress: Callable[[], None],
) -> None:
    """Draw what some keyframes, by their digests, are by themselves; in that order, and each only where it lacks.

    ``progress`` is called after each.
    """
    for digest in keyframes:
        own = early.get(digest)
        if own is None or store.has(digest) or store.has(own.digest):
            continue
        store.save(own.digest, paint_step(own, painters.of(own.step.scene), None), own.ingredients)
        progress()


def drawn_early(early: Mapping[str, Recipe], store: KeyframeStore) -> Mapping[str, Callable[[], Picture]]:
    """What reads the early sketches that there are, by the digests of the keyframes that are made from them."""
    kept = {digest: own for digest, own in early.items() if store.has(own.digest)}
    return {digest: partial(store.load, own.digest) for digest, own in kept.items()}
