"""Which keyframe is measured against what: each step of a scene against the scene's first painted one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from composer.geometry import Similarity
from composer.painting.lab import Palette
from composer.painting.measuring import Measures, measure, ring_palette
from composer.painting.painter import Picture
from composer.painting.store import KeyframeStore


class Placed(Protocol):
    """A keyframe of a film: its number, scene and name in the store, and how the next one sits in it."""

    @property
    def index(self) -> int:
        """0 is the outermost."""
        ...

    @property
    def scene(self) -> str:
        """Its scene's id."""
        ...

    @property
    def digest(self) -> str:
        """Its name in the store."""
        ...

    @property
    def portal(self) -> Similarity | None:
        """Maps the next keyframe's frame into this one's; None for the innermost."""
        ...

    @property
    def feather(self) -> float:
        """Width of the next one's soft edge, in its heights."""
        ...


class Measurer:
    """Measures keyframes; asked for the innermost first, it reads no picture of the store.

    Parameters
    ----------
    keyframes : iterable of Placed
        All of a film, or of one take. A scene is painted from its innermost step outward.
    store : KeyframeStore
        Where the first painted steps are read from.
    """

    def __init__(self, keyframes: Iterable[Placed], store: KeyframeStore) -> None:
        self._store = store
        self._firsts = {each.scene: each for each in sorted(keyframes, key=lambda each: each.index)}
        self._palettes: dict[str, Palette] = {}

    def measures_of(self, keyframe: Placed, picture: Picture, *, holds: bool) -> Measures | None:
        """The measures of a keyframe's picture; None where nothing opens in it, or it ``holds`` nothing there yet."""
        is_first = keyframe.index == self._firsts[keyframe.scene].index
        if is_first:
            self._palettes[keyframe.scene] = ring_palette(picture, keyframe.portal if holds else None)
        if keyframe.portal is None or not holds:
            return None
        palette = None if is_first else self._palette(keyframe.scene)
        return measure(picture, keyframe.portal, keyframe.feather, palette)

    def _palette(self, scene: str) -> Palette | None:
        """None where the first painted step is gone: a film of which only a part was made."""
        first = self._firsts[scene]
        if scene not in self._palettes and self._store.has(first.digest):
            self._palettes[scene] = ring_palette(self._store.load(first.digest), first.portal)
        return self._palettes.get(scene)
