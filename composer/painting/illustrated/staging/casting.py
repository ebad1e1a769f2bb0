"""Who stands where in a drawing: the leads, their child, the one who is left, strangers; and what they wear."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

import numpy as np

from composer.painting.illustrated.staging.people import Look, child_of, look_of, stranger
from composer.storyboard.records import Person

_STRANGE_CLOTHES = ("warm", "cool", "accent", "ground 30 warm", "cool 45 white", "warm 40 white", "accent 40 ink")


@dataclass(frozen=True, kw_only=True)
class Role:
    """One person of a drawing as they look, what colour they wear (``paint(…)``'s words), and of which year it is."""

    look: Look
    cloth: str
    year: int | None


@dataclass(frozen=True, kw_only=True)
class Company:
    """The people of a scene: its two leads, None for whom the storyboard does not name, and its year."""

    leads: tuple[Person | None, Person | None]
    year: int | None

    def role(self, element: Element, random: np.random.Generator) -> Role | None:
        """Who an element with ``data-person`` is; None where that lead is dead by then."""
        slot = self._lead(element.get("data-person", ""))
        always = element.get("data-always") is not None
        if self.is_gone(slot) and not always and element.get("data-person") != "lost":
            return None
        age, kind = int(element.get("data-age", "30")), element.get("data-kind")
        year = None if always else self.year
        a, b = self.leads
        person = self._people().get(slot)
        worn = person.born + age if always and person else self.year
        if slot == "a":
            return Role(look=look_of(a, kind=kind or "woman", age=age, year=year), cloth="accent 12 white", year=worn)
        if slot == "b":
            return Role(look=look_of(b, kind=kind or "man", age=age, year=year), cloth="cool 12 ink", year=worn)
        if slot == "child":
            look = child_of(a, b, kind=kind or "man", age=age)
            return Role(look=look, cloth="warm 12 white" if look.kind == "woman" else "cool 30 white", year=worn)
        look = stranger(kind or "any", age, random)
        return Role(look=look, cloth=_STRANGE_CLOTHES[int(random.random() * len(_STRANGE_CLOTHES))], year=worn)

    def is_gone(self, slot: str) -> bool:
        """Whether the lead ``a``, ``b``, ``lost`` or ``left`` is dead in the scene's year."""
        person = self._people().get(self._lead(slot))
        died = person.died if person else None
        return died is not None and self.year is not None and self.year > died

    def _lead(self, slot: str) -> str:
        if slot not in ("left", "lost"):
            return slot
        deaths = {name: person.died for name, person in self._people().items() if person and person.died}
        lost = min(deaths, key=lambda name: deaths[name]) if deaths else "b"
        return lost if slot == "lost" else "b" if lost == "a" else "a"

    def _people(self) -> Mapping[str, Person | None]:
        return dict(zip("ab", self.leads, strict=True))
