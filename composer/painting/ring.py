"""The ring: a chain of keyframes whose innermost holds the outermost again, for films that loop.

The first picture of the outermost scene is painted around nothing; the chain is painted around it as ever; then the
first picture is painted again around the chain, with its edge as it was. What lies deeper still, the first picture
inside the others, is laid in without painting anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from composer.geometry import IDENTITY, Similarity
from composer.painting.chain import Laying, Recipe, laid_recipe, recipe_of, write_grounds, write_recipes
from composer.painting.painter import Step
from composer.painting.planning import plan_steps
from composer.painting.registry import Painters
from composer.storyboard.records import Storyboard

#: A picture lower than this, in pixels of the keyframe around it, is not seen there.
_SEEN_PIXELS = 1.0


def write_works(storyboard: Storyboard, painters: Painters) -> tuple[Recipe, ...]:
    """Everything that is made for a film's keyframes, each recipe before those that it is made from.

    Raises
    ------
    StoryboardError
        Where a portal reaches over the edge of its picture, or a prompt cannot be filled in.
    """
    steps = plan_steps(storyboard, painters)
    return write_ring(steps, painters) if storyboard.loop else write_recipes(steps, painters)


def write_ring(steps: Sequence[Step], painters: Painters) -> tuple[Recipe, ...]:
    """The recipes of a ring, each before those that it is made from; the portal of the last step holds the first."""
    first, grounds = steps[0], write_grounds(steps, painters)
    ground = grounds.get(first.scene.id)
    begun = recipe_of(first, painters.of(first.scene), None, ground=ground)
    made = [replace(begun, is_shown=False)]
    for step in reversed(steps[1:]):
        made.append(recipe_of(step, painters.of(step.scene), made[-1], ground=grounds.get(step.scene.id)))
    edge = made[1].feather if len(steps) > 1 else begun.feather
    closed = _repeated(recipe_of(first, painters.of(first.scene), made[-1], begun, ground), steps, edge)
    place, painted, laid = IDENTITY, made[:1], []
    for recipe in made[1:]:
        place = _portal(recipe.step) @ place
        is_seen = _is_seen(place, first)
        painted.append(replace(recipe, is_shown=not is_seen))
        if is_seen:
            laid.append(laid_recipe(recipe, closed[-1], Laying(place=place, feather=edge)))
    return tuple(reversed([*grounds.values(), *painted, *closed, *laid]))


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
