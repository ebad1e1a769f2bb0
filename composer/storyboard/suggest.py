"""Hints: the nearest name to one that is not known."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(name: str, names: Iterable[str], otherwise: str = "") -> str:
    """A hint that names the nearest of the known names, or all of them where none is near.

    Examples
    --------
    >>> nearest("glied", ["glide", "rush"])
    'did you mean "glide"?'
    >>> nearest("x", ["glide", "rush"])
    'use one of: glide, rush'
    """
    known = list(names)
    matches = get_close_matches(name.casefold(), {each.casefold() for each in known}, n=1)
    for each in known:
        if matches and each.casefold() == matches[0]:
            return f'did you mean "{each}"?'
    return f"use one of: {', '.join(known)}" if known else otherwise


def shortened(text: str) -> str:
    """At most 60 characters of a text, on one line."""
    flat = " ".join(text.split())
    return f"{flat[:59]}…" if len(flat) > 60 else flat


def quote(text: str) -> str:
    """A text for a message: in double quotes, on one line, at most 60 characters of it.

    Examples
    --------
    >>> quote("two\\nlines")
    '"two lines"'
    """
    return f'"{shortened(text)}"'
