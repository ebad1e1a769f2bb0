from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_calls import CALLS, call_with_embeddings, load_tiny

from composer.painting.diffusion.families.table import family_named
from composer.painting.diffusion.words.blending import between, blend
from composer.painting.diffusion.words.encoding import Embeddings, encode

torch: Any = pytest.importorskip("torch")
Tiny = Callable[[str], Path]
NUMBERS = st.lists(st.floats(-8, 8, width=32), min_size=4, max_size=4)


def vector(numbers: list[float]) -> Any:
    return torch.tensor(numbers, dtype=torch.float32)


def angle(a: Any, b: Any) -> float:
    """Between two vectors in radians, in double precision."""
    a, b = (each.double() / each.double().norm() for each in (a, b))
    return float(2 * torch.atan2((b - a).norm(), (b + a).norm()))


@settings(max_examples=150, deadline=None)
@given(a=NUMBERS, b=NUMBERS, weight=st.floats(0, 1))
def test_a_vector_on_the_way_is_on_the_arc_and_as_long_as_its_share(
    a: list[float], b: list[float], weight: float
) -> None:
    near, far = vector(a), vector(b)
    made = between(torch, near, far, weight)
    assert torch.isfinite(made).all()
    length = (1 - weight) * float(near.norm()) + weight * float(far.norm())
    assert float(made.norm()) == pytest.approx(length, rel=1e-5, abs=1e-6)
    if min(near.norm(), far.norm()) < 1e-3 or length < 1e-3:
        return
    whole = angle(near, far)
    assert angle(near, made) == pytest.approx(weight * whole, abs=2e-3)
    if whole < math.pi - 1e-2:  # on the arc: what has been turned and what is left are the whole turn
        assert angle(near, made) + angle(made, far) == pytest.approx(whole, abs=2e-3)


@settings(max_examples=50, deadline=None)
@given(a=NUMBERS, b=NUMBERS)
def test_the_way_goes_one_way(a: list[float], b: list[float]) -> None:
    near, far = vector(a), vector(b)
    if min(near.norm(), far.norm()) < 1e-3:
        return
    turned = [angle(near, between(torch, near, far, weight)) for weight in np.linspace(0, 1, 9)]
    assert all(later >= earlier - 1e-3 for earlier, later in pairwise(turned))


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ([2, 0, 0, 0], [4, 0, 0, 0], [3, 0, 0, 0]),
        ([2, 0, 0, 0], [0, 2, 0, 0], [math.sqrt(2), math.sqrt(2), 0, 0]),
        ([2, 0, 0, 0], [-4, 0, 0, 0], [0, 3, 0, 0]),
        ([0, 0, 0, 0], [0, 4, 0, 0], [0, 2, 0, 0]),
        ([0, 6, 0, 0], [0, 0, 0, 0], [0, 3, 0, 0]),
        ([0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]),
    ],
)
def test_half_way_between_known_vectors(a: list[float], b: list[float], expected: list[float]) -> None:
    np.testing.assert_allclose(between(torch, vector(a), vector(b), 0.5), expected, atol=1e-6)


def test_a_half_precision_vector_stays_one() -> None:
    made = between(torch, vector([1, 2, 3, 4]).bfloat16(), vector([4, 3, 2, 1]).bfloat16(), 0.5)
    assert made.dtype == torch.bfloat16
    assert torch.isfinite(made).all()


@pytest.mark.parametrize(("name", "guided"), CALLS)
def test_blended_words_begin_with_the_one_end_with_the_other_and_paint_between(
    name: str, guided: bool, tiny: Tiny
) -> None:
    family, pipeline = family_named(name), load_tiny(name, tiny(name), guided=guided)
    a = encode(torch, pipeline, family, "a yellow school bus", "text", guided=guided)
    b = encode(torch, pipeline, family, "a prom under a mirror ball, 1985; June dances", "text, frame", guided=guided)
    for weight, end in ((0, a), (-0.5, a), (1, b), (1.5, b)):
        assert blend(torch, a, b, weight) is end
    first, early, middle, late, last = (
        call_with_embeddings(pipeline, name, blend(torch, a, b, weight)) for weight in (0, 0.01, 0.5, 0.99, 1)
    )
    whole = np.abs(first - last).mean()
    assert whole > 1e-5
    assert all(np.isfinite(picture).all() for picture in (early, middle, late))
    assert np.abs(first - early).mean() < 0.3 * whole
    assert np.abs(last - late).mean() < 0.3 * whole
    assert min(np.abs(first - middle).mean(), np.abs(last - middle).mean()) > 0.02 * whole


