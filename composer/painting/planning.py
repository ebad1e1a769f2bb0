"""From a storyboard to the steps to paint: which keyframe shows what, and where the next one sits in it."""

from __future__ import annotations

from composer.errors import ComposerError, Problem, StoryboardError
from composer.geometry import IDENTITY, Similarity, overhang, similarity_at
from composer.painting.canvas import canvas_size
from composer.painting.painter import Painter, Step
from composer.painting.registry import Painters
from composer.storyboard.prompts import full_avoid, full_prompt
from composer.storyboard.records import Scene, Storyboard
from composer.storyboard.stack import Level, stack

#: How near a painter's own opening may come to the picture's edge, in heights.
_MARGIN = 0.01


def plan_steps(storyboard: Storyboard, painters: Painters) -> tuple[Step, ...]:
    """All keyframes of the film, the outermost first; the innermost of a loop holds the outermost again.

    A scene's steps take equal parts of the similarity that leads from the whole scene to the next one, so that the
    camera turns and closes in evenly along one logarithmic spiral.

    Raises
    ------
    StoryboardError
        Where a portal reaches over the edge of its picture, or a prompt cannot be filled in.
    """
    levels = stack(storyboard)
    size = canvas_size(storyboard.output)
    steps: list[Step] = []
    for depth, level in enumerate(levels):
        inner = levels[depth + 1].scene if depth + 1 < len(levels) else levels[0].scene if storyboard.loop else None
        portal = _portal(storyboard, level, painters.of(level.scene), size[0] / size[1])
        steps += _steps_of(storyboard, level, inner, portal, size)
    return tuple(steps)


def _steps_of(
    storyboard: Storyboard, level: Level, inner: Scene | None, portal: Similarity, size: tuple[int, int]
) -> list[Step]:
    scene = level.scene
    prompt, avoid = full_prompt(storyboard, scene), full_avoid(storyboard, scene)
    made = []
    for view in range(level.keyframes):
        left = scene.steps - view
        made.append(
            Step(
                index=level.first_step + view,
                scene=scene,
                view=view,
                framing=portal.power(view) if view else IDENTITY,
                portal=portal if left else None,
                opening=portal.power(left) if inner is not None and left else None,
                inner_scene=inner,
                width=size[0],
                height=size[1],
                prompt=prompt,
                avoid=avoid,
                seed=scene.seed,
            )
        )
    return made


def _portal(storyboard: Storyboard, level: Level, painter: Painter, aspect: float) -> Similarity:
    scene = level.scene
    if not scene.steps:
        return IDENTITY
    own = painter.portal(scene, aspect)
    measured = painter.magnification(scene)
    magnification = measured or scene.magnification
    turn = own.turn_degrees if scene.portal.turn_degrees is None else scene.portal.turn_degrees
    at = scene.portal.at or own.at
    if at is None or turn is None:
        raise ComposerError(f"painter {painter.name} gives no portal for scene {scene.id!r}")
    whole = similarity_at(at, magnification=magnification, turn_degrees=turn, aspect=aspect)
    if scene.portal.at is None and measured is None:
        whole = _moved_inside(whole, aspect)
    step = whole.power(1 / scene.steps)
    over = max(overhang(whole, aspect), overhang(step, aspect))
    if over > 1e-9:
        path = f"scenes[{level.number}].portal"
        message = f'the portal of "{scene.id}" reaches {over:.3f} picture heights over the edge'
        hint = "move it nearer the middle, turn it less, or zoom more"
        raise StoryboardError((Problem(place=storyboard.place(path), path=path, message=message, hint=hint),))
    return step


def _moved_inside(whole: Similarity, aspect: float) -> Similarity:
    """The nearest portal that lies inside the picture."""
    at_centre = Similarity(whole.a, 0)
    reach_x = _room_along(at_centre, aspect, horizontal=True) - _MARGIN
    reach_y = _room_along(at_centre, aspect, horizontal=False) - _MARGIN
    if reach_x < 0 or reach_y < 0:
        return Similarity(whole.a, 0)
    x = min(max(whole.b.real, -reach_x), reach_x)
    y = min(max(whole.b.imag, -reach_y), reach_y)
    return Similarity(whole.a, complex(x, y))


def _room_along(centred: Similarity, aspect: float, *, horizontal: bool) -> float:
    """How far a centred inner picture may move sideways (or up and down) before it reaches the edge, in heights."""
    x, y = aspect / 2, 0.5
    a = centred.a
    if horizontal:
        return x - max(abs((a * complex(x, y)).real), abs((a * complex(x, -y)).real))
    return y - max(abs((a * complex(x, y)).imag), abs((a * complex(x, -y)).imag))
