from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tiny_calls import CALLS, call_with_embeddings, call_with_words, load_tiny

from composer.painting.diffusion.families.table import FAMILIES, family_named
from composer.painting.diffusion.words.encoding import encode, joined, read
from composer.painting.diffusion.words.parts import parts_of

torch: Any = pytest.importorskip("torch")
Tiny = Callable[[str], Path]
PROMPT, AVOID = "a yellow school bus", "text, frame"


def letters(text: str) -> int:
    return len(text.replace(" ", ""))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", [""]),
        ("a bus", ["a bus"]),
        ("a red bus, a blue sky", ["a red bus,", "a blue sky"]),
        ("one, two, three, four", ["one, two,", "three, four"]),
        ("a very long phrase of words", ["a very long", "phrase of", "words"]),
        ("incomprehensibilities, a bus", ["incomprehensibilities,", "a bus"]),
        (",,;", [",,;"]),
    ],
)
def test_a_text_is_cut_between_phrases_and_else_between_words(text: str, parts: list[str]) -> None:
    assert parts_of(text, 10, letters) == parts


def test_no_word_of_a_long_text_is_lost() -> None:
    text = "June, 8-year-old girl; red curly hair. A yellow bus, faded Kodachrome, warm grain, soft light"
    parts = parts_of(text, 20, letters)
    assert "".join(parts).replace(" ", "") == text.replace(" ", "")
    assert all(letters(part) <= 20 for part in parts)


def test_every_family_can_be_read_and_painted_in_these_tests() -> None:
    assert {name for name, _ in CALLS} == {family.key for family in FAMILIES}


@pytest.mark.parametrize(("name", "guided"), CALLS)
def test_a_picture_from_embeddings_is_the_one_from_the_words_bit_for_bit(name: str, guided: bool, tiny: Tiny) -> None:
    family, avoid = family_named(name), "" if name == "klein" else AVOID
    whole = load_tiny(name, tiny(name), guided=guided)
    said = call_with_words(whole, name, PROMPT, avoid, guided=guided)
    other = call_with_words(whole, name, "a prom under a mirror ball", avoid, guided=guided)
    reader = load_tiny(name, tiny(name), guided=guided, vae=None, **{family.denoiser: None})
    embeddings = encode(torch, reader, family, PROMPT, avoid, guided=guided)
    painter = load_tiny(name, tiny(name), guided=guided, **dict.fromkeys(family.text_parts))
    assert embeddings.guided is guided
    np.testing.assert_array_equal(call_with_embeddings(painter, name, embeddings), said)
    assert np.abs(other - said).max() > 1e-4


@pytest.mark.parametrize("name", [name for name, guided in CALLS if guided])
def test_words_to_avoid_change_a_guided_picture(name: str, tiny: Tiny) -> None:
    family, pipeline = family_named(name), load_tiny(name, tiny(name), guided=True)
    painted = [
        call_with_embeddings(pipeline, name, encode(torch, pipeline, family, PROMPT, avoid, guided=True))
        for avoid in ("", "a mirror ball")
    ]
    assert np.abs(painted[0] - painted[1]).max() > 1e-5


@pytest.mark.parametrize("name", ["sd", "sdxl"])
def test_a_long_prompt_is_read_in_parts_and_a_shorter_one_beside_it_as_often(name: str, tiny: Tiny) -> None:
    family, pipeline = family_named(name), load_tiny(name, tiny(name))
    parts = ["a" * 40 + ",", "b" * 60 + ",", "c" * 50]
    alone = [encode(torch, pipeline, family, part, "", guided=False).words for part in parts]
    long = encode(torch, pipeline, family, " ".join(parts), AVOID, guided=True)
    assert torch.equal(long.words["prompt_embeds"], torch.cat([part["prompt_embeds"] for part in alone], dim=1))
    avoid = read(torch, pipeline, family, AVOID)["prompt_embeds"]
    assert long.avoid is not None
    assert torch.equal(long.avoid["prompt_embeds"], torch.cat([avoid] * 3, dim=1))
    if name == "sdxl":
        assert torch.equal(long.words["pooled_prompt_embeds"], alone[0]["pooled_prompt_embeds"])
    assert np.isfinite(call_with_embeddings(pipeline, name, long)).all()


