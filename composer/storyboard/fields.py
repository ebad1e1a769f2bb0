"""The storyboard language as one table: every key, what it takes and what it is about.

The reader, its hints and the JSON Schema all come from here.
"""

from __future__ import annotations

import re
from typing import Any

from composer.easing import EASINGS
from composer.errors import ComposerError
from composer.storyboard.cues import CUE_FORMS, CUE_PATTERN, parse_cue
from composer.storyboard.kinds import Choice, FilePath, Number, Parsed, Schema, Text, Yes
from composer.storyboard.measures import (
    DECADE_PATTERN,
    KEYFRAME_PATTERN,
    NAME_PATTERN,
    OFFSET_PATTERN,
    parse_decade,
    parse_keyframe,
    parse_name,
    parse_offset,
    slug,
)
from composer.storyboard.parts import DECADE, HOLD, MAX_STEPS, OUTPUT, PERSON, PORTAL, TRANSITION, YEAR
from composer.storyboard.records import Direction, Snap
from composer.storyboard.suggest import nearest, quote
from composer.storyboard.tables import ByShape, Field, FreeTable, ListOf, PlainData, Table, read_into
from composer.storyboard.written import Written

PAINTERS = ("illustrated", "stills", "diffusion")
FITS = ("fill", "whole")
MAX_SCENES = 1000
_ID_PATTERN = r"[a-z0-9][a-z0-9_-]{0,63}"


class _Caption:
    """Text, or ``true`` for the year."""

    def read(self, written: Written) -> str | bool:
        value = written.plain()
        if value is True:
            return True
        if value is False:
            raise ComposerError("a caption is text, or true for the year", "take the key away for no caption")
        return Text(empty=False).read(written)

    def schema(self) -> Schema:
        return {"anyOf": [Text(empty=False).schema(), {"const": True}]}


class _PainterOptions:
    """A mapping with one key, the painter's name, to its options as plain data."""

    def read(self, written: Written) -> dict[str, Any]:
        entries = written.entries()
        if len(entries) != 1:
            raise ComposerError(f"{len(entries)} painters are named; a film has one", f"keep one of: {_PAINTER_NAMES}")
        entry = entries[0]
        if entry.key not in PAINTERS:
            message = f"no painter is called {quote(entry.key)}"
            entry.value.refuse(message, nearest(entry.key, PAINTERS), index=entry.key_node.start)
            return {}
        found: dict[str, Any] = {}
        read_into(found, entry.key, _Options(), entry.value)
        return found

    def schema(self) -> Schema:
        options = {"type": "object"}
        return {
            "type": "object",
            "properties": dict.fromkeys(PAINTERS, options),
            "additionalProperties": False,
            "minProperties": 1,
            "maxProperties": 1,
        }


class _Options:
    """Options of a painter."""

    def read(self, written: Written) -> dict[str, Any]:
        written.entries()
        options: dict[str, Any] = PlainData().read(written)
        return options

    def schema(self) -> Schema:
        return {"type": "object"}


_PAINTER_NAMES = ", ".join(PAINTERS)


def _hex_digits(text: str) -> str:
    """The pin that was meant: a file's name with its ending, or capital letters; empty where it is neither."""
    digits = text.strip().lower().removesuffix(".png").rpartition("/")[2]
    return digits if re.fullmatch("[0-9a-f]{8,32}", digits) else ""


_POSITIVE = Number(low=0, high=100_000, above=True)
_ZOOM = Number(low=1.1, high=16)
_PULSE = Number(low=0, high=1)
_LIKENESS = Number(low=0, high=1)
_SEED = Number(low=0, high=2**32 - 1, whole=True)
_TRANSITION = ByShape(
    what="a number of steps, or {from: …, to: …}", single=Number(low=0, high=MAX_STEPS), mapping=TRANSITION
)

