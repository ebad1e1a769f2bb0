"""A prompt that no drawing suits gets a card with emblems of its nouns."""

from __future__ import annotations

from importlib.resources import files

import pytest
import yaml

from composer.painting.illustrated.choosing.emblems import emblems_of
from composer.painting.illustrated.drawings.parts import part
from composer.storyboard.records import Scene

EMBLEMS = yaml.safe_load(files("composer.painting").joinpath("artwork", "emblems.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("prompt", "emblems"),
    [
        ("their dog chases a butterfly by the sea", ("dog", "butterfly", "wave")),
        ("two cats, a train and mountains in the snow", ("cat", "train", "mountain")),
        ("Ihr Hund spielt Fußball am Strand", ("dog", "ball", "wave")),
        ("le chien sur la plage", ("dog", "wave")),
        ("un perro y un caballo", ("dog", "horse")),
        ("il cane e il gatto", ("dog", "cat")),
        ("quarterly figures of a steel works", ("briefcase", "city")),
        ("something unheard of", ()),
        ("{dog} sleeps", ("moon",)),
    ],
)
def test_nouns_have_emblems_in_the_order_of_the_words(prompt, emblems):
    assert emblems_of(Scene(id="scene", prompt=prompt)) == emblems


def test_the_id_gives_an_emblem_where_the_prompt_gives_none():
    assert emblems_of(Scene(id="first-dog", prompt="he is here")) == ("dog",)


@pytest.mark.parametrize("name", EMBLEMS)
def test_every_emblem_is_drawn(name):
    assert len(list(part(f"emblem-{name}").iter())) > 1
