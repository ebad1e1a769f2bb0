"""One drawing's elements as markup: what is left out, what is repeated, who is drawn; see ``staging``."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape, quoteattr

import numpy as np

from composer.fonts import DEFAULT_FACE, typeface
from composer.painting.illustrated.colours import Colours, mix, painted
from composer.painting.illustrated.drawings.outline import Polygon
from composer.painting.illustrated.drawings.parts import part
from composer.painting.illustrated.ranges import is_in_ranges
from composer.painting.illustrated.rendering import Window
from composer.painting.illustrated.staging.casting import Company
from composer.painting.illustrated.staging.grading import graded_attribute
from composer.painting.illustrated.staging.lettering import relettered, set_in_box
from composer.painting.illustrated.staging.people import Look, stature
from composer.painting.illustrated.staging.scattering import Copy, copies_of, numbers
from composer.storyboard.records import Light

#: The year whose things are drawn where a scene has none.
TIMELESS_YEAR = 1990

_LARGE = 3000.0
#: No scattered thing reaches farther than this from its own origin, in the drawing's units at size 1.
_REACH = 320.0
_REFERENCE = re.compile(r"url\(#([^)]+)\)")


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
    company : Company
        The people, and the year.
    words : str
        What a card says.
    light : Light
        That all colours are graded in.
    emblems : tuple of str
        What a card shows.
    face : str
        Name of the decade's typeface.
    """

    colours: Colours
    shape: str
    prefix: str
    window: Window
    seed: int
    company: Company
    words: str
    light: Light
    emblems: tuple[str, ...] = ()
    face: str = DEFAULT_FACE

    @property
    def year(self) -> int | None:
        """The scene's year."""
        return self.company.year


@dataclass(frozen=True, kw_only=True)
class Scope:
    """What holds inside an element.

    ``year`` is that of things and clothes; ``offset`` is the group's origin in the drawing, None where a transform
    hides it; ``salt`` says which copy of a repeated group this is.
    """

    colours: Colours
    year: int | None
    look: Look | None = None
    outfit: str = ""
    offset: complex | None = 0j
    salt: int = 0


