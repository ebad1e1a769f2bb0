"""What must hold between the values of a storyboard; all of it is known without the song."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from composer.encoders import encoder_named
from composer.errors import ComposerError
from composer.geometry import overhang, similarity_at
from composer.storyboard.building import (
    Values,
    build_cast,
    innermost,
    output_size,
    scene_keyframes,
    scene_steps,
    scene_year,
    scene_zoom,
    transition_ends,
)
from composer.storyboard.cues import format_cue
from composer.storyboard.kinds import missing_file, neighbours
from composer.storyboard.prompts import filled_prompt
from composer.storyboard.records import BarCue, BeatCue, Cue, SectionCue, TimeCue
from composer.storyboard.suggest import nearest, quote
from composer.storyboard.written import Ledger

_MAX_MAGNIFICATION = 1e6
_INSIDE = 1e-9


def check_found(values: Values, ledger: Ledger) -> None:
    """Note everything that does not hold; values that could not be read are passed over."""
    _check_encoder(values.get("output", {}), ledger)
    _check_lives(values, ledger)
    _check_photos(values, ledger)
    if "transition" not in _unread(ledger):
        _check_transition(values, "transition", ledger)
    if "scenes" not in values:
        return
    unread = _unread(ledger)
    _check_ids(values, ledger)
    _check_cue_order(values, ledger)
    for number, scene in values["scenes"].items():
        path = f"scenes[{number}]"
        _check_prompt(values, number, ledger, unread)
        _check_caption(scene, path, ledger, unread)
        if "cast" in values or "cast" not in unread:
            _check_people(values, number, ledger, unread)
        if "image" in scene:
            _check_file(scene["image"], f"{path}.image", ledger)
        if "fit" in scene:
            _check_fit(values, number, ledger, unread)
        if unread.isdisjoint(("direction", "loop", f"{path}.steps")):
            _check_steps_named(values, number, ledger, unread)
            if unread.isdisjoint(("zoom", f"{path}.zoom")):
                _check_zoom(values, number, ledger, unread)


def check_song(values: Values, ledger: Ledger) -> None:
    """Note a song that is named but not there."""
    if "song" in values:
        _check_file(values["song"], "song", ledger)


def _check_encoder(output: Values, ledger: Ledger) -> None:
    if "output.encoder" in _unread(ledger):
        return
    encoder = encoder_named(output.get("encoder", "h264"))
    for key, chosen in (("depth", encoder.depth), ("crf", encoder.crf)):
        try:
            chosen(output.get(key))
        except ComposerError as error:
            ledger.refuse(f"output.{key}", error.message, error.hint)


def _unread(ledger: Ledger) -> frozenset[str]:
    """Paths of the values that something is wrong with, and of all values around them."""
    paths: set[str] = set()
    for problem in ledger.problems:
        path = problem.path
        while path and path not in paths:
            paths.add(path)
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
    return frozenset(paths)


def _check_ids(values: Values, ledger: Ledger) -> None:
    first: dict[str, int] = {}
    for number, scene in values["scenes"].items():
        name = scene.get("id")
        if name in first:
            line = ledger.place(f"scenes[{first[name]}].id").line
            message = f"the scene on line {line} is already called {quote(name)}"
            ledger.refuse(f"scenes[{number}].id", message, f'call this one "{name}-2"')
        elif name is not None:
            first[name] = number


def _order(cue: Cue) -> tuple[str, tuple[float, ...]]:
    """What kind of cue it is, and what must grow among cues of that kind."""
    match cue:
        case BarCue(bar=bar, beat=beat):
            return "bar", (bar, beat)
        case BeatCue(beat=beat):
            return "beat", (beat,)
        case TimeCue(seconds=seconds):
            return "time", (seconds,)
        case SectionCue(number=number, label=label):
            return f"section {label}", (number,)


def _check_cue_order(values: Values, ledger: Ledger) -> None:
    latest: dict[str, tuple[tuple[float, ...], int]] = {}
    for number, scene in values["scenes"].items():
        if "at" not in scene:
            continue
        kind, position = _order(scene["at"])
        if kind in latest and position <= latest[kind][0]:
            earlier = latest[kind][1]
            before = values["scenes"][earlier]
            name = before.get("id", f"scenes[{earlier}]")
            relation = "the same cue as" if position == latest[kind][0] else "not after"
            message = f"{format_cue(scene['at'])} is {relation} {format_cue(before['at'])}, where {name} arrives"
            ledger.refuse(f"scenes[{number}].at", message, "move the cue, or the scene, so that arrivals follow on")
        else:
            latest[kind] = (position, number)


def _check_prompt(values: Values, number: int, ledger: Ledger, unread: frozenset[str]) -> None:
    scene, path = values["scenes"][number], f"scenes[{number}]"
    has_picture = "image" in scene or f"{path}.image" in unread or _has_folder(values)
    if has_picture or "painter" in unread:
        return
    if "prompt" not in scene and f"{path}.prompt" not in unread:
        ledger.refuse(path, 'a scene needs the key "prompt" or "image"', "add prompt")
    elif not scene.get("prompt", "-").strip():
        ledger.refuse(f"{path}.prompt", "the prompt is empty", "write what the scene shows, or give it an image")


def _has_folder(values: Values) -> bool:
    """Whether the pictures are the director's own, from a folder."""
    painter = values.get("painter")
    return isinstance(painter, dict) and "folder" in (painter.get("stills") or ())


