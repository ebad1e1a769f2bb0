"""Takes of one step: painted with other seeds around the keyframe that is inside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from composer.contact_sheet import Cell
from composer.errors import ComposerError
from composer.paint_plan import PaintPlan
from composer.painting.chain import Keyframe, keyframe_of, paint_chain, paint_step
from composer.painting.measured import Measurer
from composer.painting.painter import Batcher, Picture, Preparer, paints_by_words
from composer.painting.recipes import Recipe, recipe_of
from composer.painting.registry import Painters
from composer.painting.ring import write_works
from composer.painting.store import KeyframeStore
from composer.progress import Progress
from composer.storyboard.records import Scene, Storyboard
from composer.storyboard.stack import Level, stack
from composer.storyboard.suggest import nearest, quote
from composer.takes import note_of

_STEP = re.compile("([a-z0-9][a-z0-9_-]*):([0-9]{1,4})")
#: Seeds are whole numbers below this; after the last one comes 0.
_SEEDS = 2**32


@dataclass(frozen=True, kw_only=True)
class NamedStep:
    """A step of a storyboard: its scene, the scene's index there, and which of the scene's keyframes it is, from 0."""

    scene: Scene
    number: int
    view: int
    index: int

    @property
    def name(self) -> str:
        """``bus:2``."""
        return f"{self.scene.id}:{self.view + 1}"

    def seed_of(self, take: int) -> int:
        """The seed of a take: take 0 has the scene's own, take 1 the next."""
        return (self.scene.seed + take) % _SEEDS

    @property
    def take(self) -> int:
        """The number of the take that the storyboard has now."""
        return (self.scene.seed_of(self.view) - self.scene.seed) % _SEEDS


@dataclass(frozen=True, kw_only=True)
class StepTake:
    """One painted take of a step: its number, its keyframe, and whether the storyboard has it now."""

    number: int
    keyframe: Keyframe
    is_chosen: bool


def named_step(storyboard: Storyboard, text: str) -> NamedStep:
    """The step that is called ``bus:2`` (scene and keyframe, from 1) or by its number in the film, from 0.

    Raises
    ------
    ComposerError
        If there is none.
    """
    levels = stack(storyboard)
    if text.isdecimal():
        for level in levels:
            if 0 <= (view := int(text) - level.first_step) < level.keyframes:
                return _named(level, view)
        last = levels[-1].first_step + levels[-1].keyframes - 1
        raise ComposerError(f"there is no step {text}", f"the film's steps are 0 to {last}")
    match = _STEP.fullmatch(text)
    if match is None:
        raise ComposerError(f"{quote(text)} is not a step", f'write "{storyboard.scenes[0].id}:1", or its number')
    level_of = {level.scene.id: level for level in levels}
    if match[1] not in level_of:
        raise ComposerError(f"no scene is called {quote(match[1])}", nearest(match[1], level_of))
    level = level_of[match[1]]
    if not 1 <= int(match[2]) <= level.keyframes:
        raise ComposerError(f'there is no step {text}: "{match[1]}" has {level.keyframes}', "count them from 1")
    return _named(level, int(match[2]) - 1)


def _named(level: Level, view: int) -> NamedStep:
    return NamedStep(scene=level.scene, number=level.number, view=view, index=level.first_step + view)


def paint_step_takes(plan: PaintPlan, step: NamedStep, count: int, progress: Progress) -> tuple[StepTake, ...]:
    """Takes 1 to ``count`` of a step, painted around the keyframe that the storyboard has inside it; all are kept.

    Before them stand take 0 and the one that the storyboard has now, where they are painted already. The outermost
    keyframe of a loop is shown as it is before the ring is closed.

    Raises
    ------
    ComposerError
        If the scene's painter has no takes of single steps, or painting fails.
    """
    check_takes(plan.painters, step)
    works = _works_with(plan, step, step.take)
    inner = _inner_of(works, step)
    recipes = _recipes(plan, step, count)
    wanted = [n for n, recipe in recipes.items() if 1 <= n <= count or plan.store.has(recipe.digest)]
    missing = [recipes[n] for n in wanted if not plan.store.has(recipes[n].digest)]
    if missing and inner is not None:
        paint_chain([replace(work, is_shown=work is inner) for work in works], plan.painters, plan.store, progress)
    _paint(missing, inner, plan, progress)
    new = {recipe.digest for recipe in missing}
    return tuple(_step_take(plan, step, n, recipes[n], is_new=recipes[n].digest in new) for n in wanted)


def kept_step_takes(plan: PaintPlan, step: NamedStep, most: int) -> tuple[StepTake, ...]:
    """The takes of a step that are painted already, of the numbers 0 to ``most`` and the one that it has.

    Raises
    ------
    ComposerError
        If the scene's painter has no takes of single steps.
    """
    check_takes(plan.painters, step)
    recipes = _recipes(plan, step, most)
    kept = {number: recipe for number, recipe in recipes.items() if plan.store.has(recipe.digest)}
    return tuple(_step_take(plan, step, number, recipe, is_new=False) for number, recipe in kept.items())


def _recipes(plan: PaintPlan, step: NamedStep, count: int) -> dict[int, Recipe]:
    """What each take is made from, by its number."""
    works = _works_with(plan, step, step.take)
    own, inner = _painted(works, step), _inner_of(works, step)
    return {number: _take_of(own, inner, plan, step.seed_of(number)) for number in _numbers(step, count)}


