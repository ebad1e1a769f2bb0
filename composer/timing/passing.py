"""When the camera passes a depth: its path read the other way round."""

from __future__ import annotations

import math

import numpy as np

from composer.timing.camera import CameraPath


def frame_at_depth(camera: CameraPath, depth: float, *, is_leaving: bool, lap: int = 0) -> float | None:
    """The frame at which the camera is at a depth, a fraction between two frames.

    Parameters
    ----------
    camera : CameraPath
    depth : float
        In keyframes.
    is_leaving : bool
        Where the camera rests at the depth: the last frame of the rest, not the first.
    lap : int
        Keyframes of a loop, in which every depth comes again after so many; 0 for a film that is none.

    Returns
    -------
    float or None
        In [0, frames - 1], in a loop below frames; None where the camera is never so deep.

    Examples
    --------
    >>> frame_at_depth(CameraPath(depths=np.array([0.0, 0.5, 1.5, 1.5, 2.0])), 1.0, is_leaving=True)
    1.5
    """
    depths = camera.depths
    sign = 1 if depths[-1] >= depths[0] else -1
    path, wanted = sign * depths, sign * depth
    if lap:
        path = np.append(path, path[0] + lap)
        wanted += lap * math.ceil((path[0] - wanted) / lap)
    if not path[0] <= wanted <= path[-1]:
        return None
    after = int(np.searchsorted(path, wanted, "right" if is_leaving else "left"))
    before = max(after - 1, 0)
    after = min(after, len(path) - 1)
    way = path[after] - path[before]
    return float(before + (wanted - path[before]) / way) if way > 0 else float(before if is_leaving else after)
