"""The compositor: one frame of the film from the keyframes that it shows."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from composer.geometry import Similarity
from composer.resampling.kernels import FRACTION_BITS, Fixed, Whole, find_spans
from composer.resampling.regions import Region
from composer.resampling.resample import PixelMap, View, resample
from composer.zooming.boxes import Box
from composer.zooming.frames import SamplePlane, YuvFrame
from composer.zooming.layering import Layer, Layering, Nesting
from composer.zooming.pixels import blend, finish
from composer.zooming.planes import KeyframePlanes, SizedPlanes

#: Keyframes whose planes are kept beyond those of the last frame: around an arrival one more or less is shown.
_SPARE = 2
#: Lobes of the windowed sinc; colours have less to lose than light.
_LUMA_LOBES, _CHROMA_LOBES = 3, 2
#: A layer is drawn inside its edges alone where they leave less than this of its box.
_SPARING = 0.95
#: Nominal range of luma and chroma in 8 bits (ITU-R BT.709-6, item 5.5); sharp edges overshoot it.
_LUMA_RANGE, _CHROMA_RANGE = (16, 235), (16, 240)


class Compositor:
    """Draws the film's frame at any depth.

    Every keyframe holds the next one already, under a soft edge; a frame shows the current keyframe magnified, and
    inside the next ones' edges those themselves, minified and so sharper. Each is sampled with a windowed sinc that
    is as wide as the frame's pixels, so that nothing aliases, and nothing changes in sharpness as the camera flies.

    Parameters
    ----------
    nestings : sequence of Nesting
        Of all keyframes but the innermost, the outermost first.
    load : callable
        The picture of a keyframe by its index: uint8 RGB, shape (height, width, 3).
    frame, canvas : (int, int)
        Pixels of the film's frame, width and height, both even, and of the keyframes.
    depth : int
        Bits of the frame's samples, 8 or 10.
    """

    def __init__(
        self,
        nestings: Sequence[Nesting],
        load: Callable[[int], NDArray[np.uint8]],
        *,
        frame: tuple[int, int],
        canvas: tuple[int, int],
        depth: int = 8,
    ) -> None:
        self.layering = Layering(nestings, frame=frame, canvas=canvas)
        self._load = load
        self._depth = depth
        self._kept: OrderedDict[int, KeyframePlanes] = OrderedDict()
        self._lock = Lock()

    def compose(self, depth: float) -> YuvFrame:
        """The frame at a depth in [0, number of keyframes - 1]; may be called from several threads at once."""
        layers = self.layering.at(depth)
        hidden = [*(self.layering.core(layer) for layer in layers[1:]), None]
        canvas = self._drawn(layers[0], self.layering.frame, (None, hidden[0]))
        for layer, part in zip(layers[1:], hidden[1:], strict=True):
            box = self.layering.reach(layer)
            if not box.empty:
                self._lay(layer, self._drawn(layer, box, (self.layering.shown(layer), part)), box, canvas)
        with self._lock:
            while len(self._kept) > len(layers) + _SPARE:
                self._kept.popitem(last=False)
        return self._finished(canvas)

    def _drawn(self, layer: Layer, box: Box, parts: tuple[Region | None, Region | None]) -> list[Fixed]:
        """Luma and chroma of a layer in a box of the frame, of which one part is shown and another one hidden."""
        planes, sized = self._sized(layer)
        luma = _Seen(self.layering, layer.view, box, 1)
        chroma = _Seen(self.layering, layer.view, box, 2)
        light = luma.of_plane(sized.y, planes.height / sized.pitch, parts)
        colour = chroma.of_plane(sized.u, planes.height / sized.chroma_pitch, parts)
        return [
            *resample((sized.y,), light, lobes=_LUMA_LOBES),
            *resample((sized.u, sized.v), colour, lobes=_CHROMA_LOBES),
        ]

    def _lay(self, layer: Layer, drawn: list[Fixed], box: Box, canvas: list[Fixed]) -> None:
        """Blend a layer over what is there."""
        core = self.layering.core(layer)
        for pitch, planes in ((1, slice(0, 1)), (2, slice(1, 3))):
            seen = _Seen(self.layering, layer.view, box, pitch)
            edge, alone = seen.edge(layer), seen.spans(core)
            for plane, target in zip(drawn[planes], canvas[planes], strict=True):
                blend(plane, edge, alone, box.left // pitch, box.top // pitch, target)

    def _finished(self, canvas: list[Fixed]) -> YuvFrame:
        more = self._depth - 8
        made: list[SamplePlane] = []
        for plane, (low, high) in zip(canvas, (_LUMA_RANGE, _CHROMA_RANGE, _CHROMA_RANGE), strict=True):
            out: SamplePlane = np.empty(plane.shape, np.uint16 if more else np.uint8)
            finish(plane, FRACTION_BITS - more, low << more, high << more, out)
            made.append(out)
        return YuvFrame(y=made[0], u=made[1], v=made[2])

    def _sized(self, layer: Layer) -> tuple[KeyframePlanes, SizedPlanes]:
        """A layer's keyframe, and its planes at the size to sample from."""
        with self._lock:
            if layer.keyframe in self._kept:
                self._kept.move_to_end(layer.keyframe)
            else:
                self._kept[layer.keyframe] = KeyframePlanes(self._load(layer.keyframe))
            planes = self._kept[layer.keyframe]
            return planes, planes.at(layer.view.scale * planes.height / self.layering.frame.bottom)


