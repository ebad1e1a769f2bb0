"""The director's photographs shown whole: the canvas around one of any shape, and the picture that a model makes of it.

The photograph's own pixels come back over the picture when a scene's views are cut from it (see
``painting.completing``); here they only show the model what to go on from.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from composer.painting.completing import Photograph
from composer.painting.diffusion.canvas.fill import widely_blurred
from composer.painting.diffusion.canvas.surround import Surround, smooth
from composer.painting.diffusion.outpainting import INSET_SHARE, Draw, Manner, grown
from composer.painting.painter import Picture, Step

#: The mirrored surroundings are blurred by this share of the canvas' height, from so far off the photograph on.
_BLUR, _BLUR_REACH = 0.08, 0.1
#: A photograph whose border is so near to the frame's, in heights, touches it.
_TOUCHES = 1e-6


def complete(step: Step, photograph: Photograph, manner: Manner, draw: Draw) -> Picture:
    """A frame painted around a photograph by a model, in the photograph's true colours.

    Parameters
    ----------
    step : Step
        Of the completed picture.
    photograph : Photograph
    manner, draw
        As in ``outpainting.outpaint``.

    Returns
    -------
    uint8 array, shape (step.height, step.width, 3)
    """

    def canvas(size: tuple[int, int]) -> Surround:
        return photograph_canvas(photograph, step.aspect, size)

    return grown(canvas, manner, draw, 1, (step.width, step.height))[0]


def photograph_canvas(photograph: Photograph, aspect: float, size: tuple[int, int]) -> Surround:
    """The canvas around a photograph: itself at its place, its mirror image blurred around it.

    Parameters
    ----------
    photograph : Photograph
    aspect : float
        Of the frame, width over height.
    size : (width, height)
        Of the canvas in pixels; where its aspect differs from the frame's, both are stretched alike.
    """
    mirrored = _mirrored(photograph, aspect, size)
    depth = _depth(photograph, aspect, size)
    away = np.clip(-depth / _BLUR_REACH, 0, 1)[..., None].astype(np.float32)
    soft = widely_blurred(mirrored, _BLUR * size[1])
    picture = np.rint(np.clip(mirrored + (soft - mirrored) * away, 0, 255)).astype(np.uint8)
    repaint = depth < photograph.edge * INSET_SHARE
    share = (1 - smooth(depth / photograph.edge)) if photograph.edge > 0 else (depth < 0).astype(np.float32)
    return Surround(picture=picture, repaint=repaint, share=share)


def _mirrored(photograph: Photograph, aspect: float, size: tuple[int, int]) -> NDArray[np.float32]:
    """The photograph brought to its size on the canvas by averaging, mirrored as often as the canvas has room."""
    height, width = photograph.picture.shape[:2]
    tall = photograph.place.scale * size[1]
    wide = photograph.place.scale * width / height * size[0] / aspect
    inner = max(2, min(width, round(wide))), max(2, min(height, round(tall)))
    shrunk = cv2.resize(photograph.picture, inner, interpolation=cv2.INTER_AREA)
    across, down = inner[0] / wide, inner[1] / tall
    middle = photograph.place.b.real / aspect * size[0] + size[0] / 2, photograph.place.b.imag * size[1] + size[1] / 2
    matrix = np.array(
        [
            [across, 0.0, (0.5 - middle[0]) * across + inner[0] / 2 - 0.5],
            [0.0, down, (0.5 - middle[1]) * down + inner[1] / 2 - 0.5],
        ]
    )
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return cv2.warpAffine(shrunk, matrix, size, flags=flags, borderMode=cv2.BORDER_REFLECT).astype(np.float32)


def _depth(photograph: Photograph, aspect: float, size: tuple[int, int]) -> NDArray[np.float64]:
    """How far each of the canvas' pixels lies inside the photograph, in heights of the frame; < 0 outside.

    Sides that touch the frame's border do not count: nothing is painted beyond them.
    """
    height, width = photograph.picture.shape[:2]
    half_down = photograph.place.scale / 2
    half_across = half_down * width / height
    x = ((np.arange(size[0]) + 0.5) / size[0] - 0.5) * aspect - photograph.place.b.real
    y = (np.arange(size[1]) + 0.5) / size[1] - 0.5 - photograph.place.b.imag
    inside_x, inside_y = half_across - np.abs(x)[None, :], half_down - np.abs(y)[:, None]
    if half_across > aspect / 2 - _TOUCHES:
        inside_x = np.full_like(inside_x, np.inf)
    if half_down > 0.5 - _TOUCHES:
        inside_y = np.full_like(inside_y, np.inf)
    depth: NDArray[np.float64] = np.minimum(inside_x, inside_y)
    return depth
