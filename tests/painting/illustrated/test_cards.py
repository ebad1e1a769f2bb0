"""A scene that no drawing suits gets a card with its year and its words."""

from __future__ import annotations

import numpy as np
import pytest
from drawn_board import board_of, scene_of, step_of

from composer.fonts import typeface
from composer.painting.illustrated import IllustratedPainter
from composer.painting.illustrated.staging.lettering import LONGEST, set_in_box
from composer.painting.illustrated.staging.people import words_of
from composer.storyboard.records import Scene

FACE = typeface("comfortaa")


def card(**fields):
    storyboard = board_of(scene_of("card", **fields))
    return IllustratedPainter(storyboard, {}).paint(step_of(storyboard, 0, size=(320, 180)), None)


def test_a_card_shows_its_year_and_its_words():
    plain = card(year=None, prompt="letters in an attic")
    assert np.any(card(year=1974, prompt="letters in an attic")[:60] != plain[:60])
    assert np.any(card(year=None, prompt="a broken radio")[130:] != plain[130:])


@pytest.mark.parametrize(
    "prompt",
    [
        "",
        "  ",
        "a < b & \"c\" > 'd' ]]> <!--",
        "Ζωή και φως",
        "Жизнь и свет",
        "日本語 🙂",
        "word " * 200,
        "x" * 500,
        "a\nb\tc\x07",
    ],
)
def test_any_words_make_a_card(prompt):
    assert card(prompt=prompt).shape == (180, 320, 3)


def test_what_a_card_says():
    assert words_of(Scene(id="a", prompt="{june} waits", caption="One day")) == "One day"
    assert (
        words_of(Scene(id="a", prompt="{june} and {theo:25} wait", year=1990, caption="1990")) == "June and Theo wait"
    )
    assert words_of(Scene(id="the-letter", prompt=" ")) == "the letter"


def test_lines_fit_their_box_and_long_texts_end_at_a_word():
    lines = set_in_box("one two three four five six seven eight nine ten", FACE, width=400, height=120, largest=60)
    assert " ".join(lines.lines) == "one two three four five six seven eight nine ten"
    assert len(lines.lines) * lines.leading <= 120
    long = " ".join(set_in_box("wonderful " * 40, FACE, width=400, height=120, largest=60).lines)
    assert long.endswith("wonderful…")
    assert len(long) <= LONGEST + 1
    assert set_in_box("", FACE, width=400, height=120, largest=60).lines == ()
