"""Recipes: every picture of a film by the digest of all that makes it, known before anything is painted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from composer.geometry import Similarity
from composer.painting.completing import completing_step
from composer.painting.naming import digest_of, numbers_of
from composer.painting.painter import Painter, Step
from composer.painting.pins import NO_PINS, KeptPicture, Pin, Pins
from composer.painting.registry import Painters
from composer.painting.store import KeyframeStore

#: Changes when the way keyframes are joined changes, so that older ones are painted again.
_CHAIN_VERSION = 2


@dataclass(frozen=True, kw_only=True)
class Laying:
    """Where a picture is laid into another, and the width of its soft edge, in its heights."""

    place: Similarity
    feather: float


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """A step with the digest of its picture, known before anything is painted.

    Attributes
    ----------
    step : Step
    digest : str
    ingredients : mapping
        All that makes the picture.
    feather : float
        Width of the soft edge of the keyframe in its portal, in that one's heights.
    inner : str
        Digest of the picture inside; empty for none.
    under : str
        Digest of an earlier picture of the same step that this one is made from; empty for none.
    ground : str
        Digest of the completed photograph that this picture is laid over; empty for none.
    laying : Laying or None
        Nothing is painted: ``inner`` is laid so into ``under``.
    completes : bool
        It is such a completed photograph; see ``completing``.
    is_shown : bool
        Whether it is a keyframe of the film; the others are made only where a keyframe needs them.
    is_pinned : bool
        Whether its step is pinned: it is a kept picture that is never painted again, or one with another inner
        keyframe laid into it.
    """

    step: Step
    digest: str
    ingredients: Mapping[str, object]
    feather: float
    inner: str = ""
    under: str = ""
    ground: str = ""
    laying: Laying | None = None
    completes: bool = False
    is_shown: bool = True
    is_pinned: bool = False


def write_recipes(steps: Sequence[Step], painters: Painters, pins: Pins = NO_PINS) -> tuple[Recipe, ...]:
    """The digest of every step, the outermost first: of all that makes it, the keyframe inside it included.

    Behind them are the pinned pictures that an inner keyframe is laid into, and the completed photographs.
    """
    grounds = write_grounds(steps, painters)
    recipes: list[Recipe] = []
    kept: list[Recipe] = []
    for step in reversed(steps):
        inner, pin = recipes[-1] if recipes else None, pins.get(step.index)
        recipe, *under = recipes_around(inner, step, painters.of(step.scene), pin, grounds.get(step.scene.id))
        recipes.append(recipe)
        kept += under
    return (*reversed(recipes), *kept, *grounds.values())


def recipes_around(
    inner: Recipe | None, step: Step, painter: Painter, pin: Pin | None, ground: Recipe | None = None
) -> tuple[Recipe, ...]:
    """The recipe of a step around ``inner``, and behind it that of the pinned picture that it is laid into, if any.

    A pinned picture that was painted around this very keyframe, or holds none, stays as it is.
    """
    if pin is None:
        return (recipe_of(step, painter, inner, ground=ground),)
    pinned = pinned_recipe(step, painter, pin.painted)
    if inner is None or step.portal is None or inner.digest == pin.painted.inner:
        return (pinned,)
    laid = laid_recipe(pinned, inner, Laying(place=step.portal, feather=pinned.feather))
    return laid, replace(pinned, is_shown=False)


def pinned_recipe(step: Step, painter: Painter, kept: KeptPicture) -> Recipe:
    """The recipe of a kept picture as it is."""
    return Recipe(
        step=step,
        digest=kept.digest,
        ingredients=kept.ingredients,
        feather=painter.feather(step) if step.portal else 0.0,
        is_pinned=True,
    )


def write_grounds(steps: Sequence[Step], painters: Painters) -> Mapping[str, Recipe]:
    """By their scenes the recipes of the completed photographs, which are made before anything else."""
    grounds: dict[str, Recipe] = {}
    for step in map(completing_step, steps):
        if step.scene.fit != "whole" or step.scene.id in grounds:
            continue
        made = painters.completion(step)
        if made is not None:
            ingredients = {
                "chain": _CHAIN_VERSION,
                "size": [step.width, step.height],
                "seed": step.seed,
                **made,
            }
            grounds[step.scene.id] = Recipe(
                step=step,
                digest=digest_of(ingredients),
                ingredients=ingredients,
                feather=0.0,
                completes=True,
                is_shown=False,
            )
    return grounds


def recipe_of(
    step: Step,
    painter: Painter,
    inner: Recipe | None,
    under: Recipe | None = None,
    ground: Recipe | None = None,
) -> Recipe:
    """The recipe of a picture painted around ``inner``.

    ``under`` is a first picture of the same step, to be closed; ``ground`` the completed photograph of its scene.
    """
    feather = painter.feather(step) if step.portal else 0.0
    ingredients: dict[str, object] = {
        "chain": _CHAIN_VERSION,
        "painter": painter.name,
        "version": painter.version,
        "size": [step.width, step.height],
        "portal": numbers_of(step.portal) if step.portal else None,
        "feather": feather,
        "seed": step.seed,
        **painter.ingredients(step),
        "inner": inner.digest if inner else None,
        **({"under": under.digest} if under else {}),
        **({"ground": ground.digest} if ground else {}),
    }
    return Recipe(
        step=step,
        digest=digest_of(ingredients),
        ingredients=ingredients,
        feather=feather,
        inner=inner.digest if inner else "",
        under=under.digest if under else "",
        ground=ground.digest if ground else "",
    )


def laid_recipe(under: Recipe, inner: Recipe, laying: Laying) -> Recipe:
    """The recipe of one picture laid into another."""
    ingredients: dict[str, object] = {
        "chain": _CHAIN_VERSION,
        "under": under.digest,
        "inner": inner.digest,
        "place": numbers_of(laying.place),
        "feather": laying.feather,
    }
    return replace(
        under,
        digest=digest_of(ingredients),
        ingredients=ingredients,
        inner=inner.digest,
        under=under.digest,
        ground="",
        laying=laying,
    )


def missing_of(recipes: Sequence[Recipe], store: KeyframeStore) -> tuple[Recipe, ...]:
    """The recipes to be made: of keyframes that are not kept, and of what those are made from. In the order given."""
    wanted = {recipe.digest for recipe in recipes if recipe.is_shown}
    missing = []
    for recipe in recipes:
        if recipe.digest in wanted and not store.has(recipe.digest):
            missing.append(recipe)
            wanted |= {recipe.inner, recipe.under, recipe.ground}
    return tuple(missing)
