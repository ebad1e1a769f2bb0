from pathlib import Path

import pytest

from composer.storyboard.decades import PALETTE_ROLES, built_in_looks, decade_look
from composer.storyboard.records import DecadeLook, Scene, Storyboard

DECADES = [None, *range(1920, 2030, 10)]
OWN_PALETTE = ("#000001", "#000002", "#000003", "#000004", "#000005", "#000006")


def board(year: int | None, decades: dict[int, DecadeLook]) -> tuple[Storyboard, Scene]:
    scene = Scene(id="a", prompt="a", year=year)
    return Storyboard(file=Path("a.yaml"), scenes=(scene,), decades=decades), scene


def channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def luminance(colour: str) -> float:
    red, green, blue = channels(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_every_decade_from_the_1920s_to_the_2020s_and_the_timeless_look_are_built_in() -> None:
    assert set(built_in_looks()) == set(DECADES)


@pytest.mark.parametrize("decade", DECADES)
def test_a_palette_has_six_colours_from_light_sky_to_dark_ink(decade: int | None) -> None:
    colours = dict(zip(PALETTE_ROLES, built_in_looks()[decade].palette, strict=True))
    lightness = {role: luminance(colour) for role, colour in colours.items()}
    assert lightness["sky"] == max(lightness.values())
    assert lightness["ink"] == min(lightness.values())
    assert lightness["sky"] - lightness["ground"] > 100
    assert lightness["ground"] - lightness["ink"] > 20
    warm, cool = channels(colours["warm"]), channels(colours["cool"])
    assert warm[0] - warm[2] > cool[0] - cool[2] + 60


def test_no_two_decades_have_palettes_that_could_be_confused() -> None:
    palettes = [built_in_looks()[decade].palette for decade in DECADES]
    for i, one in enumerate(palettes):
        for other in palettes[i + 1 :]:
            steps = [
                sum((a - b) ** 2 for a, b in zip(channels(p), channels(q), strict=True)) ** 0.5
                for p, q in zip(one, other, strict=True)
            ]
            assert sum(steps) / 6 > 30


def test_a_scene_looks_like_its_decade() -> None:
    assert decade_look(*board(1987, {})) == built_in_looks()[1980]


@pytest.mark.parametrize("year", [None, 1815, 2087])
def test_a_scene_without_a_known_decade_is_timeless(year: int | None) -> None:
    assert decade_look(*board(year, {})) == built_in_looks()[None]


def test_the_storyboards_own_words_keep_the_built_in_palette() -> None:
    look = decade_look(*board(1980, {1980: DecadeLook(look="faded Kodachrome")}))
    assert look == DecadeLook(look="faded Kodachrome", palette=built_in_looks()[1980].palette)


def test_the_storyboards_own_palette_keeps_the_built_in_words() -> None:
    look = decade_look(*board(1984, {1980: DecadeLook(palette=OWN_PALETTE)}))
    assert look == DecadeLook(look=built_in_looks()[1980].look, palette=OWN_PALETTE)


def test_a_decade_without_a_built_in_look_can_be_given_one() -> None:
    look = decade_look(*board(1815, {1810: DecadeLook(look="oil on canvas")}))
    assert look == DecadeLook(look="oil on canvas", palette=built_in_looks()[None].palette)
