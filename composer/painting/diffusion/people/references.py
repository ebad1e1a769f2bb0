"""Reference pictures: people shown to models that look at pictures beside the canvas."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from composer.painting.diffusion.families.family import Family
from composer.painting.diffusion.people.portraits import Album, counted, resized
from composer.painting.painter import Picture, Portrait

#: Side of one reference picture at most, in pixels: a face is known at this size, and the model's work grows with it.
_SIDE = 512
_MULTIPLE = 16
_LEAST_SIDE = 64


def reference_arguments(
    family: Family, album: Album, portraits: Sequence[Portrait], size: tuple[int, int]
) -> dict[str, Any]:
    """Arguments of the pipeline's call that show a step's people; none where there are none.

    FLUX.2 [klein] takes one picture for each person, beside the canvas that it looks at in any case. FLUX.1 Kontext
    takes one picture, in place of the canvas: several people stand side by side on one sheet, and what is kept
    reaches the model through its latents alone. A model reads a reference or it does not: a weight of 0 leaves the
    person out, any other shows the picture whole.

    Parameters
    ----------
    family : Family
        ``klein`` or ``kontext``. With several people klein paints one take at a time: a batch of as many takes as
        people would give each take one of them.
    size : (width, height)
        Of the canvas in pixels; the references have at most its area together.

    Raises
    ------
    StoryboardError
        If a picture cannot be read.
    """
    people = counted(portraits)
    if not people:
        return {}
    from PIL import Image

    side = _side(len(people), size)
    squares = [resized(album.square(portrait), side) for portrait in people]
    pictures = squares if family.key == "klein" else [sheet(squares)]
    images = [Image.fromarray(picture) for picture in pictures]
    return {"image_reference": images if family.key == "klein" else images[0]}


def sheet(squares: Sequence[Picture]) -> Picture:
    """Pictures of one size side by side, from left to right."""
    return np.concatenate(squares, axis=1)


def _side(count: int, size: tuple[int, int]) -> int:
    most = min(_SIDE, int((size[0] * size[1] / count) ** 0.5))
    return max(_LEAST_SIDE, most // _MULTIPLE * _MULTIPLE)
