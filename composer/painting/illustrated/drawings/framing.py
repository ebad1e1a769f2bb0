"""Where the frame lies on a drawing, so that the next scene's frame just fits into the drawing's opening."""

from __future__ import annotations

import cmath
import math
from dataclasses import dataclass

from composer.geometry import Similarity, corners
from composer.painting.illustrated.drawings.outline import Polygon, centre_of, fitting_height

#: The next frame fills this share of what fits, so that the rim of the opening stays just outside of it.
RIM_SHARE = 0.96
#: How much wider than composed a drawing may be framed where its opening is far larger than the next frame.
_WIDEST = 1.25


@dataclass(frozen=True, kw_only=True)
class Composition:
    """How a drawing is composed for one shape of picture.

    Attributes
    ----------
    box : (x, y, width, height)
        What must be in the picture, in the drawing's units.
    opening : Polygon
        Convex outline in which the next scene is seen.
    """

    box: tuple[float, float, float, float]
    opening: Polygon

    @property
    def centre(self) -> complex:
        """The middle of the opening."""
        return centre_of(self.opening)


@dataclass(frozen=True, kw_only=True)
class Aim:
    """What a scene asks of its picture: its shape, and how the next frame lies in it.

    ``at`` is None where the storyboard leaves the place of the opening to the drawing. Where nothing ``opens``, the
    drawing is framed as it is composed.
    """

    aspect: float
    magnification: float
    turn_degrees: float = 0.0
    at: tuple[float, float] | None = None
    opens: bool = True


def shape_of(aspect: float) -> str:
    """``wide``, ``square`` or ``tall``: which of a drawing's compositions suits a picture."""
    if aspect >= 1.25:
        return "wide"
    return "tall" if aspect <= 0.8 else "square"


def opening_place(composition: Composition, aim: Aim) -> tuple[float, float]:
    """Centre of the next frame as fractions of the picture: as written, else as composed, kept within the picture.

    A frame narrower than composed shrinks about the opening, so the place is the same for every magnification. A scene
    of one picture, which nothing ever fills, is framed as it is composed, wherever its opening lies.
    """
    if aim.at is not None:
        return aim.at
    x, y, width, height = composition.box
    natural = _natural_height(composition, aim)
    middle = complex(x + width / 2, y + height / 2)
    offset = (composition.centre - middle) / natural
    if not aim.opens and aim.magnification == 1:
        return offset.real / aim.aspect + 0.5, offset.imag + 0.5
    turned = [
        corner * cmath.rect(1 / aim.magnification, math.radians(aim.turn_degrees)) for corner in corners(aim.aspect)
    ]
    room_x = max(aim.aspect / 2 - max(abs(point.real) for point in turned), 0)
    room_y = max(0.5 - max(abs(point.imag) for point in turned), 0)
    place_x = min(max(offset.real, -room_x), room_x) / aim.aspect + 0.5
    place_y = min(max(offset.imag, -room_y), room_y) + 0.5
    return round(place_x, 4), round(place_y, 4)


def frame_on_drawing(composition: Composition, aim: Aim) -> Similarity:
    """Maps the scene's first frame (centre 0, height 1) into the drawing's units."""
    natural = _natural_height(composition, aim)
    fits = fitting_height(
        composition.opening, composition.centre, aspect=aim.aspect, turn=math.radians(aim.turn_degrees)
    )
    height = RIM_SHARE * fits * aim.magnification if aim.opens else natural
    if height > natural:
        height = natural * min(_WIDEST, (height / natural) ** 0.25)
    place = opening_place(composition, aim)
    offset = complex((place[0] - 0.5) * aim.aspect, place[1] - 0.5)
    return Similarity(height, composition.centre - height * offset)


def _natural_height(composition: Composition, aim: Aim) -> float:
    _, _, width, height = composition.box
    return max(height, width / aim.aspect)
