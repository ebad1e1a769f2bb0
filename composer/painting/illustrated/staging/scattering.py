"""Where copies of scattered things lie, how large they are and how turned: the same for a seed on every machine."""

from __future__ import annotations

import math
from dataclasses import dataclass
from xml.etree.ElementTree import Element

import numpy as np


@dataclass(frozen=True, kw_only=True)
class Copy:
    """One copy of a scattered thing.

    ``place`` is in the drawing's units, ``size`` a factor, ``turn`` in degrees, ``fade`` its opacity; ``pick`` and
    ``tint`` in [0, 1) choose among templates and colours.
    """

    place: complex
    size: float
    turn: float
    fade: float
    pick: float
    tint: float

    def attributes(self) -> str:
        """Its group's transform and opacity."""
        turn = f" rotate({self.turn:.4g})" if self.turn else ""
        opacity = f' opacity="{self.fade:.3g}"' if self.fade < 1 else ""
        return (
            f' transform="translate({self.place.real:.6g} {self.place.imag:.6g}){turn} scale({self.size:.4g})"{opacity}'
        )


def copies_of(element: Element, random: np.random.Generator) -> list[Copy]:
    """The copies that an element's ``data-scatter`` or ``data-ring`` asks for; those that lie farther off first."""
    far = float(element.get("data-far", "1"))
    copies = []
    for place, near in _places(element, random):
        pick, scale, turn, fade, tint = (float(share) for share in random.random(5))
        copies.append(
            Copy(
                place=place,
                size=_between(element, "data-scale", scale, 1) * (far + (1 - far) * near),
                turn=_between(element, "data-turn", turn, 0),
                fade=_between(element, "data-fade", fade, 1),
                pick=pick,
                tint=tint,
            )
        )
    return copies


def numbers(text: str) -> list[float]:
    """The numbers of a text, parted by blanks or commas."""
    return [float(word) for word in text.replace(",", " ").split()]


def _between(element: Element, name: str, share: float, default: float) -> float:
    low, high = numbers(element.get(name, f"{default} {default}"))
    return low + (high - low) * share


def _places(element: Element, random: np.random.Generator) -> list[tuple[complex, float]]:
    """Where copies lie, and how near (1) or far (0) along the area."""
    if element.get("data-ring"):
        count, x, y, rx, ry, start, end = numbers(element.get("data-ring", ""))
        shaken = [(i + random.random()) / count for i in range(int(count))]
        angles = [math.radians(start + (end - start) * share) for share in shaken]
        return [(complex(x + rx * math.cos(angle), y + ry * math.sin(angle)), 1.0) for angle in angles]
    x, y, width, height = numbers(element.get("data-area", "0 0 1 1"))
    spread = sorted(_spread(int(element.get("data-scatter", "0")), random), key=lambda place: place[1])
    return [(complex(x + across * width, y + down * height), down) for across, down in spread]


def _spread(count: int, random: np.random.Generator) -> list[tuple[float, float]]:
    """Places in the unit square, even but not regular: the R2 sequence of Martin Roberts (2018), shifted, shaken."""
    start_x, start_y = random.random(2)
    shakes = (random.random((count, 2)) - 0.5) * (0.5 / math.sqrt(max(count, 1)))
    return [
        (float((start_x + i * 0.7548776662 + dx) % 1), float((start_y + i * 0.5698402910 + dy) % 1))
        for i, (dx, dy) in enumerate(shakes)
    ]
