"""Which keyframes a frame shows, and where each of them lies in it: geometry alone, without a picture."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from composer.geometry import Similarity, corners
from composer.resampling.regions import Region
from composer.zooming.boxes import Box, around
from composer.zooming.path import ZoomPath

#: Raised whenever the same layers are drawn in another way, so that frames with them are filmed again.
DRAWING = 1
#: Width of the edge between a keyframe and its sharper inner one, in heights of the inner one. Both show the same
#: there; the width only hides that one is finer.
_SOFT = 0.03
#: No edge is narrower than this.
_SHARPEST = 1e-9
#: A keyframe's edges are soft until it is within this many octaves of filling the frame; there they close, so that at
#: its arrival the whole picture is seen, and they open again behind the frame's edge as the camera flies on.
_CLOSING_OCTAVES = 0.5
#: A keyframe that has so many pixels for one of the frame's shows all that the frame can show of those in it, ...
_FINE_ENOUGH = 1.3
#: ... from here on the next one covers its own picture there; in between it comes in, so that nobody sees it come.
_COVERING = 1.15
#: What rounding may take off an edge that lies exactly on the frame's, in heights: far less than a pixel.
_HAIR = 1e-7
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
    cover : float
        How much of it shows where it shows wholly, in (0, 1].
    """

    keyframe: int
    view: Similarity
    inset: float
    soft: float
    cover: float = 1.0


class Layering:
    """The layers of the film's frame at any depth.

    Parameters
    ----------
    nestings : sequence of Nesting
        Of all keyframes but the innermost, the outermost first.
    frame, canvas : (int, int)
        Pixels of the film's frame, width and height, both even, and of the keyframes. A frame of another shape than the
        keyframes is the largest window of its shape in the middle of the camera's view.
    """

    def __init__(self, nestings: Sequence[Nesting], *, frame: tuple[int, int], canvas: tuple[int, int]) -> None:
        self.frame = Box(0, 0, *frame)
        self.aspect = canvas[0] / canvas[1]
        self._nestings = tuple(nestings)
        self._path = ZoomPath([nesting.portal for nesting in nestings])
        self._window = Similarity(min(1.0, self.aspect / (frame[0] / frame[1])), 0)
        #: Pixels of a keyframe for one of the frame's, where it fills the height of the frame.
        self._density = canvas[1] / frame[1]

    def at(self, depth: float) -> tuple[Layer, ...]:
        """What the frame at a depth in [0, number of nestings] shows, the outermost first."""
        current = min(int(depth), len(self._nestings))
        first = self._outermost(current, depth)
        layers = [Layer(keyframe=first, view=self._view(first, depth), inset=-1.0, soft=_SOFT)]
        for keyframe in range(first + 1, len(self._nestings) + 1):
            layer = self._inner_layer(keyframe, depth)
            if layer.cover <= 0:
                break
            layers.append(layer)
        return tuple(layers)

    def core(self, layer: Layer) -> Region:
        """The part of the frame, in pixels from its middle, in which a layer shows alone; empty where it covers none
        wholly."""
        return self._rectangle(layer, layer.inset + layer.soft if layer.cover >= 1 else self.aspect)

    def shown(self, layer: Layer) -> Region:
        """The rectangle, in pixels from the frame's middle, in which a layer shows at all; it may reach beyond it."""
        return self._rectangle(layer, layer.inset)

    def reach(self, layer: Layer) -> Box:
        """The part of the frame where a layer shows at all, as an upright box."""
        middle = complex(self.frame.right, self.frame.bottom) / 2
        points = [corner + middle for corner in self.shown(layer).corners()]
        return around((p.real for p in points), (p.imag for p in points)).overlap(self.frame)

    def _rectangle(self, layer: Layer, inset: float) -> Region:
        """A layer's rectangle without an edge of ``inset``, in heights of the layer."""
        size = self.frame.bottom / layer.view.scale
        centre = -layer.view.b / layer.view.a * self.frame.bottom
        turn = layer.view.scale / layer.view.a
        return Region.rectangle(centre, turn, (self.aspect / 2 - inset) * size, (0.5 - inset) * size)

    def _view(self, keyframe: int, depth: float) -> Similarity:
        return self._path.frame_in(keyframe, depth) @ self._window

    def _inner_layer(self, keyframe: int, depth: float) -> Layer:
        view = self._view(keyframe, depth)
        open_part = min(1.0, abs(math.log2(view.scale / self._window.scale)) / _CLOSING_OCTAVES)
        feather = self._nestings[keyframe - 1].feather
        around = self._view(keyframe - 1, depth).scale * self._density
        return Layer(
            keyframe=keyframe,
            view=view,
            inset=feather * open_part,
            soft=max(_SOFT * open_part, _SHARPEST),
            cover=min(1.0, max(0.0, math.log(_FINE_ENOUGH / around) / math.log(_FINE_ENOUGH / _COVERING))),
        )

    def _outermost(self, current: int, depth: float) -> int:
        """The nearest keyframe, outward from the current one, that covers the frame on its own."""
        for keyframe in range(current, max(current - _OUTWARD, 0), -1):
            if self._covers(self._inner_layer(keyframe, depth)):
                return keyframe
        return max(current - _OUTWARD, 0)

    def _covers(self, layer: Layer) -> bool:
        """Whether the whole frame lies where a layer shows alone."""
        inset = layer.inset + layer.soft
        shape = self.frame.right / self.frame.bottom
        points = [layer.view(corner) for corner in corners(shape)]
        wide, high = self.aspect / 2 - inset, 0.5 - inset
        return all(abs(p.real) <= wide + _HAIR and abs(p.imag) <= high + _HAIR for p in points)
