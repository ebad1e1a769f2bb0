"""From a drawing to plain SVG: colours, people, scattered things and the next scene put in their places.

Backgrounds are rects at the top level, as wide as any view may need, with gradients in user space: they are cut to what
is seen. There are no ``<pattern>``s: resvg rounds their tiles to whole pixels, so that they drift from view to view.
Artwork uses these attributes, all resolved here:

``paint(warm 30 ink)`` in any attribute
    A mixture of the palette's colours (see ``colours``).
``data-when="wide square"``
    Only in pictures of these shapes.
``data-repeat="count dx dy"``
    The element's children, again and again, each copy moved on; ``data-start="index"`` of the first copy.
``data-scatter="count" data-area="x y width height"``
    Copies of the children, one picked for each place; ``data-scale="from to"``, ``data-turn="from to"`` (degrees),
    ``data-fade="from to"`` (opacity), ``data-far="share"`` (size at the area's top edge, as a share of the bottom's)
    and ``data-tint="warm, cool 20 ink, …"`` (what ``paint(tint)`` is) vary with the seed.
    ``data-clear="margin"`` leaves out what would lie over the opening.
``data-ring="count x y rx ry from to"``
    The same along an arc of an ellipse; angles in degrees, clockwise from the right.
``data-covers="left top right bottom"`` at the top level
    Hides all that is behind it within these edges, so that it need not be painted in nearer views.
``data-person="a"``
    Somebody: ``a`` and ``b`` are the two leads, ``child`` takes after both, anything else is a stranger.
    ``data-kind`` and ``data-age`` say who is drawn where the storyboard names nobody, ``data-always`` that the age
    holds in any year; ``data-foot="x y"`` is the point about which stature scales the figure. Inside,
    ``paint(skin)``, ``paint(hair)``, ``paint(cloth)`` and ``paint(trim)`` are theirs; ``data-only="woman"`` keeps a
    part to one kind; ``data-head="front|rear" data-look="dx dy"`` is their head.
``<g id="ending">``
    What is seen in the opening where no scene follows.
``{year}`` in text
    The scene's year.
``data-words="words|year" data-box="x y width height"`` on a text
    The scene's words or its year, broken into lines and sized to the box; ``data-has="words"`` on an element leaves it
    out where there are none.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape, quoteattr

import numpy as np

from composer.painting.illustrated.colours import Colours, mix, painted
from composer.painting.illustrated.drawing import ARTWORK, Drawing, parse_artwork
from composer.painting.illustrated.lettering import set_in_box
from composer.painting.illustrated.people import Look, child_of, look_of, stranger
from composer.painting.illustrated.rendering import Window
from composer.painting.illustrated.scattering import Copy, copies_of, numbers
from composer.storyboard.records import Person

_LARGE = 3000.0
#: No scattered thing reaches farther than this from its own origin, in the drawing's units at size 1.
_REACH = 320.0
_REFERENCE = re.compile(r"url\(#([^)]+)\)")
_STRANGE_CLOTHES = ("warm", "cool", "accent", "ground 30 warm", "cool 45 white", "warm 40 white", "accent 40 ink")


@dataclass(frozen=True, kw_only=True)
class Staging:
    """What a drawing is staged with.

    Attributes
    ----------
    colours : Colours
    shape : str
        ``wide``, ``square`` or ``tall``.
    prefix : str
        Makes the drawing's ids its own in a picture of several drawings.
    window : (left, top, right, bottom)
        What is seen of the drawing, in its units; large backgrounds are cut to it.
    seed : int
    year : int or None
    leads : two of Person or None
    words : str
        What a card says.
    """

    colours: Colours
    shape: str
    prefix: str
    window: Window
    seed: int
    year: int | None
    leads: tuple[Person | None, Person | None]
    words: str


@dataclass(frozen=True, kw_only=True)
class _Scope:
    colours: Colours
    look: Look | None = None
    offset: complex | None = 0j  # of the group's origin in the drawing; None where a transform hides it
    salt: int = 0  # which copy of a repeated group this is


@dataclass(frozen=True, kw_only=True)
class Layers:
    """A drawing as SVG markup in its own units.

    ``definitions`` are what the others use, gradients and the like; ``behind`` lies behind the opening's rim,
    ``ending`` is seen in the opening where no scene follows, ``before`` lies before both; ``outline`` is the opening's
    shape.
    """

    definitions: str
    behind: str
    ending: str
    before: str
    outline: str

    def joined(self, inside: str, clip: str) -> str:
        """All in one, with ``inside`` cut to the opening; ``clip`` is an id for the cutting path."""
        if not inside:
            return self.definitions + self.behind + self.before
        return (
            f'{self.definitions}{self.behind}<clipPath id="{clip}">{self.outline}</clipPath>'
            f'<g clip-path="url(#{clip})">{inside}</g>{self.before}'
        )


def staged(drawing: Drawing, staging: Staging) -> Layers:
    """The drawing in its colours, with its people and all that is scattered in it."""
    scope = _Scope(colours=staging.colours)
    stage = _Stage(drawing, staging)
    portal = drawing.opening_id(staging.shape)
    at = [child.get("id") for child in drawing.root].index(portal)
    definitions = [child for child in drawing.root if child.tag.endswith("}defs")]
    start = _first_seen(drawing.root[:at], staging.window)
    return Layers(
        definitions="".join(stage.markup(definitions, scope)),
        behind="".join(stage.markup((child for child in drawing.root[start:at] if child not in definitions), scope)),
        ending="".join(stage.markup(drawing.ending, scope)),
        before="".join(stage.markup(drawing.root[at + 1 :], scope)),
        outline="".join(stage.outline(drawing.root[at], scope)),
    )


def _first_seen(elements: Sequence[Element], window: Window) -> int:
    """Index of the last element that covers all of the window; what is behind it is not seen."""
    for i in range(len(elements) - 1, -1, -1):
        covers = elements[i].get("data-covers")
        if covers:
            left, top, right, bottom = numbers(covers)
            if left <= window[0] and top <= window[1] and right >= window[2] and bottom >= window[3]:
                return i
    return 0


class _Stage:
    def __init__(self, drawing: Drawing, staging: Staging) -> None:
        self._staging = staging
        outline = drawing.compositions[staging.shape].opening
        xs, ys = [point.real for point in outline], [point.imag for point in outline]
        self._box = (min(xs), min(ys)), (max(xs), max(ys))

    def markup(self, elements: Iterable[Element], scope: _Scope) -> Iterator[str]:
        for element in elements:
            yield from self._element(element, scope)

    def outline(self, element: Element, scope: _Scope) -> Iterator[str]:
        tag = element.tag.rpartition("}")[2]
        attributes = {name: value for name, value in element.attrib.items() if name not in ("id", "fill", "class")}
        yield f"<{tag}{self._attributes(attributes, scope)}/>"

    def _element(self, element: Element, scope: _Scope) -> Iterator[str]:
        get = element.get
        if (
            not isinstance(element.tag, str)
            or get("id") in ("composition", "ending")
            or self._is_left_out(element, scope)
        ):
            return
        if get("data-person"):
            yield from self._person(element, scope)
        elif get("data-head"):
            yield from self._head(element, scope)
        elif get("data-scatter") or get("data-ring"):
            yield from self._scattered(element, scope)
        elif get("data-words"):
            yield from self._lettered(element, scope)
        elif get("data-repeat"):
            yield from self._repeated(element, scope)
        else:
            yield from self._plain(element, scope)

    def _is_left_out(self, element: Element, scope: _Scope) -> bool:
        when, only = element.get("data-when"), element.get("data-only")
        if element.get("data-has") and not self._words(element.get("data-has", "")):
            return True
        kind = scope.look.kind if scope.look else ""
        return (when is not None and self._staging.shape not in when.split()) or (
            only is not None and (kind if kind in ("woman", "man") else "man") != only
        )

    def _plain(self, element: Element, scope: _Scope) -> Iterator[str]:
        tag = element.tag.rpartition("}")[2]
        attributes = dict(element.attrib)
        if tag == "rect" and scope.offset == 0:
            attributes = _cut(attributes, self._staging.window)
        yield f"<{tag}{self._attributes(attributes, scope)}>"
        if tag in ("text", "tspan") and element.text:
            yield escape(element.text.replace("{year}", "" if self._staging.year is None else str(self._staging.year)))
        yield from self.markup(element, replace(scope, offset=None) if element.get("transform") else scope)
        yield f"</{tag}>"

    def _attributes(self, attributes: Mapping[str, str], scope: _Scope) -> str:
        prefix, parts = self._staging.prefix, []
        for name, value in attributes.items():
            if name.startswith("data-"):
                continue
            if name == "id":
                own = prefix + value
            elif name == "href":
                own = value.replace("#", f"#{prefix}", 1)
            else:
                own = painted(_REFERENCE.sub(rf"url(#{prefix}\1)", value), scope.colours)
            parts.append(f" {name}={quoteattr(own)}")
        return "".join(parts)

    def _words(self, name: str) -> str:
        year = self._staging.year
        return self._staging.words if name == "words" else "" if year is None else str(year)

    def _lettered(self, element: Element, scope: _Scope) -> Iterator[str]:
        x, y, width, height = numbers(element.get("data-box", "0 0 1 1"))
        spacing = float(element.get("letter-spacing", "0"))
        text = set_in_box(self._words(element.get("data-words", "")), width=width, height=height, largest=0.84 * height)
        top = y + height / 2 - text.leading * (len(text.lines) - 1) / 2 + 0.35 * text.size
        for i, line in enumerate(text.lines):
            place = f'x="{x + width / 2 + spacing / 2:.6g}" y="{top + i * text.leading:.6g}" text-anchor="middle"'
            yield f'<text {place} font-size="{text.size:.5g}"{self._attributes(element.attrib, scope)}>'
            yield f"{escape(line)}</text>"

    def _repeated(self, element: Element, scope: _Scope) -> Iterator[str]:
        count, dx, dy = numbers(element.get("data-repeat", ""))
        start = int(element.get("data-start", "0"))
        yield f"<g{self._attributes(element.attrib, scope)}>"
        for i in range(start, start + int(count)):
            yield f'<g transform="translate({i * dx:.6g} {i * dy:.6g})">'
            offset = None if scope.offset is None else scope.offset + i * complex(dx, dy)
            yield from self.markup(element, replace(scope, offset=offset, salt=_salted(scope.salt, i)))
            yield "</g>"
        yield "</g>"

    def _random(self, element: Element, scope: _Scope) -> np.random.Generator:
        """Random numbers of the element's own, so that leaving others out changes nothing here."""
        text = ";".join(f"{name}={value}" for name, value in sorted(element.attrib.items()))
        return np.random.default_rng([self._staging.seed & 0xFFFFFFFF, zlib.crc32(text.encode()), scope.salt])

    def _scattered(self, element: Element, scope: _Scope) -> Iterator[str]:
        names = element.get("data-tint")
        tints = [painted(f"paint({name.strip()})", scope.colours) for name in names.split(",")] if names else []
        yield f"<g{self._attributes(element.attrib, scope)}>"
        for i, copy in enumerate(copies_of(element, self._random(element, scope))):
            if self._hides_opening(element, copy) or self._is_out_of_sight(copy, scope):
                continue
            own = replace(scope, offset=None, salt=_salted(scope.salt, i))
            if tints:
                own = replace(own, colours={**scope.colours, "tint": tints[int(copy.tint * len(tints))]})
            yield f"<g{copy.attributes()}>"
            yield from self._element(element[int(copy.pick * len(element))], own)
            yield "</g>"
        yield "</g>"

    def _is_out_of_sight(self, copy: Copy, scope: _Scope) -> bool:
        """Whether a copy lies so far out of the window that nothing of it can be seen."""
        if scope.offset is None:
            return False
        left, top, right, bottom = self._staging.window
        at, reach = copy.place + scope.offset, _REACH * copy.size
        return not (left - reach < at.real < right + reach and top - reach < at.imag < bottom + reach)

    def _hides_opening(self, element: Element, copy: Copy) -> bool:
        clear = element.get("data-clear")
        return clear is not None and all(
            low - float(clear) < value < high + float(clear)
            for value, low, high in zip((copy.place.real, copy.place.imag), *self._box, strict=True)
        )

    def _person(self, element: Element, scope: _Scope) -> Iterator[str]:
        age = int(element.get("data-age", "30"))
        look, cloth = self._cast(element, age, scope)
        own = {"skin": look.skin, "hair": look.hair, "cloth": cloth, "trim": mix(cloth, scope.colours["white"], 0.55)}
        grown = ""
        if element.get("data-foot"):
            x, y = numbers(element.get("data-foot", ""))
            share = look.stature / replace(look, age=age).stature
            grown = f' transform="translate({x:g} {y:g}) scale({share:.4g}) translate({-x:g} {-y:g})"'
        yield f"<g{self._attributes(element.attrib, scope)}><g{grown}>"
        yield from self.markup(element, replace(scope, colours={**scope.colours, **own}, look=look))
        yield "</g></g>"

    def _cast(self, element: Element, age: int, scope: _Scope) -> tuple[Look, str]:
        """Who is drawn, and the colour of their clothes."""
        slot, (a, b) = element.get("data-person", ""), self._staging.leads
        kind = element.get("data-kind", "man" if slot == "b" else "woman")
        year = None if element.get("data-always") else self._staging.year
        if slot == "a":
            look, cloth = look_of(a, kind=kind, age=age, year=year), "accent 12 white"
        elif slot == "b":
            look, cloth = look_of(b, kind=kind, age=age, year=year), "cool 12 ink"
        elif slot == "child":
            look, cloth = child_of(a, b, kind=kind, age=age), "warm 12 white" if kind == "woman" else "cool 30 white"
        else:
            random = self._random(element, scope)
            look = stranger(element.get("data-kind", "any"), age, random)
            cloth = _STRANGE_CLOTHES[int(random.random() * len(_STRANGE_CLOTHES))]
        return look, painted(f"paint({cloth})", scope.colours)

    def _head(self, element: Element, scope: _Scope) -> Iterator[str]:
        look = scope.look
        if look is None:
            return
        part = _head_parts()
        dx, dy = numbers(element.get("data-look", "0 0"))
        yield f"<g{self._attributes(element.attrib, scope)}>"
        if element.get("data-head") == "rear":
            if look.style in ("short", "bald", "bun", "afro"):
                yield from self._element(part["face"], scope)
            yield from self._element(part[f"rear-{look.style}"], scope)
        else:
            yield from self._element(part[f"back-{look.style}"], scope)
            yield from self._element(part["face"], scope)
            yield f'<g transform="translate({dx:g} {dy:g})">'
            for name, shown in (("freckles", look.freckles), ("beard", look.beard and look.age > 19)):
                if shown:
                    yield from self._element(part[name], scope)
            yield from self._element(part[f"features-{look.features}"], scope)
            for name, shown in (("moustache", look.moustache and look.age > 19), ("glasses", look.glasses)):
                if shown:
                    yield from self._element(part[name], scope)
            yield "</g>"
            yield from self._element(part[f"front-{look.style}"], scope)
        yield "</g>"


