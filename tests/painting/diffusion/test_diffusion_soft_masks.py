"""Real tiny pipelines that blend: what a soft share keeps, and how much it lets change."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from composer.geometry import similarity_at
from composer.painting.diffusion.canvas import soft
from composer.painting.diffusion.canvas.soft import blends, soft_mask
from composer.painting.diffusion.canvas.surround import Surround, surround
from composer.painting.diffusion.families.table import family_named

pytest.importorskip("torch")

WIDTH, HEIGHT = 128, 96
BLENDING = ["sd-four", "sdxl-four", "sd3", "flux", "kontext", "klein", "qwen", "z-image", "chroma"]
NATIVE = ["sd", "sdxl", "flux-fill"]
SPLIT = {"sd-four": "sd", "sdxl-four": "sdxl"}
Load = Callable[[str], Any]


@pytest.fixture(scope="module")
def load(tiny: Callable[[str], Path]) -> Load:
    import diffusers
    import torch

    torch.set_num_threads(1)
    loaded: dict[str, Any] = {}

    def of(name: str) -> Any:
        if name not in loaded:
            family = family_named(SPLIT.get(name, name))
            # The text encoders that a class of its own lists, and Chroma's guidance, are the loader's affair.
            kind = getattr(diffusers, family.pipeline)
            pipeline = kind.from_pretrained(tiny(name), **extras(name), **family.settings)
            if name == "chroma":
                pipeline.transformer.register_to_config(guidance_embeds=False)
            pipeline.set_progress_bar_config(disable=True)
            loaded[name] = pipeline
        return loaded[name]

    return of


def extras(name: str) -> dict[str, Any]:
    return {"safety_checker": None} if name.startswith("sd-") or name == "sd" else {}


def noise_picture() -> np.ndarray:
    small = np.random.default_rng(0).integers(0, 256, (12, 16, 3), np.uint8)
    return np.kron(small, np.ones((8, 8, 1), np.uint8))


def canvas_of(share: np.ndarray) -> Surround:
    return Surround(picture=noise_picture(), repaint=share > 0.5, share=share.astype(np.float32))


def latents_of(pipeline: Any, name: str, canvas: Surround, mask: dict[str, Any], steps: int = 4) -> np.ndarray:
    """What the pipeline ends with, as (channels, height, width) at 8 pixels a cell."""
    import torch
    from PIL import Image

    family = family_named(SPLIT.get(name, name))
    given: dict[str, Any] = {"max_sequence_length": 64} if family.longest else {}
    if family.guidance_argument == "guidance_scale":
        given["guidance_scale"] = 2.0
    if name == "kontext":
        given["_auto_resize"] = False
    result = pipeline(
        prompt="a bus",
        image=Image.fromarray(canvas.picture),
        height=HEIGHT,
        width=WIDTH,
        strength=1.0,
        num_inference_steps=steps,
        generator=torch.Generator("cpu").manual_seed(3),
        output_type="latent",
        **given,
        **mask,
    ).images
    latents = result.float().numpy()
    return latents[0] if latents.ndim == 4 else unpacked(latents[0])


def unpacked(tokens: np.ndarray) -> np.ndarray:
    rows, columns = HEIGHT // 16, WIDTH // 16
    channels = tokens.shape[-1] // 4
    return tokens.reshape(rows, columns, channels, 2, 2).transpose(2, 0, 3, 1, 4).reshape(channels, HEIGHT // 8, -1)


def soft_latents(load: Load, name: str, share: np.ndarray, steps: int = 4) -> np.ndarray:
    import torch

    pipeline, canvas = load(name), canvas_of(share)
    family = family_named(SPLIT.get(name, name))
    return latents_of(pipeline, name, canvas, soft_mask(torch, pipeline, family, canvas), steps)


def nothing() -> np.ndarray:
    return np.zeros((HEIGHT, WIDTH), np.float32)


@pytest.mark.parametrize("name", BLENDING)
def test_a_binary_share_gives_what_the_stock_call_gives(name: str, load: Load) -> None:
    from PIL import Image

    share = np.ones((HEIGHT, WIDTH), np.float32)
    share[32:64, 32:96] = 0
    canvas = canvas_of(share)
    stock = {"mask_image": Image.fromarray(canvas.repaint.astype(np.uint8) * 255)}
    expected = latents_of(load(name), name, canvas, stock)
    assert np.array_equal(soft_latents(load, name, share), expected)


@pytest.mark.parametrize("name", BLENDING)
def test_the_more_a_place_is_to_be_painted_the_more_it_changes(name: str, load: Load) -> None:
    """Four columns of four cells: shares 0, 1/3, 2/3 and 1, of six steps."""
    share = np.repeat(np.arange(4) / 3, WIDTH // 4)[None, :] * np.ones((HEIGHT, 1))
    original = soft_latents(load, name, nothing(), 6)
    change = np.abs(soft_latents(load, name, share, 6) - original).mean(axis=(0, 1)).reshape(4, -1).mean(axis=1)
    assert change[0] == 0
    assert 0 < change[1] < change[2] < change[3]
    assert change[1] < 0.8 * change[3]


@pytest.mark.parametrize("name", BLENDING)
def test_what_is_not_to_be_painted_keeps_its_latents_exactly(name: str, load: Load) -> None:
    share = nothing()
    share[:, 40:] = 0.7  # not whole tokens of 16 pixels
    original = soft_latents(load, name, nothing())
    painted = soft_latents(load, name, share)
    assert np.array_equal(painted[:, :, :5], original[:, :, :5])
    assert (np.abs(painted - original)[:, :, 5:].mean(axis=0) > 0).all()


def test_a_share_lets_a_place_go_for_just_that_part_of_the_steps(load: Load) -> None:
    """Half a share of four steps is the last two: exactly what a place is that is let go after two of them."""
    import torch

    pipeline, half = load("flux"), np.full((HEIGHT, WIDTH), 0.5, np.float32)
    canvas = canvas_of(half)
    mask = soft_mask(torch, pipeline, family_named("flux"), canvas)
    lay, seen = mask["callback_on_step_end"], []

    def watched(pipeline: Any, number: int, timestep: Any, given: dict[str, Any]) -> dict[str, Any]:
        before = given["latents"]
        after = lay(pipeline, number, timestep, given)
        seen.append(not torch.equal(before, after["latents"]))
        return after

    latents_of(pipeline, "flux", canvas, mask | {"callback_on_step_end": watched})
    assert seen == [True, True, False, False]


@pytest.mark.parametrize("name", ["sdxl-four", "klein"])
def test_shares_are_laid_out_once_for_a_call_and_anew_for_the_next(
    name: str, load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[np.ndarray] = []
    plain = soft._laid_out

    def counted(torch: Any, cells: np.ndarray, latents: Any) -> Any:
        made.append(cells)
        return plain(torch, cells, latents)

    monkeypatch.setattr(soft, "_laid_out", counted)
    for count, share in enumerate((0.5, 0.25), start=1):
        soft_latents(load, name, np.full((HEIGHT, WIDTH), share))
        assert [float(cells.max()) for cells in made] == [0.5, 0.25][:count]


@pytest.mark.parametrize("name", NATIVE)
def test_a_model_with_a_mask_of_its_own_gets_a_binary_one(name: str, load: Load) -> None:
    import torch

    inner = noise_picture()
    portal = similarity_at((0.5, 0.5), magnification=2, turn_degrees=0, aspect=WIDTH / HEIGHT)
    canvas = surround(inner, portal, (WIDTH, HEIGHT), 0.05)
    given = soft_mask(torch, load(name), family_named(name), canvas)
    assert list(given) == ["mask_image"]
    assert np.array_equal(np.asarray(given["mask_image"]) > 127, canvas.repaint)


@pytest.mark.parametrize("name", [*BLENDING, *NATIVE])
def test_which_models_blend_is_read_from_the_loaded_ones(name: str, load: Load) -> None:
    assert blends(load(name), family_named(SPLIT.get(name, name))) is (name in BLENDING)


def test_a_canvas_of_other_than_whole_cells_is_refused(load: Load) -> None:
    import torch

    share = np.ones((90, WIDTH), np.float32)
    canvas = Surround(picture=np.zeros((90, WIDTH, 3), np.uint8), repaint=share > 0, share=share)
    with pytest.raises(ValueError, match="a canvas of 128x90 is not whole cells of 16 pixels"):
        soft_mask(torch, load("flux"), family_named("flux"), canvas)
