"""What is struck, told from what sounds on: drums without the band around them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

Float32 = NDArray[np.float32]

#: Every so many-th frame (20 ms apart) is enough to tell what lasts.
_THINNED = 2
#: Thinned frames (180 ms) that a sounding tone fills for more than half, and a stroke does not.
_LASTING = 9
#: Neighbouring bands that a stroke fills for more than half, and a tone does not.
_BROAD = 13


def struck(mel: Float32) -> Float32:
    """The share of each band, in [0, 1], that belongs to strokes: broad in frequency, short in time.

    The soft mask of Fitzgerald (2010), on mel bands: the power of the median over frequency against that of the median
    over time.

    Parameters
    ----------
    mel : float32 array, shape (n_bands, n_frames)
        Energies, not their logarithms.
    """
    thinned = mel[:, ::_THINNED]
    lasting = _median(thinned, _LASTING, axis=1) ** 2
    broad = _median(thinned, _BROAD, axis=0) ** 2
    share = broad / (broad + lasting + 1e-20)
    whole: Float32 = np.repeat(share, _THINNED, axis=1)[:, : mel.shape[1]]
    return whole


def _median(values: Float32, size: int, axis: int) -> Float32:
    size = min(size, values.shape[axis] - 1 + values.shape[axis] % 2)
    if size < 3:
        return values
    median: Float32 = ndimage.median_filter(values, size=(1, size) if axis else (size, 1), mode="nearest")
    return median
