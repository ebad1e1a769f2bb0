"""Where a picture lies in its portal, pixel by pixel."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from composer.geometry import Similarity


def portal_depth(portal: Similarity, aspect: float, size: tuple[int, int]) -> NDArray[np.float64]:
    """How far each pixel of a picture lies inside its portal's border, in heights of the inner picture; < 0 outside.

    Parameters
    ----------
    portal : Similarity
        Maps the inner picture's frame into the outer one's.
    aspect : float
        Width over height of both frames.
    size : (width, height)
        Of the outer picture in pixels; where its aspect is another one, it is stretched.

    Returns
    -------
    float64 array, shape (height, width)
    """
    x = ((np.arange(size[0]) + 0.5) / size[0] - 0.5) * aspect
    y = (np.arange(size[1]) + 0.5) / size[1] - 0.5
    inside = (x[None, :] + 1j * y[:, None] - portal.b) / portal.a
    depth: NDArray[np.float64] = np.minimum(aspect / 2 - np.abs(inside.real), 0.5 - np.abs(inside.imag))
    return depth
