"""The stack of keyframes that a storyboard makes: which scene holds which, and how many steps lie between."""

from __future__ import annotations

from dataclasses import dataclass

from composer.storyboard.records import Direction, Scene, Storyboard


@dataclass(frozen=True, kw_only=True)
class Level:
    """A scene's place in the stack.

    Attributes
    ----------
    scene : Scene
    number : int
        Index of the scene in the storyboard.
    first_step : int
        Index of the scene's first keyframe, in which the whole scene fills the frame.
    keyframes : int
        How many keyframes show this scene: its steps, one more for the innermost scene where the film is no loop.
    """

    scene: Scene
    number: int
    first_step: int
    keyframes: int


def stack(storyboard: Storyboard) -> tuple[Level, ...]:
    """The scenes from the outermost inward.

    Flying in, the first scene is the outermost; pulling out, the last one is. Each scene brings its steps; the
    innermost shows one keyframe more, since nothing opens in it. In a loop the outermost scene opens in it again, and
    keyframe ``keyframe_count`` would be keyframe 0.
    """
    numbered = list(enumerate(storyboard.scenes))
    if storyboard.direction is Direction.OUT:
        numbered.reverse()
    levels, first = [], 0
    for depth, (number, scene) in enumerate(numbered):
        ends = depth == len(numbered) - 1 and not storyboard.loop
        keyframes = scene.steps + (1 if ends else 0)
        levels.append(Level(scene=scene, number=number, first_step=first, keyframes=keyframes))
        first += scene.steps
    return tuple(levels)


def keyframe_count(storyboard: Storyboard) -> int:
    """Keyframes of the whole film: one more than its steps, in a loop as many."""
    return sum(scene.steps for scene in storyboard.scenes) + (0 if storyboard.loop else 1)
