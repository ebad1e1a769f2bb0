"""The compositor: one frame of the film from the keyframes that it shows."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from composer.geometry import Similarity, corners
from composer.zooming.boxes import Box, around, inside
from composer.zooming.frames import SamplePlane, YuvFrame
from composer.zooming.levels import Level, Levels, Plane
from composer.zooming.path import ZoomPath

#: Width of the edge between a keyframe and its sharper inner one, in heights of the inner one. Both show the same
#: there; the width only hides that one is finer.
_SOFT = 0.03
#: No edge is narrower than this.
_SHARPEST = 1e-9
#: A keyframe's edges are soft until it is within this many octaves of filling the frame; there they close, so that at
#: its arrival the whole picture is seen, and they open again behind the frame's edge as the camera flies on.
_CLOSING_OCTAVES = 0.5
#: An inner keyframe lower than this on the screen is left to the one around it, which holds it too.
_LOWEST = 48
#: Keyframes whose planes are kept beyond those of the last frame: around an arrival one more or less is shown.
_SPARE = 2
#: Keyframes looked at outward from the current one where a turned view reaches past it.
_OUTWARD = 4


@dataclass(frozen=True, kw_only=True)
class Nesting:
    """How a keyframe holds the next: its portal, and the feather under which the next was pasted, in its heights."""

    portal: Similarity
    feather: float


@dataclass(frozen=True, kw_only=True)
class Layer:
    """A keyframe as one frame shows it.

    Attributes
    ----------
    keyframe : int
    view : Similarity
        Maps the film's frame into the keyframe's.
    inset : float
        The layer is drawn from this far inside its edge, in its heights; negative for the outermost, which has none.
    soft : float
        Width over which it comes in from there, in its heights.
    """

    keyframe: int
    view: Similarity
    inset: float
    soft: float


class Compositor:
    """Draws the film's frame at any depth.

    Every keyframe holds the next one already, under a soft edge; a frame shows the current keyframe magnified, and
    inside the next ones' edges those themselves, minified and so sharper. All are sampled bilinearly at exact
    sub-pixel positions (cv2's float coordinates, off by < 1e-4 px) from a prefiltered level.

    Parameters
    ----------
    nestings : sequence of Nesting
        Of all keyframes but the innermost, the outermost first.
    load : callable
        The picture of a keyframe by its index: uint8 RGB, shape (height, width, 3).
    width, height : int
        Of the film's frame; even.
    """

    def __init__(
        self,
        nestings: Sequence[Nesting],
        load: Callable[[int], NDArray[np.uint8]],
        *,
        width: int,
        height: int,
    ) -> None:
        self._nestings = tuple(nestings)
        self._path = ZoomPath([nesting.portal for nesting in nestings])
        self._load = load
        self._kept: OrderedDict[int, Levels] = OrderedDict()
        self._frame = Box(0, 0, width, height)

    def layers(self, depth: float) -> tuple[Layer, ...]:
        """What the frame at a depth shows, the outermost first."""
        current = min(int(depth), len(self._nestings))
        first = self._outermost(current, depth)
        layers = [Layer(keyframe=first, view=self._path.frame_in(first, depth), inset=-1.0, soft=_SOFT)]
        for keyframe in range(first + 1, len(self._nestings) + 1):
            layer = self._inner_layer(keyframe, depth)
            if self._frame.bottom / layer.view.scale < _LOWEST:
                break
            layers.append(layer)
        return tuple(layers)

    def _inner_layer(self, keyframe: int, depth: float) -> Layer:
        view = self._path.frame_in(keyframe, depth)
        open_part = min(1.0, abs(math.log2(view.scale)) / _CLOSING_OCTAVES)
        feather = self._nestings[keyframe - 1].feather
        return Layer(keyframe=keyframe, view=view, inset=feather * open_part, soft=max(_SOFT * open_part, _SHARPEST))

    def _outermost(self, current: int, depth: float) -> int:
        """The nearest keyframe, outward from the current one, that covers the frame on its own."""
        for keyframe in range(current, max(current - _OUTWARD, 0), -1):
            if self._frame.within(self._core(self._inner_layer(keyframe, depth))):
                return keyframe
        return max(current - _OUTWARD, 0)

    def compose(self, depth: float) -> YuvFrame:
        """The frame at a depth in [0, number of keyframes - 1]."""
        height, width = self._frame.bottom, self._frame.right
        out = YuvFrame(
            y=np.empty((height, width), np.uint8),
            u=np.empty((height // 2, width // 2), np.uint8),
            v=np.empty((height // 2, width // 2), np.uint8),
        )
        layers = self.layers(depth)
        cores = [self._frame, *(self._core(layer) for layer in layers[1:]), Box(0, 0, 0, 0)]
        for number, layer in enumerate(layers):
            reach = self._reach(layer) if number else self._frame
            for part in reach.without(cores[number + 1]):
                self._fill(out, layer, part, cores[number])
        while len(self._kept) > len(layers) + _SPARE:
            self._kept.popitem(last=False)
        return out

    def _fill(self, out: YuvFrame, layer: Layer, part: Box, core: Box) -> None:
        """Draw the part of a layer: plainly where its core is, blended into what is there along its edge."""
        plain = part.overlap(core)
        if not plain.empty:
            self._draw(out, layer, plain, blend=False)
        for edge in part.without(core):
            self._draw(out, layer, edge, blend=True)

    def _draw(self, out: YuvFrame, layer: Layer, box: Box, *, blend: bool) -> None:
        levels = self._levels(layer.keyframe)
        level = levels.at(layer.view.scale * levels.height / self._frame.bottom)
        half = Box(box.left // 2, box.top // 2, box.right // 2, box.bottom // 2)
        mask = self._mask(layer, box, levels.aspect) if blend else None
        half_mask = None if mask is None else _halved(mask)
        for target, source, chroma in self._planes(out, level):
            place, weight = (half, half_mask) if chroma else (box, mask)
            matrix = self._matrix(layer.view, place, source, chroma=chroma)
            _warp(target[place.top : place.bottom, place.left : place.right], source, matrix, weight)

    @staticmethod
    def _planes(out: YuvFrame, level: Level) -> tuple[tuple[SamplePlane, Plane, bool], ...]:
        return (out.y, level.y, False), (out.u, level.u, True), (out.v, level.v, True)

    def _matrix(self, view: Similarity, box: Box, source: Plane, *, chroma: bool) -> NDArray[np.float64]:
        """2x3 matrix from a box's pixels to the source plane's, through the two frames."""
        width, height = self._frame.right, self._frame.bottom
        pitch = 2 if chroma else 1
        # Luma sits in the middle of its pixel; chroma in line with the even columns, midway between two rows.
        start = complex(
            pitch * box.left + 0.5 - width / 2,
            pitch * (box.top + 0.5) - height / 2,
        )
        a = view.a * pitch / height
        b = view.a * start / height + view.b
        rows, columns = source.shape
        wide, high = columns / (width / height), rows
        return np.array(
            [
                [a.real * wide, -a.imag * wide, b.real * wide + columns / 2 - 0.5],
                [a.imag * high, a.real * high, b.imag * high + rows / 2 - 0.5],
            ]
        )

    def _mask(self, layer: Layer, box: Box, aspect: float) -> NDArray[np.float32]:
        """How much of a layer shows in a box: float32, 0 to its inset, 1 from ``soft`` further in."""
        width, height = self._frame.right, self._frame.bottom
        x = (np.arange(box.left, box.right, dtype=np.float32) + np.float32(0.5 - width / 2)) / height
        y = ((np.arange(box.top, box.bottom, dtype=np.float32) + np.float32(0.5 - height / 2)) / height)[:, None]
        a, b = layer.view.a, layer.view.b
        across = np.abs(np.float32(a.real) * x - np.float32(a.imag) * y + np.float32(b.real))
        down = np.abs(np.float32(a.imag) * x + np.float32(a.real) * y + np.float32(b.imag))
        distance = np.minimum(np.float32(aspect / 2) - across, np.float32(0.5) - down)
        t = np.clip((distance - np.float32(layer.inset)) / np.float32(layer.soft), 0, 1)
        mask: NDArray[np.float32] = t * t * (3 - 2 * t)
        return mask

    def _reach(self, layer: Layer) -> Box:
        """The part of the frame where a layer shows at all."""
        points = [self._to_pixels(corner, layer) for corner in corners(self._frame.right / self._frame.bottom)]
        return around((p.real for p in points), (p.imag for p in points)).overlap(self._frame)

    def _core(self, layer: Layer) -> Box:
        """A box of the frame in which a layer shows alone."""
        aspect, inset = self._frame.right / self._frame.bottom, layer.inset + layer.soft
        size = self._frame.bottom / layer.view.scale
        box = inside(
            self._to_pixels(0j, layer),
            (aspect - 2 * inset) * size,
            (1 - 2 * inset) * size,
            -layer.view.angle,
        )
        return box.overlap(self._frame)

    def _to_pixels(self, point: complex, layer: Layer) -> complex:
        """Where a point of a layer is in the frame, in pixels from its left top corner."""
        width, height = self._frame.right, self._frame.bottom
        return (point - layer.view.b) / layer.view.a * height + complex(width / 2, height / 2)

    def _levels(self, keyframe: int) -> Levels:
        if keyframe in self._kept:
            self._kept.move_to_end(keyframe)
        else:
            self._kept[keyframe] = Levels(self._load(keyframe))
        return self._kept[keyframe]


def _halved(mask: NDArray[np.float32]) -> NDArray[np.float32]:
    size = mask.shape[1] // 2, mask.shape[0] // 2
    return np.asarray(cv2.resize(mask, size, interpolation=cv2.INTER_AREA), np.float32)


def _warp(target: SamplePlane, source: Plane, matrix: NDArray[np.float64], mask: NDArray[np.float32] | None) -> None:
    """Sample the source into the target, blended by the mask where there is one."""
    height, width = target.shape
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    drawn = cv2.warpAffine(source, matrix, (width, height), flags=flags, borderMode=cv2.BORDER_REFLECT_101)
    if mask is None:
        target[:] = drawn
    else:
        cv2.blendLinear(np.ascontiguousarray(target), drawn, 1 - mask, mask, dst=drawn)
        target[:] = drawn
