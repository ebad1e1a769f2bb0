"""Mixtures of colours, outlines of openings, and what a picture is made of."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from xml.etree.ElementTree import fromstring

import numpy as np
import pytest
from drawn_board import board_of, scene_of, step_of

from composer.errors import ComposerError
from composer.painting.illustrated import IllustratedPainter
from composer.painting.illustrated.colours import colours_of, mix, painted
from composer.painting.illustrated.drawings.outline import centre_of, fitting_height, polygon_of
from composer.storyboard.records import DecadeLook, Person

PALETTE = ("#f0e0d0", "#303040", "#d06040", "#4080a0", "#e0b040", "#101020")


def test_mixtures_are_resolved_and_lie_between_their_colours():
    colours = colours_of(PALETTE)
    assert painted('fill="paint(warm)" stroke="paint(#123456)"', colours) == 'fill="#d06040" stroke="#123456"'
    assert mix("#808080", "#808080", 0.4) == "#808080"
    middle = int(painted("paint(#000000 50 #ffffff)", colours)[1:3], 16)
    assert 95 <= middle <= 103  # Oklab's middle grey: lightness 0.5 is 99 in sRGB


@pytest.mark.parametrize("recipe", ["", "purple", "warm 30", "warm x ink", "#12"])
def test_a_mixture_that_cannot_be_mixed_is_named(recipe):
    with pytest.raises(ComposerError) as caught:
        painted(f"paint({recipe})", colours_of(PALETTE))
    assert caught.value.message == f"artwork asks for paint({recipe}), which cannot be mixed"


def test_a_palette_of_five_colours_is_refused():
    with pytest.raises(ComposerError, match="cannot be painted with"):
        colours_of(PALETTE[:5])


@pytest.mark.parametrize(
    ("shape", "height"),
    [
        ('<rect x="-8" y="-5" width="16" height="10"/>', 8.0),  # a picture twice as wide as high: 16 by 8
        ('<circle r="5"/>', 10 / math.sqrt(5)),
        ('<ellipse rx="10" ry="5"/>', 10 / math.sqrt(2)),
        ('<path d="M-8 -5 H8 V5 L-8 5 Z"/>', 8.0),
    ],
)
def test_the_largest_picture_that_fits_touches_the_rim(shape, height):
    polygon = polygon_of(fromstring(shape))
    assert abs(centre_of(polygon)) < 1e-9
    assert fitting_height(polygon, 0j, aspect=2.0, turn=0.0) == pytest.approx(height, rel=1e-3)


def test_a_turned_picture_fits_as_if_the_opening_were_turned_back():
    square = polygon_of(fromstring('<rect x="-5" y="-5" width="10" height="10"/>'))
    assert fitting_height(square, 0j, aspect=1.0, turn=math.pi / 4) == pytest.approx(10 / math.sqrt(2))


def ingredients(storyboard, **changes):
    step = replace(step_of(storyboard, 0), **changes)
    return json.dumps(IllustratedPainter(storyboard, {}).ingredients(step), sort_keys=True)


def test_ingredients_change_with_all_that_changes_the_picture_and_with_nothing_else():
    bus, prom = scene_of("bus"), scene_of("prom", year=1989)
    whole = ingredients(board_of(bus, prom))
    assert whole == ingredients(board_of(bus, prom))
    assert whole == ingredients(board_of(replace(bus, ease="rush", pulse=0.7), prom))
    june = Person(name="june", born=1972, kind="woman", looks="blonde")
    changed = [
        ingredients(board_of(replace(bus, year=1964), prom)),
        ingredients(board_of(replace(bus, seed=9), prom)),
        ingredients(board_of(bus, replace(prom, year=2001))),
        ingredients(board_of(bus, replace(prom, motif="wedding"))),
        ingredients(board_of(replace(bus, steps=4), prom)),
        ingredients(board_of(bus, prom, cast=(june,))),
        ingredients(replace(board_of(bus, prom), decades={1980: DecadeLook(palette=PALETTE)})),
        ingredients(board_of(bus)),
    ]
    assert len({whole, *changed}) == len(changed) + 1


def test_a_photograph_opens_in_a_drawing_and_continues_beyond_its_edges(tmp_path):
    photo = scene_of("prom", year=1989, image=tmp_path / "prom.jpg")
    storyboard = board_of(scene_of("bus", steps=1), photo)
    painter = IllustratedPainter(storyboard, {})
    step = step_of(storyboard, 0, size=(160, 90))
    green = np.full((90, 160, 3), (20, 200, 60), np.uint8)
    picture = painter.paint(step, green)
    below = step.opening(complex(0.1, 0.54)) * 90 + complex(80, 45)
    assert np.abs(picture[round(below.imag), round(below.real)].astype(int) - (20, 200, 60)).max() < 12
    assert painter.feather(step) > painter.feather(step_of(board_of(scene_of("bus"), scene_of("prom")), 0))
