"""A ready series of pictures, each the middle of the next, in its order and laid in the film's frame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np

from composer.errors import ComposerError
from composer.geometry import Similarity
from composer.painting.nesting import HEIGHT, LEAST, MOST, NEEDED, Grey, Nesting, find_nesting
from composer.painting.painter import Picture


@dataclass(frozen=True, kw_only=True, eq=False)
class Sighting:
    """A picture as it is matched: its file, its width over height, and its grey levels, ``HEIGHT`` high."""

    path: Path
    aspect: float
    grey: Grey


@dataclass(frozen=True, kw_only=True)
class Series:
    """Pictures from the outermost inward; ``nestings[i]`` is where picture i + 1 lies in picture i.

    A ring has as many nestings as pictures: the last is where the outermost lies in the innermost.
    """

    paths: tuple[Path, ...]
    aspects: tuple[float, ...]
    nestings: tuple[Nesting, ...]

    @property
    def is_ring(self) -> bool:
        """Whether the innermost picture holds the outermost."""
        return len(self.nestings) == len(self.paths)


@dataclass(frozen=True, kw_only=True)
class Cut:
    """What of a picture fills the frame, and how the next one's frame lies in it.

    ``offset`` is the cut's centre, in heights of the picture from its middle; ``portal`` is None for the innermost of
    a series that is no ring.
    """

    offset: complex
    portal: Similarity | None


def sight(path: Path, picture: Picture) -> Sighting:
    """What matching needs of a picture."""
    height, width = picture.shape[:2]
    size = round(HEIGHT * width / height), HEIGHT
    kind = cv2.INTER_AREA if height > HEIGHT else cv2.INTER_CUBIC
    grey = cv2.cvtColor(np.asarray(cv2.resize(picture, size, interpolation=kind), np.uint8), cv2.COLOR_RGB2GRAY)
    return Sighting(path=path, aspect=width / height, grey=grey.astype(np.float32))


def order_series(sightings: Sequence[Sighting], magnification: float | None = None, *, is_ring: bool = False) -> Series:
    """Order pictures from the outermost inward and find each in the one around it.

    Parameters
    ----------
    sightings : sequence of Sighting
        In the order of the series, inward or outward.
    magnification : float, optional
        Of every picture, where it is known.
    is_ring : bool
        The outermost picture lies in the innermost again.

    Raises
    ------
    ComposerError
        If a picture is not found in its neighbour, or the pictures differ in shape.
    """
    _check_shapes(sightings)
    if len(sightings) < 2:
        return _series(sightings, (_closing(sightings, magnification),) if is_ring else ())
    first, second = sightings[:2]
    inward = find_nesting(second.grey, first.grey, magnification)
    outward = find_nesting(first.grey, second.grey, magnification)
    if max(inward.likeness, outward.likeness) < NEEDED:
        better = max(inward, outward, key=lambda nesting: nesting.likeness)
        raise _not_nested(first, better, f"neither this picture nor {second.path.name} lies inside the other")
    ordered = list(sightings) if inward.likeness >= outward.likeness else list(reversed(sightings))
    known = {(first.path, second.path): inward, (second.path, first.path): outward}
    nestings = []
    for outer, inner in pairwise(ordered):
        nesting = known.get((outer.path, inner.path)) or find_nesting(inner.grey, outer.grey, magnification)
        if nesting.likeness < NEEDED:
            raise _not_nested(outer, nesting, f"{inner.path.name} does not lie inside this picture")
        nestings.append(nesting)
    if is_ring:
        nestings.append(_closing(ordered, magnification))
    return _series(ordered, nestings)


def _closing(ordered: Sequence[Sighting], magnification: float | None) -> Nesting:
    """Where the outermost picture lies in the innermost."""
    first, last = ordered[0], ordered[-1]
    nesting = find_nesting(first.grey, last.grey, magnification)
    if nesting.likeness < NEEDED:
        raise ComposerError(
            f"{last.path}: {first.path.name}, the outermost picture, does not lie inside this innermost one "
            f"(likeness {nesting.likeness:.2f}, at least {NEEDED:.2f} is needed)",
            "give this picture's scene a portal and a zoom, to have the outermost one laid there",
        )
    return nesting


def cut_series(series: Series, aspect: float) -> tuple[Cut, ...]:
    """Lay a series in frames of one shape, each the whole width or height of its picture, from the outermost inward.

    A picture is cut so that the next one lies as near the frame's middle as its own size allows.
    """
    highs = [min(1.0, own / aspect) for own in series.aspects]
    offsets = _offsets(series, highs, aspect)
    cuts = []
    for i, offset in enumerate(offsets):
        portal = None
        if i < len(series.nestings):
            nesting, j = series.nestings[i], (i + 1) % len(offsets)
            centre = offsets[j] / nesting.magnification + nesting.shift - offset
            portal = Similarity(highs[j] / nesting.magnification / highs[i], centre / highs[i])
        cuts.append(Cut(offset=offset, portal=portal))
    return tuple(cuts)


def _offsets(series: Series, highs: Sequence[float], aspect: float) -> list[complex]:
    """The centre of each cut; one that holds no other lies in the middle, and in a ring they are taken round twice."""
    count = len(series.paths)
    offsets = [0j] * count
    for number in range(len(series.nestings) * (2 if series.is_ring else 1) - 1, -1, -1):
        i = number % count
        nesting = series.nestings[i]
        wanted = offsets[(i + 1) % count] / nesting.magnification + nesting.shift
        room_x = max(0.0, series.aspects[i] - highs[i] * aspect) / 2
        room_y = max(0.0, 1.0 - highs[i]) / 2
        offsets[i] = complex(np.clip(wanted.real, -room_x, room_x), np.clip(wanted.imag, -room_y, room_y))
    return offsets


def _series(ordered: Sequence[Sighting], nestings: Sequence[Nesting]) -> Series:
    return Series(
        paths=tuple(each.path for each in ordered),
        aspects=tuple(each.aspect for each in ordered),
        nestings=tuple(nestings),
    )


def _check_shapes(sightings: Sequence[Sighting]) -> None:
    for other in sightings[1:]:
        if abs(other.aspect / sightings[0].aspect - 1) > 0.02:
            raise ComposerError(
                f"{other.path}: the picture is {other.aspect:.3f} times as wide as high, "
                f"{sightings[0].path.name} {sightings[0].aspect:.3f} times",
                "the pictures of a nested series have one shape",
            )


def _not_nested(outer: Sighting, nesting: Nesting, words: str) -> ComposerError:
    return ComposerError(
        f"{outer.path}: {words} (likeness {nesting.likeness:.2f}, at least {NEEDED:.2f} is needed)",
        f"in a nested series each picture is the middle of the next, {LEAST:g} to {MOST:g} times smaller there; "
        "number the files in that order, inward or outward, or write nested: false",
    )
