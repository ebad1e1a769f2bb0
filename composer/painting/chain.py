"""The chain: every keyframe painted around the next one in, from the innermost outward, each kept by its digest.

A chain that is closed to a ring has pictures on the way that no film shows, and others laid into them (see ``ring``).
"""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from composer.errors import ComposerError
from composer.geometry import Similarity
from composer.painting.ahead import Forerunner, painting_ahead
from composer.painting.closing import Closer, framed
from composer.painting.painter import Painter, Picture, Step
from composer.painting.pasting import paste
from composer.painting.pins import NO_PINS, KeptPicture, Pin, Pins
from composer.painting.registry import Painters
from composer.painting.store import KeyframeStore
from composer.progress import Progress, unseen

#: Changes when the way keyframes are joined changes, so that older ones are painted again.
_CHAIN_VERSION = 2
#: Pictures at hand beside the store: reading one of 2560x1440 takes 0.1 s.
_AT_HAND = 2


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
    laying : Laying or None
        Nothing is painted: ``inner`` is laid so into ``under``.
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
    laying: Laying | None = None
    is_shown: bool = True
    is_pinned: bool = False


@dataclass(frozen=True, kw_only=True)
class Keyframe:
    """A painted step: where its picture is, and how the next one sits in it.

    ``feather`` is the width of the soft edge of the inner keyframe, in its heights; ``reused`` says that it was kept,
    or nothing was painted for it; ``pinned`` that its step is.
    """

    index: int
    scene: str
    path: Path
    digest: str
    seed: int
    portal: Similarity | None
    feather: float
    reused: bool
    pinned: bool = False


def write_recipes(steps: Sequence[Step], painters: Painters, pins: Pins = NO_PINS) -> tuple[Recipe, ...]:
    """The digest of every step, the outermost first: of all that makes it, the keyframe inside it included.

    Behind them are the pinned pictures that an inner keyframe is laid into.
    """
    recipes: list[Recipe] = []
    kept: list[Recipe] = []
    for step in reversed(steps):
        inner = recipes[-1] if recipes else None
        recipe, *under = recipes_around(inner, step, painters.of(step.scene), pins.get(step.index))
        recipes.append(recipe)
        kept += under
    return (*reversed(recipes), *kept)


def recipes_around(inner: Recipe | None, step: Step, painter: Painter, pin: Pin | None) -> tuple[Recipe, ...]:
    """The recipe of a step around ``inner``, and behind it that of the pinned picture that it is laid into, if any.

    A pinned picture that was painted around this very keyframe, or holds none, stays as it is.
    """
    if pin is None:
        return (recipe_of(step, painter, inner),)
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


def recipe_of(step: Step, painter: Painter, inner: Recipe | None, under: Recipe | None = None) -> Recipe:
    """The recipe of a picture painted around ``inner``; ``under`` is a first picture of the same step, to be closed."""
    feather = painter.feather(step) if step.portal else 0.0
    ingredients: dict[str, object] = {
        "chain": _CHAIN_VERSION,
        "painter": painter.name,
        "version": painter.version,
        "size": [step.width, step.height],
        "portal": _numbers(step.portal),
        "feather": feather,
        "seed": step.seed,
        **painter.ingredients(step),
        "inner": inner.digest if inner else None,
        **({"under": under.digest} if under else {}),
    }
    return Recipe(
        step=step,
        digest=_digest(ingredients),
        ingredients=ingredients,
        feather=feather,
        inner=inner.digest if inner else "",
        under=under.digest if under else "",
    )


def laid_recipe(under: Recipe, inner: Recipe, laying: Laying) -> Recipe:
    """The recipe of one picture laid into another."""
    ingredients: dict[str, object] = {
        "chain": _CHAIN_VERSION,
        "under": under.digest,
        "inner": inner.digest,
        "place": _numbers(laying.place),
        "feather": laying.feather,
    }
    return replace(
        under,
        digest=_digest(ingredients),
        ingredients=ingredients,
        inner=inner.digest,
        under=under.digest,
        laying=laying,
    )


def _digest(ingredients: Mapping[str, object]) -> str:
    written = json.dumps(ingredients, sort_keys=True, ensure_ascii=False).encode()
    return hashlib.blake2b(written, digest_size=16).hexdigest()


def _numbers(portal: Similarity | None) -> list[float] | None:
    return [portal.a.real, portal.a.imag, portal.b.real, portal.b.imag] if portal else None


def missing_of(recipes: Sequence[Recipe], store: KeyframeStore) -> tuple[Recipe, ...]:
    """The recipes to be made: of keyframes that are not kept, and of what those are made from. In the order given."""
    wanted = {recipe.digest for recipe in recipes if recipe.is_shown}
    missing = []
    for recipe in recipes:
        if recipe.digest in wanted and not store.has(recipe.digest):
            missing.append(recipe)
            wanted |= {recipe.inner, recipe.under}
    return tuple(missing)


