"""The illustrated painter: drawings in the decade's colours, each seen through an opening of the one around it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from types import MappingProxyType

from composer.errors import ComposerError, Problem, StoryboardError
from composer.geometry import Similarity
from composer.painting.illustrated.choosing.catalogue import Catalogue
from composer.painting.illustrated.choosing.emblems import emblems_of
from composer.painting.illustrated.choosing.options import catalogue_for
from composer.painting.illustrated.darkroom import Darkroom
from composer.painting.illustrated.drawings.drawing import Drawing
from composer.painting.illustrated.drawings.parts import parts_digest
from composer.painting.illustrated.foreground import covers_next_frame, faded
from composer.painting.illustrated.photograph import continued
from composer.painting.illustrated.rendering import Canvas, Sides, Window, box_around, clipped, transform_text
from composer.painting.illustrated.sheets import Sheet, Sheets
from composer.painting.illustrated.staging.people import age_in, leads, words_of
from composer.painting.illustrated.staging.staging import staged
from composer.painting.painter import Picture, Step
from composer.storyboard.records import DecadeLook, PortalSpec, Scene, Storyboard, Texture

_FEATHER = 0.012
_PHOTOGRAPH_FEATHER = 0.05
#: How many scenes are drawn inside one another; what is deeper lies under the inner keyframe.
_DEPTH = 3


class IllustratedPainter:
    """Paints scenes from the drawings that come with the package; see ``painting.painter.Painter``.

    Every view of a scene is its drawing rendered anew, nearer the opening, and the next scene's drawing is part of the
    same vector picture, so that joints do not show. Its one option is ``folder``, of the director's own drawings.
    """

    name = "illustrated"
    version = "3"
    depicts = True

    def __init__(self, storyboard: Storyboard, options: Mapping[str, object]) -> None:
        self._storyboard = storyboard
        self._catalogue = catalogue_for(storyboard, options)
        self._drawings = _drawings_of(storyboard, self._catalogue)
        self._sheets = Sheets(storyboard, self._drawings)
        self._darkroom = Darkroom(self._sheets)
        self._foregrounds: dict[tuple[str, float], bool] = {}

    def feather(self, step: Step) -> float:
        """A hair where the inner picture continues the drawing's own lines, wider around a photograph."""
        last_view = step.view == step.scene.steps - 1
        return _PHOTOGRAPH_FEATHER if last_view and _is_photograph(step.inner_scene) else _FEATHER

    def portal(self, scene: Scene, aspect: float) -> PortalSpec:
        """The middle of the drawing's opening, not turned."""
        return PortalSpec(at=self._sheets.place(scene, aspect), turn_degrees=0.0)

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
        sheet = self._sheets.sheet(step.scene, step.aspect)
        if step.opening is not None:
            sheet = replace(sheet, opening=step.framing @ step.opening)
        view = Similarity(step.height, complex(step.width, step.height) / 2)
        on_pixels = view @ step.framing.inverse() @ sheet.frame.inverse()
        canvas = Canvas(width=step.width, height=step.height, on_pixels=on_pixels)
        layers = staged(sheet.drawing, self._sheets.staging(sheet, canvas.window, _DEPTH))
        around, behind = [on_pixels(point) for point in sheet.composition.opening], layers.definitions + layers.behind
        dust = self._darkroom.dust(step, sheet)
        before = layers.before + dust
        finish = self._darkroom.finish(step, sheet, step.framing @ view.inverse())
        if is_covered and self._hides(step, [view.inverse()(point) for point in around]):
            return finish.finished(canvas.picture(behind + before))
        inside, finish_inside = layers.ending, finish
        if photograph:
            inside = f'<g transform="{transform_text(sheet.frame @ sheet.opening)}">{photograph}</g>'
            finish_inside = replace(finish, texture=Texture())
        elif step.inner_scene is not None and not _is_photograph(step.inner_scene):
            inside = self._nested(sheet, step.inner_scene, canvas.window, _DEPTH - 1)
            on_inner = (sheet.frame @ sheet.opening).inverse() @ on_pixels.inverse()
            finish_inside = self._darkroom.finish(step, self._sheets.sheet(step.inner_scene, step.aspect), on_inner)
        inside = layers.definitions + inside
        sides = Sides(behind=behind, inside=inside, outer=finish, inner=finish_inside)
        rim = canvas.cut_out(around)
        picture = rim.picture(sides, before)
        if step.inner_scene is None or not self._has_foreground(step):
            return picture
        return faded(picture, rim.picture(sides, dust), step)

    def _has_foreground(self, step: Step) -> bool:
        """Whether something of the step's drawing lies in front of the next scene's frame; looked for once."""
        key = step.scene.id, step.aspect
        if key not in self._foregrounds:
            self._foregrounds[key] = covers_next_frame(self._sheets, self._sheets.sheet(step.scene, step.aspect))
        return self._foregrounds[key]

    def _hides(self, step: Step, outline: Sequence[complex]) -> bool:
        """Whether the inner keyframe hides all within an outline of this one's frame."""
        if step.portal is None:
            return False
        soft, back = self.feather(step), step.portal.inverse()
        x, y = step.aspect / 2 - soft, 0.5 - soft
        return all(abs(point.real) < x and abs(point.imag) < y for point in map(back, outline))

    def _nested(self, outer: Sheet, scene: Scene, window: Window, depth: int) -> str:
        """A scene's drawing, in the units of the drawing around it, and what is seen in its own opening."""
        sheet = self._sheets.sheet(scene, outer.aspect)
        on_outer = outer.frame @ outer.opening @ sheet.frame.inverse()
        seen = box_around(clipped(outer.composition.opening, window), on_outer.inverse())
        layers = staged(sheet.drawing, self._sheets.staging(sheet, seen, depth))
        inner = self._sheets.inner(scene)
        if sheet.opens_within_frame:  # the inner keyframe will cover it
            inside = ""
        elif inner is not None and depth > 1 and not _is_photograph(inner):
            inside = self._nested(sheet, inner, seen, depth - 1)
        else:
            inside = layers.ending
        markup = layers.joined(inside, f"opening{depth}")
        return f'<g transform="{transform_text(on_outer)}">{markup}</g>'

    def _chain(self, scene: Scene | None) -> list[Scene]:
        """The scenes that are drawn inside one another, from ``scene`` inward."""
        chain: list[Scene] = []
        while scene is not None and len(chain) < _DEPTH:
            chain.append(scene)
            scene = self._sheets.inner(scene)
        return chain

    def _seen(self, scene: Scene) -> Mapping[str, object]:
        drawing = self._drawings[scene.id]
        return {
            "drawing": drawing.name,
            "digest": drawing.digest,
            "parts": parts_digest(),
            "look": _plain_look(self._sheets.look(scene), has_words=drawing.has_words),
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
