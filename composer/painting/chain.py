"""The chain: every keyframe painted around the next one in, from the innermost outward, each kept by its digest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from composer.errors import ComposerError
from composer.geometry import Similarity
from composer.painting.painter import Painter, Picture, Step
from composer.painting.pasting import paste
from composer.painting.registry import Painters
from composer.painting.store import KeyframeStore
from composer.progress import Progress, unseen

#: Changes when the way keyframes are joined changes, so that older ones are painted again.
_CHAIN_VERSION = 1


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """A step with the digest of its picture, known before anything is painted."""

    step: Step
    digest: str
    ingredients: Mapping[str, object]
    feather: float


@dataclass(frozen=True, kw_only=True)
class Keyframe:
    """A painted step: where its picture is, and how the next one sits in it.

    ``feather`` is the width of the soft edge of the inner keyframe, in its heights; ``reused`` says that it was kept.
    """

    index: int
    scene: str
    path: Path
    digest: str
    seed: int
    portal: Similarity | None
    feather: float
    reused: bool


def write_recipes(steps: Sequence[Step], painters: Painters) -> tuple[Recipe, ...]:
    """The digest of every step, the outermost first: of all that makes it, the keyframe inside it included."""
    recipes: list[Recipe] = []
    for step in reversed(steps):
        recipes.append(_recipe(step, painters.of(step.scene), recipes[-1] if recipes else None))
    return tuple(reversed(recipes))


def _recipe(step: Step, painter: Painter, inner: Recipe | None) -> Recipe:
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
    }
    written = json.dumps(ingredients, sort_keys=True, ensure_ascii=False).encode()
    digest = hashlib.blake2b(written, digest_size=16).hexdigest()
    return Recipe(step=step, digest=digest, ingredients=ingredients, feather=feather)


def _numbers(portal: Similarity | None) -> list[float] | None:
    return [portal.a.real, portal.a.imag, portal.b.real, portal.b.imag] if portal else None


def paint_chain(
    recipes: Sequence[Recipe],
    painters: Painters,
    store: KeyframeStore,
    progress: Progress = unseen,
) -> tuple[Keyframe, ...]:
    """All keyframes, the outermost first; those that are kept are not painted again.

    Parameters
    ----------
    progress : callable
        Called with the number of keyframes done and of all after each.

    Raises
    ------
    ComposerError
        If a painter fails or the store cannot be written. What was painted before stays.
    """
    keyframes: list[Keyframe] = []
    inner: Recipe | None = None
    picture: Picture | None = None  # of the keyframe just inside, where it was painted in this run
    for recipe in reversed(recipes):
        reused = store.has(recipe.digest)
        if reused:
            picture = None
        else:
            inside = _inside(inner, picture, store)
            picture = paint_step(recipe, painters.of(recipe.step.scene), inside)
            store.save(recipe.digest, picture, recipe.ingredients)
        keyframes.append(_keyframe(recipe, store, reused=reused))
        inner = recipe
        progress(len(keyframes), len(recipes))
    return tuple(reversed(keyframes))


def paint_step(recipe: Recipe, painter: Painter, inner: Picture | None) -> Picture:
    """One step's picture with the inner keyframe in its portal.

    Raises
    ------
    ComposerError
        If the painter returns a picture of another shape than the step asks for.
    """
    step = recipe.step
    picture = painter.paint(step, inner)
    if picture.shape != (step.height, step.width, 3) or picture.dtype.name != "uint8":
        raise ComposerError(
            f"painter {painter.name} made a picture of {picture.shape} {picture.dtype} "
            f"where {step.width}x{step.height} was asked for"
        )
    if step.portal is None or inner is None:
        return picture
    return paste(picture, inner, step.portal, recipe.feather)


def _inside(inner: Recipe | None, picture: Picture | None, store: KeyframeStore) -> Picture | None:
    if inner is None:
        return None
    return store.load(inner.digest) if picture is None else picture


def _keyframe(recipe: Recipe, store: KeyframeStore, *, reused: bool) -> Keyframe:
    return Keyframe(
        index=recipe.step.index,
        scene=recipe.step.scene.id,
        path=store.path(recipe.digest),
        digest=recipe.digest,
        seed=recipe.step.seed,
        portal=recipe.step.portal,
        feather=recipe.feather,
        reused=reused,
    )
