"""The illustrator's motifs: what there is, what a storyboard's scenes get, and pictures of them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from composer.contact_sheet import Cell, cell_size
from composer.errors import ComposerError
from composer.painting.illustrated.choosing.catalogue import CARD, Catalogue, Motif, catalogue_of
from composer.painting.illustrated.choosing.options import catalogue_for
from composer.painting.illustrated.staging.people import age_in
from composer.painting.planning import plan_steps
from composer.painting.registry import Painters
from composer.progress import Progress, unseen
from composer.storyboard.records import Output, PainterChoice, Scene, Storyboard

#: Sizes of the films that motifs are shown for, by the shape of the picture.
SIZES = {"wide": (320, 180), "square": (240, 240), "tall": (180, 320)}


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One motif with the ids of the scenes that are drawn with it, empty without a storyboard."""

    motif: Motif
    scenes: tuple[str, ...] = ()


def parse_years(text: str) -> tuple[int, ...]:
    """Years, or decades, parted by commas; raises ComposerError for anything else.

    Examples
    --------
    >>> parse_years("1928, 1980s")
    (1928, 1985)
    """
    years = []
    for word in text.split(","):
        match = re.fullmatch(r"\s*(\d{4})(s?)\s*", word)
        if match is None:
            raise ComposerError(f'--years: "{word.strip()}" is no year', "write --years 1955,1991 or 1950s,1990s")
        years.append(int(match.group(1)) // 10 * 10 + 5 if match.group(2) else int(match.group(1)))
    return tuple(years)


def list_motifs(storyboard: Storyboard | None = None) -> tuple[Shown, ...]:
    """All motifs, the director's own first, and last the card.

    Raises ComposerError where the storyboard's folder of drawings is wrong or a scene names no drawing.
    """
    catalogue = _catalogue(storyboard)
    scenes: dict[str, list[str]] = {}
    for scene in storyboard.scenes if storyboard else ():
        if storyboard is not None and scene.image is None:
            motif = catalogue.motif_for(scene, age_in(storyboard, scene))
            scenes.setdefault(motif.name if motif else CARD, []).append(scene.id)
    card = Motif(name=CARD, shows="the words and emblems of a scene that no other drawing suits", words={}, file=Path())
    return tuple(Shown(motif=motif, scenes=tuple(scenes.get(motif.name, ()))) for motif in (*catalogue.motifs, card))


def motifs_as_json(shown: Sequence[Shown]) -> dict[str, object]:
    """The list as plain values."""
    return {
        "motifs": [
            {
                "name": each.motif.name,
                "shows": each.motif.shows,
                "words": dict(each.motif.words),
                "ages": each.motif.ages or None,
                "file": None if each.motif.name == CARD else str(each.motif.file),
                "scenes": list(each.scenes),
            }
            for each in shown
        ]
    }


def cells_of_motifs(
    shown: Sequence[Shown],
    years: Sequence[int],
    shape: str,
    storyboard: Storyboard | None = None,
    progress: Progress = unseen,
) -> Iterator[Cell]:
    """A picture of each motif in each year, painted as it is asked for; ``shape`` is one of ``SIZES``.

    The storyboard lends its cast, decades and own drawings. Raises ComposerError where a drawing is broken.
    """
    total = len(shown) * len(years)
    for each in shown:
        if each.motif.name != CARD:
            each.motif.drawing()  # a broken one is told by its file, before any is painted
    for number, (each, year) in enumerate((each, year) for each in shown for year in years):
        board = _board_of(each.motif.name, year, SIZES[shape], storyboard)
        painters = Painters(board)
        (step,) = plan_steps(board, painters)
        picture = painters.of(step.scene).paint(step, None)
        progress(number + 1, total)
        yield Cell(picture=picture, name=f"{each.motif.name} {year}", note=each.motif.shows)


def columns_of_sheet(motifs: int, years: int, shape: str) -> int:
    """How many pictures of a sheet lie side by side: all years of one motif or several, for a page about square.

    Examples
    --------
    >>> columns_of_sheet(24, 3, "wide"), columns_of_sheet(1, 3, "tall")
    (6, 3)
    """
    width, height = cell_size(*SIZES[shape])

    def is_off(across: int) -> float:
        rows = -(-motifs // across)
        return abs(math.log(across * years * width / (rows * height)))

    return years * min(range(1, motifs + 1), key=is_off)


def _catalogue(storyboard: Storyboard | None) -> Catalogue:
    if storyboard is None or storyboard.painter.name != "illustrated":
        return catalogue_of()
    return catalogue_for(storyboard, storyboard.painter.options)


def _board_of(motif: str, year: int, size: tuple[int, int], storyboard: Storyboard | None) -> Storyboard:
    """A film of one picture."""
    is_illustrated = storyboard is not None and storyboard.painter.name == "illustrated"
    return Storyboard(
        file=storyboard.file if storyboard else Path(),
        scenes=(Scene(id=motif, prompt="", motif=motif, year=year, steps=0),),
        cast=storyboard.cast if storyboard else (),
        decades=storyboard.decades if storyboard else {},
        painter=storyboard.painter if storyboard and is_illustrated else PainterChoice(),
        output=Output(width=size[0], height=size[1]),
    )
