"""Records from the values of a storyboard in which nothing is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from composer.storyboard.records import (
    DecadeLook,
    Direction,
    Hold,
    Length,
    Light,
    Output,
    PainterChoice,
    Person,
    Photo,
    PortalSpec,
    Scene,
    Snap,
    Storyboard,
    Texture,
    Transition,
    Unit,
)
from composer.storyboard.written import Ledger

DEFAULT_ZOOM = 2.0
DEFAULT_PULSE = 0.2
DEFAULT_TRANSITION = 1.0
DEFAULT_LIKENESS = 0.6
_DEFAULT_STEPS = 2
#: Keys of a scene and of the output that are as their record has them.
_SCENE = ("prompt", "subject", "weight", "ease", "seed", "image", "motif")
_OUTPUT = ("fps", "encoder", "depth", "crf")
Values = Mapping[str, Any]


def build_storyboard(values: Values, ledger: Ledger) -> Storyboard:
    """The Storyboard that the values make, with the places that were taken down."""
    width, height = output_size(values)
    output: Values = values.get("output", {})
    scenes = tuple(build_scene(values, number) for number in range(len(values["scenes"])))
    return Storyboard(
        file=ledger.source.file,
        scenes=scenes,
        title=values.get("title", ""),
        song=values.get("song"),
        direction=Direction(values.get("direction", "in")),
        loop=values.get("loop", False),
        look=values.get("look", ""),
        avoid=values.get("avoid", ""),
        painter=_painter(values.get("painter", "illustrated")),
        output=Output(width=width, height=height, **{key: output[key] for key in _OUTPUT if key in output}),
        snap=Snap(values.get("snap", "bar")),
        zoom=values.get("zoom", DEFAULT_ZOOM),
        pulse=values.get("pulse", DEFAULT_PULSE),
        offset_seconds=values.get("offset", 0.0),
        hold=Hold(**values.get("hold", {})),
        cast=build_cast(values),
        decades=MappingProxyType({first: _look(value) for first, value in values.get("decades", {}).items()}),
        places=MappingProxyType(ledger.places),
    )


def build_scene(values: Values, number: int) -> Scene:
    """One Scene, with the storyboard's defaults filled in."""
    found: Values = values["scenes"][number]
    portal = found.get("portal", {})
    at = portal.get("at")
    kept = {key: found[key] for key in _SCENE if key in found}
    return Scene(
        id=found["id"],
        year=scene_year(found),
        cue=found.get("at"),
        length=_length(found),
        steps=scene_steps(values, number),
        zoom=scene_zoom(values, number),
        portal=PortalSpec(at=None if at is None else (at[0], at[1]), turn_degrees=portal.get("turn")),
        pulse=found.get("pulse", values.get("pulse", DEFAULT_PULSE)),
        caption=_caption(found),
        transition=scene_transition(values, number),
        likeness=found.get("likeness", values.get("likeness", DEFAULT_LIKENESS)),
        takes=tuple(sorted(found.get("takes", {}).items())),
        pins=tuple(sorted(found.get("pins", {}).items())),
        **{"prompt": "", **kept},
    )


def build_cast(values: Values) -> tuple[Person, ...]:
    """The people whose year of birth is known."""
    return tuple(
        Person(
            name=name,
            born=entry["born"],
            died=entry.get("died"),
            kind=next((kind for kind in ("woman", "man") if kind in entry), "person"),
            looks=entry.get("looks", ""),
            photos=_photos(entry.get("picture", {})),
        )
        for name, entry in values.get("cast", {}).items()
        if "born" in entry
    )


def scene_year(found: Values) -> int | None:
    """The year a scene plays in; of a decade its middle year."""
    year: int | None = found["decade"] + 5 if "decade" in found else found.get("year")
    return year


def scene_steps(values: Values, number: int) -> int:
    """The steps of a scene: its own, else 2; an innermost scene in which no other opens has 1 or, pulling out, 0."""
    default = _DEFAULT_STEPS
    if number == innermost(values):
        default = 0 if values.get("direction") == "out" else 1
    steps: int = values["scenes"][number].get("steps", default)
    return steps


def scene_zoom(values: Values, number: int) -> float:
    """The magnification of each of a scene's steps: its own, else the storyboard's."""
    zoom: float = values["scenes"][number].get("zoom", values.get("zoom", DEFAULT_ZOOM))
    return zoom


def scene_keyframes(values: Values, number: int) -> int:
    """How many keyframes show a scene: as many as it has steps, one more where no other scene opens in it."""
    return scene_steps(values, number) + (1 if number == innermost(values) else 0)


def scene_transition(values: Values, number: int) -> Transition | None:
    """Where a scene's words go over into the next one's: as it says, else as the storyboard does, within its steps."""
    own = values["scenes"][number].get("transition")
    written = values.get("transition", DEFAULT_TRANSITION) if own is None else own
    begin, end = transition_ends(written)
    steps = scene_steps(values, number)
    return Transition(begin=begin, end=end).within(steps) if begin and steps else None


def transition_ends(written: float | Values) -> tuple[float, float]:
    """Steps before the next arrival at which a transition begins and ends, as written; 0 and 0: there is none."""
    if isinstance(written, Mapping):
        return written.get("from", 0.0), written.get("to", 0.0)
    return written, 0.0


def innermost(values: Values) -> int | None:
    """Index of the scene in which no other opens: the last one flying in, the first one pulling out; none in a loop."""
    if values.get("loop"):
        return None
    return 0 if values.get("direction") == "out" else max(values["scenes"], default=0)


def output_size(values: Values) -> tuple[int, int]:
    """Width and height of the film in pixels."""
    size: tuple[int, int] = values.get("output", {}).get("size", (Output().width, Output().height))
    return size


def _length(found: Values) -> Length | None:
    for unit in Unit:
        if unit.value in found:
            return Length(amount=found[unit.value], unit=unit)
    return None


def _photos(written: Path | Mapping[int, Path]) -> tuple[Photo, ...]:
    if isinstance(written, Path):
        return (Photo(picture=written),)
    return tuple(Photo(picture=picture, since=year) for year, picture in sorted(written.items()))


def _caption(found: Values) -> str:
    caption = found.get("caption", "")
    if caption is True:
        return f"{found['decade']}s" if "decade" in found else str(found["year"])
    return str(caption)


def _painter(value: str | dict[str, Any]) -> PainterChoice:
    if isinstance(value, str):
        return PainterChoice(name=value)
    ((name, options),) = value.items()
    return PainterChoice(name=name, options=MappingProxyType(options))


def _look(value: str | Values) -> DecadeLook:
    if isinstance(value, str):
        return DecadeLook(look=value)
    palette: Mapping[int, str] = value.get("palette", {})
    return DecadeLook(
        look=value.get("look", ""),
        palette=tuple(palette.values()),
        light=Light(**value["light"]) if "light" in value else None,
        texture=Texture(**value["texture"]) if "texture" in value else None,
        lettering=value.get("lettering", ""),
    )
