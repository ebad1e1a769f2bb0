"""Parts that all drawings share: heads, figures, cars, furniture, from ``artwork/parts/*.svg``."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from xml.etree.ElementTree import Element

from composer.errors import ComposerError
from composer.painting.illustrated.drawings.drawing import ARTWORK, parse_artwork
from composer.storyboard.suggest import nearest

_FOLDER = ARTWORK / "parts"


def part(name: str) -> Element:
    """The part of that name; raises ComposerError where there is none."""
    try:
        return _parts()[name]
    except KeyError as error:
        raise ComposerError(
            f'artwork asks for a part "{name}", which is not there',
            nearest(name, _parts(), "add it to a file of artwork/parts"),
        ) from error


@cache
def parts_digest() -> str:
    """Digest of all parts."""
    digest = hashlib.sha256()
    for file in sorted(_FOLDER.glob("*.svg")):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


@cache
def _parts() -> Mapping[str, Element]:
    """Every child of every file's root, by its id, which it loses: a part may stand in a picture many times."""
    found: dict[str, Element] = {}
    for file in sorted(_FOLDER.glob("*.svg")):
        for element in parse_artwork(file.read_text(encoding="utf-8"), str(file)):
            name = element.attrib.pop("id", "")
            if name in found:
                raise ComposerError(f"{file}: two parts are called {name!r}", "rename one of them")
            found[name] = element
    return MappingProxyType(found)
