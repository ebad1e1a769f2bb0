"""Emblems of a card: small pictures for the nouns of a prompt that no drawing suits."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import yaml

from composer.painting.illustrated.choosing.wording import Stems, english_stems, stems_of
from composer.storyboard.records import Scene

#: No card shows more.
MOST = 3


def emblems_of(scene: Scene) -> tuple[str, ...]:
    """Names of at most ``MOST`` emblems, in the order of the words that call for them; the id speaks last.

    Examples
    --------
    >>> emblems_of(Scene(id="a", prompt="their dog chases a butterfly by the sea"))
    ('dog', 'butterfly', 'wave')
    """
    found: dict[str, None] = {}
    for text in (scene.words, scene.id):
        stems = english_stems(text)
        places: dict[str, int] = {}
        for phrase, emblem in _emblems().items():
            place = _place(stems, phrase)
            if place is not None:
                places[emblem] = min(place, places.get(emblem, place))
        found |= dict.fromkeys(sorted(places, key=places.__getitem__))
    return tuple(found)[:MOST]


def _place(stems: Stems, phrase: Stems) -> int | None:
    """Index of the first word of a phrase among stems; None where it is not there."""
    return next((at for at in range(len(stems)) if stems[at : at + len(phrase)] == phrase), None)


@cache
def _emblems() -> Mapping[Stems, str]:
    """The emblem of each word or phrase."""
    text = files("composer.painting").joinpath("artwork", "emblems.yaml").read_text(encoding="utf-8")
    return {stems_of(word): name for name, words in yaml.safe_load(text).items() for word in words.split(",")}
