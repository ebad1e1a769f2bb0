"""The stills painter: the director's own pictures, joined through their portals, or a series that is nested already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path

from composer.errors import Problem, StoryboardError
from composer.geometry import Similarity
from composer.painting.collection import Collection
from composer.painting.completing import Photograph
from composer.painting.fitting import EDGE, Fit, draw, fit
from composer.painting.joining import correct, find_joint, match_tone, seen
from composer.painting.painter import Picture, Step
from composer.painting.series import Cut, Series, cut_series, order_series, sight
from composer.painting.stills_options import PLACE, parse_options
from composer.storyboard.records import PortalSpec, Scene, Storyboard
from composer.storyboard.stack import Level, stack

#: Soft edge between two views of one scene, which show the same.
_WITHIN = 0.03
#: How far the tones of an inner picture reach into the outer one: in heights of the inner one, and at most so many
#: times the way to the outer one's edge; in a nested series they end before that edge.
_REACH, _OF_THE_WAY, _OF_THE_WAY_NESTED = 1.1, 1.4, 0.9


class StillsPainter:
    """Paints scenes from pictures: each scene's own ``image``, or the next one of a folder.

    Options: ``folder`` (relative to the storyboard's), ``nested``, ``magnification`` (``auto`` or a number, of a
    nested series) and ``feather`` (heights of the inner picture). In a film of another painter it takes none, and
    paints the scenes that have an image. See ``painting.painter.Painter``.

    Raises
    ------
    StoryboardError
        For options that are unknown or wrong, scenes without a picture, and files that cannot be used: all at once.
    """

    name = "stills"
    version = "1"
    depicts = True

    def __init__(self, storyboard: Storyboard, options: Mapping[str, object]) -> None:
        self._storyboard = storyboard
        self._options = parse_options(storyboard, options)
        every_scene = storyboard.painter.name == self.name
        self._collection = Collection(storyboard, self._options, every_scene=every_scene)
        self._levels = stack(storyboard)
        if self._options.nested:
            self._check_nested()

    def feather(self, step: Step) -> float:
        """Wide where another picture opens, narrow between views of the same one."""
        joint = step.inner_scene is not None and step.view == step.scene.steps - 1
        return self._options.feather if joint else _WITHIN

    def portal(self, scene: Scene, aspect: float) -> PortalSpec:
        """The middle; in a nested series where the next picture was found."""
        place = self._cut(scene).portal if self._options.nested else None
        if place is None:
            return PortalSpec(at=(0.5, 0.5), turn_degrees=0.0)
        return PortalSpec(at=(place.b.real / aspect + 0.5, place.b.imag + 0.5), turn_degrees=0.0)

    def magnification(self, scene: Scene) -> float | None:
        """In a nested series as it was found or given, for all pictures in which another was found; else None."""
        place = self._cut(scene).portal if self._options.nested else None
        return None if place is None else 1 / place.scale

    def sources(self) -> tuple[Path, ...]:
        """The pictures, each once."""
        return tuple(dict.fromkeys(self._collection.paths.values()))

    def ingredients(self, step: Step) -> Mapping[str, object]:
        """The bytes of the picture, how it is cut, what part is seen and what opens in it."""
        offset = self._cut(step.scene).offset if self._options.nested else 0j
        return {
            "picture": self._collection.digest(self._path(step.scene)),
            "offset": [offset.real, offset.imag],
            "framing": _as_json(step.framing),
            "opening": _as_json(step.opening),
            "joint": self._options.feather,
            "nested": self._options.nested,
            **({"alike": self._cut(step.scene).portal is not None} if self._is_nested_loop else {}),
        }

    def paint(self, step: Step, inner: Picture | None) -> Picture:
        """The part of the scene's picture that the step frames, in the tones of the inner one around the portal.

        Raises
        ------
        StoryboardError
            If the picture's file is damaged, or has gone since.
        """
        return self._painted(step, inner, None)

    def paint_over(self, step: Step, inner: Picture | None, ground: Picture) -> Picture:
        """As ``paint``, the whole picture over ``ground``; see ``completing.Mounter``."""
        return self._painted(step, inner, ground)

    def place_of_whole(self, step: Step) -> Similarity | None:
        """Where all of the scene's picture lies in its frame; None where it fills it; see ``completing.Mounter``."""
        if step.scene.fit != "whole" or self._options.nested:
            return None
        path = self._path(step.scene)
        width, height = self._collection.size(path)
        laid = fit(width, height, step.aspect, whole=True).whole
        return None if laid is None else Similarity(height / laid.scale, 0)

    def photograph(self, step: Step) -> Photograph:
        """The scene's picture and where all of it lies; see ``completing.Mounter``.

        Raises
        ------
        StoryboardError
            If the picture's file is damaged, or has gone since.
        """
        place = self.place_of_whole(step)
        if place is None:
            raise ValueError(f"scene {step.scene.id!r} leaves nothing of the frame free")
        return Photograph(picture=self._collection.picture(self._path(step.scene)), place=place, edge=EDGE)

    def _painted(self, step: Step, inner: Picture | None, ground: Picture | None) -> Picture:
        source = self._collection.picture(self._path(step.scene))
        laid = self._laid(source, step)
        made = draw(source, laid, step.framing, (step.width, step.height), ground)
        if inner is None or step.opening is None or step.portal is None:
            return made
        whole, feather = step.framing @ step.opening, self._options.feather
        way = (1 / whole.scale - 1) / 2
        inside = seen(inner, step.portal.inverse() @ step.opening, step.aspect)
        under = draw(source, laid, whole, (inside.shape[1], inside.shape[0]), ground)
        if self._options.nested and self._cut(step.scene).portal is not None:
            tone = match_tone(under, inside, feather)
            made, under = tone.of(made), tone.of(under)
            way *= _OF_THE_WAY_NESTED / _OF_THE_WAY
        joint = find_joint(under, inside, feather=feather, reach=min(_REACH, _OF_THE_WAY * way) + feather)
        return correct(made, joint, step.opening)

    def _path(self, scene: Scene) -> Path:
        if self._options.nested:
            return self._series.paths[self._depth(scene)]
        return self._collection.paths[scene.id]

    def _laid(self, picture: Picture, step: Step) -> Fit:
        height, width = picture.shape[:2]
        if self._options.nested:
            return fit(width, height, step.aspect, crop=True, offset=self._cut(step.scene).offset)
        return fit(width, height, step.aspect, whole=step.scene.fit == "whole")

    def _cut(self, scene: Scene) -> Cut:
        return self._cuts[self._depth(scene)]

    def _depth(self, scene: Scene) -> int:
        return next(depth for depth, level in enumerate(self._levels) if level.scene.id == scene.id)

    @cached_property
    def _cuts(self) -> tuple[Cut, ...]:
        return cut_series(self._series, self._storyboard.output.aspect)

    @cached_property
    def _series(self) -> Series:
        """The nested pictures from the outermost inward, found on first use."""
        paths = [self._collection.paths[scene.id] for scene in self._storyboard.scenes]
        sightings = [sight(path, self._collection.picture(path)) for path in paths]
        is_ring = self._is_nested_loop and not self._written(self._levels[-1:])
        return self._collection.placed(
            f"{PLACE}.nested",
            lambda: order_series(sightings, self._options.magnification, is_ring=is_ring),
        )

    @property
    def _is_nested_loop(self) -> bool:
        return self._options.nested and self._storyboard.loop

    def _written(self, levels: Sequence[Level]) -> list[str]:
        """Where the storyboard says of these scenes how the next picture lies in theirs."""
        paths = [f"scenes[{level.number}].{key}" for level in levels for key in ("portal", "zoom")]
        return [path for path in paths if path in self._storyboard.places]

    def _check_nested(self) -> None:
        """What a storyboard may not say of a series whose pictures say it themselves."""
        problems = [
            Problem(
                place=self._storyboard.place(path),
                path=path,
                message=f"the pictures of a nested series tell the {path.rpartition('.')[2]} themselves",
                hint="leave it out, or write nested: false",
            )
            for path in self._written(self._levels[:-1])
        ]
        if problems:
            raise StoryboardError(tuple(problems))


def _as_json(similarity: Similarity | None) -> list[float] | None:
    if similarity is None:
        return None
    return [similarity.a.real, similarity.a.imag, similarity.b.real, similarity.b.imag]
