from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tiny_calls import CALLS, HEIGHT, WIDTH, call_tiny, call_with_embeddings, load_tiny

from composer.painting.diffusion.families.table import family_named
from composer.painting.diffusion.machine.caching import cached_call, set_cache
from composer.painting.diffusion.machine.libraries import load_libraries
from composer.painting.diffusion.words.encoding import Embeddings, encode
from composer.painting.diffusion.words.mixing import Mixing, Mixture

torch: Any = pytest.importorskip("torch")
Tiny = Callable[[str], Path]
PROMPTS = ("a yellow school bus", "a prom under a mirror ball, 1985; June dances")


def load(
    name: str, tiny: Tiny, *, guided: bool, avoid: tuple[str, str] = ("text", "frame, people"), **parts: Any
) -> Any:
    """A pipeline and two scenes' words of unlike lengths."""
    family, pipeline = family_named(name), load_tiny(name, tiny(name), guided=guided, **parts)
    return pipeline, *(
        encode(torch, pipeline, family, prompt, shunned, guided=guided)
        for prompt, shunned in zip(PROMPTS, avoid, strict=True)
    )


def whole(weight: float) -> Any:
    return np.full((HEIGHT, WIDTH), weight, np.float32)


def halves() -> Any:
    """The left half of the canvas is the near scene's, the right half the far one's."""
    weights = whole(0)
    weights[:, WIDTH // 2 :] = 1
    return weights


def mixed(pipeline: Any, name: str, words: tuple[Embeddings, Embeddings], weights: Any, **more: Any) -> Any:
    near, far = words
    with Mixing(torch, pipeline, family_named(name), Mixture(near=near, far=far, weights=weights)):
        return call_with_embeddings(pipeline, name, near, **more)


@pytest.mark.parametrize(("name", "guided"), CALLS)
def test_without_weight_it_is_the_near_scenes_picture_and_with_all_the_far_ones(
    name: str, guided: bool, tiny: Tiny
) -> None:
    pipeline, near, far = load(name, tiny, guided=guided)
    alone = [call_with_embeddings(pipeline, name, words) for words in (near, far)]
    assert np.abs(alone[0] - alone[1]).max() > 1e-4
    np.testing.assert_allclose(mixed(pipeline, name, (near, far), whole(0)), alone[0], atol=2e-6)
    np.testing.assert_allclose(mixed(pipeline, name, (near, far), whole(1)), alone[1], atol=2e-6)
    between = mixed(pipeline, name, (near, far), whole(0.5))
    assert min(np.abs(between - picture).max() for picture in alone) > 1e-5
    np.testing.assert_array_equal(call_with_embeddings(pipeline, name, near), alone[0])


def latents_after_one_step(paint: Callable[..., Any]) -> Any:
    """Shape (height, width, channels) in latents, or in tokens of 2 x 2 latents."""
    kept: list[Any] = []

    def keep(pipeline: Any, step: int, time: Any, tensors: dict[str, Any]) -> dict[str, Any]:
        kept.append(tensors["latents"])
        return {}

    paint(callback_on_step_end=keep)
    first = kept[0][0]
    packed = first.reshape(HEIGHT // 16, WIDTH // 16, -1) if first.ndim == 2 else first.movedim(0, -1)
    return packed.numpy()


@pytest.mark.parametrize(("name", "guided"), CALLS)
def test_after_one_step_each_half_of_the_canvas_is_its_own_scenes(name: str, guided: bool, tiny: Tiny) -> None:
    """In the first step both see the same noise, and a step does the same to each latent alone."""
    pipeline, near, far = load(name, tiny, guided=guided)
    a, b = (latents_after_one_step(partial(call_with_embeddings, pipeline, name, words)) for words in (near, far))
    made = latents_after_one_step(partial(mixed, pipeline, name, (near, far), halves()))
    middle = made.shape[1] // 2
    assert np.abs(a - b)[:, :middle].max() > 1e-5
    assert np.abs(a - b)[:, middle:].max() > 1e-5
    np.testing.assert_allclose(made[:, :middle], a[:, :middle], atol=2e-6)
    np.testing.assert_allclose(made[:, middle:], b[:, middle:], atol=2e-6)


@pytest.mark.parametrize("cache", ["first-block", "taylor"])
def test_predictions_that_are_mixed_have_a_memory_each_in_a_step_cache(cache: str, tiny: Tiny) -> None:
    pipeline, near, far = load("flux-fill", tiny, guided=False)
    libraries, denoiser = load_libraries(), pipeline.transformer
    set_cache(libraries, denoiser, family_named("flux-fill"), cache, 12)
    alone = []
    for words in (near, far):
        with cached_call(libraries, denoiser):
            alone.append(call_with_embeddings(pipeline, "flux-fill", words, num_inference_steps=12))
    assert np.abs(alone[0] - alone[1]).max() > 1e-4
    for weight, picture in enumerate(alone):
        with cached_call(libraries, denoiser):
            made = mixed(pipeline, "flux-fill", (near, far), whole(weight), num_inference_steps=12)
        np.testing.assert_allclose(made, picture, atol=2e-6)


@pytest.mark.parametrize("name", ["sd", "flux", "z-image"])
def test_several_pictures_at_once_are_mixed_each(name: str, tiny: Tiny) -> None:
    pipeline, near, far = load(name, tiny, guided=True)
    both = call_with_embeddings(pipeline, name, far, num_images_per_prompt=2)
    np.testing.assert_allclose(mixed(pipeline, name, (near, far), whole(1), num_images_per_prompt=2), both, atol=2e-6)


@pytest.mark.parametrize("name", ["sdxl", "klein", "z-image"])
def test_in_half_precision_the_ends_are_the_scenes_own_too(name: str, tiny: Tiny) -> None:
    pipeline, near, far = load(name, tiny, guided=True, dtype=torch.bfloat16)
    for weight, words in ((0, near), (1, far)):
        alone = call_with_embeddings(pipeline, name, words)
        np.testing.assert_allclose(mixed(pipeline, name, (near, far), whole(weight)), alone, atol=2e-6)


@pytest.mark.parametrize(("name", "calls"), [("sdxl", 4), ("qwen", 6), ("chroma", 6)])
def test_words_to_avoid_that_are_the_same_are_not_predicted_twice(name: str, calls: int, tiny: Tiny) -> None:
    pipeline, near, far = load(name, tiny, guided=True, avoid=("text", "text"))
    counted, forward = [], getattr(pipeline, family_named(name).denoiser).forward
    alone = call_with_embeddings(pipeline, name, far)

    def counting(*given: Any, **named: Any) -> Any:
        counted.append(1)
        return forward(*given, **named)

    getattr(pipeline, family_named(name).denoiser).forward = counting
    np.testing.assert_allclose(mixed(pipeline, name, (near, far), whole(1)), alone, atol=2e-6)
    assert len(counted) == calls


@pytest.mark.parametrize("name", ["sdxl", "flux"])
@pytest.mark.parametrize("hooks_first", [True, False])
def test_offloading_may_be_laid_around_the_denoiser_before_or_after(name: str, hooks_first: bool, tiny: Tiny) -> None:
    from accelerate.hooks import ModelHook, add_hook_to_module, remove_hook_from_module

    family = family_named(name)
    pipeline, near, far = load(name, tiny, guided=True)
    alone = call_with_embeddings(pipeline, name, far)
    denoiser = getattr(pipeline, family.denoiser)
    passed: list[str] = []

    class Offload(ModelHook):  # type: ignore[misc]
        def pre_forward(self, module: Any, *given: Any, **named: Any) -> Any:
            passed.append("in")
            return given, named

    mixing = Mixing(torch, pipeline, family, Mixture(near=near, far=far, weights=whole(1)))
    if hooks_first:
        add_hook_to_module(denoiser, Offload())
    with mixing:
        if not hooks_first:
            add_hook_to_module(denoiser, Offload())
        painted = call_with_embeddings(pipeline, name, near)
        # As pipelines do at their end: the hooks are taken off and laid on anew.
        remove_hook_from_module(denoiser)
        add_hook_to_module(denoiser, Offload())
    np.testing.assert_allclose(painted, alone, atol=2e-6)
    assert len(passed) == (4 if name == "sdxl" else 8)
    assert hasattr(denoiser, "_hf_hook")
    np.testing.assert_array_equal(call_with_embeddings(pipeline, name, far), alone)


@pytest.mark.parametrize("name", ["sdxl", "qwen", "z-image"])
def test_offloading_of_the_whole_pipeline_and_of_its_layers_is_mixed(name: str, tiny: Tiny) -> None:
    pipeline, near, far = load(name, tiny, guided=True)
    alone = call_with_embeddings(pipeline, name, far)
    pipeline.enable_model_cpu_offload(device="cpu")
    for _ in range(2):
        np.testing.assert_allclose(mixed(pipeline, name, (near, far), whole(1)), alone, atol=2e-6)
    pipeline.remove_all_hooks()
    denoiser = getattr(pipeline, family_named(name).denoiser)
    denoiser.enable_group_offload(
        onload_device=torch.device("cpu"), offload_device=torch.device("cpu"), offload_type="leaf_level"
    )
    np.testing.assert_allclose(mixed(pipeline, name, (near, far), whole(1)), alone, atol=2e-6)


@pytest.mark.parametrize("name", ["sd", "flux", "qwen"])
def test_compiled_blocks_are_mixed(name: str, tiny: Tiny) -> None:
    pipeline, near, far = load(name, tiny, guided=True)
    alone = call_with_embeddings(pipeline, name, far)
    getattr(pipeline, family_named(name).denoiser).compile_repeated_blocks(backend="eager")
    for _ in range(2):
        np.testing.assert_allclose(mixed(pipeline, name, (near, far), whole(1)), alone, atol=2e-6)
    np.testing.assert_allclose(call_with_embeddings(pipeline, name, far), alone, atol=2e-6)


@pytest.mark.slow
def test_a_denoiser_in_a_compiled_shell_is_mixed(tiny: Tiny) -> None:
    pipeline, near, far = load("sd", tiny, guided=True)
    alone = call_with_embeddings(pipeline, "sd", far)
    pipeline.unet = torch.compile(pipeline.unet, backend="eager")
    np.testing.assert_allclose(mixed(pipeline, "sd", (near, far), whole(1)), alone, atol=2e-6)


def test_a_denoiser_compiled_as_a_whole_is_refused(tiny: Tiny) -> None:
    pipeline, near, far = load("sd", tiny, guided=True)
    pipeline.unet.compile(backend="eager")
    with pytest.raises(ValueError, match="a denoiser that is compiled as a whole cannot be mixed; compile its blocks"):
        mixed(pipeline, "sd", (near, far), whole(1))


def test_a_step_cache_keeps_each_scenes_own(tiny: Tiny) -> None:
    from diffusers import FirstBlockCacheConfig

    pipeline, near, far = load("qwen", tiny, guided=True)
    pipeline.transformer.enable_cache(FirstBlockCacheConfig(threshold=0.5))

    def painted(words: Embeddings) -> Any:
        pipeline.transformer._reset_stateful_cache()
        return call_with_embeddings(pipeline, "qwen", words, num_inference_steps=6)

    alone = [painted(words) for words in (near, far)]
    for weight, picture in ((0, alone[0]), (1, alone[1])):
        pipeline.transformer._reset_stateful_cache()
        made = mixed(pipeline, "qwen", (near, far), whole(weight), num_inference_steps=6)
        np.testing.assert_allclose(made, picture, atol=2e-6)


def test_it_is_gone_after_an_error_and_can_be_entered_again(tiny: Tiny) -> None:
    pipeline, near, far = load("chroma", tiny, guided=True)
    alone = [call_with_embeddings(pipeline, "chroma", words) for words in (near, far)]
    mixing = Mixing(torch, pipeline, family_named("chroma"), Mixture(near=near, far=far, weights=whole(1)))

    def stop(*_: Any) -> Any:
        raise MemoryError("full")

    with pytest.raises(MemoryError, match="full"), mixing:
        call_with_embeddings(pipeline, "chroma", near, callback_on_step_end=stop)
    np.testing.assert_array_equal(call_with_embeddings(pipeline, "chroma", near), alone[0])
    with mixing:
        np.testing.assert_allclose(call_with_embeddings(pipeline, "chroma", near), alone[1], atol=2e-6)
    assert not pipeline.transformer._forward_hooks
    assert not pipeline.transformer._forward_pre_hooks


@pytest.mark.parametrize(("name", "guided"), CALLS)
def test_a_pipeline_that_is_called_with_other_words_is_refused(name: str, guided: bool, tiny: Tiny) -> None:
    pipeline, near, far = load(name, tiny, guided=guided)
    mixing = Mixing(torch, pipeline, family_named(name), Mixture(near=near, far=far, weights=whole(0.5)))
    message = "the pipeline was not called with the words, or not with the guidance, of the mixture"
    with pytest.raises(ValueError, match=message), mixing:
        call_with_embeddings(pipeline, name, far)


@pytest.mark.parametrize("name", [name for name, guided in CALLS if guided])
def test_a_pipeline_that_does_not_heed_the_words_to_avoid_is_refused(name: str, tiny: Tiny) -> None:
    pipeline, near, far = load(name, tiny, guided=True)
    mixing = Mixing(torch, pipeline, family_named(name), Mixture(near=near, far=far, weights=whole(0.5)))
    message = "the pipeline was not called with the words, or not with the guidance, of the mixture"
    with pytest.raises(ValueError, match=message), mixing:
        call_tiny(pipeline, name, guided=False, **near.arguments)


def test_weights_have_two_dimensions_and_lie_between_0_and_1() -> None:
    words = Embeddings(words={"prompt_embeds": torch.ones(1, 2, 3)})
    for weights in (np.ones(4), np.full((2, 2), 1.1), np.full((2, 2), np.nan)):
        with pytest.raises(ValueError, match="weights are an array of two dimensions with values from 0 to 1"):
            Mixture(near=words, far=words, weights=weights.astype(np.float32))
    with pytest.raises(ValueError, match="one of the words has words to avoid, the other has none"):
        Mixture(near=words, far=Embeddings(words=words.words, avoid=words.words), weights=whole(0))
