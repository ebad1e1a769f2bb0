"""A storyboard to start from."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

from composer.errors import ComposerError

STARTER_NAME = "storyboard.yaml"


def starter_text(title: str) -> str:
    """A commented storyboard with this title: bus, prom, date, wedding, birth, porch and stars.

    It reads without a problem and paints with the built-in illustrator.
    """
    template = files("composer.storyboard").joinpath("starter.yaml").read_text(encoding="utf-8")
    return template.replace('"TITLE"', json.dumps(" ".join(title.split()), ensure_ascii=False), 1)


def write_starter(folder: Path) -> Path:
    """Write ``storyboard.yaml`` into a folder, which is made where it is not there; its name becomes the title.

    Raises
    ------
    ComposerError
        If there already is one (it is left alone), or the folder cannot be written to.
    """
    path = folder / STARTER_NAME
    title = folder.absolute().name.replace("-", " ").replace("_", " ").strip().title() or "A Long Ride"
    printable = "".join(letter for letter in title if letter.isprintable())
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(starter_text(printable))
    except FileExistsError as error:
        what = path if folder.is_dir() else folder
        raise ComposerError(f"{what} is already there; it was left alone", "name another folder") from error
    except OSError as error:
        hint = "name a folder that you may write to"
        raise ComposerError(f"{path} cannot be written: {error.strerror}", hint) from error
    return path
