"""Outlines of openings: an SVG shape as a polygon, and the largest picture that fits inside it."""

from __future__ import annotations

import cmath
import math
import re
from collections.abc import Iterator
from itertools import pairwise
from xml.etree.ElementTree import Element

from composer.geometry import corners

#: A closed convex outline as complex points of the drawing, in order.
Polygon = tuple[complex, ...]

_PATH = re.compile(r"[MLHVCQZ]|-?(?:\d+\.?\d*|\.\d+)")
_CURVE_POINTS = 240


def is_simple(shape: Element) -> bool:
    """Whether ``polygon_of`` can read an element: no group, text or path in another notation."""
    kind, path = shape.tag.rpartition("}")[2], shape.get("d", "")
    if kind == "path":
        return not re.sub(r"[\s,]", "", _PATH.sub("", path)) and "e" not in path
    return kind in ("rect", "circle", "ellipse")


def polygon_of(shape: Element) -> Polygon:
    """The outline of a ``rect``, ``circle``, ``ellipse`` or ``path`` (absolute M, L, H, V, C, Q and Z only).

    Raises ValueError for any other element, for an empty outline and for one that is not convex.
    """
    kind = shape.tag.rpartition("}")[2]
    if kind == "rect":
        points = _rounded(*(_number(shape, name) for name in ("x", "y", "width", "height", "rx")))
    elif kind in ("circle", "ellipse"):
        rx, ry = (_number(shape, "r"),) * 2 if kind == "circle" else (_number(shape, "rx"), _number(shape, "ry"))
        points = _arc(complex(_number(shape, "cx"), _number(shape, "cy")), rx, ry, 0, 2 * math.pi)
    elif kind == "path":
        points = list(_path(shape.get("d", "")))
    else:
        raise ValueError(f"an opening is a rect, circle, ellipse or path, not a {kind}")
    polygon = tuple(point for i, point in enumerate(points) if i == 0 or abs(point - points[i - 1]) > 1e-9)
    if len(polygon) > 1 and abs(polygon[0] - polygon[-1]) < 1e-9:
        polygon = polygon[:-1]
    if len(polygon) < 3 or not _is_convex(polygon):
        raise ValueError("an opening is a closed convex outline")
    return polygon


def centre_of(polygon: Polygon) -> complex:
    """The middle of a polygon's bounding box."""
    xs, ys = [point.real for point in polygon], [point.imag for point in polygon]
    return complex((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2)


def fitting_height(polygon: Polygon, centre: complex, *, aspect: float, turn: float) -> float:
    """Height of the largest picture around ``centre`` that lies within a convex polygon, in the drawing's units.

    ``turn`` is the picture's turn in radians, clockwise as seen.
    """
    height = math.inf
    for corner in corners(aspect):
        height = min(height, _reach(polygon, centre, corner * cmath.rect(1, turn)))
    return height


def _reach(polygon: Polygon, start: complex, way: complex) -> float:
    """How many times ``way`` fits between ``start`` and the polygon's edge."""
    reach = math.inf
    for i, point in enumerate(polygon):
        edge = polygon[(i + 1) % len(polygon)] - point
        across = _cross(way, edge)
        if abs(across) < 1e-12:
            continue
        distance = _cross(point - start, edge) / across
        if distance > 0:
            reach = min(reach, distance)
    return reach


def _cross(one: complex, other: complex) -> float:
    return one.real * other.imag - one.imag * other.real


def _is_convex(polygon: Polygon) -> bool:
    sides = [b - a for a, b in zip(polygon, polygon[1:] + polygon[:1], strict=True)]
    turns = [_cross(a, b) / (abs(a) * abs(b)) for a, b in zip(sides, sides[1:] + sides[:1], strict=True)]
    return all(turn > -1e-6 for turn in turns) or all(turn < 1e-6 for turn in turns)


def _number(shape: Element, name: str) -> float:
    return float(shape.get(name, "0"))


def _arc(centre: complex, rx: float, ry: float, start: float, end: float) -> list[complex]:
    angles = [start + (end - start) * i / _CURVE_POINTS for i in range(_CURVE_POINTS + 1)]
    return [centre + complex(rx * math.cos(angle), ry * math.sin(angle)) for angle in angles]


def _rounded(x: float, y: float, width: float, height: float, radius: float) -> list[complex]:
    r = min(radius, width / 2, height / 2)
    if r <= 0:
        return [complex(x, y), complex(x + width, y), complex(x + width, y + height), complex(x, y + height)]
    middles = ((x + r, y + r), (x + width - r, y + r), (x + width - r, y + height - r), (x + r, y + height - r))
    points: list[complex] = []
    for i, middle in enumerate(middles):
        points += _arc(complex(*middle), r, r, math.pi + i * math.pi / 2, math.pi + (i + 1) * math.pi / 2)
    return points


def _path(text: str) -> Iterator[complex]:
    tokens = _PATH.findall(text)
    if re.sub(r"[\s,]", "", _PATH.sub("", text)):
        raise ValueError(f"an opening's path uses only absolute M, L, H, V, C, Q and Z: {text!r}")
    at, command, i = 0j, "", 0
    counts = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "Q": 4}
    while i < len(tokens):
        if tokens[i].isalpha():
            command, i = tokens[i], i + 1
            continue
        numbers = [float(token) for token in tokens[i : i + counts.get(command, 1)]]
        i += len(numbers)
        for point in _segment(command, at, numbers):
            yield point
            at = point


def _segment(command: str, at: complex, numbers: list[float]) -> Iterator[complex]:
    if command == "H":
        yield complex(numbers[0], at.imag)
        return
    if command == "V":
        yield complex(at.real, numbers[0])
        return
    handles = [at, *(complex(x, y) for x, y in zip(numbers[::2], numbers[1::2], strict=True))]
    if command in "ML":
        yield handles[-1]
        return
    for i in range(1, _CURVE_POINTS + 1):
        points = handles
        while len(points) > 1:  # de Casteljau
            points = [a + (b - a) * i / _CURVE_POINTS for a, b in pairwise(points)]
        yield points[0]
