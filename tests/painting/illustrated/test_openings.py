"""What is seen through an opening is the next scene itself, at its very place, for every magnification and turn."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from drawn_board import board_of, opening_of, scene_of, step_of

from composer.geometry import corners, overhang
from composer.painting.illustrated import IllustratedPainter
from composer.painting.illustrated.choosing.catalogue import CARD, motifs
from composer.painting.illustrated.drawings.drawing import shipped_drawing
from composer.painting.illustrated.drawings.framing import (
    Aim,
    fitting_height,
    frame_on_drawing,
    opening_place,
    shape_of,
)
from composer.storyboard.records import DecadeLook, PortalSpec, Texture

NAMES = [motif.name for motif in motifs()] + [CARD]
ASPECTS = (16 / 9, 1.0, 9 / 16)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("magnification", [1.2, 2, 4, 8, 64])
@pytest.mark.parametrize("turn", [0.0, 8.0])
def test_the_rim_of_the_opening_lies_outside_of_the_next_frame(name, magnification, turn):
    for aspect in ASPECTS:
        composition = shipped_drawing(name).compositions[shape_of(aspect)]
        for at in (None, (0.3, 0.7)):
            aim = Aim(aspect=aspect, magnification=magnification, turn_degrees=turn, at=at)
            frame = frame_on_drawing(composition, aim)
            fits = fitting_height(composition.opening, composition.centre, aspect=aspect, turn=math.radians(turn))
            assert frame.scale / magnification <= 0.97 * fits


@pytest.mark.parametrize("name", NAMES)
def test_a_scene_without_a_written_portal_keeps_the_next_frame_inside_its_picture(name):
    for aspect in ASPECTS:
        for zoom, steps in ((2.0, 1), (1.5, 1), (2.0, 3), (4.0, 3)):
            scene = scene_of(name, zoom=zoom, steps=steps)
            painter = IllustratedPainter(board_of(scene), {})
            assert overhang(opening_of(painter, scene, aspect), aspect) <= 1e-3


def test_the_place_of_the_opening_does_not_change_with_the_magnification_while_there_is_room():
    composition = shipped_drawing("birth").compositions["wide"]
    places = {opening_place(composition, Aim(aspect=16 / 9, magnification=m)) for m in (4, 8, 64)}
    assert len(places) == 1


@pytest.mark.parametrize(
    ("outer", "inner", "steps", "turn", "at"),
    [
        ("bus", "wedding", 1, 0.0, None),
        ("bus", "prom", 2, 0.0, None),
        ("wedding", "birth", 3, 8.0, None),
        ("prom", "bus", 3, 0.0, (0.4, 0.55)),
        ("birth", CARD, 1, 8.0, None),
        (CARD, "birth", 6, 0.0, None),
    ],
)
def test_the_next_scene_is_drawn_in_the_opening_as_it_is_drawn_alone(outer, inner, steps, turn, at):
    portal = PortalSpec(at=at, turn_degrees=turn)
    storyboard = without_texture(scene_of(outer, steps=steps, portal=portal), scene_of(inner, year=1996, steps=3))
    painter = IllustratedPainter(storyboard, {})
    view = steps - 1  # the last step before the next scene: it fills half of the frame
    around = step_of(storyboard, 0, view=view, size=(480, 270))
    alone = step_of(storyboard, 1, size=(480, 270))
    pictures = painter.paint(around, None), painter.paint(alone, None)
    assert psnr(*pictures, around.opening, outside_of_opening(alone)) > 35


def without_texture(*scenes):
    """Grain is each picture's own, so that two of them can only be compared without it."""
    plain = DecadeLook(texture=Texture())
    return replace(board_of(*scenes), decades={1980: plain, 1990: plain})


def outside_of_opening(step):
    """Where a step shows its own drawing: its opening is covered by the next keyframe in the film."""
    import cv2

    composition = shipped_drawing(step.scene.motif).compositions[shape_of(step.aspect)]
    aim = Aim(aspect=step.aspect, magnification=step.scene.magnification, opens=False)
    to_frame = frame_on_drawing(composition, aim).inverse()
    centre = complex(step.width, step.height) / 2
    points = [to_frame(point) * step.height + centre for point in composition.opening]
    mask = np.ones((step.height, step.width), np.uint8)
    cv2.fillPoly(mask, [np.array([(p.real, p.imag) for p in points]).round().astype(np.int32)], (0,))
    return cv2.erode(mask, np.ones((9, 9), np.uint8)).astype(bool)


def psnr(around, alone, opening, where):
    """Peak signal to noise, in dB, between a picture and its copy inside another, both smoothed alike."""
    import cv2

    height, width = alone.shape[:2]
    a, b = opening.a, opening.b
    centre = complex(width / 2, height / 2)
    shift = centre + b * height - a * centre
    small = cv2.GaussianBlur(alone, (0, 0), 3.0)
    rotation = np.array([[a.real, -a.imag, shift.real], [a.imag, a.real, shift.imag]])
    found = cv2.warpAffine(
        cv2.GaussianBlur(around, (0, 0), 3.0 * abs(a)),
        rotation,
        (width, height),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    where = where & (np.pad(np.ones((height - 12, width - 12), bool), 6))
    error = np.mean((found[where].astype(float) - small[where].astype(float)) ** 2)
    return 10 * math.log10(255**2 / max(error, 1e-9))


def test_corners_of_the_next_frame_show_the_next_drawing_not_the_rim():
    for size in ((160, 90), (90, 160), (120, 120)):
        storyboard = board_of(scene_of("wedding", steps=2), scene_of("prom", year=1989, steps=2))
        step = step_of(storyboard, 0, view=1, size=size)
        other = board_of(scene_of("wedding", steps=2), scene_of("bus", year=1989, steps=2))
        again = step_of(other, 0, view=1, size=size)
        first = IllustratedPainter(storyboard, {}).paint(step, None)
        second = IllustratedPainter(other, {}).paint(again, None)
        for corner in corners(step.aspect):
            place = step.opening(corner * 0.98) * size[1] + complex(*size) / 2
            x, y = int(place.real), int(place.imag)
            assert np.any(first[y - 1 : y + 2, x - 1 : x + 2] != second[y - 1 : y + 2, x - 1 : x + 2])


@pytest.mark.parametrize("name", NAMES)
def test_a_nearer_view_repeats_what_the_farther_one_showed(name):
    storyboard = without_texture(scene_of(name, steps=2))
    painter = IllustratedPainter(storyboard, {})
    far, near = (step_of(storyboard, 0, view=view, size=(480, 270)) for view in (0, 1))
    everywhere = np.ones((270, 480), bool)
    assert psnr(painter.paint(far, None), painter.paint(near, None), near.framing, everywhere) > 27
