"""What is on the page: the storyboard timed to the song, and its pictures, each planned only when it must be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from composer.listening.song import Song
from composer.painting.recipes import Recipe
from composer.painting.registry import Painters
from composer.painting.ring import write_works
from composer.painting.store import KeyframeStore
from composer.storyboard.records import Hold, Snap, Storyboard
from composer.timing.camera import CameraPath, plan_camera
from composer.timing.schedule import schedule
from composer.timing.timeline import Timeline
from composer.watching import snapshot


@dataclass(frozen=True, kw_only=True, eq=False)
class Reel:
    """A storyboard on its timeline."""

    storyboard: Storyboard
    song: Song
    timeline: Timeline
    camera: CameraPath


@dataclass(frozen=True, kw_only=True, eq=False)
class Pictures:
    """The keyframes of a film, whether they are painted or not.

    ``board`` is the storyboard that they were planned for, without its timing; ``recipes`` are the keyframes, the
    outermost first, ``works`` all that is made for them; ``sources`` are the director's own files that they are made
    from, and ``seen`` says how those were then.
    """

    board: Storyboard
    recipes: tuple[Recipe, ...]
    works: tuple[Recipe, ...]
    sources: tuple[Path, ...]
    seen: Mapping[Path, tuple[int, int]]


def plan_reel(storyboard: Storyboard, song: Song) -> Reel:
    """The storyboard timed to the song; a few milliseconds.

    Raises
    ------
    StoryboardError
        Everything impossible in the plan, each at its line.
    """
    timeline = schedule(storyboard, song)
    return Reel(storyboard=storyboard, song=song, timeline=timeline, camera=plan_camera(storyboard, timeline, song))


def plan_pictures(storyboard: Storyboard, store: KeyframeStore, before: Pictures | None = None) -> Pictures:
    """The keyframes of a storyboard.

    ``before`` is returned where nothing but the timing has changed since, nor a picture of the director's own.

    Raises
    ------
    ComposerError
        If a painter refuses its options, or what the storyboard asks for cannot be painted.
    """
    board = without_timing(storyboard)
    if before is not None and before.board == board and before.seen == snapshot(before.sources):
        return before
    painters = Painters(storyboard)
    sources = painters.sources()
    seen = snapshot(sources)
    works = write_works(storyboard, painters, store)
    recipes = tuple(sorted((work for work in works if work.is_shown), key=lambda recipe: recipe.step.index))
    return Pictures(board=board, recipes=recipes, works=works, sources=sources, seen=seen)


def without_timing(storyboard: Storyboard) -> Storyboard:
    """A storyboard with all that says when and how fast taken away."""
    scenes = tuple(
        replace(scene, cue=None, length=None, weight=1.0, ease="glide", pulse=0.0) for scene in storyboard.scenes
    )
    return replace(storyboard, scenes=scenes, title="", song=None, snap=Snap.BAR, offset_seconds=0.0, hold=Hold())
