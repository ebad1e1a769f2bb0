"""A drawing as it is shipped: an SVG file with its compositions and openings, checked when it is read."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from composer.errors import ComposerError
from composer.painting.illustrated.framing import Composition
from composer.painting.illustrated.outline import Polygon, polygon_of

#: Where the shipped drawings lie.
ARTWORK = Path(__file__).parents[1] / "artwork"
#: The shapes of picture that a drawing is composed for.
SHAPES = ("wide", "square", "tall")


@dataclass(frozen=True, kw_only=True, eq=False)
class Drawing:
    """One SVG drawing.

    ``compositions`` has one entry for each of ``SHAPES``; ``ending`` holds what is seen in the opening where no scene
    follows; ``digest`` is of the file's text.
    """

    name: str
    file: Path
    root: Element
    compositions: Mapping[str, Composition]
    ending: Element
    digest: str

    def opening_id(self, shape: str) -> str:
        """Id of the element in which the next scene is seen in a picture of this shape."""
        own = f"portal-{shape}"
        return own if self.root.find(f".//*[@id='{own}']") is not None else "portal"


@cache
def shipped_drawing(name: str) -> Drawing:
    """The drawing of ``artwork/NAME.svg``; read once."""
    return read_drawing(ARTWORK / f"{name}.svg")


def read_drawing(file: Path) -> Drawing:
    """Reads and checks a drawing.

    Raises ComposerError where the file is missing or not SVG, has no ending, has no convex opening (an element with id
    ``portal`` at the top level, untransformed), or lacks a rect ``frame-wide``, ``frame-square`` or ``frame-tall``
    that holds its opening's middle.
    """
    text = _text(file)
    root = parse_artwork(text, str(file))
    compositions = {shape: _composition(root, shape, file) for shape in SHAPES}
    ending = root.find(".//*[@id='ending']")
    if ending is None:
        raise ComposerError(
            f"{file}: this drawing has no ending", 'add <g id="ending"> with what its opening shows alone'
        )
    return Drawing(
        name=file.stem,
        file=file,
        root=root,
        compositions=MappingProxyType(compositions),
        ending=ending,
        digest=hashlib.sha256(text.encode()).hexdigest()[:16],
    )


def parse_artwork(text: str, name: str) -> Element:
    """The root of an SVG text; raises ComposerError naming ``name`` where it is none."""
    try:
        root = ElementTree.fromstring(text)
    except ElementTree.ParseError as error:
        raise ComposerError(f"{name}: this drawing is not well-formed SVG: {error}", "repair the file") from error
    if root.tag.rpartition("}")[2] != "svg":
        raise ComposerError(f"{name}: this drawing's outermost element is <{root.tag}>", "a drawing is an <svg>")
    return root


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ComposerError(f"{file}: this drawing cannot be read: {error}", "restore the file") from error


def _composition(root: Element, shape: str, file: Path) -> Composition:
    box = root.find(f".//*[@id='frame-{shape}']")
    if box is None:
        raise ComposerError(f"{file}: this drawing has no frame-{shape}", f'add <rect id="frame-{shape}" …/>')
    x, y, width, height = (float(box.get(name, "0")) for name in ("x", "y", "width", "height"))
    opening = _opening(root, shape, file)
    composition = Composition(box=(x, y, width, height), opening=opening)
    inside = x < composition.centre.real < x + width and y < composition.centre.imag < y + height
    if not inside:
        raise ComposerError(
            f"{file}: the portal's middle lies outside of frame-{shape}", "move the frame or the portal"
        )
    return composition


def _opening(root: Element, shape: str, file: Path) -> Polygon:
    for name in (f"portal-{shape}", "portal"):
        portal = root.find(f".//*[@id='{name}']")
        if portal is None:
            continue
        if portal not in list(root) or portal.get("transform"):
            raise ComposerError(
                f"{file}: {name} is transformed or inside a group", "draw the portal at the top level of the drawing"
            )
        try:
            return polygon_of(portal)
        except ValueError as error:
            raise ComposerError(f"{file}: {name} cannot be an opening: {error}", "mend the portal's shape") from error
    raise ComposerError(f"{file}: this drawing has no portal", 'give the opening\'s shape id="portal"')
