"""What a drawing leaves unsaid: how it is framed for each shape of picture, and what is around its page."""

from __future__ import annotations

from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from composer.geometry import Similarity
from composer.painting.illustrated.colours import Colours, painted
from composer.painting.illustrated.drawings.outline import Polygon
from composer.painting.illustrated.drawings.tracing import Box
from composer.painting.illustrated.rendering import pixels_of, transform_text

_SVG = "{http://www.w3.org/2000/svg}"
#: Width over height that a shape of picture is framed for.
ASPECTS = {"wide": 16 / 9, "square": 1.0, "tall": 9 / 16}
_FAR = 20000.0
#: Rows of the page that its surroundings take their colours from, of as many times more: between them edges soften.
_STOPS, _TIMES = 96, 5


def page_of(root: Element) -> Box | None:
    """The drawing's page in its units: its ``viewBox``, else its width and height; None where it has neither."""
    words = root.get("viewBox", "").replace(",", " ").split()
    if len(words) != 4:
        words = ["0", "0", *(root.get(name, "").removesuffix("px") for name in ("width", "height"))]
    try:
        left, top, width, height = map(float, words)
    except ValueError:
        return None
    return (left, top, width, height) if width > 0 and height > 0 else None


def frame_on_page(page: Box, opening: Polygon, shape: str) -> Box:
    """The largest frame of a shape on the page, as near the opening's middle as the page lets it be."""
    left, top, width, height = page
    frame_width = min(width, height * ASPECTS[shape])
    frame_height = frame_width / ASPECTS[shape]
    xs, ys = [point.real for point in opening], [point.imag for point in opening]
    middle_x, middle_y = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
    x = min(max(middle_x - frame_width / 2, left), left + width - frame_width)
    y = min(max(middle_y - frame_height / 2, top), top + height - frame_height)
    return x, y, frame_width, frame_height


def add_surroundings(root: Element, page: Box, colours: Colours) -> None:
    """Puts behind everything, without end, the colours that the page has at its left and right edge, row by row."""
    left, top, width, height = page
    scale = _STOPS * _TIMES / height
    place = transform_text(Similarity(scale, -scale * complex(left, top)))
    markup = "".join(painted(ElementTree.tostring(child, encoding="unicode"), colours) for child in root)
    across = max(round(width * scale), 2)
    picture = pixels_of(f'<g transform="{place}">{markup}</g>', width=across, height=_STOPS * _TIMES)
    rows = picture[_TIMES // 2 :: _TIMES, (0, -1)].mean(axis=1)
    gradient = Element(
        f"{_SVG}linearGradient",
        {
            "id": "surroundings",
            "gradientUnits": "userSpaceOnUse",
            **{"x1": "0", "x2": "0", "y1": f"{top:g}", "y2": f"{top + height:g}"},
        },
    )
    for i, row in enumerate(rows):
        colour = "#" + "".join(f"{round(float(value)):02x}" for value in row)
        gradient.append(Element(f"{_SVG}stop", {"offset": f"{(i + 0.5) / _STOPS:.4f}", "stop-color": colour}))
    definitions = Element(f"{_SVG}defs")
    definitions.append(gradient)
    wide = max(_FAR, 30 * max(width, height))
    around = {"x": f"{left - wide:g}", "y": f"{top - wide:g}", "width": f"{2 * wide:g}", "height": f"{2 * wide:g}"}
    root[0:0] = [definitions, Element(f"{_SVG}rect", {**around, "fill": "url(#surroundings)"})]
