"""Takes on the page: which are painted, and the one that is chosen written into the storyboard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from composer.choosing import Choice, edits_of_choice
from composer.errors import ComposerError
from composer.judging import in_short
from composer.painting.chain import Keyframe
from composer.painting.painter import paints_by_words
from composer.painting.pins import pinned_files
from composer.painting.recipes import Recipe
from composer.painting.registry import Painters
from composer.painting.store import KeyframeStore
from composer.reasons import remember_pins
from composer.reporting import Json
from composer.step_takes import NamedStep, check_takes, digest_to_pin, kept_step_takes, named_step
from composer.storyboard.editing import Edit, edit_text
from composer.storyboard.records import Storyboard
from composer.studio.answers import Asked
from composer.studio.desk import Desk
from composer.studio.jobs.asking import MOST_TAKES, reel_of, scene_of, step_of
from composer.takes import kept_takes

#: Seeds of a scene that are looked at, before and after its own.
_SEEDS_AROUND = 12
_LAST_SEED = 2**32 - 1


@dataclass(frozen=True, kw_only=True)
class _Easel:
    """The pictures of the open film as they are planned."""

    storyboard: Storyboard
    painters: Painters
    recipes: tuple[Recipe, ...]
    store: KeyframeStore


def takes_as_json(asked: Asked, desk: Desk) -> Json:
    """The takes of a scene, or of one of its keyframes, that are painted.

    Raises
    ------
    RequestError, ComposerError
        If there is no such keyframe, or its painter has no takes of single keyframes.
    """
    number, scene = scene_of(asked, reel_of(desk))
    easel = _easel(desk)
    by_words = paints_by_words(easel.painters.of(scene))
    told: Json = {"scene": number, "hasStepTakes": by_words}
    if not asked.has("keyframe"):
        seeds = range(max(scene.seed - _SEEDS_AROUND, 0), min(scene.seed + _SEEDS_AROUND, _LAST_SEED) + 1)
        takes = [
            {
                "number": take.seed - scene.seed,
                "seed": take.seed,
                "isChosen": take.seed == scene.seed,
                "isPinned": False,
                "pictures": [_picture(keyframe) for keyframe in take.keyframes],
            }
            for take in kept_takes(easel, scene.id, seeds)
        ]
        return {**told, "step": "", "pin": None, "takes": takes}
    step = named_step(easel.storyboard, step_of(asked, scene))
    found = kept_step_takes(easel, step, MOST_TAKES) if by_words else ()
    return {
        **told,
        "step": step.name,
        "pin": step.scene.pin_of(step.view) or None,
        "takes": [
            {
                "number": take.number,
                "seed": take.keyframe.seed,
                "isChosen": take.is_chosen,
                "isPinned": take.keyframe.pinned,
                "pictures": [_picture(take.keyframe)],
            }
            for take in found
        ],
    }


def choose_take(asked: Asked, desk: Desk) -> None:
    """Write a take, its pin, or that it is not pinned any more, into the storyboard: one step of the history.

    Raises
    ------
    RequestError, ComposerError
        If there is no such keyframe or take, or it cannot be written.
    """
    _number, scene = scene_of(asked, reel_of(desk))
    easel, action = _easel(desk), asked.choice("do", tuple(_ACTIONS))
    if not asked.has("keyframe"):
        if action != "pick":
            raise ComposerError("a whole scene has no pin", "choose one of its keyframes")
        label, edits = _pick_seed(asked, easel, scene.id)
    else:
        step = named_step(easel.storyboard, step_of(asked, scene))
        label, edits = _ACTIONS[action](asked, easel, step)
    state = desk.change(label, lambda text: edit_text(text, edits), expected=asked.text("revision", longest=100))
    if state.reel is not None:
        folder = desk.order.store_folder
        remember_pins(desk.file, folder, pinned_files(state.reel.storyboard, folder))


def _easel(desk: Desk) -> _Easel:
    reel, pictures = reel_of(desk), desk.state.pictures
    if pictures is None:
        raise ComposerError("the pictures are not planned yet", "wait a moment")
    storyboard = reel.storyboard
    return _Easel(storyboard=storyboard, painters=Painters(storyboard), recipes=pictures.recipes, store=desk.store)


def _picture(keyframe: Keyframe) -> Json:
    return {
        "step": keyframe.index,
        "url": f"/takes/{keyframe.digest}.png",
        "digest": keyframe.digest,
        "measures": in_short(keyframe),
    }


def _pick_seed(asked: Asked, easel: _Easel, scene_id: str) -> tuple[str, tuple[Edit, ...]]:
    number, scene = next(each for each in enumerate(easel.storyboard.scenes) if each[1].id == scene_id)
    seed = asked.count("seed", high=_LAST_SEED)
    if not kept_takes(easel, scene.id, (seed,)):
        raise ComposerError(f"the take of {scene.id} with seed {seed} is not painted yet", "paint takes of it first")
    return f"choose a take of {scene.id}", (Edit(path=f"scenes[{number}].seed", value=seed),)


def _pick(asked: Asked, easel: _Easel, step: NamedStep) -> tuple[str, tuple[Edit, ...]]:
    check_takes(easel.painters, step)
    take = asked.count("take", high=_LAST_SEED)
    # Another take than the pinned picture would not be seen: the pin goes with it.
    pin = digest_to_pin(easel, step, take) if step.scene.pin_of(step.view) else None
    return f"choose take {take} of {step.name}", edits_of_choice(step, Choice(take=take, pin=pin))


def _pin(_asked: Asked, easel: _Easel, step: NamedStep) -> tuple[str, tuple[Edit, ...]]:
    check_takes(easel.painters, step)
    return f"pin {step.name}", edits_of_choice(step, Choice(pin=digest_to_pin(easel, step, step.take)))


def _unpin(_asked: Asked, _easel: _Easel, step: NamedStep) -> tuple[str, tuple[Edit, ...]]:
    if not step.scene.pin_of(step.view):
        raise ComposerError(f"{step.name} is not pinned")
    return f"unpin {step.name}", edits_of_choice(step, Choice(pin=""))


_ACTIONS: dict[str, Callable[[Asked, _Easel, NamedStep], tuple[str, tuple[Edit, ...]]]] = {
    "pick": _pick,
    "pin": _pin,
    "unpin": _unpin,
}
