"""A drawing as it is shipped: an SVG file with its compositions and openings, checked when it is read."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from composer.errors import ComposerError
from composer.painting.illustrated.colours import colours_of
from composer.painting.illustrated.drawings.adopting import adopt, alone, portal_to_top
from composer.painting.illustrated.drawings.completing import add_surroundings, frame_on_page, page_of
from composer.painting.illustrated.drawings.framing import Composition
from composer.painting.illustrated.drawings.outline import Polygon, is_simple, polygon_of
from composer.painting.illustrated.drawings.tracing import Box, traced
from composer.storyboard.decades import built_in_looks

#: Where the shipped drawings lie.
ARTWORK = Path(__file__).parents[2] / "artwork"
#: The shapes of picture that a drawing is composed for.
SHAPES = ("wide", "square", "tall")
_PORTALS = ("portal", *(f"portal-{shape}" for shape in SHAPES))


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

    @functools.cached_property
    def shows_words(self) -> bool:
        """Whether a scene's words, or emblems for them, are in the drawing."""
        return any(element.get("data-words") or element.get("data-emblems") for element in self.root.iter())

    @functools.cached_property
    def has_words(self) -> bool:
        """Whether anything in the drawing is set in the decade's typeface."""
        return self.shows_words or any(element.get("data-lettering") is not None for element in self.root.iter())

    def opening_id(self, shape: str) -> str:
        """Id of the element in which the next scene is seen in a picture of this shape."""
        names = [name for name in (f"portal-{shape}", *_PORTALS) if self.root.find(_path(name)) is not None]
        return names[0]


@functools.cache
def shipped_drawing(name: str) -> Drawing:
    """The drawing of ``artwork/NAME.svg``; read once."""
    return read_drawing(ARTWORK / f"{name}.svg")


def read_drawing(file: Path) -> Drawing:
    """Reads and checks a drawing.

    The opening is what has the id ``portal``; rects ``frame-wide``, ``frame-square`` and ``frame-tall`` say what must
    be in the picture, and ``ending`` is what the opening shows where no scene follows. A drawing without frames is
    framed on its page and goes on around it in the page's colours; without an ending its portal is shown as drawn.

    Raises ComposerError where the file is missing or not SVG, shows what is not in the file, has no portal that is
    convex and on the page, or a frame that does not hold its portal's middle.
    """
    text = _text(file)
    root = parse_artwork(text, str(file))
    adopt(root, str(file))
    page = page_of(root)
    ending = root.find(".//*[@id='ending']")
    outlines = _outlines(root, page, file)
    if ending is None:
        ending = _shown_portal(root)
    for name, outline in outlines.items():
        if not _is_plain(root, _by_id(root, name)):
            portal_to_top(root, _by_id(root, name), outline)
    is_framed = any(root.find(f".//*[@id='frame-{shape}']") is not None for shape in SHAPES)
    compositions = {shape: _composition(root, shape, _own(outlines, shape), page, file) for shape in SHAPES}
    if page is not None and not is_framed:
        add_surroundings(root, page, colours_of(built_in_looks()[None].palette))
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


def _outlines(root: Element, page: Box | None, file: Path) -> Mapping[str, Polygon]:
    """The outline of every portal, by its id."""
    names = [name for name in _PORTALS if root.find(_path(name)) is not None]
    if not names:
        raise ComposerError(f"{file}: this drawing has no portal", 'give what the next scene opens in the id "portal"')
    return {name: _outline(root, _by_id(root, name), page, file) for name in names}


def _outline(root: Element, portal: Element, page: Box | None, file: Path) -> Polygon:
    try:
        if _is_plain(root, portal):
            return polygon_of(portal)
        if page is None:
            raise ComposerError(
                f"{file}: this drawing does not say how large it is", 'give it a viewBox="0 0 1600 900"'
            )
        return traced(root, portal, page)
    except ValueError as error:
        raise ComposerError(
            f"{file}: {portal.get('id')} cannot be an opening: {error}", "mend the portal's shape"
        ) from error


def _is_plain(root: Element, portal: Element) -> bool:
    return portal in list(root) and not portal.get("transform") and is_simple(portal)


def _own(outlines: Mapping[str, Polygon], shape: str) -> Polygon:
    return outlines.get(f"portal-{shape}") or outlines.get("portal") or next(iter(outlines.values()))


def _composition(root: Element, shape: str, opening: Polygon, page: Box | None, file: Path) -> Composition:
    box = root.find(_path(f"frame-{shape}"))
    if box is not None:
        x, y, width, height = (float(box.get(name, "0")) for name in ("x", "y", "width", "height"))
    elif page is not None:
        x, y, width, height = frame_on_page(page, opening, shape)
    else:
        raise ComposerError(f"{file}: this drawing has no frame-{shape}", f'add <rect id="frame-{shape}" …/>')
    composition = Composition(box=(x, y, width, height), opening=opening)
    inside = x < composition.centre.real < x + width and y < composition.centre.imag < y + height
    if not inside:
        raise ComposerError(
            f"{file}: the portal's middle lies outside of frame-{shape}", "move the frame or the portal"
        )
    return composition


def _shown_portal(root: Element) -> Element:
    """The portal as it is drawn, with what it stands in."""
    shown = Element("{http://www.w3.org/2000/svg}g", {"id": "ending"})
    name = next(name for name in _PORTALS if root.find(_path(name)) is not None)
    shown.append(alone(root, _by_id(root, name)))
    return shown


def _by_id(root: Element, name: str) -> Element:
    found = root.find(_path(name))
    if found is None:
        raise LookupError(name)
    return found


def _path(name: str) -> str:
    return f".//*[@id='{name}']"
