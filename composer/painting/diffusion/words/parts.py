"""Prompts of any length for text encoders that read 77 tokens at a time.

A scene's prompt with its people, its decade's look and the film's look is often longer; the end, which is the look,
would be cut off. It is read in parts instead, and the model attends to all of them (the way of the well-known web
interfaces for Stable Diffusion).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import zip_longest
from typing import Any

_PHRASE = re.compile(r"[^,;.]+[,;.]*|[,;.]+")
_WORD = re.compile(r"\S+\s*")


def spelled(torch: Any, pipeline: Any, prompt: str, avoid: str) -> dict[str, Any]:
    """The words as arguments of a Stable Diffusion pipeline (1.5, 2 or XL).

    As they are where its text encoder reads them at once; else the embeddings of their parts one after the other.
    """
    tokenizer = pipeline.tokenizer
    room = tokenizer.model_max_length - 2  # one token begins, one ends

    def count(text: str) -> int:
        return len(tokenizer(text, add_special_tokens=False, truncation=False, verbose=False).input_ids)

    if max(count(prompt), count(avoid)) <= room:
        return {"prompt": prompt, "negative_prompt": avoid}
    parts = zip_longest(parts_of(prompt, room, count), parts_of(avoid, room, count), fillvalue="")
    with torch.no_grad():
        embedded = [_embedded(pipeline, *part) for part in parts]
    joined = {name: torch.cat([each[name] for each in embedded], dim=1) for name in _SEQUENCES}
    # What stands for the whole prompt at once comes from its beginning, where the subject is.
    return embedded[0] | joined


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


_SEQUENCES = ("prompt_embeds", "negative_prompt_embeds")
_POOLED = ("pooled_prompt_embeds", "negative_pooled_prompt_embeds")


def _embedded(pipeline: Any, prompt: str, avoid: str) -> dict[str, Any]:
    embeddings = pipeline.encode_prompt(
        prompt=prompt,
        negative_prompt=avoid,
        device=pipeline._execution_device,
        num_images_per_prompt=1,
        do_classifier_free_guidance=True,
    )
    return dict(zip(_SEQUENCES + _POOLED, embeddings, strict=False))
