"""What painting needs to know of a film, and no more."""

from __future__ import annotations

from typing import Protocol

from composer.painting.recipes import Recipe
from composer.painting.registry import Painters
from composer.painting.store import KeyframeStore
from composer.storyboard.records import Storyboard


class PaintPlan(Protocol):
    """What is known of a film's pictures before they are painted; a ``FilmPlan`` is one, and knows more."""

    @property
    def storyboard(self) -> Storyboard:
        """What they are painted for."""
        ...

    @property
    def painters(self) -> Painters:
        """The painters of its scenes."""
        ...

    @property
    def recipes(self) -> tuple[Recipe, ...]:
        """The keyframes, the outermost first."""
        ...

    @property
    def store(self) -> KeyframeStore:
        """Where they are kept."""
        ...
