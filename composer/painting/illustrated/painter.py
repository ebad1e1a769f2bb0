"""The illustrated painter: drawings in the decade's colours, each seen through an opening of the one around it."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType

import numpy as np

from composer.errors import ComposerError, Problem, StoryboardError
from composer.geometry import Similarity, similarity_at
from composer.painting.illustrated.choosing.catalogue import Catalogue
from composer.painting.illustrated.choosing.emblems import emblems_of
from composer.painting.illustrated.choosing.options import catalogue_for
from composer.painting.illustrated.colours import colours_of
from composer.painting.illustrated.drawings.drawing import Drawing
from composer.painting.illustrated.drawings.framing import Aim, Composition, frame_on_drawing, opening_place, shape_of
from composer.painting.illustrated.drawings.parts import parts_digest
from composer.painting.illustrated.photograph import continued
from composer.painting.illustrated.rendering import Canvas, Sides, Window, box_around, clipped, transform_text
from composer.painting.illustrated.staging.casting import Company
from composer.painting.illustrated.staging.marking import Staging
from composer.painting.illustrated.staging.people import age_in, leads, words_of
from composer.painting.illustrated.staging.staging import staged
from composer.painting.illustrated.texture.finish import Finish, noise_share
from composer.painting.illustrated.texture.glow import REACH, ROWS, Glow, glow_of
from composer.painting.illustrated.texture.plates import PLATE_SIZE
from composer.painting.illustrated.texture.specks import specks
from composer.painting.painter import Picture, Step
from composer.storyboard.decades import decade_look
from composer.storyboard.records import DecadeLook, Light, PortalSpec, Scene, Storyboard, Texture
from composer.storyboard.stack import stack

_FEATHER = 0.012
_PHOTOGRAPH_FEATHER = 0.05
#: How many scenes are drawn inside one another; what is deeper lies under the inner keyframe.
_DEPTH = 3
#: An opening this far inside of its scene's first frame, in heights, is not seen around the inner keyframe.
_MARGIN = 0.03


@dataclass(frozen=True, kw_only=True)
class _Sheet:
    """A scene's drawing, how the scene's first frame lies on it, and how the next scene's lies in that."""

    scene: Scene
    drawing: Drawing
    composition: Composition
    aspect: float
    frame: Similarity
    opening: Similarity


