"""The one typeface of captions and title cards: Comfortaa, under the SIL Open Font License (``OFL.txt``)."""

from __future__ import annotations

from pathlib import Path

_FOLDER = Path(__file__).parent

#: Family name, as a style sheet or an SVG names it.
FONT_FAMILY = "Comfortaa"
#: The regular weight; Latin, Greek and Cyrillic letters.
FONT_FILE: Path = _FOLDER / "Comfortaa-Regular.ttf"
#: The bold weight; the same letters.
BOLD_FONT_FILE: Path = _FOLDER / "Comfortaa-Bold.ttf"