def _check_fit(values: Values, number: int, ledger: Ledger, unread: frozenset[str]) -> None:
    scene, path = values["scenes"][number], f"scenes[{number}].fit"
    if "image" not in scene and f"scenes[{number}].image" not in unread:
        ledger.refuse(path, "the scene has no image to fit", "add image: to the scene, or take the key away")
    elif scene["fit"] == "whole" and "painter" not in unread and not _is_outpainted(values):
        message = "only the diffusion painter can paint what a whole image leaves free"
        ledger.refuse(path, message, "write fit: fill, or painter: diffusion")


def _is_outpainted(values: Values) -> bool:
    painter = values.get("painter")
    return painter == "diffusion" or (isinstance(painter, dict) and "diffusion" in painter)


def _check_caption(scene: Values, path: str, ledger: Ledger, unread: frozenset[str]) -> None:
    years = {"year", "decade"}
    if scene.get("caption") is True and not years & set(scene) and unread.isdisjoint(f"{path}.{key}" for key in years):
        ledger.refuse(f"{path}.caption", "there is no year to show", "add year: to the scene, or write the caption")


def _check_lives(values: Values, ledger: Ledger) -> None:
    for name, person in values.get("cast", {}).items():
        born, died = person.get("born"), person.get("died")
        if born is not None and died is not None and died < born:
            ledger.refuse(f"cast.{name}.died", f"{died} is before the birth in {born}", "correct one of the years")


def _check_people(values: Values, number: int, ledger: Ledger, unread: frozenset[str]) -> None:
    scene, path = values["scenes"][number], f"scenes[{number}]"
    cast, year = build_cast(values), scene_year(scene)
    unborn = set(values.get("cast", {})) - {person.name for person in cast}
    for key in ("prompt", "subject"):
        try:
            filled_prompt(scene.get(key, ""), cast, year, key=key)
        except ComposerError as error:
            about_unread = any(f'"{{{name}}}"' in error.message for name in unborn)
            year_unread = year is None and not unread.isdisjoint((f"{path}.year", f"{path}.decade"))
            if not about_unread and not year_unread:
                ledger.refuse(f"{path}.{key}", error.message, error.hint)


def _check_photos(values: Values, ledger: Ledger) -> None:
    for name, person in values.get("cast", {}).items():
        written, path = person.get("picture", {}), f"cast.{name}.picture"
        if isinstance(written, Path):
            _check_file(written, path, ledger)
            continue
        for year, picture in written.items():
            _check_file(picture, f"{path}.{year}", ledger)


def _check_transition(values: Values, path: str, ledger: Ledger) -> None:
    """Note one that ends before it begins; a plain 0 is none."""
    written = values.get("transition", 0.0)
    begin, end = transition_ends(written)
    if isinstance(written, dict) and begin <= end:
        message = f"the transition begins at {begin:g} and ends at {end:g} steps before the next scene"
        ledger.refuse(path, message, "let from be more than to, or write 0 for no transition")


