"""Choosing a take: what is written into a storyboard about the one that is picked, and about its pin."""

from __future__ import annotations

from dataclasses import dataclass

from composer.step_takes import NamedStep
from composer.storyboard.editing import Edit, edits_of_entry

#: Hex digits of a pin that are written: no store holds two pictures that share them.
_PIN_DIGITS = 16


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What to write into a storyboard about a step; None leaves its seed, or its pin, as it is.

    Attributes
    ----------
    take : int or None
        The number of the take that it has from now on.
    pin : str or None
        Digest of the picture that it keeps; empty: it is not pinned any more.
    """

    take: int | None = None
    pin: str | None = None


def edits_of_choice(step: NamedStep, choice: Choice) -> tuple[Edit, ...]:
    """The edits that write a step's take and pin, each at its place.

    Take 0 is the scene's own seed and needs no entry.
    """
    edits: list[Edit] = []
    path, keyframe = f"scenes[{step.number}]", step.view + 1
    if choice.take is not None:
        seed = None if choice.take == 0 else step.seed_of(choice.take)
        edits += edits_of_entry(dict(step.scene.takes), f"{path}.takes", keyframe, seed)
    if choice.pin is not None:
        pin = choice.pin[:_PIN_DIGITS] or None
        edits += edits_of_entry(dict(step.scene.pins), f"{path}.pins", keyframe, pin)
    return tuple(edits)