def paint_chain(
    recipes: Sequence[Recipe],
    painters: Painters,
    store: KeyframeStore,
    progress: Progress = unseen,
    *,
    workers: int | None = None,
) -> tuple[Keyframe, ...]:
    """All keyframes, the outermost first; those that are kept are not painted again.

    Pictures that need no other one are painted ahead in several processes; the keyframes are the same.

    Parameters
    ----------
    recipes : sequence of Recipe
        Each before those that it is made from.
    progress : callable
        Called with the number of recipes done and of all after each.
    workers : int, optional
        Processes that paint ahead; None: as many as suit the machine.

    Raises
    ------
    ComposerError
        If a painter fails or the store cannot be written. What was painted before stays.
    """
    lacking = missing_of(recipes, store)
    _refuse_lost(lacking, store)
    missing = {recipe.digest for recipe in lacking}
    early = [recipe for recipe in reversed(recipes) if recipe.digest in missing and _is_early(recipe, painters)]
    drawn = {id(recipe) for recipe in early}
    pictures, painted = _Pictures(store), set()
    with painting_ahead([(painters.of(recipe.step.scene), recipe.step) for recipe in early], workers) as ahead:
        for done, recipe in enumerate(reversed(recipes), 1):
            if recipe.digest in missing:
                picture = next(ahead) if id(recipe) in drawn else None
                pictures.add(recipe, _made(recipe, painters.of(recipe.step.scene), pictures, picture))
                painted |= set() if recipe.laying else {recipe.step.index}
            progress(done, len(recipes))
    keyframes = (
        keyframe_of(recipe, store, reused=recipe.step.index not in painted) for recipe in recipes if recipe.is_shown
    )
    return tuple(sorted(keyframes, key=lambda keyframe: keyframe.index))


def _refuse_lost(missing: Sequence[Recipe], store: KeyframeStore) -> None:
    """Raises ComposerError where a pinned picture went since the film was planned."""
    for recipe in missing:
        if recipe.is_pinned and recipe.laying is None:
            raise ComposerError(
                f"{store.path(recipe.digest)}: the pinned picture of {recipe.step.name} is gone",
                "put it back, or unpin the step",
            )


class _Pictures:
    """The store, and the last few pictures that were made or read."""

    def __init__(self, store: KeyframeStore) -> None:
        self._store = store
        self._at_hand: OrderedDict[str, Picture] = OrderedDict()

    def add(self, recipe: Recipe, picture: Picture) -> None:
        self._store.save(recipe.digest, picture, recipe.ingredients)
        self._hold(recipe.digest, picture)

    def get(self, digest: str) -> Picture | None:
        if not digest:
            return None
        if digest not in self._at_hand:
            self._hold(digest, self._loaded(digest))
        self._at_hand.move_to_end(digest)
        return self._at_hand[digest]

    def _loaded(self, digest: str) -> Picture:
        try:
            return self._store.load(digest)
        except KeyError as error:
            path = self._store.path(digest)
            raise ComposerError(f"{path}: the keyframe is damaged or gone", "remove it and run this again") from error

    def _hold(self, digest: str, picture: Picture) -> None:
        self._at_hand[digest] = picture
        if len(self._at_hand) > _AT_HAND:
            self._at_hand.popitem(last=False)


def _is_early(recipe: Recipe, painters: Painters) -> bool:
    """Whether a recipe's picture is painted ahead: it will hold another, and does not depend on it."""
    painter = painters.of(recipe.step.scene)
    has_inner = bool(recipe.inner) or recipe.step.portal is None
    return recipe.laying is None and has_inner and isinstance(painter, Forerunner) and painter.runs_ahead(recipe.step)


def _made(recipe: Recipe, painter: Painter, pictures: _Pictures, picture: Picture | None) -> Picture:
    inner, under = pictures.get(recipe.inner), pictures.get(recipe.under)
    if recipe.laying is not None and inner is not None and under is not None:
        return paste(under, inner, recipe.laying.place, recipe.laying.feather)
    return paint_step(recipe, painter, inner, under, picture)


def paint_step(
    recipe: Recipe,
    painter: Painter,
    inner: Picture | None,
    under: Picture | None = None,
    picture: Picture | None = None,
) -> Picture:
    """One step's picture with the inner keyframe in its portal.

    Parameters
    ----------
    under : uint8 array, optional
        A first picture of this step, around which others are painted already: it stays along the edge.
    picture : uint8 array, optional
        The step's own picture where it was painted ahead.

    Raises
    ------
    ComposerError
        If the painter returns a picture of another shape than the step asks for.
    """
    step = recipe.step
    if picture is None:
        picture = _asked_for(painter, step, inner, under)
    if picture.shape != (step.height, step.width, 3) or picture.dtype.name != "uint8":
        raise ComposerError(
            f"painter {painter.name} made a picture of {picture.shape} {picture.dtype} "
            f"where {step.width}x{step.height} was asked for"
        )
    if under is not None and not isinstance(painter, Closer):
        picture = framed(picture, under)
    if step.portal is None or inner is None:
        return picture
    return paste(picture, inner, step.portal, recipe.feather)


def _asked_for(painter: Painter, step: Step, inner: Picture | None, under: Picture | None) -> Picture:
    if inner is not None and under is not None and isinstance(painter, Closer):
        return painter.close(step, under, inner)
    return painter.paint(step, inner)


def keyframe_of(recipe: Recipe, store: KeyframeStore, *, reused: bool) -> Keyframe:
    """The keyframe that a recipe's picture in the store is."""
    return Keyframe(
        index=recipe.step.index,
        scene=recipe.step.scene.id,
        path=store.path(recipe.digest),
        digest=recipe.digest,
        seed=recipe.step.seed,
        portal=recipe.step.portal,
        feather=recipe.feather,
        reused=reused,
        pinned=recipe.is_pinned,
    )
