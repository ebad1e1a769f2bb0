"""The drawings at hand and the words that call for them: those of the package, and the director's own."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import yaml

from composer.errors import ComposerError
from composer.painting.illustrated.choosing.wording import contains, english_stems, stems_of
from composer.painting.illustrated.drawings.drawing import ARTWORK, Drawing, read_drawing, shipped_drawing
from composer.painting.illustrated.ranges import is_in_ranges
from composer.storyboard.records import Scene
from composer.storyboard.suggest import nearest

#: The drawing for scenes that no other drawing suits.
CARD = "card"
#: A scene whose words weigh less than this gets a card.
_ENOUGH = 2.0
_ID_SHARE = 0.75
_LIST = "motifs.yaml"
#: What a drawing's score is worth where the leads have not the age it is meant for.
_WRONG_AGE = 0.6


@dataclass(frozen=True, kw_only=True)
class Motif:
    """One drawing of the catalogue.

    Attributes
    ----------
    name : str
    shows : str
        What is on it, in a few words.
    words : mapping
        English words and phrases that call for it, with their weights.
    ages : str
        Ages of the leads that it suits best, such as ``-19``; empty: any.
    file : Path
    """

    name: str
    shows: str
    words: Mapping[str, float]
    ages: str = ""
    file: Path

    def score(self, scene: Scene, age: int | None = None) -> float:
        """How well the drawing suits a scene's prompt and id, >= 0; 2 and more is a match.

        ``age`` is that of the scene's leads, None where the storyboard does not say.
        """
        weight = self._weigh(english_stems(scene.words)) + _ID_SHARE * self._weigh(english_stems(scene.id))
        suits = age is None or not self.ages or is_in_ranges(age, self.ages)
        return weight if suits else _WRONG_AGE * weight

    def drawing(self) -> Drawing:
        """The drawing itself; raises ComposerError where its file is broken."""
        return _drawing(self.file, self.file.stat().st_mtime_ns if self.file.exists() else 0)

    def _weigh(self, stems: Sequence[str]) -> float:
        words = frozenset(stems)  # most phrases have none of them
        phrases = ((phrase, weight) for phrase, weight in self._stems.items() if words.issuperset(phrase))
        return sum(weight for phrase, weight in phrases if contains(tuple(stems), phrase))

    @functools.cached_property
    def _stems(self) -> Mapping[tuple[str, ...], float]:
        """The words by their stems; of words that share one the heaviest counts."""
        weights: dict[tuple[str, ...], float] = {}
        for phrase, weight in self.words.items():
            stems = stems_of(phrase)
            weights[stems] = max(weight, weights.get(stems, 0.0))
        return weights


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """All motifs to choose from; on equal scores the earlier one is chosen."""

    motifs: tuple[Motif, ...]

    def motif_for(self, scene: Scene, age: int | None = None) -> Motif | None:
        """The motif that a scene names, else the one that its words call for; None: a card suits it.

        Raises ComposerError where ``scene.motif`` names no drawing; ``card`` asks for a card.
        """
        if scene.motif:
            return None if scene.motif == CARD and CARD not in self._names() else self._named(scene.motif)
        scores = [motif.score(scene, age) for motif in self.motifs]
        best = max(range(len(scores)), key=scores.__getitem__)
        return self.motifs[best] if scores[best] >= _ENOUGH else None

    def drawing_for(self, scene: Scene, age: int | None = None) -> Drawing:
        """The drawing of ``motif_for``, or the card."""
        motif = self.motif_for(scene, age)
        return shipped_drawing(CARD) if motif is None else motif.drawing()

    def sources(self, drawings: Iterable[Path]) -> tuple[Path, ...]:
        """Those of the drawings' files that are not the package's, and the lists of words beside them."""
        own = dict.fromkeys(file for file in drawings if file.parent != ARTWORK)
        lists = dict.fromkeys(file.with_name(_LIST) for file in own if file.with_name(_LIST).exists())
        return (*own, *lists)

    def _names(self) -> list[str]:
        return [motif.name for motif in self.motifs]

    def _named(self, name: str) -> Motif:
        for motif in self.motifs:
            if motif.name == name:
                return motif
        hint = nearest(name, [*self._names(), CARD])
        raise ComposerError(f'no drawing is called "{name}"', hint.replace("use one of:", "the drawings are"))


@functools.cache
def motifs() -> tuple[Motif, ...]:
    """The motifs that come with the package, in the order of ``motifs.yaml``.

    Examples
    --------
    >>> [motif.shows for motif in motifs() if motif.name == "wedding"]
    ['a couple before a church on their wedding day']
    """
    return read_motifs(ARTWORK)


def catalogue_of(folder: Path | None = None) -> Catalogue:
    """The package's motifs, and before them those of a folder of the director's own.

    Every ``NAME.svg`` of the folder is a motif; its ``motifs.yaml`` may say what they show and which words call for
    them, in the form of the package's. A motif of the same name takes the place of the package's.

    Raises
    ------
    ComposerError
        If there is no such folder, no SVG in it, or its ``motifs.yaml`` is wrong.
    """
    own = () if folder is None else read_motifs(folder)
    names = {motif.name for motif in own}
    return Catalogue(motifs=(*own, *(motif for motif in motifs() if motif.name not in names)))


def read_motifs(folder: Path) -> tuple[Motif, ...]:
    """The motifs of a folder: those of its ``motifs.yaml`` in order, then its other SVG files by name."""
    if not folder.is_dir():
        raise ComposerError(f"{folder}: there is no such folder of drawings", "name a folder with SVG files in it")
    entries = _entries(folder / _LIST)
    files = {file.stem: file for file in sorted(folder.glob("*.svg")) if file.stem != CARD or folder != ARTWORK}
    for name in entries:
        if name not in files:
            raise ComposerError(
                f"{folder / _LIST}: {name}: there is no {name}.svg beside it",
                nearest(name, files, "add the drawing"),
            )
    if not files:
        raise ComposerError(f"{folder}: there is no SVG file in this folder", "add a drawing, NAME.svg")
    plain = {name: Motif(name=name, shows=name, words={name: 3.0}, file=file) for name, file in files.items()}
    return tuple(_motif(entries[name], plain[name], folder) for name in entries) + tuple(
        motif for name, motif in plain.items() if name not in entries
    )


@functools.lru_cache(maxsize=128)
def _drawing(file: Path, _changed: int) -> Drawing:
    return read_drawing(file)


def _entries(file: Path) -> Mapping[str, object]:
    if not file.exists():
        return {}
    try:
        entries = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ComposerError(f"{file}: cannot be read: {error}", "repair the file") from error
    if not isinstance(entries, dict):
        raise ComposerError(f"{file}: this is no list of motifs", _FORM)
    return {str(name): entry for name, entry in entries.items()}


_FORM = "write NAME: {shows: what it shows, words: {word: 3, another: 2}}"


def _motif(entry: object, plain: Motif, folder: Path) -> Motif:
    """A motif as its entry describes it; what the entry leaves out is as in ``plain``."""
    where = f"{folder / _LIST}: {plain.name}"
    if not isinstance(entry, dict):
        raise ComposerError(f"{where}: this is no motif", _FORM)
    for key in entry:
        if key not in ("shows", "words", "ages"):
            raise ComposerError(f'{where}: a motif has no "{key}"', nearest(str(key), ("shows", "words", "ages")))
    words = entry.get("words", plain.words)
    if not isinstance(words, dict) or not all(
        isinstance(weight, int | float) and not isinstance(weight, bool) and weight > 0 for weight in words.values()
    ):
        raise ComposerError(f"{where}.words: these are no words with weights above 0", _FORM)
    ages = str(entry.get("ages", ""))
    try:
        is_in_ranges(0, ages)
    except ValueError as error:
        raise ComposerError(f'{where}.ages: "{ages}" is no range of ages', "write 13-24, 30- or -19") from error
    return Motif(
        name=plain.name,
        shows=str(entry.get("shows", plain.name)),
        words=MappingProxyType({str(word): float(weight) for word, weight in words.items()}),
        ages=ages,
        file=plain.file,
    )