_SCENE_FIELDS = {
    "id": Field(
        kind=Text(pattern=_ID_PATTERN, rule="an id is made of a-z, 0-9, - and _, up to 64 of them", mend=slug),
        about="Name of the scene, unique in the film.",
        required=True,
        examples=("bus", "first-date"),
        also=("name", "key", "scene"),
    ),
    "year": Field(
        kind=YEAR, about="When the scene plays: sets its decade's look and its people's ages.", also=("date",)
    ),
    "decade": Field(
        kind=Parsed(
            what="a decade",
            parse=parse_decade,
            pattern=f"^{DECADE_PATTERN}$",
            numbers={"type": "integer", "multipleOf": 10, "minimum": 1000, "maximum": 9990},
        ),
        about="Instead of year: the scene plays in the middle of the decade (1980s is 1985).",
        examples=("1980s",),
    ),
    "prompt": Field(
        kind=Text(),
        about="What the scene shows. {name} is a person of the cast, aged by the year; {{ and }} are braces. "
        "May be empty, or left out, only where the scene has an image or the stills painter a folder.",
        examples=("{june} and {theo} meet on a yellow school bus",),
        also=("text", "description", "desc"),
    ),
    "subject": Field(
        kind=Text(empty=False),
        about="What only the scene's first keyframe shows, as words behind the prompt. If it stood in the prompt, a "
        "diffusion model would paint it again in each of the scene's steps.",
        examples=("{june} blows out the candles",),
        also=("action", "who", "foreground"),
    ),
    "bars": Field(
        kind=_POSITIVE,
        about="How long the scene lasts, in bars.",
        examples=(8,),
        also=("measures", "length", "duration"),
    ),
    "beats": Field(kind=_POSITIVE, about="How long the scene lasts, in beats.", examples=(16,)),
    "seconds": Field(
        kind=_POSITIVE, about="How long the scene lasts, in seconds.", examples=(12.5,), also=("secs", "sec")
    ),
    "at": Field(
        kind=Parsed(
            what="a cue",
            parse=parse_cue,
            pattern=CUE_PATTERN,
            number_hint=lambda number: f'write the unit: "{number} s" or "bar {number.split(".")[0]}"',
        ),
        about=f"When the scene arrives: {CUE_FORMS}. Bars, beats and sections count from 1.",
        examples=("bar 9", "bar 9 beat 3", "1:02.5", "B 2"),
        also=("start", "time", "cue", "begin", "arrives"),
    ),
    "weight": Field(
        kind=_POSITIVE,
        about="Share of the time that scenes without a cue or a length divide among them.",
        default=1,
    ),
    "steps": Field(
        kind=Number(low=0, high=MAX_STEPS, whole=True),
        about="Zoom steps from this scene to the one inside it; the innermost scene may have 0.",
        default=2,
        also=("zooms", "zoom_steps"),
    ),
    "zoom": Field(kind=_ZOOM, about="Magnification of each of this scene's steps.", examples=(1.8,)),
    "portal": Field(
        kind=PORTAL,
        about="Where the next scene opens; left out, the painter chooses.",
        also=("window", "opening", "center", "centre", "focus"),
    ),
    "ease": Field(
        kind=Choice(names=tuple(EASINGS), what="easing"),
        about="How the camera moves through the scene: "
        + "; ".join(f"{each.name} {each.meaning}" for each in EASINGS.values())
        + ".",
        default="glide",
        also=("easing", "curve"),
    ),
    "pulse": Field(kind=_PULSE, about="This scene's own surge on each beat, 0 to 1."),
    "seed": Field(kind=_SEED, about="Another seed, another take of the picture.", default=0),
    "transition": Field(
        kind=_TRANSITION,
        about="Over how many of this scene's last steps a diffusion model's words go over into those of the scene "
        "inside it; a mapping says between which.",
        examples=(1.5, {"from": 2.5, "to": 0.5}),
        also=("morph", "crossfade", "blend"),
    ),
    "likeness": Field(kind=_LIKENESS, about="How much the cast's pictures count in this scene, 0 to 1."),
    "takes": Field(
        kind=FreeTable(convert=parse_keyframe, key_pattern=KEYFRAME_PATTERN, value=_SEED),
        about="Seeds of single keyframes, counted from 1, as `longzoom retake` picks them; for a diffusion model.",
        examples=({"1": 17},),
        also=("seeds", "variants"),
    ),
    "pins": Field(
        kind=FreeTable(
            convert=parse_keyframe,
            key_pattern=KEYFRAME_PATTERN,
            value=Text(
                pattern="[0-9a-f]{8,32}",
                rule="a pin is the name of a kept keyframe, or its first 8 or more hex digits",
                mend=_hex_digits,
                example="let `longzoom retake --pin` write it",
            ),
        ),
        about="Painted pictures of single keyframes, counted from 1, that are never painted again: a digest, or its "
        "first 8 or more digits; for a diffusion model.",
        examples=({"1": "3f9c12ab"},),
        also=("pinned", "keep", "locked"),
    ),
    "image": Field(
        kind=FilePath(what="a picture"),
        about="The director's own picture for this scene, with any painter; relative to the storyboard's folder.",
        examples=("photos/bus.jpg",),
        also=("picture", "photo", "img", "file", "still"),
    ),
    "fit": Field(
        kind=Choice(names=FITS, what="fit", also={"cover": "fill", "crop": "fill", "contain": "whole"}),
        about="How the scene's image comes into the film's shape: fill cuts what is too much; whole shows all of it, "
        "and the diffusion painter outpaints the rest under the scene's prompt.",
        default="fill",
        also=("crop", "fitting"),
    ),
    "caption": Field(
        kind=_Caption(),
        about="Text shown with the scene, or true for its year.",
        examples=("1980", True),
        also=("subtitle", "label", "title"),
    ),
    "motif": Field(
        kind=Text(empty=False),
        about="Artwork that the built-in illustrator draws, where the prompt's words would choose another.",
        examples=("bus",),
        also=("artwork", "drawing"),
    ),
}

