"""What of a drawing lies in front of the next scene's frame. That frame will hide it, so it ends before, softly."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from composer.geometry import Similarity
from composer.painting.illustrated.drawings.drawing import ARTWORK
from composer.painting.illustrated.rendering import Canvas
from composer.painting.illustrated.sheets import Sheet, Sheets
from composer.painting.illustrated.staging.staging import staged
from composer.painting.painter import Picture, Step

#: Rows of the picture in which it is looked for.
_ROWS = 96
#: Pixels at its edge that the soft edge of the inner keyframe leaves, and levels that nobody sees.
_EDGE, _UNSEEN = 2, 6
#: How far before the next frame it begins to fade, in heights of that frame.
_FADE = 0.1


def covers_next_frame(sheets: Sheets, sheet: Sheet) -> bool:
    """Whether something of a drawing lies in front of the next scene's first frame.

    Nothing does in the package's own drawings, which a test holds them to.
    """
    if sheet.drawing.file.parent == ARTWORK:
        return False
    columns = round(_ROWS * sheet.aspect)
    on_frame = (sheet.frame @ sheet.opening).inverse()
    canvas = Canvas(width=columns, height=_ROWS, on_pixels=Similarity(_ROWS, complex(columns, _ROWS) / 2) @ on_frame)
    left, top, right, bottom = canvas.window
    layers = staged(sheet.drawing, sheets.staging(sheet, canvas.window, 0))
    place = f'x="{left:.7g}" y="{top:.7g}" width="{right - left:.7g}" height="{bottom - top:.7g}"'
    inside = slice(_EDGE, -_EDGE)
    for colour in ("#000000", "#ffffff"):  # what is black is not seen on black
        ground = f'<rect {place} fill="{colour}"/>'
        alone, covered = (canvas.picture(ground + before) for before in ("", layers.definitions + layers.before))
        if (np.abs(covered.astype(np.int16) - alone)[inside, inside] > _UNSEEN).any():
            return True
    return False


def faded(picture: Picture, bare: Picture, step: Step) -> Picture:
    """The picture, whose foreground fades out before the next scene's frame; ``bare`` is the same without any."""
    if step.opening is None:
        return picture
    back = step.opening.inverse()
    x = (np.arange(step.width) + 0.5 - step.width / 2) / step.height
    y = (np.arange(step.height) + 0.5 - step.height / 2) / step.height
    points = back.a * (x[None, :] + 1j * y[:, None]) + back.b
    outside = np.maximum(np.abs(points.real) - step.aspect / 2, np.abs(points.imag) - 0.5)
    share = np.clip(outside / _FADE, 0, 1)
    whole = np.rint(share * share * (3 - 2 * share) * 256).astype(np.int32)[..., None]
    mixed: NDArray[np.int32] = picture.astype(np.int32) * whole + bare.astype(np.int32) * (256 - whole)
    return ((mixed + 128) >> 8).astype(np.uint8)
