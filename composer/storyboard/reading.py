"""A storyboard file to a Storyboard, or all that is wrong with it at once."""

from __future__ import annotations

from pathlib import Path

from composer.storyboard.building import Values, build_storyboard
from composer.storyboard.checks import check_found, check_song
from composer.storyboard.fields import STORYBOARD
from composer.storyboard.nodes import parse_nodes
from composer.storyboard.records import Storyboard
from composer.storyboard.source import Source, read_bytes, source_from_bytes, source_from_text
from composer.storyboard.tables import read_into
from composer.storyboard.written import Ledger, Written


def read_storyboard(path: Path, *, check_files: bool = False) -> Storyboard:
    """The storyboard in a file.

    Parameters
    ----------
    path : Path
        A YAML file, UTF-8, at most 4 MB.
    check_files : bool
        Whether the song must be there, as a film needs it; scenes' images always must.

    Raises
    ------
    StoryboardError
        With every problem of the file, each at its line and column.
    """
    return _read(source_from_bytes(read_bytes(path), path), check_files=check_files)


def load_text(text: str, file: Path, *, check_files: bool = False) -> Storyboard:
    """The storyboard in a text; ``file`` is the name for messages, relative paths start from its folder.

    Raises
    ------
    StoryboardError
        As ``read_storyboard``.

    Examples
    --------
    >>> load_text("scenes: [{id: bus, prompt: a yellow bus}]", Path("ride.yaml")).scenes[0].prompt
    'a yellow bus'
    """
    return _read(source_from_text(text, file), check_files=check_files)


def _read(source: Source, *, check_files: bool) -> Storyboard:
    ledger = Ledger(source=source)
    root = Written(node=parse_nodes(source), path="", ledger=ledger)
    ledger.places[""] = source.place(root.node.start)
    found: dict[str, Values] = {}
    read_into(found, "", STORYBOARD, root)
    for values in found.values():
        check_found(values, ledger)
        if check_files:
            check_song(values, ledger)
    ledger.close()
    return build_storyboard(found[""], ledger)