def _inner_of(works: Sequence[Recipe], step: NamedStep) -> Recipe | None:
    own = _painted(works, step)
    return next((work for work in works if work.digest == own.inner), None)


def _step_take(plan: PaintPlan, step: NamedStep, number: int, recipe: Recipe, *, is_new: bool) -> StepTake:
    keyframe = _keyframe(recipe, plan, step, is_new=is_new)
    return StepTake(number=number, keyframe=keyframe, is_chosen=number == step.take)


def _numbers(step: NamedStep, count: int) -> tuple[int, ...]:
    """Take 0, the one that is chosen, and those to paint, in order."""
    return tuple(sorted({0, step.take, *range(1, count + 1)}))


def check_takes(painters: Painters, step: NamedStep) -> None:
    """Raises ComposerError unless the steps of the step's scene have takes of their own."""
    painter = painters.of(step.scene)
    if not paints_by_words(painter):
        raise ComposerError(
            f"the painter {painter.name} shows the whole scene in each of its steps: they have no takes of their own",
            f"take the whole scene again: `longzoom paint --scene {step.scene.id} --takes 4`",
        )


def _works_with(plan: PaintPlan, step: NamedStep, take: int) -> tuple[Recipe, ...]:
    """All that is made for the film where a step is not pinned and has a take."""
    others = [(keyframe, seed) for keyframe, seed in step.scene.takes if keyframe != step.view + 1]
    pins = tuple((keyframe, pin) for keyframe, pin in step.scene.pins if keyframe != step.view + 1)
    takes = tuple(sorted([*others, (step.view + 1, step.seed_of(take))]))
    scenes = list(plan.storyboard.scenes)
    scenes[step.number] = replace(scenes[step.number], takes=takes, pins=pins)
    return write_works(replace(plan.storyboard, scenes=tuple(scenes)), plan.painters, plan.store)


def _painted(works: Sequence[Recipe], step: NamedStep) -> Recipe:
    """The recipe of a step as it is painted first, before a loop lays others into it."""
    return next(work for work in works if work.step.index == step.index and not work.under and not work.laying)


def _keyframe(recipe: Recipe, plan: PaintPlan, step: NamedStep, *, is_new: bool) -> Keyframe:
    pin = step.scene.pin_of(step.view)
    pinned = replace(recipe, is_pinned=bool(pin) and recipe.digest.startswith(pin))
    return keyframe_of(pinned, plan.store, reused=not is_new)


def _take_of(own: Recipe, inner: Recipe | None, plan: PaintPlan, seed: int) -> Recipe:
    return recipe_of(replace(own.step, seed=seed), plan.painters.of(own.step.scene), inner)


def _paint(recipes: Sequence[Recipe], inner: Recipe | None, plan: PaintPlan, progress: Progress) -> None:
    """Paint takes around one keyframe: together where the painter can, each kept as soon as it is there."""
    if not recipes:
        return
    painter = plan.painters.of(recipes[0].step.scene)
    within = plan.store.load(inner.digest) if inner else None
    pictures: Sequence[Picture | None] = [None] * len(recipes)
    progress(0, len(recipes))
    measurer = Measurer([keyframe_of(each, plan.store, reused=True) for each in plan.recipes], plan.store)
    if isinstance(painter, Preparer):
        painter.prepare(tuple(recipe.step for recipe in recipes), plan.store.workshop)
    if isinstance(painter, Batcher) and len(recipes) > 1:
        pictures = painter.paint_batch([recipe.step for recipe in recipes], within)
        if len(pictures) != len(recipes):
            raise ComposerError(f"painter {painter.name} made {len(pictures)} pictures of {len(recipes)} takes")
    for done, (recipe, picture) in enumerate(zip(recipes, pictures, strict=True), 1):
        made = paint_step(recipe, painter, within, None, picture)
        keyframe = keyframe_of(recipe, plan.store, reused=False)
        measures = measurer.measures_of(keyframe, made, holds=within is not None)
        plan.store.save(recipe.digest, made, recipe.ingredients, measures)
        progress(done, len(recipes))


def cells_of_takes(takes: Sequence[StepTake], step: NamedStep, store: KeyframeStore) -> Iterator[Cell]:
    """The takes for a contact sheet, read one at a time."""
    for take in takes:
        name = f"{step.name} take {take.number}{', the chosen one' if take.is_chosen else ''}"
        yield Cell(picture=store.load(take.keyframe.digest), name=name, note=note_of(take.keyframe))


def digest_to_pin(plan: PaintPlan, step: NamedStep, take: int) -> str:
    """The digest of a step's take, which is kept.

    Raises
    ------
    ComposerError
        If that take is not painted yet.
    """
    works = _works_with(plan, step, take)
    shown = next(work for work in works if work.step.index == step.index and work.is_shown)
    for digest in (shown.digest, _painted(works, step).digest):
        if plan.store.has(digest):
            return digest
    raise ComposerError(
        f"take {take} of {step.name} is not painted yet, so there is nothing to pin",
        f"paint it with `longzoom paint`, or with `longzoom retake … --step {step.name} --takes {max(take, 1)}`",
    )
