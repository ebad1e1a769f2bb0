"""The inner loop of texture, compiled: every pixel in whole numbers, the same on every machine."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from composer.painting.illustrated.texture.plates import Plate
from composer.resampling.kernels import compiled

#: Lights are given at every so many pixels, in fixed point: 1 is 1 << LIGHT_BITS.
PITCH_BITS = 3
LIGHT_BITS = 12
#: Noise is in units of 1 / (1 << NOISE_BITS) of a level of an 8-bit picture.
NOISE_BITS = 16


@compiled
def expose(
    picture: NDArray[np.uint8],
    lights: NDArray[np.int32],
    plates: tuple[Plate, Plate],
    corners: NDArray[np.int64],
    strengths: NDArray[np.int64],
) -> None:
    """Change a picture's light and lay noise over it, in place.

    Parameters
    ----------
    picture : uint8 array, shape (height, width, 3)
    lights : int32 array, shape (height // 8 + 2, width // 8 + 2, 4)
        At every eighth pixel: a factor, and red, green and blue that are laid over as light; linear in between.
    plates : two int16 arrays
        Grain and streaks; they repeat.
    corners : int64 array, shape (2, 2)
        Which row and column of each plate lies on the first pixel.
    strengths : int64 array, shape (2,)
        Of grain and streaks: what a plate's value is multiplied by to have noise in the fixed point above. Grain is
        strongest on middle greys and goes to a third of that on black and white.
    """
    height, width = picture.shape[:2]
    pitch = 1 << PITCH_BITS
    grain, streaks = plates
    size = grain.shape[0]
    row = np.empty((lights.shape[1], 4), np.int64)
    half, light_half = 1 << (NOISE_BITS - 1), 1 << (LIGHT_BITS - 1)
    for y in range(height):
        node, part = y >> PITCH_BITS, y & (pitch - 1)
        changed = False
        for i in range(lights.shape[1]):
            for k in range(4):
                row[i, k] = lights[node, i, k] * (pitch - part) + lights[node + 1, i, k] * part
            if row[i, 0] != pitch << LIGHT_BITS or row[i, 1] != 0:
                changed = True
        for x in range(width):
            red, green, blue = np.int64(picture[y, x, 0]), np.int64(picture[y, x, 1]), np.int64(picture[y, x, 2])
            if changed:
                at, share = x >> PITCH_BITS, x & (pitch - 1)
                rest = pitch - share
                factor = (row[at, 0] * rest + row[at + 1, 0] * share) >> (2 * PITCH_BITS)
                red = (red * factor + light_half) >> LIGHT_BITS
                green = (green * factor + light_half) >> LIGHT_BITS
                blue = (blue * factor + light_half) >> LIGHT_BITS
                glow = (row[at, 1] * rest + row[at + 1, 1] * share) >> (2 * PITCH_BITS)
                red += ((255 - red) * glow + light_half) >> LIGHT_BITS
                glow = (row[at, 2] * rest + row[at + 1, 2] * share) >> (2 * PITCH_BITS)
                green += ((255 - green) * glow + light_half) >> LIGHT_BITS
                glow = (row[at, 3] * rest + row[at + 1, 3] * share) >> (2 * PITCH_BITS)
                blue += ((255 - blue) * glow + light_half) >> LIGHT_BITS
            level = (54 * red + 183 * green + 19 * blue) >> 8
            off = level - 128 if level > 128 else 128 - level
            noise = grain[(y + corners[0, 0]) & (size - 1), (x + corners[0, 1]) & (size - 1)] * strengths[0]
            noise = noise * (192 - off) // 192
            noise += streaks[(y + corners[1, 0]) & (size - 1), (x + corners[1, 1]) & (size - 1)] * strengths[1]
            added = (noise + half) >> NOISE_BITS
            picture[y, x, 0] = min(max(red + added, 0), 255)
            picture[y, x, 1] = min(max(green + added, 0), 255)
            picture[y, x, 2] = min(max(blue + added, 0), 255)
