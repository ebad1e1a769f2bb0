"""The cast as it is drawn: hair, skin and features from the words of its looks, aged by the year."""

from __future__ import annotations

from dataclasses import replace
from xml.etree.ElementTree import Element

import numpy as np
import pytest
from drawn_board import JUNE, THEO, board_of, scene_of, step_of, wide_open

from composer.geometry import IDENTITY
from composer.painting.illustrated import IllustratedPainter
from composer.painting.illustrated.staging.casting import Company
from composer.painting.illustrated.staging.people import child_of, leads, look_of, stranger
from composer.storyboard.records import Person, Scene


def seen(looks: str, *, born: int = 1970, year: int = 1995, kind: str = "woman"):
    return look_of(Person(name="x", born=born, kind=kind, looks=looks), kind=kind, age=30, year=year)


@pytest.mark.parametrize(
    ("looks", "hair", "style"),
    [
        ("red curly hair, freckles", "#8c2f16", "curly"),
        ("long blonde hair", "#e2b456", "long"),
        ("short dark hair, round glasses", "#2c1d1a", "short"),
        ("Black hair in a bun", "#1c1720", "bun"),
        ("brown braids", "#5b3a24", "pigtails"),
    ],
)
def test_looks_are_seen(looks, hair, style):
    look = seen(looks)
    assert (look.hair, look.style) == (hair, style)


def test_glasses_beards_and_freckles_are_seen_only_where_they_are_written():
    assert seen("glasses").glasses
    assert seen("bearded", kind="man").beard
    assert seen("freckles").freckles
    plain = seen("tall")
    assert not any((plain.glasses, plain.beard, plain.moustache, plain.freckles))


def test_dark_skin_is_not_dark_hair():
    look = seen("dark skin, red hair")
    assert (look.skin, look.hair) == ("#5a3524", "#8c2f16")


def test_people_grow_and_turn_grey_with_the_years():
    child, grown, old = (seen("red hair", born=1972, year=year) for year in (1980, 1996, 2049))
    assert (child.age, child.features, grown.features, old.features) == (8, "child", "adult", "old")
    assert child.stature < 0.8 < grown.stature == 1.0
    assert child.hair == grown.hair == "#8c2f16"
    red, green, blue = (int(old.hair[i : i + 2], 16) for i in (1, 3, 5))
    assert max(red, green, blue) - min(red, green, blue) < 16


def test_without_a_year_or_before_birth_the_drawing_says_the_age():
    assert look_of(JUNE, kind="woman", age=17, year=None).age == 17
    assert look_of(JUNE, kind="woman", age=17, year=1960).age == 17
    assert look_of(JUNE, kind="woman", age=17, year=1978).age == 6


def test_the_leads_are_those_whom_the_prompt_names_and_a_woman_comes_first():
    ada = Person(name="ada", born=1990, kind="woman")
    storyboard = board_of(Scene(id="a", prompt=""), cast=(THEO, JUNE, ada))
    assert leads(storyboard, Scene(id="a", prompt="{theo} meets {ada}")) == (ada, THEO)
    assert leads(storyboard, Scene(id="a", prompt="nobody")) == (JUNE, THEO)
    assert leads(board_of(Scene(id="a", prompt=""), cast=(THEO,)), Scene(id="a", prompt="")) == (None, THEO)
    assert leads(board_of(Scene(id="a", prompt=""), cast=()), Scene(id="a", prompt="")) == (None, None)


def test_a_child_takes_after_both():
    child = child_of(JUNE, Person(name="x", born=1970, kind="man", looks="dark skin"), kind="woman", age=7)
    assert child.hair == "#8c2f16"
    assert child.skin not in (look_of(JUNE, kind="woman", age=30, year=None).skin, "#5a3524")


def test_strangers_repeat_with_their_random_numbers():
    crowds = [[stranger("any", 30, np.random.default_rng(seed)) for _ in range(1)] for seed in (1, 1, 2, 3, 4)]
    assert crowds[0] == crowds[1]
    assert len({repr(crowd) for crowd in crowds}) > 1


@pytest.mark.parametrize(
    ("attributes", "scene_year", "year", "age"),
    [
        ({"data-person": "a", "data-age": "27"}, 2030, 2030, 58),
        ({"data-person": "a", "data-age": "27", "data-always": ""}, 2030, 1999, 27),
        ({"data-person": "b", "data-age": "8", "data-always": ""}, 2060, 1979, 8),
        ({"data-person": "guest", "data-age": "40", "data-always": ""}, 2030, 2030, 40),
    ],
)
def test_a_portrait_shows_the_clothes_and_hair_of_its_own_year(attributes, scene_year, year, age):
    company = Company(leads=(JUNE, THEO), year=scene_year)
    role = company.role(Element("g", attributes), np.random.default_rng(0))
    assert role is not None
    assert (role.year, role.look.age) == (year, age)


def test_sad_faces_are_drawn_where_the_artwork_asks_for_them(tmp_path):
    pictures = []
    for mood in ("", 'data-mood="sad"'):
        (tmp_path / "face.svg").write_text(FACE.replace("MOOD", mood), encoding="utf-8")
        scene = Scene(id="face", prompt="", motif="face", year=2030, steps=0)
        painter = IllustratedPainter(board_of(scene), {"folder": str(tmp_path)})
        step = step_of(board_of(scene_of("bus", steps=1)), 0)
        pictures.append(painter.paint(replace(wide_open(IDENTITY, step), scene=scene), None))
    assert 0.002 < np.any(pictures[0] != pictures[1], axis=-1).mean() < 0.05


FACE = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 180"><rect width="320" height="180" fill="#274a68"/>
<g data-person="a" data-age="30"><g transform="translate(220 90)" data-head="front" MOOD/></g>
<circle id="portal" cx="60" cy="70" r="18" fill="#ffd98a"/></svg>"""
