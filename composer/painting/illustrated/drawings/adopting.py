"""Drawings out of Inkscape, Illustrator or Figma made plain: what is shared in one place, the portal at the top."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from xml.etree.ElementTree import Element

import cssselect2
import tinycss2

from composer.errors import ComposerError
from composer.fonts import FAMILIES, FONT_FAMILY
from composer.painting.illustrated.drawings.outline import Polygon

_log = logging.getLogger("longzoom")
_SVG = "{http://www.w3.org/2000/svg}"
_LINK = "{http://www.w3.org/1999/xlink}href"
#: What a program has no use for once the picture is on paper, and what could reach out of the file.
_DROPPED = frozenset({"metadata", "title", "desc", "script", "style", "foreignObject"})
#: What other elements use by its id.
_SHARED = frozenset({"linearGradient", "radialGradient", "clipPath", "mask", "pattern", "filter", "symbol", "marker"})
_FONT = re.compile(r"font(-family)?\s*:\s*([^;]+)")


def adopt(root: Element, name: str) -> None:
    """Makes a parsed drawing plain, in place.

    Style sheets become attributes of the elements that they select, links lose their namespace, what editors add for
    themselves is dropped, gradients and the like are gathered in one ``defs``, and words are set in typefaces of the
    package: those of a machine are on no other one. Raises ComposerError, naming ``name``, for a picture that is not
    inside the file.
    """
    _inline_styles(root, name)
    _keep_plain(root, name)
    _set_own_typefaces(root, name)
    gathered = Element(f"{_SVG}defs")
    _gather(root, gathered)
    if len(gathered):
        root.insert(0, gathered)


def portal_to_top(root: Element, portal: Element, outline: Polygon) -> None:
    """Puts the portal's outline at the top level, between what lies behind it and what lies before it, in place.

    The groups that it was in are parted: one half stays behind, the other goes before.
    """
    way = _way_to(root, portal)
    at = list(root).index(way[1])
    points = " L".join(f"{point.real:.6g} {point.imag:.6g}" for point in outline)
    shape = Element(f"{_SVG}path", {"id": portal.get("id", ""), "d": f"M{points} Z"})
    if way[1] is portal:
        root[at] = shape
        return
    behind, before = _parted(way[1], way[2:])
    root[at : at + 1] = [behind, shape, before]


def _way_to(root: Element, wanted: Element) -> list[Element]:
    """The elements from the root down to the wanted one; empty where it is not inside."""
    if root is wanted:
        return [root]
    for child in root:
        way = _way_to(child, wanted)
        if way:
            return [root, *way]
    return []


def _parted(group: Element, way: Sequence[Element]) -> tuple[Element, Element]:
    """A group as two: with what lies behind the way's last element, and with what lies before it."""
    behind, before = Element(group.tag, group.attrib), Element(group.tag, group.attrib)
    before.attrib.pop("id", None)
    if not way:
        return behind, before
    at = list(group).index(way[0])
    behind.extend(group[:at])
    before.extend(group[at + 1 :])
    if len(way) > 1:
        inner_behind, inner_before = _parted(way[0], way[1:])
        behind.append(inner_behind)
        before.insert(0, inner_before)
    return behind, before


def alone(root: Element, wanted: Element) -> Element:
    """A copy of the wanted element in copies of the groups that it stands in, with nothing else in them."""
    copy = deepcopy(wanted)
    for group in reversed(_way_to(root, wanted)[1:-1]):
        around = Element(group.tag, {name: value for name, value in group.attrib.items() if name != "id"})
        around.append(copy)
        copy = around
    return copy


def silhouette(root: Element, wanted: Element) -> Element:
    """What ``alone`` gives, plain white and without any effect."""
    copy = alone(root, wanted)
    for element in copy.iter():
        for attribute in ("style", "opacity", "display", "visibility", "filter", "mask", "clip-path", "class"):
            element.attrib.pop(attribute, None)
        element.attrib.update({"fill": "#ffffff", "stroke": "none", "fill-opacity": "1"})
    return copy