class Marker:
    """Writes a drawing's elements as markup for one staging; ``opening`` is the outline of its opening."""

    def __init__(self, opening: Polygon, staging: Staging) -> None:
        self._staging = staging
        xs, ys = [point.real for point in opening], [point.imag for point in opening]
        self._box = (min(xs), min(ys)), (max(xs), max(ys))

    def markup(self, elements: Iterable[Element], scope: Scope) -> Iterator[str]:
        """The elements' markup, piece by piece."""
        for element in elements:
            yield from self._element(element, scope)

    def outline(self, element: Element, scope: Scope) -> Iterator[str]:
        """The bare shape of an element."""
        tag = element.tag.rpartition("}")[2]
        attributes = {name: value for name, value in element.attrib.items() if name not in ("id", "fill", "class")}
        yield f"<{tag}{self._attributes(attributes, scope)}/>"

    def _element(self, element: Element, scope: Scope) -> Iterator[str]:
        get = element.get
        if (
            not isinstance(element.tag, str)
            or get("id") in ("composition", "ending")
            or self._is_left_out(element, scope)
        ):
            return
        if get("data-colour"):
            tint = painted(f"paint({get('data-colour')})", scope.colours)
            scope = replace(scope, colours={**scope.colours, "tint": tint})
        if get("data-person"):
            yield from self._person(element, scope)
        elif get("data-head"):
            yield from self._head(element, scope)
        elif get("data-scatter") or get("data-ring"):
            yield from self._scattered(element, scope)
        elif get("data-words"):
            yield from self._lettered(element, scope)
        elif get("data-emblems"):
            yield from self._emblems(element, scope)
        elif get("data-repeat"):
            yield from self._repeated(element, scope)
        else:
            yield from self._plain(element, scope)

    def _is_left_out(self, element: Element, scope: Scope) -> bool:
        get, company = element.get, self._staging.company
        if get("data-has") and not self._words(get("data-has", "")):
            return True
        shapes, years = get("data-when"), get("data-years")
        missing, present = get("data-missing"), get("data-present")
        return (
            (shapes is not None and self._staging.shape not in shapes.split())
            or (years is not None and not is_in_ranges(scope.year or TIMELESS_YEAR, years))
            or (missing is not None and not company.is_gone(missing))
            or (present is not None and company.is_gone(present))
            or _is_not_worn(element, scope)
        )

    def _plain(self, element: Element, scope: Scope) -> Iterator[str]:
        tag = element.tag.rpartition("}")[2]
        attributes = dict(element.attrib)
        if tag == "rect" and scope.offset == 0:
            attributes = _cut(attributes, self._staging.window)
        inner = replace(scope, offset=None) if element.get("transform") else scope
        text = (element.text or "") if tag in ("text", "tspan") else ""
        text = text.replace("{year}", "" if self._staging.year is None else str(self._staging.year))
        if "data-lettering" in attributes:
            attributes |= relettered(text, attributes, self._staging.face)
        yield f"<{tag}{self._attributes(attributes, scope)}>{escape(text)}"
        yield from self._grown(element, inner)
        yield f"</{tag}>"

    def _grown(self, element: Element, scope: Scope) -> Iterator[str]:
        """What is inside an element, scaled where it is drawn for another stature than its person's."""
        drawn_at = element.get("data-stature")
        if scope.look is None or drawn_at is None:
            yield from self._inside(element, scope)
            return
        yield f'<g transform="scale({scope.look.stature / stature(int(drawn_at)):.4g})">'
        yield from self._inside(element, replace(scope, offset=None))
        yield "</g>"

    def _inside(self, element: Element, scope: Scope) -> Iterator[str]:
        yield from self.markup(element, scope)
        name = element.get("data-part")
        if name:
            yield from self._element(part(name), scope)

    def _attributes(self, attributes: Mapping[str, str], scope: Scope) -> str:
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
                own = graded_attribute(name, own, self._staging.light)
            parts.append(f" {name}={quoteattr(own)}")
        return "".join(parts)

    def _words(self, name: str) -> str:
        year = self._staging.year
        if name == "emblems":
            return " ".join(self._staging.emblems)
        return self._staging.words if name == "words" else "" if year is None else str(year)

    def _lettered(self, element: Element, scope: Scope) -> Iterator[str]:
        x, y, width, height = numbers(element.get("data-box", "0 0 1 1"))
        spacing = float(element.get("letter-spacing", "0"))
        words = self._words(element.get("data-words", ""))
        face = typeface(self._staging.face, words)
        text = set_in_box(words, face, width=width, height=height, largest=0.84 * height)
        attributes = {**element.attrib, "font-family": face.family}
        top = y + height / 2 - text.leading * (len(text.lines) - 1) / 2 + 0.35 * text.size
        for i, line in enumerate(text.lines):
            place = f'x="{x + width / 2 + spacing / 2:.6g}" y="{top + i * text.leading:.6g}" text-anchor="middle"'
            yield f'<text {place} font-size="{text.size:.5g}"{self._attributes(attributes, scope)}>'
            yield f"{escape(line)}</text>"

    def _emblems(self, element: Element, scope: Scope) -> Iterator[str]:
        x, y, width, height = numbers(element.get("data-box", "0 0 1 1"))
        names = self._staging.emblems[: int(element.get("data-emblems", "1"))]
        tints = [f"paint({name.strip()})" for name in element.get("data-tint", "accent").split(",")]
        size = min(height, width / max(len(names), 1)) / 120  # an emblem's circle of 100 and a little room
        for i, name in enumerate(names):
            at = x + width / 2 + (i - (len(names) - 1) / 2) * 120 * size
            own = {**scope.colours, "tint": painted(tints[i % len(tints)], scope.colours)}
            yield f'<g transform="translate({at:.6g} {y + height / 2:.6g}) scale({size:.4g})">'
            yield from self.markup((*element, part(f"emblem-{name}")), replace(scope, colours=own, offset=None))
            yield "</g>"

    def _repeated(self, element: Element, scope: Scope) -> Iterator[str]:
        count, dx, dy = numbers(element.get("data-repeat", ""))
        start = int(element.get("data-start", "0"))
        yield f"<g{self._attributes(element.attrib, scope)}>"
        for i in range(start, start + int(count)):
            yield f'<g transform="translate({i * dx:.6g} {i * dy:.6g})">'
            offset = None if scope.offset is None else scope.offset + i * complex(dx, dy)
            yield from self._inside(element, replace(scope, offset=offset, salt=_salted(scope.salt, i)))
            yield "</g>"
        yield "</g>"

    def _random(self, element: Element, scope: Scope) -> np.random.Generator:
        """Random numbers of the element's own, so that leaving others out changes nothing here."""
        text = ";".join(f"{name}={value}" for name, value in sorted(element.attrib.items()))
        return np.random.default_rng([self._staging.seed & 0xFFFFFFFF, zlib.crc32(text.encode()), scope.salt])

    def _scattered(self, element: Element, scope: Scope) -> Iterator[str]:
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

    def _is_out_of_sight(self, copy: Copy, scope: Scope) -> bool:
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

    def _person(self, element: Element, scope: Scope) -> Iterator[str]:
        role = self._staging.company.role(element, self._random(element, scope))
        if role is None:
            return
        look, cloth = role.look, painted(f"paint({role.cloth})", scope.colours)
        own = {"skin": look.skin, "hair": look.hair, "cloth": cloth, "trim": mix(cloth, scope.colours["white"], 0.55)}
        inner = replace(
            scope,
            colours={**scope.colours, **own},
            year=role.year,
            look=look,
            outfit=element.get("data-outfit", ""),
            offset=None,
        )
        grown = ""
        if element.get("data-foot"):
            x, y = numbers(element.get("data-foot", ""))
            share = look.stature / stature(int(element.get("data-age", "30")))
            grown = f' transform="translate({x:g} {y:g}) scale({share:.4g}) translate({-x:g} {-y:g})"'
        yield f"<g{self._attributes(element.attrib, scope)}><g{grown}>"
        yield from self._grown(element, inner)
        yield "</g></g>"

    def _head(self, element: Element, scope: Scope) -> Iterator[str]:
        look = scope.look
        if look is None:
            return
        dx, dy = numbers(element.get("data-look", "0 0"))
        yield f"<g{self._attributes(element.attrib, scope)}>"
        if element.get("data-head") == "rear":
            if look.style in ("short", "bald", "bun", "afro"):
                yield from self._element(part("face"), scope)
            yield from self._element(part(f"rear-{look.style}"), scope)
        else:
            yield from self._element(part(f"back-{look.style}"), scope)
            yield from self._element(part("face"), scope)
            yield f'<g transform="translate({dx:g} {dy:g})">'
            for name, shown in (("freckles", look.freckles), ("beard", look.beard and look.age > 19)):
                if shown:
                    yield from self._element(part(name), scope)
            mood = element.get("data-mood")
            features = f"features-{look.features}" + (f"-{mood}" if mood else "")
            yield from self._element(part(features), scope)
            for name, shown in (("moustache", look.moustache and look.age > 19), ("glasses", look.glasses)):
                if shown:
                    yield from self._element(part(name), scope)
            yield "</g>"
            yield from self._element(part(f"front-{look.style}"), scope)
        yield "</g>"


def _is_not_worn(element: Element, scope: Scope) -> bool:
    """Whether an element belongs to another kind, age or outfit than the person's."""
    look, get = scope.look, element.get
    only, ages, outfits = get("data-only"), get("data-ages"), get("data-outfits")
    kind = look.kind if look and look.kind in ("woman", "man") else "man"
    return (
        (only is not None and kind != only)
        or (ages is not None and (look is None or not is_in_ranges(look.age, ages)))
        or (outfits is not None and scope.outfit not in outfits.split())
    )


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
