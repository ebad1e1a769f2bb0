"""The end of a ring: its first picture made again, now around the last one, with its edge as it was."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

import cv2
import numpy as np

from composer.painting.painter import Picture, Step

#: So far from the edge the first picture stays as it is, and so much further the new one comes in, in heights.
_KEPT, _BLENDED = 0.06, 0.12


@runtime_checkable
class Closer(Protocol):
    """A painter that would not paint the same surroundings twice, and so closes a ring in its own way."""

    def close(self, step: Step, first: Picture, inner: Picture) -> Picture:
        """A picture that is exactly ``first`` along its edge and goes with ``inner`` around its portal.

        Parameters
        ----------
        step : Step
        first, inner : uint8 arrays, shape (step.height, step.width, 3)
            The step's first picture, painted around nothing; keyframe ``step.index + 1``.
        """
        ...


def framed(picture: Picture, frame: Picture) -> Picture:
    """A picture with the edge of another of the same shape, blended softly.

    Most painters paint the same surroundings whatever is inside, or retouch them near the portal. The innermost
    keyframe of a ring holds the first picture already: along its edge it must not change any more.
    """
    height, width = picture.shape[:2]
    x = np.minimum(np.arange(width) + 0.5, width - np.arange(width) - 0.5).astype(np.float32) / height
    y = np.minimum(np.arange(height) + 0.5, height - np.arange(height) - 0.5).astype(np.float32) / height
    t = np.clip((np.minimum(x[None, :], y[:, None]) - _KEPT) / _BLENDED, 0, 1)
    share = t * t * (3 - 2 * t)
    return np.asarray(cv2.blendLinear(frame, picture, 1 - share, share), np.uint8)