def _keep_plain(parent: Element, name: str) -> None:
    for child in list(parent):
        if not isinstance(child.tag, str) or not _is_drawn(child.tag):
            parent.remove(child)
            continue
        _keep_plain(child, name)
    for attribute in list(parent.attrib):
        if attribute == _LINK:
            parent.set("href", parent.attrib.pop(attribute))
        elif attribute.startswith("{") or attribute.startswith("on"):
            parent.attrib.pop(attribute)
    link = parent.get("href", "")
    if link and not link.startswith(("#", "data:")):
        if parent.tag == f"{_SVG}a":
            parent.attrib.pop("href")
        else:
            raise ComposerError(
                f'{name}: <{parent.tag.removeprefix(_SVG)}> shows "{link[:60]}", which is not in the file',
                "embed the picture in the SVG",
            )


def _set_own_typefaces(root: Element, name: str) -> None:
    foreign: dict[str, None] = {}

    def own(written: str) -> str:
        names = [family.strip().strip("'\"") for family in written.split(",")]
        known = [FAMILIES[family.lower()] for family in names if family.lower() in FAMILIES]
        if not known:
            foreign.setdefault(names[0])
        return known[0] if known else FONT_FAMILY

    for element in root.iter():
        if element.get("font-family"):
            element.set("font-family", own(element.get("font-family", "")))
        style = element.get("style", "")
        if "font" in style:
            # Of the shorthand the family is what follows the size.
            families = [re.sub(r"^.*?[\d.]+\S*\s+", "", match[2]) for match in _FONT.finditer(style)]
            if families:
                element.set("style", f"{style};font-family:{own(families[-1])}")
    if foreign:
        _log.warning(
            "%s: its words are set in %s instead of %s; turn them into paths to keep their look",
            name,
            FONT_FAMILY,
            ", ".join(foreign),
        )


def _is_drawn(tag: str) -> bool:
    plain = tag.removeprefix(_SVG)
    return "{" not in plain and plain not in _DROPPED


def _gather(parent: Element, gathered: Element) -> None:
    for child in list(parent):
        kind = child.tag.removeprefix(_SVG)
        if kind == "defs":
            parent.remove(child)
            gathered.extend(child)
        elif kind in _SHARED:
            parent.remove(child)
            gathered.append(child)
        else:
            _gather(child, gathered)


def _inline_styles(root: Element, name: str) -> None:
    """Every style sheet's declarations as the ``style`` of the elements that they select, the weaker ones first."""
    text = "\n".join(element.text or "" for element in root.iter(f"{_SVG}style"))
    if not text.strip():
        return
    matcher = cssselect2.Matcher()
    for selectors, declarations in _rules(text, name):
        for selector in selectors:
            matcher.add_selector(selector, declarations)
    for wrapped in cssselect2.ElementWrapper.from_xml_root(root).iter_subtree():
        matches = sorted(matcher.match(wrapped), key=lambda match: (match[0], match[1]))
        style = ";".join(match[3] for match in matches)
        element = wrapped.etree_element
        if style:
            element.set("style", f"{style};{element.get('style', '')}")


def _rules(text: str, name: str) -> Iterator[tuple[Sequence[object], str]]:
    for rule in tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True):
        if rule.type == "error":
            raise ComposerError(f"{name}: its style sheet cannot be read: {rule.message}", "save it as plain SVG")
        if rule.type != "qualified-rule":  # a font or a media query: nothing that a drawing needs
            continue
        try:
            selectors = cssselect2.compile_selector_list(rule.prelude)
        except cssselect2.SelectorError as error:
            raise ComposerError(f"{name}: its style sheet cannot be read: {error}", "save it as plain SVG") from error
        yield selectors, tinycss2.serialize(rule.content).strip().rstrip(";")
