"""Takes: one scene painted with several seeds, to choose from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from composer.contact_sheet import Cell
from composer.errors import ComposerError
from composer.judging import in_short, with_measures
from composer.paint_plan import PaintPlan
from composer.painting.chain import Keyframe, keyframe_of, paint_chain
from composer.painting.painter import paints_by_words
from composer.painting.recipes import Recipe
from composer.painting.registry import Painters
from composer.painting.ring import write_works
from composer.painting.store import KeyframeStore
from composer.progress import Progress
from composer.storyboard.records import Storyboard
from composer.storyboard.suggest import nearest, quote


@dataclass(frozen=True, kw_only=True)
class Take:
    """A scene with one seed: its keyframes, the outermost first."""

    seed: int
    keyframes: tuple[Keyframe, ...]


def paint_takes(plan: PaintPlan, scene_id: str, count: int, progress: Progress) -> tuple[Take, ...]:
    """The keyframes of one scene under ``count`` seeds, from the storyboard's upward; all are kept.

    The scenes inside it are painted as the storyboard has them; writing a take's seed into the storyboard later
    finds its keyframes painted. Those of a loop are shown as they are before the ring is closed.

    Raises
    ------
    ComposerError
        If no scene has that id.
    """
    takes = []
    first = _seed_of(plan, scene_id)
    for number in range(count):
        painters, works = _works_of(plan, scene_id, first + number)
        keyframes = paint_chain(works, painters, plan.store)
        takes.append(Take(seed=first + number, keyframes=with_measures(keyframes, plan.store)))
        progress(number + 1, count)
    return tuple(takes)


def kept_takes(plan: PaintPlan, scene_id: str, seeds: Sequence[int]) -> tuple[Take, ...]:
    """The takes of one scene that are painted already, of these seeds.

    Raises
    ------
    ComposerError
        If no scene has that id.
    """
    _seed_of(plan, scene_id)
    takes = []
    for seed in seeds:
        shown = [work for work in _works_of(plan, scene_id, seed)[1] if work.is_shown]
        if all(plan.store.has(recipe.digest) for recipe in shown):
            ordered = sorted(shown, key=lambda recipe: recipe.step.index)
            keyframes = tuple(keyframe_of(recipe, plan.store, reused=True) for recipe in ordered)
            takes.append(Take(seed=seed, keyframes=keyframes))
    return tuple(takes)


def _seed_of(plan: PaintPlan, scene_id: str) -> int:
    for scene in plan.storyboard.scenes:
        if scene.id == scene_id:
            return scene.seed
    ids = [scene.id for scene in plan.storyboard.scenes]
    raise ComposerError(f"no scene is called {quote(scene_id)}", nearest(scene_id, ids))


def _works_of(plan: PaintPlan, scene_id: str, seed: int) -> tuple[Painters, tuple[Recipe, ...]]:
    """All that is made for a scene with another seed, and who paints it."""
    storyboard = _with_seed(plan.storyboard, scene_id, seed)
    # Painters of drawings know the scenes' seeds; a model would be loaded anew for each take.
    painters = plan.painters if paints_by_words(plan.painters.main) else Painters(storyboard)
    works = (_shown_for(scene_id, recipe) for recipe in write_works(storyboard, painters, plan.store))
    return painters, tuple(works)


def _shown_for(scene_id: str, recipe: Recipe) -> Recipe:
    return replace(recipe, is_shown=recipe.step.scene.id == scene_id and not (recipe.under or recipe.completes))


def _with_seed(storyboard: Storyboard, scene_id: str, seed: int) -> Storyboard:
    scenes = tuple(replace(scene, seed=seed) if scene.id == scene_id else scene for scene in storyboard.scenes)
    return replace(storyboard, scenes=scenes)


def cells_of(keyframes: tuple[Keyframe, ...], store: KeyframeStore) -> Iterator[Cell]:
    """The keyframes for a contact sheet, read one at a time."""
    for keyframe in keyframes:
        yield Cell(picture=store.load(keyframe.digest), name=keyframe.scene, note=note_of(keyframe))


def note_of(keyframe: Keyframe) -> str:
    """The line under a keyframe on a contact sheet."""
    state = ", pinned" if keyframe.pinned else ", kept" if keyframe.reused else ""
    measured = in_short(keyframe)
    return f"step {keyframe.index}, seed {keyframe.seed}{state}" + (f", {measured}" if measured else "")