@cache
def people_digest() -> str:
    """Digest of the artwork that all people are drawn from."""
    return hashlib.sha256((ARTWORK / "people.svg").read_bytes()).hexdigest()[:16]


@cache
def _head_parts() -> Mapping[str, Element]:
    file = ARTWORK / "people.svg"
    root = parse_artwork(file.read_text(encoding="utf-8"), str(file))
    parts = {part.get("id", ""): part for part in root}
    for part in parts.values():
        part.attrib.pop("id", None)
    return parts


def _salted(salt: int, number: int) -> int:
    return zlib.crc32(f"{salt} {number}".encode())


def _cut(attributes: dict[str, str], window: Window) -> dict[str, str]:
    """A large rect cut to what is seen: huge shapes are slow to fill and lose precision."""
    try:
        x, y, width, height = (float(attributes.get(name, "0")) for name in ("x", "y", "width", "height"))
    except ValueError:  # a percentage
        return attributes
    if max(width, height) < _LARGE or attributes.get("rx") or attributes.get("transform"):
        return attributes
    left, top = max(x, window[0]), max(y, window[1])
    right, bottom = min(x + width, window[2]), min(y + height, window[3])
    cut = {"x": left, "y": top, "width": max(right - left, 0.0), "height": max(bottom - top, 0.0)}
    return {**attributes, **{name: f"{value:.7g}" for name, value in cut.items()}}
