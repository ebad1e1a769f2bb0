"""The painters, by the name that a storyboard gives them."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from types import MappingProxyType

from composer.errors import ComposerError, Problem, StoryboardError
from composer.painting.completing import Completer, Mounter
from composer.painting.painter import Painter, PainterFactory, Picture, Step, paints_by_words
from composer.storyboard.records import Scene, Storyboard

#: Name -> where its class is. Imported when a film asks for it, since each brings its own heavy library.
PAINTERS: Mapping[str, str] = MappingProxyType(
    {
        "illustrated": "composer.painting.illustrated:IllustratedPainter",
        "stills": "composer.painting.stills:StillsPainter",
        "diffusion": "composer.painting.diffusion:DiffusionPainter",
    }
)


class Painters:
    """The painters of one film: the one that the storyboard names, and ``stills`` for scenes with an own picture.

    Raises
    ------
    ComposerError
        If a painter refuses its options, or a picture of the cast that is meant for it cannot be used.
    """

    def __init__(self, storyboard: Storyboard) -> None:
        self._storyboard = storyboard
        choice = storyboard.painter
        self._pictures = storyboard.pictures
        self._main = load_painter(choice.name)(storyboard, choice.options)
        self._stills = self._main
        if choice.name != "stills" and any(scene.image for scene in storyboard.scenes):
            self._stills = load_painter("stills")(storyboard, MappingProxyType({}))
        if paints_by_words(self._main):
            _check_cast(storyboard)

    def of(self, scene: Scene) -> Painter:
        """The painter of a scene."""
        return self._stills if scene.image else self._main

    @property
    def main(self) -> Painter:
        """The one that the storyboard names."""
        return self._main

    def completion(self, step: Step) -> Mapping[str, object] | None:
        """All that completes the photograph of a step's scene, as JSON values; None where nothing is to be completed.

        Raises
        ------
        StoryboardError
            If the film's painter cannot paint around a photograph.
        """
        place = self._stills.place_of_whole(step) if isinstance(self._stills, Mounter) else None
        if place is None:
            return None
        main = self._completer(step)
        return {
            "painter": main.name,
            "version": main.version,
            **main.ingredients(step),
            "photograph": self._stills.ingredients(step)["picture"],
            "place": [place.a.real, place.b.real, place.b.imag],
        }

    def complete(self, step: Step) -> Picture:
        """The completed photograph of a scene; ``step`` is its ``completing.completing_step``.

        Raises
        ------
        ComposerError
            If it cannot be read, or not be painted around.
        """
        if not isinstance(self._stills, Mounter):
            raise TypeError(f"painter {self._stills.name} has no photographs")
        return self._completer(step).complete(step, self._stills.photograph(step))

    def _completer(self, step: Step) -> Completer:
        if isinstance(self._main, Completer):
            return self._main
        path = f"scenes[{self._storyboard.scenes.index(step.scene)}].fit"
        message = f"the {self._main.name} painter cannot paint what a whole image leaves free"
        place = self._storyboard.place(path)
        raise StoryboardError((Problem(place=place, path=path, message=message, hint="write fit: fill"),))

    def sources(self) -> tuple[Path, ...]:
        """The director's own files that the film's pictures are made from."""
        return tuple(dict.fromkeys((*self._main.sources(), *self._stills.sources(), *self._pictures)))


def _check_cast(storyboard: Storyboard) -> None:
    """Refuse pictures of people that are none, as far as the heads of their files tell; all at once."""
    # Only films with pictures of people need what reads pictures.
    from composer.painting.pictures import check_picture

    problems = []
    for person in storyboard.cast:
        for photo in person.photos:
            path = f"cast.{person.name}.picture" + ("" if photo.since is None else f".{photo.since}")
            try:
                check_picture(photo.picture)
            except ComposerError as error:
                place = storyboard.place(path)
                problems.append(Problem(place=place, path=path, message=error.message, hint=error.hint))
    if problems:
        raise StoryboardError(tuple(problems))


def load_painter(name: str) -> PainterFactory:
    """The class of a painter.

    Raises
    ------
    KeyError
        If no painter has that name.
    """
    module, _, attribute = PAINTERS[name].partition(":")
    factory: PainterFactory = getattr(import_module(module), attribute)
    return factory
