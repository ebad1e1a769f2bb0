"""Which drawing a scene gets, and what is said where a drawing is broken."""

from __future__ import annotations

import pytest
from drawn_board import board_of
from seed_prompts import PROMPTS

from composer.errors import ComposerError, StoryboardError
from composer.painting.illustrated import IllustratedPainter
from composer.painting.illustrated.choosing.catalogue import catalogue_of, motifs
from composer.painting.illustrated.drawings.drawing import read_drawing
from composer.storyboard.records import Scene


@pytest.mark.parametrize(
    ("prompt", "name"),
    [
        ("{june} and {theo} meet on a yellow school bus", "bus"),
        ("Kids on two BUSES, waving", "bus"),
        ("the class rides to school", "bus"),
        ("slow dance under the mirror ball at the prom", "prom"),
        ("they dance in the gym, balloons everywhere", "prom"),
        ("first date at the drive-in cinema", "drivein"),
        ("a convertible, popcorn and a first kiss", "drivein"),
        ("the wedding in the old church", "wedding"),
        ("they get married, the bride throws her bouquet", "wedding"),
        ("their baby is born in the hospital", "birth"),
        ("newborn twins asleep in two cribs", "birth"),
        ("a birthday cake in the kitchen, the whole family", "birthday"),
        ("Christmas dinner at home", "dinner"),
        ("an old couple on a porch bench at sunset", "bench"),
        ("grandparents by the lake", "bench"),
        ("a night sky full of stars", "stars"),
        ("the Milky Way over the hills", "stars"),
    ],
)
def test_the_words_of_a_prompt_choose_its_drawing(prompt, name):
    motif = catalogue_of().motif_for(Scene(id="scene", prompt=prompt))
    assert motif is not None
    assert motif.name == name


def test_there_are_prompts_for_every_drawing():
    assert set(PROMPTS) == {motif.name for motif in motifs()}


@pytest.mark.parametrize(
    ("prompt", "name"), [(prompt, name) for name, prompts in PROMPTS.items() for prompt in prompts]
)
def test_a_drawing_is_found_by_the_words_of_five_languages(prompt, name):
    motif = catalogue_of().motif_for(Scene(id="scene", prompt=prompt))
    assert motif is not None
    assert motif.name == name


@pytest.mark.parametrize(
    ("prompt", "age", "name"),
    [
        ("the yellow school bus", 8, "bus"),
        ("the yellow school bus", 36, "schoolrun"),
        ("at the hospital, a baby", 28, "birth"),
        ("in the hospital, a nurse", 80, "hospital"),
        ("dancing", 17, "prom"),
        ("dancing in the kitchen", 74, "kitchen"),
    ],
)
def test_the_age_of_the_leads_decides_between_drawings_that_words_suit_alike(prompt, age, name):
    motif = catalogue_of().motif_for(Scene(id="scene", prompt=prompt), age)
    assert motif is not None
    assert motif.name == name


def test_the_id_speaks_where_the_prompt_is_silent():
    assert catalogue_of().motif_for(Scene(id="school-bus", prompt="{june} waves")).name == "bus"
    assert catalogue_of().motif_for(Scene(id="the_wedding", prompt="everyone is happy")).name == "wedding"


def test_a_named_motif_wins_over_the_words():
    assert catalogue_of().motif_for(Scene(id="a", prompt="a wedding", motif="bus")).name == "bus"
    assert catalogue_of().motif_for(Scene(id="a", prompt="a wedding", motif="card")) is None


@pytest.mark.parametrize(
    "prompt", ["", "quarterly figures of a steel works", "{june}", "バスに乗る", "business as usual"]
)
def test_words_that_no_drawing_suits_get_a_card(prompt):
    assert catalogue_of().motif_for(Scene(id="scene", prompt=prompt)) is None


def test_names_of_the_cast_choose_no_drawing():
    assert catalogue_of().motif_for(Scene(id="scene", prompt="{bride} and {moon}")) is None


def test_a_motif_that_there_is_none_of_is_named_with_the_nearest_one():
    with pytest.raises(StoryboardError) as caught:
        IllustratedPainter(board_of(Scene(id="bus-ride", prompt="x", motif="buss")), {})
    (problem,) = caught.value.problems
    assert (problem.path, problem.message) == ("scenes[0].motif", 'no drawing is called "buss"')
    assert problem.hint == 'did you mean "bus"?'


def test_every_motif_finds_itself_by_what_it_shows():
    for motif in motifs():
        assert catalogue_of().motif_for(Scene(id="scene", prompt=motif.shows)) == motif


def test_an_option_is_refused_by_name():
    with pytest.raises(StoryboardError) as caught:
        IllustratedPainter(board_of(Scene(id="a", prompt="")), {"style": "noir"})
    (problem,) = caught.value.problems
    assert (problem.path, problem.message) == (
        "painter.illustrated.style",
        'the illustrated painter has no option "style"',
    )


FRAMES = "".join(f'<rect id="frame-{shape}" width="90" height="90"/>' for shape in ("wide", "square", "tall"))


def svg(portal: str, frames: str = FRAMES) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg"><g id="composition">{frames}</g><g id="ending"/>{portal}</svg>'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<svg", "this drawing is not well-formed SVG"),
        ("<html/>", "this drawing's outermost element is <html>"),
        (svg(""), "this drawing has no portal"),
        (svg('<rect id="portal" x="9" y="9" width="9" height="9"/>', frames=""), "this drawing has no frame-wide"),
        (svg('<path id="portal" d="M0 0 L9 0 L3 3 L0 9 Z"/>'), "an opening is a closed convex outline"),
        (svg('<circle id="portal" cx="200" cy="9" r="9"/>'), "the portal's middle lies outside of frame-wide"),
    ],
)
def test_a_broken_drawing_is_named_with_what_is_wrong(text, message, tmp_path):
    file = tmp_path / "boat.svg"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ComposerError) as caught:
        read_drawing(file)
    assert caught.value.message.startswith(f"{file}: ")
    assert message in caught.value.message


def test_a_missing_drawing_is_named(tmp_path):
    with pytest.raises(ComposerError, match=r"boat\.svg: this drawing cannot be read"):
        read_drawing(tmp_path / "boat.svg")
