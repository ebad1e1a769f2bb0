"""The trackers, by the name that a beats file gives them, each with its options."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from composer.errors import ComposerError
from composer.listening.moments import MOMENT
from composer.storyboard.kinds import FilePath, Number, Schema, Text, missing_file, neighbours, wanted
from composer.storyboard.suggest import nearest
from composer.storyboard.tables import Field, Table
from composer.storyboard.written import Written

if TYPE_CHECKING:
    from composer.listening.finding import BeatFinder

Options = Mapping[str, object]


class TrackerMissingError(ComposerError):
    """A tracker that cannot be had on this machine: its package or its weights are not there."""


@dataclass(frozen=True, kw_only=True)
class Tracker:
    """A way to find beats.

    Attributes
    ----------
    name : str
        As a beats file writes it.
    version : str
        Part of the name under which an analysis is kept: change it whenever its beats may come out otherwise.
    factory : str
        ``module:function`` of what makes a ``BeatFinder`` from all its options. Imported when a song asks for it, since
        each brings its own heavy library.
    options : Table
        What a beats file may say of it.
    package : str
        The distribution that it needs, whose version is then part of its own.
    """

    name: str
    version: str
    factory: str
    options: Table
    package: str = ""

    def finder(self, options: Options) -> BeatFinder:
        """What finds the beats.

        Raises
        ------
        TrackerMissingError
            If what the tracker needs is not on this machine.
        """
        module, _, attribute = self.factory.partition(":")
        make: Callable[[Options], BeatFinder] = getattr(import_module(module), attribute)
        return make(self.completed(options))

    def completed(self, options: Options) -> Options:
        """The options with the default of each that is left out."""
        defaults = {key: each.default for key, each in self.options.fields.items() if each.default is not None}
        return MappingProxyType({**defaults, **options})

    def ingredients(self, options: Options) -> dict[str, Any]:
        """All that its beats depend on besides the song, as JSON values; of a file its content, whatever its name."""
        written = {
            key: _digest_of(value) if isinstance(value, Path) else value
            for key, value in self.completed(options).items()
        }
        return {"name": self.name, "version": self.version, "package": _version_of(self.package), "options": written}


@dataclass(frozen=True, kw_only=True)
class TrackerChoice:
    """A tracker's name and its checked options."""

    name: str = "longzoom"
    options: Options = field(default_factory=lambda: MappingProxyType({}))


def _version_of(package: str) -> str:
    try:
        return version(package) if package else ""
    except PackageNotFoundError:
        return ""


def _digest_of(file: Path) -> str:
    try:
        with file.open("rb") as stream:
            digest = blake2b(digest_size=16)
            while block := stream.read(1 << 20):
                digest.update(block)
            return digest.hexdigest()
    except OSError as error:
        raise ComposerError(f"{file}: cannot be read: {error.strerror or error}", "check the file's rights") from error


class _YesOrNo:
    """``true`` or ``false``."""

    def read(self, written: Written) -> bool:
        value = written.plain()
        if not isinstance(value, bool):
            raise wanted("true or false", written, "write true or false")
        return value

    def schema(self) -> Schema:
        return {"type": "boolean"}


class _Checkpoint:
    """The path of a file, from the beats file's folder, or a name without dots and slashes."""

    def read(self, written: Written) -> Path | str:
        text = Text(empty=False).read(written)
        path = FilePath(what="the weights").read(written) if isinstance(written.plain(), str) else Path(text)
        if path.is_file():
            return path
        if any(mark in text for mark in "./\\~"):
            hint = nearest(path.name, neighbours(path), "name a .ckpt file of Beat This!")
            raise ComposerError(missing_file(path), hint)
        return text

    def schema(self) -> Schema:
        return {"type": "string", "pattern": r"\S"}


_OWN = Tracker(
    name="longzoom",
    version="5",
    factory="composer.listening.own_tracker:own_finder",
    options=Table(what="the tracker longzoom", fields={}),
)
_BEAT_THIS = Tracker(
    name="beat_this",
    version="1",
    factory="composer.listening.beat_this_tracker:beat_this_finder",
    package="beat-this",
    options=Table(
        what="the tracker beat_this",
        fields={
            "checkpoint": Field(
                kind=_Checkpoint(),
                about="a file of weights, or the name of one that the package fetches",
                default="final0",
                examples=("weights/final0.ckpt", "small0"),
            ),
            "dbn": Field(kind=_YesOrNo(), about="pick the beats by madmom's dynamic Bayesian network", default=False),
        },
    ),
)
_GRID = Tracker(
    name="grid",
    version="1",
    factory="composer.listening.grid_tracker:grid_finder",
    options=Table(
        what="the tracker grid",
        fields={
            "bpm": Field(kind=Number(low=20, high=400), about="beats a minute", required=True, examples=(97.0,)),
            "offset": Field(kind=MOMENT, about="a beat that begins a bar", default=0.0, examples=("0.52 s",)),
        },
    ),
)
TRACKERS: Mapping[str, Tracker] = MappingProxyType({each.name: each for each in (_OWN, _BEAT_THIS, _GRID)})
OWN = TrackerChoice()
