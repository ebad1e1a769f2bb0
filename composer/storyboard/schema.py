"""The storyboard language as a JSON Schema, for editors that complete and check while one writes."""

from __future__ import annotations

from typing import Any

from composer.storyboard.fields import STORYBOARD


def json_schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of a storyboard, made from the table that the reader reads by.

    Examples
    --------
    >>> json_schema()["properties"]["snap"]["enum"]
    ['bar', 'beat', 'section', 'none']
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Longzoom storyboard",
        "description": "Scenes of an infinite-zoom music video, each placed on the beats of a song.",
        **STORYBOARD.schema(),
    }
