"""Which steps of a film are sampled together, and what each of them then depends on; without torch."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from composer.errors import ComposerError
from composer.painting.diffusion.families.family import Family
from composer.painting.diffusion.families.table import family_named
from composer.painting.naming import numbers_of
from composer.painting.painter import Step

#: Families whose denoisers see one grid of latents and nothing else of the picture, so that levels can be joined.
JOINT_FAMILIES = ("sd", "sdxl", "sd3", "flux", "z-image")


def check_joint(family: Family) -> None:
    """Nothing, where a family can be sampled jointly.

    Raises
    ------
    ComposerError
        Where it cannot.
    """
    if family.key not in JOINT_FAMILIES:
        known = ", ".join(family_named(key).name for key in JOINT_FAMILIES)
        raise ComposerError(f"{family.name} cannot paint several keyframes jointly", f"leave joint out, or use {known}")


def group_of(steps: Sequence[Step], index: int, size: int, pinned: Collection[int] = ()) -> tuple[Step, ...]:
    """The steps that are sampled together with one of them, the outermost first; alone where it has no neighbours.

    Groups are counted from the innermost step of each run outward, the way keyframes are painted. Runs end at scenes
    with a picture of their own, at pinned steps, and in a loop at its outermost step, which is painted twice.

    Parameters
    ----------
    steps : sequence of Step
        All of the film, the outermost first.
    index : int
        Of the step in question.
    size : int
        Most steps of a group.
    pinned : collection of int
        Indices of the steps that are never painted again.
    """
    joins = [step.scene.image is None and step.index not in pinned for step in steps]
    if steps[-1].portal is not None:
        joins[0] = False
    place = next(place for place, step in enumerate(steps) if step.index == index)
    if not joins[place]:
        return (steps[place],)
    inmost = place
    while inmost + 1 < len(steps) and joins[inmost + 1]:
        inmost += 1
    last = inmost - (inmost - place) // size * size
    first = last
    while first > 0 and joins[first - 1] and last - first + 1 < size:
        first -= 1
    return tuple(steps[first : last + 1])


def joint_ingredients(group: Sequence[Step], alone: Callable[[Step], Mapping[str, object]]) -> Mapping[str, object]:
    """What the picture of each step of a group depends on besides its own ingredients, as plain JSON values.

    An inner picture depends on the outer ones, whose colours and forms it shares: so on all words, portals and seeds.

    Parameters
    ----------
    group : sequence of Step
        As ``group_of`` gives it.
    alone : callable
        The ingredients of a step that is painted by itself.
    """
    if len(group) < 2:
        return {}
    return {
        "joint": [
            {**alone(step), "seed": step.seed, "portal": numbers_of(step.portal) if step.portal else None}
            for step in group
        ]
    }
