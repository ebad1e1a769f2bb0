"""How a decade looks: words, palette, light, film and lettering, built in and overridden by the storyboard."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import yaml

from composer.storyboard.records import DecadeLook, Light, Scene, Storyboard, Texture

#: What each colour of a palette is for, in the palette's order.
PALETTE_ROLES = ("sky", "ground", "warm", "cool", "accent", "ink")


@cache
def built_in_looks() -> Mapping[int | None, DecadeLook]:
    """The looks that come with the package, by the decade's first year; ``None`` is the timeless one.

    Examples
    --------
    >>> built_in_looks()[1980].palette[5]
    '#1b1238'
    """
    text = files("composer.storyboard").joinpath("decades.yaml").read_text(encoding="utf-8")
    entries: dict[str, dict[str, Any]] = yaml.safe_load(text)
    return MappingProxyType(
        {
            None if name == "timeless" else int(name.removesuffix("s")): DecadeLook(
                look=entry["look"],
                palette=tuple(entry["palette"]),
                light=Light(**entry.get("light", {})),
                texture=Texture(**entry.get("texture", {})),
                lettering=entry["lettering"],
            )
            for name, entry in entries.items()
        }
    )


def decade_look(storyboard: Storyboard, scene: Scene) -> DecadeLook:
    """How a scene's decade looks: what the storyboard says of it, else the built-in look.

    Everything is given: the palette always has six colours ``#rrggbb`` in the order of ``PALETTE_ROLES``. A scene
    without a year, or of a decade that has no built-in look, is timeless: it has colours, but no words.
    """
    built_in = built_in_looks().get(scene.decade) or built_in_looks()[None]
    own = DecadeLook() if scene.decade is None else storyboard.decades.get(scene.decade, DecadeLook())
    return DecadeLook(
        look=own.look or built_in.look,
        palette=own.palette or built_in.palette,
        light=own.light or built_in.light,
        texture=own.texture or built_in.texture,
        lettering=own.lettering or built_in.lettering,
    )
