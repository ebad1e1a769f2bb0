"""The shipped drawings and the words that call for them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

import yaml

from composer.errors import ComposerError
from composer.painting.illustrated.drawing import Drawing, shipped_drawing
from composer.storyboard.records import Scene

#: The drawing for scenes that no other drawing suits.
CARD = "card"
#: A scene whose words weigh less than this gets a card.
_ENOUGH = 2.0
_ID_SHARE = 0.75


@dataclass(frozen=True, kw_only=True)
class Motif:
    """One drawing of the catalogue.

    ``shows`` says in a few words what is on it; ``words`` weighs the words and phrases that call for it.
    """

    name: str
    shows: str
    words: Mapping[str, float]

    def score(self, scene: Scene) -> float:
        """How well the drawing suits a scene's prompt and id, >= 0; 2 and more is a match."""
        return self._weigh(scene.prompt) + _ID_SHARE * self._weigh(scene.id)

    def drawing(self) -> Drawing:
        """The drawing itself; raises ComposerError where its file is broken."""
        return shipped_drawing(self.name)

    def _weigh(self, text: str) -> float:
        words = _words(text)
        joined = f" {' '.join(words)} "
        return sum(weight for phrase, weight in self.words.items() if f" {' '.join(_words(phrase))} " in joined)


@cache
def motifs() -> tuple[Motif, ...]:
    """All motifs, in the order of ``motifs.yaml``; on equal scores the earlier one is chosen.

    Examples
    --------
    >>> [motif.shows for motif in motifs() if motif.name == "wedding"]
    ['a couple before a church']
    """
    text = files("composer.painting").joinpath("artwork", "motifs.yaml").read_text(encoding="utf-8")
    entries = yaml.safe_load(text)
    return tuple(
        Motif(name=name, shows=entry["shows"], words=MappingProxyType(dict(entry["words"])))
        for name, entry in entries.items()
    )


def motif_for(scene: Scene) -> Motif | None:
    """The motif that a scene names, else the one that its words call for; None: a card suits it.

    Raises ComposerError where ``scene.motif`` names no drawing; ``card`` asks for a card.
    """
    if scene.motif:
        return _named(scene)
    best = max(motifs(), key=lambda motif: motif.score(scene))
    return best if best.score(scene) >= _ENOUGH else None


def _named(scene: Scene) -> Motif | None:
    if scene.motif == CARD:
        return None
    by_name = {motif.name: motif for motif in motifs()}
    if scene.motif in by_name:
        return by_name[scene.motif]
    names = [*by_name, CARD]
    close = difflib.get_close_matches(scene.motif, names, n=1)
    raise ComposerError(
        f'no drawing is called "{scene.motif}"',
        f'did you mean "{close[0]}"?' if close else f"the drawings are {', '.join(names)}",
    )


def _words(text: str) -> list[str]:
    """Lower-case words without ``{names}``, in the singular as far as endings tell."""
    plain = re.sub(r"\{[^}]*\}", " ", text.lower())
    return [_singular(word) for word in re.findall(r"[^\W_]+", plain)]


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith(("sses", "shes", "ches", "xes", "uses")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word
