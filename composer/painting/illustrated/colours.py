"""The colours of a drawing: roles of the decade's palette, and mixtures of them written ``paint(warm 30 ink)``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from composer.errors import ComposerError
from composer.storyboard.decades import PALETTE_ROLES

#: Colours as ``#rrggbb`` by the name that artwork calls them.
Colours = Mapping[str, str]

_PAINT = re.compile(r"paint\(([^()]*)\)")
_HEX = re.compile(r"#[0-9a-fA-F]{6}")


def colours_of(palette: tuple[str, ...]) -> Colours:
    """The named colours that a palette gives: its six roles, and white, black and night made to suit them."""
    if len(palette) != len(PALETTE_ROLES) or not all(_HEX.fullmatch(colour) for colour in palette):
        raise ComposerError(
            f"the palette {list(palette)} cannot be painted with",
            f"give {len(PALETTE_ROLES)} colours #rrggbb: {', '.join(PALETTE_ROLES)}",
        )
    named = dict(zip(PALETTE_ROLES, (colour.lower() for colour in palette), strict=True))
    named["white"] = mix("#fffdf8", named["sky"], 0.08)
    named["black"] = mix("#0c0a14", named["ink"], 0.5)
    named["night"] = mix(named["ink"], named["cool"], 0.3)
    return MappingProxyType(named)


@lru_cache(maxsize=4096)
def mix(one: str, other: str, share: float) -> str:
    """``one`` with ``share`` (0 to 1) of ``other``, mixed in Oklab (Björn Ottosson, 2020).

    Oklab keeps mixtures of far colours clean where sRGB turns them grey.

    Examples
    --------
    >>> mix("#000000", "#ffffff", 0.0), mix("#000000", "#ffffff", 1.0)
    ('#000000', '#ffffff')
    """
    first, second = _oklab(one), _oklab(other)
    return _hex(tuple(a + (b - a) * share for a, b in zip(first, second, strict=True)))


def painted(text: str, colours: Colours) -> str:
    """``text`` with every ``paint(…)`` resolved to ``#rrggbb``.

    ``paint(warm)`` is a colour; each further pair mixes a percentage of another in: ``paint(warm 30 ink 10 white)``.
    Colours are names or ``#rrggbb``. Raises ComposerError for a name that is not among ``colours``.
    """
    return _PAINT.sub(lambda match: _resolve(match.group(1), colours), text) if "paint(" in text else text


def _resolve(recipe: str, colours: Colours) -> str:
    words = recipe.split()
    try:
        colour = _named(words[0], colours)
        for share, other in zip(words[1::2], words[2::2], strict=True):
            colour = mix(colour, _named(other, colours), float(share) / 100)
    except (IndexError, KeyError, ValueError) as error:
        raise ComposerError(
            f"artwork asks for paint({recipe}), which cannot be mixed",
            f"write a colour, then pairs of percentage and colour; the colours are {', '.join(sorted(colours))}",
        ) from error
    return colour


def _named(word: str, colours: Colours) -> str:
    return word if _HEX.fullmatch(word) else colours[word]


def _linear(channel: int) -> float:
    value = channel / 255
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def _oklab(colour: str) -> tuple[float, ...]:
    r, g, b = (_linear(int(colour[i : i + 2], 16)) for i in (1, 3, 5))
    long = (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3)
    middle = (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3)
    short = (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


def _hex(lab: tuple[float, ...]) -> str:
    lightness, a, b = lab
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )
    return "#" + "".join(f"{_byte(value):02x}" for value in linear)


def _byte(value: float) -> int:
    value = min(max(value, 0.0), 1.0)
    encoded = value * 12.92 if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055
    return round(encoded * 255)
