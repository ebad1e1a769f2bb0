"""The pictures of a film: which scene has which file, read once and named by what the files hold."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from composer.errors import ComposerError, Problem, StoryboardError
from composer.painting.naming import FileDigests
from composer.painting.painter import Picture
from composer.painting.pictures import check_picture, pictures_in, read_picture, upright_size
from composer.painting.stills_options import PLACE, StillsOptions
from composer.storyboard.records import Scene, Storyboard

#: Decoded pictures kept: the views of a scene are painted one after another.
_KEPT = 2

_Got = TypeVar("_Got")


class Collection:
    """The files that a film's scenes show.

    Attributes
    ----------
    paths : mapping
        Scene id -> file: its own ``image``, or the next one of the folder in natural order.

    Raises
    ------
    StoryboardError
        With every scene that has no picture and every file that cannot be used, as far as its head tells.
    """

    def __init__(self, storyboard: Storyboard, options: StillsOptions, *, every_scene: bool) -> None:
        self._storyboard = storyboard
        self._digests = FileDigests()
        self._read: OrderedDict[Path, Picture] = OrderedDict()
        own = {scene.id: scene.image for scene in storyboard.scenes if scene.image}
        self.paths: Mapping[str, Path] = own | self._from_folder(options) if every_scene else own
        self._check_heads()

    def picture(self, path: Path) -> Picture:
        """The decoded picture; the last two are kept.

        Raises
        ------
        StoryboardError
            If the file is damaged, or has gone since.
        """
        if path not in self._read:
            self._read[path] = self.placed(self._place_of(path), lambda: read_picture(path))
        self._read.move_to_end(path)
        while len(self._read) > _KEPT:
            self._read.popitem(last=False)
        return self._read[path]

    def size(self, path: Path) -> tuple[int, int]:
        """Width and height of the upright picture, from its head.

        Raises
        ------
        StoryboardError
            As ``picture``.
        """
        return self.placed(self._place_of(path), lambda: upright_size(path))

    def digest(self, path: Path) -> str:
        """Hexadecimal digest of a file's bytes; read again only when its size or its time of change differs."""
        try:
            return self._digests.of(path)
        except OSError as error:
            message = f"{path}: {error.strerror or error}"
            raise StoryboardError((self._problem(self._place_of(path), message, "put it back"),)) from error

    def placed(self, where: str, get: Callable[[], _Got]) -> _Got:
        """What ``get`` gives; its error with the place in the storyboard that led to it."""
        try:
            return get()
        except StoryboardError:
            raise
        except ComposerError as error:
            raise StoryboardError((self._problem(where, error.message, error.hint),)) from error

    def _from_folder(self, options: StillsOptions) -> dict[str, Path]:
        scenes, folder = self._storyboard.scenes, options.folder
        without = [scene for scene in scenes if not scene.image]
        if options.nested and len(without) < len(scenes):
            problems = [
                self._problem(
                    f"{path}.image", "the pictures of a nested series all come from its folder", "take it out"
                )
                for path in (f"scenes[{n}]" for n, scene in enumerate(scenes) if scene.image)
            ]
            raise StoryboardError(tuple(problems))
        if folder is None:
            hint = "give it an image, or write painter: {stills: {folder: …}}"
            problems = [
                self._problem(f"scenes[{scenes.index(s)}]", f'scene "{s.id}" has no picture', hint) for s in without
            ]
            if problems:
                raise StoryboardError(tuple(problems))
            return {}
        found = self.placed(f"{PLACE}.folder", lambda: pictures_in(folder))
        self._check_count(found, without, options)
        return {scene.id: path for scene, path in zip(without, found, strict=False)}

    def _check_count(self, found: Sequence[Path], without: Sequence[Scene], options: StillsOptions) -> None:
        if len(found) >= len(without) and not (options.nested and len(found) > len(without)):
            return
        message = f"{options.folder}: {_counted(len(found), 'picture')} for {_counted(len(without), 'scene')}"
        if not options.nested:
            message += " without an image of their own"
        hint = (
            "a nested series has one picture for each scene" if options.nested else "add pictures, or take scenes out"
        )
        raise StoryboardError((self._problem(f"{PLACE}.folder", message, hint),))

    def _check_heads(self) -> None:
        problems: list[Problem] = []
        for path in dict.fromkeys(self.paths.values()):
            try:
                check_picture(path)
            except ComposerError as error:
                problems.append(self._problem(self._place_of(path), error.message, error.hint))
        if problems:
            raise StoryboardError(tuple(problems))

    def _place_of(self, path: Path) -> str:
        for number, scene in enumerate(self._storyboard.scenes):
            if scene.image == path:
                return f"scenes[{number}].image"
        return f"{PLACE}.folder"

    def _problem(self, where: str, message: str, hint: str) -> Problem:
        return Problem(place=self._storyboard.place(where), path=where, message=message, hint=hint)


def _counted(count: int, noun: str) -> str:
    return f"1 {noun}" if count == 1 else f"{count} {noun}s"
