"""The light of a decade on a drawing's colours: one affine map of sRGB, applied to the markup.

An affine map commutes with gradients and with laying one colour over another by its opacity, so that grading the
colours of the markup gives what grading the rendered pixels would, exactly and at no cost; only where a colour would
leave the gamut is it clipped before and not after.
"""

from __future__ import annotations

import re
from functools import lru_cache

from PIL import ImageColor

from composer.storyboard.records import Light

#: Attributes that hold a colour.
_COLOURED = frozenset({"fill", "stroke", "stop-color", "color", "flood-color", "lighting-color"})
_HEX = re.compile(r"(?<![(\w])#([0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b")
_DECLARATION = re.compile(r"(?<![\w-])(fill|stroke|stop-color|color|flood-color)\s*:\s*([^;]+)")
#: Shares of red, green and blue in lightness (ITU-R BT.709), taken on the values as they are written.
_LIGHTNESS = (0.2126, 0.7152, 0.0722)
_NEUTRAL = Light()


def graded_attribute(name: str, value: str, light: Light) -> str:
    """An attribute's value with the colours in it graded."""
    if light == _NEUTRAL:
        return value
    if name in _COLOURED:
        return _graded_colours(value, light)
    if name == "style":
        return _DECLARATION.sub(lambda match: f"{match[1]}:{_graded_colours(match[2], light)}", value)
    return value


@lru_cache(maxsize=8192)
def graded(colour: str, light: Light) -> str:
    """A colour ``#rrggbb`` in a light.

    Examples
    --------
    >>> graded("#ff0000", Light(saturation=0)), graded("#ffffff", Light(highlights="#fff0d0"))
    ('#363636', '#fff0d0')
    """
    values = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    grey = sum(share * value for share, value in zip(_LIGHTNESS, values, strict=True))
    values = [grey + light.saturation * (value - grey) for value in values]
    ends = zip(_channels(light.shadows), _channels(light.highlights), strict=True)
    mapped = [low + value * (high - low) for value, (low, high) in zip(values, ends, strict=True)]
    return "#" + "".join(f"{round(255 * min(max(value, 0.0), 1.0)):02x}" for value in mapped)


def _graded_colours(value: str, light: Light) -> str:
    plain = value.strip().lower()
    if plain in ImageColor.colormap:
        named = ImageColor.getrgb(plain)[:3]
        return graded("#" + "".join(f"{channel:02x}" for channel in named), light)
    return _HEX.sub(lambda match: graded(_long(match.group(1)), light), value)


def _long(digits: str) -> str:
    return "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)).lower()


def _channels(colour: str) -> tuple[float, ...]:
    return tuple(int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
