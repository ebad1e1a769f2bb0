"""The illustrated painter: drawings in the decade's colours, each seen through an opening of the one around it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from composer.errors import ComposerError
from composer.geometry import Similarity, corners, similarity_at
from composer.painting.illustrated.catalogue import CARD, motif_for
from composer.painting.illustrated.colours import colours_of
from composer.painting.illustrated.drawing import Drawing, shipped_drawing
from composer.painting.illustrated.framing import Aim, Composition, frame_on_drawing, opening_place, shape_of
from composer.painting.illustrated.outline import Polygon
from composer.painting.illustrated.people import leads, words_of
from composer.painting.illustrated.photograph import continued
from composer.painting.illustrated.rendering import pixels_of, transform_text
from composer.painting.illustrated.staging import Staging, Window, people_digest, staged
from composer.painting.painter import Picture, Step
from composer.storyboard.decades import decade_look
from composer.storyboard.records import PortalSpec, Scene, Storyboard
from composer.storyboard.stack import stack

_FEATHER = 0.012
_PHOTOGRAPH_FEATHER = 0.05
#: How many scenes are drawn inside one another; what is deeper lies under the inner keyframe.
_DEPTH = 3


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
    version = "1"

    def __init__(self, storyboard: Storyboard, options: Mapping[str, object]) -> None:
        for option in options:
            raise ComposerError(
                f'the illustrated painter has no option "{option}"', "write painter: illustrated, without options"
            )
        self._storyboard = storyboard
        scenes = [level.scene for level in stack(storyboard)]
        self._inner = {outer.id: inner for outer, inner in pairwise(scenes)}
        for scene in scenes:
            motif_for(scene)

    def feather(self, step: Step) -> float:
        """A hair where the inner picture continues the drawing's own lines, wider around a photograph."""
        last_view = step.portal is not None and step.portal == step.opening
        return _PHOTOGRAPH_FEATHER if last_view and _is_photograph(step.inner_scene) else _FEATHER

    def portal(self, scene: Scene, aspect: float) -> PortalSpec:
        """The middle of the drawing's opening, not turned."""
        composition = _drawing_of(scene).compositions[shape_of(aspect)]
        return PortalSpec(at=opening_place(composition, replace(_aim(scene, aspect), at=None)), turn_degrees=0.0)

    def magnification(self, _scene: Scene) -> float | None:
        """None: a drawing is framed for any magnification."""
        return None

    def ingredients(self, step: Step) -> Mapping[str, object]:
        """The drawings seen, their colours and people, and where they lie."""
        return {
            "aspect": step.aspect,
            "framing": _as_json(step.framing),
            "portal": _as_json(step.portal),
            "opening": _as_json(step.opening),
            "scenes": [self._seen(scene) for scene in self._chain(step.scene)],
        }

    def paint(self, step: Step, inner: Picture | None) -> Picture:
        """The picture of a step; see ``painting.painter.Painter``."""
        to_pixels = Similarity(step.height, complex(step.width, step.height) / 2) @ step.framing.inverse()
        sheet = self._sheet(step.scene, step.aspect)
        if step.opening is not None:
            sheet = replace(sheet, opening=step.framing @ step.opening)
        photograph = "" if inner is None or not _is_photograph(step.inner_scene) else continued(step, inner)
        on_pixels = to_pixels @ sheet.frame.inverse()
        view = Similarity(step.height, complex(step.width, step.height) / 2)
        window = _window([view(corner) for corner in corners(step.aspect)], on_pixels.inverse())
        markup = self._markup(sheet, window, photograph, _DEPTH)
        return pixels_of(
            f'<g transform="{transform_text(on_pixels)}">{markup}</g>', width=step.width, height=step.height
        )

    def _markup(self, sheet: _Sheet, window: Window, photograph: str, depth: int) -> str:
        """A drawing with the next scenes in its opening, in the drawing's units."""
        inner, inside = self._inner.get(sheet.scene.id), ""
        placed = sheet.frame @ sheet.opening
        if photograph:
            inside = f'<g transform="{transform_text(placed)}">{photograph}</g>'
        elif inner is not None and depth > 1 and not _is_photograph(inner):
            inner_sheet = self._sheet(inner, sheet.aspect)
            on_drawing = placed @ inner_sheet.frame.inverse()
            seen = _window(_clipped(sheet.composition.opening, window), on_drawing.inverse())
            markup = self._markup(inner_sheet, seen, "", depth - 1)
            inside = f'<g transform="{transform_text(on_drawing)}">{markup}</g>'
        look = decade_look(self._storyboard, sheet.scene)
        return staged(
            sheet.drawing,
            Staging(
                colours=colours_of(look.palette),
                shape=shape_of(sheet.aspect),
                prefix=f"d{depth}-",
                window=window,
                seed=sheet.scene.seed,
                year=sheet.scene.year,
                leads=leads(self._storyboard, sheet.scene),
                words=words_of(sheet.scene),
                inside=inside,
            ),
        )

    def _sheet(self, scene: Scene, aspect: float) -> _Sheet:
        drawing = _drawing_of(scene)
        composition = drawing.compositions[shape_of(aspect)]
        aim = _aim(scene, aspect)
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

    def _chain(self, scene: Scene | None) -> list[Scene]:
        """The scenes that are drawn inside one another, from ``scene`` inward."""
        chain: list[Scene] = []
        while scene is not None and len(chain) < _DEPTH:
            chain.append(scene)
            scene = self._inner.get(scene.id)
        return chain

    def _seen(self, scene: Scene) -> Mapping[str, object]:
        drawing = _drawing_of(scene)
        return {
            "drawing": drawing.name,
            "digest": drawing.digest,
            "people": people_digest(),
            "palette": list(decade_look(self._storyboard, scene).palette),
            "seed": scene.seed,
            "year": scene.year,
            "words": words_of(scene),
            "cast": [
                person and [person.name, person.kind, person.born, person.looks]
                for person in leads(self._storyboard, scene)
            ],
            "magnification": scene.magnification,
            "at": scene.portal.at,
            "turn": scene.portal.turn_degrees,
            "photograph": _is_photograph(scene),
        }


