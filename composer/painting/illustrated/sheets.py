"""Every scene's drawing under its frames: how the first one lies on it, where the next opens, how it is staged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from composer.geometry import Similarity, similarity_at
from composer.painting.illustrated.choosing.emblems import emblems_of
from composer.painting.illustrated.colours import colours_of
from composer.painting.illustrated.drawings.drawing import Drawing
from composer.painting.illustrated.drawings.framing import (
    Aim,
    Composition,
    frame_on_drawing,
    opening_place,
    shape_of,
)
from composer.painting.illustrated.rendering import Window
from composer.painting.illustrated.staging.casting import Company
from composer.painting.illustrated.staging.marking import Staging
from composer.painting.illustrated.staging.people import leads, words_of
from composer.storyboard.decades import decade_look
from composer.storyboard.records import DecadeLook, Light, Scene, Storyboard
from composer.storyboard.stack import stack

#: An opening this far inside of its scene's first frame, in heights, is not seen around the inner keyframe.
_MARGIN = 0.03


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A scene's drawing for one shape of picture.

    ``frame`` maps the scene's first frame (centre 0, height 1) into the drawing's units, ``opening`` the next scene's
    first frame into this one's.
    """

    scene: Scene
    drawing: Drawing
    composition: Composition
    aspect: float
    frame: Similarity
    opening: Similarity

    @property
    def opens_within_frame(self) -> bool:
        """Whether the drawing's opening lies well inside the scene's first frame."""
        x, y = self.aspect / 2 - _MARGIN, 0.5 - _MARGIN
        points = [self.frame.inverse()(point) for point in self.composition.opening]
        return all(abs(point.real) < x and abs(point.imag) < y for point in points)


class Sheets:
    """The sheets of a storyboard's scenes; ``drawings`` has the drawing of each by its id."""

    def __init__(self, storyboard: Storyboard, drawings: Mapping[str, Drawing]) -> None:
        self._storyboard, self._drawings = storyboard, drawings
        scenes = [level.scene for level in stack(storyboard)]
        self._inner = {outer.id: inner for outer, inner in pairwise(scenes)}
        if storyboard.loop:
            self._inner[scenes[-1].id] = scenes[0]

    def inner(self, scene: Scene) -> Scene | None:
        """The scene that opens in this one; None: nothing does."""
        return self._inner.get(scene.id)

    def drawing(self, scene: Scene) -> Drawing:
        """The scene's drawing."""
        return self._drawings[scene.id]

    def look(self, scene: Scene) -> DecadeLook:
        """How the scene's decade looks."""
        return decade_look(self._storyboard, scene)

    def sheet(self, scene: Scene, aspect: float) -> Sheet:
        """The scene's sheet for pictures of this width over height."""
        drawing = self._drawings[scene.id]
        composition = drawing.compositions[shape_of(aspect)]
        aim = self._aim(scene, aspect, scene.portal.at)
        return Sheet(
            scene=scene,
            drawing=drawing,
            composition=composition,
            aspect=aspect,
            frame=frame_on_drawing(composition, aim),
            opening=similarity_at(
                opening_place(composition, aim),
                magnification=aim.magnification,
                turn_degrees=aim.turn_degrees,
                aspect=aspect,
            ),
        )

    def place(self, scene: Scene, aspect: float) -> tuple[float, float]:
        """Where the drawing itself has the next scene open, as fractions of the scene's first frame."""
        composition = self._drawings[scene.id].compositions[shape_of(aspect)]
        return opening_place(composition, self._aim(scene, aspect, None))

    def staging(self, sheet: Sheet, window: Window, depth: int) -> Staging:
        """What a sheet's drawing is staged with, seen through a window of its own units.

        ``depth`` tells the drawings of one picture apart.
        """
        scene, look = sheet.scene, self.look(sheet.scene)
        return Staging(
            colours=colours_of(look.palette),
            light=look.light or Light(),
            face=look.lettering,
            shape=shape_of(sheet.aspect),
            prefix=f"d{depth}-",
            window=window,
            seed=scene.seed,
            company=Company(leads=leads(self._storyboard, scene), year=scene.year),
            words=words_of(scene),
            emblems=emblems_of(scene),
        )

    def _aim(self, scene: Scene, aspect: float, at: tuple[float, float] | None) -> Aim:
        return Aim(
            aspect=aspect,
            magnification=scene.magnification,
            turn_degrees=scene.portal.turn_degrees or 0.0,
            at=at,
            opens=scene.id in self._inner,
        )
