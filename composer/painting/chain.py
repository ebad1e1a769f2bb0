"""The chain: every keyframe painted around the next one in, from the innermost outward, each kept by its digest.

A chain that is closed to a ring has pictures on the way that no film shows, and others laid into them (see ``ring``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import MappingProxyType

from composer.errors import ComposerError
from composer.geometry import Similarity
from composer.painting.ahead import Forerunner, painting_ahead
from composer.painting.closing import Closer, framed
from composer.painting.completing import Mounter
from composer.painting.keeping import Keeper
from composer.painting.measured import Measurer
from composer.painting.measuring import Measures
from composer.painting.painter import Painter, Picture, Preparer, Step
from composer.painting.pasting import paste
from composer.painting.recipes import Recipe, missing_of
from composer.painting.registry import Painters
from composer.painting.store import KeyframeStore
from composer.progress import Progress, unseen


@dataclass(frozen=True, kw_only=True)
class Keyframe:
    """A painted step: where its picture is, and how the next one sits in it.

    ``feather`` is the width of the soft edge of the inner keyframe, in its heights; ``reused`` says that it was kept,
    or nothing was painted for it; ``pinned`` that its step is; ``measures`` are None where nothing is
    inside, or it was kept before keyframes were measured.
    """

    index: int
    scene: str
    path: Path
    digest: str
    seed: int
    portal: Similarity | None
    feather: float
    reused: bool
    measures: Measures | None = None
    pinned: bool = False


def paint_chain(
    recipes: Sequence[Recipe],
    painters: Painters,
    store: KeyframeStore,
    progress: Progress = unseen,
    *,
    workers: int | None = None,
    drawn: Mapping[str, Callable[[], Picture]] = MappingProxyType({}),
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
    drawn : mapping, optional
        What gives pictures that were painted ahead before, by the digests of the recipes.

    Raises
    ------
    ComposerError
        If a painter fails or the store cannot be written. What was painted before stays.
    """
    lacking = missing_of(recipes, store)
    _refuse_lost(lacking, store)
    missing = {recipe.digest for recipe in lacking}
    to_draw = missing - drawn.keys()
    early = [recipe for recipe in reversed(recipes) if recipe.digest in to_draw and _is_early(recipe, painters)]
    early_ids = {id(recipe) for recipe in early}
    painted: set[int] = set()
    measurer = Measurer([keyframe_of(r, store, reused=False) for r in sorted(recipes, key=_last_shown)], store)
    _prepare(recipes, missing, painters, store.workshop)
    tasks = [(painters.of(recipe.step.scene), recipe.step) for recipe in early]
    with painting_ahead(tasks, workers) as ahead, Keeper(store) as pictures:
        for done, recipe in enumerate(reversed(recipes), 1):
            if recipe.digest in missing:
                known = drawn.get(recipe.digest)
                picture = next(ahead) if id(recipe) in early_ids else known() if known else None
                made = _made(recipe, painters, pictures, picture)
                pictures.add(recipe.digest, made, partial(_keep, store, measurer, recipe, made))
                painted |= set() if recipe.laying or recipe.completes else {recipe.step.index}
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


def _prepare(recipes: Sequence[Recipe], missing: set[str], painters: Painters, workshop: Path) -> None:
    """Tell each painter that would know what it will be asked for, in that order."""
    asked: dict[int, tuple[Preparer, list[Step]]] = {}
    for recipe in reversed(recipes):
        painter = painters.main if recipe.completes else painters.of(recipe.step.scene)
        if recipe.digest in missing and recipe.laying is None and isinstance(painter, Preparer):
            asked.setdefault(id(painter), (painter, []))[1].append(recipe.step)
    for preparer, steps in asked.values():
        preparer.prepare(tuple(steps), workshop)


def _keep(store: KeyframeStore, measurer: Measurer, recipe: Recipe, picture: Picture) -> None:
    """Measure a picture and keep it; one that only completes a photograph holds nothing to measure by."""
    if recipe.completes:
        store.save(recipe.digest, picture, recipe.ingredients)
        return
    measures = measurer.measures_of(keyframe_of(recipe, store, reused=False), picture, holds=bool(recipe.inner))
    store.save(recipe.digest, picture, recipe.ingredients, measures)


def _last_shown(recipe: Recipe) -> bool:
    return recipe.is_shown


def _is_early(recipe: Recipe, painters: Painters) -> bool:
    """Whether a recipe's picture is painted ahead: it will hold another, and does not depend on it."""
    painter = painters.of(recipe.step.scene)
    has_inner = bool(recipe.inner) or recipe.step.portal is None
    return recipe.laying is None and has_inner and isinstance(painter, Forerunner) and painter.runs_ahead(recipe.step)


def _made(recipe: Recipe, painters: Painters, pictures: Keeper, picture: Picture | None) -> Picture:
    if recipe.completes:
        return _checked(painters.complete(recipe.step), painters.main, recipe.step)
    inner, under = pictures.get(recipe.inner), pictures.get(recipe.under)
    if recipe.laying is not None and inner is not None and under is not None:
        return paste(under, inner, recipe.laying.place, recipe.laying.feather)
    painter = painters.of(recipe.step.scene)
    return paint_step(recipe, painter, inner, under, picture, pictures.get(recipe.ground))


def paint_step(
    recipe: Recipe,
    painter: Painter,
    inner: Picture | None,
    under: Picture | None = None,
    picture: Picture | None = None,
    ground: Picture | None = None,
) -> Picture:
    """One step's picture with the inner keyframe in its portal.

    Parameters
    ----------
    under : uint8 array, optional
        A first picture of this step, around which others are painted already: it stays along the edge.
    picture : uint8 array, optional
        The step's own picture where it was painted ahead.
    ground : uint8 array, optional
        The completed photograph of the step's scene.

    Raises
    ------
    ComposerError
        If the painter returns a picture of another shape than the step asks for.
    """
    step = recipe.step
    if picture is None:
        picture = _asked_for(painter, step, inner, under, ground)
    picture = _checked(picture, painter, step)
    if under is not None and not isinstance(painter, Closer):
        picture = framed(picture, under)
    if step.portal is None or inner is None:
        return picture
    return paste(picture, inner, step.portal, recipe.feather)


def _checked(picture: Picture, painter: Painter, step: Step) -> Picture:
    if picture.shape != (step.height, step.width, 3) or picture.dtype.name != "uint8":
        raise ComposerError(
            f"painter {painter.name} made a picture of {picture.shape} {picture.dtype} "
            f"where {step.width}x{step.height} was asked for"
        )
    return picture


def _asked_for(
    painter: Painter, step: Step, inner: Picture | None, under: Picture | None, ground: Picture | None
) -> Picture:
    if ground is not None and isinstance(painter, Mounter):
        return painter.paint_over(step, inner, ground)
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
        measures=store.measures(recipe.digest),
    )
