"""From a drawing to plain SVG: colours, people, scattered things and the next scene put in their places.

Backgrounds are rects at the top level, as wide as any view may need, with gradients in user space: they are cut to what
is seen. There are no ``<pattern>``s: resvg rounds their tiles to whole pixels, so that they drift from view to view.
Artwork uses these attributes, all resolved here:

``paint(warm 30 ink)`` in any attribute
    A mixture of the palette's colours (see ``colours``). ``data-colour="warm 30 ink"`` on an element says what
    ``paint(tint)`` is inside it.
``data-when="wide square"``
    Only in pictures of these shapes.
``data-years="1920-1949 1990-"``
    Only in scenes of these years, both ends included; a scene without a year is one of ``TIMELESS_YEAR``.
``data-part="car-side"``
    A part of ``artwork/parts/*.svg``, put inside the element. Parts have no gradients and no ids of their own.
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
    Somebody: ``a`` and ``b`` are the two leads, ``lost`` the one of them who dies first and ``left`` the other,
    ``child`` takes after both, anything else is a stranger. A lead who is dead in the scene's year is left out.
    ``data-kind`` and ``data-age`` say who is drawn where the storyboard names nobody, ``data-always`` that the age
    holds in any year, even after death (portraits, which show the clothes and hair of that year);
    ``data-foot="x y"`` is the point about which stature scales the figure. Inside, ``paint(skin)``, ``paint(hair)``,
    ``paint(cloth)`` and ``paint(trim)`` are theirs.
    ``data-only="woman"`` keeps a part of the figure to one kind, ``data-ages="13-19"`` to these ages,
    ``data-outfits="bride formal"`` to people whose ``data-outfit`` is one of these; ``data-stature="8"`` scales what is
    drawn at that age about its origin to their own stature; ``data-head="front|rear" data-look="dx dy"`` is their head,
    smiling, with ``data-mood="sad"`` sad.
``data-missing="b"``
    Only where that lead is dead in the scene's year: an empty chair; ``data-present="b"`` only where not.
``<g id="ending">``
    What is seen in the opening where no scene follows.
``{year}`` in text
    The scene's year.
``data-lettering=""`` on a text with a font-size of its own
    Set in the decade's typeface, no wider than it is in Comfortaa, in which it is drawn; for signs and banners.
``data-emblems="3" data-box="x y width height"``
    At most so many of the scene's emblems (``artwork/emblems.yaml``) in a row, each before the element's children,
    whose origin is its middle and which is 120 units wide; ``data-tint`` gives their colours by turns.
``data-words="words|year" data-box="x y width height"`` on a text
    The scene's words or its year, broken into lines and sized to the box; ``data-has="words"`` (or ``year``,
    ``emblems``) on an element leaves it out where there are none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from composer.painting.illustrated.drawings.drawing import Drawing
from composer.painting.illustrated.rendering import Window
from composer.painting.illustrated.staging.marking import Marker, Scope, Staging
from composer.painting.illustrated.staging.scattering import numbers


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
    scope = Scope(colours=staging.colours, year=staging.year)
    stage = Marker(drawing.compositions[staging.shape].opening, staging)
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
