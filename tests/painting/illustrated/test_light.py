"""The light of a decade: one affine map of colours, the same on the markup as on the pixels."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from drawn_board import board_of, scene_of, step_of

from composer.painting.illustrated import IllustratedPainter
from composer.painting.illustrated.staging.grading import graded, graded_attribute
from composer.storyboard.records import DecadeLook, Light, Texture

LIGHT = Light(saturation=0.6, shadows="#20180c", highlights="#fff0d8")


def drawn(name: str, light: Light) -> np.ndarray:
    own = {1980: DecadeLook(light=light, texture=Texture())}
    storyboard = replace(board_of(scene_of(name)), decades=own)
    return IllustratedPainter(storyboard, {}).paint(step_of(storyboard, 0), None).astype(float)


@pytest.mark.parametrize("name", ["home", "dinner", "card", "stars"])
def test_graded_colours_paint_what_grading_the_painted_pixels_would_give(name: str) -> None:
    plain = drawn(name, Light())
    grey = plain @ (0.2126, 0.7152, 0.0722)
    pale = grey[..., None] + LIGHT.saturation * (plain - grey[..., None])
    low, high = np.array([0x20, 0x18, 0x0C]), np.array([0xFF, 0xF0, 0xD8])
    expected = low + pale / 255 * (high - low)
    # Each colour is rounded to a byte before it is laid over others.
    assert np.abs(drawn(name, LIGHT) - expected).mean() < 0.6


def test_without_saturation_everything_is_grey() -> None:
    picture = drawn("wedding", Light(saturation=0))
    assert (picture.max(axis=-1) - picture.min(axis=-1)).max() <= 2


def test_black_becomes_the_shadows_and_white_the_highlights() -> None:
    assert graded("#000000", LIGHT) == "#20180c"
    assert graded("#ffffff", LIGHT) == "#fff0d8"


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("fill", "#fff", "#fff0d8"),
        ("fill", "black", "#20180c"),
        ("stroke", "none", "none"),
        ("fill", "url(#aaaaaa)", "url(#aaaaaa)"),
        ("fill", "url(#sky) #ffffff", "url(#sky) #fff0d8"),
        ("style", "stroke-width:2;fill:#000000", "stroke-width:2;fill:#20180c"),
        ("href", "#abcdef", "#abcdef"),
        ("d", "M0 0", "M0 0"),
    ],
)
def test_only_colours_are_graded(name: str, value: str, expected: str) -> None:
    assert graded_attribute(name, value, LIGHT) == expected