SCENE = Table(
    what="a scene",
    fields=_SCENE_FIELDS,
    exclusive=(("bars", "beats", "seconds", "at", "weight"), ("year", "decade")),
    homes=dict.fromkeys(OUTPUT.fields, "output") | {"turn": "portal", "from": "transition", "to": "transition"},
)

_TOP_FIELDS = {
    "title": Field(kind=Text(), about="Name of the film.", examples=("The Long Ride",)),
    "song": Field(
        kind=FilePath(what="the song"),
        about="The song, relative to the storyboard's folder; the command line may name another.",
        examples=("the-long-ride.ogg",),
        also=("music", "audio", "track", "soundtrack"),
    ),
    "direction": Field(
        kind=Choice(names=tuple(each.value for each in Direction), what="direction"),
        about="in: fly forward into the next scene; out: pull back from it.",
        default="in",
    ),
    "loop": Field(
        kind=Yes(),
        about="true: the film runs on into its beginning without a seam; the last scene's steps lead to the first one.",
        also=("seamless", "repeat", "cyclic", "infinite"),
    ),
    "look": Field(
        kind=Text(),
        about="Words joined to every prompt.",
        examples=("35 mm film still, dreamlike",),
        also=("style", "aesthetic"),
    ),
    "avoid": Field(
        kind=Text(),
        about="What no picture should show.",
        examples=("text, watermark",),
        also=("negative", "negative_prompt"),
    ),
    "painter": Field(
        kind=ByShape(
            what=f"a painter ({_PAINTER_NAMES})",
            single=Choice(names=PAINTERS, what="painter"),
            mapping=_PainterOptions(),
        ),
        about="What makes the pictures: illustrated (built in), stills (own pictures), diffusion (a model on a GPU); "
        "or a mapping from that name to the painter's options.",
        default="illustrated",
        examples=("illustrated", {"stills": {"folder": "photos"}}),
        also=("model", "backend", "engine", "generator"),
    ),
    "output": Field(kind=OUTPUT, about="The film's size and frame rate.", also=("video", "resolution", "render")),
    "zoom": Field(kind=_ZOOM, about="Magnification of a step; a scene may set its own.", default=2),
    "snap": Field(
        kind=Choice(names=tuple(each.value for each in Snap), what="snap"),
        about="What the scenes without a cue or a length snap to.",
        default="bar",
    ),
    "offset": Field(
        kind=Parsed(
            what="an offset",
            parse=parse_offset,
            pattern=f"^(?:{OFFSET_PATTERN})$",
            number_hint=lambda number: f'write the unit: "{number} ms" or "{number} s"',
            zero="0 s",
        ),
        about="Shifts the whole picture earlier (-) or later (+) than the sound, up to 10 s.",
        default="0 ms",
        examples=("-40 ms", "0.1 s"),
    ),
    "pulse": Field(kind=_PULSE, about="The camera's surge on each beat, 0 to 1; a scene may set its own.", default=0.2),
    "transition": Field(
        kind=_TRANSITION,
        about="Over how many steps before each next scene a diffusion model's words go over into that one's, 0 for "
        "none; a mapping says between which. Scenes of fewer steps shorten it; a scene may set its own.",
        default=1,
        examples=(1.5, {"from": 2.5, "to": 0.5}),
        also=("morph", "crossfade", "blend"),
    ),
    "likeness": Field(
        kind=_LIKENESS,
        about="How much the cast's pictures count, 0 to 1; a scene may set its own.",
        default=0.6,
        also=("resemblance", "identity"),
    ),
    "hold": Field(kind=HOLD, about="How long the camera rests at the start and at the end."),
    "cast": Field(
        kind=FreeTable(convert=parse_name, key_pattern=NAME_PATTERN, value=PERSON),
        about="People by the name that prompts use in braces.",
        examples=({"june": {"born": 1972, "woman": True, "looks": "red curly hair, freckles"}},),
        also=("characters", "people", "persons", "actors"),
    ),
    "decades": Field(
        kind=FreeTable(
            convert=parse_decade,
            key_pattern=DECADE_PATTERN,
            value=ByShape(what="a look", single=Text(empty=False), mapping=DECADE),
        ),
        about="Looks of decades in place of the built-in ones: words, or words and a palette.",
        examples=({"1980s": "faded Kodachrome, warm grain"},),
    ),
    "scenes": Field(
        kind=ListOf(what="scenes", item=SCENE, low=1, high=MAX_SCENES),
        about="The scenes in the order of the film.",
        required=True,
        also=("shots", "storyboard", "timeline", "frames"),
    ),
}

STORYBOARD = Table(
    what="a storyboard",
    fields=_TOP_FIELDS,
    exclusive=(("loop", "hold"),),
    homes={key: "a scene" for key in _SCENE_FIELDS if key not in _TOP_FIELDS} | dict.fromkeys(OUTPUT.fields, "output"),
)
