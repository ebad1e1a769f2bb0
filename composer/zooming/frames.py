"""The frame as the encoder takes it: planar YUV 4:2:0 of 8 or 10 bits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

#: One plane of a frame: uint8 holds samples of 8 bits, uint16 samples of 10 bits.
SamplePlane = NDArray[np.uint8 | np.uint16]
_FloatArray = NDArray[np.float64]
#: The type that holds samples of each depth.
_TYPES = {8: np.uint8, 10: np.uint16}
#: Luma weights of red and blue (ITU-R BT.709-6, item 3.2).
_KR, _KB = 0.2126, 0.0722
_KG = 1 - _KR - _KB


@dataclass(frozen=True, kw_only=True, eq=False)
class YuvFrame:
    """One frame: BT.709, limited range, 4:2:0 with chroma sited left (as MPEG-2 and H.264 have it).

    Attributes
    ----------
    y : uint8 or uint16 array, shape (height, width), C-contiguous
        Luma; both sides even. Of 8 bits 16 to 235, of 10 bits 64 to 940.
    u, v : arrays of the same type, shape (height / 2, width / 2), C-contiguous
        Blue and red difference, in line with the even columns, midway between two rows. Of 8 bits 16 to 240 about
        128, of 10 bits 64 to 960 about 512 (ITU-R BT.709-6, item 5: each value of 10 bits is 4 times that of 8).
    """

    y: SamplePlane
    u: SamplePlane
    v: SamplePlane

    def __post_init__(self) -> None:
        height, width = self.y.shape
        if height % 2 or width % 2 or self.u.shape != (height // 2, width // 2) or self.v.shape != self.u.shape:
            raise ValueError(f"planes of shapes {self.y.shape}, {self.u.shape}, {self.v.shape} are not a 4:2:0 frame")
        for plane in (self.y, self.u, self.v):
            if plane.dtype not in _TYPES.values() or plane.dtype != self.y.dtype or not plane.flags.c_contiguous:
                raise ValueError("planes must be all uint8 or all uint16, and C-contiguous")

    @property
    def depth(self) -> int:
        """Bits of a sample: 8 or 10."""
        return 8 if self.y.dtype == np.uint8 else 10

    @classmethod
    def from_rgb(cls, rgb: NDArray[np.uint8], depth: int = 8) -> YuvFrame:
        """The frame of an sRGB picture, shape (height, width, 3), uint8; both sides even; 8 or 10 bits.

        Chroma is filtered [1 2 1] / 4 across and averaged over two rows down, so that it stays where it is seen.
        """
        red, green, blue = (rgb[..., channel].astype(np.float64) / 255 for channel in range(3))
        luma = _KR * red + _KG * green + _KB * blue
        return cls(
            y=_quantised(16 + 219 * luma, depth),
            u=_quantised(128 + 224 * _halved((blue - luma) / (2 * (1 - _KB))), depth),
            v=_quantised(128 + 224 * _halved((red - luma) / (2 * (1 - _KR))), depth),
        )

    def rgb(self) -> NDArray[np.uint8]:
        """The frame as an sRGB picture, shape (height, width, 3), uint8; chroma is interpolated at its place."""
        unit = 2.0 ** (self.depth - 8)
        luma = (self.y / unit - 16) / 219
        blue = luma + 2 * (1 - _KB) * (_doubled(self.u / unit) - 128) / 224
        red = luma + 2 * (1 - _KR) * (_doubled(self.v / unit) - 128) / 224
        green = (luma - _KR * red - _KB * blue) / _KG
        return np.clip(np.floor(255 * np.stack([red, green, blue], axis=-1) + 0.5), 0, 255).astype(np.uint8)


def _quantised(values: _FloatArray, depth: int) -> SamplePlane:
    """Samples from values on the scale of 8 bits."""
    samples: SamplePlane = np.floor(values * 2.0 ** (depth - 8) + 0.5).astype(_TYPES[depth], order="C")
    return samples


def _halved(plane: _FloatArray) -> _FloatArray:
    rows = (plane[0::2] + plane[1::2]) / 2
    padded = np.pad(rows, ((0, 0), (1, 0)), mode="edge")
    halved: _FloatArray = (padded[:, 0:-1:2] + 2 * rows[:, 0::2] + rows[:, 1::2]) / 4
    return halved


def _doubled(plane: _FloatArray) -> _FloatArray:
    padded = np.pad(plane, ((1, 1), (0, 1)), mode="edge")
    above, here, below = padded[:-2], padded[1:-1], padded[2:]
    rows = np.empty((2 * plane.shape[0], padded.shape[1]))
    rows[0::2] = (3 * here + above) / 4
    rows[1::2] = (3 * here + below) / 4
    doubled = np.empty((rows.shape[0], 2 * plane.shape[1]))
    doubled[:, 0::2] = rows[:, :-1]
    doubled[:, 1::2] = (rows[:, :-1] + rows[:, 1:]) / 2
    return doubled