def test_words_to_avoid_that_are_the_same_stay_the_same(tiny: Tiny) -> None:
    family, pipeline = family_named("sdxl"), load_tiny("sdxl", tiny("sdxl"))
    a, b = (encode(torch, pipeline, family, prompt, "text", guided=True) for prompt in ("a bus", "a prom"))
    made = blend(torch, a, b, 0.4)
    assert made.avoid is not None
    assert a.avoid is not None
    assert all(torch.equal(made.avoid[name], a.avoid[name]) for name in a.avoid)


def test_prompts_of_two_and_of_three_parts_meet_in_six(tiny: Tiny) -> None:
    family, pipeline = family_named("sd"), load_tiny("sd", tiny("sd"))
    a = encode(torch, pipeline, family, "a" * 60 + ", " + "b" * 60, "text", guided=True)
    b = encode(torch, pipeline, family, ", ".join(letter * 60 for letter in "cde"), "text, frame", guided=True)
    ends = [call_with_embeddings(pipeline, "sd", each) for each in (a, b)]
    made = [blend(torch, a, b, weight) for weight in (1e-6, 1 - 1e-6)]
    assert [each.words["prompt_embeds"].shape[1] for each in made] == [6 * 77] * 2
    for each, end in zip(made, ends, strict=True):
        np.testing.assert_allclose(call_with_embeddings(pipeline, "sd", each), end, atol=1e-5)


def counted(values: list[float], mask: list[int]) -> Embeddings:
    tokens = torch.tensor(values)[None, :, None]
    return Embeddings(words={"prompt_embeds": tokens, "prompt_embeds_mask": torch.tensor(mask)[None]})


@pytest.mark.parametrize(
    ("weight", "mask", "near"),
    [
        (1e-7, [1, 1, 0, 0, 0], [1, 2]),
        (0.49, [1, 1, 1, 0, 0], [1, 1, 2]),
        (1 - 1e-7, [1, 1, 1, 1, 0], [1, 1, 2, 2]),
    ],
)
def test_of_masked_words_as_many_count_as_the_weight_says(weight: float, mask: list[int], near: list[float]) -> None:
    short = counted([1.0, 2.0, -9.0, -8.0, -7.0], [1, 1, 0, 0, 0])
    long = counted([5.0, 6.0, 7.0, 8.0], [1, 1, 1, 1])
    made, back = blend(torch, short, long, weight).words, blend(torch, long, short, 1 - weight).words
    assert made["prompt_embeds_mask"].tolist() == back["prompt_embeds_mask"].tolist() == [mask]
    # In one dimension the way goes straight, so that what is blended can be told from the sum.
    far = {2: [5, 8], 3: [5, 7, 8], 4: [5, 6, 7, 8]}[sum(mask)]
    expected = (1 - weight) * np.array(near) + weight * np.array(far)
    np.testing.assert_allclose(made["prompt_embeds"][0, : sum(mask), 0], expected, atol=1e-5)


def test_masked_words_that_all_count_have_nothing_beyond_their_end() -> None:
    short, long = counted([1.0, 2.0], [1, 1]), counted([5.0, 5.0, 5.0, 5.0], [1, 1, 1, 1])
    assert blend(torch, short, long, 0.5).words["prompt_embeds_mask"].tolist() == [[1, 1, 1]]


def test_words_in_lists_are_as_many_as_the_weight_says() -> None:
    short = Embeddings(words={"prompt_embeds": [torch.tensor([[1.0], [2.0], [3.0]])]})
    long = Embeddings(words={"prompt_embeds": [torch.full((5, 1), 7.0)]})
    for weight, expected in ((1e-7, [1, 2, 3]), (0.5, [4, 4.5, 4.5, 5]), (1 - 1e-7, [7] * 5)):
        made = blend(torch, short, long, weight).words["prompt_embeds"]
        np.testing.assert_allclose(made[0][:, 0], expected, atol=1e-5)


def test_words_with_and_without_words_to_avoid_are_not_blended() -> None:
    plain = Embeddings(words={"prompt_embeds": torch.ones(1, 2, 3)})
    with pytest.raises(ValueError, match="embeddings of different kinds cannot be blended"):
        blend(torch, plain, Embeddings(words=plain.words, avoid=plain.words), 0.5)