def _check_steps_named(values: Values, number: int, ledger: Ledger, unread: frozenset[str]) -> None:
    """Note transitions, takes and pins that reach beyond the scene's own steps."""
    scene, path = values["scenes"][number], f"scenes[{number}]"
    steps, keyframes = scene_steps(values, number), scene_keyframes(values, number)
    begin, _ = transition_ends(scene.get("transition", 0.0))
    if f"{path}.transition" not in unread:
        _check_transition(scene, f"{path}.transition", ledger)
    if begin and number == innermost(values):
        hint = "take the transition away"
        ledger.refuse(f"{path}.transition", "no scene opens in this one, so its words stay as they are", hint)
    elif begin > steps:
        message = f"the transition begins {begin:g} steps before the next scene, and this scene has {steps}"
        ledger.refuse(f"{path}.transition", message, f"begin it at most {steps} before, or give the scene more steps")
    for key in ("takes", "pins"):
        for keyframe in scene.get(key, {}):
            if keyframe > keyframes:
                message = f"there is no keyframe {keyframe}: the scene has {keyframes}"
                ledger.refuse(f"{path}.{key}.{keyframe}", message, f"count from 1 to {keyframes}")


def _check_file(file: Path, path: str, ledger: Ledger) -> None:
    fault = missing_file(file)
    if fault:
        near = nearest(file.name, neighbours(file))
        ledger.refuse(path, fault, near if near.startswith("did you mean") else "check the path")


def _check_zoom(values: Values, number: int, ledger: Ledger, unread: frozenset[str]) -> None:
    path = f"scenes[{number}]"
    if _check_steps(values, number, path, ledger) and unread.isdisjoint((f"{path}.portal", "output.size")):
        _check_portal(values, number, path, ledger)


def _check_steps(values: Values, number: int, path: str, ledger: Ledger) -> bool:
    """Note impossible steps; False where the portal cannot be judged."""
    steps, zoom = scene_steps(values, number), scene_zoom(values, number)
    last = innermost(values)
    if steps == 0 and number != last and (last is None or len(values["scenes"]) > 1):
        message = "0 steps leave no zoom to the scene inside this one"
        only = "" if last is None else "; only the innermost scene may have 0"
        ledger.refuse(f"{path}.steps", message, f"write 1 or more{only}")
        return False
    if steps and number == 0 == last and values.get("direction") == "out" and "at" not in values["scenes"][0]:
        message = f"pulling out, the film begins on this scene, so its {steps} steps would never be seen"
        ledger.refuse(f"{path}.steps", message, "take them off, or let the scene arrive later, such as `at: bar 3`")
        return False
    if zoom**steps > _MAX_MAGNIFICATION:
        message = f"{steps} steps of {zoom:g} magnify {zoom**steps:.0f} times, more than a million"
        most = int(math.log(_MAX_MAGNIFICATION) / math.log(zoom) + _INSIDE)
        where = "steps" if "steps" in values["scenes"][number] else "zoom"
        ledger.refuse(f"{path}.{where}", message, f"write at most {most} steps, or a smaller zoom")
        return False
    return True


def _check_portal(values: Values, number: int, path: str, ledger: Ledger) -> None:
    portal: dict[str, Any] = values["scenes"][number].get("portal", {})
    if not portal:
        return
    magnification = scene_zoom(values, number) ** scene_steps(values, number)
    if magnification == 1:
        hint = "take the portal away, or give the scene a step"
        ledger.refuse(f"{path}.portal", "nothing opens in a scene of 0 steps", hint)
        return
    if "at" not in portal:
        return
    at = portal["at"]
    width, height = output_size(values)
    aspect, turn = width / height, portal.get("turn", 0.0)
    inner = similarity_at((at[0], at[1]), magnification=magnification, turn_degrees=turn, aspect=aspect)
    over = overhang(inner, aspect)
    if over > _INSIDE:
        message = f"the next scene reaches {100 * over:.2g} % of the picture's height over its edge"
        half = _half_extent(aspect, magnification, turn)
        ledger.refuse(f"{path}.portal.at", message, _portal_hint(*half))


def _half_extent(aspect: float, magnification: float, turn_degrees: float) -> tuple[float, float]:
    """Half the width and height that the turned inner picture takes, as fractions of the outer one's."""
    cosine, sine = abs(math.cos(math.radians(turn_degrees))), abs(math.sin(math.radians(turn_degrees)))
    across = (aspect * cosine + sine) / (2 * magnification * aspect)
    down = (aspect * sine + cosine) / (2 * magnification)
    return across, down


def _portal_hint(across: float, down: float) -> str:
    if max(across, down) > 0.5:
        return "at this turn it fits nowhere: turn it less, or zoom more"
    ranges = (f"{name} from {_inward(half):g} to {1 - _inward(half):g}" for name, half in (("x", across), ("y", down)))
    return f"write {', '.join(ranges)}"


def _inward(half: float) -> float:
    return min(math.ceil(half * 1000 - _INSIDE) / 1000, 0.5)
