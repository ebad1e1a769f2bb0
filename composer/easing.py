"""How the camera moves through a scene: the table of easings.

An easing is a speed: relative to the scene's mean speed, over the scene's time u in [0, 1]. Its mean is 1, so every
easing covers the same depth, and it is never below 0.2, so the camera never stands still or turns back. Where two
scenes meet, the camera blends their speeds (``composer.timing.camera``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Easing:
    """A named speed curve.

    Attributes
    ----------
    name : str
        As the storyboard writes it.
    meaning : str
        One line for help and docs.
    speed : callable
        float64 array u in [0, 1] -> float64 array of the same shape, speed over the scene's mean speed, mean 1.
    """

    name: str
    meaning: str
    speed: Callable[[FloatArray], FloatArray]


# Each bump below has mean 1 over [0, 1] (a Beta density), mixed with a constant so that the mean stays 1.
_TABLE = (
    Easing(name="steady", meaning="one speed throughout", speed=np.ones_like),
    Easing(
        name="glide",
        meaning="leaves softly, flies, arrives softly",
        speed=lambda u: 0.4 + 0.6 * 30 * u**2 * (1 - u) ** 2,
    ),
    Easing(name="surge", meaning="leaps off the beat, then settles", speed=lambda u: 0.4 + 0.6 * 4 * (1 - u) ** 3),
    Easing(
        name="linger",
        meaning="stays with the scene, then moves on",
        speed=lambda u: 0.2 + 0.8 * 20 * u**3 * (1 - u),
    ),
    Easing(name="rush", meaning="gathers speed all the way into the next scene", speed=lambda u: 0.3 + 0.7 * 4 * u**3),
)

#: Every easing by its name.
EASINGS: dict[str, Easing] = {easing.name: easing for easing in _TABLE}