class _Seen:
    """A box of the frame's luma (pitch 1) or chroma (pitch 2) in a keyframe's own measure.

    Luma sits in the middle of its pixel; chroma in line with the even columns, midway between two rows.
    """

    def __init__(self, layering: Layering, view: Similarity, box: Box, pitch: int) -> None:
        frame = layering.frame
        start = complex(pitch * (box.left // pitch) + 0.5 - frame.right / 2, box.top + pitch / 2 - frame.bottom / 2)
        self._a = view.a * pitch / frame.bottom
        self._b = view.a * start / frame.bottom + view.b
        self._width, self._height = (box.right - box.left) // pitch, (box.bottom - box.top) // pitch
        self._start, self._pitch, self._aspect = start, pitch, layering.aspect

    def of_plane(self, plane: Fixed, high: float, parts: tuple[Region | None, Region | None]) -> View:
        """What is wanted of a transposed plane with ``high`` samples to the keyframe's height, of which a part of the
        frame is shown and another one hidden."""
        shown, hidden = (self._in_box(part) for part in parts)
        if shown is not None and shown.area > _SPARING * self._width * self._height:
            shown = None
        columns, rows = plane.shape
        place = PixelMap(self._a * high, self._b * high + complex(columns - 1, rows - 1) / 2)
        return View(place, self._width, self._height, shown, hidden)

    def _in_box(self, region: Region | None) -> Region | None:
        """A region of the frame, counted from the box's middle in samples of this pitch."""
        if region is None or region.empty:
            return None
        middle = self._start + self._pitch * complex(self._width - 1, self._height - 1) / 2
        return region.about(middle).shrunk(self._pitch)

    def spans(self, region: Region) -> Whole:
        """The stretches of the box's rows that lie in a region of the frame, as ``pixels.blend`` takes them."""
        spans = np.empty((self._height, 2, 2), np.int32)
        inner = self._in_box(region)
        find_spans((inner or Region.frame(0, 0)).grown(-1).numbers(), np.zeros(8), self._width, spans)
        return spans

    def edge(self, layer: Layer) -> NDArray[np.float64]:
        """The layer's edge, as ``pixels.blend`` takes it."""
        (a, turned), (across, down) = _parts(self._a), _parts(self._b)
        shown = layer.inset, layer.soft, layer.cover
        return np.array([a, turned, across, down, self._aspect / 2, 0.5, *shown])


def _parts(number: complex) -> tuple[float, float]:
    return number.real, number.imag