@pytest.mark.parametrize("name", ["sd", "sdxl"])
def test_words_said_twice_paint_what_they_paint_said_once(name: str, tiny: Tiny) -> None:
    family, pipeline = family_named(name), load_tiny(name, tiny(name))
    once = encode(torch, pipeline, family, PROMPT, AVOID, guided=True)
    twice = joined(
        torch,
        {**once.words, "prompt_embeds": torch.cat([once.words["prompt_embeds"]] * 2, dim=1)},
        once.avoid,
    )
    assert twice.arguments["negative_prompt_embeds"].shape[1] == 2 * 77
    pictures = [call_with_embeddings(pipeline, name, embeddings) for embeddings in (once, twice)]
    np.testing.assert_allclose(pictures[0], pictures[1], atol=1e-5)


def test_two_and_three_parts_become_six_and_very_many_as_many_as_the_longer_has() -> None:
    def of(parts: int) -> dict[str, Any]:
        return {"prompt_embeds": torch.arange(parts * 77.0)[None, :, None]}

    both = joined(torch, of(2), of(3))
    assert both.arguments["prompt_embeds"][0, :, 0].tolist() == list(range(2 * 77)) * 3
    assert both.arguments["negative_prompt_embeds"][0, :, 0].tolist() == list(range(3 * 77)) * 2
    many = joined(torch, of(7), of(6)).arguments
    assert many["prompt_embeds"].shape == many["negative_prompt_embeds"].shape == (1, 7 * 77, 1)


def told(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name == "longzoom"]


#: Letters of a prompt that families read with the tiny tokenizers, which make a token of each. T5 has one for the end
#: and one for the space before the first word, a talk begins with "<|im_start|>user" and a line's end.
READ = {"sd3": 256 - 2, "flux-fill": 512 - 2, "klein": 512 - 6, "qwen": 512, "z-image": 512 - 6, "chroma": 256 - 2}


@pytest.mark.parametrize(("name", "count"), READ.items())
def test_the_end_of_a_prompt_that_is_not_read_is_told(
    name: str, count: int, tiny: Tiny, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    family, pipeline = family_named(name), load_tiny(name, tiny(name))
    if name == "qwen":  # it drops as many tokens as its real tokenizer makes of the beginning of its talk
        before = pipeline.tokenizer(pipeline.prompt_template_encode.partition("{}")[0]).input_ids
        monkeypatch.setattr(pipeline, "prompt_template_encode_start_idx", len(before))
    prompt = "a" * 60 + "bus" * 180
    with caplog.at_level(logging.WARNING, "longzoom"):
        long = encode(torch, pipeline, family, prompt, AVOID, guided=False)
    assert told(caplog) == [f'{family.name} does not read the end of "{"a" * 60}…": "{prompt[count:]}"']
    # Other letters there change nothing; another one just before does.
    same = encode(torch, pipeline, family, prompt[:count] + "x" * 30, AVOID, guided=False)
    other = encode(torch, pipeline, family, prompt[: count - 1] + "x" * 30, AVOID, guided=False)
    tokens, unchanged, changed = (each.words["prompt_embeds"][0] for each in (long, same, other))
    assert torch.equal(tokens, unchanged)
    assert not torch.equal(tokens, changed)


@pytest.mark.parametrize("name", [family.key for family in FAMILIES])
def test_nothing_is_told_of_a_prompt_that_is_read_whole(
    name: str, tiny: Tiny, caplog: pytest.LogCaptureFixture
) -> None:
    family, pipeline = family_named(name), load_tiny(name, tiny(name))
    with caplog.at_level(logging.WARNING, "longzoom"):
        encode(torch, pipeline, family, "a" * 200, AVOID, guided=True)
    assert told(caplog) == []


def test_without_its_largest_encoder_sd3_tells_what_the_smaller_ones_do_not_read(
    tiny: Tiny, caplog: pytest.LogCaptureFixture
) -> None:
    pipeline = load_tiny("sd3", tiny("sd3"), text_encoder_3=None, tokenizer_3=None)
    with caplog.at_level(logging.WARNING, "longzoom"):
        encode(torch, pipeline, family_named("sd3"), "a" * 80, "", guided=False)
    assert told(caplog) == [f'Stable Diffusion 3.5 does not read the end of "{"a" * 60}…": "aaaaa"']


def test_embeddings_know_their_size_and_move(tiny: Tiny) -> None:
    pipeline = load_tiny("sdxl", tiny("sdxl"))
    embeddings = encode(torch, pipeline, family_named("sdxl"), PROMPT, AVOID, guided=True)
    assert embeddings.size == 2 * 4 * (77 * 64 + 32)
    there = embeddings.to("meta").arguments
    assert {name: value.device.type for name, value in there.items()} == dict.fromkeys(embeddings.arguments, "meta")
