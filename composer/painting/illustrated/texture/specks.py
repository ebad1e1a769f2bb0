"""Dust and hairs on a picture, as SVG markup."""

from __future__ import annotations

import cmath

import numpy as np

from composer.geometry import Similarity

#: At strength 1.
_SPECKS, _HAIRS = 70, 7


def specks(strength: float, random: np.random.Generator, aspect: float, portal: Similarity | None) -> str:
    """Specks and hairs over a frame (centre 0, height 1), none across the border of the portal."""
    kinds = [_speck] * round(_SPECKS * strength) + [_hair] * round(_HAIRS * strength)
    drawn = []
    for kind in kinds:
        across, down = random.random(2)
        place = complex((across - 0.5) * aspect, down - 0.5)
        markup, reach = kind(place, random)
        if portal is None or not _meets(place, reach, portal, aspect):
            drawn.append(markup)
    return "".join(drawn)


def _speck(place: complex, random: np.random.Generator) -> tuple[str, float]:
    size, opacity, dark = random.random(3)
    radius = 0.0007 + 0.0017 * size**3
    return (
        f'<circle transform="translate({_written(place)})" r="{radius:.5f}" fill="{_ink(dark)}"'
        f' opacity="{0.2 + 0.4 * opacity:.2f}"/>'
    ), radius


def _hair(place: complex, random: np.random.Generator) -> tuple[str, float]:
    length, bend, turn, dark = random.random(4)
    along = cmath.rect(0.008 + 0.02 * length, 2 * cmath.pi * turn)
    knee = place + along * 1j * (1.6 * bend - 0.8)
    start, end = place - along, place + along * cmath.rect(1, bend - 0.5)
    return (
        f'<path d="M{_written(start)} Q{_written(knee)} {_written(end)}" fill="none" stroke="{_ink(dark)}"'
        ' stroke-width="0.0011" stroke-linecap="round" opacity="0.38"/>'
    ), 2 * abs(along)


def _written(point: complex) -> str:
    return f"{point.real:.5f} {point.imag:.5f}"


def _ink(dark: float) -> str:
    return "#1a1410" if dark < 0.4 else "#fffaf0"


def _meets(place: complex, reach: float, portal: Similarity, aspect: float) -> bool:
    """Whether something about a place reaches over the portal's border or lies inside of it."""
    inside = portal.inverse()(place)
    margin = reach / portal.scale
    return abs(inside.real) < aspect / 2 + margin and abs(inside.imag) < 0.5 + margin
