"""Who is in a drawing: the cast's looks as colours and hair, aged by the scene's year; strangers by seed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import yaml

from composer.painting.illustrated.colours import mix
from composer.storyboard.records import Person, Scene, Storyboard

_GREY = "#c9c5c1"
_YOUNGEST = 5
_NAMES = re.compile(r"\{\s*(\w+)")
#: Stature by age, as a share of the adult's: growth curves rounded to what reads in a drawing.
_STATURE = ((0, 0.30), (2, 0.48), (5, 0.62), (8, 0.73), (12, 0.86), (16, 0.97), (18, 1.0), (60, 1.0), (80, 0.95))


@dataclass(frozen=True, kw_only=True)
class Look:
    """How one person is drawn; colours are ``#rrggbb``, ``style`` is a way of wearing hair in ``people.svg``."""

    kind: str
    age: int
    skin: str
    hair: str
    style: str
    glasses: bool = False
    beard: bool = False
    moustache: bool = False
    freckles: bool = False

    @property
    def stature(self) -> float:
        """Height as a share of an adult's."""
        return stature(self.age)

    @property
    def features(self) -> str:
        """Which face suits the age: ``child``, ``adult`` or ``old``."""
        return "child" if self.age < 13 else "old" if self.age >= 62 else "adult"

    def as_json(self) -> Mapping[str, object]:
        """All fields as plain values."""
        return asdict(self)


def stature(age: int) -> float:
    """Height at an age, as a share of an adult's."""
    return float(np.interp(age, [years for years, _ in _STATURE], [share for _, share in _STATURE]))


@cache
def _words() -> Mapping[str, Any]:
    text = files("composer.painting").joinpath("artwork", "people.yaml").read_text(encoding="utf-8")
    words: Mapping[str, Any] = yaml.safe_load(text)
    return words


def leads(storyboard: Storyboard, scene: Scene) -> tuple[Person | None, Person | None]:
    """The two that a scene is about: those its prompt names, else the first two of the cast; a woman comes first.

    None stands for somebody whom the storyboard does not name.
    """
    by_name = {person.name: person for person in storyboard.cast}
    named = [by_name[name] for name in _NAMES.findall(scene.words) if name in by_name]
    people: list[Person] = list(dict.fromkeys([*named, *storyboard.cast]))
    first, second = (*people[:2], None, None)[:2]
    swapped = (first and first.kind == "man" and (second is None or second.kind != "man")) or (
        second and second.kind == "woman" and (first is None or first.kind != "woman")
    )
    return (second, first) if swapped else (first, second)


def age_in(storyboard: Storyboard, scene: Scene) -> int | None:
    """Age of the elder of a scene's leads; None where the storyboard does not say."""
    births = [person.born for person in leads(storyboard, scene) if person is not None]
    return None if scene.year is None or not births else max(scene.year - min(births), 0)


def words_of(scene: Scene) -> str:
    """What a scene's card says: its caption, else its prompt with people's names in it, else its id."""
    prompt = re.sub(r"\{\s*(\w+)[^}]*\}", lambda match: match.group(1).title(), scene.words)
    words = scene.caption.strip() or prompt.strip() or scene.id.replace("-", " ").replace("_", " ").strip()
    return words if words != str(scene.year) else prompt.strip()


def look_of(person: Person | None, *, kind: str, age: int, year: int | None) -> Look:
    """How a person looks in a year; ``kind`` and ``age`` are the drawing's own, for whoever has none.

    Whom the storyboard has born later than the scene, or shortly before, is drawn at the drawing's age: it is drawn for
    people who stand.
    """
    years = age if person is None or year is None or year < person.born + _YOUNGEST else min(year - person.born, 110)
    if person is not None and person.kind != "person":
        kind = person.kind
    default = ("#3a2419", "bob") if kind == "woman" else ("#2c1d1a", "short")
    look = Look(kind=kind, age=years, skin="#f0c4a3", hair=default[0], style=default[1])
    look = _described(look, person.looks.lower() if person else "")
    return replace(look, hair=mix(look.hair, _GREY, min(max((years - 42) / 30, 0.0), 0.95)))


def child_of(a: Person | None, b: Person | None, *, kind: str, age: int) -> Look:
    """A child of the two leads: skin between theirs, the hair of the parent of its kind."""
    mother, father = look_of(a, kind="woman", age=30, year=None), look_of(b, kind="man", age=30, year=None)
    like = mother if kind == "woman" else father
    styles = {"woman": "pigtails" if like.style != "curly" else "curly", "man": "short"}
    return Look(
        kind=kind,
        age=age,
        skin=mix(mother.skin, father.skin, 0.5),
        hair=like.hair,
        style=styles[kind],
        freckles=like.freckles,
    )


def stranger(kind: str, age: int, random: np.random.Generator) -> Look:
    """Somebody of the crowd."""
    crowd = _words()["crowd"]
    if kind == "any":
        kind = "woman" if random.random() < 0.5 else "man"
    styles = crowd["girl" if kind == "woman" and age < 13 else kind]
    hair = _pick(crowd["hair"], random)
    return Look(
        kind=kind,
        age=age,
        skin=_pick(crowd["skin"], random),
        hair=mix(hair, _GREY, min(max((age - 42) / 30, 0.0), 0.95)),
        style=_pick(styles, random),
        glasses=bool(random.random() < 0.14),
    )


def _pick(choices: list[str], random: np.random.Generator) -> str:
    return choices[int(random.random() * len(choices))]


def _described(look: Look, looks: str) -> Look:
    words = re.findall(r"[a-z]+(?:-[a-z]+)*", looks)
    found: dict[str, str] = {}
    for trait in ("hair", "skin", "styles"):
        for value, names in _words()[trait].items():
            if any(name in words for name in names):
                found.setdefault(trait, value)
    found.update(_skin_phrase(looks))
    extras: dict[str, Any] = {
        extra: any(name in words for name in names) for extra, names in _words()["extras"].items()
    }
    return replace(
        look,
        hair=found.get("hair", look.hair),
        skin=found.get("skin", look.skin),
        style=found.get("styles", look.style),
        **extras,
    )


def _skin_phrase(looks: str) -> dict[str, str]:
    """``dark skin`` speaks of skin where ``dark`` alone speaks of hair."""
    tones = {"dark": "#5a3524", "black": "#5a3524", "brown": "#84543a", "light": "#f2c9a8", "fair": "#f6d5bf"}
    match = re.search(r"\b(dark|black|brown|light|fair)[ -]+(?:skin|complexion)", looks)
    return {"skin": tones[match.group(1)]} if match else {}
