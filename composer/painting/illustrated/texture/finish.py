"""A picture with its scene's texture on it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from composer.geometry import Similarity
from composer.painting.illustrated.texture.glow import Glow, lights_at
from composer.painting.illustrated.texture.plates import DEVIATION, PLATE_SIZE, grain_plate, streak_plate
from composer.painting.painter import Picture
from composer.storyboard.records import Texture

#: Standard deviations at strength 1, in levels of an 8-bit picture.
_GRAIN_LEVELS, _STREAK_LEVELS = 8.0, 6.0
#: Pixels of a picture that has all of it.
_WHOLE = 2560 * 1440


def noise_share(width: int, height: int) -> float:
    """How strong noise is in a picture of so many pixels, so that a small one looks as a large one does when shrunk.

    The plates' deviation falls to 0.83, 0.66 and 0.46 as they are shrunk by 2, 4 and 8 from 2560x1440, as the power
    0.35 of the scale does.

    Examples
    --------
    >>> [noise_share(width, width * 9 // 16) for width in (320, 1280, 2560, 5120)]
    [0.483, 0.785, 1.0, 1.0]
    """
    return min(1.0, round(math.pow(width * height / _WHOLE, 0.175), 3))


@dataclass(frozen=True, kw_only=True, eq=False)
class Finish:
    """The texture of one scene as one canvas sees it.

    Attributes
    ----------
    texture : Texture
    glow : Glow or None
        None where nothing glows.
    on_frame : Similarity
        Maps the canvas's pixels onto the scene's first frame.
    aspect : float
        Of that frame, width over height.
    corner : (row, column)
        Which place of the plates lies on the canvas's first pixel.
    noise : float
        Strength of grain and streaks as a share of what the texture says, see ``noise_share``.
    """

    texture: Texture
    glow: Glow | None
    on_frame: Similarity
    aspect: float
    corner: tuple[int, int]
    noise: float = 1.0

    def finished(self, picture: Picture, box: tuple[int, int, int, int] | None = None) -> Picture:
        """A part of the canvas, the whole where ``box`` (left, top, right, bottom) is None, changed in place."""
        texture = self.texture
        if not any((texture.grain, texture.lines, texture.vignette, texture.halation)):
            return picture
        # Not with the others: a film whose keyframes are kept needs no compiler.
        from composer.painting.illustrated.texture.kernel import NOISE_BITS, expose

        left, top = box[:2] if box else (0, 0)
        strengths = self.noise * np.array([_GRAIN_LEVELS * texture.grain, _STREAK_LEVELS * texture.lines])
        row, column = self.corner[0] + top, self.corner[1] + left
        expose(
            picture,
            self._lights(picture, complex(left, top)),
            (grain_plate(), streak_plate() if texture.lines else grain_plate()),
            np.array([[row, column], [row, column]], np.int64) % PLATE_SIZE,
            np.rint(strengths / DEVIATION * (1 << NOISE_BITS)).astype(np.int64),
        )
        return picture

    def _lights(self, picture: Picture, corner: complex) -> NDArray[np.int32]:
        from composer.painting.illustrated.texture.kernel import LIGHT_BITS, PITCH_BITS

        height, width = picture.shape[:2]
        rows, columns = ((length >> PITCH_BITS) + 2 for length in (height, width))
        nodes = (np.arange(columns)[None, :] + 1j * np.arange(rows)[:, None]) * (1 << PITCH_BITS)
        points = self.on_frame.a * (nodes + corner + (0.5 + 0.5j)) + self.on_frame.b
        lights = lights_at(points, self.texture, self.glow, self.aspect)
        return np.rint(lights * (1 << LIGHT_BITS)).astype(np.int32)
