from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tiny_calls import call_with_embeddings, call_with_words, load_tiny

from composer.painting.diffusion.families.table import family_named
from composer.painting.diffusion.words.book import WordBook, Words

torch: Any = pytest.importorskip("torch")
Tiny = Callable[[str], Path]
BUS = Words(prompt="a yellow school bus", avoid="text")
PROM = Words(prompt="a prom under a mirror ball", avoid="text")


class Encoders:
    """Counts how often text encoders are loaded and freed, and what they read."""

    def __init__(self, name: str, folder: Path) -> None:
        self._name, self._folder = name, folder
        self.loaded, self.freed = 0, 0
        self.read: list[str] = []

    @contextmanager
    def __call__(self) -> Iterator[Any]:
        self.loaded += 1
        pipeline = load_tiny(self._name, self._folder, vae=None, **{family_named(self._name).denoiser: None})
        encode_prompt = pipeline.encode_prompt

        def counted(*, prompt: str, **more: Any) -> Any:
            self.read.append(prompt)
            return encode_prompt(prompt=prompt, **more)

        pipeline.encode_prompt = counted
        try:
            yield pipeline
        finally:
            self.freed += 1


def test_each_text_is_read_once_and_the_encoders_are_loaded_once_for_all(tiny: Tiny) -> None:
    encoders = Encoders("sdxl", tiny("sdxl"))
    book = WordBook(torch, family_named("sdxl"), encoders, guided=True)
    wanted = [BUS, PROM, BUS, Words(prompt="a church", avoid="text")]
    assert book.missing(wanted) == (BUS.prompt, "text", PROM.prompt, "a church")
    book.learn(wanted)
    assert (encoders.loaded, encoders.freed) == (1, 1)
    assert encoders.read == [BUS.prompt, "text", PROM.prompt, "a church"]
    assert book.missing(wanted) == ()
    book.learn(wanted)
    book.look_up(PROM)
    assert encoders.loaded == 1
    assert book.size == 4 * 4 * (77 * 64 + 32)


def test_words_that_are_not_in_the_book_are_read_when_they_are_asked_for(tiny: Tiny) -> None:
    encoders = Encoders("flux", tiny("flux"))
    book = WordBook(torch, family_named("flux"), encoders, guided=False)
    book.learn([BUS])
    found = book.look_up(PROM)
    assert (encoders.loaded, encoders.freed, encoders.read) == (2, 2, [BUS.prompt, PROM.prompt])
    assert not found.guided
    pipeline = load_tiny("flux", tiny("flux"))
    expected = call_with_words(pipeline, "flux", PROM.prompt, "", guided=False)
    np.testing.assert_array_equal(call_with_embeddings(pipeline, "flux", found), expected)


def test_what_is_kept_is_on_the_cpu_and_what_is_handed_out_on_the_device(tiny: Tiny) -> None:
    book = WordBook(torch, family_named("z-image"), Encoders("z-image", tiny("z-image")), guided=True)
    there = book.look_up(BUS, "meta").arguments
    assert {tensor.device.type for tensors in there.values() for tensor in tensors} == {"meta"}
    here = book.look_up(BUS).arguments
    assert {tensor.device.type for tensors in here.values() for tensor in tensors} == {"cpu"}


def test_encoders_that_cannot_be_had_leave_the_book_as_it_was() -> None:
    @contextmanager
    def none() -> Iterator[Any]:
        raise RuntimeError("no weights")
        yield

    book = WordBook(torch, family_named("sd"), none, guided=True)
    with pytest.raises(RuntimeError, match="no weights"):
        book.learn([BUS])
    assert book.missing([BUS]) == (BUS.prompt, "text")
    assert book.size == 0