class IllustratedPainter:
    """Paints scenes from the drawings that come with the package; see ``painting.painter.Painter``.

    Every view of a scene is its drawing rendered anew, nearer the opening, and the next scene's drawing is part of the
    same vector picture, so that joints do not show. Takes no options.
    """

    name = "illustrated"
    version = "3"

    def __init__(self, storyboard: Storyboard, options: Mapping[str, object]) -> None:
        self._storyboard = storyboard
        scenes = [level.scene for level in stack(storyboard)]
        self._inner = {outer.id: inner for outer, inner in pairwise(scenes)}
        if storyboard.loop:
            self._inner[scenes[-1].id] = scenes[0]
        self._catalogue = catalogue_for(storyboard, options)
        self._drawings = _drawings_of(storyboard, self._catalogue)
        self._glows: dict[tuple[str, float], Glow] = {}

    def feather(self, step: Step) -> float:
        """A hair where the inner picture continues the drawing's own lines, wider around a photograph."""
        last_view = step.view == step.scene.steps - 1
        return _PHOTOGRAPH_FEATHER if last_view and _is_photograph(step.inner_scene) else _FEATHER

    def portal(self, scene: Scene, aspect: float) -> PortalSpec:
        """The middle of the drawing's opening, not turned."""
        composition = self._drawings[scene.id].compositions[shape_of(aspect)]
        return PortalSpec(at=opening_place(composition, replace(self._aim(scene, aspect), at=None)), turn_degrees=0.0)

    def magnification(self, _scene: Scene) -> float | None:
        """None: a drawing is framed for any magnification."""
        return None

    def sources(self) -> tuple[Path, ...]:
        """The director's own drawings that the film uses, and the file that lists their words."""
        return self._catalogue.sources([drawing.file for drawing in self._drawings.values()])

    def ingredients(self, step: Step) -> Mapping[str, object]:
        """The drawings seen, their colours and people, and where they lie."""
        return {
            "aspect": step.aspect,
            "framing": _as_json(step.framing),
            "portal": _as_json(step.portal),
            "opening": _as_json(step.opening),
            "scenes": [self._seen(scene) for scene in self._chain(step.scene)],
        }

    def runs_ahead(self, step: Step) -> bool:
        """Whether a step can be painted before what is inside it: all but those that continue a photograph."""
        return step.portal is None or not _is_photograph(step.inner_scene)

    def paint_ahead(self, step: Step) -> Picture:
        """The picture of a step whose inner keyframe will hide what lies in its portal; see ``ahead.Forerunner``."""
        return self._painted(step, "", is_covered=step.portal is not None)

    def paint(self, step: Step, inner: Picture | None) -> Picture:
        """The picture of a step; see ``painting.painter.Painter``."""
        if inner is None or not _is_photograph(step.inner_scene):
            return self._painted(step, "", is_covered=inner is not None)
        return self._painted(step, continued(step, inner), is_covered=False)

    def _painted(self, step: Step, photograph: str, *, is_covered: bool) -> Picture:
        """The step's picture; where it ``is_covered``, what the inner keyframe hides is anything.

        What is seen in the opening is rendered by itself and laid in: cutting it out within the SVG takes three times
        as long.
        """
        sheet = self._sheet(step.scene, step.aspect)
        if step.opening is not None:
            sheet = replace(sheet, opening=step.framing @ step.opening)
        view = Similarity(step.height, complex(step.width, step.height) / 2)
        on_pixels = view @ step.framing.inverse() @ sheet.frame.inverse()
        canvas = Canvas(width=step.width, height=step.height, on_pixels=on_pixels)
        layers = staged(sheet.drawing, self._staging(sheet, canvas.window, _DEPTH))
        around, behind = [on_pixels(point) for point in sheet.composition.opening], layers.definitions + layers.behind
        before = layers.before + self._dust(step, sheet)
        finish = self._finish(step, sheet, step.framing @ view.inverse())
        if is_covered and self._hides(step, [view.inverse()(point) for point in around]):
            return finish.finished(canvas.picture(behind + before))
        inside, finish_inside = layers.ending, finish
        if photograph:
            inside = f'<g transform="{transform_text(sheet.frame @ sheet.opening)}">{photograph}</g>'
            finish_inside = replace(finish, texture=Texture())
        elif step.inner_scene is not None and not _is_photograph(step.inner_scene):
            inside = self._nested(sheet, step.inner_scene, canvas.window, _DEPTH - 1)
            on_inner = (sheet.frame @ sheet.opening).inverse() @ on_pixels.inverse()
            finish_inside = self._finish(step, self._sheet(step.inner_scene, step.aspect), on_inner)
        inside = layers.definitions + inside
        sides = Sides(behind=behind, inside=inside, outer=finish, inner=finish_inside)
        return canvas.cut_out(around).picture(sides, before)

    def _finish(self, step: Step, sheet: _Sheet, on_frame: Similarity) -> Finish:
        """The texture of a sheet's scene on a step's canvas, whose pixels ``on_frame`` maps onto the first frame."""
        texture = self._look(sheet.scene).texture or Texture()
        row, column = (int(number) for number in self._random(step).integers(0, PLATE_SIZE, 2))
        return Finish(
            texture=texture,
            glow=self._glow(sheet) if texture.halation else None,
            on_frame=on_frame,
            aspect=sheet.aspect,
            corner=(row, column),
            noise=noise_share(step.width, step.height),
        )

    def _glow(self, sheet: _Sheet) -> Glow:
        """What glows in a scene, looked for once."""
        key = sheet.scene.id, sheet.aspect
        if key not in self._glows:
            wide = Similarity(ROWS / REACH, complex(round(ROWS * sheet.aspect), ROWS) / 2)
            canvas = Canvas(width=round(ROWS * sheet.aspect), height=ROWS, on_pixels=wide @ sheet.frame.inverse())
            layers = staged(sheet.drawing, self._staging(sheet, canvas.window, 0))
            self._glows[key] = glow_of(canvas.picture(layers.joined(layers.ending, "opening")), sheet.aspect)
        return self._glows[key]

    def _dust(self, step: Step, sheet: _Sheet) -> str:
        texture = self._look(step.scene).texture
        if texture is None or not texture.dust:
            return ""
        drawn = specks(texture.dust, self._random(step), step.aspect, step.portal)
        return f'<g transform="{transform_text(sheet.frame @ step.framing)}">{drawn}</g>'

    def _random(self, step: Step) -> np.random.Generator:
        """Chance of a view's own."""
        view = [self._drawings[step.scene.id].name, step.scene.seed, _as_json(step.framing)]
        return np.random.default_rng(zlib.crc32(json.dumps(view).encode()))

    def _hides(self, step: Step, outline: Sequence[complex]) -> bool:
        """Whether the inner keyframe hides all within an outline of this one's frame."""
        if step.portal is None:
            return False
        soft, back = self.feather(step), step.portal.inverse()
        x, y = step.aspect / 2 - soft, 0.5 - soft
        return all(abs(point.real) < x and abs(point.imag) < y for point in map(back, outline))

    def _nested(self, outer: _Sheet, scene: Scene, window: Window, depth: int) -> str:
        """A scene's drawing, in the units of the drawing around it, and what is seen in its own opening."""
        sheet = self._sheet(scene, outer.aspect)
        on_outer = outer.frame @ outer.opening @ sheet.frame.inverse()
        seen = box_around(clipped(outer.composition.opening, window), on_outer.inverse())
        layers = staged(sheet.drawing, self._staging(sheet, seen, depth))
        inner = self._inner.get(scene.id)
        if _lies_within_frame(sheet):  # the inner keyframe will cover it
            inside = ""
        elif inner is not None and depth > 1 and not _is_photograph(inner):
            inside = self._nested(sheet, inner, seen, depth - 1)
        else:
            inside = layers.ending
        markup = layers.joined(inside, f"opening{depth}")
        return f'<g transform="{transform_text(on_outer)}">{markup}</g>'

    def _staging(self, sheet: _Sheet, window: Window, depth: int) -> Staging:
        look = self._look(sheet.scene)
        return Staging(
            colours=colours_of(look.palette),
            light=look.light or Light(),
            face=look.lettering,
            shape=shape_of(sheet.aspect),
            prefix=f"d{depth}-",
            window=window,
            seed=sheet.scene.seed,
            company=Company(leads=leads(self._storyboard, sheet.scene), year=sheet.scene.year),
            words=words_of(sheet.scene),
            emblems=emblems_of(sheet.scene),
        )

    def _look(self, scene: Scene) -> DecadeLook:
        return decade_look(self._storyboard, scene)

    def _sheet(self, scene: Scene, aspect: float) -> _Sheet:
        drawing = self._drawings[scene.id]
        composition = drawing.compositions[shape_of(aspect)]
        aim = self._aim(scene, aspect)
        return _Sheet(
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

    def _aim(self, scene: Scene, aspect: float) -> Aim:
        return Aim(
            aspect=aspect,
            magnification=scene.magnification,
            turn_degrees=scene.portal.turn_degrees or 0.0,
            at=scene.portal.at,
            opens=scene.id in self._inner,
        )

    def _chain(self, scene: Scene | None) -> list[Scene]:
        """The scenes that are drawn inside one another, from ``scene`` inward."""
        chain: list[Scene] = []
        while scene is not None and len(chain) < _DEPTH:
            chain.append(scene)
            scene = self._inner.get(scene.id)
        return chain

    def _seen(self, scene: Scene) -> Mapping[str, object]:
        drawing = self._drawings[scene.id]
        return {
            "drawing": drawing.name,
            "digest": drawing.digest,
            "parts": parts_digest(),
            "look": _plain_look(self._look(scene), has_words=drawing.has_words),
            "seed": scene.seed,
            "year": scene.year,
            "words": [words_of(scene), *emblems_of(scene)] if drawing.shows_words else None,
            "cast": [
                person and [person.name, person.kind, person.born, person.died, person.looks]
                for person in leads(self._storyboard, scene)
            ],
            "magnification": scene.magnification,
            "at": scene.portal.at,
            "turn": scene.portal.turn_degrees,
            "photograph": _is_photograph(scene),
        }


def _drawings_of(storyboard: Storyboard, catalogue: Catalogue) -> Mapping[str, Drawing]:
    """The drawing of every scene, by its id; all that is wrong with them at once."""
    drawings: dict[str, Drawing] = {}
    problems = []
    for number, scene in enumerate(storyboard.scenes):
        try:
            drawings[scene.id] = catalogue.drawing_for(scene, age_in(storyboard, scene))
        except ComposerError as error:
            path = f"scenes[{number}].motif"
            place = storyboard.place(path)
            problems.append(Problem(place=place, path=path, message=error.message, hint=error.hint))
    if problems:
        raise StoryboardError(tuple(problems))
    return MappingProxyType(drawings)


def _plain_look(look: DecadeLook, *, has_words: bool) -> Mapping[str, object]:
    """What of a decade's look is in a drawing, as plain values."""
    plain = {name: value for name, value in asdict(look).items() if name in ("palette", "light", "texture")}
    return {**plain, "lettering": look.lettering if has_words else None}


def _is_photograph(scene: Scene | None) -> bool:
    return scene is not None and scene.image is not None


def _as_json(similarity: Similarity | None) -> list[float] | None:
    if similarity is None:
        return None
    return [similarity.a.real, similarity.a.imag, similarity.b.real, similarity.b.imag]


def _lies_within_frame(sheet: _Sheet) -> bool:
    """Whether a drawing's opening lies well inside the scene's first frame."""
    x, y = sheet.aspect / 2 - _MARGIN, 0.5 - _MARGIN
    points = [sheet.frame.inverse()(point) for point in sheet.composition.opening]
    return all(abs(point.real) < x and abs(point.imag) < y for point in points)
