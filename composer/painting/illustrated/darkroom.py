"""The texture of a film's scenes: what each step's picture is finished with."""

from __future__ import annotations

import json
import zlib

import numpy as np

from composer.geometry import Similarity
from composer.painting.illustrated.rendering import Canvas, transform_text
from composer.painting.illustrated.sheets import Sheet, Sheets
from composer.painting.illustrated.staging.staging import staged
from composer.painting.illustrated.texture.finish import Finish, noise_share
from composer.painting.illustrated.texture.glow import REACH, ROWS, Glow, glow_of
from composer.painting.illustrated.texture.plates import PLATE_SIZE
from composer.painting.illustrated.texture.specks import specks
from composer.painting.painter import Step
from composer.storyboard.records import Texture


class Darkroom:
    """Finishes for the steps of a film; what glows in a scene is looked for once."""

    def __init__(self, sheets: Sheets) -> None:
        self._sheets = sheets
        self._glows: dict[tuple[str, float], Glow] = {}

    def finish(self, step: Step, sheet: Sheet, on_frame: Similarity) -> Finish:
        """The texture of a sheet's scene on a step's canvas, whose pixels ``on_frame`` maps onto the first frame."""
        texture = self._sheets.look(sheet.scene).texture or Texture()
        row, column = (int(number) for number in self._random(step).integers(0, PLATE_SIZE, 2))
        return Finish(
            texture=texture,
            glow=self._glow(sheet) if texture.halation else None,
            on_frame=on_frame,
            aspect=sheet.aspect,
            corner=(row, column),
            noise=noise_share(step.width, step.height),
        )

    def dust(self, step: Step, sheet: Sheet) -> str:
        """Specks and hairs on a step's picture, as markup in the drawing's units."""
        texture = self._sheets.look(step.scene).texture
        if texture is None or not texture.dust:
            return ""
        drawn = specks(texture.dust, self._random(step), step.aspect, step.portal)
        return f'<g transform="{transform_text(sheet.frame @ step.framing)}">{drawn}</g>'

    def _glow(self, sheet: Sheet) -> Glow:
        """Of the drawing alone: what is seen in its opening glows by itself."""
        key = sheet.scene.id, sheet.aspect
        if key not in self._glows:
            columns = round(ROWS * sheet.aspect)
            on_pixels = Similarity(ROWS / REACH, complex(columns, ROWS) / 2) @ sheet.frame.inverse()
            canvas = Canvas(width=columns, height=ROWS, on_pixels=on_pixels)
            layers = staged(sheet.drawing, self._sheets.staging(sheet, canvas.window, 0))
            self._glows[key] = glow_of(canvas.picture(layers.joined(layers.ending, "opening")), sheet.aspect)
        return self._glows[key]

    def _random(self, step: Step) -> np.random.Generator:
        """Chance of a view's own: it hangs on nothing but what the keyframe is named by."""
        framing = step.framing
        view = [
            self._sheets.drawing(step.scene).name,
            step.scene.seed,
            [framing.a.real, framing.a.imag, framing.b.real, framing.b.imag],
        ]
        return np.random.default_rng(zlib.crc32(json.dumps(view).encode()))
