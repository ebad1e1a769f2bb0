from dataclasses import fields, replace
from pathlib import Path

import pytest

from composer.fonts import TYPEFACES
from composer.storyboard.decades import PALETTE_ROLES, built_in_looks, decade_look
from composer.storyboard.records import DecadeLook, Light, Scene, Storyboard, Texture

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


@pytest.mark.parametrize(
    ("own", "year"),
    [
        (DecadeLook(look="faded Kodachrome"), 1980),
        (DecadeLook(palette=OWN_PALETTE), 1984),
        (DecadeLook(light=Light(saturation=0)), 1989),
        (DecadeLook(texture=Texture()), 1923),
        (DecadeLook(lettering="lobster"), 1955),
    ],
)
def test_what_the_storyboard_says_of_a_decade_leaves_the_rest_as_built_in(own: DecadeLook, year: int) -> None:
    decade = year // 10 * 10
    said = {
        field.name: getattr(own, field.name) for field in fields(own) if getattr(own, field.name) not in ("", (), None)
    }
    assert len(said) == 1
    assert decade_look(*board(year, {decade: own})) == replace(built_in_looks()[decade], **said)


def test_a_decade_without_a_built_in_look_can_be_given_one() -> None:
    look = decade_look(*board(1815, {1810: DecadeLook(look="oil on canvas")}))
    assert look == replace(built_in_looks()[None], look="oil on canvas")


def test_older_films_are_paler_and_coarser_and_the_last_decade_has_neither_grain_nor_tint() -> None:
    looks = built_in_looks()
    texture = {decade: look.texture for decade, look in looks.items()}
    light = {decade: look.light for decade, look in looks.items()}
    assert texture[1920].grain > texture[1970].grain > texture[2000].grain > 0  # type: ignore[union-attr]
    assert light[1930].saturation < light[1970].saturation < 1 < light[1960].saturation  # type: ignore[union-attr]
    assert max(texture, key=lambda decade: texture[decade].lines) == 1990  # type: ignore[union-attr]
    assert (texture[2020], light[2020]) == (Texture(), Light())
    assert (texture[None], light[None]) == (Texture(), Light())


def test_every_decade_has_a_typeface_of_its_own_but_for_the_neutral_one() -> None:
    faces = [look.lettering for decade, look in built_in_looks().items() if decade not in (None, 2000)]
    assert len(set(faces)) == len(faces) == 10
    assert set(faces) < set(TYPEFACES)
