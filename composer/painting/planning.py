"""From a storyboard to the steps to paint: which keyframe shows what, and where the next one sits in it."""

from __future__ import annotations

from dataclasses import replace

from composer.errors import ComposerError, Problem, StoryboardError
from composer.geometry import IDENTITY, Similarity, overhang, similarity_at
from composer.painting.canvas import canvas_size
from composer.painting.painter import Painter, Portrait, Step, Travel, paints_by_words
from composer.painting.registry import Painters
from composer.storyboard.prompts import full_avoid, full_prompt, people_named
from composer.storyboard.records import Scene, Storyboard
from composer.storyboard.stack import Level, stack

#: How near a painter's own opening may come to the picture's edge, in heights.
_MARGIN = 0.01


def plan_steps(storyboard: Storyboard, painters: Painters) -> tuple[Step, ...]:
    """All keyframes of the film, the outermost first; the innermost of a loop holds the outermost again.

    A scene's steps take equal parts of the similarity that leads from the whole scene to the next one, so that the
    camera turns and closes in evenly along one logarithmic spiral. The words of its first step are its prompt and its
    subject, those of the others its prompt. Seeds of takes, the way of the words into the next scene's and pictures of
    people are for painters that paint by words.

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
        painter = painters.of(level.scene)
        portal = _portal(storyboard, level, painter, size[0] / size[1])
        made = _steps_of(storyboard, level, inner, portal, size)
        steps += [_in_words(storyboard, step) for step in made] if paints_by_words(painter) else made
    return tuple(steps)


def _steps_of(
    storyboard: Storyboard, level: Level, inner: Scene | None, portal: Similarity, size: tuple[int, int]
) -> list[Step]:
    scene = level.scene
    avoid = full_avoid(storyboard, scene)
    prompts = [full_prompt(storyboard, scene, with_subject=with_subject) for with_subject in (True, False)]
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
                prompt=prompts[1 if view else 0],
                avoid=avoid,
                seed=scene.seed,
            )
        )
    return made


def _in_words(storyboard: Storyboard, step: Step) -> Step:
    """A step for a painter that paints by words: with the seed of its take, its travel and its people."""
    return replace(
        step,
        seed=step.scene.seed_of(step.view),
        travel=_travel(storyboard, step),
        portraits=_portraits(storyboard, step),
    )


def _travel(storyboard: Storyboard, step: Step) -> Travel | None:
    """The way of a step's words into the next scene's; None where it begins beyond the portal, or leads nowhere.

    A scene that shows the director's own picture and says nothing has no words to travel to.
    """
    inner, transition, left = step.inner_scene, step.scene.transition, step.scene.steps - step.view
    if inner is None or transition is None or not left or not inner.prompt.strip() or left - transition.begin >= 1:
        return None
    prompt, avoid = full_prompt(storyboard, inner), full_avoid(storyboard, inner)
    if (prompt, avoid) == (step.prompt, step.avoid):
        return None
    return Travel(prompt=prompt, avoid=avoid, begins=left - transition.begin, ends=left - transition.end)


def _portraits(storyboard: Storyboard, step: Step) -> tuple[Portrait, ...]:
    """Pictures of the people whom a step's words name, as old as they are in its scene's year."""
    scene = step.scene
    if scene.year is None or scene.likeness == 0:
        return ()
    named = people_named(storyboard, scene, with_subject=step.view == 0)
    pictures = ((person.name, person.picture_in(scene.year)) for person in named)
    return tuple(
        Portrait(name=name, picture=picture, weight=scene.likeness) for name, picture in pictures if picture is not None
    )


def repeated_people(storyboard: Storyboard, painters: Painters) -> tuple[str, ...]:
    """A line for each scene that would show its people again in every step: they stand in the prompt of several."""
    found = []
    for level in stack(storyboard):
        scene = level.scene
        named = people_named(storyboard, scene)
        if level.keyframes > 1 and named and not scene.subject and paints_by_words(painters.of(scene)):
            names = ", ".join(f"{{{person.name}}}" for person in named)
            found.append(
                f'scene "{scene.id}" names {names} in its prompt, and would show them in each of its '
                f"{level.keyframes} keyframes: move them to its subject:, which only the first one shows"
            )
    return tuple(found)


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
