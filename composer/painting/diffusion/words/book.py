"""All words of a film as embeddings, made once and kept beside the GPU."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from composer.painting.diffusion.families.family import Family
from composer.painting.diffusion.words.encoding import Embeddings, Reading, bytes_of, joined, moved, read

#: Gives a pipeline that can read words while its context lasts: loads the text encoders, and frees them after.
Encoders = Callable[[], AbstractContextManager[Any]]


@dataclass(frozen=True, kw_only=True)
class Words:
    """What a picture shows, and what it shall not."""

    prompt: str
    avoid: str


class WordBook:
    """Embeddings by their words. Each text is read once, however many prompts share it, and kept on the CPU.

    Parameters
    ----------
    torch
        The library.
    family : Family
        Of the model that reads.
    guided : bool
        Whether the model is guided away from words to avoid; else those are not read.
    encoders : callable
        Called when there are words to read, once for all of them.
    """

    def __init__(self, torch: Any, family: Family, encoders: Encoders, *, guided: bool) -> None:
        self._torch = torch
        self._family = family
        self._encoders = encoders
        self._guided = guided
        self._readings: dict[str, Reading] = {}

    @property
    def size(self) -> int:
        """Bytes that it keeps."""
        return sum(bytes_of(reading) for reading in self._readings.values())

    def missing(self, wanted: Iterable[Words]) -> tuple[str, ...]:
        """The texts among these words that were not read yet, each once, in their order."""
        texts = dict.fromkeys(text for words in wanted for text in self._texts(words))
        return tuple(text for text in texts if text not in self._readings)

    def learn(self, wanted: Iterable[Words]) -> None:
        """Read what is missing; the encoders are called for only if something is."""
        texts = self.missing(wanted)
        if not texts:
            return
        with self._encoders() as pipeline:
            for text in texts:
                self._readings[text] = moved(read(self._torch, pipeline, self._family, text), "cpu")

    def look_up(self, words: Words, device: Any = "cpu") -> Embeddings:
        """The embeddings of words on a device; words that were not read before are read now."""
        self.learn([words])
        avoid = self._readings[words.avoid] if self._guided else None
        return joined(self._torch, self._readings[words.prompt], avoid).to(device)

    def _texts(self, words: Words) -> tuple[str, ...]:
        return (words.prompt, words.avoid) if self._guided else (words.prompt,)
