"""Prompts of any length for text encoders that read 77 tokens at a time.

A scene's prompt with its people, its decade's look and the film's look is often longer; the end, which is the look,
would be cut off. It is read in parts instead, and the model attends to all of them (the way of the well-known web
interfaces for Stable Diffusion).
"""

from __future__ import annotations

import re
from collections.abc import Callable

_PHRASE = re.compile(r"[^,;.]+[,;.]*|[,;.]+")
_WORD = re.compile(r"\S+\s*")


def parts_of(text: str, room: int, count: Callable[[str], int]) -> list[str]:
    """A text in as few parts as hold ``room`` tokens each, cut between phrases, or words where a phrase is too long.

    Examples
    --------
    >>> parts_of("a red bus, a blue sky, dusk", 6, lambda text: len(text.split()))
    ['a red bus, a blue sky,', 'dusk']
    """
    parts: list[str] = []
    for phrase in _PHRASE.findall(text):
        for piece in [phrase] if count(phrase) <= room else _WORD.findall(phrase):
            if parts and count(parts[-1] + piece) <= room:
                parts[-1] += piece
            else:
                parts.append(piece)
    return [part.strip() for part in parts if part.strip()] or [""]