def _drawing_of(scene: Scene) -> Drawing:
    motif = motif_for(scene)
    return shipped_drawing(CARD) if motif is None else motif.drawing()


def _aim(scene: Scene, aspect: float) -> Aim:
    return Aim(
        aspect=aspect,
        magnification=scene.magnification,
        turn_degrees=scene.portal.turn_degrees or 0.0,
        at=scene.portal.at,
    )


def _is_photograph(scene: Scene | None) -> bool:
    return scene is not None and scene.image is not None


def _as_json(similarity: Similarity | None) -> list[float] | None:
    if similarity is None:
        return None
    return [similarity.a.real, similarity.a.imag, similarity.b.real, similarity.b.imag]


def _clipped(opening: Polygon, window: Window) -> list[complex]:
    """Corners of what is seen of an opening's bounding box."""
    left, top = max(min(p.real for p in opening), window[0]), max(min(p.imag for p in opening), window[1])
    right, bottom = min(max(p.real for p in opening), window[2]), min(max(p.imag for p in opening), window[3])
    return [complex(left, top), complex(right, top), complex(right, bottom), complex(left, bottom)]


def _window(outline: Iterable[complex], to_drawing: Similarity) -> Window:
    """The box around an outline in a drawing's units, a little wider than needed."""
    points = [to_drawing(point) for point in outline]
    left, right = min(p.real for p in points), max(p.real for p in points)
    top, bottom = min(p.imag for p in points), max(p.imag for p in points)
    margin = 0.02 * max(right - left, bottom - top, 0.0)
    return left - margin, top - margin, right + margin, bottom + margin
