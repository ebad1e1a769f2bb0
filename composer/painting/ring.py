"""The ring: a chain of keyframes whose innermost holds the outermost again, for films that loop.

The first picture of the outermost scene is painted around nothing; the chain is painted around it as ever; then the
first picture is painted again around the chain, with its edge as it was. What lies deeper still, the first picture
inside the others, is laid in without painting anything. Where the outermost keyframe is pinned, the chain is painted
around the picture that it was begun with.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from composer.geometry import IDENTITY, Similarity
from composer.painting.painter import Foreseer, Step
from composer.painting.pins import NO_PINS, Pins, find_pins
from composer.painting.planning import plan_steps
from composer.painting.recipes import (
    Laying,
    Recipe,
    laid_recipe,
    pinned_recipe,
    recipe_of,
    recipes_around,
    write_grounds,
    write_recipes,
)
from composer.painting.registry import Painters
from composer.painting.store import KeyframeStore
from composer.storyboard.records import Storyboard

#: A picture lower than this, in pixels of the keyframe around it, is not seen there.
_SEEN_PIXELS = 1.0


def write_works(storyboard: Storyboard, painters: Painters, store: KeyframeStore | None = None) -> tuple[Recipe, ...]:
    """Everything that is made for a film's keyframes, each recipe before those that it is made from.

    Parameters
    ----------
    storyboard, painters : Storyboard, Painters
    store : KeyframeStore, optional
        Where pinned pictures are looked for; without one no step is pinned.

    Raises
    ------
    StoryboardError
        Where a portal reaches over the edge of its picture, a prompt cannot be filled in, or a pinned picture cannot
        be used.
    """
    steps = plan_steps(storyboard, painters)
    pins = NO_PINS if store is None else find_pins(storyboard, steps, painters, store)
    for painter in {id(painters.of(step.scene)): painters.of(step.scene) for step in steps}.values():
        if isinstance(painter, Foreseer):
            painter.foresee(steps, frozenset(pins))
    return write_ring(steps, painters, pins) if storyboard.loop else write_recipes(steps, painters, pins)


def write_ring(steps: Sequence[Step], painters: Painters, pins: Pins = NO_PINS) -> tuple[Recipe, ...]:
    """The recipes of a ring, each before those that it is made from; the portal of the last step holds the first."""
    first, pin, grounds = steps[0], pins.get(steps[0].index), write_grounds(steps, painters)
    painter, ground = painters.of(first.scene), grounds.get(first.scene.id)
    begun = pinned_recipe(first, painter, pin.begun) if pin else recipe_of(first, painter, None, ground=ground)
    made = [replace(begun, is_shown=False)]
    kept: list[Recipe] = []
    for step in reversed(steps[1:]):
        own, ground_of_own = painters.of(step.scene), grounds.get(step.scene.id)
        recipe, *under = recipes_around(made[-1], step, own, pins.get(step.index), ground_of_own)
        made.append(recipe)
        kept += under
    edge = made[1].feather if len(steps) > 1 else begun.feather
    closing = recipe_of(first, painter, made[-1], begun, ground)
    around = recipes_around(made[-1], first, painter, pin) if pin else (closing,)
    kept += around[1:]
    closed = _repeated(around[0], steps, edge)
    place, painted, laid = IDENTITY, made[:1], []
    for recipe in made[1:]:
        place = _portal(recipe.step) @ place
        is_seen = _is_seen(place, first)
        painted.append(replace(recipe, is_shown=not is_seen))
        if is_seen:
            laid.append(laid_recipe(recipe, closed[-1], Laying(place=place, feather=edge)))
    return tuple(reversed([*grounds.values(), *kept, *painted, *closed, *laid]))


def _repeated(closed: Recipe, steps: Sequence[Step], edge: float) -> list[Recipe]:
    """The outermost picture, and as often laid into itself as it can be seen; the last is shown."""
    place = IDENTITY
    for step in steps:
        place = place @ _portal(step)
    made = [closed]
    while _is_seen(place, closed.step):
        made.append(laid_recipe(made[-1], made[-1], Laying(place=place, feather=edge)))
        place = place @ place  # what was inside twice is now inside four times
    return [*(replace(recipe, is_shown=False) for recipe in made[:-1]), made[-1]]


def _is_seen(place: Similarity, step: Step) -> bool:
    return place.scale * step.height >= _SEEN_PIXELS


def _portal(step: Step) -> Similarity:
    if step.portal is None:
        raise ValueError(f"keyframe {step.index} of a ring holds nothing")
    return step.portal
